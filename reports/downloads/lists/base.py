"""What the lists of the downloads share: rows that are objects, and columns that each tell something of one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.audit.services import log_where_followed
from accompaniment.exports.listing import ExportedList, Listing, Row, listing_of
from accompaniment.lib.identifiers import DocumentType
from accompaniment.lib.tables.columns import Choice, Column, Day, Identifier, WholeNumber
from accompaniment.lib.tables.download import vocabulary_of
from accompaniment.models import AccessLogEntry, Institution, Teacher
from reports.downloads.filtering import ASKS, DownloadFilter
from visits.overview.consolidated.lists import may_take_away


@dataclass(frozen=True)
class Told:
    """A column, and what stands in it of a row."""

    column: Column
    of: Callable[[Any], Any]


def text(heading: str, of: Callable[[Any], Any], *, width: int = 16, about: Any = "") -> Told:
    return Told(Column(heading, heading, width=width, help=about), of)


def code(heading: str, of: Callable[[Any], Any], *, width: int = 12, about: Any = "") -> Told:
    return Told(Identifier(heading, heading, width=width, help=about), of)


def number(heading: str, of: Callable[[Any], Any], *, about: Any = "") -> Told:
    return Told(WholeNumber(heading, heading, width=10, help=about), of)


def day(heading: str, of: Callable[[Any], Any]) -> Told:
    return Told(Day(heading, heading, width=12), of)


def choice(heading: str, choices: Any, of: Callable[[Any], Any], *, width: int = 18) -> Told:
    return Told(Choice(heading, heading, vocabulary_of(choices), width=width), of)


class Download(ExportedList):
    """What is taken away from the page of the downloads, narrowed as that says."""

    asks: ClassVar[tuple[str, ...]] = ASKS

    def verdict(self) -> Allowed | Denied:
        return may_take_away(self.user)

    def page(self) -> str:
        return reverse("reports:downloads")

    def log(self) -> None:
        log_where_followed(by=self.user, what=AccessLogEntry.What.EXPORT, about=str(self.title))


class Downloaded(Download):
    """A list of what the user may read of one model: its columns each tell something of a row."""

    file_name: ClassVar[str]
    filter: ClassVar[type[DownloadFilter]]

    def count(self) -> int:
        return self.narrowed.qs.count()

    def listing(self) -> Listing:
        return listing_of(self.file_name, self.columns, self.narrowed.qs, self.entries)

    def in_words(self) -> list[tuple[str, str]]:
        return self.narrowed.in_words()

    @property
    @abstractmethod
    def found(self) -> QuerySet[Any]:
        """All that the user may read, in its order, with what the filter looks for."""

    @property
    @abstractmethod
    def told(self) -> Sequence[Told]:
        """The columns, in their order."""

    def rows(self, found: Any) -> Iterable[tuple[Any, Any]]:
        """Some of what was found, each by its key, as the columns tell of it."""
        return ((one.pk, one) for one in found)

    @cached_property
    def narrowed(self) -> DownloadFilter:
        return self.filter(self.query, self.found)

    @cached_property
    def columns(self) -> list[Column]:
        return [one.column for one in self.told]

    def entries(self, found: Any) -> Mapping[Any, Sequence[Row]]:
        return {key: [[one.of(row) for one in self.told]] for key, row in self.rows(found)}

    def person(self, of: Callable[[Any], Teacher]) -> list[Told]:
        """Who it is about; a person's document is for whoever keeps the lists of people."""
        document = [
            choice("TIPO_DOC", DocumentType, lambda row: of(row).document_type),
            code("NUM_DOC", lambda row: of(row).document_number),
        ]
        return [
            *(document if reach_of(self.user).is_specialist else []),
            text("APELLIDOS", lambda row: of(row).last_names, width=24),
            text("NOMBRES", lambda row: of(row).first_names, width=22),
            choice("CARGO", Teacher.Kind, lambda row: of(row).kind),
        ]


def at(of: Callable[[Any], Institution | None]) -> list[Told]:
    """Where it was; nothing stands there for what was at no institution."""

    def tell(name: str) -> Callable[[Any], Any]:
        return lambda row: getattr(of(row), name, "")

    return [
        code("COD_MOD", tell("modular_code")),
        code("ANEXO", tell("annex"), width=8),
        text("INSTITUCION_PROGRAMA", tell("name"), width=30),
        text("RED", lambda row: getattr(getattr(of(row), "network", None), "name", "")),
    ]


def places_of(keys: Iterable[int | None]) -> Mapping[int, Institution]:
    """The institutions of these keys, with their networks."""
    return Institution.objects.select_related("network").in_bulk({key for key in keys if key})
