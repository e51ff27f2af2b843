"""The follow-up plan of one person: what the diagnostic visit showed and what will be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, in_force, reach_of
from accompaniment.lib.charts.profiles import profile
from accompaniment.models import Assignment, Campaign, Role, Teacher
from accompaniment.people.assignments.owed import owed_visits
from reports.documents.parts import campaign_data, companion_data, institution_data, person_data
from reports.documents.rights import plan_post
from reports.documents.targets import DocumentTarget
from reports.plans.diagnostic import diagnostic_of
from reports.plans.printing import note_annulled, note_issued, written_data, written_plan
from reports.plans.profile import first_needs, profile_of
from visits.commitments.standings import Standing, standings_of
from visits.models import Attendance, Commitment, Visit

from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Institution, Ugel, User
    from reports.documents.models.documents import Document


NOT_ITS_ISSUER = gettext_lazy(
    "El plan de seguimiento lo emite la directora de la institución o la especialista de la UGEL; el de sus promotoras,"
    " la coordinadora."
)


NO_COMPANION = {"name": "", "document_type": "", "document": "", "kind": "", "signs_as": "", "modality": ""}


class FollowUpPlan(Kind[Teacher]):
    code = "follow_up_plan"
    title = gettext_lazy("plan de seguimiento")
    many = gettext_lazy("planes de seguimiento")
    template = "pdf/follow_up_plan.html"
    target = DocumentTarget.TEACHER

    def may_issue(self, user: User, target: Teacher) -> Allowed | Denied:
        return Allowed() if plan_post(user, target) else Denied(NOT_ITS_ISSUER)

    def gather(self, target: Teacher, *, campaign: Campaign, by: User) -> Snapshot:
        """Private notes are never read."""
        written = written_plan(target, campaign, by)
        visit = _readable_diagnostic(target, campaign, by, is_needed=written is None)
        rows = profile_of(visit, by) if visit else []
        origin: Any = visit or written
        assignment = _assignment(target, campaign, by) or (visit.assignment if visit else None)
        place = visit.institution if visit else origin.post.institution
        calendar = _calendar(target, campaign, by)
        return {
            "campaign": campaign_data(campaign),
            "institution": institution_data(place, campaign.ugel),
            "person": person_data(target, origin.post),
            "companion": companion_data(assignment) if assignment else NO_COMPANION,
            "written": written_data(written, by) if written else None,
            "diagnostic": _diagnostic(visit) if visit else None,
            "profile": rows,
            "latest_on": max((row["latest_on"] for row in rows if row["latest_on"]), default=None),
            "needs": first_needs(rows),
            "commitments": _commitments(target, campaign, by),
            "sessions": _sessions(target, campaign, by),
            "visits": calendar,
            "visits_of": _of_each_modality(target, campaign, by, calendar),
            "authority": _authority(place, campaign.ugel, by),
        }

    def drawings(self, snapshot: Snapshot) -> dict[str, Any]:
        """The same data, with the levels drawn, and what is still to be fulfilled apart from what was.

        A plan of before says it of no commitment: there all stand together.
        """
        rows = [row | {"chart": profile(row["names"], row["first"], row["latest"])} for row in snapshot["profile"]]
        pending = [row for row in snapshot["commitments"] if row.get("is_pending", True)]
        fulfilled = [row for row in snapshot["commitments"] if not row.get("is_pending", True)]
        written = snapshot.get("written")
        return {"plan": snapshot, "profile": rows, "pending": pending, "fulfilled": fulfilled, "written": written}

    def announce(self, document: Document) -> None:
        if written := document.snapshot.get("written"):
            note_issued(written, document.full_number)

    def withdraw(self, document: Document) -> None:
        if written := document.snapshot.get("written"):
            note_annulled(written, document.full_number)

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:request_plan", args=[target_id])

    def missing_from(self, snapshot: Snapshot) -> Sequence[str]:
        """What a reader should know the plan will show empty, in plain words."""
        said = snapshot["written"] or snapshot["diagnostic"]
        gaps = [
            (not snapshot["diagnostic"], _("No hay una visita diagnóstica: el plan lo dirá.")),
            (not snapshot["campaign"]["letterhead"], _("El año no tiene membrete.")),
            (not snapshot["campaign"]["norms"], _("El año no cita ninguna norma.")),
            (not snapshot["commitments"], _("Todavía no hay compromisos acordados.")),
            (not said["strengths"], _("No hay fortalezas anotadas.")),
            (not said.get("diagnosis", said.get("needs")), _("No hay necesidades anotadas.")),
            (
                not snapshot["authority"]["name"],
                _("No hay una persona registrada para la tercera firma: irá en blanco."),
            ),
            (
                any(row["first"] is None for row in snapshot["profile"]),
                _("La visita diagnóstica no tiene nivel en todas las rúbricas."),
            ),
        ]
        return [text for is_missing, text in gaps if is_missing]


FOLLOW_UP_PLAN = FollowUpPlan()


def _readable_diagnostic(teacher: Teacher, campaign: Campaign, by: User, *, is_needed: bool) -> Any:
    """None where there is none and the plan was written without."""
    visit = diagnostic_of(teacher, campaign, by)
    if visit is None and not is_needed:
        return None
    if visit is None:
        raise DocumentRefused(
            _("Todavía no hay una visita diagnóstica cerrada este año: el plan parte de lo que ella muestra.")
        )
    if not visit.is_shown:
        raise DocumentRefused(
            _("Eres la segunda observadora de la visita diagnóstica: cierra primero tu observación, y luego el plan.")
        )
    return visit


def _diagnostic(visit: Visit) -> dict[str, Any]:
    dialogue = getattr(visit, "dialogue", None)
    return {
        "visited_on": visit.visited_on.isoformat(),
        "number": visit.number,
        "mode": str(visit.get_mode_display()),
        "instrument": str(visit.version.instrument),
        "strengths": dialogue.strengths if dialogue else "",
        "needs": dialogue.needs if dialogue else "",
        "teacher_words": dialogue.teacher_words if dialogue else "",
    }


def _commitments(teacher: Teacher, campaign: Campaign, by: User) -> list[dict[str, Any]]:
    rows = (
        Commitment.objects.visible_to(by)
        .with_hidden_verdicts(by)
        .agreed()
        .filter(
            Q(visit__campaign=campaign) & reach_of(by).led_or_accompanied("visit__") | Q(session__campaign=campaign),
            teacher=teacher,
        )
        .select_related("criterion", "session", "teacher")
        .order_by("due_on", "order")
    )
    still_open_first = sorted(standings_of(rows, by=by), key=lambda standing: not standing.is_pending)
    return [_commitment(standing) for standing in still_open_first]


def _commitment(standing: Standing) -> dict[str, Any]:
    row = standing.commitment
    return {
        "criterion": row.criterion.short_title if row.criterion else "",
        "action": row.action,
        "evidence": row.evidence_expected,
        "responsible": row.responsible_in_words,
        "due_on": standing.due_on.isoformat(),
        "status": str(standing.status.label),
        "is_pending": standing.is_pending,
        "origin": str(row.session.get_kind_display()) if row.session else _("visita"),
    }


def _sessions(teacher: Teacher, campaign: Campaign, by: User) -> list[dict[str, Any]]:
    today = timezone.localdate()
    rows = (
        Attendance.objects.visible_to(by)
        .not_cancelled()
        .filter(teacher=teacher, session__campaign=campaign)
        .select_related("session")
        .order_by("session__held_on", "pk")
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
    """Visits made and planned, in their order; what a companion is still writing is the companion's alone."""
    rows = (
        Visit.objects.filter(
            reach_of(by).led_or_accompanied(),
            teacher=teacher,
            campaign=campaign,
            status__in=[*Visit.DONE, *Visit.AHEAD],
        )
        .select_related("assignment")
        .only("number", "phase", "visited_on", "status", "mode", "assignment__modality", "assignment__visits_owed")
        .order_by("visited_on", "number")
    )
    return [
        {
            "number": row.number,
            "which": row.which,
            "modality": str(row.assignment.get_modality_display()),
            "phase": str(row.get_phase_display()),
            "mode": str(row.get_mode_display()),
            "on": row.visited_on.isoformat(),
            "status": _("realizada") if row.is_closed else str(row.get_status_display()),
            "is_made": row.is_closed,
        }
        for row in rows
    ]


def _assignment(teacher: Teacher, campaign: Campaign, by: User) -> Assignment | None:
    """The assignment that lasts longest, of those that `by` may see: its companion goes on with the plan."""
    return (
        Assignment.objects.visible_to(by)
        .filter(post__teacher=teacher, campaign=campaign)
        .select_related("companion__user")
        .order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")
        .first()
    )


def _of_each_modality(
    teacher: Teacher, campaign: Campaign, by: User, calendar: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The visits made, and those owed at the places that `by` answers for, from outside and from inside apart."""
    theirs = Assignment.objects.filter(campaign=campaign, post__teacher=teacher)
    owed, reach = owed_visits(theirs, "modality", "post__institution__ugel", "post__institution"), reach_of(by)
    hers = reach.accompanies(teacher.pk)
    here = {key: n for key, n in owed.items() if hers or reach.keeps(key[1]) or reach.directs(key[2])}
    found = []
    for modality, name in Assignment.Modality.choices:
        made = sum(row["is_made"] for row in calendar if row["modality"] == str(name))
        due = sum(n for key, n in here.items() if key[0] == modality)
        if made or due:
            found.append({"modality": str(name), "made": made, "owed": due})
    return found


def _authority(place: Institution, ugel: Ugel, by: User) -> dict[str, str]:
    """Who signs for the institution: its director; for a programme, the UGEL's specialist who issues the plan."""
    if place.is_pronoei:
        signs_for_ugel = reach_of(by).keeps(ugel.pk)
        return {
            "name": by.get_full_name() if signs_for_ugel else "",
            "title": _("Especialista de Educación Inicial"),
            "place": ugel.name,
        }
    role = (
        Role.objects.filter(in_force(timezone.localdate()), kind=Role.Kind.DIRECTOR, institution=place)
        .select_related("user")
        .order_by("-starts_on", "-pk")
        .first()
    )
    is_called = role is not None and bool(role.user.treatment)
    title = str(role.get_kind_display()).capitalize() if role and is_called else _("Dirección")
    return {"name": role.user.get_full_name() if role else "", "title": title, "place": place.name}
