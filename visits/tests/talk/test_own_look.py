"""The levels of a visit wait until its person has looked at her own practice, or agreed: on every page of hers."""

import pytest
from django.urls import reverse

from visits.models import SelfAssessment, Visit


@pytest.fixture
def waiting(cast):
    """Two visits with other levels; the later one waits for Tania."""
    before = cast.closed_visit(levels=[1, 1, 1, 1, 1])
    Visit.objects.filter(pk=before.pk).update(status=Visit.Status.ACKNOWLEDGED)
    return cast.closed_visit(levels=[4, 4, 4, 4, 4], number=2)


def own_page(client, cast):
    client.force_login(cast.tania.user)
    return client.get(reverse("visits:teacher", args=[cast.tania.pk]))


def shown(page):
    return [visit.pk for trajectory in page.context["trajectories"] for visit in trajectory.visits]


def test_her_page_shows_no_level_that_waits(client, cast, waiting):
    page = own_page(client, cast)
    assert len(shown(page)) == 1 and waiting.pk not in shown(page)
    assert " → " not in page.text and "<td>IV</td>" not in page.text


@pytest.mark.parametrize("how", ["looked", "agreed"])
def test_then_it_shows_them(client, cast, waiting, how):
    if how == "looked":
        SelfAssessment.objects.create(visit=waiting)
    else:
        Visit.objects.filter(pk=waiting.pk).update(status=Visit.Status.ACKNOWLEDGED)
    page = own_page(client, cast)
    assert waiting.pk in shown(page) and "I → IV" in page.text


@pytest.mark.parametrize("who", ["ana", "berta", "diana"])
def test_others_see_them_at_once(client, cast, waiting, who):
    client.force_login(getattr(cast, who))
    assert waiting.pk in shown(client.get(reverse("visits:teacher", args=[cast.tania.pk])))


def test_she_is_asked_at_the_end_of_the_record_once_she_has_seen_the_levels(client, cast, waiting):
    client.force_login(cast.tania.user)
    page = client.get(waiting.get_absolute_url()).text
    assert "Todavía no has visto los niveles" in page and "Estoy conforme" not in page
    page = client.get(waiting.get_absolute_url(), {"levels": 1}).text
    record = page.index("Hacer dos preguntas abiertas en cada actividad")
    assert page.index('href="#acknowledge"') < record < page.index("Estoy conforme")
