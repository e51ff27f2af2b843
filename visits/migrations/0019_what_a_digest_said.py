from django.db import migrations, models


class Migration(migrations.Migration):
    """So that the daily e-mail does not tell the same twice."""

    dependencies = [
        ('visits', '0018_settle_versions_of_second_observers'),
    ]

    operations = [
        migrations.AddField(
            model_name='digestsent',
            name='said',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
    ]
