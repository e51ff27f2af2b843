"""The plan's data: what it gathers, for whom, and what never gets in."""

import json
from datetime import timedelta

import pytest

from accompaniment.models import Institution
from reports.documents.kinds.base import DocumentRefused
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.plans.profile import first_needs
from visits.models import Attendance, Commitment, GroupSession, Visit


def plan_of(cast, teacher=None, by=None):
    return FOLLOW_UP_PLAN.gather(teacher or cast.tania, campaign=cast.campaign, by=by or cast.berta)


def test_it_is_plain_data(cast):
    cast.closed_visit()
    plan = plan_of(cast)
    assert json.loads(json.dumps(plan)) == plan


def test_a_jardin_teacher(cast):
    cast.closed_visit(levels=[1, 2, 3, 4, 2])
    cast.closed_visit(levels=[2, 2, 3, 4, 3])
    cast.visit(status="planned", visited_on=cast.today + timedelta(days=9))
    cast.visit()  # a draft is its companion's alone
    plan = plan_of(cast)
    assert plan["institution"]["code"] == "9900001" and not plan["institution"]["is_programme"]
    assert plan["person"]["document"] == "41000001"
    assert plan["companion"]["name"] == "Ana Quispe"
    assert plan["authority"] == {"name": "Diana Núñez", "title": "Dirección", "place": "Jardín Los Cóndores"}
    assert [(row["first"], row["latest"]) for row in plan["profile"]] == [(1, 2), (2, 2), (3, 3), (4, 4), (2, 3)]
    assert plan["profile"][0]["first_label"].startswith("I · ")
    assert [row["status"] for row in plan["visits"]] == ["realizada", "realizada", "programada"]
    assert plan["visits_of"] == [{"modality": "externa", "made": 2, "owed": 6}]
    assert plan["visits"][0]["which"] == "1 de 6, externa"
    assert [row["responsible"] for row in plan["commitments"]] == ["docente", "docente"]


def test_a_promoter_has_her_scale_and_her_words(cast):
    cast.closed_visit(assignment=cast.promoter_assignment)
    plan = plan_of(cast, cast.petra)
    assert plan["institution"]["is_programme"]
    assert {row["top"] for row in plan["profile"]} == {3}
    assert plan["profile"][0]["names"] == ["1", "2", "3"]
    assert plan["commitments"][0]["responsible"] == "promotora"
    assert plan["authority"] == {
        "name": "Berta Mamani",
        "title": "Especialista de Educación Inicial",
        "place": "UGEL Prueba",
    }


def test_the_diagnostic_is_the_first_closed_one(cast):
    cast.visit()  # still being written
    first = cast.closed_visit(phase="diagnostic", visited_on=cast.today - timedelta(days=40))
    cast.closed_visit(phase="diagnostic", visited_on=cast.today - timedelta(days=30))
    assert plan_of(cast)["diagnostic"]["visited_on"] == first.visited_on.isoformat()


def test_without_one_it_is_refused_in_plain_words(cast):
    cast.closed_visit(phase="process")
    with pytest.raises(DocumentRefused, match="visita diagnóstica"):
        plan_of(cast)


def test_sessions_she_is_convened_to(cast):
    cast.closed_visit()
    for title, days in (("Pasada", -3), ("Por venir", 3)):
        session = GroupSession.objects.create(
            campaign=cast.campaign,
            kind="gia",
            title=title,
            facilitator="Ana",
            held_on=cast.today + timedelta(days=days),
        )
        Attendance.objects.create(session=session, teacher=cast.tania, status="attended")
        Commitment.objects.create(session=session, teacher=cast.tania, action=f"De {title}", due_on=cast.today)
    plan = plan_of(cast)
    assert [(s["title"], s["status"]) for s in plan["sessions"]] == [("Pasada", "asistió"), ("Por venir", "convocada")]
    assert {c["origin"] for c in plan["commitments"]} == {"visita", "GIA"}


def test_private_notes_and_drafts_commitments_never_get_in(cast):
    visit = cast.closed_visit()
    Visit.objects.filter(pk=visit.pk).update(private_notes="SECRETO")
    Commitment.objects.create(visit=cast.visit(), teacher=cast.tania, action="BORRADOR", due_on=cast.today)
    text = json.dumps(plan_of(cast))
    assert "SECRETO" not in text and "BORRADOR" not in text


def test_a_director_gets_her_own_institution_alone(cast):
    cast.closed_visit()
    other = cast.closed_visit(phase="process")
    Visit.objects.filter(pk=other.pk).update(institution=cast.pronoei)
    Commitment.objects.filter(visit=other).update(action="DE OTRO LUGAR")
    assert "DE OTRO LUGAR" in json.dumps(plan_of(cast))
    plan = plan_of(cast, by=cast.diana)
    assert "DE OTRO LUGAR" not in json.dumps(plan) and plan["visits_of"][0]["made"] == 1


def test_levels_of_another_version_are_not_mixed_in(cast):
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    cast.closed_visit(version=cast.promoter_version)
    assert all(row["latest"] is None for row in plan_of(cast)["profile"])


def test_an_incomplete_diagnostic_shows_dashes_and_is_told(cast):
    cast.closed_visit().scores.filter(criterion__order=1).delete()
    plan = plan_of(cast)
    assert plan["profile"][0]["first"] is None and plan["profile"][0]["first_label"] == ""


def test_needs_are_the_lowest_on_their_scale_in_order():
    def row(order, first, top):
        return {
            "order": order,
            "title": str(order),
            "first": first,
            "top": top,
            "first_label": "",
            "next": "",
            "next_label": "",
        }

    profile = [row(1, 3, 4), row(2, 2, 4), row(3, 1, 3), row(4, 2, 3), row(5, None, 4), row(6, 1, 4), row(7, 3, 3)]
    assert [need["title"] for need in first_needs(profile)] == ["3", "6"]
    assert first_needs([row(1, 4, 4), row(2, 3, 3)]) == []


def test_an_institution_without_anything_filled_in(cast):
    Institution.objects.filter(pk=cast.jardin.pk).update(area="")
    cast.diana.roles.all().delete()
    cast.closed_visit()
    plan = plan_of(cast)
    assert plan["institution"]["area"] == "" and plan["authority"]["name"] == ""
