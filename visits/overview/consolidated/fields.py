"""What the consolidado tells of a visit: for each column, where the database has what stands in it.

Headings are those of the sheets that offices keep, the same whatever the reader's language: a year's files fit each
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.db.models import Case, CharField, DurationField, Expression, ExpressionWrapper, F, Value, When
from django.db.models.functions import Concat, TruncDate

from accompaniment.access import reach_of
from accompaniment.lib.identifiers import DocumentType
from accompaniment.lib.tables.columns import Choice, Column, Day, Identifier, WholeNumber, Written, YesOrNo
from accompaniment.lib.tables.download import vocabulary_of
from accompaniment.models import Area, Assignment, Companion, Cycle, Institution, Phase, Teacher, User
from accompaniment.people.models.posts import ages_in_words
from visits.record.models.visits import Conformity, Visit


class Clock(Column):
    """An hour and its minute."""

    def write(self, value: time | None) -> str:
        return f"{value:%H:%M}" if value else ""


class Minutes(WholeNumber):
    """A time that passed."""

    def write(self, value: timedelta | None) -> Written:
        return int(value.total_seconds() // 60) if value else ""


class Ages(Column):
    def write(self, value: Any) -> str:
        return ages_in_words(value or [])


@dataclass(frozen=True)
class Field:
    column: Column
    source: str | Expression  # of a visit


def text(heading: str, source: str | Expression, *, width: int = 16) -> Field:
    return Field(Column(heading, heading, width=width), source)


def code(heading: str, source: str) -> Field:
    return Field(Identifier(heading, heading, width=12), source)


def number(heading: str, source: str) -> Field:
    return Field(WholeNumber(heading, heading, width=10), source)


def choice(heading: str, choices: Any, source: str | Expression, *, width: int = 18) -> Field:
    return Field(Choice(heading, heading, vocabulary_of(choices), width=width), source)


def place() -> list[Field]:
    return [
        number("AÑO", "campaign__year"),
        text("DRE", "ugel__region__name"),
        text("UGEL", "ugel__name"),
        text("RED", "institution__network__name"),
        code("COD_MOD", "institution__modular_code"),
        code("ANEXO", "institution__annex"),
        code("COD_LOCAL", "institution__local_code"),
        text("INSTITUCION_PROGRAMA", "institution__name", width=30),
    ]


def service() -> list[Field]:
    return [
        choice("NIVEL_TIPO", Institution.Kind, "institution__kind"),
        choice("CICLO", Cycle, "post__cycle"),
        choice("AREA", Area, "institution__area"),
        text("DISTRITO", "institution__district"),
    ]


def person(user: User) -> list[Field]:
    """A person's document is for whoever keeps the lists of people."""
    document = [choice("TIPO_DOC", DocumentType, "teacher__document_type"), code("NUM_DOC", "teacher__document_number")]
    return [
        *(document if reach_of(user).is_specialist else []),
        text("APELLIDOS", "teacher__last_names", width=24),
        text("NOMBRES", "teacher__first_names", width=22),
    ]


def classroom() -> list[Field]:
    return [
        choice("CARGO", Teacher.Kind, "teacher__kind"),
        choice("SITUACION_LABORAL", Teacher.Contract, "teacher__contract"),
        text("SECCION", "post__section"),
        Field(Ages("EDADES", "EDADES"), "post__ages"),
        number("MATRICULADOS_H", "enrolled_boys"),
        number("MATRICULADOS_M", "enrolled_girls"),
        number("ASISTENTES_H", "present_boys"),
        number("ASISTENTES_M", "present_girls"),
        number("CON_DISCAPACIDAD", "with_disability"),
    ]


def occasion() -> list[Field]:
    return [
        number("N_VISITA", "number"),
        choice("FASE", Phase, "phase"),
        choice("MODALIDAD_ACOMP", Assignment.Modality, "assignment__modality"),
        Field(Day("FECHA", "FECHA", width=12), "visited_on"),
        text("INSTRUMENTO", "version__instrument__title", width=30),
        number("VERSION", "version__number"),
    ]


def code_of_visit() -> Field:
    """By which the rows of one list find their visit in another."""
    return code("ID_VISITA", "pk")


def circumstances() -> list[Field]:
    name = Concat("companion__user__first_name", Value(" "), "companion__user__last_name")
    lasted = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    return [
        text("ACOMPANANTE", name, width=28),
        choice("CARGO_ACOMPANANTE", Companion.Kind, "companion__kind"),
        choice("ESTADO", Visit.Status, "status"),
        choice("MODO", Visit.Mode, "mode"),
        text("MEDIO", "medium"),
        Field(Clock("HORA_INICIO", "HORA_INICIO", width=8), "starts_at"),
        Field(Clock("HORA_FIN", "HORA_FIN", width=8), "ends_at"),
        Field(Minutes("MINUTOS", "MINUTOS", width=9), lasted),
    ]


def outcome() -> list[Field]:
    """What she answered; nothing while she has not."""
    agrees = When(conformity="", status=Visit.Status.ACKNOWLEDGED, then=Value(Conformity.AGREES.value))
    return [
        Field(YesOrNo("DIALOGO", "DIALOGO", width=9), "has_dialogue"),  # as `telling_dialogue` annotates it
        choice("CONFORMIDAD", Conformity, Case(agrees, default="conformity", output_field=CharField())),
        Field(Day("FECHA_CONFORMIDAD", "FECHA_CONFORMIDAD"), TruncDate("acknowledged_at")),
    ]
