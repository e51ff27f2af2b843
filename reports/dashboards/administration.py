"""What waits for an administrator of a site that works: offices that nobody keeps, and e-mails that did not go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accompaniment.access import in_force
from accompaniment.letters.models import Letter
from accompaniment.models import Campaign, Role, Ugel


@dataclass(frozen=True)
class Waiting:
    """UGELs with an open campaign and no specialist today, by name; how many e-mails could not be sent."""

    unkept: list[Ugel]
    letters: int

    def __bool__(self) -> bool:
        return bool(self.unkept or self.letters)


def waiting_for_administrator() -> Waiting:
    keepers = Role.objects.filter(in_force(timezone.localdate()), kind=Role.Kind.SPECIALIST, ugel=OuterRef("pk"))
    begun = Campaign.objects.open().filter(ugel=OuterRef("pk"))
    unkept = Ugel.objects.filter(Exists(begun), ~Exists(keepers)).order_by("name")
    return Waiting(list(unkept), Letter.objects.failed().count())
