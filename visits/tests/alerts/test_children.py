"""Children in an alert: initials or age, never a name."""

import pytest

from visits.alerts.children import names_in_child


@pytest.mark.parametrize(
    "text",
    ["", "M. Q.", "MQ", "una niña de 4 años", "Dos niños de 3 y 5 años", "J. M., 4 años", "bebé de 8 meses",
     "a girl aged 4", "todo el grupo", "Varias niñas"],
)  # fmt: skip
def test_initials_and_ages_name_nobody(text):
    assert names_in_child(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [("Juan", ["Juan"]), ("la niña Milagros Q.", ["Milagros"]), ("JHON, 4 años", ["JHON"]), ("Ñusta", ["Ñusta"])],
)
def test_anything_longer_may_be_a_name(text, names):
    assert names_in_child(text) == names
