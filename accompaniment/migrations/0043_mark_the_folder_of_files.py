import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """So that a machine that sees another folder of files says so."""

    dependencies = [
        ('accompaniment', '0042_heartbeats'),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('is_only', models.BooleanField(default=True, editable=False, unique=True)),
            ],
        ),
    ]
