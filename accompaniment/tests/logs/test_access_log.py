from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accompaniment.audit.append_only import AppendOnlyError
from accompaniment.audit.services import log_access, log_export_of_rosters
from accompaniment.models import AccessLogEntry, Role, Teacher, User

What = AccessLogEntry.What


def fresh(user):
    """The account as the next request loads it, without the reach of an earlier one."""
    return User.objects.get(pk=user.pk)


def open_record(cast, who, **fields):
    log_access(by=fresh(who), what=What.PERSON, teacher=cast.tania, institution=cast.jardin, **fields)


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("ana", "companion"),
        ("berta", "specialist"),
        ("diana", "director"),
        ("alma", "administrator"),
        ("rita", "reader"),
        ("dora", ""),
    ],
)
def test_it_says_who_as_what_whom_and_when(cast, who, role):
    before = timezone.now()
    open_record(cast, getattr(cast, who))
    entry = AccessLogEntry.objects.get()
    assert (entry.by, entry.role, entry.teacher) == (getattr(cast, who), role, cast.tania)
    assert (entry.institution, entry.ugel) == (cast.jardin, cast.ugel)
    assert entry.object_id == str(cast.tania.pk)
    assert before <= entry.at <= timezone.now()


def test_a_director_who_accompanies_reads_as_companion(cast):
    Role.objects.create(user=cast.ana, kind=Role.Kind.DIRECTOR, institution=cast.jardin)
    open_record(cast, cast.ana)
    assert AccessLogEntry.objects.get().role == "companion"


def test_her_own_openings_leave_no_row_but_her_export_does(cast):
    open_record(cast, cast.tania.user)
    assert not AccessLogEntry.objects.exists()
    log_access(by=fresh(cast.tania.user), what=What.EXPORT, teacher=cast.tania)
    assert AccessLogEntry.objects.get().role == "accompanied"


def test_the_same_opening_counts_once_an_hour(cast):
    with time_machine.travel("2026-11-23T15:10:00Z", tick=False) as clock:
        open_record(cast, cast.ana)
        clock.shift(timedelta(minutes=49))
        open_record(cast, cast.ana)
        assert [r.at.minute for r in AccessLogEntry.objects.all()] == [10]  # the first one stays
        clock.shift(timedelta(minutes=1))
        open_record(cast, cast.ana)
        assert AccessLogEntry.objects.count() == 2


def test_another_person_thing_or_object_is_another_entry(cast):
    with time_machine.travel("2026-11-23T15:10:00Z", tick=False):
        open_record(cast, cast.ana)
        open_record(cast, cast.berta)
        open_record(cast, cast.ana, object_id="another")
        log_access(by=fresh(cast.ana), what=What.DATA, teacher=cast.tania)
        log_access(by=fresh(cast.ana), what=What.PERSON, teacher=cast.petra)
    assert AccessLogEntry.objects.count() == 5


def test_every_export_counts(cast):
    with time_machine.travel("2026-11-23T15:10:00Z", tick=False):
        for _ in range(2):
            log_access(by=fresh(cast.berta), what=What.EXPORT, ugel=cast.ugel, about="personas")
    assert [(r.ugel, r.teacher, r.about) for r in AccessLogEntry.objects.all()] == [(cast.ugel, None, "personas")] * 2


@pytest.mark.django_db(transaction=True)  # as a page asks: outside of any transaction
def test_it_is_one_statement(cast, django_assert_num_queries):
    berta = fresh(cast.berta)
    open_record(cast, berta)
    log_access(by=berta, what=What.DATA, teacher=cast.tania)  # her reach is known from here on
    with django_assert_num_queries(1) as statements:
        log_access(by=berta, what=What.HISTORY, teacher=cast.tania, institution=cast.jardin)
    assert statements[0]["sql"].startswith("INSERT")


def test_nothing_written_is_changed_or_deleted(cast):
    open_record(cast, cast.ana)
    entry = AccessLogEntry.objects.get()
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    with pytest.raises(AppendOnlyError):
        AccessLogEntry.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        AccessLogEntry.objects.update(role="")
    assert AccessLogEntry.objects.get().role == "companion"


def test_it_outlives_a_record_that_was_merged_away(cast):
    gone = Teacher.objects.create(
        document_number="41000009", first_names="Doble", last_names="Ficha", kind=Teacher.Kind.CLASSROOM
    )
    log_access(by=fresh(cast.berta), what=What.PERSON, teacher=gone)
    key = gone.pk
    gone.delete()
    entry = AccessLogEntry.objects.select_related("teacher").get()
    assert (entry.teacher_id, entry.teacher) == (key, None)


def whose(teacher):
    return {(r.by.first_name, r.what) for r in AccessLogEntry.objects.about(teacher).select_related("by")}


def test_what_is_about_a_person(cast):
    open_record(cast, cast.ana)
    for fields in (
        {"what": What.EXPORT, "ugel": cast.ugel},
        {"what": What.EXPORT, "institution": cast.pronoei},
        {"what": What.EXPORT, "ugel": cast.other_ugel},
        {"what": What.DASHBOARD, "institution": cast.jardin},
    ):
        log_access(by=fresh(cast.berta), **fields)
    log_access(by=fresh(cast.diana), what=What.EXPORT, institution=cast.jardin)
    log_access(by=fresh(cast.tania.user), what=What.EXPORT, teacher=cast.tania)
    assert whose(cast.tania) == {("Ana", "person"), ("Berta", "export"), ("Diana", "export")}
    assert AccessLogEntry.objects.about(cast.petra).count() == 2  # the UGEL's export, and the one of her programme


def test_an_export_before_she_came_or_after_she_left_is_not_about_her(cast):
    log_access(by=fresh(cast.berta), what=What.EXPORT, ugel=cast.ugel)
    post = cast.assignment.post
    post.starts_on = cast.today + timedelta(days=1)
    post.save()
    assert not whose(cast.tania)
    post.starts_on, post.ends_on = cast.today - timedelta(days=9), cast.today - timedelta(days=1)
    post.save()
    assert not whose(cast.tania)
    post.ends_on = cast.today
    post.save()
    assert whose(cast.tania) == {("Berta", "export")}


@pytest.mark.parametrize(
    ("who", "seen"), [("alma", 2), ("berta", 0), ("ana", 0), ("diana", 0), ("rita", 0), ("olga", 0)]
)
def test_who_sees_the_log(cast, who, seen):
    open_record(cast, cast.ana)
    log_access(by=fresh(cast.ana), what=What.PERSON, teacher=cast.petra)
    assert AccessLogEntry.objects.visible_to(fresh(getattr(cast, who))).count() == seen
    assert [r.teacher for r in AccessLogEntry.objects.visible_to(fresh(cast.tania.user))] == [cast.tania]


def test_a_list_of_people_taken_out_is_told_to_each_of_them(cast):
    Role.objects.create(user=cast.berta, kind=Role.Kind.SPECIALIST, ugel=cast.other_ugel)
    log_export_of_rosters(by=fresh(cast.berta), about="lista de personas")
    assert {r.ugel for r in AccessLogEntry.objects.all()} == {cast.ugel, cast.other_ugel}
    assert whose(cast.tania) == whose(cast.petra) == {("Berta", "export")}
    log_export_of_rosters(by=fresh(cast.diana), about="lista de personas")
    assert AccessLogEntry.objects.count() == 2


def test_the_former_address_leads_to_the_present_one(client):
    answer = client.get("/logs/readings/?q=flores")
    assert (answer.status_code, answer.url) == (308, "/logs/access/?q=flores")
