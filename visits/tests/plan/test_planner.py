"""The arithmetic of a companion's year: whatever the world, each owed visit has a fitting day or a reason."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from accompaniment.campaigns.phases import CLOSING, DIAGNOSTIC, PROCESS
from visits.plan.planner import APART, are_near, phases_of, propose, working_days
from visits.plan.year import Person, Place, Reason, Taken, Year

FIRST, LAST = date(2027, 3, 15), date(2027, 12, 17)
PHASES = {
    DIAGNOSTIC: (FIRST, date(2027, 5, 7)),
    PROCESS: (date(2027, 5, 8), date(2027, 10, 22)),
    CLOSING: (date(2027, 10, 23), LAST),
}
DAYS = st.dates(FIRST, LAST)


@st.composite
def people(draw, most=14):
    found = []
    for key in range(draw(st.integers(1, most))):
        begin, end = sorted(draw(st.lists(DAYS, min_size=2, max_size=2)))
        taken = draw(st.lists(st.builds(Taken, DAYS, st.sampled_from([DIAGNOSTIC, PROCESS, CLOSING])), max_size=3))
        place = draw(
            st.sampled_from(
                [Place(), Place(True, "A"), Place(True, "B"), Place(True, "C", "", -13.5, -71.9), Place(True)]
            )
        )
        found.append(Person(key, begin, end, draw(st.integers(0, 10)), tuple(taken), place))
    return found


@st.composite
def years(draw):
    today = draw(DAYS)
    off = frozenset(draw(st.lists(DAYS, max_size=30)))
    return Year(max(today, FIRST), LAST, PHASES, off, per_day=draw(st.integers(1, 3)))


def whole_year(**changes):
    return Year(**{"starts_on": FIRST, "ends_on": LAST, "phases": PHASES, **changes})


def of_each(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.key].append(row)
    return found


@settings(max_examples=150, deadline=None)
@given(people(), years())
def test_every_owed_visit_has_a_fitting_day_or_a_reason(people, year):
    placed, unplaced = propose(people, year)
    by_person, without = of_each(placed), of_each(unplaced)
    existing = Counter(taken.day for person in people for taken in person.taken)
    new = Counter(row.day for row in placed)
    for person in people:
        rows = by_person[person.key]
        assert len(rows) + len(without[person.key]) == max(0, person.owed - len(person.taken))
        for row in rows:
            assert person.starts_on <= row.day <= person.ends_on
            assert year.starts_on <= row.day <= year.ends_on
            assert row.day.weekday() < 5
            assert row.day not in year.days_off
            assert all(abs(row.day - taken.day) >= APART for taken in person.taken)
        days = [row.day for row in rows]
        assert all(later - earlier >= APART for earlier, later in zip(days, days[1:], strict=False))
    assert all(existing[day] + count <= year.per_day for day, count in new.items())
    assert [row.day for row in placed] == sorted(row.day for row in placed)


@settings(max_examples=40, deadline=None)
@given(people(), years())
def test_no_visit_comes_before_a_diagnostic_nor_goes_back_a_phase(people, year):
    placed, unplaced = propose(people, year)
    for person in people:
        before = []
        mine = [(row.day, row.phase, True) for row in placed if row.key == person.key]
        for day, phase, is_new in sorted([*((taken.day, taken.phase, False) for taken in person.taken), *mine]):
            if is_new:
                assert (phase == DIAGNOSTIC) == (DIAGNOSTIC not in before)
                in_closing = day >= PHASES[CLOSING][0] or CLOSING in before
                assert phase != PROCESS or not in_closing
            before.append(phase)
        lacking = [row.phase for row in unplaced if row.key == person.key]
        assert DIAGNOSTIC not in lacking or DIAGNOSTIC not in [phase for _day, phase, _new in mine]


@settings(max_examples=80, deadline=None)
@given(people(), years())
def test_what_was_accepted_is_counted_so_a_second_time_proposes_nothing_new(people, year):
    placed, unplaced = propose(people, year)
    rows = of_each(placed)
    after = [
        Person(
            p.key, p.starts_on, p.ends_on, p.owed, p.taken + tuple(Taken(r.day, r.phase) for r in rows[p.key]), p.place
        )
        for p in people
    ]
    again, still = propose(after, year)
    assert len(again) + len(still) == len(unplaced)


@settings(max_examples=80, deadline=None)
@given(people(), years())
def test_the_same_world_gives_the_same_proposal(people, year):
    assert propose(people, year) == propose(people, year)


@settings(deadline=None)
@given(st.integers(3, 12), st.sets(DAYS, max_size=20))
def test_one_persons_visits_are_as_far_apart_as_they_can(owed, off):
    placed, unplaced = propose([Person(1, FIRST, LAST, owed)], whole_year(days_off=frozenset(off)))
    assert not unplaced
    assert [row.phase for row in placed] == phases_of(owed)
    for row in placed:
        assert PHASES[row.phase][0] <= row.day <= PHASES[row.phase][1]
    days = working_days(FIRST, LAST, off)
    process = [days.index(row.day) for row in placed if row.phase == PROCESS]
    gaps = [later - earlier for earlier, later in zip(process, process[1:], strict=False)]
    assert not gaps or max(gaps) - min(gaps) <= 2


@settings(deadline=None)
@given(st.integers(4, 20), st.integers(3, 8))
def test_the_weeks_of_a_phase_are_evenly_loaded(size, owed):
    placed, unplaced = propose([Person(n, FIRST, LAST, owed) for n in range(size)], whole_year())
    assert not unplaced
    for phase in (DIAGNOSTIC, PROCESS, CLOSING):
        weeks = Counter(row.day.isocalendar().week for row in placed if row.phase == phase)
        full = range(PHASES[phase][0].isocalendar().week + 1, PHASES[phase][1].isocalendar().week)
        loads = [weeks[week] for week in full]
        assert max(loads) - min(loads) <= 3


@settings(deadline=None)
@given(st.integers(2, 4), st.integers(2, 8), st.integers(1, 3), st.integers(0, 6))
def test_one_trip_serves_the_programmes_of_a_remote_place(together, owed, per_day, others):
    far = [Person(f"far {n}", FIRST, LAST, owed, place=Place(True, "081205", "Pacchanta")) for n in range(together)]
    near = [Person(f"near {n}", FIRST, LAST, owed) for n in range(others)]
    placed, unplaced = propose(far + near, whole_year(per_day=per_day))
    assert not unplaced
    rounds = zip(*(rows for key, rows in of_each(placed).items() if str(key).startswith("far")), strict=True)
    for trip in rounds:
        stops = [row.day for row in trip]
        assert max(stops) - min(stops) < timedelta(days=-(-together // per_day))


def test_a_large_group_is_shared_out_evenly_in_trips():
    many = [Person(n, FIRST, LAST, 3, place=Place(True, "081205")) for n in range(5)]
    placed, _none = propose(many, whole_year())
    assert sorted(Counter(row.day for row in placed if row.phase == DIAGNOSTIC).values()) == [1, 2, 2]


def test_places_are_near_by_their_coordinates_or_else_by_their_district():
    plaza = Place(True, "Cusco", "", -13.5167, -71.9787)
    assert are_near(plaza, Place(True, "Otro", "", -13.53, -71.95))
    assert not are_near(plaza, Place(True, "Cusco", "", -13.8, -71.9787))
    assert are_near(plaza, Place(True, "Cusco"))
    assert not are_near(Place(True), Place(True))


def test_made_visits_count_and_the_rest_is_spread_over_what_remains():
    july = date(2027, 7, 1)
    person = Person(1, FIRST, LAST, 6, (Taken(date(2027, 3, 30), DIAGNOSTIC), Taken(date(2027, 6, 1), PROCESS)))
    placed, _none = propose([person], whole_year(starts_on=july))
    assert [row.phase for row in placed] == [PROCESS, PROCESS, PROCESS, CLOSING]
    assert all(row.day >= july for row in placed)


def test_who_begins_after_the_diagnostic_phase_still_begins_with_a_diagnostic_visit():
    placed, _none = propose([Person(1, date(2027, 8, 2), LAST, 4)], whole_year())
    assert [row.phase for row in placed] == [DIAGNOSTIC, PROCESS, PROCESS, CLOSING]


def test_in_the_closing_weeks_one_diagnoses_first_and_then_closes():
    november = date(2027, 11, 2)
    placed, _none = propose([Person(1, november, LAST, 4)], whole_year())
    assert [row.phase for row in placed] == [DIAGNOSTIC, CLOSING, CLOSING, CLOSING]
    late = Person(1, FIRST, LAST, 4, (Taken(date(2027, 3, 30), DIAGNOSTIC), Taken(date(2027, 6, 1), PROCESS)))
    placed, _none = propose([late], whole_year(starts_on=november))
    assert [row.phase for row in placed] == [CLOSING, CLOSING]


def test_after_a_closing_visit_nothing_goes_back_to_process():
    closed = Person(1, FIRST, LAST, 4, (Taken(date(2027, 3, 30), DIAGNOSTIC), Taken(date(2027, 6, 1), CLOSING)))
    placed, _none = propose([closed], whole_year(starts_on=date(2027, 7, 1)))
    assert [row.phase for row in placed] == [CLOSING, CLOSING]


def test_without_a_diagnostic_what_remains_is_one():
    undiagnosed = Person(1, FIRST, LAST, 3, (Taken(date(2027, 6, 1)), Taken(date(2027, 7, 1))))
    placed, _none = propose([undiagnosed], whole_year(starts_on=date(2027, 8, 2)))
    assert [row.phase for row in placed] == [DIAGNOSTIC]


def test_who_was_diagnosed_by_somebody_else_is_not_diagnosed_again():
    person = Person(1, date(2027, 6, 1), LAST, 4, before=frozenset([DIAGNOSTIC, PROCESS]))
    placed, _none = propose([person], whole_year())
    assert [row.phase for row in placed] == [PROCESS, PROCESS, PROCESS, CLOSING]
    one_left = Person(1, date(2027, 6, 1), LAST, 1, before=frozenset([DIAGNOSTIC]))
    placed, _none = propose([one_left], whole_year())
    assert [row.phase for row in placed] == [CLOSING]
    assert placed[0].day >= PHASES[CLOSING][0]


def test_the_phases_of_a_few_visits():
    assert [phases_of(n) for n in range(4)] == [[], [DIAGNOSTIC], [DIAGNOSTIC, CLOSING], [DIAGNOSTIC, PROCESS, CLOSING]]
    assert [phases_of(n, is_diagnosed=True) for n in range(3)] == [[], [CLOSING], [PROCESS, CLOSING]]


def test_what_does_not_fit_says_why():
    after = Person(1, FIRST, FIRST, 2)
    _placed, unplaced = propose([after], whole_year(starts_on=FIRST + timedelta(days=1)))
    assert {row.reason for row in unplaced} == {Reason.NO_DAYS}
    short = Person(1, FIRST, FIRST + timedelta(days=4), 3)
    placed, unplaced = propose([short], whole_year())
    assert (len(placed), {row.reason for row in unplaced}) == (1, {Reason.FULL})


def test_days_that_others_fill_are_left_alone():
    busy = {day: 2 for day in working_days(FIRST, LAST, ()) if day.month != 9}
    placed, _none = propose([Person(1, FIRST, LAST, 1)], whole_year(busy=busy, phases={DIAGNOSTIC: (FIRST, LAST)}))
    assert placed[0].day.month == 9
