import io
import json
import uuid
import zipfile

import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry
from accompaniment.submissions.receiving import NewSubmission
from rubrics.models import PracticeCase
from rubrics.practice.services import load_shipped_cases, receive_answer
from visits.models import Attendance
from visits.tests.calibration.pairs import invited, observed
from visits.tests.groups.meetings import meeting

URL = "/reports/my-data/"


def taken(client):
    answer = client.post(URL)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return archive, json.loads(archive.read("mis-datos.json"))


def test_she_takes_her_whole_record(client, cast, issued):
    visit = cast.closed_visit(private_notes="Solo para Ana", purpose="Ver el juego libre")
    document = issued()
    client.force_login(cast.ana)
    client.get(visit.get_absolute_url())
    client.force_login(cast.tania.user)
    archive, data = taken(client)
    assert data["datos personales"]["número de documento"] == "41000001"
    assert data["plazas"][0]["institución o programa"] == "Jardín Los Cóndores"
    assert {row["acompañante"] for row in data["acompañantes"]} == {"Ana Quispe", "Elena Soto"}
    [told] = data["visitas"]
    assert told["propósito"] == "Ver el juego libre"
    assert told["fase"] == "diagnóstico"
    assert len(told["niveles"]) == visit.version.criteria.count()
    assert told["cuaderno de campo"][0]["lo que vi"] == "Las niñas y los niños eligen su sector."
    assert told["diálogo"]["fortalezas"] == "Escucha con calma."
    assert told["compromisos"][0]["a qué nos comprometemos"].startswith("Hacer dos preguntas")
    assert data["documentos"][0]["número"] == document.full_number
    assert "Ana Quispe, acompañante, abrió tu visita del" in data["quién abrió tu ficha"][0]
    assert data["cambios en tus datos"]
    whole = json.dumps(data, ensure_ascii=False)
    assert "Solo para Ana" not in whole
    assert "Petra" not in whole
    assert archive.read(f"plan-de-seguimiento-{document.full_number}-FLORES.pdf").startswith(b"%PDF")


def test_her_hours_of_learning_are_in_it(client, cast):
    session = meeting(cast, state="held")
    Attendance.objects.create(session=session, teacher=cast.tania, status="attended", minutes_missed=10)
    Attendance.objects.create(session=session, teacher=cast.petra, status="attended")
    client.force_login(cast.tania.user)
    _archive, data = taken(client)
    assert data["GIA, RTC y talleres"][0]["tiempo que estuvo"] == "2 h 50 min"
    assert data["horas de formación"] == [
        {"año": cast.campaign.year, "tipo": "GIA", "reuniones": 1, "horas": "2 h 50 min"}
    ]


def test_the_page_in_it_can_be_read_without_this_site(client, cast):
    cast.closed_visit()
    client.force_login(cast.tania.user)
    archive, _data = taken(client)
    page = archive.read("mis-datos.html").decode()
    assert "Escucha con calma." in page
    assert "Número de documento" in page
    assert "src=" not in page and "href=" not in page


def test_what_is_not_closed_is_not_hers_yet(client, cast):
    cast.visit(purpose="Borrador de Ana")
    client.force_login(cast.tania.user)
    _archive, data = taken(client)
    assert data["visitas"] == []


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("ana", "acompañante pedagógica"),
        ("diana", "directora: Jardín Los Cóndores"),
        ("alma", "administradora: todo el país"),
    ],
)
def test_others_take_their_account_and_nothing_of_anybody_else(client, cast, who, role):
    cast.closed_visit()
    user = getattr(cast, who)
    client.force_login(user)
    _archive, data = taken(client)
    assert set(data) == {"generado el", "cuenta", "roles"}
    assert data["cuenta"]["nombre de usuario"] == user.username
    assert data["roles"][0]["rol"] == role
    assert "Tania" not in json.dumps(data)
    assert "password" not in json.dumps(data)


def test_taking_it_is_logged_each_time(client, cast):
    for user, teacher in ((cast.tania.user, cast.tania), (cast.ana, None)):
        client.force_login(user)
        taken(client)
        taken(client)
        assert {(r.what, r.teacher) for r in AccessLogEntry.objects.filter(by=user).select_related("teacher")} == {
            ("export", teacher)
        }
    assert AccessLogEntry.objects.count() == 4
    client.force_login(cast.tania.user)
    assert client.get(reverse("my_access_log")).context["sentences"] == []


def test_a_link_does_not_set_it_off(client, cast):
    client.force_login(cast.tania.user)
    assert client.get(URL).status_code == 405
    assert not AccessLogEntry.objects.exists()


def test_signed_out_goes_to_sign_in(client, db):
    assert client.post(URL).url.startswith(reverse("account_login"))


def test_it_costs_as_much_for_many_visits_as_for_one(client, cast, django_assert_max_num_queries):
    for _ in range(5):
        cast.closed_visit()
    client.force_login(cast.tania.user)
    with django_assert_max_num_queries(35):
        taken(client)


def test_an_observer_takes_her_practice_and_what_she_saw_but_not_whom(client, cast):
    pair = observed(invited(cast, cast.visit()), [1, 2, 3, 4, 1])
    load_shipped_cases()
    case = PracticeCase.objects.filter(version=cast.version).first()
    levels = {r.criterion_id: {"value": 2, "reason": "Vi que espera"} for r in case.references.all()}
    receive_answer(case=case, submission=NewSubmission(uuid.uuid4(), cast.olga), levels=levels, retake_days=90)
    client.force_login(pair.observer)
    _archive, data = taken(client)
    assert data["práctica"][0]["caso"] == case.title
    assert data["práctica"][0]["niveles"][0]["por qué"] == "Vi que espera"
    assert data["observaciones de a dos"][0]["niveles"][1] == {
        "nivel": "Razonamiento: II",
        "evidencia": "Lo que vi desde atrás.",
    }
    assert "Tania" not in json.dumps(data, ensure_ascii=False)
