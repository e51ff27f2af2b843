"""Accounts, their roles, one-time codes and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.access.dates import ends_after_start
from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.lib.identifiers import compact
from accompaniment.lib.search import KEY_LENGTH, found_by, search_key
from accompaniment.lib.treatment import Treatment, called
from accompaniment.territory.models import Institution, Region, Ugel

from .fields import FoldedEmailField

if TYPE_CHECKING:
    from accompaniment.people.models.posts import Teacher


class User(AbstractUser, Tracked):
    """An account. `username` is the person's document number (DNI or foreigner's card), `email` may be empty."""

    # Django's own e-mail is never null; ours is, because two people without one must not collide.
    email = FoldedEmailField(_("correo"), blank=True, null=True, unique=True, default=None)  # type: ignore[assignment]

    wants_digest = models.BooleanField(_("recibir cada mañana un resumen por correo"), default=True)
    treatment = models.CharField(
        _("cómo se le nombra"), max_length=3, choices=Treatment, blank=True, default="", db_default=""
    )
    # What an accompanied person types to confirm a visit on the companion's device; kept as passwords are.
    pin = models.CharField(_("PIN para firmar"), max_length=128, blank=True, editable=False)
    pin_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    pin_blocked_until = models.DateTimeField(null=True, editable=False)

    search_name = models.CharField(max_length=KEY_LENGTH, editable=False)  # for searching and sorting

    objects: ClassVar[UserManager[Self]] = UserManager()

    # Known of the person of a request alone, brought by the backend and the middleware.
    must_choose_password: bool = False
    is_asked_for_second_factor: bool = False
    seen_by: User | None = None  # the administrator who sees the site as this person does

    audit_silent = frozenset({"last_login", "date_joined", "search_name", "pin_failures", "pin_blocked_until"})
    audit_masked = frozenset({"password", "pin"})
    audit_with = ("teacher",)

    class Meta(AbstractUser.Meta):
        indexes = [models.Index(fields=["search_name", "username"], name="user_list")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = folded_name(self)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.email = self.email or None

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Django's own doors ask: what they make can be entered by, for signing in reads a document in this form."""
        return compact(username)

    def audit_teacher(self) -> Any:
        teacher: Teacher | None = getattr(self, "teacher", None)
        return teacher.pk if teacher else None


def folded_name(user: User) -> str:
    return search_key(f"{user.last_name} {user.first_name}")


def of_person_like(text: str, at: str = "user") -> Q:
    """Rows whose account, named `at`, has every word of `text` in its name or document."""
    return found_by(text, f"{at}__search_name", f"{at}__username")


class RoleQuerySet(TrackedQuerySet["Role"]):
    def managed_by(self, user: User) -> Self:
        """Roles the user gives and ends: an administrator all of them, a specialist those of the UGEL's own people."""
        reach = reach_of(user)
        if reach.is_administrator:
            return self
        directors = Q(kind=Role.Kind.DIRECTOR, institution__ugel__in=reach.specialist_ugels)
        return self.filter(directors | Q(kind=Role.Kind.SAFEGUARDING, ugel__in=reach.specialist_ugels))

    def given_by_administrators(self) -> Self:
        """Those of the kinds that no specialist gives."""
        return self.exclude(kind__in=[Role.Kind.DIRECTOR, Role.Kind.SAFEGUARDING])

    def ended(self) -> Self:
        return self.filter(ends_on__lt=timezone.localdate())

    def not_ended(self) -> Self:
        """Those in force and those still to begin."""
        return self.exclude(ends_on__lt=timezone.localdate())

    def named_like(self, text: str) -> Self:
        return self.filter(of_person_like(text))


class Role(Tracked):
    """A kind of reading or deciding, over a scope, from a date to a date (or without end)."""

    class Kind(models.TextChoices):
        DIRECTOR = "director", _("directora")
        SPECIALIST = "specialist", _("especialista de UGEL")
        SAFEGUARDING = "safeguarding", _("responsable de convivencia de la UGEL")
        REGIONAL_READER = "regional_reader", _("lectora de la DRE")
        NATIONAL_READER = "national_reader", _("lectora nacional")
        ADMINISTRATOR = "administrator", _("administradora")

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name=_("persona"))
    kind = models.CharField(_("rol"), max_length=16, choices=Kind)
    get_kind_display = called("kind", "user.treatment")
    institution = models.ForeignKey(
        Institution, models.CASCADE, null=True, blank=True, verbose_name=_("institución"), related_name="roles"
    )
    ugel = models.ForeignKey(Ugel, models.CASCADE, null=True, blank=True, verbose_name=_("UGEL"), related_name="roles")
    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, verbose_name=_("DRE o GRE"))
    starts_on = models.DateField(_("desde"), default=timezone.localdate)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    audit_with = ("user", "institution", "ugel", "region")

    class Meta:
        ordering = ["user__search_name", "kind", "pk"]
        constraints = [
            ends_after_start("role_ends_after_start"),
            models.CheckConstraint(
                condition=(
                    Q(kind="director", institution__isnull=False, ugel__isnull=True, region__isnull=True)
                    | Q(
                        kind__in=["specialist", "safeguarding"],
                        ugel__isnull=False,
                        institution__isnull=True,
                        region__isnull=True,
                    )
                    | Q(kind="regional_reader", region__isnull=False, institution__isnull=True, ugel__isnull=True)
                    | Q(
                        kind__in=["national_reader", "administrator"],
                        institution__isnull=True,
                        ugel__isnull=True,
                        region__isnull=True,
                    )
                ),
                name="role_scope_fits_kind",
                violation_error_message=_("El ámbito no corresponde al rol elegido."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.scope or _('todo el país')}"

    def audit_ugel(self) -> int | None:
        """Directors and who answers for alerts are part of a UGEL's roster; other roles are the administrator's."""
        if self.kind == Role.Kind.SAFEGUARDING:
            return self.ugel_id
        return self.institution.ugel_id if self.institution else None

    @property
    def scope(self) -> Institution | Ugel | Region | None:
        """What the role covers; None means the nation (a reader) or the site (an administrator)."""
        return self.institution or self.ugel or self.region


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    def valid(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())


class OneTimeCode(models.Model):
    """A printed code with which a person enters in order to choose a password, and nothing else.

    Only its keyed hash is kept. It serves until the password is chosen, or until it expires; a new one replaces it.
    """

    user = models.OneToOneField(
        "accompaniment.User", models.CASCADE, related_name="one_time_code", verbose_name=_("persona")
    )
    code_hash = models.CharField(max_length=64, editable=False)
    given_by = models.ForeignKey("accompaniment.User", models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = OneTimeCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.user)


class SignInQuerySet(models.QuerySet["SignIn"]):
    def of(self, user: User) -> Self:
        """Where the person is signed in now, the latest use first."""
        alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
        return self.filter(user=user, session_key__in=alive).order_by("-seen_at", "-began_at")


class SignIn(models.Model):
    """A session that began by signing in: on what device, since when, last used when. No address is kept."""

    session_key = models.CharField(max_length=40, unique=True, editable=False)
    user = models.ForeignKey("accompaniment.User", models.CASCADE, related_name="sign_ins", verbose_name=_("persona"))
    agent = models.CharField(max_length=300, blank=True, editable=False)  # what the browser says of itself
    began_at = models.DateTimeField(_("desde"), default=timezone.now)
    seen_at = models.DateTimeField(_("último uso"), default=timezone.now)

    objects = SignInQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user} · {self.began_at:%Y-%m-%d %H:%M}"
