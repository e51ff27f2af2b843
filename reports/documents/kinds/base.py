"""What every kind of document answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy

from accompaniment.jobs.runs import JobRefused
from reports.documents.targets import DocumentTarget

if TYPE_CHECKING:
    from accompaniment.access import Allowed, Denied
    from accompaniment.models import Campaign, User
    from reports.documents.models.documents import Document

Snapshot = dict[str, Any]  # JSON types only: it is stored with the document and printed from
T = TypeVar("T", bound=Model)


class DocumentRefused(JobRefused):
    """A document can't be made, for a reason that its reader can do something about."""


class Kind(ABC, Generic[T]):
    """One kind of document about a `T`: who may issue it, what it gathers, and how it is drawn."""

    code: ClassVar[str]
    title: ClassVar[Any]  # translated when it is read
    many: ClassVar[Any] = gettext_lazy("documentos")  # what several of them are called
    template: ClassVar[str]
    target: ClassVar[DocumentTarget]
    says_levels: ClassVar[bool] = True  # of a visit that its reader may still have to judge apart
    qr_scale: ClassVar[float] = 2.4
    made_at_once: ClassVar[int] = 1  # several where to draw one takes no longer than to gather and store it

    @abstractmethod
    def may_issue(self, user: User, target: T) -> Allowed | Denied:
        """Whether the person may issue it about `target` today."""

    @abstractmethod
    def gather(self, target: T, *, campaign: Campaign, by: User) -> Snapshot:
        """Return all that the document says; DocumentRefused says in plain words what is missing."""

    @abstractmethod
    def request_url(self, target_id: Any) -> str:
        """The address where it is asked for, by a form."""

    def columns(self, target: T) -> dict[str, Any]:
        """What a request about `target` names."""
        return {} if self.target == DocumentTarget.UGEL else {self.target.value: target}

    def settle(self, targets: Sequence[T]) -> None:
        """Look once more within the transaction that issues them; DocumentRefused drops what was drawn."""

    def announce(self, document: Document) -> None:
        """Tell whom it concerns, within the transaction that issues it."""

    def withdraw(self, document: Document) -> None:
        """Take back what `announce` left, within the transaction that annuls it."""

    def qr_address(self, snapshot: Snapshot) -> str:
        """Where its QR leads: to the page that confirms it, unless it is of another use."""
        address: str = snapshot["document"]["verify_url"]
        return address

    def drawings(self, snapshot: Snapshot) -> dict[str, Any]:
        """What its template reads besides the snapshot as `doc` and its QR."""
        return {}
