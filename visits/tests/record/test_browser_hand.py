"""A complete visit by touch on a small phone, and the least one: taps, letters and the longest screen are counted.

A tap is one touch; a native list takes two, a clock or a calendar three. The same visit took 51 taps to the page that
closes it, on one screen of 11,675 px, when the form was one long page.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.tests.browser import assert_accessible, open_part
from visits.models import Commitment, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TAPS, FEWEST_TAPS, LONGEST = 40, 15, 6_000
SEEN = ["Eligen los bloques y cuentan.", "Pregunta qué pasaría si."]
TALKED = {
    "reflection": "¿Qué hizo que eligieran? Les dio tiempo.",
    "strengths": "Escucha con calma y espera.",
    "needs": "Preguntas más abiertas.",
    "teacher_words": "Me gustó el cambio.",
}

STAND = "how => document.querySelectorAll('.app-steps, .app-save').forEach(bar => { bar.style.position = how; })"


class Finger:
    def __init__(self, page):
        self.page, self.taps, self.letters, self.longest = page, 0, 0, 0

    def tap(self, locator):
        self.taps += 1
        locator.tap()

    def press(self, name, within=None):
        self.tap((within or self.page).get_by_role("button", name=name))

    def write(self, name, text):
        self.tap(self.page.locator(f"[name={name}]"))
        self.letters += len(text)
        self.page.keyboard.insert_text(text)  # as a phone's keyboard does, whole words at once

    def pick(self, name, value):
        self.tap(self.page.locator(f"[name='{name}'][value='{value}']"))

    def go_on(self, name):
        """To the next part, having looked at this one whole."""
        self.page.evaluate(STAND, "static")  # what they cover of a field is not its size
        assert_accessible(self.page)
        self.page.evaluate(STAND, "")
        self.longest = max(self.longest, self.page.evaluate("document.documentElement.scrollHeight"))
        self.tap(self.page.get_by_role("link", name=f"Siguiente: {name}"))

    def close(self):
        self.press("Revisar y cerrar")
        expect(self.page.get_by_role("heading", name="Cerrar la visita")).to_be_visible()


@pytest.fixture
def hand(phone, cast, sign_in):
    """Ana's, at home: today's visit is planned, its last one left four commitments."""
    before = cast.closed_visit(moments=cast.campaign.moments[:4], enrolled_girls=11, enrolled_boys=9)
    for n in range(3):
        due = cast.today + timedelta(days=5 + n)
        Commitment.objects.create(visit=before, teacher=cast.tania, action="Leer un cuento cada día", due_on=due)
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today, revision=0, ends_at=None)
    sign_in(phone, cast.ana)
    phone.goto(reverse("home"))
    phone.clock.set_fixed_time(f"{cast.today}T12:15:00-05:00")
    finger = Finger(phone)
    finger.tap(phone.get_by_role("link", name="Registrar una visita a Flores"))
    expect(phone.locator("#part-1")).to_be_visible()
    return finger


def test_a_complete_visit_by_touch(hand, cast):
    criteria = list(cast.version.criteria.all())
    hand.tap(hand.page.locator("[data-now=visit-ends_at]"))
    hand.press("Vinieron todos")
    hand.press("Uno menos: Niñas presentes")
    hand.press("Mostró todos")
    hand.go_on("Acuerdos")
    for commitment in Commitment.objects.pending():
        hand.pick(f"review-{commitment.pk}-verdict", "fulfilled")
        hand.write(f"review-{commitment.pk}-evidence", "Lo vi en su planificación.")
    hand.go_on("Cuaderno")
    for n, text in enumerate(SEEN):
        hand.write(f"notes-{n}-text", text)
        hand.press(criteria[n].short_title, hand.page.locator("[data-note]").nth(n))
    hand.go_on("Rúbricas")
    for n, criterion in enumerate(criteria):
        if n >= len(SEEN):  # the others have their note for evidence
            hand.write(f"score-{criterion.pk}-evidence", "Esperan su turno sin hacer nada.")
        hand.pick(f"score-{criterion.pk}-value", "2")
    hand.go_on("Diálogo")
    for name, text in TALKED.items():
        hand.write(f"dialogue-{name}", text)
    hand.write("commitments-0-action", "Hacer dos preguntas abiertas en cada actividad")
    hand.press(criteria[1].short_title, hand.page.locator("[data-rows=commitments]"))
    hand.write("commitments-0-evidence_expected", "En su cuaderno")
    hand.press("En 15 días")
    hand.close()
    visit = Visit.objects.get(status=Visit.Status.IN_PROGRESS)
    assert (visit.moments, visit.present_girls, visit.present_boys) == (cast.campaign.moments[:4], 10, 9)
    assert set(visit.documents.values()) == {True}
    assert [score.evidence for score in visit.scores.order_by("criterion__order")][:2] == SEEN
    agreed = visit.commitments.get()
    assert (agreed.criterion, agreed.due_on) == (criteria[1], cast.today + timedelta(days=15))
    assert hand.taps <= MOST_TAPS and hand.longest <= LONGEST, (hand.taps, hand.letters, hand.longest)


def test_the_way_back_is_a_part_back_and_it_opens_where_she_left(hand):
    page, address = hand.page, hand.page.url
    data, rubrics = page.locator("#part-1"), page.locator("#part-4")
    open_part(page, 4)
    expect(data).to_be_hidden()
    page.go_back()
    expect(data).to_be_visible()
    page.go_forward()
    expect(rubrics).to_be_visible()
    page.goto(address)
    expect(rubrics).to_be_visible()
    page.goto(f"{address}#id_dialogue-needs")
    expect(page.locator("[name=dialogue-needs]")).to_be_focused()


def test_the_least_that_can_be_closed(hand, cast):
    Commitment.objects.update(status="fulfilled")
    hand.page.reload()
    hand.tap(hand.page.locator("[data-now=visit-ends_at]"))
    hand.tap(hand.page.get_by_role("link", name="4 Rúbricas"))
    for criterion in cast.version.criteria.all():
        hand.write(f"score-{criterion.pk}-evidence", "Esperan su turno.")
        hand.pick(f"score-{criterion.pk}-value", "2")
    hand.close()  # nothing lacks: the button stands here too
    assert hand.taps <= FEWEST_TAPS, hand.taps
