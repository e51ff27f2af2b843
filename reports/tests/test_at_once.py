"""Equal and conflicting forms sent in the very same moment: one of them is done, the others are answered in words."""

from __future__ import annotations

from typing import Any

import pytest

from .at_once import alerts, instruments, joining, people, places, work


@pytest.mark.django_db(transaction=True)
def test_one_is_done_and_the_others_are_told(at_once: Any, cast: Any) -> None:
    """All forms in one test: emptying every table after each would take longer than all of them."""
    wrong = []
    rooms = (joining, alerts, work, instruments, places, people)
    for form in (form for room in rooms for form in room.FORMS):
        case = form(cast)
        answers = at_once(case.sendings)
        codes = sorted(answer.status_code for answer in answers)
        if (found := case.count()) != case.outcome or codes[-1] >= 500 or codes[0] >= 400:
            wrong.append(f"{form.__name__}: {found} instead of {case.outcome}, answered {codes}")
    assert not wrong, "\n".join(wrong)
