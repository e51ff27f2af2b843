"""Choosing on the page that compares two versions of a visit, as a browser would."""

from typing import Any

from django.urls import reverse


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
