"""Tania moved to the PRONOEI a month ago: who directs the jardín reads what happened there, nothing of afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Companion, Post, Role
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from visits.commitments.settling import settle
from visits.models import Attendance, Commitment, CommitmentReview, GroupSession

SAID_LATER = ("Lo dijo en la escuela nueva", "cumplido en parte", "GIA de después", "Acuerdo de la GIA", "987654321")


@pytest.fixture
def moved(cast):
    """The commitment that was agreed at the jardín; all the rest happened at the PRONOEI."""
    left_on = cast.today - timedelta(days=30)
    before = cast.closed_visit(visited_on=left_on - timedelta(days=10))
    Post.objects.filter(teacher=cast.tania).update(ends_on=left_on)
    Assignment.objects.filter(post__teacher=cast.tania).update(ends_on=left_on)
    cast.tania.phone, cast.tania.contract = "987654321", "tenured"
    cast.tania.save()
    post = Post.objects.create(
        teacher=cast.tania, institution=cast.pronoei, cycle="II", starts_on=left_on + timedelta(days=1)
    )
    there = Assignment.objects.create(
        companion=Companion.objects.get(user=cast.olga), post=post, campaign=cast.campaign, modality="external",
        visits_owed=2, starts_on=left_on + timedelta(days=1),
    )  # fmt: skip
    agreed = before.commitments.get()
    after = cast.closed_visit(assignment=there, visited_on=cast.today - timedelta(days=5))
    CommitmentReview.objects.create(
        visit=after, commitment=agreed, verdict="partly", evidence="Lo dijo en la escuela nueva",
        new_due_on=cast.today + timedelta(days=90),
    )  # fmt: skip
    settle([agreed.pk])
    group(cast, "GIA de antes", left_on - timedelta(days=3))
    group(cast, "GIA de después", cast.today - timedelta(days=3))
    return Commitment.objects.get(pk=agreed.pk)


def group(cast, title, held_on):
    session = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title=title, facilitator="Ana", held_on=held_on
    )
    Attendance.objects.create(session=session, teacher=cast.tania, status="attended")
    Commitment.objects.create(
        session=session, teacher=cast.tania, action=f"Acuerdo de la {title}", due_on=held_on + timedelta(days=60)
    )


@pytest.fixture
def read(client, cast):
    def read(who, url):
        client.force_login(getattr(cast, who))
        return client.get(url)

    return read


def test_the_persons_page_ends_with_the_post(cast, moved, read):
    html = read("diana", cast.tania.get_absolute_url()).content.decode()
    for text in SAID_LATER:
        assert text not in html.replace("Acuerdo de la GIA de antes", "").replace("GIA de antes", "")
    assert "nombrada" not in html and "Olga" not in html
    assert moved.action in html and "GIA de antes" in html and "Acuerdo de la GIA de antes" in html
    assert f"para el {moved.agreed_due_on:%d/%m/%Y}" in html


@pytest.mark.parametrize("who", ["olga", "berta"])
def test_whoever_has_her_now_reads_it_all(cast, moved, read, who):
    html = read(who, cast.tania.get_absolute_url()).content.decode()
    for text in (*SAID_LATER, "nombrada", moved.action, "GIA de antes", f"para el {moved.due_on:%d/%m/%Y}"):
        assert text in html


def test_she_reads_it_all_herself(cast, moved, client):
    client.force_login(cast.tania.user)
    html = client.get(cast.tania.get_absolute_url()).content.decode()
    assert all(text in html for text in SAID_LATER)


def test_the_director_of_the_next_school_reads_what_is_of_hers(cast, moved, read):
    Role.objects.create(user=cast.dora, kind="director", institution=cast.pronoei, starts_on=cast.today)
    html = read("dora", cast.tania.get_absolute_url()).content.decode()
    assert "987654321" in html and "Acuerdo de la GIA de después" in html
    assert moved.visit.get_absolute_url() not in html and "GIA de antes" not in html


def test_the_visits_page_says_what_was_agreed(cast, moved, read):
    assert "pendiente" in read("diana", moved.visit.get_absolute_url()).content.decode()
    assert "cumplido en parte" in read("berta", moved.visit.get_absolute_url()).content.decode()


def test_the_dashboard_of_the_former_school(cast, moved, read):
    url = reverse("reports:institution", args=[cast.jardin.pk])
    of_director, of_specialist = (read(who, url).content.decode() for who in ("diana", "berta"))
    assert moved.action in of_director and "cumplido en parte" not in of_director
    assert "cumplido en parte" in of_specialist


def test_the_plan_of_the_former_school(cast, moved):
    plan = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.diana)
    assert plan["companion"]["name"] != cast.olga.get_full_name()
    assert [row["title"] for row in plan["sessions"]] == ["GIA de antes"]
    assert {row["action"]: row["status"] for row in plan["commitments"]} == {
        moved.action: "pendiente",
        "Acuerdo de la GIA de antes": "pendiente",
    }
    assert moved.agreed_due_on.isoformat() in [row["due_on"] for row in plan["commitments"]]
    whole = FOLLOW_UP_PLAN.gather(cast.tania, campaign=cast.campaign, by=cast.berta)
    assert whole["companion"]["name"] == cast.olga.get_full_name() and len(whole["sessions"]) == 2


def test_groups_are_seen_by_who_had_her_on_that_day(cast, moved):
    def titles(user):
        return set(GroupSession.objects.visible_to(user).values_list("title", flat=True))

    both = {"GIA de antes", "GIA de después"}
    assert titles(cast.diana) == {"GIA de antes"}
    assert titles(cast.berta) == titles(cast.olga) == titles(cast.tania.user) == both
    assert titles(cast.carla) == titles(cast.rita) == set()


def test_a_name_is_not_told_by_a_number_in_an_address(cast, read):
    """The list says what it is narrowed to; of whom the reader sees no visit, it says no name."""
    other = Companion.objects.create(user=cast.carla, ugel=cast.other_ugel, kind="external", starts_on=cast.today)
    for query in ({"companion": other.pk}, {"teacher": cast.petra.pk}):
        page = read("diana", reverse("visits:list", query=query))
        assert page.context["page"].paginator.count == 0
        assert "Huamán" not in page.content.decode() and "Muñoz" not in page.content.decode()
