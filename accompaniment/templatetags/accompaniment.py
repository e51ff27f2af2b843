"""Small helpers of templates."""

from typing import Any

from django import template
from django.template.context import RequestContext

from accompaniment.access import Reach

register = template.Library()


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """Return the page's own query string with `changes`; None drops a parameter."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return query.urlencode()


@register.simple_tag(takes_context=True)
def drop_from_query(context: RequestContext, name: str) -> str:
    """Return the page's own query string without the parameter `name`."""
    return query_with(context, **{name: None, "page": None})


@register.filter
def keeps(reach: Reach, ugel_id: int) -> bool:
    """Ask `reach.keeps(ugel_id)`: a template can't call with an argument."""
    return reach.keeps(ugel_id)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Return `mapping[key]`, or nothing when it has no such key."""
    return mapping.get(key, "")
