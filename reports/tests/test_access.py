"""Every route, opened by everyone. A route that is not in the table fails the build."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accompaniment.models import RegistryImport, Role, RosterImport
from reports.models import Document, ReportJob

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
STATUS = {".": 200, ">": 302, "x": 404, "!": 403, "m": 405}


class World:
    """One of everything that a route can be about: all of it is Tania's, her jardín's, or Ana's and Berta's work."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.closed = cast.closed_visit()
        self.draft = cast.visit()
        self.draft_of_others = uuid.uuid4()
        self.role = Role.objects.get(user=cast.diana)
        self.job = ReportJob.objects.create(
            kind=Document.Kind.FOLLOW_UP_PLAN, teacher=cast.tania, campaign=cast.campaign, requested_by=cast.berta
        )
        self.document = Document.objects.create(
            kind=Document.Kind.FOLLOW_UP_PLAN,
            ugel=cast.ugel,
            campaign=cast.campaign,
            institution=cast.jardin,
            teacher=cast.tania,
            year=2026,
            number=1,
            snapshot={},
            file=ContentFile(b"%PDF-1.7", "plan.pdf"),
            sha256="0" * 64,
            issued_by=cast.berta,
            issued_at=timezone.now(),
        )
        self.upload = RegistryImport.objects.create(
            uploaded_by=cast.berta, file=ContentFile(b"COD_MOD", "x.csv"), file_name="x.csv"
        )
        self.roster = RosterImport.objects.create(
            uploaded_by=cast.berta, file=ContentFile(b"documento", "x.csv"), file_name="x.csv"
        )

    def user(self, name: str) -> Any:
        someone = getattr(self.cast, name)
        return someone.user if name in {"tania", "petra"} else someone


Arguments = Callable[[World], dict[str, Any]]
TEACHER: Arguments = lambda w: {"teacher_id": w.cast.tania.pk}  # noqa: E731
VISIT: Arguments = lambda w: {"visit_id": w.closed.pk}  # noqa: E731
DRAFT: Arguments = lambda w: {"visit_id": w.draft.pk}  # noqa: E731
ASSIGNMENT: Arguments = lambda w: {"assignment_id": w.cast.assignment.pk}  # noqa: E731
POST: Arguments = lambda w: {"post_id": w.cast.assignment.post_id}  # noqa: E731
CAMPAIGN: Arguments = lambda w: {"campaign_id": w.cast.campaign.pk}  # noqa: E731
COMPANION: Arguments = lambda w: {"companion_id": w.cast.assignment.companion_id}  # noqa: E731
ROLE: Arguments = lambda w: {"role_id": w.role.pk}  # noqa: E731
INSTITUTION: Arguments = lambda w: {"institution_id": w.cast.jardin.pk}  # noqa: E731
UPLOAD: Arguments = lambda w: {"import_id": w.upload.pk}  # noqa: E731
ROSTER: Arguments = lambda w: {"import_id": w.roster.pk}  # noqa: E731
JOB: Arguments = lambda w: {"job_id": w.job.pk}  # noqa: E731
DOCUMENT: Arguments = lambda w: {"document_id": w.document.pk}  # noqa: E731
KEY: Arguments = lambda w: {"uidb36": "1", "key": "abc-def"}  # noqa: E731
UGEL: Arguments = lambda w: {"ugel_id": w.cast.ugel.pk}  # noqa: E731
CODE: Arguments = lambda w: {"code": w.document.code}  # noqa: E731
INSTRUMENT: Arguments = lambda w: {"code": "aula-ciclo-ii"}  # noqa: E731
NONE: Arguments = lambda w: {}  # noqa: E731

# What a GET answers, a letter a person in the order of PEOPLE.
TABLE: dict[str, tuple[Arguments, str]] = {
    "home": (NONE, ">..........>>"),
    "set_language": (NONE, ">>>>>>>>>>>>>"),
    "account_login": (NONE, ".>>>>>>>>>>>>"),
    "account_logout": (NONE, ">............"),
    "account_change_password": (NONE, ">>>>>>>>>>>>>"),
    "account_set_password": (NONE, ">............"),
    "account_inactive": (NONE, "............."),
    "account_reset_password": (NONE, "............."),
    "account_reset_password_done": (NONE, "............."),
    "account_reset_password_from_key": (KEY, "............."),
    "account_reset_password_from_key_done": (NONE, "............."),
    "registry": (NONE, ">!!!..!!!!.!!"),
    "registry_preview": (UPLOAD, ">!!!.x!!!!x!!"),
    "registry_confirm": (UPLOAD, ">mmmmmmmmmmmm"),
    "institutions": (NONE, ">!!!..!!!!.!!"),
    "network_assign": (NONE, ">!!!..!!!!!!!"),
    "networks_import": (NONE, ">!!!..!!!!!!!"),
    "institution": (INSTITUTION, ">.xx.x.xxx.xx"),
    "teachers": (NONE, ">......!!!!!!"),
    "teacher_new": (NONE, ">!!!..!!!!!!!"),
    "teacher_edit": (TEACHER, ">!xx.x!xxxx!x"),
    "teacher_account": (TEACHER, ">!xx.x!xxxx!x"),
    "post_new": (TEACHER, ">!xx.x!xxxx!x"),
    "post_end": (POST, ">!xx.x!xxxx!x"),
    "assignment_new": (POST, ">!xx.x!xxxx!x"),
    "assignment_end": (ASSIGNMENT, ">!xx.x!xxxx!x"),
    "companions": (NONE, ">!!!..!!!!!!!"),
    "companion_new": (NONE, ">!!!..!!!!!!!"),
    "companion_end": (COMPANION, ">!!!.x!!!!!!!"),
    "companion_access": (COMPANION, ">!!!.x!!!!!!!"),
    "roles": (NONE, ">!!!..!!!!.!!"),
    "role_new": (NONE, ">!!!..!!!!.!!"),
    "role_end": (ROLE, ">!!!.x!!!!.!!"),
    "role_access": (ROLE, ">!!!.x!!!!.!!"),
    "campaigns": (NONE, ">......!...!!"),
    "campaign_new": (NONE, ">!!!..!!!!!!!"),
    "campaign": (CAMPAIGN, ">....x.!...!!"),
    "campaign_edit": (CAMPAIGN, ">!!!.x!!!!!!!"),
    "campaign_close": (CAMPAIGN, ">!!!.x!!!!!!!"),
    "rubrics:instruments": (NONE, ">......!!!.!!"),
    "rubrics:instrument": (INSTRUMENT, ">......!!!.!!"),
    "visits:list": (NONE, ">......!!!!.."),
    "visits:detail": (VISIT, ">.xx.x.xxxx.x"),
    "visits:form": (DRAFT, ">.xxxxxxxxxxx"),
    "visits:conflict": (DRAFT, ">!xxxxxxxxxxx"),
    "visits:close": (DRAFT, ">.xxxxxxxxxxx"),
    "visits:cancel": (DRAFT, ">.xxxxxxxxxxx"),
    "visits:new": (ASSIGNMENT, ">>xx!x!xxxx!x"),
    "visits:plan": (ASSIGNMENT, ">.xx!x!xxxx!x"),
    "visits:teacher": (TEACHER, ">.xx.x.xxxx.x"),
    "reports:institution": (INSTITUTION, ">!xx.x.xxx!xx"),
    "reports:ugel": (UGEL, ">!!!.x!x..!xx"),
    "reports:request_plan": (TEACHER, ">!xx.x.xxxx!x"),
    "reports:job": (JOB, ">xxx.xxxxxxxx"),
    "reports:job_progress": (JOB, ">xxx.xxxxxxxx"),
    "reports:documents": (NONE, ">......!!!!.."),
    "reports:document": (DOCUMENT, ">.xx.x.xxxx.x"),
    "reports:document_file": (DOCUMENT, ">.xx.x.xxxx.x"),
    "roster": (NONE, ">!!!..!!!!!!!"),
    "roster_template": (NONE, ">!!!..!!!!!!!"),
    "roster_preview": (ROSTER, ">!!!.x!!!!!!!"),
    "roster_confirm": (ROSTER, ">mmmmmmmmmmmm"),
    "roster_undo": (ROSTER, ">!!!>x!!!!!!!"),
    "people_export": (NONE, ">!!!..!!!!!!!"),
    "companions_export": (NONE, ">!!!..!!!!!!!"),
    "institutions_export": (NONE, ">!!!..!!!!.!!"),
    "visits:transfer": (COMPANION, ">!!!.x!!!!!!!"),
    "teacher_history": (TEACHER, ">!xx.x!xxxx!x"),
    "my_readings": (NONE, ">!!!!!!!!!!.."),
    "readings": (NONE, ">!!!!!!!!!.!!"),
    "changes": (NONE, ">!!!..!!!!.!!"),
    "privacy": (NONE, "............."),
    "reports:my_data": (NONE, ">mmmmmmmmmmmm"),
    "reports:verify": (NONE, "............."),
    "reports:verify_code": (CODE, "............."),
}


def routes(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or str(pattern.pattern))
        else:
            yield from routes(pattern.url_patterns, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))


def test_every_route_is_in_the_table() -> None:
    assert set(routes(get_resolver().url_patterns)) == set(TABLE)


@pytest.fixture
def world(cast: Any, settings: Any, tmp_path: Any) -> World:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    return World(cast)


@pytest.mark.parametrize("route", TABLE)
def test_access(world: World, client: Any, route: str) -> None:
    arguments, letters = TABLE[route]
    url = reverse(route, kwargs=arguments(world))
    answers = {}
    for name in PEOPLE:
        client.logout()
        if name != "nobody":
            client.force_login(world.user(name))
        answers[name] = client.get(url).status_code
    assert answers == {name: STATUS[letter] for name, letter in zip(PEOPLE, letters, strict=True)}
