"""What was planned does not outlive what it was planned under, and what is being written finds who finishes it."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accompaniment.campaigns.campaign_settings import settings_of
from accompaniment.campaigns.services import edit_campaign
from accompaniment.models import Companion, TrackedChange
from accompaniment.people.assignments.services import end_assignment
from accompaniment.people.companions.services import end_companion
from visits.models import Submission, Visit
from visits.plan.endings import hand_on
from visits.plan.services import renew_feed
from visits.plan.transfers import transfer
from visits.tests.record.payload import payload


@pytest.fixture
def olga(cast):
    return Companion.objects.get(user=cast.olga)


def planned(cast, *, days, **fields):
    day = cast.today + timedelta(days=days)
    return cast.visit(status=Visit.Status.PLANNED, visited_on=day, planned_on=day, revision=0, **fields)


def yesterday(cast):
    return cast.today - timedelta(days=1)


def form_url(visit):
    return reverse("visits:form", args=[visit.pk])


# --- What was planned ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("route", "key"),
    [
        ("assignment_end", lambda cast: cast.assignment.pk),
        ("post_end", lambda cast: cast.assignment.post_id),
        ("companion_end", lambda cast: cast.assignment.companion_id),
    ],
)
def test_the_page_that_ends_names_it_and_ending_cancels_it(client, cast, route, key):
    before, after = planned(cast, days=0), planned(cast, days=14)
    draft = cast.visit()
    client.force_login(cast.berta)
    url = reverse(route, args=[key(cast)])
    page = client.get(url).content.decode()
    assert "2 visitas programadas" in page and "1 visita sin terminar" in page
    assert reverse("visits:hand_on", args=[draft.pk]) in page
    assert client.post(url, {"ends_on": cast.today.isoformat()}).status_code == 302
    for visit in (before, after, draft):
        visit.refresh_from_db()
    assert before.status == Visit.Status.PLANNED, "its day is inside"
    assert (after.status, after.cancel_cause) == (Visit.Status.CANCELLED, Visit.Cause.ENDED)
    assert draft.status == Visit.Status.IN_PROGRESS
    assert TrackedChange.objects.filter(object_id=str(after.pk), fields__has_key="status").exists()


def test_nothing_open_says_nothing(client, cast):
    client.force_login(cast.berta)
    page = client.get(reverse("assignment_end", args=[cast.assignment.pk])).content.decode()
    assert "programada" not in page and "sin terminar" not in page


def test_her_phone_hears_that_it_was_cancelled(client, cast):
    visit = planned(cast, days=14)
    token = renew_feed(companion=cast.assignment.companion)
    end_assignment(assignment=cast.assignment, ends_on=yesterday(cast))
    calendar = client.get(reverse("visits:feed", args=[token])).content.decode()
    assert str(visit.pk) in calendar and "STATUS:CANCELLED" in calendar


def test_a_campaign_that_is_closed_cancels_what_is_planned_and_names_it_before(client, cast):
    visit = planned(cast, days=14)
    client.force_login(cast.berta)
    url = reverse("campaign_close", args=[cast.campaign.pk])
    assert "1 visita programada" in client.get(url).content.decode()
    client.post(url)
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_cause) == (Visit.Status.CANCELLED, Visit.Cause.ENDED)


def test_a_shorter_campaign_cancels_what_lies_past_it(cast):
    near, far = planned(cast, days=20), planned(cast, days=95)
    settings = settings_of(cast.campaign)
    last = cast.today + timedelta(days=50)
    starts_on, _ = settings.plan.phases["closing"]
    phases = {**settings.plan.phases, "closing": (starts_on, last)}
    edit_campaign(
        campaign=cast.campaign,
        data=replace(settings.data, ends_on=last),
        plan=replace(settings.plan, phases=phases),
    )
    near.refresh_from_db()
    far.refresh_from_db()
    assert (near.status, far.status) == (Visit.Status.PLANNED, Visit.Status.CANCELLED)


def test_handing_over_first_moves_it_and_cancels_nothing(cast, olga):
    visit = planned(cast, days=14)
    transfer(receiver=olga, starts_on=cast.today, assignments=[cast.assignment])
    visit.refresh_from_db()
    assert (visit.status, visit.companion) == (Visit.Status.PLANNED, olga)


def test_a_specialist_cancels_a_planned_visit_even_past_its_day(client, cast):
    visit = planned(cast, days=-3)
    client.force_login(cast.berta)
    url = reverse("visits:cancel", args=[visit.pk])
    assert url in client.get(visit.get_absolute_url()).content.decode()
    client.post(url, {"cause": "strike"})
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_cause) == (Visit.Status.CANCELLED, "strike")


@pytest.mark.parametrize("who", ["diana", "carla", "olga"])
def test_others_do_not_cancel_it(client, cast, who):
    visit = planned(cast, days=3)
    client.force_login(getattr(cast, who))
    assert client.post(reverse("visits:cancel", args=[visit.pk]), {"cause": "strike"}).status_code in (403, 404)
    visit.refresh_from_db()
    assert visit.status == Visit.Status.PLANNED


def test_the_reason_of_an_end_is_nobodys_to_choose(client, cast):
    visit = planned(cast, days=3)
    client.force_login(cast.ana)
    assert client.post(reverse("visits:cancel", args=[visit.pk]), {"cause": "ended"}).status_code == 200
    visit.refresh_from_db()
    assert visit.status == Visit.Status.PLANNED


def test_made_before_the_end_and_sent_afterwards_it_is_received(client, cast):
    """She made Monday's visit on Friday, without signal, and her assignment ended on Saturday."""
    visit = planned(cast, days=5)
    end_assignment(assignment=cast.assignment, ends_on=yesterday(cast))
    client.force_login(cast.ana)
    assert form_url(visit) in client.get(visit.get_absolute_url()).content.decode()
    data = payload(cast.assignment, cast.version, visit=visit, day=yesterday(cast))
    answer = client.post(form_url(visit), data, headers={"Accept": "application/json"})
    assert answer.json()["state"] == "received"
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_cause, visit.visited_on) == (Visit.Status.IN_PROGRESS, "", yesterday(cast))


def test_what_somebody_cancelled_stays_cancelled(client, cast):
    visit = planned(cast, days=0)
    client.force_login(cast.ana)
    client.post(reverse("visits:cancel", args=[visit.pk]), {"cause": "strike"})
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today)
    answer = client.post(form_url(visit), data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["state"]) == (403, "refused")


# --- Who finishes what is being written ------------------------------------------------------------------------------
@pytest.fixture
def draft(cast):
    """Ana's draft of the day before yesterday, with everything that closing asks for."""
    return cast.closed_visit(
        status=Visit.Status.IN_PROGRESS,
        closed_at=None,
        visited_on=cast.today - timedelta(days=2),
        private_notes="Solo para mí",
    )


def hand_url(visit):
    return reverse("visits:hand_on", args=[visit.pk])


def test_a_specialist_sees_whose_it_is_and_nothing_of_what_it_says(client, cast, draft):
    client.force_login(cast.berta)
    page = client.get(hand_url(draft)).content.decode()
    assert "Ana Quispe" in page and str(cast.tania) in page
    for said in ("eligen su sector", "Escucha con calma", "Solo para mí", "preguntas abiertas"):
        assert said not in page


def test_the_receiver_finishes_it_and_its_author_reads_on(client, cast, draft, olga):
    end_assignment(assignment=cast.assignment, ends_on=yesterday(cast))
    client.force_login(cast.berta)
    assert client.post(hand_url(draft), {"receiver": olga.pk}).status_code == 302

    client.force_login(cast.olga)
    assert form_url(draft) in client.get("/").content.decode()
    page = client.get(form_url(draft)).content.decode()
    assert "eligen su sector" in page and "Solo para mí" not in page
    data = payload(cast.assignment, cast.version, visit=draft, day=draft.visited_on)
    assert client.post(form_url(draft), data, headers={"Accept": "application/json"}).json()["state"] == "received"
    draft.refresh_from_db()
    assert draft.private_notes == "Solo para mí", "they are Ana's, and stay"
    assert client.post(reverse("visits:close", args=[draft.pk]), {"means": "later"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.is_closed, draft.companion.user) == (True, cast.ana)

    client.force_login(cast.ana)
    assert "La hizo Ana Quispe; la termina Olga Ramos." in client.get(draft.get_absolute_url()).content.decode()


def test_once_closed_the_receiver_signs_talks_and_corrects_in_the_place_of_its_author(client, cast, draft, olga):
    hand_on(visit=draft, receiver=olga)
    Visit.objects.filter(pk=draft.pk).update(status=Visit.Status.CLOSED, closed_at=timezone.now())
    end_companion(companion=cast.assignment.companion, ends_on=yesterday(cast))
    client.force_login(cast.tania.user)
    comment = reverse("visits:comment", args=[draft.pk])
    client.post(comment, {"comment_id": str(uuid.uuid4()), "text": "¿Cuándo vuelve?"})
    client.force_login(cast.olga)
    for route in ("visits:sign", "visits:correct"):
        assert client.get(reverse(route, args=[draft.pk])).status_code == 200
    assert client.post(comment, {"comment_id": str(uuid.uuid4()), "text": "El lunes"}).status_code == 302
    client.force_login(cast.ana)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "¿Cuándo vuelve?" in page and "El lunes" in page and f'action="{comment}"' not in page
    assert client.post(comment, {"comment_id": str(uuid.uuid4()), "text": "Hola"}).status_code == 403
    assert client.get(reverse("visits:correct", args=[draft.pk])).status_code == 403


def test_its_author_hears_who_finishes_it_and_keeps_what_she_typed(client, cast, draft, olga):
    hand_on(visit=draft, receiver=olga)
    client.force_login(cast.ana)
    assert form_url(draft) not in client.get("/").content.decode()
    data = payload(cast.assignment, cast.version, visit=draft, day=draft.visited_on)
    answer = client.post(form_url(draft), data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["state"]) == (403, "refused")
    assert "La especialista pasó esta visita a Olga Ramos" in answer.json()["reason"]
    page = client.post(form_url(draft), data)
    assert page.status_code == 403 and "Las niñas eligen los bloques" in page.content.decode()


def test_what_waited_of_it_waits_for_the_receiver(client, cast, draft, olga):
    """What Ana's page had sent without completing it opens in Olga's form."""
    client.force_login(cast.ana)
    lacking = payload(
        cast.assignment, cast.version, visit=draft, day=draft.visited_on, notes__0__text="Otra cosa vista",
        commitments__0__due_on="",
    )  # fmt: skip
    answer = client.post(form_url(draft), lacking, headers={"Accept": "application/json"})
    assert answer.json()["state"] == "held"
    hand_on(visit=draft, receiver=olga)
    client.force_login(cast.olga)
    assert "Otra cosa vista" in client.get(form_url(draft)).content.decode()
    assert Submission.objects.get(outcome="held").author == cast.ana


def test_it_can_be_handed_on_again(client, cast, draft, olga):
    hand_on(visit=draft, receiver=olga)
    client.force_login(cast.berta)
    assert "Olga Ramos" not in client.get(hand_url(draft)).text.split("<select")[1]
    client.post(hand_url(draft), {"receiver": cast.assignment.companion_id})
    draft.refresh_from_db()
    assert draft.is_written_by(cast.ana) and not draft.is_written_by(cast.olga)
    client.force_login(cast.ana)
    assert "Solo para mí" in client.get(form_url(draft)).content.decode(), "handed back, with her private notes"


def test_a_closed_one_is_not_handed_on(cast, olga):
    with pytest.raises(ValidationError, match="ya no está en registro"):
        hand_on(visit=cast.closed_visit(), receiver=olga)


def test_nobody_finishes_the_visit_to_herself(cast, draft):
    own = Companion.objects.create(user=cast.tania.user, ugel=cast.ugel, kind=Companion.Kind.INTERNAL)
    with pytest.raises(ValidationError, match="Nadie se acompaña a sí misma"):
        hand_on(visit=draft, receiver=own)
