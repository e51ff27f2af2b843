"""When a companion has more, or fewer, people than one can attend well: a warning to the specialist, no refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniment.campaigns import defaults

if TYPE_CHECKING:
    from accompaniment.campaigns.models import Campaign


class HasWorkload(Protocol):
    kind: str
    urban_load: int
    rural_load: int
    pronoei_load: int


class WorkloadLimits(NamedTuple):
    """What one companion can attend well, as the UGEL's campaign says."""

    urban: int = defaults.URBAN_LOAD
    rural: int = defaults.RURAL_LOAD
    least: int = defaults.COORDINATOR_LEAST
    programmes: int = defaults.COORDINATOR_LOAD


def workload_limits_of(campaign: Campaign | None) -> WorkloadLimits:
    """Return the limits that a campaign recommends; before there is one, those of `defaults`."""
    if campaign is None:
        return WorkloadLimits()
    return WorkloadLimits(
        campaign.urban_load, campaign.rural_load, campaign.coordinator_least, campaign.coordinator_load
    )


def workload_warning(companion: HasWorkload, limits: WorkloadLimits) -> str:
    """Return the warning that a companion's workload deserves, or nothing while it is within the limits."""
    if companion.kind == "coordinator":
        if 0 < companion.pronoei_load < limits.least:
            message = ngettext(
                "Carga baja: %(n)d programa, y se espera que sean de %(least)d a %(most)d.",
                "Carga baja: %(n)d programas, y se espera que sean de %(least)d a %(most)d.",
                companion.pronoei_load,
            )
            return message % {"n": companion.pronoei_load, "least": limits.least, "most": limits.programmes}
        measures = [(companion.pronoei_load, limits.programmes, _("programas"))]
    else:
        measures = [
            (companion.urban_load, limits.urban, _("aulas urbanas")),
            (companion.rural_load, limits.rural, _("aulas rurales")),
        ]
    over = [
        _("%(n)d %(what)s, y se recomiendan hasta %(most)d") % {"n": n, "what": what, "most": most}
        for n, most, what in measures
        if n > most
    ]
    return _("Carga alta: %(loads)s.") % {"loads": "; ".join(over)} if over else ""
