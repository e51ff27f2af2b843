"""Equal and conflicting forms sent in the very same moment: one of them is done, the others are answered in words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.merging.comparison import compare
from accompaniment.models import (
    Assignment,
    Campaign,
    Companion,
    Institution,
    Network,
    OneTimeCode,
    Post,
    RegionalCampaign,
    Role,
    Teacher,
    User,
)
from accompaniment.people.models.merged_records import DistinctPeople
from accompaniment.territory.locations.models import Location
from accompaniment.tests.at_once import Sending
from conftest import assign, person, teacher_at
from reports.documents.models.jobs import ReportJob
from rubrics.instruments.services.drafts import InstrumentData, make_instrument
from rubrics.models import CalibrationRule, InstrumentVersion, PracticeAnswer, PracticeCase
from visits.models import CalendarFeed, PairedObservation, PairedScore, Proposal, Visit
from visits.plan.services import preview_year

CRITERION = {"title": "Uno", "short_title": "Uno", "scale": "yes_no", "levels": [{"label": "No"}, {"label": "Sí"}]}


@dataclass(frozen=True)
class Case:
    """What is sent at once, and what is counted afterwards: one, unless said otherwise."""

    sendings: list[Sending]
    count: Callable[[], Any]
    outcome: Any = 1


def someone(number: int) -> dict[str, Any]:
    return {
        "document_type": "dni",
        "document_number": f"4600{number:04}",
        "first_names": "Rosa",
        "last_names": f"Prueba {'ABCDEFGHIJ'[number % 10] * 3}",
        "email": "",
    }


def place(cast: Any, number: int) -> Institution:
    code, name = f"99011{number:02}", f"Jardín {number}"
    alike = {"kind": cast.jardin.kind, "level_code": "A2", "ugel": cast.ugel, "cycle": "II", "area": "urban"}
    return Institution.objects.create(modular_code=code, name=name, **alike)


# --- People and their work -------------------------------------------------------------------------------------
def new_person(cast: Any) -> Case:
    typed = {**someone(1), "kind": "classroom", "institution": place(cast, 1).code, "ages": ["4"],
             "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Post.objects.filter(teacher__document_number="46000001")
    return Case([Sending(cast.berta, reverse("teacher_new"), typed)], rows.count)


def person_from_elsewhere(cast: Any) -> Case:
    known = teacher_at(cast.other_jardin, "Rosa", "Prueba AAA", "46000010", "classroom", since=date(2020, 1, 1))
    Post.objects.filter(pk=known.pk).update(ends_on=date(2021, 1, 1))
    typed = {**someone(10), "kind": "classroom", "institution": place(cast, 2).code, "ages": ["4"],
             "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Post.objects.filter(teacher=known.teacher, ends_on=None)
    return Case([Sending(cast.berta, reverse("teacher_new"), typed)], rows.count)


def new_post(cast: Any) -> Case:
    where = place(cast, 3)
    typed = {"institution": where.code, "ages": ["4"], "starts_on": cast.today.isoformat()}
    sending = Sending(cast.berta, reverse("post_new", args=[cast.tania.pk]), typed)
    return Case([sending], Post.objects.filter(institution=where).count)


def new_assignment(cast: Any) -> Case:
    olga = Companion.objects.get(user=cast.olga)
    post = teacher_at(place(cast, 4), "Luz", "Soto", "46000020", "classroom", since=cast.campaign.starts_on)
    typed = {"companion": olga.pk, "campaign": cast.campaign.pk, "visits_owed": 6}
    paths = [reverse("assignment_new", args=[post.pk])] * 4
    days = [(cast.today + timedelta(days=n)).isoformat() for n in range(4)]
    sendings = [Sending(cast.berta, path, {**typed, "starts_on": day}) for path, day in zip(paths, days, strict=True)]
    return Case(sendings, Assignment.objects.filter(post=post).count)


def assignment_while_the_post_ends(cast: Any) -> Case:
    olga = Companion.objects.get(user=cast.olga)
    post = teacher_at(place(cast, 5), "Luz", "Rojas", "46000021", "classroom", since=cast.campaign.starts_on)
    typed = {"companion": olga.pk, "campaign": cast.campaign.pk, "visits_owed": 6, "starts_on": cast.today.isoformat()}
    ends = {"ends_on": cast.today.isoformat()}
    sendings = [
        Sending(cast.berta, reverse("assignment_new", args=[post.pk]), typed),
        Sending(cast.berta, reverse("post_end", args=[post.pk]), ends),
    ]
    outlasting = Assignment.objects.filter(post=post, post__ends_on__isnull=False).exclude(ends_on__lte=cast.today)
    return Case(sendings, outlasting.count, 0)


def new_companion(cast: Any) -> Case:
    typed = {**someone(2), "ugel": cast.ugel.pk, "kind": "external", "starts_on": cast.today.isoformat()}
    rows = Companion.objects.filter(user__username="46000002")
    return Case([Sending(cast.berta, reverse("companion_new"), typed)], rows.count)


def companion_with_an_account(cast: Any) -> Case:
    typed = {**someone(2), "document_number": cast.diana.username, "last_names": cast.diana.last_name,
             "ugel": cast.ugel.pk, "kind": "internal", "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Companion.objects.filter(user=cast.diana)
    return Case([Sending(cast.berta, reverse("companion_new"), typed)], rows.count)


def new_role(cast: Any) -> Case:
    typed = {**someone(3), "document_number": cast.olga.username, "last_names": cast.olga.last_name,
             "kind": "national_reader", "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Role.objects.filter(user=cast.olga, kind="national_reader")
    return Case([Sending(cast.alma, reverse("role_new"), typed)], rows.count)


def the_last_administrators(cast: Any) -> Case:
    other = Role.objects.create(user=cast.nora, kind="administrator", starts_on=cast.campaign.starts_on)
    own = Role.objects.get(user=cast.alma)
    ends = {"ends_on": cast.today.isoformat()}
    sendings = [
        Sending(cast.alma, reverse("role_end", args=[other.pk]), ends),
        Sending(cast.nora, reverse("role_end", args=[own.pk]), ends),
    ]
    return Case(sendings, Role.objects.filter(kind="administrator", ends_on=None).count)


def one_time_codes(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("one_time_codes"), {"people": [str(cast.tania.pk), str(cast.petra.pk)]})
    return Case([sending], OneTimeCode.objects.filter(user=cast.tania.user).count)


def first_account(cast: Any) -> Case:
    post = teacher_at(place(cast, 6), "Luz", "Vargas", "46000030", "classroom", since=cast.campaign.starts_on)
    Teacher.objects.filter(pk=post.teacher_id).update(user=None)
    User.objects.filter(username="46000030").delete()
    sending = Sending(cast.berta, reverse("teacher_account", args=[post.teacher_id]))
    return Case([sending], User.objects.filter(username="46000030", teacher=post.teacher_id).count)


def joining_two_records(cast: Any) -> Case:
    one = teacher_at(place(cast, 7), "Luz", "Doble", "46000040", "classroom", since=cast.campaign.starts_on).teacher
    two = teacher_at(place(cast, 8), "Luz", "Doble", "46000041", "classroom", since=cast.campaign.starts_on).teacher
    Teacher.objects.filter(pk=two.pk).update(user=None)
    comparison = compare(one, two, by=cast.berta)
    typed = {"seen": comparison.fingerprint, "is_same": "on", "sure": "on", "document": "kept"}
    sending = Sending(cast.berta, reverse("duplicate", args=[one.pk, two.pk]), typed)
    return Case([sending], Teacher.objects.filter(pk__in=[one.pk, two.pk]).count)


def keeping_two_apart(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("duplicate_dismiss", args=[cast.tania.pk, cast.petra.pk]))
    return Case([sending], DistinctPeople.objects.count)


# --- Places and years ------------------------------------------------------------------------------------------
def new_network(cast: Any) -> Case:
    places = [place(cast, n).pk for n in (20, 21)]
    names = ["Red Norte", "RED NORTE", "red norte", "Réd Norte"]
    sendings = [
        Sending(cast.berta, reverse("network_assign"), {"name": name, "institutions": places}) for name in names
    ]
    return Case(sendings, Network.objects.count)


def a_move(cast: Any) -> Case:
    where = place(cast, 22)
    typed = {"moved_on": cast.today.isoformat(), "place": "Otro lugar"}
    sending = Sending(cast.berta, reverse("institution_move", args=[where.pk]), typed)
    return Case([sending], Location.objects.filter(institution=where).current().count)


def new_campaign(cast: Any) -> Case:
    year = cast.today.year + 2
    typed = {"ugel": cast.ugel.pk, "year": year, "starts_on": f"{year}-03-01", "ends_on": f"{year}-12-15",
             "letterhead": "UGEL"}  # fmt: skip
    return Case([Sending(cast.berta, reverse("campaign_new"), typed)], Campaign.objects.filter(year=year).count)


def copied_campaign(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("campaign_copy", args=[cast.campaign.pk]))
    return Case([sending], Campaign.objects.filter(year=cast.campaign.year + 1).count)


def regional_campaign(cast: Any) -> Case:
    year = cast.today.year + 2
    typed = {"region": cast.region.pk, "year": year, "starts_on": f"{year}-03-01", "ends_on": f"{year}-12-15",
             "letterhead": "DRE"}  # fmt: skip
    rows = RegionalCampaign.objects.filter(year=year)
    return Case([Sending(cast.alma, reverse("regional_new"), typed)], rows.count)


def calibration_rule(cast: Any) -> Case:
    typed = {"period_days": 200, "least_pairs": 10, "least_share": 70, "least_kappa": 60, "retake_days": 30}
    sending = Sending(cast.berta, reverse("visits:calibration_rule", args=[cast.ugel.pk]), typed)
    return Case([sending], CalibrationRule.objects.count)


# --- Instruments and practice ----------------------------------------------------------------------------------
def _own_instrument(cast: Any, title: str) -> InstrumentVersion:
    about = InstrumentData(title=title, teacher_kind="classroom", ugel=cast.ugel)
    return make_instrument(data=about, criteria=[CRITERION])


def new_criterion(cast: Any) -> Case:
    version = _own_instrument(cast, "Con criterios")
    typed = {"title": "Dos", "short_title": "Dos", "scale": "yes_no", "shown": "yes_no", "label-1": "No",
             "label-2": "Sí"}  # fmt: skip
    path = reverse("rubrics:criterion_new", args=[version.instrument.code, version.number])
    return Case([Sending(cast.berta, path, typed)], version.criteria.filter(title="Dos").count)


def publishing(cast: Any) -> Case:
    version = _own_instrument(cast, "Por publicar")
    path = reverse("rubrics:publish", args=[version.instrument.code, version.number])
    rows = InstrumentVersion.objects.filter(pk=version.pk, status="published")
    return Case([Sending(cast.berta, path, {"valid_from": cast.today.isoformat()})], rows.count)


def next_version(cast: Any) -> Case:
    version = _own_instrument(cast, "Con siguiente")
    InstrumentVersion.objects.filter(pk=version.pk).update(status="published")
    path = reverse("rubrics:next", args=[version.instrument.code, version.number])
    return Case([Sending(cast.berta, path)], version.instrument.versions.filter(status="draft").count)


def practice_answer(cast: Any) -> Case:
    case = PracticeCase.objects.create(
        version=cast.version, ugel=cast.ugel, title="x", vignette="x", written_by=cast.berta,
        published_at=timezone.now(),
    )  # fmt: skip
    criterion = cast.version.criteria.first()
    case.references.create(criterion=criterion, value=2, reason="x")
    path = reverse("rubrics:practice_case", args=[case.pk])
    typed = {f"c{criterion.pk}-value": 2, f"c{criterion.pk}-reason": "x"}
    sendings = [Sending(cast.ana, path, {**typed, "answer": str(uuid.uuid4())}) for _n in range(4)]
    return Case(sendings, PracticeAnswer.objects.filter(case=case).count)


# --- Visits ----------------------------------------------------------------------------------------------------
def calendar_address(cast: Any) -> Case:
    companion = cast.assignment.companion
    sending = Sending(cast.ana, reverse("visits:calendar_address", args=[companion.pk]), {"renew": "1"})
    return Case([sending], CalendarFeed.objects.filter(companion=companion).count)


def a_planned_year(cast: Any) -> Case:
    companion = cast.promoter_assignment.companion
    digest = preview_year(companion=companion, campaign=cast.campaign).digest
    path = reverse("visits:calendar_propose", args=[companion.pk])
    sendings = [Sending(cast.ana, path, {"proposal": str(uuid.uuid4()), "digest": digest}) for _n in range(4)]
    return Case(sendings, Proposal.objects.filter(companion=companion).count)


def an_invitation(cast: Any) -> Case:
    visit = cast.visit()
    sending = Sending(cast.ana, reverse("visits:pair_invite", args=[visit.pk]), {"observer": cast.olga.pk})
    return Case([sending], visit.paired_observations.count)


def both_observers_close(cast: Any) -> Case:
    closed = cast.closed_visit()
    Visit.objects.filter(pk=closed.pk).update(status=Visit.Status.IN_PROGRESS, closed_at=None)
    pair = PairedObservation.objects.create(visit=closed, observer=cast.olga, invited_by=cast.ana, revision=1)
    PairedScore.objects.bulk_create(
        PairedScore(observation=pair, criterion=criterion, value=1, evidence="x")
        for criterion in closed.version.criteria.all()
    )
    sendings = [
        Sending(cast.ana, reverse("visits:close", args=[closed.pk])),
        Sending(cast.olga, reverse("visits:pair_close", args=[pair.pk])),
    ]
    return Case(sendings, PairedObservation.objects.filter(pk=pair.pk, completed_at__isnull=False).count)


def a_transfer(cast: Any) -> Case:
    receiver = Companion.objects.get(user=cast.olga)
    posts = [
        teacher_at(place(cast, n), "Luz", f"Paso {n}", f"460001{n:02}", "classroom", since=cast.campaign.starts_on)
        for n in (30, 31, 32)
    ]
    giver = Companion.objects.create(
        user=person("46000200", "Gina", "Ruiz"), ugel=cast.ugel, kind="external", starts_on=cast.campaign.starts_on
    )
    given = [assign(giver, post, cast.campaign, since=cast.campaign.starts_on) for post in posts]
    typed = {"receiver": receiver.pk, "starts_on": (cast.today + timedelta(days=1)).isoformat(), "confirm": "1",
             "assignments": [one.pk for one in given]}  # fmt: skip
    sending = Sending(cast.berta, reverse("visits:transfer", args=[giver.pk]), typed)
    return Case([sending], Assignment.objects.filter(companion=receiver, post__in=posts).count, 3)


def a_requested_plan(cast: Any) -> Case:
    cast.closed_visit(assignment=cast.promoter_assignment)
    sending = Sending(cast.berta, reverse("reports:request_plan", args=[cast.petra.pk]))
    return Case([sending], ReportJob.objects.filter(teacher=cast.petra).count)


FORMS = [
    new_person,
    person_from_elsewhere,
    new_post,
    new_assignment,
    assignment_while_the_post_ends,
    new_companion,
    companion_with_an_account,
    new_role,
    one_time_codes,
    first_account,
    joining_two_records,
    keeping_two_apart,
    new_network,
    a_move,
    new_campaign,
    copied_campaign,
    regional_campaign,
    calibration_rule,
    new_criterion,
    publishing,
    next_version,
    practice_answer,
    a_planned_year,
    calendar_address,
    an_invitation,
    both_observers_close,
    a_transfer,
    a_requested_plan,
    the_last_administrators,
]


@pytest.mark.django_db(transaction=True)
def test_one_is_done_and_the_others_are_told(at_once: Any, cast: Any) -> None:
    """All forms in one test: emptying every table after each would take longer than all of them."""
    wrong = []
    for form in FORMS:
        case = form(cast)
        answers = at_once(case.sendings)
        codes = sorted(answer.status_code for answer in answers)
        if (found := case.count()) != case.outcome or codes[-1] >= 500 or codes[0] >= 400:
            wrong.append(f"{form.__name__}: {found} instead of {case.outcome}, answered {codes}")
    assert not wrong, "\n".join(wrong)
