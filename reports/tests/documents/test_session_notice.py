"""The notice of a group session: a sheet for the wall, whose QR leads to the session's page."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from reports.documents.issue import run_job
from reports.documents.kinds import SESSION_NOTICE
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.documents.pdf import document_html
from reports.tests.documents.test_session_minutes import text_of
from visits.tests.groups.meetings import meeting


@pytest.fixture
def ahead(cast):
    day = cast.today + timedelta(days=3)
    return meeting(cast, people=[cast.tania, cast.petra], held_on=day, to_bring="Tu cuaderno de campo")


def issued(client, session):
    client.post(reverse("reports:session_notice", args=[session.pk]))
    run_job(ReportJob.objects.get().pk)
    return Document.objects.get()


def test_one_sheet_says_what_when_where_and_what_to_bring(client, cast, ahead):
    client.force_login(cast.ana)
    assert "A nadie más se nombra" in client.get(reverse("reports:session_notice", args=[ahead.pk])).text
    document = issued(client, ahead)
    [page] = text_of(document)
    for said in (ahead.title, "15:00 – 18:00", "Auditorio", "Ana Quispe", "Tu cuaderno de campo"):
        assert said in page
    for teacher in (cast.tania, cast.petra):
        assert teacher.last_names not in page and teacher.document_number not in page


def test_its_qr_leads_to_the_page_of_the_session(client, cast, ahead):
    client.force_login(cast.ana)
    snapshot = issued(client, ahead).snapshot
    html = document_html(SESSION_NOTICE, snapshot)
    assert html.count("<svg") == 1 and f"<title>{snapshot['session']['url']}</title>" in html
    client.force_login(cast.tania.user)
    assert client.get(urlsplit(snapshot["session"]["url"]).path).context["session"] == ahead


@pytest.mark.parametrize("state", [{"state": "held"}, {"state": "cancelled", "cancel_reason": "Huaico"}, {"days": -1}])
def test_only_a_session_that_is_ahead_has_one(client, cast, ahead, state):
    changed = {"held_on": cast.today + timedelta(**state)} if "days" in state else state
    type(ahead).objects.filter(pk=ahead.pk).update(**changed)
    client.force_login(cast.ana)
    url = reverse("reports:session_notice", args=[ahead.pk])
    assert client.get(url).status_code == 403 and client.post(url).status_code == 403
    assert url not in client.get(ahead.get_absolute_url()).text and not ReportJob.objects.exists()


def test_the_longest_theme_still_fits_a_sheet(client, cast, ahead):
    type(ahead).objects.filter(pk=ahead.pk).update(
        title=("Preguntas que hacen pensar en el juego libre " * 5)[:200],
        place=("Institución Educativa Inicial de la comunidad " * 3)[:120],
        purpose=("Que cada una salga con tres preguntas abiertas. " * 9)[:400],
        to_bring=("Tu cuaderno de campo y un material del aula. " * 9)[:400],
        link="https://reuniones.example.pe/sala",
    )
    client.force_login(cast.ana)
    assert len(text_of(issued(client, ahead))) == 1
