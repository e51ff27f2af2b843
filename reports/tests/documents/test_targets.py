"""Documents and requests about a visit, a person, a group session, a companion, a place, a UGEL or a batch."""

import pytest
from django.db import IntegrityError, transaction

from reports.documents.issue import run_job
from reports.documents.kinds import KINDS
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.kinds.plain_sheet import PLAIN_SHEET
from reports.documents.kinds.visit_sheet import VISIT_SHEET
from reports.documents.models.documents import Document, DocumentCounter
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_document
from reports.documents.targets import DocumentTarget

from .about import Note, about, document_about, targets

SPECIALIST, DIRECTOR, COMPANION, ACCOMPANIED = "berta", "diana", "ana", "tania"
OUTSIDERS = {"carla", "olga", "elena", "dora", "rita", "nora", "alma", "petra"}
READERS = {
    DocumentTarget.VISIT: {SPECIALIST, DIRECTOR, COMPANION, ACCOMPANIED},
    DocumentTarget.TEACHER: {SPECIALIST, DIRECTOR, COMPANION, ACCOMPANIED},
    DocumentTarget.SESSION: {SPECIALIST},
    DocumentTarget.ATTENDANCE: {SPECIALIST, COMPANION, ACCOMPANIED},
    DocumentTarget.COMPANION: {SPECIALIST, COMPANION},
    DocumentTarget.INSTITUTION: {SPECIALIST, DIRECTOR},
    DocumentTarget.NETWORK: {SPECIALIST},
    DocumentTarget.BATCH: {SPECIALIST},
    DocumentTarget.UGEL: {SPECIALIST},
}


@pytest.fixture
def things(cast):
    return targets(cast)


@pytest.fixture
def note(monkeypatch):
    """A kind about the named sort of thing, known while the test runs."""

    def make(target):
        kind = Note(target)
        monkeypatch.setitem(KINDS, kind.code, kind)
        return kind

    return make


def user_of(cast, name):
    return getattr(cast, name).user if name in {"tania", "petra"} else getattr(cast, name)


def readers_of(cast, document):
    people = {SPECIALIST, DIRECTOR, COMPANION, ACCOMPANIED, *OUTSIDERS}
    return {n for n in people if document in Document.objects.visible_to(user_of(cast, n))}


def refused(make, **columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**columns)


@pytest.mark.parametrize("target", DocumentTarget)
def test_who_reads_a_document_follows_from_what_it_is_about(cast, things, target):
    assert readers_of(cast, document_about(cast, target, things)) == READERS[target]


def test_a_session_is_also_read_by_who_runs_it_and_where_it_is_held(cast, things):
    run = document_about(
        cast, DocumentTarget.SESSION, things, companion=cast.assignment.companion, institution=cast.jardin
    )
    assert readers_of(cast, run) == {SPECIALIST, DIRECTOR, COMPANION}


def test_a_document_is_about_one_thing(cast, things):
    def make(target, **columns):
        document_about(cast, target, things, **columns)

    refused(make, target=DocumentTarget.NETWORK, companion=cast.assignment.companion)
    refused(make, target=DocumentTarget.BATCH, institution=cast.jardin)
    refused(make, target=DocumentTarget.ATTENDANCE, companion=cast.assignment.companion)
    refused(make, target=DocumentTarget.ATTENDANCE, session=None)
    refused(make, target=DocumentTarget.COMPANION, teacher=cast.tania)
    refused(make, target=DocumentTarget.TEACHER, institution=None)
    refused(make, target=DocumentTarget.VISIT, teacher=None)


@pytest.mark.parametrize("kind", [FOLLOW_UP_PLAN, VISIT_SHEET, PLAIN_SHEET], ids=lambda kind: kind.code)
@pytest.mark.parametrize("target", DocumentTarget)
def test_a_row_of_a_kind_has_the_target_of_the_kind(cast, things, kind, target):
    if kind.target == target:
        assert document_about(cast, target, things, kind=kind.code).pk
    else:
        refused(lambda: document_about(cast, target, things, kind=kind.code))


@pytest.mark.parametrize("target", DocumentTarget)
def test_a_request_of_a_plan_is_about_a_person(cast, things, target):
    def make():
        columns = about(target, things)
        ReportJob.objects.create(kind=FOLLOW_UP_PLAN.code, campaign=cast.campaign, requested_by=cast.berta, **columns)

    if target == DocumentTarget.TEACHER:
        make()
    else:
        refused(make)


@pytest.mark.parametrize(
    "target",
    [t for t in DocumentTarget if t not in {DocumentTarget.VISIT, DocumentTarget.TEACHER, DocumentTarget.BATCH}],
)
def test_a_kind_about_anything_else_is_asked_for_once_and_issued(cast, things, note, target):
    kind, thing = note(target), things[target]
    asked = {"kind": kind, "target": thing, "campaign": cast.campaign, "by": cast.berta}
    job = request_document(**asked)
    assert job.target == thing
    assert request_document(**asked) == job
    refused(lambda: ReportJob.objects.create(kind=kind.code, campaign=cast.campaign, requested_by=cast.berta,
                                             **kind.columns(thing)))  # fmt: skip
    assert list(ReportJob.objects.visible_to(cast.berta)) == [job]
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == ("done", "")
    document = job.document
    assert getattr(document, target) == thing
    assert document.snapshot["about"] == str(thing.pk)
    assert (document.title, document.full_number) == ("nota de prueba", f"0001-{cast.campaign.year}")


def test_the_pages_of_a_document_about_no_person_say_what_they_know(client, cast, things, note):
    for target in (
        DocumentTarget.UGEL,
        DocumentTarget.NETWORK,
        DocumentTarget.INSTITUTION,
        DocumentTarget.SESSION,
        DocumentTarget.COMPANION,
    ):
        note(target)
        document = document_about(cast, target, things)
        client.force_login(cast.berta)
        assert client.get(document.get_absolute_url()).status_code == 200
    page = client.get("/reports/documents/").text
    assert page.count("Nota de prueba") == 5 and "None" not in page


def test_who_may_not_issue_it_any_more_gets_the_reason_and_no_number(cast, things, note):
    job = request_document(kind=note(DocumentTarget.UGEL), target=cast.ugel, campaign=cast.campaign, by=cast.diana)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "La nota es de la especialista.")
    assert not DocumentCounter.objects.exists()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_says_where_it_is_asked_for_again(cast, things, kind):
    thing = things[kind.target]
    job = ReportJob(kind=kind.code, campaign=cast.campaign, **kind.columns(thing))
    assert job.target == thing
    assert str(thing.pk) in job.request_url
