"""Whoever is searched for is found by any spelling of her name, and nobody by a word that she does not have."""

from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompaniment.lib.search import KEY_LENGTH, asked_words, found_by, has_words, name_key, search_key
from accompaniment.lib.text import fold
from accompaniment.models import Institution, Teacher, TrackedChange, User

NAMES = [
    ("De la Cruz Ñaupa", "Lucía"),
    ("D’Angelo Quispe", "María José"),
    ("Quispe-Mamani", "Inés"),
    ("San Martín Béjar", "Ruth"),
    ("T'ika Ch'aska", "Ana"),
    ("Dela Cruz", "Rosa del Pilar"),
]
BETWEEN = st.sampled_from([" ", "  ", ", ", "-", ". ", "\u00a0", "\t"])
APOSTROPHES = st.sampled_from(["'", "’", "ʼ", "´", "`", ""])
JOINED = {"De la": ["De La", "dela", "DE LA "], "San ": ["san", "SAN "], "del ": ["del", "Del "], "Dela ": ["De la "]}


@st.composite
def spelled(draw, last_names, first_names):
    """The name as somebody else would type it."""
    text = f"{last_names}, {first_names}"
    for written, others in JOINED.items():
        text = text.replace(written, draw(st.sampled_from([written, *others])))
    for mark in "'’":
        text = text.replace(mark, draw(APOSTROPHES))
    words = draw(st.permutations(text.replace(",", " ").replace("-", " ").split()))
    typed = "".join(word + draw(BETWEEN) for word in words)
    return draw(st.sampled_from([typed, typed.upper(), typed.lower(), fold(typed)]))


@given(st.data(), st.sampled_from(NAMES))
def test_any_spelling_finds_her(data, name):
    key = search_key(" ".join(name))
    typed = data.draw(spelled(*name))
    assert has_words(key, typed)
    assert not has_words(key, f"{typed} Zzyx"), "every word counts"


@pytest.fixture
def people(db):
    """Keys by name, of people whom the database holds."""
    rows = [
        Teacher.objects.create(document_number=f"7100000{n}", last_names=last, first_names=first, kind="classroom")
        for n, (last, first) in enumerate(NAMES)
    ]
    return {row.pk: row.search_name for row in rows}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from(NAMES))
def test_the_database_says_the_same(people, data, name):
    typed = data.draw(spelled(*name))
    found = Teacher.objects.filter(found_by(typed, "search_name")).values_list("pk", flat=True)
    assert set(found) == {pk for pk, key in people.items() if has_words(key, typed)} != set()


@pytest.mark.parametrize(
    "written",
    [
        [("D'Angelo Paz", "María"), ("D’Angelo Paz", "Maria"), ("DANGELO PAZ", "MARIA"), ("D Angelo Paz", "María")],
        [("Quispe-Mamani", "Inés"), ("Quispe Mamani", "INES"), ("Mamani Quispe", "Inés")],
        [("De la Cruz Ñaupa", "Lucía"), ("DELA CRUZ NAUPA", "LUCIA"), ("Delacruz Ñaupa", "Lucía")],
        [("Del Águila", "Rosa"), ("DELAGUILA", "ROSA")],
        [("Quispe", "Ma\u00adría"), ("Quispe", "Mari\u0301a")],
    ],
)  # fmt: skip
def test_one_name_has_one_key(written):
    assert len({name_key(*name) for name in written}) == 1


def test_another_name_has_another_key():
    assert name_key("Quispe", "Ana") != name_key("Quispe Quispe", "Ana")
    assert name_key("Cruz", "Ana") != name_key("De la Cruz", "Ana")


def test_words_stay_apart_so_that_nobody_is_found_across_two():
    assert not has_words(search_key("Castro Salazar, Juana"), "Rosa")


@given(st.text(max_size=200))
def test_a_key_is_letters_and_digits_and_fits(text):
    key = search_key(text)
    assert len(key) <= KEY_LENGTH
    assert key.replace(" ", "").isalnum() or not key


def test_what_stands_before_a_number_is_not_looked_for_unless_it_stands_alone():
    assert asked_words("I.E. N° 903") == asked_words("I.E. Nº 903") == asked_words("i.e. nro. 903") == ["I", "E", "903"]
    assert asked_words("no") == ["NO"]


def test_no_more_words_are_asked_than_a_name_has():
    assert len(asked_words("a b c " * 500)) == 12


def test_keys_of_before_are_written_by_the_migration(cast, people):
    fill = import_module("accompaniment.migrations.0027_find_by_every_word")
    institution = Institution.objects.create(name="I.E.I. N° 903 De la Luz", level_code="A2", ugel=cast.ugel)
    rows = [*Teacher.objects.all(), *User.objects.all(), *TrackedChange.objects.all(), institution]
    kept = {row: row.search_name for row in rows}
    fill.fold_names(apps, None)
    institution.refresh_from_db()
    assert institution.search_name == "I.E.I. N° 903 DE LA LUZ"
    fill.write_keys(apps, None)
    for row in rows:
        row.refresh_from_db()
    assert {row: row.search_name for row in rows} == kept
