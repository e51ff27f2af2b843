from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0021_rename_logs"),
    ]

    operations = [
        migrations.RenameField("RegionalCampaign", old_name="terms", new_name="settings"),
    ]
