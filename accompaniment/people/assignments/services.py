"""Assignments: who accompanies whom in a campaign, and how many visits are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.access.dates import added_by, overlapping
from accompaniment.campaigns.models import Campaign, Strategy, Target
from accompaniment.campaigns.signals import assignments_ended
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import check_dates, refuse
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post

from .fitting import why_unfit
from .models import Assignment, AssignmentQuerySet


@dataclass(frozen=True)
class AssignmentData:
    campaign: Campaign
    companion: Companion
    visits_owed: int
    starts_on: date
    ends_on: date | None = None  # None: as long as campaign, post and companion last
    modality: str = ""  # empty: the one of the companion's kind
    exception_why: str = ""  # why she accompanies whom one like her does not; kept only where that is so


VISITS_OF = {
    Assignment.Modality.EXTERNAL: Strategy.VISITS,
    Assignment.Modality.INTERNAL: Strategy.INTERNAL_VISITS,
}


def visits_owed_for(campaign: Campaign, post: Post, modality: str = Assignment.Modality.EXTERNAL) -> int | None:
    """Return the visits that a campaign owes to a post from outside, or from inside; None when it does not say.

    A target of the institution's own area wins over the one for every area.
    """
    meant = Target.objects.filter(campaign=campaign, strategy=VISITS_OF[Assignment.Modality(modality)])
    targets: dict[str, int] = dict(meant.filter(teacher_kind=post.teacher.kind).values_list("area", "times"))
    area = post.institution.area
    return targets.get(area, targets.get("")) if area else targets.get("")


def modality_of(companion: Companion) -> Assignment.Modality:
    """Directors and their delegates accompany from inside; everyone else comes from outside."""
    inside = companion.kind == Companion.Kind.INTERNAL
    return Assignment.Modality.INTERNAL if inside else Assignment.Modality.EXTERNAL


@transaction.atomic
def assign(*, post: Post, data: AssignmentData) -> Assignment:
    """Assign a companion to a post. Raises ValidationError, by field, with the reason why it can't be."""
    for row in (data.companion, data.campaign, post):
        lock(row)
    if post.has_ended:
        raise refuse("starts_on", _("Esta plaza ya terminó. Si la persona volvió, ábrele una plaza nueva."))
    _check_parties(post, data)
    _check_period(post, data)
    modality = data.modality or modality_of(data.companion)
    unfit = why_unfit(data.companion, post, modality)
    if unfit and not data.exception_why:
        raise refuse("companion", unfit)
    ends_on = data.ends_on or _last_day(post, data)
    if Assignment.objects.filter(overlapping(data.starts_on, ends_on), post=post, companion=data.companion).exists():
        raise refuse("starts_on", _("Esta acompañante ya la acompaña en esas fechas."))
    assignment = Assignment(
        post=post,
        campaign=data.campaign,
        companion=data.companion,
        modality=modality,
        exception_why=data.exception_why if unfit else "",
        visits_owed=data.visits_owed,
        starts_on=data.starts_on,
        ends_on=ends_on,
    )
    assignment.full_clean()
    assignment.save()
    return assignment


def _check_parties(post: Post, data: AssignmentData) -> None:
    ugel = post.institution.ugel_id
    _check_campaign_open(data.campaign)
    if data.campaign.ugel_id != ugel:
        raise refuse("campaign", _("Este año es de otra UGEL."))
    if data.companion.ugel_id != ugel:
        raise refuse("companion", _("Esta acompañante es de otra UGEL."))
    if post.teacher.user_id and post.teacher.user_id == data.companion.user_id:
        raise refuse("companion", _("Nadie se acompaña a sí misma: elige a otra persona."))


def _check_campaign_open(campaign: Campaign) -> None:
    if campaign.is_closed:
        raise refuse(
            "campaign",
            _("El año %(year)s ya está cerrado: no admite asignaciones nuevas.") % {"year": campaign.year},
        )


def _check_period(post: Post, data: AssignmentData) -> None:
    check_dates(data.starts_on, data.ends_on)
    for what, row in (
        (_("El año de acompañamiento"), data.campaign),
        (_("La plaza"), post),
        (_("El trabajo de esta acompañante"), data.companion),
    ):
        if data.starts_on < row.starts_on:
            raise refuse("starts_on", _too_early(what, row.starts_on))
        for name, day in (("starts_on", data.starts_on), ("ends_on", data.ends_on)):
            if row.ends_on and day and day > row.ends_on:
                raise refuse(name, _too_late(what, row.ends_on))


def _too_early(what: str, day: date) -> str:
    text = _("%(what)s empieza el %(day)s: elige ese día o uno posterior.")
    return text % {"what": what, "day": date_format(day, "SHORT_DATE_FORMAT")}


def _too_late(what: str, day: date) -> str:
    text = _("%(what)s termina el %(day)s: elige ese día o uno anterior.")
    return text % {"what": what, "day": date_format(day, "SHORT_DATE_FORMAT")}


def _last_day(post: Post, data: AssignmentData) -> date:
    ends = [data.campaign.ends_on, post.ends_on, data.companion.ends_on]
    return min(day for day in ends if day)


@transaction.atomic
def correct_assignment(*, assignment: Assignment, modality: str, visits_owed: int) -> Assignment:
    """Correct the modality and the visits owed of an assignment whose campaign is open."""
    lock(assignment)
    _check_campaign_open(assignment.campaign)
    is_asked = modality != assignment.modality and not assignment.exception_why
    if is_asked and (unfit := why_unfit(assignment.companion, assignment.post, modality)):
        raise refuse("modality", unfit)
    assignment.modality, assignment.visits_owed = modality, visits_owed
    assignment.full_clean()
    assignment.save(update_fields=["modality", "visits_owed"])
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, ends_on: date) -> Assignment:
    """End an assignment on its last day: from the next one the companion no longer opens the person's record."""
    lock(assignment.post)
    lock(assignment)
    check_dates(assignment.starts_on, ends_on)
    others = assignment.post.assignments.filter(companion=assignment.companion_id)
    if others.filter(added_by(assignment, ends_on)).exists():
        raise refuse("ends_on", _("Esta acompañante ya la acompaña en esas fechas."))
    _check_outlasts(assignment, ends_on)
    end_assignments(Assignment.objects.filter(pk=assignment.pk), ends_on=ends_on)
    assignment.refresh_from_db(fields=["ends_on"])
    return assignment


def _check_outlasts(assignment: Assignment, ends_on: date) -> None:
    """Raise the refusal of a later last day on which something that the assignment stands on is over."""
    if assignment.ends_on and ends_on <= assignment.ends_on:
        return
    for what, row in (
        (_("El año de acompañamiento"), assignment.campaign),
        (_("La plaza"), assignment.post),
        (_("El trabajo de esta acompañante"), assignment.companion),
    ):
        if row.ends_on and ends_on > row.ends_on:
            raise refuse("ends_on", _too_late(what, row.ends_on))


def end_assignments(assignments: AssignmentQuerySet, *, ends_on: date) -> None:
    """Let these assignments end that day. What was planned past it does not outlive them."""
    keys = list(assignments.values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=keys).update(ends_on=ends_on)
    assignments_ended.send(sender=Assignment, keys=keys)
