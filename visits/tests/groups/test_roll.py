"""What each person is owed of GIA, RTC and workshops, and what they attended: the roll, its file, one person's page."""

import csv

import pytest
from django.db.models import Q
from django.urls import reverse

from accompaniment.campaigns.session_kinds.defaults import OTHERS
from accompaniment.campaigns.session_kinds.services import add_kind
from accompaniment.models import Strategy, Target, Teacher
from visits.groups.shares import shares_of
from visits.models import Attendance
from visits.tests.groups.meetings import meeting

ROLL = reverse("visits:sessions_roll")


@pytest.fixture(autouse=True)
def targets(cast):
    rows = [("gia", "classroom", "", 4), ("gia", "promoter", "", 6), ("rtc", "classroom", "", 2)]
    Target.objects.bulk_create(
        Target(campaign=cast.campaign, strategy=strategy, teacher_kind=kind, area=area, times=times)
        for strategy, kind, area, times in rows
    )


def held(cast, *people, status=Attendance.Status.ATTENDED, **fields):
    session = meeting(cast, people=people, **{"state": "held", **fields})
    session.attendances.update(status=status)
    return session


def found(cast, teacher, by=None):
    shares = shares_of(teacher, cast.campaign, by=by or cast.berta)
    return {str(one.strategy): (one.owed, one.held, one.attended) for one in shares}


def test_what_was_held_and_attended_counts(cast):
    held(cast, cast.tania, cast.petra)
    held(cast, cast.tania, status=Attendance.Status.EXCUSED)
    held(cast, cast.tania, kind="workshop")
    meeting(cast, people=[cast.tania])
    meeting(cast, people=[cast.tania], state="cancelled", cancel_reason="Lluvia")
    assert found(cast, cast.tania) == {"gia": (4, 2, 1), "rtc": (2, 0, 0), "workshops": (None, 1, 1)}
    assert found(cast, cast.petra) == {"gia": (6, 1, 1)}


def test_a_kind_counts_for_the_strategy_that_it_names(cast):
    kinds = [add_kind(campaign=cast.campaign, data=OTHERS[code]) for code in ("microtaller", "asistencia")]
    for kind in kinds:
        held(cast, cast.petra, kind=kind.code)
    assert found(cast, cast.petra) == {"gia": (6, 1, 1)}, "the microworkshop, and not the assistance"


def test_another_year_does_not_count(cast):
    held(cast, cast.tania, campaign=year_before(cast))
    assert found(cast, cast.tania)["gia"] == (4, 0, 0)


def year_before(cast):
    former = type(cast.campaign).objects.get(pk=cast.campaign.pk)
    former.pk, former.year = None, cast.campaign.year - 1
    former.save(force_insert=True)
    return former


def test_the_area_of_her_place_wins(cast):
    area = cast.jardin.area
    Target.objects.create(campaign=cast.campaign, strategy="gia", teacher_kind="classroom", area=area, times=9)
    assert found(cast, cast.tania)["gia"][0] == 9
    Target.objects.filter(~Q(area="")).update(area="rural" if area != "rural" else "urban")
    assert found(cast, cast.tania)["gia"][0] == 4


def test_nobody_counts_what_she_may_not_read(cast):
    """Dora directed the place until yesterday: what was held today is not hers."""
    held(cast, cast.tania)
    assert found(cast, cast.tania, by=cast.dora)["gia"] == (4, 0, 0)


def test_the_roll_is_narrowed_and_sorted(client, cast):
    for n in range(4):
        held(cast, cast.tania, title=f"GIA {n}")
    client.force_login(cast.berta)

    def shown(**query):
        return [person for person, _shares in client.get(ROLL, query).context["rows"]]

    assert set(shown()) >= {cast.tania, cast.petra}
    assert cast.tania not in shown(behind="gia") and cast.petra in shown(behind="gia")
    assert cast.tania in shown(behind="rtc")
    assert shown(q="flores tania") == [cast.tania] and shown(kind="promoter", q="flores") == []
    assert "4 de 4" in client.get(ROLL, {"q": "flores"}).text and "completo" in client.get(ROLL, {"q": "flores"}).text


@pytest.mark.parametrize(("who", "sees"), [("ana", {"tania", "petra"}), ("diana", {"tania"}), ("carla", set())])
def test_each_finds_her_people(client, cast, who, sees):
    client.force_login(getattr(cast, who))
    shown = {person for person, _ in client.get(ROLL).context["rows"]}
    assert {one for one in ("tania", "petra") if getattr(cast, one) in shown} == sees


def test_it_is_taken_away_as_it_is_narrowed(client, cast):
    held(cast, cast.petra)
    client.force_login(cast.berta)
    answer = client.get(reverse("visits:sessions_roll_export"), {"format": "csv", "kind": "promoter", "behind": "gia"})
    text = b"".join(answer).decode("utf-8-sig")
    header, *rows = csv.reader(text.splitlines(), delimiter=";")
    at = header.index("GIA o microtalleres: corresponden")
    [row] = [row for row in rows if cast.petra.document_number in row[0]]
    assert row[at : at + 3] == ["6", "1", "1"]
    client.force_login(cast.ana)
    assert client.get(reverse("visits:sessions_roll_export"), {"format": "csv"}).status_code == 403


def test_the_roll_asks_no_more_for_more_people(client, cast, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(ROLL)


def test_a_person_reads_what_she_is_owed(client, cast):
    session = held(cast, cast.petra)
    client.force_login(cast.petra.user)
    url = reverse("visits:person_sessions", args=[cast.petra.pk])
    assert url in client.get(cast.petra.get_absolute_url()).text
    page = client.get(url)
    assert "1 de 6" in page.text and session.get_absolute_url() in page.text
    assert client.get(reverse("visits:person_sessions", args=[cast.tania.pk])).status_code == 404


def test_strategies_that_are_visits_are_no_part_of_it(cast):
    assert Strategy.VISITS.value not in found(cast, Teacher.objects.get(pk=cast.tania.pk))
