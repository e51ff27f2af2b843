"""Words that nobody knows and dates with the month first: asked once for the whole file."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accompaniment.lib.tables.cells import Cell, CellKind, day_of
from accompaniment.models import Post, RosterImport
from accompaniment.roster.doubts import DAY_FIRST, LEAVE_EMPTY, MONTH_FIRST, doubts_of, settled
from accompaniment.roster.services import confirm_import, settle_doubts
from accompaniment.roster.summary import RosterSummary

from .files import outcomes, preview, reasons, row

TITLE = "PROFESORA DE EDUCACIÓN INICIAL"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }
    return tmp_path / "private"


def people(cast, *cells):
    return [row(cast, document_number=f"4300000{n}", first_names=f"ANA {n}", **one) for n, one in enumerate(cells)]


def asked(record):
    return {doubt.word: doubt for doubt in RosterSummary.from_json(record.summary).doubts}


def answered(cast, record, **answers):
    """The record once its doubts are answered, each by a word that it is about."""
    assert settle_doubts(record=record, answers={asked(record)[word].name: a for word, a in answers.items()})
    record.refresh_from_db()
    return record


# --- Words -----------------------------------------------------------------------------------------------------------
def test_a_word_is_told_once_for_all_its_rows(cast, private_folder):
    record = preview(cast.berta, people(cast, {"kind": TITLE}, {"kind": TITLE.title()}, {"kind": "docente"}))
    assert outcomes(record) == ["refused", "refused", "new"]
    assert {word: doubt.count for word, doubt in asked(record).items()} == {TITLE: 2}
    answered(cast, record, **{TITLE: "docente de aula"})
    assert outcomes(record) == ["new", "new", "new"]
    assert not asked(record)
    assert len([path for path in private_folder.rglob("*") if path.is_file()]) == 1
    assert confirm_import(record=record)
    assert Post.objects.filter(teacher__kind="classroom").count() >= 3


def test_a_word_may_say_nothing(cast):
    record = preview(cast.berta, people(cast, {"contract": "DESTACADA"}))
    assert outcomes(answered(cast, record, DESTACADA=LEAVE_EMPTY)) == ["new"]


def test_what_has_no_answer_stays_asked(cast):
    record = preview(cast.berta, people(cast, {"kind": TITLE}, {"kind": "JEFA"}))
    answered(cast, record, JEFA="docente")
    assert outcomes(record) == ["refused", "new"]
    assert list(asked(record)) == [TITLE]


# --- Dates -----------------------------------------------------------------------------------------------------------
def test_a_column_of_dates_is_judged_as_a_whole(client, cast):
    record = preview(cast.berta, people(cast, {"starts_on": "3/1/2026"}, {"starts_on": "3/25/2026"}))
    assert outcomes(record) == ["refused", "refused"]
    assert reasons(record)[0][2] == "En esta columna hay fechas con el mes primero: di arriba cómo se leen."
    answered(cast, record, **{"3/25/2026": MONTH_FIRST})
    assert outcomes(record) == ["new", "new"]
    client.force_login(cast.berta)
    page = client.get(reverse("roster_preview", args=[record.pk])).text
    assert "Plaza nueva desde el 01/03/2026" in page
    assert "Plaza nueva desde el 25/03/2026" in page
    assert confirm_import(record=record)
    began = Post.objects.filter(teacher__document_number__startswith="4300000").order_by("starts_on")
    assert [post.starts_on for post in began] == [date(2026, 3, 1), date(2026, 3, 25)]


def test_the_day_first_refuses_what_it_cannot_be(cast):
    record = preview(cast.berta, people(cast, {"starts_on": "3/1/2026"}, {"starts_on": "3/25/2026"}))
    answered(cast, record, **{"3/25/2026": DAY_FIRST})
    assert outcomes(record) == ["new", "refused"]
    assert record.summary["rows"][0]["days"]["post"] == ["2026-01-03"]


def test_only_what_may_be_two_dates_waits_for_the_answer(cast):
    days = ["25/03/2026", "3/3/2026", "2026-03-01", "3/25/2026"]
    assert outcomes(preview(cast.berta, people(cast, *({"starts_on": day} for day in days)))) == [
        *["new"] * 3,
        "refused",
    ]


def test_days_first_are_asked_nothing(client, cast):
    record = preview(
        cast.berta, people(cast, {"starts_on": "03/02/2026"}, {"starts_on": "25/03/2026", "ends_on": "01/12/2026"})
    )
    assert (outcomes(record), asked(record)) == (["new", "new"], {})
    client.force_login(cast.berta)
    assert "Plaza nueva del 25/03/2026 al 01/12/2026" in client.get(reverse("roster_preview", args=[record.pk])).text


written = st.dates(date(2020, 1, 1), date(2027, 1, 1))


@settings(max_examples=50, deadline=None)
@given(days=st.lists(written, min_size=1, max_size=6))
def test_dates_with_the_month_first_come_out_as_they_were_or_were_never_told_apart(days):
    rows = [{"starts_on": Cell(f"{day.month}/{day.day}/{day.year}", CellKind.LOOSE)} for day in days]
    found = [day_of(settled(cells, {"starts_on": MONTH_FIRST})["starts_on"]) for cells in rows]
    assert found == days
    assert bool(doubts_of(rows)) == any(day.day > 12 for day in days)


# --- The page --------------------------------------------------------------------------------------------------------
def test_the_page_asks_and_reads_again(client, cast):
    client.force_login(cast.berta)
    record = preview(cast.berta, people(cast, {"kind": TITLE, "starts_on": "3/25/2026"}))
    page = reverse("roster_preview", args=[record.pk])
    shown = client.get(page).text
    assert f"Cargo: «{TITLE}», en 1 fila" in shown
    assert "Desde: hay fechas como «3/25/2026», ¿cómo se leen?" in shown
    names = [doubt.name for doubt in asked(record).values()]
    response = client.post(
        reverse("roster_doubts", args=[record.pk]), dict(zip(names, ["month", "docente de aula"], strict=True))
    )
    assert response.url == page
    shown = client.get(page).text
    assert "Lo que no se entiende" not in shown
    assert "Guardar la fila aceptada" in shown


def test_what_another_window_read_again_is_not_stored_unseen(client, cast):
    client.force_login(cast.berta)
    record = preview(cast.berta, people(cast, {"kind": TITLE}, {}))
    page, confirm = (reverse(name, args=[record.pk]) for name in ("roster_preview", "roster_confirm"))
    seen = record.file.name
    assert f'name="seen" value="{seen}"' in client.get(page).text
    answered(cast, record, **{TITLE: "docente"})
    assert "Algo cambió desde que viste esta lista" in client.post(confirm, {"seen": seen}, follow=True).text
    assert not Post.objects.filter(teacher__document_number="43000001").exists()
    assert "Listo: quedó guardado." in client.post(confirm, {"seen": record.file.name}, follow=True).text


def test_an_answer_that_is_none_changes_nothing(client, cast):
    client.force_login(cast.berta)
    record = preview(cast.berta, people(cast, {"kind": TITLE}))
    [doubt] = asked(record).values()
    client.post(reverse("roster_doubts", args=[record.pk]), {doubt.name: "presidenta"})
    record.refresh_from_db()
    assert outcomes(record) == ["refused"]


def test_once_stored_nothing_is_read_again(client, cast):
    record = preview(cast.berta, people(cast, {"kind": TITLE}, {}))
    [doubt] = asked(record).values()
    stale = RosterImport.objects.get(pk=record.pk)
    answered(cast, record, **{TITLE: "docente"})
    client.force_login(cast.berta)
    assert not client.get(reverse("roster_preview", args=[record.pk])).context["summary"].doubts
    assert confirm_import(record=record)
    client.post(reverse("roster_doubts", args=[stale.pk]), {doubt.name: "auxiliar"})
    record.refresh_from_db()
    assert record.is_applied
    assert outcomes(record) == ["new", "new"]
