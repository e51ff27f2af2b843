"""The pages of people registered twice: the list, two records side by side, joining, telling apart, old addresses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accompaniment.models import AccessLogEntry, DistinctPeople, Institution, MergedRecord, Post, Role, Teacher, User
from accompaniment.tests.browser import assert_accessible
from accompaniment.tests.roster import files as roster_files
from conftest import teacher_at

LIST = "/people/duplicates/"


@pytest.fixture
def twin(cast):
    """Tania again, under the order of names of a spreadsheet and a mistyped document, without an account."""
    place = Institution.objects.create(
        modular_code="9900009", name="Jardín Arcoíris", kind="kindergarten", level_code="A2", ugel=cast.ugel, cycle="II"
    )
    teacher = Teacher.objects.create(
        document_number="41000009", first_names="Flores", last_names="TANIA", kind="classroom", phone="987654321"
    )
    Post.objects.create(teacher=teacher, institution=place, cycle="II", starts_on=cast.today - timedelta(days=90))
    return teacher


def page_of(cast, twin, name="duplicate"):
    return reverse(name, args=[cast.tania.pk, twin.pk])


def filled(page):
    """What a browser would send of the form as it comes, ticked."""
    form = page.context["form"]
    return {**{name: field.initial for name, field in form.fields.items()}, "sure": "on"}


@pytest.fixture
def berta(client, cast):
    client.force_login(cast.berta)
    return client


def test_the_list_says_who_looks_like_whom_and_why(berta, cast, twin):
    text = berta.get(LIST).content.decode()
    assert "1 pareja por revisar" in text
    assert "Flores, Tania" in text and "TANIA, Flores" in text
    assert "mismo nombre" in text
    assert page_of(cast, twin) in text or reverse("duplicate", args=[twin.pk, cast.tania.pk]) in text


def test_nobody_repeated_is_said(berta, cast):
    assert "No vemos fichas repetidas" in berta.get(LIST).content.decode()


def test_people_of_another_ugel_are_not_compared(client, cast, twin):
    Post.objects.filter(teacher=twin).update(institution=cast.other_jardin)
    client.force_login(cast.berta)
    assert "No vemos fichas repetidas" in client.get(LIST).content.decode()
    assert client.get(page_of(cast, twin)).status_code == 404


def test_thirty_pairs_in_pages_within_the_budget(berta, cast, django_assert_max_num_queries):
    for n in range(60):
        name = f"Rosa {'ABCDEFGHIJKLMNOPQRSTUVWXYZÑÁÉÍ'[n % 30]}"
        teacher_at(cast.jardin, name, "Luna Paz", f"4200{n:04}", "classroom", since=cast.today)
    with django_assert_max_num_queries(12):
        page = berta.get(LIST)
    pairs = page.context["page"].paginator.count
    assert pairs > 26 and len(page.context["rows"]) == 25
    assert "Página 1 de 2" in page.content.decode()


def test_side_by_side_within_the_budget_and_logged(berta, cast, twin, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = berta.get(page_of(cast, twin))
    text = page.content.decode()
    for said in ("DNI 41000001", "DNI 41000009", "Jardín Arcoíris", "987654321", "La acompaña Ana Quispe", "2 plazas"):
        assert said in text
    assert {entry.teacher for entry in AccessLogEntry.objects.filter(what="data")} == {cast.tania, twin}


def test_joins_with_the_values_that_were_chosen(berta, cast, twin):
    url = page_of(cast, twin)
    answer = berta.post(url, {**filled(berta.get(url)), "document": "merged"}, follow=True)
    kept = Teacher.objects.get(pk=cast.tania.pk)
    assert (kept.document_number, kept.phone, kept.last_names) == ("41000009", "987654321", "Flores")
    assert "ahora son una" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("joined", args=[twin.pk])


def test_without_the_tick_nothing_is_joined_and_what_was_chosen_stays(berta, cast, twin):
    url = page_of(cast, twin)
    data = {**filled(berta.get(url)), "document": "merged"}
    del data["sure"]
    page = berta.post(url, data)
    assert "Marca que revisaste las dos fichas." in page.content.decode()
    assert page.context["form"]["document"].value() == "merged"
    assert Teacher.objects.count() == 3


def test_a_refusal_is_said_above_the_form(berta, cast, twin):
    Teacher.objects.filter(pk=twin.pk).update(email="diana@example.org")
    User.objects.filter(pk=cast.diana.pk).update(email="diana@example.org")
    url = page_of(cast, twin)
    page = berta.post(url, filled(berta.get(url)))
    assert "Otra persona ya usa este correo" in page.content.decode()
    assert Teacher.objects.count() == 3


def test_what_changed_meanwhile_is_shown_anew(berta, cast, twin):
    url = page_of(cast, twin)
    data = filled(berta.get(url))
    Teacher.objects.filter(pk=twin.pk).update(phone="911111111")
    assert "Algo cambió" in berta.post(url, data, follow=True).content.decode()
    assert Teacher.objects.count() == 3


def test_told_apart_they_are_not_offered_again(berta, cast, twin):
    assert "no volvemos a preguntar por ellas" in berta.get(page_of(cast, twin)).text
    answer = berta.post(page_of(cast, twin, "duplicate_dismiss"), follow=True)
    assert "son dos personas" in answer.content.decode()
    assert DistinctPeople.objects.get().by == cast.berta
    assert "No vemos fichas repetidas" in answer.content.decode()


@pytest.mark.parametrize(
    "route",
    ["visits:teacher", "teacher_edit", "teacher_history", "teacher_account", "post_new", "reports:request_plan"],
)
def test_the_old_address_leads_to_the_record_that_stayed(berta, client, cast, twin, route):
    url = page_of(cast, twin)
    berta.post(url, filled(berta.get(url)))
    answer = berta.get(reverse(route, args=[twin.pk]))
    assert (answer.status_code, answer.url) == (302, reverse(route, args=[cast.tania.pk]))
    assert berta.post(reverse(route, args=[twin.pk])).status_code in (404, 405)
    for outsider in (cast.carla, cast.olga, cast.dora):
        client.force_login(outsider)
        assert client.get(reverse(route, args=[twin.pk])).status_code in (403, 404)
        assert client.get(reverse("visits:teacher", args=[twin.pk])).status_code == 404


def test_her_companion_follows_the_old_address_too(berta, client, cast, twin):
    url = page_of(cast, twin)
    berta.post(url, filled(berta.get(url)))
    client.force_login(cast.ana)
    assert client.get(reverse("visits:teacher", args=[twin.pk])).url == cast.tania.get_absolute_url()


@pytest.mark.parametrize("who", ["diana", "ana", "alma", "rita"])
def test_only_a_specialist(client, cast, twin, who):
    client.force_login(getattr(cast, who))
    assert client.get(LIST).status_code == 403
    assert client.post(page_of(cast, twin, "duplicate_dismiss")).status_code in (403, 404)
    assert client.post(page_of(cast, twin)).status_code in (403, 404)
    assert Teacher.objects.count() == 3


def test_a_role_that_ended_yesterday(client, cast, twin):
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.get(LIST).status_code == 403
    assert client.post(page_of(cast, twin)).status_code == 404


def test_signed_out_goes_to_sign_in(client, cast, twin):
    for url in (LIST, page_of(cast, twin), page_of(cast, twin, "duplicate_dismiss")):
        assert client.get(url).url.startswith("/accounts/login/")


def test_the_administrators_access_log_names_who_stayed(client, berta, cast, twin):
    berta.get(reverse("visits:teacher", args=[twin.pk]))
    url = page_of(cast, twin)
    berta.post(url, filled(berta.get(url)))
    client.force_login(cast.alma)
    text = client.get("/logs/access/?q=flores").content.decode()
    assert "abrió la ficha de Tania Flores" in text
    assert "ya no está registrada" not in text


@pytest.mark.django_db(transaction=True)
def test_pressed_by_two_at_once_they_are_joined_once(cast, twin):
    client = Client()
    client.force_login(cast.berta)
    url = page_of(cast, twin)
    data, gate = filled(client.get(url)), Barrier(2, timeout=20)

    def press(_n):
        try:
            one = Client()
            one.force_login(cast.berta)
            gate.wait()
            return one.post(url, data).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))
    assert set(answers) <= {302, 404}
    assert (Teacher.objects.count(), MergedRecord.objects.count()) == (2, 1)


def test_an_import_whose_person_was_joined_is_not_undone(berta, cast, twin):
    record = roster_files.applied(cast, [roster_files.row(cast, last_names="Tania", first_names="Flores")])
    third = Teacher.objects.get(document_number="43000001")
    url = reverse("duplicate", args=[cast.tania.pk, third.pk])
    [clash] = berta.get(url).context["comparison"].clashes
    answer = berta.post(url, {**filled(berta.get(url)), f"post_{clash.merged.pk}": "kept"}, follow=True)
    assert "ahora son una" in answer.content.decode()
    assert "ya no está en el sistema" in berta.get(reverse("roster_undo", args=[record.pk])).content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_in_a_browser(request, transactional_db, cast, twin, sign_in, device):
    page = request.getfixturevalue(device)
    sign_in(page, cast.berta)
    page.goto("/people/")
    page.click("text=Personas repetidas")
    assert_accessible(page)
    page.click("text=Comparar")
    assert_accessible(page)
    page.click("text=Unir las dos fichas")
    assert "Marca que revisaste" in page.inner_text("main")
    assert_accessible(page)
    page.get_by_label("DNI 41000009").check()
    page.get_by_label("Revisé las dos fichas").check()
    page.click("text=Unir las dos fichas")
    assert "ahora son una" in page.inner_text("main")
    assert Teacher.objects.get(pk=cast.tania.pk).document_number == "41000009"
    assert_accessible(page)
    page.click("text=Deshacer la unión")
    assert_accessible(page)
    page.click("button:has-text('Deshacer la unión')")
    assert "Otra vez son dos fichas" in page.inner_text("main")
    assert Teacher.objects.get(pk=cast.tania.pk).document_number == "41000001"
