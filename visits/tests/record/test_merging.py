"""The arithmetic of two versions: a choice leaves what it says, and what is proposed erases nothing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visits.record.merging import Choice, Part, Together, pair_rows

FEW = settings(max_examples=50, deadline=None)
WORDS = st.sampled_from(["", "Eligen", "Eligen los bloques", "Cuentan", "Dicen por qué"])
MINUTES = st.sampled_from(["", "09:20", "09:40"])
TEXT = frozenset({"text"})


def said(**inputs):
    return {name: [value] for name, value in inputs.items() if value}


ROWS = st.lists(st.builds(said, text=WORDS, noted_at=MINUTES).filter(bool), max_size=6)
IDENTITIES = [lambda at, row: tuple(row.get("noted_at", ())) or None, lambda at, row: at]
FIELDS = st.builds(
    Part,
    saved=st.builds(said, text=WORDS, noted_at=MINUTES),
    sent=st.builds(said, text=WORDS, noted_at=MINUTES),
    together=st.sampled_from([Together.NOT, Together.TEXTS]),
    texts=st.just(TEXT),
)


def counted(rows):
    return sorted(sorted((name, *values) for name, values in row.items()) for row in rows)


def left(parts, choice):
    return [row for part in parts for row in part.left_by(choice if choice in part.choices else Choice.SAVED)]


@FEW
@given(ROWS, ROWS)
def test_all_saved_is_what_was_saved_and_all_sent_what_was_sent(saved, sent):
    parts = pair_rows(saved, sent, IDENTITIES)
    assert [row for part in parts for row in part.left_by(Choice.SAVED)] == saved
    assert counted(row for part in parts for row in part.left_by(Choice.SENT)) == counted(sent)


@FEW
@given(ROWS, ROWS, st.data())
def test_nothing_appears_that_neither_says_and_nothing_chosen_disappears(saved, sent, data):
    for part in pair_rows(saved, sent, IDENTITIES):
        choice = data.draw(st.sampled_from(part.choices))
        rows = part.left_by(choice)
        assert all(row in (part.saved, part.sent) for row in rows)
        chosen = {"saved": [part.saved], "sent": [part.sent], "both": [part.saved, part.sent]}[choice]
        assert rows == [row for row in chosen if row]


@FEW
@given(ROWS, ROWS)
def test_what_is_proposed_keeps_every_row_that_only_one_side_has(saved, sent):
    for part in pair_rows(saved, sent, IDENTITIES, texts=TEXT):
        rows = part.left_by(part.default)
        for side in filter(None, (part.saved, part.sent)):
            assert any(side["text"][0] in row["text"][0] for row in rows if "text" in side and "text" in row) or (
                "text" not in side and any(side.items() <= row.items() for row in rows)
            )


@FEW
@given(FIELDS)
def test_what_is_proposed_for_a_field_erases_no_text(part):
    if part.default is None:
        assert part.saved
        assert part.sent
        return
    kept = {name: values[0] for row in part.left_by(part.default) for name, values in row.items()}
    for side in (part.saved, part.sent):
        assert side.get("text", [""])[0] in kept.get("text", "")


@FEW
@given(FIELDS)
def test_equal_sides_have_nothing_to_ask(part):
    same = replace(part, sent=part.saved)
    assert not same.differs
    assert all(same.left_by(choice) == same.left_by(Choice.SAVED) for choice in (Choice.SAVED, Choice.SENT))


def test_a_level_that_differs_has_no_choice_that_erases_nothing():
    assert Part(said(value="2"), said(value="3")).default is None
    assert Part({}, said(value="3")).default is Choice.SENT
    assert Part(said(value="2"), {}).default is Choice.SAVED


def test_one_number_inside_another_is_not_taken_for_a_part_of_it():
    assert Part(said(count="1"), said(count="12"), texts=TEXT).default is None


def test_moments_that_either_side_marked_may_all_stay():
    part = Part({"moments": ["asamblea", "juego"]}, {"moments": ["juego", "lonchera"]}, Together.VALUES)
    assert part.default is Choice.BOTH
    assert part.left_by(Choice.BOTH) == [{"moments": ["asamblea", "juego", "lonchera"]}]
    assert Part({"moments": ["asamblea"]}, {"moments": ["asamblea", "juego"]}, Together.VALUES).default is Choice.SENT


@pytest.mark.parametrize(
    ("saved", "sent", "pairs"),
    [
        (["a"], ["b", "a"], [("a", "a"), (None, "b")]),
        (["a", "b"], ["b"], [("a", None), ("b", "b")]),
        (["a", "a"], ["a"], [("a", "a"), ("a", None)]),
        ([], ["a"], [(None, "a")]),
    ],
)
def test_rows_find_their_partner_by_what_they_say_wherever_they_stand(saved, sent, pairs):
    parts = pair_rows([said(text=one) for one in saved], [said(text=one) for one in sent], [])
    assert [(part.saved, part.sent) for part in parts] == [(said(text=one), said(text=other)) for one, other in pairs]
