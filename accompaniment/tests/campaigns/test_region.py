"""What a region proposes to its UGELs: draft, published, withdrawn; taken over, and caught up with when it changes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.campaigns.campaign_settings import from_json, settings_of
from accompaniment.campaigns.forms import CampaignForm
from accompaniment.campaigns.region.forms import CatchUpForm
from accompaniment.campaigns.region.services import publish_regional, save_regional, withdraw_regional
from accompaniment.campaigns.services import close_campaign
from accompaniment.models import Campaign, RegionalCampaign, TrackedChange


def typed(campaign_settings):
    return posted(CampaignForm(campaign_settings=campaign_settings))


def posted(form):
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}


@pytest.fixture
def regional(client, cast):
    client.force_login(cast.alma)
    year = cast.today.year + 1
    data = {
        "region": cast.region.pk,
        "year": year,
        "starts_on": f"{year}-03-15",
        "ends_on": f"{year}-12-17",
        "letterhead": "Gobierno Regional\nDRE Prueba",
    }
    client.post(reverse("regional_new"), data)
    return publish_regional(campaign=RegionalCampaign.objects.get())


def test_a_ugel_opens_its_campaign_with_what_its_region_proposes(client, cast, regional):
    campaign_settings = from_json(regional.settings)
    client.post(
        reverse("regional_edit", args=[regional.pk]), {**typed(campaign_settings), "visits_promoter_rural": "10"}
    )
    client.force_login(cast.berta)
    assert reverse("campaign_from_regional", args=[regional.pk]) in client.get(reverse("campaign_new")).content.decode()
    url = reverse("campaign_from_regional", args=[regional.pk])
    assert "Nada se guarda" in client.get(url).content.decode()
    client.post(url, {"ugel": cast.ugel.pk})
    campaign = Campaign.objects.get(year=regional.year)
    assert campaign.ugel == cast.ugel
    assert campaign.letterhead_lines == ["Gobierno Regional", "DRE Prueba", "UGEL Prueba"]
    assert campaign.targets.get(strategy="visits", teacher_kind="promoter", area="rural").times == 10
    assert client.get(url).status_code == 403  # every UGEL of hers has its own by now


def test_one_campaign_a_region_and_year(client, cast, regional):
    data = {**typed(from_json(regional.settings)), "region": cast.region.pk}
    page = client.post(reverse("regional_new"), data)
    assert "ya tiene una propuesta" in " ".join(page.context["form"].errors["year"])


def test_another_ugel_cannot_be_chosen_by_hand(client, cast, regional):
    client.force_login(cast.berta)
    url = reverse("campaign_from_regional", args=[regional.pk])
    assert "ugel" in client.post(url, {"ugel": cast.other_ugel.pk}).context["form"].errors
    assert not Campaign.objects.filter(year=regional.year).exists()


def test_changes_to_the_regions_are_logged_in_words(client, cast, regional):
    campaign_settings = from_json(regional.settings)
    client.post(reverse("regional_edit", args=[regional.pk]), {**typed(campaign_settings), "norms": "Norma regional"})
    change = TrackedChange.objects.filter(model="accompaniment.regionalcampaign").latest("pk")
    assert change.fields["normas"][1] == ["Norma regional"]


# --- Draft, published, withdrawn ---------------------------------------------------------------------------------
def test_a_draft_is_seen_by_who_prepares_it_alone(client, cast, regional):
    withdraw_regional(campaign=regional)
    url = reverse("regional_campaign", args=[regional.pk])
    client.force_login(cast.alma)
    assert "borrador" in client.get(url).text
    client.force_login(cast.berta)
    assert client.get(url).status_code == 404
    assert reverse("campaign_from_regional", args=[regional.pk]) not in client.get(reverse("campaign_new")).text
    assert client.post(reverse("campaign_from_regional", args=[regional.pk]), {"ugel": cast.ugel.pk}).status_code == 404


def test_it_is_published_and_withdrawn_after_being_asked(client, cast, regional):
    withdraw_regional(campaign=regional)
    client.force_login(cast.alma)
    url = reverse("regional_publication", args=[regional.pk])
    assert ">Publicar</button>" in client.get(url).text
    assert "está publicada" in client.post(url, {"publish": "1"}, follow=True).text
    assert "ya estaba publicada" in client.post(url, {"publish": "1"}, follow=True).text
    assert ">Retirar</button>" in client.get(url).text
    assert "otra vez un borrador" in client.post(url, {"withdraw": "1"}, follow=True).text
    assert "ya era un borrador" in client.post(url, {"withdraw": "1"}, follow=True).text
    changes = TrackedChange.objects.filter(model="accompaniment.regionalcampaign", by=cast.alma)
    assert sum("published_at" in change.fields for change in changes) == 2


# --- What the region changes later -------------------------------------------------------------------------------
@pytest.fixture
def begun(client, cast, regional):
    """The campaign that Berta opened with the region's."""
    client.force_login(cast.berta)
    client.post(reverse("campaign_from_regional", args=[regional.pk]), {"ugel": cast.ugel.pk})
    return Campaign.objects.get(regional=regional)


def change_region(regional, **changes):
    form = CampaignForm(
        {**typed(from_json(regional.settings)), **changes}, campaign_settings=from_json(regional.settings)
    )
    assert form.is_valid(), form.errors
    regional = RegionalCampaign.objects.get(pk=regional.pk)
    return save_regional(campaign=regional, data=form.campaign(), plan=form.plan())


def test_nothing_to_catch_up_with_right_after_opening(client, begun):
    assert not begun.is_behind_region
    assert "La región cambió" not in client.get(reverse("campaign", args=[begun.pk])).text
    answer = client.get(reverse("campaign_catch_up", args=[begun.pk]))
    assert answer.url == reverse("campaign", args=[begun.pk])


def test_what_the_ugel_left_as_proposed_is_filled_in_and_its_own_stays(client, cast, regional, begun):
    own = settings_of(begun)
    client.post(
        reverse("campaign_edit", args=[begun.pk]), {**typed(own), "visits_promoter_any": "9", "slogan": "El mío"}
    )
    change_region(regional, visits_promoter_any="12", visits_classroom_any="7", norms="Norma nueva")
    assert "La región cambió su propuesta" in client.get(reverse("campaign", args=[begun.pk])).text
    assert "la región cambió su propuesta" in client.get(reverse("campaigns")).text
    url = reverse("campaign_catch_up", args=[begun.pk])
    page = client.get(url)
    told = {
        row["field"]: (row["before"], row["proposed"], row["own"], row["is_taken"])
        for row in page.context["form"].changes
    }
    visits = "visitas en aula, acompañamiento externo: toda área"
    assert told[f"promotora educativa comunitaria, {visits}"] == ("8", "12", "9", False)
    assert told[f"docente de aula, {visits}"][1:] == ("7", "6", True)
    assert told["Normas que citan los documentos"][1] == "Norma nueva"
    assert len(told) == 3

    assert client.post(url, posted(page.context["form"])).status_code == 302
    begun.refresh_from_db()
    owed = {t.teacher_kind: t.times for t in begun.targets.filter(strategy="visits", area="")}
    assert (owed["promoter"], owed["classroom"], begun.slogan) == (9, 7, "El mío")
    assert [norm.citation for norm in begun.norms.all()] == ["Norma nueva"]
    assert begun.letterhead_lines[-1] == "UGEL Prueba"
    assert not Campaign.objects.get(pk=begun.pk).is_behind_region


def test_what_is_refused_leaves_everything_to_be_caught_up_with(client, regional, begun):
    change_region(regional, slogan="Año del agua")
    url = reverse("campaign_catch_up", args=[begun.pk])
    data = posted(client.get(url).context["form"])
    page = client.post(url, {**data, "ends_on": str(begun.starts_on + timedelta(days=3))})
    assert "termina después que el año" in page.text and "Año del agua" in page.text
    assert Campaign.objects.get(pk=begun.pk).is_behind_region


def test_a_change_while_the_page_was_open_is_not_taken_for_seen(client, regional, begun):
    regional = change_region(regional, slogan="Año del agua")
    url = reverse("campaign_catch_up", args=[begun.pk])
    data = posted(client.get(url).context["form"])
    change_region(regional, slogan="Año de la papa")
    page = client.post(url, data)
    assert "cambió su propuesta otra vez" in page.text
    assert Campaign.objects.get(pk=begun.pk).slogan == ""


def test_another_colleagues_edit_meanwhile_is_not_erased(client, regional, begun):
    change_region(regional, slogan="Año del agua")
    url = reverse("campaign_catch_up", args=[begun.pk])
    data = posted(client.get(url).context["form"])
    Campaign.objects.filter(pk=begun.pk).update(photos_allowed=True)
    page = client.post(url, data)
    assert "Se permiten fotos y audios: ahora dice «sí»." in page.context["form"].non_field_errors()
    assert Campaign.objects.get(pk=begun.pk).photos_allowed


def test_a_withdrawn_proposal_tells_nothing_more(client, regional, begun):
    change_region(regional, slogan="Año del agua")
    withdraw_regional(campaign=RegionalCampaign.objects.get(pk=regional.pk))
    assert not Campaign.objects.get(pk=begun.pk).is_behind_region
    assert "Empezó con lo que propone la región" in client.get(reverse("campaign", args=[begun.pk])).text


def test_a_closed_campaign_is_not_asked(client, regional, begun):
    change_region(regional, slogan="Año del agua")
    close_campaign(campaign=begun)
    assert "La región cambió" not in client.get(reverse("campaign", args=[begun.pk])).text
    assert client.get(reverse("campaign_catch_up", args=[begun.pk])).status_code == 403


def test_the_region_sees_who_began_and_who_has_not_looked_yet(client, cast, regional, begun):
    change_region(regional, slogan="Año del agua")
    client.force_login(cast.alma)
    page = client.get(reverse("regional_campaign", args=[regional.pk])).text
    assert reverse("campaign", args=[begun.pk]) in page and "todavía no vio lo último" in page


def test_fields_filled_in_are_those_that_the_form_has(begun, regional):
    regional = change_region(regional, slogan="Año del agua")
    form = CatchUpForm(campaign=Campaign.objects.get(pk=begun.pk))
    assert form.initial["slogan"] == "Año del agua" and form.seen()["slogan"] == ""
    assert {row.name for row in form.differences} <= set(form.fields)
