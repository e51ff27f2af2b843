"""Takes the rows of a roster one by one through the services that the forms call, so that their refusals are the same.

It always writes: a preview runs inside a transaction that is rolled back afterwards. Each row is taken whole or not at
all, and a refused one does not stop the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.campaigns.models import Campaign
from accompaniment.lib.search import name_key
from accompaniment.people.assignments.owed import visits_left
from accompaniment.people.assignments.services import visits_owed_for
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post, Teacher
from accompaniment.territory.models import Institution

from .columns import column_heading
from .journal import Journal
from .row_import import RowImport
from .rows import RosterRow
from .summary import Result, RosterSummary

BATCH = 25  # rows that are tried out together: a quarter of a second
# What a service calls a field, and the column where a person reads of it.
COLUMN_OF = {"institution": "modular_code", "campaign": "companion"}


class Namesake(NamedTuple):
    """Somebody by name; without a key while only this file knows of them."""

    described: str
    key: str = ""


class RosterImporter:
    """One run over the rows of one file, on behalf of a specialist, within the UGELs that the specialist keeps."""

    def __init__(self, *, by: User, rows: Sequence[RosterRow]) -> None:
        self.by = by
        self.rows = rows
        self.today: date = timezone.localdate()
        self.journal = Journal()
        self.summary = RosterSummary()
        self.institutions = self._institutions()
        self.companions = self._companions()
        self.namesakes = self._namesakes()
        self.campaigns: dict[int, Campaign | None] = {}
        self.targets: dict[tuple[int, str, str, str], int | None] = {}

    def _institutions(self) -> dict[str, Institution]:
        codes = {row.place[:7] for row in self.rows if row.place}
        managed = Institution.objects.managed_by(self.by).filter(modular_code__in=codes).select_related("ugel")
        return {institution.modular_code + institution.annex: institution for institution in managed}

    def _companions(self) -> dict[tuple[str, int], Companion]:
        managed = Companion.objects.managed_by(self.by).in_force().select_related("user")
        return {(companion.user.username, companion.ugel_id): companion for companion in managed}

    def _namesakes(self) -> dict[str, Namesake]:
        """The people of the specialist's UGELs by name, however it is written."""
        names = ("pk", "last_names", "first_names", "document_number")
        known = Teacher.objects.managed_by(self.by).order_by().values_list(*names).iterator()
        return {
            name_key(last, first): Namesake(f"{last}, {first} ({document})", str(pk))
            for pk, last, first, document in known
        }

    def namesake(self, teacher: Teacher) -> Namesake | None:
        """Return who already has the name of somebody new, if anybody has; from now on the new person counts too."""
        new = Namesake(f"{teacher} ({teacher.document_number})")
        found = self.namesakes.setdefault(teacher.name_key, new)
        return None if found is new else found

    def run(self) -> RosterSummary:
        self.take(self.rows)
        return self.summary

    def take(self, rows: Iterable[RosterRow]) -> None:
        for row in rows:
            self.summary.add(self._take(row))

    def _take(self, row: RosterRow) -> Result:
        result = Result(row.line, row.who, row.document_number, notes=row.notes)
        if row.faults:
            return _refused(row)
        taken = RowImport(self, row, result)
        try:
            with transaction.atomic():
                taken.run()
        except ValidationError as refusal:
            _explain(row, refusal)
        except IntegrityError:
            row.refuse("", _("Alguien guardó lo mismo en este momento. Revísalo e inténtalo otra vez."))
        if row.faults:
            return _refused(row, place=result.place)
        self.journal.absorb(taken.journal)
        return result

    def campaign(self, ugel: int) -> Campaign | None:
        if ugel not in self.campaigns:
            self.campaigns[ugel] = Campaign.objects.to_assign(ugel)
        return self.campaigns[ugel]

    def visits_owed(self, campaign: Campaign, post: Post, modality: str) -> int | None:
        key = (campaign.pk, post.teacher.kind, post.institution.area, modality)
        if key not in self.targets:
            self.targets[key] = visits_owed_for(campaign, post, modality)
        target = self.targets[key]
        return visits_left(target, campaign, post, modality) if target else target


def batches_of_people(rows: Sequence[RosterRow]) -> Iterator[list[RosterRow]]:
    """Yield all rows, some people at a time: what is said of one person depends on her other rows alone."""
    people: defaultdict[Hashable, list[RosterRow]] = defaultdict(list)
    for row in rows:
        people[(row.document_type, row.document_number) if row.document_number else row.line].append(row)
    batch: list[RosterRow] = []
    for same in people.values():
        batch += same
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _refused(row: RosterRow, *, place: str = "") -> Result:
    """A row that is not taken, with all that stood in it: whoever corrects it need not look for it in the file."""
    cells = {key: cell.text for key, cell in row.cells.items()}
    return Result(row.line, row.who, row.document_number, place=place, notes=row.notes, faults=row.faults, cells=cells)


def _explain(row: RosterRow, refusal: ValidationError) -> None:
    """Note a service's refusal at the column that its field is called here."""
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
    for name, messages in by_field.items():
        column = COLUMN_OF.get(name, name)
        row.refuse(column if column_heading(column) else "", strip_tags(" ".join(messages)))
