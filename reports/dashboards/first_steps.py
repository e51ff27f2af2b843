"""What a new office does one after another until its first visit is closed, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import in_force
from accompaniment.models import Assignment, Campaign, Companion, Institution, Post, Role, Ugel
from visits.models import Visit


@dataclass(frozen=True)
class Step:
    """One thing to do: what it is, what the button says, where that is done."""

    title: str
    is_done: bool
    action: str
    url: str


@dataclass(frozen=True)
class FirstSteps:
    steps: list[Step]

    @property
    def next(self) -> Step | None:
        """The first that is left; None when all are done."""
        return next((step for step in self.steps if not step.is_done), None)


def first_steps_of_ugel(ugel: Ugel) -> FirstSteps | None:
    """What a specialist does in a UGEL that is new here; None once a visit was closed there."""
    if Visit.objects.closed().filter(ugel=ugel).exists():
        return None
    here, campaigns = Institution.objects.filter(ugel=ugel), Campaign.objects.filter(ugel=ugel)
    return FirstSteps(
        [
            _step(_("Instituciones y programas"), here, _("Cargar el padrón"), "registry"),
            _step(_("Año de acompañamiento"), campaigns, _("Abrir el año"), "campaign_new"),
            _step(_("Acompañantes"), Companion.objects.filter(ugel=ugel), _("Agregar acompañantes"), "companions"),
            _step(
                _("Docentes y promotoras"), Post.objects.filter(institution__in=here), _("Agregar personas"), "roster"
            ),
            _step(
                _("Quién acompaña a quién"),
                Assignment.objects.filter(campaign__in=campaigns),
                _("Asignar acompañantes"),
                "teachers",
            ),
            Step(_("Primera visita cerrada"), False, _("Ver las visitas"), reverse("visits:list")),
        ]
    )


def first_steps_of_site() -> FirstSteps | None:
    """What an administrator does on a site that is new; None once somebody keeps a UGEL and it has a campaign."""
    if Campaign.objects.exists():
        return None
    today = timezone.localdate()
    keepers = Role.objects.filter(in_force(today), kind=Role.Kind.SPECIALIST)
    return FirstSteps(
        [
            _step(_("Instituciones y programas"), Institution.objects.all(), _("Cargar el padrón"), "registry"),
            _step(_("Una especialista en cada UGEL"), keepers, _("Dar roles"), "roles"),
            Step(_("El año, que abre la especialista"), False, _("Ver los roles"), reverse("roles")),
        ]
    )


def _step(title: str, rows: Any, action: str, route: str) -> Step:
    return Step(title, rows.exists(), action, reverse(route))
