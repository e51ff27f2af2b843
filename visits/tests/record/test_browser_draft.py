"""What is typed in a browser: kept here, sent by itself, received, and brought back when something went wrong."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.tests.browser import open_part, wait_until
from visits.models import FieldNote, Score, Submission, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('acompana:visit:')).length"


@pytest.fixture
def form(phone, cast, sign_in):
    """The form of a draft, open on Ana's phone at the notebook."""
    draft = cast.visit()
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:form", args=[draft.pk]))
    open_part(phone, 3)
    return phone


def state(page):
    return page.locator("[data-state]")


def write(page, name, text):
    """Write into a field of the last part."""
    open_part(page, 5)
    page.locator(f"[name={name}]").fill(text)


def note(page, text):
    open_part(page, 3)
    page.locator("[name=notes-0-text]").press_sequentially(text)


def test_it_saves_by_itself_and_says_when_it_was_received(form):
    note(form, "Eligen los bloques")
    expect(state(form)).to_contain_text("Guardado aquí")
    assert form.evaluate(KEPT) == 1
    expect(state(form)).to_contain_text(re.compile(r"^Recibido \d\d:\d\d"))
    assert FieldNote.objects.get().text == "Eligen los bloques"
    assert form.evaluate(KEPT) == 0, "the copy goes once it is received"
    assert re.fullmatch(r"\d\d:\d\d", form.locator("[name=notes-0-noted_at]").input_value())


def test_after_it_saved_by_itself_the_button_still_saves_without_a_conflict(form):
    note(form, "Uno")
    expect(state(form)).to_contain_text("Recibido")
    write(form, "dialogue-needs", "Dos")
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(form.locator("main")).to_contain_text("Guardado. Puedes seguir")
    assert Visit.objects.get().dialogue.needs == "Dos"
    assert set(Submission.objects.values_list("outcome", flat=True)) == {"saved"}
    wait_until(form, f"{KEPT} === 0")


def test_without_a_network_it_stays_here_and_goes_when_it_is_back(form, complaints):
    form.context.set_offline(True)
    note(form, "En el valle no hay señal")
    expect(state(form)).to_contain_text("sin respuesta todavía")
    assert not FieldNote.objects.exists()
    assert form.evaluate(KEPT) == 1
    form.context.set_offline(False)
    expect(state(form)).to_contain_text("Recibido")
    assert FieldNote.objects.get().text == "En el valle no hay señal"
    complaints.clear()  # the browser says that it was offline


NO_SIGNAL = "Sin señal: está guardado en este celular; se enviará solo."


def test_the_button_without_a_signal_stays_and_what_is_written_goes_once_when_it_is_back(form, complaints):
    form.context.set_offline(True)
    note(form, "En el valle no hay señal")
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(state(form)).to_have_text(NO_SIGNAL)
    expect(form.locator("[name=notes-0-text]")).to_have_value("En el valle no hay señal")
    assert form.evaluate(KEPT) == 1
    form.context.set_offline(False)
    expect(state(form)).to_contain_text("Recibido")
    assert FieldNote.objects.get().text == "En el valle no hay señal"
    assert Submission.objects.count() == 1
    assert form.evaluate(KEPT) == 0
    complaints.clear()


def test_the_button_without_a_signal_stays_when_all_was_received_and_while_no_answer_has_come(form, complaints):
    note(form, "Eligen")
    expect(state(form)).to_contain_text("Recibido")
    form.context.set_offline(True)
    open_part(form, 5)
    form.get_by_role("button", name="Revisar y cerrar").click()
    expect(state(form)).to_have_text(NO_SIGNAL)
    assert form.evaluate(KEPT) == 1
    note(form, " los bloques")
    expect(state(form)).to_contain_text("sin respuesta todavía")
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(state(form)).to_have_text(NO_SIGNAL)
    form.context.set_offline(False)
    expect(state(form)).to_contain_text("Recibido")
    assert FieldNote.objects.get().text == "Eligen los bloques"
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(form.locator("main")).to_contain_text("Guardado. Puedes seguir")
    assert set(Submission.objects.values_list("outcome", flat=True)) == {"saved"}
    complaints.clear()


def answer_for_the_system(route):
    """As a proxy does while the system behind it is being restarted."""
    route.fulfill(status=502, content_type="text/html", body="<h1>El sistema no responde en este momento</h1>")


def test_a_proxy_that_answers_in_the_place_of_the_system_is_no_signal(form, complaints):
    form.route("**", answer_for_the_system)
    note(form, "En el valle no hay señal")
    expect(state(form)).to_contain_text("sin respuesta todavía")
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(state(form)).to_have_text(NO_SIGNAL)
    assert form.evaluate(KEPT) == 1
    form.unroute("**")
    form.evaluate("dispatchEvent(new Event('online'))")
    expect(state(form)).to_contain_text("Recibido")
    assert FieldNote.objects.get().text == "En el valle no hay señal"
    complaints.clear()


DEAD_LINE = """() => { fetch = (url, { method }) => method === "HEAD"
    ? Promise.reject(new TypeError("no network"))
    : new Promise((_resolve, reject) => { lineEnds = () => reject(new TypeError("no network")); }); }"""


def test_the_button_does_not_wait_for_an_answer_that_cannot_come(form):
    form.evaluate(DEAD_LINE)
    note(form, "Con barras, pero sin datos")
    expect(state(form)).to_contain_text("esperando la confirmación")
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(state(form)).to_have_text(NO_SIGNAL)
    assert form.evaluate(KEPT) == 1
    form.evaluate("lineEnds()")  # what was on its way all the while: the button has said more than that already
    form.evaluate("() => new Promise((done) => setTimeout(done, 0))")
    expect(state(form)).to_have_text(NO_SIGNAL)


NEVER_ARRIVES = "() => { fetch = () => Promise.reject(new TypeError('no network')); }"
ANSWER_IS_LOST = """() => { const send = fetch; fetch = (...letter) => {
    fetch = send;
    return send(...letter).then(() => Promise.reject(new TypeError('no answer')));
} }"""


def reopen(form):
    form.once("dialog", lambda dialog: dialog.accept())
    form.reload()
    form.get_by_role("button", name="Recuperarlo").click()


def test_what_never_arrived_is_offered_when_the_form_opens_again(form):
    form.evaluate(NEVER_ARRIVES)
    note(form, "Se apagó el celular")
    expect(state(form)).to_contain_text("Guardado aquí")
    reopen(form)
    expect(form.locator("[name=notes-0-text]")).to_have_value("Se apagó el celular")
    expect(state(form)).to_contain_text("Recibido", timeout=12_000)
    assert FieldNote.objects.get().text == "Se apagó el celular"


def test_what_was_written_after_an_answer_was_lost_is_offered_and_goes_without_a_conflict(form):
    form.evaluate(ANSWER_IS_LOST)
    note(form, "Eligen")
    expect(state(form)).to_contain_text("sin respuesta todavía")
    assert FieldNote.objects.get().text == "Eligen"
    form.evaluate(NEVER_ARRIVES)
    note(form, " los bloques")
    reopen(form)
    expect(form.locator("[name=notes-0-text]")).to_have_value("Eligen los bloques")
    expect(state(form)).to_contain_text("Recibido", timeout=12_000)
    assert FieldNote.objects.get().text == "Eligen los bloques"
    assert set(Submission.objects.values_list("outcome", flat=True)) == {"saved"}


def test_the_button_after_a_lost_answer_finds_no_conflict_with_itself(form):
    form.evaluate(ANSWER_IS_LOST)
    note(form, "Eligen los bloques")
    expect(state(form)).to_contain_text("sin respuesta todavía")
    write(form, "dialogue-needs", "Dos")
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(form.locator("main")).to_contain_text("Guardado. Puedes seguir")
    assert Visit.objects.get().dialogue.needs == "Dos"


def test_a_session_that_ended_keeps_it_here_and_sends_it_after_signing_in(form, cast, sign_in, complaints):
    form.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    note(form, "Una hora de escritura")
    expect(state(form)).to_contain_text("se cerró tu sesión")
    assert form.evaluate(KEPT) == 1
    sign_in(form, cast.ana)  # in another tab
    form.evaluate("dispatchEvent(new Event('online'))")
    expect(state(form)).to_contain_text("Recibido")
    assert FieldNote.objects.get().text == "Una hora de escritura"
    complaints.clear()


def test_another_window_that_saved_is_told_and_nothing_is_written_over(form, complaints):
    other = form.context.new_page()
    other.goto(form.url)
    note(other, "Desde la otra ventana")
    expect(state(other)).to_contain_text("Recibido")
    note(form, "Desde esta")
    expect(state(form)).to_contain_text("hay otra versión de esta visita")
    form.get_by_role("link", name="Comparar").click()
    expect(form.locator("main")).to_contain_text("Desde esta")
    assert FieldNote.objects.get().text == "Desde la otra ventana"
    complaints.clear()


def save_in_another_window(form, text="Desde la otra ventana"):
    other = form.context.new_page()
    other.goto(form.url)
    note(other, text)
    expect(state(other)).to_contain_text("Recibido")


ANOTHER = "hay otra versión de esta visita"


def test_what_is_typed_after_another_version_was_told_is_received_too(form, complaints):
    save_in_another_window(form)
    note(form, "Desde esta")
    expect(state(form)).to_contain_text(ANOTHER)
    note(form, ", y lo que siguió")
    expect(state(form)).to_contain_text("Guardado aquí")
    expect(state(form)).to_contain_text(ANOTHER)
    kept = Submission.objects.get(outcome="conflict")  # one: the page said it all again
    assert kept.payload["notes-0-text"] == ["Desde esta, y lo que siguió"]
    assert form.evaluate(KEPT) == 0
    complaints.clear()


def test_what_never_left_after_another_version_was_told_stays_and_is_said_where_they_are_compared(form, complaints):
    save_in_another_window(form)
    note(form, "Desde esta")
    expect(state(form)).to_contain_text(ANOTHER)
    form.evaluate(NEVER_ARRIVES)
    note(form, ", y lo que siguió")
    expect(state(form)).to_contain_text("sin respuesta todavía")
    form.once("dialog", lambda dialog: dialog.accept())
    form.goto(reverse("visits:conflict", args=[Visit.objects.get().pk]))
    expect(form.locator("main")).to_contain_text("todavía no llegó al sistema")
    assert form.evaluate(KEPT) == 1
    form.get_by_role("link", name="Recuperarlo").click()
    form.get_by_role("button", name="Recuperarlo").click()
    expect(form.locator("[name=notes-0-text]")).to_have_value("Desde esta, y lo que siguió")
    complaints.clear()


def test_a_newer_text_under_the_id_of_what_was_held_is_not_taken_for_it(form):
    write(form, "commitments-0-action", "Leer")
    expect(state(form)).to_contain_text("Recibido sin completar")
    form.evaluate(NEVER_ARRIVES)
    write(form, "commitments-0-action", "Leer un cuento")
    expect(state(form)).to_contain_text("sin respuesta todavía")
    reopen(form)
    expect(form.locator("[name=commitments-0-action]")).to_have_value("Leer un cuento")


def test_what_was_held_as_it_stands_is_not_offered_again(form):
    form.locator("[name=notes-0-text]").fill('Dijo: «¡mira!»\n\tÑandú "\\" 😀\n')
    write(form, "commitments-0-action", "Leer")
    expect(state(form)).to_contain_text("Recibido sin completar")
    form.reload()
    expect(form.locator("[name=commitments-0-action]")).to_have_value("Leer")
    wait_until(form, f"{KEPT} === 0")
    expect(form.locator("[data-copy]")).to_be_hidden()


def test_a_copy_that_nobody_decided_on_outlives_what_is_typed_beside_it(form):
    form.evaluate(NEVER_ARRIVES)
    note(form, "Se apagó el celular")
    expect(state(form)).to_contain_text("Guardado aquí")
    form.once("dialog", lambda dialog: dialog.accept())
    form.reload()
    expect(form.locator("[data-copy]")).to_be_visible()
    write(form, "dialogue-needs", "Otra cosa")
    expect(state(form)).to_contain_text("Recibido")
    form.reload()
    form.get_by_role("button", name="Recuperarlo").click()
    expect(form.locator("[name=notes-0-text]")).to_have_value("Se apagó el celular")


def test_what_is_typed_after_a_refusal_stays_here(form, cast, complaints):
    Visit.objects.update(status=Visit.Status.CANCELLED)
    note(form, "Desde esta")
    expect(state(form)).to_contain_text("el sistema no lo recibió")
    note(form, ", y lo que siguió")
    assert "y lo que siguió" in form.evaluate("Object.values(localStorage).join()")
    complaints.clear()


def test_what_still_lacks_something_is_received_as_it_is_and_says_what(form):
    write(form, "commitments-0-action", "Leer un cuento")
    expect(state(form)).to_contain_text("Recibido sin completar")
    expect(state(form).get_by_role("link", name="Para cuándo")).to_be_visible()
    assert Submission.objects.get(outcome="held").payload["commitments-0-action"] == ["Leer un cuento"]


def test_a_note_gathers_under_its_criterion_and_one_touch_makes_it_evidence(form, cast):
    criterion = cast.version.criteria.first()
    note(form, "Explican por qué")
    form.locator("[data-note]").first.get_by_role("button", name=criterion.short_title).tap()
    for key in ("Alt+2", "Alt+1"):
        form.locator("[name=notes-0-text]").press(key)
    open_part(form, 4)
    section = form.locator(f'[data-criterion="{criterion.pk}"]')
    expect(section.locator("[data-tagged]")).to_contain_text("Explican por qué")
    section.get_by_role("button", name="Usar como evidencia").tap()
    expect(form.locator(f"[name=score-{criterion.pk}-evidence]")).to_have_value("Explican por qué")
    expect(section.get_by_role("button", name="Usar como evidencia")).to_be_hidden()


def test_the_minute_of_a_note_is_taken_however_its_text_comes(form):
    text, minute = form.locator("[name=notes-0-text]"), form.locator("[name=notes-0-noted_at]")
    text.focus()
    form.keyboard.insert_text("Eligen los bloques")  # dictated, glided or pasted: many letters at once
    expect(minute).to_have_value(re.compile(r"^\d\d:\d\d$"))
    minute.fill("")
    text.press_sequentially(" y cuentan")
    expect(minute).to_have_value("")  # she took it away
    text.fill("")
    text.fill("Otra cosa")
    expect(minute).not_to_have_value("")


def test_a_level_tapped_by_mistake_is_taken_back_and_received_so(form, cast):
    criterion, other = cast.version.criteria.all()[:2]
    section, level = form.locator(f'[data-criterion="{criterion.pk}"]'), f"[name=score-{criterion.pk}-value]"
    none = section.get_by_label("Sin elegir")
    open_part(form, 4)
    expect(none).to_be_hidden()
    section.locator(f"[name=score-{criterion.pk}-evidence]").fill("Preguntan")
    section.locator(level).first.tap()
    expect(state(form)).to_contain_text("Recibido")
    assert Score.objects.get(criterion=criterion).value == 1
    expect(none).to_be_visible()  # for keys; a second touch does the same
    section.locator(level).first.tap()
    expect(state(form)).to_contain_text("Guardado aquí")
    expect(state(form)).to_contain_text("Recibido")
    assert Score.objects.get(criterion=criterion).value is None
    section.locator(level).nth(1).tap()
    section.locator("summary").last.tap()
    section.get_by_role("checkbox", name="No se observó").tap()
    expect(section.locator(f"{level}[value='2']")).not_to_be_checked()
    of_other = form.locator(f"[name=score-{other.pk}-value]")
    of_other.first.focus()
    form.keyboard.press("Space")
    form.keyboard.press("ArrowUp")
    expect(of_other.last).to_be_checked()
    expect(of_other.last).to_have_value("")


def test_the_stopwatch_survives_a_reload_and_adds_its_minutes(form):
    form.clock.install()
    form.reload()
    form.get_by_role("button", name="Iniciar cronómetro").tap()
    form.clock.run_for(120_000)
    form.reload()
    form.clock.run_for(60_000)
    form.get_by_role("button", name="Detener cronómetro").tap()
    expect(form.locator("[name=monitoring-minutes]")).to_have_value("3")
