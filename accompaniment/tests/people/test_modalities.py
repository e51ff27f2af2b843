"""How many visits an assignment owes, from outside and from inside."""

from importlib import import_module

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Companion, Target
from accompaniment.people.assignments.services import visits_owed_for

pytestmark = pytest.mark.django_db
moved = import_module("accompaniment.migrations.0063_owe_from_inside_what_was_owed")


@pytest.fixture
def diana(cast):
    Target.objects.create(campaign=cast.campaign, strategy="internal", teacher_kind="classroom", times=3)
    return Companion.objects.create(user=cast.diana, ugel=cast.ugel, kind="internal", starts_on=cast.campaign.starts_on)


def test_a_year_owes_each_modality_its_own(cast, diana):
    post = cast.assignment.post
    assert (visits_owed_for(cast.campaign, post), visits_owed_for(cast.campaign, post, "internal")) == (6, 3)
    Target.objects.create(campaign=cast.campaign, strategy="internal", teacher_kind="classroom", area="urban", times=4)
    post.institution.area = "urban"
    assert visits_owed_for(cast.campaign, post, "internal") == 4


def test_what_is_left_blank_follows_the_companion(client, cast, diana):
    client.force_login(cast.berta)
    url = reverse("assignment_new", args=[cast.assignment.post.pk])
    form = client.get(url).context["form"]
    assert form["visits_owed"].value() is None
    assert "6 si es externa y 3 si es interna" in str(form.fields["visits_owed"].help_text)
    typed = {"companion": diana.pk, "campaign": cast.campaign.pk, "starts_on": cast.today.isoformat()}
    client.post(url, typed)
    made = Assignment.objects.get(companion=diana)
    assert (made.modality, made.visits_owed) == ("internal", 3)
    assert made.which_of(2) == "2 de 3, interna"
    assert "además" in made.which_of(4)


def test_years_of_before_owe_from_inside_what_they_owed():
    targets = [["visits", "classroom", "", 6], ["gia", "classroom", "", 4]]
    both = moved.with_inside(targets)
    assert both == [*targets, ["internal", "classroom", "", 6]]
    assert moved.with_inside(both) == both
