"""The school year: its blocks as the norms order them, what each day is, and where a year takes them from."""

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.campaigns import blocks
from accompaniment.campaigns.campaign_settings import (
    CampaignData,
    as_json,
    default_plan,
    from_json,
    of_next_year,
    settings_of,
)
from accompaniment.campaigns.holidays import names_by_day, national
from accompaniment.campaigns.school_days import (
    SATURDAY,
    Block,
    DayKind,
    Kind,
    SchoolYear,
    days_between,
    first_crossing,
    numbered,
)
from accompaniment.campaigns.year_drawn import DAY, FILLS, HIGH, drawn_year
from accompaniment.lib.charts.canvas import PAD
from accompaniment.models import Campaign
from accompaniment.tests.campaigns.test_campaign_settings import typed

YEARS = {n: (date(n, 1, 1), date(n, 12, 31)) for n in (2025, 2026)}
MONDAY = date(2026, 3, 2)


def shipped(year):
    return SchoolYear(blocks.of_year(year), names_by_day(national(*YEARS[year])))


@pytest.mark.parametrize(("year", "each"), [(2025, [42, 44, 44, 43]), (2026, [42, 43, 44, 43])])
def test_the_shipped_years_have_the_days_that_their_norms_give(year, each):
    school = shipped(year)
    assert [school.days_of(block) for block in school.blocks if block.kind == Kind.TEACHING] == each
    assert school.total(Kind.TEACHING) == sum(each) and blocks.doubts_about(school) == []
    assert len(school.off) == 16
    assert [block.starts_on.weekday() for block in school.blocks] == [0] * 9


@st.composite
def school_years(draw):
    lengths = draw(st.lists(st.integers(1, 9), min_size=1, max_size=9))
    first, made = MONDAY, []
    for n, weeks in enumerate(lengths):
        made.append(Block(first, first + timedelta(weeks=weeks, days=-3), list(Kind)[n % 2]))
        first += timedelta(weeks=weeks + draw(st.integers(0, 1)))
    off = draw(st.sets(st.dates(MONDAY, first), max_size=8))
    return SchoolYear(made, dict.fromkeys(off, "feriado"))


@given(year=school_years())
def test_each_day_is_one_thing_and_the_counts_of_the_blocks_are_those_of_the_days(year):
    first, last = year.blocks[0].starts_on, year.blocks[-1].ends_on
    days = list(days_between(first - timedelta(days=9), last + timedelta(days=9)))
    for day in days:
        if year.has_children(day):
            assert day.weekday() < SATURDAY and day not in year.off
            assert any(day in block and block.kind == Kind.TEACHING for block in year.blocks)
    for kind in Kind:
        assert year.total(kind) == sum(year.kind_of(day) == DayKind(kind.value) for day in days)
    assert first_crossing(year.blocks) is None
    assert set(year.without_children(first, last)) == {
        day for day in days_between(first, last) if not year.has_children(day)
    }


@given(year=school_years())
def test_a_year_later_each_weekday_is_what_it_was(year):
    moved = SchoolYear([block.moved(1) for block in year.blocks])
    bare = SchoolYear(year.blocks)
    for day in days_between(year.blocks[0].starts_on, year.blocks[-1].ends_on):
        assert moved.kind_of(day + timedelta(days=364)) == bare.kind_of(day)


def test_without_blocks_every_weekday_has_children_but_those_off():
    year = SchoolYear(off={date(2026, 5, 1): "Trabajo"})
    asked = [date(2026, 1, 5), date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 18)]
    assert [year.has_children(day) for day in asked] == [True, False, False, True]
    assert blocks.doubts_about(year) == []


def test_blocks_are_numbered_by_kind():
    assert [(n, block.kind.value) for n, block in numbered(blocks.of_year(2026))][:3] == [
        (1, "management"),
        (1, "teaching"),
        (2, "management"),
    ]


# --- Where a year takes them from ----------------------------------------------------------------------------------
def data_of(year, last=(12, 18)):
    return CampaignData(year, date(year, 3, 2), date(year, *last), "UGEL")


def test_a_new_year_has_those_of_its_norm_and_one_of_other_months_none():
    assert default_plan(data_of(2026)).blocks == blocks.of_year(2026)
    assert default_plan(data_of(2031)).blocks == []
    crossing_years = CampaignData(2026, date(2026, 8, 3), date(2027, 6, 30), "UGEL")
    assert default_plan(crossing_years).blocks == []


def test_a_copy_has_those_of_the_next_norm_or_the_same_weeks_moved(cast):
    settings = settings_of(cast.campaign)
    for year, first in ((2025, date(2026, 3, 2)), (2026, date(2027, 3, 1))):
        data = data_of(year)
        plan = default_plan(data)
        copy = of_next_year(type(settings)(data, plan))
        assert copy.plan.blocks[0].starts_on == first and copy.plan.blocks[-1].ends_on == date(year + 1, 12, 31)
        assert copy.plan.school_year.total(Kind.TEACHING) > 160 and date(year + 1, 12, 25) in copy.plan.school_year.off


def test_a_proposal_of_before_has_none(cast):
    stored = as_json(settings_of(cast.campaign))
    del stored["blocks"]
    assert from_json(stored).plan.blocks == []


def test_the_years_that_there_were_get_theirs_once(cast):
    migration = import_module("accompaniment.migrations.0054_blocks_of_known_years")
    year = cast.campaign
    known = {"year": 2026, "starts_on": date(2026, 3, 2), "ends_on": date(2026, 12, 18), "blocks": [], "holidays": []}
    Campaign.objects.filter(pk=year.pk).update(**known)
    migration.fill(apps, None)
    year.refresh_from_db()
    assert list(year.school_year.blocks) == blocks.of_year(2026)
    assert [row["name"] for row in year.holidays] == ["Navidad"], "the others lie in its own days: they are its UGEL's"
    own = year.blocks[:2]
    Campaign.objects.filter(pk=year.pk).update(blocks=own)
    migration.fill(apps, None)
    year.refresh_from_db()
    assert year.blocks == own


# --- On the page of the year ---------------------------------------------------------------------------------------
@pytest.fixture
def save(client, cast):
    client.force_login(cast.berta)
    url = reverse("campaign_edit", args=[cast.campaign.pk])

    def save(**changes):
        return client.post(url, {**typed(settings_of(Campaign.objects.get(pk=cast.campaign.pk))), **changes})

    return save


def test_a_ugel_moves_its_weeks(save, cast):
    answer = save(teaching_weeks="16/03/2026 a 15/05/2026\n2/3/2026 - 13/3/2026", management_weeks="")
    assert answer.status_code == 302
    cast.campaign.refresh_from_db()
    assert cast.campaign.blocks == [
        {"kind": "teaching", "from": "2026-03-02", "to": "2026-03-13"},
        {"kind": "teaching", "from": "2026-03-16", "to": "2026-05-15"},
    ]


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ({"teaching_weeks": "marzo"}, "No se entiende"),
        ({"teaching_weeks": "16/03/2026"}, "No se entiende"),
        ({"teaching_weeks": "16/03/2026 a 15/05/2026", "management_weeks": "11/05/2026 a 22/05/2026"}, "se cruza"),
    ],
)
def test_weeks_that_cannot_be_are_refused_beside_their_field(save, cast, weeks, said):
    page = save(**weeks)
    errors = page.context["form"].errors
    assert said in str(errors.get("teaching_weeks", "")) + str(errors.get("management_weeks", ""))


def test_the_page_draws_the_year_with_its_counts_and_its_doubts(client, cast):
    plan = default_plan(data_of(2026))
    cast.campaign.blocks = [block.as_json() for block in plan.blocks]
    cast.campaign.holidays = [row.as_json() for row in national(*YEARS[2026])]
    cast.campaign.save()
    client.force_login(cast.berta)
    page = client.get(reverse("campaign", args=[cast.campaign.pk])).content.decode()
    assert "172 días con niñas y niños, 35 días de gestión." in page and "El calendario del año" in page
    assert "la norma pide" not in page
    cast.campaign.blocks = cast.campaign.blocks[:4]
    cast.campaign.save()
    assert "la norma pide al menos 160" in client.get(reverse("campaign", args=[cast.campaign.pk])).content.decode()


def test_the_drawing_has_a_row_a_month_and_leaves_weekends_blank():
    drawn = drawn_year(default_plan(data_of(2026)))
    assert [label.text for label in drawn.drawing.labels if label.x == PAD and label.y > 50][:2] == ["mar", "abr"]
    dark = [box for box in drawn.drawing.boxes if box.fill == FILLS[DayKind.TEACHING] and box.height == HIGH]
    assert round(sum(box.width for box in dark) / DAY) == 172 and max(box.width for box in dark) < 6 * DAY


@pytest.mark.parametrize(("of", "first"), [("norm", "16/03/2026"), ("2025", "17/03/2026")])
def test_the_weeks_of_another_year_are_filled_in_and_kept_once_saved(client, cast, of, first):
    Campaign.objects.filter(pk=cast.campaign.pk).update(year=2026)
    first_of_2025 = [{"kind": "teaching", "from": "2025-03-18", "to": "2025-05-16"}]  # as the UGEL moved them
    Campaign.objects.create(
        ugel=cast.ugel,
        year=2025,
        starts_on=date(2025, 3, 3),
        ends_on=date(2025, 12, 19),
        letterhead="UGEL",
        blocks=first_of_2025,
    )
    client.force_login(cast.berta)
    url = reverse("campaign_edit", args=[cast.campaign.pk])
    assert f"?weeks_of={of}" in client.get(url).content.decode()
    form = client.get(f"{url}?weeks_of={of}").context["form"]
    assert form["teaching_weeks"].value() and not Campaign.objects.get(pk=cast.campaign.pk).blocks
    shown = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    assert client.post(url, shown).status_code == 302
    cast.campaign.refresh_from_db()
    found = next(block for block in cast.campaign.school_year.blocks if block.kind == Kind.TEACHING)
    assert f"{found.starts_on:%d/%m/%Y}" == first


def test_a_proposal_carries_its_weeks(cast):
    settings = settings_of(cast.campaign)
    settings = replace(settings, plan=replace(settings.plan, blocks=blocks.of_year(2026)))
    assert from_json(as_json(settings)).plan.blocks == blocks.of_year(2026)
