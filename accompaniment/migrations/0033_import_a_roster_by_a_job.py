import accompaniment.jobs.models
from django.db import migrations, models

GOALS = [("preview", "por confirmar"), ("applied", "aplicada"), ("undone", "deshecha")]
STATUSES = [("queued", "en cola"), ("running", "en curso"), ("done", "listo"), ("failed", "no se pudo hacer")]


class Migration(migrations.Migration):
    """What was the state of an import is how far its job works; the jobs of the imports there are have ended."""

    dependencies = [
        ("accompaniment", "0032_uploads_say_their_language"),
    ]

    operations = [
        migrations.RenameField("rosterimport", "status", "goal"),
        migrations.AlterField(
            "rosterimport", "goal", models.CharField(choices=GOALS, default="preview", max_length=8)
        ),
        migrations.AddField(
            "rosterimport",
            "status",
            models.CharField(choices=STATUSES, default="done", max_length=7, verbose_name="estado"),
        ),
        migrations.AlterField(
            "rosterimport",
            "status",
            models.CharField(choices=STATUSES, default="queued", max_length=7, verbose_name="estado"),
        ),
        migrations.AddField(
            "rosterimport",
            "step",
            models.CharField(blank=True, max_length=80, verbose_name="paso", default=""),
            preserve_default=False,
        ),
        migrations.AddField("rosterimport", "done", models.PositiveIntegerField(default=0)),
        migrations.AddField("rosterimport", "total", models.PositiveIntegerField(default=1)),
        migrations.AddField("rosterimport", "attempts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "rosterimport",
            "error",
            models.CharField(blank=True, max_length=400, verbose_name="motivo", default=""),
            preserve_default=False,
        ),
        migrations.AddField("rosterimport", "heartbeat_at", models.DateTimeField(null=True)),
        migrations.AddField("rosterimport", "finished_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "rosterimport",
            "language",
            models.CharField(default=accompaniment.jobs.models.present_language, max_length=10),
        ),
        migrations.AddField("rosterimport", "answers", models.JSONField(default=dict)),
        migrations.AlterField("rosterimport", "file", models.FileField(upload_to="", verbose_name="archivo")),
        migrations.AddIndex(
            "rosterimport",
            models.Index(
                condition=models.Q(("status__in", ["queued", "running"])),
                fields=["status", "heartbeat_at"],
                name="rosterimport_unfinished",
            ),
        ),
    ]
