"""Publishing with dates, retiring, and which version a visit is opened with."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accompaniment.models import TrackedChange
from rubrics.instruments.published import criteria_of
from rubrics.instruments.services.drafts import next_version
from rubrics.instruments.services.publishing import missing_to_publish, publish_draft, retire_version
from rubrics.models import InstrumentVersion

from .making import YES_NO, copied, draft, published, url

DAY = timedelta(days=1)


def in_use(cast, *, day=None, assignment=None):
    post = (assignment or cast.assignment).post
    return InstrumentVersion.objects.for_post(post, day or cast.today, cast.campaign)


def test_a_draft_becomes_what_visits_open_with(cast, client):
    version = copied(cast)
    client.force_login(cast.berta)
    page = client.get(url(version, "publish"))
    assert "Al publicarla queda fija" in page.text
    assert "en lugar de «Rúbricas de observación de aula, ciclo II v1»" in page.text
    assert in_use(cast) == cast.version
    client.post(url(version, "publish"), {"valid_from": cast.today.isoformat(), "valid_to": ""})
    version.refresh_from_db()
    assert (version.status, version.valid_from, version.valid_to) == ("published", cast.today, None)
    assert in_use(cast) == version
    assert in_use(cast, assignment=cast.promoter_assignment) == cast.promoter_version
    change = TrackedChange.objects.filter(object_id=str(version.pk)).first()
    assert change.fields["status"] == ["draft", "published"]


def test_a_level_without_its_text_is_not_published(cast, client):
    levels = [{"label": "Bajo", "descriptor": "Algo."}, {"label": "Medio"}, {"label": "Alto", "descriptor": "Más."}]
    rubric = {"title": "Uno", "short_title": "Uno", "scale": "1_3", "levels": levels}
    version = draft(cast, rubric)
    client.force_login(cast.berta)
    assert "Criterio 1, nivel 2: falta el descriptor de «Medio»." in client.get(url(version)).text.replace(
        "criterio 1", "Criterio 1"
    )
    assert "hay niveles sin su texto" in client.get(url(version, "publish")).text
    with pytest.raises(ValidationError, match="Todavía le falta algo"):
        publish_draft(version=version, valid_from=cast.today, valid_to=None)


def test_yes_says_itself_and_an_empty_draft_does_not(cast):
    assert missing_to_publish(criteria_of(draft(cast, YES_NO))) == []
    empty = draft(cast, title="Vacío")
    empty.criteria.all().delete()
    assert [fault.message() for fault in missing_to_publish(criteria_of(empty))] == ["no tiene ningún criterio."]


def test_the_version_before_ends_the_day_before(cast):
    first = published(cast, since=cast.today - 10 * DAY)
    second = next_version(version=first)
    publish_draft(version=second, valid_from=cast.today + 5 * DAY, valid_to=cast.today + 50 * DAY)
    first.refresh_from_db()
    assert first.valid_to == cast.today + 4 * DAY
    found = [in_use(cast, day=cast.today + n * DAY) for n in (-10, 4, 5, 50, 51)]
    assert found == [first, first, second, second, cast.version]


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (0, None, "La versión 1 empieza el"),
        (-3, None, "La versión 1 empieza el"),
        (5, 4, "El último día no puede ser anterior al primero."),
    ],
)
def test_days_that_do_not_fit_are_refused(cast, client, start, end, reason):
    version = next_version(version=published(cast))
    client.force_login(cast.berta)
    days = {"valid_from": (cast.today + start * DAY).isoformat()}
    days["valid_to"] = (cast.today + end * DAY).isoformat() if end is not None else ""
    assert reason in client.post(url(version, "publish"), days).text
    version.refresh_from_db()
    assert version.status == "draft"


def test_publishing_twice_is_publishing_once(cast):
    version = copied(cast)
    for day in (cast.today, cast.today + DAY):
        publish_draft(version=version, valid_from=day, valid_to=None)
    version.refresh_from_db()
    assert version.valid_from == cast.today


def test_retired_today_it_opens_no_more_visits(cast, client):
    version = copied(cast)
    publish_draft(version=version, valid_from=cast.today - 10 * DAY, valid_to=None)
    visit = cast.closed_visit(version=version)
    client.force_login(cast.berta)
    assert "Estas personas se observarán con" in client.get(url(version, "retire")).text
    page = client.post(url(version, "retire"), {"unused_from": cast.today.isoformat()}, follow=True)
    version.refresh_from_db()
    assert (version.status, version.valid_to) == ("retired", cast.today - DAY)
    assert "retirada" in page.text
    assert in_use(cast) == cast.version
    visit.refresh_from_db()
    assert visit.version == version
    assert client.get(url(version, "retire")).status_code == 403


def test_retired_from_a_day_to_come_it_is_used_until_then(cast):
    version = published(cast)
    retire_version(version=version, unused_from=cast.today + 7 * DAY)
    assert in_use(cast, day=cast.today + 6 * DAY) == version
    assert in_use(cast, day=cast.today + 7 * DAY) == cast.version


@pytest.mark.parametrize(("when", "reason"), [(-1, "Elige hoy o un día"), (8, "Ya termina antes")])
def test_days_on_which_it_cannot_be_retired(cast, when, reason):
    version = draft(cast)
    publish_draft(version=version, valid_from=cast.today, valid_to=cast.today + 5 * DAY)
    with pytest.raises(ValidationError, match=reason):
        retire_version(version=version, unused_from=cast.today + when * DAY)


def test_retiring_the_only_one_warns(cast, client):
    version = published(cast, teacher_kind="assistant")
    client.force_login(cast.berta)
    assert "No hay otro instrumento para estas personas" in client.get(url(version, "retire")).text


def test_an_administrator_may_retire_what_is_everyones(cast, client):
    client.force_login(cast.alma)
    client.post(url(cast.version, "retire"), {"unused_from": cast.today.isoformat()})
    assert in_use(cast) is None


def test_one_of_her_ugel_goes_before_everyones(cast):
    other = published(cast, ugel=cast.other_ugel)
    assert in_use(cast) == cast.version
    for_both = published(cast, cycle="")
    assert in_use(cast) == for_both, "hers goes first, even for both ciclos"
    for_hers = published(cast, title="Para su ciclo", since=cast.today - DAY)
    assert in_use(cast) == for_hers
    assert other.instrument.ugel == cast.other_ugel


def test_a_model_changes_nothing(cast):
    version = published(cast, by_default=False)
    assert in_use(cast) == cast.version
    assert version.status == "published"


def test_the_day_that_it_proposes_is_one_that_it_takes(cast, client):
    version = next_version(version=published(cast))
    client.force_login(cast.berta)
    proposed = client.get(url(version, "publish")).context["form"]["valid_from"].value()
    client.post(url(version, "publish"), {"valid_from": proposed.isoformat(), "valid_to": ""})
    version.refresh_from_db()
    assert (version.status, version.valid_from) == ("published", cast.today + DAY)
