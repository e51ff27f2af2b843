"""The confirmation that moves a visit to another version: its own id, and the revision it was shown for."""

import uuid
from typing import Any

from django import forms


class VersionMoveForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, revision: int) -> None:
        super().__init__(data, initial={"submission_id": uuid.uuid4(), "base_revision": revision})
