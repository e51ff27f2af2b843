"""The form that brings an instrument from a file, and the one that confirms what it would make."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import PlainForm
from accompaniment.models import User

from .instruments import OwnerForm


class BringForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("Archivo"),
        help_text=gettext_lazy("Un instrumento en .json o .xlsx, como los que se descargan aquí. Hasta 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx"}),
        error_messages={"required": gettext_lazy("Elige el archivo."), "empty": gettext_lazy("El archivo está vacío.")},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if PurePath(upload.name or "").suffix.lower() not in (".json", ".xlsx"):
            raise forms.ValidationError(_("Sube un archivo .json o un libro de Excel (.xlsx)."))
        return upload


class ConfirmUploadForm(OwnerForm):
    """Whose the instrument of a file becomes, when there is a choice: a version of one that is there is its own's."""

    def __init__(self, *args: Any, by: User, has_home: bool, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        if has_home:
            self.fields.pop("owner", None)
