"""Every write to the kinds of group session of a year."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accompaniment.audit.services import between, log_change
from accompaniment.campaigns.models import Campaign
from accompaniment.campaigns.services import require_open
from accompaniment.campaigns.signals import session_kind_named
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse
from accompaniment.lib.text import fold

from .data import SessionKindData
from .models import SessionKind, proposed

LONGEST_CODE = 20  # leaves room for the number that tells two alike apart
MOST_KINDS = 20


@transaction.atomic
def add_kind(*, campaign: Campaign, data: SessionKindData) -> SessionKind:
    """Let sessions of one more kind be convened in this year."""
    kinds = _held(campaign)
    if len(kinds) >= MOST_KINDS:
        raise refuse("name", _("Ya hay %(n)d tipos de reunión este año.") % {"n": MOST_KINDS})
    _require_own_name(data.name, kinds)
    order = max(kind.order for kind in kinds) + 1
    return _store(SessionKind(campaign=campaign, code=_code(data.name, kinds), order=order), data)


@transaction.atomic
def change_kind(*, campaign: Campaign, code: str, data: SessionKindData) -> SessionKind:
    """Change what a kind of this year says; sessions of it are called by its new name, and keep all else."""
    kinds = _held(campaign)
    kind = next((one for one in kinds if one.code == code), None)
    if kind is None:
        raise refuse("name", _("Este año no tiene ese tipo de reunión."))
    _require_own_name(data.name, [one for one in kinds if one is not kind])
    return _store(kind, data)


def _held(campaign: Campaign) -> list[SessionKind]:
    """The stored kinds of the year, which nobody else changes now; those that we propose are stored if it has none."""
    lock(campaign)
    require_open(campaign)
    kinds = list(SessionKind.objects.filter(campaign=campaign))
    return kinds or SessionKind.objects.bulk_create(proposed(campaign))


def _require_own_name(name: str, others: list[SessionKind]) -> None:
    if fold(name) in {fold(kind.name) for kind in others}:
        raise refuse("name", _("Ya hay un tipo de reunión con ese nombre."))


def _code(name: str, kinds: list[SessionKind]) -> str:
    """A code of its own, by which sessions go on knowing it when it is called otherwise."""
    wanted, taken = slugify(name)[:LONGEST_CODE] or "tipo", {kind.code for kind in kinds}
    return next(code for n in range(1, MOST_KINDS + 2) if (code := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _store(kind: SessionKind, data: SessionKindData) -> SessionKind:
    before = _described(kind) if kind.pk else {}
    kind.say(data)
    kind.full_clean(exclude=["campaign"])
    kind.save()
    log_change(kind.campaign, between(before, _described(kind)))
    session_kind_named.send(sender=SessionKind, kind=kind)
    return kind


def _described(kind: SessionKind) -> dict[str, Any]:
    """What a kind says as the log of changes names it."""
    said = {
        _("la conduce"): str(kind.get_led_by_display()),
        _("cuenta como"): str(kind.get_strategy_display()) if kind.strategy else "",
        _("días de anticipación"): kind.notice_days,
        _("minutos de tolerancia"): kind.late_minutes,
        _("minutos que suele durar"): kind.minutes,
        _("horas de clase"): f"{kind.classes_from:%H:%M}–{kind.classes_to:%H:%M}" if kind.takes_hours else "",
        _("agenda usual"): [f"{moment.minutes} {moment.title}" for moment in kind.moments],
        _("lo que se pregunta al terminar"): list(kind.evaluation),
        _("termina con las 5 C"): kind.asks_five_c,
        _("se convoca este año"): kind.is_offered,
    }
    return {f"{kind.code}: {name}": value for name, value in {_("nombre"): kind.name, **said}.items()}
