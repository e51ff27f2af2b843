"""The first text of a group's plan: the needs that its people share as objectives, and the sessions that come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.lib.small_groups import LEAST_GROUP
from accompaniment.models import Campaign, Post, User
from reports.plans.models import FollowUpPlan, PlanGoal, PlanLine
from rubrics.scales import achieved_from
from visits.groups.themes import Theme, themes_for
from visits.models import GroupSession

from .drafting import closing_day, line_of_session, save_rows
from .groups import posts_of
from .services import keep_revision

SHARED = 3  # needs that a group works on in a year


@transaction.atomic
def draft_group_plan(*, group: str, about: Any, campaign: Campaign, by: User) -> FollowUpPlan:
    """Return the plan of the group in this year, drafted now unless there is one already."""
    lock(about)
    found = FollowUpPlan.objects.filter(**{group: about}, campaign=campaign).first()
    if found:
        return found
    with translation.override("es"):  # like the document that it becomes
        return _drafted(group, about, campaign, by)


def _drafted(group: str, about: Any, campaign: Campaign, by: User) -> FollowUpPlan:
    posts = posts_of(group, about)
    themes = [theme for theme in themes_for(by, posts, campaign) if theme.people >= LEAST_GROUP][:SHARED]
    plan = FollowUpPlan(campaign=campaign, created_by=by, **{group: about})
    plan.diagnosis = "\n".join(f"{theme.criterion.title}: {theme.said}" for theme in themes)
    plan.objective = _(
        "Fortalecer la práctica pedagógica mediante el acompañamiento reflexivo, para mejorar el desarrollo y los"
        " aprendizajes de las niñas y los niños."
    )
    plan.team = by.get_full_name()
    plan.save()
    by_on = closing_day(campaign)
    goals = [
        PlanGoal(criterion=one.criterion, to_level=achieved_from(one.criterion.scale), people=one.people, by_on=by_on)
        for one in themes
    ]
    lines = [_line_of_theme(theme, by_on) for theme in themes]
    save_rows(plan, [*goals, *lines, *_lines_of_sessions(posts, campaign, by)])
    keep_revision(plan, by=by)
    return plan


def _line_of_theme(theme: Theme, by_on: date) -> PlanLine:
    return PlanLine(
        criterion=theme.criterion,
        need=theme.said,
        objective=_("Profundizar en «%(criterion)s»") % {"criterion": theme.criterion.title},
        strategy=PlanLine.Strategy.GIA,
        starts_on=min(timezone.localdate(), by_on),
        ends_on=by_on,
        evidence=_("Lista de asistencia y acta"),
    )


def sessions_of_group(posts: QuerySet[Post], campaign: Campaign) -> QuerySet[GroupSession]:
    """The sessions of the year to which somebody of the group is called, the first one first."""
    called = GroupSession.objects.filter(campaign=campaign, attendances__teacher__in=posts.order_by().values("teacher"))
    return GroupSession.objects.filter(pk__in=called.order_by().values("pk")).order_by("held_on", "pk")


def _lines_of_sessions(posts: QuerySet[Post], campaign: Campaign, by: User) -> Iterator[PlanLine]:
    seen = GroupSession.objects.visible_to(by).filter(pk__in=sessions_of_group(posts, campaign).order_by().values("pk"))
    ahead = seen.filter(held_on__gte=timezone.localdate()).exclude(state=GroupSession.State.CANCELLED)
    for session in ahead.select_related("criterion").order_by("held_on", "pk"):
        yield line_of_session(session)
