"""The sheet of a visit: what the official form holds, on the screen and as a numbered PDF, full and in few words."""

import io
from datetime import time

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfReader

from reports.documents.issue import run_job
from reports.documents.kinds.plain_sheet import PLAIN_SHEET
from reports.documents.kinds.visit_sheet import VISIT_SHEET
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_document
from visits.closing.answering import answer_conformity
from visits.closing.confirmations import acknowledge_visit
from visits.models import Attachment, Confirmation, Question, Visit, VisitDay
from visits.tests.alerts.said import raised

PRIVATE = "Conversar con calma sobre su carga"


pytestmark = pytest.mark.usefixtures("private_root")


@pytest.fixture
def visit(cast):
    visit = cast.closed_visit(
        private_notes=PRIVATE,
        moments=["asamblea"],
        documents={"planificación anual": True, "actividad del día": False},
        enrolled_boys=11,
        enrolled_girls=8,
        present_boys=9,
        present_girls=7,
        with_disability=1,
        purpose="Mirar cómo pregunta",
    )
    Question.objects.create(visit=visit, text="¿Qué harías distinto mañana?")
    VisitDay.objects.create(visit=visit, day=visit.visited_on, starts_at=time(8), ends_at=time(9))
    raised(cast, visit=visit, description="Un hecho grave")
    return visit


def sheet(client, who, visit, look="full"):
    client.force_login(who)
    return client.get(reverse("reports:visit_sheet", args=[visit.pk, look]))


def made(visit, by, kind):
    job = request_document(kind=kind, target=visit, campaign=visit.campaign, by=by)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == ReportJob.Status.DONE, job.error
    return job.document


def text_of(document):
    with document.file.open() as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


HELD = [
    "planificación anual: sí",
    "actividad del día: no",
    "asamblea",
    "Mirar cómo pregunta",
    "Lo que se vio en el aula.",
    "Hacer dos preguntas abiertas en cada actividad.",
    "Escucha con calma.",
]


def test_the_page_holds_what_the_official_form_asks(client, cast, visit):
    page = sheet(client, cast.ana, visit).content.decode()
    for said in [*HELD, cast.tania.document_number, cast.jardin.code, cast.ugel.name]:
        assert said in page
    for criterion in cast.version.criteria.all():
        assert criterion.title in page


def test_the_pdf_holds_the_same(cast, visit):
    document = made(visit, cast.berta, VISIT_SHEET)
    assert (document.visit, document.teacher, document.number) == (visit, cast.tania, 1)
    text = text_of(document)
    for said in [*HELD, cast.tania.full_name, "FICHA DE VISITA EN AULA", document.full_number]:
        assert said in text


def test_it_says_which_photos_and_audios_there_are(client, cast, visit):
    assert "Fotos y audios" not in sheet(client, cast.ana, visit).content.decode()
    for n, kind in enumerate(["photo", "audio", "photo"]):
        file = ContentFile(b"\xff\xd8\xff", f"{n}.jpg")
        Attachment.objects.create(
            visit=visit, kind=kind, file=file, sha256=str(n), caption="No sale", consent="Tania", added_by=cast.ana
        )
    page = sheet(client, cast.ana, visit).content.decode()
    assert "2 fotos y 1 audio, en la página de la visita." in " ".join(page.split())
    assert "No sale" not in page


def test_the_plain_sheet_says_it_in_few_words_and_no_levels(client, cast, visit):
    page = sheet(client, cast.tania.user, visit, "plain").content.decode()
    text = text_of(made(visit, cast.tania.user, PLAIN_SHEET))
    for where in (page, text):
        assert "Escucha con calma." in where
        assert "¿Qué harías distinto mañana?" in where
        for level in ("II ·", "en proceso", "Nivel"):
            assert level not in where


@pytest.mark.parametrize("look", ["full", "plain"])
def test_private_notes_and_alerts_are_in_neither(client, cast, visit, look):
    kind = {"full": VISIT_SHEET, "plain": PLAIN_SHEET}[look]
    document = made(visit, cast.ana, kind)
    for where in (sheet(client, cast.ana, visit, look).content.decode(), text_of(document), str(document.snapshot)):
        assert PRIVATE not in where
        assert "Un hecho grave" not in where


def test_who_confirmed_is_named_with_an_electronic_signature(cast, visit):
    Confirmation.objects.create(
        visit=visit,
        side="accompanied",
        means="drawn",
        name=cast.tania.full_name,
        document_number=cast.tania.document_number,
        drawing=[[[10, 10], [500, 900]]],
        revision=visit.revision,
        sha256="0" * 64,
    )
    document = made(visit, cast.ana, VISIT_SHEET)
    text = text_of(document)
    assert "Firma electrónica: firma dibujada en el dispositivo" in text
    assert "firma digital" not in text.lower()
    assert document.snapshot["sha256"] in text


def test_an_issued_sheet_does_not_change_with_the_visit(cast, visit):
    document = made(visit, cast.ana, VISIT_SHEET)
    before = document.sha256
    visit.dialogue.strengths = "Otra cosa"
    visit.dialogue.save()
    document.refresh_from_db()
    assert document.sha256 == before
    assert document.snapshot["visit"]["dialogue"]["strengths"] == "Escucha con calma."


def test_an_open_visit_has_no_sheet(client, cast):
    answer = sheet(client, cast.ana, cast.visit())
    assert answer.status_code == 403
    assert "cuando la visita está cerrada" in answer.content.decode()


def test_asking_twice_is_one_request(client, cast, visit):
    client.force_login(cast.ana)
    url = reverse("reports:visit_sheet", args=[visit.pk, "full"])
    first, second = client.post(url), client.post(url)
    assert first.url == second.url
    assert ReportJob.objects.count() == 1


def test_it_stops_when_the_visit_is_out_of_reach_by_then(cast, visit):
    job = request_document(kind=VISIT_SHEET, target=visit, campaign=cast.campaign, by=cast.olga)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == ReportJob.Status.FAILED
    assert not Document.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("olga", 404), ("elena", 404), ("carla", 404), ("rita", 404)])
def test_outsiders_have_none(client, cast, visit, who, status):
    assert sheet(client, getattr(cast, who), visit).status_code == status


def test_an_unknown_look_is_not_found(client, cast, visit):
    assert sheet(client, cast.ana, visit, "otra").status_code == 404


def test_hostile_words_stay_words(cast, visit):
    visit.dialogue.strengths = "<script>alert(1)</script><img src='file:///etc/passwd'>"
    visit.dialogue.save()
    assert "<script>" in text_of(made(visit, cast.ana, VISIT_SHEET))
    assert Visit.objects.get(pk=visit.pk).is_closed


@pytest.mark.parametrize("look", ["full", "plain"])
def test_what_she_said_of_it_and_the_answer_stand_in_every_sheet(client, cast, visit, look):
    acknowledge_visit(visit=visit, by=cast.tania.user, verdict="disagrees", remark="Ese día éramos la mitad.")
    page = sheet(client, cast.ana, visit, look).text
    assert "No conforme" in page and "Ese día éramos la mitad." in page and "todavía no hay" in page
    assert "acordaron los compromisos" not in page
    answer_conformity(visit=visit, by=cast.ana, answer="Lo tendré en cuenta.")
    page = sheet(client, cast.ana, visit, look).text
    assert page.index("Ese día éramos la mitad.") < page.index("Lo tendré en cuenta.")
