"""The phase that every form proposes: a first visit is the diagnostic, however late. Today is in the closing weeks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Campaign, Phase
from visits.models import Visit
from visits.plan.moves import plan_next_visit
from visits.record.phases import begun_visits, phase_to_begin, phase_to_make, phase_to_plan

DIAGNOSTIC, PROCESS, CLOSING = Phase.DIAGNOSTIC, Phase.PROCESS, Phase.CLOSING


@pytest.fixture
def proposed(client, cast):
    """What the form of a new visit and that of a planned one propose to Tania's companion."""

    def proposed(visit=None):
        client.force_login(cast.ana)
        form = reverse("visits:form", args=[visit.pk]) if visit else reverse("visits:new", args=[cast.assignment.pk])
        plan = client.get(reverse("visits:plan", args=[cast.assignment.pk]))
        made = client.get(form, follow=True).context["visit_form"].header["phase"].value()
        return made, plan.context["form"]["phase"].value()

    return proposed


def planned(cast, days, **fields):
    day = cast.today + timedelta(days=days)
    return cast.visit(status=Visit.Status.PLANNED, visited_on=day, planned_on=day, revision=0, **fields)


def to_make(cast, day):
    return phase_to_make(cast.assignment, day, begun_visits(cast.assignment))


def test_the_first_one_is_the_diagnostic(cast, proposed):
    assert cast.campaign.phase_on(cast.today) == CLOSING
    assert proposed() == (DIAGNOSTIC, DIAGNOSTIC)


@pytest.mark.parametrize("status", [Visit.Status.IN_PROGRESS, Visit.Status.CLOSED, Visit.Status.ACKNOWLEDGED])
def test_after_a_diagnostic_it_is_the_days_phase(cast, proposed, status):
    cast.visit(phase=DIAGNOSTIC, status=status)
    assert proposed() == (CLOSING, CLOSING)


def test_a_cancelled_one_was_none(cast, proposed):
    cast.visit(phase=DIAGNOSTIC, status=Visit.Status.CANCELLED)
    assert proposed() == (DIAGNOSTIC, DIAGNOSTIC)


def test_visits_of_other_phases_are_no_diagnostic(cast, proposed):
    cast.visit(phase=PROCESS, status=Visit.Status.CLOSED)
    cast.visit(phase=CLOSING, status=Visit.Status.CLOSED)
    assert proposed() == (DIAGNOSTIC, DIAGNOSTIC)


def test_one_that_is_planned_counts_for_what_is_planned_after_it_alone(cast, proposed):
    planned(cast, 30, phase=DIAGNOSTIC)
    assert proposed() == (DIAGNOSTIC, CLOSING)


def test_one_that_was_planned_and_not_made_counts_for_nothing(cast, proposed):
    planned(cast, -30, phase=DIAGNOSTIC)
    assert proposed() == (DIAGNOSTIC, DIAGNOSTIC)


def test_a_planned_one_that_comes_first_begins_as_the_diagnostic(cast, proposed):
    visit = planned(cast, 0, phase=PROCESS)
    assert proposed(visit)[0] == DIAGNOSTIC
    cast.visit(phase=DIAGNOSTIC, status=Visit.Status.CLOSED)
    assert proposed(visit)[0] == PROCESS  # as it was planned


def test_it_is_the_persons_whoever_made_it(cast):
    """A new companion, or a new school of the same UGEL, does not begin again."""
    former = cast.tania.posts.get().assignments.get(companion__user=cast.elena)
    cast.visit(assignment=former, phase=DIAGNOSTIC, status=Visit.Status.CLOSED)
    assert to_make(cast, cast.today) == CLOSING


def test_last_years_was_another_years(cast):
    before = Campaign.objects.create(
        ugel=cast.ugel, year=2001, starts_on="2001-03-01", ends_on="2001-12-01", letterhead="x"
    )
    cast.visit(campaign=before, phase=DIAGNOSTIC, status=Visit.Status.CLOSED)
    assert to_make(cast, cast.today) == DIAGNOSTIC


def test_after_a_closing_one_nothing_goes_back(cast):
    for phase in (DIAGNOSTIC, CLOSING):
        cast.visit(phase=phase, status=Visit.Status.CLOSED)
    in_process = cast.campaign.phases.get(phase=PROCESS).starts_on
    assert to_make(cast, in_process) == phase_to_plan(cast.assignment, in_process) == CLOSING


def test_the_next_one_agreed_in_the_dialogue(cast):
    for before, after in ((PROCESS, DIAGNOSTIC), (DIAGNOSTIC, CLOSING)):
        visit = cast.visit(phase=before, status=Visit.Status.CLOSED)
        planned = plan_next_visit(visit=visit, day=cast.today + timedelta(days=7), version=visit.version)
        assert planned.phase == after
        planned.delete()


def test_a_planned_one_keeps_its_phase_after_a_diagnostic(cast):
    cast.visit(phase=DIAGNOSTIC, status=Visit.Status.IN_PROGRESS)
    begun = begun_visits(cast.assignment)
    assert phase_to_begin(planned(cast, 3, phase=DIAGNOSTIC), begun) == DIAGNOSTIC
    assert phase_to_begin(planned(cast, 4, phase=PROCESS), begun) == PROCESS
