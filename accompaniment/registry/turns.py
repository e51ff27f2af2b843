"""One registry at a time: an import compares at length and stores at once, and never over what it has not seen."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.jobs.runs import RUNNING_LOST_AFTER
from accompaniment.lib.locks import lock_all
from accompaniment.territory.locations.models import Location
from accompaniment.territory.models import Institution, Ugel

from .errors import RegistryError
from .models import RegistryImport

Written = tuple[Any, ...]  # see `written_so_far`


class Outdated(Exception):
    """Another import was applied while this one was being compared."""


def written_so_far() -> Written:
    """What tells one moment from another: every import that was applied, and what people recorded of services."""
    moves = Location.objects.filter(source=Location.Source.HAND).aggregate(Count("pk"), Sum("pk"))
    written = Institution.objects.aggregate(Max("ours_at"))
    return (RegistryImport.objects.applied().count(), *moves.values(), *written.values())


def take_turn(*, seen: Written) -> None:
    """Let nobody else store a registry until the transaction ends. Raises Outdated when somebody did since `seen`."""
    lock_all(Ugel.objects.all())
    if written_so_far() != seen:
        raise Outdated


def require_no_other() -> None:
    """Raise RegistryError while a worker applies an import."""
    alive = timezone.now() - RUNNING_LOST_AFTER
    if RegistryImport.objects.applying().filter(heartbeat_at__gte=alive).exists():
        raise RegistryError(
            _(
                "Ahora se está guardando un padrón que alguien subió por su página. Espera a que termine y vuelve a"
                " intentarlo."
            )
        )
