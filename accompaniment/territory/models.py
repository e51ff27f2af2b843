"""Territory: region, UGEL, network and institution. An institution is one service: modular code plus annex."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.audit.tracked import Tracked
from accompaniment.lib.search import KEY_LENGTH, found_by, search_key

if TYPE_CHECKING:
    from accompaniment.accounts.models import User


def digits(count: int) -> RegexValidator:
    """Return a validator for identifiers of exactly `count` digits, kept as text."""
    return RegexValidator(rf"^[0-9]{{{count}}}\Z", _("Debe tener %(count)d dígitos.") % {"count": count})


class Region(models.Model):
    """A regional education office (DRE or GRE), known by its name in the registry."""

    name = models.CharField(_("nombre"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UgelQuerySet(models.QuerySet["Ugel"]):
    def visible_to(self, user: User) -> Self:
        """UGELs whose plan and figures the person may read."""
        reach = reach_of(user)
        if reach.is_administrator or reach.is_national_reader:
            return self
        return self.filter(
            Q(pk__in=reach.specialist_ugels)
            | Q(region__in=reach.reader_regions)
            | Q(pk__in=reach.companion_ugels)
            | Q(institutions__in=reach.directed_institutions)
        ).distinct()

    def read_by(self, user: User) -> Self:
        """UGELs whose figures the user reads: those of a reader's regions, or the nation's."""
        reach = reach_of(user)
        return self if reach.is_national_reader else self.filter(region__in=reach.reader_regions)

    def managed_by(self, user: User) -> Self:
        """UGELs whose rosters and campaigns the person keeps."""
        return self.filter(pk__in=reach_of(user).specialist_ugels)

    def worked_in_by(self, user: User) -> Self:
        """Where the user coordinates or accompanies people today."""
        reach = reach_of(user)
        return self.filter(pk__in=reach.specialist_ugels | reach.companion_ugels)

    def keeping_data_of(self, user: User) -> Self:
        """Where the user works or has worked as an accompanied person, accompanies, directs or coordinates."""
        reach = reach_of(user)
        return self.filter(
            Q(pk__in=reach.specialist_ugels | reach.safeguarded_ugels | reach.companion_ugels)
            | Q(institutions__in=reach.directed_institutions)
            | Q(institutions__posts__teacher__in=reach.own_records)
        ).distinct()

    def safeguarded_by(self, user: User) -> Self:
        """UGELs whose alerts the person answers for: as a specialist, or as who sees convivencia there."""
        reach = reach_of(user)
        return self.filter(pk__in=reach.specialist_ugels | reach.safeguarded_ugels)


class Ugel(models.Model):
    """A local education office; `code` is the registry's CODOOII."""

    code = models.CharField(_("código"), max_length=6, unique=True, validators=[digits(6)])
    name = models.CharField(_("nombre"), max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, related_name="ugels", verbose_name=_("DRE o GRE"))

    objects = UgelQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Network(models.Model):
    """A group of neighbouring institutions of one UGEL (red educativa)."""

    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="networks")
    name = models.CharField(_("nombre"), max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["ugel", "name"], name="network_name_once_a_ugel")]

    def __str__(self) -> str:
        return self.name


class Cycle(models.TextChoices):
    FIRST = "I", _("ciclo I (0 a 2 años)")
    SECOND = "II", _("ciclo II (3 a 5 años)")


class Setting(models.TextChoices):
    """Where a PRONOEI works; empty for school services."""

    FAMILY = "family", _("entorno familiar")
    COMMUNITY = "community", _("entorno comunitario")


class Area(models.TextChoices):
    URBAN = "urban", _("urbana")
    RURAL = "rural", _("rural")


class Located(models.Model):
    """Where a service works."""

    address = models.CharField(_("dirección"), max_length=160, blank=True)
    place = models.CharField(_("centro poblado"), max_length=80, blank=True)
    district = models.CharField(_("distrito"), max_length=60, blank=True)
    province = models.CharField(_("provincia"), max_length=60, blank=True)
    ubigeo = models.CharField(_("ubigeo"), max_length=6, blank=True, validators=[digits(6)])
    latitude = models.DecimalField(_("latitud"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitud"), max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        abstract = True


WHERE = tuple(field.name for field in Located._meta.local_fields)  # what says where a service works


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def visible_to(self, user: User) -> Self:
        """Institutions whose page the person may open."""
        reach = reach_of(user)
        if reach.is_administrator:
            return self
        return self.filter(
            Q(ugel__in=reach.specialist_ugels)
            | Q(pk__in=reach.directed_institutions)
            | Q(pk__in=reach.accompanied_institutions)
        )

    def directed_by(self, user: User) -> Self:
        return self.filter(pk__in=reach_of(user).directed_institutions)

    def managed_by(self, user: User) -> Self:
        return self.filter(ugel__in=reach_of(user).specialist_ugels)

    def open(self) -> Self:
        return self.filter(state=Institution.State.OPEN)

    def of_registry(self) -> Self:
        """Those that the registry has named; the others the UGEL wrote down itself."""
        return self.exclude(ours__contains="modular_code")

    def named_like(self, text: str) -> Self:
        """Institutions that have every word of `text` in their name or modular code."""
        return self.filter(found_by(text, "search_name", "modular_code"))


class Institution(Tracked, Located):
    """One service: jardín, cuna, cuna-jardín or PRONOEI, or another level when the UGEL keeps those too."""

    class Kind(models.TextChoices):
        NURSERY = "cuna", _("cuna")
        KINDERGARTEN = "jardin", _("jardín")
        BOTH = "cuna_jardin", _("cuna-jardín")
        PRONOEI = "pronoei", _("PRONOEI")
        OTHER = "other", _("otro nivel")

    class State(models.TextChoices):
        OPEN = "open", _("activa")
        CLOSED = "closed", _("cerrada")

    modular_code = models.CharField(_("código modular"), max_length=7, validators=[digits(7)])
    annex = models.CharField(_("anexo"), max_length=1, default="0", validators=[digits(1)])
    local_code = models.CharField(_("código de local"), max_length=6, blank=True, validators=[digits(6)])
    name = models.CharField(_("nombre"), max_length=120)
    search_name = models.CharField(max_length=KEY_LENGTH, editable=False)
    kind = models.CharField(_("tipo"), max_length=12, choices=Kind)
    level_code = models.CharField(_("nivel del padrón"), max_length=2, help_text="NIV_MOD")
    cycle = models.CharField(_("ciclo"), max_length=2, choices=Cycle, blank=True)
    setting = models.CharField(_("entorno"), max_length=10, choices=Setting, blank=True)
    management = models.CharField(_("gestión"), max_length=40, blank=True)
    area = models.CharField(_("área"), max_length=6, choices=Area, blank=True)
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="institutions", verbose_name=_("UGEL"))
    network = models.ForeignKey(
        Network, models.SET_NULL, related_name="institutions", verbose_name=_("red"), null=True, blank=True
    )
    state = models.CharField(_("estado"), max_length=6, choices=State, default=State.OPEN)
    closed_on = models.DateField(_("cerrada desde"), null=True, blank=True)
    ours = models.CharField(max_length=250, blank=True, default="", db_default="", editable=False)  # see by_ugel
    ours_at = models.DateTimeField(null=True, editable=False)  # when the UGEL last wrote something of it

    objects = InstitutionQuerySet.as_manager()  # bulk writes are the registry's: one RegistryImport says who and when

    audit_silent = frozenset({"search_name", "ours", "ours_at"})
    audit_with = ("ugel", "network")

    class Meta:
        ordering = ["search_name", "modular_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["modular_code", "annex"],
                name="institution_modular_code_and_annex_once",
                violation_error_message=_("Ya existe un servicio con este código modular y anexo."),
            )
        ]
        indexes = [
            models.Index(fields=["ugel", "search_name", "modular_code"], name="institution_list"),
            models.Index(fields=["search_name", "modular_code"], name="institution_list_of_all"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = search_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("institution", args=[self.pk])

    def audit_ugel(self) -> int | None:
        return self.ugel_id

    @property
    def by_ugel(self) -> frozenset[str]:
        """The fields that the UGEL wrote itself because the registry lacks them, until it brings them."""
        return frozenset(self.ours.split())

    @property
    def is_unregistered(self) -> bool:
        """Whether the registry has never named the service: the UGEL wrote down the whole of it."""
        return "modular_code" in self.by_ugel

    @property
    def is_pronoei(self) -> bool:
        return self.kind == self.Kind.PRONOEI

    @property
    def code(self) -> str:
        return service_code(self.modular_code, self.annex)


def service_code(modular_code: str, annex: str) -> str:
    """Return the modular code and, for an annex, its number: 0403691 or 0403691-1."""
    return modular_code if annex == "0" else f"{modular_code}-{annex}"
