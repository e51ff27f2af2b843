"""Networks of neighbouring institutions: assigned to many at once, ticked on the list or named in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.lib.identifiers import repair_digits
from accompaniment.lib.locks import lock_all
from accompaniment.lib.refusals import refuse
from accompaniment.lib.tables.cells import EMPTY, Cell, trouble_of
from accompaniment.lib.tables.columns import Column, Identifier
from accompaniment.lib.tables.formats import Format
from accompaniment.lib.tables.limits import Limits
from accompaniment.lib.tables.source import open_upload
from accompaniment.lib.tables.spec import TableSpec
from accompaniment.lib.text import fold
from accompaniment.territory.models import Institution, Network, Ugel

MODULAR_CODE = Identifier(
    "modular_code", "Código modular", 7, others=["cod mod", "cod modular", "código"], is_required=True, width=14
)
ANNEX = Identifier("annex", "Anexo", 1, width=8)
NETWORK = Column("network", "Red", others=["red educativa", "nombre de la red"], is_required=True, width=20)
NETWORKS = TableSpec(
    columns=(MODULAR_CODE, ANNEX, NETWORK),
    formats=frozenset({Format.CSV, Format.XLSX}),
    limits=Limits(rows=5000),
)
NAME_LENGTH = 80


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


# --- From a file -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NetworkRow:
    """What a row of the file does: `reason` says why nothing, else `network` is where `institution` goes."""

    number: int
    code: str
    network: str
    institution: Institution | None = None
    former: str = ""
    reason: str = ""

    @property
    def is_same(self) -> bool:
        return not self.reason and fold(self.former) == fold(self.network)


def read_networks(upload: UploadedFile[bytes], *, by: User) -> tuple[list[NetworkRow], list[str]]:
    """Return what each row would do within the UGELs that the person keeps, and what is to be said of the file.

    Raises UnreadableTable.
    """
    with open_upload(upload, NETWORKS) as table:
        read = [_read(row.number, cells) for row in table if (cells := row.cells())]
    managed = Institution.objects.managed_by(by).filter(modular_code__in={row.code[:7] for row in read})
    places = {place.modular_code + place.annex: place for place in managed.select_related("network")}
    seen: dict[str, NetworkRow] = {}
    return [_place(row, places, seen) for row in read], table.notes


def _read(number: int, cells: dict[str, Cell]) -> NetworkRow:
    for cell in cells.values():
        if trouble := trouble_of(cell.text):
            return NetworkRow(number, "", "", reason=trouble.sentence)
    code, _dash, rest = cells.get("modular_code", EMPTY).text.partition("-")
    annex, network = rest or cells.get("annex", EMPTY).text, cells.get("network", EMPTY).text
    try:
        modular_code = repair_digits(code, 7)
    except ValueError:
        return NetworkRow(number, code, network, reason=_("El código modular tiene 7 dígitos."))
    if not modular_code:
        return NetworkRow(number, "", network, reason=_("Falta el código modular."))
    try:
        key = modular_code + (repair_digits(annex, 1) or "0")
    except ValueError:
        return NetworkRow(number, modular_code, network, reason=_("El anexo es un solo dígito, sin letras."))
    if not network:
        return NetworkRow(number, key, network, reason=_("Falta el nombre de la red."))
    if len(network) > NAME_LENGTH:
        return NetworkRow(number, key, network, reason=_("El nombre de la red es demasiado largo: caben 80 letras."))
    return NetworkRow(number, key, network)


def _place(row: NetworkRow, places: dict[str, Institution], seen: dict[str, NetworkRow]) -> NetworkRow:
    if row.reason:
        return row
    place = places.get(row.code)
    if place is None:
        return NetworkRow(row.number, row.code, row.network, reason=_("No encontramos este servicio en tu UGEL."))
    first = seen.setdefault(row.code, row)
    if fold(first.network) != fold(row.network):
        reason = _("La línea %(line)s le da otra red.") % {"line": first.number}
        return NetworkRow(row.number, row.code, row.network, place, reason=reason)
    former = place.network.name if place.network else ""
    return NetworkRow(row.number, row.code, row.network, place, former)


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
