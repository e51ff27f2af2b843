"""Services that a UGEL writes down itself, and what the registry's next load makes of them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.models import Institution, Location, TrackedChange
from accompaniment.registry.turns import written_so_far
from accompaniment.territory.written.services import correct_service, correctable, register_service
from accompaniment.tests.registry.files import row, run

pytestmark = pytest.mark.django_db

TYPED = {
    "modular_code": "3 456 789",
    "annex": "0",
    "name": "  Rayito   de Sol ",
    "kind": "pronoei",
    "cycle": "I",
    "setting": "family",
    "area": "rural",
    "place": "Yanahuara",
    "confirmed": "on",
}
VALUES = {name: value for name, value in TYPED.items() if name != "confirmed"} | {
    "modular_code": "3456789",
    "name": "Rayito de Sol",
}
LINE = {
    "COD_MOD": "3456789",
    "CEN_EDU": "RAYITO DE SOL",
    "NIV_MOD": "A5",
    "D_TIPOPROG": "Ciclo I",
    "DIR_CEN": "",
    "CEN_POB": "PICHINGOTO",
    "DAREACENSO": "",
    "CODGEO": "",
    "NLAT_IE": "",
    "NLONG_IE": "",
}


@pytest.fixture
def ours(cast):
    return register_service(ugel=cast.ugel, values=VALUES)


def load(cast, **cells):
    held = Institution.objects.filter(ugel=cast.ugel).of_registry().exclude(modular_code="3456789")
    others = [row(COD_MOD=one.modular_code, ANEXO=one.annex, CEN_EDU=one.name, CODOOII=cast.ugel.code) for one in held]
    line = [row(CODOOII=cast.ugel.code, **{**LINE, **cells})] if cells.get("COD_MOD", "3456789") else []
    return run([*others, *line])


def test_what_is_typed_is_stored_marked_and_logged(client, cast):
    client.force_login(cast.berta)
    page = client.post(reverse("institution_new"), {**TYPED, "ugel": cast.ugel.pk}, follow=True)
    made = Institution.objects.get(modular_code="3456789")
    assert (made.name, made.level_code, made.cycle, made.ugel, made.state) == (
        *("Rayito de Sol", "A5", "I", cast.ugel),
        "open",
    )
    assert "registrado por la UGEL" in page.content.decode()
    [change] = TrackedChange.objects.filter(model="accompaniment.institution", object_id=str(made.pk))
    assert (change.by, change.action, change.ugel_id) == (cast.berta, "created", cast.ugel.pk)
    assert "ours" not in change.fields


def test_nothing_is_stored_unless_it_is_confirmed(client, cast):
    client.force_login(cast.berta)
    unsure = {name: value for name, value in TYPED.items() if name != "confirmed"}
    client.post(reverse("institution_new"), {**unsure, "ugel": cast.ugel.pk})
    assert not Institution.objects.filter(modular_code="3456789").exists()


def test_the_same_code_is_refused_with_a_way_to_it(client, cast):
    client.force_login(cast.berta)
    typed = {**TYPED, "ugel": cast.ugel.pk, "modular_code": cast.jardin.modular_code}
    page = client.post(reverse("institution_new"), typed).content.decode()
    assert "Ya existe un servicio con este código" in page
    assert f'href="{cast.jardin.get_absolute_url()}"' in page


def test_one_of_another_ugel_is_refused_without_a_way_to_it(client, cast):
    client.force_login(cast.berta)
    typed = {**TYPED, "ugel": cast.ugel.pk, "modular_code": cast.other_jardin.modular_code}
    page = client.post(reverse("institution_new"), typed).content.decode()
    assert cast.other_ugel.name in page
    assert cast.other_jardin.get_absolute_url() not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "pronoei", "cycle": "", "setting": ""}, "cycle"),
        ({"kind": "jardin", "setting": "family", "cycle": ""}, "setting"),
        ({"modular_code": "345678"}, "modular_code"),
        ({"ubigeo": "08130"}, "ubigeo"),
    ],
)
def test_an_identity_that_cannot_be_is_refused_at_its_field(cast, changes, field):
    with pytest.raises(ValidationError) as refusal:
        register_service(ugel=cast.ugel, values={**VALUES, **changes})
    assert field in refusal.value.message_dict


def test_only_what_the_registry_leaves_blank_can_be_corrected(client, cast):
    run([row(CODOOII=cast.other_ugel.code, DAREACENSO="")])
    held = Institution.objects.get(modular_code="0403691")
    assert correctable(held) == {"area"}
    client.force_login(cast.carla)
    url = reverse("institution_edit", args=[held.pk])
    client.post(url, {"opened": client.get(url).context["form"]["opened"].value(), "area": "rural", "name": "Otro"})
    held.refresh_from_db()
    assert (held.area, held.name, held.by_ugel) == ("rural", "217 NIÑO DE PRAGA", {"area"})
    correct_service(institution=held, values={"area": ""})
    assert (held.area, held.by_ugel) == ("", frozenset())
    with pytest.raises(ValidationError):
        correct_service(institution=held, values={"name": "Otro"})


def test_a_service_written_by_mistake_is_put_right_or_closed(cast, ours):
    correct_service(institution=ours, values={"modular_code": "3456780", "kind": "cuna", "setting": "", "cycle": ""})
    assert (ours.modular_code, ours.level_code, ours.cycle) == ("3456780", "A1", "I")
    correct_service(institution=ours, values={"state": "closed"})
    assert ours.closed_on == cast.today
    correct_service(institution=ours, values={"state": "open"})
    assert ours.closed_on is None


def test_a_load_without_it_leaves_it_open(cast, ours):
    summary = load(cast, COD_MOD="")
    ours.refresh_from_db()
    assert ours.state == "open"
    assert summary.counts["closed"] == 0


def test_a_load_takes_over_what_it_has_and_keeps_what_it_lacks(cast, ours):
    seen = written_so_far()
    summary = load(cast)
    ours.refresh_from_db()
    assert (ours.name, ours.place, ours.area, ours.setting) == ("RAYITO DE SOL", "PICHINGOTO", "rural", "family")
    assert not ours.is_unregistered
    assert ours.by_ugel == {"area", "setting"}
    [[code, _name, changes]] = summary.lists["taken_over"]
    assert (code, {change[0] for change in changes}) == ("3456789", {"name", "place"})
    assert not Location.objects.filter(institution=ours).exists()  # the registry's word is no move
    assert load(cast).counts["taken_over"] == 0
    correct_service(institution=ours, values={"area": "urban"})
    assert written_so_far() != seen


def test_what_was_written_word_for_word_is_the_registrys_too(cast, ours):
    load(cast)
    ours.refresh_from_db()
    summary = load(cast, DAREACENSO="Rural")
    ours.refresh_from_db()
    assert ours.by_ugel == {"setting"}
    assert not summary.changes_nothing
