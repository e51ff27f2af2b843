"""The visit: header, state and the moves from one state to the next."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.campaigns.blocks import why_no_children
from accompaniment.models import Assignment, Campaign, Companion, Institution, Phase, Post, Teacher, Ugel
from rubrics.models import InstrumentVersion, Level

if TYPE_CHECKING:
    from accompaniment.models import User


def _rows_of(model: type[Visit], name: str) -> Any:
    """The rows that hang from visits by this name: their models import this module, so that it can't name them."""
    related = model._meta.get_field(name).related_model
    assert isinstance(related, type)  # noqa: S101
    return related._default_manager.all()


def _one_of(model: type[Visit], name: str) -> Any:
    return _rows_of(model, name).filter(visit=models.OuterRef("pk"))


def visit_seen_by(user: User, prefix: str = "") -> Q:
    """Visits the person may read: those they made, for ever, and those of whom they reach today.

    A draft is its companion's alone; others see it once it is closed. What is planned of an assignment that has yet to
    begin is its companion's from the day on which it begins. `prefix` leads to the visit. By what a person reaches
    nothing, nothing is asked: the database goes by the index of what is left.
    """
    reach = reach_of(user)

    def among(field: str, keys: frozenset[Any]) -> Q:
        return Q(**{f"{prefix}{field}__in": keys})

    yet_to_begin = Q(**{f"{prefix}status__in": Visit.AHEAD, f"{prefix}assignment__starts_on__gt": reach.today})
    theirs = among("companion", reach.author_ids) | among("handed_to", reach.author_ids)
    reached = (
        among("teacher", reach.accompanied_teachers | reach.own_records)
        | among("ugel", reach.specialist_ugels)
        | among("institution", reach.directed_institutions)
    )
    seen = ~Q(**{f"{prefix}status": Visit.Status.IN_PROGRESS}) & reached
    return theirs & ~yet_to_begin | seen if reach.author_ids else seen


def observed_apart_by(user: User) -> Any:
    """The keys of the visits that the user still observes apart from their companion."""
    return _rows_of(Visit, "paired_observations").unseeing(user).values("visit")


class Conformity(models.TextChoices):
    """What the accompanied person answers to what a visit says."""

    AGREES = "agrees", _("conforme")
    OBSERVES = "observes", _("conforme con observaciones")
    DISAGREES = "disagrees", _("no conforme")


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(visit_seen_by(user))

    def of_companion(self, user: User) -> Self:
        """Visits that the user writes or wrote, whatever has ended since; those handed on are the receiver's."""
        own = reach_of(user).author_ids
        return self.filter(Q(companion__in=own, handed_to=None) | Q(handed_to__in=own))

    def drafts_led_by(self, user: User) -> Self:
        """Visits in progress in the UGELs of a specialist, who may know that they are there and not what they say."""
        return self.drafts().filter(ugel__in=reach_of(user).specialist_ugels)

    def planned(self) -> Self:
        """Visits on the calendar, prepared or not yet."""
        return self.filter(status__in=Visit.AHEAD)

    def past_their_day(self) -> Self:
        """Visits on the calendar whose day has passed."""
        return self.planned().filter(visited_on__lt=timezone.localdate())

    def drafts(self) -> Self:
        return self.filter(status=Visit.Status.IN_PROGRESS)

    def unanswered_by_person(self) -> Self:
        """Closed visits of which the accompanied person has not said yet whether she agrees."""
        return self.filter(status=Visit.Status.CLOSED, conformity="")

    def closed(self) -> Self:
        """Visits that happened and are frozen, acknowledged or not yet."""
        return self.filter(status__in=Visit.DONE)

    def telling_dialogue(self) -> Self:
        """Annotate whether anything was said in the dialogue of each."""
        return self.annotate(has_dialogue=models.Exists(_one_of(self.model, "dialogue").held()))

    def by_dialogue(self, *, was_held: bool) -> Self:
        held = models.Exists(_one_of(self.model, "dialogue").held())
        return self.filter(held if was_held else ~held)

    def with_what_follows(self) -> Self:
        """Annotate which of what may follow a visit is there, so that its page looks only for that."""
        names = (
            "revisions",
            "questions",
            "comments",
            "self_assessment",
            "attachments",
            "alerts",
            "paired_observations",
        )
        found = {f"has_{name}": models.Exists(_one_of(self.model, name)) for name in names}
        return self.annotate(**found)

    def with_levels_shown_to(self, user: User) -> Self:
        """Without the visits that the user still observes apart: none of their levels are shown until the user closes.

        The one place where this rule is written; whatever shows levels or evidence to somebody begins here.
        """
        return self.filter(~models.Exists(_one_of(self.model, "paired_observations").unseeing(user)))

    def for_list(self) -> Self:
        """What a list row shows, in one query, newest first."""
        people = self.select_related("teacher", "institution", "companion__user", "version__instrument")
        return people.with_moves().order_by("-visited_on", "-id")

    def with_record(self) -> Self:
        """Read whole visits: header, notes, levels with their label, dialogue, questions, commitments; a query each."""
        return self.select_related(
            "teacher",
            "post",
            "institution__network",
            "ugel",
            "companion__user",
            "campaign",
            "assignment",
            "version__instrument",
            "dialogue",
        ).prefetch_related("further_days", "questions", *_rows_of_a_record(self.model))

    def with_moves(self) -> Self:
        """Annotate `moved_because`, the cause for which each visit was last moved to another day."""
        last = _one_of(self.model, "reschedulings").order_by("-at").values("cause")[:1]
        return self.annotate(moved_because=models.Subquery(last))


def _rows_of_a_record(model: type[Visit]) -> list[models.Prefetch[str, Any, str]]:
    label = Level.objects.filter(criterion=models.OuterRef("criterion"), value=models.OuterRef("value"))
    scores = _rows_of(model, "scores").select_related("criterion")
    labelled = scores.annotate(label=models.Subquery(label.values("label")[:1]))
    return [
        models.Prefetch("notes", _rows_of(model, "notes").select_related("criterion")),
        models.Prefetch("scores", labelled.order_by("criterion__order")),
        models.Prefetch(
            "commitments", _rows_of(model, "commitments").select_related("criterion", "teacher").order_by("order")
        ),
        models.Prefetch("commitment_reviews", _rows_of(model, "commitment_reviews").select_related("commitment")),
    ]


class Visit(models.Model):
    """One visit to a classroom. `visited_on` is the planned day while planned, and the day it happened afterwards.

    Teacher, institution, UGEL and campaign repeat the assignment's: lists and dashboards read visits alone.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("programada")
        PREPARED = "prepared", _("preparada")
        IN_PROGRESS = "in_progress", _("en registro")
        CLOSED = "closed", _("cerrada")
        ACKNOWLEDGED = "acknowledged", _("conforme")
        CANCELLED = "cancelled", _("cancelada")

    AHEAD = (Status.PLANNED, Status.PREPARED)
    DONE = (Status.CLOSED, Status.ACKNOWLEDGED)
    MOVES: dict[str, set[str]] = {
        Status.PLANNED: {Status.PREPARED, Status.IN_PROGRESS, Status.CANCELLED},
        Status.PREPARED: {Status.IN_PROGRESS, Status.CANCELLED},
        Status.IN_PROGRESS: {Status.CLOSED, Status.CANCELLED},
        Status.CLOSED: {Status.ACKNOWLEDGED},
        Status.ACKNOWLEDGED: {Status.CLOSED},  # corrected: it asks for acknowledgement again
        Status.CANCELLED: set(),
    }

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("presencial")
        SYNCHRONOUS = "synchronous", _("virtual sincrónica")
        ASYNCHRONOUS = "asynchronous", _("virtual asincrónica")
        TELEPHONE = "telephone", _("telefónica")

    class Cause(models.TextChoices):
        """Why a visit was moved to another day or not made."""

        TEACHER_ABSENT = "teacher_absent", _("la docente o promotora no estuvo")
        COMPANION_ABSENT = "companion_absent", _("la acompañante no pudo ir")
        NO_CHILDREN = "no_children", _("no hubo niñas ni niños")
        STRIKE = "strike", _("paro o huelga")
        NO_ACCESS = "no_access", _("no hubo paso o movilidad")
        WEATHER = "weather", _("lluvia, huaico o mal tiempo")
        LOCAL_EVENT = "local_event", _("actividad de la institución o la comunidad")
        OTHER = "other", _("otro motivo")
        ENDED = "ended", _("terminó la asignación o el año de acompañamiento")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="visits", verbose_name=_("asignación"), db_index=False
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="visits", verbose_name=_("año de acompañamiento")
    )
    companion = models.ForeignKey(Companion, models.PROTECT, related_name="visits", verbose_name=_("acompañante"))
    teacher = models.ForeignKey(
        Teacher, models.PROTECT, related_name="visits", verbose_name=_("docente o promotora"), db_index=False
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="visits", verbose_name=_("plaza"), db_index=False)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="visits", verbose_name=_("institución o programa"), db_index=False
    )
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="visits", verbose_name=_("UGEL"), db_index=False)
    version = models.ForeignKey(
        InstrumentVersion, models.PROTECT, related_name="visits", verbose_name=_("instrumento"), db_index=False
    )
    phase = models.CharField(_("fase"), max_length=10, choices=Phase)
    number = models.PositiveSmallIntegerField(_("número de visita"))
    mode = models.CharField(_("modo"), max_length=12, choices=Mode, default=Mode.IN_PERSON)
    medium = models.CharField(_("medio"), max_length=60, blank=True, help_text=_("Videollamada, WhatsApp, llamada…"))
    visited_on = models.DateField(_("fecha de la visita"))
    planned_on = models.DateField(_("fecha programada"), null=True, blank=True)
    starts_at = models.TimeField(_("hora de inicio"), null=True, blank=True)
    ends_at = models.TimeField(_("hora de término"), null=True, blank=True)
    moments = models.JSONField(_("momentos observados"), default=list, blank=True)  # as the campaign called them
    documents = models.JSONField(_("documentos que mostró"), default=dict, blank=True)  # {name: whether it was shown}
    material = models.CharField(
        _("enlace o trabajo enviado"),
        max_length=400,
        blank=True,
        help_text=_("En una visita asincrónica: el enlace al video, o qué trabajo envió."),
    )
    enrolled_boys = models.PositiveSmallIntegerField(_("niños matriculados"), null=True, blank=True)
    enrolled_girls = models.PositiveSmallIntegerField(_("niñas matriculadas"), null=True, blank=True)
    present_boys = models.PositiveSmallIntegerField(_("niños presentes"), null=True, blank=True)
    present_girls = models.PositiveSmallIntegerField(_("niñas presentes"), null=True, blank=True)
    with_disability = models.PositiveSmallIntegerField(_("matriculados con discapacidad"), null=True, blank=True)
    present_with_disability = models.PositiveSmallIntegerField(_("presentes con discapacidad"), null=True, blank=True)
    monitoring_minutes = models.PositiveSmallIntegerField(
        _("minutos de acompañamiento activo a los niños"),
        null=True,
        blank=True,
        help_text=_("Cuánto tiempo la docente o promotora observó y ayudó a los niños mientras trabajaban."),
    )
    purpose = models.TextField(_("propósito"), blank=True, max_length=2000)
    unobserved_why = models.CharField(  # said once for the whole instrument: then the visit has no levels
        _("por qué no se observó la práctica"), max_length=400, blank=True, default="", db_default=""
    )
    purpose_agreed = models.BooleanField(_("lo conversé con la docente o promotora"), default=False)
    coordinated_on = models.DateField(_("coordinada con la directora el"), null=True, blank=True)
    private_notes = models.TextField(_("notas privadas"), blank=True, max_length=20000)
    status = models.CharField(_("estado"), max_length=12, choices=Status, default=Status.IN_PROGRESS)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(_("cerrada el"), null=True, blank=True, editable=False)
    # What she answered to what it says now, beyond plain agreement: lists and first pages read visits alone.
    conformity = models.CharField(
        _("conformidad"), max_length=9, choices=Conformity, blank=True, default="", db_default="", editable=False
    )
    acknowledged_at = models.DateTimeField(_("conforme desde"), null=True, blank=True, editable=False)
    handed_to = models.ForeignKey(
        Companion,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="handed_visits",
        verbose_name=_("la termina"),
    )
    cancel_cause = models.CharField(_("por qué no se hizo"), max_length=16, choices=Cause, blank=True)
    cancel_reason = models.CharField(_("motivo de la cancelación"), max_length=400, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="visit_number_once"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="visit_ends_after_start",
                violation_error_message=_("La hora de término debe ser posterior a la de inicio."),
            ),
        ]
        # Dashboards answer from these alone: their trailing columns spare a read of the visit's row and its texts.
        indexes = [
            models.Index(fields=["-visited_on", "-id"], name="visit_list"),
            models.Index(fields=["ugel", "-visited_on", "-id", "status"], name="visit_list_of_ugel"),
            models.Index(fields=["ugel", "campaign", "status", "visited_on", "id", "teacher"], name="visit_of_ugel"),
            models.Index(fields=["institution", "campaign", "status", "visited_on", "id"], name="visit_of_place"),
            models.Index(fields=["teacher", "-visited_on", "-id"], name="visit_of_teacher"),
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.number} · {self.teacher}"

    def get_absolute_url(self) -> str:
        return reverse("visits:detail", args=[self.pk])

    @property
    def which(self) -> str:
        """What it is of the visits of its assignment, which says how many these are and from where."""
        return self.assignment.which_of(self.number)

    @property
    def no_children(self) -> str:
        """Why its day has no children, as the year's calendar says; empty on a day with children."""
        return why_no_children(self.campaign, self.visited_on)

    @property
    def is_closed(self) -> bool:
        return self.status in self.DONE

    def levels_shown_to(self, user: User) -> Allowed | Denied:
        """Whether the person may see this visit's levels now; `with_levels_shown_to` is the rule."""
        if Visit.objects.filter(pk=self.pk).with_levels_shown_to(user).exists():
            return Allowed()
        return Denied(_("Eres la segunda observadora de esta visita: podrás leerla cuando cierres tu observación."))

    @property
    def moved_why(self) -> str:
        """Why it was last moved to another day, of a visit read `with_moves`; empty when it never was."""
        cause = getattr(self, "moved_because", None)
        return str(self.Cause(cause).label) if cause else ""

    @property
    def material_link(self) -> str:
        """The address of what was sent; empty when it is described in words."""
        return self.material if self.material.startswith(("http://", "https://")) else ""

    @property
    def is_outlived(self) -> bool:
        """Whether it was cancelled because its assignment or its campaign ended before its day."""
        return self.status == self.Status.CANCELLED and self.cancel_cause == self.Cause.ENDED

    def is_written_by(self, user: Any) -> bool:
        """Whether the user writes this visit: its companion, for ever, or the one to whom it was handed on."""
        return reach_of(user).wrote_as(self.writer_id)

    @property
    def writer_id(self) -> int:
        """The key of the companion who writes this visit: the one to whom it was handed on, else whose it is."""
        return self.handed_to_id or self.companion_id

    def require_move(self, *, to: str) -> None:
        """Raise ValidationError unless this visit may move to the state `to`."""
        if to not in self.MOVES[self.status]:
            raise ValidationError(
                _("Una visita %(now)s no puede pasar a %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(to).label},
                code="move",
            )

    def correctable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may correct this closed visit, and if not, why."""
        if not reach_of(user).works_as(self.writer_id):
            return Denied(_("Solo la acompañante que hizo la visita puede corregirla."))
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: sus visitas solo se leen."))
        if not self.is_closed:
            return Denied(_("Esta visita todavía no está cerrada: se cambia en su formulario."))
        return Allowed()

    def movable_by(self, user: Any) -> Allowed | Denied:
        """Whether the user may move this visit to another day, and if not, why: its companion until it begins, the
        specialist until it is prepared or its day has passed.
        """
        reach = reach_of(user)
        is_companion = reach.works_as(self.companion_id)
        if not is_companion and not reach.keeps(self.ugel_id):
            return Denied(_("Una visita programada la mueve la acompañante o su especialista."))
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: sus visitas solo se leen."))
        if self.status not in self.AHEAD:
            return Denied(_("Esta visita ya empezó: se sigue en su formulario."))
        if self.status == self.Status.PREPARED and not is_companion:
            return Denied(_("Solo se mueve una visita que sigue programada."))
        if self.visited_on < timezone.localdate() and not is_companion:
            return Denied(_("Esa visita ya debía hacerse: la mueve o la registra su acompañante."))
        return Allowed()

    def opens_person_to(self, user: Any) -> bool:
        """Whether whoever reads this visit may open the person's page too; not once they no longer accompany her."""
        reach = reach_of(user)
        return (
            reach.accompanies(self.teacher_id) or reach.is_own_record(self.teacher_id) or reach.leads(self.institution)
        )

    def editable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may write in this visit, and if not, why.

        What was begun under an assignment may be finished when that has ended: the form asks for a day inside of it.
        """
        if self.handed_to_id and not self.is_written_by(user):
            return Denied(_("La especialista pasó esta visita a %(name)s, que la termina.") % {"name": self.handed_to})
        if not self.is_written_by(user):
            return Denied(_("Solo la acompañante que hace la visita puede escribir en ella."))
        if self.campaign.is_closed:
            return Denied(_("El año ya está cerrado: sus visitas solo se leen."))
        if self.is_closed or self.status == self.Status.CANCELLED:
            return Denied(_("La visita ya está cerrada y no se modifica."))
        return Allowed()

    def receivable_by(self, user: Any) -> Allowed | Denied:
        """Whether what the person wrote of this visit may still come in: as it may be written, and once more when it
        was cancelled only because its assignment ended before its day, for it may have been made earlier.
        """
        if self.is_outlived and self.is_written_by(user) and not self.campaign.is_closed:
            return Allowed()
        return self.editable_by(user)

    def cancellable_by(self, user: Any) -> Allowed | Denied:
        """Whether the person may cancel this visit, and if not, why: its writer, or the specialist until it begins."""
        if self.status in self.AHEAD and reach_of(user).keeps(self.ugel_id) and not self.campaign.is_closed:
            return Allowed()
        return self.editable_by(user)
