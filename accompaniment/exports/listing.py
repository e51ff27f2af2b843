"""A list that can be taken away as a file: what each says of itself, and where they are registered.

Whoever has such a list writes a class like `territory/exports.py`, and its app names it in `AppConfig.exports`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.module_loading import import_string

from accompaniment.access import reach_of
from accompaniment.lib.contributions import contributing_apps
from accompaniment.lib.tables.columns import Column
from accompaniment.lib.tables.download import CSV, DATA, XLSX

if TYPE_CHECKING:
    from accompaniment.access import Allowed, Denied
    from accompaniment.accounts.models import User

CHUNK = 500
Row = Sequence[Any]
Filters = dict[str, list[str]]


@dataclass(frozen=True)
class Listing:
    """A list as one reader finds it now: the name of its file or sheet, its columns, and `expected` entries.

    An entry is what the list counts, a person say; it has one row or more. There are fewer entries than expected only
    where some left the list while it was read. `at` is the moment at which it was counted.
    """

    name: str
    columns: Sequence[Column]
    expected: int
    entries: Iterable[Sequence[Row]]
    at: datetime = field(default_factory=timezone.now)

    @property
    def rows(self) -> Iterator[Row]:
        for entry in self.entries:
            yield from entry


class ExportedList(ABC):
    """A list, for one reader, narrowed by what she asked of its page; for a worker as for the page."""

    code: ClassVar[str]
    title: ClassVar[Any]  # translated when it is read: «lista de personas»
    asks: ClassVar[tuple[str, ...]]  # the parameters of the page that narrow it
    forms: ClassVar[tuple[str, ...]] = (XLSX, CSV, DATA)  # of its file; the first, where another is asked for

    def __init__(self, user: User, filters: Filters) -> None:
        self.user = user
        self.filters = {name: filters[name] for name in self.asks if any(filters.get(name, ()))}
        self.query = QueryDict(mutable=True)
        for name, values in self.filters.items():
            self.query.setlist(name, values)

    @abstractmethod
    def verdict(self) -> Allowed | Denied:
        """Whether she may take the list away today."""

    @abstractmethod
    def count(self) -> int:
        """How many entries it has now."""

    @abstractmethod
    def listing(self) -> Listing:
        """Its entries as they are now."""

    def listings(self) -> Sequence[Listing]:
        """What its file holds, each on a sheet of its own; a CSV is of the first alone."""
        return [self.listing()]

    @abstractmethod
    def in_words(self) -> list[tuple[str, str]]:
        """What it is narrowed by, each as its label and what was chosen."""

    @abstractmethod
    def page(self) -> str:
        """The address of the page of the list, without what narrows it."""

    def scope(self) -> list[str]:
        """What lets her read what is in it: whoever has lost some of that gets no file that was made before."""
        return sorted(reach_of(self.user).grounds)

    @abstractmethod
    def log(self) -> None:
        """Write down that she takes it out; nothing where it is about nobody."""


@cache
def exported_lists() -> dict[str, type[ExportedList]]:
    """Every list that can be taken away, by its code."""
    return {code: import_string(where) for app in contributing_apps() for code, where in app.exports.items()}


@contextmanager
def one_instant() -> Iterator[None]:
    """What is read within stands as it was at one moment; not where a transaction is under way already, as in tests.

    It is for the keys of lists that belong together: a commitment whose visit is listed, say.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


# --- The entries of a queryset -----------------------------------------------------------------------------------
def listing_of(
    name: str,
    columns: Sequence[Column],
    found: QuerySet[Any],
    entries_of: Callable[[Any], Mapping[Any, Sequence[Row]]],
) -> Listing:
    """A listing of these rows of a model; `entries_of` gives, by key, the entries of some of them.

    First all keys, in their order, as they are at one moment; then some at a time with all that is told of each. So a
    long list costs no memory and holds no transaction open, and what left it meanwhile is missed.
    """
    at = timezone.now()
    entries = _entries(found, entries_of)
    return Listing(name, columns, next(entries), entries, at)


def _entries(found: QuerySet[Any], entries_of: Callable[[Any], Mapping[Any, Any]]) -> Iterator[Any]:
    """Yield first how many entries there are, then each of them that is still there when it is its turn."""
    to_python, unordered = found.model._meta.pk.to_python, found.order_by()
    with TemporaryFile("w+") as keys:
        keys.writelines(f"{key}\n" for key in found.values_list("pk", flat=True).iterator(chunk_size=4 * CHUNK))
        keys.seek(0)
        yield sum(1 for _key in keys)
        keys.seek(0)
        while some := [to_python(line.rstrip("\n")) for line in islice(keys, CHUNK)]:
            entries = entries_of(unordered.filter(pk__in=some))
            yield from (entries[key] for key in some if key in entries)


def values_of(columns: Sequence[str]) -> Callable[[QuerySet[Any]], Mapping[Any, Sequence[Row]]]:
    """Entries of one row each, which are the values of these columns."""
    return lambda found: {key: [row] for key, *row in found.values_list("pk", *columns)}
