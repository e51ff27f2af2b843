from django.db import migrations, models


class Migration(migrations.Migration):
    """So that a document or a photo that is missing, or is another, is told to the administrator."""

    dependencies = [
        ('accompaniment', '0046_prepared_files_of_long_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(max_length=60)),
                ('key', models.UUIDField()),
                ('name', models.CharField(max_length=160)),
                ('is_missing', models.BooleanField()),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('of', 'key'), name='file_fault_once')],
            },
        ),
    ]
