from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from accompaniment.audit.actor import unrecorded
from accompaniment.audit.services import log_access
from accompaniment.models import (
    AccessLogEntry,
    Assignment,
    Campaign,
    Companion,
    MergedRecord,
    Post,
    Role,
    Teacher,
    TrackedChange,
    User,
)
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document, DocumentCounter
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_batch
from reports.people_data.retention import cutoff
from reports.plans.drafting import draft_plan
from reports.tests.world import contact_of
from visits.models import Attendance, Commitment, CommitmentReview, Contact, FieldNote, GroupSession, Score, Visit
from visits.tests.listening import listening

TABLES = (
    Visit, Score, FieldNote, Commitment, CommitmentReview, Contact, GroupSession, Attendance, Document, ReportJob,
    Batch, Assignment, Post, Teacher, Companion, Role, AccessLogEntry,
)  # fmt: skip
LONG = timedelta(days=7 * 365)


def run(*args):
    """Run the command; return the figures that it said, by name, and all that it said."""
    out = StringIO()
    call_command("purge_personal_data", *args, stdout=out)
    said = out.getvalue()
    figures = (line.split(maxsplit=1) for line in said.splitlines() if line.startswith("  "))
    return {name: int(number.replace(",", "")) for number, name in figures}, said


def rows():
    return {model.__name__: model.objects.count() for model in TABLES}


@pytest.fixture
def seven_years_ago(cast, issued):
    """Everything of the cast, with two visits, a contact and a document, moved into the past; Alma is still there."""
    cast.closed_visit()
    issued()
    visit = cast.closed_visit()
    draft_plan(post=cast.assignment.post, campaign=cast.campaign, by=cast.berta)
    contact = contact_of(cast, closed_at=timezone.now())
    CommitmentReview.objects.create(commitment=visit.commitments.get(), contact=contact, verdict="partly")
    EmailAddress.objects.create(user=cast.tania.user, email="tania@example.pe")
    session = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="El juego", facilitator="Ana", held_on=cast.today
    )
    Attendance.objects.create(session=session, teacher=cast.petra, status="attended")
    with time_machine.travel(cast.today - LONG):
        log_access(by=cast.berta, what=AccessLogEntry.What.PERSON, teacher=cast.petra)
    log_access(by=cast.berta, what=AccessLogEntry.What.PERSON, teacher=cast.tania)
    with unrecorded():
        for model in (Campaign, Post, Companion, Assignment):
            model.objects.update(starts_on=F("starts_on") - LONG, ends_on=cast.today - LONG)
        Role.objects.exclude(user=cast.alma).update(starts_on="2010-01-01", ends_on=cast.today - LONG)
        User.objects.update(date_joined=F("date_joined") - LONG)
        Campaign.objects.update(year=cast.campaign.year - 7)
    return cast


def test_nothing_is_removed_without_confirming(seven_years_ago, private_root):
    before = rows()
    counts, said = run()
    assert rows() == before
    assert "no se borró nada" in said
    assert "--confirm" in said
    assert counts["visitas"] == 2
    assert len(list((private_root / "documents").iterdir())) == 1
    assert run("--dry-run")[0] == counts


def test_batches_go_with_their_campaign(seven_years_ago):
    cast = seven_years_ago
    request_batch(kind=FOLLOW_UP_PLAN, targets=[cast.tania], campaign=cast.campaign, by=cast.berta)
    run("--confirm")
    assert not Batch.objects.exists() and not ReportJob.objects.exists()


def test_a_companion_of_whom_a_document_stays_stays_too(seven_years_ago):
    cast = seven_years_ago
    companion = Companion.objects.get(user=cast.olga)
    lasting = Campaign.objects.create(
        ugel=cast.ugel, year=cast.today.year + 1, starts_on=cast.today, ends_on=cast.today + timedelta(days=9)
    )
    document = Document.objects.get()
    document.pk, document.number, document.code, document.kind = None, 2, "CODE00000002", "note"
    document.campaign, document.companion, document.teacher, document.institution = lasting, companion, None, None
    document._state.adding = True
    document.save()
    run("--confirm")
    assert list(Companion.objects.all()) == [companion]


def test_what_it_says_is_what_it_does(seven_years_ago, private_root, django_capture_on_commit_callbacks):
    cast = seven_years_ago
    rehearsed, _said = run()
    with django_capture_on_commit_callbacks(execute=True):
        counts, said = run("--confirm")
    assert counts == rehearsed
    assert "Se borró" in said
    assert {name: n for name, n in counts.items() if not name.startswith("anotaciones")} == {
        "visitas": 2,
        "reuniones de grupo": 1,
        "documentos": 1,
        "planes": 1,
        "marcas": 0,
        "contactos": 1,
        "asignaciones": 3,
        "respuestas de práctica": 0,
        "docentes y promotoras": 2,
        "acompañantes": 3,
        "roles": 6,
        "cuentas": 11,
    }
    assert {name for name, n in rows().items() if n} == {"Role"}
    assert list((private_root / "documents").iterdir()) == []
    assert DocumentCounter.objects.get().last == 1  # its number is never given again
    assert [role.user for role in Role.objects.all()] == [cast.alma]
    left = User.objects.exclude(pk=cast.alma.pk)
    assert not left.exclude(first_name="", last_name="", email=None, is_active=False).exists()
    assert not left.exclude(username__startswith="retirada-").exists()
    assert not EmailAddress.objects.exists()


def test_the_log_says_that_it_was_done_and_names_nobody(seven_years_ago):
    run("--confirm")
    change = TrackedChange.objects.first()
    assert (change.model, change.fields["visitas"]) == ("retention", [2, None])
    left = " ".join(TrackedChange.objects.values_list("name", flat=True)) + str(
        list(TrackedChange.objects.values_list("fields"))
    )
    for name in ("Tania", "Petra", "41000001"):
        assert name not in left
    assert set(run("--confirm")[0].values()) == {0}


def test_what_is_within_the_period_stays(cast, issued):
    cast.closed_visit()
    issued()
    before = rows()
    counts, _said = run("--confirm")
    assert set(counts.values()) == {0}
    assert rows() == before


def test_a_person_who_still_works_keeps_her_data_and_loses_old_visits(seven_years_ago):
    cast = seven_years_ago
    with unrecorded():
        Post.objects.filter(teacher=cast.tania).update(ends_on=None)
    run("--confirm")
    assert list(Teacher.objects.all()) == [cast.tania]
    assert User.objects.get(pk=cast.tania.user_id).username == "41000001"
    assert not Visit.objects.exists()
    assert AccessLogEntry.objects.filter(teacher=cast.tania).exists()


def test_an_account_in_use_stays(seven_years_ago):
    cast = seven_years_ago
    User.objects.filter(pk=cast.olga.pk).update(last_login=timezone.now())
    run("--confirm")
    assert User.objects.get(pk=cast.olga.pk).first_name == "Olga"


def test_a_commitment_that_a_newer_visit_judged_stays_with_its_visit(seven_years_ago):
    cast = seven_years_ago
    old, older = Visit.objects.order_by("-number")
    newer = Campaign.objects.create(
        ugel=cast.ugel, year=cast.today.year, starts_on=cast.today - timedelta(9), ends_on=cast.today, letterhead="UGEL"
    )
    cast.assignment.campaign = newer
    cast.assignment.pk = None
    cast.assignment.save()
    last = cast.visit(campaign=newer)
    for visit, judged in ((last, old), (old, older)):
        CommitmentReview.objects.create(visit=visit, commitment=judged.commitments.get(), verdict="fulfilled")
    counts, _said = run("--confirm")
    assert counts["visitas"] == 0
    assert CommitmentReview.objects.count() == 2


@pytest.mark.parametrize(("years", "reaches"), [(6, True), (8, False)])
def test_the_years_can_be_said(seven_years_ago, years, reaches):
    counts, _said = run("--older-than", str(years))
    assert (counts["visitas"] > 0) is reaches


def test_the_setting_is_the_usual_number_of_years(seven_years_ago, settings):
    assert run()[0]["visitas"] == 2


@pytest.mark.parametrize("years", ["0", "-1", "100"])
def test_an_absurd_number_of_years_is_refused(db, years):
    with pytest.raises(CommandError, match="de 1 a 99"):
        run("--older-than", years)


def test_both_at_once_are_refused(db):
    with pytest.raises(CommandError):
        run("--dry-run", "--confirm")


def test_the_day_of_a_leap_year(db):
    with time_machine.travel("2028-02-29T12:00:00Z"):
        assert cutoff(3) == date(2025, 2, 28)
    with time_machine.travel("2026-11-30T12:00:00Z"):
        assert cutoff(5) == date(2021, 11, 30)


def test_the_logs_of_a_record_joined_to_hers_go_with_her(seven_years_ago):
    cast, former = seven_years_ago, uuid4()
    MergedRecord.objects.create(former_id=former, kept=cast.petra, name="Muñoz, P.", by=cast.berta)
    AccessLogEntry.objects.create(
        by=cast.berta, what="person", teacher_id=former, object_id=former, hour=timezone.now()
    )
    run("--confirm")
    assert not MergedRecord.objects.exists()
    assert not AccessLogEntry.objects.filter(teacher_id=former).exists()


def test_each_visit_that_goes_is_told_but_not_in_a_rehearsal(seven_years_ago, django_capture_on_commit_callbacks):
    visits = set(Visit.objects.values_list("pk", flat=True))
    with listening(django_capture_on_commit_callbacks) as heard:
        run()
    assert heard == []
    with listening(django_capture_on_commit_callbacks) as heard:
        run("--confirm")
    assert [name for name, _pk, _said in heard] == ["visit_removed"] * len(visits)
    assert {pk for _name, pk, _said in heard} == visits
