"""Correcting a closed visit: a revision with its reason, the earlier one readable, nothing of others lost."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import AccessLogEntry
from visits.closing.services import close_visit
from visits.models import (
    Comment,
    Commitment,
    CommitmentReview,
    Confirmation,
    PairedObservation,
    Revision,
    Submission,
    Visit,
)
from visits.record.snapshot import hash_of, snapshot_of
from visits.tests.record.payload import payload

REASON = "Confundí el nivel de la segunda rúbrica"


@pytest.fixture
def closed(cast, client):
    """A visit as it comes from the form, closed."""
    client.force_login(cast.ana)
    visit = cast.visit()
    url = reverse("visits:form", args=[visit.pk])
    assert client.post(url, payload(cast.assignment, cast.version, visit=visit, day=cast.today)).status_code == 302
    visit.refresh_from_db()
    close_visit(visit=visit)
    visit.refresh_from_db()
    return visit


def correct(client, visit, cast, **changes):
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, **{"reason": REASON, **changes})
    return client.post(reverse("visits:correct", args=[visit.pk]), data)


def test_it_works(client, cast, closed):
    criterion = cast.version.criteria.first()
    before = snapshot_of(closed)
    assert client.get(reverse("visits:correct", args=[closed.pk])).status_code == 200
    answer = correct(client, closed, cast, **{f"score__{criterion.pk}__value": "3"})
    assert answer.status_code == 302
    visit = Visit.objects.get(pk=closed.pk)
    assert (visit.status, visit.revision) == (Visit.Status.CLOSED, closed.revision + 1)
    assert visit.closed_at == closed.closed_at
    assert visit.scores.get(criterion=criterion).value == 3
    kept = Revision.objects.get()
    assert (kept.number, kept.reason, kept.by) == (closed.revision, REASON, cast.ana)
    assert kept.snapshot == before
    assert kept.sha256 == hash_of(before)


def test_the_earlier_version_stays_readable(client, cast, closed):
    correct(client, closed, cast, dialogue__strengths="Escucha con paciencia")
    client.force_login(cast.tania.user)
    page = client.get(reverse("visits:revision", args=[closed.pk, closed.revision])).content.decode()
    assert "Escucha a cada niña" in page
    assert REASON in page
    assert "Conversar con calma sobre su carga" not in page, "private notes are no part of a revision"
    client.force_login(cast.berta)
    client.get(reverse("visits:revision", args=[closed.pk, closed.revision]))
    assert AccessLogEntry.objects.filter(what=AccessLogEntry.What.VISIT, object_id=closed.pk, by=cast.berta).exists()


def test_an_acknowledged_visit_asks_for_acknowledgement_again(client, cast, closed):
    Visit.objects.filter(pk=closed.pk).update(status=Visit.Status.ACKNOWLEDGED, acknowledged_at=timezone.now())
    correct(client, closed, cast)
    visit = Visit.objects.get(pk=closed.pk)
    assert (visit.status, visit.acknowledged_at) == (Visit.Status.CLOSED, None)


def test_the_same_sending_twice_is_one_revision(client, cast, closed):
    data = payload(cast.assignment, cast.version, visit=closed, day=cast.today, reason=REASON)
    for _again in range(2):
        assert client.post(reverse("visits:correct", args=[closed.pk]), data).status_code == 302
    assert Revision.objects.count() == 1


def test_a_correction_that_says_more_under_a_known_id_is_not_lost_in_silence(client, cast, closed):
    data = payload(cast.assignment, cast.version, visit=closed, day=cast.today, reason=REASON)
    url = reverse("visits:correct", args=[closed.pk])
    client.post(url, data)
    answer = client.post(url, data | {"dialogue-strengths": "Y canta con ellos"})
    assert "cambió mientras la corregías" in answer.content.decode()
    assert "Y canta con ellos" in answer.content.decode()


def test_a_correction_under_the_id_of_another_visits_submission_is_one_of_its_own(client, cast, closed):
    other = cast.visit()
    taken = Submission.objects.create(visit=other, author=cast.ana, base_revision=0, outcome="saved")
    assert correct(client, closed, cast, submission=str(taken.pk)).status_code == 302
    assert Submission.objects.filter(visit=closed).exclude(pk=taken.pk).exists()


def test_who_agrees_with_what_was_corrected_meanwhile_is_asked_to_read_it(client, cast, closed):
    """The page was open when the visit was corrected: what nobody has read is not confirmed, what they say is kept."""
    url = reverse("visits:acknowledge", args=[closed.pk])
    client.force_login(cast.tania.user)
    form = client.get(closed.get_absolute_url(), {"levels": 1}).context["acknowledge_form"]
    typed = {"revision": form["revision"].value(), "verdict": "agrees", "remark": "Gracias por venir"}
    client.force_login(cast.ana)
    correct(client, closed, cast, dialogue__strengths="Otra cosa")
    client.force_login(cast.tania.user)
    page = client.post(url, typed, follow=True)
    assert "se corrigió mientras la leías" in page.text
    assert not Confirmation.objects.filter(visit=closed, side="accompanied", revision=closed.revision + 1).exists()
    assert Comment.objects.get().text == "Gracias por venir"
    typed["revision"] = page.context["acknowledge_form"]["revision"].value()
    client.post(url, typed)
    assert Confirmation.objects.filter(visit=closed, side="accompanied", revision=closed.revision + 1).exists()


def test_two_corrections_of_the_same_version_do_not_overwrite(client, cast, closed):
    correct(client, closed, cast, dialogue__strengths="Primera")
    answer = correct(client, closed, cast, dialogue__strengths="Segunda")  # written on the same base
    assert answer.status_code == 200
    assert "cambió mientras la corregías" in answer.content.decode()
    assert "Segunda" in answer.content.decode(), "what she typed is still there"
    assert Visit.objects.get(pk=closed.pk).dialogue.strengths == "Primera"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"reason": ""}, "obligatorio"), ({"visit__starts_at": ""}, "Falta la hora")],
)
def test_what_is_missing_is_said_and_nothing_changes(client, cast, closed, changes, said):
    answer = correct(client, closed, cast, **changes)
    assert said in answer.content.decode()
    assert not Revision.objects.exists()
    assert Visit.objects.get(pk=closed.pk).revision == closed.revision


def later_visit_with(cast, commitment, verdict):
    visit = cast.visit(number=9)
    CommitmentReview.objects.create(visit=visit, commitment=commitment, verdict=verdict)
    Visit.objects.filter(pk=visit.pk).update(status=Visit.Status.CLOSED)
    Commitment.objects.filter(pk=commitment.pk).update(status=verdict)


def test_rewording_a_commitment_keeps_what_later_visits_found(client, cast, closed):
    first = closed.commitments.get(order=0)
    later_visit_with(cast, first, Commitment.Status.FULFILLED)
    correct(client, closed, cast, commitments__0__action="Hacer tres preguntas abiertas")
    first.refresh_from_db()
    assert (first.action, first.status) == ("Hacer tres preguntas abiertas", Commitment.Status.FULFILLED)
    assert first.reviews.count() == 1


def test_a_reviewed_commitment_cannot_be_taken_away(client, cast, closed):
    second = closed.commitments.get(order=1)
    later_visit_with(cast, second, Commitment.Status.PARTLY)
    gone = {f"commitments__1__{name}": "" for name in ("action", "due_on")}
    answer = correct(client, closed, cast, **gone)
    assert "se puede corregir, pero no quitar" in answer.content.decode()
    assert closed.commitments.count() == 2
    assert not Revision.objects.exists()


def test_an_unreviewed_commitment_can(client, cast, closed):
    gone = {f"commitments__1__{name}": "" for name in ("action", "due_on")}
    correct(client, closed, cast, **gone)
    assert [c.order for c in closed.commitments.all()] == [0]


def test_a_corrected_verdict_reaches_the_commitment(client, cast):
    client.force_login(cast.ana)
    commitment = cast.closed_visit().commitments.get()
    visit = cast.visit(number=2)
    named = f"review__{commitment.pk}__verdict"
    data = {named: "fulfilled", f"review__{commitment.pk}__evidence": "Lo contó hoy"}
    sent = payload(cast.assignment, cast.version, visit=visit, day=cast.today, **data)
    answer = client.post(reverse("visits:form", args=[visit.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()
    visit.refresh_from_db()
    close_visit(visit=visit)
    visit.refresh_from_db()
    correct(client, visit, cast, **{**data, named: "partly"})
    commitment.refresh_from_db()
    assert commitment.status == Commitment.Status.PARTLY


def test_an_open_visit_is_not_corrected(client, cast):
    client.force_login(cast.ana)
    answer = client.get(reverse("visits:correct", args=[cast.visit().pk]))
    assert answer.status_code == 403
    assert "todavía no está cerrada" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("berta", 403), ("diana", 403), ("carla", 404), ("olga", 404), ("elena", 404), ("rita", 404)]
)
def test_only_its_companion_corrects_it(client, cast, closed, who, status):
    client.force_login(getattr(cast, who))
    assert correct(client, closed, cast).status_code == status
    assert not Revision.objects.exists()


def test_a_closed_campaign_is_only_read(client, cast, closed):
    cast.campaign.closed_at = timezone.now()
    cast.campaign.save()
    assert correct(client, closed, cast).status_code == 403


def test_the_snapshot_holds_no_private_note(cast, closed):
    assert "su carga" not in str(snapshot_of(closed))
    with pytest.raises(ValidationError):
        closed.require_move(to=Visit.Status.IN_PROGRESS)


def test_a_correction_keeps_the_marks_of_calibration(client, cast, closed):
    first = cast.version.criteria.first()
    closed.scores.filter(criterion=first).update(out_of_calibration=True)
    correct(client, closed, cast, **{f"score__{first.pk}__value": "3"})
    marked = closed.scores.filter(out_of_calibration=True)
    assert list(marked.values_list("criterion", "value")) == [(first.pk, 3)]


def test_a_second_observer_reads_no_earlier_version_before_she_closes(client, cast, closed):
    correct(client, closed, cast)
    pair = PairedObservation.objects.create(visit=closed, observer=cast.berta, invited_by=cast.ana)
    client.force_login(cast.berta)
    url = reverse("visits:revision", args=[closed.pk, closed.revision])
    assert client.get(url).status_code == 403
    PairedObservation.objects.filter(pk=pair.pk).update(closed_at=timezone.now())
    assert client.get(url).status_code == 200
