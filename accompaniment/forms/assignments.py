"""The form that assigns a companion to a post."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Assignment, Campaign, Companion, Post
from ..services.assignments import AssignmentData, visits_owed_for
from .base import DayField, PlainForm


class CompanionChoiceField(forms.ModelChoiceField):
    """Names each companion with what she does and how many posts she already has."""

    def label_from_instance(self, obj: Any) -> str:
        return _("%(name)s · %(kind)s · acompaña a %(load)s") % {
            "name": obj,
            "kind": obj.get_kind_display(),
            "load": obj.load,
        }


class AssignmentForm(PlainForm):
    companion = CompanionChoiceField(label=_("Acompañante"), queryset=Companion.objects.none(), empty_label=_("Elige…"))
    campaign = forms.ModelChoiceField(
        label=_("Campaña"),
        queryset=Campaign.objects.none(),
        error_messages={"invalid_choice": _("Elige una campaña de esta UGEL.")},
    )
    modality = forms.ChoiceField(
        label=_("Modalidad"),
        choices=[("", _("La que corresponde a la acompañante")), *Assignment.Modality.choices],
        required=False,
    )
    visits_owed = forms.IntegerField(
        label=_("Visitas programadas en el año"),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    starts_on = DayField(label=_("Desde"))
    ends_on = DayField(label=_("Hasta"), required=False, help_text=_("Vacío: hasta el fin de la campaña."))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ugel = post.institution.ugel_id
        campaigns = Campaign.objects.filter(ugel=ugel)
        companion, campaign = self.fields["companion"], self.fields["campaign"]
        assert isinstance(companion, forms.ModelChoiceField)  # noqa: S101 : declared above
        assert isinstance(campaign, forms.ModelChoiceField)  # noqa: S101
        companion.queryset = Companion.objects.filter(ugel=ugel).in_force().with_load().select_related("user")
        campaign.queryset = campaigns.select_related("ugel")
        # A closed campaign is not offered; posted by hand it is known, so that the refusal can say why.
        campaign.widget.choices = [(row.pk, str(row.year)) for row in campaigns.open()]
        self._propose(post, campaigns.open().current(ugel))

    def _propose(self, post: Post, campaign: Campaign | None) -> None:
        if campaign is None:
            return
        today = timezone.localdate()
        earliest = max(campaign.starts_on, post.starts_on)
        self.initial.setdefault("campaign", campaign.pk)
        self.initial.setdefault("visits_owed", visits_owed_for(campaign, post))
        self.initial.setdefault("starts_on", max(today, earliest))
        if post.teacher.kind == post.teacher.Kind.PROMOTER:
            self.fields["visits_owed"].help_text = _("Propuestas por la campaña para las promotoras.")
        else:
            self.fields["visits_owed"].help_text = _("Propuestas por la campaña para este cargo.")

    @property
    def has_companions(self) -> bool:
        field = self.fields["companion"]
        return isinstance(field, forms.ModelChoiceField) and field.queryset is not None and field.queryset.exists()

    def layout(self) -> Layout:
        return Layout(
            "companion",
            Row(Column("campaign", css_class="col-sm-4"), Column("modality", css_class="col-sm-8")),
            "visits_owed",
            Row(Column("starts_on", css_class="col-sm-6"), Column("ends_on", css_class="col-sm-6")),
        )

    def assignment(self) -> AssignmentData:
        return AssignmentData(**{name: self.cleaned_data[name] for name in AssignmentData.__dataclass_fields__})
