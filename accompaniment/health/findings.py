"""What a site needs to do its work, looked at now: each finding has a name for scripts and a sentence for people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.models.changes import TrackedChange
from accompaniment.jobs.heartbeats import CLOCKS_DIFFER, SILENT_AFTER, is_silent, last_seen
from accompaniment.jobs.models import Job
from accompaniment.jobs.runs import kinds_of

from .models import FileFault
from .site_mark import sees_the_files

LEAST_DISK = 500 * 1024 * 1024
WAITS_TOO_LONG = timedelta(minutes=30)
SHOWN = 10  # names of files
PATIENCE = 2  # seconds for the queue's answer


@dataclass(frozen=True)
class Finding:
    name: str
    is_well: bool
    text: str


def findings() -> list[Finding]:
    """All that the site needs to do its work; without a database there is nothing more to say."""
    return _seen_by(LOOKS)


def findings_for_people() -> list[Finding]:
    """The same, and what somebody should see to although the site works."""
    return _seen_by((*LOOKS, _kept_files))


def _seen_by(looks: Iterable[Callable[[], Finding]]) -> list[Finding]:
    try:
        return [look() for look in looks]
    except DatabaseError:
        return [Finding("database", False, _("La base de datos no responde."))]


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("database", True, _("La base de datos responde."))


def _migrations() -> Finding:
    missing = _on_disk() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        return Finding("migrations", False, _("Faltan cambios en la base de datos: hay que ejecutar la migración."))
    return Finding("migrations", True, _("La base de datos está al día."))


@lru_cache(maxsize=1)
def _on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _queue() -> Finding:
    try:
        with current_app.connection_for_write(connect_timeout=PATIENCE) as line:
            line.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except (OperationalError, OSError):
        return Finding("queue", False, _("La cola de trabajos no responde. Lo que se pide queda guardado y espera."))
    return Finding("queue", True, _("La cola de trabajos responde."))


def _worker() -> Finding:
    seen = {queue: last_seen(queue) for queue in settings.CELERY_TASK_QUEUES}
    silent = [moment for queue, moment in seen.items() if is_silent(moment) and not (_is_job_queue(queue) and _busy())]
    if not silent:
        return Finding("worker", True, _("Alguien atiende cada cola."))
    moments = [moment for moment in silent if moment]
    if len(moments) < len(silent):
        return Finding("worker", False, _("Hay una cola que todavía nadie atiende."))
    since = date_format(timezone.localtime(min(moments)), "SHORT_DATETIME_FORMAT")
    return Finding("worker", False, _("Hay una cola que nadie atiende desde el %(since)s.") % {"since": since})


def somebody_works() -> bool:
    """Whether a worker took from a queue lately, or tells how far it is."""
    return any(not is_silent(last_seen(queue)) for queue in settings.CELERY_TASK_QUEUES) or _busy()


def _is_job_queue(queue: str) -> bool:
    return queue == settings.CELERY_TASK_DEFAULT_QUEUE


def _busy() -> bool:
    """Whether a worker tells how far it is: while all are at long work, no mark comes out."""
    told = timezone.now() - SILENT_AFTER
    return any(newest > told for status, _oldest, newest in _unfinished() if status == Job.Status.RUNNING)


def _oldest_job() -> Finding:
    oldest = min((oldest for _status, oldest, _newest in _unfinished()), default=None)
    if oldest and oldest < timezone.now() - WAITS_TOO_LONG:
        since = date_format(timezone.localtime(oldest), "SHORT_DATETIME_FORMAT")
        return Finding("jobs", False, _("Hay un pedido que espera desde el %(since)s.") % {"since": since})
    return Finding("jobs", True, _("Ningún pedido espera más de media hora."))


def _unfinished() -> list[tuple[str, datetime, datetime]]:
    """Of the jobs of each kind and status, when the one silent longest, and the last one, told something."""
    first, *others = (
        kind.objects.unfinished()
        .exclude(heartbeat_at=None)
        .order_by()
        .values("status")
        .annotate(oldest=Min("heartbeat_at"), newest=Max("heartbeat_at"))
        .values_list("status", "oldest", "newest")
        for kind in kinds_of(Job)
    )
    return list(first.union(*others, all=True))


def _disk() -> Finding:
    if shutil.disk_usage(settings.VAR_DIR).free < LEAST_DISK:
        return Finding("disk", False, _("Queda poco espacio en el disco donde se guardan los archivos."))
    return Finding("disk", True, _("Hay espacio en el disco."))


def _files() -> Finding:
    if not sees_the_files():
        text = _("Este equipo no ve la carpeta de archivos del sistema: los documentos y las fotos no se pueden abrir.")
        return Finding("files", False, text)
    return Finding("files", True, _("La carpeta de archivos está en su lugar."))


def _kept_files() -> Finding:
    faults = list(FileFault.objects.all()[: SHOWN + 1])
    if not faults:
        return Finding("kept_files", True, _("Cada documento y cada foto que se revisó está entero."))
    told = {
        "missing": FileFault.objects.filter(is_missing=True).count(),
        "damaged": FileFault.objects.filter(is_missing=False).count(),
        "names": "; ".join(fault.name for fault in faults[:SHOWN]) + ("…" if len(faults) > SHOWN else ""),
    }
    text = _(
        "Archivos que faltan: %(missing)d; que no son los que se guardaron: %(damaged)d. Tráelos de una copia de"
        " seguridad: %(names)s"
    )
    return Finding("kept_files", False, text % told)


def _clock() -> Finding:
    ahead = newest_row()
    if ahead and ahead > timezone.now() + CLOCKS_DIFFER:
        at = date_format(timezone.localtime(ahead), "SHORT_DATETIME_FORMAT")
        text = _("El reloj de este equipo está atrasado: lo último que se guardó dice %(at)s. Ajusta la hora.")
        return Finding("clock", False, text % {"at": at})
    return Finding("clock", True, _("El reloj va bien."))


def newest_row() -> datetime | None:
    """When the last change or reading was written down, by the clock of whoever wrote it."""
    moments = (model.objects.aggregate(Max("at"))["at__max"] for model in (TrackedChange, AccessLogEntry))
    return max((moment for moment in moments if moment), default=None)


LOOKS: tuple[Callable[[], Finding], ...] = (_database, _migrations, _queue, _worker, _oldest_job, _disk, _files, _clock)
