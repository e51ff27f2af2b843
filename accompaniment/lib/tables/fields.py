"""The field that uploads a table. What the file holds is judged by the service that reads it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .formats import OTHER_WORKBOOKS
from .limits import Limits

UPLOAD_LIMIT = Limits.size
SUFFIXES = (".xlsx", ".csv", ".txt")


class TableField(forms.FileField):
    """An upload whose name and size may be a table's."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Archivo"))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}))
        messages = {"required": gettext_lazy("Elige el archivo."), "empty": gettext_lazy("El archivo está vacío.")}
        super().__init__(error_messages=messages, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload: UploadedFile = super().clean(data, initial)
        suffix = PurePath(upload.name or "").suffix.lower()
        if suffix in OTHER_WORKBOOKS:
            raise forms.ValidationError(
                _("Los archivos %(suffix)s no se leen. Ábrelo y guárdalo como «Libro de Excel (.xlsx)».")
                % {"suffix": suffix},
                code="suffix",
            )
        if suffix not in SUFFIXES:
            raise forms.ValidationError(_("Sube un libro de Excel (.xlsx) o un CSV."), code="suffix")
        if (upload.size or 0) > UPLOAD_LIMIT:
            raise forms.ValidationError(
                _("El archivo pesa %(size)s y aquí caben 10 MB. Divídelo en varios.")
                % {"size": filesizeformat(upload.size or 0)},
                code="size",
            )
        return upload
