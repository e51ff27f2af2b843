"""A companion's year, proposed: which day for each visit that is owed. Arithmetic alone, without Django.

Each person's visits are spread evenly: the diagnostic in its phase, the closing one in its own, the others between.
People take turns, so that no week is heavier than another; those of one remote place have the same turn and are
visited on consecutive days, so that one trip serves several. What does not fit is reported with its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, cos, hypot, radians

from accompaniment.campaigns.phases import CLOSING, DIAGNOSTIC, PROCESS, next_phase, phase_of

from .year import SATURDAY, Person, Place, Proposed, Reason, Unplaced, Year

APART = timedelta(days=5)  # a person is not visited again sooner
A_TRIP = 4  # people of one place in one trip
NEAR_KM = 10.0
KM_A_DEGREE = 111.0


Part = tuple[Sequence[str], Sequence[date]]  # the phases of some visits, and the days that they share


@dataclass(frozen=True)
class Slot:
    """A visit still without a day: the working days among which it belongs, and the one that would be best."""

    key: Hashable
    phase: str
    days: tuple[date, ...]
    best: int  # index in `days`


@dataclass
class Diary:
    """The days as they fill up."""

    per_day: int
    by_day: Counter[date]
    by_week: Counter[int]
    by_person: dict[Hashable, set[date]]

    def admits(self, key: Hashable, day: date) -> bool:
        near = any(abs(day - other) < APART for other in self.by_person[key])
        return not near and self.by_day[day] < self.per_day

    def take(self, key: Hashable, day: date) -> None:
        self.by_day[day] += 1
        self.by_week[week_of(day)] += 1
        self.by_person[key].add(day)


def propose(people: Sequence[Person], year: Year) -> tuple[list[Proposed], list[Unplaced]]:
    """Return a day for every visit still owed, in order of days, and the visits that have none."""
    diary = _diary(people, year)
    turns = _turns(people)
    slots = [slot for person in people for slot in _slots(person, year, turns[person.key])]
    trips = _trips(slots, _clusters(people))
    placed: list[Proposed] = []
    unplaced: list[Unplaced] = []
    for trip in sorted(trips, key=lambda trip: -len(trip)):
        for slot, day in _placed(trip, diary):
            if day is None:
                unplaced.append(Unplaced(slot.key, slot.phase, Reason.FULL if slot.days else Reason.NO_DAYS))
            else:
                placed.append(Proposed(slot.key, day, slot.phase))
    named = [row for person in people for row in _named(person, placed, year)]
    return sorted(named, key=lambda row: row.day), _lacking(unplaced, named)


def working_days(first: date, last: date, days_off: Iterable[date]) -> list[date]:
    """Return the days from Monday to Friday between two days, both included, that are not off."""
    off = frozenset(days_off)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() < SATURDAY and day not in off]


def week_of(day: date) -> int:
    """Return the number of the day's week, from Monday to Sunday."""
    return (day.toordinal() - 1) // 7


def _diary(people: Sequence[Person], year: Year) -> Diary:
    diary = Diary(year.per_day, Counter(), Counter(), defaultdict(set))
    for day, visits in year.busy.items():
        diary.by_day[day] += visits
        diary.by_week[week_of(day)] += visits
    for person in people:
        for taken in person.taken:
            diary.take(person.key, taken.day)
    return diary


# --- Who goes together ------------------------------------------------------------------------------------------
def _clusters(people: Sequence[Person]) -> dict[Hashable, int]:
    """Return the trip that each person is part of; whoever is not remote, or near nobody, has a trip alone."""
    groups: list[list[Person]] = []
    for person in sorted((p for p in people if p.place.is_remote), key=_where):
        near = (group for group in groups if all(are_near(person.place, one.place) for one in group))
        group = next(near, None)
        if group is None:
            groups.append([person])
        else:
            group.append(person)
    trips = [trip for group in groups for trip in _shared_out(group)]
    trips += [[person] for person in people if not person.place.is_remote]
    return {person.key: number for number, trip in enumerate(trips) for person in trip}


def _shared_out(group: Sequence[Person]) -> list[Sequence[Person]]:
    """Cut a group into trips as equal as can be, none longer than `A_TRIP`."""
    trips = ceil(len(group) / A_TRIP)
    cuts = [n * len(group) // trips for n in range(trips + 1)]
    return [group[begin:end] for begin, end in pairwise(cuts)]


def _where(person: Person) -> tuple[str, str, float, float]:
    place = person.place
    return place.district, place.name, place.latitude or 0.0, place.longitude or 0.0


def are_near(one: Place, other: Place) -> bool:
    """Whether two places are in reach of one trip: by their coordinates, or by district where one has none."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return bool(one.district) and one.district == other.district
    north = (one.latitude - other.latitude) * KM_A_DEGREE
    east = (one.longitude - other.longitude) * KM_A_DEGREE * cos(radians(one.latitude))
    return hypot(north, east) <= NEAR_KM


def _turns(people: Sequence[Person]) -> dict[Hashable, Fraction]:
    """Return each person's turn, a share between 0 and 1 of every span; people of one trip have the same."""
    clusters = _clusters(people)
    sizes = Counter(clusters.values())
    owed = {person.key: person.owed for person in people}
    before, turns = 0, {}
    for cluster in sorted(sizes, key=lambda number: (_last_key(number, clusters, owed), number)):
        turns[cluster] = Fraction(2 * before + sizes[cluster], 2 * len(people))
        before += sizes[cluster]
    return {key: turns[cluster] for key, cluster in clusters.items()}


def _last_key(number: int, clusters: Mapping[Hashable, int], owed: Mapping[Hashable, int]) -> int:
    """People who are owed as much follow one another: their spans are as long, so their turns never coincide."""
    return max(owed[key] for key, cluster in clusters.items() if cluster == number)


# --- When each visit would best be --------------------------------------------------------------------------------
def phases_of(count: int, *, is_diagnosed: bool = False) -> list[str]:
    """Return the phases of a person's visits: the first is the diagnostic, unless there was one, the last closes."""
    first = [] if is_diagnosed else [DIAGNOSTIC]
    return [*first, *[PROCESS] * (count - 1 - len(first)), CLOSING][:count]


def _missing(person: Person) -> Counter[str]:
    """Return how many visits of each phase are still owed to a person who may already have some."""
    short = person.owed - len(person.taken)
    wanted = Counter(phases_of(person.owed, is_diagnosed=DIAGNOSTIC in person.before))
    wanted.subtract(taken.phase for taken in person.taken)
    missing = Counter({phase: max(0, wanted[phase]) for phase in (CLOSING, DIAGNOSTIC, PROCESS)})
    for phase in (PROCESS, CLOSING, DIAGNOSTIC):  # when another phase had more than its share, process has fewer
        missing[phase] -= min(missing[phase], max(0, missing.total() - max(0, short)))
    return missing


def _slots(person: Person, year: Year, turn: Fraction) -> list[Slot]:
    """Return the visits still owed to a person, each with its days and the best one."""
    first, last = max(person.starts_on, year.starts_on), min(person.ends_on, year.ends_on)
    divisions = _divisions(_missing(person), working_days(first, last, year.days_off), year)
    fitting = (parts for parts in divisions if all(_has_room(days, len(phases)) for phases, days in parts))
    return [slot for phases, days in next(fitting, divisions[-1]) for slot in _spread(person, phases, days, turn)]


def _divisions(missing: Counter[str], whole: Sequence[date], year: Year) -> list[list[Part]]:
    """Return how the visits may share the days, the best way first: each in its phase; those that are not the closing
    one together before the closing weeks; all together.
    """
    each = {phase: [phase] * missing[phase] for phase in (DIAGNOSTIC, PROCESS, CLOSING)}
    before = [*each[DIAGNOSTIC], *each[PROCESS]]
    within = {phase: _within(whole, year.phases.get(phase)) for phase in each}
    closing = (each[CLOSING], within[CLOSING])
    earlier = [day for day in whole if phase_of(day, year.phases) != CLOSING]
    divisions: list[list[Part]] = [
        [(each[DIAGNOSTIC], within[DIAGNOSTIC]), (each[PROCESS], within[PROCESS]), closing],
        [(before, earlier), closing],
        [([*before, *each[CLOSING]], whole)],
    ]
    return [[part for part in parts if part[0]] for parts in divisions]


def _within(days: Sequence[date], span: tuple[date, date] | None) -> list[date]:
    return [day for day in days if span and span[0] <= day <= span[1]]


def _has_room(days: Sequence[date], visits: int) -> bool:
    return len(days) > 0 and (days[-1] - days[0]) >= APART * (visits - 1)


def _spread(person: Person, phases: Sequence[str], days: Sequence[date], turn: Fraction) -> list[Slot]:
    """Cut the days in as many equal parts as visits they hold, and give each free part its slot."""
    if not days:
        return [Slot(person.key, phase, (), 0) for phase in phases]
    here = sorted(taken.day for taken in person.taken if days[0] <= taken.day <= days[-1])
    best = [int((n + turn) * len(days) / (len(phases) + len(here))) for n in range(len(phases) + len(here))]
    for day in here:  # a visit that has its day takes the part nearest to it
        best.remove(min(best, key=lambda index: abs((days[index] - day).days)))
    return [Slot(person.key, phase, tuple(days), index) for phase, index in zip(phases, best, strict=True)]


# --- Which day it is ----------------------------------------------------------------------------------------------
def _trips(slots: Sequence[Slot], clusters: Mapping[Hashable, int]) -> list[list[Slot]]:
    """Gather the visits that one trip serves: people of one cluster whose visits belong to the same days."""
    trips: dict[Hashable, list[Slot]] = defaultdict(list)
    rounds: Counter[Hashable] = Counter()
    for slot in slots:
        rounds[slot.key] += 1  # nobody is twice in one trip, however few their days are
        trips[clusters[slot.key], slot.phase, slot.days, slot.best, rounds[slot.key]].append(slot)
    return list(trips.values())


def _placed(trip: Sequence[Slot], diary: Diary) -> list[tuple[Slot, date | None]]:
    """Give a trip consecutive working days near its best; when there are none together, each visit finds its own."""
    days = trip[0].days
    length = ceil(len(trip) / diary.per_day)
    for start in _by_cost(days, max(trip[0].best - length // 2, 0), diary, length):
        if found := _fitted(trip, days[start : start + length], diary):
            return found
    return [(slot, _alone(slot, diary)) for slot in trip]


def _by_cost(days: Sequence[date], best: int, diary: Diary, length: int) -> list[int]:
    """Return where a stay of `length` days can begin: rather without a weekend or a day off in between, near the best
    day, and in a week with less to do.
    """
    starts = range(max(len(days) - length + 1, 0))

    def cost(start: int) -> tuple[bool, int, int]:
        is_interrupted = days[start + length - 1] - days[start] >= timedelta(days=length)
        return is_interrupted, abs(start - best) + diary.by_week[week_of(days[start])], start

    return sorted(starts, key=cost)


def _fitted(trip: Sequence[Slot], days: Sequence[date], diary: Diary) -> list[tuple[Slot, date | None]]:
    """Place everyone of the trip on these days; when somebody does not fit nobody is placed."""
    free = [day for day in days for _n in range(diary.per_day - diary.by_day[day])]
    if len(free) < len(trip):
        return []
    stops = list(zip(trip, free, strict=False))
    if not all(diary.admits(slot.key, day) for slot, day in stops):
        return []
    for slot, day in stops:
        diary.take(slot.key, day)
    return list(stops)


def _alone(slot: Slot, diary: Diary) -> date | None:
    for start in _by_cost(slot.days, slot.best, diary, 1):
        if diary.admits(slot.key, slot.days[start]):
            diary.take(slot.key, slot.days[start])
            return slot.days[start]
    return None


def _named(person: Person, placed: Iterable[Proposed], year: Year) -> list[Proposed]:
    """Name a person's visits again by their days: full days may have changed which comes first, and where all that is
    left is the closing weeks, the visits in them close.
    """
    mine = [row for row in placed if row.key == person.key]
    owed = sorted((row.phase for row in mine), key=[DIAGNOSTIC, PROCESS, CLOSING].index)
    named: list[Proposed] = []
    for day, phase in zip(sorted(row.day for row in mine), owed, strict=True):
        taken = [taken.phase for taken in person.taken if taken.day <= day]
        before = [*person.before, *taken, *(row.phase for row in named)]
        of_day = CLOSING if phase_of(day, year.phases) == CLOSING else phase
        named.append(Proposed(person.key, day, next_phase(of_day, before)))
    return named


def _lacking(unplaced: Iterable[Unplaced], named: Iterable[Proposed]) -> list[Unplaced]:
    """Name what has no day: where another visit became the diagnostic, it is not the diagnostic that lacks."""
    diagnosed = {row.key for row in named if row.phase == DIAGNOSTIC}
    return [
        replace(row, phase=PROCESS) if row.phase == DIAGNOSTIC and row.key in diagnosed else row for row in unplaced
    ]
