"""The consolidado: the visits of the list as a file, and nothing that its reader may not see."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accompaniment.models import AccessLogEntry, Institution
from rubrics.scales import short_label
from visits.models import Commitment, Dialogue, Score, Visit
from visits.tests.calibration.pairs import invited

VISITS, LEVELS = reverse("visits:list_export"), reverse("visits:levels_export")


def read(client, url, **asked):
    """The rows of a file, each by its headings."""
    answer = client.get(url, {"format": "csv", **asked})
    assert answer.status_code == 200
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def both(cast):
    """A closed visit to Tania, of the year's blocks, and one to Petra that is still written."""
    return cast.closed_visit(), cast.visit(assignment=cast.promoter_assignment)


def test_a_row_tells_a_visit_whole(client, cast, both):
    closed, _draft = both
    Visit.objects.filter(pk=closed.pk).update(present_girls=7, medium="")
    Commitment.objects.filter(visit=closed).update(status="fulfilled")
    Institution.objects.filter(pk=cast.jardin.pk).update(local_code="012345", district="Wanchaq")
    client.force_login(cast.berta)
    [row] = read(client, VISITS, q="tania")
    told = {
        "AÑO": str(cast.campaign.year),
        "DRE": "DRE Prueba",
        "UGEL": "UGEL Prueba",
        "COD_MOD": "9900001",
        "ANEXO": "0",
        "COD_LOCAL": "012345",
        "DISTRITO": "Wanchaq",
        "NUM_DOC": "41000001",
        "APELLIDOS": "Flores",
        "NOMBRES": "Tania",
        "EDADES": "4 y 5 años",
        "ASISTENTES_M": "7",
        "MATRICULADOS_M": "",
        "ACOMPANANTE": "Ana Quispe",
        "MODALIDAD_ACOMP": "externa",
        "N_VISITA": "1",
        "FASE": "diagnóstico",
        "FECHA": f"{closed.visited_on:%d/%m/%Y}",
        "HORA_INICIO": "09:00",
        "MINUTOS": "150",
        "ESTADO": "cerrada",
        "VERSION": "1",
        "N_COMPROMISOS": "1",
        "N_CUMPLIDOS": "1",
        "DIALOGO": "sí",
        "CONFORMIDAD": "",
    }
    assert {name: row[name] for name in told} == told


def test_levels_stand_by_their_place_in_the_instrument_and_none_is_a_nought(client, cast, both):
    closed, _draft = both
    first, second, *others = closed.scores.order_by("criterion__order")
    Score.objects.filter(pk=second.pk).update(value=None, not_observed=True, not_observed_reason="No hubo juego")
    client.force_login(cast.ana)
    of_tania, of_petra = sorted(read(client, VISITS), key=lambda row: row["NOMBRES"], reverse=True)
    assert of_tania["R1"] == short_label(first.criterion.scale, first.value)
    assert of_tania["R2"] == "no se observó"
    assert of_tania[f"R{len(others) + 2}"] and of_petra["R1"] == ""
    rows = read(client, LEVELS)
    assert [row["N_CRITERIO"] for row in rows] == [str(n) for n in range(1, len(others) + 3)]
    assert (rows[0]["NIVEL_NUM"], rows[0]["EVIDENCIA"]) == (str(first.value), first.evidence)
    assert (rows[1]["NIVEL_NUM"], rows[1]["NO_OBSERVADO"], rows[1]["MOTIVO"]) == ("", "sí", "No hubo juego")


@pytest.mark.parametrize("asked", [{}, {"phase": "diagnostic"}, {"status": "closed"}, {"q": "petra"}, {"since": "no"}])
def test_there_are_as_many_rows_as_the_list_has(client, cast, both, asked):
    client.force_login(cast.berta)
    listed = client.get(reverse("visits:list"), asked).context["page"].paginator.count
    assert len(read(client, VISITS, **asked)) == listed


@pytest.mark.parametrize("name", ["ana", "olga", "berta", "carla", "diana"])
def test_each_takes_away_what_she_reads(client, cast, both, name):
    client.force_login(getattr(cast, name))
    seen = Visit.objects.visible_to(getattr(cast, name))
    assert len(read(client, VISITS)) == seen.count()
    places = seen.closed().values_list("institution__modular_code", flat=True)
    assert {row["COD_MOD"] for row in read(client, LEVELS)} == set(places)


@pytest.mark.parametrize(("name", "has"), [("ana", False), ("diana", False), ("berta", True)])
def test_documents_are_for_who_keeps_the_lists_of_people(client, cast, both, name, has):
    client.force_login(getattr(cast, name))
    assert ("NUM_DOC" in read(client, VISITS)[0]) is ("NUM_DOC" in read(client, LEVELS)[0]) is has


def test_a_second_observer_takes_away_no_level_before_she_judged(client, cast, both):
    closed, _draft = both
    invited(cast, closed, observer=cast.berta)
    client.force_login(cast.berta)
    [row] = read(client, VISITS)
    assert (row["R1"], row["N_COMPROMISOS"]) == ("", "0")
    assert not read(client, LEVELS)


def test_nothing_private_is_taken_away(client, cast, both):
    closed, _draft = both
    Visit.objects.filter(pk=closed.pk).update(private_notes="Lo que solo yo leo")
    Dialogue.objects.filter(visit=closed).update(teacher_words="Lo que me contó")
    client.force_login(cast.ana)
    answered = [row for url in (VISITS, LEVELS) for row in read(client, url)]
    assert not [row for row in answered if "Lo que" in "".join(row.values()).replace("Lo que se vio en el aula.", "")]


def test_a_workbook_has_real_days_text_for_codes_and_says_what_each_column_is(client, cast, both):
    closed, _draft = both
    client.force_login(cast.berta)
    answer = client.get(VISITS, {"format": "xlsx", "q": "tania"})
    book = load_workbook(io.BytesIO(b"".join(answer)))
    headings, values = book.worksheets[0].iter_rows()
    row = {heading.value: cell for heading, cell in zip(headings, values, strict=True)}
    assert row["FECHA"].value.date() == closed.visited_on and isinstance(row["N_VISITA"].value, int)
    assert (row["COD_MOD"].value, row["COD_MOD"].data_type, row["ANEXO"].value) == ("9900001", "s", "0")
    legend = dict(book.worksheets[1].iter_rows(values_only=True))
    assert legend["Columna R1"].endswith(closed.version.criteria.order_by("order")[0].title)
    assert "proceso" in legend["Columna FASE"] and legend["Filtro: Persona o institución"] == "tania"


def test_what_was_typed_is_no_formula(client, cast, both):
    closed, _draft = both
    Score.objects.filter(visit=closed).update(evidence="=1+1")
    client.force_login(cast.ana)
    assert {row["EVIDENCIA"] for row in read(client, LEVELS)} == {"'=1+1"}


def test_it_is_logged_where_it_is_from(client, cast, both):
    client.force_login(cast.diana)
    read(client, VISITS)
    entry = AccessLogEntry.objects.get(by=cast.diana, what=AccessLogEntry.What.EXPORT)
    assert (entry.institution, entry.role) == (cast.jardin, AccessLogEntry.As.DIRECTOR)


@pytest.mark.parametrize("name", ["tania", "rita", "nora", "alma"])
def test_it_is_for_who_accompanies_directs_or_coordinates(client, cast, name):
    client.force_login(cast.tania.user if name == "tania" else getattr(cast, name))
    assert [client.get(url).status_code for url in (VISITS, LEVELS)] == [403, 403]


def test_more_visits_ask_no_more_questions(client, cast, both, django_assert_max_num_queries):
    for number in range(3, 9):
        cast.visit(number=number, visited_on=date(cast.today.year, 1, number))
    client.force_login(cast.berta)
    with django_assert_max_num_queries(20):
        read(client, VISITS)
