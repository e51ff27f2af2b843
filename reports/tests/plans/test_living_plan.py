"""A plan lives: its lines follow what happens, what is behind is one page, and it ends with a balance."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Campaign, User
from conftest import Cast
from reports.plans.models import FollowUpPlan, PlanLine
from reports.plans.progress import progress_of
from reports.plans.services import close_plan
from visits.models import Commitment, GroupSession, PairedObservation, Visit

from .test_plan_of_a_person import drafted

SESSION = {state: {"state": state} for state in GroupSession.State.values}
SESSION["cancelled"] |= {"cancel_reason": "Lluvia"}
DAYS = (None, -1, 0, 1)


def test_the_database_finds_those_that_are_behind(cast: Cast) -> None:
    """Whatever a line follows and however that stands, the page of what is behind lists what each plan marks."""
    visit, plan = cast.closed_visit(), drafted(cast)
    days = [None if n is None else cast.today + timedelta(days=n) for n in DAYS]
    lines = [PlanLine(own_state=state, ends_on=day) for state, day in product(PlanLine.State.values, days)]
    for status, day in product(Commitment.Status.values, days[1:]):
        about = {"visit": visit, "teacher": cast.tania, "action": "x", "status": status, "due_on": day}
        lines.append(PlanLine(commitment=Commitment.objects.create(**about), own_state="done"))
    for n, (status, day) in enumerate(product(Visit.Status.values, days[1:]), 2):
        lines.append(PlanLine(visit=cast.visit(status=status, visited_on=day, number=n), ends_on=days[1]))
    for state, day in product(GroupSession.State.values, days[1:]):
        about = {"campaign": cast.campaign, "kind": "gia", "title": "x", "facilitator": "x"}
        lines.append(PlanLine(session=GroupSession.objects.create(**about, **SESSION[state], held_on=day)))
    for line in lines:
        line.plan = plan
    PlanLine.objects.bulk_create(lines)
    stored = PlanLine.objects.select_related("commitment", "visit", "session")
    behind = {line.pk for line in stored if line.is_behind}
    assert set(PlanLine.objects.behind().values_list("pk", flat=True)) == behind and len(behind) == 10


def test_a_line_goes_where_its_visit_goes(cast: Cast) -> None:
    plan = drafted(cast)
    visit = cast.visit(status="planned", visited_on=cast.today)
    line = PlanLine.objects.create(plan=plan, visit=visit, objective="Cerrar")
    Visit.objects.filter(pk=visit.pk).update(status="closed", visited_on=cast.today + timedelta(days=3))
    line = PlanLine.objects.get(pk=line.pk)
    assert (line.state, line.due_on) == (PlanLine.State.DONE, cast.today + timedelta(days=3))


def test_each_reads_what_is_behind_in_the_plans_that_are_theirs(cast: Cast, client: Any) -> None:
    plan = drafted(cast)
    PlanLine.objects.create(plan=plan, objective="Leer la guía", ends_on=cast.today - timedelta(days=1))
    url = reverse("reports:plans_behind")
    for who, shown in (("ana", True), ("berta", True), ("diana", True), ("olga", False), ("carla", False)):
        client.force_login(getattr(cast, who))
        assert ("Leer la guía" in client.get(url).content.decode()) is shown, who
    FollowUpPlan.objects.update(closed_on=cast.today)
    client.force_login(cast.ana)
    assert "Nada va atrasado" in client.get(url).content.decode()


def test_goals_are_followed_visit_by_visit(cast: Cast) -> None:
    cast.closed_visit(levels=[1, 2, 3, 4, 2])
    plan = drafted(cast)
    later = cast.closed_visit(levels=[2, 2, 3, 4, 2])
    first, second = progress_of(plan, cast.ana)
    assert [one["level"] for one in first["levels"]] == ["I", "II"] and first["is_reached"]
    assert [one["level"] for one in second["levels"]] == ["II", "II"] and not second["is_reached"]
    PairedObservation.objects.create(visit=later, observer=cast.berta, invited_by=cast.ana)
    assert not progress_of(plan, User.objects.get(pk=cast.berta.pk))[0]["is_reached"]


def test_it_is_closed_with_a_balance_and_opened_again(cast: Cast, client: Any) -> None:
    cast.closed_visit(levels=[1, 2, 3, 4, 2])
    plan = drafted(cast)
    plan.lines.update(own_state="done")
    client.force_login(cast.ana)
    url = reverse("reports:plan_close", args=[plan.pk])
    assert "De 3 actividades se hicieron 2. De 2 metas se alcanzaron 0." in client.get(url).content.decode()
    client.post(url, {"balance": "Se logró lo principal."})
    plan.refresh_from_db()
    assert (plan.state, plan.revisions.first().content["balance"]) == ("cerrado", "Se logró lo principal.")
    assert client.get(reverse("reports:plan_edit", args=[plan.pk])).status_code == 403
    client.post(reverse("reports:plan_reopen", args=[plan.pk]))
    assert client.get(reverse("reports:plan_edit", args=[plan.pk])).status_code == 200


def test_once_the_year_is_closed_it_is_only_read(cast: Cast, client: Any) -> None:
    plan = drafted(cast)
    Campaign.objects.filter(pk=cast.campaign.pk).update(closed_at=timezone.now())
    client.force_login(cast.ana)
    page = client.get(plan.get_absolute_url())
    assert page.status_code == 200 and "Escribir el plan" not in page.content.decode()
    for name in ("plan_edit", "plan_close", "plan_reopen"):
        assert client.post(reverse(f"reports:{name}", args=[plan.pk])).status_code == 403, name
    with pytest.raises(ValidationError):
        close_plan(plan=plan, balance="x", by=cast.ana)
