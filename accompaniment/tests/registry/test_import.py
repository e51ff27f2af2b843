"""What an import creates, changes, closes and reopens; whole or not at all, and never twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accompaniment.models import Institution, Network, Region, Ugel
from accompaniment.registry import staged
from accompaniment.registry.errors import RegistryError, TooManyClosures
from accompaniment.registry.rules import Rules
from accompaniment.registry.services import import_file, preview_file

from .files import as_csv, row, rows, run, write

pytestmark = pytest.mark.django_db


def counts(summary):
    return {
        name: summary.counts[name]
        for name in ("created", "changed", "closed", "reopened", "unchanged", "refused", "left_out")
        if summary.counts[name]
    }


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in (Institution, Ugel, Region)}


def refused(summary):
    return [(line, column, code) for line, column, code, _value in summary.lists.get("refused", [])]


def test_a_first_import_creates_the_service_its_ugel_and_its_region():
    assert counts(run([row()])) == {"created": 1}
    institution = Institution.objects.get()
    assert (institution.modular_code, institution.annex, institution.kind, institution.cycle) == (
        "0403691",
        "0",
        "jardin",
        "II",
    )
    assert institution.search_name == "217 NINO DE PRAGA DEPRAGA"
    assert (institution.state, institution.closed_on) == ("open", None)
    assert institution.latitude == Decimal("-13.3047")
    assert (institution.ugel.code, institution.ugel.name, institution.ugel.region.name) == (
        "080013",
        "UGEL URUBAMBA",
        "DRE CUSCO",
    )
    institution.full_clean()


def test_a_region_is_one_whatever_its_capitals():
    run([row(), row(COD_MOD="0000002", CODOOII="080014", D_REGION="Dre  Cusco")])
    assert Region.objects.count() == 1
    assert Ugel.objects.count() == 2


def test_a_ugel_that_we_hold_keeps_its_name(cast):
    run([row(CODOOII=cast.ugel.code, D_DREUGEL="OTRO NOMBRE"), *present(cast)])
    cast.ugel.refresh_from_db()
    assert cast.ugel.name == "UGEL Prueba"


def test_looking_changes_nothing_and_tells_the_same():
    table = [*rows(3), row(D_REGION=""), row(COD_MOD="x")]
    before = everything()
    looked = run(table, writes=False)
    assert everything() == before
    done = run(table)
    assert looked.as_json() == done.as_json()
    assert looked.new_ugels == ["UGEL URUBAMBA"]


def test_importing_twice_changes_nothing():
    table = [*rows(5), row(NIV_MOD="A5", D_TIPOPROG="Ciclo I - Entorno Familiar"), row(COD_MOD="0600001", ANEXO="1")]
    run(table)
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        summary = run(table)
    assert counts(summary) == {"unchanged": 7}
    assert summary.changes_nothing
    # UGELs, moves by hand, the services of the batch, twice the open ones of the UGEL; regions and UGELs to store
    assert len([q["sql"] for q in queries if q["sql"].startswith("SELECT")]) <= 7
    assert not [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "DELETE"))]
    assert everything() == before


def test_only_initial_and_public_enter_unless_all_levels_are_asked_for():
    table = [
        row(),
        row(COD_MOD="0000002", NIV_MOD="B0"),
        row(COD_MOD="0000003", GESTION="3", D_GESTION="Privada"),
        row(COD_MOD="0000004", GESTION="", D_GESTION=""),
        row(COD_MOD="0000005", NIV_MOD=""),
        row(COD_MOD="no", NIV_MOD="F0"),
    ]
    assert counts(run(table)) == {"created": 2, "left_out": 4}
    summary = run(table, rules=Rules(all_levels=True))
    assert counts(summary) == {"created": 3, "unchanged": 2, "refused": 1}
    assert Institution.objects.get(modular_code="0000002").kind == "other"
    assert Institution.objects.get(modular_code="0000005").level_code == ""


def test_a_default_import_does_not_close_what_it_would_not_keep():
    primary, private = row(COD_MOD="0000002", NIV_MOD="B0"), row(COD_MOD="0000003", GESTION="3", D_GESTION="Privada")
    run([row(), primary, private], rules=Rules(all_levels=True))
    assert counts(run([row()])) == {"unchanged": 1}
    assert counts(run([row()], rules=Rules(all_levels=True))) == {"unchanged": 1, "closed": 2}


def test_what_we_hold_is_kept_up_to_date_whatever_its_level():
    run([row(COD_MOD="0000002", NIV_MOD="B0")], rules=Rules(all_levels=True))
    assert counts(run([row(COD_MOD="0000002", NIV_MOD="B0", CEN_EDU="50001 NUEVO")])) == {"changed": 1}
    assert Institution.objects.get().search_name == "50001 NUEVO"


def test_changes_are_told_field_by_field():
    run([row()])
    summary = run([row(CEN_EDU="217 NIÑO JESÚS", NLAT_IE="-13.5", DAREACENSO="Rural")])
    assert counts(summary) == {"changed": 1}
    assert summary.lists["changed"] == [
        [
            "0403691",
            "217 NIÑO DE PRAGA",
            [
                ["name", "217 NIÑO DE PRAGA", "217 NIÑO JESÚS"],
                ["latitude", "-13.304700", "-13.500000"],
                ["area", "urban", "rural"],
            ],
        ]
    ]
    institution = Institution.objects.get()
    assert (institution.name, institution.search_name, institution.area) == (
        "217 NIÑO JESÚS",
        "217 NINO JESUS",
        "rural",
    )


def test_an_empty_cell_does_not_erase_what_we_know():
    run([row()])
    before = everything()
    blank = dict.fromkeys(
        ("DIR_CEN", "CODLOCAL", "CODGEO", "CEN_POB", "D_DIST", "DAREACENSO", "NLAT_IE", "NIV_MOD"), ""
    )
    assert counts(run([row(**blank)], rules=Rules(all_levels=True))) == {"unchanged": 1}
    assert everything() == before


def test_a_programme_that_becomes_a_jardin_loses_its_setting():
    run([row(NIV_MOD="A5", D_TIPOPROG="Ciclo I - Entorno Familiar")])
    run([row(NIV_MOD="A2")])
    institution = Institution.objects.get()
    assert (institution.kind, institution.cycle, institution.setting) == ("jardin", "II", "")


def test_a_vanished_service_is_closed_not_deleted_and_comes_back():
    run(rows(6))
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert counts(run(rows(5))) == {"unchanged": 5, "closed": 1}
        gone = Institution.objects.get(modular_code="0500006")
        assert (gone.state, gone.closed_on) == ("closed", timezone.localdate())
        assert counts(run(rows(5))) == {"unchanged": 5}
    summary = run([*rows(5), row(COD_MOD="0500006", CEN_EDU="JARDÍN SEIS")])
    assert counts(summary) == {"unchanged": 5, "reopened": 1}
    gone.refresh_from_db()
    assert (gone.state, gone.closed_on, gone.name) == ("open", None, "JARDÍN SEIS")


def test_another_ugel_is_not_touched(cast):
    run(rows(6))
    assert {i.state for i in (cast.jardin, cast.pronoei, cast.other_jardin)} == {"open"}
    assert Institution.objects.filter(state="closed").count() == 0


def test_a_ugel_named_only_by_refused_lines_is_not_touched():
    run(rows(6))
    assert counts(run([row(COD_MOD="0500001", CODLOCAL="x"), row(CODOOII="080014")])) == {"refused": 1, "created": 1}


def test_a_refused_line_does_not_close_its_service():
    run(rows(6))
    wrong = row(COD_MOD="0500006", CODLOCAL="x")
    assert counts(run([*rows(5), wrong])) == {"unchanged": 5, "refused": 1}
    unreadable = row(COD_MOD="05O0006", CEN_EDU="Jardin 6")  # nobody can tell its code, but its name is known
    assert counts(run([*rows(5), unreadable])) == {"unchanged": 5, "refused": 1}


def test_an_inactive_service_is_closed_and_one_unknown_does_not_enter():
    run(rows(6))
    closed = row(COD_MOD="0500006", CEN_EDU="JARDÍN 6", ESTADO="2")
    summary = run([*rows(5), closed, row(COD_MOD="0700001", ESTADO="2")])
    assert counts(summary) == {"unchanged": 5, "closed": 1}
    assert summary.lists["closed"] == [["0500006", "JARDÍN 6", "state"]]
    assert summary.counts["already_closed"] == 1
    assert counts(run([*rows(5), closed])) == {"unchanged": 6}


def test_a_repeated_service_is_refused_the_second_time():
    summary = run([row(), row(CEN_EDU="OTRO"), row(ANEXO="1")])
    assert counts(summary) == {"created": 2, "refused": 1}
    assert refused(summary) == [(3, "COD_MOD", "repeated")]
    assert set(Institution.objects.values_list("name", flat=True)) == {"217 NIÑO DE PRAGA"}


def test_the_other_lines_go_on():
    summary = run([row(COD_MOD="x"), *rows(2), row(ANEXO="C"), row(COD_MOD="0600001", NLAT_IE="99")])
    assert counts(summary) == {"created": 3, "refused": 2}
    assert refused(summary) == [(2, "COD_MOD", "not_7_digits"), (5, "ANEXO", "not_1_digits")]
    assert summary.lists["warnings"] == [[6, "NLAT_IE", "not_in_peru", "99"]]


def test_a_new_ugel_needs_its_region():
    summary = run([row(D_REGION=""), row(COD_MOD="0000002"), row(COD_MOD="0000003", D_REGION="")])
    assert refused(summary) == [(2, "D_REGION", "new_ugel_without_region")]
    assert counts(summary) == {"created": 2, "refused": 1}


def test_a_service_that_moves_takes_the_new_ugel_and_leaves_its_network():
    run(rows(6))
    run([row(COD_MOD="0600001", CODOOII="080014", D_DREUGEL="UGEL CALCA")])
    moving = Institution.objects.get(modular_code="0500006")
    moving.network = Network.objects.create(ugel=moving.ugel, name="Red 1")
    moving.save()
    summary = run(
        [
            *rows(5),
            row(COD_MOD="0500006", CEN_EDU="JARDÍN 6", CODOOII="080014"),
            row(COD_MOD="0600001", CODOOII="080014"),
        ]
    )
    assert counts(summary) == {"unchanged": 6, "changed": 1}
    assert summary.lists["changed"] == [["0500006", "JARDÍN 6", [["ugel", "UGEL URUBAMBA", "UGEL CALCA"]]]]
    moving.refresh_from_db()
    assert (moving.ugel.code, moving.network, moving.state) == ("080014", None, "open")


# --- The scope of a specialist -----------------------------------------------------------------------------------
def present(cast, **cells):
    """Both services of the cast's UGEL as the registry would name them."""
    return [
        row(COD_MOD=i.modular_code, CEN_EDU=i.name, NIV_MOD=i.level_code, CODOOII=cast.ugel.code, **cells)
        for i in (cast.jardin, cast.pronoei)
    ]


def test_a_specialist_keeps_only_her_ugel(cast):
    rules = Rules(ugels=frozenset({cast.ugel.pk}))
    table = [
        *present(cast),
        row(CODOOII=cast.other_ugel.code),
        row(COD_MOD="0000002"),  # of a UGEL that does not exist
        row(COD_MOD="0000003", CODOOII=cast.other_ugel.code, NIV_MOD="B0"),
    ]
    summary = run(table, rules=rules)
    assert counts(summary) == {"changed": 2, "refused": 2, "left_out": 1}
    assert refused(summary) == [(4, "CODOOII", "other_ugel"), (5, "CODOOII", "other_ugel")]
    assert Ugel.objects.count() == 2


def test_a_specialist_cannot_take_over_a_service_of_another_ugel(cast):
    table = [*present(cast), row(COD_MOD=cast.other_jardin.modular_code, CODOOII=cast.ugel.code)]
    summary = run(table, rules=Rules(ugels=frozenset({cast.ugel.pk})))
    assert refused(summary) == [(4, "COD_MOD", "held_by_other_ugel")]
    cast.other_jardin.refresh_from_db()
    assert cast.other_jardin.ugel == cast.other_ugel


def test_many_lines_of_other_ugels_are_counted_not_listed(cast):
    summary = run([*present(cast), *rows(50)], rules=Rules(ugels=frozenset({cast.ugel.pk})))
    assert summary.counts["refused"] == 50
    assert len(summary.lists["refused"]) == 5


# --- Whole or not at all -----------------------------------------------------------------------------------------
def test_a_file_cut_short_is_stopped_and_leaves_no_trace(tmp_path):
    run(rows(10))
    before = everything()
    path = write(tmp_path, "corto.csv", as_csv(rows(7, DIR_CEN="CALLE NUEVA")))
    with pytest.raises(TooManyClosures) as caught:
        import_file(path=path, rules=Rules())
    assert "UGEL URUBAMBA" in str(caught.value)
    assert caught.value.summary.counts["closed"] == 3
    assert everything() == before
    assert counts(import_file(path=path, rules=Rules(), allow_closures=True)) == {"changed": 7, "closed": 3}


def test_a_fifth_may_close_without_asking(tmp_path):
    run(rows(10))
    summary = import_file(path=write(tmp_path, "a.csv", as_csv(rows(8))), rules=Rules())
    assert counts(summary) == {"unchanged": 8, "closed": 2}


@pytest.mark.parametrize("forbidden", ["0500004", "0500001"])
def test_a_break_in_the_middle_leaves_no_trace(tmp_path, forbidden):
    """The database itself refuses one service, in a batch after, or at, what was already written."""
    forbid(forbidden)
    run([row()])
    before = everything()
    with pytest.raises(RegistryError, match="no se cambió nada"):
        import_file(
            path=write(tmp_path, "a.csv", as_csv([row(CEN_EDU="OTRO"), *rows(6, CODOOII="080099")])), rules=Rules()
        )
    assert everything() == before


def test_a_break_after_earlier_batches_were_written(monkeypatch):
    monkeypatch.setattr(staged, "AT_ONCE", 2)
    forbid("0500005")
    with pytest.raises(DatabaseError):
        run(rows(6), batch=2)
    assert everything() == {Institution: [], Ugel: [], Region: []}


def forbid(modular_code):
    """Make the database refuse a service with this code, until the test's transaction ends."""
    table = Institution._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER no_entry BEFORE INSERT ON {table} WHEN NEW.modular_code = '{modular_code}' "
                "BEGIN SELECT RAISE(ABORT, 'no entry'); END"
            )
        else:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT no_entry CHECK (modular_code <> '{modular_code}')")


def test_batches_do_not_change_the_outcome(tmp_path):
    table = [*rows(7), row(), row(), row(COD_MOD="x")]
    assert run(table, writes=False, batch=2).as_json() == run(table, batch=3).as_json()


def test_lists_are_capped_and_counts_are_not():
    summary = run(rows(230))
    assert summary.counts["created"] == 230
    assert len(summary.lists["created"]) == 200


def test_names_with_formulas_are_stored_as_they_are(tmp_path):
    name = "=cmd|' /C calc'!A0'; DROP TABLE accompaniment_institution; --"
    import_file(path=write(tmp_path, "a.csv", as_csv([row(CEN_EDU=name)])), rules=Rules())
    assert Institution.objects.get().name == name


def test_a_preview_of_a_file_counts_as_the_import_does(tmp_path):
    path = write(tmp_path, "a.csv", as_csv(rows(4)))
    assert preview_file(path=path, rules=Rules()).as_json() == import_file(path=path, rules=Rules()).as_json()
