import pytest
from django.urls import reverse

from reports.documents.models.jobs import ReportJob


@pytest.fixture
def url(cast):
    return reverse("reports:request_plan", args=[cast.tania.pk])


def test_it_says_what_the_plan_will_hold_and_what_is_missing(client, cast, url):
    cast.closed_visit()
    client.force_login(cast.berta)
    page = client.get(url).content.decode()
    assert "Qué contendrá" in page and "1 compromiso con responsable y fecha" in page
    assert "El año no cita ninguna norma." in page
    assert not ReportJob.objects.exists()


@pytest.mark.parametrize("who", ["berta", "diana"])
def test_it_asks_for_the_plan_once(client, cast, url, who):
    cast.closed_visit()
    client.force_login(getattr(cast, who))
    response = client.post(url)
    job = ReportJob.objects.get()
    assert response.url == reverse("reports:job", args=[job.pk])
    assert (job.teacher, job.campaign, job.requested_by) == (cast.tania, cast.campaign, getattr(cast, who))
    assert client.post(url).url == response.url
    assert ReportJob.objects.count() == 1


def test_without_a_diagnostic_it_says_so_and_offers_no_button(client, cast, url):
    client.force_login(cast.berta)
    page = client.get(url).content.decode()
    assert "Todavía no hay una visita diagnóstica cerrada" in page
    assert "Emitir el plan" not in page


def test_a_draft_diagnostic_is_not_enough(client, cast, url):
    cast.visit()
    client.force_login(cast.berta)
    assert "Todavía no hay una visita diagnóstica cerrada" in client.get(url).content.decode()


def test_without_a_campaign_it_says_so(client, cast, url):
    cast.campaign.assignments.all().delete()
    cast.campaign.phases.all().delete()
    cast.campaign.delete()
    client.force_login(cast.berta)
    response = client.get(url)
    assert response.status_code == 403 and "año de acompañamiento" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("carla", 404), ("dora", 404), ("olga", 404), ("elena", 404), ("rita", 404)]
)
def test_for_outsiders_she_does_not_exist(client, cast, url, who, status):
    cast.closed_visit()
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == client.post(url).status_code == status
    assert not ReportJob.objects.exists()


@pytest.mark.parametrize("who", ["ana", "tania"])
def test_insiders_without_the_right_are_told_who_issues_it(client, cast, url, who):
    cast.closed_visit()
    client.force_login(cast.tania.user if who == "tania" else cast.ana)
    response = client.post(url)
    assert response.status_code == 403 and "lo emite la directora" in response.content.decode()
    assert not ReportJob.objects.exists()


def test_signed_out(client, cast, url):
    assert client.post(url).url.startswith(reverse("account_login"))


def test_query_budget(client, cast, url, django_assert_max_num_queries):
    cast.closed_visit()
    client.force_login(cast.berta)
    with django_assert_max_num_queries(20):
        client.get(url)
