"""What a companion sent stays hers to read and to finish, whatever has ended: assignment, post or her work."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.campaigns.services import close_campaign, reopen_campaign
from accompaniment.models import Campaign, Companion
from accompaniment.people.assignments.services import end_assignment
from accompaniment.people.companions.services import end_companion
from accompaniment.people.services import end_post
from visits.models import Visit
from visits.plan.transfers import transfer

from .payload import payload


def form_url(visit_id):
    return reverse("visits:form", args=[visit_id])


def end_the_assignment(cast, day):
    end_assignment(assignment=cast.assignment, ends_on=day)


def end_the_post(cast, day):
    end_post(post=cast.assignment.post, ends_on=day)


def end_her_work(cast, day):
    end_companion(companion=cast.assignment.companion, ends_on=day)


ENDS = [end_the_assignment, end_the_post, end_her_work]


@pytest.fixture(params=ENDS, ids=lambda end: end.__name__)
def end(request, cast):
    """End one of the rights under which Ana writes, with yesterday as its last day."""
    return lambda: request.param(cast, cast.today - timedelta(days=1))


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def planned(cast, *, days, **fields):
    day = cast.today + timedelta(days=days)
    return cast.visit(status=Visit.Status.PLANNED, visited_on=day, planned_on=day, revision=0, **fields)


def send(client, visit_id, data):
    answer = client.post(form_url(visit_id), data, headers={"Accept": "application/json"})
    return answer.status_code, answer.json()


def visit_data(cast, *, visit=None, days_ago=2, **changes):
    day = cast.today - timedelta(days=days_ago)
    return payload(cast.assignment, cast.version, visit=visit, day=day, **changes)


def test_a_draft_is_read_written_and_closed_by_its_author(ana, cast, end):
    visit = cast.closed_visit(
        status=Visit.Status.IN_PROGRESS, closed_at=None, visited_on=cast.today - timedelta(days=2)
    )
    end()
    assert ana.get(form_url(visit.pk)).status_code == 200
    assert ana.get(visit.get_absolute_url()).status_code == 200
    status, body = send(ana, visit.pk, visit_data(cast, visit=visit))
    assert (status, body["state"]) == (200, "received")
    assert ana.get(reverse("visits:close", args=[visit.pk])).status_code == 200
    later = ana.post(reverse("visits:close", args=[visit.pk]), {"means": "later"})
    assert later.status_code == 302
    visit.refresh_from_db()
    assert visit.is_closed
    assert ana.get(visit.get_absolute_url()).status_code == 200, "and stays readable"


def test_a_visit_of_a_day_inside_is_received_after_the_end(ana, cast, end):
    end()
    status, body = send(ana, uuid.uuid4(), visit_data(cast))
    assert (status, body["state"]) == (200, "received")


def test_a_visit_of_a_day_after_the_end_says_why_not_and_is_not_kept(ana, cast, end):
    end()
    status, body = send(ana, uuid.uuid4(), visit_data(cast, days_ago=0))
    assert (status, body["state"]) == (200, "incomplete")
    assert "En esa fecha no acompañabas a esta persona." in body["reason"]
    page = ana.post(form_url(uuid.uuid4()), visit_data(cast, days_ago=0))
    assert page.status_code == 200 and "Las niñas eligen los bloques" in page.content.decode()
    assert not Visit.objects.exists()


def test_the_draft_stands_on_her_first_page(ana, cast, end):
    visit = cast.visit()
    end()
    assert form_url(visit.pk) in ana.get("/").content.decode()


def test_the_person_is_no_longer_hers_to_open(ana, cast, end):
    cast.closed_visit(visited_on=cast.today - timedelta(days=2))
    end()
    assert ana.get(cast.tania.get_absolute_url()).status_code == 404
    page = ana.get(Visit.objects.get().get_absolute_url()).content.decode()
    assert f'"{cast.tania.get_absolute_url()}"' not in page, "no link that leads nowhere"
    assert ana.get(reverse("visits:new", args=[cast.assignment.pk])).status_code == 404


def test_nobody_else_reads_her_draft(client, cast, end):
    visit = cast.visit()
    end()
    for other in (cast.berta, cast.olga, cast.diana, cast.tania.user, cast.alma):
        client.force_login(other)
        assert client.get(visit.get_absolute_url()).status_code == 404


def test_who_accompanies_again_in_the_same_ugel_finds_her_draft(ana, cast):
    """A new row as a companion, after the former one ended, is the same person."""
    visit = cast.visit(visited_on=cast.today - timedelta(days=2))
    end_her_work(cast, cast.today - timedelta(days=1))
    Companion.objects.create(user=cast.ana, ugel=cast.ugel, kind=Companion.Kind.EXTERNAL, starts_on=cast.today)
    assert form_url(visit.pk) in ana.get("/").content.decode()
    status, body = send(ana, visit.pk, visit_data(cast, visit=visit))
    assert (status, body["state"]) == (200, "received")


def test_a_commitment_agreed_after_the_end_is_not_shown_to_her(ana, cast, end):
    """What the next companion agreed with the person is not the former one's to read."""
    draft = cast.visit(visited_on=cast.today - timedelta(days=2))
    end()
    later = cast.closed_visit(visited_on=cast.today, companion=Companion.objects.get(user=cast.olga))
    page = ana.get(form_url(draft.pk)).content.decode()
    assert later.commitments.get().action not in page


def test_a_draft_closes_whatever_the_next_companion_agreed_since(ana, cast, end):
    """Its form does not ask about that, so closing it can't either."""
    draft = cast.closed_visit(
        status=Visit.Status.IN_PROGRESS, closed_at=None, visited_on=cast.today - timedelta(days=2)
    )
    end()
    cast.closed_visit(visited_on=cast.today, companion=Companion.objects.get(user=cast.olga))
    assert ana.post(reverse("visits:close", args=[draft.pk]), {"means": "later"}).status_code == 302
    draft.refresh_from_db()
    assert draft.is_closed


# --- What this browser still keeps ------------------------------------------------------------------------------------
def test_a_closed_campaign_shows_her_form_with_the_reason(ana, cast):
    visit = cast.visit()
    close_campaign(campaign=cast.campaign)
    page = ana.get(form_url(visit.pk))
    assert page.status_code == 403
    assert "El año ya está cerrado" in page.content.decode()
    assert "data-copy-restore" in page.content.decode(), "the copy of this browser can be reached"


def test_opened_again_the_draft_can_be_finished(ana, cast):
    visit = cast.visit(visited_on=cast.today - timedelta(days=2))
    close_campaign(campaign=cast.campaign)
    reopen_campaign(campaign=Campaign.objects.get())
    status, body = send(ana, visit.pk, visit_data(cast, visit=visit))
    assert (status, body["state"]) == (200, "received")


def test_a_form_is_never_shown_filled_to_who_may_not_write_it(client, cast):
    visit = cast.closed_visit(private_notes="Solo para mí")
    client.force_login(cast.berta)
    assert "Solo para mí" not in client.get(form_url(visit.pk)).content.decode()


# --- A planned visit that passed to another companion while its form was open ----------------------------------------
@pytest.fixture
def passed(cast):
    """A planned visit of Ana's that Olga has from today on, with the form of it that Ana filled in two days ago."""
    visit = planned(cast, days=3)
    data = visit_data(cast, visit=visit)
    transfer(receiver=Companion.objects.get(user=cast.olga), starts_on=cast.today, assignments=[cast.assignment])
    visit.refresh_from_db()
    return visit, data


def own_visit(cast):
    return Visit.objects.get(assignment=cast.assignment)


def test_what_was_made_before_it_passed_on_is_a_visit_of_its_author(ana, cast, passed):
    visit, data = passed
    status, body = send(ana, visit.pk, data)
    assert (status, body["state"]) == (200, "received")
    own = own_visit(cast)
    assert (own.companion.user, own.status) == (cast.ana, Visit.Status.IN_PROGRESS)
    assert own.notes.get().text.startswith("Las niñas eligen los bloques")
    visit.refresh_from_db()
    assert (visit.companion.user, visit.status) == (cast.olga, Visit.Status.PLANNED)


def test_the_same_form_twice_is_once_and_the_next_one_goes_on(ana, cast, passed):
    visit, data = passed
    first, again = (send(ana, visit.pk, data)[1] for _ in range(2))
    assert first["submission"] == again["submission"] and own_visit(cast).submissions.count() == 1
    newer = data | {"submission": first["next"], "base_revision": first["revision"], "visit-purpose": "Otro propósito"}
    assert send(ana, visit.pk, newer)[1]["state"] == "received"
    assert own_visit(cast).purpose == "Otro propósito"


def test_another_window_of_the_planned_visit_overwrites_nothing(ana, cast, passed):
    visit, data = passed
    send(ana, visit.pk, data)
    other = data | {"submission": uuid.uuid4(), "base_revision": visit.revision, "visit-purpose": "Otro propósito"}
    status, body = send(ana, visit.pk, other)
    assert (status, body["state"]) == (409, "conflict")
    assert ana.get(body["url"]).status_code == 200
    assert own_visit(cast).purpose != "Otro propósito"


def test_its_page_says_so_and_keeps_the_copy_of_this_browser(ana, cast, passed):
    visit, data = passed
    for _ in range(2):  # before and after the visit is there
        page = ana.get(form_url(visit.pk))
        assert page.status_code == 200
        assert "Esta visita programada pasó a Olga Ramos." in page.content.decode()
        assert f'data-visit="{visit.pk}"' in page.content.decode()
        assert ana.post(form_url(visit.pk), data).url == form_url(visit.pk)
    assert "Las niñas eligen los bloques" in page.content.decode()


def test_its_buttons_lead_on_from_the_own_visit(ana, cast, passed):
    visit, data = passed
    answer = ana.post(form_url(visit.pk), data | {"close": "1"})
    assert answer.url == reverse("visits:close", args=[own_visit(cast).pk])
    assert ana.get(answer.url).status_code == 200


def test_what_was_parked_of_it_comes_back(ana, cast):
    visit = planned(cast, days=3)
    half = visit_data(cast, visit=visit) | {"visit-visited_on": ""}
    assert send(ana, visit.pk, half)[1]["state"] == "held"
    transfer(receiver=Companion.objects.get(user=cast.olga), starts_on=cast.today, assignments=[cast.assignment])
    assert "Las niñas eligen los bloques" in ana.get(form_url(visit.pk)).content.decode()
    whole = visit_data(cast, visit=visit) | {"submission": half["submission"]}
    assert send(ana, visit.pk, whole)[1]["state"] == "received"


def test_of_a_day_after_it_passed_on_it_lacks_another_day(ana, cast, passed):
    visit, _data = passed
    data = visit_data(cast, visit=visit, days_ago=0)
    assert send(ana, visit.pk, data)[1]["state"] == "incomplete"
    page = ana.post(form_url(visit.pk), data)
    assert page.status_code == 200 and "Las niñas eligen los bloques" in page.content.decode()
    assert "En esa fecha no acompañabas a esta persona." in page.content.decode()


def test_of_a_closed_campaign_it_is_refused_with_what_was_typed(ana, cast, passed):
    visit, data = passed
    close_campaign(campaign=cast.campaign)
    status, body = send(ana, visit.pk, data)
    assert (status, body["state"]) == (403, "refused")
    assert "Las niñas eligen los bloques" in ana.post(form_url(visit.pk), data).content.decode()


def test_what_passed_to_another_is_asked_for_a_day_of_her_work_though_that_ended_earlier(ana, cast):
    """Her people were handed over first, and her work ended on the day she had really left."""
    visit = planned(cast, days=3)
    transfer(receiver=Companion.objects.get(user=cast.olga), starts_on=cast.today, assignments=[cast.assignment])
    end_her_work(cast, cast.today - timedelta(days=9))
    status, body = send(ana, visit.pk, visit_data(cast, visit=visit))
    assert (status, body["state"]) == (200, "incomplete")
    assert "no acompañabas" in body["reason"]
    within = visit_data(cast, visit=visit, visit__visited_on=(cast.today - timedelta(days=9)).isoformat())
    assert send(ana, visit.pk, within)[1]["state"] == "received"


def test_who_never_accompanied_the_person_hears_nothing_of_it(client, cast):
    visit = planned(cast, days=3)
    client.force_login(cast.olga)
    assert client.get(form_url(visit.pk)).status_code == 404
    assert send(client, visit.pk, visit_data(cast, visit=visit))[0] == 404
