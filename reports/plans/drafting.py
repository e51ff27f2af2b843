"""A plan's first text, from what is known already: nobody types again what a visit said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.models import Assignment, Campaign, Phase, Post, User
from reports.plans.models import FollowUpPlan, PlanGoal, PlanLine
from rubrics.models import Criterion, InstrumentVersion
from rubrics.scales import achieved_from
from rubrics.scoring import Item, needs
from visits.commitments.standings import Standing, standings_of
from visits.models import Attendance, Commitment, GroupSession
from visits.record.finding import version_for

from .diagnostic import diagnostic_of
from .profile import profile_of
from .services import keep_revision

if TYPE_CHECKING:
    from visits.models import Visit

Row = dict[str, Any]


@transaction.atomic
def draft_plan(*, post: Post, campaign: Campaign, by: User) -> FollowUpPlan:
    """Return the plan of the person at this post in this year, drafted now unless there is one already."""
    lock(post)
    found = FollowUpPlan.objects.filter(post=post, campaign=campaign).first()
    if found:
        return found
    with translation.override("es"):  # like the document that it becomes
        return _drafted(post, campaign, by)


def _drafted(post: Post, campaign: Campaign, by: User) -> FollowUpPlan:
    """Without a diagnostic that `by` may read the plan starts from what was agreed and convened alone."""
    visit = diagnostic_of(post.teacher, campaign, by)
    visit = visit if visit and visit.is_shown else None
    assignment = Assignment.objects.in_force().filter(post=post, campaign=campaign).order_by("pk").first()
    plan = FollowUpPlan(post=post, campaign=campaign, diagnostic=visit, created_by=by)
    plan.version = visit.version if visit else _version_in_use(assignment)
    profile, seen = (profile_of(visit, by), _seen(visit)) if visit else ([], {})
    plan.diagnosis, plan.strengths = _diagnosis(visit), _strengths(visit, profile, seen)
    plan.save()
    responsible = assignment.companion.user.get_full_name() if assignment else ""
    by_on = closing_day(campaign)
    goals = list(_goals(plan, profile, by_on))
    lines = [
        *_lines_of_needs(goals, profile, seen, responsible, by_on),
        *(_line_of_commitment(standing) for standing in _pending(post, campaign, by)),
        *(line_of_session(attendance.session) for attendance in _ahead(post, campaign, by)),
    ]
    save_rows(plan, [*goals, *lines])
    keep_revision(plan, by=by)
    return plan


def save_rows(plan: FollowUpPlan, rows: Sequence[PlanGoal | PlanLine]) -> None:
    """Store new rows in their order."""
    for n, row in enumerate(rows):
        row.plan, row.order = plan, n
        row.save()


def _version_in_use(assignment: Assignment | None) -> InstrumentVersion | None:
    return version_for(assignment) if assignment else None


def closing_day(campaign: Campaign) -> date:
    """The last day of the closing phase; of the year where it has none."""
    closing = campaign.phases.filter(phase=Phase.CLOSING).first()
    return closing.ends_on if closing else campaign.ends_on


def _diagnosis(visit: Visit | None) -> str:
    dialogue = getattr(visit, "dialogue", None)
    return dialogue.needs if dialogue else ""


def _seen(visit: Visit) -> dict[int, str]:
    """By the order of its criterion, the evidence of each level."""
    return dict(visit.scores.values_list("criterion__order", "evidence"))


def _strengths(visit: Visit | None, profile: list[Row], seen: dict[int, str]) -> str:
    """What the dialogue said, then each criterion at a level that counts as achieved, with what was seen."""
    if visit is None:
        return ""
    dialogue = getattr(visit, "dialogue", None)
    high = [row for row in profile if row["first"] and row["first"] >= achieved_from(row["scale"])]
    said = [dialogue.strengths] if dialogue and dialogue.strengths else []
    return "\n".join([*said, *(_with_evidence(row, seen.get(row["order"], "")) for row in high)])[:4000]


def _with_evidence(row: Row, evidence: str) -> str:
    return f"{row['short_title']} ({row['first_label']}): {evidence}" if evidence else _titled(row)


def _titled(row: Row) -> str:
    return f"{row['short_title']} ({row['first_label']})"


def _goals(plan: FollowUpPlan, profile: list[Row], by_on: date) -> Iterator[PlanGoal]:
    """One level up in each criterion to work on first."""
    rows = {row["order"]: row for row in profile if row["first"]}
    items = [Item(key=order, order=order, top=row["top"]) for order, row in rows.items()]
    first = needs({order: row["first"] for order, row in rows.items()}, items=items)
    criteria = {criterion.order: criterion for criterion in Criterion.objects.filter(version=plan.version)}
    for order in first:
        level = rows[order]["first"]
        yield PlanGoal(criterion=criteria[order], from_level=level, to_level=level + 1, by_on=by_on)


def _lines_of_needs(
    goals: list[PlanGoal], profile: list[Row], seen: dict[int, str], who: str, by_on: date
) -> Iterator[PlanLine]:
    rows = {row["order"]: row for row in profile}
    for goal in goals:
        row = rows[goal.criterion.order]
        yield PlanLine(
            need=_with_evidence(row, seen.get(row["order"], ""))[:1000],
            criterion=goal.criterion,
            objective=row["next"][:1000] or row["title"],
            responsible=who,
            starts_on=min(timezone.localdate(), by_on),
            ends_on=by_on,
            indicator=_("Llega a %(level)s") % {"level": row["next_label"]},
            evidence=_("Ficha de la visita de cierre"),
        )


def _pending(post: Post, campaign: Campaign, by: User) -> list[Standing]:
    rows = Commitment.objects.visible_to(by).with_hidden_verdicts(by).pending().filter(teacher=post.teacher)
    this_year = rows.filter(visit__campaign=campaign) | rows.filter(session__campaign=campaign)
    return standings_of(this_year.select_related("criterion", "teacher").order_by("due_on", "order"), by=by)


def _line_of_commitment(standing: Standing) -> PlanLine:
    row = standing.commitment
    return PlanLine(
        commitment=row,
        criterion=row.criterion,
        performance=row.performance,
        objective=row.action[:1000],
        responsible=row.responsible_in_words[:120],
        ends_on=standing.due_on,
        evidence=row.evidence_expected,
    )


def _ahead(post: Post, campaign: Campaign, by: User) -> list[Attendance]:
    rows = Attendance.objects.visible_to(by).not_cancelled().filter(teacher=post.teacher, session__campaign=campaign)
    ahead = rows.filter(session__held_on__gte=timezone.localdate())
    return list(ahead.select_related("session__criterion").order_by("session__held_on", "pk"))


def line_of_session(session: GroupSession) -> PlanLine:
    known = session.kind in PlanLine.Strategy.values
    return PlanLine(
        session=session,
        criterion=session.criterion,
        objective=session.title,
        strategy=session.kind if known else PlanLine.Strategy.WORKSHOP,
        responsible=session.facilitator[:120],
        starts_on=session.held_on,
        ends_on=session.held_on,
        evidence=_("Lista de asistencia y acta"),
    )
