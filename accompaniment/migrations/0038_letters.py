import accompaniment.jobs.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

STATUS = [("waiting", "por salir"), ("sent", "enviado"), ("needless", "no hizo falta"), ("failed", "no salió")]
REASON = [
    ("silence", "el servidor de correo no respondió"),
    ("sign_in", "el servidor de correo no aceptó el usuario o la clave del sistema"),
    ("address", "el servidor de correo no aceptó la dirección de la persona"),
    ("refused", "el servidor de correo no aceptó el mensaje"),
    ("own", "algo falló de nuestro lado al escribirlo"),
    ("", "ningún proceso lo intentó a tiempo"),
]


class Migration(migrations.Migration):
    """Every e-mail is a row until a worker has sent it."""

    dependencies = [
        ('accompaniment', '0037_and_back_without_them'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20, verbose_name='tipo')),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('about', models.CharField(blank=True, max_length=40)),
                ('language', models.CharField(default=accompaniment.jobs.models.present_language, max_length=10)),
                ('status', models.CharField(choices=STATUS, default='waiting', max_length=8, verbose_name='estado')),
                ('reason', models.CharField(blank=True, choices=REASON, max_length=8, verbose_name='motivo')),
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
    ]
