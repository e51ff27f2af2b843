"""A whole visit by keyboard alone, from the open form to closed; test_browser_hand.py makes one by touch."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from visits.models import Commitment, CommitmentReview, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_MOST = 60  # interactions beyond typing
VERDICTS = ["fulfilled", "partly"]
OFFERED = [value for value, _label in CommitmentReview.VERDICTS]
LEVELS = [2, 3, 1, 2, 3]
EVIDENCE = "Las niñas eligen y explican por qué"


@pytest.fixture
def pending(cast):
    """Two commitments of an earlier visit, both open and due: of neither the form says anything yet."""
    before = cast.closed_visit()
    Commitment.objects.create(
        visit=before, teacher=cast.tania, action="Leer un cuento cada día", due_on=cast.today, order=1
    )
    Commitment.objects.update(due_on=cast.today)
    return list(Commitment.objects.pending().order_by("due_on", "order"))


class Keyboard:
    """Someone at the page; every key but those of a text counts."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def field(self, name, value=None):
        return self.page.locator(f'main [name="{name}"]' + (f'[value="{value}"]' if value else ""))

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def reach(self, locator):
        """Tab until it has the focus."""
        for _ in range(40):
            if locator.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{locator} is out of reach")

    def write(self, name, text):
        self.reach(self.field(name))
        self.page.keyboard.type(text)

    def choose(self, name, value, place):
        """Within a group of radios: the first by Space, the others by arrows."""
        self.reach(self.field(name).first)
        if place == 0:
            self.press("Space")
        for _ in range(place):
            self.press("ArrowDown")
        expect(self.field(name, value)).to_be_checked()

    def tick(self, name, values):
        for value in values:
            self.reach(self.field(name, value))
            self.press("Space")

    def next_part(self):
        self.press("Alt+PageDown")

    def finish(self, button):
        if button == "Revisar y cerrar":
            self.press("Alt+PageDown")
        self.reach(self.page.get_by_role("button", name=button, exact=True))
        self.press("Enter")


def same_in_every_order(today):
    """A day to come whose number is its month's: a browser may ask for either first."""
    months = (date(today.year + n // 12, n % 12 + 1, n % 12 + 1) for n in range(today.month, today.month + 13))
    return next(day for day in months if day > today)


def log_a_visit(hand, cast, pending):
    """Everything that the paper asks, the parts in their order."""
    hand.next_part()
    hand.write("visit-starts_at", "0900a")
    hand.write("visit-ends_at", "1130a")
    hand.tick("visit-moments", ["asamblea"])
    hand.next_part()
    for commitment, verdict in zip(pending, VERDICTS, strict=True):
        hand.choose(f"review-{commitment.pk}-verdict", verdict, OFFERED.index(verdict))
        hand.write(f"review-{commitment.pk}-evidence", "En su planificación")
    hand.next_part()
    hand.write("notes-0-text", "Juegan a la tienda con billetes de papel")
    hand.next_part()
    for criterion, level in zip(cast.version.criteria.all(), LEVELS, strict=True):
        hand.write(f"score-{criterion.pk}-evidence", EVIDENCE)
        hand.choose(f"score-{criterion.pk}-value", str(level), level - 1)
        if criterion.order != 5:
            hand.press("Enter")
    hand.next_part()
    hand.write("dialogue-strengths", "Escucha con calma")
    hand.write("dialogue-needs", "Preguntas más abiertas")
    hand.write("commitments-0-action", "Hacer dos preguntas que hagan pensar")
    due = same_in_every_order(cast.today)
    hand.write("commitments-0-due_on", due.strftime("%d%m%Y"))
    hand.finish("Revisar y cerrar")
    expect(hand.page.get_by_role("heading", name="Cerrar la visita")).to_be_visible()
    hand.finish("Cerrar la visita")
    expect(hand.page.locator("main")).to_contain_text("Visita cerrada.")


def test_a_whole_visit_takes_few_interactions_beyond_typing(phone, cast, sign_in, pending):
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:new", args=[cast.assignment.pk]))
    hand = Keyboard(phone)
    log_a_visit(hand, cast, pending)
    visit = Visit.objects.get(number=2)
    assert visit.is_closed
    assert [f"{time:%H:%M}" for time in (visit.starts_at, visit.ends_at)] == ["09:00", "11:30"]
    assert visit.moments == ["asamblea"]
    assert list(visit.scores.order_by("criterion__order").values_list("value", flat=True)) == LEVELS
    assert {review.verdict for review in visit.commitment_reviews.all()} == set(VERDICTS)
    assert visit.commitments.get().due_on == same_in_every_order(cast.today)
    assert hand.count <= AT_MOST, f"{hand.count} interactions"
