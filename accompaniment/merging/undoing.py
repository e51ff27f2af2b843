"""Parting two records that were joined and are not one person's: everything as it was, or nothing and the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.accounts.ways_in import end_sessions
from accompaniment.audit.services import log_change
from accompaniment.lib.locks import AT_ONCE
from accompaniment.people.models.merged_records import MergedRecord
from accompaniment.people.models.posts import Post, Teacher
from accompaniment.territory.models import Institution

from .comparison import Holding, nouns
from .foreign_keys import foreign_keys_to, label_of, referring_rows, way_to_post
from .held import lock_people
from .signals import people_parted, undo_asked
from .stored_rows import RowChange, put_back, read_again
from .undo import POST, TEACHER, USER, Undo

LASTING = {TEACHER, USER, POST, "accompaniment.assignment"}  # without one of them nothing can be put back
MERGED_RECORD = "accompaniment.mergedrecord"


@transaction.atomic
def undo_merge(*, by: User, record: MergedRecord) -> Teacher:
    """Part two records, exactly as they were, and return the one that comes back.

    Raises ValidationError with what stands against it; then nothing has changed.
    """
    kept, record = _locked(record)
    if reasons := reasons_against(record, by=by):
        raise ValidationError(reasons)
    undo, former = Undo.of(record), record.former_id
    moved = undo.moved()
    try:
        with transaction.atomic():
            record.delete()
            put_back(undo.changes)
    except IntegrityError as at_once:
        raise ValidationError(AT_ONCE) from at_once
    end_sessions(of=User.objects.filter(pk__in=[change.pk for change in undo.of_model(USER)]))
    back = Teacher.objects.get(pk=former)
    kept.refresh_from_db()
    for one, other in ((kept, back), (back, kept)):
        log_change(one, {"se separó de": [None, _described(other)]})
    people_parted.send(sender=Teacher, moved=moved)
    return back


def _locked(record: MergedRecord) -> tuple[Teacher, MergedRecord]:
    """Read both anew, now that nobody else changes them nor adds anything to the person."""
    lock_people([record.kept_id])
    kept = Teacher.objects.filter(pk=record.kept_id).first()
    found = MergedRecord.objects.filter(pk=record.pk, kept=record.kept_id).first()
    if kept is None or found is None:
        raise ValidationError(_("Esta unión ya no está: alguien la deshizo, o unió la ficha con otra."))
    return kept, found


def _described(teacher: Teacher) -> str:
    return f"{teacher} ({teacher.get_document_type_display()} {teacher.document_number})"


def forget_old_undoing() -> int:
    """Let go of what undoing a join needs once it can't be undone any more; return of how many."""
    return MergedRecord.objects.past_undoing().update(undo=None)


# --- What stands against it ------------------------------------------------------------------------------------------
def reasons_against(record: MergedRecord, *, by: User) -> list[str]:
    """Say, a sentence each, why a join can't be undone; nothing when it can."""
    if not record.is_recent:
        return [_("Ya pasó el tiempo en que se puede deshacer.")]
    undo = Undo.of(record)
    if not _keeps_what_goes_back(undo, by):
        return [_("Una de las dos fichas ya no tiene plazas en tu UGEL.")]
    told: Any = undo_asked.send(sender=Teacher, changes=undo.changes)
    of_others = [reason for _receiver, reasons in told for reason in reasons]
    return list(dict.fromkeys([*_changed(undo), *_taken(undo), *_added(undo, record), *of_others]))


def _keeps_what_goes_back(undo: Undo, by: User) -> bool:
    """Whether a post that goes back, or that was joined to another, is at a place that the user keeps."""
    posts = undo.of_model(POST)
    gone = [change.before["institution_id"] for change in posts if change.before and change.after is None]
    there = Q(pk__in=gone) | Q(posts__in=[change.pk for change in posts])
    reach = reach_of(by)
    return any(reach.keeps(ugel) for ugel in Institution.objects.filter(there).values_list("ugel", flat=True))


def _changed(undo: Undo) -> Iterator[str]:
    """What the join wrote and somebody has written anew since."""
    now = read_again(change.key for change in undo.changes)
    for change in undo.changes:
        said, became = now.get(change.key), change.became()
        if said is None and became and change.model in LASTING:
            yield _("Algo de lo que se unió ya no está en el sistema.")
        if names := [name for name, value in became.items() if said is not None and said[name] != value]:
            row = change.row()
            values = {"what": row, "fields": ", ".join(_labels(row, names))}
            yield _("%(what)s: después se cambió %(fields)s.") % values


def _labels(row: Model, columns: list[str]) -> list[str]:
    fields = [field for field in row._meta.concrete_fields if field.attname in columns and field.editable]
    return [str(field.verbose_name) for field in fields] or [_("algo que se unió")]


def _taken(undo: Undo) -> Iterator[str]:
    """Documents, and names and e-mails of accounts, that are somebody else's by now."""
    for change in undo.of_model(TEACHER):
        number = (change.before or {}).get("document_number")
        if number and _is_anothers(undo, change, document_number=number):
            yield _("El documento %(number)s ya es de otra persona.") % {"number": number}
    for change in undo.of_model(USER):
        for name in ("username", "email"):
            value = (change.before or {}).get(name)
            if value and _is_anothers(undo, change, **{name: value}):
                yield _("Otra persona ya entra con %(name)s.") % {"name": value}


def _is_anothers(undo: Undo, change: RowChange, **said: Any) -> bool:
    ours = [one.pk for one in undo.of_model(change.model)]
    return change.rows().filter(**said).exclude(pk__in=ours).exists()


def _added(undo: Undo, record: MergedRecord) -> Iterator[str]:
    """What was written since of the one person that there is, but for what is about a post of who stays."""
    joined = {post for change in undo.changes if (post := change.became().get("post_id"))}
    touched = {*joined, *(change.pk for change in undo.of_model(POST))}
    own = list(Post.objects.filter(teacher=record.kept_id).exclude(pk__in=touched).values_list("pk", flat=True))
    known = {**undo.known, MERGED_RECORD: [*undo.known.get(MERGED_RECORD, ()), str(record.pk)]}
    new: dict[str, set[Any]] = defaultdict(set)
    for target, keys in ((Teacher, [record.kept_id]), (Post, list(joined))):
        for relation in foreign_keys_to(target):
            label, way = label_of(relation), way_to_post(relation.related_model)
            rows = referring_rows(relation, keys).exclude(pk__in=known.get(label, ()))
            rows = rows.exclude(**{f"{way}__in": own}) if way else rows
            new[label].update(rows.values_list("pk", flat=True))
    if new.pop(MERGED_RECORD, None):
        yield _("Después se unió otra ficha a esta. Deshaz primero esa unión.")
    if held := [str(Holding(label, len(new[label]))) for label in {**nouns(), **new} if new.get(label)]:
        text = _("Desde que se unieron hay algo nuevo, y no se puede saber de cuál de las dos es: %(rows)s.")
        yield text % {"rows": ", ".join(held)}
