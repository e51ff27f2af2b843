from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0016_see_as_another"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='visittarget',
            name='target_once',
        ),
        migrations.RenameModel(
            old_name='VisitTarget',
            new_name='Target',
        ),
        migrations.RenameField(
            model_name='target',
            old_name='visits',
            new_name='times',
        ),
        migrations.AddField(
            model_name='target',
            name='strategy',
            field=models.CharField(choices=[('visits', 'visitas en aula'), ('gia', 'GIA o microtalleres'), ('rtc', 'RTC'), ('workshops', 'talleres')], default='visits', max_length=9, verbose_name='estrategia'),
        ),
        migrations.AlterField(
            model_name='target',
            name='times',
            field=models.PositiveSmallIntegerField(verbose_name='veces en el año'),
        ),
        migrations.AlterModelOptions(
            name='target',
            options={'ordering': ['teacher_kind', 'strategy', 'area']},
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(fields=('campaign', 'strategy', 'teacher_kind', 'area'), name='target_once'),
        ),
    ]
