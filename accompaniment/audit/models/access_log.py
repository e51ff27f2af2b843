"""Who opened whose record: one row for each opening, which nobody changes afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.audit.append_only import AppendOnly, AppendOnlyQuerySet, loose_key
from accompaniment.people.models.merged_records import MergedRecord
from accompaniment.people.models.posts import Post


class AccessLogQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> Self:
        """Every opening for an administrator; for an accompanied person those of the own record."""
        reach = reach_of(user)
        if reach.is_administrator:
            return self
        return self.about(reach.own_teacher) if reach.is_accompanied else self.none()

    def about(self, teacher: Any) -> Self:
        """Openings of one person's record by others, and exports that included the person with everyone of a place.

        What was opened of a record that was joined to this person's counts as well.
        """
        held = Q(pk__in=[])
        posts = Post.objects.filter(teacher=teacher).values_list(
            "institution", "institution__ugel", "starts_on", "ends_on"
        )
        for place, ugel, starts_on, ends_on in posts:
            until = Q(at__date__lte=ends_on) if ends_on else Q()
            held |= Q(ugel=ugel, at__date__gte=starts_on) & until & (Q(institution=None) | Q(institution=place))
        together = Q(what=AccessLogEntry.What.EXPORT, teacher=None) & held
        about_person = Q(teacher__in=MergedRecord.objects.keys_of(teacher))
        return self.filter(about_person | together).exclude(role=AccessLogEntry.As.ACCOMPANIED)

    def insert(self, entry: AccessLogEntry) -> None:
        """Write it with one INSERT alone, no transaction around it; the hour's first opening may already be there."""
        query = InsertQuery(self.model, on_conflict=OnConflict.IGNORE)
        query.insert_values([field for field in self.model._meta.concrete_fields if not field.primary_key], [entry])
        query.get_compiler(self.db).execute_sql()

    def seen_as(self, user: User) -> Self:
        """Each time that an administrator began to see the site as the person does."""
        return self.filter(what=AccessLogEntry.What.SEEN_AS, seen_as=user)


class AccessLogEntry(AppendOnly):
    """Somebody opened or took out what is about a person.

    Opening the same thing again within the same hour adds no row; every export does. Somebody who reads the own record
    leaves none. What an administrator opens while seeing the site as somebody else is the administrator's access, and
    `seen_as` says as whom. Lists of names are not logged, and neither is the form in which a companion writes a
    visit: each of its sendings is a `Submission`.
    """

    class What(models.TextChoices):
        PERSON = "person", _("ficha de la persona")
        DATA = "data", _("datos personales")
        HISTORY = "history", _("historial de sus datos")
        VISIT = "visit", _("visita")
        PLAN = "plan", _("borrador del plan")
        DOCUMENT = "document", _("documento")
        DOWNLOAD = "download", _("archivo de un documento")
        DASHBOARD = "dashboard", _("tablero con nombres")
        EXPORT = "export", _("exportación")
        SEEN_AS = "seen_as", _("sitio visto como otra persona")
        ALERT = "alert", _("marca")
        CONTACT = "contact", _("contacto de seguimiento")

    class As(models.TextChoices):
        COMPANION = "companion", _("acompañante")
        SPECIALIST = "specialist", _("especialista de UGEL")
        SAFEGUARDING = "safeguarding", _("responsable de convivencia")
        DIRECTOR = "director", _("directora")
        ADMINISTRATOR = "administrator", _("administradora")
        READER = "reader", _("lectora")
        ACCOMPANIED = "accompanied", _("la propia persona")

    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("quién"))
    role = models.CharField(_("con qué rol"), max_length=13, choices=As, blank=True)
    seen_as = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("como quién"))
    what = models.CharField(_("qué"), max_length=9, choices=What)
    teacher = loose_key("accompaniment.Teacher")
    institution = loose_key("accompaniment.Institution")
    ugel = loose_key("accompaniment.Ugel")
    object_id = models.CharField(max_length=40)
    about = models.CharField(max_length=80, blank=True)  # a visit's day, a document's number, what an export holds
    at = models.DateTimeField(_("cuándo"), default=timezone.now)
    hour = models.DateTimeField(editable=False)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "hour", "what", "object_id"],
                condition=Q(seen_as=None) & ~Q(what="export"),
                name="reading_once_an_hour",
            ),
            models.UniqueConstraint(
                fields=["by", "seen_as", "hour", "what", "object_id"],
                condition=Q(seen_as__isnull=False) & ~Q(what__in=["export", "seen_as"]),
                name="reading_as_another_once_an_hour",
            ),
        ]
        indexes = [
            models.Index(fields=["teacher", "-at"], name="reading_of_teacher"),
            models.Index(fields=["-at", "-id"], name="reading_list"),
            models.Index(fields=["ugel", "-at"], condition=Q(teacher=None, what="export"), name="reading_of_everyone"),
        ]

    def __str__(self) -> str:
        return f"{self.by} · {self.get_what_display()} · {self.at:%Y-%m-%d %H:%M}"


def hour_of(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)
