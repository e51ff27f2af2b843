"""Documents are official papers and speak Spanish; the pages around them speak the reader's language."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone, translation

from accompaniment.jobs import runs
from reports.documents import pdf
from reports.documents.issue import STEPS, run_job
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_document


@pytest.fixture
def english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_a_plan_is_spanish_whoever_asks_for_it(cast, issued):
    with translation.override("en"):
        plan = issued().snapshot
        html = pdf.document_html(FOLLOW_UP_PLAN, plan)
    assert plan["person"]["kind_name"] == "docente de aula"
    assert plan["visits"][0]["status"] == "realizada"
    assert "Compromisos de mejora" in html
    assert "Calendario de visitas" in html
    assert "Follow-up" not in html


def test_the_page_of_a_document_is_english(cast, issued, english):
    document = issued()
    english.force_login(cast.berta)
    assert "Follow-up plan" in english.get(document.get_absolute_url()).content.decode()


def test_a_refusal_is_kept_in_spanish_and_read_in_english(cast, english):
    english.force_login(cast.berta)
    job = request_document(kind=FOLLOW_UP_PLAN, target=cast.tania, campaign=cast.campaign, by=cast.berta)
    with translation.override("en"):
        run_job(job.pk)
    job.refresh_from_db()
    assert job.error.startswith("Todavía no hay una visita diagnóstica cerrada")
    assert "There is no closed diagnostic visit" in english.get(job.get_absolute_url()).content.decode()


def test_a_lost_request_is_given_up_in_spanish_even_on_an_english_page(cast, english):
    job = request_document(kind=FOLLOW_UP_PLAN, target=cast.tania, campaign=cast.campaign, by=cast.berta)
    ReportJob.objects.filter(pk=job.pk).update(status="running", attempts=runs.MAX_ATTEMPTS)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        english.force_login(cast.berta)
        page = english.get(job.get_absolute_url()).content.decode()
    job.refresh_from_db()
    assert job.error == runs.UNEXPECTED
    assert "Something went wrong on our side" in page


def test_a_running_request_names_its_step_in_english(cast, english):
    english.force_login(cast.berta)
    job = request_document(kind=FOLLOW_UP_PLAN, target=cast.tania, campaign=cast.campaign, by=cast.berta)
    ReportJob.objects.filter(pk=job.pk).update(status="running", step=STEPS[1])
    assert english.get(f"/reports/jobs/{job.pk}/progress/").json()["text"] == "Draw the document"
