"""A companion's calendar: her year proposed, confirmed once, taken back whole, and moved visit by visit."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.campaigns.holidays import Holiday
from accompaniment.campaigns.services import close_campaign
from accompaniment.models import Campaign, Role, TrackedChange
from visits.models import Proposal, Rescheduling, Visit
from visits.plan.moves import prepare_visit, reschedule_visit
from visits.plan.services import confirm_year, preview_year, undo_proposal
from visits.plan.year import PER_DAY

PLANNED = Visit.Status.PLANNED


@pytest.fixture
def companion(cast):
    return cast.assignment.companion


@pytest.fixture
def urls(companion):
    return {
        name: reverse(f"visits:{name}", args=[companion.pk])
        for name in ("calendar", "calendar_propose", "calendar_address")
    }


@pytest.fixture
def confirm(client, cast, companion, urls):
    """Open the preview as somebody and say yes to what it shows."""

    def confirm(who=None, proposal=None):
        client.force_login(who or cast.ana)
        context = client.get(urls["calendar_propose"]).context
        data = {"proposal": proposal or context["proposal_id"], "digest": context["preview"].digest}
        return client.post(urls["calendar_propose"], data), data

    return confirm


def workday(day):
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def test_the_preview_stores_nothing_and_yes_puts_it_on_the_calendar(client, cast, urls, confirm):
    client.force_login(cast.ana)
    page = client.get(urls["calendar_propose"]).content.decode()
    assert "Flores, Tania" in page and "Muñoz, Petra" in page and "Nada se guarda" in page
    assert not Visit.objects.exists()
    answer, _data = confirm()
    assert answer.url == urls["calendar"]
    visits = Visit.objects.order_by("visited_on")
    assert visits.count() == 12
    assert {visit.status for visit in visits} == {PLANNED}
    assert all(visit.planned_on == visit.visited_on > cast.today for visit in visits)
    in_closing_weeks = ["diagnostic", *["closing"] * 5]
    assert [v.phase for v in visits.filter(teacher=cast.tania)] == in_closing_weeks
    assert [v.number for v in visits.filter(teacher=cast.tania)] == [1, 2, 3, 4, 5, 6]
    assert {v.version for v in visits.filter(teacher=cast.petra)} == {cast.promoter_version}


def test_confirming_twice_is_once_and_proposing_again_adds_nothing(client, cast, urls, confirm):
    _answer, data = confirm()
    client.post(urls["calendar_propose"], data)
    assert Visit.objects.count() == 12
    assert Proposal.objects.count() == 1
    assert "ya están hechas o tienen fecha" in client.get(urls["calendar_propose"]).content.decode()


def test_visits_made_and_planned_by_hand_are_counted(cast, companion):
    cast.closed_visit()
    cast.visit(status=PLANNED, visited_on=cast.today + timedelta(days=20))
    cast.visit(status=Visit.Status.CANCELLED)
    preview = preview_year(companion=companion, campaign=cast.campaign)
    assert sum(row.assignment == cast.assignment for row in preview.rows) == 4


def test_nothing_is_proposed_on_days_off_nor_outside_the_assignment(cast, companion):
    off = cast.today + timedelta(days=1)
    last = off + timedelta(days=40)
    cast.campaign.holidays = [
        {"from": off.isoformat(), "to": (off + timedelta(days=20)).isoformat(), "name": "Vacaciones"}
    ]
    cast.campaign.save()
    cast.assignment.ends_on = last
    cast.assignment.save()
    rows = preview_year(companion=companion, campaign=cast.campaign).rows
    assert all(row.day > off + timedelta(days=20) and row.day.weekday() < 5 for row in rows)
    assert all(row.day <= last for row in rows if row.assignment == cast.assignment)


def test_what_does_not_fit_is_said_with_its_reason(client, cast, urls):
    cast.assignment.ends_on = cast.today
    cast.assignment.save()
    client.force_login(cast.ana)
    page = client.get(urls["calendar_propose"])
    assert {one.assignment for one in page.context["preview"].missing} == {cast.assignment}
    assert "no quedan días con clases" in page.content.decode()


def test_a_proposal_that_is_no_longer_the_one_seen_is_refused(client, cast, urls):
    client.force_login(cast.ana)
    context = client.get(urls["calendar_propose"]).context
    cast.visit(status=PLANNED, visited_on=cast.today + timedelta(days=9))
    data = {"proposal": context["proposal_id"], "digest": context["preview"].digest}
    page = client.post(urls["calendar_propose"], data)
    assert "Algo cambió" in page.content.decode()
    assert (Visit.objects.count(), Proposal.objects.count()) == (1, 0)


@pytest.mark.parametrize("proposal", ["", "nada", "../x"])
def test_a_broken_confirmation_shows_the_preview_again(client, cast, urls, proposal):
    client.force_login(cast.ana)
    assert client.post(urls["calendar_propose"], {"proposal": proposal}).status_code == 200
    assert not Visit.objects.exists()


def test_without_an_instrument_nothing_is_stored(cast, companion):
    cast.version.__class__.objects.filter(pk=cast.version.pk).update(status="retired")
    digest = preview_year(companion=companion, campaign=cast.campaign).digest
    with pytest.raises(ValidationError, match="instrumento"):
        confirm_year(proposal_id=uuid.uuid4(), companion=companion, campaign=cast.campaign, digest=digest, by=cast.ana)
    assert not Visit.objects.exists() and not Proposal.objects.exists()


def test_another_companions_confirmation_cannot_be_taken_over(cast, companion, confirm):
    _answer, data = confirm()
    other = cast.campaign.assignments.exclude(companion=companion).first().companion
    with pytest.raises(ValidationError):
        confirm_year(proposal_id=data["proposal"], companion=other, campaign=cast.campaign, digest="", by=cast.elena)


def test_her_specialist_reads_and_adjusts(client, cast, urls, confirm):
    confirm(who=cast.berta)
    page = client.get(urls["calendar"]).content.decode()
    assert "Calendario de Ana Quispe" in page and "Deshacer" in page
    assert TrackedChange.objects.filter(by=cast.berta, model="visits.visit").count() == 12


def test_a_closed_campaign_proposes_nothing(client, cast, urls):
    close_campaign(campaign=cast.campaign)
    client.force_login(cast.ana)
    assert "Proponer" not in client.get(urls["calendar"]).content.decode()
    assert client.get(urls["calendar_propose"]).url == urls["calendar"]


# --- Taking it back ------------------------------------------------------------------------------------------------
def test_a_proposal_is_taken_back_whole_after_asking(client, cast, confirm):
    by_hand = cast.visit(status=PLANNED, visited_on=cast.today + timedelta(days=30))
    confirm()
    url = reverse("visits:calendar_undo", args=[Proposal.objects.get().pk])
    assert "Saldrán" in client.get(url).content.decode()
    assert Visit.objects.count() > 1
    assert "salieron del calendario" in client.post(url, follow=True).content.decode()
    assert list(Visit.objects.all()) == [by_hand]
    assert TrackedChange.objects.filter(model="visits.visit", action="deleted").count() == 11


@pytest.mark.parametrize("status", ["prepared", "in_progress", "closed", "cancelled"])
def test_it_stays_once_a_visit_is_under_way(client, cast, confirm, status):
    confirm()
    Visit.objects.filter(pk=Visit.objects.first().pk).update(status=status)
    url = reverse("visits:calendar_undo", args=[Proposal.objects.get().pk])
    assert "muévelas una por una" in client.post(url, follow=True).content.decode()
    assert Visit.objects.count() == 12


def test_a_visit_begun_in_that_very_moment_keeps_all_of_them(cast, confirm, monkeypatch):
    confirm()
    proposal = Proposal.objects.get()
    seen = list(Visit.objects.all())
    Visit.objects.filter(pk=seen[0].pk).update(status="in_progress")
    monkeypatch.setattr("visits.plan.services.undoable", lambda _proposal: seen)
    with pytest.raises(ValidationError):
        undo_proposal(proposal=proposal)
    assert Visit.objects.count() == 12


# --- Moving one ------------------------------------------------------------------------------------------------------
@pytest.fixture
def visit(cast):
    return cast.visit(status=PLANNED, visited_on=workday(cast.today + timedelta(days=10)), revision=0)


def move(client, visit, **data):
    """Send the form as it opens from the month of the visit."""
    url = reverse("visits:reschedule", args=[visit.pk], query={"month": f"{visit.visited_on:%Y-%m}"})
    return client.post(url, {"cause": "strike", **data})


def test_the_calendar_leads_to_the_form_and_the_form_back_to_its_month(client, cast, urls, visit):
    client.force_login(cast.ana)
    month = f"{visit.visited_on:%Y-%m}"
    page = client.get(urls["calendar"], {"month": month}).content.decode()
    url = reverse("visits:reschedule", args=[visit.pk], query={"month": month})
    assert f'href="{url}"' in page
    back = f"{urls['calendar']}?month={month}"
    form = client.get(url)
    assert f'href="{back}"' in form.content.decode()
    assert form.context["form"]["to_day"].value() == visit.visited_on
    assert move(client, visit, to_day=workday(cast.today + timedelta(days=50))).url == back


def test_a_move_on_the_calendar_keeps_why_and_is_a_new_revision(client, cast, visit):
    client.force_login(cast.ana)
    before, day = visit.visited_on, workday(cast.today + timedelta(days=24))
    assert move(client, visit, to_day=day, detail="Paro regional").status_code == 302
    visit.refresh_from_db()
    assert (visit.visited_on, visit.planned_on, visit.revision) == (day, day, 1)
    kept = Rescheduling.objects.get()
    assert (kept.visit, kept.from_day, kept.to_day, kept.cause) == (visit, before, day, "strike")
    assert (kept.detail, kept.by) == ("Paro regional", cast.ana)
    assert TrackedChange.objects.filter(by=cast.ana, model="visits.visit").latest("pk").fields["visited_on"][1] == str(
        day
    )


def test_without_a_cause_it_stays_where_it_is(client, cast, visit):
    client.force_login(cast.ana)
    page = move(client, visit, to_day=workday(cast.today + timedelta(days=24)), cause="")
    assert "Elige el motivo" in page.content.decode()
    assert not Rescheduling.objects.exists()


def test_her_specialist_moves_what_is_planned_but_not_what_is_prepared(client, cast, visit):
    client.force_login(cast.berta)
    day = workday(cast.today + timedelta(days=24))
    assert move(client, visit, to_day=day).status_code == 302
    assert Rescheduling.objects.get().by == cast.berta
    Visit.objects.filter(pk=visit.pk).update(status="prepared")
    assert move(client, visit, to_day=day + timedelta(days=7)).status_code == 403
    assert Rescheduling.objects.count() == 1


def test_a_moved_visit_leaves_with_its_proposal(client, cast, confirm):
    confirm()
    first = Visit.objects.order_by("visited_on").first()
    assert move(client, first, to_day=cast.campaign.ends_on, warned_of=cast.campaign.ends_on).status_code == 302
    undo_proposal(proposal=Proposal.objects.get())
    assert not Visit.objects.exists() and not Rescheduling.objects.exists()


def test_a_holiday_a_weekend_or_a_full_day_is_said_and_may_be_meant(client, cast, visit):
    client.force_login(cast.ana)
    holiday, full = (workday(cast.today + timedelta(days=n)) for n in (17, 25))
    saturday = cast.today + timedelta(days=12 - cast.today.weekday())
    cast.campaign.holidays = [{"from": str(holiday), "to": str(holiday), "name": "Fiesta patronal"}]
    cast.campaign.save()
    for _n in range(PER_DAY):
        cast.visit(status=PLANNED, visited_on=full)
    for day, said in ((holiday, "Fiesta patronal"), (saturday, "fin de semana"), (full, "ya hay 2 visitas")):
        page = move(client, visit, to_day=day)
        assert said in page.content.decode() and "Mover de todos modos" in page.content.decode()
        visit.refresh_from_db()
        assert visit.visited_on != day
        assert move(client, visit, to_day=saturday, warned_of=day).status_code == (200 if day == holiday else 302)
    assert move(client, visit, to_day=holiday, warned_of=holiday).status_code == 302


@pytest.mark.parametrize("days", [-1, 1000])
def test_a_day_that_passed_or_outside_the_campaign_is_refused(client, cast, visit, days):
    client.force_login(cast.ana)
    day = cast.today + timedelta(days=days)
    page = move(client, visit, to_day=day, warned_of=day)
    assert page.context["form"].errors["to_day"]
    visit.refresh_from_db()
    assert visit.visited_on > cast.today


def test_a_visit_prepared_meanwhile_is_not_moved(cast, visit):
    prepare_visit(visit=Visit.objects.get(pk=visit.pk), purpose="Mirar el juego libre")
    with pytest.raises(ValidationError, match="cambió"):
        reschedule_visit(visit=visit, to_day=cast.today + timedelta(days=3), cause="strike", by=cast.ana)


def test_a_visit_whose_day_passed_moves_with_its_cause(cast):
    late = cast.visit(status=PLANNED, visited_on=cast.today - timedelta(days=1))
    reschedule_visit(visit=late, to_day=cast.today + timedelta(days=3), cause="weather", by=cast.ana)
    assert late.visited_on == cast.today + timedelta(days=3)


def test_a_specialist_leaves_a_visit_whose_day_passed_to_its_companion(client, cast):
    late = cast.visit(status=PLANNED, visited_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    answer = move(client, late, to_day=cast.today + timedelta(days=3))
    assert answer.status_code == 403
    assert "ya debía hacerse" in answer.content.decode()


def test_a_visit_that_stays_on_its_day_is_said_to_stay(client, cast, visit):
    client.force_login(cast.ana)
    answer = client.post(reverse("visits:reschedule", args=[visit.pk]), {"to_day": visit.visited_on, "cause": "strike"})
    assert "no cambió nada" in client.get(answer.url).content.decode()
    assert not Rescheduling.objects.exists()


# --- The form that the calendar had of its own -----------------------------------------------------------------------
def test_the_former_address_leads_to_the_form_with_all_it_was_asked(client, cast, visit):
    client.force_login(cast.ana)
    answer = client.get(reverse("visits:move", args=[visit.pk]), {"month": "2027-04"})
    assert answer.url == reverse("visits:reschedule", args=[visit.pk], query={"month": "2027-04"})


def test_what_an_open_page_still_sends_to_it_is_not_lost(client, cast, visit):
    client.force_login(cast.ana)
    day = workday(cast.today + timedelta(days=24))
    page = client.post(reverse("visits:move", args=[visit.pk]), {"day": day, "warned_of": ""}, follow=True)
    assert page.context["form"]["to_day"].value() == day.isoformat()
    assert 'role="alert">Elige el motivo.</div>' in page.text
    assert not Rescheduling.objects.exists()


# --- The page ---------------------------------------------------------------------------------------------------------
def test_months_follow_one_another_and_a_wrong_one_is_this_one(client, cast, urls, visit):
    client.force_login(cast.ana)
    month = client.get(urls["calendar"], {"month": f"{visit.visited_on:%Y-%m}"}).context["month"]
    assert [v for week in month.weeks for day in week for v in day.visits if day.is_of_month] == [visit]
    assert all(len(week) == 7 for week in month.weeks)
    for wrong in ("", "x", "2026-13", "0000-01", "9999-12"):
        assert client.get(urls["calendar"], {"month": wrong}).context["month"].first == cast.today.replace(day=1)


def test_an_empty_month_says_so(client, cast, urls):
    client.force_login(cast.ana)
    assert "No hay visitas en este mes" in client.get(urls["calendar"]).content.decode()


def test_a_companion_of_two_ugels_finds_both(client, cast, urls):
    cast.ana.companions.create(ugel=cast.other_ugel, kind="external", starts_on=cast.today)
    client.force_login(cast.ana)
    assert "UGEL Vecina" in client.get(urls["calendar"]).content.decode()
    assert client.get(reverse("visits:my_calendar")).url == urls["calendar"]


def test_query_budget(client, cast, urls, confirm, django_assert_max_num_queries):
    confirm()
    for who in (cast.ana, cast.berta):
        client.force_login(who)
        for name in ("calendar", "calendar_propose"):
            with django_assert_max_num_queries(12):
                client.get(urls[name])


def test_an_expired_specialist_is_outside(client, cast, urls):
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.get(urls["calendar"]).status_code == 404


def test_after_the_diagnostic_of_another_companion_none_is_proposed(client, cast, companion):
    """Elena had Tania before Ana; Petra, whom nobody visited, is diagnosed."""
    former = cast.tania.posts.get().assignments.get(companion__user=cast.elena)
    cast.visit(assignment=former, phase="diagnostic", status=Visit.Status.CLOSED)
    rows = preview_year(companion=companion, campaign=cast.campaign).rows
    diagnosed = {row.assignment.post.teacher for row in rows if row.phase == "diagnostic"}
    assert diagnosed == {cast.petra}


# --- Between two campaigns --------------------------------------------------------------------------------------
def test_the_year_to_come_is_proposed_and_each_year_keeps_its_days_off(client, cast, companion, urls, time_machine):
    last = cast.campaign.ends_on
    ahead = Campaign.objects.create(
        ugel=cast.ugel,
        year=cast.campaign.year + 1,
        starts_on=last + timedelta(days=80),
        ends_on=last + timedelta(days=360),
        letterhead="x",
        holidays=[Holiday(last + timedelta(days=90), last + timedelta(days=90), "Aniversario").as_json()],
    )
    cast.campaign.holidays = [Holiday(last, last, "Clausura").as_json()]
    cast.campaign.save()
    for day, campaign in ((last, cast.campaign), (last + timedelta(days=1), ahead), (ahead.starts_on, ahead)):
        time_machine.move_to(day.isoformat() + "T12:00:00-05:00")
        client.force_login(cast.ana)
        assert client.get(urls["calendar_propose"]).context["campaign"] == campaign
        for month, name in ((last, "Clausura"), (last + timedelta(days=90), "Aniversario")):
            assert name in client.get(urls["calendar"], {"month": f"{month:%Y-%m}"}).content.decode()


def test_only_an_open_year_invites_to_touch_a_day(client, cast, urls):
    client.force_login(cast.ana)
    assert "Toca un día" in client.get(urls["calendar"]).text
    close_campaign(campaign=cast.campaign)
    assert "Toca un día" not in client.get(urls["calendar"]).text
