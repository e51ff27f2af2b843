"""The real registry of one UGEL, kept outside the repository: required where CI=true, skipped elsewhere if absent."""

import os
from pathlib import Path

import pytest
from django.db.models import Count

from accompaniment.models import Institution, Region, Ugel
from accompaniment.registry.reader import open_registry
from accompaniment.registry.rules import Rules
from accompaniment.registry.services import import_file

from .files import write_zip

pytestmark = [pytest.mark.registry, pytest.mark.django_db]

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("PADRON_DATA") or ROOT.parent / "shared" / "data")
CSV, DBF = "padron_ugel_urubamba.csv", "Padron_web.dbf"
EVERY_LEVEL = Rules(all_levels=True)


@pytest.fixture(params=[CSV, DBF])
def real_file(request):
    return real(request.param)


def real(name):
    path = FOLDER / name
    if path.exists():
        return path
    reason = f"{name} no está en {FOLDER}: indica su carpeta con PADRON_DATA"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    return pytest.skip(reason)


def stored():
    return list(Institution.objects.order_by("modular_code", "annex").values())


def without_keys(table):
    return [{name: value for name, value in cells.items() if name not in {"id", "ugel_id"}} for cells in table]


def kinds():
    return dict(Institution.objects.values_list("kind").annotate(n=Count("pk")).order_by())


def test_initial_and_public_by_default(real_file):
    summary = import_file(path=real_file, rules=Rules())
    assert dict(summary.counts) == {"lines": 275, "created": 124, "left_out": 151}
    assert kinds() == {"jardin": 53, "cuna_jardin": 2, "pronoei": 69}
    assert list(Ugel.objects.values_list("code", "name")) == [("080013", "UGEL URUBAMBA")]
    assert list(Region.objects.values_list("name", flat=True)) == ["DRE CUSCO"]
    first = Institution.objects.get(modular_code="0403691", annex="0")
    assert (first.name, first.address, first.province) == ("217 NIÑO DE PRAGA", "JIRON SUCRE S/N", "URUBAMBA")
    assert (first.management, first.district, first.local_code) == ("Pública de gestión directa", "", "")


def test_every_level(real_file):
    summary = import_file(path=real_file, rules=EVERY_LEVEL)
    assert dict(summary.counts) == {"lines": 275, "created": 275}
    assert kinds() == {"jardin": 69, "cuna_jardin": 2, "pronoei": 69, "other": 135}


def test_importing_twice_changes_nothing(real_file):
    import_file(path=real_file, rules=Rules())
    before = stored()
    assert dict(import_file(path=real_file, rules=Rules()).counts) == {"lines": 275, "unchanged": 124, "left_out": 151}
    assert stored() == before


def test_csv_dbf_and_zip_are_the_same(tmp_path):
    def lines(path):
        with open_registry(path) as found:
            return [{name: cell.strip() for name, cell in line.texts.items()} for line in found]

    from_csv = lines(real(CSV))
    assert len(from_csv) == 275
    for name in (CSV, DBF):
        assert lines(real(name)) == from_csv
        assert lines(write_zip(tmp_path, {name: real(name).read_bytes()})) == from_csv


def test_the_dbf_after_the_csv_changes_nothing():
    import_file(path=real(CSV), rules=EVERY_LEVEL)
    before = stored()
    assert dict(import_file(path=real(DBF), rules=EVERY_LEVEL).counts) == {"lines": 275, "unchanged": 275}
    assert stored() == before
