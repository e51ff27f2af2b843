from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0022_rename_regional_settings"),
    ]

    operations = [
        migrations.RenameModel(old_name="Slip", new_name="OneTimeCode"),
        migrations.AlterField(  # the name of the way back from an account; the column stays as it is
            model_name="onetimecode",
            name="user",
            field=models.OneToOneField(
                on_delete=models.CASCADE,
                related_name="one_time_code",
                to=settings.AUTH_USER_MODEL,
                verbose_name="persona",
            ),
        ),
    ]
