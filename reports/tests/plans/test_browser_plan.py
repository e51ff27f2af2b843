"""The plan in a browser: it saves itself, and the row that it saved goes on being the same one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accompaniment.tests.browser import assert_accessible
from conftest import Cast
from reports.plans.models import FollowUpPlan

from .test_plan_of_a_person import drafted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_saves_itself_while_one_writes(cast: Cast, desktop: Page, sign_in: Any) -> None:
    plan = drafted(cast)
    sign_in(desktop, cast.ana)
    desktop.clock.install()
    desktop.goto(reverse("reports:plan_edit", args=[plan.pk]))
    saved, line = desktop.get_by_text("Guardado a las"), desktop.locator("[data-autosave] details").first
    line.locator("summary").click()
    for text in ("Leer la guía", "Leer la guía juntas"):
        line.get_by_label("Objetivo").fill(text)
        with desktop.expect_response(lambda answer: answer.request.method == "POST"):
            desktop.clock.fast_forward(5000)
        expect(saved).to_be_visible()
    desktop.get_by_role("button", name="Guardar", exact=True).click()
    expect(desktop.get_by_text("Leer la guía juntas")).to_be_visible()
    plan = FollowUpPlan.objects.get()
    assert [row.objective for row in plan.lines.all()] == ["Leer la guía juntas"] and plan.revision == 3


def test_a_phone_reads_and_writes_it(cast: Cast, phone: Page, sign_in: Any) -> None:
    visit = cast.closed_visit(levels=[1, 2, 3, 4, 2])
    visit.commitments.update(due_on=cast.today - timedelta(days=3))
    plan = drafted(cast)
    sign_in(phone, cast.diana)
    phone.goto(reverse("reports:plan_edit", args=[plan.pk]))
    phone.locator("[data-autosave] details").first.locator("summary").click()
    assert_accessible(phone)
    for path in (plan.get_absolute_url(), reverse("reports:plans"), reverse("reports:plans_behind")):
        phone.goto(path)
        assert_accessible(phone)
