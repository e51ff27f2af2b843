from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("accompaniment", "RegistryImport").objects.filter(uploaded_by=None).delete()


class Migration(migrations.Migration):
    """On the way back, imports that nobody uploaded go: before, none were kept."""

    dependencies = [
        ("accompaniment", "0036_registry_of_the_command"),
    ]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget)]
