from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.jobs import runs
from reports.documents.issue import STEPS, run_job
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_document


@pytest.fixture
def job(cast):
    return request_document(kind=FOLLOW_UP_PLAN, target=cast.tania, campaign=cast.campaign, by=cast.berta)


@pytest.fixture
def urls(job):
    return [reverse(f"reports:{name}", args=[job.pk]) for name in ("job", "job_progress")]


def test_queued_it_refreshes_with_and_without_a_script(client, cast, job, urls):
    client.force_login(cast.berta)
    page = client.get(urls[0]).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.split("</head>")[0]
    assert f'data-progress-url="{urls[1]}"' in page and "progress.js" in page
    assert "En cola" in page


def test_without_a_script_the_page_says_too_that_nobody_works(client, cast, job, urls):
    client.force_login(cast.berta)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert "todavía nadie la atiende; tu pedido espera aquí" in client.get(urls[0]).text


def test_running_it_shows_the_step_and_how_far(client, cast, job, urls):
    ReportJob.objects.update(status="running", step=STEPS[1], done=1)
    client.force_login(cast.berta)
    page = client.get(urls[0]).content.decode()
    assert STEPS[1] in page and 'value="50"' in page
    assert client.get(urls[1]).json() == {
        "status": "running",
        "is_finished": False,
        "percent": 50,
        "text": STEPS[1],
        "document": None,
    }


def test_done_it_links_to_the_file(client, cast, issued):
    document = issued()
    client.force_login(cast.berta)
    page = client.get(reverse("reports:job", args=[document.pk])).content.decode()
    assert reverse("reports:document_file", args=[document.pk]) in page
    assert "http-equiv" not in page and "progress.js" not in page
    answer = client.get(reverse("reports:job_progress", args=[document.pk])).json()
    assert (answer["percent"], answer["document"]) == (100, document.get_absolute_url())


def test_done_long_ago_it_says_that_the_document_is_kept_no_more(client, cast, issued):
    document = issued()
    urls = [reverse(f"reports:{name}", args=[document.pk]) for name in ("job", "job_progress")]
    document.delete()
    client.force_login(cast.berta)
    page = client.get(urls[0]).content.decode()
    assert "El documento ya no está" in page and "Pedir otra vez" in page
    assert client.get(urls[1]).json()["document"] is None


def test_failed_it_says_why_and_offers_to_ask_again(client, cast, job, urls):
    run_job(job.pk)  # no diagnostic visit
    client.force_login(cast.berta)
    page = client.get(urls[0]).content.decode()
    assert "Todavía no hay una visita diagnóstica" in page and "Pedir otra vez" in page
    assert f'action="{reverse("reports:request_plan", args=[cast.tania.pk])}?year={cast.campaign.year}"' in page


@pytest.mark.parametrize("number", [0, 1])
def test_looking_sends_a_lost_request_again(client, cast, job, urls, number):
    client.force_login(cast.berta)
    ReportJob.objects.update(status="running", attempts=1)
    with time_machine.travel(timezone.now() + runs.RUNNING_LOST_AFTER + timedelta(seconds=1)):
        client.get(urls[number])
    job.refresh_from_db()
    assert job.status == "queued"


@pytest.mark.parametrize("number", [0, 1])
def test_looking_at_one_that_is_well_asks_for_it_once(client, cast, job, urls, number):
    client.force_login(cast.berta)
    with CaptureQueriesContext(connection) as asked:
        client.get(urls[number])
    about_jobs = [query["sql"] for query in asked if "reports_reportjob" in query["sql"]]
    assert len(about_jobs) == 1 and about_jobs[0].startswith("SELECT")


@pytest.mark.parametrize("who", ["carla", "diana", "ana", "dora", "rita", "alma"])
def test_a_request_is_its_own_persons_alone(client, cast, urls, who):
    client.force_login(getattr(cast, who))
    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_a_role_that_ended_sees_its_requests_no_more(client, cast, urls):
    cast.berta.roles.update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_signed_out(client, urls):
    assert all(client.get(url).url.startswith(reverse("account_login")) for url in urls)
