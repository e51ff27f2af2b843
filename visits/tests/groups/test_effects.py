"""Whether a session was followed by higher levels: counted by hand, and never told of few."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Post, Teacher, User
from visits.groups.effects import effect_of
from visits.models import Attendance, Visit
from visits.tests.groups.meetings import meeting


def person(cast, n, *, before, after):
    """Somebody of the jardín whom Ana visited before and after today, with these levels in the first criterion."""
    teacher = Teacher.objects.create(
        document_number=f"431000{n:02d}", first_names="N", last_names="Díaz", kind="classroom"
    )
    post = Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.campaign.starts_on)
    said = {"companion": cast.assignment.companion, "campaign": cast.campaign}
    assignment = Assignment.objects.create(post=post, starts_on=cast.campaign.starts_on, visits_owed=8, **said)
    for number, (days, level) in enumerate([(0, before), (1, after)], 1):
        if level:
            day = cast.today - timedelta(days=10) + timedelta(days=days)
            cast.closed_visit(assignment=assignment, number=number, visited_on=day, levels=[level, 2, 2, 2, 2])
    return teacher


@pytest.fixture
def held(cast):
    """A session ten days ago about the first criterion."""
    criterion = cast.version.criteria.order_by("order").first()
    return meeting(cast, state="held", criterion=criterion, held_on=cast.today - timedelta(days=10))


def came(session, *people, status="attended"):
    Attendance.objects.bulk_create([Attendance(session=session, teacher=one, status=status) for one in people])


@pytest.fixture
def both(cast, held):
    """Of six who came four rose and one fell; of five others one rose."""
    levels = [(1, 2), (1, 3), (2, 3), (2, 4), (3, 3), (3, 2)]
    came(held, *(person(cast, n, before=low, after=high) for n, (low, high) in enumerate(levels)))
    for n, (low, high) in enumerate([(3, 4), (3, 3), (3, 3), (2, 2), (4, 4)], 20):
        person(cast, n, before=low, after=high)
    return held


def test_both_groups_are_counted_by_hand(cast, both):
    effect = effect_of(both, cast.berta)
    ours, theirs = effect.came, effect.others
    assert (ours.n, ours.rose, ours.stayed, ours.fell) == (6, 4, 1, 1)
    assert (ours.achieved_before, ours.achieved_after) == (2, 4)
    assert (theirs.n, theirs.rose, theirs.stayed, theirs.fell) == (5, 1, 4, 0)
    assert (effect.points, effect.is_clear, effect.came_started_lower) == (47, False, True)
    low, high = effect.points_between
    assert low < 0 < 47 < high


def test_who_came_to_another_session_about_it_is_in_neither_group(cast, both):
    person_elsewhere = person(cast, 40, before=1, after=4)
    came(meeting(cast, state="held", criterion=both.criterion, held_on=cast.today), person_elsewhere)
    invited = person(cast, 41, before=2, after=2)
    came(both, invited, status="absent")
    effect = effect_of(both, cast.berta)
    assert (effect.came.n, effect.others.n, effect.others.rose) == (6, 6, 1)


def test_who_lacks_a_visit_before_or_after_counts_nowhere(cast, both):
    came(both, person(cast, 50, before=1, after=None))
    person(cast, 51, before=None, after=4)
    effect = effect_of(both, cast.berta)
    assert (effect.came.n, effect.others.n) == (6, 5)


def test_of_fewer_than_five_nothing_is_told(cast, both):
    both.attendances.filter(pk__in=both.attendances.values("pk")[:2]).update(status="absent")
    assert effect_of(both, cast.berta) is None


def test_nor_of_fewer_than_five_whom_the_reader_does_not_know(cast, both):
    """A participant knows her own levels: taken away, five others must be left."""
    Teacher.objects.filter(pk=cast.tania.pk).update(user=None)
    teacher = both.attendances.first().teacher
    Teacher.objects.filter(pk=teacher.pk).update(user=cast.tania.user)
    assert effect_of(both, User.objects.get(teacher=teacher)), "five who came, and five others"
    both.attendances.exclude(teacher=teacher).first().delete()
    assert effect_of(both, User.objects.get(teacher=teacher)) is None, "four who came, beside herself"


def test_without_a_criterion_there_is_nothing_to_compare(cast, both):
    both.criterion = None
    assert effect_of(both, cast.berta) is None


def page(client, session, user):
    client.force_login(user)
    return client.get(reverse("visits:session_effect", args=[session.pk]))


def test_the_page_says_it_with_its_doubt(client, cast, both):
    found = page(client, both, cast.berta)
    assert "Subieron <b>4 de 6</b>" in found.text and "<b>1 de 5</b>" in found.text
    assert "puede ser casualidad" in found.text and "no prueba que la reunión sea la causa" in found.text
    assert "Quienes asistieron empezaron más abajo" in found.text
    session = client.get(both.get_absolute_url())
    assert reverse("visits:session_effect", args=[both.pk]) in session.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Todavía no se puede decir"),
        ({"criterion": None}, "no respondió a una rúbrica"),
        ({"state": "convened"}, "Se sabrá cuando"),
    ],
)
def test_where_nothing_can_be_said_the_page_says_why(client, cast, held, changed, said):
    for name, value in changed.items():
        setattr(held, name, value)
    held.save()
    assert said in page(client, held, cast.ana).text


def test_it_asks_as_much_of_many_as_of_few(client, cast, both, django_assert_max_num_queries):
    for n in range(60, 70):
        person(cast, n, before=1, after=2)
    assert Visit.objects.count() > 30
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(reverse("visits:session_effect", args=[both.pk]))
