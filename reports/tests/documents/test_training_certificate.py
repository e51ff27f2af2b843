"""The certificate of a person's hours of a year: who gets it, and who issues it."""

import pytest
from django.urls import reverse

from reports.documents.issue import run_job
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.tests.documents.test_attendance_certificate import text_of
from visits.models import Attendance
from visits.tests.groups.meetings import meeting


@pytest.fixture
def url(cast):
    return reverse("reports:training_certificate", args=[cast.tania.pk])


def came(cast, status="attended", missed=0, **session):
    held = meeting(cast, **{"state": "held", **session})
    return Attendance.objects.create(session=held, teacher=cast.tania, status=status, minutes_missed=missed)


def test_it_adds_up_the_year_on_one_page(client, cast, url):
    came(cast, missed=20)
    came(cast)
    came(cast, kind="workshop")
    came(cast, state="cancelled", cancel_reason="Lluvia")
    client.force_login(cast.berta)
    assert client.get(url).context["certificate"]["hours"] == "8 horas y 40 minutos"
    assert client.post(url).status_code == 302
    run_job(ReportJob.objects.get().pk)
    document = Document.objects.get()
    [text] = text_of(document)
    assert "CONSTANCIA DE HORAS DE FORMACIÓN" in text and "en 3 reuniones" in text and "8 horas y 40 minutos" in text
    assert "Taller 1 3 horas" in text
    assert document.teacher == cast.tania and document.session is None


def test_under_the_share_of_the_year_there_is_none(client, cast, url):
    for status in ("attended", "attended", "attended", "absent"):
        came(cast, status=status)
    client.force_login(cast.berta)
    assert client.get(url).context["refusal"] == "Estuvo 9 h de 12 h: la constancia pide el 80 %."
    came(cast)
    assert "certificate" in client.get(url).context, "12 of 15 hours are 80 %"


def test_without_hours_there_is_none(client, cast, url):
    client.force_login(cast.berta)
    assert client.get(url).context["refusal"] == "No tiene horas de formación en el año."


@pytest.mark.parametrize("year", ["1999", "x"])
def test_a_year_that_the_ugel_did_not_have(client, cast, url, year):
    client.force_login(cast.berta)
    assert client.get(url, {"year": year}).status_code == (404 if year == "1999" else 200)


def test_it_is_the_specialists(client, cast, url):
    for who, answer in (("berta", 200), ("diana", 403), ("ana", 403), ("carla", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(url).status_code == answer, who


def test_her_page_leads_the_specialist_there_and_nobody_else(client, cast, url):
    came(cast)
    link = f'href="{url}?year={cast.campaign.year}"'
    for who in ("berta", "ana", "diana"):
        client.force_login(getattr(cast, who))
        assert (link in client.get(reverse("visits:teacher", args=[cast.tania.pk])).text) is (who == "berta")
