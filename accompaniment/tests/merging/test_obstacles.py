"""What stands in the way of joining, said before anything is chosen, with the page that changes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.lib.contributions import held_once
from accompaniment.merging.foreign_keys import foreign_keys_to
from accompaniment.models import Assignment, Companion, Post, Role, Teacher, User
from conftest import Cast, assign
from reports.documents.models.jobs import ReportJob

from .joined import data_of, merge, possible, without_account


def said(cast: Cast, one: Teacher, other: Teacher) -> str:
    return " ".join(obstacle.reason for obstacle in possible(cast, one, other).obstacles)


def ways(cast: Cast, one: Teacher, other: Teacher) -> set[str]:
    return {way.url for obstacle in possible(cast, one, other).obstacles for way in obstacle.ways}


def gives_work(cast: Cast, account: User | None, work: str) -> Companion | Role:
    if work == "companion":
        return Companion.objects.create(user=account, ugel=cast.ugel, kind="internal", starts_on=cast.today)
    return Role.objects.create(user=account, kind=Role.Kind.DIRECTOR, institution=cast.jardin)


def test_nothing_in_the_way(cast: Cast, twin: Teacher) -> None:
    both = possible(cast, cast.tania, twin)
    assert (both.obstacles, both.forced, both.forced_posts) == ([], {}, {})


# --- Accounts --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("work", ["companion", "role"])
def test_an_account_that_does_other_work_stays_and_nothing_is_asked(cast: Cast, twin: Teacher, work: str) -> None:
    gives_work(cast, twin.user, work)
    forced = possible(cast, cast.tania, twin).forced["account"]
    assert forced.answer == "merged" and "41000009 también acompaña" in forced.reason
    with pytest.raises(ValidationError, match="también acompaña"):
        merge(cast, cast.tania, twin, account="kept")
    assert Teacher.objects.filter(pk=twin.pk).exists()
    assert User.objects.get(pk=twin.user_id).is_active


def test_so_does_one_that_wrote_visits_once(cast: Cast, twin: Teacher) -> None:
    """What was received stays readable by its author, who enters with that account."""
    companion = gives_work(cast, twin.user, "companion")
    Companion.objects.filter(pk=companion.pk).update(
        starts_on=cast.today - timedelta(days=400), ends_on=cast.today - timedelta(days=200)
    )
    assert possible(cast, cast.tania, twin).forced["account"].answer == "merged"


def test_of_two_such_accounts_none_can_be_closed_and_the_page_leads_to_what_they_do(cast: Cast, twin: Teacher) -> None:
    companion, role = gives_work(cast, cast.tania.user, "companion"), gives_work(cast, twin.user, "role")
    assert "ninguna se puede cerrar" in said(cast, cast.tania, twin)
    assert ways(cast, cast.tania, twin) == {
        reverse("companion_end", args=[companion.pk]),
        reverse("role_end", args=[role.pk]),
    }
    with pytest.raises(ValidationError, match="ninguna se puede cerrar"):
        merge(cast, cast.tania, twin)


def test_an_account_with_a_role_elsewhere_is_the_administrators(cast: Cast, twin: Teacher) -> None:
    Role.objects.create(user=twin.user, kind=Role.Kind.REGIONAL_READER, region=cast.region)
    both = possible(cast, cast.tania, twin)
    assert "fuera de tu UGEL" in both.forced["account"].reason
    assert both.forced["document"].answer == "merged"  # it can't be called otherwise either
    with pytest.raises(ValidationError, match="fuera de tu UGEL"):
        merge(cast, cast.tania, twin, account="kept")


def test_a_document_that_is_the_account_of_somebody_else_is_not_asked(cast: Cast, twin: Teacher) -> None:
    without_account(twin)
    User.objects.create(username="41000009", first_name="Otra", last_name="Persona")
    forced = possible(cast, cast.tania, twin).forced["document"]
    assert forced.answer == "kept" and "41000009 ya es el de otra cuenta" in forced.reason


# --- The person ------------------------------------------------------------------------------------------------------
def test_who_accompanies_the_other_is_somebody_else(cast: Cast, twin: Teacher) -> None:
    companion = Companion.objects.create(
        user=twin.user, ugel=cast.ugel, kind="internal", starts_on=cast.today - timedelta(days=50)
    )
    own = assign(companion, cast.assignment.post, cast.campaign, since=cast.today)
    without_account(cast.tania)
    assert "no son la misma persona" in said(cast, cast.tania, twin)
    assert ways(cast, cast.tania, twin) == {reverse("assignment_end", args=[own.pk])}
    with pytest.raises(ValidationError, match="no son la misma persona"):
        merge(cast, cast.tania, twin)


def test_of_two_kinds_the_one_that_fits_the_places_stays(cast: Cast, twin: Teacher) -> None:
    Teacher.objects.filter(pk=twin.pk).update(kind="promoter")
    forced = possible(cast, cast.tania, twin).forced["kind"]
    assert forced.answer == "kept" and "Una promotora trabaja en un PRONOEI" in forced.reason


def test_who_works_in_both_kinds_of_place_ends_one_post_first(cast: Cast, twin: Teacher) -> None:
    Teacher.objects.filter(pk=twin.pk).update(kind="promoter")
    Post.objects.filter(teacher=twin).update(institution=cast.pronoei)
    assert "una persona tiene un solo cargo" in said(cast, cast.tania, twin)
    posts = Post.objects.filter(teacher__in=[cast.tania.pk, twin.pk])
    assert ways(cast, cast.tania, twin) == {reverse("post_end", args=[post.pk]) for post in posts}
    posts.filter(teacher=twin).update(ends_on=cast.today - timedelta(days=1))
    assert said(cast, cast.tania, twin) == ""


# --- What one person has once ----------------------------------------------------------------------------------------
def test_unfinished_requests_of_one_kind_are_waited_for(cast: Cast, twin: Teacher) -> None:
    """Two unfinished requests of one kind collide, two finished ones don't."""
    for teacher in (cast.tania, twin):
        ReportJob.objects.create(
            kind="follow_up_plan", teacher=teacher, campaign=cast.campaign, requested_by=cast.berta, status="queued"
        )
    assert "Espera a que termine" in said(cast, cast.tania, twin)
    assert len(ways(cast, cast.tania, twin)) == 2
    with pytest.raises(ValidationError, match="Espera a que termine"):
        merge(cast, cast.tania, twin)
    ReportJob.objects.filter(teacher=twin).update(status="done")
    assert said(cast, cast.tania, twin) == ""
    kept = merge(cast, cast.tania, twin)
    assert ReportJob.objects.filter(teacher=kept).count() == 2


def test_nothing_hangs_on_a_row_that_is_left_out() -> None:
    assert not [label for label in held_once() if foreign_keys_to(apps.get_model(label))]


# --- Posts -----------------------------------------------------------------------------------------------------------
def test_two_series_of_visits_are_two_posts_and_nothing_is_asked(cast: Cast, twin: Teacher) -> None:
    Post.objects.filter(teacher=twin).update(institution=cast.jardin)
    here = Post.objects.get(teacher=twin)
    cast.closed_visit()
    assert possible(cast, cast.tania, twin).forced_posts == {}
    cast.closed_visit(assignment=Assignment.objects.get(post=here))
    assert list(possible(cast, cast.tania, twin).forced_posts) == [here.pk]


# --- The page --------------------------------------------------------------------------------------------------------
def test_the_page_says_it_instead_of_asking(client, cast: Cast, twin: Teacher) -> None:
    gives_work(cast, cast.tania.user, "companion")
    role = gives_work(cast, twin.user, "role")
    client.force_login(cast.berta)
    url = reverse("duplicate", args=[cast.tania.pk, twin.pk])
    html = client.get(url).content.decode()
    assert "Todavía no se pueden unir:" in html and "Elige qué dato queda" not in html
    assert f'href="{reverse("role_end", args=[role.pk])}"' in html
    assert client.post(url, {"sure": "on"}).status_code == 200
    assert Teacher.objects.filter(pk=twin.pk).exists()


def test_what_has_one_answer_is_told_with_its_reason(client, cast: Cast, twin: Teacher) -> None:
    gives_work(cast, twin.user, "role")
    client.force_login(cast.berta)
    page = client.get(reverse("duplicate", args=[cast.tania.pk, twin.pk]))
    assert "account" not in page.context["form"].fields
    assert "41000009 también acompaña" in page.content.decode()
    form = page.context["form"]
    typed = {**{name: field.initial for name, field in form.fields.items()}, "sure": "on"}
    client.post(reverse("duplicate", args=[cast.tania.pk, twin.pk]), typed)
    assert Teacher.objects.get(pk=cast.tania.pk).user == twin.user


def test_the_choices_are_still_the_services_to_refuse(cast: Cast, twin: Teacher) -> None:
    with pytest.raises(ValidationError, match="Una promotora trabaja en un PRONOEI"):
        merge(cast, cast.tania, twin, person=data_of(cast.tania, kind="promoter"))
