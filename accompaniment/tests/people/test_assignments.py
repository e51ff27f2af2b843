from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Assignment, Campaign, Companion, Post, Role, Target, Teacher
from accompaniment.people.assignments.services import visits_owed_for


@pytest.fixture
def olga(cast):
    return Companion.objects.get(user=cast.olga)


@pytest.fixture
def url(cast):
    return reverse("assignment_new", args=[cast.assignment.post.pk])


@pytest.fixture
def data(cast, olga):
    return {
        "companion": olga.pk,
        "campaign": cast.campaign.pk,
        "modality": "",
        "visits_owed": "6",
        "starts_on": cast.today.isoformat(),
        "ends_on": "",
    }


def test_proposes_the_visits_of_the_campaign(client, cast, url):
    client.force_login(cast.berta)
    page = client.get(url)
    form = page.context["form"]
    assert (form["visits_owed"].value(), form["campaign"].value()) == (6, cast.campaign.pk)
    text = page.content.decode()
    assert "Olga Ramos · acompañante pedagógica · acompaña a 0" in text
    assert "Ana Quispe" in text


def test_assigns_until_the_campaign_ends(client, cast, olga, url, data):
    client.force_login(cast.berta)
    assert client.post(url, data).url == cast.tania.get_absolute_url()
    assignment = Assignment.objects.get(companion=olga)
    assert (assignment.visits_owed, assignment.modality) == (6, "external")
    assert assignment.ends_on == cast.campaign.ends_on
    client.force_login(cast.olga)
    assert "Flores, Tania" in client.get("/people/").content.decode()


def test_an_internal_companion_accompanies_from_inside(client, cast, olga, url, data):
    works_as(olga, Companion.Kind.INTERNAL)
    Role.objects.create(user=cast.olga, kind=Role.Kind.DIRECTOR, institution=cast.jardin, starts_on=cast.today)
    client.force_login(cast.berta)
    client.post(url, data)
    assignment = Assignment.objects.get(companion=olga)
    assert (assignment.modality, assignment.exception_why) == ("internal", "")


def works_as(companion, kind):
    companion.kind = kind
    companion.save()


@pytest.mark.parametrize(
    ("kind", "modality", "reason"),
    [
        (Companion.Kind.INTERNAL, "", "en su propia institución o en una que dirige"),
        (Companion.Kind.INTERNAL, "external", "en su propia institución o en una que dirige"),
        (Companion.Kind.EXTERNAL, "internal", "en su propia institución o en una que dirige"),
        (Companion.Kind.COORDINATOR, "", "acompaña a promotoras de PRONOEI"),
    ],
)
def test_whom_she_would_not_accompany_takes_a_kept_reason(client, cast, olga, url, data, kind, modality, reason):
    works_as(olga, kind)
    Role.objects.create(user=cast.olga, kind=Role.Kind.DIRECTOR, institution=cast.other_jardin, starts_on=cast.today)
    client.force_login(cast.berta)
    data["modality"] = modality
    assert reason in client.post(url, data).content.decode()
    assert not Assignment.objects.filter(companion=olga).exists()
    client.post(url, data | {"exception_why": "Cubre una licencia"})
    assert Assignment.objects.get(companion=olga).exception_why == "Cubre una licencia"
    assert "Se permitió: Cubre una licencia" in client.get(cast.tania.get_absolute_url()).content.decode()


def test_a_coordinator_accompanies_promoters(client, cast, olga, data):
    works_as(olga, Companion.Kind.COORDINATOR)
    client.force_login(cast.berta)
    client.post(reverse("assignment_new", args=[cast.promoter_assignment.post.pk]), data)
    assert Assignment.objects.get(companion=olga).post == cast.promoter_assignment.post


def test_who_works_there_accompanies_from_inside(client, cast, olga, url, data):
    works_as(olga, Companion.Kind.INTERNAL)
    hers = Teacher.objects.create(
        document_number="40009999", first_names="Olga", last_names="Ramos", kind="classroom", user=cast.olga
    )
    Post.objects.create(teacher=hers, institution=cast.jardin, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    client.post(url, data)
    assert Assignment.objects.filter(companion=olga, modality="internal").exists()


def test_a_closed_campaign_takes_no_assignment(client, cast, url, data):
    cast.campaign.closed_at = timezone.now()
    cast.campaign.save()
    following = Campaign.objects.create(
        ugel=cast.ugel,
        year=cast.today.year + 1,
        starts_on=cast.campaign.ends_on + timedelta(days=1),
        ends_on=cast.campaign.ends_on + timedelta(days=300),
        letterhead="UGEL",
    )
    client.force_login(cast.berta)
    page = client.post(url, data)
    assert "ya está cerrado" in " ".join(page.context["form"].errors["campaign"])
    assert Assignment.objects.count() == 3
    offered = client.get(url).context["form"].fields["campaign"].widget.choices
    assert list(offered) == [(following.pk, str(following.year))]


def test_without_an_open_campaign_the_page_says_what_to_do(client, cast, url):
    Campaign.objects.update(closed_at=timezone.now())
    client.force_login(cast.berta)
    assert reverse("campaign_new") in client.get(url).content.decode()


def test_without_companions_the_page_says_what_to_do(client, cast, url):
    Companion.objects.update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    text = client.get(url).content.decode()
    assert reverse("companion_new") in text
    assert "<select" not in text


def test_another_ugels_companion_or_campaign_is_refused(client, cast, url, data):
    stranger = Companion.objects.create(user=cast.nora, ugel=cast.other_ugel, kind="external")
    campaign = Campaign.objects.create(
        ugel=cast.other_ugel, year=2026, starts_on="2026-01-01", ends_on="2026-12-31", letterhead="x"
    )
    client.force_login(cast.berta)
    assert "companion" in client.post(url, {**data, "companion": stranger.pk}).context["form"].errors
    assert "campaign" in client.post(url, {**data, "campaign": campaign.pk}).context["form"].errors
    assert Assignment.objects.count() == 3


def test_nobody_accompanies_herself(client, cast, url, data):
    herself = Companion.objects.create(user=cast.tania.user, ugel=cast.ugel, kind="internal")
    client.force_login(cast.berta)
    page = client.post(url, {**data, "companion": herself.pk})
    assert "sí misma" in " ".join(page.context["form"].errors["companion"])


def test_the_same_companion_twice_at_once_is_refused(client, cast, url, data):
    ana = Companion.objects.get(user=cast.ana)
    client.force_login(cast.berta)
    page = client.post(url, {**data, "companion": ana.pk})
    assert "en esas fechas" in " ".join(page.context["form"].errors["starts_on"])
    assert Assignment.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "days", "said"),
    [
        ("starts_on", -400, "empieza"),
        ("starts_on", 150, "termina"),
        ("ends_on", 150, "termina"),
        ("ends_on", -1, "anterior"),
    ],
)
def test_dates_stay_within_campaign_and_order(client, cast, url, data, field, days, said):
    client.force_login(cast.berta)
    day = (cast.today + timedelta(days=days)).isoformat()
    page = client.post(url, {**data, field: day})
    assert said in " ".join(page.context["form"].errors[field])
    assert f'value="{day}"' in page.content.decode()
    assert Assignment.objects.count() == 3


def test_dates_stay_within_the_post_and_the_companions_work(client, cast, olga, url, data):
    post = cast.assignment.post
    soon = cast.today + timedelta(days=10)
    post.ends_on = soon
    post.save()
    client.force_login(cast.berta)
    page = client.post(url, {**data, "ends_on": (soon + timedelta(days=1)).isoformat()})
    assert "La plaza termina" in " ".join(page.context["form"].errors["ends_on"])
    client.post(url, data)
    assert Assignment.objects.get(companion=olga).ends_on == soon


@pytest.mark.parametrize(
    ("field", "value"), [("visits_owed", "0"), ("visits_owed", "muchas"), ("modality", "rara"), ("companion", "")]
)
def test_wrong_values_are_refused(client, cast, url, data, field, value):
    client.force_login(cast.berta)
    assert field in client.post(url, {**data, field: value}).context["form"].errors
    assert Assignment.objects.count() == 3


def test_ends_an_assignment(client, cast):
    url = reverse("assignment_end", args=[cast.assignment.pk])
    client.force_login(cast.berta)
    assert "Ana Quispe acompaña a Tania Flores" in client.get(url).content.decode()
    yesterday = cast.today - timedelta(days=1)
    assert client.post(url, {"ends_on": yesterday.isoformat()}).status_code == 302
    client.force_login(cast.ana)
    assert "Flores, Tania" not in client.get("/people/").content.decode()


@pytest.mark.parametrize(("days", "said"), [(-500, "anterior"), (200, "El año de acompañamiento termina")])
def test_a_wrong_end_is_refused(client, cast, days, said):
    client.force_login(cast.berta)
    url = reverse("assignment_end", args=[cast.assignment.pk])
    page = client.post(url, {"ends_on": (cast.today + timedelta(days=days)).isoformat()})
    assert said in " ".join(page.context["form"].errors["ends_on"])
    cast.assignment.refresh_from_db()
    assert cast.assignment.ends_on is None


def test_an_assignment_of_a_closed_campaign_can_still_be_ended(client, cast):
    cast.campaign.closed_at = timezone.now()
    cast.campaign.save()
    client.force_login(cast.berta)
    url = reverse("assignment_end", args=[cast.assignment.pk])
    assert client.post(url, {"ends_on": cast.today.isoformat()}).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 403), ("diana", 403), ("carla", 404), ("olga", 404), ("dora", 404), ("nora", 404)]
)
def test_who_may_not(client, cast, url, data, who, status):
    client.force_login(getattr(cast, who))
    assert client.post(url, data).status_code == status
    end = reverse("assignment_end", args=[cast.assignment.pk])
    assert client.post(end, {"ends_on": cast.today.isoformat()}).status_code == status
    assert Assignment.objects.count() == 3


def test_an_expired_specialist_may_not(client, cast, url, data):
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.post(url, data).status_code == 404


def test_signed_out_goes_to_sign_in(client, url):
    assert client.get(url).url.startswith(reverse("account_login"))


def test_query_budget(client, cast, url, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(url)


def test_visits_owed_prefer_the_row_of_the_area(cast):
    post = cast.promoter_assignment.post
    assert visits_owed_for(cast.campaign, post) == 8
    Target.objects.create(campaign=cast.campaign, teacher_kind="promoter", area="rural", times=10)
    Target.objects.create(campaign=cast.campaign, teacher_kind="promoter", area="urban", times=3)
    assert visits_owed_for(cast.campaign, post) == 10
    post.institution.area = ""
    assert visits_owed_for(cast.campaign, post) == 8
    Target.objects.all().delete()
    assert visits_owed_for(cast.campaign, post) is None
