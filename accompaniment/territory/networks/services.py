"""Networks of neighbouring institutions: assigned to many at once, ticked on the list or named in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.lib.locks import lock_all
from accompaniment.lib.refusals import refuse
from accompaniment.lib.text import fold
from accompaniment.territory.models import Institution, Network, Ugel


@transaction.atomic
def assign_network(*, institutions: Sequence[Institution], name: str) -> int:
    """Put institutions of one UGEL in the network of that name, made when it is new; an empty name takes them out.

    Returns how many changed. Raises ValidationError when they are of several UGELs.
    """
    ugels = {institution.ugel_id for institution in institutions}
    if len(ugels) > 1:
        raise refuse("institutions", _("Una red es de una sola UGEL: elige servicios de la misma."))
    lock_all(Ugel.objects.filter(pk__in=ugels))
    network = network_named(ugel=ugels.pop(), name=name) if name and ugels else None
    changing = [institution for institution in institutions if institution.network_id != (network and network.pk)]
    for institution in changing:
        institution.network = network
        institution.save(update_fields=["network"])
    return len(changing)


def network_named(*, ugel: Ugel | int, name: str) -> Network:
    """Return a UGEL's network of that name, whatever its capitals and accents; made when there is none."""
    ugel_id = ugel if isinstance(ugel, int) else ugel.pk
    for network in Network.objects.filter(ugel=ugel_id):
        if fold(network.name) == fold(name):
            return network
    network = Network(ugel_id=ugel_id, name=name)
    network.full_clean()
    network.save()
    return network


@transaction.atomic
def apply_networks(*, by: User, pairs: Iterable[tuple[str, str]]) -> int:
    """Put each service (modular code and annex) in its network; return how many changed.

    Raises ValidationError, and changes nothing, when the user no longer keeps one of them.
    """
    wanted = dict(pairs)
    managed = Institution.objects.managed_by(by).filter(modular_code__in={key[:7] for key in wanted})
    places = {place.modular_code + place.annex: place for place in managed}
    if set(wanted) - set(places):
        raise ValidationError(_("Algo cambió desde que viste esta lista. Sube el archivo otra vez."))
    groups: dict[tuple[int, str], list[Institution]] = {}
    for key, name in wanted.items():
        groups.setdefault((places[key].ugel_id, name), []).append(places[key])
    return sum(assign_network(institutions=group, name=name) for (_ugel, name), group in groups.items())
