"""Opening another post and ending one: a promoter leaves, her history stays."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accompaniment.models import Assignment, Institution, Post


@pytest.fixture
def new_url(cast):
    return reverse("post_new", args=[cast.petra.pk])


@pytest.fixture
def end_url(cast):
    return reverse("post_end", args=[cast.promoter_assignment.post.pk])


@pytest.fixture
def other_pronoei(cast):
    return Institution.objects.create(
        modular_code="9900020", name="PRONOEI Lucerito", kind="pronoei", level_code="A5", ugel=cast.ugel, cycle="II"
    )


def data(cast, **changes):
    return {"institution": "9900020", "starts_on": cast.today.isoformat(), **changes}


def test_opens_another_post(client, cast, new_url, other_pronoei):
    client.force_login(cast.berta)
    assert client.post(new_url, data(cast)).status_code == 302
    assert cast.petra.posts.filter(institution=other_pronoei, cycle="II").exists()


def test_overlapping_posts_elsewhere_are_warned_of(client, cast, new_url, other_pronoei):
    client.force_login(cast.berta)
    said = [str(m) for m in get_messages(client.post(new_url, data(cast)).wsgi_request)]
    assert any("también tiene una plaza en PRONOEI Semillitas" in text for text in said)


def test_overlapping_posts_in_another_ugel_are_not_named(client, cast, new_url, other_pronoei):
    far = Institution.objects.create(
        modular_code="9900021", name="PRONOEI Ajeno", kind="pronoei", level_code="A5", ugel=cast.other_ugel
    )
    Post.objects.create(teacher=cast.petra, institution=far, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    said = " ".join(str(m) for m in get_messages(client.post(new_url, data(cast)).wsgi_request))
    assert "otra UGEL" in said
    assert "Ajeno" not in said


def test_overlapping_posts_in_the_same_institution_are_refused(client, cast, new_url):
    client.force_login(cast.berta)
    page = client.post(new_url, data(cast, institution="9900002", section="La tarde"))
    assert "Ya tiene una plaza" in " ".join(page.context["form"].errors["starts_on"])
    assert 'value="La tarde"' in page.content.decode()
    assert cast.petra.posts.count() == 1


def test_back_in_the_same_institution_after_an_end(client, cast, new_url):
    cast.petra.posts.update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.post(new_url, data(cast, institution="9900002")).status_code == 302
    assert cast.petra.posts.count() == 2


def test_a_promoter_does_not_go_to_a_jardin(client, cast, new_url):
    client.force_login(cast.berta)
    assert "institution" in client.post(new_url, data(cast, institution="9900001")).context["form"].errors


def test_ends_a_post_and_its_assignments_the_same_day(client, cast, end_url):
    client.force_login(cast.berta)
    assert "Las visitas y compromisos se conservan" in client.get(end_url).content.decode()
    assert client.post(end_url, {"ends_on": cast.today.isoformat()}).status_code == 302
    post = cast.petra.posts.get()
    assert post.ends_on == cast.today
    assert post.assignments.get().ends_on == cast.today


def test_an_assignment_that_ended_before_keeps_its_end(client, cast):
    post = cast.assignment.post
    client.force_login(cast.berta)
    client.post(reverse("post_end", args=[post.pk]), {"ends_on": cast.today.isoformat()})
    assert sorted(Assignment.objects.filter(post=post).values_list("ends_on", flat=True)) == [
        cast.today - timedelta(days=1),
        cast.today,
    ]


def test_an_end_before_its_beginning_is_refused(client, cast, end_url):
    client.force_login(cast.berta)
    day = (cast.today - timedelta(days=500)).isoformat()
    page = client.post(end_url, {"ends_on": day})
    assert "anterior" in " ".join(page.context["form"].errors["ends_on"])
    assert f'value="{day}"' in page.content.decode()
    assert cast.petra.posts.get().ends_on is None


def test_an_assignment_still_to_begin_is_not_cut_off(client, cast, end_url):
    Assignment.objects.filter(pk=cast.promoter_assignment.pk).update(starts_on=cast.today + timedelta(days=5))
    client.force_login(cast.berta)
    page = client.post(end_url, {"ends_on": cast.today.isoformat()})
    assert "Termínala primero" in " ".join(page.context["form"].errors["ends_on"])
    assert cast.petra.posts.get().ends_on is None


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 403), ("carla", 404), ("olga", 404), ("diana", 404), ("nora", 404)]
)
def test_who_may_not(client, cast, new_url, end_url, other_pronoei, who, status):
    client.force_login(getattr(cast, who))
    assert client.post(new_url, data(cast)).status_code == status
    assert client.post(end_url, {"ends_on": cast.today.isoformat()}).status_code == status
    assert cast.petra.posts.get().ends_on is None


def test_signed_out_goes_to_sign_in(client, new_url, end_url):
    assert client.get(new_url).url.startswith(reverse("account_login"))
    assert client.get(end_url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(("ages", "said"), [([1], "1 año"), ([0], "0 años"), ([3], "3 años"), ([1, 2], "1 y 2 años")])
def test_ages_are_said_as_people_say_them(ages, said):
    assert Post(ages=ages).ages_text == said
