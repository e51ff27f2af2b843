"""When a companion has more people than she can attend well: a word for the specialist, never a wall."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

from . import defaults


class Loaded(Protocol):
    kind: str
    urban_load: int
    rural_load: int
    pronoei_load: int


def load_warning(companion: Loaded) -> str:
    """Return the warning that a companion's load deserves, or nothing while it is bearable."""
    if companion.kind == "coordinator":
        measures = [(companion.pronoei_load, defaults.COORDINATOR_LOAD, _("programas"))]
    else:
        measures = [
            (companion.urban_load, defaults.URBAN_LOAD, _("aulas urbanas")),
            (companion.rural_load, defaults.RURAL_LOAD, _("aulas rurales")),
        ]
    over = [
        _("%(n)d %(what)s, y se recomiendan hasta %(most)d") % {"n": n, "what": what, "most": most}
        for n, most, what in measures
        if n > most
    ]
    return _("Carga alta: %(loads)s.") % {"loads": "; ".join(over)} if over else ""
