"""Themes come from the latest visits of one's people, in an order that anybody can compute again."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from accompaniment.models import Post
from rubrics.scales import achieved_from
from visits.groups.themes import people_below, themes_for
from visits.models import Attendance, Commitment, GroupSession, Visit
from visits.tests.groups.meetings import meeting, typed

THEMES, NEW = reverse("visits:themes"), reverse("visits:session_new")


def themes(cast, user):
    return themes_for(user, Post.objects.visible_to(user).in_force(), cast.campaign)


def computed_again(visits):
    """The same by hand, from whole rows: the last closed visit of each person, each level against what is achieved."""
    last = {}
    for visit in sorted(visits, key=lambda one: (one.visited_on, one.number)):
        last[visit.teacher_id] = visit
    found = {}
    for visit in last.values():
        for score in visit.scores.filter(value__isnull=False).select_related("criterion"):
            people, below = found.get(score.criterion, (0, 0))
            found[score.criterion] = people + 1, below + (score.value < achieved_from(score.criterion.scale))
    needed = [(one, people, below) for one, (people, below) in found.items() if below]
    return sorted(needed, key=lambda row: (-row[2] / row[1], -row[1], row[0].title, row[0].pk))


def test_the_order_is_the_share_who_have_not_achieved_it_in_their_last_visit(cast):
    day = cast.today - timedelta(days=30)
    cast.closed_visit(levels=[1, 1, 1, 1, 1], visited_on=day, number=1)
    cast.closed_visit(levels=[2, 3, 1, 4, 2], number=2)
    cast.closed_visit(assignment=cast.promoter_assignment)
    found = [(one.criterion, one.people, one.below) for one in themes(cast, cast.berta)]
    assert found == computed_again(Visit.objects.closed())
    assert found, "somebody has something to grow in"


def test_each_sees_what_shows_in_her_own_people(client, cast):
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    for who, n in (("ana", 5), ("diana", 5), ("berta", 5), ("olga", 0), ("carla", 0)):
        client.force_login(getattr(cast, who))
        assert len(client.get(THEMES).context["themes"]) == n, who


def test_it_says_what_is_late_and_when_it_was_worked_on(client, cast):
    visit = cast.closed_visit(levels=[1, 1, 1, 1, 1])
    first = visit.scores.order_by("criterion__order").first().criterion
    Commitment.objects.create(
        visit=visit, teacher=cast.tania, criterion=first, action="x", due_on=cast.today - timedelta(days=1)
    )
    meeting(cast, criterion=first, state="held", held_on=cast.today - timedelta(days=5))
    [theme] = [one for one in themes(cast, cast.ana) if one.criterion == first]
    assert (theme.overdue, theme.last_on) == (1, cast.today - timedelta(days=5))
    client.force_login(cast.ana)
    page = client.get(THEMES).text
    assert "1 compromiso vencido" in page and "Se trabajó el" in page
    assert "1 de 1 persona todavía no llega a" in page


def test_a_session_keeps_the_evidence_it_came_from(client, cast):
    visit = cast.closed_visit(levels=[1, 1, 1, 1, 1])
    criterion = visit.scores.first().criterion
    client.force_login(cast.ana)
    url = f"{NEW}?criterion={criterion.pk}"
    form = client.get(url).context["form"]
    assert form["criterion"].value() == criterion.pk and form["title"].value() == criterion.title
    invited = client.post(url, typed(cast, criterion=criterion.pk)).url
    session = GroupSession.objects.get()
    assert (session.evidence["people"], session.evidence["below"]) == (1, 1)
    page = client.get(invited)
    assert page.context["ticked"] == {str(cast.tania.pk)} and "le serviría" in page.text
    cast.closed_visit(levels=[4, 4, 4, 4, 4], number=2)
    assert "1 de 1 persona todavía no llega a" in client.get(session.get_absolute_url()).text, "as it stood that day"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "1 de 1 persona" not in client.get(session.get_absolute_url()).text, "in the language of whoever reads"


def test_another_criterion_than_the_theme_keeps_no_evidence(client, cast):
    visit = cast.closed_visit(levels=[1, 1, 1, 1, 1])
    first, second = [score.criterion for score in visit.scores.order_by("criterion__order")[:2]]
    client.force_login(cast.ana)
    client.post(f"{NEW}?criterion={first.pk}", typed(cast, criterion=second.pk))
    assert GroupSession.objects.get().evidence is None


@pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999", ""])
def test_a_theme_that_is_none_is_left_out(client, cast, asked):
    client.force_login(cast.ana)
    assert client.get(f"{NEW}?criterion={asked}").context["theme"] is None


def test_whoever_achieved_it_is_not_marked(cast):
    visit = cast.closed_visit(levels=[1, 4, 4, 4, 4])
    low, high = [score.criterion for score in visit.scores.order_by("criterion__order")[:2]]
    posts = Post.objects.visible_to(cast.ana).in_force()
    assert people_below(cast.ana, posts, cast.campaign, low) == {cast.tania.pk}
    assert people_below(cast.ana, posts, cast.campaign, high) == set()


def test_asking_costs_the_same_however_many_people(client, cast, django_assert_max_num_queries):
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    cast.closed_visit(assignment=cast.promoter_assignment)
    client.force_login(cast.berta)
    client.get(THEMES)
    with django_assert_max_num_queries(14):
        client.get(THEMES)


def test_nobody_without_people_is_asked(client, cast):
    client.force_login(cast.tania.user)
    assert client.get(THEMES).status_code == 403
    assert not Attendance.objects.exists()
