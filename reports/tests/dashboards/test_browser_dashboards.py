"""The dashboards in a real browser: folded on a phone, open on a desktop and on paper, accessible in both."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accompaniment.tests.browser import assert_accessible
from reports.tests.dashboards.test_level_grids import place_in, visited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPEN = "document.querySelectorAll('details[data-wide][open]').length"
ALL = "document.querySelectorAll('details[data-wide]').length"


def addresses(cast: Any) -> list[str]:
    """The dashboards of a UGEL of two networks and of an institution of two people, both with a grid."""
    north = place_in(cast, "Norte", "9900030")
    visited(cast, north, 2, levels=[1, 2, 3, 4, 3])
    visited(cast, place_in(cast, "Sur", "9900040"), 2, levels=[1, 2, 3, 4, 3])
    return [reverse("reports:ugel", args=[cast.ugel.pk]), reverse("reports:institution", args=[north.pk])]


def test_a_phone_folds_what_costs_height_and_loses_nothing(phone: Any, sign_in: Any, cast: Any) -> None:
    pages = addresses(cast)
    sign_in(phone, cast.berta)
    for path in pages:
        phone.goto(path)
        assert phone.evaluate(ALL) and not phone.evaluate(OPEN)
        assert_accessible(phone)
        for fold in phone.locator("details").all():
            fold.evaluate("fold => { fold.open = true }")
        assert_accessible(phone)
        assert not phone.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_a_desktop_shows_the_pictures_at_once(desktop: Any, sign_in: Any, cast: Any) -> None:
    pages = addresses(cast)
    sign_in(desktop, cast.berta)
    for path in pages:
        desktop.goto(path)
        assert desktop.evaluate(OPEN) == desktop.evaluate(ALL) > 0
        assert desktop.locator("svg.report-chart").first.is_visible()
        assert_accessible(desktop)


def test_a_director_sees_her_institution_in_one_screen(desktop: Any, sign_in: Any, cast: Any) -> None:
    visited(cast, cast.jardin, 2, levels=[1, 2, 3, 4, 3])  # Tania and two more
    desktop.set_viewport_size({"width": 1280, "height": 900})
    sign_in(desktop, cast.diana)
    desktop.goto("/")
    assert desktop.locator(".report-person").count() == 3 and desktop.evaluate(OPEN) == 1
    assert desktop.locator("main").evaluate("main => main.getBoundingClientRect().bottom") <= 900


def test_paper_shows_them_too(phone: Any, sign_in: Any, cast: Any) -> None:
    [path, _other] = addresses(cast)
    sign_in(phone, cast.berta)
    phone.goto(path)
    phone.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert phone.evaluate(OPEN) == phone.evaluate(ALL) > 0
