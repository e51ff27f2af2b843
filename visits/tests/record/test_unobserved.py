"""A visit in which practice was not observed says so once, and has no levels anywhere."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from reports.documents.kinds.visit_sheet import VISIT_SHEET
from visits.closing.services import close_visit, missing_to_close
from visits.models import Visit
from visits.overview.levels import latest_visits
from visits.record.snapshot import snapshot_of

from .payload import payload

WHY = "Fue por teléfono: seguimos el plan de la semana"


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def without_levels(cast, **changes):
    scores = {f"score-{one.pk}-{part}": None for one in cast.version.criteria.all() for part in ("value", "evidence")}
    said = {"visit__unobserved_why": WHY, "visit__mode": "telephone", "visit__medium": "Llamada"}
    return payload(cast.assignment, cast.version, day=cast.today - timedelta(days=1), **(scores | said | changes))


def recorded(client, cast, **changes):
    visit_id = uuid.uuid4()
    assert client.post(reverse("visits:form", args=[visit_id]), without_levels(cast, **changes)).status_code == 302
    return Visit.objects.get(pk=visit_id)


@pytest.mark.parametrize("mode", ["in_person", "telephone"])
def test_said_once_it_closes_without_any_level(ana, cast, mode):
    visit = recorded(ana, cast, visit__mode=mode)
    assert missing_to_close(visit) == []
    close_visit(visit=visit)
    page = ana.get(visit.get_absolute_url()).content.decode()
    assert WHY in page and "no se observó la práctica" in page


def test_unsaid_each_level_is_asked_for(ana, cast):
    visit = recorded(ana, cast, visit__unobserved_why="")
    assert len(missing_to_close(visit)) == cast.version.criteria.count()


def test_it_is_not_said_beside_levels(ana, cast):
    key = f"score-{cast.version.criteria.first().pk}"
    level = {f"{key}-value": "2", f"{key}-evidence": "x"}
    answer = ana.post(reverse("visits:form", args=[uuid.uuid4()]), without_levels(cast, **level))
    assert "Hay rúbricas con nivel" in answer.content.decode()


def test_figures_keep_the_levels_of_the_visit_before(ana, cast):
    before = cast.closed_visit(levels=[3, 3, 3, 3, 3])
    close_visit(visit=recorded(ana, cast))
    assert [visit.pk for visit in latest_visits(Visit.objects.closed())] == [before.pk]
    page = ana.get(reverse("visits:teacher", args=[cast.tania.pk]))
    assert "2 visitas desde el" in page.content.decode()
    assert len(page.context["trajectories"]) == 1


def test_the_sheet_and_the_snapshot_say_it(ana, cast):
    visit = recorded(ana, cast)
    close_visit(visit=visit)
    assert snapshot_of(Visit.objects.with_record().get(pk=visit.pk))["unobserved_why"] == WHY
    assert VISIT_SHEET.gather(visit, campaign=cast.campaign, by=cast.ana)["visit"]["unobserved_why"] == WHY
    assert "unobserved_why" not in snapshot_of(Visit.objects.with_record().get(pk=cast.closed_visit().pk))
