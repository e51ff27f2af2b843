"""docs/security.md answers every requirement of ASVS 4.0.3, level 2, and counts its answers right."""

import re
from collections import Counter
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| .+? \| (holds|not ours|not yet) \| (.*) \|$", PAGE, re.MULTILINE)

# How many requirements of level 2 each section has.
SECTIONS = {
    1: {1: 7, 2: 4, 4: 3, 5: 4, 6: 4, 7: 2, 8: 2, 9: 2, 10: 1, 11: 2, 12: 1, 14: 6},
    2: {1: 12, 2: 3, 3: 3, 4: 6, 5: 7, 6: 3, 7: 6, 8: 7, 9: 3, 10: 4},
    3: {1: 1, 2: 4, 3: 4, 4: 5, 5: 3, 7: 1},
    4: {1: 4, 2: 2, 3: 3},
    5: {1: 5, 2: 8, 3: 10, 4: 3, 5: 4},
    6: {1: 3, 2: 6, 3: 2, 4: 2},
    7: {1: 4, 2: 2, 3: 3, 4: 3},
    8: {1: 4, 2: 3, 3: 8},
    9: {1: 3, 2: 4},
    10: {2: 2, 3: 3},
    11: {1: 8},
    12: {1: 3, 2: 1, 3: 6, 4: 2, 5: 2, 6: 1},
    13: {1: 4, 2: 5, 3: 2, 4: 2},
    14: {1: 4, 2: 6, 3: 2, 4: 7, 5: 4},
}


def test_every_requirement_is_answered_once() -> None:
    numbers = [number for number, _state, _why in ROWS]
    assert len(numbers) == len(set(numbers))
    found = Counter(tuple(int(part) for part in number.split(".")[:2]) for number in numbers)
    wanted = {(chapter, section): n for chapter, sections in SECTIONS.items() for section, n in sections.items()}
    assert dict(found) == wanted


def test_the_table_of_answers_counts_them() -> None:
    told = dict(re.findall(r"^\| (holds|not ours|not yet|in all) \| (\d+) \|$", PAGE, re.MULTILINE))
    states = Counter(state for _number, state, _why in ROWS)
    assert {**states, "in all": len(ROWS)} == {state: int(n) for state, n in told.items()}


def test_what_does_not_hold_says_why() -> None:
    assert not [number for number, state, why in ROWS if state != "holds" and len(why) < 4]
