"""Importing people, posts and assignments: what is stored, what is refused and why, and undoing it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accompaniment.models import Assignment, Companion, Institution, Post, Role, Teacher
from accompaniment.people.services import end_post
from accompaniment.roster.services import confirm_import, undo_import
from conftest import Cast

from .files import applied, everything, held, outcomes, preview, reasons, row


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }
    return tmp_path / "private"


def test_a_preview_says_everything_and_stores_nothing(cast: Cast):
    before = everything()
    record = preview(cast.berta, [row(cast, companion=cast.olga.username), held(cast)])
    assert outcomes(record) == ["new", "same"]
    assert record.summary["rows"][0]["new"] == ["person", "post", "assignment"]
    assert everything() == before
    assert record.changes == []


def test_stores_person_post_and_assignment(cast: Cast):
    applied(cast, [row(cast, companion=cast.olga.username)])
    teacher = Teacher.objects.get(document_number="43000001")
    assert (str(teacher), teacher.kind, teacher.contract) == ("Ccori Huanca, Lucía", "classroom", "tenured")
    assert (teacher.phone, teacher.mother_tongue, teacher.search_name) == (
        "987654321",
        "quechua",
        "CCORI HUANCA LUCIA",
    )
    post = teacher.posts.get()
    assert (post.institution, post.section, post.ages, post.cycle) == (cast.jardin, "Girasoles", [3, 4], "II")
    assignment = post.assignments.get()
    assert (assignment.companion.user, assignment.visits_owed, assignment.modality) == (cast.olga, 6, "external")
    assert (assignment.starts_on, assignment.ends_on) == (cast.today, cast.campaign.ends_on)


def test_what_is_known_and_the_same_changes_nothing(cast: Cast):
    before = everything()
    record = applied(cast, [held(cast), held(cast, "petra"), held(cast, starts_on="", section="", ages="")])
    assert outcomes(record) == ["same"] * 3
    assert everything() == before
    assert record.changes == []


def test_an_empty_cell_erases_nothing_and_capitals_correct_no_name(cast: Cast):
    cast.tania.phone = "999888777"
    cast.tania.save()
    record = applied(cast, [held(cast, last_names="FLORES", first_names="tania", phone="", section="", ages="")])
    assert outcomes(record) == ["same"]
    cast.tania.refresh_from_db()
    assert (cast.tania.phone, cast.tania.last_names) == ("999888777", "Flores")


def test_corrects_what_changed(cast: Cast):
    Role.objects.create(user=cast.ana, kind=Role.Kind.DIRECTOR, institution=cast.jardin)
    changed = held(
        cast, last_names="Flores Quispe", phone="999888777", section="Luna", ages="5", modality="interna",
        visits_owed="9",
    )  # fmt: skip
    record = applied(cast, [changed])
    assert outcomes(record) == ["changed"]
    cast.tania.refresh_from_db()
    cast.assignment.refresh_from_db()
    post = cast.tania.posts.get()
    assert (cast.tania.last_names, cast.tania.phone) == ("Flores Quispe", "999888777")
    assert (post.section, post.ages) == ("Luna", [5])
    assert (cast.assignment.modality, cast.assignment.visits_owed) == ("internal", 9)


def test_ends_a_post_with_its_assignments(cast: Cast):
    day = cast.today + timedelta(days=7)
    record = applied(cast, [held(cast, ends_on=day.isoformat(), companion="", modality="", visits_owed="")])
    assert outcomes(record) == ["changed"]
    cast.assignment.refresh_from_db()
    assert (cast.tania.posts.get().ends_on, cast.assignment.ends_on) == (day, day)
    assert undo_import(record=record)
    cast.assignment.refresh_from_db()
    assert (cast.tania.posts.get().ends_on, cast.assignment.ends_on) == (None, None)


def test_who_moves_is_given_what_is_left_of_the_year(cast: Cast):
    """The campaign lasts 301 days, of which 151 were at the jardín: half of its six visits are left."""
    moved_on = cast.today - timedelta(days=49)
    end_post(post=cast.assignment.post, ends_on=moved_on - timedelta(days=1))
    other = Institution.objects.create(
        modular_code="9900007", name="Cuna Lejana", kind="jardin", level_code="A2", cycle="II", ugel=cast.ugel
    )
    place = {"modular_code": other.modular_code, "starts_on": moved_on.isoformat(), "visits_owed": ""}
    applied(cast, [{**held(cast), **place}])
    [assignment] = Assignment.objects.filter(post__institution=other)
    assert assignment.visits_owed == 3


def test_a_person_in_two_posts_is_one_person(cast: Cast):
    other = Institution.objects.create(
        modular_code="9900007", name="Cuna Lejana", kind="cuna", level_code="A1", cycle="I", ugel=cast.ugel
    )
    record = applied(cast, [row(cast), row(cast, modular_code=other.modular_code, ages="1 y 2", phone="")])
    assert outcomes(record) == ["new", "new"]
    assert "también tiene una plaza en Jardín Los Cóndores" in record.summary["rows"][1]["notes"][0]
    assert Teacher.objects.get(document_number="43000001").posts.count() == 2


def test_somebody_who_left_another_ugel_keeps_her_record(cast: Cast):
    former = Teacher.objects.create(
        document_number="43000001", first_names="Lucia", last_names="CCORI H.", kind="classroom", phone="911111111"
    )
    Post.objects.create(
        teacher=former, institution=cast.other_jardin, cycle="II", starts_on=cast.today - timedelta(days=300),
        ends_on=cast.today - timedelta(days=30),
    )  # fmt: skip
    record = applied(cast, [row(cast)])
    assert record.summary["rows"][0]["new"] == ["arrival", "post"]
    former.refresh_from_db()
    assert (former.phone, former.last_names, former.posts.count()) == ("987654321", "CCORI H.", 2)
    undo_import(record=record)
    former.refresh_from_db()
    assert (former.phone, former.posts.count()) == ("911111111", 1)


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"document_number": ""}, "Número de documento", "obligatorio"),
        ({"document_number": "4300000X"}, "Número de documento", "8 dígitos"),
        ({"document_number": "430000011"}, "Número de documento", "8 dígitos"),
        ({"document_type": "pasaporte"}, "Tipo de documento", "DNI, CE"),
        ({"last_names": ""}, "Apellidos", "obligatorio"),
        ({"first_names": "x" * 81}, "Nombres", "80"),
        ({"kind": ""}, "Cargo", "obligatorio"),
        ({"kind": "directora"}, "Cargo", "docente de aula, promotora"),
        ({"kind": "promotora"}, "Código modular", "Una promotora trabaja en un PRONOEI"),
        ({"contract": "eventual"}, "Condición", "nombrada, contratada"),
        ({"phone": "12345"}, "Celular", "9 dígitos"),
        ({"email": "no es correo"}, "Correo", "correo"),
        ({"modular_code": ""}, "Código modular", "Falta el código modular"),
        ({"modular_code": "9900003"}, "Código modular", "en tu UGEL"),  # the other UGEL's
        ({"modular_code": "COD-1"}, "Código modular", "7 dígitos"),
        ({"annex": "A"}, "Anexo", "sin letras"),
        ({"annex": "5"}, "Código modular", "No encontramos"),
        ({"ages": "7"}, "Edades", "7"),
        ({"ages": "de tres a cinco"}, "Edades", "3 y 4"),
        ({"cycle": "III"}, "Ciclo", "I, II"),
        ({"starts_on": ""}, "Desde", "obligatorio"),
        ({"starts_on": "31/02/2026"}, "Desde", "No es una fecha"),
        ({"starts_on": "31 de diciembre"}, "Desde", "No es una fecha"),
        ({"starts_on": "02/03/0206"}, "Desde", "Revisa el año"),
        ({"ends_on": "01/01/2020"}, "Hasta", "anterior a la de inicio"),
        ({"companion": "49999999"}, "Documento de la acompañante", "acompañante vigente"),
        ({"visits_owed": "5"}, "Documento de la acompañante", "Falta el documento"),
        ({"companion": "40000000", "visits_owed": "61"}, "Visitas programadas", "60"),
        ({"companion": "40000000", "modality": "mixta"}, "Modalidad", "externa, interna"),
        (
            {"companion": "40000000", "assigned_on": "01/01/2020"},
            "Acompañada desde",
            "El año de acompañamiento empieza",
        ),
    ],
)
def test_a_refused_row_says_where_and_why_and_stops_nobody_else(cast: Cast, cells, column, said):
    record = applied(cast, [row(cast, **cells), row(cast, document_number="43000002")])
    assert outcomes(record) == ["refused", "new"]
    assert [where for _line, where, _reason in reasons(record)] == [column]
    assert said in reasons(record)[0][2]
    assert not Teacher.objects.filter(document_number="43000001").exists()
    assert Teacher.objects.filter(document_number="43000002").exists()


def test_a_refused_assignment_leaves_no_half_row(cast: Cast):
    """Person and post were fine, the companion is not: nothing of the row is stored."""
    record = applied(cast, [row(cast, companion="49999999")])
    assert outcomes(record) == ["refused"]
    assert record.changes == []
    assert Teacher.objects.count() == 2


def test_a_closed_institution_is_refused(cast: Cast):
    Institution.objects.filter(pk=cast.jardin.pk).update(state="closed")
    assert "está cerrada" in reasons(preview(cast.berta, [row(cast)]))[0][2]


def test_overlapping_posts_in_one_institution(cast: Cast):
    later = (cast.today + timedelta(days=3)).strftime("%d/%m/%Y")
    record = preview(cast.berta, [row(cast), row(cast, starts_on=later), held(cast, starts_on=later)])
    assert outcomes(record) == ["new", "refused", "refused"]
    assert {(column, why) for _line, column, why in reasons(record)} == {
        ("Desde", "Ya tiene una plaza en esta institución en esas fechas.")
    }


def test_one_document_with_two_names_refuses_both(cast: Cast):
    record = preview(cast.berta, [row(cast), row(cast, document_number="43000002"), row(cast, last_names="Apaza")])
    assert outcomes(record) == ["refused", "new", "refused"]
    assert reasons(record) == [
        (2, "Apellidos", "El mismo documento aparece con otro dato en la línea 4."),
        (4, "Apellidos", "El mismo documento aparece con otro dato en la línea 2."),
    ]


def test_one_name_written_in_two_ways_contradicts_nothing(cast: Cast):
    record = preview(cast.berta, [row(cast, last_names="D'Angelo Paz"), row(cast, last_names="DANGELO PAZ")])
    assert "Apellidos" not in {column for _line, column, _why in reasons(record)}


@pytest.mark.parametrize("names", [{"last_names": "Apaza Flores"}, {"first_names": "Rosa"}])
def test_a_known_document_of_somebody_else(cast: Cast, names):
    record = preview(cast.berta, [held(cast, **names)])
    assert outcomes(record) == ["refused"]
    assert "a nombre de Flores, Tania" in reasons(record)[0][2]


def test_another_ugels_open_post_is_not_taken(cast: Cast):
    theirs = Teacher.objects.create(
        document_number="43000001", first_names="Lucía", last_names="Ccori", kind="classroom"
    )
    Post.objects.create(teacher=theirs, institution=cast.other_jardin, cycle="II", starts_on=cast.today)
    record = preview(cast.berta, [row(cast)])
    assert "en otra UGEL, con una plaza abierta" in reasons(record)[0][2]


def test_no_open_campaign(cast: Cast):
    cast.campaign.closed_at = timezone.now()
    cast.campaign.save()
    record = preview(cast.berta, [row(cast, companion=cast.ana.username), held(cast), held(cast, visits_owed="9")])
    assert outcomes(record) == ["refused", "same", "refused"]
    assert "no tiene un año abierto" in reasons(record)[0][2]
    assert "ya está cerrado" in reasons(record)[1][2]


def test_nobody_accompanies_herself(cast: Cast):
    Companion.objects.create(user=cast.tania.user, ugel=cast.ugel, kind="internal")
    record = preview(cast.berta, [held(cast, companion=cast.tania.document_number, modality="", visits_owed="3")])
    assert "sí misma" in reasons(record)[0][2]


def test_a_second_companion_is_said(cast: Cast):
    record = preview(cast.berta, [held(cast, companion=cast.olga.username)])
    assert record.summary["rows"][0]["new"] == ["assignment"]
    assert record.summary["rows"][0]["notes"] == ["También la acompaña ahora Ana Quispe."]


def test_a_name_that_somebody_has_is_said_whatever_its_order_and_accents(cast: Cast):
    record = preview(
        cast.berta,
        [
            row(cast, last_names="MUNOZ", first_names="pétra", kind="PEC", modular_code=cast.pronoei.modular_code),
            row(cast, document_number="43000002", last_names="Tania", first_names="Flores"),
            row(cast, document_number="43000003", last_names="Nadie Como", first_names="Ella"),
            row(cast, document_number="43000004", last_names="Como Nadie", first_names="Ella"),
        ],
    )
    assert outcomes(record) == ["new"] * 4
    notes = [" ".join(result["notes"]) for result in record.summary["rows"]]
    assert "Muñoz, Petra (41000002). Si es la misma" in notes[0]
    assert "Flores, Tania (41000001)" in notes[1]
    assert notes[2] == ""
    assert "Nadie Como, Ella (43000003)" in notes[3]


def test_confirming_twice_stores_once(cast: Cast):
    record = applied(cast, [row(cast)])
    before = everything()
    assert not confirm_import(record=record)
    assert everything() == before


def test_what_changed_since_the_preview_is_shown_again(cast: Cast):
    record = preview(cast.berta, [row(cast), held(cast)])
    Institution.objects.filter(pk=cast.jardin.pk).update(state="closed")
    before = everything()
    assert confirm_import(record=record)
    assert everything() == before
    assert (record.is_pending, outcomes(record)) == (True, ["refused", "same"])
    assert "Algo cambió" in record.error
    assert confirm_import(record=record)
    assert (record.is_applied, record.error) == (True, "")


def test_a_lost_file_is_said(cast: Cast, private_folder):
    record = preview(cast.berta, [row(cast)])
    for path in private_folder.rglob("*.json"):
        path.unlink()
    assert confirm_import(record=record)
    assert record.is_pending
    assert "Súbelo otra vez" in record.error


def test_many_rows_take_few_questions_each(cast: Cast, django_assert_max_num_queries):
    rows = [row(cast, document_number=f"4300{n:04}", companion=cast.ana.username) for n in range(20)]
    with django_assert_max_num_queries(20 * 45):
        preview(cast.berta, rows)
