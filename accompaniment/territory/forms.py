"""The filter over the list of institutions."""

from __future__ import annotations

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Layout, Row
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.filters import ListFilter

from .models import Area, Institution

BUTTONS = '<button class="btn btn-primary">{1}</button> <a class="btn btn-outline-secondary" href="{0}">{2}</a>'


class InstitutionFilter(ListFilter):
    """Search by name or modular code; by kind, area and state."""

    q = django_filters.CharFilter(label=gettext_lazy("Nombre o código modular"), method="named_like")
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Tipo"), choices=Institution.Kind, empty_label=gettext_lazy("Todos")
    )
    area = django_filters.ChoiceFilter(label=gettext_lazy("Área"), choices=Area, empty_label=gettext_lazy("Todas"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Estado"), choices=Institution.State, empty_label=gettext_lazy("Todos")
    )

    class Meta:
        model = Institution
        fields = ["q", "kind", "area", "state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helper = FormHelper()
        helper.form_method = "get"
        helper.disable_csrf = True
        helper.layout = Layout(
            Row(
                Column("q", css_class="col-12 col-md-5"),
                Column("kind", css_class="col-6 col-md-3"),
                Column("area", css_class="col-6 col-md-2"),
                Column("state", css_class="col-6 col-md-2"),
            ),
            HTML(BUTTONS.format(reverse("institutions"), _("Buscar"), _("Ver todas"))),
        )
        self.form.helper = helper

    def named_like(self, queryset: Any, _name: str, text: str) -> QuerySet[Institution]:
        return queryset.named_like(text)
