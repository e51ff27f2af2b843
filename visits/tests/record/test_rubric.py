"""Part 4 of the form: evidence, level, what was not observed, and doubts."""

import uuid

import pytest
from django.urls import reverse

from rubrics.models import Criterion, Instrument, InstrumentVersion, Level
from rubrics.scales import LABELS, ScaleKind
from visits.models import Score, Visit

from .payload import payload


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def criterion(cast):
    return cast.version.criteria.first()


def form_url(visit_id):
    return reverse("visits:form", args=[visit_id])


def send(client, cast, visit_id=None, **changes):
    data = payload(cast.assignment, cast.version, day=cast.today, **changes)
    return client.post(form_url(visit_id or uuid.uuid4()), data)


def of(criterion, **fields):
    """Inputs of one criterion, by their names on the page."""
    return {f"score__{criterion.pk}__{name}": value for name, value in fields.items()}


NOT_SEEN = {"value": "", "evidence": "", "not_observed": "on"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (NOT_SEEN, "Di por qué no se pudo observar."),
        ({"not_observed": "on", "not_observed_reason": "Llovió"}, "Elige un nivel o «No se observó», no los dos."),
        ({"not_observed_reason": "Llovió"}, "Si no se observó, márcalo; si se observó, borra el motivo."),
        ({"not_observed_reason": "x" * 500, "not_observed": "on", "value": ""}, "400"),
    ],
)
def test_what_does_not_hold_gets_a_sentence_and_stores_nothing(ana, cast, criterion, fields, sentence):
    answer = send(ana, cast, dialogue__needs="Esto no se pierde", **of(criterion, **fields))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "Esto no se pierde" in page
    assert Visit.objects.count() == Score.objects.count() == 0


def test_what_was_not_observed_says_why_and_lets_the_visit_close(ana, cast, criterion):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id, **of(criterion, **NOT_SEEN, not_observed_reason="No hubo juego: llovió"))
    score = Score.objects.get(criterion=criterion)
    assert (score.value, score.not_observed, score.not_observed_reason) == (None, True, "No hubo juego: llovió")
    assert ana.post(reverse("visits:close", args=[visit_id])).status_code == 302
    assert Visit.objects.get().is_closed
    page = ana.get(reverse("visits:detail", args=[visit_id])).content.decode()
    assert "No hubo juego: llovió" in page


@pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}], ids=["button", "by itself"])
def test_a_level_tapped_by_mistake_is_taken_back(ana, cast, criterion, headers):
    draft = cast.visit()
    Score.objects.update_or_create(visit=draft, criterion=criterion, defaults={"value": 1, "evidence": ""})
    changes = of(criterion, value="", evidence="")
    ana.post(
        form_url(draft.pk),
        payload(cast.assignment, cast.version, visit=draft, day=cast.today, **changes),
        headers=headers,
    )
    assert not draft.scores.filter(criterion=criterion).exists()
    page = ana.get(form_url(draft.pk)).content.decode()
    assert f'name="score-{criterion.pk}-value" value="1"' in page
    assert f'name="score-{criterion.pk}-value" value=""' in page


def test_a_doubt_is_kept_with_its_level_and_shown_to_its_author_alone(ana, cast, criterion):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id, **of(criterion, in_doubt="on"))
    assert Score.objects.get(in_doubt=True).criterion == criterion
    ana.post(reverse("visits:close", args=[visit_id]))
    detail = reverse("visits:detail", args=[visit_id])
    assert "Dudé" in ana.get(detail).content.decode()
    ana.force_login(cast.tania.user)
    assert "Dudé" not in ana.get(detail).content.decode()


def test_the_form_shows_again_what_was_doubted(ana, cast, criterion):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id, **of(criterion, in_doubt="on"))
    page = ana.get(form_url(visit_id)).content.decode()
    assert page.count('<details class="app-levels" open>') == 1


def test_notes_gather_as_evidence_of_their_criterion(ana, cast, criterion):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id, notes__0__criterion=criterion.pk, notes__0__text="Eligen y explican por qué")
    page = ana.get(form_url(visit_id)).content.decode()
    section = page.split(f'data-criterion="{criterion.pk}"')[1].split("</ul>")[0]
    assert "<strong>09:20</strong> <span>Eligen y explican por qué</span>" in section


def test_notes_gather_on_a_refused_form_too(ana, cast, criterion):
    answer = send(ana, cast, notes__0__criterion=criterion.pk, visit__ends_at="08:00")
    section = answer.content.decode().split(f'data-criterion="{criterion.pk}"')[1].split("</ul>")[0]
    assert "<strong>09:20</strong> <span>Las niñas eligen los bloques</span>" in section


def test_minutes_of_active_monitoring_are_kept(ana, cast):
    visit_id = uuid.uuid4()
    send(ana, cast, visit_id, monitoring__minutes="18")
    assert Visit.objects.get().monitoring_minutes == 18
    assert 'name="monitoring-minutes" value="18"' in ana.get(form_url(visit_id)).content.decode()


@pytest.mark.parametrize(
    ("minutes", "sentence"), [("-1", "mayor o igual a 0"), ("2000", "1440"), ("un rato", "entero")]
)
def test_minutes_that_cannot_be_get_a_sentence(ana, cast, minutes, sentence):
    assert sentence in send(ana, cast, monitoring__minutes=minutes).content.decode()
    assert Visit.objects.count() == 0


@pytest.fixture
def every_scale(cast):
    """A draft of Ana's on a version with a criterion of each scale there is."""
    instrument = Instrument.objects.create(code="cuatro-escalas", title="Cuatro escalas", teacher_kind="classroom")
    version = InstrumentVersion.objects.create(instrument=instrument, valid_from=cast.today)
    for order, kind in enumerate(ScaleKind):
        one = Criterion.objects.create(
            version=version, order=order, title=f"Escala {kind}", short_title=kind, scale=kind
        )
        for value, label in enumerate(LABELS[kind], start=1):
            Level.objects.create(criterion=one, value=value, label=f"nombre de {label}", descriptor=f"Qué es {label}")
    InstrumentVersion.objects.filter(pk=version.pk).update(status=InstrumentVersion.Status.PUBLISHED)
    return cast.visit(version=version)


def test_every_scale_offers_its_levels_and_takes_each_of_them(ana, cast, every_scale):
    visit = every_scale
    page = ana.get(form_url(visit.pk)).content.decode()
    for criterion in visit.version.criteria.all():
        assert page.count(f'name="score-{criterion.pk}-value"') == len(LABELS[criterion.scale]) + 1  # and none of them
        for level in criterion.levels.all():
            assert f"<b>{level.short}</b> {level.label}</label>" in page
            assert f">{level.descriptor}</span>" in page
    for step in range(4):
        visit.refresh_from_db()
        levels = {c.pk: min(step + 1, len(LABELS[c.scale])) for c in visit.version.criteria.all()}
        changes = {f"score__{pk}__value": value for pk, value in levels.items()}
        data = payload(cast.assignment, visit.version, visit=visit, day=cast.today, **changes)
        assert ana.post(form_url(visit.pk), data).status_code == 302
        assert dict(visit.scores.values_list("criterion", "value")) == levels


def test_a_level_beyond_its_own_scale_is_refused_on_each(ana, cast, every_scale):
    visit = every_scale
    for criterion in visit.version.criteria.all():
        beyond = len(LABELS[criterion.scale]) + 1
        changes = {f"score__{criterion.pk}__value": beyond}
        data = payload(cast.assignment, visit.version, visit=visit, day=cast.today, **changes)
        assert "Ese nivel no existe en esta escala." in ana.post(form_url(visit.pk), data).content.decode()
    assert visit.scores.count() == 0
