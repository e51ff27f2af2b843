import accompaniment.jobs.models
from django.db import migrations, models

GOALS = [("preview", "por confirmar"), ("applied", "aplicada"), ("undone", "deshecha")]


class Migration(migrations.Migration):
    """An upload is worked on in the language of whoever brought it."""

    dependencies = [
        ("accompaniment", "0031_undo_a_joined_record"),
    ]

    operations = [
        migrations.AddField(
            "registryimport",
            "language",
            models.CharField(default=accompaniment.jobs.models.present_language, max_length=10),
        ),
        migrations.AlterField("registryimport", "file", models.FileField(upload_to="", verbose_name="archivo")),
        migrations.AlterField(
            "registryimport", "goal", models.CharField(choices=GOALS, default="preview", max_length=8)
        ),
        migrations.RenameIndex(
            "registryimport", old_name="registry_import_unfinished", new_name="registryimport_unfinished"
        ),
    ]
