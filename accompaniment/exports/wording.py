"""What is said of a list that is taken away, and of a file of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied

from .listing import ExportedList
from .making import Tally, Words
from .models import Export


def about(wanted: ExportedList) -> Words:
    """Which list it is, and what it is narrowed by."""
    return [(_("Lista"), str(wanted.title)), *filters_in_words(wanted.in_words())]


def filters_in_words(words: Sequence[Sequence[str]]) -> Words:
    if not words:
        return [(_("Filtros"), _("ninguno: la lista entera"))]
    return [(_("Filtro: %(name)s") % {"name": label}, value) for label, value in words]


def tally_of(export: Export) -> Tally:
    assert export.made_at  # noqa: S101 : it is done
    return Tally(export.expected, export.made_at, export.written, export.rows)


def how_far(export: Export) -> str:
    """How many of how many entries are written; empty when nobody can tell yet."""
    if export.status != Export.Status.RUNNING or export.total <= 1:
        return ""
    done, total = (number_format(n, force_grouping=True) for n in (export.done, export.total))
    return _("Van %(done)s de %(total)s registros.") % {"done": done, "total": total}


def may_read(export: Export, wanted: ExportedList) -> Allowed | Denied:
    """Whether who asked for a file may have it now: she may still take the list away, and all of what is in it."""
    verdict = wanted.verdict()
    if isinstance(verdict, Denied):
        return verdict
    if set(export.scope) <= set(wanted.scope()):
        return Allowed()
    return Denied(_("Este archivo trae datos que ya no están a tu cargo. Pide la lista otra vez: vendrá lo de ahora."))
