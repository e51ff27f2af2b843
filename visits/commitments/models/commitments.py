"""Commitments and their later verdicts. They walk from visit to visit until one finds them fulfilled."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import in_force, reach_of
from accompaniment.models import Assignment, Teacher
from rubrics.models import Criterion
from visits.contacts.models import Contact
from visits.groups.models import Attendance, GroupSession, taking_part_seen_by
from visits.record.models.visits import Visit, observed_apart_by, visit_seen_by

if TYPE_CHECKING:
    from accompaniment.models import User


Origin = Visit | Contact | GroupSession  # in which a verdict is given
OF_KIND = {Teacher.Kind.PROMOTER.value: _("promotora"), Teacher.Kind.ASSISTANT.value: _("auxiliar")}
AGREED = Q(visit__status__in=Visit.DONE) | Q(session__isnull=False)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> Self:
        """Commitments of visits and group sessions that the person may read; not of a visit that they still observe
        apart, for what was agreed tells how the other judged.
        """
        return self.filter(visit_seen_by(user, "visit__") | taking_part_seen_by(user)).shown_to(user)

    def shown_to(self, user: User) -> Self:
        """Without those of the visits that the user still observes apart."""
        return self.exclude(visit__in=observed_apart_by(user))

    def with_hidden_verdicts(self, user: User) -> Self:
        """Annotate `has_hidden`: whether a verdict on each was told in a visit that the user may not read."""
        hidden = CommitmentReview.objects.told().hidden_from(user).filter(commitment=OuterRef("pk"))
        return self.annotate(has_hidden=Exists(hidden))

    def of_teacher(self, teacher: Any) -> Self:
        return self.filter(teacher=teacher)

    def of_accompanied(self, user: User) -> Self:
        """Commitments of whom the person accompanies today."""
        return self.filter(teacher__in=reach_of(user).accompanied_teachers).shown_to(user)

    def agreed(self) -> Self:
        """Commitments that both sides know of: those of a closed visit or of a group session."""
        return self.filter(AGREED)

    def agreed_and_seen_by(self, user: User) -> Self:
        """As `agreed` and `visible_to` together, each origin asked for on its own: an OR across the two would read all
        commitments and visits there are.
        """
        of_visits = self.model.objects.filter(visit_seen_by(user, "visit__"), visit__status__in=Visit.DONE)
        of_sessions = self.model.objects.filter(taking_part_seen_by(user))
        seen = of_visits.shown_to(user).order_by().values("pk").union(of_sessions.order_by().values("pk"))
        return self.filter(pk__in=seen)

    def pending(self) -> Self:
        """Commitments that the next visit asks about."""
        return self.filter(AGREED, status__in=Commitment.PENDING)

    def asked_by(self, visit: Visit | None, said_of: Collection[uuid.UUID]) -> Self:
        """What the form of a visit asks about: what is pending, and what it said something of, now in these or before,
        even if another visit has settled it since.
        """
        asked = self.pending_or(said_of, visit)
        return asked.exclude(visit=visit.pk) if visit else asked

    def pending_or(self, said_of: Collection[uuid.UUID], origin: Origin | None) -> Self:
        """What is pending, and those of which the origin of a verdict says something, now in these or before."""
        said = Q(pk__in=said_of)
        if origin:
            said |= Q(pk__in=CommitmentReview.objects.of(origin).values("commitment"))
        return self.filter(AGREED).filter(Q(status__in=Commitment.PENDING) | said)

    def agreed_until(self, day: date) -> Self:
        """Those of the visits and group sessions that took place until `day`, included."""
        return self.filter(Q(visit__visited_on__lte=day) | Q(session__held_on__lte=day))

    def with_judge(self, assignment: Assignment, origin: Origin | None = None) -> Any:
        """Annotate `is_anothers`: whether another companion of the person agreed it with her and judges it herself, for
        as long as she accompanies her. What the visit or contact already said something of is not.
        """
        another = Q(Exists(_agreed_by_another(assignment)))
        if origin is None:
            return self.annotate(is_anothers=another)
        said = Q(pk__in=CommitmentReview.objects.of(origin).values("commitment"))
        return self.annotate(is_anothers=another & ~said)

    def asked_in(self, assignment: Assignment) -> Self:
        """Those that a visit of this assignment may ask about: what was agreed once it had ended is the next one's."""
        return self.agreed_until(last) if (last := assignment.ended_on) else self

    def with_origin(self) -> Self:
        """Bring what says where each comes from: its group session, or `visited_on`, the day of its visit."""
        return self.select_related("session").annotate(visited_on=F("visit__visited_on"))


def _agreed_by_another(assignment: Assignment) -> Any:
    """The assignment of another companion who agreed the commitment in a visit, while she accompanies the person."""
    today = timezone.localdate()
    others = Assignment.objects.in_force().filter(
        in_force(today, "companion__"), in_force(today, "post__"), campaign__closed_at=None
    )
    others = others.exclude(companion=assignment.companion_id).order_by()
    return others.filter(post__teacher=OuterRef("teacher"), companion=OuterRef("visit__companion"))


class Commitment(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", _("pendiente")
        FULFILLED = "fulfilled", _("cumplido")
        PARTLY = "partly", _("cumplido en parte")
        NOT_FULFILLED = "not", _("no cumplido")
        RESCHEDULED = "rescheduled", _("reprogramado")
        NO_LONGER = "no_longer", _("ya no corresponde")

    PENDING = [Status.OPEN, Status.PARTLY, Status.NOT_FULFILLED, Status.RESCHEDULED]

    class Responsible(models.TextChoices):
        TEACHER = "teacher", _("docente o promotora")
        COMPANION = "companion", _("acompañante")
        DIRECTOR = "director", _("directora")
        FAMILY = "family", _("familia o comité")
        AUTHORITY = "authority", _("autoridad comunal")
        SCHOOL = "school", _("institución o programa")
        UGEL = "ugel", _("UGEL")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="commitments")
    session = models.ForeignKey(GroupSession, models.CASCADE, null=True, blank=True, related_name="commitments")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="commitments", db_index=False)
    order = models.PositiveSmallIntegerField(default=0)
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rúbrica"), db_index=False
    )
    competency = models.CharField(_("competencia del MBDD"), max_length=3, blank=True, help_text="C1 … C9")
    performance = models.CharField(_("desempeño por mejorar"), max_length=240, blank=True)
    action = models.TextField(_("a qué nos comprometemos"), max_length=4000)
    evidence_expected = models.CharField(_("cómo lo veremos"), max_length=400, blank=True)
    responsible = models.CharField(_("responsable"), max_length=9, choices=Responsible, default=Responsible.TEACHER)
    responsible_name = models.CharField(
        _("nombre o cargo de quien responde"), max_length=120, blank=True, default="", db_default=""
    )
    due_on = models.DateField(_("para cuándo"))
    agreed_due_on = models.DateField(null=True, editable=False)  # the first date, once a later visit moved it
    status = models.CharField(_("estado"), max_length=11, choices=Status, default=Status.OPEN)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visit__isnull=False, session__isnull=True) | Q(visit__isnull=True, session__isnull=False),
                name="commitment_has_one_origin",
            )
        ]
        indexes = [models.Index(fields=["teacher", "status", "due_on"], name="commitment_of_teacher")]

    def __str__(self) -> str:
        return self.action[:80]

    @property
    def responsible_in_words(self) -> str:
        """Who answers for it: the accompanied person as her kind is called, others with the name that was written."""
        is_hers = self.responsible == self.Responsible.TEACHER
        label = OF_KIND.get(self.teacher.kind, _("docente")) if is_hers else self.get_responsible_display()
        return f"{label}: {self.responsible_name}" if self.responsible_name else str(label)

    @property
    def is_pending(self) -> bool:
        return self.status in self.PENDING

    @property
    def is_overdue(self) -> bool:
        return self.is_pending and self.due_on < timezone.localdate()


class CommitmentReviewQuerySet(models.QuerySet["CommitmentReview"]):
    def of(self, origin: Origin) -> Self:
        kinds: dict[type, str] = {Visit: "visit", Contact: "contact", GroupSession: "session"}
        return self.filter(**{kinds[type(origin)]: origin})

    def told(self) -> Self:
        """Verdicts of closed visits and contacts and of sessions that were held: those of a draft are its author's
        alone, an annulled contact has none.
        """
        contact = Q(contact__closed_at__isnull=False, contact__annulled_at__isnull=True)
        told = Q(visit__status__in=Visit.DONE) | contact | Q(session__state=GroupSession.State.HELD)
        return self.filter(told).exclude(verdict="")

    def in_order(self) -> Self:
        """The first told first, each with its `day`; of one day, a session last: it takes place after classes."""
        closed_at = Coalesce("visit__closed_at", "contact__closed_at")
        return self.annotate(day=DAY).order_by("day", closed_at.asc(nulls_last=True))

    def visible_to(self, user: User) -> Self:
        return self.filter(_readable_origin(user))

    def hidden_from(self, user: User) -> Self:
        return self.filter(~_readable_origin(user))


DAY = Coalesce("visit__visited_on", "contact__contacted_on", "session__held_on")


def _readable_origin(user: User) -> Q:
    """Asked for each verdict by the key of its visit or contact, or of its session and person: they are few, so no list
    is made.
    """
    visits = Visit.objects.visible_to(user).with_levels_shown_to(user).filter(pk=OuterRef("visit"))
    contacts = Contact.objects.visible_to(user).filter(pk=OuterRef("contact"))
    parts = Attendance.objects.visible_to(user).filter(
        session=OuterRef("session"), teacher=OuterRef("commitment__teacher")
    )
    return Q(Exists(visits)) | Q(Exists(contacts)) | Q(Exists(parts))


class CommitmentReview(models.Model):
    """What a later visit, contact or group session found of a commitment.

    Without a verdict it is why a session did not look at it.
    """

    IN_TIME = "in_time"  # nothing to judge yet: it stays open as it was
    VERDICTS = [*Commitment.Status.choices[1:-1], (IN_TIME, _("todavía en plazo")), Commitment.Status.choices[-1]]
    JUDGE_NOTHING = [IN_TIME, Commitment.Status.NO_LONGER]  # told, and no part of how many were fulfilled
    LEAVE_PENDING = [IN_TIME, *Commitment.PENDING]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reviews")
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="commitment_reviews")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="commitment_reviews")
    session = models.ForeignKey(GroupSession, models.CASCADE, null=True, blank=True, related_name="commitment_reviews")
    verdict = models.CharField(_("veredicto"), max_length=11, choices=VERDICTS, blank=True)
    evidence = models.TextField(_("evidencia"), max_length=4000, blank=True)
    new_due_on = models.DateField(_("nueva fecha"), null=True, blank=True)

    objects = CommitmentReviewQuerySet.as_manager()

    class Meta:
        ordering = [DAY]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "visit"], name="one_verdict_a_visit"),
            models.UniqueConstraint(fields=["commitment", "contact"], name="one_verdict_a_contact"),
            models.UniqueConstraint(fields=["commitment", "session"], name="one_verdict_a_session"),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, contact__isnull=True, session__isnull=True)
                | Q(visit__isnull=True, contact__isnull=False, session__isnull=True)
                | Q(visit__isnull=True, contact__isnull=True, session__isnull=False),
                name="verdict_has_one_origin",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="") | Q(session__isnull=False) & ~Q(evidence=""),
                name="review_skipped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_verdict_display()}"

    @property
    def origin(self) -> Origin:
        """The visit, contact or session in which it was given."""
        origin = self.visit or self.contact or self.session
        assert origin  # noqa: S101 : a verdict has one origin
        return origin

    @property
    def told_on(self) -> date:
        if self.session:
            return self.session.held_on
        return self.contact.contacted_on if self.contact else self.visit.visited_on  # type: ignore[union-attr]

    @property
    def leaves(self) -> Commitment.Status:
        """The state in which this verdict leaves the commitment."""
        return status_left_by(self.verdict)


def status_left_by(verdict: Any) -> Commitment.Status:
    return Commitment.Status.OPEN if verdict == CommitmentReview.IN_TIME else Commitment.Status(verdict)
