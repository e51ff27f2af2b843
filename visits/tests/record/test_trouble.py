"""What goes wrong while a visit is written, and that nothing typed is lost by it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.lib.drafts import KEPT_FOR, writer_token
from rubrics.models import Criterion, InstrumentVersion, Level
from visits.models import FieldNote, Submission, Visit

from .payload import payload

TYPED = "Todo lo que escribí durante una hora"


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def form_url(visit_id):
    return reverse("visits:form", args=[visit_id])


def typed(cast, *, visit=None, writer=None, **changes):
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, dialogue__needs=TYPED, **changes)
    return data | {"writer": writer_token(writer or cast.ana)}


# --- A session that ended while she was writing ----------------------------------------------------------------------


def test_what_was_posted_signed_out_comes_back_after_signing_in(client, cast):
    visit_id = uuid.uuid4()
    sent = client.post(form_url(visit_id), typed(cast))
    assert reverse("account_login") in sent.url
    assert Visit.objects.count() == 0
    client.force_login(cast.ana)
    page = client.get(form_url(visit_id)).content.decode()
    assert TYPED in page
    assert "Esto es lo que escribiste y todavía no estaba guardado" in page


def test_signing_in_by_the_form_brings_it_back_too(client, cast):
    cast.ana.set_password("una clave bien larga")
    cast.ana.save()
    visit_id = uuid.uuid4()
    login = client.post(form_url(visit_id), typed(cast)).url
    answer = client.post(login, {"login": cast.ana.username, "password": "una clave bien larga"})
    assert answer.url == form_url(visit_id)
    assert TYPED in client.get(answer.url).content.decode()


def test_once_saved_it_does_not_come_back_again(client, cast):
    visit_id = uuid.uuid4()
    data = typed(cast)
    client.post(form_url(visit_id), data)
    client.force_login(cast.ana)
    assert client.post(form_url(visit_id), data).status_code == 302
    assert Visit.objects.get().dialogue.needs == TYPED
    assert "todavía no estaba guardado" not in client.get(form_url(visit_id)).content.decode()


def test_it_never_comes_back_to_somebody_else(client, cast):
    visit = cast.visit()
    client.post(form_url(visit.pk), typed(cast, visit=visit))
    client.force_login(cast.berta)
    assert client.get(form_url(visit.pk)).status_code == 404
    other = cast.visit()
    client.force_login(cast.ana)
    assert TYPED not in client.get(form_url(other.pk)).content.decode(), "it belongs to one visit"


def test_it_never_comes_back_to_another_companion_of_the_same_person(client, cast):
    """Elena accompanies Tania again: she may open a form of hers, and still finds nothing of Ana's."""
    hers = cast.tania.posts.get().assignments.get(companion__user=cast.elena)
    hers.ends_on = None
    hers.save()
    visit_id = uuid.uuid4()
    client.post(form_url(visit_id), typed(cast))
    client.force_login(cast.elena)
    page = client.get(form_url(visit_id) + f"?assignment={hers.pk}").content.decode()
    assert "Registrar visita" in page
    assert TYPED not in page


def test_without_a_true_signature_nothing_is_put_aside(client, cast):
    for writer in ("", "1", writer_token(cast.ana) + "x"):
        client.post(form_url(uuid.uuid4()), typed(cast) | {"writer": writer})
    assert Session.objects.count() == 0


def test_what_is_put_aside_signed_out_does_not_stay_for_long(client, cast):
    client.post(form_url(uuid.uuid4()), typed(cast))
    left = Session.objects.get().expire_date - timezone.now()
    assert left <= timedelta(seconds=KEPT_FOR)


def test_a_form_that_another_account_opened_is_not_sent_under_this_one(ana, cast):
    answer = ana.post(form_url(uuid.uuid4()), typed(cast, writer=cast.olga))
    assert answer.status_code == 403
    assert "Esta hoja se abrió con otra cuenta" in answer.content.decode()
    assert Visit.objects.count() == 0


# --- A token renewed by signing in from another tab -------------------------------------------------------------------


def test_a_stale_token_offers_what_was_typed_again(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    visit_id = uuid.uuid4()
    answer = client.post(form_url(visit_id), typed(cast) | {"csrfmiddlewaretoken": "a" * 64})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "La página venció" in page
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert again["dialogue-needs"] == TYPED
    assert client.post(form_url(visit_id), again).status_code == 302
    assert Visit.objects.get().dialogue.needs == TYPED


def test_a_stale_token_signed_out_waits_for_her(cast):
    client = Client(enforce_csrf_checks=True)
    visit_id = uuid.uuid4()
    assert reverse("account_login") in client.post(form_url(visit_id), typed(cast)).url
    client.force_login(cast.ana)
    assert TYPED in client.get(form_url(visit_id)).content.decode()


def test_a_forged_form_is_not_offered_to_be_sent_again(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    forged = typed(cast, writer=cast.olga)
    page = client.post(form_url(uuid.uuid4()), forged).content.decode()
    assert TYPED not in page
    assert "Vuelve atrás" in page


# --- Back, two tabs, twice --------------------------------------------------------------------------------------------


def test_going_back_and_writing_more_is_a_conflict_never_lost_and_never_over_the_other(ana, cast):
    visit_id = uuid.uuid4()
    data = typed(cast)
    ana.post(form_url(visit_id), data)
    back = ana.post(form_url(visit_id), data | {"notes-0-text": "Después de volver atrás"})
    assert back.url == reverse("visits:conflict", args=[visit_id])
    assert FieldNote.objects.get().text == "Las niñas eligen los bloques"
    assert "Después de volver atrás" in ana.get(back.url).content.decode()


def test_two_tabs_are_two_versions(ana, cast):
    visit_id = uuid.uuid4()
    ana.post(form_url(visit_id), typed(cast))
    visit = Visit.objects.get()
    ana.post(form_url(visit_id), typed(cast, visit=visit, notes__0__text="Una pestaña"))
    second = ana.post(form_url(visit_id), typed(cast, visit=visit, notes__0__text="Otra pestaña"))
    assert second.url == reverse("visits:conflict", args=[visit_id])
    assert FieldNote.objects.get().text == "Una pestaña"


def test_pressing_twice_sends_once(ana, cast):
    visit_id = uuid.uuid4()
    data = typed(cast)
    first, second = (ana.post(form_url(visit_id), data | {"save": "1", "sent_at": at}) for at in ("", "x"))
    assert first.url == second.url == form_url(visit_id)
    assert Submission.objects.count() == 1
    assert Visit.objects.get().revision == 1


# --- The clock of the phone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "is_told"), [(0, False), (9, False), (11, True), (-11, True), (60 * 24 * 365, True)]
)
def test_a_wrong_clock_is_told_and_written_down(ana, cast, minutes, is_told):
    sent = timezone.now() + timedelta(minutes=minutes)
    answer = ana.post(form_url(uuid.uuid4()), typed(cast) | {"sent_at": sent.isoformat()}, follow=True)
    assert ("El reloj de tu equipo no coincide" in answer.content.decode()) is is_told
    assert Submission.objects.get().sent_at == sent


@pytest.mark.parametrize("sent", ["", "ayer", "2026-99-99T00:00:00Z", "2026-01-01T10:00", "9" * 5000])
def test_a_time_that_says_nothing_refuses_nothing(ana, cast, sent):
    assert ana.post(form_url(uuid.uuid4()), typed(cast) | {"sent_at": sent}).status_code == 302
    assert Submission.objects.get().sent_at is None


def test_the_day_of_the_visit_is_checked_by_the_systems_clock(ana, cast):
    tomorrow = cast.today + timedelta(days=1)
    sent = {"sent_at": (timezone.now() + timedelta(days=1)).isoformat(), "visit-visited_on": tomorrow.isoformat()}
    page = ana.post(form_url(uuid.uuid4()), typed(cast) | sent).content.decode()
    assert "todavía no ha ocurrido" in page
    assert TYPED in page


# --- A version of the instrument that is not this one's ---------------------------------------------------------------


def test_a_score_for_a_criterion_of_another_version_is_refused_and_shown(ana, cast):
    foreign = cast.promoter_version.criteria.first()
    answer = ana.post(form_url(uuid.uuid4()), typed(cast, **{f"score__{foreign.pk}__evidence": "Lo que vi allí"}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "esto es de otra versión del instrumento" in page
    assert foreign.title in page
    assert "Lo que vi allí" in page
    assert TYPED in page
    assert Visit.objects.count() == 0


def test_a_version_published_while_she_writes_does_not_take_her_form_away(ana, cast):
    page = ana.get(form_url(uuid.uuid4()) + f"?assignment={cast.assignment.pk}").content.decode()
    opened = re.search(r'name="version" value="(\d+)"', page).group(1)
    newer = InstrumentVersion.objects.create(instrument=cast.version.instrument, number=2, valid_from=cast.today)
    criterion = Criterion.objects.create(version=newer, order=1, title="Nueva", short_title="Nueva", scale="1_3")
    Level.objects.create(criterion=criterion, value=1, label="uno")
    InstrumentVersion.objects.filter(pk=newer.pk).update(status=InstrumentVersion.Status.PUBLISHED)
    assert ana.post(form_url(uuid.uuid4()), typed(cast) | {"version": opened}).status_code == 302
    visit = Visit.objects.get()
    assert visit.version == cast.version
    assert visit.scores.count() == 5
    assert (
        f'name="version" value="{newer.pk}"'
        in ana.get(form_url(uuid.uuid4()) + f"?assignment={cast.assignment.pk}").content.decode()
    )


def test_a_version_of_another_instrument_is_not_taken(ana, cast):
    ana.post(form_url(uuid.uuid4()), typed(cast) | {"version": cast.promoter_version.pk})
    assert Visit.objects.get().version == cast.version


# --- Too much ---------------------------------------------------------------------------------------------------------


def test_a_hundred_thousand_characters_get_a_sentence_and_stay_on_the_page(ana, cast):
    text = "a" * 100_000
    answer = ana.post(form_url(uuid.uuid4()), typed(cast, notes__0__text=text))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "20000" in page
    assert text in page
    assert Visit.objects.count() == 0
