"""Issued documents, as the search of every list shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.searches import Hit, SearchedList
from reports.documents.models.documents import Document

if TYPE_CHECKING:
    from accompaniment.access import Reach
    from accompaniment.accounts.models import User


class SearchedDocuments(SearchedList):
    label = gettext_lazy("Documentos")
    route = "reports:documents"

    @staticmethod
    def is_for(reach: Reach) -> bool:
        return reach.is_specialist or reach.is_director or reach.is_companion or reach.is_accompanied

    @staticmethod
    def rows(user: User, text: str) -> QuerySet[Any]:
        found = Document.objects.visible_to(user).named_like(text)
        return found.select_related("teacher", "institution").defer("snapshot").order_by("-issued_at", "pk")

    @staticmethod
    def hit(row: Document) -> Hit:
        said = [row.teacher, row.institution, _("anulado") if row.is_annulled else ""]
        title = f"{capfirst(row.title)} N.° {row.full_number}"
        return Hit(row.get_absolute_url(), title, " · ".join(str(part) for part in said if part))
