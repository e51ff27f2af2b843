"""One criterion of a draft: texts, scale, levels, prompts, place."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompaniment.models import TrackedChange
from rubrics.instruments.services.criteria import delete_criterion, edit_criterion, move_criterion
from rubrics.instruments.services.publishing import publish_draft
from rubrics.models import Criterion, Prompt
from rubrics.scales import ScaleKind, top

from .making import copied, draft, published, url


def sent(*, scale="yes_no_sometimes", **changes):
    """A criterion's form as a browser sends it."""
    data = {
        "title": "Cuentan lo que jugaron",
        "short_title": "Contar",
        "section": "Después de jugar",
        "aspects": "Quién cuenta y quién escucha.",
        "competency": "C4",
        "scale": scale,
        "shown": scale,
        "weight": "",
    }
    for value in range(1, top(scale) + 1):
        data |= {f"label-{value}": f"Nombre {value}", f"descriptor-{value}": f"Se ve {value}"}
    return {**data, **{name.replace("__", "-"): value for name, value in changes.items()}}


@pytest.fixture
def version(cast):
    return copied(cast)


@pytest.fixture
def first(version):
    return version.criteria.first()


@pytest.fixture
def berta(cast, client):
    client.force_login(cast.berta)
    return client


@pytest.mark.parametrize("scale", ScaleKind.values)
def test_it_is_added_at_the_end_with_the_levels_of_its_scale(version, berta, scale):
    berta.post(url(version, "criteria/new"), sent(scale=scale))
    criterion = version.criteria.last()
    assert (criterion.order, criterion.title, criterion.competency) == (6, "Cuentan lo que jugaron", "C4")
    assert [(level.value, level.label, level.descriptor) for level in criterion.levels.all()] == [
        (value, f"Nombre {value}", f"Se ve {value}") for value in range(1, top(scale) + 1)
    ]


def test_it_is_edited_and_logged(cast, version, first, berta):
    page = berta.get(url(version, "criteria", first.pk))
    assert first.title in page.text
    assert "Los niveles se muestran rúbrica por rúbrica y nunca se suman" in page.text
    berta.post(url(version, "criteria", first.pk), sent(scale="i_iv", weight="2"))
    first.refresh_from_db()
    assert (first.title, first.order, first.weight) == ("Cuentan lo que jugaron", 1, 2)
    change = TrackedChange.objects.filter(object_id=str(version.pk), by=cast.berta).first()
    assert change.ugel == cast.ugel
    assert change.fields["Contar: nivel 1"][1] == "Nombre 1. Se ve 1"


def test_another_scale_shows_its_levels_before_anything_is_saved(version, first, berta):
    data = sent(scale="i_iv") | {"scale": "yes_no", "title": "Todavía sin guardar"}
    page = berta.post(url(version, "criteria", first.pk), data)
    assert "Estos son los niveles de la escala elegida" in page.text
    assert "Todavía sin guardar" in page.text
    assert [short for short, *_ in page.context["form"].level_rows] == ["No", "Sí"]
    first.refresh_from_db()
    assert first.scale == "i_iv"
    berta.post(url(version, "criteria", first.pk), {**data, "shown": "yes_no"})
    first.refresh_from_db()
    assert (first.scale, first.levels.count()) == ("yes_no", 2)


def test_usual_names_follow_the_scale_and_own_ones_stay(version, berta):
    data = sent(scale="1_3", label__1="No cumple", label__2="A medias") | {"scale": "i_iv"}
    form = berta.post(url(version, "criteria/new"), data).context["form"]
    assert form["label-1"].value() == "Insatisfactorio"
    assert form["label-2"].value() == "A medias"


def test_prompts_of_a_level_that_is_gone_serve_any(version, first):
    assert set(first.prompts.values_list("value", flat=True)) == {None, 1, 2, 3, 4}
    edit_criterion(criterion=first, fields={"scale": "yes_no"}, levels=[{"label": "No"}, {"label": "Sí"}])
    assert set(first.prompts.values_list("value", flat=True)) == {None, 1, 2}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "Este campo es obligatorio"),
        ({"short_title": "RAZONAMIENTO"}, "Otro criterio de este instrumento se llama igual."),
        ({"label__2": "Nombre 1"}, "Otro nivel se llama igual."),
        ({"descriptor__1": "<script>alert(1)</script>"}, "Trae etiquetas de HTML"),
        ({"aspects": "a" * 4001}, "4000"),
        ({"weight": "101"}, "100"),
        ({"competency": "C10"}, "Escoja una opción válida"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(version, first, berta, changes, reason):
    page = berta.post(url(version, "criteria", first.pk), sent(**{"section": "Lo tecleado", **changes}))
    assert reason in page.text
    assert "Lo tecleado" in page.text
    first.refresh_from_db()
    assert first.section == ""


def test_publishing_meanwhile_stops_the_edit(cast, version, first):
    publish_draft(version=version, valid_from=cast.today, valid_to=None)
    with pytest.raises(ValidationError, match="Una versión publicada no se modifica"):
        edit_criterion(criterion=first, fields={"title": "Otro"}, levels=[])
    with pytest.raises(ValidationError, match="Una versión publicada no se modifica"):
        move_criterion(criterion=first, is_up=False)


def titles(version):
    return list(version.criteria.order_by("order").values_list("short_title", flat=True))


def test_up_and_down_by_buttons(version, berta):
    before = titles(version)
    second = version.criteria.all()[1]
    berta.post(url(version, "criteria", second.pk, "move"), {"to": "up"})
    assert titles(version) == [before[1], before[0], *before[2:]]
    berta.post(url(version, "criteria", second.pk, "move"), {"to": "up"})  # it is the first already
    berta.post(url(version, "criteria", second.pk, "move"), {"to": "down"})
    assert titles(version) == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=6), dropped=st.integers(0, 4))
def test_whatever_is_moved_the_places_have_no_gaps(version, moves, dropped):
    criteria = list(version.criteria.all())
    for at, is_up in moves:
        move_criterion(criterion=criteria[at % len(criteria)], is_up=is_up)
    assert set(titles(version)) == {criterion.short_title for criterion in criteria}
    if len(criteria) > 2:
        delete_criterion(criterion=criteria[dropped % len(criteria)])
    orders = list(version.criteria.order_by("order").values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1))


def test_taking_one_out_asks_first(version, first, berta):
    page = berta.get(url(version, "criteria", first.pk, "delete"))
    assert "Sale del borrador con sus niveles y sus preguntas" in page.text
    assert Criterion.objects.filter(pk=first.pk).exists()
    berta.post(url(version, "criteria", first.pk, "delete"))
    assert list(version.criteria.values_list("order", flat=True)) == [1, 2, 3, 4]


def asked(*rows):
    data = {"prompts-TOTAL_FORMS": len(rows), "prompts-INITIAL_FORMS": 0}
    for at, (moment, value, text) in enumerate(rows):
        data |= {f"prompts-{at}-moment": moment, f"prompts-{at}-value": value, f"prompts-{at}-text": text}
    return data


def test_prompts_are_written_by_moment_and_emptied_ones_go(version, first, berta):
    assert first.prompts.first().text in berta.get(url(version, "criteria", first.pk, "prompts")).text
    rows = [("commitment", "4", "¿Qué harás?"), ("opening", "", "¿Cómo te fue?"), ("reflection", "1", "  ")]
    berta.post(url(version, "criteria", first.pk, "prompts"), asked(*rows))
    assert [(one.moment, one.value, one.text) for one in first.prompts.all()] == [
        ("opening", None, "¿Cómo te fue?"),
        ("commitment", 4, "¿Qué harás?"),
    ]


def test_a_prompt_for_a_level_of_another_scale_is_refused(version, first, berta):
    page = berta.post(url(version, "criteria", first.pk, "prompts"), asked(("opening", "5", "¿Y esto?")))
    assert "Escoja una opción válida" in page.text
    assert "¿Y esto?" in page.text


def test_a_criterion_of_another_instrument_is_not_here(cast, version, berta):
    other = draft(cast, title="Otra").criteria.get()
    for path in ("", "prompts", "delete"):
        assert berta.get(url(version, "criteria", other.pk, *filter(None, [path]))).status_code == 404


def test_of_a_published_version_nothing_can_be_edited(cast, berta):
    version = published(cast)
    criterion = version.criteria.get()
    for path in ("publish", "about", "delete", "criteria/new", f"criteria/{criterion.pk}"):
        page = berta.get(url(version, path))
        assert page.status_code == 403
        assert "Una versión publicada no se modifica" in page.text


def test_prompts_of_a_published_version_are_frozen_too(cast):
    criterion = cast.version.criteria.first()
    prompt = criterion.prompts.first()
    criterion.weight = 3
    for attempt in (
        prompt.save,
        prompt.delete,
        criterion.save,
        criterion.prompts.all().delete,
        lambda: criterion.prompts.update(text="¿Otra?"),
        lambda: Prompt.objects.bulk_create([Prompt(criterion=criterion, moment="opening", text="¿Otra?")]),
    ):
        with pytest.raises(ValidationError, match="Una versión publicada no se modifica"):
            attempt()
    assert not Prompt.objects.give_first(cast.version, [Prompt(criterion=criterion, moment="opening", text="¿Otra?")])
