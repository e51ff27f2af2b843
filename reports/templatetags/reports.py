"""How documents and dashboards write dates and numbers."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def day(iso: str | None) -> str:
    """Return a day kept as ISO text as Peru writes it: 23/11/2026; a dash when there is none."""
    return date.fromisoformat(iso).strftime("%d/%m/%Y") if iso else "—"
