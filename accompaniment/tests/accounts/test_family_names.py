"""An account is the person's when its surname is hers, in whatever way either was written."""

import pytest
from django.core.exceptions import ValidationError

from accompaniment.accounts.person import PersonData
from accompaniment.accounts.services import ensure_account
from conftest import person

WRITTEN = [
    ("De la Cruz Ñaupa", "DELA CRUZ"),
    ("Quispe-Mamani", "Quispe Mamani"),
    ("D'Angelo", "Dangelo"),
]


@pytest.mark.parametrize(("known", "typed"), WRITTEN)
def test_one_surname_written_in_two_ways_is_one(cast, known, typed):
    account = person("71000208", "Rosa", known)
    assert ensure_account(by=cast.berta, person=PersonData("71000208", "Rosa", typed, "")) == account


def test_one_particle_is_not_enough(cast):
    person("71000208", "Rosa", "De la Cruz")
    with pytest.raises(ValidationError):
        ensure_account(by=cast.berta, person=PersonData("71000208", "Rosa", "De la Torre", ""))
