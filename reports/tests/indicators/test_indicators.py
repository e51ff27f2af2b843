"""Indicators: each figure is recounted from the raw rows, and opens, lists and exports the very rows it counts."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import AccessLogEntry, Assignment, Post
from reports.indicators.measures import BY_CODE, INDICATORS, figures_of, rows_of
from reports.indicators.scope import Scope
from reports.indicators.support import behind_of, recency_of
from visits.groups.models import Attendance, GroupSession
from visits.models import Commitment, CommitmentReview, Visit

PAGE = reverse("reports:indicators")
DONE = {"closed", "acknowledged"}


def scope_of(cast, name="berta", **narrowed):
    return Scope(getattr(cast, name), cast.campaign.year, **narrowed)


@pytest.fixture
def history(cast):
    """Two visits to Tania, the second with a verdict on what the first agreed; none to Petra; a GIA one attended."""
    first, second = cast.closed_visit(), cast.closed_visit()
    cast.visit()  # still written
    [agreed] = first.commitments.all()
    Commitment.objects.filter(pk=agreed.pk).update(due_on=cast.today - timedelta(days=1), status="fulfilled")
    CommitmentReview.objects.create(commitment=agreed, visit=second, verdict="fulfilled")
    second.dialogue.delete()
    gia = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntas", facilitator="Ana", leader=cast.ana, state="held",
        held_on=cast.today - timedelta(days=3),
    )  # fmt: skip
    Attendance.objects.create(session=gia, teacher=cast.tania, status="attended")
    Attendance.objects.create(session=gia, teacher=cast.petra, status="absent")
    return first, second


def recount(cast):
    """The figures of Berta's UGEL, walked row by row over the tables."""
    today, year = timezone.localdate(), cast.campaign.year
    followed = [
        one
        for one in Assignment.objects.all()
        if one.campaign.ugel_id == cast.ugel.pk and one.campaign.year == year and one.starts_on <= today
    ]
    services = {one.post.institution for one in followed}
    people = {one.post.teacher for one in followed}
    visits = [v for v in Visit.objects.all() if v.status in DONE and v.assignment in followed]
    seen, met = {v.institution_id for v in visits}, {v.teacher_id for v in visits}
    agreed = [c for c in Commitment.objects.all() if c.visit in visits or (c.session and c.teacher in people)]
    due = [c for c in agreed if c.due_on < today and c.status != "no_longer"]
    dated = [(c, c.visit.visited_on if c.visit else c.session.held_on) for c in agreed]
    followed_up = [c for c, day in dated if any(v.teacher_id == c.teacher_id and v.visited_on > day for v in visits)]
    attended = [a for a in Attendance.objects.all() if a.session.state == "held" and a.teacher in people]

    def share(rows, kept):
        rows = list(rows)
        return len([row for row in rows if kept(row)]), len(rows)

    def visited(area):
        return share((s for s in services if s.area == area), lambda s: s.pk in seen)

    def talked(visit):
        said = getattr(visit, "dialogue", None)
        return bool(said and (said.strengths or said.needs)) and visit.commitments.exists()

    return {
        "I1": share(services, lambda s: s.pk in seen),
        "I1R": visited("rural"),
        "I1U": visited("urban"),
        "I2": share(people, lambda p: p.pk in met),
        "I8": share(due, lambda c: c.status == "fulfilled"),
        "I8P": share(due, lambda c: c.status == "partly"),
        "I9": share(followed_up, lambda c: any(r.verdict and r.visit in visits for r in c.reviews.all())),
        "I10": share(visits, talked),
        "I13": share(attended, lambda a: a.status == "attended"),
    }


def test_figures_are_what_a_walk_over_the_rows_counts(cast, history):
    figures = {one.indicator.code: (one.n, one.of) for one in figures_of(scope_of(cast))}
    assert {code: figures[code] for code in recount(cast)} == recount(cast)
    assert figures["I10"] == (1, 2) and figures["I9"] == (1, 1) and figures["I13"] == (1, 2)


def test_visits_due_are_those_of_the_days_with_children_gone_by(cast, history):
    figures = {one.indicator.code: one for one in figures_of(scope_of(cast))}
    year = cast.campaign.school_year
    whole = [cast.campaign.starts_on + timedelta(days=n) for n in range(301)]
    days = [day for day in whole if day <= cast.campaign.ends_on and year.has_children(day)]
    gone = sum(day <= cast.today for day in days) / len(days)
    elena = sum(day < cast.today for day in days) / len(days)  # who ended yesterday
    assert figures["I3E"].n == 2 and figures["I3E"].of == round(12 * gone + 6 * elena)
    assert (figures["I3I"].n, figures["I3I"].of, figures["I3I"].percent) == (0, 0, None)


@pytest.mark.parametrize("name", ["berta", "ana", "diana", "olga", "carla"])
@pytest.mark.parametrize("narrowed", [{}, {"kind": "promoter"}, {"network": "ninguna"}])
def test_a_figure_is_the_length_of_the_list_it_opens_and_of_its_file(client, cast, history, name, narrowed):
    client.force_login(getattr(cast, name))
    scope = scope_of(cast, name, **narrowed)
    for figure in figures_of(scope):
        code, owed = figure.indicator.code, figure.indicator.owed
        expected = {"counted": figure.n, "left": figure.left} | ({} if owed else {"all": figure.of})
        assert {part: rows_of(scope, figure.indicator, part).count() for part in expected} == expected, code
    if "network" in narrowed:
        return
    shown = {one.indicator.code: one for one in client.get(PAGE, narrowed).context["figures"]}
    for code in ("I1", "I2", "I9", "I10", "I13"):
        listed = client.get(reverse("reports:indicator_rows", args=[code, "counted"]), narrowed)
        answer = client.get(reverse("reports:indicator_export", args=[code, "counted"]), {"format": "data", **narrowed})
        rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
        assert shown[code].n == listed.context["page"].paginator.count == len(rows), code


def test_nothing_is_said_where_there_is_nothing(client, cast):
    client.force_login(cast.berta)
    answer = client.get(PAGE)
    figures = {one.indicator.code: one for one in answer.context["figures"]}
    assert figures["I9"].percent is None and "sin dato" in answer.content.decode()
    assert recency_of(scope_of(cast)).median is None


def test_recency_and_who_is_behind(cast, history):
    _first, second = history
    recency = recency_of(scope_of(cast))
    days = (cast.today - second.visited_on).days
    assert (recency.median, recency.most, recency.never) == (days, days, 1)
    behind = {str(one.companion.user.first_name): (one.made, one.due) for one in behind_of(scope_of(cast))}
    assert behind["Ana"][0] == 2 and behind["Ana"][1] > 2


def test_a_programme_whose_promoter_changed(cast, history):
    indicator = BY_CODE["I14"]
    assert not rows_of(scope_of(cast), indicator, "counted")
    begins = cast.today.replace(month=1, day=2)
    Post.objects.filter(teacher=cast.petra).update(starts_on=begins)
    Post.objects.create(
        teacher=cast.petra, institution=cast.pronoei, section="Antes", ages=[4], cycle="II",
        starts_on=begins - timedelta(days=400), ends_on=begins - timedelta(days=30),
    )  # fmt: skip
    assert not rows_of(scope_of(cast), indicator, "counted")  # she herself was there before
    teacher = cast.tania
    teacher.kind = "promoter"
    teacher.save()
    Post.objects.filter(section="Antes").update(teacher=teacher)
    assert list(rows_of(scope_of(cast), indicator, "counted")) == [cast.pronoei]


def test_what_is_no_figure_is_not_found(client, cast):
    client.force_login(cast.berta)
    for code, part in (("I99", "all"), ("I2", "none")):
        assert client.get(reverse("reports:indicator_rows", args=[code, part])).status_code == 404
        assert client.get(reverse("reports:indicator_export", args=[code, part])).status_code == 404


def test_a_look_is_logged(client, cast, history):
    client.force_login(cast.berta)
    client.get(PAGE)
    assert AccessLogEntry.objects.filter(by=cast.berta, what=AccessLogEntry.What.DASHBOARD, ugel=cast.ugel).exists()


def test_the_page_asks_few_questions(client, cast, history, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(18):
        client.get(PAGE)


def test_codes_are_told_apart():
    assert len(BY_CODE) == len(INDICATORS)
