"""A second observer: invited, writing apart, closing, comparing; and nothing seen before its time."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import AccessLogEntry, Companion, Role, TrackedChange
from conftest import assign
from visits.calibration.pairs import (
    close_observation,
    invite_observer,
    possible_observers,
    withdraw_invitation,
)
from visits.closing.services import close_visit
from visits.models import Commitment, PairedObservation, PairedRemark, PairedScore, PairedSubmission, Visit
from visits.today.waiting import waiting_for_companion

from .pairs import invited, observed, paired_visit, sheet


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(who)
        return client

    return enter


# --- Inviting --------------------------------------------------------------------------------------------------
def test_whoever_observes_in_the_ugel_can_be_invited_and_nobody_else(cast):
    visit = cast.visit()
    assert set(possible_observers(visit)) == {cast.olga, cast.elena, cast.berta}


def test_the_accompanied_person_never_observes_herself(cast):
    Companion.objects.create(user=cast.tania.user, ugel=cast.ugel, kind=Companion.Kind.INTERNAL)
    visit = cast.visit()
    assert cast.tania.user not in possible_observers(visit)
    with pytest.raises(ValidationError):
        invite_observer(visit=visit, observer=cast.tania.user, by=cast.ana)


@pytest.mark.parametrize("status", [Visit.Status.PLANNED, Visit.Status.PREPARED, Visit.Status.IN_PROGRESS])
def test_she_is_invited_while_the_visit_is_open(sign_in, cast, status):
    visit = cast.visit(status=status)
    url = reverse("visits:pair_invite", args=[visit.pk])
    answer = sign_in(cast.ana).post(url, {"observer": cast.olga.pk}, follow=True)
    assert "Olga Ramos" in answer.text
    assert PairedObservation.objects.get().observer == cast.olga
    assert TrackedChange.objects.get(model="visits.visit").fields == {"observer": [None, "Olga Ramos"]}


@pytest.mark.parametrize("status", [Visit.Status.CLOSED, Visit.Status.ACKNOWLEDGED, Visit.Status.CANCELLED])
def test_once_its_levels_may_have_been_read_it_is_too_late(sign_in, cast, status):
    visit = cast.visit(status=status)
    page = sign_in(cast.ana).post(reverse("visits:pair_invite", args=[visit.pk]), {"observer": cast.olga.pk})
    assert "ya no se puede invitar a nadie" in page.text
    assert not PairedObservation.objects.exists()


def test_a_visit_has_one_second_observer_even_when_two_are_invited_at_once(cast):
    visit = cast.visit()
    invited(cast, visit)
    with pytest.raises(ValidationError, match="ya tiene"):
        invite_observer(visit=visit, observer=cast.berta, by=cast.ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        invited(cast, visit, observer=cast.berta)


def test_after_a_withdrawal_somebody_else_can_be_invited(sign_in, cast):
    pair = invited(cast, cast.visit())
    client = sign_in(cast.ana)
    assert "dejará de ver esta visita" in client.get(reverse("visits:pair_withdraw", args=[pair.pk])).text
    client.post(reverse("visits:pair_withdraw", args=[pair.pk]))
    invite_observer(visit=pair.visit, observer=cast.berta, by=cast.ana)
    assert sign_in(cast.olga).get(pair.get_absolute_url()).status_code == 404


def test_what_she_closed_cannot_be_withdrawn(cast):
    pair = observed(invited(cast, cast.visit()), [2, 2, 2, 2, 2])
    with pytest.raises(ValidationError, match="no se puede retirar"):
        withdraw_invitation(pair=pair)


def test_she_declines_with_a_reason_that_the_companion_reads(sign_in, cast):
    pair = invited(cast, cast.visit())
    url = reverse("visits:pair_decline", args=[pair.pk])
    assert "lo que hayas escrito en tu observación no se usará" in sign_in(cast.olga).get(url).text
    assert "Este campo es obligatorio" in sign_in(cast.olga).post(url, {"reason": ""}).text
    sign_in(cast.olga).post(url, {"reason": "Ese día tengo GIA"})
    assert "Ese día tengo GIA" in sign_in(cast.ana).get(reverse("visits:pair_invite", args=[pair.visit_id])).text
    assert sign_in(cast.olga).get(pair.get_absolute_url()).status_code == 404


def test_the_invitation_waits_on_her_day_and_on_her_page(sign_in, cast):
    pair = invited(cast, cast.visit())
    client = sign_in(cast.olga)
    for url in (reverse("home"), reverse("visits:calibration")):
        assert pair.get_absolute_url() in client.get(url).text


# --- Writing apart ---------------------------------------------------------------------------------------------
def test_she_sees_the_name_and_the_place_and_nothing_else_of_the_person(sign_in, cast):
    pair = invited(cast, cast.visit())
    client = sign_in(cast.olga)
    page = client.get(pair.get_absolute_url()).text
    assert "Tania Flores" in page and "Jardín Los Cóndores" in page
    assert cast.tania.document_number not in page
    assert client.get(cast.tania.get_absolute_url()).status_code == 404
    assert client.get(pair.visit.get_absolute_url()).status_code == 404


def test_it_saves_and_comes_back(sign_in, cast):
    pair = invited(cast, cast.visit())
    client = sign_in(cast.olga)
    answer = client.post(pair.get_absolute_url(), sheet(pair), follow=True)
    assert "Guardado." in answer.text and "Vi: Involucra" in answer.text
    assert set(pair.scores.values_list("value", flat=True)) == {3}


def test_the_same_sending_twice_changes_nothing(sign_in, cast):
    pair = invited(cast, cast.visit())
    client, data = sign_in(cast.olga), sheet(pair)
    for _ in range(2):
        assert client.post(pair.get_absolute_url(), data).status_code == 302
    pair.refresh_from_db()
    assert (pair.revision, PairedSubmission.objects.count(), pair.scores.count()) == (1, 1, 5)


def test_an_older_revision_overwrites_nothing_and_loses_nothing(sign_in, cast):
    pair = invited(cast, cast.visit())
    client, criterion = sign_in(cast.olga), pair.visit.version.criteria.first()
    client.post(pair.get_absolute_url(), sheet(pair))
    late = sheet(pair, **{f"score-{criterion.pk}-evidence": "Desde el otro teléfono"})
    page = client.post(pair.get_absolute_url(), late)
    assert "Desde el otro teléfono" in page.text and "Vi: Involucra" in page.text
    assert not PairedScore.objects.filter(evidence="Desde el otro teléfono").exists()
    assert PairedSubmission.objects.get(pk=late["submission"]).outcome == PairedSubmission.Outcome.CONFLICT
    fresh = page.context["pair_form"].envelope
    assert fresh["submission"].value() != late["submission"]
    again = {**late, "submission": fresh["submission"].value(), "base_revision": fresh["base_revision"].value()}
    assert client.post(pair.get_absolute_url(), again).status_code == 302
    assert PairedScore.objects.filter(evidence="Desde el otro teléfono").exists()


def test_a_level_without_evidence_is_said_and_nothing_typed_is_lost(sign_in, cast):
    pair = invited(cast, cast.visit())
    criterion = pair.visit.version.criteria.first()
    data = sheet(pair, **{f"score-{criterion.pk}-evidence": "", f"score-{criterion.pk}-value": "4"})
    page = sign_in(cast.olga).post(pair.get_absolute_url(), data).text
    assert "Escribe primero la evidencia" in page and "Vi: Razonamiento" in page
    assert not pair.scores.exists()


@pytest.mark.parametrize("field", ["withdrawn_at", "declined_at", "closed_at"])
def test_what_arrives_too_late_is_refused_with_all_that_she_wrote(sign_in, cast, field):
    pair = invited(cast, cast.visit())
    data = sheet(pair)
    PairedObservation.objects.filter(pk=pair.pk).update(**{field: timezone.now()})
    page = sign_in(cast.olga).post(pair.get_absolute_url(), data)
    assert page.status_code == 403
    assert "cópialo antes de salir" in page.text and "Vi: Involucra" in page.text
    assert not pair.scores.exists()


def test_what_was_not_observed_or_doubted_is_kept(sign_in, cast):
    pair = invited(cast, cast.visit())
    first, second = pair.visit.version.criteria.all()[:2]
    data = sheet(pair)
    del data[f"score-{first.pk}-value"], data[f"score-{first.pk}-evidence"]
    data |= {f"score-{first.pk}-not_observed": "on", f"score-{first.pk}-not_observed_reason": "No hubo juego"}
    data |= {f"score-{second.pk}-in_doubt": "on"}
    client = sign_in(cast.olga)
    assert client.post(pair.get_absolute_url(), data).status_code == 302
    assert pair.scores.get(criterion=first).not_observed_reason == "No hubo juego"
    assert pair.scores.get(criterion=second).in_doubt
    pair.refresh_from_db()
    close_observation(pair=pair)


def test_a_sending_of_another_observation_is_refused(sign_in, cast):
    first, second = invited(cast, cast.visit()), invited(cast, cast.visit())
    client, data = sign_in(cast.olga), sheet(first)
    client.post(first.get_absolute_url(), data)
    assert "no corresponde" in client.post(second.get_absolute_url(), data).text
    assert not second.scores.exists()


def test_she_closes_when_nothing_is_missing(sign_in, cast):
    pair = invited(cast, cast.visit())
    client, url = sign_in(cast.olga), reverse("visits:pair_close", args=[pair.pk])
    assert "Falta el nivel o la evidencia de «Involucra»" in client.get(url).text
    client.post(url)
    pair.refresh_from_db()
    assert pair.closed_at is None
    answer = client.post(pair.get_absolute_url(), {**sheet(pair), "close": "1"})
    assert answer.url == url
    assert "Falta que Ana Quispe cierre" in client.post(url, follow=True).text
    assert client.get(pair.get_absolute_url()).url == reverse("visits:pair_comparison", args=[pair.pk])


def test_touched_twice_at_once_it_is_closed_and_nothing_is_refused(cast):
    """Both requests read it open; the second one waits for the first."""
    pair = observed(invited(cast, cast.visit()), [2, 2, 2, 2, 2], closed=False)
    both = [PairedObservation.objects.get(pk=pair.pk) for _ in range(2)]
    for one in both:
        close_observation(pair=one)
    assert all(one.closed_at for one in both)


def test_a_cancelled_visit_needs_no_second_observer(sign_in, cast):
    pair = invited(cast, cast.visit(status=Visit.Status.CANCELLED))
    page = sign_in(cast.olga).get(pair.get_absolute_url())
    assert page.status_code == 403 and "se canceló" in page.text
    assert not PairedObservation.objects.waiting_for(cast.olga).exists()


def test_whoever_no_longer_observes_in_the_ugel_finds_nothing(sign_in, cast):
    pair = invited(cast, cast.visit())
    Companion.objects.filter(user=cast.olga).update(ends_on=cast.today - timedelta(days=1))
    assert sign_in(cast.olga).get(pair.get_absolute_url()).status_code == 404
    assert sign_in(cast.olga).post(pair.get_absolute_url(), sheet(pair)).status_code == 404


# --- Neither sees the other's ----------------------------------------------------------------------------------
OF_VISIT, OF_PAIR = "Lo que se vio en el aula.", "Lo que vi desde atrás."


@pytest.fixture
def half(cast):
    """Ana has closed her visit; Berta, the specialist, was invited before and has not closed."""
    visit = cast.closed_visit()
    return observed(invited(cast, visit, observer=cast.berta), [3, 3, 3, 3, 3], closed=False)


def test_the_visit_page_waits_until_she_closes(sign_in, cast, half):
    client = sign_in(cast.berta)
    page = client.get(half.visit.get_absolute_url()).text
    for told in (OF_VISIT, "eligen su sector", "Escucha con calma.", "preguntas abiertas"):
        assert told not in page
    assert half.get_absolute_url() in page
    assert not AccessLogEntry.objects.exists()  # nothing was opened
    close_observation(pair=half)
    assert OF_VISIT in client.get(half.visit.get_absolute_url()).text


def test_her_trajectory_leaves_the_visit_out_until_she_closes(sign_in, cast, half):
    other = cast.closed_visit()
    client = sign_in(cast.berta)
    trajectory = client.get(cast.tania.get_absolute_url()).context["trajectories"][0]
    assert trajectory.visits == [other]
    close_observation(pair=half)
    trajectory = client.get(cast.tania.get_absolute_url()).context["trajectories"][0]
    assert set(trajectory.visits) == {other, half.visit}
    assert "—" not in {level for row in trajectory.rows for level in row.levels}


def test_photos_and_audios_are_evidence_and_wait_too(sign_in, cast, half):
    photo = half.visit.attachments.create(kind="photo", file="x.jpg", sha256="0" * 64, added_by=cast.ana)
    for url in (
        reverse("visits:attachments", args=[half.visit_id]),
        reverse("visits:attachment_file", args=[photo.pk]),
    ):
        assert sign_in(cast.berta).get(url).status_code == 403
    assert not AccessLogEntry.objects.exists()


def test_others_read_the_visit_meanwhile(sign_in, cast, half):
    for who in (cast.ana, cast.diana, cast.tania.user):
        page = sign_in(who).get(half.visit.get_absolute_url(), {"levels": 1}).text
        assert OF_VISIT in page and "Berta Mamani" in page
        assert OF_PAIR not in page


def test_the_companion_sees_nothing_of_hers_until_both_have_closed(sign_in, cast):
    pair = observed(invited(cast, cast.visit()), [3, 3, 3, 3, 3])
    client = sign_in(cast.ana)
    for name, key in (("pair", pair.pk), ("pair_close", pair.pk), ("pair_comparison", pair.pk)):
        answer = client.get(reverse(f"visits:{name}", args=[key]))
        assert answer.status_code == 403 and OF_PAIR not in answer.text
    for url in (
        pair.visit.get_absolute_url(),
        reverse("visits:form", args=[pair.visit_id]),
        reverse("visits:pair_invite", args=[pair.visit_id]),
        reverse("visits:calibration"),
        cast.tania.get_absolute_url(),
    ):
        assert OF_PAIR not in client.get(url).text


def test_the_second_observer_who_closed_first_waits(sign_in, cast):
    visit = cast.visit()
    pair = observed(invited(cast, visit), [3, 3, 3, 3, 3])
    page = sign_in(cast.olga).get(reverse("visits:pair_comparison", args=[pair.pk])).text
    assert "Falta que Ana Quispe cierre" in page and OF_VISIT not in page


def test_a_specialist_who_is_not_one_of_the_two_never_compares(sign_in, cast):
    visit = paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[1, 2, 3, 4, 2])
    url = reverse("visits:pair_comparison", args=[visit.paired_observations.get().pk])
    for who in (cast.berta, cast.diana, cast.tania.user, cast.carla):
        assert sign_in(who).get(url).status_code == 404


# --- Both compare ----------------------------------------------------------------------------------------------
def test_closing_the_visit_second_lets_both_compare(sign_in, cast):
    visit = cast.visit()
    pair = observed(invited(cast, visit), [2, 2, 2, 2, 2])
    for criterion in visit.version.criteria.all():
        visit.scores.create(criterion=criterion, value=3, evidence=OF_VISIT)
    close_visit(visit=visit)
    for who in (cast.ana, cast.olga):
        page = sign_in(who).get(reverse("visits:pair_comparison", args=[pair.pk])).text
        assert OF_VISIT in page and OF_PAIR in page and "a un nivel" in page
    assert set(pair.scores.values_list("companion_value", flat=True)) == {3}


def test_a_later_correction_does_not_change_what_they_compared(sign_in, cast):
    visit = paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 4, 1])
    visit.scores.filter(criterion__order=1).update(value=2)
    pair = visit.paired_observations.get()
    rows = sign_in(cast.ana).get(reverse("visits:pair_comparison", args=[pair.pk])).context["rows"]
    assert [row.distance for row in rows] == [1, 0, 0, 0, 0]


def test_opening_the_comparison_is_logged_for_the_person(sign_in, cast):
    pair = paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 4, 1]).paired_observations.get()
    sign_in(cast.olga).get(reverse("visits:pair_comparison", args=[pair.pk]))
    assert AccessLogEntry.objects.get().teacher == cast.tania
    page = sign_in(cast.tania.user).get(reverse("my_access_log")).text
    assert "Olga Ramos" in page


def test_what_they_agreed_is_there_once_for_both(sign_in, cast):
    pair = paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 4, 1]).paired_observations.get()
    url, data = reverse("visits:pair_comparison", args=[pair.pk]), {"remark": str(uuid.uuid4()), "text": "Mirar más"}
    for _ in range(2):
        sign_in(cast.olga).post(url, data)
    assert PairedRemark.objects.count() == 1
    assert "Mirar más" in sign_in(cast.ana).get(url).text


def test_what_is_written_after_going_back_to_the_page_is_there_too(sign_in, cast):
    """The page of before has the id of what was noted already."""
    pair = paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 4, 1]).paired_observations.get()
    url, data = reverse("visits:pair_comparison", args=[pair.pk]), {"remark": str(uuid.uuid4()), "text": "Mirar más"}
    olga = sign_in(cast.olga)
    for text in ("Mirar más", "Y anotar el minuto", "Y anotar el minuto"):
        olga.post(url, data | {"text": text})
    assert set(PairedRemark.objects.values_list("text", flat=True)) == {"Mirar más", "Y anotar el minuto"}
    assert PairedRemark.objects.count() == 2


def test_who_closed_first_reads_what_they_sent_while_they_wait(sign_in, cast):
    pair = observed(invited(cast, cast.visit()), [2, 2, 2, 2, 2])
    page = sign_in(cast.olga).get(pair.get_absolute_url(), follow=True).text
    assert "Tu observación está cerrada" in page
    assert OF_PAIR in page


def test_a_director_who_accompanies_can_be_the_second_observer_and_waits_too(sign_in, cast):
    Companion.objects.create(user=cast.diana, ugel=cast.ugel, kind=Companion.Kind.INTERNAL)
    Role.objects.get(user=cast.diana)
    pair = invited(cast, cast.closed_visit(), observer=cast.diana)
    assert OF_VISIT not in sign_in(cast.diana).get(pair.visit.get_absolute_url()).text


def test_what_was_agreed_in_a_visit_is_hidden_from_who_still_observes_it(sign_in, cast):
    """Olga accompanies Tania too: what Ana agreed with her would tell how Ana judged."""
    row = Companion.objects.get(user=cast.olga)
    assign(row, cast.assignment.post, cast.campaign, since=cast.campaign.starts_on)
    visit = cast.closed_visit()
    pair, action = invited(cast, visit), visit.commitments.get().action
    Commitment.objects.update(due_on=cast.today)
    hers = sign_in(cast.olga)
    for url in (cast.tania.get_absolute_url(), visit.get_absolute_url()):
        assert action not in hers.get(url).text
    assert waiting_for_companion(cast.olga, cast.today).due == 0
    observed(pair, [2] * visit.version.criteria.count())
    assert action in hers.get(cast.tania.get_absolute_url()).text
    assert waiting_for_companion(cast.olga, cast.today).due == 1
