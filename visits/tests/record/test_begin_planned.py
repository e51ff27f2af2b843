"""«Registrar visita» begins the visit that is planned for these days; of several it asks which."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Companion, Institution, Post
from accompaniment.tests.browser import assert_accessible
from visits.models import Visit


@pytest.fixture
def new(cast):
    return reverse("visits:new", args=[cast.assignment.pk])


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def planned(cast, days, *, assignment=None, **fields):
    day = cast.today + timedelta(days=days)
    fields = {"status": Visit.Status.PLANNED, "revision": 0, "starts_at": None, "ends_at": None, **fields}
    return cast.visit(assignment=assignment, visited_on=day, planned_on=day, **fields)


def form_of(visit):
    return reverse("visits:form", args=[visit.pk])


def is_new(answer):
    return answer.status_code == 302 and not Visit.objects.filter(pk__in=answer.url.split("/")[2:3]).exists()


@pytest.mark.parametrize("days", [-14, -3, 0, 4, 14])
@pytest.mark.parametrize("status", Visit.AHEAD)
def test_the_one_planned_is_begun(ana, cast, new, days, status):
    visit = planned(cast, days, status=status)
    assert ana.get(new).url == form_of(visit)
    page = ana.get(form_of(visit))
    assert page.context["visit_form"].header["visited_on"].value() == cast.today
    assert f"Estaba programada para el {visit.planned_on:%d/%m/%Y}" in page.content.decode()
    assert f"{new}?other=1" in page.content.decode()


@pytest.mark.parametrize("days", [-15, 15, 90])
def test_one_that_is_far_is_another(ana, cast, new, days):
    planned(cast, days)
    assert is_new(ana.get(new))


@pytest.mark.parametrize("status", ["cancelled", "in_progress", "closed", "acknowledged"])
def test_only_what_is_still_planned_can_be_begun(ana, cast, new, status):
    planned(cast, 1, status=status)
    assert is_new(ana.get(new))


def test_of_several_it_asks_once(ana, cast, new):
    first, second = planned(cast, -2), planned(cast, 9)
    planned(cast, 60)
    page = ana.get(new)
    html = page.content.decode()
    assert (page.status_code, page.context["planned"]) == (200, [first, second])
    assert html.count("/form/") == 2 and f"{new}?other=1" in html


@pytest.mark.parametrize("n", [1, 2])
def test_it_may_be_another_visit(ana, cast, new, n):
    for days in range(n):
        planned(cast, days)
    answer = ana.get(f"{new}?other=1")
    assert is_new(answer) and Visit.objects.count() == n
    assert "Estaba programada" not in ana.get(answer.url).content.decode()


def test_what_is_planned_for_others_is_not_hers_to_begin(ana, cast, new):
    """Of another person, at another post of this one, or by another companion."""
    planned(cast, 1, assignment=cast.promoter_assignment)
    other = Institution.objects.create(
        modular_code="9900008", name="Otro jardín", kind="jardin", level_code="A2", cycle="II", ugel=cast.ugel
    )
    post = Post.objects.create(teacher=cast.tania, institution=other, cycle="II", starts_on=cast.campaign.starts_on)
    terms = {"campaign": cast.campaign, "modality": "external", "visits_owed": 2, "starts_on": cast.campaign.starts_on}
    olga = Companion.objects.get(user=cast.olga)
    for companion, at in ((cast.assignment.companion, post), (olga, cast.assignment.post)):
        planned(cast, 1, assignment=Assignment.objects.create(companion=companion, post=at, **terms))
    assert is_new(ana.get(new))


def test_one_planned_under_an_assignment_that_ended_cannot_be_made_now(ana, cast):
    planned(cast, 1)
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=cast.today - timedelta(days=1))
    again = Assignment.objects.create(
        companion=cast.assignment.companion, post=cast.assignment.post, campaign=cast.campaign,
        modality="external", visits_owed=2, starts_on=cast.today,
    )  # fmt: skip
    assert is_new(ana.get(reverse("visits:new", args=[again.pk])))


def test_with_all_owed_visits_made_the_button_steps_back(ana, cast, new):
    Assignment.objects.filter(pk=cast.assignment.pk).update(visits_owed=2)
    urls = (cast.tania.get_absolute_url(), reverse("home"))
    for made, classes in ((1, ["btn-primary", "btn-outline-primary"]), (2, ["btn-outline-secondary"] * 2)):
        cast.closed_visit()
        assert cast.assignment.visits.closed().count() == made
        for url, css in zip(urls, classes, strict=True):
            assert f'<a class="btn {css}" href="{new}">' in ana.get(url).content.decode()


def test_a_planned_visit_and_a_draft_make_nothing_whole(ana, cast, new):
    Assignment.objects.filter(pk=cast.assignment.pk).update(visits_owed=2)
    cast.closed_visit()
    planned(cast, 40)
    cast.visit()
    assert f'<a class="btn btn-primary" href="{new}">' in ana.get(cast.tania.get_absolute_url()).content.decode()


def test_who_may_not_is_told_nothing_of_what_is_planned(client, cast, new):
    for days in (1, 2):
        planned(cast, days)
    for who, status in (("berta", 403), ("diana", 403), ("olga", 404), ("elena", 404), ("rita", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(new).status_code == status


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_choosing_is_accessible(cast, new, phone, sign_in):
    for days in (-2, 3):
        planned(cast, days)
    sign_in(phone, cast.ana)
    phone.goto(new)
    assert_accessible(phone)
