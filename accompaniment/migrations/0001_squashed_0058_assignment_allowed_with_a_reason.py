"""All tables at once, for a database that has none: step by step, making them took four times as long.

A database that went through the steps goes on from them; deploy/check_migrations.py proves that both end alike.
"""

import accompaniment.accounts.fields
import accompaniment.campaigns.defaults
import accompaniment.jobs.models
import accompaniment.letters.models
import accompaniment.lib.identifiers
import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models


CACHE = "accompaniment_cache"


def create_cache(apps, schema_editor):
    call_command("createcachetable", CACHE, database=schema_editor.connection.alias, verbosity=0)


def drop_cache(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(CACHE)}")


class Migration(migrations.Migration):

    replaces = [
        ("accompaniment", "0001_initial"),
        ("accompaniment", "0002_log_readings"),
        ("accompaniment", "0003_record_changes"),
        ("accompaniment", "0004_roster_import"),
        ("accompaniment", "0005_sort_names_as_people_do"),
        ("accompaniment", "0006_campaign_says_what_is_observed"),
        ("accompaniment", "0007_daily_letter_can_be_muted"),
        ("accompaniment", "0008_import_the_registry_by_a_job"),
        ("accompaniment", "0009_where_a_service_has_worked"),
        ("accompaniment", "0010_people_by_folded_name"),
        ("accompaniment", "0011_fold_the_names_of_accounts"),
        ("accompaniment", "0012_join_records_of_one_person"),
        ("accompaniment", "0013_enter_with_a_slip"),
        ("accompaniment", "0014_require_a_second_factor"),
        ("accompaniment", "0015_count_attempts_together"),
        ("accompaniment", "0016_see_as_another"),
        ("accompaniment", "0017_targets_of_any_strategy"),
        ("accompaniment", "0018_campaign_of_a_region_with_its_days_off"),
        ("accompaniment", "0019_holidays_of_the_country"),
        ("accompaniment", "0020_signing_pin"),
        ("accompaniment", "0021_rename_logs"),
        ("accompaniment", "0022_rename_regional_settings"),
        ("accompaniment", "0023_rename_one_time_codes"),
        ("accompaniment", "0024_identifiers_of_our_digits"),
        ("accompaniment", "0025_keep_digits_as_ours"),
        ("accompaniment", "0026_longer_search_names"),
        ("accompaniment", "0027_find_by_every_word"),
        ("accompaniment", "0028_folded_email_of_an_account"),
        ("accompaniment", "0029_fold_emails_of_accounts"),
        ("accompaniment", "0030_safeguarding_role_and_alerts_in_the_log"),
        ("accompaniment", "0031_undo_a_joined_record"),
        ("accompaniment", "0032_uploads_say_their_language"),
        ("accompaniment", "0033_import_a_roster_by_a_job"),
        ("accompaniment", "0034_a_folder_for_each_roster"),
        ("accompaniment", "0035_import_networks_by_a_job"),
        ("accompaniment", "0036_registry_of_the_command"),
        ("accompaniment", "0037_and_back_without_them"),
        ("accompaniment", "0038_letters"),
        ("accompaniment", "0039_regional_campaigns_are_published"),
        ("accompaniment", "0040_publish_regional_campaigns_of_before"),
        ("accompaniment", "0041_sign_in_failures"),
        ("accompaniment", "0042_heartbeats"),
        ("accompaniment", "0043_mark_the_folder_of_files"),
        ("accompaniment", "0044_what_failed_at_a_sign_in"),
        ("accompaniment", "0045_what_asked_for_a_letter"),
        ("accompaniment", "0046_prepared_files_of_long_lists"),
        ("accompaniment", "0047_faults_of_files"),
        ("accompaniment", "0048_say_year_on_screens"),
        ("accompaniment", "0049_saved_views"),
        ("accompaniment", "0050_kinds_of_session_as_data_of_the_year"),
        ("accompaniment", "0051_fill_the_kinds_of_session"),
        ("accompaniment", "0052_attendance_share_of_a_year"),
        ("accompaniment", "0053_blocks_of_the_school_year"),
        ("accompaniment", "0054_blocks_of_known_years"),
        ("accompaniment", "0055_what_closing_a_visit_asks"),
        ("accompaniment", "0056_what_a_session_asks_at_its_end"),
        ("accompaniment", "0057_contacts_in_the_log"),
        ("accompaniment", "0058_assignment_allowed_with_a_reason"),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='año')),
                ('starts_on', models.DateField(verbose_name='desde')),
                ('ends_on', models.DateField(verbose_name='hasta')),
                ('letterhead', models.TextField(help_text='Una línea por oficina, de la mayor a la menor: gobierno regional, DRE, UGEL, área.', verbose_name='membrete')),
                ('slogan', models.CharField(blank=True, max_length=160, verbose_name='nombre del año')),
                ('moments', models.JSONField(blank=True, default=accompaniment.campaigns.defaults.moments, verbose_name='momentos del día que se observan')),
                ('documents_asked', models.JSONField(blank=True, default=accompaniment.campaigns.defaults.documents_asked, verbose_name='documentos que se piden ver')),
                ('photos_allowed', models.BooleanField(default=False, help_text='Solo con consentimiento escrito; nunca de la cara de una niña o un niño.', verbose_name='se permiten fotos y audios')),
                ('requires_second_factor', models.BooleanField(default=False, verbose_name='las especialistas entran con clave y código')),
                ('letterhead_image', models.CharField(blank=True, editable=False, max_length=64, verbose_name='imagen del membrete')),
                ('holidays', models.JSONField(blank=True, default=list, verbose_name='feriados y días sin clases')),
                ('blocks', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, verbose_name='bloques del año escolar')),
                ('urban_load', models.PositiveSmallIntegerField(default=12, verbose_name='aulas urbanas por acompañante')),
                ('rural_load', models.PositiveSmallIntegerField(default=8, verbose_name='aulas rurales por acompañante')),
                ('coordinator_least', models.PositiveSmallIntegerField(default=8, verbose_name='programas por coordinadora, desde')),
                ('coordinator_load', models.PositiveSmallIntegerField(default=15, verbose_name='programas por coordinadora, hasta')),
                ('attendance_share', models.PositiveSmallIntegerField(db_default=80, default=80, verbose_name='asistencia mínima para una constancia, en %')),
                ('closing_needs', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, verbose_name='lo que pide cerrar una visita')),
                ('instruments', models.JSONField(blank=True, default=dict, editable=False, verbose_name='instrumentos elegidos')),
                ('regional_settings', models.JSONField(blank=True, editable=False, null=True)),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cerrado el')),
            ],
            options={
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(blank=True, max_length=160, verbose_name='dirección')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='centro poblado')),
                ('district', models.CharField(blank=True, max_length=60, verbose_name='distrito')),
                ('province', models.CharField(blank=True, max_length=60, verbose_name='provincia')),
                ('ubigeo', models.CharField(blank=True, max_length=6, validators=[django.core.validators.RegexValidator('^[0-9]{6}\\Z', 'Debe tener 6 dígitos.')], verbose_name='ubigeo')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='latitud')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitud')),
                ('modular_code', models.CharField(max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{7}\\Z', 'Debe tener 7 dígitos.')], verbose_name='código modular')),
                ('annex', models.CharField(default='0', max_length=1, validators=[django.core.validators.RegexValidator('^[0-9]{1}\\Z', 'Debe tener 1 dígitos.')], verbose_name='anexo')),
                ('local_code', models.CharField(blank=True, max_length=6, validators=[django.core.validators.RegexValidator('^[0-9]{6}\\Z', 'Debe tener 6 dígitos.')], verbose_name='código de local')),
                ('name', models.CharField(max_length=120, verbose_name='nombre')),
                ('search_name', models.CharField(editable=False, max_length=320)),
                ('kind', models.CharField(choices=[('cuna', 'cuna'), ('jardin', 'jardín'), ('cuna_jardin', 'cuna-jardín'), ('pronoei', 'PRONOEI'), ('other', 'otro nivel')], max_length=12, verbose_name='tipo')),
                ('level_code', models.CharField(help_text='NIV_MOD', max_length=2, verbose_name='nivel del padrón')),
                ('cycle', models.CharField(blank=True, choices=[('I', 'ciclo I (0 a 2 años)'), ('II', 'ciclo II (3 a 5 años)')], max_length=2, verbose_name='ciclo')),
                ('setting', models.CharField(blank=True, choices=[('family', 'entorno familiar'), ('community', 'entorno comunitario')], max_length=10, verbose_name='entorno')),
                ('management', models.CharField(blank=True, max_length=40, verbose_name='gestión')),
                ('area', models.CharField(blank=True, choices=[('urban', 'urbana'), ('rural', 'rural')], max_length=6, verbose_name='área')),
                ('state', models.CharField(choices=[('open', 'activa'), ('closed', 'cerrada')], default='open', max_length=6, verbose_name='estado')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='cerrada desde')),
            ],
            options={
                'ordering': ['search_name', 'modular_code'],
            },
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='nombre')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='nombre')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='SiteMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('is_only', models.BooleanField(default=True, editable=False, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', accompaniment.accounts.fields.FoldedEmailField(blank=True, default=None, max_length=254, null=True, unique=True, verbose_name='correo')),
                ('wants_digest', models.BooleanField(default=True, verbose_name='recibir cada mañana un resumen por correo')),
                ('pin', models.CharField(blank=True, editable=False, max_length=128, verbose_name='PIN para firmar')),
                ('pin_failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('pin_blocked_until', models.DateTimeField(editable=False, null=True)),
                ('search_name', models.CharField(editable=False, max_length=320)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
                'indexes': [models.Index(fields=['search_name', 'username'], name='user_list')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='CampaignNorm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='orden')),
                ('citation', models.CharField(max_length=240, verbose_name='norma')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='norms', to='accompaniment.campaign')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Companion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('external', 'acompañante pedagógica'), ('coordinator', 'profesora coordinadora de PRONOEI'), ('internal', 'directora o delegada')], max_length=12, verbose_name='tipo')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='desde')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='companions', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
            options={
                'ordering': ['user__search_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Export',
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
                ('code', models.CharField(max_length=40)),
                ('form', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel')], max_length=4)),
                ('filters', models.JSONField(default=dict)),
                ('filters_key', models.CharField(max_length=64)),
                ('words', models.JSONField(default=list)),
                ('scope', models.JSONField(default=list)),
                ('language', models.CharField(default=accompaniment.jobs.models.present_language, max_length=10)),
                ('expected', models.PositiveIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(null=True)),
                ('file', models.FileField(blank=True, upload_to='', verbose_name='archivo')),
                ('file_name', models.CharField(blank=True, max_length=120)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('expires_at', models.DateTimeField(null=True)),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'running'])), fields=['status', 'heartbeat_at'], name='export_unfinished')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running'])), fields=('requested_by', 'code', 'form', 'language', 'filters_key'), name='export_unfinished_once')],
            },
        ),
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
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20, verbose_name='tipo')),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('about', models.CharField(blank=True, max_length=40)),
                ('language', models.CharField(default=accompaniment.jobs.models.present_language, max_length=10)),
                ('request_id', models.CharField(blank=True, db_default='', default=accompaniment.letters.models.asked_by, max_length=64)),
                ('status', models.CharField(choices=[('waiting', 'por salir'), ('sent', 'enviado'), ('needless', 'no hizo falta'), ('failed', 'no salió')], default='waiting', max_length=8, verbose_name='estado')),
                ('reason', models.CharField(blank=True, choices=[('silence', 'el servidor de correo no respondió'), ('sign_in', 'el servidor de correo no aceptó el usuario o la clave del sistema'), ('address', 'el servidor de correo no aceptó la dirección de la persona'), ('refused', 'el servidor de correo no aceptó el mensaje'), ('own', 'algo falló de nuestro lado al escribirlo'), ('', 'ningún proceso lo intentó a tiempo')], max_length=8, verbose_name='motivo')),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('good_until', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['due_at'], name='letter_waiting'), models.Index(condition=models.Q(('status', 'failed')), fields=['reason'], name='letter_failed'), models.Index(fields=['finished_at'], name='letter_finished')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'about'), name='letter_once')],
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(blank=True, max_length=160, verbose_name='dirección')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='centro poblado')),
                ('district', models.CharField(blank=True, max_length=60, verbose_name='distrito')),
                ('province', models.CharField(blank=True, max_length=60, verbose_name='provincia')),
                ('ubigeo', models.CharField(blank=True, max_length=6, validators=[django.core.validators.RegexValidator('^[0-9]{6}\\Z', 'Debe tener 6 dígitos.')], verbose_name='ubigeo')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='latitud')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitud')),
                ('starts_on', models.DateField(null=True, verbose_name='desde')),
                ('ends_on', models.DateField(null=True, verbose_name='hasta')),
                ('source', models.CharField(choices=[('registry', 'lo dijo el padrón'), ('hand', 'lo registró una persona')], max_length=8, verbose_name='de dónde se sabe')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='accompaniment.institution')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': [models.OrderBy(models.F('ends_on'), descending=True, nulls_first=True), '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='location_ends_after_start', violation_error_message='La fecha de fin no puede ser anterior a la de inicio.'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('institution',), name='location_current_once_an_institution')],
            },
        ),
        migrations.AddField(
            model_name='institution',
            name='network',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='institutions', to='accompaniment.network', verbose_name='red'),
        ),
        migrations.CreateModel(
            name='NetworkImport',
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
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'running'])), fields=['status', 'heartbeat_at'], name='networkimport_unfinished')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(editable=False, max_length=64)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='one_time_code', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
        ),
        migrations.CreateModel(
            name='PhaseDates',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('diagnostic', 'diagnóstico'), ('process', 'proceso'), ('closing', 'cierre')], max_length=10, verbose_name='fase')),
                ('starts_on', models.DateField(verbose_name='desde')),
                ('ends_on', models.DateField(verbose_name='hasta')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='accompaniment.campaign')),
            ],
            options={
                'ordering': ['starts_on'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'phase'), name='phase_once_a_campaign'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='phase_ends_after_start', violation_error_message='La fecha de fin no puede ser anterior a la de inicio.')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=40, verbose_name='sección o aula')),
                ('ages', models.JSONField(blank=True, default=list, help_text='Una o varias edades, de 0 a 5 años.', verbose_name='edades')),
                ('cycle', models.CharField(choices=[('I', 'ciclo I (0 a 2 años)'), ('II', 'ciclo II (3 a 5 años)')], max_length=2, verbose_name='ciclo')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='desde')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='accompaniment.institution', verbose_name='institución o programa')),
            ],
            options={
                'ordering': ['teacher__search_name', '-starts_on'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('modality', models.CharField(choices=[('external', 'externa'), ('internal', 'interna')], max_length=8, verbose_name='modalidad')),
                ('visits_owed', models.PositiveSmallIntegerField(verbose_name='visitas programadas en el año')),
                ('exception_why', models.CharField(blank=True, db_default='', default='', max_length=240, verbose_name='por qué se permite')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='desde')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='accompaniment.campaign', verbose_name='año de acompañamiento')),
                ('companion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='accompaniment.companion', verbose_name='acompañante')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='accompaniment.post', verbose_name='plaza o aula a cargo')),
            ],
            options={
                'ordering': ['post__teacher__search_name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_ends_after_start', violation_error_message='La fecha de fin no puede ser anterior a la de inicio.'), models.UniqueConstraint(fields=('companion', 'post', 'campaign', 'starts_on'), name='assignment_once', violation_error_message='Esta persona ya está asignada a esta acompañante desde esa fecha.')],
            },
        ),
        migrations.CreateModel(
            name='RegionalCampaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='año')),
                ('settings', models.JSONField(verbose_name='condiciones')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publicada el')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='accompaniment.region', verbose_name='DRE o GRE')),
            ],
            options={
                'ordering': ['-year', 'region__name'],
                'constraints': [models.UniqueConstraint(fields=('region', 'year'), name='regional_campaign_once_a_year')],
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='regional',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='accompaniment.regionalcampaign', verbose_name='propuesta de la región'),
        ),
        migrations.CreateModel(
            name='RegistryImport',
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
                ('all_levels', models.BooleanField(default=False, verbose_name='conservar todos los niveles')),
                ('allow_closures', models.BooleanField(default=False)),
                ('report', models.FileField(blank=True, upload_to='')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'running'])), fields=['status', 'heartbeat_at'], name='registryimport_unfinished')],
            },
        ),
        migrations.CreateModel(
            name='RosterImport',
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
                ('answers', models.JSONField(default=dict)),
                ('changes', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('undone_at', models.DateTimeField(null=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'running'])), fields=['status', 'heartbeat_at'], name='rosterimport_unfinished')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=40, verbose_name='nombre')),
                ('query', models.CharField(max_length=2000)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'code', 'name'), name='saved_view_name_once', violation_error_message='Ya tienes una vista con ese nombre en esta lista.')],
            },
        ),
        migrations.CreateModel(
            name='SessionKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, verbose_name='código')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='orden')),
                ('name', models.CharField(max_length=40, verbose_name='nombre')),
                ('led_by', models.CharField(choices=[('companion', 'quien acompaña o coordina'), ('director', 'la directora'), ('specialist', 'la UGEL')], max_length=10, verbose_name='la conduce')),
                ('strategy', models.CharField(blank=True, choices=[('visits', 'visitas en aula'), ('gia', 'GIA o microtalleres'), ('rtc', 'RTC'), ('workshops', 'talleres')], max_length=9, verbose_name='cuenta como')),
                ('notice_days', models.PositiveSmallIntegerField(default=5, verbose_name='días de anticipación')),
                ('late_minutes', models.PositiveSmallIntegerField(default=15, verbose_name='minutos de tolerancia')),
                ('minutes', models.PositiveSmallIntegerField(default=180, verbose_name='minutos que suele durar')),
                ('classes_from', models.TimeField(blank=True, null=True, verbose_name='clases desde')),
                ('classes_to', models.TimeField(blank=True, null=True, verbose_name='clases hasta')),
                ('asks_five_c', models.BooleanField(default=False, verbose_name='termina con las 5 C')),
                ('agenda', models.JSONField(blank=True, default=list, verbose_name='agenda usual')),
                ('evaluation', models.JSONField(blank=True, db_default=[], default=list, verbose_name='lo que se pregunta al terminar')),
                ('is_offered', models.BooleanField(default=True, verbose_name='se convoca este año')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_kinds', to='accompaniment.campaign')),
            ],
            options={
                'ordering': ['campaign', 'order', 'code'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'code'), name='session_kind_once_a_campaign'), models.CheckConstraint(condition=models.Q(models.Q(('classes_from__isnull', True), ('classes_to__isnull', True)), ('classes_to__gt', models.F('classes_from')), _connector='OR'), name='session_kind_classes_end_after_start', violation_error_message='La hora de término debe ser posterior a la de inicio.')],
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(editable=False, max_length=40, unique=True)),
                ('agent', models.CharField(blank=True, editable=False, max_length=300)),
                ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='desde')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='último uso')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
            ],
        ),
        migrations.CreateModel(
            name='SignInFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('what', models.CharField(choices=[('password', 'clave'), ('code', 'código del segundo paso'), ('used', 'código del segundo paso que ya se había usado')], db_default='password', default='password', editable=False, max_length=8)),
                ('typed_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('place_hash', models.CharField(editable=False, max_length=64)),
                ('account', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sign_in_failures', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strategy', models.CharField(choices=[('visits', 'visitas en aula'), ('gia', 'GIA o microtalleres'), ('rtc', 'RTC'), ('workshops', 'talleres')], default='visits', max_length=9, verbose_name='estrategia')),
                ('teacher_kind', models.CharField(choices=[('classroom', 'docente de aula'), ('promoter', 'promotora educativa comunitaria'), ('assistant', 'auxiliar de educación')], max_length=10, verbose_name='cargo')),
                ('area', models.CharField(blank=True, choices=[('urban', 'urbana'), ('rural', 'rural')], max_length=6, verbose_name='área')),
                ('times', models.PositiveSmallIntegerField(verbose_name='veces en el año')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='accompaniment.campaign')),
            ],
            options={
                'ordering': ['teacher_kind', 'strategy', 'area'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'strategy', 'teacher_kind', 'area'), name='target_once')],
            },
        ),
        migrations.CreateModel(
            name='Teacher',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('document_type', models.CharField(choices=[('dni', 'DNI'), ('ce', 'carné de extranjería')], default='dni', max_length=4, verbose_name='tipo de documento')),
                ('document_number', models.CharField(max_length=12, verbose_name='número de documento')),
                ('first_names', models.CharField(max_length=80, verbose_name='nombres')),
                ('last_names', models.CharField(max_length=80, verbose_name='apellidos')),
                ('search_name', models.CharField(editable=False, max_length=320)),
                ('kind', models.CharField(choices=[('classroom', 'docente de aula'), ('promoter', 'promotora educativa comunitaria'), ('assistant', 'auxiliar de educación')], max_length=10, verbose_name='cargo')),
                ('contract', models.CharField(blank=True, choices=[('tenured', 'nombrada'), ('hired', 'contratada'), ('volunteer', 'voluntaria con propina')], max_length=10, verbose_name='condición')),
                ('phone', models.CharField(blank=True, max_length=9, validators=[accompaniment.lib.identifiers.validate_phone], verbose_name='celular')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='correo')),
                ('mother_tongue', models.CharField(blank=True, max_length=40, verbose_name='lengua materna')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='teacher', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['search_name'],
                'indexes': [models.Index(fields=['search_name', 'id', 'document_number'], name='teacher_list')],
                'constraints': [models.UniqueConstraint(fields=('document_type', 'document_number'), name='teacher_document_once', violation_error_message='Ya hay una persona registrada con este documento.')],
            },
        ),
        migrations.AddField(
            model_name='post',
            name='teacher',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='accompaniment.teacher', verbose_name='persona'),
        ),
        migrations.CreateModel(
            name='MergedRecord',
            fields=[
                ('former_id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='ficha unida')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='cuándo')),
                ('moved', models.JSONField(default=dict)),
                ('undo', models.JSONField(editable=False, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged_records', to='accompaniment.teacher')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='DistinctPeople',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='cuándo')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accompaniment.teacher')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accompaniment.teacher')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='distinct_people_once')],
            },
        ),
        migrations.CreateModel(
            name='Ugel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, validators=[django.core.validators.RegexValidator('^[0-9]{6}\\Z', 'Debe tener 6 dígitos.')], verbose_name='código')),
                ('name', models.CharField(max_length=80, verbose_name='nombre')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ugels', to='accompaniment.region', verbose_name='DRE o GRE')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='TrackedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='cuándo')),
                ('action', models.CharField(choices=[('created', 'registró'), ('changed', 'cambió'), ('deleted', 'quitó')], max_length=7, verbose_name='qué hizo')),
                ('model', models.CharField(max_length=40)),
                ('object_id', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=200)),
                ('search_name', models.CharField(editable=False, max_length=320)),
                ('fields', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ('teacher', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accompaniment.teacher')),
                ('ugel', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accompaniment.ugel')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['-at', '-id'], name='change_list'), models.Index(fields=['teacher', '-at'], name='change_of_teacher'), models.Index(fields=['ugel', '-at'], name='change_of_ugel')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('director', 'directora'), ('specialist', 'especialista de UGEL'), ('safeguarding', 'responsable de convivencia de la UGEL'), ('regional_reader', 'lectora de la DRE'), ('national_reader', 'lectora nacional'), ('administrator', 'administradora')], max_length=16, verbose_name='rol')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='desde')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='accompaniment.institution', verbose_name='institución')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='accompaniment.region', verbose_name='DRE o GRE')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
                ('ugel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='accompaniment.ugel', verbose_name='UGEL')),
            ],
            options={
                'ordering': ['user__search_name', 'kind', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='role_ends_after_start', violation_error_message='La fecha de fin no puede ser anterior a la de inicio.'), models.CheckConstraint(condition=models.Q(models.Q(('institution__isnull', False), ('kind', 'director'), ('region__isnull', True), ('ugel__isnull', True)), models.Q(('institution__isnull', True), ('kind__in', ['specialist', 'safeguarding']), ('region__isnull', True), ('ugel__isnull', False)), models.Q(('institution__isnull', True), ('kind', 'regional_reader'), ('region__isnull', False), ('ugel__isnull', True)), models.Q(('institution__isnull', True), ('kind__in', ['national_reader', 'administrator']), ('region__isnull', True), ('ugel__isnull', True)), _connector='OR'), name='role_scope_fits_kind', violation_error_message='El ámbito no corresponde al rol elegido.')],
            },
        ),
        migrations.AddField(
            model_name='network',
            name='ugel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='networks', to='accompaniment.ugel'),
        ),
        migrations.AddField(
            model_name='institution',
            name='ugel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='institutions', to='accompaniment.ugel', verbose_name='UGEL'),
        ),
        migrations.AddField(
            model_name='companion',
            name='ugel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='companions', to='accompaniment.ugel', verbose_name='UGEL'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='ugel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='accompaniment.ugel', verbose_name='UGEL'),
        ),
        migrations.CreateModel(
            name='AccessLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(blank=True, choices=[('companion', 'acompañante'), ('specialist', 'especialista de UGEL'), ('safeguarding', 'responsable de convivencia'), ('director', 'directora'), ('administrator', 'administradora'), ('reader', 'lectora'), ('accompanied', 'la propia persona')], max_length=13, verbose_name='con qué rol')),
                ('what', models.CharField(choices=[('person', 'ficha de la persona'), ('data', 'datos personales'), ('history', 'historial de sus datos'), ('visit', 'visita'), ('plan', 'borrador del plan'), ('document', 'documento'), ('download', 'archivo de un documento'), ('dashboard', 'tablero con nombres'), ('export', 'exportación'), ('seen_as', 'sitio visto como otra persona'), ('alert', 'marca'), ('contact', 'contacto de seguimiento')], max_length=9, verbose_name='qué')),
                ('object_id', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='cuándo')),
                ('hour', models.DateTimeField(editable=False)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ('seen_as', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='como quién')),
                ('institution', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accompaniment.institution')),
                ('teacher', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accompaniment.teacher')),
                ('ugel', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accompaniment.ugel')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['teacher', '-at'], name='reading_of_teacher'), models.Index(fields=['-at', '-id'], name='reading_list'), models.Index(condition=models.Q(('teacher', None), ('what', 'export')), fields=['ugel', '-at'], name='reading_of_everyone')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('seen_as', None), models.Q(('what', 'export'), _negated=True)), fields=('by', 'hour', 'what', 'object_id'), name='reading_once_an_hour'), models.UniqueConstraint(condition=models.Q(('seen_as__isnull', False), models.Q(('what__in', ['export', 'seen_as']), _negated=True)), fields=('by', 'seen_as', 'hour', 'what', 'object_id'), name='reading_as_another_once_an_hour')],
            },
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='post_ends_after_start', violation_error_message='La fecha de fin no puede ser anterior a la de inicio.'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.UniqueConstraint(fields=('ugel', 'name'), name='network_name_once_a_ugel'),
        ),
        migrations.AddIndex(
            model_name='institution',
            index=models.Index(fields=['ugel', 'search_name', 'modular_code'], name='institution_list'),
        ),
        migrations.AddIndex(
            model_name='institution',
            index=models.Index(fields=['search_name', 'modular_code'], name='institution_list_of_all'),
        ),
        migrations.AddConstraint(
            model_name='institution',
            constraint=models.UniqueConstraint(fields=('modular_code', 'annex'), name='institution_modular_code_and_annex_once', violation_error_message='Ya existe un servicio con este código modular y anexo.'),
        ),
        migrations.AddConstraint(
            model_name='companion',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='companion_ends_after_start', violation_error_message='La fecha de fin no puede ser anterior a la de inicio.'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(fields=('ugel', 'year'), name='campaign_once_a_year', violation_error_message='Esta UGEL ya abrió ese año.'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_ends_after_start', violation_error_message='La fecha de fin no puede ser anterior a la de inicio.'),
        ),
        migrations.RunPython(create_cache, drop_cache),
    ]
