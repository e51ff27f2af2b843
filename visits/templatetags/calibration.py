"""How figures of agreement are written."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def decimal(value: float) -> str:
    """Return a figure with two places as Peru writes it; its minus sign is not taken for a hyphen."""
    return str(number_format(round(value, 2) + 0.0, 2)).replace("-", "−")
