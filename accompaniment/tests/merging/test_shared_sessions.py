"""Two records that took part in the same session: equal attendance becomes one, a contradiction is asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.merging.answers import KEPT, MERGED
from accompaniment.models import Teacher, TrackedChange
from conftest import Cast
from visits.models import Attendance, GroupSession

from .joined import group_session, merge, possible


def attend(cast: Cast, twin: Teacher, own: str, other: str) -> tuple[GroupSession, Attendance]:
    held = group_session(cast)
    Attendance.objects.create(session=held, teacher=cast.tania, status=own)
    return held, Attendance.objects.create(session=held, teacher=twin, status=other)


def attendances(teacher: Teacher) -> list[str]:
    return list(Attendance.objects.filter(teacher=teacher).values_list("status", flat=True))


def test_equal_attendance_becomes_one_by_itself(cast: Cast, twin: Teacher) -> None:
    attend(cast, twin, "attended", "attended")
    Attendance.objects.create(session=group_session(cast), teacher=twin, status="excused")
    comparison = possible(cast, cast.tania, twin).comparison
    assert "2 asistencias a GIA, RTC o talleres" in list(map(str, comparison.total()))
    kept = merge(cast, cast.tania, twin)
    assert sorted(attendances(kept)) == ["attended", "excused"]


@pytest.mark.parametrize(("chosen", "stays"), [(KEPT, "absent"), (MERGED, "attended")])
def test_of_a_contradiction_the_chosen_one_stays_and_the_log_keeps_the_other(
    cast: Cast, twin: Teacher, chosen: str, stays: str
) -> None:
    held, row = attend(cast, twin, "absent", "attended")
    kept = merge(cast, cast.tania, twin, once={str(row.pk): chosen})
    assert attendances(kept) == [stays]
    [said] = TrackedChange.objects.filter(fields__has_key="se unió con")
    [(title, (dropped, left))] = [(name, values) for name, values in said.fields.items() if name != "se unió con"]
    assert title.startswith(str(held)) and {dropped, left} == {"asistió", "no asistió"}
    assert left == Attendance.Status(stays).label


def test_nothing_of_a_contradiction_is_decided_unasked(cast: Cast, twin: Teacher) -> None:
    attend(cast, twin, "absent", "attended")
    with pytest.raises(ValidationError, match="Elige qué queda de «GIA · Juego libre"):
        merge(cast, cast.tania, twin)
    assert Attendance.objects.count() == 2


@pytest.fixture
def page(client: Any, cast: Cast, twin: Teacher) -> Any:
    client.force_login(cast.berta)
    url = reverse("duplicate", args=[cast.tania.pk, twin.pk])

    def send(**typed: Any) -> Any:
        form = client.get(url).context["form"]
        filled = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
        return client.post(url, {**filled, "sure": "on", **typed}) if typed else client.get(url)

    return send


def test_the_page_asks_with_both_answers_and_proposes_none(cast: Cast, twin: Teacher, page: Any) -> None:
    held, row = attend(cast, twin, "absent", "attended")
    shown = page()
    field = shown.context["form"].fields[f"once_{row.pk}"]
    assert [label for _value, label in field.choices] == ["no asistió", "asistió"] and field.initial is None
    assert f"{held}, {cast.today:%d/%m/%Y}" in shown.content.decode()
    assert page(document="kept").status_code == 200  # not answered
    assert Attendance.objects.count() == 2
    assert page(**{f"once_{row.pk}": MERGED}).status_code == 302
    assert attendances(cast.tania) == ["attended"]


def test_the_page_says_what_becomes_one_without_asking(cast: Cast, twin: Teacher, page: Any) -> None:
    attend(cast, twin, "attended", "attended")
    shown = page()
    assert "queda una vez: 1 asistencia." in shown.content.decode()
    assert not [name for name in shown.context["form"].fields if name.startswith("once_")]


def test_an_attendance_changed_meanwhile_is_looked_at_again(cast: Cast, twin: Teacher, page: Any) -> None:
    _held, row = attend(cast, twin, "attended", "attended")
    seen = page().context["form"].fields["seen"].initial
    Attendance.objects.filter(pk=row.pk).update(status="absent")
    assert page(seen=seen).status_code == 200
    assert page(**{"seen": seen, f"once_{row.pk}": KEPT}).status_code == 302
    assert Attendance.objects.count() == 2
