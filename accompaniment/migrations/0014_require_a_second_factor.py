from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0013_enter_with_a_slip"),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='requires_second_factor',
            field=models.BooleanField(default=False, verbose_name='las especialistas entran con clave y código'),
        ),
    ]
