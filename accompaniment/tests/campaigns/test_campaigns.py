from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.campaigns import defaults
from accompaniment.campaigns.campaign_settings import default_phases, settings_of
from accompaniment.campaigns.forms import CampaignForm
from accompaniment.campaigns.services import SHORTEST, close_campaign
from accompaniment.models import Campaign, Phase, TrackedChange

URL = "/campaigns/"
NEW = "/campaigns/new/"


@pytest.fixture
def data(cast):
    return {
        "ugel": cast.ugel.pk,
        "year": "2028",
        "starts_on": "2028-03-01",
        "ends_on": "2028-12-15",
        "letterhead": "Gobierno Regional\nUGEL Prueba",
        "slogan": "Año del aula",
    }


@pytest.fixture
def edit_data(cast):
    """What the edit page would post unchanged."""
    form = CampaignForm(campaign_settings=settings_of(cast.campaign))
    return {name: typed for name in form.fields if (typed := form[name].value()) not in (None, False)}


@pytest.fixture
def edit_url(cast):
    return reverse("campaign_edit", args=[cast.campaign.pk])


def test_opens_with_phases_visits_and_norms_from_the_data(client, cast, data):
    client.force_login(cast.berta)
    answer = client.post(NEW, data)
    campaign = Campaign.objects.get(year=2028)
    assert answer.url == reverse("campaign", args=[campaign.pk])
    assert [phase.phase for phase in campaign.phases.all()] == list(Phase)
    assert campaign.phases.first().starts_on == campaign.starts_on
    assert campaign.phases.last().ends_on == campaign.ends_on
    assert {(t.strategy, t.teacher_kind, t.area, t.times) for t in campaign.targets.all()} == set(defaults.TARGETS)
    assert [norm.citation for norm in campaign.norms.all()] == list(defaults.NORMS)


def test_cites_the_norm_of_its_year(client, cast, data):
    cast.campaign.assignments.all().delete()
    cast.campaign.delete()
    client.force_login(cast.berta)
    client.post(NEW, {**data, "year": "2026", "starts_on": "2026-03-01", "ends_on": "2026-12-15"})
    assert "RM N.° 501-2025" in Campaign.objects.get(year=2026).norms.last().citation


def test_the_letterhead_of_last_year_is_proposed(client, cast):
    client.force_login(cast.berta)
    assert "Gobierno Regional de Prueba" in client.get(NEW).content.decode()


@given(starts_on=st.dates(date(2020, 1, 1), date(2040, 1, 1)), days=st.integers(SHORTEST.days, 400))
def test_default_phases_fill_the_campaign_without_gaps(starts_on, days):
    ends_on = starts_on + timedelta(days=days)
    spans = list(default_phases(starts_on, ends_on).values())
    assert (spans[0][0], spans[-1][1]) == (starts_on, ends_on)
    assert all(begin <= end for begin, end in spans)
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2028-02-01"}, "ends_on"),
        ({"ends_on": "2028-03-10"}, "ends_on"),
        ({"year": "2031"}, "year"),
        ({"year": "mil"}, "year"),
        ({"letterhead": ""}, "letterhead"),
        ({"ugel": "0"}, "ugel"),
    ],
)
def test_what_is_refused_keeps_what_was_typed_and_stores_nothing(client, cast, data, changes, field):
    client.force_login(cast.berta)
    page = client.post(NEW, {**data, **changes})
    assert field in page.context["form"].errors
    assert "Año del aula" in page.content.decode()
    assert Campaign.objects.count() == 1


def test_one_campaign_a_year(client, cast, data):
    client.force_login(cast.berta)
    year = cast.today.year
    typed = {**data, "year": str(year), "starts_on": f"{year}-03-01", "ends_on": f"{year}-12-15"}
    assert "ya abrió ese año" in " ".join(client.post(NEW, typed).context["form"].errors["year"])


def test_another_ugel_cannot_be_chosen_by_hand(client, cast, data):
    client.force_login(cast.berta)
    assert "ugel" in client.post(NEW, {**data, "ugel": cast.other_ugel.pk}).context["form"].errors


def test_the_page_shows_the_plan_to_insiders(client, cast):
    cast.campaign.norms.create(order=1, citation="Ley de prueba")
    for who in (cast.berta, cast.ana, cast.diana, cast.rita, cast.nora, cast.alma):
        client.force_login(who)
        text = client.get(reverse("campaign", args=[cast.campaign.pk])).content.decode()
        assert "diagnóstico" in text
        assert "Ley de prueba" in text
        assert ("Cerrar el año" in text) is (who == cast.berta)
    assert f"{cast.campaign.year:,}" not in text


def test_the_edit_page_saves_what_it_shows(client, cast, edit_url, edit_data):
    client.force_login(cast.berta)
    before = list(cast.campaign.phases.values_list("starts_on", "ends_on"))
    assert client.post(edit_url, edit_data).status_code == 302
    assert list(cast.campaign.phases.values_list("starts_on", "ends_on")) == before
    assert {(t.teacher_kind, t.times) for t in cast.campaign.targets.all()} == {("classroom", 6), ("promoter", 8)}


def test_edits_phases_visits_and_norms(client, cast, edit_url, edit_data):
    client.force_login(cast.berta)
    last = cast.campaign.ends_on
    changes = {
        "slogan": "Otro nombre",
        "closing_ends_on": last,
        "visits_promoter_rural": "12",
        "visits_classroom_any": "",
        "norms": "Una norma\n\n  Otra norma  ",
    }
    assert client.post(edit_url, {**edit_data, **changes}).status_code == 302
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    assert campaign.slogan == "Otro nombre"
    assert campaign.phases.get(phase="closing").ends_on == last
    assert {(t.teacher_kind, t.area, t.times) for t in campaign.targets.all()} == {
        ("promoter", "", 8),
        ("promoter", "rural", 12),
    }
    assert [norm.citation for norm in campaign.norms.all()] == ["Una norma", "Otra norma"]


@pytest.mark.parametrize(
    ("field", "shift", "said"),
    [
        ("diagnostic_starts_on", -1, "antes que el año"),
        ("closing_ends_on", 30, "después que el año"),
        ("process_starts_on", -1, "se cruza"),
        ("process_ends_on", -150, "anterior"),
    ],
)
def test_phases_stay_inside_and_apart(client, cast, edit_url, edit_data, field, shift, said):
    client.force_login(cast.berta)
    page = client.post(edit_url, {**edit_data, field: edit_data[field] + timedelta(days=shift), "slogan": "Otro"})
    assert said in " ".join(page.context["form"].errors[field])
    cast.campaign.refresh_from_db()
    assert cast.campaign.slogan == "Año de las pruebas"


def test_dates_that_would_leave_assignments_outside_are_refused(client, cast, edit_url, edit_data):
    client.force_login(cast.berta)
    later = cast.campaign.starts_on + timedelta(days=5)
    page = client.post(edit_url, {**edit_data, "starts_on": later, "diagnostic_starts_on": later})
    assert "asignaciones" in " ".join(page.context["form"].errors["starts_on"])


def test_a_longer_campaign_takes_its_assignments_along(client, cast, edit_url, edit_data):
    former = cast.campaign.ends_on
    cast.assignment.ends_on = former
    cast.assignment.save()
    client.force_login(cast.berta)
    longer = former + timedelta(days=20)
    assert client.post(edit_url, {**edit_data, "ends_on": longer}).status_code == 302
    cast.assignment.refresh_from_db()
    assert cast.assignment.ends_on == longer


@pytest.mark.parametrize(("field", "value"), [("visits_promoter_any", "-1"), ("norms", "x" * 300), ("year", "")])
def test_wrong_values_are_refused(client, cast, edit_url, edit_data, field, value):
    client.force_login(cast.berta)
    assert field in client.post(edit_url, {**edit_data, field: value}).context["form"].errors


def test_closes_after_asking_and_then_admits_nothing(client, cast, edit_url, edit_data):
    url = reverse("campaign_close", args=[cast.campaign.pk])
    client.force_login(cast.berta)
    assert "se puede volver a abrir" in client.get(url).content.decode()
    assert "quedó cerrado" in client.post(url, follow=True).content.decode()
    cast.campaign.refresh_from_db()
    assert cast.campaign.is_closed
    for answer in (client.get(edit_url), client.post(edit_url, edit_data), client.post(url)):
        assert answer.status_code == 403
        assert f"El año {cast.today.year} ya está cerrado" in answer.content.decode()


def test_opens_again_after_asking_once(client, cast, edit_url):
    close_campaign(campaign=cast.campaign)
    client.force_login(cast.berta)
    url = reverse("campaign_reopen", args=[cast.campaign.pk])
    assert url in client.get(reverse("campaign", args=[cast.campaign.pk])).content.decode()
    assert client.get(url).status_code == 200
    assert "está abierto otra vez" in client.post(url, follow=True).content.decode()
    assert client.get(edit_url).status_code == 200
    assert TrackedChange.objects.filter(fields__has_key="closed_at").count() == 2, "closed, and opened again"
    assert "ya estaba abierto" in client.post(url, follow=True).content.decode()


@pytest.mark.parametrize("who", ["ana", "diana", "rita", "nora", "alma"])
def test_insiders_read_and_do_not_change(client, cast, data, edit_url, who):
    client.force_login(getattr(cast, who))
    assert client.get(URL).status_code == 200
    assert client.get(edit_url).status_code == 403
    assert client.post(reverse("campaign_close", args=[cast.campaign.pk])).status_code == 403
    assert client.post(NEW, data).status_code == 403
    cast.campaign.refresh_from_db()
    assert not cast.campaign.is_closed


def test_another_ugels_campaign_does_not_exist(client, cast, edit_url):
    client.force_login(cast.carla)
    assert list(client.get(URL).context["page"]) == []
    for url in (reverse("campaign", args=[cast.campaign.pk]), edit_url):
        assert client.get(url).status_code == 404


def test_it_is_not_for_the_accompanied_nor_for_expired_roles(client, cast):
    for who in (cast.tania.user, cast.dora):
        client.force_login(who)
        assert client.get(URL).status_code == 403


def test_signed_out_goes_to_sign_in(client, db):
    assert client.get(URL).url.startswith(reverse("account_login"))


def test_query_budget(client, cast, edit_url, django_assert_max_num_queries):
    client.force_login(cast.berta)
    for url in (URL, reverse("campaign", args=[cast.campaign.pk]), edit_url):
        with django_assert_max_num_queries(12):
            client.get(url)


def test_the_running_campaign_is_the_one_of_today(cast):
    Campaign.objects.create(
        ugel=cast.ugel,
        year=2040,
        starts_on="2040-01-01",
        ends_on="2040-12-31",
        letterhead="x",
        closed_at=timezone.now(),
    )
    assert Campaign.objects.current(cast.ugel) == cast.campaign
