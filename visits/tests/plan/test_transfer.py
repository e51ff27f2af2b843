"""Handing a companion's people over to another: dates, visits owed and planned, loads, and who may."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Assignment, Companion, Institution, Post, Role, Teacher
from accompaniment.tests.browser import assert_accessible
from visits.models import Visit


@pytest.fixture
def ana(cast):
    return Companion.objects.get(user=cast.ana)


@pytest.fixture
def olga(cast):
    return Companion.objects.get(user=cast.olga)


@pytest.fixture
def url(ana):
    return reverse("visits:transfer", args=[ana.pk])


@pytest.fixture
def data(cast, olga):
    return {
        "receiver": olga.pk,
        "starts_on": cast.today.isoformat(),
        "assignments": [cast.assignment.pk, cast.promoter_assignment.pk],
    }


def planned(cast, days, assignment=None):
    day = cast.today + timedelta(days=days)
    return cast.visit(
        assignment=assignment, status=Visit.Status.PLANNED, visited_on=day, planned_on=day, revision=0,
        starts_at=None, ends_at=None,
    )  # fmt: skip


def test_offers_everybody_ticked(client, cast, url):
    client.force_login(cast.berta)
    page = client.get(url)
    assert page.text.count("checked") == 2
    assert "Flores, Tania · Jardín Los Cóndores" in page.text
    assert "Olga Ramos · acompañante pedagógica · acompaña a 0" in page.text
    assert "Ana Quispe · " not in page.text  # nobody hands over to herself


def test_a_preview_shows_what_would_happen_and_stores_nothing(client, cast, url, data):
    cast.closed_visit(visited_on=cast.today - timedelta(days=30))
    planned(cast, 5)
    before = list(Assignment.objects.values()), list(Visit.objects.values())
    client.force_login(cast.berta)
    text = client.post(url, data).text
    assert "1 de 6 visitas hechas; quedan 5 · 1 visita programada pasa con ella" in text
    assert "0 de 6 visitas hechas; quedan 6" in text
    assert "Olga Ramos acompañará a 2." in text
    assert "Ana Quispe se queda con 0." in text
    assert f'name="assignments" value="{cast.assignment.pk}"' in text
    assert (list(Assignment.objects.values()), list(Visit.objects.values())) == before


def test_confirming_ends_the_old_and_begins_the_new(client, cast, url, data, ana, olga):
    cast.closed_visit(visited_on=cast.today - timedelta(days=30))
    moving = planned(cast, 5)
    client.force_login(cast.berta)
    response = client.post(url, {**data, "confirm": "1"}, follow=True)
    assert "2 personas pasan a Olga Ramos." in response.text
    cast.assignment.refresh_from_db()
    assert cast.assignment.ends_on == cast.today - timedelta(days=1)
    new = Assignment.objects.get(companion=olga, post=cast.assignment.post)
    assert (new.starts_on, new.ends_on, new.visits_owed) == (cast.today, cast.campaign.ends_on, 5)
    moving.refresh_from_db()
    assert (moving.assignment, moving.companion, moving.number, moving.revision) == (new, olga, 2, 1)
    assert Visit.objects.closed().get().companion == ana
    client.force_login(cast.olga)
    assert client.get(reverse("visits:form", args=[moving.pk])).status_code == 200
    client.force_login(cast.ana)
    assert "Flores, Tania" not in client.get("/people/").text


def test_only_those_ticked_change_hands(client, cast, url, data, ana):
    client.force_login(cast.berta)
    client.post(url, {**data, "assignments": [cast.assignment.pk], "confirm": "1"})
    assert list(ana.assignments.in_force()) == [cast.promoter_assignment]


def test_until_a_later_day_planned_visits_stay(client, cast, url, data, ana):
    before, after = planned(cast, 3), planned(cast, 12)
    client.force_login(cast.berta)
    day = cast.today + timedelta(days=10)
    client.post(url, {**data, "starts_on": day.isoformat(), "confirm": "1"})
    cast.assignment.refresh_from_db()
    assert cast.assignment.ends_on == day - timedelta(days=1)
    before.refresh_from_db()
    after.refresh_from_db()
    assert (str(before.companion), str(after.companion)) == ("Ana Quispe", "Olga Ramos")


def test_a_late_planned_visit_goes_to_who_can_make_it(client, cast, url, data):
    late = planned(cast, -4)
    client.force_login(cast.berta)
    client.post(url, {**data, "confirm": "1"})
    late.refresh_from_db()
    assert str(late.companion) == "Olga Ramos"


def test_an_assignment_with_an_end_keeps_it(client, cast, url, data, olga):
    end = cast.today + timedelta(days=20)
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=end)
    Companion.objects.filter(pk=olga.pk).update(ends_on=cast.today + timedelta(days=15))
    client.force_login(cast.berta)
    client.post(url, {**data, "confirm": "1"})
    ends = dict(olga.assignments.values_list("post__teacher__first_names", "ends_on"))
    assert ends == {"Tania": cast.today + timedelta(days=15), "Petra": cast.today + timedelta(days=15)}


def test_a_visit_being_written_stays_and_is_said(client, cast, url, data):
    draft = cast.visit()
    client.force_login(cast.berta)
    assert "Tiene una visita en registro: la termina Ana Quispe" in client.post(url, data).text
    client.post(url, {**data, "confirm": "1"})
    draft.refresh_from_db()
    assert draft.assignment == cast.assignment


def test_a_high_load_is_said_and_allowed(client, cast, url, data, olga):
    rural = Institution.objects.create(
        modular_code="9900008", name="Jardín Rural", kind="jardin", level_code="A2", ugel=cast.ugel, area="rural"
    )
    for n in range(8):
        teacher = Teacher.objects.create(
            document_number=f"4200000{n}", first_names="Luz", last_names=f"Zapata {n}", kind="classroom"
        )
        post = Post.objects.create(teacher=teacher, institution=rural, cycle="II", starts_on=cast.today)
        Assignment.objects.create(
            companion=olga, post=post, campaign=cast.campaign, modality="external", visits_owed=6, starts_on=cast.today
        )
    client.force_login(cast.berta)
    assert "Carga alta: 9 aulas rurales, y se recomiendan hasta 8" in client.post(url, data).text
    assert client.post(url, {**data, "confirm": "1"}).status_code == 302


def already_with_olga(cast, olga, data):
    Assignment.objects.create(
        companion=olga, post=cast.assignment.post, campaign=cast.campaign, modality="external", visits_owed=1,
        starts_on=cast.today,
    )  # fmt: skip


def visited_today(cast, olga, data):
    cast.closed_visit(visited_on=cast.today)


def on_the_first_day(cast, olga, data):
    data["starts_on"] = cast.assignment.starts_on.isoformat()


def after_the_end(cast, olga, data):
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=cast.today)
    data["starts_on"] = (cast.today + timedelta(days=1)).isoformat()


def after_olga_leaves(cast, olga, data):
    Companion.objects.filter(pk=olga.pk).update(ends_on=cast.today)
    data["starts_on"] = (cast.today + timedelta(days=1)).isoformat()


def to_herself(cast, olga, data):
    olga.user = cast.tania.user
    olga.save()


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (already_with_olga, "Flores, Tania: Esta acompañante ya la acompaña"),
        (visited_today, "Flores, Tania: ya tiene una visita del"),
        (on_the_first_day, "Flores, Tania: su asignación empieza el"),
        (after_the_end, "Flores, Tania: su asignación termina el"),
        (after_olga_leaves, "El trabajo de esta acompañante termina el"),
        (to_herself, "Flores, Tania: Nadie se acompaña a sí misma"),
    ],
)
@pytest.mark.parametrize("step", [{}, {"confirm": "1"}])
def test_what_can_not_be_is_said_by_person_and_nobody_changes_hands(client, cast, olga, url, data, prepare, said, step):
    prepare(cast, olga, data)
    before = list(Assignment.objects.values())
    client.force_login(cast.berta)
    response = client.post(url, {**data, **step})
    assert response.status_code == 200
    assert said in response.text
    assert f'value="{data["starts_on"]}"' in response.text
    assert list(Assignment.objects.values()) == before


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("assignments", [], "Marca al menos a una persona."),
        ("receiver", "", "obligatorio"),
        ("receiver", "999", "válida"),
        ("starts_on", "mañana", "fecha"),
    ],
)
def test_wrong_values_are_refused(client, cast, url, data, field, value, said):
    client.force_login(cast.berta)
    response = client.post(url, {**data, field: value, "confirm": "1"})
    assert said in str(response.context["form"].errors[field])
    assert not Assignment.objects.filter(companion__user=cast.olga).exists()


def test_people_and_receivers_of_others_are_not_offered(client, cast, url, data):
    stranger = Companion.objects.create(user=cast.nora, ugel=cast.other_ugel, kind="external")
    elenas = Assignment.objects.get(companion__user=cast.elena)
    client.force_login(cast.berta)
    for field, value in (("receiver", stranger.pk), ("assignments", [elenas.pk])):
        response = client.post(url, {**data, field: value, "confirm": "1"})
        assert field in response.context["form"].errors


def test_nothing_to_hand_over(client, cast, url):
    cast.campaign.closed_at = timezone.now()
    cast.campaign.save()
    client.force_login(cast.berta)
    assert "Ahora no acompaña a nadie." in client.get(url).text


def test_the_list_of_companions_leads_here(client, cast, url):
    client.force_login(cast.berta)
    assert client.get(reverse("companions")).text.count("Pasar sus personas") == 1
    assert f'href="{url}"' in client.get(reverse("companions")).text


@pytest.mark.parametrize(
    ("who", "status"),
    [("berta", 200), ("carla", 404), *((who, 403) for who in ("ana", "olga", "diana", "dora", "nora", "alma"))],
)
def test_who_may(client, cast, url, data, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == status
    assert client.post(url, data).status_code == status


def test_expired_and_signed_out(client, cast, url, data):
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.post(url, {**data, "confirm": "1"}).status_code == 403
    client.logout()
    assert client.post(url, {**data, "confirm": "1"}).url.startswith(reverse("account_login"))
    assert not Assignment.objects.filter(companion__user=cast.olga).exists()


def test_query_budget(client, cast, url, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(url)


@pytest.mark.browser
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_in_a_browser(request, transactional_db, cast, url, sign_in, device, olga):
    page = request.getfixturevalue(device)
    sign_in(page, cast.berta)
    page.goto(url)
    assert_accessible(page)
    page.select_option("select[name=receiver]", str(olga.pk))
    page.click("text=Ver qué cambiaría")
    assert_accessible(page)
    page.click("button:has-text('Confirmar')")
    assert "2 personas pasan a Olga Ramos." in page.inner_text("main")


# --- Those ticked on the list of people ------------------------------------------------------------------------------
@pytest.fixture
def ticked(cast):
    """The page for Tania and Petra."""
    return reverse("visits:transfer_people", query={"people": [cast.tania.pk, cast.petra.pk]})


def test_the_ticked_change_hands_whoever_accompanies_them(client, cast, ticked, ana, olga):
    other = Companion.objects.create(user=cast.carla, ugel=cast.ugel, kind="external", starts_on=cast.today)
    Assignment.objects.filter(pk=cast.promoter_assignment.pk).update(companion=other)
    client.force_login(cast.berta)
    both = [cast.assignment.pk, cast.promoter_assignment.pk]
    page = client.get(ticked)
    assert sorted(page.context["form"].initial["assignments"]) == sorted(both)
    day = cast.today + timedelta(days=1)
    data = {"receiver": olga.pk, "starts_on": day.isoformat(), "assignments": both}
    text = client.post(ticked, data).text
    assert "Olga Ramos acompañará a 2." in text
    assert f"{ana} se queda con 0." in text and f"{other} se queda con 0." in text
    assert client.post(ticked, {**data, "confirm": "1"}).url == reverse("teachers")
    assert Assignment.objects.filter(companion=olga, starts_on=day).count() == 2


def test_whom_nobody_accompanies_is_named(client, cast, ticked):
    Assignment.objects.filter(pk=cast.promoter_assignment.pk).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    page = client.get(ticked)
    assert page.context["alone"] == [cast.petra] and "Ahora nadie acompaña a estas personas" in page.text
    assert list(page.context["form"].fields["assignments"].queryset) == [cast.assignment]


def test_somebody_elses_ticked_people_do_not_exist(client, cast, ticked, olga, data):
    client.force_login(cast.carla)
    assert client.get(ticked).url == reverse("teachers")
    assert client.post(ticked, {**data, "confirm": "1"}).url == reverse("teachers")
    client.force_login(cast.berta)
    only_tania = reverse("visits:transfer_people", query={"people": [cast.tania.pk]})
    page = client.post(only_tania, {**data, "confirm": "1"})
    assert page.context["form"].errors["assignments"]
    assert not Assignment.objects.filter(companion=olga).exists()
