"""Forms of campaigns: opening one, and editing its phases, visits owed and norms."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Div, Fieldset, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Area, Campaign, CampaignNorm, Phase, Teacher, Ugel
from ..services.campaigns import CampaignData, CampaignPlan
from .base import DayField, PlainForm
from .companions import OneUgelField

AREAS = [("", _("en toda área")), *Area.choices]
NORM_LENGTH = CampaignNorm._meta.get_field("citation").max_length or 0


def target_name(kind: str, area: str) -> str:
    return f"visits_{kind}_{area or 'any'}"


class CampaignFields(PlainForm):
    year = forms.IntegerField(
        label=_("Año"),
        min_value=2015,
        max_value=2100,
        localize=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    starts_on = DayField(label=_("Desde"))
    ends_on = DayField(label=_("Hasta"))
    letterhead = forms.CharField(
        label=_("Membrete"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Una línea por oficina, de la mayor a la menor: gobierno regional, DRE, UGEL, área."),
    )
    slogan = forms.CharField(
        label=_("Nombre del año"), max_length=160, required=False, help_text=_("Va en los documentos de la campaña.")
    )

    def general_layout(self, *before: str) -> Fieldset:
        return Fieldset(
            _("La campaña"),
            *before,
            Row(
                Column("year", css_class="col-sm-4"),
                Column("starts_on", css_class="col-sm-4"),
                Column("ends_on", css_class="col-sm-4"),
            ),
            "letterhead",
            "slogan",
        )

    def campaign(self) -> CampaignData:
        return CampaignData(**{name: self.cleaned_data[name] for name in CampaignData.__dataclass_fields__})


class NewCampaignForm(CampaignFields):
    ugel = OneUgelField(label=_("UGEL"), queryset=Ugel.objects.none())

    def __init__(self, *args: Any, ugels: QuerySet[Ugel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ugel"]
        assert isinstance(field, OneUgelField)  # noqa: S101 : declared above
        field.offer(ugels)
        self.initial.setdefault("year", timezone.localdate().year)

    def layout(self) -> Layout:
        return Layout(self.general_layout("ugel"))


class CampaignForm(CampaignFields):
    """An open campaign, whole: each phase with its days, each kind of person with her visits, a norm a line."""

    norms = forms.CharField(
        label=_("Normas que citan los documentos"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Una por línea, en el orden en que se citan."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for phase in Phase:
            self.fields[f"{phase}_starts_on"] = DayField(label=_("Desde"))
            self.fields[f"{phase}_ends_on"] = DayField(label=_("Hasta"))
        for kind in Teacher.Kind:
            for area, label in AREAS:
                self.fields[target_name(kind, area)] = forms.IntegerField(
                    label=label,
                    min_value=0,
                    max_value=60,
                    required=False,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )
        self.initial = {**_initial_of(campaign), **self.initial}

    def layout(self) -> Layout:
        return Layout(
            self.general_layout(),
            *(self._phase_layout(phase) for phase in Phase),
            *(self._target_layout(kind) for kind in Teacher.Kind),
            Fieldset(_("Base normativa"), "norms"),
        )

    def _phase_layout(self, phase: Phase) -> Fieldset:
        names = (f"{phase}_starts_on", f"{phase}_ends_on")
        title = _("Fase de %(phase)s") % {"phase": phase.label}
        return Fieldset(title, Row(*(Column(name, css_class="col-6") for name in names)))

    def _target_layout(self, kind: Teacher.Kind) -> Fieldset:
        names = [target_name(kind, area) for area, _label in AREAS]
        title = _("Visitas en el año: %(kind)s") % {"kind": kind.label}
        return Fieldset(title, Div(*(Column(name, css_class="col-4") for name in names), css_class="row"))

    def clean_norms(self) -> list[str]:
        norms = [line.strip() for line in self.cleaned_data["norms"].splitlines() if line.strip()]
        if any(len(norm) > NORM_LENGTH for norm in norms):
            raise forms.ValidationError(_("Cada norma ocupa una línea de hasta %(n)d letras.") % {"n": NORM_LENGTH})
        return norms

    def plan(self) -> CampaignPlan:
        data = self.cleaned_data
        return CampaignPlan(
            phases={phase.value: (data[f"{phase}_starts_on"], data[f"{phase}_ends_on"]) for phase in Phase},
            targets={
                (kind.value, str(area)): data[target_name(kind, area)]
                for kind in Teacher.Kind
                for area, _label in AREAS
            },
            norms=data["norms"],
        )


def _initial_of(campaign: Campaign) -> dict[str, Any]:
    initial = {name: getattr(campaign, name) for name in CampaignData.__dataclass_fields__}
    for dates in campaign.phases.all():
        initial |= {f"{dates.phase}_starts_on": dates.starts_on, f"{dates.phase}_ends_on": dates.ends_on}
    for target in campaign.targets.all():
        initial[target_name(target.teacher_kind, target.area)] = target.visits
    initial["norms"] = "\n".join(norm.citation for norm in campaign.norms.all())
    return initial
