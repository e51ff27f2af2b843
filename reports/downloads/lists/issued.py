"""Issued documents, a row each: the plans among them, with what verifies each."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.documents.kinds import KINDS
from reports.documents.models.documents import Document
from reports.downloads.filtering import OfDocuments

from .base import Downloaded, Told, at, choice, code, day, number, text


class _Kinds:
    """Kinds of documents, as a vocabulary asks for choices."""

    choices = [(kind.code, kind.title) for kind in KINDS.values()]


class DocumentsList(Downloaded):
    code = "documents"
    title = _("documentos emitidos: una fila por documento")
    file_name = "documentos"
    filter = OfDocuments

    @property
    def found(self) -> Any:
        issued = Document.objects.visible_to(self.user)
        return issued.annotate(issued_on=TruncDate("issued_at")).order_by("issued_at", "pk")

    def rows(self, found: Any) -> Any:
        return super().rows(found.select_related("teacher", "institution__network").defer("snapshot"))

    @cached_property
    def told(self) -> list[Told]:
        return [
            choice("DOCUMENTO", _Kinds, lambda one: one.kind, width=28),
            number("AÑO", lambda one: one.year),
            number("NUMERO", lambda one: one.number),
            day("FECHA", lambda one: timezone.localtime(one.issued_at).date()),
            *at(lambda one: one.institution),
            text("APELLIDOS", lambda one: getattr(one.teacher, "last_names", ""), width=24),
            text("NOMBRES", lambda one: getattr(one.teacher, "first_names", ""), width=22),
            text("ESTADO", lambda one: str(_("anulado") if one.is_annulled else _("vigente"))),
            text("MOTIVO_ANULACION", lambda one: one.annulment_reason, width=40),
            code("SHA256", lambda one: one.sha256, width=66),
        ]
