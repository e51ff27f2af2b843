import copy
import json
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from rubrics.instruments.checks import InstrumentError, check_instrument, read_instrument
from rubrics.instruments.contents import described
from rubrics.instruments.services.loading import load_instrument, shipped_files
from rubrics.models import Criterion, Instrument, InstrumentVersion, Level
from rubrics.scales import top

FIRST = read_instrument(next(path for path in shipped_files() if path.stem == "aula-ciclo-ii"))


def changed(*, title_of_first="", **fields):
    """Load the ciclo II instrument with other contents."""
    data = copy.deepcopy(FIRST) | fields
    if title_of_first:
        data["criteria"][0]["title"] = title_of_first
    return load_instrument(data)


def run(*files):
    out = StringIO()
    call_command("load_instruments", *files, stdout=out)
    return out.getvalue()


def test_it_loads_what_is_shipped_and_says_so(db):
    said = run()
    assert said.count("cargada") == 5
    assert "12 criterios" in said
    assert InstrumentVersion.objects.filter(status="published").count() == 5


def test_twice_changes_nothing(db):
    run()
    before = [list(model.objects.order_by("pk").values()) for model in (InstrumentVersion, Criterion, Level)]
    assert run().count("ya estaba, sin cambios") == 5
    assert before == [list(model.objects.order_by("pk").values()) for model in (InstrumentVersion, Criterion, Level)]


def test_a_changed_file_with_the_same_version_changes_nothing_and_says_so(db, tmp_path):
    run()
    data = copy.deepcopy(FIRST)
    data["criteria"][0]["levels"][0]["descriptor"] = "Otra cosa."
    file = tmp_path / "cambiado.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    said = run(file)
    assert "ya está publicada con otro contenido y no se modificó" in said
    assert not Level.objects.filter(descriptor="Otra cosa.").exists()


def test_what_is_loaded_is_what_was_written(db):
    version = load_instrument(FIRST)
    assert described(version) == {name: FIRST[name] for name in FIRST if name != "valid_from"}
    assert version.valid_from == date(2024, 1, 1)


def test_a_new_version_ends_the_one_before(db):
    first = changed()
    second = changed(version=2, valid_from="2027-03-01")
    first.refresh_from_db()
    assert first.valid_to == date(2027, 2, 28)
    assert second.valid_to is None
    assert list(InstrumentVersion.objects.in_force_on(date(2027, 2, 28))) == [first]
    assert list(InstrumentVersion.objects.in_force_on(date(2027, 3, 1))) == [second]


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_shipped_instruments_are_complete(path):
    data = read_instrument(path)
    assert data["source"]
    for criterion in data["criteria"]:
        assert criterion["aspects"] and criterion["competency"]
        assert len(criterion["short_title"]) <= 22  # the axis of a chart
        assert len(criterion["levels"]) == top(criterion["scale"])
        for level in criterion["levels"]:
            assert 10 <= len(level["descriptor"].split()) <= 55  # a phone


def drop(name):
    return lambda data: data["criteria"][1].pop(name)


def put(name, value):
    return lambda data: data["criteria"][1].update({name: value})


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (put("scale", "1_5"), "criterio 2: «scale» no puede ser «1_5»: se conoce i_iv, 1_3, yes_no, yes_no_sometimes."),
        (put("scale", "1_3"), "criterio 2: la escala «1_3» tiene 3 niveles y aquí hay 4."),
        (drop("title"), "criterio 2: falta «title»."),
        (put("title", "   "), "criterio 2: falta «title»."),
        (put("title", 7), "criterio 2: falta «title»."),
        (put("title", "a" * 241), "criterio 2: «title» pasa de 240 letras."),
        (put("short_title", "involucra"), "instrumento: «short_title» se repite: «involucra»."),
        (put("competency", "C10"), "criterio 2: «competency» no puede ser «C10»"),
        (put("aspects", ["a"]), "criterio 2: «aspects» debe ser un texto."),
        (put("titulo", "x"), "criterio 2: «titulo» no es un dato conocido."),
        (put("levels", []), "criterio 2: falta la lista «levels»."),
        (lambda d: d["criteria"][1]["levels"][2].pop("label"), "criterio 2, nivel 3: falta «label»."),
        (lambda d: d["criteria"][1]["levels"][2].update(label="En proceso"), "criterio 2: «label» se repite"),
        (lambda d: d["criteria"].append(d["criteria"][0]), "instrumento: «title» se repite"),
        (lambda d: d["criteria"].append("criterio"), "criterio 6: debe ser un objeto"),
        (lambda d: d.update(criteria=[]), "instrumento: falta la lista «criteria»."),
        (lambda d: d.pop("title"), "instrumento: falta «title»."),
        (lambda d: d.update(code="mi ficha/1"), "instrumento: «code» solo lleva letras sin tilde, dígitos y guiones."),
        (lambda d: d.update(teacher_kind="nurse"), "instrumento: «teacher_kind» no puede ser «nurse»"),
        (lambda d: d.update(cycle="III"), "instrumento: «cycle» no puede ser «III»: se conoce I, II."),
        (lambda d: d.update(version="1"), "instrumento: «version» debe ser un número entero desde 1."),
        (lambda d: d.update(version=40000), "instrumento: «version» debe ser un número entero desde 1."),
        (lambda d: d.update(version=True), "instrumento: «version» debe ser un número entero desde 1."),
        (lambda d: d.update(valid_from="01/03/2026"), "instrumento: «valid_from» debe ser una fecha como 2026-03-01."),
        (lambda d: d.pop("valid_from"), "instrumento: «valid_from» debe ser una fecha"),
        (lambda d: d.update(valid_to="2020-01-01"), "instrumento: «valid_to» no puede ser anterior a «valid_from»."),
    ],
)
def test_a_wrong_structure_names_file_and_place(db, tmp_path, spoil, expected):
    data = copy.deepcopy(FIRST)
    spoil(data)
    file = tmp_path / "malo.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CommandError) as raised:
        run(*shipped_files(), file)
    assert str(raised.value).startswith(f"{file}, {expected}")
    assert "\n" not in str(raised.value)
    assert not Instrument.objects.exists(), "one wrong file, and nothing is loaded by half"


@pytest.mark.parametrize("data", [None, [], "texto", 3])
def test_something_else_is_not_an_instrument(data):
    with pytest.raises(InstrumentError, match="instrumento: debe ser un objeto"):
        check_instrument(data)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b'{\n "code": ', "línea 2: no es JSON válido"), ('{"title": "ñ"}'.encode("latin-1"), "no está escrito en UTF-8")],
)
def test_a_file_that_cannot_be_read(db, tmp_path, content, expected):
    file = tmp_path / "roto.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=expected):
        run(file)


def test_a_file_that_is_not_there(db, tmp_path):
    with pytest.raises(CommandError, match="falta.json: no se puede leer"):
        run(tmp_path / "falta.json")


@pytest.fixture
def draft(db):
    version = changed()
    other = InstrumentVersion.objects.create(instrument=version.instrument, number=9, valid_from=date(2027, 1, 1))
    criterion = Criterion.objects.create(version=other, order=1, title="Nuevo", short_title="Nuevo", scale="1_3")
    Level.objects.create(criterion=criterion, value=1, label="Bajo")
    return other


def test_a_published_version_is_frozen(db):
    version = changed()
    criterion = version.criteria.first()
    level = criterion.levels.first()
    for attempt in (
        criterion.save,
        criterion.delete,
        level.save,
        level.delete,
        version.delete,
        Criterion(version=version, order=9, title="Otro", short_title="Otro", scale="1_3").save,
        Level(criterion=criterion, value=5, label="V").save,
        version.criteria.all().delete,
        criterion.levels.all().delete,
        InstrumentVersion.objects.filter(pk=version.pk).delete,
        lambda: version.criteria.update(title="Otro"),
        lambda: criterion.levels.update(label="Otro"),
    ):
        with pytest.raises(ValidationError, match="Una versión publicada no se modifica"):
            attempt()
    assert described(version) == described(InstrumentVersion.objects.get(pk=version.pk))
    assert version.criteria.count() == 5


def test_nothing_leaves_a_published_version_for_a_draft(draft):
    criterion = InstrumentVersion.objects.get(number=1).criteria.first()
    criterion.version, criterion.order = draft, 7
    with pytest.raises(ValidationError):
        criterion.save()


def test_a_draft_changes_freely(draft):
    criterion = draft.criteria.get()
    criterion.title = "Mejor dicho"
    criterion.save()
    criterion.levels.update(label="Inicio")
    criterion.levels.get().delete()
    criterion.delete()
    draft.delete()
    assert not InstrumentVersion.objects.filter(number=9).exists()
