"""What a campaign says beyond its dates: lists, loads, strategies, days off; and starting one from another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.campaigns import defaults
from accompaniment.campaigns.campaign_settings import as_json, from_json, norms_of, of_next_year, settings_of
from accompaniment.campaigns.forms import CampaignForm
from accompaniment.campaigns.holidays import a_year_later, national
from accompaniment.campaigns.services import close_campaign
from accompaniment.models import Campaign, Target, TrackedChange
from accompaniment.people.companions.workload import workload_limits_of


def typed(campaign_settings):
    form = CampaignForm(campaign_settings=campaign_settings)
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}


@pytest.fixture
def save(client, cast):
    client.force_login(cast.berta)
    url = reverse("campaign_edit", args=[cast.campaign.pk])

    def save(**changes):
        return client.post(url, {**typed(settings_of(Campaign.objects.get(pk=cast.campaign.pk))), **changes})

    return save


def stored(cast):
    return Campaign.objects.get(pk=cast.campaign.pk)


def test_lists_are_one_a_line_trimmed_and_without_repetition(save, cast):
    assert save(moments="asamblea\n\n  Juego   libre \nASAMBLEA", documents_asked="").status_code == 302
    assert stored(cast).moments == ["asamblea", "Juego libre"]
    assert stored(cast).documents_asked == []


def test_photos_loads_and_days_off_are_kept(save, cast):
    save(photos_allowed="on", urban_load="10", coordinator_least="6", holidays="24/06/2030 Fiesta\n01/05/2030 Trabajo")
    campaign = stored(cast)
    assert campaign.photos_allowed
    assert workload_limits_of(campaign)[:3] == (10, defaults.RURAL_LOAD, 6)
    assert [row.as_line() for row in campaign.days_off] == ["01/05/2030 Trabajo", "24/06/2030 Fiesta"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("moments", "x" * 61, "60 letras"),
        ("documents_asked", "\n".join(f"documento {n}" for n in range(31)), "30"),
        ("holidays", "Inti Raymi", "No se entiende"),
        ("coordinator_load", "3", "menor que el mínimo"),
        ("gia_promoter_any", "61", "60"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(save, cast, field, value, said):
    page = save(**{field: value, "slogan": "Lo que escribí"})
    assert said in " ".join(page.context["form"].errors[field])
    assert "Lo que escribí" in page.content.decode()
    assert stored(cast).slogan == "Año de las pruebas"


def test_gia_rtc_and_workshops_are_owed_beside_visits(save, cast):
    save(gia_promoter_any="6", gia_promoter_rural="8", rtc_classroom_any="2")
    owed = {(t.strategy, t.teacher_kind, t.area): t.times for t in Target.objects.all()}
    assert owed["gia", "promoter", "rural"] == 8
    assert owed["visits", "promoter", ""] == 8
    save(gia_promoter_rural="")
    assert not Target.objects.filter(strategy="gia", area="rural").exists()


def test_promoters_are_owed_more_by_default():
    owed = {(row.strategy, row.teacher_kind): row.times for row in defaults.TARGETS}
    for strategy in ("visits", "gia"):
        assert owed[strategy, "promoter"] > owed[strategy, "classroom"]


def test_the_log_names_what_changed_in_words(save, cast):
    save(gia_promoter_any="6", holidays="24/06/2030 Fiesta", photos_allowed="on")
    fields = {name for change in TrackedChange.objects.filter(by=cast.berta) for name in change.fields}
    assert "GIA o microtalleres a promotora educativa comunitaria, área cualquiera" in fields
    assert "días sin clases" in fields
    assert "photos_allowed" in fields and "holidays" not in fields


def test_settings_survive_json(cast):
    campaign_settings = of_next_year(settings_of(cast.campaign))
    as_proposed = replace(campaign_settings, session_kinds={})  # of which a region says nothing
    assert from_json(as_json(campaign_settings)) == as_proposed


# --- The next year -----------------------------------------------------------------------------------------------
def test_a_copy_is_seen_before_it_is_made_and_says_the_same_a_year_later(client, cast):
    cast.campaign.holidays = [row.as_json() for row in national(cast.campaign.starts_on, cast.campaign.ends_on)]
    cast.campaign.moments, cast.campaign.instruments = ["asamblea"], {"promoter/II": "guia-pronoei"}
    cast.campaign.save()
    cast.campaign.norms.create(order=1, citation=defaults.NORMS_OF_YEAR[2026][0])
    cast.campaign.norms.create(order=2, citation="Directiva de la UGEL")
    client.force_login(cast.berta)
    url = reverse("campaign_copy", args=[cast.campaign.pk])
    assert url in client.get(reverse("campaign_new")).content.decode()
    page = client.get(url).content.decode()
    assert "Nada se guarda" in page and "asamblea" in page
    assert Campaign.objects.count() == 1
    answer = client.post(url)
    copy = Campaign.objects.get(year=cast.campaign.year + 1)
    assert answer.url == reverse("campaign", args=[copy.pk])
    assert (copy.starts_on, copy.ends_on) == (
        a_year_later(cast.campaign.starts_on),
        a_year_later(cast.campaign.ends_on),
    )
    old_days = list(cast.campaign.phases.values_list("phase", "starts_on"))
    assert list(copy.phases.values_list("phase", "starts_on")) == [(p, a_year_later(day)) for p, day in old_days]
    assert copy.letterhead == cast.campaign.letterhead and copy.slogan == ""
    assert copy.days_off == national(copy.starts_on, copy.ends_on)
    assert (copy.moments, copy.instruments) == (["asamblea"], {"promoter/II": "guia-pronoei"})
    assert set(copy.targets.values_list("strategy", "teacher_kind", "times")) == {
        ("visits", "classroom", 6),
        ("visits", "promoter", 8),
    }
    assert [norm.citation for norm in copy.norms.all()] == norms_of(["Directiva de la UGEL"], copy.year)
    assert client.post(url).status_code == 200
    assert Campaign.objects.count() == 2
    assert "ya está abierto" in client.get(url).content.decode()


def test_norms_of_another_school_year_give_way_to_those_of_the_year():
    of_2025, of_2026 = defaults.NORMS_OF_YEAR[2025][0], defaults.NORMS_OF_YEAR[2026][0]
    assert norms_of(["Ley", of_2025], 2026) == ["Ley", of_2026]
    assert norms_of(["Ley", of_2026], 2099) == ["Ley"]


def test_a_closed_campaign_is_copied_too(client, cast):
    close_campaign(campaign=cast.campaign)
    client.force_login(cast.berta)
    client.post(reverse("campaign_copy", args=[cast.campaign.pk]))
    assert not Campaign.objects.get(year=cast.campaign.year + 1).is_closed


@pytest.mark.parametrize("name", ["campaign_copy", "campaign_edit", "campaign"])
def test_query_budget(client, cast, name, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(reverse(name, args=[cast.campaign.pk]))


def test_the_load_warning_follows_the_campaign(client, cast):
    cast.campaign.urban_load = 0
    cast.campaign.save()
    client.force_login(cast.berta)
    assert "1 aulas urbanas, y se recomiendan hasta 0" in client.get(reverse("companions")).content.decode()


def test_phases_of_a_copy_stay_inside(cast):
    cast.campaign.phases.filter(phase="closing").update(ends_on=cast.campaign.ends_on + timedelta(days=30))
    campaign_settings = of_next_year(settings_of(Campaign.objects.get(pk=cast.campaign.pk)))
    assert campaign_settings.plan.phases["closing"][1] == campaign_settings.data.ends_on
