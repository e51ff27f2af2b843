"""What a list says to the search that looks in all of them; each app names its own in its AppConfig."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accompaniment.access import Reach
    from accompaniment.accounts.models import User


@dataclass(frozen=True)
class Hit:
    """A row that was found: where it leads, what it is called, and what tells it from others of that name."""

    url: str
    title: str
    said: str


class SearchedList(ABC):
    """A list in which the search looks. Its own page, at `route`, has a search that takes the same words."""

    label: ClassVar[Any]
    route: ClassVar[str]

    @staticmethod
    @abstractmethod
    def is_for(reach: Reach) -> bool:
        """Whether somebody of this reach may open the list."""

    @staticmethod
    @abstractmethod
    def rows(user: User, text: str) -> QuerySet[Any]:
        """The rows that the user may open and that have every word of `text`, in the list's own order."""

    @staticmethod
    @abstractmethod
    def hit(row: Any) -> Hit:
        """What the search shows of one of its rows; asks the database nothing."""
