"""What is done at once with the people ticked on the list: assigned to one companion, taken away as a file."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Post, Teacher

URL = "/people/assign/"


@pytest.fixture
def alone(cast):
    """Three people of the jardín whom nobody accompanies."""
    return [newcomer(cast, n) for n in range(3)]


def newcomer(cast, n, **fields):
    teacher = Teacher.objects.create(
        document_number=f"4200000{n}", first_names=f"Nueva {n}", last_names="Zárate", kind="classroom", **fields
    )
    Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.today - timedelta(days=9))
    return teacher


@pytest.fixture
def olga(cast):
    return cast.olga.companions.get()


def sent(people, companion, **more):
    return {"companion": companion.pk, "starts_on": "", "people": [one.pk for one in people], **more}


def test_the_ticked_are_in_the_form(client, cast, alone):
    client.force_login(cast.berta)
    page = client.get(URL, {"people": [alone[0].pk, alone[2].pk, "x"]})
    assert list(page.context["form"].fields["people"].queryset) == [alone[0], alone[2]]
    assert page.text.count(" checked") == 2


def test_a_preview_stores_nothing_and_names_the_refused_with_the_reason(client, cast, alone, olga):
    client.force_login(cast.berta)
    before = Assignment.objects.count()
    page = client.post(URL, sent([*alone, cast.tania], olga, starts_on=cast.today))
    plan = page.context["plan"]
    assert [one.post.teacher for one in plan.given] == alone
    [(teacher, reason)] = plan.refused
    assert teacher == cast.tania and "Ya la acompaña Ana Quispe" in reason and reason in page.text
    assert Assignment.objects.count() == before


def test_once_confirmed_the_companion_has_all_who_can_be(client, cast, alone, olga):
    client.force_login(cast.berta)
    answer = client.post(URL, sent([*alone, cast.tania], olga, starts_on=cast.today, confirm=1), follow=True)
    given = Assignment.objects.filter(companion=olga, post__teacher__in=alone)
    assert {(one.starts_on, one.visits_owed, one.campaign) for one in given} == {(cast.today, 6, cast.campaign)}
    assert len(given) == 3 and not Assignment.objects.filter(companion=olga, post__teacher=cast.tania)
    assert "acompaña a 3 personas más" in answer.text and "Ya la acompaña Ana Quispe" in answer.text


def test_a_second_click_changes_nothing(client, cast, alone, olga):
    client.force_login(cast.berta)
    data = sent(alone, olga, starts_on=cast.today, confirm=1)
    client.post(URL, data)
    client.post(URL, data)
    assert Assignment.objects.filter(companion=olga, post__teacher__in=alone).count() == 3


def test_an_error_loses_no_tick(client, cast, alone, olga):
    client.force_login(cast.berta)
    page = client.post(URL, {**sent(alone[:2], olga, starts_on=cast.today), "companion": ""})
    assert page.text.count(" checked") == 2 and page.context["form"].errors


def test_somebody_elses_people_and_companions_are_refused(client, cast, alone, olga):
    client.force_login(cast.carla)
    assert client.get(URL, {"people": [alone[0].pk]}).url == reverse("teachers")
    client.post(URL, sent(alone, olga, starts_on=cast.today, confirm=1))
    assert not Assignment.objects.filter(post__teacher__in=alone).exists()
    client.force_login(cast.berta)
    elsewhere = newcomer(cast, 7)
    Post.objects.filter(teacher=elsewhere).update(institution=cast.other_jardin)
    page = client.post(URL, sent([alone[0], elsewhere], olga, starts_on=cast.today, confirm=1))
    assert "people" in page.context["form"].errors
    assert not Assignment.objects.filter(post__teacher__in=[*alone, elsewhere]).exists()


def test_it_is_the_specialists(client, cast, alone):
    for who in (cast.ana, cast.diana, cast.alma):
        client.force_login(who)
        assert client.get(URL, {"people": [alone[0].pk]}).status_code == 403


def test_without_an_open_year_it_is_said(client, cast, alone, olga):
    cast.campaign.__class__.objects.update(closed_at="2026-01-01T00:00Z")
    client.force_login(cast.berta)
    assert "no tiene abierto un año" in client.post(URL, sent(alone, olga, starts_on=cast.today)).text


def test_the_list_leads_there_for_who_keeps_it(client, cast):
    client.force_login(cast.berta)
    assert f'formaction="{reverse("assignment_several")}"' in client.get(reverse("teachers")).text
    client.force_login(cast.ana)
    assert "formaction" not in client.get(reverse("teachers")).text


# --- A file of the ticked ---------------------------------------------------------------------------------------------
def text_of(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_ticked_alone_are_in_the_file(client, cast):
    client.force_login(cast.berta)
    text = text_of(client.get(reverse("people_export"), {"format": "csv", "people": [cast.petra.pk]}))
    assert "Petra" in text and "Tania" not in text


def test_somebody_elses_id_brings_nobody(client, cast):
    client.force_login(cast.carla)
    text = text_of(client.get(reverse("people_export"), {"format": "csv", "people": [cast.petra.pk]}))
    assert "Petra" not in text


@pytest.mark.parametrize("key", ["x", "9" * 30, "-1"])
def test_a_broken_key_brings_nothing(client, cast, key):
    client.force_login(cast.berta)
    text = text_of(client.get(reverse("people_export"), {"format": "csv", "people": [key]}))
    assert "Tania" not in text
    text = text_of(client.get(reverse("institutions_export"), {"format": "csv", "institutions": [key]}))
    assert cast.jardin.name not in text


def test_the_ticked_institutions_alone_are_in_the_file(client, cast):
    client.force_login(cast.berta)
    query = {"format": "csv", "institutions": [cast.jardin.pk]}
    text = text_of(client.get(reverse("institutions_export"), query))
    assert cast.jardin.name in text and cast.pronoei.name not in text
