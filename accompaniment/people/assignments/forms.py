"""The form that assigns a companion to a post."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.campaigns.models import Campaign
from accompaniment.campaigns.of_day import campaign_to_assign
from accompaniment.lib.forms import DayField, PlainForm
from accompaniment.people.models.companions import Companion, CompanionQuerySet
from accompaniment.people.models.posts import Post, Teacher, TeacherQuerySet

from .models import Assignment
from .owed import visits_left
from .services import AssignmentData, modality_of, visits_owed_for


def companion_label(companion: Companion) -> str:
    """Name a companion with their kind of work and how many posts they already have."""
    return _("%(name)s · %(kind)s · acompaña a %(load)s") % {
        "name": companion,
        "kind": companion.get_kind_display(),
        "load": getattr(companion, "load", 0),
    }


def _left(campaign: Campaign, post: Post, modality: str) -> int | None:
    """The visits that a campaign still owes to the person at this post so; None when it does not say."""
    target = visits_owed_for(campaign, post, modality)
    return visits_left(target, campaign, post, modality) if target else None


class AssignmentForm(PlainForm):
    companion = forms.ModelChoiceField(label=_("Acompañante"), queryset=Companion.objects.none())
    campaign = forms.ModelChoiceField(
        label=_("Año de acompañamiento"),
        queryset=Campaign.objects.none(),
        error_messages={"invalid_choice": _("Elige un año de esta UGEL.")},
    )
    modality = forms.ChoiceField(
        label=_("Modalidad"),
        choices=[("", _("La que corresponde a la acompañante")), *Assignment.Modality.choices],
        required=False,
    )
    exception_why = forms.CharField(
        label=_("Por qué, si no le correspondería"),
        max_length=240,
        required=False,
        help_text=_("Solo si acompaña desde dentro en otra institución, o si coordina PRONOEI y ella no es promotora."),
    )
    visits_owed = forms.IntegerField(
        label=_("Visitas programadas en el año"),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Las que el año propone para este cargo; puedes cambiarlas."),
    )
    starts_on = DayField(label=_("Desde"))
    ends_on = DayField(label=_("Hasta"), required=False, help_text=_("Vacío: hasta el fin del año de acompañamiento."))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        ugel = post.institution.ugel_id
        campaigns = Campaign.objects.filter(ugel=ugel)
        companions = Companion.objects.filter(ugel=ugel).in_force().select_related("user")
        self.open_campaigns = list(campaigns.open())
        self.companions = list(companions.with_workload())
        # A closed campaign is not offered; posted by hand it is known, so that the refusal can say why.
        self._choose("campaign", campaigns, [(campaign.pk, str(campaign.year)) for campaign in self.open_campaigns])
        labels = [(companion.pk, companion_label(companion)) for companion in self.companions]
        self._choose("companion", companions, [("", _("Elige…")), *labels])
        self._propose(post)

    def _choose(self, name: str, known: QuerySet[Any], offered: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 : declared above
        field.queryset = known
        field.widget.choices = offered

    def _propose(self, post: Post) -> None:
        """Start from the campaign to assign for, of those open, and what it owes to this kind of person."""
        today = timezone.localdate()
        if campaign := campaign_to_assign(today, self.open_campaigns):
            owed = [_left(campaign, post, modality) for modality in Assignment.Modality]
            if all(owed) and len(set(owed)) > 1:
                self._ask_less(*owed)
            self.initial.update(
                campaign=campaign.pk,
                visits_owed=owed[0] if self.fields["visits_owed"].required else None,
                starts_on=max(today, campaign.starts_on, post.starts_on),
            )

    def _ask_less(self, external: int | None, internal: int | None) -> None:
        """The number follows from the modality, which is known only once the companion is."""
        self.fields["visits_owed"].required = False
        self.fields["visits_owed"].help_text = _(
            "Vacío: las que propone el año, %(external)s si es externa y %(internal)s si es interna."
        ) % {"external": external, "internal": internal}

    def layout(self) -> Layout:
        return Layout(
            "companion",
            Row(Column("campaign", css_class="col-sm-4"), Column("modality", css_class="col-sm-8")),
            "exception_why",
            "visits_owed",
            Row(Column("starts_on", css_class="col-sm-6"), Column("ends_on", css_class="col-sm-6")),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["visits_owed"]:
            modality = cleaned["modality"] or modality_of(cleaned["companion"])
            cleaned["visits_owed"] = _left(cleaned["campaign"], self.post, modality)
            if not cleaned["visits_owed"]:
                self.add_error("visits_owed", _("Ese año no propone cuántas: escríbelas."))
        return cleaned

    def assignment(self) -> AssignmentData:
        return AssignmentData(**{name: self.cleaned_data[name] for name in AssignmentData.__dataclass_fields__})


class SeveralForm(PlainForm):
    """Who accompanies the people that were ticked on the list, and from when."""

    companion = forms.ModelChoiceField(label=_("Acompañante"), queryset=Companion.objects.none())
    starts_on = DayField(label=_("Desde"), help_text=_("Si su plaza o el año empiezan después, cuenta desde entonces."))
    people = forms.ModelMultipleChoiceField(
        label=_("A quiénes"),
        queryset=Teacher.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marca al menos a una persona.")},
    )

    def __init__(
        self, *args: Any, people: TeacherQuerySet, companions: CompanionQuerySet, marked: list[str], **kwargs: Any
    ) -> None:
        """`people` are those that the user keeps, `marked` the keys that were ticked: nobody else is offered."""
        super().__init__(*args, **kwargs)
        companion, chosen = self.fields["companion"], self.fields["people"]
        assert isinstance(companion, forms.ModelChoiceField)  # noqa: S101 : declared above
        assert isinstance(chosen, forms.ModelMultipleChoiceField)  # noqa: S101
        companion.queryset = companions
        companion.widget.choices = [("", _("Elige…")), *((one.pk, companion_label(one)) for one in companions)]
        chosen.queryset = people
        self.initial.setdefault("starts_on", timezone.localdate())
        self.initial.setdefault("people", marked)

    def layout(self) -> Layout:
        return Layout(
            Row(Column("companion", css_class="col-sm-8"), Column("starts_on", css_class="col-sm-4")),
            Field("people", wrapper_class="app-choice"),
        )

    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen, as names and values to send again."""
        chosen = self.cleaned_data
        return [
            ("companion", str(chosen["companion"].pk)),
            ("starts_on", chosen["starts_on"].isoformat()),
            *(("people", str(teacher.pk)) for teacher in chosen["people"]),
        ]
