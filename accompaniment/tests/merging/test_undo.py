"""Undoing a join: everything as it was, unless what was written since would be torn; within thirty days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accompaniment.audit.actor import acting
from accompaniment.merging.undoing import forget_old_undoing, reasons_against, undo_merge
from accompaniment.models import (
    Assignment,
    DistinctPeople,
    Institution,
    MergedRecord,
    Post,
    Role,
    SignIn,
    Teacher,
    TrackedChange,
    User,
)
from accompaniment.people.services import end_post
from conftest import PASSWORD, Cast
from visits.models import Attendance, Commitment, CommitmentReview, Visit
from visits.signals import visit_transferred

from .joined import data_of, group_session, merge, without_account


@pytest.fixture
def record(cast: Cast, twin: Teacher) -> MergedRecord:
    """Tania's two records are one, with a visit of each."""
    cast.closed_visit()
    cast.closed_visit(assignment=Assignment.objects.get(post__teacher=twin))
    merge(cast, cast.tania, twin, account="kept")
    return MergedRecord.objects.get()


def undo(cast: Cast, record: MergedRecord) -> Teacher:
    by = User.objects.get(pk=cast.berta.pk)
    with acting(lambda: by):
        return undo_merge(by=by, record=MergedRecord.objects.get(pk=record.pk))


def reasons(cast: Cast, record: MergedRecord) -> str:
    by = User.objects.get(pk=cast.berta.pk)
    return " ".join(reasons_against(MergedRecord.objects.get(pk=record.pk), by=by))


def test_each_has_what_was_theirs(cast: Cast, twin: Teacher, record: MergedRecord) -> None:
    back = undo(cast, record)
    assert back.pk == record.former_id
    for teacher, account in ((cast.tania, cast.tania.user), (twin, twin.user)):
        found = Teacher.objects.get(pk=teacher.pk)
        assert found.user == account and data_of(found) == data_of(teacher)
        assert [post.pk for post in found.posts.all()] == [post.pk for post in Post.objects.filter(teacher=teacher)]
        assert Visit.objects.filter(teacher=found).count() == Commitment.objects.filter(teacher=found).count() == 1
        assert found.user is not None and found.user.is_active
        assert found.user.username == teacher.document_number
    assert not MergedRecord.objects.exists()


def test_a_closed_account_is_entered_with_its_password_again(cast: Cast, twin: Teacher, client: Any) -> None:
    account = twin.user
    assert account is not None
    account.set_password(PASSWORD)
    account.save()
    merge(cast, cast.tania, twin, account="kept")
    assert not client.login(username="41000009", password=PASSWORD)
    undo(cast, MergedRecord.objects.get())
    assert client.login(username="41000009", password=PASSWORD)


def test_it_is_logged_on_both(cast: Cast, twin: Teacher, record: MergedRecord) -> None:
    undo(cast, record)
    changes = TrackedChange.objects.filter(fields__has_key="se separó de")
    assert {change.teacher_id for change in changes} == {cast.tania.pk, twin.pk}
    assert {change.by for change in changes} == {cast.berta}
    created = TrackedChange.objects.get(action="created", model="accompaniment.teacher", by=cast.berta)
    assert created.teacher_id == record.former_id


def test_sessions_of_both_end(cast: Cast, record: MergedRecord) -> None:
    renamed = User.objects.exclude(is_active=True).get()
    SignIn.objects.create(user=renamed, session_key="x")
    undo(cast, record)
    assert not SignIn.objects.exists()


def test_visits_that_go_back_are_told_once(cast: Cast, twin: Teacher, record: MergedRecord) -> None:
    heard = []

    def hear(visit: Visit, before: Any, **kwargs: Any) -> None:
        heard.append((visit.teacher_id, before))

    visit_transferred.connect(hear)
    try:
        undo(cast, record)
    finally:
        visit_transferred.disconnect(hear)
    assert heard == [(record.former_id, {"teacher_id": record.kept_id})]


def test_posts_that_became_one_are_two_again(cast: Cast, twin: Teacher) -> None:
    here = Post.objects.get(teacher=twin)
    Post.objects.filter(pk=here.pk).update(institution=cast.jardin)
    made = cast.closed_visit(assignment=Assignment.objects.get(post=here))
    chosen = dict.fromkeys(Post.objects.values_list("pk", flat=True), "kept")
    merge(cast, cast.tania, twin, posts=chosen)
    assert Post.objects.filter(institution=cast.jardin).count() == 1
    undo(cast, MergedRecord.objects.get())
    assert set(Post.objects.filter(institution=cast.jardin)) == {here, cast.assignment.post}
    assert Visit.objects.get(pk=made.pk).post == here


# --- What would be torn ----------------------------------------------------------------------------------------------
def test_what_was_written_of_the_one_person_since(cast: Cast, record: MergedRecord) -> None:
    kept = Teacher.objects.get(pk=record.kept_id)
    Attendance.objects.create(session=group_session(cast), teacher=kept, status="attended")
    cast.closed_visit(assignment=Assignment.objects.get(post__institution__name="Jardín Arcoíris"))
    text = reasons(cast, record)
    assert "de cuál de las dos es: 1 visita, 1 compromiso, 1 asistencia a GIA, RTC o taller." in text
    with pytest.raises(ValidationError, match="no se puede saber de cuál"):
        undo(cast, record)
    assert MergedRecord.objects.filter(pk=record.pk).exists()


def test_what_is_about_a_post_of_who_stays_stays(cast: Cast, record: MergedRecord) -> None:
    """A later visit there, and what it agreed on, was to whoever has always worked there."""
    later = cast.closed_visit(assignment=Assignment.objects.get(pk=cast.assignment.pk))
    assert reasons(cast, record) == ""
    undo(cast, record)
    assert Visit.objects.get(pk=later.pk).teacher == cast.tania
    assert Commitment.objects.filter(teacher=cast.tania).count() == 2


def test_a_verdict_of_one_on_what_was_agreed_with_the_other(cast: Cast, twin: Teacher, record: MergedRecord) -> None:
    one, other = Visit.objects.order_by("pk")
    agreed = other.commitments.get()
    CommitmentReview.objects.create(visit=one, commitment=agreed, verdict="partly")
    assert "1 compromiso de una se verificó en una visita a la otra" in reasons(cast, record)


def test_what_the_join_wrote_and_somebody_wrote_anew(cast: Cast, twin: Teacher) -> None:
    twin.phone = "987654321"
    twin.save()
    kept = merge(cast, cast.tania, twin, person=data_of(cast.tania, phone="987654321", document_number="41000009"))
    record = MergedRecord.objects.get()
    Teacher.objects.filter(pk=kept.pk).update(phone="911111111", mother_tongue="quechua")
    assert reasons(cast, record) == "Flores, Tania: después se cambió celular."


def test_a_document_or_an_account_taken_meanwhile(cast: Cast, twin: Teacher, record: MergedRecord) -> None:
    former = TrackedChange.objects.get(action="deleted", model="accompaniment.teacher").fields["document_number"][0]
    Teacher.objects.create(document_number=former, first_names="Luz", last_names="Soto", kind="classroom")
    User.objects.create(username=former)
    text = reasons(cast, record)
    assert f"El documento {former} ya es de otra persona." in text and f"Otra persona ya entra con {former}." in text


def test_what_each_would_take_along_is_not_torn(cast: Cast, record: MergedRecord) -> None:
    """A post that is ended, a companion that is given, a verdict within one: they go with what they are about."""
    post = Post.objects.get(teacher=record.kept_id, institution__name="Jardín Arcoíris")
    end_post(post=post, ends_on=cast.today + timedelta(days=5))
    visit = Visit.objects.filter(post=post).get()
    CommitmentReview.objects.create(visit=visit, commitment=visit.commitments.get(), verdict="fulfilled")
    assert reasons(cast, record) == ""
    undo(cast, record)
    assert Post.objects.get(pk=post.pk).ends_on == cast.today + timedelta(days=5)


def test_the_last_of_two_joins_is_undone_first(cast: Cast, twin: Teacher) -> None:
    place = Institution.objects.get(name="Jardín Arcoíris")
    third = Teacher.objects.create(document_number="41000010", first_names="T", last_names="F", kind="classroom")
    Post.objects.create(teacher=third, institution=place, cycle="II", starts_on=cast.today - timedelta(days=500),
                        ends_on=cast.today - timedelta(days=400))  # fmt: skip
    first = merge(cast, without_account(twin), third)
    one = MergedRecord.objects.get()
    merge(cast, cast.tania, first)
    two = MergedRecord.objects.exclude(pk=one.pk).get()
    assert reasons(cast, one) != ""
    undo(cast, two)
    assert reasons(cast, one) == ""
    undo(cast, one)
    assert Teacher.objects.filter(pk__in=[cast.tania.pk, twin.pk, third.pk]).count() == 3


def test_another_that_was_joined_since_comes_first(cast: Cast, record: MergedRecord) -> None:
    third = Teacher.objects.create(document_number="41000010", first_names="T", last_names="F", kind="classroom")
    Post.objects.create(teacher=third, institution=cast.jardin, cycle="II", starts_on=cast.today - timedelta(days=500),
                        ends_on=cast.today - timedelta(days=400))  # fmt: skip
    merge(cast, Teacher.objects.get(pk=record.kept_id), third)
    assert "Deshaz primero esa unión" in reasons(cast, record)


def test_kept_apart_meanwhile_from_a_third_stays(cast: Cast, record: MergedRecord) -> None:
    DistinctPeople.objects.create(first=cast.petra, second_id=record.kept_id, by=cast.berta)
    undo(cast, record)
    assert DistinctPeople.objects.count() == 1


# --- When and by whom ------------------------------------------------------------------------------------------------
def test_after_thirty_days_it_is_too_late_and_what_it_took_is_forgotten(cast: Cast, record: MergedRecord) -> None:
    assert forget_old_undoing() == 0
    MergedRecord.objects.update(at=timezone.now() - timedelta(days=30))
    assert "Ya pasó el tiempo" in reasons(cast, record)
    assert forget_old_undoing() == 1
    stored = MergedRecord.objects.get()
    assert stored.undo is None and stored.moved  # where everything is stays known
    assert "Ya pasó el tiempo" in reasons(cast, record)


def test_whoever_no_longer_keeps_one_of_the_two(cast: Cast, record: MergedRecord) -> None:
    Institution.objects.filter(name="Jardín Arcoíris").update(ugel=cast.other_ugel)
    assert "ya no tiene plazas en tu UGEL" in reasons(cast, record)
    with pytest.raises(ValidationError):
        undo(cast, record)


# --- The pages -------------------------------------------------------------------------------------------------------
def test_from_the_list_to_two_records_again(client: Any, cast: Cast, record: MergedRecord) -> None:
    client.force_login(cast.berta)
    url = reverse("joined", args=[record.pk])
    assert url in client.get("/people/duplicates/").content.decode()
    undo_url = reverse("joined_undo", args=[record.pk])
    assert undo_url in client.get(url).content.decode()
    text = client.get(undo_url).content.decode()
    assert "A la otra ficha vuelve lo suyo: 1 plaza, 1 visita, 1 compromiso." in text
    answer = client.post(undo_url, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("duplicate", args=[record.kept_id, record.former_id])
    assert "Otra vez son dos fichas" in answer.content.decode()
    assert client.get(reverse("teacher_edit", args=[record.former_id])).status_code == 200
    assert client.post(undo_url).status_code == 404


def test_the_page_says_why_not_and_does_not_ask(client: Any, cast: Cast, record: MergedRecord) -> None:
    Attendance.objects.create(session=group_session(cast), teacher_id=record.kept_id, status="attended")
    client.force_login(cast.berta)
    url = reverse("joined_undo", args=[record.pk])
    text = client.get(url).content.decode()
    assert "No se puede deshacer:" in text and "btn-danger" not in text
    assert client.post(url).status_code == 200 and MergedRecord.objects.filter(pk=record.pk).exists()


def test_a_role_that_ended_undoes_nothing(client: Any, cast: Cast, record: MergedRecord) -> None:
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.post(reverse("joined_undo", args=[record.pk])).status_code == 404
    assert MergedRecord.objects.filter(pk=record.pk).exists()
