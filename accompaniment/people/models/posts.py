"""The accompanied teachers and promoters with their posts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accompaniment.access import in_force, reach_of
from accompaniment.access.dates import ends_after_start
from accompaniment.accounts.models import User
from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.lib.contributions import address_of
from accompaniment.lib.identifiers import DocumentType, validate_phone
from accompaniment.lib.search import KEY_LENGTH, found_by, name_key, search_key
from accompaniment.lib.treatment import Treatment, called
from accompaniment.territory.models import Cycle, Institution


class TeacherQuerySet(TrackedQuerySet["Teacher"]):
    def visible_to(self, user: User) -> Self:
        """People of whom the user may read something: those known today, and what happened where the user answers for
        it of those who worked there once.
        """
        return self.filter(_known(user, Post.objects.led_by(user)))

    def known_to(self, user: User) -> Self:
        """People whose data of today the user may read: who the user is, accompanies, or has at a place they lead."""
        return self.filter(_known(user, Post.objects.led_by(user).not_ended()))

    def formerly_known_to(self, user: User) -> Self:
        """Those of whom only what happened once is left to read."""
        return self.visible_to(user).exclude(_known(user, Post.objects.led_by(user).not_ended()))

    def managed_by(self, user: User) -> Self:
        """People whose data the user may change: who has a post of the UGEL that has not ended."""
        return self.filter(pk__in=Post.objects.managed_by(user).not_ended().values("teacher"))

    def coordinated_by(self, user: User) -> Self:
        """The promoters whom the user accompanies today at the programmes they coordinate."""
        there = Post.objects.in_force().filter(institution__in=reach_of(user).coordinated_institutions)
        posts = there.filter(pk__in=reach_of(user).accompanied_posts)
        return self.filter(kind=Teacher.Kind.PROMOTER, pk__in=posts.values("teacher"))

    def once_managed_by(self, user: User) -> Self:
        """Those with a post of the UGEL, ended or not: they may be given another."""
        return self.filter(pk__in=Post.objects.managed_by(user).values("teacher"))

    def joinable_by(self, user: User) -> Self:
        """Those whose record the user may join to another: who works in the UGEL, and who worked there once and works
        nowhere by now, as the record of before of somebody who was registered again.
        """
        once = Post.objects.managed_by(user).values("teacher")
        works_nowhere = ~Q(pk__in=Post.objects.not_ended().values("teacher"))
        return self.filter(Q(pk__in=self.model.objects.managed_by(user)) | works_nowhere & Q(pk__in=once))

    def named_like(self, text: str) -> Self:
        """People who have every word of `text` in their name or document."""
        return self.filter(found_by(text, "search_name", "document_number"))

    def namesakes(self, last_names: str, first_names: str) -> list[Teacher]:
        """People of this very name, whatever the order of its words and however it is written."""
        alike = self.filter(found_by(f"{last_names} {first_names}", "search_name"))
        return [teacher for teacher in alike if teacher.name_key == name_key(last_names, first_names)]


def _known(user: User, posts: PostQuerySet) -> Q:
    reach = reach_of(user)
    return Q(pk__in=reach.accompanied_teachers | reach.own_records) | Q(pk__in=posts.values("teacher"))


class Teacher(Tracked):
    """The accompanied person: classroom teacher, promoter (PEC) or assistant."""

    class Kind(models.TextChoices):
        CLASSROOM = "classroom", _("docente de aula")
        PROMOTER = "promoter", _("promotora educativa comunitaria")
        ASSISTANT = "assistant", _("auxiliar de educación")

    class Contract(models.TextChoices):
        TENURED = "tenured", _("nombrada")
        HIRED = "hired", _("contratada")
        VOLUNTEER = "volunteer", _("voluntaria con propina")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="teacher")
    document_type = models.CharField(
        _("tipo de documento"), max_length=4, choices=DocumentType, default=DocumentType.DNI
    )
    document_number = models.CharField(_("número de documento"), max_length=12)
    first_names = models.CharField(_("nombres"), max_length=80)
    last_names = models.CharField(_("apellidos"), max_length=80)
    search_name = models.CharField(max_length=KEY_LENGTH, editable=False)
    kind = models.CharField(_("cargo"), max_length=10, choices=Kind)
    contract = models.CharField(_("condición"), max_length=10, choices=Contract, blank=True)
    treatment = models.CharField(
        _("cómo se le nombra"), max_length=3, choices=Treatment, blank=True, default="", db_default=""
    )
    get_kind_display, get_contract_display = called("kind"), called("contract")
    phone = models.CharField(_("celular"), max_length=9, blank=True, validators=[validate_phone])
    email = models.EmailField(_("correo"), blank=True)
    mother_tongue = models.CharField(_("lengua materna"), max_length=40, blank=True)

    objects = TeacherQuerySet.as_manager()

    audit_silent = frozenset({"search_name"})
    audit_with = ("user",)

    class Meta:
        ordering = ["search_name"]  # without tilde: Ñahui comes after Nina, not after Zúñiga
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "document_number"],
                name="teacher_document_once",
                violation_error_message=_("Ya hay una persona registrada con este documento."),
            )
        ]
        indexes = [models.Index(fields=["search_name", "id", "document_number"], name="teacher_list")]

    def __str__(self) -> str:
        return f"{self.last_names}, {self.first_names}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = search_key(f"{self.last_names} {self.first_names}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("accompaniment.teacher", self.pk)

    def audit_teacher(self) -> Any:
        return self.pk

    @property
    def name_key(self) -> str:
        """What all ways of writing the name have in common."""
        return name_key(self.last_names, self.first_names)

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.last_names}"


class PostQuerySet(TrackedQuerySet["Post"]):
    def visible_to(self, user: User) -> Self:
        reach = reach_of(user)
        return self.filter(
            Q(pk__in=reach.accompanied_posts)
            | Q(teacher__in=reach.own_records)
            | Q(institution__ugel__in=reach.specialist_ugels)
            | Q(institution__in=reach.directed_institutions)
        )

    def led_by(self, user: User) -> Self:
        """Posts at the places for which the user answers, as their director or as the specialist of the UGEL."""
        reach = reach_of(user)
        return self.filter(
            Q(institution__ugel__in=reach.specialist_ugels) | Q(institution__in=reach.directed_institutions)
        )

    def planned_by(self, user: User) -> Self:
        """Posts whose follow-up plan the user writes today: where they accompany, and those they lead that last."""
        led = self.model.objects.led_by(user).not_ended()
        return self.filter(Q(pk__in=reach_of(user).accompanied_posts) | Q(pk__in=led.values("pk")))

    def planned_and_issued_by(self, user: User) -> Self:
        """Posts whose follow-up plan the user issues: those they lead, and those that their reach says they manage."""
        led = self.model.objects.led_by(user)
        return self.filter(Q(pk__in=reach_of(user).managed_posts) | Q(pk__in=led.values("pk")))

    def managed_by(self, user: User) -> Self:
        return self.filter(institution__ugel__in=reach_of(user).specialist_ugels)

    def in_force(self) -> Self:
        return self.filter(in_force(timezone.localdate()))

    def not_ended(self) -> Self:
        """Those in force and those still to begin."""
        return self.exclude(ends_on__lt=timezone.localdate())


class Post(Tracked):
    """A teacher at an institution from a date to a date: the section, the ages in it, the cycle."""

    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="posts", verbose_name=_("persona"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="posts", verbose_name=_("institución o programa")
    )
    section = models.CharField(_("sección o aula"), max_length=40, blank=True)
    ages = models.JSONField(_("edades"), default=list, blank=True, help_text=_("Una o varias edades, de 0 a 5 años."))
    cycle = models.CharField(_("ciclo"), max_length=2, choices=Cycle)
    starts_on = models.DateField(_("desde"), default=timezone.localdate)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    audit_with = ("teacher", "institution")

    class Meta:
        ordering = ["teacher__search_name", "-starts_on"]
        constraints = [ends_after_start("post_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.teacher} · {self.institution}"

    def audit_teacher(self) -> Any:
        return self.teacher_id

    def audit_ugel(self) -> int | None:
        return self.institution.ugel_id

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def ages_text(self) -> str:
        return ages_in_words(self.ages)


def ages_in_words(ages: Sequence[int]) -> str:
    """Ages as people say them: «3 y 4 años», or empty when unknown."""
    said = [str(age) for age in sorted(ages)]
    if not said:
        return ""
    if len(said) == 1:
        return ngettext("%(n)d año", "%(n)d años", ages[0]) % {"n": ages[0]}
    joined = _("%(ages)s y %(last)s") % {"ages": ", ".join(said[:-1]), "last": said[-1]}
    return _("%(ages)s años") % {"ages": joined}
