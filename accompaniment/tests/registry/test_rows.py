"""One line becomes a row, repaired, or the reasons why it does not; without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.lib.identifiers import repair_digits
from accompaniment.lib.tables.cells import TableRow
from accompaniment.lib.text import clean
from accompaniment.registry.columns import WANTED
from accompaniment.registry.differences import FieldChange, differences, is_alarming
from accompaniment.registry.rows import is_kept, is_public, read_row

from .files import row


def reading(**cells):
    return read_row(TableRow(7, row(**cells)))


def refusals(**cells):
    result = reading(**cells)
    assert (result.row is None) == bool(result.refusals)
    return [(fault.line, fault.column, fault.code, fault.value) for fault in result.refusals]


def warnings(**cells):
    result = reading(**cells)
    assert result.row is not None
    return [(fault.line, fault.column, fault.code, fault.value) for fault in result.warnings]


def values(**cells):
    return reading(**cells).row.values


def test_a_whole_row():
    result = reading()
    assert (result.line, result.key, result.name, result.is_initial_and_public) == (
        7,
        "04036910",
        "217 NINO DE PRAGA",
        True,
    )
    assert (result.row.modular_code, result.row.annex, result.row.ugel_code) == ("0403691", "0", "080013")
    assert (result.row.ugel_name, result.row.region_name) == ("UGEL URUBAMBA", "DRE CUSCO")
    assert result.row.is_active
    assert result.row.values == {
        "name": "217 NIÑO DE PRAGA",
        "level_code": "A2",
        "kind": "jardin",
        "cycle": "II",
        "setting": "",
        "local_code": "725808",
        "ubigeo": "081301",
        "address": "JIRÓN SUCRE S/N",
        "place": "URUBAMBA",
        "district": "URUBAMBA",
        "province": "URUBAMBA",
        "latitude": Decimal("-13.304700"),
        "longitude": Decimal("-72.116700"),
        "area": "urban",
        "management": "Pública de gestión directa",
    }


def test_codes_whose_zeros_a_spreadsheet_ate():
    result = reading(COD_MOD="403691", ANEXO="0.0", CODLOCAL="725808.0", CODGEO="81301", CODOOII="80013.0").row
    assert (result.modular_code, result.annex, result.ugel_code) == ("0403691", "0", "080013")
    assert (result.values["local_code"], result.values["ubigeo"]) == ("725808", "081301")


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("COD_MOD", "04A3691", "not_7_digits"),
        ("COD_MOD", "12345678", "not_7_digits"),
        ("COD_MOD", "4.03691E+05", "not_7_digits"),
        ("COD_MOD", "٠٤٠٣٦٩١", "not_7_digits"),
        ("COD_MOD", "-403691", "not_7_digits"),
        ("COD_MOD", "", "missing"),
        ("COD_MOD", "0", "missing"),
        ("ANEXO", "B", "not_1_digits"),
        ("ANEXO", "12", "not_1_digits"),
        ("CODLOCAL", "7258O8", "not_6_digits"),
        ("CODGEO", "0813011", "not_6_digits"),
        ("CODOOII", "UGEL", "not_6_digits"),
        ("CODOOII", "", "missing"),
        ("CEN_EDU", "", "missing"),
        ("CEN_EDU", "X" * 121, "too_long"),
        ("NIV_MOD", "Inicial", "unknown_level"),
    ],
)
def test_what_cannot_be_repaired_is_refused_with_line_column_and_reason(column, value, code):
    assert refusals(**{column: value}) == [(7, column, code, value[:40])]


def test_a_line_gives_all_its_reasons_at_once():
    found = refusals(COD_MOD="x", CODLOCAL="y", CEN_EDU="")
    assert [(column, code) for _line, column, code, _value in found] == [
        ("COD_MOD", "not_7_digits"),
        ("CEN_EDU", "missing"),
        ("CODLOCAL", "not_6_digits"),
    ]


def test_a_refused_line_still_names_its_service():
    assert reading(CODLOCAL="x").key == "04036910"
    assert reading(COD_MOD="x").key is None
    assert reading(ANEXO="x").key is None


def test_an_empty_annex_is_the_service_itself_and_an_annex_is_another():
    assert reading(ANEXO="").key == "04036910"
    assert reading(ANEXO="1").key == "04036911"


@pytest.mark.parametrize("code", ["", "0", "000000"])
def test_a_programme_without_building(code):
    assert "local_code" not in values(CODLOCAL=code)


def test_what_is_empty_says_nothing():
    bare = values(CODGEO="", DIR_CEN="", CEN_POB="", D_DIST="", D_PROV="", DAREACENSO="", NLAT_IE="", NLONG_IE="0")
    assert set(bare) == {"name", "level_code", "kind", "cycle", "setting", "local_code", "management"}
    assert "kind" not in values(NIV_MOD="")
    assert "cycle" not in values(NIV_MOD="A5", D_TIPOPROG="")


@pytest.mark.parametrize(
    ("level", "programme", "kind", "cycle", "setting"),
    [
        ("A1", "", "cuna", "I", ""),
        ("A2", "", "jardin", "II", ""),
        ("A3", "", "cuna_jardin", "", ""),
        ("a5", "Ciclo I - Entorno Familiar", "pronoei", "I", "family"),
        ("A5", "Ciclo I - Entorno Comunitario", "pronoei", "I", "community"),
        ("A5", "CICLO II - ENTORNO FAMILIAR", "pronoei", "II", "family"),
        ("A5", "Ciclo II - Entorno Comunitario", "pronoei", "II", "community"),
        ("A5", "Ciclo I - SET", "pronoei", "I", None),
        ("A5", "Ludoteca itinerante", "pronoei", None, None),
        ("B0", "", "other", "", ""),
        ("E1", "", "other", "", ""),
    ],
)
def test_kind_cycle_and_setting(level, programme, kind, cycle, setting):
    found = values(NIV_MOD=level, D_TIPOPROG=programme)
    assert (found["kind"], found.get("cycle"), found.get("setting")) == (kind, cycle, setting)


@pytest.mark.parametrize(
    ("code", "text", "public"),
    [
        ("1", "", True),
        ("2", "Pública de gestión privada", True),
        ("3", "Pública", False),
        ("", "PUBLICA - En convenio", True),
        ("", "Privada", False),
        ("", "", True),
        ("9", "", False),
    ],
)
def test_public_by_code_then_by_text_and_by_default(code, text, public):
    assert is_public(code, text) is public
    assert reading(GESTION=code, D_GESTION=text).is_initial_and_public is public


def test_a_bare_management_code_is_written_out():
    assert values(GESTION="3.0", D_GESTION="")["management"] == "Privada"
    assert not is_kept("A2", values(GESTION="3", D_GESTION="")["management"])
    assert is_kept("A2", "")
    assert not is_kept("B0", "Pública de gestión directa")


@pytest.mark.parametrize(
    ("state", "text", "active"),
    [
        ("1", "", True),
        ("1.0", "", True),
        ("", "Activa", True),
        ("", "Activo", True),
        ("ACTIVA", "", True),
        ("", "", True),
        ("2", "Activa", False),
        ("", "Inactiva", False),
    ],
)
def test_active_by_code_or_text(state, text, active):
    assert reading(ESTADO=state, D_ESTADO=text).row.is_active is active


@pytest.mark.parametrize("value", ["99.5", "13.3", "norte", "NaN", "-Infinity", "1E+9999"])
def test_an_absurd_coordinate_is_a_warning_and_says_nothing(value):
    assert warnings(NLAT_IE=value) == [(7, "NLAT_IE", "not_in_peru", value)]
    assert "latitude" not in values(NLAT_IE=value)


def test_a_decimal_comma_is_understood():
    assert values(NLAT_IE="-13,3047218")["latitude"] == Decimal("-13.304722")


def test_long_texts_are_cut_with_a_warning_and_odd_areas_ignored():
    assert warnings(DIR_CEN="X" * 161) == [(7, "DIR_CEN", "cut", "X" * 40)]
    assert values(DIR_CEN="X" * 161)["address"] == "X" * 160
    assert warnings(DAREACENSO="Lunar") == [(7, "DAREACENSO", "unknown_area", "Lunar")]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "'; DROP TABLE accompaniment_institution; --", "<b>N&Ñ</b>"])
def test_names_are_just_text(name):
    assert values(CEN_EDU=name)["name"] == name


def test_texts_are_cleaned():
    assert clean(" LOS\x00  NIN\u0303OS\r\n ") == "LOS NIÑOS"


@given(st.dictionaries(st.sampled_from(WANTED), st.text(max_size=200)), st.sampled_from(["", "too_many_cells"]))
def test_no_line_breaks_the_reading(cells, fault):
    result = read_row(TableRow(2, cells, fault))
    assert (result.row is None) == bool(result.refusals)
    if result.row:
        assert len(result.row.modular_code) == 7
        assert len(result.row.values["name"]) <= 120
        assert all(value not in (None,) for value in result.row.values.values())


@given(st.integers(min_value=0, max_value=9_999_999))
def test_any_code_that_lost_its_zeros_comes_back(number):
    assert repair_digits(str(number), 7) == f"{number:07}" == repair_digits(f"{number}.0", 7)


@given(st.text(max_size=12))
def test_a_repaired_code_is_digits_or_nothing(text):
    try:
        code = repair_digits(text, 7)
    except ValueError:
        return
    assert code == "" or (len(code) == 7 and code.isascii() and code.isdigit())


def test_differences_are_only_what_changes():
    held = type("Held", (), {"name": "A", "place": "B", "area": ""})()
    assert differences(held, {"name": "A", "place": "C", "area": "rural"}) == [
        FieldChange("place", "B", "C"),
        FieldChange("area", "", "rural"),
    ]


@pytest.mark.parametrize(
    ("closing", "before", "alarming"), [(0, 0, False), (2, 10, False), (3, 10, True), (1, 0, True)]
)
def test_more_than_a_fifth_is_alarming(closing, before, alarming):
    assert is_alarming(closing, before) is alarming


def test_the_management_in_words_and_an_annex_of_two_digits():
    assert values(GESTION="Pública de gestión directa", D_GESTION="")["management"] == "Pública de gestión directa"
    assert not reading(GESTION="PRIVADA", D_GESTION="").is_initial_and_public
    assert reading(ANEXO="00").key == "04036910"
    assert refusals(ANEXO="10") == [(7, "ANEXO", "not_1_digits", "10")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("#¡REF!", "excel_error"), ("JARD\ufffdN", "broken_letter"), ("=", "unsolved_formula")],
)
def test_a_cell_that_nobody_can_read_refuses_its_line(text, code):
    assert refusals(CEN_EDU=text) == [(7, "CEN_EDU", code, text)]
    assert reading(CEN_EDU=text).key == "04036910"  # so that the service is not taken for closed
