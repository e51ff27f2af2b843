"""Where services work: moves recorded by hand or found in the registry, each with its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse
from accompaniment.territory.models import WHERE, Institution

from .models import Location

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """A service that works elsewhere: where it was and where it is, by the fields that `WHERE` names."""

    institution: int
    former: Mapping[str, Any]
    now: Mapping[str, Any]


def where_of(located: Institution | Location) -> dict[str, Any]:
    return {name: getattr(located, name) for name in WHERE}


@transaction.atomic
def record_move(*, by: User, institution: Institution, moved_on: date, where: Mapping[str, Any]) -> Institution:
    """Write down that a service works elsewhere since a day. Raises ValidationError, by field, when that can't be."""
    lock(institution)
    if moved_on > timezone.localdate():
        raise refuse("moved_on", _("Ese día todavía no llega: regístralo cuando ya se haya mudado."))
    current = Location.objects.current().filter(institution=institution).first()
    if current and current.starts_on and moved_on < current.starts_on:
        raise refuse("moved_on", _("Ya hay una mudanza registrada después de ese día."))
    former = where_of(institution)
    if former == {**former, **where}:
        raise refuse("address", _("Es el mismo lugar que ya tenemos."))
    for name, value in where.items():
        setattr(institution, name, value)
    institution.full_clean()
    note_moves([Move(institution.pk, former, where_of(institution))], on=moved_on, source=Location.Source.HAND, by=by)
    institution.save(update_fields=list(where))
    return institution


def note_moves(moves: Sequence[Move], *, on: date, source: Location.Source, by: User | None = None) -> None:
    """End the places that were current the day before `on` and begin the new ones; a second move in a day replaces."""
    current = Location.objects.current().filter(institution__in=[move.institution for move in moves])
    known = {location.institution_id: location for location in current}
    replaced = [location.pk for location in known.values() if location.starts_on and location.starts_on >= on]
    ended = [location.pk for location in known.values() if location.pk not in set(replaced)]
    Location.objects.filter(pk__in=replaced).delete()
    Location.objects.filter(pk__in=ended).update(ends_on=on - ONE_DAY)
    registry = Location.Source.REGISTRY
    first = [
        Location(institution_id=move.institution, ends_on=on - ONE_DAY, source=registry, **move.former)
        for move in moves
        if move.institution not in known
    ]
    now = [
        Location(institution_id=move.institution, starts_on=on, source=source, recorded_by=by, **move.now)
        for move in moves
    ]
    Location.objects.bulk_create([*first, *now])
