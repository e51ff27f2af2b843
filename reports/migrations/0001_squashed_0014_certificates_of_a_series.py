"""All tables at once, for a database that has none: step by step, making them took four times as long.

A database that went through the steps goes on from them; deploy/check_migrations.py proves that both end alike.
"""

import django.db.models.deletion
import reports.documents.models.documents
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_job_keeps_its_number"),
        ("reports", "0003_progress_counts_beyond_a_document"),
        ("reports", "0004_sheets_of_a_visit"),
        ("reports", "0005_documents_of_any_target"),
        ("reports", "0006_number_of_the_year_of_issue"),
        ("reports", "0007_numbers_reserved_before_were_their_campaigns"),
        ("reports", "0008_annul_a_document"),
        ("reports", "0009_look_at_a_dashboard"),
        ("reports", "0010_minutes_of_group_sessions"),
        ("reports", "0011_notices_of_group_sessions"),
        ("reports", "0012_certificates_of_hours"),
        ("reports", "0013_requests_wait_their_turn"),
        ("reports", "0014_certificates_of_a_series"),
    ]

    initial = True

    dependencies = [
        ('accompaniment', '0001_squashed_0058_assignment_allowed_with_a_reason'),
        ('accompaniment', '__first__'),
        ('visits', '0001_squashed_0044_practice_not_observed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(max_length=32)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='accompaniment.campaign')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='visits.groupsession')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=32, verbose_name='tipo')),
                ('year', models.PositiveSmallIntegerField(verbose_name='año')),
                ('number', models.PositiveIntegerField(verbose_name='número')),
                ('code', models.CharField(default=reports.documents.models.documents.new_code, max_length=12, unique=True, verbose_name='código de verificación')),
                ('snapshot', models.JSONField()),
                ('file', models.FileField(upload_to='documents/')),
                ('sha256', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField(verbose_name='emitido el')),
                ('annulled_at', models.DateTimeField(blank=True, null=True, verbose_name='anulado el')),
                ('annulment_reason', models.TextField(blank=True, db_default='', verbose_name='motivo de la anulación')),
                ('annulled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='reports.batch')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accompaniment.campaign')),
                ('companion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accompaniment.companion')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accompaniment.institution')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accompaniment.network')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='visits.groupsession')),
                ('teacher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accompaniment.teacher')),
                ('ugel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accompaniment.ugel')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issued_documents', to='visits.visit')),
            ],
            options={
                'ordering': ['-issued_at'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'ugel', 'year', 'number'), name='document_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('annulled_at', None), ('annulled_by', None), ('annulment_reason', '')), models.Q(('annulled_at__isnull', False), ('annulled_by__isnull', False), models.Q(('annulment_reason', ''), _negated=True)), _connector='OR'), name='document_annulled_by_somebody_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', False)), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', True)), models.Q(('batch__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('batch__isnull', True), ('companion__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', False), ('visit__isnull', True)), models.Q(('batch__isnull', True), ('companion__isnull', False), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', False), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('batch__isnull', False), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), _connector='OR'), name='document_of_one_target'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'follow_up_plan'), _negated=True), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='document_follow_up_plan'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'visit_sheet'), _negated=True), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', False)), _connector='OR'), name='document_visit_sheet'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'plain_sheet'), _negated=True), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', False)), _connector='OR'), name='document_plain_sheet'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'session_minutes'), _negated=True), models.Q(('batch__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', True), ('visit__isnull', True)), _connector='OR'), name='document_session_minutes'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'session_notice'), _negated=True), models.Q(('batch__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', True), ('visit__isnull', True)), _connector='OR'), name='document_session_notice'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'attendance_certificate'), _negated=True), models.Q(('batch__isnull', True), ('companion__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='document_attendance_certificate'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'training_certificate'), _negated=True), models.Q(('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='document_training_certificate'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'series_certificate'), _negated=True), models.Q(('batch__isnull', True), ('companion__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='document_series_certificate')],
            },
            bases=(reports.documents.models.documents.OfKind, models.Model),
        ),
        migrations.CreateModel(
            name='DocumentCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('ugel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accompaniment.ugel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'ugel', 'year'), name='counter_once')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('looked_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accompaniment.institution')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'institution'), name='look_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportJob',
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
                ('kind', models.CharField(max_length=32, verbose_name='tipo')),
                ('number', models.PositiveIntegerField(null=True)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('turn', models.PositiveIntegerField(db_default=0, default=0)),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='reports.batch')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to='accompaniment.campaign')),
                ('companion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to='accompaniment.companion')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='reports.document')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to='accompaniment.institution')),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to='accompaniment.network')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to='visits.groupsession')),
                ('teacher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to='accompaniment.teacher')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='report_jobs', to='visits.visit')),
            ],
            options={
                'ordering': ['-created_at'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'running'])), fields=['status', 'heartbeat_at'], name='job_unfinished'), models.Index(condition=models.Q(('status', 'queued')), fields=['turn', 'created_at', 'id'], name='job_waits_its_turn'), models.Index(condition=models.Q(('number__isnull', False), ('status', 'failed')), fields=['campaign'], name='job_left_a_number')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('session', None), ('visit', None)), fields=('kind', 'teacher', 'campaign', 'requested_by'), name='job_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', False), ('visit__isnull', True)), fields=('kind', 'teacher', 'session', 'requested_by'), name='job_of_attendance_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('visit__isnull', False)), fields=('kind', 'visit', 'requested_by'), name='job_of_a_visit_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', True), ('visit__isnull', True)), fields=('kind', 'session', 'campaign', 'requested_by'), name='job_of_session_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('companion__isnull', False), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), fields=('kind', 'companion', 'campaign', 'requested_by'), name='job_of_companion_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), fields=('kind', 'institution', 'campaign', 'requested_by'), name='job_of_institution_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', False), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), fields=('kind', 'network', 'campaign', 'requested_by'), name='job_of_network_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('batch__isnull', False), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), fields=('kind', 'batch', 'requested_by'), name='job_of_batch_unfinished_once'), models.UniqueConstraint(condition=models.Q(('status__in', ['queued', 'running']), ('batch__isnull', True), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), fields=('kind', 'campaign', 'requested_by'), name='job_of_ugel_unfinished_once'), models.CheckConstraint(condition=models.Q(models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', False)), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', True)), models.Q(('network__isnull', True), ('session__isnull', False), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', False), ('visit__isnull', True)), models.Q(('companion__isnull', False), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('companion__isnull', True), ('institution__isnull', False), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', False), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('batch__isnull', False), ('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', True), ('visit__isnull', True)), _connector='OR'), name='job_of_one_target'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'follow_up_plan'), _negated=True), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='job_follow_up_plan'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'visit_sheet'), _negated=True), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', False)), _connector='OR'), name='job_visit_sheet'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'plain_sheet'), _negated=True), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', False)), _connector='OR'), name='job_plain_sheet'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'session_minutes'), _negated=True), models.Q(('network__isnull', True), ('session__isnull', False), ('teacher__isnull', True), ('visit__isnull', True)), _connector='OR'), name='job_session_minutes'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'session_notice'), _negated=True), models.Q(('network__isnull', True), ('session__isnull', False), ('teacher__isnull', True), ('visit__isnull', True)), _connector='OR'), name='job_session_notice'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'attendance_certificate'), _negated=True), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='job_attendance_certificate'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'training_certificate'), _negated=True), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', True), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='job_training_certificate'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'series_certificate'), _negated=True), models.Q(('companion__isnull', True), ('institution__isnull', True), ('network__isnull', True), ('session__isnull', False), ('teacher__isnull', False), ('visit__isnull', True)), _connector='OR'), name='job_series_certificate')],
            },
            bases=(reports.documents.models.documents.OfKind, models.Model),
        ),
    ]
