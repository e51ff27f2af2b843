"""What an import may do: for whom it keeps what, and when it stops before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.accounts.models import User
from accompaniment.territory.models import Ugel

from .errors import RegistryError, TooManyClosures, UnreadableFile
from .summary import ImportSummary


@dataclass(frozen=True)
class Rules:
    """What an import keeps. `ugels` are the UGELs it may touch; None means every one, also those still unknown."""

    all_levels: bool = False
    ugels: frozenset[int] | None = None

    def covers(self, ugel_id: int | None) -> bool:
        return self.ugels is None or ugel_id in self.ugels


def may_import(user: User) -> Allowed | Denied:
    """Whether the user keeps a registry: a specialist that of the UGEL, an administrator every one."""
    reach = reach_of(user)
    if reach.is_specialist or reach.is_administrator:
        return Allowed()
    return Denied(_("El padrón lo importan las especialistas de UGEL y las administradoras."))


def rules_for(user: User, *, all_levels: bool) -> Rules:
    """Return what an import of this user keeps: everywhere for an administrator, else in the UGELs they keep.

    Raises RegistryError when the user's role has ended since the upload.
    """
    verdict = may_import(user)
    if isinstance(verdict, Denied):
        raise RegistryError(verdict.reason)
    if reach_of(user).is_administrator:
        return Rules(all_levels=all_levels)
    return Rules(all_levels=all_levels, ugels=frozenset(Ugel.objects.managed_by(user).values_list("pk", flat=True)))


def require_not_empty(summary: ImportSummary) -> None:
    if not summary.counts["lines"]:
        raise UnreadableFile(_("El archivo tiene las columnas del padrón, pero ninguna fila."))


def stop_alarming(summary: ImportSummary, *, allow_closures: bool) -> None:
    if summary.alarming and not allow_closures:
        raise TooManyClosures(
            _("El archivo cerraría gran parte de los servicios de %(ugels)s. ¿Está completo?")
            % {"ugels": ", ".join(ugel.name for ugel in summary.alarming)},
            summary,
        )
