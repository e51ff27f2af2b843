"""Small helpers of templates."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accompaniment.access import Reach
from accompaniment.jobs import runs
from accompaniment.jobs.models import Job
from accompaniment.lib.charts.canvas import Drawing
from accompaniment.lib.charts.markup import markup
from accompaniment.lib.contributions import address_of, saved_lists, sections_of
from accompaniment.lib.drafts import FIELD, writer_token
from accompaniment.lib.sealed_words import ASKED, TYPED, WORDS, shown
from accompaniment.lib.sorting import Sorting
from accompaniment.saved_views.models import SavedView, asked_of
from accompaniment.territory.models import Institution

register = template.Library()


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """Return the page's own query string with `changes`; None drops a parameter."""
    query = shown(context["request"].GET)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return query.urlencode()


@register.simple_tag(takes_context=True)
def drop_from_query(context: RequestContext, name: str) -> str:
    """Return the page's own query string without the parameter `name`; typed words go together."""
    return query_with(context, **{WORDS if name in TYPED else name: None, "page": None})


@register.inclusion_tag("includes/sorted_head.html", takes_context=True)
def sorted_head(context: RequestContext, sorting: Sorting, column: str, label: str) -> dict[str, Any]:
    """The head of a column by which a list can be sorted."""
    state = {"state": sorting.state(column), "next": sorting.next(column), "label": label}
    return {**state, "request": context["request"]}


@register.inclusion_tag("accompaniment/saved_views/_saved_views.html", takes_context=True)
def saved_views(context: RequestContext, code: str) -> dict[str, Any]:
    """The reader's saved views of a list, the one in sight marked; where none is, the offer to save what is."""
    request = context["request"]
    views = list(SavedView.objects.visible_to(request.user).filter(code=code))
    asked = asked_of(request.GET, saved_lists()[code])
    current = next((view for view in views if view.asked == asked), None)
    offers = bool(asked) and current is None and not request.user.seen_by
    query = shown(request.GET).urlencode()
    return {"views": views, "current": current, "offers": offers, "query": query, "code": code, **_token(context)}


def _token(context: RequestContext) -> dict[str, Any]:
    return {"csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def section(context: RequestContext, place: str) -> SafeString:
    """What the apps above show in this place of the page, each with a template of its own and the page's context."""
    assert context.template is not None  # noqa: S101 : a tag runs while its template is rendered
    templates = [context.template.engine.get_template(name) for name in sections_of(place)]
    return mark_safe("".join(template.render(context) for template in templates))  # noqa: S308 : templates escape


register.simple_tag(address_of)


@register.simple_tag(takes_context=True)
def crumb(context: RequestContext, to: str, label: Any, *args: Any) -> str:
    """A step of the way back: a page (an address, or a route and its arguments) above this one.

    The list that this page belongs to stands first by itself (`way_back`), and is not said twice.
    """
    url = to if "/" in to else reverse(to, args=args)
    first = context.get("way_back")
    if first and (url == first.url or label == first.label):
        return ""
    return format_html('<li><a href="{}">{}</a></li>', url, capfirst(str(label)))


@register.filter
def as_way_back(steps: str) -> str:
    """The steps of the way back as the navigation that they are; nothing without a step."""
    return render_to_string("includes/way_back.html", {"steps": mark_safe(steps)}) if steps.strip() else ""  # noqa: S308 : made of `crumb`


@register.simple_tag(takes_context=True)
def writer(context: RequestContext) -> SafeString:
    """The hidden input by which what was typed comes back to this user, should the session end before it is sent."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, writer_token(context["request"].user))


@register.simple_tag(takes_context=True)
def search(context: RequestContext) -> SafeString:
    """The hidden inputs that make a posted form a search: its page answers, and its words stay out of the address."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="1">',
        context["csrf_token"],
        ASKED,
    )


@register.filter
def marks(drawing: Drawing) -> SafeString:
    """What a chart draws, as SVG."""
    return mark_safe(markup(drawing))  # noqa: S308 : it escapes


@register.filter
def keeps(reach: Reach, ugel_id: int) -> bool:
    """Ask `reach.keeps(ugel_id)`: a template can't call with an argument."""
    return reach.keeps(ugel_id)


@register.filter
def leads(reach: Reach, institution: Institution) -> bool:
    """Ask `reach.leads(institution)`, likewise."""
    return reach.leads(institution)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Return `mapping[key]`, or nothing when it has no such key."""
    return mapping.get(key, "")


@register.filter
def said(job: Job) -> str:
    """How far long work is, in words, and since when nobody works on it."""
    return str(runs.progress_of(job)["text"])
