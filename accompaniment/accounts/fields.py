"""Columns of an account that are compared in one form, by whichever door they are written or asked for."""

from __future__ import annotations

from typing import Any

from django.db import models


class FoldedEmailField(models.EmailField):
    """An e-mail in lower case without blanks around it, kept and looked for so; an empty one is none."""

    def get_prep_value(self, value: Any) -> str | None:
        return (super().get_prep_value(value) or "").strip().lower() or None

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        """Let the row in hand say what is kept."""
        kept = self.get_prep_value(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, kept)
        return kept
