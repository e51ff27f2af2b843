from django.db import migrations, models


class Migration(migrations.Migration):
    """What proves that somebody works at each queue."""

    dependencies = [
        ('accompaniment', '0041_sign_in_failures'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('queue', models.CharField(max_length=80)),
                ('worker', models.CharField(max_length=120)),
                ('sent_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('queue', 'worker'), name='heartbeat_of_worker')],
            },
        ),
    ]
