"""Which instrument a campaign uses for each kind of person and cycle. What it leaves open is whichever one fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accompaniment.audit.services import between, log_change
from accompaniment.campaigns.services import require_open
from accompaniment.lib.locks import lock
from accompaniment.models import Campaign, Cycle, Teacher
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.models.versions import InstrumentVersion, chosen_key


@dataclass(frozen=True)
class Use:
    """One kind of person in one cycle, and the code of the instrument chosen for them; empty: whichever fits."""

    kind: Teacher.Kind
    cycle: Cycle
    code: str = ""
    title: str = ""

    def may_take(self, instrument: Instrument) -> bool:
        """Whether it was made for such people; an assistant works in a classroom, and its instruments fit as well."""
        kinds = {self.kind} | ({Teacher.Kind.CLASSROOM} if self.kind == Teacher.Kind.ASSISTANT else set())
        return instrument.teacher_kind in kinds

    @property
    def key(self) -> str:
        return chosen_key(self.kind, self.cycle)


def uses_of(campaign: Campaign) -> list[Use]:
    """Return every kind and cycle with what the campaign chose for it."""
    titles = dict(Instrument.objects.filter(code__in=campaign.instruments.values()).values_list("code", "title"))
    chosen = campaign.instruments
    return [
        Use(kind, cycle, code := chosen.get(chosen_key(kind, cycle), ""), titles.get(code, code))
        for kind in Teacher.Kind
        for cycle in Cycle
    ]


def offered(campaign: Campaign) -> list[Instrument]:
    """Return everyone's and the UGEL's own instruments with a version published for some day of the campaign."""
    versions = InstrumentVersion.objects.filter(
        status=InstrumentVersion.Status.PUBLISHED, valid_from__lte=campaign.ends_on
    ).exclude(valid_to__lt=campaign.starts_on)
    of_ugel = Q(ugel=campaign.ugel_id) | Q(ugel=None)
    return list(Instrument.objects.filter(of_ugel, versions__in=versions).distinct())


@transaction.atomic
def choose_instruments(*, campaign: Campaign, chosen: Mapping[str, str]) -> Campaign:
    """Keep which instrument an open campaign uses, by `Use.key`; visits already begun keep their version."""
    lock(campaign)
    require_open(campaign)
    made_for = {instrument.code: instrument for instrument in offered(campaign)}
    if unknown := set(filter(None, chosen.values())) - set(made_for):
        raise ValidationError(_("No hay una versión publicada de: %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    for use in uses_of(campaign):
        code = chosen.get(use.key, "")
        if code and code != use.code and not use.may_take(made_for[code]):
            raise ValidationError({use.key: _("Este instrumento se hizo para otro cargo.")})
    before = _described(campaign)
    campaign.instruments = {key: code for key, code in chosen.items() if code}
    campaign.save(update_fields=["instruments"])
    log_change(campaign, between(before, _described(campaign)))
    return campaign


def _described(campaign: Campaign) -> dict[str, str]:
    return {
        _("instrumento para %(kind)s, %(cycle)s") % {"kind": use.kind.label, "cycle": use.cycle.label}: use.title
        for use in uses_of(campaign)
        if use.code
    }
