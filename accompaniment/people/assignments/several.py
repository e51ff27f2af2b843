"""Assigning several people to one companion in one step, and who can't be, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.campaigns.models import Campaign
from accompaniment.lib.locks import lock, lock_all
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post, Teacher

from .models import Assignment, with_companions
from .owed import visits_left
from .services import AssignmentData, assign, modality_of, visits_owed_for


@dataclass(frozen=True)
class Several:
    """Whom the companion accompanies by it, and who stays as they are, with the reason."""

    given: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Teacher, str]] = field(default_factory=list)


def plan_several(*, people: Sequence[Teacher], companion: Companion, starts_on: date, by: User) -> Several:
    """Return what `assign_several` would do, without doing it."""
    with transaction.atomic():
        several = assign_several(people=people, companion=companion, starts_on=starts_on, by=by)
        transaction.set_rollback(True)
    return several


@transaction.atomic
def assign_several(*, people: Sequence[Teacher], companion: Companion, starts_on: date, by: User) -> Several:
    """Assign the companion to the people's posts that nobody accompanies, in the year to assign for, as it owes visits.

    Whoever can't be assigned stays as they are; the others are assigned all the same.
    """
    campaign = Campaign.objects.to_assign(companion.ugel_id)
    if campaign is None:
        raise ValidationError(_("La UGEL de esta acompañante no tiene abierto un año de acompañamiento."))
    lock(companion)
    lock(campaign)
    lock_all(Post.objects.managed_by(by).filter(teacher__in=people))
    several, posts = Several(), _posts_of(people, by)
    for teacher in people:
        try:
            with transaction.atomic():
                several.given.extend(_assign(posts.get(teacher.pk, []), campaign, companion, starts_on))
        except ValidationError as refusal:
            several.refused.append((teacher, " ".join(refusal.messages)))
    return several


def _posts_of(people: Iterable[Teacher], by: User) -> dict[object, list[Post]]:
    kept = Post.objects.managed_by(by).not_ended().filter(teacher__in=people)
    found: dict[object, list[Post]] = {}
    for post in with_companions(kept.select_related("teacher", "institution__ugel").order_by("pk")):
        found.setdefault(post.teacher_id, []).append(post)
    return found


def _assign(posts: Sequence[Post], campaign: Campaign, companion: Companion, starts_on: date) -> list[Assignment]:
    """Raise ValidationError when no post of the person waits for a companion, or one of them can't be assigned."""
    free = [post for post in posts if not post.running]  # type: ignore[attr-defined] # `with_companions` adds it
    if not free:
        raise ValidationError(_why_none(posts))
    return [assign(post=post, data=_data(post, campaign, companion, starts_on)) for post in free]


def _why_none(posts: Sequence[Post]) -> str:
    names = [str(one.companion) for post in posts for one in post.running]  # type: ignore[attr-defined]
    if not names:
        return _("Ya no tiene una plaza aquí.")
    return _("Ya la acompaña %(names)s. Si cambia de acompañante, usa «Pasar a otra».") % {"names": ", ".join(names)}


def _data(post: Post, campaign: Campaign, companion: Companion, starts_on: date) -> AssignmentData:
    target = visits_owed_for(campaign, post, modality_of(companion))
    if target is None:
        raise ValidationError(
            _("El año de acompañamiento no dice cuántas visitas le tocan a su cargo: asígnala por separado.")
        )
    first = max(starts_on, post.starts_on, campaign.starts_on)
    return AssignmentData(campaign, companion, visits_left(target, campaign, post, modality_of(companion)), first)
