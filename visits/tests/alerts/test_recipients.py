"""Who is told of an alert and who may read it: those who must act, and never whom it concerns."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompaniment.models import Assignment, Companion, Post, Role, Teacher, User
from conftest import assign, person
from visits.alerts.recipients import recipients_of
from visits.models import Alert, PairedObservation, Visit

from .said import raised


@pytest.fixture
def sara(cast):
    """Who sees convivencia in the UGEL."""
    user = person("43000001", "Sara", "Choque")
    Role.objects.create(user=user, kind=Role.Kind.SAFEGUARDING, ugel=cast.ugel, starts_on=cast.today)
    return user


@pytest.fixture
def coordinator(cast):
    """The coordinator of Petra's programme."""
    user = person("43000002", "Cora", "Poma")
    since = cast.campaign.starts_on
    row = Companion.objects.create(user=user, ugel=cast.ugel, kind=Companion.Kind.COORDINATOR, starts_on=since)
    assign(row, cast.promoter_assignment.post, cast.campaign, since=since)
    return user


def readers(alert):
    return {user for user in User.objects.all() if Alert.objects.visible_to(user).filter(pk=alert.pk).exists()}


def test_in_a_jardin_the_director_the_specialist_and_convivencia_are_told(cast, sara):
    alert = raised(cast)
    told = recipients_of(alert)
    assert told == {
        cast.diana: "directora",
        cast.berta: "especialista de la UGEL",
        sara: "responsable de convivencia",
    }
    assert {notice.user for notice in alert.notices.all()} == set(told)
    assert readers(alert) == {cast.ana, *told}


def test_the_director_is_never_told_when_it_is_about_her(cast, sara):
    alert = raised(cast, concerns="head")
    assert set(recipients_of(alert)) == {cast.berta, sara}
    assert readers(alert) == {cast.ana, cast.berta, sara}


def test_nor_when_she_is_a_specialist_besides(cast):
    Role.objects.create(user=cast.diana, kind=Role.Kind.SPECIALIST, ugel=cast.ugel, starts_on=cast.today)
    alert = raised(cast, concerns="head")
    assert cast.diana not in {*recipients_of(alert), *readers(alert)}


def test_the_person_visited_never_reads_it_even_as_a_director(cast):
    cast.tania.user = cast.diana
    cast.tania.save()
    alert = raised(cast, concerns="unknown")
    assert cast.diana not in {*recipients_of(alert), *readers(alert)}


def test_a_colleague_with_a_charge_over_the_place_neither_reads_nor_is_told_what_may_be_about_her(cast, sara):
    """Sara sees convivencia in the UGEL and teaches at the jardín; Diana directs it and has a classroom there."""
    for user, document in ((sara, "43000011"), (cast.diana, "43000012")):
        teacher = Teacher.objects.create(
            document_number=document, first_names="x", last_names="y", kind="classroom", user=user
        )
        Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.today)
    alert = raised(cast, concerns="staff")
    assert set(recipients_of(alert)) == {cast.berta}
    assert readers(alert) == {cast.ana, cast.berta}
    about_the_visited = raised(cast, concerns="teacher", description="Otra")
    assert {sara, cast.diana} <= set(recipients_of(about_the_visited))


def test_in_a_pronoei_the_coordinator_and_the_ugel_are_told(cast, coordinator):
    alert = raised(cast, assignment=cast.promoter_assignment)
    assert set(recipients_of(alert)) == {coordinator, cast.berta}
    about_her = raised(cast, assignment=cast.promoter_assignment, concerns="head", description="Otra")
    assert set(recipients_of(about_her)) == {cast.berta}
    assert coordinator not in readers(about_her)


def test_nobody_else_reads_it(cast, sara):
    alert = raised(cast)
    strangers = ("olga", "elena", "carla", "dora", "rita", "nora", "alma")
    assert not readers(alert) & {getattr(cast, name) for name in strangers}
    assert cast.tania.user not in readers(alert) and cast.petra.user not in readers(alert)


def test_its_author_reads_it_for_ever_and_a_new_director_from_the_first_day(cast):
    alert = raised(cast)
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=cast.today - timedelta(days=1))
    Role.objects.create(user=cast.olga, kind=Role.Kind.DIRECTOR, institution=cast.jardin, starts_on=cast.today)
    assert {cast.ana, cast.olga} <= readers(alert)
    Role.objects.filter(user=cast.diana).update(ends_on=cast.today - timedelta(days=1))
    assert cast.diana not in readers(alert)


@pytest.mark.parametrize("status", [*Visit.Status.values])
def test_neither_a_draft_nor_a_pair_nor_a_cancelled_visit_hides_it(cast, status):
    visit = cast.visit(status=status)
    PairedObservation.objects.create(visit=visit, observer=cast.berta, invited_by=cast.ana)
    assert {cast.berta, cast.diana} <= readers(raised(cast, visit=visit))


WHO = ("olga", "berta", "diana", "sara", "cora")
KINDS = st.sampled_from([Role.Kind.DIRECTOR, Role.Kind.SPECIALIST, Role.Kind.SAFEGUARDING])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_roles=st.lists(st.tuples(st.sampled_from(WHO), KINDS, st.integers(-2, 2)), max_size=6),
    concerns=st.sampled_from(Alert.Concerns.values),
    in_pronoei=st.booleans(),
)
def test_whoever_is_told_may_read_it_and_whoever_must_act_is_told(
    cast, sara, coordinator, given_roles, concerns, in_pronoei
):
    people = {"olga": cast.olga, "berta": cast.berta, "diana": cast.diana, "sara": sara, "cora": coordinator}
    place = cast.pronoei if in_pronoei else cast.jardin
    made = [
        Role.objects.create(
            user=people[name],
            kind=kind,
            starts_on=cast.today + timedelta(days=days),
            **({"institution": place} if kind == Role.Kind.DIRECTOR else {"ugel": cast.ugel}),
        )
        for name, kind, days in given_roles
    ]
    assignment = cast.promoter_assignment if in_pronoei else cast.assignment
    alert = raised(cast, assignment=assignment, concerns=concerns)
    told = set(recipients_of(alert))
    assert told == readers(alert) - {cast.ana}
    alert.delete()
    Role.objects.filter(pk__in=[role.pk for role in made]).delete()
