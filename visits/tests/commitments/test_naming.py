"""Names found in what would be shared, and words that are anybody's left alone."""

import pytest

from visits.commitments.naming import names_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Que Tania haga dos preguntas abiertas", ["Tania"]),
        ("La profesora FLÓRES y tania", ["FLÓRES", "tania"]),
        ("Como en Los Cóndores, cada mañana", ["Cóndores"]),
        ("Visitar otra aula del jardín con las niñas", []),
        ("Hacer dos preguntas abiertas", []),
        ("", []),
    ],
)
def test_names_of_people_and_places(text, found):
    assert names_in(text, people=["Tania de la Flores", "Ana Quispe"], places=["Jardín Los Cóndores"]) == found


def test_apostrophes_and_joined_particles_hide_no_name():
    assert names_in("Con D’Angelo y Delacruz", people=["Rosa Dangelo De la Cruz"]) == ["D’Angelo", "Delacruz"]
    assert names_in("Con dangelo", people=["Rosa D'Angelo"]) == ["dangelo"]
