from datetime import date

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.campaigns.holidays import Holiday, NotAHoliday, a_year_later, moved_a_year, names_by_day, national

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))
YEAR_2027 = (date(2027, 1, 1), date(2027, 12, 31))


def test_the_countrys_holidays_move_with_easter():
    names = names_by_day(national(*YEAR_2026))
    assert names[date(2026, 4, 2)] == "Jueves Santo"
    assert names[date(2026, 4, 3)] == "Viernes Santo"
    assert names[date(2026, 7, 28)] == "Fiestas Patrias"
    assert names_by_day(national(*YEAR_2027))[date(2027, 3, 26)] == "Viernes Santo"
    assert len(names) == 16


@given(st.integers(1950, 2090))
def test_holy_thursday_and_friday_precede_easter_sunday(year):
    days = [row.starts_on for row in national(date(year, 1, 1), date(year, 12, 31)) if "Santo" in row.name]
    assert [(easter(year) - day).days for day in days if day.month < 5] == [3, 2]


@given(DAYS, st.integers(0, 60), st.sampled_from(["", "Vacaciones", "Fiesta de la Virgen - Ñahui", "2 de mayo"]))
def test_a_line_says_again_what_it_was_read_from(day, more, name):
    holiday = Holiday(day, date.fromordinal(day.toordinal() + more), name)
    assert Holiday.from_line(holiday.as_line()) == holiday
    assert Holiday.from_json(holiday.as_json()) == holiday


@pytest.mark.parametrize(
    ("line", "first", "last", "name"),
    [
        ("24/06/2026 Inti Raymi", (2026, 6, 24), (2026, 6, 24), "Inti Raymi"),
        ("  1/9/2026: Aniversario ", (2026, 9, 1), (2026, 9, 1), "Aniversario"),
        ("27/07/2026 - 07/08/2026 Vacaciones", (2026, 7, 27), (2026, 8, 7), "Vacaciones"),
        ("27/07/2026 al 07/08/2026", (2026, 7, 27), (2026, 8, 7), ""),
    ],
)
def test_lines_are_read_as_people_write_them(line, first, last, name):
    assert Holiday.from_line(line) == Holiday(date(*first), date(*last), name)


@pytest.mark.parametrize(
    "line",
    [
        "Inti Raymi",
        "31/02/2026 Nada",
        "24-06-2026 x",
        "07/08/2026 a 27/07/2026 x",
        "1/1/2026 a 1/12/2026 x",
        "31/12/9999 x",
        "01/01/0001 x",
        "",
    ],
)
def test_lines_that_name_no_day_are_refused(line):
    with pytest.raises(NotAHoliday):
        Holiday.from_line(line)


def test_local_days_come_along_and_the_countrys_are_those_of_the_year():
    local = Holiday(date(2026, 6, 24), date(2026, 6, 24), "Inti Raymi")
    moved = moved_a_year([*national(*YEAR_2026), local], former=YEAR_2026, new=YEAR_2027)
    assert Holiday(date(2027, 6, 24), date(2027, 6, 24), "Inti Raymi") in moved
    assert [row for row in moved if row.name != "Inti Raymi"] == national(*YEAR_2027)
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)
