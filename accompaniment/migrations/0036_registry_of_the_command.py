import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the command brought in counts among the imports, and nobody uploaded it."""

    dependencies = [
        ("accompaniment", "0035_import_networks_by_a_job"),
    ]

    operations = [
        migrations.AlterField(
            "registryimport",
            "uploaded_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
