"""What a year asks of a visit before it closes: each thing said as a link to its field, and what is not asked, told."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.campaigns.campaign_settings import CampaignData
from accompaniment.campaigns.closing_needs import ClosingNeed
from accompaniment.models import Campaign
from visits.closing.missing import has_dialogue
from visits.closing.services import close_visit, missing_to_close
from visits.models import Dialogue, Visit
from visits.tests.record.payload import payload

ALL = list(ClosingNeed.values)
SAID = {
    "dialogue": "id_dialogue-opening",
    "commitment": "id_dialogue-no_commitment_reason",
    "moments": "id_visit-moments_0",
    "attendance": "id_visit-present_girls",
}


@pytest.fixture
def bare(cast):
    """A visit in progress with its hours and levels, and nothing else."""
    visit = cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None)
    visit.commitments.all().delete()
    Dialogue.objects.filter(visit=visit).delete()
    return visit


def again(visit):
    return Visit.objects.get(pk=visit.pk)


def asks(cast, *needs):
    Campaign.objects.filter(pk=cast.campaign.pk).update(closing_needs=list(needs))


def test_a_year_of_before_asks_for_hours_and_levels_alone(cast, bare):
    assert cast.campaign.closing_needs == []
    assert list(CampaignData(2027, cast.today, cast.today, "").closing_needs) == ["dialogue", "commitment"]
    close_visit(visit=again(bare))


@pytest.mark.parametrize("need", ALL)
def test_what_lacks_leads_to_its_field(client, cast, bare, need):
    asks(cast, need)
    [missing] = missing_to_close(again(bare))
    assert missing.at == SAID[need]
    with pytest.raises(ValidationError, match=missing.split()[1]):
        close_visit(visit=again(bare))
    client.force_login(cast.ana)
    form = reverse("visits:form", args=[bare.pk])
    led = f"{form}?lacks=1#{missing.at}"
    assert f'href="{led}"' in client.get(reverse("visits:close", args=[bare.pk])).content.decode()
    page = client.get(led).content.decode()
    assert f'id="{missing.at}"' in page and f'href="#{missing.at}"' in page


def test_every_field_that_the_close_page_names_is_in_the_form(client, cast):
    visit = cast.visit(starts_at=None, ends_at=None)
    cast.closed_visit()
    asks(cast, *ALL)
    client.force_login(cast.ana)
    form = client.get(reverse("visits:form", args=[visit.pk])).content.decode()
    missing = missing_to_close(again(visit))
    assert len(missing) >= 7 and all(f'id="{one.at}"' in form for one in missing)


def test_why_there_was_no_commitment_is_asked_kept_and_read(client, cast):
    asks(cast, "commitment")
    none = {"commitments__TOTAL_FORMS": "0", "commitments__0__action": None, "commitments__1__action": None}
    why = "Se pospuso: era el aniversario."
    visit_id = uuid.uuid4()
    client.force_login(cast.ana)
    sent = payload(cast.assignment, cast.version, day=cast.today, dialogue__no_commitment_reason=why, **none)
    client.post(reverse("visits:form", args=[visit_id]), sent)
    visit = Visit.objects.get(pk=visit_id)
    assert visit.dialogue.no_commitment_reason == why and not missing_to_close(visit)
    assert why in client.get(visit.get_absolute_url()).content.decode()


@pytest.mark.parametrize("mode", [Visit.Mode.ASYNCHRONOUS, Visit.Mode.TELEPHONE])
def test_moments_and_children_are_asked_where_there_was_a_classroom_to_see(cast, bare, mode):
    asks(cast, "moments", "attendance")
    Visit.objects.filter(pk=bare.pk).update(mode=mode, medium="llamada")
    assert not missing_to_close(again(bare))


def test_who_closes_without_a_dialogue_is_told_once(client, cast, bare):
    client.force_login(cast.ana)
    url = reverse("visits:close", args=[bare.pk])
    assert client.get(url).content.decode().count("Se cierra sin diálogo") == 1
    Dialogue.objects.create(visit=bare, next_visit_on=cast.today)
    assert not has_dialogue(again(bare))
    Dialogue.objects.filter(visit=bare).update(needs="Más preguntas abiertas")
    assert "Se cierra sin diálogo" not in client.get(url).content.decode()


def test_the_list_tells_visits_with_dialogue_from_those_without(client, cast, bare):
    close_visit(visit=again(bare))
    talked = cast.closed_visit()
    silent = cast.closed_visit()
    Dialogue.objects.filter(visit=silent).update(strengths="", needs="")
    client.force_login(cast.berta)

    def listed(asked):
        return {visit.pk for visit in client.get(reverse("visits:list"), {"dialogue": asked}).context["page"]}

    assert (listed("with"), listed("without")) == ({talked.pk}, {silent.pk, bare.pk})


def test_the_figure_opens_the_visits_that_it_counts(client, cast, bare):
    close_visit(visit=again(bare))
    cast.closed_visit()
    client.force_login(cast.berta)
    page = client.get(reverse("reports:ugel", args=[cast.ugel.pk]))
    assert (page.context["total"].made, page.context["total"].silent) == (2, 1)
    rows = client.get(page.context["silent_url"]).context["page"]
    assert [visit.pk for visit in rows] == [bare.pk]


def test_a_correction_is_not_asked_for_what_its_visit_never_had(client, cast, bare):
    close_visit(visit=again(bare))
    asks(cast, "dialogue", "moments")
    client.force_login(cast.ana)
    data = payload(cast.assignment, cast.version, visit=again(bare), day=cast.today, reason="La hora era otra")
    bare_of = {name: "" for name in data if name.startswith("dialogue-")}
    url = reverse("visits:correct", args=[bare.pk])
    assert client.post(url, {**data, **bare_of, "visit-moments": []}).status_code == 302
    data = payload(cast.assignment, cast.version, visit=again(bare), day=cast.today, reason="Y hubo diálogo")
    assert client.post(url, data).status_code == 302
    data = payload(cast.assignment, cast.version, visit=again(bare), day=cast.today, reason="Y ya no")
    assert "Falta el diálogo" in client.post(url, {**data, **bare_of}).content.decode()
