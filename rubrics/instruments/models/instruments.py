"""The instrument: whom it is for, whose it is, and who may read or change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Cycle, Institution, Teacher, Ugel

if TYPE_CHECKING:
    from accompaniment.models import User


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def visible_to(self, user: User) -> Self:
        """Everyone's instruments and those of the UGELs in which the person works; all for an administrator."""
        reach = reach_of(user)
        if reach.is_administrator:
            return self
        directed = Institution.objects.filter(pk__in=reach.directed_institutions).values("ugel")
        own = Q(ugel__in=reach.specialist_ugels | reach.companion_ugels) | Q(ugel__in=directed)
        return self.filter(Q(ugel__isnull=True) | own)

    def managed_by(self, user: User) -> Self:
        """Those of the UGEL for a specialist, everyone's for an administrator."""
        reach = reach_of(user)
        managed = Q(ugel__in=reach.specialist_ugels)
        return self.filter(managed | Q(ugel__isnull=True) if reach.is_administrator else managed)


class Instrument(models.Model):
    """An instrument and whom it is for; an empty cycle means either, and no UGEL means everyone's."""

    code = models.SlugField(_("código"), max_length=40, unique=True)
    title = models.CharField(_("título"), max_length=160)
    teacher_kind = models.CharField(_("para"), max_length=10, choices=Teacher.Kind)
    cycle = models.CharField(_("ciclo"), max_length=2, choices=Cycle, blank=True)
    source = models.CharField(
        _("fuente"), max_length=240, blank=True, help_text=_("De dónde vienen los títulos y la estructura.")
    )
    ugel = models.ForeignKey(
        Ugel, models.PROTECT, null=True, blank=True, related_name="instruments", verbose_name=_("UGEL")
    )
    by_default = models.BooleanField(
        _("usarlo en las visitas"),
        default=True,
        help_text=_("Sin marcar, sirve de modelo: no se abre en las visitas, y se puede copiar."),
    )

    # Of the form that made it and what that said: the same form sent twice makes one.
    sent_as = models.UUIDField(null=True, unique=True, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rubrics:instrument", args=[self.code])

    @staticmethod
    def readable_by(user: User) -> Allowed | Denied:
        """Whether the person may read the instruments: whoever observes, leads or configures."""
        reach = reach_of(user)
        if reach.is_companion or reach.is_director or reach.is_specialist or reach.is_administrator:
            return Allowed()
        return Denied(_("Los instrumentos los consultan acompañantes, directoras, especialistas y administradoras."))

    @staticmethod
    def makeable_by(user: User) -> Allowed | Denied:
        """Whether the person may make instruments, copies or versions."""
        reach = reach_of(user)
        if reach.is_specialist or reach.is_administrator:
            return Allowed()
        return Denied(_("Los instrumentos los hacen la especialista de la UGEL y la administradora."))
