"""The follow-up plan of one person: what her diagnostic visit showed and what will be done about it, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied, in_force, reach_of
from accompaniment.jobs import Refused
from accompaniment.models import Assignment, Campaign, Phase, Post, Role, Teacher
from rubrics.models import Level
from rubrics.scales import short_label, top
from rubrics.scoring import Item, needs
from visits.models import Attendance, Commitment, Score, Visit

if TYPE_CHECKING:
    from accompaniment.models import Institution, Ugel, User

Snapshot = dict[str, Any]  # JSON types only: it is stored with the document and printed from


class PlanRefused(Refused):
    """A plan can't be made, for a reason that its reader can do something about."""


def issued_where(user: User, prefix: str = "") -> Q:
    """Rows of the UGELs and institutions in whose name the person issues documents."""
    reach = reach_of(user)
    return Q(**{f"{prefix}ugel__in": reach.specialist_ugels}) | Q(
        **{f"{prefix}institution__in": reach.directed_institutions}
    )


def issuing_post(user: User, teacher: Teacher) -> Post | None:
    """The latest post of `teacher` at a place in whose name the person issues documents."""
    reach = reach_of(user)
    return (
        Post.objects.filter(
            Q(institution__ugel__in=reach.specialist_ugels) | Q(institution__in=reach.directed_institutions),
            teacher=teacher,
        )
        .select_related("institution__ugel")
        .order_by(F("ends_on").desc(nulls_first=True), "-starts_on")
        .first()
    )


def may_issue(post: Post | None) -> Allowed | Denied:
    """Whether a person whose `issuing_post` this is may issue the plan."""
    if post is None:
        return Denied(_("El plan de seguimiento lo emite la directora de la institución o la especialista de la UGEL."))
    return Allowed()


def diagnostic_visit(teacher: Teacher, campaign: Campaign, by: User) -> Visit | None:
    """The first closed diagnostic visit of the campaign that `by` may issue documents from."""
    return (
        Visit.objects.closed()
        .filter(issued_where(by), teacher=teacher, campaign=campaign, phase=Phase.DIAGNOSTIC)
        .select_related("institution__network", "post", "version__instrument", "dialogue")
        .defer("private_notes")
        .order_by("visited_on", "number")
        .first()
    )


def build_plan(*, teacher: Teacher, campaign: Campaign, by: User) -> Snapshot:
    """Return the plan's data; PlanRefused says in plain words what is missing. Private notes are never read."""
    visit = diagnostic_visit(teacher, campaign, by)
    if visit is None:
        raise PlanRefused(
            _("Todavía no hay una visita diagnóstica cerrada en esta campaña: el plan parte de lo que ella muestra.")
        )
    if not Visit.objects.filter(pk=visit.pk).with_levels_shown_to(by).exists():
        raise PlanRefused(
            _("Eres la segunda observadora de la visita diagnóstica: cierra primero tu observación, y luego el plan.")
        )
    profile = _profile(visit, by)
    assignment = _assignment(teacher, campaign) or visit.assignment
    calendar = _calendar(teacher, campaign, by)
    dialogue = getattr(visit, "dialogue", None)
    return {
        "campaign": campaign_data(campaign),
        "institution": institution_data(visit.institution, campaign.ugel),
        "person": person_data(teacher, visit.post),
        "companion": companion_data(assignment),
        "diagnostic": {
            "visited_on": visit.visited_on.isoformat(),
            "number": visit.number,
            "mode": str(visit.get_mode_display()),
            "instrument": str(visit.version.instrument),
            "strengths": dialogue.strengths if dialogue else "",
            "needs": dialogue.needs if dialogue else "",
            "teacher_words": dialogue.teacher_words if dialogue else "",
        },
        "profile": profile,
        "latest_on": max((row["latest_on"] for row in profile if row["latest_on"]), default=None),
        "needs": first_needs(profile),
        "commitments": _commitments(teacher, campaign, by),
        "sessions": _sessions(teacher, campaign),
        "visits": calendar,
        "visits_made": sum(row["is_made"] for row in calendar),
        "visits_owed": assignment.visits_owed,
        "authority": _authority(visit.institution, campaign.ugel, by),
    }


def first_needs(profile: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The criteria to work on first, by the rule of rubrics.scoring, each with the level to aim at."""
    rows = {row["order"]: row for row in profile}
    items = [Item(key=order, order=order, top=row["top"]) for order, row in rows.items()]
    levels = {order: row["first"] for order, row in rows.items() if row["first"] is not None}
    return [
        {"title": row["title"], "level": row["first_label"], "next": row["next"], "next_label": row["next_label"]}
        for row in (rows[order] for order in needs(levels, items=items))
    ]


def campaign_data(campaign: Campaign) -> dict[str, Any]:
    return {
        "year": campaign.year,
        "letterhead": campaign.letterhead_lines,
        "image": campaign.letterhead_image,
        "slogan": campaign.slogan,
        "norms": list(campaign.norms.values_list("citation", flat=True)),
    }


def companion_data(assignment: Assignment) -> dict[str, Any]:
    user = assignment.companion.user
    return {
        "name": user.get_full_name(),
        "document_type": _("DNI") if len(user.username) == 8 else _("Documento"),
        "document": user.username,
        "kind": str(assignment.companion.get_kind_display()),
        "modality": str(assignment.get_modality_display()),
    }


def institution_data(place: Institution, ugel: Ugel) -> dict[str, Any]:
    return {
        "id": place.pk,
        "name": place.name,
        "code": place.code,
        "kind": str(place.get_kind_display()),
        "is_programme": place.is_pronoei,
        "network": place.network.name if place.network else "",
        "ugel": ugel.name,
        "region": ugel.region.name,
        "management": place.management,
        "place": place.place,
        "address": place.address,
        "district": place.district,
        "province": place.province,
        "area": str(place.get_area_display()),
    }


def person_data(teacher: Teacher, post: Post) -> dict[str, Any]:
    return {
        "name": teacher.full_name,
        "document_type": str(teacher.get_document_type_display()),
        "document": teacher.document_number,
        "kind": teacher.kind,
        "kind_name": str(teacher.get_kind_display()),
        "contract": str(teacher.get_contract_display()),
        "section": post.section,
        "ages": str(post.ages_text),
        "cycle": str(post.get_cycle_display()),
    }


def _profile(visit: Visit, by: User) -> list[dict[str, Any]]:
    """A row for each criterion of the diagnostic's version, with the diagnostic level and the latest one after it."""
    first, latest = _levels_of(visit, by)
    rows: dict[int, dict[str, Any]] = {}
    for level in (
        Level.objects.filter(criterion__version=visit.version_id)
        .select_related("criterion")
        .order_by("criterion__order", "value")
    ):
        criterion = level.criterion
        row = rows.setdefault(criterion.pk, _criterion_row(level, first.get(criterion.pk), latest.get(criterion.pk)))
        if level.value == row["first"]:
            row["first_label"], row["descriptor"] = f"{level.short} · {level.label}", level.descriptor
        if row["first"] is not None and level.value == row["first"] + 1:
            row["next_label"], row["next"] = f"{level.short} · {level.label}", level.descriptor
        if level.value == row["latest"]:
            row["latest_label"] = f"{level.short} · {level.label}"
    return list(rows.values())


def _criterion_row(level: Level, first: int | None, latest: tuple[int, date] | None) -> dict[str, Any]:
    criterion = level.criterion
    return {
        "order": criterion.order,
        "title": criterion.title,
        "short_title": criterion.short_title,
        "top": top(criterion.scale),
        "names": [short_label(criterion.scale, value) for value in range(1, top(criterion.scale) + 1)],
        "first": first,
        "first_label": short_label(criterion.scale, first) if first else "",
        "latest": latest[0] if latest else None,
        "latest_on": latest[1].isoformat() if latest else None,
        "latest_label": "",
        "descriptor": "",
        "next": "",
        "next_label": "",
    }


def _levels_of(visit: Visit, by: User) -> tuple[dict[int, int], dict[int, tuple[int, date]]]:
    """Levels by criterion: of the diagnostic, and the last ones of later closed visits with the same version."""
    scores = (
        Score.objects.filter(
            issued_where(by, "visit__"),
            visit__teacher=visit.teacher_id,
            visit__campaign=visit.campaign_id,
            visit__version=visit.version_id,
            visit__in=Visit.objects.closed().with_levels_shown_to(by),
        )
        .order_by("visit__visited_on", "visit__number")
        .values_list("visit_id", "criterion_id", "value", "visit__visited_on")
    )
    first: dict[int, int] = {}
    latest: dict[int, tuple[int, date]] = {}
    for visit_id, criterion_id, value, visited_on in scores:
        if value is None:  # evidence written, level still to be chosen
            continue
        if visit_id == visit.pk:
            first[criterion_id] = value
        elif visited_on >= visit.visited_on:
            latest[criterion_id] = (value, visited_on)
    return first, latest


def _commitments(teacher: Teacher, campaign: Campaign, by: User) -> list[dict[str, Any]]:
    rows = (
        Commitment.objects.agreed()
        .filter(
            Q(visit__campaign=campaign) & issued_where(by, "visit__") | Q(session__campaign=campaign), teacher=teacher
        )
        .select_related("criterion", "session")
        .order_by("due_on", "order")
    )
    return [
        {
            "criterion": row.criterion.short_title if row.criterion else "",
            "action": row.action,
            "evidence": row.evidence_expected,
            "responsible": str(_responsible(row.responsible, teacher.kind)),
            "due_on": row.due_on.isoformat(),
            "status": str(row.get_status_display()),
            "origin": str(row.session.get_kind_display()) if row.session else _("visita"),
        }
        for row in rows
    ]


def _responsible(code: str, kind: str) -> str:
    if code != Commitment.Responsible.TEACHER:
        return str(Commitment.Responsible(code).label)
    return {Teacher.Kind.PROMOTER.value: _("promotora"), Teacher.Kind.ASSISTANT.value: _("auxiliar")}.get(
        kind, _("docente")
    )


def _sessions(teacher: Teacher, campaign: Campaign) -> list[dict[str, Any]]:
    today = timezone.localdate()
    rows = (
        Attendance.objects.filter(teacher=teacher, session__campaign=campaign)
        .select_related("session")
        .order_by("session__held_on")
    )
    return [
        {
            "kind": str(row.session.get_kind_display()),
            "title": row.session.title,
            "held_on": row.session.held_on.isoformat(),
            "place": row.session.place,
            "status": _("convocada") if row.session.held_on > today else str(row.get_status_display()),
        }
        for row in rows
    ]


def _calendar(teacher: Teacher, campaign: Campaign, by: User) -> list[dict[str, Any]]:
    """Visits made and planned, in their order; what a companion is still writing is hers alone."""
    rows = (
        Visit.objects.filter(
            issued_where(by),
            teacher=teacher,
            campaign=campaign,
            status__in=[*Visit.DONE, *Visit.AHEAD],
        )
        .only("number", "phase", "visited_on", "status", "mode")
        .order_by("visited_on", "number")
    )
    return [
        {
            "number": row.number,
            "phase": str(row.get_phase_display()),
            "mode": str(row.get_mode_display()),
            "on": row.visited_on.isoformat(),
            "status": _("realizada") if row.is_closed else str(row.get_status_display()),
            "is_made": row.is_closed,
        }
        for row in rows
    ]


def _assignment(teacher: Teacher, campaign: Campaign) -> Assignment | None:
    """The assignment that lasts longest: its companion goes on with the plan."""
    return (
        Assignment.objects.filter(post__teacher=teacher, campaign=campaign)
        .select_related("companion__user")
        .order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")
        .first()
    )


def _authority(place: Institution, ugel: Ugel, by: User) -> dict[str, str]:
    """Who signs for the institution: its director; for a programme, the UGEL's specialist who issues the plan."""
    if place.is_pronoei:
        signs_for_ugel = ugel.pk in reach_of(by).specialist_ugels
        return {
            "name": by.get_full_name() if signs_for_ugel else "",
            "title": _("Especialista de Educación Inicial"),
            "place": ugel.name,
        }
    role = (
        Role.objects.filter(in_force(timezone.localdate()), kind=Role.Kind.DIRECTOR, institution=place)
        .select_related("user")
        .order_by("-starts_on")
        .first()
    )
    return {"name": role.user.get_full_name() if role else "", "title": _("Directora"), "place": place.name}


def missing_from(plan: Snapshot) -> Sequence[str]:
    """What a reader should know the plan will show empty, in plain words."""
    gaps = [
        (not plan["campaign"]["letterhead"], _("La campaña no tiene membrete.")),
        (not plan["campaign"]["norms"], _("La campaña no cita ninguna norma.")),
        (not plan["commitments"], _("Todavía no hay compromisos acordados.")),
        (not plan["diagnostic"]["strengths"], _("El diálogo no anotó fortalezas.")),
        (not plan["diagnostic"]["needs"], _("El diálogo no anotó necesidades.")),
        (not plan["authority"]["name"], _("No hay una persona registrada para la tercera firma: irá en blanco.")),
        (
            any(row["first"] is None for row in plan["profile"]),
            _("La visita diagnóstica no tiene nivel en todas las rúbricas."),
        ),
    ]
    return [text for is_missing, text in gaps if is_missing]
