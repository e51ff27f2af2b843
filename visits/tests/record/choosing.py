"""Two versions of a visit, written and compared as a browser would."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from visits.models import Visit

from .payload import payload


def choose(client: Any, page: Any, every: str = "", **picks: str) -> Any:
    """Send what the page proposes, or `every` where it is offered; `picks` are choices by key, with __ for the dash."""
    form, version = page.context["form"], page.context["version"]
    data = {name: form[name].value() for name in ("revision", "seen")}
    for name in form.compared:
        offered = [value for value, _ in form.fields[name].choices]
        data[name] = every if every in offered else form[name].value() or ""
    data |= {f"keep-{key.replace('__', '-')}": choice for key, choice in picks.items()}
    return client.post(reverse("visits:compare", args=[version.visit_id, version.pk]), data)


def compared(page: Any) -> dict[str, tuple[str, str]]:
    """What the page compares: each side in words, by the key of the part."""
    parts = page.context["form"].compared.values()
    return {one.key: (_told(one.saved), _told(one.sent)) for one in parts}


def _told(lines: Any) -> str:
    return "; ".join(line.text for line in lines)


def write(client: Any, cast: Any, visit_id: UUID, *, base: int, automatic: bool = False, **changes: Any) -> Any:
    """Send a whole visit written on a revision, with `changes` as `payload` takes them."""
    data = payload(cast.assignment, cast.version, day=cast.today, **changes) | {"base_revision": base}
    headers = {"Accept": "application/json"} if automatic else {}
    return client.post(reverse("visits:form", args=[visit_id]), data, headers=headers)


def comparison(client: Any, visit: Visit) -> Any:
    return client.get(reverse("visits:conflict", args=[visit.pk]))


def notes(visit: Visit) -> list[str]:
    return list(visit.notes.values_list("text", flat=True))
