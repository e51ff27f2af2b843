"""A day of the calendar: whom she can visit on it, planned with one touch, and taken back."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import TrackedChange
from visits.models import Visit

PLANNED = Visit.Status.PLANNED


@pytest.fixture
def day(cast):
    """A weekday to come, as free as can be."""
    day = cast.today + timedelta(days=14)
    return day - timedelta(days=max(day.weekday() - 4, 0))


@pytest.fixture
def url(cast):
    return reverse("visits:calendar_day", args=[cast.assignment.companion_id])


def opened(client, url, day):
    return client.get(url, {"day": day.isoformat()})


def planned_from(client, page, assignment):
    """Touch the button of a person, as the page has it."""
    text = page.content.decode()
    action = reverse("visits:plan", args=[assignment.pk])
    [(query, phase)] = re.findall(rf'formaction="{action}\?([^"]+)" name="phase" value="([^"]+)"', text)
    hidden = dict(re.findall(r'type="hidden" name="(visit_id|planned_on|mode)" value="([^"]+)"', text))
    return client.post(f"{action}?{query}", {**hidden, "phase": phase})


def test_who_is_owed_a_visit_and_has_no_date_comes_first(client, cast, url, day):
    cast.visit(status=PLANNED, visited_on=day + timedelta(days=7))  # Tania has a date
    client.force_login(cast.ana)
    people = opened(client, url, day).context["people"]
    assert [one.assignment.post.teacher for one in people.without_date] == [cast.petra]
    assert [one.assignment.post.teacher for one in people.with_date] == [cast.tania]
    assert not people.done


def test_who_had_all_visits_comes_last(client, cast, url, day):
    cast.closed_visit()
    cast.assignment.visits_owed = 1
    cast.assignment.save()
    client.force_login(cast.ana)
    assert [one.assignment for one in opened(client, url, day).context["people"].done] == [cast.assignment]


def test_one_touch_plans_the_visit_of_that_day_once(client, cast, url, day):
    client.force_login(cast.ana)
    page = opened(client, url, day)
    answer = planned_from(client, page, cast.assignment)
    again = planned_from(client, page, cast.assignment)
    visit = Visit.objects.get()
    assert (visit.visited_on, visit.status, visit.mode, visit.phase) == (day, PLANNED, "in_person", "diagnostic")
    calendar = reverse("visits:calendar", args=[visit.companion_id], query={"month": f"{day:%Y-%m}"})
    assert answer.url == again.url == f"{calendar}&planned={visit.pk}"


def test_it_can_be_taken_back_at_once(client, cast, url, day):
    client.force_login(cast.ana)
    answer = planned_from(client, opened(client, url, day), cast.assignment)
    visit = Visit.objects.get()
    undo = reverse("visits:unplan", args=[visit.pk])
    client.force_login(cast.berta)
    assert undo not in client.get(answer.url).content.decode()  # it is hers alone
    client.force_login(cast.ana)
    assert f'action="{undo}"' in client.get(answer.url).content.decode()
    assert "salió del calendario" in client.post(undo, follow=True).content.decode()
    assert not Visit.objects.exists()
    assert TrackedChange.objects.filter(model="visits.visit", action="deleted", by=cast.ana).count() == 1


@pytest.mark.parametrize(
    "since",
    [
        {"created_at": timezone.now() - timedelta(hours=2)},
        {"status": Visit.Status.PREPARED},
        {"revision": 3},
    ],
)
def test_later_it_is_moved_or_cancelled_with_its_reason(client, cast, url, day, since):
    client.force_login(cast.ana)
    answer = planned_from(client, opened(client, url, day), cast.assignment)
    visit = Visit.objects.get()
    Visit.objects.filter(pk=visit.pk).update(**since)
    undo = reverse("visits:unplan", args=[visit.pk])
    assert undo not in client.get(answer.url).content.decode()
    assert "ya no se puede deshacer" in client.post(undo, follow=True).content.decode()
    assert Visit.objects.exists()


def test_only_who_accompanies_takes_it_back(client, cast, day):
    visit = cast.visit(status=PLANNED, visited_on=day, revision=0)
    undo = reverse("visits:unplan", args=[visit.pk])
    for who, status in ((cast.berta, 403), (cast.olga, 404), (cast.carla, 404)):
        client.force_login(who)
        assert client.post(undo).status_code == status
    assert Visit.objects.exists()


def test_a_day_that_is_over_shows_its_visits_and_plans_nothing(client, cast, url):
    over = cast.today - timedelta(days=3)
    visit = cast.visit(status=PLANNED, visited_on=over)
    client.force_login(cast.ana)
    page = opened(client, url, over)
    text = page.content.decode()
    assert page.context["people"] is None and "no se puede programar" in text
    assert visit.get_absolute_url() in text and "ya pasó su día" in text
    action = reverse("visits:plan", args=[cast.assignment.pk], query={"month": f"{over:%Y-%m}"})
    sent = {"visit_id": uuid.uuid4(), "planned_on": over, "mode": "in_person", "phase": "process"}
    assert "Esa fecha ya pasó" in client.post(action, sent).content.decode()
    assert Visit.objects.count() == 1


def test_a_day_without_children_warns_and_may_be_meant(client, cast, url, day):
    cast.campaign.holidays = [{"from": day.isoformat(), "to": day.isoformat(), "name": "Semana de gestión"}]
    cast.campaign.save()
    client.force_login(cast.ana)
    page = opened(client, url, day)
    assert "Ese día no hay clases: Semana de gestión." in page.content.decode()
    planned_from(client, page, cast.assignment)
    assert Visit.objects.get().visited_on == day


def test_her_specialist_reads_the_day_and_plans_nothing(client, cast, url, day):
    visit = cast.visit(status=PLANNED, visited_on=day)
    client.force_login(cast.berta)
    page = opened(client, url, day)
    assert page.context["people"] is None
    assert visit.get_absolute_url() in page.content.decode() and "formaction" not in page.content.decode()


def test_people_of_other_dates_are_not_offered(client, cast, url, day):
    cast.assignment.ends_on = day - timedelta(days=1)
    cast.assignment.save()
    client.force_login(cast.ana)
    shown = opened(client, url, day).context["people"].without_date
    assert [one.assignment.post.teacher for one in shown] == [cast.petra]


@pytest.mark.parametrize("asked", ["", "2026-02-30", "mañana", "0001-01-01"])
def test_no_day_is_today(client, cast, url, asked):
    client.force_login(cast.ana)
    assert client.get(url, {"day": asked}).context["day"] == cast.today


def test_the_name_opens_the_form_with_the_day(client, cast, url, day):
    client.force_login(cast.ana)
    query = {"day": day.isoformat(), "month": f"{day:%Y-%m}"}
    link = reverse("visits:plan", args=[cast.assignment.pk], query=query)
    assert link.replace("&", "&amp;") in opened(client, url, day).content.decode()
    page = client.get(link)
    assert page.context["form"]["planned_on"].value() == day
    assert (
        page.context["back"] == reverse("visits:calendar", args=[cast.assignment.companion_id]) + f"?month={day:%Y-%m}"
    )


# --- The month -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "days", "look", "said"),
    [
        (PLANNED, 1, "app-tag-planned", "programada"),
        (PLANNED, -1, "app-tag-overdue", "ya pasó su día"),
        (Visit.Status.PREPARED, -1, "app-tag-overdue", "ya pasó su día"),
        (Visit.Status.IN_PROGRESS, -1, "app-tag-writing", "en registro"),
        (Visit.Status.CLOSED, -1, "app-tag-closed", "cerrada"),
        (Visit.Status.ACKNOWLEDGED, -1, "app-tag-done", "conforme"),
    ],
)
def test_a_visit_has_the_colour_and_the_word_of_its_state(client, cast, url, status, days, look, said):
    visit = cast.visit(status=status, visited_on=cast.today + timedelta(days=days))
    client.force_login(cast.ana)
    text = opened(client, url, visit.visited_on).content.decode()
    assert f'class="app-calendar-visit {look}"' in text and said in text


def test_every_day_of_the_month_can_be_touched_and_today_is_marked(client, cast):
    client.force_login(cast.ana)
    page = client.get(reverse("visits:calendar", args=[cast.assignment.companion_id]))
    text = page.content.decode()
    days = [day.date for week in page.context["month"].weeks for day in week]
    assert all(f"/day/?day={day.isoformat()}" in text for day in days)
    assert text.count(" app-today") >= 1 and f"?month={cast.today:%Y-%m}" in text


def test_weeks_without_children_are_shaded_with_their_name(client, cast):
    first = cast.today.replace(day=1)
    off = {"from": first.isoformat(), "to": (first + timedelta(days=4)).isoformat(), "name": "Semana de gestión"}
    cast.campaign.holidays = [off]
    cast.campaign.save()
    client.force_login(cast.ana)
    page = client.get(reverse("visits:calendar", args=[cast.assignment.companion_id]))
    [shown] = page.context["month"].days_off
    assert (shown.name, shown.first, shown.last) == ("Semana de gestión", first, first + timedelta(days=4))
    assert page.content.decode().count("Semana de gestión") >= 6
