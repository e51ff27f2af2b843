"""Roles: who may give which, over what, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.access.dates import added_by, overlapping
from accompaniment.accounts.models import Role, User
from accompaniment.accounts.person import PersonData
from accompaniment.accounts.services import ensure_account
from accompaniment.lib.locks import lock, lock_all
from accompaniment.lib.refusals import check_dates, refuse
from accompaniment.territory.models import Institution, Region, Ugel

SCOPE_FIELDS = {
    Role.Kind.DIRECTOR: "institution",
    Role.Kind.SPECIALIST: "ugel",
    Role.Kind.SAFEGUARDING: "ugel",
    Role.Kind.REGIONAL_READER: "region",
}


@dataclass(frozen=True)
class Scope:
    institution: Institution | None = None
    ugel: Ugel | None = None
    region: Region | None = None


def grantable_kinds(by: User) -> list[Role.Kind]:
    """The kinds of role that the person may give: an administrator every one, a specialist those of the UGEL."""
    reach = reach_of(by)
    if reach.is_administrator:
        return list(Role.Kind)
    return [Role.Kind.DIRECTOR, Role.Kind.SAFEGUARDING] if reach.is_specialist else []


@transaction.atomic
def grant_role(
    *, by: User, person: PersonData, kind: str, scope: Scope, starts_on: date, ends_on: date | None = None
) -> Role:
    """Give a role; the person's account is made unless the document already has one."""
    if kind not in grantable_kinds(by):
        raise refuse("kind", _("Ese rol no existe, o no te toca darlo."))
    check_dates(starts_on, ends_on)
    _check_scope(by, Role.Kind(kind), scope)
    user = ensure_account(by=by, person=person)
    lock(user)
    role = Role(user=user, kind=kind, **vars(scope), starts_on=starts_on, ends_on=ends_on)
    if Role.objects.filter(overlapping(starts_on, ends_on), user=user, kind=kind, **vars(scope)).exists():
        raise refuse("kind", _("La persona ya tiene este rol en esas fechas."))
    role.full_clean()
    role.save()
    return role


def _check_scope(by: User, kind: Role.Kind, scope: Scope) -> None:
    wanted = SCOPE_FIELDS.get(kind)
    for name, value in vars(scope).items():
        if name == wanted and value is None:
            raise refuse(name, _("Elige sobre qué tiene este rol."))
        if name != wanted and value is not None:
            raise refuse(name, _("Este rol no lleva este ámbito: déjalo vacío."))
    if scope.institution and not _looks_after(by, scope.institution.ugel_id):
        raise refuse("institution", _("Esta institución no es de tu UGEL."))
    if scope.ugel and not _looks_after(by, scope.ugel.pk):
        raise refuse("ugel", _("No eres especialista de esta UGEL."))


def _looks_after(by: User, ugel_id: int) -> bool:
    reach = reach_of(by)
    return reach.is_administrator or reach.keeps(ugel_id)


@transaction.atomic
def end_role(*, role: Role, ends_on: date) -> Role:
    """End a role on its last day. Raises ValidationError for an end that would leave nobody to administer."""
    lock(role.user)
    if role.kind == Role.Kind.ADMINISTRATOR:
        lock_all(Role.objects.filter(kind=Role.Kind.ADMINISTRATOR))
    lock(role)
    check_dates(role.starts_on, ends_on)
    scope = {name: getattr(role, name) for name in Scope.__dataclass_fields__}
    if role.user.roles.filter(added_by(role, ends_on), kind=role.kind, **scope).exists():
        raise refuse("ends_on", _("La persona ya tiene este rol en esas fechas."))
    if role.kind == Role.Kind.ADMINISTRATOR and not _administered_without(role):
        raise refuse("ends_on", _("Es la única administradora: da antes este rol a otra persona."))
    role.ends_on = ends_on
    role.save(update_fields=["ends_on"])
    return role


def _administered_without(role: Role) -> bool:
    today = timezone.localdate()
    lasting = Q(ends_on__isnull=True, starts_on__lte=today)
    others = Role.objects.filter(lasting, kind=Role.Kind.ADMINISTRATOR).exclude(user=role.user)
    return others.exists() or User.objects.filter(is_superuser=True, is_active=True).exists()
