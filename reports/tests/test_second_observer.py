"""Dashboards, plans and documents wait too for a second observer who has not closed."""

import pytest
from django.urls import reverse

from reports.dashboards.level_charts import level_charts
from reports.documents.issue import run_job
from reports.documents.kinds.base import DocumentRefused
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.requests import request_document
from visits.calibration.pairs import close_observation
from visits.models import Score, Visit
from visits.tests.calibration.pairs import invited, observed


@pytest.fixture
def half(cast):
    """Ana has closed her visit to Tania; Berta, the specialist, was invited before and has not closed."""
    visit = cast.closed_visit()
    return observed(invited(cast, visit, observer=cast.berta), [3, 3, 3, 3, 3], closed=False)


@pytest.mark.parametrize("route", ["institution", "ugel"])
def test_the_dashboards_leave_that_visit_out_for_her_alone(client, cast, half, route):
    url = reverse(f"reports:{route}", args=[cast.jardin.pk if route == "institution" else cast.ugel.pk])
    reader = cast.diana if route == "institution" else cast.rita
    client.force_login(cast.berta)
    assert client.get(url).context["charts"] == []
    close_observation(pair=half)
    assert client.get(url).context["charts"][0]["levels"].n == 1
    client.force_login(reader)
    client.get(url)


def test_the_dashboard_of_others_keeps_it(client, cast, half):
    client.force_login(cast.diana)
    assert client.get(reverse("reports:institution", args=[cast.jardin.pk])).context["charts"][0]["levels"].n == 1


def test_her_earlier_visit_stands_in(client, cast, half):
    earlier = cast.closed_visit(visited_on=half.visit.visited_on.replace(day=1))
    shown = Visit.objects.closed().with_levels_shown_to(cast.berta)
    assert list(shown) == [earlier]
    assert level_charts(shown)[0].n == 1


def test_a_plan_from_that_diagnosis_is_refused_with_the_reason(client, cast, half):
    with pytest.raises(DocumentRefused, match="cierra primero tu observación"):
        FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)
    client.force_login(cast.berta)
    assert "cierra primero tu observación" in client.get(reverse("reports:request_plan", args=[cast.tania.pk])).text
    assert FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.diana)
    close_observation(pair=half)
    assert FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)


def test_the_plan_takes_no_later_level_that_she_may_not_see(cast):
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    later = cast.closed_visit(levels=[4, 4, 4, 4, 4])
    pair = observed(invited(cast, later, observer=cast.berta), [2, 2, 2, 2, 2], closed=False)
    profile = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)["profile"]
    assert {row["latest"] for row in profile} == {None}
    close_observation(pair=pair)
    profile = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)["profile"]
    assert {row["latest"] for row in profile} == {4}


@pytest.mark.parametrize("route", ["document", "document_file"])
def test_documents_that_may_tell_its_levels_wait(client, cast, half, route):
    job = request_document(kind=FOLLOW_UP_PLAN, target=cast.tania, campaign=cast.campaign, by=cast.diana)
    run_job(job.pk)
    job.refresh_from_db()
    url = reverse(f"reports:{route}", args=[job.document.pk])
    client.force_login(cast.berta)
    refused = client.get(url)
    assert refused.status_code == 403 and "Cierra primero tu observación" in refused.text
    client.force_login(cast.diana)
    assert client.get(url).status_code == 200
    close_observation(pair=half)
    client.force_login(cast.berta)
    assert client.get(url).status_code == 200


def test_a_document_from_before_the_visit_stays_open(client, cast, issued):
    document = issued()
    visit = cast.closed_visit()
    invited(cast, visit, observer=cast.berta)
    client.force_login(cast.berta)
    assert client.get(reverse("reports:document", args=[document.pk])).status_code == 200


def test_marked_levels_are_said_and_counted_like_any_other(client, cast):
    visit = cast.closed_visit(levels=[1, 2, 3, 4, 1])
    Score.objects.filter(visit=visit, criterion__order__lte=2).update(out_of_calibration=True)
    client.force_login(cast.berta)
    page = client.get(reverse("reports:ugel", args=[cast.ugel.pk]))
    assert "1 visita con calibración vencida" in page.text
    chart = page.context["charts"][0]["levels"]
    assert [sum(row.counts) for row in chart.rows] == [1, 1, 1, 1, 1]
    assert client.get(visit.get_absolute_url()).text.count("calibración vencida") == 2
