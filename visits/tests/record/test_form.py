"""The one form of a visit: recording, bad input, sending twice, editing from two windows."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Assignment
from accompaniment.submissions.receiving import NewSubmission
from visits.models import Commitment, CommitmentReview, FieldNote, Score, Submission, Visit
from visits.record.receive import receive_recording
from visits.record.record import Recording, VisitRecord

from .choosing import choose
from .payload import payload


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


def form_url(visit_id):
    return reverse("visits:form", args=[visit_id])


def send(client, cast, visit_id=None, *, assignment=None, visit=None, **changes):
    assignment = assignment or cast.assignment
    version = cast.version if assignment == cast.assignment else cast.promoter_version
    data = payload(assignment, version, visit=visit, day=cast.today, **changes)
    return client.post(form_url(visit_id or (visit.pk if visit else uuid.uuid4())), data), data


def test_new_opens_a_form_with_an_id_of_its_own(ana, cast):
    first, second = (ana.get(reverse("visits:new", args=[cast.assignment.pk])).url for _ in range(2))
    assert first != second
    page = ana.get(first).content.decode()
    assert cast.tania.full_name in page
    assert "Propicia un ambiente de respeto" in page
    assert Visit.objects.count() == 0, "opening a form writes nothing"


def test_a_whole_visit_is_recorded(ana, cast):
    visit_id = uuid.uuid4()
    answer, _ = send(ana, cast, visit_id)
    assert answer.status_code == 302
    visit = Visit.objects.get(pk=visit_id)
    assert (visit.teacher, visit.institution, visit.number, visit.revision) == (cast.tania, cast.jardin, 1, 1)
    assert visit.version == cast.version
    assert visit.status == Visit.Status.IN_PROGRESS
    assert visit.moments == ["asamblea", "juego libre en los sectores"]
    assert (visit.present_boys, visit.with_disability) == (8, 1)
    assert visit.scores.count() == 5
    assert [n.text for n in visit.notes.all()] == ["Las niñas eligen los bloques"]
    assert visit.dialogue.strengths == "Escucha a cada niña"
    assert [c.responsible for c in visit.commitments.order_by("order")] == ["teacher", "companion"]


def test_a_promoter_is_scored_on_her_own_scale(ana, cast):
    answer, _ = send(ana, cast, assignment=cast.promoter_assignment)
    assert answer.status_code == 302
    visit = Visit.objects.get()
    assert visit.version == cast.promoter_version
    assert visit.scores.count() == cast.promoter_version.criteria.count()


def test_the_form_shows_what_was_saved(ana, cast):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id)
    page = ana.get(form_url(visit_id)).content.decode()
    assert "Las niñas eligen los bloques" in page
    assert "Traer cuentos de la biblioteca" in page
    assert 'name="base_revision" value="1"' in page


def test_editing_replaces_what_was_written_and_raises_the_revision(ana, cast):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id)
    visit = Visit.objects.get()
    send(ana, cast, visit=visit, notes__0__text="Otra mirada", commitments__1__action="", commitments__1__due_on="")
    visit.refresh_from_db()
    assert visit.revision == 2
    assert [n.text for n in visit.notes.all()] == ["Otra mirada"]
    assert visit.commitments.count() == 2 - 1
    assert visit.scores.count() == 5


def test_the_same_sending_twice_changes_nothing(ana, cast):
    visit_id = uuid.uuid4()
    _, data = send(ana, cast, visit_id)
    before = Visit.objects.values().get()
    again = ana.post(form_url(visit_id), data)
    assert again.status_code == 302
    assert Visit.objects.values().get() == before
    assert (Submission.objects.count(), Commitment.objects.count(), FieldNote.objects.count()) == (1, 2, 1)


def test_the_same_sending_after_closing_still_answers_well(ana, cast):
    visit_id = uuid.uuid4()
    _, data = send(ana, cast, visit_id)
    ana.post(reverse("visits:close", args=[visit_id]))
    assert Visit.objects.get().is_closed
    assert ana.post(form_url(visit_id), data).status_code == 302
    assert Submission.objects.count() == 1


def test_an_edit_on_an_older_revision_never_overwrites(ana, cast):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id)
    old = Visit.objects.get()
    send(ana, cast, visit=old, notes__0__text="Desde la tableta")
    answer, _ = send(ana, cast, visit=old, notes__0__text="Desde el celular")
    assert answer.url == reverse("visits:conflict", args=[visit_id])
    assert FieldNote.objects.get().text == "Desde la tableta"
    page = ana.get(answer.url).content.decode()
    assert "Desde la tableta" in page
    assert "Desde el celular" in page
    assert "Nota 1" in page


def test_a_person_decides_which_side_stays(ana, cast):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id)
    old = Visit.objects.get()
    send(ana, cast, visit=old, notes__0__text="Desde la tableta")
    send(ana, cast, visit=old, notes__0__text="Desde el celular")
    conflict = reverse("visits:conflict", args=[visit_id])
    choose(ana, ana.get(conflict), every="sent")
    assert FieldNote.objects.get().text == "Desde el celular"
    outcomes = sorted(Submission.objects.values_list("outcome", flat=True))
    assert outcomes == ["merged", "saved", "saved", "saved"]
    assert ana.get(conflict).url == reverse("visits:detail", args=[visit_id])


def test_staying_with_the_saved_side_keeps_the_other_readable(ana, cast):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id)
    old = Visit.objects.get()
    send(ana, cast, visit=old, notes__0__text="Desde la tableta")
    send(ana, cast, visit=old, notes__0__text="Desde el celular")
    choose(ana, ana.get(reverse("visits:conflict", args=[visit_id])), every="saved")
    assert FieldNote.objects.get().text == "Desde la tableta"
    lost = Submission.objects.get(outcome="discarded")
    assert lost.payload["notes-0-text"] == ["Desde el celular"]


def test_deciding_on_an_older_page_asks_again(ana, cast):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id)
    old = Visit.objects.get()
    send(ana, cast, visit=old, notes__0__text="Segunda")
    send(ana, cast, visit=old, notes__0__text="En conflicto")
    page = ana.get(reverse("visits:conflict", args=[visit_id]))
    send(ana, cast, visit=Visit.objects.get(), notes__0__text="Tercera")
    assert "La visita cambió otra vez" in choose(ana, page, every="sent").text
    assert FieldNote.objects.get().text == "Tercera"
    assert Submission.objects.filter(outcome="conflict").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"visit__ends_at": "08:00"}, "La hora de término debe ser posterior"),
        ({"visit__visited_on": "1999-01-01"}, "esta fecha queda fuera"),
        ({"visit__visited_on": "no es fecha"}, "fecha válida"),
        ({"visit__visited_on": ""}, "obligatorio"),
        ({"visit__present_boys": "11"}, "más presentes que matriculados"),
        ({"visit__with_disability": "40"}, "más que matriculados"),
        ({"visit__present_girls": "-1"}, "0"),
        ({"visit__phase": "fiesta"}, "Escoja una opción válida"),
        ({"visit__moments": ["siesta"]}, "Escoja una opción válida"),
        ({"commitments__0__due_on": "2001-01-01"}, "anterior a la visita"),
        ({"commitments__0__due_on": ""}, "obligatorio"),
        ({"commitments__0__responsible": "nadie"}, "Escoja una opción válida"),
        ({"notes__0__criterion": "999999"}, "Escoja una opción válida"),
        ({"notes__0__text": "x" * 100_000}, "20000"),
    ],
)
def test_bad_input_gets_a_sentence_keeps_what_was_typed_and_stores_nothing(ana, cast, changes, sentence):
    answer, _ = send(ana, cast, dialogue__needs="Esto no se pierde", **changes)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "Esto no se pierde" in page
    assert Visit.objects.count() == Submission.objects.count() == 0


@pytest.mark.parametrize("level", ["5", "0", "-1", "IV"])
def test_a_level_outside_its_scale_is_refused(ana, cast, level):
    criterion = cast.version.criteria.first()
    answer, _ = send(ana, cast, **{f"score__{criterion.pk}__value": level})
    assert "Ese nivel no existe en esta escala." in answer.content.decode()
    assert Score.objects.count() == 0


def test_a_level_without_evidence_is_refused(ana, cast):
    criterion = cast.version.criteria.first()
    answer, _ = send(ana, cast, **{f"score__{criterion.pk}__evidence": "  "})
    assert "Escribe primero la evidencia" in answer.content.decode()
    assert Visit.objects.count() == 0


def test_evidence_may_wait_for_its_level(ana, cast):
    criterion = cast.version.criteria.first()
    send(ana, cast, **{f"score__{criterion.pk}__value": ""})
    assert Score.objects.get(criterion=criterion).value is None


def test_tomorrow_is_not_a_day_of_a_visit(ana, cast):
    answer, _ = send(ana, cast, visit__visited_on=(cast.today + timedelta(days=1)).isoformat())
    assert "todavía no ha ocurrido" in answer.content.decode()


def test_a_closed_campaign_refuses_and_keeps_what_was_typed(ana, cast):
    cast.campaign.closed_at = timezone.now()
    cast.campaign.save()
    answer, _ = send(ana, cast, dialogue__needs="Esto no se pierde")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "El año ya está cerrado" in page
    assert "Esto no se pierde" in page
    assert Visit.objects.count() == 0
    assert ana.get(reverse("visits:new", args=[cast.assignment.pk])).status_code == 403


def test_a_closed_visit_does_not_change(ana, cast):
    visit = cast.closed_visit()
    before = Visit.objects.values().get()
    answer, _ = send(ana, cast, visit=visit)
    assert answer.status_code == 403
    assert "ya está cerrada" in answer.content.decode()
    assert Visit.objects.values().get() == before
    assert Submission.objects.count() == 0
    assert ana.get(form_url(visit.pk)).status_code == 403


def test_open_commitments_come_first_and_ask_a_verdict(ana, cast):
    cast.closed_visit()
    commitment = Commitment.objects.get()
    page = ana.get(form_url(uuid.uuid4()) + f"?assignment={cast.assignment.pk}").content.decode()
    assert page.index("Hacer dos preguntas abiertas en cada actividad.") < page.index('id="part-3"')
    visit_id = uuid.uuid4()
    review = {f"review__{commitment.pk}__verdict": "partly", f"review__{commitment.pk}__evidence": "Lo hizo a veces"}
    send(ana, cast, visit_id, **review)
    assert CommitmentReview.objects.get().verdict == "partly"
    commitment.refresh_from_db()
    assert commitment.status == "open", "a draft settles nothing"


def test_rescheduling_a_commitment_needs_its_new_date(ana, cast):
    cast.closed_visit()
    commitment = Commitment.objects.get()
    answer, _ = send(ana, cast, **{f"review__{commitment.pk}__verdict": "rescheduled"})
    assert "acuerden una nueva fecha" in answer.content.decode()


def test_a_sending_cannot_borrow_the_id_of_another(ana, cast):
    _, data = send(ana, cast)
    answer, _ = send(ana, cast, submission=data["submission"])
    assert answer.status_code == 200
    assert "no corresponde a esta visita" in answer.content.decode()
    assert Visit.objects.count() == 1


def test_two_visits_begun_at_once_get_two_numbers(ana, cast):
    for _ in range(3):
        send(ana, cast)
    assert sorted(Visit.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("who", ["olga", "elena", "carla", "rita", "nora", "alma", "dora"])
def test_outsiders_find_nothing(client, cast, who):
    visit = cast.visit()
    client.force_login(getattr(cast, who))
    assert client.get(form_url(visit.pk)).status_code == 404
    assert client.post(form_url(visit.pk), {}).status_code == 404
    assert client.get(reverse("visits:new", args=[cast.assignment.pk])).status_code == 404


@pytest.mark.parametrize("who", ["berta", "diana"])
def test_insiders_may_not_write(client, cast, who):
    client.force_login(getattr(cast, who))
    answer = client.get(reverse("visits:new", args=[cast.assignment.pk]))
    assert answer.status_code == 403
    assert "Solo la acompañante asignada" in answer.content.decode()
    assert send(client, cast)[0].status_code == 403
    assert Visit.objects.count() == 0


def test_signed_out_goes_to_sign_in(client, cast):
    assert reverse("account_login") in client.get(form_url(uuid.uuid4())).url


@pytest.mark.parametrize("asked", ["", "?assignment=abc", "?assignment=999999"])
def test_a_form_without_its_assignment_is_not_found(ana, cast, asked):
    assert ana.get(form_url(uuid.uuid4()) + asked).status_code == 404


def test_opening_the_form_stays_within_budget(ana, cast, django_assert_max_num_queries):
    cast.closed_visit()
    cast.closed_visit()
    visit = cast.visit()
    with django_assert_max_num_queries(21):
        ana.get(form_url(visit.pk))


def test_opening_a_new_form_stays_within_budget(ana, cast, django_assert_max_num_queries):
    cast.closed_visit()
    cast.closed_visit()
    asked = f"{form_url(uuid.uuid4())}?assignment={cast.assignment.pk}"
    ana.get(asked)
    with django_assert_max_num_queries(12):
        ana.get(asked)


def test_a_fault_in_the_middle_leaves_no_trace(ana, cast):
    """A criterion that vanishes between the form and the save breaks the last insert: nothing of the visit stays."""
    header = {"phase": "diagnostic", "visited_on": cast.today, "mode": "in_person"}
    record = VisitRecord(header=header, scores={cast.version.criteria.first().pk: {"value": 9, "evidence": "x"}})
    with pytest.raises(Exception, match="score_on_a_scale"), transaction.atomic():
        receive_recording(
            Recording(
                visit_id=uuid.uuid4(),
                assignment=Assignment.objects.select_related("post__institution").get(pk=cast.assignment.pk),
                version=cast.version,
                submission=NewSubmission(uuid.uuid4(), cast.ana),
                record=record,
            )
        )
    assert not connection.needs_rollback
    assert Visit.objects.count() == 0
