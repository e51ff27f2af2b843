"""Who is out of calibration, her own page, and what a UGEL may know."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Companion, TrackedChange
from conftest import person
from rubrics.models import CalibrationRule, PracticeAnswer, PracticeCase, PracticeLevel, PracticeReference
from visits.calibration.figures import figures_by_instrument, observed_by, observed_in
from visits.closing.services import close_visit
from visits.models import Score, Visit

from .pairs import invited, observed, paired_visit

MINE = reverse("visits:calibration")


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(who)
        return client

    return enter


def practised(cast, who, levels, reference, *, ago=0, attempt=1):
    """An answer of `who` to a case of its own, with its reference."""
    case = PracticeCase.objects.create(
        version=cast.version, title="Caso", vignette="Siembran.", published_at=timezone.now()
    )
    answer = PracticeAnswer.objects.create(
        case=case, person=who, attempt=attempt, answered_at=timezone.now() - timedelta(days=ago)
    )
    for criterion, hers, expected in zip(cast.version.criteria.all(), levels, reference, strict=True):
        PracticeReference.objects.create(case=case, criterion=criterion, value=expected, reason="Porque sí se ve.")
        PracticeLevel.objects.create(answer=answer, criterion=criterion, value=hers)
    return answer


def ready_to_close(cast):
    visit = cast.visit()
    for criterion in visit.version.criteria.all():
        visit.scores.create(criterion=criterion, value=2, evidence="Se vio")
    return visit


def marked(visit):
    return set(Score.objects.filter(visit=visit).values_list("out_of_calibration", flat=True))


# --- Pairs -----------------------------------------------------------------------------------------------------
def test_each_observer_comes_first_in_her_own_pairs(cast):
    paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 3, 4])
    by_ana = sorted(row.pair for row in observed_by(cast.ana))
    assert by_ana == sorted([(1, 2), (2, 2), (3, 3), (4, 3), (1, 4)])
    assert sorted((b, a) for a, b in by_ana) == sorted(row.pair for row in observed_by(cast.olga))
    assert observed_by(cast.elena) == []


def test_a_pair_counts_once_both_have_closed(cast):
    observed(invited(cast, cast.visit()), [1, 2, 3, 4, 1])
    observed(invited(cast, cast.closed_visit()), [1, 2, 3, 4, 1], closed=False)
    assert observed_by(cast.ana) == observed_by(cast.olga) == []


def test_first_attempts_at_cases_count_beside_visits(cast):
    practised(cast, cast.ana, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2])
    practised(cast, cast.ana, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2], attempt=2)
    paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 3, 4])
    (figures,) = figures_by_instrument(observed_by(cast.ana))
    assert (len(figures.rows), figures.practised) == (10, 5)
    assert [row.title for row in figures.criteria()] == list(
        cast.version.criteria.order_by("order").values_list("short_title", flat=True)
    )


def test_a_ugel_counts_a_paired_visit_once(cast):
    paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 3, 4])
    practised(cast, cast.olga, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2])
    since = cast.today - timedelta(days=365)
    assert len(observed_in(cast.ugel, since=since)) == 10
    assert observed_in(cast.other_ugel, since=since) == []
    assert len(observed_in(cast.ugel, since=cast.today)) == 5  # the practice of today


# --- Marks -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("levels", "reference", "ago", "expected"),
    [
        (None, None, 0, False),  # never compared: nobody is out of what she had no chance to show
        ([1, 2, 3, 4, 1], [1, 2, 3, 4, 1], 1, False),
        ([1, 1, 1, 4, 1], [4, 4, 4, 1, 4], 1, True),
        ([1, 2, 3, 4, 1], [1, 2, 3, 4, 1], 400, True),  # she agreed, too long ago
    ],
)
def test_levels_are_marked_when_the_visit_closes_if_their_observer_is_out(cast, levels, reference, ago, expected):
    for _ in range(2 if levels else 0):
        practised(cast, cast.ana, levels, reference, ago=ago)
    visit = ready_to_close(cast)
    close_visit(visit=visit)
    assert marked(visit) == {expected}


def test_a_visit_closed_before_is_not_marked_afterwards(cast):
    visit = ready_to_close(cast)
    close_visit(visit=visit)
    for _ in range(2):
        practised(cast, cast.ana, [1, 1, 1, 4, 1], [4, 4, 4, 1, 4])
    later = ready_to_close(cast)
    close_visit(visit=later)
    assert (marked(visit), marked(later)) == ({False}, {True})


def test_another_instrument_says_nothing_of_this_one(cast):
    for _ in range(2):
        practised(cast, cast.ana, [1, 1, 1, 4, 1], [4, 4, 4, 1, 4])
    visit = cast.visit(assignment=cast.promoter_assignment)
    for criterion in visit.version.criteria.all():
        visit.scores.create(criterion=criterion, value=2, evidence="Se vio")
    close_visit(visit=visit)
    assert marked(visit) == {False}


def test_a_ugel_writes_its_own_numbers(cast):
    for _ in range(2):
        practised(cast, cast.ana, [1, 1, 1, 4, 1], [4, 4, 4, 1, 4])
    CalibrationRule.objects.create(ugel=cast.ugel, least_pairs=11)
    visit = ready_to_close(cast)
    close_visit(visit=visit)
    assert marked(visit) == {False}


# --- Her own page ----------------------------------------------------------------------------------------------
def test_an_empty_page_says_how_to_begin(sign_in, cast):
    page = sign_in(cast.ana).get(MINE).text
    assert "Todavía no hay con qué comparar" in page


def test_her_page_says_how_she_stands(sign_in, cast):
    for _ in range(2):
        practised(cast, cast.ana, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2])
    page = sign_in(cast.ana).get(MINE)
    assert "al día" in page.text and "n = 10 comparaciones" in page.text
    assert "80 % igual, 100 % igual o a un nivel" in page.text
    last = cast.version.criteria.last().short_title
    assert f"En 8 de 10 comparaciones coincides. Mira de nuevo: {last}." in page.text
    assert page.text.count("report-chart") == 2  # two pairs of each criterion are too few for its kappa


def test_too_little_is_said_to_be_too_little(sign_in, cast):
    practised(cast, cast.ana, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2])
    page = sign_in(cast.ana).get(MINE).text
    assert "aún no alcanza" in page and "kappa 0" not in page
    assert "calibración vencida" not in page


def test_a_tendency_is_said_without_blame(sign_in, cast):
    for _ in range(3):
        practised(cast, cast.ana, [2, 3, 3, 4, 2], [1, 2, 2, 3, 1])
    assert "tiendes a poner niveles más altos" in sign_in(cast.ana).get(MINE).text


def test_nobody_elses_figures_are_on_her_page(sign_in, cast):
    for _ in range(2):
        practised(cast, cast.ana, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2])
    for who in (cast.olga, cast.berta):
        assert "Todavía no hay con qué comparar" in sign_in(who).get(MINE).text


def test_what_she_doubted_is_what_to_practise(sign_in, cast):
    visit = cast.closed_visit()
    visit.scores.filter(criterion__order=2).update(in_doubt=True)
    draft = cast.visit()
    draft.scores.create(criterion=cast.version.criteria.first(), evidence="?", in_doubt=True)
    page = sign_in(cast.ana).get(MINE)
    assert [doubt.title for doubt in page.context["doubts"]] == ["Razonamiento"]
    assert f"?version={cast.version.pk}" in page.text
    assert sign_in(cast.olga).get(MINE).context["doubts"] == []


def test_the_page_costs_few_queries(sign_in, cast, django_assert_max_num_queries):
    for _ in range(3):
        practised(cast, cast.ana, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2])
        paired_visit(cast, hers=[1, 2, 3, 4, 1], others=[2, 2, 3, 3, 4])
    client = sign_in(cast.ana)
    with django_assert_max_num_queries(14):
        client.get(MINE)


# --- A UGEL's page ---------------------------------------------------------------------------------------------
def observers(cast, count):
    people = [person(f"4000010{n}", f"Observadora{n}", "Rojas") for n in range(count)]
    for who in people:
        Companion.objects.create(user=who, ugel=cast.ugel, kind=Companion.Kind.EXTERNAL)
        practised(cast, who, [1, 2, 3, 4, 1], [1, 2, 3, 4, 2])


@pytest.mark.parametrize(("count", "shown"), [(4, False), (5, True)])
def test_a_ugel_sees_groups_of_five_and_no_names(sign_in, cast, count, shown):
    observers(cast, count)
    page = sign_in(cast.berta).get(reverse("visits:ugel_calibration", args=[cast.ugel.pk]))
    assert bool(page.context["instruments"]) == shown
    assert ("Involucra" in page.text) == shown
    assert "Observadora" not in page.text.replace("Observadoras", "")


def test_a_criterion_of_few_observers_is_left_out_and_said(sign_in, cast):
    observers(cast, 5)
    PracticeLevel.objects.filter(criterion__order=1, answer__person__username="40000100").delete()
    page = sign_in(cast.berta).get(reverse("visits:ugel_calibration", args=[cast.ugel.pk])).text
    assert "Razonamiento" in page and "Involucra" not in page
    assert "no se muestran por tener pocas observadoras" in page


def test_the_numbers_are_edited_in_one_place_and_logged(sign_in, cast):
    url = reverse("visits:calibration_rule", args=[cast.ugel.pk])
    client = sign_in(cast.berta)
    data = {"period_days": 365, "least_pairs": 15, "least_share": 85, "least_kappa": 50, "retake_days": 60}
    assert "Asegúrese" in client.post(url, {**data, "least_share": 300}).text
    assert not CalibrationRule.objects.exists()
    client.post(url, data)
    rule = CalibrationRule.objects.of(cast.ugel)
    assert (rule.standard.least_pairs, rule.standard.least_share, rule.kappa) == (15, 85, 0.5)
    assert TrackedChange.objects.get(model="rubrics.calibrationrule").fields["least_pairs"] == [10, 15]
    assert CalibrationRule.objects.of(cast.other_ugel).least_pairs == 10


def test_the_states_of_a_visit_are_those_that_are_done(cast):
    visit = cast.closed_visit(status=Visit.Status.ACKNOWLEDGED)
    observed(invited(cast, visit), [1, 2, 3, 4, 1])
    assert len(observed_by(cast.ana)) == 5
