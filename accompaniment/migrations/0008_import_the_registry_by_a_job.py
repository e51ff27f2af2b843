import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATUSES = [("queued", "en cola"), ("running", "en curso"), ("done", "listo"), ("failed", "no se pudo hacer")]


class Migration(migrations.Migration):
    """What was the state of an import is how far its job works; the jobs of the imports there are have ended."""

    dependencies = [
        ("accompaniment", "0007_daily_letter_can_be_muted"),
    ]

    operations = [
        migrations.RenameField("registryimport", "status", "goal"),
        migrations.AddField(
            "registryimport",
            "status",
            models.CharField(choices=STATUSES, default="done", max_length=7, verbose_name="estado"),
        ),
        migrations.AlterField(
            "registryimport",
            "status",
            models.CharField(choices=STATUSES, default="queued", max_length=7, verbose_name="estado"),
        ),
        migrations.AddField("registryimport", "step", models.CharField(blank=True, max_length=80, verbose_name="paso", default=""), preserve_default=False),
        migrations.AddField("registryimport", "done", models.PositiveIntegerField(default=0)),
        migrations.AddField("registryimport", "total", models.PositiveIntegerField(default=1)),
        migrations.AddField("registryimport", "attempts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("registryimport", "error", models.CharField(blank=True, max_length=400, verbose_name="motivo", default=""), preserve_default=False),
        migrations.AddField("registryimport", "heartbeat_at", models.DateTimeField(null=True)),
        migrations.AddField("registryimport", "finished_at", models.DateTimeField(null=True)),
        migrations.AddField("registryimport", "allow_closures", models.BooleanField(default=False)),
        migrations.AddField("registryimport", "report", models.FileField(blank=True, upload_to="", default=""), preserve_default=False),
        migrations.AddIndex(
            "registryimport",
            models.Index(
                condition=models.Q(("status__in", ["queued", "running"])),
                fields=["status", "heartbeat_at"],
                name="registry_import_unfinished",
            ),
        ),
        migrations.AlterField(
            "registryimport",
            "uploaded_by",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            "rosterimport",
            "uploaded_by",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
