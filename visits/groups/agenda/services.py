"""Every write to the agenda of a group session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.campaigns.session_kinds.data import fitted
from accompaniment.campaigns.session_kinds.models import SessionKind
from accompaniment.lib.locks import lock
from visits.groups.models import AgendaMoment, GroupSession


@dataclass(frozen=True)
class Written:
    """A moment as it is to be; `key` is that of the one that it was, None for a new one."""

    key: int | None
    title: str
    minutes: int


def fill_agenda(session: GroupSession, kind: SessionKind) -> None:
    """Give a new session the usual agenda of its kind, as far as it fits into its hours."""
    AgendaMoment.objects.bulk_create(
        AgendaMoment(session=session, order=n, title=moment.title, minutes=moment.minutes)
        for n, moment in enumerate(fitted(kind.moments, session.minutes), 1)
    )


@transaction.atomic
def write_agenda(*, session: GroupSession, moments: Sequence[Written]) -> GroupSession:
    """Let the session have these moments, in this order; what was noted of one stays with it.

    Raises ValidationError when they do not fit into its hours, or when one of which something was noted would go.
    """
    lock(session)
    total = sum(moment.minutes for moment in moments)
    if session.minutes and total > session.minutes:
        raise ValidationError(
            _("La agenda suma %(total)d minutos y la reunión dura %(minutes)d: quita %(over)d.")
            % {"total": total, "minutes": session.minutes, "over": total - session.minutes}
        )
    there = {moment.pk: moment for moment in session.agenda.all()}
    kept = {moment.key for moment in moments}
    for key, moment in there.items():
        if key in kept:
            continue
        if moment.notes:
            raise ValidationError(_("De «%(moment)s» ya hay notas: bórralas antes de quitarlo.") % {"moment": moment})
        moment.delete()
    for n, written in enumerate(moments, 1):
        moment = there.get(written.key or 0) or AgendaMoment(session=session)
        moment.order, moment.title, moment.minutes = n, written.title, written.minutes
        moment.save()
    return session


def write_notes(session: GroupSession, notes: Mapping[int, str]) -> None:
    """Note of each moment, by its key, what happened; for whoever holds the session."""
    for moment in session.agenda.filter(pk__in=notes):
        moment.notes = notes[moment.pk]
        moment.save(update_fields=["notes"])
