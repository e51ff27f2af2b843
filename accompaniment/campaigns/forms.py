"""Forms of campaigns: opening one, editing what it says, and the image of its letterhead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from crispy_forms.layout import HTML, Column, Div, Field, Fieldset, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import DayField, PlainForm
from accompaniment.people.models.posts import Teacher
from accompaniment.territory.fields import OneUgelField
from accompaniment.territory.models import Area, Region, Ugel

from .campaign_settings import CampaignData, CampaignPlan, CampaignSettings, regional_settings, settings_of
from .closing_needs import ClosingNeed
from .fields import HolidaysField, LinesField, WeeksField
from .models import Campaign, CampaignNorm, Phase, RegionalCampaign, Strategy
from .school_days import Block, Kind

AREAS = [("", _("toda área")), *Area.choices]
CLOSING = Field("closing_needs", wrapper_class="app-choice")
NORM_LENGTH = CampaignNorm._meta.get_field("citation").max_length or 0


def target_name(strategy: str, kind: str, area: str) -> str:
    return f"{strategy}_{kind}_{area or 'any'}"


class CountField(forms.IntegerField):
    """A small number, typed on the phone's keypad."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(**{"min_value": 0, "max_value": 60, "widget": widget, **kwargs})


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
        label=_("Nombre del año"), max_length=160, required=False, help_text=_("Va en los documentos del año.")
    )

    requires_second_factor = forms.BooleanField(
        label=_("Las especialistas entran con su clave y un código de su celular"),
        required=False,
        help_text=_("Cada especialista de la UGEL lo prepara la próxima vez que entra. Sin marcar, es voluntario."),
    )

    def general_layout(self, *before: str) -> Fieldset:
        return Fieldset(
            _("El año"),
            *before,
            Row(
                Column("year", css_class="col-sm-4"),
                Column("starts_on", css_class="col-sm-4"),
                Column("ends_on", css_class="col-sm-4"),
            ),
            "letterhead",
            "slogan",
            "requires_second_factor",
        )

    def campaign(self) -> CampaignData:
        asked = [row.name for row in fields(CampaignData) if row.name in self.cleaned_data]
        return CampaignData(**{name: self.cleaned_data[name] for name in asked})


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


class NewRegionalForm(CampaignFields):
    region = forms.ModelChoiceField(label=_("DRE o GRE"), queryset=Region.objects.all())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", timezone.localdate().year)

    def layout(self) -> Layout:
        return Layout(self.general_layout("region"))


class CampaignForm(EditForm, CampaignFields):
    """What a campaign says, whole: each phase with its days, what is owed to each kind of person, lists a line each."""

    moments = LinesField(
        label=_("Momentos del día que se observan"), longest=60, most=30, rows=6, help_text=_("Uno por línea.")
    )
    documents_asked = LinesField(
        label=_("Documentos que se piden ver"), longest=80, most=30, rows=5, help_text=_("Uno por línea.")
    )
    photos_allowed = forms.BooleanField(
        label=_("Se permiten fotos y audios"),
        required=False,
        help_text=_("Solo con consentimiento escrito; nunca de la cara de una niña o un niño."),
    )
    teaching_weeks = WeeksField(
        kind=Kind.TEACHING,
        label=_("Semanas con niñas y niños"),
        help_text=_(
            "Un bloque por línea: 16/03/2026 a 15/05/2026. El calendario propone visitas solo en esos días. "
            "Sin ninguno, en todos los días de semana del año."
        ),
    )
    management_weeks = WeeksField(
        kind=Kind.MANAGEMENT,
        label=_("Semanas de gestión"),
        help_text=_("Sin niñas ni niños: buenas para talleres, RTC y planificación. Un bloque por línea."),
    )
    holidays = HolidaysField(
        label=_("Feriados y días sin clases"),
        help_text=_(
            "Uno por línea: 24/06/2027 Fiesta del distrito. Varios días seguidos: 26/07/2027 a 06/08/2027 Vacaciones. "
            "En esos días el calendario no propone visitas."
        ),
    )
    closing_needs = forms.MultipleChoiceField(
        label=_("Para cerrar una visita hace falta"),
        choices=ClosingNeed.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Además de la hora y los niveles. Los momentos y la asistencia se piden solo si hubo un aula que ver."
        ),
    )
    urban_load = CountField(label=_("Aulas urbanas por acompañante, hasta"), min_value=1)
    rural_load = CountField(label=_("Aulas rurales por acompañante, hasta"), min_value=1)
    coordinator_least = CountField(label=_("Programas por coordinadora, desde"))
    coordinator_load = CountField(label=_("Programas por coordinadora, hasta"), min_value=1)
    attendance_share = CountField(
        label=_("Asistencia mínima para una constancia, en %"),
        min_value=1,
        max_value=100,
        help_text=_(
            "De lo que duró la reunión o, en la constancia del año, de todas a las que se convocó a la persona."
        ),
    )
    norms = LinesField(
        label=_("Normas que citan los documentos"),
        longest=NORM_LENGTH,
        most=60,
        rows=8,
        help_text=_("Una por línea, en el orden en que se citan."),
    )

    def __init__(
        self,
        *args: Any,
        campaign_settings: CampaignSettings,
        row: Campaign | RegionalCampaign | None = None,
        **kwargs: Any,
    ) -> None:
        """`row` holds the settings; they are given as they were read for the page."""
        super().__init__(*args, row=row, initial=initial_of(campaign_settings), **kwargs)
        self.opened_with: Mapping[str, Any] = {}  # where it is filled in with something else
        self.groups: dict[str, Any] = {}  # under which heading a field stands, where its label alone would not say
        for phase in Phase:
            self.groups |= dict.fromkeys((f"{phase}_starts_on", f"{phase}_ends_on"), _phase_title(phase))
            self.fields[f"{phase}_starts_on"] = DayField(label=_("Desde"))
            self.fields[f"{phase}_ends_on"] = DayField(label=_("Hasta"))
        for strategy, kind, area, label in _every_target():
            full_label = format_html('<span class="visually-hidden">{}: </span>{}', Strategy(strategy).label, label)
            self.fields[target_name(strategy, kind, area)] = CountField(label=full_label, required=False)
            self.groups[target_name(strategy, kind, area)] = Teacher.Kind(kind).label

    def fill_in_weeks(self, blocks: Sequence[Block]) -> None:
        """Show these blocks instead of what is stored, to be looked at and saved."""
        self.opened_with = dict(self.initial)
        self.initial.update(weeks_of(blocks))

    def seen(self) -> Mapping[str, Any]:
        return self.opened_with or self.initial

    def name_of(self, name: str) -> str:
        return f"{self.groups[name]}, {super().name_of(name)}" if name in self.groups else super().name_of(name)

    def stored(self) -> dict[str, Any]:
        if isinstance(self.row, RegionalCampaign):
            return initial_of(regional_settings(self.row))
        return initial_of(settings_of(self.row))

    def layout(self) -> Layout:
        return Layout(
            self.general_layout(),
            *(self._phase_layout(phase) for phase in Phase),
            *(self._target_layout(kind) for kind in Teacher.Kind),
            Fieldset(_("El año escolar"), "teaching_weeks", "management_weeks", "holidays"),
            Fieldset(_("En la visita"), "moments", "documents_asked", "photos_allowed", CLOSING),
            self._load_layout(),
            Fieldset(_("Constancias"), "attendance_share"),
            Fieldset(_("Base normativa"), "norms"),
        )

    def _phase_layout(self, phase: Phase) -> Fieldset:
        names = (f"{phase}_starts_on", f"{phase}_ends_on")
        return Fieldset(_phase_title(phase), Row(*(Column(name, css_class="col-6") for name in names)))

    def _target_layout(self, kind: Teacher.Kind) -> Fieldset:
        rows = [part for strategy in Strategy for part in self._strategy_layout(strategy, kind)]
        return Fieldset(_("En el año: %(kind)s") % {"kind": kind.label}, *rows)

    def _strategy_layout(self, strategy: Strategy, kind: Teacher.Kind) -> list[Any]:
        columns = [Column(target_name(strategy, kind, area), css_class="col-4") for area, _label in AREAS]
        title = strategy.label[0].upper() + strategy.label[1:]
        return [HTML(format_html('<h2 class="fs-6 app-muted">{}</h2>', title)), Div(*columns, css_class="row")]

    def _load_layout(self) -> Fieldset:
        names = ("urban_load", "rural_load", "coordinator_least", "coordinator_load")
        text = _("Fuera de estas cargas la lista de acompañantes avisa; no impide nada.")
        note = HTML(format_html('<p class="app-muted">{}</p>', text))
        return Fieldset(
            _("Carga de cada acompañante"), note, Row(*(Column(name, css_class="col-sm-6") for name in names))
        )

    def plan(self) -> CampaignPlan:
        data = self.cleaned_data
        return CampaignPlan(
            phases={phase.value: (data[f"{phase}_starts_on"], data[f"{phase}_ends_on"]) for phase in Phase},
            targets={
                (strategy, kind, area): data[target_name(strategy, kind, area)]
                for strategy, kind, area, _label in _every_target()
            },
            norms=data["norms"],
            holidays=data["holidays"],
            blocks=[*data["teaching_weeks"], *data["management_weeks"]],
        )


def _phase_title(phase: Phase) -> Any:
    return _("Fase de %(phase)s") % {"phase": phase.label}


def _every_target() -> list[tuple[str, str, str, Any]]:
    return [
        (strategy.value, kind.value, str(area), label)
        for kind in Teacher.Kind
        for strategy in Strategy
        for area, label in AREAS
    ]


def initial_of(campaign_settings: CampaignSettings) -> dict[str, Any]:
    """Return what `CampaignForm` is filled in with, by field."""
    plan = campaign_settings.plan
    initial: dict[str, Any] = {**vars(campaign_settings.data), "norms": plan.norms, "holidays": plan.holidays}
    for phase, (starts_on, ends_on) in plan.phases.items():
        initial |= {f"{phase}_starts_on": starts_on, f"{phase}_ends_on": ends_on}
    initial |= weeks_of(plan.blocks)
    return initial | {target_name(*target): times for target, times in plan.targets.items()}


def weeks_of(blocks: Sequence[Block]) -> dict[str, Any]:
    return {f"{kind.value}_weeks": [row for row in blocks if row.kind == kind] for kind in Kind}


class LetterheadImageForm(PlainForm):
    image = forms.FileField(
        label=_("Imagen"),
        help_text=_("Un PNG o JPG de hasta 5 MB, más ancho que alto: los escudos o logotipos de las oficinas."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
