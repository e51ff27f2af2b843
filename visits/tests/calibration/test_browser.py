"""Two observers of one visit, each on her phone; and the pages of calibration for everyone's eyes and hands."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accompaniment.submissions.receiving import NewSubmission
from accompaniment.tests.browser import assert_accessible, open_part
from rubrics.models import PracticeCase, PracticeReference
from rubrics.practice.services import load_shipped_cases, receive_answer
from visits.models import PairedObservation, PairedScore

from .pairs import paired_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "locale": "es-PE"}


@pytest.fixture
def other_phone(browser, live_server):
    context = browser.new_context(base_url=live_server.url, **PHONE)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def fill(page, evidence, level):
    """Write the evidence and touch the level of every criterion."""
    expect(page.get_by_role("button", name="Guardar")).to_be_visible()  # the page has come
    for box in page.locator("textarea[name^=score-][name$=-evidence]").all():
        box.fill(evidence)
    for choice in page.locator(f"input[name^=score-][name$=-value][value='{level}']").all():
        choice.check()


def test_two_observers_score_apart_and_then_compare(phone, other_phone, cast, sign_in):
    visit = cast.visit()
    sign_in(phone, cast.ana)
    sign_in(other_phone, cast.olga)

    phone.goto(visit.get_absolute_url())
    phone.get_by_role("link", name="invitar a una colega").tap()
    phone.get_by_label("¿A quién invitas?").select_option(label="Olga Ramos")
    phone.get_by_role("button", name="Invitar").tap()
    expect(phone.locator("main")).to_contain_text("Todavía no cierra su observación.")

    other_phone.goto("/")
    other_phone.get_by_role("link", name="Flores, Tania").tap()
    fill(other_phone, "Desde atrás vi que esperan.", 3)
    other_phone.get_by_role("button", name="Revisar y cerrar").tap()
    other_phone.get_by_role("button", name="Cerrar mi observación").tap()
    expect(other_phone.locator("main")).to_contain_text("Falta que Ana Quispe cierre su visita.")

    phone.goto(reverse("visits:form", args=[visit.pk]) + "#part-4")
    fill(phone, "De cerca vi que preguntan.", 2)
    expect(phone.locator("main")).not_to_contain_text("Desde atrás")
    open_part(phone, 5)
    phone.get_by_role("button", name="Revisar y cerrar").tap()
    phone.get_by_role("button", name="Cerrar la visita").tap()
    expect(phone.locator("main")).to_contain_text("Visita cerrada.")

    for page in (phone, other_phone):
        page.goto(reverse("visits:calibration"))
        page.get_by_role("link", name="Comparar niveles").tap()
        expect(page.locator("main")).to_contain_text("Desde atrás vi que esperan.")
        expect(page.locator("main")).to_contain_text("De cerca vi que preguntan.")
        expect(page.get_by_text("a un nivel").first).to_be_visible()
        assert_accessible(page)
    other_phone.get_by_label("¿Qué acordaron al conversarlo?").fill("Contar a cuántas les pregunta")
    other_phone.get_by_role("button", name="Anotar").tap()
    expect(other_phone.locator("main")).to_contain_text("Anotado para las dos.")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Contar a cuántas les pregunta")
    assert PairedScore.objects.filter(value=3, companion_value=2).count() == 5


def test_the_second_observers_form_works_without_scripts(browser, live_server, cast, sign_in):
    pair = PairedObservation.objects.create(visit=cast.visit(), observer=cast.olga, invited_by=cast.ana)
    page = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    sign_in(page, cast.olga)
    page.goto(pair.get_absolute_url())
    fill(page, "Sin guiones también", 1)
    page.get_by_role("button", name="Guardar").click()
    assert set(pair.scores.values_list("evidence", flat=True)) == {"Sin guiones también"}
    page.context.close()


def test_every_page_of_calibration_is_accessible_on_a_phone(phone, cast, sign_in):
    load_shipped_cases()
    paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 3, 4])
    paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 3, 4])
    waiting = PairedObservation.objects.create(visit=cast.visit(), observer=cast.ana, invited_by=cast.berta)
    mine = PairedObservation.objects.create(visit=cast.visit(), observer=cast.olga, invited_by=cast.ana)
    unseen = PairedObservation.objects.create(visit=cast.closed_visit(), observer=cast.berta, invited_by=cast.ana)
    cases = PracticeCase.objects.filter(version=cast.version)
    levels = {r.criterion_id: {"value": 2} for r in PracticeReference.objects.filter(case=cases[1])}
    receive_answer(case=cases[1], submission=NewSubmission(uuid.uuid4(), cast.ana), levels=levels, retake_days=90)
    own = PracticeCase.objects.create(version=cast.version, ugel=cast.ugel, title="Mío", vignette="Siembran.")
    pages = {
        cast.ana: [
            reverse("visits:calibration"),
            reverse("visits:pair", args=[waiting.pk]),
            reverse("visits:pair_close", args=[waiting.pk]),
            reverse("visits:pair_decline", args=[waiting.pk]),
            reverse("visits:pair_invite", args=[mine.visit_id]),
            reverse("visits:pair_withdraw", args=[mine.pk]),
            reverse("rubrics:practice"),
            cases[0].get_absolute_url(),
            cases[1].get_absolute_url(),
        ],
        cast.berta: [
            reverse("visits:calibration"),
            reverse("visits:ugel_calibration", args=[cast.ugel.pk]),
            reverse("visits:calibration_rule", args=[cast.ugel.pk]),
            unseen.visit.get_absolute_url(),
            reverse("rubrics:practice_new"),
            reverse("rubrics:practice_edit", args=[own.pk]),
            reverse("rubrics:practice_publish", args=[own.pk]),
        ],
    }
    for who, urls in pages.items():
        sign_in(phone, who)
        for url in urls:
            phone.goto(url)
            assert_accessible(phone)
    PracticeCase.objects.filter(pk=own.pk).update(published_at=timezone.now())
    phone.goto(reverse("rubrics:practice_retire", args=[own.pk]))
    assert_accessible(phone)


def test_a_case_is_answered_by_touch(phone, cast, sign_in):
    load_shipped_cases()
    case = PracticeCase.objects.filter(version=cast.version).first()
    sign_in(phone, cast.ana)
    phone.goto(case.get_absolute_url())
    for choice in phone.locator("input[type=radio][value='2']").all():
        choice.check()
    phone.get_by_role("button", name="Responder y comparar").tap()
    expect(phone.locator("main")).to_contain_text("Esta respuesta cuenta para tu calibración.")
