"""A visit still open on a version no longer in use moves to the one in use: previewed, once, and losing nothing."""

import copy
import uuid
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.models import TrackedChange
from rubrics.instruments.contents import described
from rubrics.instruments.services.drafts import InstrumentData, make_instrument
from rubrics.instruments.services.publishing import publish_draft, retire_version
from rubrics.models import chosen_key
from visits.models import Commitment, FieldNote, Score, Submission, Visit
from visits.record.record import LONG
from visits.record.versions import in_version, move_to_version, plan_version_move, replacement_for
from visits.tests.calibration.pairs import invited, observed

from .choosing import choose
from .payload import payload

DAY = timedelta(days=1)


@pytest.fixture
def target(cast):
    """The UGEL's own rubrics, which take the place of everyone's.

    Against those: the first one is the same, the second has another scale, the third another descriptor, the fourth
    only its short title, the fifth is gone and a new one stands last.
    """
    rows = copy.deepcopy(described(cast.version)["criteria"])
    rows[1] |= {"scale": "yes_no", "levels": [{"label": "No"}, {"label": "Sí"}], "prompts": []}
    rows[2]["levels"][1]["descriptor"] = "Dice otra cosa."
    rows[3]["title"] = "Crea un ambiente de confianza"
    rows[4] |= {"title": "Cuida el espacio", "short_title": "Espacio", "competency": "C2"}
    about = InstrumentData(title="La nuestra", teacher_kind="classroom", cycle="II", ugel=cast.ugel)
    version = make_instrument(data=about, criteria=rows)
    publish_draft(version=version, valid_from=cast.today, valid_to=None)
    retire_version(version=cast.version, unused_from=cast.today)
    version.refresh_from_db()
    return version


@pytest.fixture
def draft(cast):
    """A visit in progress with a level of II and evidence in every criterion, a note and a commitment in the last."""
    visit = cast.visit()
    criteria = list(cast.version.criteria.all())
    for criterion in criteria:
        Score.objects.create(visit=visit, criterion=criterion, value=2, evidence=f"Vi {criterion.short_title}")
    FieldNote.objects.create(visit=visit, text="Una nota", noted_at=time(9), criterion=criteria[0])
    FieldNote.objects.create(visit=visit, text="Otra", order=1, criterion=criteria[4])
    Commitment.objects.create(
        visit=visit, teacher=cast.tania, criterion=criteria[1], action="Preguntar más", due_on=cast.today + 9 * DAY
    )
    return visit


def move(cast, visit, target, *, sending=None, revision=None):
    move_to_version(
        visit=visit,
        target=target,
        by=cast.ana,
        submission_id=sending or uuid.uuid4(),
        base_revision=visit.revision if revision is None else revision,
    )


def scores_of(visit):
    return {
        score.criterion.short_title: (score.value, score.evidence) for score in visit.scores.select_related("criterion")
    }


def test_what_is_written_goes_with_its_criterion(cast, draft, target):
    draft.refresh_from_db()
    move(cast, draft, target)
    assert draft.version == target
    assert draft.revision == 2
    assert scores_of(draft) == {
        "Involucra": (2, "Vi Involucra"),
        "Razonamiento": (None, "Vi Razonamiento"),  # its scale is another one
        "Retroalimentación": (2, "Vi Retroalimentación"),
        "Respeto y cercanía": (2, "Vi Respeto y cercanía"),
    }
    notes = {note.text: note.criterion and note.criterion.version for note in draft.notes.all()}
    assert notes == {
        "Una nota": target,
        "Otra": None,
        "Regula positivamente el comportamiento de los estudiantes: II Vi Regulación": None,
    }
    assert draft.commitments.get().criterion == target.criteria.get(short_title="Razonamiento")
    change = TrackedChange.objects.filter(object_id=str(draft.pk)).first()
    assert change.fields["version"] == [str(cast.version), str(target)]


def test_it_is_previewed(cast, client, draft, target):
    client.force_login(cast.ana)
    form = client.get(reverse("visits:form", args=[draft.pk]))
    assert "Este instrumento ya no se usa" in form.text
    page = client.get(reverse("visits:version", args=[draft.pk]))
    for text in (
        "pasan la evidencia y el nivel II",
        "la evidencia pasa; el nivel II se vuelve a elegir",
        "sus niveles dicen otra cosa: revísalo",
        "lo escrito queda como nota del cuaderno",
        "Crea un ambiente de confianza",
        "Cuida el espacio",
    ):
        assert text in page.text
    draft.refresh_from_db()
    assert draft.version == cast.version
    confirmed = {field.name: field.value() for field in page.context["form"]}
    for _ in range(2):  # the same click twice
        answer = client.post(reverse("visits:version", args=[draft.pk]), confirmed)
        assert answer.url == reverse("visits:form", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.version, draft.revision) == (target, 2)
    assert "Vi Razonamiento" in client.get(answer.url).text


def test_the_same_sending_twice_moves_it_once(cast, draft, target):
    sending = uuid.uuid4()
    for _ in range(2):
        move(cast, draft, target, sending=sending, revision=1)
    assert draft.revision == 2
    assert Submission.objects.filter(visit=draft).count() == 1


def test_a_visit_that_changed_meanwhile_stays(cast, draft, target):
    with pytest.raises(ValidationError, match="cambió mientras la mirabas"):
        move(cast, draft, target, revision=0)
    draft.refresh_from_db()
    assert draft.version == cast.version
    assert len(scores_of(draft)) == 5


@pytest.mark.parametrize("status", ["closed", "acknowledged", "cancelled"])
def test_only_an_open_visit_moves(cast, target, status):
    visit = cast.visit(status=status)
    assert replacement_for(visit) is None
    with pytest.raises(ValidationError):
        move(cast, visit, target)
    visit.refresh_from_db()
    assert visit.version == cast.version


def test_while_its_version_is_in_use_there_is_nothing_to_move(cast, client):
    visit = cast.visit()
    assert replacement_for(visit) is None
    client.force_login(cast.ana)
    page = client.get(reverse("visits:version", args=[visit.pk]), follow=True)
    assert "no hay nada que pasar" in page.text
    assert "ya no se usa" not in page.text


def test_a_criterion_of_the_same_competency_takes_the_evidence_without_the_level(cast, draft):
    rows = copy.deepcopy(described(cast.version)["criteria"])[2:3]
    rows[0] |= {"title": "Mira cómo van", "short_title": "Mirar"}  # the only one of C5 on both sides
    version = make_instrument(
        data=InstrumentData(title="Corta", teacher_kind="classroom", cycle="II", ugel=cast.ugel), criteria=rows
    )
    publish_draft(version=version, valid_from=cast.today, valid_to=None)
    plan = plan_version_move(visit=draft, target=version)
    assert [(one.old.short_title, one.loses_level) for one in plan.carried if one.new] == [("Retroalimentación", True)]
    move(cast, draft, version)
    assert scores_of(draft) == {"Mirar": (None, "Vi Retroalimentación")}


def test_not_a_letter_of_long_evidence_is_lost(cast, draft, target):
    text = "a" * LONG
    Score.objects.filter(visit=draft, criterion__short_title="Regulación").update(evidence=text)
    move(cast, draft, target)
    notes = draft.notes.order_by("order").values_list("text", flat=True)[2:]
    assert [len(note) <= LONG for note in notes] == [True, True]
    assert "".join(notes).count("a") >= LONG


def test_planned_visits_move_too(cast, target):
    visit = cast.visit(status="planned", planned_on=cast.today + DAY, visited_on=cast.today + DAY)
    assert replacement_for(visit) == target
    move(cast, visit, target)
    assert (visit.version, visit.status) == (target, "planned")


def test_what_was_written_elsewhere_on_the_old_version_is_not_lost(cast, client, draft, target):
    """A tab still open with the old rubric is sent after the move: both sides are shown, under today's criteria."""
    client.force_login(cast.ana)
    old = payload(cast.assignment, cast.version, visit=draft, day=cast.today)
    first = cast.version.criteria.first()
    old |= {f"score-{first.pk}-evidence": "Lo del otro teléfono", "notes-0-criterion": str(first.pk)}
    move(cast, draft, target)
    answer = client.post(reverse("visits:form", args=[draft.pk]), old)
    assert answer.url == reverse("visits:conflict", args=[draft.pk])
    page = client.get(answer.url)
    assert "Lo del otro teléfono" in page.text
    choose(client, page, every="sent")
    assert scores_of(draft)["Involucra"] == (2, "Lo del otro teléfono")
    assert scores_of(draft)["Razonamiento"] == (None, "Se vio: Razonamiento")
    assert draft.notes.get(text="Las niñas eligen los bloques").criterion.version == target
    assert draft.notes.get(criterion=None).text.endswith("II Se vio: Regulación")


def test_what_an_old_window_says_of_a_criterion_that_is_gone_becomes_a_note_beside_the_one_of_the_move(
    cast, client, draft, target
):
    client.force_login(cast.ana)
    old = payload(cast.assignment, cast.version, visit=draft, day=cast.today)
    gone = cast.version.criteria.get(short_title="Regulación")
    old |= {f"score-{gone.pk}-evidence": "Lo del otro teléfono", f"score-{gone.pk}-not_observed_reason": "Se fue"}
    move(cast, draft, target)
    page = client.post(reverse("visits:form", args=[draft.pk]), old, follow=True)
    assert f"{gone.title}: II Lo del otro teléfono Se fue" in page.text
    assert f"{gone.title}: II Vi Regulación" in page.text
    form = page.context["form"]
    choose(client, page, **{name.removeprefix("keep-"): form[name].value() or "sent" for name in form.compared})
    notes = list(draft.notes.values_list("text", flat=True))
    assert f"{gone.title}: II Vi Regulación" in notes
    assert f"{gone.title}: II Lo del otro teléfono Se fue" in notes


def test_long_evidence_of_a_criterion_that_is_gone_is_not_lost_and_an_alert_never_becomes_a_note(cast, target):
    gone = cast.version.criteria.get(short_title="Regulación")
    sent = {
        f"score-{gone.pk}-evidence": ["a" * LONG],
        f"score-{gone.pk}-alert": ["Gritó"],
        "notes-TOTAL_FORMS": ["1"],
        "notes-0-text": ["Una nota"],
    }
    moved = in_version(sent, target)
    notes = [moved[f"notes-{at}-text"][0] for at in range(int(moved["notes-TOTAL_FORMS"][0]))]
    assert notes[0] == "Una nota"
    assert all(len(note) <= LONG for note in notes)
    assert "".join(notes).count("a") >= LONG
    assert "Gritó" not in "".join(notes)
    assert in_version(moved, target) == moved


def test_inputs_of_the_same_version_stay_as_they_are(cast):
    sent = {f"score-{criterion.pk}-value": ["2"] for criterion in cast.version.criteria.all()}
    assert in_version(sent, cast.version) == sent


def test_few_queries(cast, client, draft, target, django_assert_max_num_queries):
    client.force_login(cast.ana)
    with django_assert_max_num_queries(12):
        client.get(reverse("visits:version", args=[draft.pk]))


def test_trying_an_instrument_saves_nothing(cast, client):
    client.force_login(cast.berta)
    address = reverse("visits:try", args=["aula-ciclo-ii", 1])
    page = client.get(address)
    for criterion in cast.version.criteria.all():
        assert criterion.title in page.text
        assert criterion.prompts.first().text in page.text
    name = f"score-{cast.version.criteria.first().pk}"
    page = client.post(address, {f"{name}-value": "2"})
    assert "Escribe primero la evidencia" in page.text
    page = client.post(address, {f"{name}-value": "2", f"{name}-evidence": "Vi algo"})
    assert "Todo lo que escribiste se podría guardar" in page.text
    assert not Score.objects.exists()


def test_what_a_second_observer_wrote_on_her_own_keeps_the_visit_where_it_is(cast, target):
    visit = cast.visit()
    observed(invited(cast, visit), [1, 2, 3, 4, 1], closed=False)
    with pytest.raises(ValidationError, match="segunda observadora"):
        move_to_version(
            visit=visit, target=target, by=cast.ana, submission_id=uuid.uuid4(), base_revision=visit.revision
        )
    visit.refresh_from_db()
    assert visit.version == cast.version


def test_a_planned_visit_is_written_with_its_own_version_when_none_is_in_use(cast, client):
    visit = cast.visit(status=Visit.Status.PLANNED, planned_on=cast.today, visited_on=cast.today, revision=0)
    cast.campaign.instruments = {chosen_key(cast.tania.kind, cast.assignment.post.cycle): "none-of-that-code"}
    cast.campaign.save()
    client.force_login(cast.ana)
    sent = payload(cast.assignment, cast.version, visit=visit, day=cast.today)
    assert client.post(reverse("visits:form", args=[visit.pk]), sent).status_code == 302
    visit.refresh_from_db()
    assert (visit.status, visit.revision, visit.version, visit.scores.count()) == ("in_progress", 1, cast.version, 5)


@pytest.mark.parametrize("odd", ["9" * 5000, "²", ""])
def test_what_is_no_number_of_a_criterion_stays_as_it_was_sent(cast, target, odd):
    old = cast.version.criteria.first()
    sent = {f"score-{old.pk}-evidence": ["Vi algo"], f"score-{odd}-evidence": ["x"], "notes-0-criterion": [odd]}
    assert in_version(sent, target)["notes-0-criterion"] == [odd]
