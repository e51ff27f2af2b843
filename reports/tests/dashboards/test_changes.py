"""What an institution's dashboard tells as new: what happened there since its reader looked before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import User
from reports.dashboards.models import with_last_look
from reports.dashboards.services import note_look
from reports.models import Document, Look
from visits.models import Commitment, CommitmentReview, PairedObservation, Visit

HOUR = timedelta(hours=1)


@pytest.fixture
def url(cast: Any) -> str:
    return reverse("reports:institution", args=[cast.jardin.pk])


def looked(cast: Any, *, ago: timedelta) -> None:
    """Diana looked so long ago."""
    at = timezone.now() - ago
    Look.objects.update_or_create(
        user=cast.diana, institution=cast.jardin, defaults={"since": at - timedelta(days=14), "looked_at": at}
    )


def new(client: Any, url: str, who: Any) -> list[tuple[str, str]]:
    client.force_login(who)
    return [(change.said, change.more) for change in client.get(url).context["changes"]]


def closed(cast: Any, *, ago: timedelta, **fields: Any) -> Visit:
    return cast.closed_visit(closed_at=timezone.now() - ago, **fields)


def test_the_first_look_tells_two_weeks(client: Any, cast: Any, url: str) -> None:
    closed(cast, ago=timedelta(days=13))
    closed(cast, ago=timedelta(days=15))
    assert new(client, url, cast.diana) == [("visita cerrada", "")]
    assert Look.objects.get().user == cast.diana


def test_a_later_look_tells_what_came_since_the_one_before(client: Any, cast: Any, url: str) -> None:
    looked(cast, ago=48 * HOUR)
    closed(cast, ago=72 * HOUR)
    assert new(client, url, cast.diana) == []
    closed(cast, ago=24 * HOUR)
    assert new(client, url, cast.diana) == [("visita cerrada", "")]


def test_opening_the_page_again_keeps_what_was_new(client: Any, cast: Any, url: str) -> None:
    looked(cast, ago=48 * HOUR)
    closed(cast, ago=24 * HOUR)
    assert len(new(client, url, cast.diana)) == len(new(client, url, cast.diana)) == 1
    Look.objects.update(looked_at=timezone.now() - 5 * HOUR)
    assert new(client, url, cast.diana) == []


def test_each_reader_has_looks_of_their_own(client: Any, cast: Any, url: str) -> None:
    closed(cast, ago=HOUR)
    looked(cast, ago=5 * HOUR)
    new(client, url, cast.diana)
    assert len(new(client, url, cast.berta)) == 1


def test_conformity_verdicts_and_documents_are_told(client: Any, cast: Any, url: str) -> None:
    earlier = closed(cast, ago=timedelta(days=60))
    later = closed(cast, ago=3 * HOUR, status=Visit.Status.ACKNOWLEDGED, acknowledged_at=timezone.now() - HOUR)
    for verdict in ("fulfilled", "partly"):
        agreed = Commitment.objects.create(visit=earlier, teacher=cast.tania, action="Leer", due_on=cast.today)
        CommitmentReview.objects.create(commitment=agreed, visit=later, verdict=verdict)
    issued(cast, issued_at=timezone.now() - 2 * HOUR)
    assert new(client, url, cast.diana) == [
        ("dio su conformidad", ""),
        (f"plan de seguimiento N.° 0007-{cast.today.year}", ""),
        ("visita cerrada", "2 compromisos verificados: 1 cumplido"),
    ]


def issued(cast: Any, **fields: Any) -> Document:
    return Document.objects.create(
        kind="follow_up_plan",
        ugel=cast.ugel,
        campaign=cast.campaign,
        institution=cast.jardin,
        teacher=cast.tania,
        year=cast.today.year,
        number=7,
        snapshot={},
        file="documents/x.pdf",
        sha256="0" * 64,
        issued_by=cast.diana,
        **fields,
    )


def test_an_annulled_document_is_told_too(client: Any, cast: Any, url: str) -> None:
    now = timezone.now()
    annulled = {"annulled_at": now - HOUR, "annulled_by": cast.diana, "annulment_reason": "Error"}
    issued(cast, issued_at=now - timedelta(days=90), **annulled)
    assert [said for said, _more in new(client, url, cast.diana)] == [
        f"plan de seguimiento 0007-{cast.today.year}, anulado"
    ]


def test_what_happened_elsewhere_or_is_a_draft_is_not_told(client: Any, cast: Any, url: str) -> None:
    closed(cast, ago=HOUR, assignment=cast.promoter_assignment)
    cast.visit()
    assert new(client, url, cast.diana) == []


def test_verdicts_of_a_visit_that_she_observes_apart_are_not_counted(client: Any, cast: Any, url: str) -> None:
    earlier, later = closed(cast, ago=timedelta(days=60)), closed(cast, ago=HOUR)
    CommitmentReview.objects.create(commitment=earlier.commitments.get(), visit=later, verdict="fulfilled")
    PairedObservation.objects.create(visit=later, observer=cast.diana, invited_by=cast.ana)
    assert new(client, url, cast.diana) == [("visita cerrada", "")]


def test_a_quiet_institution_says_so(client: Any, cast: Any, url: str) -> None:
    client.force_login(cast.diana)
    assert "Nada nuevo por ahora." in client.get(url).text


def test_whoever_sees_the_site_as_her_leaves_no_look(cast: Any) -> None:
    diana = User.objects.get(pk=cast.diana.pk)
    diana.seen_by = cast.alma
    looked(cast, ago=48 * HOUR)
    before = Look.objects.values().get()
    [jardin] = with_last_look(type(cast.jardin).objects.filter(pk=cast.jardin.pk), diana)
    assert note_look(jardin, by=diana, at=timezone.now()) == before["looked_at"]
    assert Look.objects.values().get() == before
    Look.objects.all().delete()
    [jardin] = with_last_look(type(cast.jardin).objects.filter(pk=cast.jardin.pk), diana)
    note_look(jardin, by=diana, at=timezone.now())
    assert not Look.objects.exists()


def test_two_pages_opened_at_once_note_one_look(cast: Any) -> None:
    """Both read the look before either noted hers; neither loses what is new."""
    now = timezone.now()
    looked(cast, ago=48 * HOUR)
    before = Look.objects.get().looked_at
    one, two = ([*with_last_look(type(cast.jardin).objects.filter(pk=cast.jardin.pk), cast.diana)][0] for _n in "12")
    assert note_look(one, by=cast.diana, at=now) == note_look(two, by=cast.diana, at=now + HOUR) == before
    look = Look.objects.get()
    assert (look.since, look.looked_at) == (before, now)
    Look.objects.all().delete()
    one, two = ([*with_last_look(type(cast.jardin).objects.filter(pk=cast.jardin.pk), cast.diana)][0] for _n in "12")
    note_look(one, by=cast.diana, at=now)
    note_look(two, by=cast.diana, at=now)
    assert Look.objects.count() == 1
