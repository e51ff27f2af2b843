"""Forms of roles: which, to whom, over what, and the filter of their list."""

from __future__ import annotations

from typing import Any

import django_filters
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.accounts.forms import PersonFields, account_layout
from accompaniment.accounts.models import Role, RoleQuerySet, User
from accompaniment.lib.filters import ListFilter
from accompaniment.lib.forms import DayField
from accompaniment.territory.fields import OneUgelField, PlaceField
from accompaniment.territory.models import Institution, Region, Ugel

from .services import SCOPE_FIELDS, Scope, grantable_kinds


class RoleForm(PersonFields):
    kind = forms.ChoiceField(
        label=_("Rol"), error_messages={"invalid_choice": _("Ese rol no existe, o no te toca darlo.")}
    )
    institution = PlaceField(label=_("Institución que dirige"), required=False)
    ugel = OneUgelField(label=_("UGEL"), queryset=Ugel.objects.none(), required=False)
    region = forms.ModelChoiceField(label=_("DRE o GRE de la lectora"), queryset=Region.objects.all(), required=False)
    starts_on = DayField(label=_("Desde"))
    ends_on = DayField(label=_("Hasta"), required=False, help_text=_("Vacío si no se sabe todavía."))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = grantable_kinds(by)
        kind, place, ugel = self.fields["kind"], self.fields["institution"], self.fields["ugel"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 : declared above
        assert isinstance(place, PlaceField)  # noqa: S101
        assert isinstance(ugel, OneUgelField)  # noqa: S101
        kind.choices = [(value, value.label) for value in kinds]
        everywhere = reach_of(by).is_administrator
        place.offer(Institution.objects.all() if everywhere else Institution.objects.managed_by(by))
        ugel.offer(Ugel.objects.all() if everywhere else Ugel.objects.managed_by(by))
        for scope in {"institution", "ugel", "region"} - {SCOPE_FIELDS.get(value) for value in kinds}:
            del self.fields[scope]
        self.fields["starts_on"].initial = timezone.localdate

    def layout(self) -> Layout:
        scopes = [name for name in ("institution", "ugel", "region") if name in self.fields]
        return Layout(
            account_layout(),
            Fieldset(
                _("El rol"),
                "kind",
                *scopes,
                Row(Column("starts_on", css_class="col-sm-6"), Column("ends_on", css_class="col-sm-6")),
            ),
        )

    def scope(self) -> Scope:
        """Over what the role is; the only UGEL of a specialist, which the page does not ask for, where it needs one."""
        given = {name: self.cleaned_data.get(name) for name in Scope.__dataclass_fields__}
        if self.fields["ugel"].widget.is_hidden and SCOPE_FIELDS.get(self.cleaned_data["kind"]) != "ugel":
            given["ugel"] = None
        return Scope(**given)


class RoleFilter(ListFilter):
    q = django_filters.CharFilter(method="find", label=_("Nombre o documento"))
    kind = django_filters.ChoiceFilter(choices=Role.Kind.choices, label=_("Rol"), empty_label=_("Todos"))

    class Meta:
        model = Role
        fields: list[str] = []

    def find(self, roles: RoleQuerySet, name: str, value: str) -> RoleQuerySet:
        return roles.named_like(value)
