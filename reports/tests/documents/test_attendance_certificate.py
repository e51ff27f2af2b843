"""The certificate of a person's hours in a session: who gets it, who issues it, who reads it, what it says."""

import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accompaniment.models import Campaign, CampaignNorm
from reports.documents.annulment import annul, may_annul
from reports.documents.issue import run_job
from reports.documents.kinds import ATTENDANCE_CERTIFICATE
from reports.documents.kinds.base import DocumentRefused
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_document
from visits.models import Attendance
from visits.tests.groups.meetings import meeting


@pytest.fixture
def attended(cast):
    """Tania came to a GIA of three hours, ten minutes late."""
    session = meeting(cast, state="held")
    return Attendance.objects.create(session=session, teacher=cast.tania, status="attended", minutes_missed=10)


def url(attendance):
    return reverse("reports:attendance_certificate", args=[attendance.pk])


def issue(cast, attendance, by=None):
    job = request_document(kind=ATTENDANCE_CERTIFICATE, target=attendance, campaign=cast.campaign, by=by or cast.berta)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def text_of(document):
    with default_storage.open(document.file.name) as file:
        return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(file.read())).pages]


def test_it_says_whose_hours_they_are_on_one_page(client, cast, attended):
    client.force_login(cast.ana)
    page = client.get(url(attended))
    assert page.context["certificate"]["minutes"] == 170
    assert "Reconoce 2 horas y 50 minutos de presencia." in page.text
    job = ReportJob.objects.get(pk=client.post(url(attended)).url.split("/")[-2])
    run_job(job.pk)
    document = Document.objects.get()
    assert (document.teacher, document.session, document.institution) == (cast.tania, attended.session, cast.jardin)
    [text] = text_of(document)
    for said in (
        "CONSTANCIA DE PARTICIPACIÓN",
        document.full_number,
        "Tania Flores",
        "DNI 41000001",
        "«Preguntas que hacen pensar» (GIA)",
        "2 horas y 50 minutos",
        "Ana Quispe",
    ):
        assert said in text
    assert client.get(reverse("reports:verify_code", args=[document.code])).status_code == 200


def test_with_long_texts_it_is_one_page_still(cast, attended):
    type(attended.session).objects.update(
        title="Preguntas que hacen pensar " * 7,
        place="Salón comunal " * 8,
        facilitator="Ana Quispe " * 4,
    )
    type(cast.tania).objects.filter(pk=cast.tania.pk).update(
        first_names="María de los Ángeles " * 2, last_names="Quispehuamán " * 3
    )
    type(cast.jardin).objects.filter(pk=cast.jardin.pk).update(name="Los Sauces de la Comunidad " * 4)
    CampaignNorm.objects.bulk_create(
        CampaignNorm(campaign=cast.campaign, order=n, citation="Norma larga que cita el año " * 4) for n in range(9)
    )
    cast.campaign.slogan = "Año de la Esperanza " * 5
    cast.campaign.save()
    assert len(text_of(issue(cast, attended).document)) == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "absent"}, "No asistió."),
        ({"status": "excused"}, "No asistió: justificó."),
        ({"status": "invited"}, "No se anotó si asistió."),
        ({"minutes_missed": 37}, "Estuvo 2 h 23 min de 3 h: la constancia pide el 80 %."),
    ],
)
def test_without_having_been_there_there_is_none_and_it_says_why(client, cast, attended, changed, reason):
    Attendance.objects.filter(pk=attended.pk).update(**changed)
    client.force_login(cast.ana)
    assert client.get(url(attended)).context["refusal"] == reason
    job = issue(cast, attended)
    assert (job.status, job.error) == ("failed", reason)
    assert job.number is None, "no number is used up"


def test_the_share_is_the_years(cast, attended):
    Attendance.objects.filter(pk=attended.pk).update(minutes_missed=36)
    assert issue(cast, attended).status == "done", "exactly so much is enough"
    Campaign.objects.update(attendance_share=81)
    other = meeting(cast, state="held")
    late = Attendance.objects.create(session=other, teacher=cast.tania, status="attended", minutes_missed=36)
    assert issue(cast, late).status == "failed"


def test_of_a_session_without_hours_nobody_gets_any(cast, attended):
    type(attended.session).objects.update(ends_at=None)
    assert "a qué hora" in issue(cast, attended).error


def test_nobody_gets_two_in_force(client, cast, attended):
    first = issue(cast, attended).document
    assert issue(cast, attended).error == f"Ya tiene la N.° {first.full_number}."
    annul(document=first, reason="Se corrigió la asistencia", by=cast.berta)
    assert issue(cast, attended).status == "done"


def test_of_two_that_were_drawn_at_once_one_is_issued(cast, attended, monkeypatch):
    """The second was gathered before the first was stored: it is dropped within the transaction that would issue it."""
    gathered = ATTENDANCE_CERTIFICATE.gather(attended, campaign=cast.campaign, by=cast.berta)
    first = issue(cast, attended, by=cast.ana)
    monkeypatch.setattr(type(ATTENDANCE_CERTIFICATE), "gather", lambda *args, **said: gathered)
    second = issue(cast, attended)
    assert (first.status, second.status) == ("done", "failed")
    assert second.error.startswith("Ya tiene") and Document.objects.count() == 1


def test_one_that_should_not_count_can_be_annulled_after_the_attendance_was_corrected(cast, attended):
    document = issue(cast, attended).document
    Attendance.objects.filter(pk=attended.pk).update(status="absent")
    assert may_annul(cast.berta, document)


def test_who_was_taken_off_the_list_did_nothing_there(client, cast, attended):
    job = request_document(kind=ATTENDANCE_CERTIFICATE, target=attended, campaign=cast.campaign, by=cast.berta)
    attended.delete()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "No se anotó si asistió.")
    client.force_login(cast.berta)
    assert client.get(job.get_absolute_url()).status_code == 200


def test_after_the_year_it_is_issued_still(client, cast, attended):
    Campaign.objects.update(closed_at=timezone.now())
    client.force_login(cast.berta)
    assert "certificate" in client.get(url(attended)).context


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("tania", True), ("petra", False), ("ana", True), ("berta", True), ("diana", True), ("olga", False),
        ("carla", False), ("rita", False), ("alma", False),
    ],
)  # fmt: skip
def test_a_colleague_of_the_same_session_does_not_read_hers(cast, attended, who, reads):
    Attendance.objects.create(session=attended.session, teacher=cast.petra, status="attended")
    document = issue(cast, attended).document
    reader = getattr(cast, who).user if who in {"tania", "petra"} else getattr(cast, who)
    assert (document in Document.objects.visible_to(reader)) is reads


def test_it_says_no_level_that_a_second_observer_must_not_see(cast, attended):
    assert not ATTENDANCE_CERTIFICATE.says_levels
    with pytest.raises(DocumentRefused):
        Attendance.objects.filter(pk=attended.pk).update(status="absent")
        attended.refresh_from_db()
        ATTENDANCE_CERTIFICATE.gather(attended, campaign=cast.campaign, by=cast.berta)
