"""Which kinds of group sessions a person may convene, and whom she may call."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import AuthedRequest, Reach, deny, get_visible_or_404, reach_of, require
from accompaniment.campaigns.session_kinds.models import kinds_of
from accompaniment.models import Campaign, Institution, Post, SessionKind, User
from rubrics.models import Criterion, InstrumentVersion

from .models import GroupSession

Leader = SessionKind.Leader


def require_sessions(user: User) -> None:
    reach = reach_of(user)
    if not (reach.is_companion or reach.is_specialist or reach.is_director or reach.is_accompanied):
        deny(_("Las reuniones son de quienes acompañan, dirigen o son acompañadas."))


def may_convene(reach: Reach) -> bool:
    return reach.is_specialist or reach.is_companion or reach.is_director


def kinds_for(reach: Reach, campaign: Campaign | None) -> list[SessionKind]:
    """The kinds that the user convenes this year: those that companions, or directors, lead; a specialist any."""
    leads = {
        Leader.COMPANION: reach.is_companion or reach.is_specialist,
        Leader.DIRECTOR: reach.is_director or reach.is_specialist,
        Leader.SPECIALIST: reach.is_specialist,
    }
    return [kind for kind in kinds_of(campaign) if kind.is_offered and leads[Leader(kind.led_by)]] if campaign else []


def ugel_of(user: User) -> int:
    """The UGEL in which the user convenes; a page 403 for whoever convenes nothing."""
    reach = reach_of(user)
    ugel = reach.own_ugel
    if ugel is None and reach.is_director:
        ugel = Institution.objects.directed_by(user).order_by("pk").values_list("ugel", flat=True).first()
    if ugel is None:
        deny(_("Las reuniones las convoca quien acompaña, dirige o coordina en la UGEL."))
    return ugel


def criteria_for(user: User) -> QuerySet[Criterion]:
    """The criteria of the instruments with which visits are made today, as far as the user may read them."""
    versions = InstrumentVersion.objects.visible_to(user).in_force_on(timezone.localdate())
    found = Criterion.objects.filter(version__in=versions.values("pk")).select_related("version__instrument")
    return found.order_by("version__instrument__title", "version", "order")


def posts_to_call(user: User, ugel: int) -> QuerySet[Post]:
    """The posts in force of a UGEL whose people the user may call."""
    posts = Post.objects.visible_to(user).in_force().filter(institution__ugel=ugel)
    posts = posts.exclude(teacher__in=reach_of(user).own_records)
    return posts.select_related("teacher", "institution").order_by(
        "institution__search_name", "institution", "teacher__search_name", "pk"
    )


def writable_session(request: AuthedRequest, session_id: UUID) -> GroupSession:
    """The session, if the user may change it now; else a page 404, or 403 with the reason."""
    sessions = GroupSession.objects.visible_to(request.user).select_related("campaign__ugel", "leader")
    session: GroupSession = get_visible_or_404(sessions, pk=session_id)
    require(session.writable_by(request.user))
    return session
