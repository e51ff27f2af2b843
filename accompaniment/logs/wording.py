"""The logs in plain words: who opened what, and what changed from what to what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.models.changes import TrackedChange
from accompaniment.lib.contributions import logged_models

What = AccessLogEntry.What
FOR_SUBJECT = {
    What.PERSON: gettext_lazy("abrió tu ficha"),
    What.DATA: gettext_lazy("abrió tus datos personales"),
    What.HISTORY: gettext_lazy("abrió el historial de tus datos"),
    What.VISIT: gettext_lazy("abrió tu visita del %(about)s"),
    What.CONTACT: gettext_lazy("abrió tu contacto del %(about)s"),
    What.PLAN: gettext_lazy("abrió el borrador de tu plan de seguimiento"),
    What.DOCUMENT: gettext_lazy("abrió tu documento N.° %(about)s"),
    What.DOWNLOAD: gettext_lazy("descargó tu documento N.° %(about)s"),
    What.DASHBOARD: gettext_lazy("abrió un tablero con tu nombre"),
    What.EXPORT: gettext_lazy("descargó una lista en la que estás: %(about)s"),
    What.SEEN_AS: gettext_lazy("miró el sitio como lo ves tú, sin poder cambiar nada"),
    What.ALERT: gettext_lazy("abrió una marca"),  # such an entry names no person: nobody reads it of oneself
}
FOR_ADMINISTRATOR = {
    What.PERSON: gettext_lazy("abrió la ficha de %(whom)s"),
    What.DATA: gettext_lazy("abrió los datos personales de %(whom)s"),
    What.HISTORY: gettext_lazy("abrió el historial de datos de %(whom)s"),
    What.VISIT: gettext_lazy("abrió una visita a %(whom)s"),
    What.CONTACT: gettext_lazy("abrió un contacto con %(whom)s"),
    What.PLAN: gettext_lazy("abrió el borrador del plan de seguimiento de %(whom)s"),
    What.DOCUMENT: gettext_lazy("abrió el documento N.° %(about)s, de %(whom)s"),
    What.DOWNLOAD: gettext_lazy("descargó el documento N.° %(about)s, de %(whom)s"),
    What.DASHBOARD: gettext_lazy("abrió el tablero con nombres de %(whom)s"),
    What.EXPORT: gettext_lazy("descargó datos de %(whom)s: %(about)s"),
    What.SEEN_AS: gettext_lazy("miró el sitio como lo ve %(whom)s"),
    What.ALERT: gettext_lazy("abrió una marca de %(whom)s"),
}
NOTHING = "—"


def describe_for_subject(entry: AccessLogEntry) -> str:
    """Return one sentence for the person whom an entry is about."""
    values = {
        "day": date_format(timezone.localtime(entry.at), "SHORT_DATE_FORMAT"),
        "time": date_format(timezone.localtime(entry.at), "TIME_FORMAT"),
        "who": entry.by,
        "role": entry.get_role_display(),
        "did": FOR_SUBJECT[What(entry.what)] % {"about": entry.about},
    }
    if entry.seen_as_id and entry.what != What.SEEN_AS:
        values["did"] = _("%(did)s mientras miraba el sitio como %(whom)s") % {**values, "whom": entry.seen_as}
    if entry.role:
        return _("El %(day)s a las %(time)s, %(who)s, %(role)s, %(did)s.") % values
    return _("El %(day)s a las %(time)s, %(who)s %(did)s.") % values


def describe_for_administrator(entry: AccessLogEntry) -> str:
    """Return what somebody opened, for whoever watches over the log: never what it said."""
    whom: Any = entry.teacher.full_name if entry.teacher else entry.institution or entry.ugel
    if entry.what == What.SEEN_AS:
        whom = entry.seen_as
    if whom is None:  # an own export of somebody who is not accompanied, or a record merged into another
        whom = _("una persona que ya no está registrada") if entry.teacher_id else entry.by
    sentence = FOR_ADMINISTRATOR[What(entry.what)] % {"whom": whom, "about": entry.about}
    if entry.seen_as_id and entry.what != What.SEEN_AS:
        return _("%(did)s mientras miraba el sitio como %(whom)s") % {"did": sentence, "whom": entry.seen_as}
    return str(sentence)


def kinds() -> dict[str, Any]:
    """What a change can be about, in words, by what the log calls it."""
    own = {
        "retention": gettext_lazy("fin del plazo de conservación"),
        "backup": gettext_lazy("copia de seguridad"),
    }
    return {**logged_models(), **own}


def kind_of(change: TrackedChange) -> str:
    return str(kinds().get(change.model, change.model))


def describe_fields(change: TrackedChange) -> list[tuple[str, str, str]]:
    """Return each field of a change with its value before and after, in words and in the model's order."""
    fields = [(_field(change.model, name), name, *values) for name, values in change.fields.items()]
    fields.sort(key=lambda row: (row[0].creation_counter if row[0] else 0, row[1]))  # a database may shuffle JSON
    return [(_label(field, name), _words(field, before), _words(field, after)) for field, name, before, after in fields]


def _field(model: str, name: str) -> models.Field[Any, Any] | None:
    """The model's field; None for a name that says itself what it is, or a field that no longer exists."""
    try:
        field = apps.get_model(model)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, models.Field) else None


def _label(field: models.Field[Any, Any] | None, name: str) -> str:
    if field is None:
        return name
    return (
        _("cuenta") if field.name == "user" and field.model._meta.model_name == "teacher" else str(field.verbose_name)
    )


def _words(field: models.Field[Any, Any] | None, value: Any) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(field, models.DateTimeField):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if field is not None and field.choices and not field.is_relation:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)
