"""Where a person says how the product is to speak of them."""

from __future__ import annotations

from crispy_forms.layout import Field, Layout
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.forms import PlainForm
from accompaniment.lib.treatment import Treatment

from .services import choose_treatment


class TreatmentForm(PlainForm):
    treatment = forms.ChoiceField(
        label=gettext_lazy("Te nombramos"), choices=Treatment.choices, widget=forms.RadioSelect
    )

    def layout(self) -> Layout:
        return Layout(Field("treatment", wrapper_class="app-choice"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_treatment(request: AuthedRequest) -> HttpResponse:
    form = TreatmentForm(typed(request), initial={"treatment": request.user.treatment or Treatment.SHE})
    if request.method == "POST" and form.is_valid():
        choose_treatment(account=request.user, treatment=form.cleaned_data["treatment"])
        messages.success(request, _("Listo: así te nombramos desde ahora, también en los documentos nuevos."))
        return redirect("my_treatment")
    return render(request, "accompaniment/accounts/my_treatment.html", {"form": form})
