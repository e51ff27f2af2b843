from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Institution, Post, Teacher

URL = "/people/new/"


@pytest.fixture
def data(cast):
    return {
        "document_type": "dni",
        "document_number": "43000001",
        "first_names": "Rosa",
        "last_names": "Ñaupari Díaz",
        "kind": "classroom",
        "contract": "hired",
        "phone": "987654321",
        "email": "rosa@example.pe",
        "mother_tongue": "quechua",
        "institution": "Jardín Los Cóndores · 9900001",
        "section": "Los girasoles",
        "ages": ["3", "4"],
        "cycle": "",
        "starts_on": cast.today.isoformat(),
        "ends_on": "",
    }


@pytest.fixture
def berta(client, cast):
    client.force_login(cast.berta)
    return client


def refused(page, field):
    """The errors beside `field`; the page keeps what was typed and nothing was stored."""
    assert page.status_code == 200
    form = page.context["form"]
    assert form.data["last_names"] in page.content.decode()
    assert f'id="id_{field}_error"' in page.content.decode()
    assert Teacher.objects.count() == 2
    assert Post.objects.count() == 2
    return " ".join(form.errors[field])


def test_registers_a_classroom_teacher_and_goes_on_to_assign(berta, cast, data):
    answer = berta.post(URL, data)
    teacher = Teacher.objects.get(document_number="43000001")
    post = teacher.posts.get()
    assert answer.url == reverse("assignment_new", args=[post.pk])
    assert (teacher.kind, teacher.phone, teacher.mother_tongue) == ("classroom", "987654321", "quechua")
    assert (post.institution, post.section, post.ages, post.cycle) == (cast.jardin, "Los girasoles", [3, 4], "II")
    assert teacher.user is None


def test_registers_a_promoter_of_a_pronoei(berta, cast, data):
    assert berta.post(URL, {**data, "kind": "promoter", "institution": "9900002"}).status_code == 302
    assert Post.objects.get(teacher__document_number="43000001").institution == cast.pronoei


@pytest.mark.parametrize(
    "typed", ["9900001", "jardin los condores", "Cóndores", "Jardín Los Cóndores · 9900001", "9900001-0"]
)
def test_the_institution_is_found_as_people_write_it(berta, cast, data, typed):
    assert berta.post(URL, {**data, "institution": typed}).status_code == 302
    assert Post.objects.get(teacher__document_number="43000001").institution == cast.jardin


def test_a_modular_code_with_annex(berta, cast, data):
    annex = Institution.objects.create(
        modular_code="9900001", annex="1", name="Jardín Los Cóndores", kind="jardin", level_code="A2", ugel=cast.ugel
    )
    assert berta.post(URL, {**data, "institution": "Jardín Los Cóndores · 9900001-1"}).status_code == 302
    assert Post.objects.get(teacher__document_number="43000001").institution == annex


def test_names_that_several_share_are_listed(berta, cast, data):
    Institution.objects.create(
        modular_code="9900010", name="Jardín Los Cedros", kind="jardin", level_code="A2", ugel=cast.ugel
    )
    said = refused(berta.post(URL, {**data, "institution": "jardín los"}), "institution")
    assert "9900001" in said
    assert "9900010" in said


def test_an_institution_of_another_ugel_is_not_found(berta, data):
    assert "No encontramos" in refused(berta.post(URL, {**data, "institution": "9900003"}), "institution")


def test_an_institution_may_come_chosen(berta, cast):
    assert 'value="PRONOEI Semillitas · 9900002"' in berta.get(URL, {"institution": cast.pronoei.pk}).content.decode()
    other = berta.get(URL, {"institution": cast.other_jardin.pk}).content.decode()
    assert "Jardín de la otra UGEL" not in other


@pytest.mark.parametrize("number", ["4300000", "430000011", "4300000a", ""])
def test_a_dni_of_seven_digits_is_refused(berta, data, number):
    refused(berta.post(URL, {**data, "document_number": number}), "document_number")


def test_a_dni_with_blanks_is_tidied(berta, data):
    berta.post(URL, {**data, "document_number": "4300 0001"})
    assert Teacher.objects.filter(document_number="43000001").exists()


def test_a_foreigners_card(berta, data):
    berta.post(URL, {**data, "document_type": "ce", "document_number": "001234567"})
    assert Teacher.objects.filter(document_type="ce", document_number="001234567").exists()


def test_a_duplicate_document_links_to_the_person(berta, cast, data):
    page = berta.post(URL, {**data, "document_number": "41000001"})
    said = refused(page, "document_number")
    assert f'<a href="{cast.tania.get_absolute_url()}">Tania Flores</a>' in page.content.decode()
    assert "Ya hay una persona" in said


def test_a_document_open_in_another_ugel_names_nobody(client, cast, data):
    client.force_login(cast.carla)
    typed = {**data, "document_number": "41000001", "last_names": "Flores", "institution": "9900003"}
    said = refused(client.post(URL, typed), "document_number")
    assert "otra UGEL" in said
    for secret in ("Tania", "Cóndores", "Prueba"):
        assert secret not in said


def test_another_surname_for_a_known_document_is_refused(client, cast, data):
    client.force_login(cast.carla)
    said = refused(
        client.post(URL, {**data, "document_number": "41000001", "institution": "9900003"}), "document_number"
    )
    assert "otro apellido" in said
    assert "Flores" not in said


def test_who_left_another_ugel_keeps_her_record(client, cast, data):
    Post.objects.filter(teacher=cast.tania).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.carla)
    typed = {**data, "document_number": "41000001", "last_names": "FLORES", "phone": "", "institution": "9900003"}
    assert client.post(URL, typed).status_code == 302
    cast.tania.refresh_from_db()
    assert cast.tania.posts.count() == 2
    assert (cast.tania.last_names, cast.tania.contract) == ("Flores", "hired")


def test_a_promoter_only_in_a_pronoei(berta, data):
    assert "PRONOEI" in refused(berta.post(URL, {**data, "kind": "promoter"}), "institution")


def test_a_classroom_teacher_not_in_a_pronoei(berta, data):
    assert "promotora" in refused(berta.post(URL, {**data, "institution": "9900002"}), "institution")


def test_a_closed_institution_is_refused(berta, cast, data):
    cast.jardin.state = "closed"
    cast.jardin.save()
    assert "cerrada" in refused(berta.post(URL, data), "institution")


def test_another_level_is_refused(berta, cast, data):
    cast.jardin.kind = "other"
    cast.jardin.save()
    assert "inicial" in refused(berta.post(URL, data), "institution")


def test_an_end_before_its_beginning_is_refused(berta, cast, data):
    typed = {**data, "ends_on": (cast.today - timedelta(days=1)).isoformat()}
    assert "anterior" in refused(berta.post(URL, typed), "ends_on")


@pytest.mark.parametrize("day", ["0026-03-01", "2226-03-01", "ayer"])
def test_an_impossible_date_is_refused(berta, data, day):
    refused(berta.post(URL, {**data, "starts_on": day}), "starts_on")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12345"),
        ("email", "rosa@"),
        ("kind", "inventado"),
        ("ages", ["9"]),
        ("cycle", "IX"),
        ("contract", "x"),
    ],
)
def test_wrong_values_are_refused_beside_their_field(berta, data, field, value):
    page = berta.post(URL, {**data, field: value})
    assert field in page.context["form"].errors
    assert Teacher.objects.count() == 2


@pytest.mark.parametrize(("ages", "cycle"), [(["0", "1"], "I"), (["5"], "II"), (["2", "3"], "II"), ([], "II")])
def test_the_cycle_follows_ages_then_institution(berta, data, ages, cycle):
    berta.post(URL, {**data, "ages": ages})
    assert Post.objects.get(teacher__document_number="43000001").cycle == cycle


def test_a_chosen_cycle_wins(berta, data):
    berta.post(URL, {**data, "cycle": "I"})
    assert Post.objects.get(teacher__document_number="43000001").cycle == "I"


def test_a_cycle_nobody_can_guess_is_asked(berta, cast, data):
    cast.jardin.cycle = ""
    cast.jardin.save()
    refused(berta.post(URL, {**data, "ages": ["2", "3"]}), "cycle")


@pytest.mark.parametrize(("who", "status"), [("ana", 403), ("diana", 403), ("alma", 403), ("nora", 403), ("dora", 403)])
def test_only_a_specialist_registers(client, cast, data, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(URL).status_code == status
    assert client.post(URL, data).status_code == status
    assert Teacher.objects.count() == 2


def test_signed_out_goes_to_sign_in(client, data):
    assert client.post(URL, data).url.startswith(reverse("account_login"))


def test_two_hundred_institutions_stay_light(berta, cast, django_assert_max_num_queries):
    Institution.objects.bulk_create(
        Institution(modular_code=f"98{n:05}", name=f"Jardín {n}", kind="jardin", level_code="A2", ugel=cast.ugel)
        for n in range(200)
    )
    with django_assert_max_num_queries(12):
        page = berta.get(URL)
    assert page.content.decode().count('<option value="Jardín ') >= 200
    assert len(page.content) < 40_000


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        (("D'Angelo Quispe", "María"), ("D’Angelo Quispe", "Maria")),
        (("D'Angelo Quispe", "María"), ("DANGELO QUISPE", "MARIA")),
        (("Quispe-Mamani", "Inés"), ("Quispe Mamani", "Inés")),
        (("De la Cruz Ñaupa", "Lucía"), ("DELA CRUZ NAUPA", "LUCIA")),
    ],
)
def test_a_name_written_in_another_way_is_asked_about(berta, cast, data, known, typed):
    cast.tania.last_names, cast.tania.first_names = known
    cast.tania.save()
    page = berta.post(URL, {**data, "last_names": typed[0], "first_names": typed[1]})
    assert page.context["form"].namesakes == [cast.tania]
    assert "es otra persona" in refused(page, "is_another")
