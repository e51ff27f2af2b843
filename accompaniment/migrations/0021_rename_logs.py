from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0020_signing_pin"),
    ]

    operations = [
        migrations.RenameModel(old_name="Reading", new_name="AccessLogEntry"),
        migrations.RenameModel(old_name="Change", new_name="TrackedChange"),
    ]
