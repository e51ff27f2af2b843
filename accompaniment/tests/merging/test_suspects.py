"""Who looks like whom: arithmetic over names, documents and telephones."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accompaniment.merging.suspects import SHARED_BY_MANY, Evidence, Known, suspicions

WORDS = ["Ángela", "María", "José", "Muñoz", "Ñahui"]


def someone(n, name="Rosa Quispe Mamani", document="41000001", phone=""):
    return Known(UUID(int=n), name, "", document, phone)


def pair(one, other):
    return UUID(int=one), UUID(int=other)


def test_the_order_of_names_is_no_difference():
    people = [someone(1), someone(2, "QUISPE MAMANI, Rosa".replace(",", ""), "41000002")]
    assert suspicions(people) == {pair(1, 2): [Evidence.NAME]}


@given(order=st.permutations(WORDS), is_loud=st.booleans())
def test_any_order_accents_and_capitals(order, is_loud):
    written = " ".join(order)
    other = written.upper().replace("Ñ", "N") if is_loud else written
    people = [someone(1, " ".join(WORDS), "41000001"), someone(2, other, "41000002")]
    assert suspicions(people) == {pair(1, 2): [Evidence.NAME]}


def test_apostrophes_hyphens_and_joined_particles_are_no_difference():
    for one, other in (("D'Angelo Paz", "DANGELO PAZ"), ("Quispe-Paz", "Quispe Paz"), ("De la Cruz", "DELA CRUZ")):
        assert suspicions([someone(1, one), someone(2, other, "41000002")]) == {pair(1, 2): [Evidence.NAME]}


def test_one_word_more_is_another_person():
    assert suspicions([someone(1), someone(2, "Rosa María Quispe Mamani", "41000002")]) == {}


def test_the_digits_of_another_document():
    people = [someone(1, document="01234567"), someone(2, "Otra Persona Aquí", "001234567")]
    assert suspicions(people) == {pair(1, 2): [Evidence.DOCUMENT]}
    assert suspicions([someone(1, document="A0001"), someone(2, "Otra Persona Aquí", "B0001")]) == {}


def test_a_telephone_that_many_share_is_a_places():
    def all_with(n):
        return [someone(i, f"Persona {'abcdefgh'[i]}", f"4100000{i}", "987654321") for i in range(n)]

    assert list(suspicions(all_with(2)).values()) == [[Evidence.PHONE]]
    assert len(suspicions(all_with(SHARED_BY_MANY))) == 6
    assert suspicions(all_with(SHARED_BY_MANY + 1)) == {}


def test_everything_that_speaks_for_it_is_said_once():
    people = [someone(2, document="01234567", phone="987654321"), someone(1, document="001234567", phone="987654321")]
    assert suspicions(people) == {pair(1, 2): [Evidence.DOCUMENT, Evidence.NAME, Evidence.PHONE]}
