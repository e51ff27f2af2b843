"""No page's question reads more than it shows: PostgreSQL's plans of all of them, in a country of 20,000 visits.

Neither a whole table of visits, levels, commitments or their reviews is read, nor a part of a question once a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from accompaniment.models import User
from bench.country import People, people
from bench.history import fill_history
from rubrics.instruments.services.loading import load_shipped
from rubrics.models import InstrumentVersion
from visits.models import Commitment, Visit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="reads the plans of PostgreSQL"),
]
UGELS, TEACHERS = 220, 4  # of each; 24 visits a teacher
LARGE = {"visits_visit", "visits_score", "visits_commitment", "visits_commitmentreview", "visits_dialogue"}
SHOWN = 80  # what a page shows at most, a person's commitments of three years: so often may a part be asked
MUCH = 7_000  # rows of one table: a third of the visits


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    """Made once for these tests, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped()
        made = people([TEACHERS] * UGELS)
        fill_history(InstrumentVersion.objects.get(instrument__code="aula-ciclo-ii"))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield made
        transaction.set_rollback(True)


Page = Callable[[People], tuple[User, str]]
PAGES: dict[str, Page] = {
    "home of a UGEL": lambda c: (c.specialist, "/"),
    "home of a UGEL, all that is overdue": lambda c: (c.specialist, "/?all=overdue"),
    "home of a companion": lambda c: (_companion(c), "/"),
    "home of a director": lambda c: (c.director, "/"),
    "home of a region": lambda c: (c.regional, "/"),
    "home of the nation": lambda c: (c.national, "/"),
    "a UGEL for the nation": lambda c: (c.national, f"/reports/ugels/{c.campaign.ugel_id}/?phase=closing"),
    "visits of a UGEL": lambda c: (c.specialist, "/visits/"),
    "visits of a UGEL, the last page": lambda c: (c.specialist, "/visits/?page=last"),
    "visits of a UGEL, searched": lambda c: (c.specialist, "/visits/?q=docente+0000"),
    "visits behind a figure": lambda c: (
        c.specialist,
        f"/visits/?campaign={c.campaign.pk}&status=closed&network=Red+1",
    ),
    "visits of a companion": lambda c: (_companion(c), "/visits/"),
    "visits of an institution": lambda c: (c.director, "/visits/"),
    "new visit": lambda c: (_companion(c), f"/visits/{uuid4()}/form/?assignment={c.assignments[0].pk}"),
    "a visit": lambda c: (_companion(c), _visit(c).get_absolute_url()),
    "a visit for a specialist": lambda c: (c.specialist, _visit(c).get_absolute_url()),
    "calendar": lambda c: (_companion(c), f"/visits/calendar/{c.assignments[0].companion_id}/"),
    "a person": lambda c: (_companion(c), f"/visits/people/{_visit(c).teacher_id}/"),
    "a person for a specialist": lambda c: (c.specialist, f"/visits/people/{_visit(c).teacher_id}/"),
    "a person for a director": lambda c: (c.director, f"/visits/people/{_visit(c).teacher_id}/"),
    "her own record": lambda c: (_accompanied(c), f"/visits/people/{_visit(c).teacher_id}/"),
    "people": lambda c: (c.specialist, "/people/"),
    "companions": lambda c: (c.specialist, "/companions/"),
    "institutions": lambda c: (c.specialist, "/institutions/"),
    "an institution": lambda c: (c.specialist, c.institution.get_absolute_url()),
    "campaigns": lambda c: (c.specialist, "/campaigns/"),
    "a campaign": lambda c: (c.specialist, f"/campaigns/{c.campaign.pk}/"),
    "group sessions": lambda c: (c.specialist, "/visits/groups/"),
    "themes of group sessions": lambda c: (c.specialist, "/visits/groups/themes/"),
    "group sessions owed": lambda c: (c.specialist, "/visits/groups/roll/"),
    "hours learned": lambda c: (c.specialist, "/visits/training/"),
    "all that is found by a word": lambda c: (c.specialist, "/search/?q=docente+0000"),
    "alerts": lambda c: (c.specialist, "/visits/alerts/"),
    "documents": lambda c: (c.specialist, "/reports/documents/"),
    "indicators of a UGEL": lambda c: (c.specialist, "/reports/indicators/"),
    "indicators of a companion": lambda c: (_companion(c), "/reports/indicators/"),
    "indicators of an institution": lambda c: (c.director, "/reports/indicators/"),
    "commitments behind an indicator": lambda c: (c.specialist, "/reports/indicators/I9/counted/"),
    "downloads of a UGEL": lambda c: (c.specialist, "/reports/downloads/"),
    "downloads of a companion": lambda c: (_companion(c), "/reports/downloads/"),
    "plans of a UGEL that are behind": lambda c: (c.specialist, "/reports/plans/behind/"),
    "ideas": lambda c: (c.specialist, "/visits/ideas/"),
    "calibration": lambda c: (c.specialist, "/visits/calibration/"),
}


def _companion(country: People) -> User:
    return country.assignments[0].companion.user


def _visit(country: People) -> Visit:
    return Visit.objects.filter(assignment=country.assignments[0]).latest("number")


def _accompanied(country: People) -> User:
    teacher = country.assignments[0].post.teacher
    teacher.user = User.objects.create(username="95000000", password="!")
    teacher.save()
    return teacher.user


@pytest.mark.parametrize("name", PAGES)
def test_no_page_reads_a_large_table_whole_or_asks_once_a_row(name: str, country: People) -> None:
    reader, path = PAGES[name](country)
    client = Client()
    client.force_login(reader)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    questions = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    assert {sql: found for sql in questions if (found := costly(sql))} == {}


@pytest.mark.parametrize(
    "old",
    [
        lambda c: Visit.objects.filter(ugel=c.campaign.ugel_id).for_list()[95:],
        lambda c: Commitment.objects.filter(
            Q(visit__in=Visit.objects.filter(phase="closing").values("pk")) | Q(session__campaign=c.campaign)
        ),
    ],
    ids=["what a row shows, before the page is cut", "OR across relations"],
)
def test_the_questions_of_before_are_found(old: Callable[[People], QuerySet[Any]], country: People) -> None:
    assert costly(_sql(old(country)))


def _sql(rows: QuerySet[Any]) -> str:
    with CaptureQueriesContext(connection) as asked:
        list(rows)
    return asked.captured_queries[0]["sql"]


def costly(sql: str) -> list[str]:
    """Return what is wrong with the plan of this question."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        [[plan]] = cursor.fetchone()
    return [fault for node in _nodes(plan["Plan"]) for fault in _faults(node)]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from _nodes(part)


def _faults(node: dict[str, Any]) -> Iterator[str]:
    table, read = node.get("Relation Name"), node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    if table in LARGE and (node["Node Type"] == "Seq Scan" or read * node["Actual Loops"] > MUCH):
        yield f"reads {read} rows of {table} {node['Actual Loops']} times"
    if node.get("Parent Relationship") == "SubPlan" and node["Actual Loops"] > SHOWN:
        yield f"asks {node['Subplan Name']} {node['Actual Loops']} times"
