"""A retry storm on a bad network: the same sending from many connections, and many visits begun at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from visits.models import Submission, Visit

from .payload import payload

AT_ONCE = 4


def send_together(user, sendings):
    """Post every (visit id, data) in a thread of its own, all released in the same instant; return the statuses."""
    gate = Barrier(len(sendings), timeout=20)

    def send(sending):
        visit_id, data = sending
        try:
            client = Client()
            client.force_login(user)
            gate.wait()
            return client.post(reverse("visits:form", args=[visit_id]), data).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(sendings)) as pool:
        return list(pool.map(send, sendings))


@pytest.mark.django_db(transaction=True)
def test_one_sending_retried_at_once_is_one_visit(cast):
    visit_id = uuid.uuid4()
    data = payload(cast.assignment, cast.version, day=cast.today)
    assert send_together(cast.ana, [(visit_id, data)] * AT_ONCE) == [302] * AT_ONCE
    assert Visit.objects.get().scores.count() == 5
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_edits_of_one_visit_at_once_are_one_saved_and_the_rest_kept(cast):
    visit = cast.visit()
    sendings = [
        (visit.pk, payload(cast.assignment, cast.version, visit=visit, day=cast.today, notes__0__text=f"Nota {n}"))
        for n in range(AT_ONCE)
    ]
    assert send_together(cast.ana, sendings) == [302] * AT_ONCE
    outcomes = sorted(Submission.objects.values_list("outcome", flat=True))
    assert outcomes == ["conflict"] * (AT_ONCE - 1) + ["saved"]
    texts = {s.payload["notes-0-text"][0] for s in Submission.objects.all()}
    assert texts == {f"Nota {n}" for n in range(AT_ONCE)}, "every edit sent can be found"


@pytest.mark.django_db(transaction=True)
def test_visits_begun_at_once_get_different_numbers(cast):
    sendings = [(uuid.uuid4(), payload(cast.assignment, cast.version, day=cast.today)) for _ in range(AT_ONCE)]
    assert send_together(cast.ana, sendings) == [302] * AT_ONCE
    assert sorted(Visit.objects.values_list("number", flat=True)) == list(range(1, AT_ONCE + 1))
