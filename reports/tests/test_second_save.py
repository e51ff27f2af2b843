"""Two people have the same form open: who saves second is shown what changed, and erases nothing unknowingly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accompaniment.campaigns.campaign_settings import as_json, settings_of
from accompaniment.campaigns.services import edit_campaign
from accompaniment.lib.drafts import writer_token
from accompaniment.models import Campaign, Institution, Post, RegionalCampaign, Role, Teacher
from accompaniment.people.forms import TeacherEditForm
from accompaniment.people.services import edit_teacher
from conftest import Cast
from rubrics.instruments.services.drafts import InstrumentData, copy_version, make_instrument
from rubrics.models import CalibrationRule, Criterion, Instrument, PracticeCase, Prompt
from visits.models import Attachment, Visit

CHANGED = "Alguien cambió estos datos mientras los tenías abiertos"


@dataclass(frozen=True)
class Edit:
    """A form of the row `of`: the column that somebody else writes meanwhile, and the one that the user writes."""

    who: str
    url: str
    rows: Any
    theirs: tuple[str, Any]
    told: str
    mine: tuple[str, Any]
    field: str = ""  # the form's name of what somebody else writes, when it is not the column's

    def stored(self, name: str) -> Any:
        return self.rows.values_list(name, flat=True).get()


def person(cast: Cast) -> Edit:
    return Edit(
        "berta",
        reverse("teacher_edit", args=[cast.tania.pk]),
        Teacher.objects.filter(pk=cast.tania.pk),
        ("phone", "987111222"),
        "Celular: ahora dice «987111222».",
        ("mother_tongue", "Quechua"),
    )


def kind_of_contract(cast: Cast) -> Edit:
    return Edit(
        "berta",
        reverse("teacher_edit", args=[cast.tania.pk]),
        Teacher.objects.filter(pk=cast.tania.pk),
        ("contract", "hired"),
        "Condición: ahora dice «contratada».",
        ("mother_tongue", "Quechua"),
    )


def campaign(cast: Cast) -> Edit:
    return Edit(
        "berta",
        reverse("campaign_edit", args=[cast.campaign.pk]),
        Campaign.objects.filter(pk=cast.campaign.pk),
        ("urban_load", 7),
        "Aulas urbanas por acompañante, hasta: ahora dice «7».",
        ("slogan", "Año de la lectura"),
    )


def place(cast: Cast) -> Edit:
    return Edit(
        "berta",
        reverse("institution_move", args=[cast.jardin.pk]),
        Institution.objects.filter(pk=cast.jardin.pk),
        ("district", "Maras"),
        "Distrito: ahora dice «Maras».",
        ("place", "Urubamba"),
    )


def instrument(cast: Cast) -> Edit:
    version = make_instrument(data=InstrumentData(title="Ficha", teacher_kind="classroom", ugel=cast.ugel))
    return Edit(
        "berta",
        reverse("rubrics:about", args=[version.instrument.code, version.number]),
        Instrument.objects.filter(pk=version.instrument_id),
        ("cycle", "I"),
        "Ciclo: ahora dice «ciclo I (0 a 2 años)».",
        ("title", "Ficha de aula"),
    )


def criterion(cast: Cast) -> Edit:
    row = own_criterion(cast)
    told = "Sección: ahora dice «Después de jugar»."
    return Edit(
        "berta",
        path_of(row, "criterion"),
        Criterion.objects.filter(pk=row.pk),
        ("section", "Después de jugar"),
        told,
        ("aspects", "Quién cuenta y quién escucha."),
    )


def own_criterion(cast: Cast) -> Criterion:
    """The first criterion of a draft that Berta keeps, with its levels and prompts."""
    about = InstrumentData(title="Ficha", teacher_kind="classroom", ugel=cast.ugel)
    return copy_version(version=cast.version, data=about).criteria.all()[0]


def path_of(row: Criterion, page: str) -> str:
    return reverse(f"rubrics:{page}", args=[row.version.instrument.code, row.version.number, row.pk])


def rule(cast: Cast) -> Edit:
    rows = CalibrationRule.objects.filter(ugel=cast.ugel)
    CalibrationRule.objects.create(ugel=cast.ugel)
    told = "Después de cuántos días se puede repetir un caso: ahora dice «30»."
    url = reverse("visits:calibration_rule", args=[cast.ugel.pk])
    return Edit("berta", url, rows, ("retake_days", 30), told, ("period_days", 200))


def practice_case(cast: Cast) -> Edit:
    case = PracticeCase.objects.create(
        version=cast.version, ugel=cast.ugel, title="La siembra", vignette="Siembran.", written_by=cast.berta
    )
    rows = PracticeCase.objects.filter(pk=case.pk)
    told = "Qué ocurrió: ahora dice «Siembran maíz.»."
    url = reverse("rubrics:practice_edit", args=[case.pk])
    return Edit("berta", url, rows, ("vignette", "Siembran maíz."), told, ("title", "El maíz"))


def preparation(cast: Cast) -> Edit:
    planned = {"status": Visit.Status.PREPARED, "purpose": "El juego", "purpose_agreed": True}
    visit = cast.visit(visited_on=cast.today + timedelta(days=2), coordinated_on=cast.today, **planned)
    rows = Visit.objects.filter(pk=visit.pk)
    told = "Propósito de la visita: ahora dice «La asamblea»."
    url = reverse("visits:prepare", args=[visit.pk])
    return Edit("ana", url, rows, ("purpose", "La asamblea"), told, ("coordinated_on", cast.today - timedelta(days=1)))


EDITS = [person, kind_of_contract, campaign, place, instrument, criterion, rule, practice_case, preparation]


def shown(page: Any) -> dict[str, Any]:
    """What a browser would send of the form on this page."""
    form = page.context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}


@pytest.mark.parametrize("edit_of", EDITS)
def test_the_second_save_erases_nothing_unseen(client: Client, cast: Cast, edit_of: Callable[[Cast], Edit]) -> None:
    edit = edit_of(cast)
    client.force_login(getattr(cast, edit.who))
    (theirs, value), (mine, typed) = edit.theirs, edit.mine
    opened = shown(client.get(edit.url))
    edit.rows.update(**{theirs: value})
    before = edit.stored(mine)

    page = client.post(edit.url, {**opened, mine: typed})
    assert page.status_code == 200
    assert CHANGED in page.text
    assert edit.told in page.context["form"].non_field_errors()
    assert edit.stored(mine) == before, "nothing is written"
    again = shown(page)
    assert str(again[mine]) == str(typed), "what was typed stays"

    assert client.post(edit.url, again).status_code == 302
    assert (edit.stored(theirs), edit.stored(mine)) == (value, typed), "what was not touched is theirs"


@pytest.fixture
def edit(client: Client, cast: Cast) -> Edit:
    client.force_login(cast.berta)
    return person(cast)


def test_what_both_changed_is_hers_to_decide(client: Client, edit: Edit) -> None:
    opened = shown(client.get(edit.url))
    edit.rows.update(phone="987111222")
    page = client.post(edit.url, {**opened, "phone": "999888777"})
    assert edit.told in page.context["form"].non_field_errors()
    assert edit.stored("phone") == "987111222"
    client.post(edit.url, shown(page))
    assert edit.stored("phone") == "999888777"


def test_a_third_change_is_shown_too(client: Client, edit: Edit) -> None:
    opened = shown(client.get(edit.url))
    edit.rows.update(phone="987111222")
    page = client.post(edit.url, {**opened, "phone": "999888777"})
    edit.rows.update(phone="")
    page = client.post(edit.url, shown(page))
    assert "Celular: ahora está vacío." in page.context["form"].non_field_errors()
    assert edit.stored("phone") == ""


def test_the_same_twice_and_what_the_form_does_not_show_are_no_conflict(client: Client, edit: Edit) -> None:
    sent = {**shown(client.get(edit.url)), "phone": "987111222"}
    edit.rows.update(search_name="otra")
    assert [client.post(edit.url, sent).status_code for _n in range(2)] == [302, 302]


def test_what_it_was_opened_with_is_signed(client: Client, edit: Edit) -> None:
    edit.rows.update(phone="987111222")
    opened = shown(client.get(edit.url))
    page = client.post(edit.url, {**opened, "phone": "", "opened": opened["opened"][:-3] + "xyz"})
    assert CHANGED in page.text
    assert edit.stored("phone") == "987111222"


def test_typed_before_the_session_ended_it_is_compared_after_it(client: Client, cast: Cast, edit: Edit) -> None:
    sent = {**shown(client.get(edit.url)), "mother_tongue": "Quechua", "writer": writer_token(cast.berta)}
    client.logout()
    client.post(edit.url, sent)
    edit.rows.update(phone="987111222")
    client.force_login(cast.berta)
    page = client.post(edit.url, shown(client.get(edit.url)))
    assert edit.told in page.context["form"].non_field_errors()
    assert edit.stored("phone") == "987111222"


def test_the_plan_of_a_campaign_counts_too(client: Client, cast: Cast) -> None:
    client.force_login(cast.berta)
    url = reverse("campaign_edit", args=[cast.campaign.pk])
    opened = shown(client.get(url))
    now = settings_of(cast.campaign)
    plan = now.plan
    first, last = plan.phases["closing"]
    phases = {**plan.phases, "closing": (first + timedelta(days=1), last)}
    changed = type(plan)(phases, {**plan.targets, ("visits", "classroom", ""): 9}, ["Norma de otra"], plan.holidays)
    edit_campaign(campaign=cast.campaign, data=now.data, plan=changed)
    told = client.post(url, {**opened, "slogan": "Lo mío"}).context["form"].non_field_errors()
    day = first + timedelta(days=1)
    assert f"Fase de cierre, Desde: ahora dice «{day:%d/%m/%Y}»." in told
    assert any("acompañamiento externo: toda área: ahora dice «9»." in line for line in told)
    assert "Normas que citan los documentos: ahora dice «Norma de otra»." in told


def test_a_regional_campaign(client: Client, cast: Cast) -> None:
    settings = as_json(settings_of(cast.campaign))
    regional = RegionalCampaign.objects.create(region=cast.region, year=cast.today.year, settings=settings)
    client.force_login(cast.alma)
    url = reverse("regional_edit", args=[regional.pk])
    opened = shown(client.get(url))
    RegionalCampaign.objects.filter(pk=regional.pk).update(settings={**settings, "photos_allowed": True})
    page = client.post(url, {**opened, "slogan": "Lo mío"})
    assert "Se permiten fotos y audios: ahora dice «sí»." in page.context["form"].non_field_errors()
    client.post(url, shown(page))
    regional.refresh_from_db()
    assert (regional.settings["photos_allowed"], regional.settings["slogan"]) == (True, "Lo mío")


def test_the_instruments_of_a_campaign(client: Client, cast: Cast) -> None:
    client.force_login(cast.berta)
    url = reverse("rubrics:campaign", args=[cast.campaign.pk])
    opened = shown(client.get(url))
    code = cast.version.instrument.code
    Campaign.objects.filter(pk=cast.campaign.pk).update(instruments={"classroom/II": code})
    page = client.post(url, {**opened, "classroom/I": code})
    assert CHANGED in page.text
    client.post(url, shown(page))
    assert Campaign.objects.get(pk=cast.campaign.pk).instruments == {"classroom/II": code, "classroom/I": code}


@pytest.mark.parametrize("what", ["post", "assignment", "companion", "role"])
def test_a_last_day_set_meanwhile(client: Client, cast: Cast, what: str) -> None:
    rows: dict[str, Any] = {
        "post": cast.assignment.post,
        "assignment": cast.assignment,
        "companion": cast.assignment.companion,
        "role": Role.objects.get(user=cast.diana),
    }
    row = rows[what]
    client.force_login(cast.berta)
    url = reverse(f"{what}_end", args=[row.pk])
    opened = shown(client.get(url))
    set_meanwhile = cast.today - timedelta(days=1)
    type(row).objects.filter(pk=row.pk).update(ends_on=set_meanwhile)
    page = client.post(url, opened)
    assert f"Último día: ahora dice «{set_meanwhile:%d/%m/%Y}»." in page.context["form"].non_field_errors()
    assert type(row).objects.get(pk=row.pk).ends_on == set_meanwhile
    assert client.post(url, shown(page)).status_code == 302
    assert type(row).objects.get(pk=row.pk).ends_on == cast.today


def test_a_row_that_is_gone_is_said(cast: Cast) -> None:
    form = TeacherEditForm(TeacherEditForm.initial_of(cast.tania), row=Teacher(pk=Post().pk))
    assert form.is_valid()
    assert not form.accepted(edit_teacher, by=cast.berta, teacher=cast.tania, person=form.teacher())
    assert "Ya no está" in str(form.non_field_errors())


def test_the_levels_of_a_practice_case(client: Client, cast: Cast) -> None:
    edit = practice_case(cast)
    case = edit.rows.get()
    one, two = cast.version.criteria.all()[:2]
    case.references.create(criterion=one, value=1, reason="Lo que se veía")
    client.force_login(cast.berta)
    opened = shown(client.get(edit.url))
    case.references.all().delete()
    case.references.create(criterion=two, value=2, reason="Lo de otra")
    page = client.post(edit.url, {**opened, "title": "Lo mío"})
    assert f"{one.short_title}, por qué: ahora está vacío." in page.context["form"].non_field_errors()
    assert "Lo de otra" in page.text
    assert client.post(edit.url, shown(page)).status_code == 302
    [kept] = case.references.all()
    assert (kept.criterion, kept.value, kept.reason) == (two, 2, "Lo de otra")


def test_the_levels_of_a_criterion(client: Client, cast: Cast) -> None:
    row = own_criterion(cast)
    client.force_login(cast.berta)
    url = path_of(row, "criterion")
    opened = shown(client.get(url))
    row.levels.filter(value=2).update(descriptor="Lo de otra")
    page = client.post(url, {**opened, "label-1": "Lo mío"})
    [_changed, told] = page.context["form"].non_field_errors()
    assert told.startswith("II, Qué se ve en este nivel: ahora dice «Lo de otra»")
    assert client.post(url, shown(page)).status_code == 302
    low, second = row.levels.filter(value__lte=2)
    assert (low.label, second.descriptor) == ("Lo mío", "Lo de otra")


def test_a_scale_chosen_while_somebody_else_wrote(client: Client, cast: Cast) -> None:
    """Showing the levels of another scale saves nothing, and what the form was opened with goes on."""
    row = own_criterion(cast)
    client.force_login(cast.berta)
    url = path_of(row, "criterion")
    opened = shown(client.get(url))
    Criterion.objects.filter(pk=row.pk).update(section="Lo de otra")
    rescaled = client.post(url, {**opened, "scale": "yes_no"})
    page = client.post(url, shown(rescaled))
    assert "Sección: ahora dice «Lo de otra»." in page.context["form"].non_field_errors()
    assert client.post(url, shown(page)).status_code == 302
    row.refresh_from_db()
    assert (row.scale, row.section) == ("yes_no", "Lo de otra")


def rows_shown(page: Any) -> dict[str, Any]:
    rows = page.context["rows"]
    fields = [form[name] for form in rows.forms for name in form.fields] + list(rows.management_form)
    sent = {field.html_name: value for field in fields if (value := field.value()) is not None}
    return sent | {"opened": page.context["form"]["opened"].value()}


def test_the_prompts_of_a_criterion(client: Client, cast: Cast) -> None:
    row = own_criterion(cast)
    first = row.prompts.all()[0]
    client.force_login(cast.berta)
    url = path_of(row, "prompts")
    opened = rows_shown(client.get(url))
    at = row.prompts.count()
    others = [
        Prompt(criterion=row, order=at + n, moment="commitment", value=2, text=f"¿De otra {n}?") for n in range(1, 6)
    ]
    Prompt.objects.bulk_create(others)  # more than the page has rows for
    page = client.post(url, {**opened, "prompts-0-text": "¿Lo mío?"})
    told = page.context["form"].non_field_errors()
    assert f"Pregunta {at + 1}: ahora dice «¿De otra 1?»." in told
    assert f"Pregunta {at + 1}, momento: ahora dice «compromiso»." in told
    assert Prompt.objects.get(pk=first.pk).text == first.text, "nothing is written"
    assert client.post(url, rows_shown(page)).status_code == 302
    texts = set(row.prompts.values_list("text", "moment", "value"))
    assert {(one.text, "commitment", 2) for one in others} <= texts
    assert "¿Lo mío?" in {text for text, *_ in texts}


def test_what_a_photo_shows(client: Client, cast: Cast) -> None:
    photo = Attachment.objects.create(
        visit=cast.visit(), kind="photo", file="x.jpg", sha256="0" * 64, consent="x", added_by=cast.ana
    )
    client.force_login(cast.ana)
    url = reverse("visits:attachment_edit", args=[photo.pk])
    opened = shown(client.get(url))
    Attachment.objects.filter(pk=photo.pk).update(caption="El sector de lectura")
    page = client.post(url, {**opened, "caption": "Lo mío"})
    assert "Qué muestra: ahora dice «El sector de lectura»." in page.context["form"].non_field_errors()
    client.post(url, shown(page))
    assert Attachment.objects.get(pk=photo.pk).caption == "Lo mío"
