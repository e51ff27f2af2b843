"""One person registered twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accompaniment.models import Institution, Teacher
from conftest import Cast, assign, teacher_at


@pytest.fixture
def twin(cast: Cast) -> Teacher:
    """Tania once more, with a mistyped document, at a jardín of the same UGEL, and an account of its own."""
    place = Institution.objects.create(
        modular_code="9900009", name="Jardín Arcoíris", kind="kindergarten", level_code="A2", ugel=cast.ugel, cycle="II"
    )
    since = cast.today - timedelta(days=90)
    post = teacher_at(place, "TANIA", "FLORES", "41000009", Teacher.Kind.CLASSROOM, since=since)
    assign(cast.assignment.companion, post, cast.campaign, since=since)
    return post.teacher
