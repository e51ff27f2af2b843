"""A visit is closed once it says of every commitment that its form asks about how it went, and of no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Companion, Post, User
from conftest import Cast
from visits.closing.services import missing_to_close, pending_commitments
from visits.models import Commitment, Visit


@pytest.fixture
def late_draft(cast: Cast) -> Visit:
    """Ana's draft of a day of her assignment, which ended; since then Olga, elsewhere, has agreed on something."""
    agreed = cast.closed_visit(visited_on=cast.today - timedelta(days=30))
    draft = cast.visit(visited_on=cast.today - timedelta(days=5))
    last = cast.today - timedelta(days=4)
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=last)
    post = Post.objects.create(
        teacher=cast.tania, institution=cast.pronoei, cycle="II", starts_on=cast.today - timedelta(days=90)
    )
    theirs = Assignment.objects.create(
        companion=Companion.objects.get(user=cast.olga), post=post, campaign=cast.campaign, modality="external",
        visits_owed=6, starts_on=post.starts_on,
    )  # fmt: skip
    cast.closed_visit(assignment=theirs, visited_on=cast.today - timedelta(days=1))
    agreed.commitments.update(due_on=draft.visited_on)
    return Visit.objects.get(pk=draft.pk)


def test_what_was_agreed_once_the_assignment_had_ended_is_not_asked(client: Any, cast: Cast, late_draft: Visit) -> None:
    [asked] = pending_commitments(late_draft)
    assert asked.visit is not None and asked.visit.visited_on == cast.today - timedelta(days=30)
    assert "Falta decir si se cumplió 1 compromiso anterior." in missing_to_close(late_draft)
    client.force_login(User.objects.get(pk=cast.ana.pk))
    html = client.get(reverse("visits:form", args=[late_draft.pk])).content.decode()
    [other] = Commitment.objects.exclude(pk=asked.pk)
    assert str(asked.pk) in html and str(other.pk) not in html
