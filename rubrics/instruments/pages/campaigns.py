"""The page on which a specialist chooses the instruments of a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.campaigns.guards import open_campaign_or_refused
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.edit_forms import EditForm
from accompaniment.models import Campaign, Teacher
from rubrics.instruments.chosen import Use, choose_instruments, offered, uses_of
from rubrics.instruments.models.instruments import Instrument


class InstrumentsForm(EditForm):
    """A choice for each kind of person and cycle, of the instruments made for such people."""

    def __init__(self, *args: Any, row: Campaign, **kwargs: Any) -> None:
        instruments, self.uses = offered(row), uses_of(row)
        super().__init__(*args, row=row, initial={use.key: use.code for use in self.uses}, **kwargs)
        for use in self.uses:
            self.fields[use.key] = forms.ChoiceField(
                label=use.cycle.label, choices=_choices(use, instruments), required=False
            )

    def stored(self) -> dict[str, Any]:
        return {use.key: use.code for use in uses_of(self.row)}

    def name_of(self, name: str) -> str:
        use = next(use for use in self.uses if use.key == name)
        return f"{str(use.kind.label).capitalize()}, {use.cycle.label}"

    def layout(self) -> Layout:
        return Layout(
            *(
                Fieldset(str(kind.label).capitalize(), *(use.key for use in self.uses if use.kind == kind))
                for kind in Teacher.Kind
            )
        )


def _choices(use: Use, instruments: Sequence[Instrument]) -> list[tuple[str, Any]]:
    fitting = [(one.code, one.title) for one in instruments if use.may_take(one)]
    choices = [("", _("El que corresponde al cargo y al ciclo")), *fitting]
    return choices if use.code in dict(choices) else [*choices, (use.code, use.title)]


@login_required
@require_http_methods(["GET", "POST"])
def campaign_instruments(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = open_campaign_or_refused(request, campaign_id)
    form = InstrumentsForm(typed(request), row=campaign)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(choose_instruments, campaign=campaign, chosen=form.cleaned_data)
    ):
        messages.success(request, _("Los instrumentos del año quedaron guardados."))
        return redirect("campaign", campaign.pk)
    return render(request, "rubrics/instruments/campaign_instruments.html", {"campaign": campaign, "form": form})
