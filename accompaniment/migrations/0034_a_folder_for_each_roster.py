from django.core.files.storage import default_storage
from django.db import migrations


def move_into_folders(apps, schema_editor):
    """What waits for confirmation lies in the folder of its upload, where whoever forgets it looks."""
    for record in apps.get_model("accompaniment", "RosterImport").objects.exclude(file="").iterator():
        name = f"roster/{record.pk}/extract.json"
        if record.file.name != name and default_storage.exists(record.file.name):
            with default_storage.open(record.file.name) as file:
                moved = default_storage.save(name, file)
            default_storage.delete(record.file.name)
            record.file.name = moved
            record.save(update_fields=["file"])


class Migration(migrations.Migration):
    dependencies = [
        ("accompaniment", "0033_import_a_roster_by_a_job"),
    ]

    operations = [migrations.RunPython(move_into_folders, migrations.RunPython.noop)]
