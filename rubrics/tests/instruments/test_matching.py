from hypothesis import given, settings
from hypothesis import strategies as st

from rubrics.instruments.matching import How, Match, Named, match

words = st.sampled_from(["", "A", "B", "C", "D"])
criteria = st.lists(st.builds(lambda t, s, c: (t, s, c), words, words, words), max_size=6)


def named(rows, side):
    return [Named(f"{side}{n}", *row) for n, row in enumerate(rows)]


@settings(deadline=None)
@given(criteria, criteria)
def test_nobody_is_paired_twice(old, new):
    found = match(named(old, "o"), named(new, "n"))
    assert len({one.old for one in found}) == len({one.new for one in found}) == len(found)
    assert [one.old for one in found] == sorted(one.old for one in found)


@settings(deadline=None)
@given(criteria, criteria)
def test_what_pairs_two_is_what_they_share(old, new):
    left, right = ({one.key: one for one in named(rows, side)} for rows, side in ((old, "o"), (new, "n")))
    for one in match(list(left.values()), list(right.values())):
        shared = getattr(left[one.old], one.how.value)
        assert shared and shared == getattr(right[one.new], one.how.value)


@settings(deadline=None)
@given(criteria, criteria)
def test_looking_from_the_other_side_pairs_the_same(old, new):
    there = {(one.old, one.new, one.how) for one in match(named(old, "o"), named(new, "n"))}
    back = {(one.new, one.old, one.how) for one in match(named(new, "n"), named(old, "o"))}
    assert there == back


@settings(deadline=None)
@given(st.lists(words.filter(bool), unique=True, max_size=5))
def test_a_title_of_its_own_is_always_found(titles):
    rows = [(title, "", "C4") for title in titles]
    found = match(named(rows, "o"), named(rows, "n"))
    assert found == [Match(f"o{n}", f"n{n}", How.TITLE) for n in range(len(titles))]


def test_a_closer_likeness_goes_first():
    old = [Named("o", "Juega", "Juego", "C4")]
    new = [Named("a", "Otra", "Otra", "C4"), Named("b", "Juegan", "Juego", "C3")]
    assert match(old, new) == [Match("o", "b", How.SHORT_TITLE)]


def test_a_competency_that_two_share_pairs_nobody():
    old = [Named("o", "Uno", "Uno", "C4")]
    new = [Named("a", "Dos", "Dos", "C4"), Named("b", "Tres", "Tres", "C4")]
    assert match(old, new) == []
