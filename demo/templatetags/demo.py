"""What the demonstration shows on the pages of the floors below."""

from django import template
from django.conf import settings

from accompaniment.models import User
from demo.logins import DemoLogin, demo_logins

register = template.Library()


@register.simple_tag
def demonstration_logins() -> list[DemoLogin]:
    """The accounts of the demonstration that this database has; none where people work, whatever is in it."""
    if not settings.DEBUG:
        return []
    logins = demo_logins()
    names = [login.username for login in logins]
    there = set(User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True))
    return [login for login in logins if login.username in there]
