"""How documents and dashboards write dates and numbers."""

import re
from datetime import date

from django import template
from django.template import RequestContext
from django.utils.formats import date_format

from accompaniment.models import Teacher
from reports.documents.models.documents import Document

register = template.Library()


@register.filter
def whole_day(iso: str) -> str:
    """A day as a line begins, for who reads it from afar: Viernes 4 de diciembre de 2026."""
    on = date.fromisoformat(iso)
    return f"{date_format(on, 'l')} {date_format(on, 'DATE_FORMAT')}".capitalize()


@register.filter
def day(iso: str | None) -> str:
    """Return a day kept as ISO text as Peru writes it: 23/11/2026; a dash when there is none."""
    return date.fromisoformat(iso).strftime("%d/%m/%Y") if iso else "—"


@register.filter
def long_day(iso: str) -> str:
    """Return a day kept as ISO text as a sentence says it: 23 de noviembre de 2026."""
    return str(date_format(date.fromisoformat(iso), "DATE_FORMAT")).lower()


@register.filter
def grouped(code: str) -> str:
    """Return a verification code in groups of four, as people read it from paper."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


@register.filter
def points(text: str) -> list[str]:
    """Return the lines of a text, without the dash or dot that people type before each one of a list."""
    lines = (re.sub(r"^[-–—•*·]\s+", "", line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


@register.filter
def is_list(value: object) -> bool:
    return isinstance(value, list)


@register.simple_tag(takes_context=True)
def documents_about(context: RequestContext, teacher: Teacher) -> list[Document]:
    """What was issued about this person that the reader may see, the latest first."""
    visible = Document.objects.visible_to(context["request"].user)
    return list(visible.filter(teacher=teacher).defer("snapshot"))
