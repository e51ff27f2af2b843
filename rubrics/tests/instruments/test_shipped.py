"""What comes with the project: complete, in words that ask, and enough for every kind of scale."""

import re

import pytest

from rubrics.instruments.checks import MOMENTS, instrument_faults, read_instrument, unready
from rubrics.instruments.contents import described
from rubrics.instruments.services.loading import LoadOutcome, load, load_shipped, shipped_files
from rubrics.models import Instrument, InstrumentVersion, Prompt
from rubrics.scales import ScaleKind, top

SHIPPED = [read_instrument(path) for path in shipped_files()]
CRITERIA = [
    pytest.param(row, id=f"{data['code']}: {row['short_title']}") for data in SHIPPED for row in data["criteria"]
]


def test_every_kind_of_scale_is_shipped():
    assert {row["scale"] for data in SHIPPED for row in data["criteria"]} == set(ScaleKind.values)


@pytest.mark.parametrize("data", SHIPPED, ids=lambda data: data["code"])
def test_it_could_be_published(data):
    assert not list(instrument_faults(data))
    assert not unready(data["criteria"])


@pytest.mark.parametrize("row", CRITERIA)
def test_each_moment_has_a_question_for_low_and_high(row):
    by_moment = {moment: [one for one in row["prompts"] if one["moment"] == moment] for moment in MOMENTS}
    assert by_moment["opening"]
    for moment in ("reflection", "commitment"):
        assert {one["level"] for one in by_moment[moment]} == set(range(1, top(row["scale"]) + 1))
        texts = {one["level"]: one["text"] for one in by_moment[moment]}
        assert texts[1] != texts[top(row["scale"])]


@pytest.mark.parametrize("row", CRITERIA)
def test_questions_ask_and_never_accuse(row):
    for prompt in row["prompts"]:
        text = prompt["text"]
        assert "¿" in text and text.endswith("?"), text
        assert len(text) <= 140, "what fits on a phone in one look"
        assert not re.search(r"\b(debes|deberías|tienes que|por qué no|fallaste|error|mal)\b", text, re.I), text


def test_models_are_not_what_a_visit_opens(cast, shipped):
    models = {row.code for row in Instrument.objects.filter(by_default=False)}
    assert models == {"acta-pronoei", "juego-libre-sectores"}
    for assignment in (cast.assignment, cast.promoter_assignment):
        found = InstrumentVersion.objects.for_post(assignment.post, cast.today, cast.campaign)
        assert found.instrument.code not in models


def test_an_installation_of_before_receives_the_questions_once(db):
    load_shipped()
    Prompt.objects.all()._raw_delete("default")  # as it was before there were any
    before = {version.pk: described(version) for version in InstrumentVersion.objects.all()}
    assert {one.outcome for one in load_shipped()} == {LoadOutcome.COMPLETED}
    assert Prompt.objects.count() == sum(len(row["prompts"]) for data in SHIPPED for row in data["criteria"])
    assert {one.outcome for one in load_shipped()} == {LoadOutcome.SAME}
    for version in InstrumentVersion.objects.all():
        criteria = described(version)["criteria"]
        assert [{**row, "prompts": None} for row in criteria] == [
            {**row, "prompts": None} for row in before[version.pk]["criteria"]
        ]


def test_questions_that_are_there_stay_as_they_are(db):
    load_shipped()
    data = read_instrument(shipped_files()[0])
    data["criteria"][0]["prompts"][0]["text"] = "¿Otra pregunta?"
    assert load(data=data).outcome is LoadOutcome.DIFFERENT
    assert not Prompt.objects.filter(text="¿Otra pregunta?").exists()
