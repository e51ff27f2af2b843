"""The verbs with which pages and services ask what a person reaches."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accompaniment.access import Allowed, Denied, deny, reach_of, require


def test_a_specialist_keeps_her_ugel_and_leads_its_institutions(cast):
    reach = reach_of(cast.berta)
    assert reach.keeps(cast.ugel.pk) and not reach.keeps(cast.other_ugel.pk) and not reach.keeps(None)
    assert reach.leads(cast.jardin) and not reach.leads(cast.other_jardin) and not reach.directs(cast.jardin.pk)
    assert reach.own_ugel == cast.ugel.pk and not reach.keeps_several_ugels


def test_a_director_leads_hers_alone(cast):
    reach = reach_of(cast.diana)
    assert reach.directs(cast.jardin.pk) and reach.leads(cast.jardin) and not reach.leads(cast.other_jardin)
    assert not reach.keeps(cast.ugel.pk) and reach.own_ugel is None and reach.first_companion is None


def test_a_companion_works_as_herself_with_her_people(cast):
    reach, companion = reach_of(cast.ana), cast.assignment.companion
    assert reach.works_as(companion.pk) and reach.first_companion == companion.pk and not reach.works_as(None)
    assert reach.accompanies(cast.tania.pk) and not reach.is_own_record(cast.tania.pk)
    assert not reach_of(cast.olga).works_as(companion.pk) and not reach_of(cast.olga).accompanies(cast.tania.pk)


def test_who_is_not_accompanied_is_nobody_even_when_nobody_is_asked_about(cast):
    assert reach_of(cast.tania.user).is_own_record(cast.tania.pk)
    assert not reach_of(cast.ana).is_own_record(None)


def test_readers_read_their_region_or_every_one(cast):
    region = cast.ugel.region_id
    assert reach_of(cast.rita).reads_region(region) and not reach_of(cast.rita).reads_region(0)
    assert reach_of(cast.nora).reads_region(0) and not reach_of(cast.berta).reads_region(region)


def test_a_refusal_gives_its_reason():
    require(Allowed())
    for refuse in (lambda: require(Denied("porque no")), lambda: deny("porque no")):
        with pytest.raises(PermissionDenied, match="porque no"):
            refuse()
