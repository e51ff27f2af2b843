"""When a companion has more, or fewer, people than one can attend well: a warning to the specialist, no refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.utils.translation import gettext as _

from accompaniment.campaigns import defaults

if TYPE_CHECKING:
    from accompaniment.campaigns.models import Campaign


class HasWorkload(Protocol):
    kind: str
    urban_load: int
    rural_load: int
    pronoei_load: int


class Bearable(NamedTuple):
    """What one companion can attend well, as the UGEL's campaign says."""

    urban: int = defaults.URBAN_LOAD
    rural: int = defaults.RURAL_LOAD
    least: int = defaults.COORDINATOR_LEAST
    programmes: int = defaults.COORDINATOR_LOAD


def bearable_in(campaign: Campaign | None) -> Bearable:
    """Return the loads that a campaign recommends; before there is one, those of `defaults`."""
    if campaign is None:
        return Bearable()
    return Bearable(campaign.urban_load, campaign.rural_load, campaign.coordinator_least, campaign.coordinator_load)


def load_warning(companion: HasWorkload, bearable: Bearable) -> str:
    """Return the warning that a companion's load deserves, or nothing while it is bearable."""
    if companion.kind == "coordinator":
        if 0 < companion.pronoei_load < bearable.least:
            message = _("Carga baja: %(n)d programas, y se espera que sean de %(least)d a %(most)d.")
            return message % {"n": companion.pronoei_load, "least": bearable.least, "most": bearable.programmes}
        measures = [(companion.pronoei_load, bearable.programmes, _("programas"))]
    else:
        measures = [
            (companion.urban_load, bearable.urban, _("aulas urbanas")),
            (companion.rural_load, bearable.rural, _("aulas rurales")),
        ]
    over = [
        _("%(n)d %(what)s, y se recomiendan hasta %(most)d") % {"n": n, "what": what, "most": most}
        for n, most, what in measures
        if n > most
    ]
    return _("Carga alta: %(loads)s.") % {"loads": "; ".join(over)} if over else ""
