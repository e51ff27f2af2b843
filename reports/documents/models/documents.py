"""Issued documents: frozen, numbered, hashed, verifiable by their QR."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.lib.search import found_by
from accompaniment.models import Campaign, Companion, Institution, Network, Teacher, Ugel
from reports.documents.kinds import KINDS
from reports.documents.kinds.base import Kind
from reports.documents.targets import DocumentTarget, Shape, one_of
from visits.models import Attendance, GroupSession, PairedObservation, Visit

from .batches import Batch

if TYPE_CHECKING:
    from accompaniment.models import User


def new_code() -> str:
    """Return a code that can't be guessed, short enough to be typed from paper."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(secrets.choice(alphabet) for _ in range(12))


COLUMNS = ("visit", "teacher", "session", "companion", "institution", "network", "batch")
SHAPES = {
    DocumentTarget.VISIT: Shape(("visit", "teacher", "institution")),
    DocumentTarget.TEACHER: Shape(("teacher", "institution")),
    DocumentTarget.SESSION: Shape(("session",), may=("companion", "institution")),  # who runs it, and where
    DocumentTarget.ATTENDANCE: Shape(("teacher", "session"), may=("institution",)),  # where she worked on that day
    DocumentTarget.COMPANION: Shape(("companion",)),
    DocumentTarget.INSTITUTION: Shape(("institution",)),
    DocumentTarget.NETWORK: Shape(("network",)),
    DocumentTarget.BATCH: Shape(("batch",)),
    DocumentTarget.UGEL: Shape(),
}


NUMBERED = re.compile(r"(?<!\d)(\d{1,6})\s*-\s*(20\d\d)\s*$", re.ASCII)
SEARCHED = (
    "teacher__search_name",
    "teacher__document_number",
    "institution__search_name",
    "institution__modular_code",
)


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Those of the UGEL for a specialist, of the institutions for a director, of the accompanied people, of oneself
        and of groups that one runs for a companion; one's own, and those of sessions that one may read, of which what
        is about one person is read by who led it alone. Networks', UGELs' and batches' are the specialists'.
        """
        reach = reach_of(user)
        return self.filter(
            Q(ugel__in=reach.specialist_ugels)
            | Q(institution__in=reach.directed_institutions)
            | Q(teacher__in=reach.accompanied_teachers | reach.own_records)
            | Q(companion__in=reach.companion_ids)
            | Q(session__in=GroupSession.objects.visible_to(user).values("pk"), teacher=None)
            | Q(session__leader=user.pk)
        )

    def named_like(self, text: str) -> Self:
        """Those of this number, as «0001-2026» or «N.° 1-2026»; or about whom or what has every word of `text`."""
        asked = found_by(text, *SEARCHED)
        if numbered := NUMBERED.search(text):
            number, year = map(int, numbered.groups())
            asked |= Q(number=number, year=year)
        return self.filter(asked)

    def in_force(self) -> Self:
        return self.filter(annulled_at=None)

    def replacing(self, annulled: Document) -> Self:
        """Those in force of the same kind, about the same, issued since it was annulled."""
        about = {name: getattr(annulled, f"{name}_id") for name in COLUMNS}
        return self.filter(
            kind=annulled.kind, ugel=annulled.ugel_id, issued_at__gt=annulled.annulled_at, annulled_at=None, **about
        )


class OfKind:
    """A row that keeps the code of its kind."""

    kind: Any
    session: Any
    session_id: Any
    teacher: Any
    teacher_id: Any

    @property
    def of_kind(self) -> Kind[Any]:
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        """What such a document is called, in the reader's language."""
        return str(self.of_kind.title)

    @property
    def target(self) -> Any:
        """What the document is about, as its kind takes it."""
        return getattr(self, self.of_kind.target)

    @property
    def attendance(self) -> Attendance:
        return attendances_of([self])[0]

    @property
    def request_url(self) -> str:
        """Where one about the same is asked for."""
        return self.of_kind.request_url(self.target.pk)


def targets_of(rows: Sequence[OfKind]) -> list[Any]:
    """What rows of one kind are about, in their order."""
    about_attendance = rows[0].of_kind.target == DocumentTarget.ATTENDANCE
    return attendances_of(rows) if about_attendance else [row.target for row in rows]


def attendances_of(rows: Sequence[OfKind]) -> list[Any]:
    """What the person of each did in its session; who was taken off the list did nothing there."""
    there = Attendance.objects.filter(
        session__in={row.session_id for row in rows}, teacher__in={row.teacher_id for row in rows}
    ).select_related("teacher", "session__campaign__ugel__region", "session__criterion")
    found = {(one.session_id, one.teacher_id): one for one in there}
    return [
        found.get((row.session_id, row.teacher_id)) or Attendance(pk=0, session=row.session, teacher=row.teacher)
        for row in rows
    ]


class Document(OfKind, models.Model):
    """An issued file. Its snapshot is the data it shows; neither ever changes, not even when it is annulled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("tipo"), max_length=32)  # one of KINDS
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="documents")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="documents")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="documents")
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="documents")
    companion = models.ForeignKey(Companion, models.PROTECT, null=True, blank=True, related_name="documents")
    teacher = models.ForeignKey(Teacher, models.PROTECT, null=True, blank=True, related_name="documents")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="issued_documents")
    session = models.ForeignKey(GroupSession, models.PROTECT, null=True, blank=True, related_name="documents")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="documents")
    year = models.PositiveSmallIntegerField(_("año"))
    number = models.PositiveIntegerField(_("número"))
    code = models.CharField(_("código de verificación"), max_length=12, unique=True, default=new_code)
    snapshot = models.JSONField()
    file = models.FileField(upload_to="documents/")
    sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("emitido el"))
    annulled_at = models.DateTimeField(_("anulado el"), null=True, blank=True)
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    annulment_reason = models.TextField(_("motivo de la anulación"), blank=True, db_default="")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "ugel", "year", "number"], name="document_number_once"),
            models.CheckConstraint(
                condition=Q(annulled_at=None, annulled_by=None, annulment_reason="")
                | Q(annulled_at__isnull=False, annulled_by__isnull=False) & ~Q(annulment_reason=""),
                name="document_annulled_by_somebody_for_a_reason",
            ),
            models.CheckConstraint(condition=one_of(SHAPES, COLUMNS), name="document_of_one_target"),
            *(
                models.CheckConstraint(
                    condition=~Q(kind=kind.code) | SHAPES[kind.target].among(COLUMNS), name=f"document_{kind.code}"
                )
                for kind in KINDS.values()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.full_number}"

    def get_absolute_url(self) -> str:
        return reverse("reports:document", args=[self.pk])

    def nameless(self) -> str:
        """What it is called where nobody may be named."""
        return f"{self.title} {self.full_number} (UGEL {self.ugel.code})"

    def readable_by(self, user: User) -> Allowed | Denied:
        """Whether the user may open it now: it may show the levels of a visit that the user still observes apart."""
        if not self.of_kind.says_levels:
            return Allowed()
        unseen = PairedObservation.objects.unseeing(user).filter(self._observations_described())
        if unseen.filter(visit__closed_at__lte=self.issued_at).exists():
            return Denied(_("Cierra primero tu observación de esta persona: el documento puede decir sus niveles."))
        return Allowed()

    def _observations_described(self) -> Q:
        """The observations whose visit the document may describe, by what it is about."""
        if self.teacher_id:
            return Q(visit__teacher=self.teacher_id)
        if self.session_id:
            return Q(visit__campaign=self.campaign_id, visit__teacher__attendances__session=self.session_id)
        if self.companion_id:
            return Q(visit__companion=self.companion_id)
        if self.institution_id:
            return Q(visit__institution=self.institution_id)
        if self.network_id:
            return Q(visit__institution__network=self.network_id)
        return Q(visit__ugel=self.ugel_id)

    @property
    def full_number(self) -> str:
        return f"{self.number:04d}-{self.year}"

    @property
    def is_annulled(self) -> bool:
        return self.annulled_at is not None

    @property
    def file_name(self) -> str:
        """What the file is called once it is saved, in Spanish as what it says; no address ever says it."""
        with translation.override("es"):
            parts = [slugify(self.title), self.full_number]
        if self.teacher:
            parts.append(slugify(self.teacher.last_names).upper())
        if self.is_annulled:
            parts.append("ANULADO")
        return "-".join(parts) + ".pdf"


class DocumentCounter(models.Model):
    """The last number given, a row for each kind, UGEL and year; raised by one guarded update."""

    kind = models.CharField(max_length=32)
    ugel = models.ForeignKey(Ugel, models.CASCADE)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ugel", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
