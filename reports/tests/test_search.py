"""Every list with a search finds what it shows by whatever somebody types of it, on any database."""

import pytest
from django.urls import reverse

from accompaniment.audit.services import log_access
from accompaniment.models import AccessLogEntry

OFELIA = ["De la Cruz D'Angelo, Ofelia", "Ofelia de la Cruz", "ofelia DELACRUZ", "dangelo ofelia", "D’Angelo"]
OFELIA += ["9000 0008", "90000008", "DNI 90000008"]
RUTH = ["Ruth Ñahui-Béjar", "nahui bejar, ruth", "BEJAR Ruth", "9000-0009"]
PLACE = ["IEI N° 903", "I.E.I. Nº 903", "patio 903", "Grande, Patio", "999-0003", "9990003-0"]
LISTS = {  # route -> who looks, the input, and what is typed
    "teachers": ("berta", "q", OFELIA),
    "companions": ("berta", "q", RUTH),
    "roles": ("alma", "q", ["Mamani, Berta", "berta mamani", "4000 0003"]),
    "see_as": ("alma", "q", [*OFELIA, *RUTH]),
    "institutions": ("berta", "q", PLACE),
    "changes": ("alma", "q", ["De la Cruz D'Angelo, Ofelia", "ofelia delacruz", "dangelo"]),
    "access_log": ("alma", "q", OFELIA),
    "visits:list": ("berta", "q", [*OFELIA, *PLACE, "Ofelia 903"]),
    "reports:documents": ("berta", "q", [*OFELIA, *PLACE]),
    "rubrics:instruments": ("berta", "q", ["Observación rúbricas", "aula, RUBRICAS", "observacion (aula)"]),
}


@pytest.fixture
def shown(cast, issued):
    """The people and the place under names that are written in many ways, in everything that the lists show."""
    cast.jardin.name, cast.jardin.modular_code = "IEI 903 Patio Grande", "9990003"
    cast.jardin.save()
    cast.tania.first_names, cast.tania.last_names = "Ofelia", "De la Cruz D'Angelo"
    cast.tania.document_number = "90000008"
    cast.tania.save()
    cast.ana.first_name, cast.ana.last_name, cast.ana.username = "Ruth", "Ñahui Béjar", "90000009"
    cast.ana.save()
    issued()
    log_access(by=cast.berta, what=AccessLogEntry.What.DATA, teacher=cast.tania)
    return cast


def found(client, route, name, typed):
    context = client.get(reverse(route), {name: typed}).context
    return list(context["people"] if route == "see_as" else context["page"])


def test_on_every_list_it_is_found_as_people_write_it(client, shown):
    """One test, for what all lists show takes longer to make than to look for."""
    missed = []
    for route, (who, name, typed) in LISTS.items():
        client.force_login(getattr(shown, who))
        missed += [(route, text) for text in typed if not found(client, route, name, text)]
        assert not found(client, route, name, "xyzzy"), route
        assert not found(client, route, name, f"{typed[0]} xyzzy"), f"{route}: every word counts"
    assert not missed


def test_a_reader_finds_a_ugel_by_its_words(client, cast):
    client.force_login(cast.nora)
    for typed in ("prueba ugel", "UGEL - Prueba", "DRE Prueba, UGEL Vecina"):
        assert list(client.get(reverse("home"), {"q": typed}).context["page"]), typed
    assert not list(client.get(reverse("home"), {"q": "xyzzy"}).context["page"])


@pytest.mark.parametrize("typed", ["%", "_", ".", "''", "¿?"])
def test_signs_alone_are_in_no_name(client, cast, typed):
    client.force_login(cast.berta)
    assert not found(client, "teachers", "q", typed)


def test_more_words_than_any_name_has_are_no_error(client, cast):
    client.force_login(cast.berta)
    assert not found(client, "teachers", "q", "xyzzy " * 2000)
