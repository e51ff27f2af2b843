"""The form of a material: what it is, and a link or a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import PlainForm
from visits.record.attachments.media import Media, media_of_upload


class MaterialForm(PlainForm):
    title = forms.CharField(label=gettext_lazy("Qué es"), max_length=160)
    link = forms.URLField(
        label=gettext_lazy("Enlace"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("De una lectura, un video o un audio. O elige un archivo, abajo."),
    )
    file = forms.FileField(
        label=gettext_lazy("Imagen o audio corto"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif,audio/*"}),
        help_text=gettext_lazy(
            "Una página o una lámina en foto, o un audio de hasta 2 MB. Ninguna niña ni niño en la imagen."
        ),
        error_messages={"empty": gettext_lazy("El archivo está vacío: elígelo otra vez.")},
    )

    def clean_file(self) -> Media | None:
        upload = self.cleaned_data["file"]
        return media_of_upload(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(values.get("link")) == bool(values.get("file")):
            self.add_error("link", _("Pon un enlace o un archivo: uno de los dos."))
        return values

    def material(self) -> dict[str, Any]:
        return {
            "title": self.cleaned_data["title"],
            "link": self.cleaned_data["link"],
            "media": self.cleaned_data["file"],
        }
