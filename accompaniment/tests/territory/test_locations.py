"""The history of where a service has worked: written by the registry and by hand, shown on its page."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Institution, Location, TrackedChange
from accompaniment.territory.locations.services import record_move, where_of
from accompaniment.tests.browser import assert_accessible
from accompaniment.tests.registry.files import row, run

pytestmark = pytest.mark.django_db
PRONOEI = {"NIV_MOD": "A5", "D_TIPOPROG": "Ciclo II - Entorno Comunitario"}


def told(institution):
    names = ("address", "place", "starts_on", "ends_on", "source")
    return list(Location.objects.filter(institution=institution).order_by("pk").values_list(*names))


def programme(**cells):
    run([row(**{**PRONOEI, **cells})])
    return Institution.objects.get(modular_code="0403691")


def move(cast, institution, *, days_ago=0, **where):
    institution.refresh_from_db()
    where = {**where_of(institution), **where}
    return record_move(
        by=cast.berta, institution=institution, moved_on=cast.today - timedelta(days=days_ago), where=where
    )


# --- Told by the registry ----------------------------------------------------------------------------------------
def test_a_programme_that_moves_keeps_where_it_was():
    held = programme()
    today = timezone.localdate()
    assert told(held) == []
    programme(DIR_CEN="CALLE NUEVA 5", CEN_POB="YANAHUARA", NLAT_IE="-13.2")
    assert told(held) == [
        ("JIRÓN SUCRE S/N", "URUBAMBA", None, today - timedelta(days=1), "registry"),
        ("CALLE NUEVA 5", "YANAHUARA", today, None, "registry"),
    ]
    assert Location.objects.current().get().latitude == Decimal("-13.2")
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        programme(DIR_CEN="OTRA 7", CEN_POB="YANAHUARA", NLAT_IE="-13.2")
    assert [ends for *_rest, ends, _source in told(held)][1:] == [today + timedelta(days=29), None]


def test_the_same_import_twice_and_two_moves_in_a_day():
    held = programme()
    programme(DIR_CEN="CALLE NUEVA 5")
    programme(DIR_CEN="CALLE NUEVA 5")
    assert len(told(held)) == 2
    programme(DIR_CEN="CALLE NUEVA 55")
    assert [address for address, *_rest in told(held)] == ["JIRÓN SUCRE S/N", "CALLE NUEVA 55"]


@pytest.mark.parametrize(
    "cells",
    [
        {"DIR_CEN": "Jiron Sucre s/n"},  # written otherwise
        {"NLAT_IE": "-13.3049"},  # measured better
        {"DIR_CEN": ""},  # not said
        {"CEN_EDU": "OTRO NOMBRE"},
    ],
)
def test_what_is_no_move(cells):
    held = programme()
    programme(**cells)
    assert told(held) == []


def test_what_is_told_for_the_first_time_is_no_move():
    held = programme(DIR_CEN="", NLAT_IE="0", NLONG_IE="0")
    programme()
    assert told(held) == []


def test_a_jardin_that_moves_has_no_history_from_the_registry():
    run([row()])
    run([row(DIR_CEN="CALLE NUEVA 5")])
    assert not Location.objects.exists()


def test_looking_writes_no_history():
    programme()
    run([row(**PRONOEI, DIR_CEN="CALLE NUEVA 5")], writes=False)
    assert not Location.objects.exists()


# --- Recorded by hand --------------------------------------------------------------------------------------------
def test_a_move_by_hand_stands_until_the_registry_says_a_new_place(cast):
    held = programme()
    move(cast, held, days_ago=10, address="CASA DE LA SEÑORA JULIA", place="YANAHUARA")
    held.refresh_from_db()
    programme(CEN_EDU="OTRO NOMBRE")  # the registry has not heard of it
    held.refresh_from_db()
    assert (held.name, held.address, held.place) == ("OTRO NOMBRE", "CASA DE LA SEÑORA JULIA", "YANAHUARA")
    assert len(told(held)) == 2
    programme(DIR_CEN="LOCAL COMUNAL", CEN_POB="YANAHUARA")
    held.refresh_from_db()
    assert held.address == "LOCAL COMUNAL"
    assert [(address, source) for address, _place, _starts, _ends, source in told(held)] == [
        ("JIRÓN SUCRE S/N", "registry"),
        ("CASA DE LA SEÑORA JULIA", "hand"),
        ("LOCAL COMUNAL", "registry"),
    ]


def test_a_move_is_logged_and_says_who(cast):
    held = programme()
    move(cast, held, address="CALLE NUEVA 5")
    assert Location.objects.current().get().recorded_by == cast.berta
    assert TrackedChange.objects.get(model="accompaniment.institution", action="changed").fields == {
        "address": ["JIRÓN SUCRE S/N", "CALLE NUEVA 5"]
    }


@pytest.mark.parametrize(
    ("days_ago", "where", "field"),
    [
        (-1, {"address": "X"}, "moved_on"),
        (20, {"address": "X"}, "moved_on"),
        (0, {}, "address"),
        (0, {"ubigeo": "12"}, "ubigeo"),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(cast, days_ago, where, field):
    held = programme()
    move(cast, held, days_ago=10, address="CALLE NUEVA 5")
    before = told(held)
    with pytest.raises(ValidationError) as refused:
        move(cast, held, days_ago=days_ago, **where)
    assert list(refused.value.message_dict) == [field]
    assert told(held) == before


def test_the_form_and_the_page(client, cast, django_assert_max_num_queries):
    client.force_login(cast.berta)
    url = reverse("institution_move", args=[cast.pronoei.pk])
    typed = {"moved_on": cast.today, "place": "YANAHUARA", "latitude": "-13.3", "longitude": ""}
    page = client.post(url, typed)
    assert "o ninguna de las dos" in page.text and 'value="YANAHUARA"' in page.text
    assert "fuera del Perú" in client.post(url, {**typed, "latitude": "13.3", "longitude": "-72"}).text
    page = client.post(url, {**typed, "longitude": "-72.1"}, follow=True)
    assert "La mudanza quedó registrada" in page.text
    with django_assert_max_num_queries(12):
        page = client.get(cast.pronoei.get_absolute_url())
    assert "-13.300000, -72.100000" in page.text
    assert 'href="geo:-13.300000,-72.100000"' in page.text
    assert "https://www.openstreetmap.org/?mlat=-13.300000&amp;mlon=-72.100000" in page.text
    assert "lo registró una persona: Berta Mamani" in page.text


def test_who_only_sees_it_reads_its_history_and_records_nothing(client, cast):
    move(cast, cast.pronoei, address="CALLE NUEVA 5")
    client.force_login(cast.ana)
    page = client.get(cast.pronoei.get_absolute_url())
    assert "CALLE NUEVA 5" in page.text and "Registrar una mudanza" not in page.text
    url = reverse("institution_move", args=[cast.pronoei.pk])
    assert client.post(url, {"moved_on": cast.today, "place": "X"}).status_code == 403
    client.force_login(cast.carla)
    assert client.post(url, {"moved_on": cast.today, "place": "X"}).status_code == 404
    assert Location.objects.count() == 2


@pytest.mark.browser
def test_on_a_phone(phone, cast, sign_in):
    sign_in(phone, cast.berta)
    phone.goto(cast.pronoei.get_absolute_url())
    phone.get_by_role("link", name="Registrar una mudanza").click()
    assert_accessible(phone)
    phone.get_by_label("Dirección").fill("Casa de la señora Julia")
    phone.get_by_label("Centro poblado").fill("Yanahuara")
    phone.get_by_role("button", name="Guardar la mudanza").click()
    phone.get_by_text("La mudanza quedó registrada").wait_for()
    assert phone.get_by_text("Casa de la señora Julia").first.is_visible()
    assert_accessible(phone)
