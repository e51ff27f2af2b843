"""What templates ask of visits."""

from typing import Any

from django import template

from visits.alerts.waiting import open_alerts_of
from visits.closing.services import missing_to_close
from visits.plan.endings import open_work_of

register = template.Library()
register.simple_tag(open_work_of)
register.simple_tag(missing_to_close)


@register.inclusion_tag("visits/alerts/_open.html", takes_context=True)
def open_alerts(context: dict[str, Any]) -> dict[str, Any]:
    """The alerts that wait for whoever reads the page; not for an administrator who sees the site as that person."""
    user = context["request"].user
    return {"alerts": [] if user.seen_by else list(open_alerts_of(user))}
