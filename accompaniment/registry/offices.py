"""UGELs and regions that the registry names: found by their code, created when whoever imports may create them."""

from __future__ import annotations

from ..models import Region, Ugel
from ..text import fold
from .rows import Row


class Offices:
    """The UGELs of one import. A UGEL that we hold keeps the name it has: it is printed on what the UGEL signs."""

    def __init__(self, *, writes: bool) -> None:
        self.writes = writes
        self.created: list[str] = []
        self.by_code = {ugel.code: ugel for ugel in Ugel.objects.all()}
        self.by_id = {ugel.pk: ugel for ugel in self.by_code.values()}
        self.regions = {fold(region.name): region for region in Region.objects.all()}

    def find(self, code: str) -> int | None:
        """Return the primary key of a UGEL, None while it is not stored."""
        ugel = self.by_code.get(code)
        return ugel.pk if ugel else None

    def name(self, code: str) -> str:
        return self.by_code[code].name

    def may_keep(self, row: Row) -> bool:
        """Whether the row's UGEL is known, or says enough of itself to be created."""
        return row.ugel_code in self.by_code or bool(row.region_name)

    def keep(self, row: Row) -> int | None:
        """Return the primary key of the row's UGEL, made if it is new; None for a new one when nothing is written."""
        ugel = self.by_code.get(row.ugel_code)
        if ugel is None:
            ugel = Ugel(code=row.ugel_code, name=row.ugel_name or f"UGEL {row.ugel_code}")
            self.by_code[ugel.code] = ugel
            self.created.append(ugel.name)
            if self.writes:
                ugel.region = self._region(row.region_name)
                ugel.save()
                self.by_id[ugel.pk] = ugel
        return ugel.pk

    def _region(self, name: str) -> Region:
        folded = fold(name)
        if folded not in self.regions:
            self.regions[folded] = Region.objects.create(name=name)
        return self.regions[folded]
