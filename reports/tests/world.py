"""One of everything that a route can be about, and where each is found: what the tests of access open."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import time, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accompaniment.access import reach_of
from accompaniment.campaigns.campaign_settings import as_json, of_next_year, settings_of
from accompaniment.campaigns.letterheads import keep_image
from accompaniment.models import (
    Companion,
    Export,
    MergedRecord,
    NetworkImport,
    RegionalCampaign,
    RegistryImport,
    Role,
    RosterImport,
    SavedView,
)
from accompaniment.tests.pictures import picture
from conftest import person
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.plans.drafting import draft_plan
from reports.plans.group_drafting import draft_group_plan
from rubrics.instruments.services.drafts import InstrumentData, make_instrument
from rubrics.instruments.services.publishing import publish_version
from rubrics.models import InstrumentImport, PracticeCase
from visits.groups.marking.services import code_of
from visits.models import (
    Attachment,
    Attendance,
    Commitment,
    CommitmentIdea,
    Contact,
    GroupSession,
    PairedObservation,
    Proposal,
    Revision,
    SessionMaterial,
    Submission,
    Visit,
)
from visits.plan.services import renew_feed
from visits.record.snapshot import snapshot_of
from visits.tests.alerts.said import raised

PEOPLE = {
    "nobody": "signed out",
    "ana": "companion of the person",
    "olga": "companion of the same UGEL, of nobody here",
    "elena": "companion until yesterday",
    "berta": "specialist of the UGEL",
    "carla": "specialist of another UGEL",
    "diana": "director of the jardín",
    "dora": "director until yesterday",
    "rita": "regional reader",
    "nora": "national reader",
    "alma": "administrator",
    "tania": "the accompanied teacher herself",
    "petra": "another accompanied person",
}
# Three more, whose answers follow from those of the table: whoever holds nothing any more gets what Dora gets; whoever
# works in another UGEL what her like gets here, and Dora's answer about anything that is of this UGEL.
ENDED = {"celia": "companion, specialist and administrator, each until yesterday"}
ELSEWHERE = {"odilia": "olga", "vilma": "diana"}  # a companion and a director of the other UGEL


class World:
    """One of everything that a route can be about: all of it is Tania's, her jardín's, or Ana's and Berta's work."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.closed = cast.closed_visit()
        self.draft = cast.visit()
        self.version_of_draft = Submission.objects.create(
            visit=self.draft, author=cast.ana, base_revision=0, payload={"visit-purpose": ["Ver"]}, outcome="saved"
        )
        self.revision = Revision.objects.create(
            visit=self.closed, number=0, snapshot=snapshot_of(self.closed), sha256="0" * 64, reason="x", by=cast.ana
        )
        self.planned = cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today + timedelta(days=3), revision=0)
        companion = cast.assignment.companion
        self.proposal = Proposal.objects.create(companion=companion, campaign=cast.campaign, confirmed_by=cast.ana)
        self.token = renew_feed(companion=companion)
        self.ahead = self.planned
        self.fulfilled = self.closed.commitments.get()
        Commitment.objects.filter(pk=self.fulfilled.pk).update(status=Commitment.Status.FULFILLED)
        self.idea = CommitmentIdea.objects.create(
            ugel=cast.ugel, teacher_kind="classroom", topic="x", action="x", published_by=cast.berta
        )
        self.draft_of_others = uuid.uuid4()
        self.photo = self.attachment(self.closed)
        self.photo_of_draft = self.attachment(self.draft)
        self.regional = RegionalCampaign.objects.create(
            region=cast.region,
            year=cast.today.year + 1,
            settings=as_json(of_next_year(settings_of(cast.campaign))),
            published_at=timezone.now(),
        )
        cast.campaign.letterhead_image = keep_image(picture())
        cast.campaign.save()
        self.role = Role.objects.get(user=cast.diana)
        self.batch = Batch.objects.create(kind=FOLLOW_UP_PLAN.code, campaign=cast.campaign, requested_by=cast.berta)
        self.job = ReportJob.objects.create(
            kind=FOLLOW_UP_PLAN.code, teacher=cast.tania, campaign=cast.campaign, requested_by=cast.berta
        )
        self.document = Document.objects.create(
            kind=FOLLOW_UP_PLAN.code,
            ugel=cast.ugel,
            campaign=cast.campaign,
            institution=cast.jardin,
            teacher=cast.tania,
            year=2026,
            number=1,
            snapshot={},
            file=ContentFile(b"%PDF-1.7", "plan.pdf"),
            sha256=sha256(b"%PDF-1.7").hexdigest(),
            issued_by=cast.berta,
            issued_at=timezone.now(),
        )
        self.alert = raised(cast, visit=self.closed)
        self.pair = PairedObservation.objects.create(visit=self.draft, observer=cast.olga, invited_by=cast.ana)
        self.practice = self.case(published_at=timezone.now())
        self.practice_draft = self.case()
        self.upload = RegistryImport.objects.create(
            uploaded_by=cast.berta, file=ContentFile(b"COD_MOD", "x.csv"), file_name="x.csv", status="done"
        )
        criterion = {
            "title": "Uno",
            "short_title": "Uno",
            "scale": "yes_no",
            "levels": [{"label": "No"}, {"label": "Sí"}],
        }
        about = InstrumentData(title="De la UGEL", teacher_kind="classroom", ugel=cast.ugel)
        self.instrument = make_instrument(data=about, criteria=[criterion])
        self.published = make_instrument(data=about, criteria=[criterion])
        publish_version(version=self.published)
        self.roster = RosterImport.objects.create(
            uploaded_by=cast.berta, file=ContentFile(b"[]", "x.json"), file_name="x.csv", status="done"
        )
        self.networks = NetworkImport.objects.create(uploaded_by=cast.berta, file_name="x.csv", status="done")
        self.brought = InstrumentImport.objects.create(uploaded_by=cast.berta, file_name="x.json", status="done")

        self.saved = SavedView.objects.create(user=cast.berta, code="people", name="Solas", query="alone=on")
        self.export = Export.objects.create(
            code="people",
            form="csv",
            filters_key="x",
            requested_by=cast.berta,
            status="done",
            file=ContentFile(b"DNI", "x.csv"),
            file_name="x.csv",
            sha256=sha256(b"DNI").hexdigest(),
            scope=sorted(reach_of(cast.berta).grounds),
            made_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=7),
        )
        self.joined = MergedRecord.objects.create(
            former_id=uuid.uuid4(), kept=cast.tania, name="Flores, Tania", by=cast.berta
        )
        self.contact, self.contact_draft = contact_of(cast, closed_at=timezone.now()), contact_of(cast)
        self.session, self.attendance, self.agreed = session_of(cast)
        self.call = call_of(cast)
        self.material = SessionMaterial.objects.create(
            session=self.call, title="Guía", link="https://example.pe/guia", added_by=cast.ana
        )
        self.plan = draft_plan(post=cast.assignment.post, campaign=cast.campaign, by=cast.ana)
        self.group_plan = draft_group_plan(
            group="institution", about=cast.jardin, campaign=cast.campaign, by=cast.berta
        )
        self.others = more_people(cast)

    def case(self, **fields: Any) -> PracticeCase:
        return PracticeCase.objects.create(
            version=self.cast.version,
            ugel=self.cast.ugel,
            title="La siembra",
            vignette="Siembran maíz.",
            written_by=self.cast.berta,
            **fields,
        )

    def attachment(self, visit: Any) -> Attachment:
        content = b"\xff\xd8\xff"
        file, digest = ContentFile(content, "photo.jpg"), sha256(content).hexdigest()
        return Attachment.objects.create(
            visit=visit, kind="photo", file=file, sha256=digest, consent="Tania", added_by=self.cast.ana
        )

    def user(self, name: str) -> Any:
        someone = self.others.get(name) or getattr(self.cast, name)
        return someone.user if name in {"tania", "petra"} else someone


def session_of(cast: Any) -> tuple[GroupSession, Attendance, Commitment]:
    """A GIA of Ana's today, in which Tania took part and committed herself."""
    session = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntas", leader=cast.ana, held_on=cast.today, state="held"
    )
    attendance = Attendance.objects.create(session=session, teacher=cast.tania, status="attended")
    agreed = Commitment.objects.create(session=session, teacher=cast.tania, action="Preguntar", due_on=cast.today)
    return session, attendance, agreed


def contact_of(cast: Any, **fields: Any) -> Contact:
    """A telephone call of Ana's to Tania today."""
    about = {"companion": cast.assignment.companion, "teacher": cast.tania}
    about |= {"institution": cast.jardin, "ugel": cast.ugel}
    said = {"contacted_on": cast.today, "minutes": 9, "talked": "Cómo va"}
    return Contact.objects.create(assignment=cast.assignment, campaign=cast.campaign, **about, **said, **fields)


def call_of(cast: Any) -> GroupSession:
    """A GIA of Ana's in three days, to which Tania is called."""
    day = cast.today + timedelta(days=3)
    ahead = {"held_on": day, "starts_at": time(15), "ends_at": time(18), "place": "Auditorio"}
    session = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Acogida", leader=cast.ana, facilitator="Ana Quispe", **ahead
    )
    Attendance.objects.create(session=session, teacher=cast.tania)
    return session


def more_people(cast: Any) -> dict[str, Any]:
    names = [*ENDED, *ELSEWHERE]
    found = {name: person(f"420000{n:02}", name.title(), "Rojas") for n, name in enumerate(names)}
    since, yesterday = cast.campaign.starts_on, cast.today - timedelta(days=1)
    ended = {"starts_on": since, "ends_on": yesterday}
    Companion.objects.create(user=found["celia"], ugel=cast.ugel, kind=Companion.Kind.EXTERNAL, **ended)
    Role.objects.create(user=found["celia"], kind=Role.Kind.SPECIALIST, ugel=cast.ugel, **ended)
    Role.objects.create(user=found["celia"], kind=Role.Kind.ADMINISTRATOR, **ended)
    Companion.objects.create(user=found["odilia"], ugel=cast.other_ugel, kind=Companion.Kind.EXTERNAL, starts_on=since)
    Role.objects.create(user=found["vilma"], kind=Role.Kind.DIRECTOR, institution=cast.other_jardin, starts_on=since)
    return found


Arguments = Callable[[World], dict[str, Any]]
GROUP_PLAN: Arguments = lambda w: {"plan_id": w.group_plan.pk}  # noqa: E731
GROUP: Arguments = lambda w: {"group": "institution", "about_id": w.cast.jardin.pk}  # noqa: E731
PLAN: Arguments = lambda w: {"plan_id": w.plan.pk}  # noqa: E731
PLAN_REVISION: Arguments = lambda w: {"plan_id": w.plan.pk, "number": 1}  # noqa: E731
TEACHER: Arguments = lambda w: {"teacher_id": w.cast.tania.pk}  # noqa: E731
VISIT: Arguments = lambda w: {"visit_id": w.closed.pk}  # noqa: E731
SHEET: Arguments = lambda w: {"visit_id": w.closed.pk, "look": "full"}  # noqa: E731
REVISION: Arguments = lambda w: {"visit_id": w.closed.pk, "number": w.revision.number}  # noqa: E731
DRAFT: Arguments = lambda w: {"visit_id": w.draft.pk}  # noqa: E731
PHOTO: Arguments = lambda w: {"attachment_id": w.photo.pk}  # noqa: E731
VERSION_OF_DRAFT: Arguments = lambda w: {**DRAFT(w), "submission_id": w.version_of_draft.pk}  # noqa: E731
DRAFT_PHOTO: Arguments = lambda w: {"attachment_id": w.photo_of_draft.pk}  # noqa: E731
AHEAD: Arguments = lambda w: {"visit_id": w.ahead.pk}  # noqa: E731
COMMITMENT: Arguments = lambda w: {"commitment_id": w.fulfilled.pk}  # noqa: E731
IDEA: Arguments = lambda w: {"idea_id": w.idea.pk}  # noqa: E731
ASSIGNMENT: Arguments = lambda w: {"assignment_id": w.cast.assignment.pk}  # noqa: E731
POST: Arguments = lambda w: {"post_id": w.cast.assignment.post_id}  # noqa: E731
CAMPAIGN: Arguments = lambda w: {"campaign_id": w.cast.campaign.pk}  # noqa: E731
SESSION_KIND: Arguments = lambda w: {"campaign_id": w.cast.campaign.pk, "code": "gia"}  # noqa: E731
PROPOSAL: Arguments = lambda w: {"proposal_id": w.proposal.pk}  # noqa: E731
PLANNED: Arguments = lambda w: {"visit_id": w.planned.pk}  # noqa: E731
CONTACT: Arguments = lambda w: {"contact_id": w.contact.pk}  # noqa: E731
CONTACT_DRAFT: Arguments = lambda w: {"contact_id": w.contact_draft.pk}  # noqa: E731
SESSION: Arguments = lambda w: {"session_id": w.session.pk}  # noqa: E731
WALL_CODE: Arguments = lambda w: {"session_id": w.session.pk, "code": code_of(w.session)}  # noqa: E731
CALL: Arguments = lambda w: {"session_id": w.call.pk}  # noqa: E731
MATERIAL: Arguments = lambda w: {"material_id": w.material.pk}  # noqa: E731
ATTENDANCE: Arguments = lambda w: {"session_id": w.session.pk, "attendance_id": w.attendance.pk}  # noqa: E731
TAKING_PART: Arguments = lambda w: {"attendance_id": w.attendance.pk}  # noqa: E731
AGREED: Arguments = lambda w: {"commitment_id": w.agreed.pk}  # noqa: E731
TOKEN: Arguments = lambda w: {"token": w.token}  # noqa: E731
REGIONAL: Arguments = lambda w: {"campaign_id": w.regional.pk}  # noqa: E731
COMPANION: Arguments = lambda w: {"companion_id": w.cast.assignment.companion_id}  # noqa: E731
ROLE: Arguments = lambda w: {"role_id": w.role.pk}  # noqa: E731
INSTITUTION: Arguments = lambda w: {"institution_id": w.cast.jardin.pk}  # noqa: E731
UPLOAD: Arguments = lambda w: {"import_id": w.upload.pk}  # noqa: E731
BROUGHT: Arguments = lambda w: {"import_id": w.brought.pk}  # noqa: E731
NETWORKS: Arguments = lambda w: {"import_id": w.networks.pk}  # noqa: E731
ROSTER: Arguments = lambda w: {"import_id": w.roster.pk}  # noqa: E731
EXPORT: Arguments = lambda w: {"export_id": w.export.pk}  # noqa: E731
SAVED: Arguments = lambda w: {"view_id": w.saved.pk}  # noqa: E731
FIGURE: Arguments = lambda w: {"code": "I2", "part": "all"}  # noqa: E731
LIST: Arguments = lambda w: {"code": "commitments"}  # noqa: E731
EXPORTED: Arguments = lambda w: {"code": "people"}  # noqa: E731
BATCH: Arguments = lambda w: {"batch_id": w.batch.pk}  # noqa: E731
JOB: Arguments = lambda w: {"job_id": w.job.pk}  # noqa: E731
DOCUMENT: Arguments = lambda w: {"document_id": w.document.pk}  # noqa: E731
KEY: Arguments = lambda w: {"uidb36": "1", "key": "abc-def"}  # noqa: E731
UGEL: Arguments = lambda w: {"ugel_id": w.cast.ugel.pk}  # noqa: E731
CODE: Arguments = lambda w: {"code": w.document.code}  # noqa: E731
INSTRUMENT: Arguments = lambda w: {"code": "aula-ciclo-ii"}  # noqa: E731
PAIR: Arguments = lambda w: {"teacher_id": w.cast.tania.pk, "other_id": w.cast.petra.pk}  # noqa: E731
JOINED: Arguments = lambda w: {"former_id": w.joined.pk}  # noqa: E731
PERSON: Arguments = lambda w: {"user_id": w.cast.ana.pk}  # noqa: E731
EVERYONES: Arguments = lambda w: {"code": "aula-ciclo-ii", "number": 1}  # noqa: E731
PUBLISHED: Arguments = lambda w: {"code": w.published.instrument.code, "number": 1}  # noqa: E731
VERSION_DRAFT: Arguments = lambda w: {"code": w.instrument.instrument.code, "number": 1}  # noqa: E731
CRITERION: Arguments = lambda w: {**VERSION_DRAFT(w), "criterion_id": w.instrument.criteria.get().pk}  # noqa: E731
FILE: Arguments = lambda w: {**PUBLISHED(w), "form": "xlsx"}  # noqa: E731
ALERT: Arguments = lambda w: {"alert_id": w.alert.pk}  # noqa: E731
ALERT_STEP: Arguments = lambda w: {"step_id": w.alert.steps.first().pk}  # noqa: E731
PROTOCOL: Arguments = lambda w: {"ugel_id": w.cast.ugel.pk, "kind": "physical"}  # noqa: E731
SECOND: Arguments = lambda w: {"pair_id": w.pair.pk}  # noqa: E731
CASE: Arguments = lambda w: {"case_id": w.practice.pk}  # noqa: E731
CASE_DRAFT: Arguments = lambda w: {"case_id": w.practice_draft.pk}  # noqa: E731
NONE: Arguments = lambda w: {}  # noqa: E731
