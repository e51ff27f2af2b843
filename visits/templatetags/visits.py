"""What templates ask of visits."""

from django import template

from visits.plan.endings import open_work_of

register = template.Library()
register.simple_tag(open_work_of)
