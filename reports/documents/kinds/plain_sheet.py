"""The sheet of one visit for who prefers few words."""

from django.utils.translation import gettext_lazy

from .visit_sheet import VisitSheet


class PlainSheet(VisitSheet):
    code = "plain_sheet"
    title = gettext_lazy("hoja de la visita en pocas palabras")
    template = "pdf/plain_sheet.html"
    look = "plain"


PLAIN_SHEET = PlainSheet()
