"""What an import of the registry refused, or took without some of its data, to be taken away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied
from accompaniment.exports.listing import ExportedList, Listing

from . import wording
from .models import RegistryImport
from .report import Faults, faults_table
from .rules import may_import


class FaultsList(ExportedList):
    code = "registry_faults"
    title = gettext_lazy("líneas del padrón con problemas")
    asks = ("import_id", "kind", "code")

    def verdict(self) -> Allowed | Denied:
        verdict = may_import(self.user)
        return verdict if not verdict or self._record else Denied(_("Esta importación ya no está."))

    def count(self) -> int:
        return len(self._faults)

    def listing(self) -> Listing:
        return faults_table(self._faults)

    def in_words(self) -> list[tuple[str, str]]:
        words = [(_("Qué"), str(wording.FAULTS[self._faults.kind]))]
        if code := self._faults.code:
            words.append((_("Motivo"), str(wording.REASONS.get(code, code))))
        return words

    def page(self) -> str:
        return self._record.get_absolute_url() if self._record else reverse("registry")

    def log(self) -> None:
        """It is about nobody."""

    @cached_property
    def _record(self) -> RegistryImport | None:
        try:
            key = UUID(self.query.get("import_id", ""))
        except ValueError:
            return None
        found: RegistryImport | None = RegistryImport.objects.visible_to(self.user).filter(pk=key).first()
        return found

    @property
    def _faults(self) -> Faults:
        assert self._record  # noqa: S101 : the verdict was asked
        return Faults(self._record, **chosen_faults(self.query))


def chosen_faults(query: Mapping[str, str]) -> dict[str, str]:
    """Which kind of faults an address asks for, and for which reason; empty for all."""
    kind = query.get("kind", "")
    return {"kind": kind if kind in wording.FAULTS else "refused", "code": query.get("code", "")}
