"""All tables at once, for a database that has none: step by step, making them took four times as long.

A database that went through the steps goes on from them; deploy/check_migrations.py proves that both end alike.
"""

import accompaniment.jobs.models
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("rubrics", "0001_initial"),
        ("rubrics", "0002_prompts_for_the_dialogue"),
        ("rubrics", "0003_instruments_of_a_ugel"),
        ("rubrics", "0004_practice_cases_and_calibration_rule"),
        ("rubrics", "0005_import_instruments_by_a_job"),
        ("rubrics", "0006_make_one_instrument_a_form"),
    ]

    initial = True

    dependencies = [
        ('accompaniment', '0001_squashed_0058_assignment_allowed_with_a_reason'),
        ('accompaniment', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalibrationRule',
            fields=[
                ('ugel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calibration_rule', serialize=False, to='accompaniment.ugel')),
                ('period_days', models.PositiveSmallIntegerField(default=365, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(1100)], verbose_name='cuántos días atrás se mira')),
                ('least_pairs', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(200)], verbose_name='desde cuántas comparaciones se dice algo')),
                ('least_share', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(50), django.core.validators.MaxValueValidator(100)], verbose_name='de cada 100, cuántas deben coincidir o quedar a un nivel')),
                ('least_kappa', models.PositiveSmallIntegerField(default=60, help_text='60 es 0.60. Donde casi todo es de un mismo nivel, basta con que coincidan.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(95)], verbose_name='kappa mínimo, en centésimos')),
                ('retake_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1100)], verbose_name='después de cuántos días se puede repetir un caso')),
            ],
        ),
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='código')),
                ('title', models.CharField(max_length=160, verbose_name='título')),
                ('teacher_kind', models.CharField(choices=[('classroom', 'docente de aula'), ('promoter', 'promotora educativa comunitaria'), ('assistant', 'auxiliar de educación')], max_length=10, verbose_name='para')),
                ('cycle', models.CharField(blank=True, choices=[('I', 'ciclo I (0 a 2 años)'), ('II', 'ciclo II (3 a 5 años)')], max_length=2, verbose_name='ciclo')),
                ('source', models.CharField(blank=True, help_text='De dónde vienen los títulos y la estructura.', max_length=240, verbose_name='fuente')),
                ('by_default', models.BooleanField(default=True, help_text='Sin marcar, sirve de modelo: no se abre en las visitas, y se puede copiar.', verbose_name='usarlo en las visitas')),
                ('sent_as', models.UUIDField(editable=False, null=True, unique=True)),
                ('ugel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instruments', to='accompaniment.ugel', verbose_name='UGEL')),
            ],
            options={
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='InstrumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='versión')),
                ('status', models.CharField(choices=[('draft', 'borrador'), ('published', 'publicada'), ('retired', 'retirada')], default='draft', max_length=9, verbose_name='estado')),
                ('valid_from', models.DateField(verbose_name='vigente desde')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='vigente hasta')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='rubrics.instrument')),
            ],
            options={
                'ordering': ['instrument__title', '-number'],
                'constraints': [models.UniqueConstraint(fields=('instrument', 'number'), name='version_number_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='version_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('section', models.CharField(blank=True, max_length=120, verbose_name='sección')),
                ('title', models.CharField(max_length=240, verbose_name='título')),
                ('short_title', models.CharField(help_text='El que cabe en un gráfico.', max_length=60, verbose_name='título corto')),
                ('aspects', models.TextField(blank=True, verbose_name='qué se mira')),
                ('competency', models.CharField(blank=True, help_text='C1 … C9', max_length=3, verbose_name='competencia del MBDD')),
                ('scale', models.CharField(choices=[('i_iv', 'niveles I a IV'), ('1_3', '1 a 3'), ('yes_no', 'Sí / No'), ('yes_no_sometimes', 'Sí / No / A veces')], max_length=20, verbose_name='escala')),
                ('weight', models.PositiveSmallIntegerField(blank=True, help_text='Se guarda y se exporta; no entra en ningún cálculo.', null=True, verbose_name='peso')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='rubrics.instrumentversion')),
            ],
            options={
                'ordering': ['version', 'order'],
                'constraints': [models.UniqueConstraint(fields=('version', 'order'), name='criterion_order_once')],
            },
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(verbose_name='nivel')),
                ('label', models.CharField(max_length=40, verbose_name='nombre')),
                ('descriptor', models.TextField(blank=True, verbose_name='descriptor')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='rubrics.criterion')),
            ],
            options={
                'ordering': ['criterion', 'value'],
                'constraints': [models.UniqueConstraint(fields=('criterion', 'value'), name='level_value_once')],
            },
        ),
        migrations.CreateModel(
            name='PracticeCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120, verbose_name='título')),
                ('vignette', models.TextField(blank=True, help_text='Cuenta solo lo que se vio y se escuchó, sin juzgar. Sin nombres ni datos de personas reales.', max_length=20000, verbose_name='qué ocurrió')),
                ('video', models.URLField(blank=True, help_text='Solo si hay permiso para mostrarlo.', max_length=400, verbose_name='enlace a un video')),
                ('is_invented', models.BooleanField(default=True, verbose_name='es un caso inventado')),
                ('published_at', models.DateTimeField(editable=False, null=True)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('ugel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='practice_cases', to='accompaniment.ugel', verbose_name='UGEL')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_cases', to='rubrics.instrumentversion', verbose_name='instrumento')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['version__instrument__title', 'title'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('vignette', ''), _negated=True), models.Q(('video', ''), _negated=True), _connector='OR'), name='practice_case_shows_something', violation_error_message='Escribe qué ocurrió o da el enlace a un video.'), models.CheckConstraint(condition=models.Q(('retired_at__isnull', True), ('published_at__isnull', False), _connector='OR'), name='practice_case_retired_after_published')],
            },
        ),
        migrations.CreateModel(
            name='PracticeAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('attempt', models.PositiveSmallIntegerField()),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_answers', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='rubrics.practicecase')),
            ],
            options={
                'ordering': ['-answered_at'],
                'constraints': [models.UniqueConstraint(fields=('person', 'case', 'attempt'), name='practice_attempt_once')],
            },
        ),
        migrations.CreateModel(
            name='PracticeLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(verbose_name='nivel')),
                ('reason', models.TextField(blank=True, max_length=4000, verbose_name='por qué')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='rubrics.practiceanswer')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rubrics.criterion')),
            ],
            options={
                'ordering': ['answer', 'criterion__order'],
                'constraints': [models.UniqueConstraint(fields=('answer', 'criterion'), name='practice_level_once'), models.CheckConstraint(condition=models.Q(('value__range', (1, 4))), name='practice_level_on_a_scale')],
            },
        ),
        migrations.CreateModel(
            name='PracticeReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(verbose_name='nivel')),
                ('reason', models.TextField(max_length=4000, verbose_name='por qué')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='rubrics.practicecase')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rubrics.criterion')),
            ],
            options={
                'ordering': ['case', 'criterion__order'],
                'constraints': [models.UniqueConstraint(fields=('case', 'criterion'), name='practice_reference_once'), models.CheckConstraint(condition=models.Q(('value__range', (1, 4))), name='practice_reference_on_a_scale')],
            },
        ),
        migrations.CreateModel(
            name='Prompt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('opening', 'apertura'), ('reflection', 'reflexión'), ('commitment', 'compromiso')], max_length=10, verbose_name='momento del diálogo')),
                ('value', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='nivel')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='orden')),
                ('text', models.CharField(max_length=400, verbose_name='pregunta')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prompts', to='rubrics.criterion')),
            ],
            options={
                'ordering': ['criterion', 'order'],
            },
        ),
        migrations.CreateModel(
            name='InstrumentImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('status', models.CharField(choices=[('queued', 'en cola'), ('running', 'en curso'), ('done', 'listo'), ('failed', 'no se pudo hacer')], default='queued', max_length=7, verbose_name='estado')),
                ('step', models.CharField(blank=True, max_length=80, verbose_name='paso')),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=1)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=400, verbose_name='motivo')),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('language', models.CharField(default=accompaniment.jobs.models.present_language, max_length=10)),
                ('file_name', models.CharField(max_length=200)),
                ('file', models.FileField(upload_to='', verbose_name='archivo')),
                ('goal', models.CharField(choices=[('preview', 'por confirmar'), ('applied', 'aplicada'), ('undone', 'deshecha')], default='preview', max_length=8)),
                ('summary', models.JSONField(default=dict)),
                ('applied_at', models.DateTimeField(null=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'running'])), fields=['status', 'heartbeat_at'], name='instrumentimport_unfinished')],
            },
        ),
    ]
