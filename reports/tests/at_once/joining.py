"""Joining two records and parting them, by two at once, and while somebody writes about one of the two."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse

from accompaniment.merging.answers import Choices
from accompaniment.merging.comparison import compare
from accompaniment.merging.services import merge_people
from accompaniment.models import Assignment, Companion, Institution, MergedRecord, Post, Teacher
from accompaniment.people.forms import TeacherEditForm
from accompaniment.people.services import TeacherData
from accompaniment.tests.at_once import Sending
from conftest import assign, teacher_at
from reports.documents.models.jobs import ReportJob
from visits.models import Visit
from visits.tests.record.payload import payload

from .ground import Case, place


def registered(cast: Any, number: int, *, of: int, where: Institution | None = None) -> Teacher:
    """One of several records of Luz, accompanied by Olga, without an account."""
    where, since = where or place(cast, number), cast.campaign.starts_on
    post = teacher_at(where, "Luz", f"Doble {of}", f"460003{number:02}", "classroom", since=since)
    assign(Companion.objects.get(user=cast.olga), post, cast.campaign, since=cast.campaign.starts_on)
    Teacher.objects.filter(pk=post.teacher_id).update(user=None)
    return Teacher.objects.get(pk=post.teacher_id)


def joins(cast: Any, one: Teacher, other: Teacher) -> Sending:
    comparison = compare(one, other, by=cast.berta)
    assert comparison is not None
    typed = {"seen": comparison.fingerprint, "sure": "on", "document": "kept"}
    return Sending(cast.berta, reverse("duplicate", args=[one.pk, other.pk]), typed)


def goes(cast: Any, one: Teacher, other: Teacher) -> Teacher:
    """The one of two whose record would go."""
    comparison = compare(one, other, by=cast.berta)
    assert comparison is not None
    return comparison.merged.teacher


def join(cast: Any, one: Teacher, other: Teacher) -> MergedRecord:
    comparison = compare(one, other, by=cast.berta)
    assert comparison is not None
    kept = comparison.kept.teacher
    person = TeacherData(**{name: getattr(kept, name) for name in TeacherData.__dataclass_fields__})
    merge_people(by=cast.berta, one=one, other=other, choices=Choices(person=person), seen=comparison.fingerprint)
    return MergedRecord.objects.get(kept=kept)


def torn() -> int:
    """Visits and what was agreed in them that are about another person than the post is."""
    visits = Visit.objects.exclude(teacher=F("post__teacher")).count()
    return visits + Visit.objects.exclude(commitments__teacher=F("teacher")).filter(commitments__isnull=False).count()


def saved_whole(one: Teacher, other: Teacher) -> Any:
    """How many visits to either there are, and how much is torn."""
    places = list(Post.objects.filter(teacher__in=[one.pk, other.pk]).values_list("institution", flat=True))
    return lambda: (Visit.objects.filter(institution__in=places).count(), torn())


def a_visit_to(cast: Any, teacher: Teacher) -> Sending:
    assignment = Assignment.objects.get(post__teacher=teacher, companion__user=cast.olga)
    typed = payload(assignment, cast.version, day=cast.today)
    return Sending(cast.olga, reverse("visits:form", args=[uuid.uuid4()]), typed)


def two_joins_that_share_a_record(cast: Any) -> Case:
    one, two, three = (registered(cast, number, of=50) for number in (50, 51, 52))
    left = Teacher.objects.filter(pk__in=[one.pk, two.pk, three.pk])
    return Case([joins(cast, one, two), joins(cast, two, three)], left.count, 2)


def joining_while_a_visit_is_sent(cast: Any) -> Case:
    one, other = (registered(cast, number, of=53) for number in (53, 54))
    return Case([a_visit_to(cast, goes(cast, one, other)), joins(cast, one, other)], saved_whole(one, other), (1, 0))


def joining_while_a_visit_is_planned(cast: Any) -> Case:
    one, other = (registered(cast, number, of=64) for number in (64, 65))
    assignment = Assignment.objects.get(post__teacher=goes(cast, one, other), companion__user=cast.olga)
    typed = {"visit_id": str(uuid.uuid4()), "planned_on": (cast.today + timedelta(days=2)).isoformat(),
             "phase": "process", "mode": "in_person", "purpose": "x"}  # fmt: skip
    plans = Sending(cast.olga, reverse("visits:plan", args=[assignment.pk]), typed)
    return Case([plans, joins(cast, one, other)], saved_whole(one, other), (1, 0))


def joining_posts_while_a_visit_is_sent(cast: Any) -> Case:
    """The visit is the post's that stays, or is refused with its reason and sent again from there."""
    where = place(cast, 68)
    one, other = (registered(cast, number, of=68, where=where) for number in (68, 69))
    gone = goes(cast, one, other)
    sent, joining = a_visit_to(cast, gone), joins(cast, one, other)
    joining.data[f"post_{Post.objects.get(teacher=gone).pk}"] = "kept"
    whole = saved_whole(one, other)
    return Case([sent, joining], lambda: (whole()[0] <= 1, whole()[1]), (True, 0))


def joining_while_a_plan_is_asked_for(cast: Any) -> Case:
    one, other = (registered(cast, number, of=66) for number in (66, 67))
    gone = goes(cast, one, other)
    cast.closed_visit(assignment=Assignment.objects.get(post__teacher=gone, companion__user=cast.olga))
    asks = Sending(cast.berta, reverse("reports:request_plan", args=[gone.pk]))
    people = [one.pk, other.pk]
    gone_with = ReportJob.objects.exclude(teacher__in=Teacher.objects.values("pk")).filter(teacher__isnull=False)
    return Case([asks, joins(cast, one, other)], lambda: (gone_with.count(), Teacher.objects.filter(
        pk__in=people).count() in (1, 2)), (0, True))  # fmt: skip


def joining_while_a_post_opens(cast: Any) -> Case:
    """Opened first, the join looks again; joined first, the post finds no record. Or both, each on its turn."""
    one, other = (registered(cast, number, of=55) for number in (55, 56))
    where = place(cast, 57)
    typed = {"institution": where.code, "ages": ["4"], "starts_on": cast.today.isoformat()}
    opens = Sending(cast.berta, reverse("post_new", args=[goes(cast, one, other).pk]), typed)
    both = MergedRecord.objects.filter(kept__in=[one.pk, other.pk])
    return Case([opens, joins(cast, one, other)],
                lambda: both.count() + Post.objects.filter(institution=where).count())  # fmt: skip


def joining_while_the_record_is_corrected(cast: Any) -> Case:
    one, other = (registered(cast, number, of=58) for number in (58, 59))
    written = goes(cast, one, other)
    form = TeacherEditForm(row=written)
    typed = {**form.initial_of(written), "opened": form["opened"].value(), "phone": "987000111"}
    corrects = Sending(cast.berta, reverse("teacher_edit", args=[written.pk]), typed)
    people = [one.pk, other.pk]

    def outcome() -> Any:
        """Joined, or corrected and looked at again: one of the two."""
        joined = MergedRecord.objects.filter(kept__in=people).count()
        return joined + Teacher.objects.filter(pk__in=people, phone="987000111").count()

    return Case([corrects, joins(cast, one, other)], outcome)


def undone_by_two(cast: Any) -> Case:
    one, other = (registered(cast, number, of=60) for number in (60, 61))
    record = join(cast, one, other)
    sending = Sending(cast.berta, reverse("joined_undo", args=[record.pk]))
    return Case([sending], Teacher.objects.filter(pk__in=[one.pk, other.pk]).count, 2)


def undone_while_a_visit_is_sent(cast: Any) -> Case:
    one, other = (registered(cast, number, of=62) for number in (62, 63))
    sent = a_visit_to(cast, goes(cast, one, other))
    record = join(cast, one, other)
    return Case([sent, Sending(cast.berta, reverse("joined_undo", args=[record.pk]))], saved_whole(one, other), (1, 0))


FORMS = [
    two_joins_that_share_a_record,
    joining_while_a_visit_is_sent,
    joining_while_a_visit_is_planned,
    joining_posts_while_a_visit_is_sent,
    joining_while_a_plan_is_asked_for,
    joining_while_a_post_opens,
    joining_while_the_record_is_corrected,
    undone_by_two,
    undone_while_a_visit_is_sent,
]
