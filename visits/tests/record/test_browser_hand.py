"""The complete visit of one morning, by touch on a small phone: taps, letters, and the longest screen are counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from visits.models import Commitment, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SELECT, PICKER = 2, 3


class Hand:
    def __init__(self, page):
        self.page, self.taps, self.letters, self.longest = page, 0, 0, 0

    def look(self):
        self.longest = max(self.longest, self.page.evaluate("document.documentElement.scrollHeight"))

    def tap(self, locator, *, times=1):
        self.taps += times
        locator.tap()

    def write(self, name, text):
        self.taps += 1
        self.letters += len(text)
        self.page.locator(f"[name={name}]").fill(text)

    def tick(self, name, value):
        self.tap(self.page.locator(f"[name='{name}'][value='{value}']"))

    def button(self, within, name):
        found = within.get_by_role("button", name=name).locator("visible=true")
        return found.first if found.count() else None

    def next(self, name):
        self.look()
        self.tap(self.page.get_by_role("link", name="Siguiente: " + name))

    def now(self, name, value):
        box = self.page.locator(f"[data-now='{name}']")
        if box.count():
            return self.tap(box)
        self.taps += PICKER
        self.page.locator(f"[name={name}]").fill(value)

    def tag(self, row, prefix, criterion):
        b = self.button(row, criterion.short_title)
        if b:
            return self.tap(b)
        self.taps += SELECT
        self.page.locator(f"[name={prefix}-criterion]").select_option(str(criterion.pk))


def test_count(phone, cast, sign_in):
    before = cast.closed_visit(moments=cast.campaign.moments[:4], enrolled_girls=11, enrolled_boys=9)
    for n in range(3):
        Commitment.objects.create(visit=before, teacher=cast.tania, action=f"Leer un cuento cada día {n}", due_on=cast.today + timedelta(days=5 + n))
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today, revision=0, ends_at=None)
    sign_in(phone, cast.ana)
    hand = Hand(phone)
    phone.goto(reverse("home"))
    hand.tap(phone.get_by_role("link", name="Registrar una visita a Flores"))
    expect(phone.locator("#part-1")).to_be_visible()
    # 1
    hand.now("visit-ends_at", "12:15")
    for m in before.moments:
        if not phone.locator(f"[name=visit-moments][value='{m}']").is_checked():
            hand.tick("visit-moments", m)
    if b := hand.button(phone, "Vinieron todos"):
        hand.tap(b)
    else:
        hand.write("visit-present_girls", "11")
        hand.write("visit-present_boys", "9")
        hand.write("visit-present_with_disability", "0")
    if b := hand.button(phone, "Mostró todos"):
        hand.tap(b)
    else:
        for one in phone.locator("[name^=documents-][value=yes]").all():
            hand.tap(one)
    hand.next("Acuerdos")
    for c in Commitment.objects.filter(visit=before):
        hand.tick(f"review-{c.pk}-verdict", "fulfilled")
        hand.write(f"review-{c.pk}-evidence", "Lo vi en su planificación.")
    hand.next("Cuaderno")
    crits = list(cast.version.criteria.all())
    for n, text in enumerate(["Eligen los bloques y cuentan.", "Pregunta qué pasaría si."]):
        hand.write(f"notes-{n}-text", text)
        hand.tag(phone.locator("[data-note]").nth(n), f"notes-{n}", crits[n])
    hand.next("Rúbricas")
    for n, c in enumerate(crits):
        level = phone.locator(f"[name=score-{c.pk}-value][value='2']")
        if n < 2:
            pass
        if n >= 2 or not phone.locator("[data-note] [aria-pressed]").count():
            if n < 2:
                hand.tap(phone.locator(f"[data-criterion='{c.pk}'] [data-use-notes]"))
            else:
                hand.write(f"score-{c.pk}-evidence", "Esperan su turno sin hacer nada.")
        hand.tap(level)
    hand.next("Diálogo")
    hand.write("dialogue-reflection", "¿Qué hizo que eligieran? Contó que les dio tiempo.")
    hand.write("dialogue-strengths", "Escucha con calma y espera.")
    hand.write("dialogue-needs", "Preguntas más abiertas.")
    hand.write("dialogue-teacher_words", "Me gustó el cambio.")
    hand.write("commitments-0-action", "Hacer dos preguntas abiertas en cada actividad")
    hand.tag(phone.locator("[data-rows=commitments] .app-row").first, "commitments-0", crits[1])
    hand.write("commitments-0-evidence_expected", "En su cuaderno")
    if b := hand.button(phone, "En 15 días"):
        hand.tap(b)
    else:
        hand.taps += PICKER
        phone.locator("[name=commitments-0-due_on]").fill((cast.today + timedelta(days=15)).isoformat())
    hand.look()
    hand.tap(hand.button(phone, "Revisar y cerrar"))
    expect(phone.get_by_role("heading", name="Cerrar la visita")).to_be_visible()
    print("COUNT", hand.taps, hand.letters, hand.longest)
    assert 0
