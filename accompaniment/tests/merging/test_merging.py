"""Joining two records of one person: everything follows, nothing is silent, and what can't be one is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accompaniment.audit.services import log_access
from accompaniment.logs.queries import changes_about, changes_visible_to
from accompaniment.merging.answers import Choices
from accompaniment.merging.comparison import compare
from accompaniment.merging.services import ChangedMeanwhile, keep_apart, merge_people
from accompaniment.models import (
    AccessLogEntry,
    Assignment,
    DistinctPeople,
    MergedRecord,
    Post,
    Teacher,
    TrackedChange,
    User,
)
from conftest import Cast
from visits.models import Attendance, Commitment, Visit

from .joined import data_of, group_session, merge, without_account


def test_everything_of_every_floor_follows(cast: Cast, twin: Teacher) -> None:
    for _n in range(2):
        cast.closed_visit()
    cast.closed_visit(assignment=Assignment.objects.get(post__teacher=twin))
    Attendance.objects.create(session=group_session(cast), teacher=twin, status="attended")
    former = twin.pk
    kept = merge(cast, cast.tania, twin)
    assert kept == cast.tania
    assert not Teacher.objects.filter(pk=former).exists()
    assert {post.institution.name for post in kept.posts.all()} == {"Jardín Los Cóndores", "Jardín Arcoíris"}
    assert Visit.objects.filter(teacher=kept).count() == 3
    assert Commitment.objects.filter(teacher=kept).count() == 3
    assert Attendance.objects.get().teacher == kept
    assert Assignment.objects.filter(post__teacher=kept).count() == 3
    record = MergedRecord.objects.get()
    assert (record.former_id, record.kept, record.by) == (former, kept, cast.berta)
    assert {model: len(keys) for model, keys in record.moved.items()} == {
        "accompaniment.post.teacher": 1,
        "visits.visit.teacher": 1,
        "visits.commitment.teacher": 1,
        "visits.attendance.teacher": 1,
    }


def test_it_is_logged_on_both_with_what_they_said(cast: Cast, twin: Teacher) -> None:
    twin.phone = "987654321"
    twin.save()
    before = TrackedChange.objects.count()
    kept = merge(cast, cast.tania, twin)
    changes = TrackedChange.objects.order_by("id")[before:]
    gone = next(change for change in changes if change.action == "deleted" and change.model == "accompaniment.teacher")
    assert (gone.by, gone.teacher_id, gone.fields["phone"]) == (cast.berta, twin.pk, ["987654321", None])
    [said] = [change for change in changes if "se unió con" in change.fields]
    assert (said.by, said.teacher_id) == (cast.berta, kept.pk)
    assert "FLORES, TANIA (DNI 41000009); 1 plaza" in said.fields["se unió con"][1]
    assert "Flores, Tania (DNI 41000001)" in said.fields["se unió con"][0]
    seen_by_berta = changes_about(changes_visible_to(User.objects.get(pk=cast.berta.pk)), kept.pk)
    assert {gone.pk, said.pk} <= {change.pk for change in seen_by_berta}


def test_her_access_log_shows_what_was_opened_of_both(cast: Cast, twin: Teacher) -> None:
    log_access(by=cast.berta, what=AccessLogEntry.What.PERSON, teacher=cast.tania, institution=cast.jardin)
    log_access(by=cast.diana, what=AccessLogEntry.What.DATA, teacher=twin)
    kept = merge(cast, cast.tania, twin)
    assert {(r.by, r.what) for r in AccessLogEntry.objects.about(kept.pk)} == {
        (cast.berta, "person"),
        (cast.diana, "data"),
    }
    assert {r.by for r in AccessLogEntry.objects.about(kept)} == {cast.berta, cast.diana}


def test_what_was_chosen_stays(cast: Cast, twin: Teacher) -> None:
    person = data_of(cast.tania, document_number=twin.document_number, phone="987654321", first_names="Tania Luz")
    kept = merge(cast, cast.tania, twin, person=person)
    kept = Teacher.objects.get(pk=kept.pk)
    assert (kept.document_number, kept.phone, kept.search_name) == ("41000009", "987654321", "FLORES TANIA LUZ")
    assert kept.user is not None and kept.user.username == "41000009"  # her account follows the document that stays


@pytest.mark.parametrize("chosen", ["kept", "merged"])
def test_of_two_accounts_one_is_closed_with_its_reason(cast: Cast, twin: Teacher, chosen: str) -> None:
    both = {"kept": cast.tania.user, "merged": twin.user}
    kept = merge(cast, cast.tania, twin, account=chosen)
    stays = User.objects.get(pk=both.pop(chosen).pk)
    [goes] = (User.objects.get(pk=user.pk) for user in both.values())
    kept = Teacher.objects.get(pk=kept.pk)
    assert (kept.user, stays.username, stays.is_active) == (stays, "41000001", True)
    assert (goes.is_active, goes.has_usable_password(), goes.email) == (False, False, None)
    assert goes.username == f"{'41000009' if chosen == 'kept' else '41000001'}-{goes.pk}"
    reason = TrackedChange.objects.get(model="accompaniment.user", object_id=str(goes.pk), fields__has_key="motivo")
    assert reason.fields["motivo"][1].startswith("se unió con la ficha de Flores" if chosen == "kept" else "se unió")


def test_the_only_account_stays_whoever_had_it(cast: Cast, twin: Teacher) -> None:
    account = twin.user
    kept = merge(cast, without_account(cast.tania), twin, person=data_of(cast.tania))
    assert Teacher.objects.get(pk=kept.pk).user == account
    assert User.objects.get(pk=account.pk).username == "41000001"


# --- Posts in one place on the same days -----------------------------------------------------------------------------
@pytest.fixture
def here(cast: Cast, twin: Teacher) -> Post:
    """The twin's post, at Tania's own jardín."""
    post = twin.posts.get()
    post.institution, post.section = cast.jardin, "Girasoles"
    post.save()
    return post


def test_one_work_written_twice_becomes_one_post(cast: Cast, twin: Teacher, here: Post) -> None:
    mine = cast.assignment.post
    cast.closed_visit()
    kept = merge(cast, cast.tania, twin, posts={here.pk: "kept"})
    assert [post.pk for post in kept.posts.all()] == [mine.pk]
    held = Assignment.objects.filter(post=mine, companion=cast.assignment.companion)
    assert [(a.pk, a.visits.count()) for a in held] == [(cast.assignment.pk, 1)]  # the empty one is gone


def test_the_post_of_the_record_that_goes_may_stay(cast: Cast, twin: Teacher, here: Post) -> None:
    mine = cast.assignment.post
    here.ends_on = cast.today + timedelta(days=30)
    here.save()
    cast.closed_visit(assignment=Assignment.objects.get(post=here), number=7)
    for _n in range(3):
        Attendance.objects.create(session=group_session(cast), teacher=cast.tania, status="attended")
    merge(cast, cast.tania, twin, posts={here.pk: "merged"})
    post = Post.objects.get(teacher=cast.tania)
    assert (post.pk, post.section) == (here.pk, "Girasoles")
    assert (post.starts_on, post.ends_on) == (mine.starts_on, None)  # as long as both lasted
    assert Visit.objects.get().post == post
    held = Assignment.objects.get(post=post, companion=cast.assignment.companion)
    assert (held.starts_on, held.visits.count()) == (cast.assignment.starts_on, 1)


def test_two_series_of_visits_do_not_become_one(cast: Cast, twin: Teacher, here: Post) -> None:
    cast.closed_visit()
    cast.closed_visit(assignment=Assignment.objects.get(post=here))
    with pytest.raises(ValidationError, match="deja las dos plazas"):
        merge(cast, cast.tania, twin, posts={here.pk: "kept"})
    assert Visit.objects.filter(teacher=merge(cast, cast.tania, twin, posts={here.pk: "both"})).count() == 2
    assert Post.objects.filter(teacher=cast.tania).count() == 2


def test_posts_one_after_the_other_are_no_clash(cast: Cast, twin: Teacher, here: Post) -> None:
    mine = cast.assignment.post
    mine.ends_on = here.starts_on - timedelta(days=1)
    mine.save()
    assert compare(cast.tania, twin, by=cast.berta).clashes == []
    assert merge(cast, cast.tania, twin).posts.count() == 2


# --- Guards ----------------------------------------------------------------------------------------------------------
def test_what_changed_since_it_was_seen_is_not_joined(cast: Cast, twin: Teacher) -> None:
    seen = compare(cast.tania, twin, by=cast.berta).fingerprint
    Teacher.objects.filter(pk=twin.pk).update(phone="911111111")
    choices = Choices(person=data_of(cast.tania))
    with pytest.raises(ChangedMeanwhile):
        merge_people(by=cast.berta, one=cast.tania, other=twin, choices=choices, seen=seen)
    seen = compare(cast.tania, twin, by=cast.berta).fingerprint
    twin_pk = twin.pk
    merge_people(by=cast.berta, one=cast.tania, other=twin, choices=choices, seen=seen)
    with pytest.raises(ChangedMeanwhile):  # twice the same button
        merge_people(by=cast.berta, one=cast.tania, other=Teacher(pk=twin_pk), choices=choices, seen=seen)


def test_opening_her_record_meanwhile_is_no_change(cast: Cast, twin: Teacher) -> None:
    seen = compare(cast.tania, twin, by=cast.berta).fingerprint
    log_access(by=cast.diana, what=AccessLogEntry.What.PERSON, teacher=twin)
    assert compare(cast.tania, twin, by=cast.berta).fingerprint == seen


def test_a_refusal_late_on_the_way_changes_nothing(cast: Cast, twin: Teacher) -> None:
    changes = TrackedChange.objects.count()
    with pytest.raises(ValidationError):
        merge(cast, cast.tania, twin, person=data_of(cast.tania, kind="promoter"))  # not in a jardín
    assert Teacher.objects.count() == 3
    assert User.objects.get(pk=twin.user_id).is_active
    assert (TrackedChange.objects.count(), MergedRecord.objects.count()) == (changes, 0)


def test_three_records_one_after_another(cast: Cast, twin: Teacher) -> None:
    third = Teacher.objects.create(
        document_number="41000010", first_names="Tania", last_names="Flores", kind="classroom"
    )
    Post.objects.create(
        teacher=third, institution=cast.jardin, cycle="II", starts_on=date(2020, 3, 1), ends_on=date(2020, 12, 1)
    )
    log_access(by=cast.diana, what=AccessLogEntry.What.DATA, teacher=third)
    keys = {cast.tania.pk, twin.pk, third.pk}
    kept = merge(cast, cast.tania, merge(cast, twin, third))
    assert set(MergedRecord.objects.keys_of(kept.pk)) == keys
    for former in keys - {kept.pk}:
        assert MergedRecord.objects.kept_for(cast.berta, former) == kept
    assert AccessLogEntry.objects.about(kept.pk).count() == 1


# --- Apart -----------------------------------------------------------------------------------------------------------
def test_apart_is_remembered_and_said_once(cast: Cast, twin: Teacher) -> None:
    before = TrackedChange.objects.count()
    assert keep_apart(by=cast.berta, one=cast.tania, other=twin)
    assert not keep_apart(by=cast.berta, one=twin, other=cast.tania)
    assert {change.teacher_id for change in TrackedChange.objects.order_by("id")[before:]} == {cast.tania.pk, twin.pk}


def test_who_was_told_apart_stays_apart_from_the_joined_record(cast: Cast, twin: Teacher) -> None:
    keep_apart(by=cast.berta, one=twin, other=cast.petra)
    keep_apart(by=cast.berta, one=twin, other=cast.tania)
    kept = merge(cast, cast.tania, twin)
    assert {(row.first_id, row.second_id) for row in DistinctPeople.objects.all()} == {
        tuple(sorted((kept.pk, cast.petra.pk), key=lambda key: key.int))
    }
