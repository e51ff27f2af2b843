"""The minutes of a group session: frozen, signed by who came, read by who took part."""

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from accompaniment.letters.kinds import write
from accompaniment.letters.models import Letter
from accompaniment.models import Teacher, User
from reports.documents.issue import run_job
from reports.documents.kinds import SESSION_MINUTES
from reports.documents.kinds.base import DocumentRefused
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from visits.models import Attendance, Commitment
from visits.tests.groups.meetings import meeting


@pytest.fixture
def held(cast):
    """Tania came and committed herself, Petra was excused."""
    session = meeting(cast, state="held", agreements="Grabarse un momento.\nTraerlo al próximo GIA.")
    Attendance.objects.create(session=session, teacher=cast.tania, status="attended", minutes_missed=10)
    Attendance.objects.create(session=session, teacher=cast.petra, status="excused")
    Commitment.objects.create(session=session, teacher=cast.tania, action="Grabar una ronda", due_on=cast.today)
    return session


def issued(client, session):
    answer = client.post(reverse("reports:session_minutes", args=[session.pk]))
    job = ReportJob.objects.get()
    assert answer.url == job.get_absolute_url()
    run_job(job.pk)
    return Document.objects.get()


def text_of(document):
    with default_storage.open(document.file.name) as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        return [" ".join(page.extract_text().split()) for page in pages]


def test_they_say_who_came_what_was_agreed_and_by_whom(client, cast, held):
    client.force_login(cast.ana)
    asked = client.get(reverse("reports:session_minutes", args=[held.pk]))
    assert (asked.context["minutes"]["came"], asked.context["missing"]) == (1, [])
    document = issued(client, held)
    [page] = text_of(document)
    for said in ("ACTA DE GIA N.° 0001-", "Preguntas que hacen pensar", "15:00 – 18:00", "Traerlo al próximo GIA."):
        assert said in page
    assert "Asistieron 1 de 2." in page and "faltó 10 minutos" in page and "justificó" in page
    assert "Grabar una ronda" in page and "Flores, Tania" in page
    assert document.file_name.startswith("acta-0001-")


def test_they_have_the_agenda_with_its_hours_and_what_was_known_before(client, cast, held):
    notes = "Cada una contó una ronda.\nNadie grabó todavía."
    held.agenda.create(order=1, title="Bienvenida", minutes=15)
    held.agenda.create(order=2, title="Relatos de aula", minutes=45, notes=notes)
    held.warnings = ["Toma horas de clase: de 08:00 a 13:00 están con las niñas y los niños."]
    held.save()
    client.force_login(cast.ana)
    page = " ".join(text_of(issued(client, held)))
    assert "15:15 Relatos de aula" in page and "Nadie grabó todavía." in page
    assert "Se convocó sabiendo" in page and "Toma horas de clase" in page


def test_they_say_in_spanish_from_which_evidence_the_theme_came(client, cast, held):
    held.evidence = {"on": "2026-05-04", "scale": "i_iv", "people": 3, "below": 2, "overdue": 1}
    held.save()
    client.force_login(cast.ana)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = " ".join(text_of(issued(client, held)))
    assert "2 de 3 personas todavía no llegan a III o IV en su última visita. 1 compromiso por ella estaba" in page


def test_who_took_part_reads_them_and_others_do_not(client, cast, held):
    client.force_login(cast.berta)
    document = issued(client, held)
    readers = {"ana": True, "berta": True, "diana": True, "carla": False, "olga": False, "dora": False}
    people = {name: getattr(cast, name) for name in readers} | {"tania": cast.tania.user, "petra": cast.petra.user}
    for name, who in people.items():
        client.force_login(who)
        expected = 200 if readers.get(name, True) else 404
        assert client.get(document.get_absolute_url()).status_code == expected, name


def test_what_changes_later_changes_no_minutes(client, cast, held):
    client.force_login(cast.ana)
    document = issued(client, held)
    held.agreements = "Otra cosa"
    held.save()
    assert document.snapshot["session"]["agreements"].startswith("Grabarse")


def test_before_it_was_held_there_are_none(client, cast):
    session = meeting(cast, people=[cast.tania])
    client.force_login(cast.ana)
    answer = client.get(reverse("reports:session_minutes", args=[session.pk]))
    assert answer.status_code == 403 and "anota primero quiénes asistieron" in answer.text
    client.force_login(cast.tania.user)
    assert client.get(reverse("reports:session_minutes", args=[session.pk])).status_code == 403


def test_what_they_will_lack_is_said(client, cast):
    session = meeting(cast, state="held", people=[cast.tania])
    client.force_login(cast.ana)
    missing = client.get(reverse("reports:session_minutes", args=[session.pk])).context["missing"]
    assert missing == ["El grupo no anotó acuerdos.", "Nadie anotó un compromiso."]


def test_a_hundred_and_twenty_people_fit(client, cast, held):
    people = Teacher.objects.bulk_create(
        Teacher(first_names=f"Persona {n}", last_names="Larga", document_number=f"6{n:07}", search_name=f"{n:03}")
        for n in range(120)
    )
    Attendance.objects.bulk_create(Attendance(session=held, teacher=one, status="attended") for one in people)
    client.force_login(cast.ana)
    pages = text_of(issued(client, held))
    assert sum(page.count("Larga, Persona") for page in pages) == 120
    assert all("Firma" in page for page in pages if "Larga, Persona" in page), "each page has the head of the table"
    assert "Larga, Persona" in pages[-1], "whoever signs does not sign a page alone"
    assert SESSION_MINUTES.code == "session_minutes"


def test_they_wait_until_what_was_agreed_before_is_looked_at(client, cast, held):
    before = cast.closed_visit().commitments.get()
    client.force_login(cast.ana)
    url = reverse("reports:session_minutes", args=[held.pk])
    assert "Falta revisar 1 compromiso de antes" in client.get(url).text
    with pytest.raises(DocumentRefused):
        SESSION_MINUTES.gather(held, campaign=cast.campaign, by=cast.ana)
    client.post(reverse("visits:session_earlier", args=[held.pk]), {"others": "Faltó tiempo"})
    said = SESSION_MINUTES.gather(held, campaign=cast.campaign, by=cast.ana)["earlier"]
    assert said == {"of_groups": [], "of_visits": 0, "skipped": 1, "why": []}
    page = " ".join(text_of(issued(client, held)))
    assert "1 no se revisó." in page and before.action not in page  # what came of a visit is between two people


def test_what_groups_agreed_before_is_counted_and_names_nobody(client, cast, held):
    before = meeting(cast, state="held", held_on=cast.today - timedelta(days=1))
    agreed = {"session": before, "action": "Leer un cuento", "due_on": cast.today}
    rows = [Commitment.objects.create(teacher=one, **agreed) for one in (cast.tania, cast.petra)]
    client.force_login(cast.ana)
    first = {f"verdict-{rows[0].pk}": "not", "others": "Faltó tiempo"}
    client.post(reverse("visits:session_earlier", args=[held.pk]), first)
    said = SESSION_MINUTES.gather(held, campaign=cast.campaign, by=cast.ana)["earlier"]
    assert said["why"] == ["Faltó tiempo"] and dict(said["of_groups"][0]["found"]) == {"no cumplido": 1, "": 1}


def test_those_who_came_are_written_to_and_say_that_they_read_them(client, cast, held):
    User.objects.filter(pk=cast.tania.user.pk).update(email="tania@example.pe", wants_digest=True)
    client.force_login(cast.ana)
    url = reverse("reports:minutes_read", args=[held.pk])
    assert client.get(url).status_code == 403
    document = issued(client, held)
    assert list(Letter.objects.filter(kind="minutes").values_list("user", flat=True)) == [cast.tania.user.pk]
    written = write(Letter.objects.get(kind="minutes"))
    assert held.title not in written.subject + written.body and url in written.body
    assert client.get(url).status_code == 403  # she led it: her word is the minutes
    client.force_login(cast.tania.user)
    assert url in client.get(document.get_absolute_url()).text
    assert "remark" in client.post(url, {"agrees": "no", "remark": ""}).context["form"].errors
    client.post(url, {"agrees": "no", "remark": "Llegué a las 15:05."})
    page = client.get(document.get_absolute_url()).text
    assert "Llegué a las 15:05." in page and "1 de 1" in page
    client.force_login(cast.petra.user)
    assert client.get(url).status_code == 403
