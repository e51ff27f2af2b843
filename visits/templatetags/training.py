"""How hours are written."""

from django import template

from visits.training.hours import in_hours

register = template.Library()
register.filter("hours", in_hours)
