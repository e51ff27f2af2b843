"""The plan as a document: what was written is printed and frozen, and a later issue says what changed."""

from __future__ import annotations

import copy
import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from accompaniment.models import Companion, User
from conftest import Cast
from reports.documents import pdf
from reports.documents.annulment import annul, may_annul
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.plans.drafting import draft_plan
from reports.plans.forms import PlanForm
from reports.plans.models import FollowUpPlan
from reports.plans.services import write_plan
from reports.plans.since_issue import changes

from .test_plan_of_a_person import drafted, typed_in


def write(cast: Cast, plan: FollowUpPlan, **changed: str) -> None:
    form = PlanForm(typed_in(plan, **changed), row=FollowUpPlan.objects.get(pk=plan.pk), by=plan.created_by)
    assert form.is_valid() and form.accepted(write_plan, plan=plan, written=form.written(), by=cast.ana)


def coordinate(cast: Cast) -> None:
    """Let Ana be the coordinator of her people's programme."""
    Companion.objects.filter(user=cast.ana).update(kind="coordinator")
    cast.ana = User.objects.get(pk=cast.ana.pk)


def test_it_prints_what_was_written_and_later_what_changed(cast: Cast, issued: Any) -> None:
    cast.closed_visit(levels=[1, 2, 3, 4, 2])
    plan = drafted(cast)
    first = issued()
    assert first.snapshot["written"]["changes"] == [] and len(first.snapshot["written"]["goals"]) == 2
    plan.refresh_from_db()
    assert (plan.state, plan.issued_number) == ("emitido", first.full_number)
    line = plan.lines.first()
    write(cast, plan, **{f"objective-{line.pk}": "Conversar al cerrar el juego", "agreements": "Los martes"})
    plan.refresh_from_db()
    assert plan.state == "cambiado desde que se emitió"
    second = issued()
    assert second.snapshot["written"]["former"] == first.full_number
    [texts, row] = second.snapshot["written"]["changes"]
    assert texts == "Se escribió de nuevo: los acuerdos de trabajo." and "Conversar al cerrar el juego" in row
    with second.file.open() as file:
        text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages).split())
    for part in (
        "Los martes",
        "Conversar al cerrar el juego",
        first.full_number,
        texts,
        "Tania Flores",
    ):
        assert part in text, part
    annul(document=second, reason="Tenía un error.", by=cast.berta)
    plan.refresh_from_db()
    assert plan.state == "borrador"


def test_a_coordinator_issues_her_promoters_without_a_diagnostic(cast: Cast, issued: Any) -> None:
    assert not FOLLOW_UP_PLAN.may_issue(cast.ana, cast.petra)
    coordinate(cast)
    draft_plan(post=cast.promoter_assignment.post, campaign=cast.campaign, by=cast.ana)
    assert FOLLOW_UP_PLAN.may_issue(cast.ana, cast.petra)
    said = FOLLOW_UP_PLAN.gather(cast.petra, campaign=cast.campaign, by=cast.ana)
    assert (said["diagnostic"], said["institution"]["name"]) == (None, "PRONOEI Semillitas")
    assert "No hay una visita diagnóstica: el plan lo dirá." in FOLLOW_UP_PLAN.missing_from(said)
    numbers = {"number": "1", "code": "ABCDEFGHJKLM", "issued_on": "2026-11-23", "verify_url": "http://x"}
    html = pdf.document_html(FOLLOW_UP_PLAN, said | {"document": numbers})
    assert "Este plan se preparó sin una visita diagnóstica." in html


def test_a_coordinators_plan_from_the_diagnostic_says_the_levels(cast: Cast, issued: Any) -> None:
    coordinate(cast)
    cast.closed_visit(assignment=cast.promoter_assignment)
    document = issued(cast.petra, by=cast.ana)
    assert document.snapshot["profile"][0]["first"] and document.snapshot["visits_of"][0]["owed"]
    assert may_annul(cast.ana, document)


ROW = st.fixed_dictionaries(
    {
        "key": st.sampled_from("abcd"),
        "criterion": st.text(max_size=3),
        "from": st.sampled_from(["", "I"]),
        "to": st.sampled_from(["II", "III"]),
        "by_on": st.sampled_from([None, "2026-05-01"]),
        "objective": st.text(max_size=3),
        "need": st.text(max_size=3),
        "state": st.sampled_from(["por hacer", "hecho"]),
    }
)
ROWS = st.lists(ROW, max_size=4, unique_by=lambda row: row["key"])
CONTENT = st.fixed_dictionaries({"strengths": st.text(max_size=3), "goals": ROWS, "lines": ROWS})


@settings(max_examples=40)
@given(CONTENT, CONTENT)
def test_every_change_is_told_and_nothing_else(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert changes(before, copy.deepcopy(before)) == []
    told, back = changes(before, after), changes(after, before)
    assert len(told) == len(back)
    assert sum("agregó" in text for text in told) == sum("quitó" in text for text in back)
    shown = {"goals": ("criterion", "from", "to", "by_on"), "lines": ("criterion", "objective", "need", "state")}
    same = before["strengths"] == after["strengths"] and all(
        {row["key"]: [row[name] for name in names] for row in before[kind]}
        == {row["key"]: [row[name] for name in names] for row in after[kind]}
        for kind, names in shown.items()
    )
    assert (told == []) is same
