"""The short forms of a photo or an audio: with whose consent, and what it shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.forms import PlainForm
from accompaniment.lib.widgets import TextArea

from .media import Media, media_of_upload

CAPTION = gettext_lazy("Sin nombres de niñas ni niños.")


class AttachmentForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("Foto o audio corto"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif,audio/*"}),
        help_text=gettext_lazy(
            "La foto se guarda reducida, sin la ubicación ni la fecha de la cámara. Audio: hasta 2 MB."
        ),
        error_messages={
            "required": gettext_lazy("Elige una foto o un audio."),
            "empty": gettext_lazy("El archivo está vacío: elígelo otra vez."),
        },
    )
    caption = forms.CharField(label=gettext_lazy("Qué muestra"), max_length=200, required=False, help_text=CAPTION)
    consent = forms.CharField(
        label=gettext_lazy("Quién dio el consentimiento"),
        max_length=160,
        help_text=gettext_lazy("Por ejemplo: la docente; el comité de madres y padres, por escrito, en marzo."),
    )
    is_consented = forms.BooleanField(
        label=gettext_lazy("Tengo el consentimiento por escrito y no se ve la cara de ninguna niña ni niño."),
        error_messages={"required": gettext_lazy("Sin consentimiento por escrito no se guarda.")},
    )

    def clean_file(self) -> Media:
        return media_of_upload(self.cleaned_data["file"])


class WithdrawForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("¿Por qué se retira?"),
        max_length=400,
        widget=TextArea(rows=2),
        help_text=gettext_lazy("Queda en el registro de cambios, con tu nombre. No digas nombres de niñas ni niños."),
    )


class CaptionForm(EditForm):
    caption = forms.CharField(label=gettext_lazy("Qué muestra"), max_length=200, required=False, help_text=CAPTION)

    def stored(self) -> dict[str, Any]:
        return {"caption": self.row.caption}
