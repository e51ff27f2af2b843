"""Sessions of the kinds that a year has: who convenes which, and what they are called."""

import pytest
from django.urls import reverse

from accompaniment.campaigns.session_kinds.data import SessionKindData
from accompaniment.campaigns.session_kinds.defaults import OTHERS, RTC
from accompaniment.campaigns.session_kinds.services import add_kind, change_kind
from visits.models import GroupSession
from visits.tests.groups.meetings import meeting, typed

NEW = reverse("visits:session_new")


@pytest.fixture
def microtaller(cast):
    return add_kind(campaign=cast.campaign, data=OTHERS["microtaller"])


def offered(client, who):
    client.force_login(who)
    return [value for value, _ in client.get(NEW).context["form"].fields["kind"].choices]


def test_who_leads_a_kind_convenes_it(client, cast, microtaller):
    assert offered(client, cast.ana) == ["gia", "microtaller"]
    assert offered(client, cast.diana) == ["rtc"]
    assert offered(client, cast.berta) == ["gia", "rtc", "workshop", "microtaller"]
    client.force_login(cast.ana)
    client.post(NEW, typed(cast, kind="microtaller"))
    session = GroupSession.objects.get()
    assert (session.kind, str(session)) == ("microtaller", "microtaller · Preguntas que hacen pensar")


def test_what_is_not_offered_any_more_is_not_convened(client, cast):
    change_kind(campaign=cast.campaign, code="rtc", data=SessionKindData(**{**vars(RTC), "is_offered": False}))
    assert offered(client, cast.berta) == ["gia", "workshop"]
    assert client.post(NEW, typed(cast, kind="rtc")).context["form"].errors["kind"]


def test_a_session_is_called_as_its_year_calls_its_kind(client, cast):
    client.force_login(cast.ana)
    client.post(NEW, typed(cast))
    data = SessionKindData(name="Círculo de aprendizaje", led_by="companion", strategy="gia")
    change_kind(campaign=cast.campaign, code="gia", data=data)
    session = GroupSession.objects.get()
    assert "Círculo de aprendizaje" in client.get(session.get_absolute_url()).text
    page = client.get(reverse("visits:sessions"), {"kind": "gia"})
    assert list(page.context["page"]) == [session]
    assert ("gia", "Círculo de aprendizaje") in list(page.context["filter"].form.fields["kind"].choices)


def test_rows_of_before_are_called_as_we_call_their_kind(cast):
    assert str(meeting(cast, kind="workshop")) == "taller · Preguntas que hacen pensar"


def test_an_edited_session_keeps_a_kind_that_is_not_offered_any_more(client, cast):
    session = meeting(cast)
    change_kind(
        campaign=cast.campaign,
        code="gia",
        data=SessionKindData(name="GIA", led_by="companion", strategy="gia", is_offered=False),
    )
    client.force_login(cast.ana)
    form = client.get(reverse("visits:session_edit", args=[session.pk])).context["form"]
    assert [value for value, _ in form.fields["kind"].choices] == ["gia"]
