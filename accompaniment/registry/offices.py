"""UGELs and regions that the registry names: found by their code, created when whoever imports may create them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accompaniment.lib.text import fold
from accompaniment.territory.models import Region, Ugel

from .rows import RegistryService


@dataclass(frozen=True)
class NewOffice:
    """A UGEL that the registry names and that we do not hold."""

    code: str
    name: str
    region: str


class Offices:
    """The UGELs of one import. A UGEL that we hold keeps the name it has: it is printed on what the UGEL signs."""

    def __init__(self) -> None:
        self.new: dict[str, NewOffice] = {}
        self.by_code = {ugel.code: ugel for ugel in Ugel.objects.all()}
        self.by_id = {ugel.pk: ugel for ugel in self.by_code.values()}

    def find(self, code: str) -> int | None:
        """Return the primary key of a UGEL, None while it is not stored."""
        ugel = self.by_code.get(code)
        return ugel.pk if ugel else None

    def code(self, ugel_id: int) -> str:
        return self.by_id[ugel_id].code

    def name(self, code: str) -> str:
        return self.new[code].name if code in self.new else self.by_code[code].name

    def may_keep(self, row: RegistryService) -> bool:
        """Whether the row's UGEL is known, or says enough of itself to be created."""
        return row.ugel_code in self.by_code or row.ugel_code in self.new or bool(row.region_name)

    def keep(self, row: RegistryService) -> None:
        """Note the row's UGEL, if it is one to be created."""
        code = row.ugel_code
        if code not in self.by_code and code not in self.new:
            self.new[code] = NewOffice(code, row.ugel_name or f"UGEL {code}", row.region_name)


def store(new: Iterable[NewOffice]) -> None:
    """Create UGELs, and their regions when these are new too."""
    regions = {fold(region.name): region for region in Region.objects.all()}
    for office in new:
        folded = fold(office.region)
        if folded not in regions:
            regions[folded] = Region.objects.create(name=office.region)
        Ugel.objects.get_or_create(code=office.code, defaults={"name": office.name, "region": regions[folded]})
