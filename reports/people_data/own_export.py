"""Everything that is kept about one person, for that person to take away: plain data with the terms of the screen."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Model, Prefetch, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.logs.queries import changes_about
from accompaniment.logs.wording import describe_fields, describe_for_subject, kind_of
from accompaniment.models import AccessLogEntry, Assignment, Companion, Post, Role, SavedView, Teacher, TrackedChange
from reports.documents.models.documents import Document
from rubrics.models import PracticeAnswer
from visits.models import (
    Attendance,
    Commitment,
    CommitmentReview,
    Contact,
    MaterialOpening,
    PairedObservation,
    Score,
    Visit,
)
from visits.training.hours import in_hours, training_record

from .own_plans import plans_of

if TYPE_CHECKING:
    from accompaniment.models import User

Rows = list[dict[str, Any]]

PERSON = [
    "document_type",
    "document_number",
    "first_names",
    "last_names",
    "kind",
    "contract",
    "phone",
    "email",
    "mother_tongue",
    "treatment",
]
POST = ["institution", "section", "ages_text", "cycle", "starts_on", "ends_on"]
ASSIGNMENT = ["companion", "campaign", "modality", "visits_owed", "starts_on", "ends_on"]
ATTENDANCE = ["status", "minutes_missed", "marked_how", "marked_at", "has_rated", "answer", "answer_reason"]
ATTENDANCE += ["catch_up_answer", "catch_up_reply", "caught_up_on", "caught_up_minutes"]
ATTENDANCE += ["read_minutes_at", "minutes_remark", "show_request", "show_answer"]
VISIT = ["phase", "number", "mode", "medium", "status", "visited_on", "planned_on", "starts_at", "ends_at"]
VISIT_MORE = ["institution", "companion", "purpose", "unobserved_why", "material", "cancel_cause", "cancel_reason"]
DIALOGUE = ["opening", "reflection", "strengths", "needs", "teacher_words", "next_visit_on"]
CONFIRMATION = ["side", "name", "means", "verdict", "remark", "answer", "confirmed_at", "sha256"]
DOCUMENT = ["full_number", "issued_at", "sha256", "annulled_at", "annulment_reason"]
CONTACT = ["contacted_on", "starts_at", "minutes", "medium", "companion", "talked", "agreed", "comment", "annulled_why"]
COMMITMENT = [
    "performance",
    "action",
    "criterion",
    "evidence_expected",
    "responsible",
    "responsible_name",
    "due_on",
    "status",
]


def archive_of(user: User) -> bytes:
    """Return a ZIP with the data of the user who signed in, as a page and as JSON, and their issued documents."""
    data = data_of(user)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_("mis-datos.json"), json.dumps(data, ensure_ascii=False, indent=2))
        page = render_to_string("reports/people_data/my_data.html", {"data": data, "person": user})
        archive.writestr(_("mis-datos.html"), page)
        for document in _documents(reach_of(user).own_teacher):
            with document.file.open("rb") as file:
                archive.writestr(document.file_name, file.read())
    return content.getvalue()


def data_of(user: User) -> dict[str, Any]:
    """Return what is kept about the person, by section; without private notes, which are their author's alone."""
    sections = {_("generado el"): _plain(timezone.now()), _("cuenta"): _account(user), _("roles"): _roles(user)}
    own_work = {_("práctica"): _practice(user), _("observaciones de a dos"): _observations(user)}
    own_work[_("vistas guardadas")] = _saved_views(user)
    sections |= {name: rows for name, rows in own_work.items() if rows}
    teacher = Teacher.objects.filter(pk=reach_of(user).own_teacher).first()
    return sections | (_record(teacher, user) if teacher else {})


def _account(user: User) -> dict[str, Any]:
    return _fields(user, ["username", "first_name", "last_name", "email", "treatment", "last_login", "date_joined"])


def _roles(user: User) -> Rows:
    roles = Role.objects.filter(user=user).select_related("institution", "ugel", "region")
    work = Companion.objects.filter(user=user).select_related("ugel")
    return [
        *({_("rol"): str(role), **_fields(role, ["starts_on", "ends_on"])} for role in roles),
        *({_("rol"): row.get_kind_display(), **_fields(row, ["ugel", "starts_on", "ends_on"])} for row in work),
    ]


def _saved_views(user: User) -> Rows:
    return [
        {
            _("lista"): str(view.of_list.title),
            _("nombre"): view.name,
            _("filtros"): {name: ", ".join(values) for name, values in view.asked.items()},
        }
        for view in SavedView.objects.visible_to(user)
    ]


def _practice(user: User) -> Rows:
    answers = PracticeAnswer.objects.visible_to(user).select_related("case").prefetch_related("levels__criterion")
    return [
        {
            _("caso"): str(answer.case),
            _("cuándo"): _plain(answer.answered_at),
            _("niveles"): [{_("nivel"): str(level), _("por qué"): level.reason} for level in answer.levels.all()],
        }
        for answer in answers
    ]


def _observations(user: User) -> Rows:
    """What the person saw as a second observer; whom they saw is not part of it."""
    pairs = (
        PairedObservation.objects.filter(observer=user).select_related("visit").prefetch_related("scores__criterion")
    )
    return [
        {
            _("cuándo"): _plain(pair.visit.visited_on),
            _("niveles"): [{_("nivel"): str(s), _("evidencia"): s.evidence} for s in pair.scores.all()],
        }
        for pair in pairs
    ]


def _record(teacher: Teacher, user: User) -> dict[str, Any]:
    posts = Post.objects.filter(teacher=teacher).select_related("institution")
    assigned = Assignment.objects.filter(post__teacher=teacher).select_related("companion__user", "campaign__ugel")
    groups = Attendance.objects.filter(teacher=teacher).select_related("session__campaign")
    opened = MaterialOpening.objects.filter(teacher=teacher).select_related("material").order_by("material__title")
    changes = changes_about(TrackedChange.objects.all(), teacher.pk).exclude(model="visits.visit").select_related("by")
    return {
        _("datos personales"): _fields(teacher, PERSON),
        _("plazas"): [_fields(post, POST) for post in posts],
        _("acompañantes"): [_fields(row, ASSIGNMENT) for row in assigned],
        _("visitas"): [_visit(visit) for visit in _visits(teacher, user)],
        _("contactos de seguimiento"): [
            {
                **_fields(contact, CONTACT),
                _("verificaciones"): [
                    {_("compromiso"): str(row.commitment), **_fields(row, ["verdict", "evidence", "new_due_on"])}
                    for row in contact.commitment_reviews.all()
                ],
            }
            for contact in Contact.objects.visible_to(user)
            .filter(teacher=teacher)
            .select_related("companion__user")
            .prefetch_related("commitment_reviews__commitment")
        ],
        _("compromisos de grupo"): [
            _fields(row, COMMITMENT)
            for row in Commitment.objects.filter(teacher=teacher, session__isnull=False).select_related("criterion")
        ],
        _("compromisos revisados en reuniones"): [
            {
                _("compromiso"): str(row.commitment),
                _("fecha"): _plain(row.told_on),
                **_fields(row, ["verdict", "evidence", "new_due_on"]),
            }
            for row in CommitmentReview.objects.visible_to(user)
            .filter(commitment__teacher=teacher, session__isnull=False)
            .select_related("commitment", "session")
        ],
        _("GIA, RTC y talleres"): [
            {
                _("reunión"): str(row.session),
                **_fields(row.session, ["held_on"]),
                **_fields(row, ATTENDANCE),
                _("tiempo que estuvo"): in_hours(row.minutes),
            }
            for row in groups
        ],
        _("horas de formación"): [
            {_("año"): year.year, _("tipo"): kind.label, _("reuniones"): kind.came, _("horas"): kind.text}
            for year in training_record(groups)
            for kind in year.kinds
        ],
        _("materiales de reuniones que abriste"): [str(one.material) for one in opened],
        _("planes de seguimiento"): plans_of(teacher),
        _("documentos"): [{_("tipo"): row.title, **_fields(row, DOCUMENT)} for row in _documents(teacher)],
        _("quién abrió tu ficha"): [
            describe_for_subject(entry) for entry in AccessLogEntry.objects.about(teacher.pk).select_related("by")
        ],
        _("cambios en tus datos"): [_change(change) for change in changes],
    }


def _visits(teacher: Teacher, user: User) -> QuerySet[Visit]:
    """The visits as the accompanied person may read them, with everything but the companion's private notes."""
    return (
        Visit.objects.visible_to(user)
        .filter(teacher=teacher)
        .defer("private_notes")
        .select_related("institution", "companion__user", "dialogue")
        .prefetch_related(
            "notes__criterion",
            "questions",
            "confirmations",
            Prefetch("scores", Score.objects.select_related("criterion").order_by("criterion__order")),
            Prefetch("commitments", Commitment.objects.select_related("criterion")),
            Prefetch("commitment_reviews", CommitmentReview.objects.select_related("commitment")),
        )
        .order_by("visited_on", "number")
    )


def _visit(visit: Visit) -> dict[str, Any]:
    dialogue = getattr(visit, "dialogue", None)
    return {
        **_fields(visit, VISIT + VISIT_MORE),
        _("niveles"): [
            {_("rúbrica"): str(s.criterion), _("nivel"): s.short, _("evidencia"): s.evidence}
            for s in visit.scores.all()
        ],
        _("cuaderno de campo"): [_fields(note, ["noted_at", "text", "criterion"]) for note in visit.notes.all()],
        _("diálogo"): _fields(dialogue, DIALOGUE) if dialogue else {},
        _("preguntas para reflexionar"): [question.text for question in visit.questions.all()],
        _("compromisos anteriores"): [
            {_("compromiso"): str(r.commitment), **_fields(r, ["verdict", "evidence", "new_due_on"])}
            for r in visit.commitment_reviews.all()
        ],
        _("compromisos"): [_fields(commitment, COMMITMENT) for commitment in visit.commitments.all()],
        _("firma electrónica"): [_fields(one, CONFIRMATION) for one in visit.confirmations.all()],
    }


def _documents(teacher: Any) -> QuerySet[Document]:
    documents = Document.objects.filter(teacher=teacher) if teacher else Document.objects.none()
    return documents.select_related("teacher").defer("snapshot").order_by("issued_at")


def _change(change: TrackedChange) -> dict[str, Any]:
    return {
        _("cuándo"): _plain(change.at),
        _("quién"): str(change.by or _("El sistema")),
        _("qué"): f"{change.get_action_display()} · {kind_of(change)}",
        _("datos"): [
            {_("dato"): label, _("antes"): before, _("ahora"): after}
            for label, before, after in describe_fields(change)
        ],
    }


def _fields(row: Model, names: list[str]) -> dict[str, Any]:
    """Map each field's name on the screen to its value in words; what is empty is left out."""
    values = {name: _value(row, name) for name in names}
    return {_name(row, name): value for name, value in values.items() if value not in (None, "")}


def _name(row: Model, name: str) -> str:
    names = {"ages_text": _("edades"), "full_number": _("número"), "sha256": "SHA-256", "kind": _("tipo")}
    return names.get(name) or str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _value(row: Model, name: str) -> Any:
    words = getattr(row, f"get_{name}_display", None)
    return str(words()) if words else _plain(getattr(row, name))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value) if isinstance(value, Model) else value
