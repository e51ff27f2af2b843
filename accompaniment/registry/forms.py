"""Forms of the registry import: the upload, and the confirmation of what its preview showed."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.tables.formats import FORMAT_OF_SUFFIX, OTHER_WORKBOOKS

from .columns import REGISTRY

UPLOAD_LIMIT = REGISTRY.limits.size


class RegistryUploadForm(forms.Form):
    """A file and what to keep of it. What the file holds is judged by the service that reads it."""

    file = forms.FileField(
        label=gettext_lazy("Archivo del padrón"),
        help_text=gettext_lazy(
            "CSV, DBF, Excel (.xlsx) o ZIP, de hasta 400 MB; en ZIP llega antes. No leemos directores, teléfonos"
            " ni correos."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.dbf,.xlsx,.zip"}),
        error_messages={
            "required": gettext_lazy("Elige el archivo del padrón."),
            "empty": gettext_lazy("El archivo está vacío."),
        },
    )
    all_levels = forms.BooleanField(
        label=gettext_lazy("Conservar todos los niveles y gestiones"),
        help_text=gettext_lazy("Sin marcar, solo entran los servicios públicos de inicial, PRONOEI incluidos."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("preview", _("Ver qué cambiaría")))

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        suffix = PurePath(upload.name or "").suffix.lower()
        if suffix not in FORMAT_OF_SUFFIX and suffix not in OTHER_WORKBOOKS:  # a workbook gets a better sentence later
            raise forms.ValidationError(
                _("El padrón debe ser un archivo CSV, DBF, Excel (.xlsx) o ZIP."), code="suffix"
            )
        if (upload.size or 0) > UPLOAD_LIMIT:
            raise forms.ValidationError(
                _("El archivo pesa %(size)s y aquí caben 400 MB. Comprímelo en un ZIP y súbelo otra vez.")
                % {"size": filesizeformat(upload.size or 0)},
                code="size",
            )
        return upload


class RegistryConfirmForm(forms.Form):
    """Confirms an import; when it would close many services, only with an extra tick."""

    allow_closures = forms.BooleanField(
        label=gettext_lazy("Revisé la lista: el archivo está completo y esos servicios sí deben cerrarse"),
        error_messages={"required": gettext_lazy("Marca esta casilla si de verdad deben cerrarse.")},
    )

    def __init__(self, *args: Any, is_alarming: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_alarming:
            del self.fields["allow_closures"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def allows_closures(self) -> bool:
        return bool(self.cleaned_data.get("allow_closures"))
