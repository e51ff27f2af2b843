"""A file has every entry of its list, or there is none; a workbook says in a second sheet what it holds."""

import io
import tempfile
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from accompaniment.exports import listing
from accompaniment.exports.listing import Listing
from accompaniment.exports.making import Incomplete, make_file
from accompaniment.lib.tables import writing
from accompaniment.lib.tables.columns import Column
from accompaniment.models import Institution, Post, Teacher
from accompaniment.people.pages import with_running_posts
from accompaniment.roster.tables import people_table
from accompaniment.territory.tables import institutions_table

COLUMNS = [Column("name", "Nombre")]
ABOUT = [("Lista", "lista de pruebas"), ("Filtro: Cargo", "docente de aula")]


def listed(expected, entries):
    return Listing("pruebas", COLUMNS, expected, entries)


def sheets(made):
    with made.file as file:
        return load_workbook(io.BytesIO(file.read()))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_entry_that_is_missing_leaves_no_file(form):
    with pytest.raises(Incomplete):
        make_file(listed(3, [[["a"]], [["b"]]]), form=form, about=ABOUT)


def test_entries_and_rows_are_counted_apart():
    with make_file(listed(2, [[["a"], ["a"]], [["b"]]]), form="csv", about=ABOUT).file as file:
        assert file.read().decode("utf-8-sig") == "Nombre\r\na\r\na\r\nb\r\n"


def test_a_workbook_says_what_it_holds():
    made = make_file(listed(2, [[["a"], ["a"]], [["b"]]]), form="xlsx", about=ABOUT)
    book = sheets(made)
    said = dict(book["Leyenda"].iter_rows(min_row=2, values_only=True))
    assert book.sheetnames == ["pruebas", "Leyenda"]
    assert said["Filtro: Cargo"] == "docente de aula"
    assert (said["Registros en la lista"], said["Registros en este archivo"]) == ("2", "2")
    assert said["Filas en este archivo, sin los títulos"] == "3"


def stopped_half_way():
    yield [["Flores"]]
    raise InterruptedError


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_stopped_half_way_it_leaves_nothing_on_the_disk(monkeypatch, tmp_path, form):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(InterruptedError):
        make_file(listed(2, stopped_half_way()), form=form, about=ABOUT)
    assert not list(tmp_path.iterdir())


def test_what_one_sheet_cannot_hold_stands_on_the_next(monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 3)
    book = sheets(make_file(listed(4, [[[name]] for name in "abcd"]), form="xlsx", about=ABOUT))
    assert book.sheetnames[:3] == ["pruebas", "pruebas 2", "Leyenda"]
    assert [[row[0] for row in book[name].values] for name in book.sheetnames[:2]] == [
        ["Nombre", "a", "b"],
        ["Nombre", "c", "d"],
    ]


def test_entries_keep_their_order_whatever_is_read_together(cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(listing, "CHUNK", 2)
    by_code = Institution.objects.order_by("-modular_code")
    with django_assert_num_queries(3):  # the keys, and two times two of three
        found = institutions_table(by_code)
        assert [row[0] for row in found.rows] == ["9900003", "9900002", "9900001"]
    assert found.expected == 3


def test_who_leaves_the_list_while_it_is_read_is_missed(cast):
    found = people_table(with_running_posts(Teacher.objects.known_to(cast.berta), cast.berta))
    Post.objects.filter(teacher=cast.petra).update(ends_on=cast.today - timedelta(days=1))
    with pytest.raises(Incomplete):
        make_file(found, form="csv", about=ABOUT)
