"""Handing over a way in: whom the list ticked, and whether it is a link or a printed code."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import PlainForm

LINK, ONE_TIME_CODE = "link", "one_time_code"


class HandoverForm(PlainForm):
    way = forms.ChoiceField(
        label=_("Cómo entrará"),
        choices=[
            (LINK, _("Con un enlace, por mensaje o con la cámara de su celular")),
            (ONE_TIME_CODE, _("Con una hoja de acceso impresa, que lleva un código")),
        ],
        widget=forms.RadioSelect,
        initial=LINK,
        required=False,
    )
    lost_phone = forms.BooleanField(
        label=_("Quitarle el segundo paso: ya no tiene el celular que le daba los códigos"), required=False
    )

    def __init__(self, *args: Any, has_second_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_second_factor:
            del self.fields["lost_phone"]

    def layout(self) -> Layout:
        return Layout(*(Field(name) for name in self.fields))
