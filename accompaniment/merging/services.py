"""What a specialist decides about two records that look alike: they are one person's, or they are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.audit.services import log_change
from accompaniment.lib.locks import lock_all
from accompaniment.people.models.merged_records import DistinctPeople, MergedRecord, pair_of
from accompaniment.people.models.posts import Teacher
from accompaniment.people.services import edit_teacher

from .accounts import settle_account
from .answers import BOTH, KEPT, MERGED, Choices
from .comparison import Comparison, Side, compare, once_said, once_title
from .foreign_keys import Moved, field_path, foreign_keys_to, move_references
from .held import lock_people
from .joining import join_posts
from .obstacles import Possible
from .signals import people_merged
from .undo import rows_about, what_changed


class ChangedMeanwhile(Exception):
    """One of the records is no longer as it was when they were compared: nothing was joined."""


@transaction.atomic
def merge_people(*, by: User, one: Teacher, other: Teacher, choices: Choices, seen: str) -> Teacher:
    """Join two records of one person and return the one that stays; everything that hung on the other hangs on it.

    `seen` is the fingerprint of the comparison on which `by` decided. Raises ChangedMeanwhile when it is another one by
    now, and ValidationError with what stands in the way; then nothing has changed.
    """
    comparison = _locked(one, other, by=by)
    if comparison is None or comparison.fingerprint != seen:
        raise ChangedMeanwhile
    if obstacles := Possible(comparison, by).obstacles:
        raise ValidationError([obstacle.reason for obstacle in obstacles])
    kept, merged = comparison.kept.teacher, comparison.merged.teacher
    accounts = [side.teacher.user_id for side in comparison.sides if side.teacher.user_id]
    before = rows_about([kept.pk, merged.pk], accounts)
    said = {side.teacher.pk: _described(side) for side in comparison.sides}
    settle_account(comparison, choices, by=by)
    of_posts = _settle_posts(comparison, choices)
    dropped = _settle_doubled(comparison, choices)
    moved = [move_references(relation, source=merged.pk, target=kept.pk) for relation in foreign_keys_to(Teacher)]
    _keep_apart_still(kept, merged)
    former = merged.pk
    merged.delete()
    kept.refresh_from_db()
    edit_teacher(by=by, teacher=kept, person=choices.person)
    MergedRecord.objects.create(
        former_id=former,
        kept=kept,
        name=str(merged),
        by=by,
        moved=_keys_by_path(moved),
        undo=what_changed(before, kept=kept, accounts=accounts).as_json(),
    )
    log_change(kept, {"se unió con": [said[kept.pk], said[former]], **dropped})
    people_merged.send(sender=Teacher, moved=[*of_posts, *moved])
    return kept


def _locked(one: Teacher, other: Teacher, *, by: User) -> Comparison | None:
    """Compare both again, now that nobody else changes them nor joins anything to them."""
    lock_people([one.pk, other.pk])
    return compare(one, other, by=by)


def _described(side: Side) -> str:
    """A record in one line, for the log: who it was about, and how much it held."""
    teacher = side.teacher
    with translation.override(settings.LANGUAGE_CODE):
        document = f"{teacher.get_document_type_display()} {teacher.document_number}"
        return "; ".join([f"{teacher} ({document})", *map(str, side.holdings)])


def _settle_posts(comparison: Comparison, choices: Choices) -> list[Moved]:
    moved = []
    for clash in comparison.clashes:
        chosen = choices.posts.get(clash.merged.pk, BOTH)
        if chosen == KEPT:
            moved += join_posts(stays=clash.kept, goes=clash.merged)
        elif chosen == MERGED:
            moved += join_posts(stays=clash.merged, goes=clash.kept)
    return moved


def _settle_doubled(comparison: Comparison, choices: Choices) -> dict[str, list[str]]:
    """Leave one of two rows that a person has one of; return what was said differently, for the log."""
    contradicted = {}
    for one in comparison.doubled:
        stays, goes = one.kept, one.merged
        chosen = choices.once.get(str(one.merged.pk))
        if one.is_contradiction and chosen is None:
            raise ValidationError(_("Elige qué queda de «%(what)s».") % {"what": once_title(goes)})
        if chosen == MERGED:
            stays, goes = goes, stays
        if one.is_contradiction:
            with translation.override(settings.LANGUAGE_CODE):
                contradicted[once_title(goes)] = [once_said(goes), once_said(stays)]
        goes.delete()
    return contradicted


def _keys_by_path(moved: Iterable[Moved]) -> dict[str, list[str]]:
    """The keys of the rows that moved, by model and field."""
    return {field_path(one.relation): [str(pk) for pk in one.rows] for one in moved if one.rows}


def _keep_apart_still(kept: Teacher, merged: Teacher) -> None:
    """Whoever was kept apart from the record that goes stays apart from the one that stays."""
    kept_apart = list(DistinctPeople.objects.about(merged.pk))
    DistinctPeople.objects.about(merged.pk).delete()
    for row in kept_apart:
        other = row.second_id if row.first_id == merged.pk else row.first_id
        if other != kept.pk:
            first, second = pair_of(kept.pk, other)
            DistinctPeople.objects.get_or_create(first_id=first, second_id=second, defaults={"by": row.by})


@transaction.atomic
def keep_apart(*, by: User, one: Teacher, other: Teacher) -> bool:
    """Remember that two people who look alike are not the same; False when that was known."""
    lock_all(Teacher.objects.filter(pk__in=[one.pk, other.pk]))
    first, second = pair_of(one.pk, other.pk)
    _row, is_new = DistinctPeople.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by})
    if is_new:
        for teacher, stranger in ((one, other), (other, one)):
            log_change(teacher, {"no es la misma persona que": [None, str(stranger)]})
    return is_new


def still_suspected(suspected: Mapping[Any, Any]) -> dict[Any, Any]:
    """Leave out the pairs that somebody has already kept apart."""
    apart = DistinctPeople.objects.pairs()
    return {pair: evidence for pair, evidence in suspected.items() if pair not in apart}
