"""An observer's own page of calibration, which nobody else sees, and a UGEL's, which names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import Allowed, AuthedRequest, Denied, deny, get_visible_or_404, reach_of, require
from accompaniment.lib.charts.canvas import Drawing
from accompaniment.lib.charts.estimates import Estimate, Intervals, intervals
from accompaniment.lib.charts.levels import Distribution, stacked_bars
from accompaniment.lib.drafts import login_required, typed
from accompaniment.models import Ugel, User
from rubrics.agreement import LEAST_FOR_INTERVAL, Agreement, Standing, Tendency
from rubrics.models import CalibrationRule, PracticeCase
from rubrics.practice.services import write_rule
from visits.calibration.figures import (
    LEAST_OBSERVERS,
    CriterionAgreement,
    InstrumentFigures,
    Quarter,
    doubts_of,
    figures_by_instrument,
    observed_by,
    observed_in,
    within,
)
from visits.calibration.forms import CalibrationRuleForm
from visits.calibration.models import PairedObservation
from visits.templatetags.calibration import decimal

KAPPA_TICKS = [(0.0, "0"), (0.2, "0.2"), (0.4, "0.4"), (0.6, "0.6"), (0.8, "0.8"), (1.0, "1")]
DRIFT_TICKS = [(-1.5, "−1.5"), (-1.0, "−1"), (-0.5, "−0.5"), (0.0, "0"), (0.5, "+0.5"), (1.0, "+1"), (1.5, "+1.5")]
SHOWN = 10
LOOK_AGAIN = 3


@dataclass(frozen=True)
class InstrumentView:
    """The figures of an instrument in words and drawings."""

    figures: InstrumentFigures
    criteria: list[CriterionAgreement]
    together: Agreement
    bars: Drawing
    kappas: Intervals | None
    quarters: list[Quarter]
    drift: Intervals | None
    standing: Standing | None

    @property
    def tendency(self) -> Tendency:
        return self.figures.tendency

    @property
    def look_again(self) -> list[str]:
        """The criteria in which most comparisons differ, at most `LOOK_AGAIN` of them, in the instrument's order."""
        worst = sorted(_differing(self.criteria), key=lambda row: row.agreement.exact.count / row.agreement.n)
        return [row.title for row in self.criteria if row in worst[:LOOK_AGAIN]]


# --- An observer's own page ------------------------------------------------------------------------------------
@login_required
@require_safe
def calibration(request: AuthedRequest) -> HttpResponse:
    """How the observer agrees with others, their invitations and what to practise: for nobody else."""
    require(_may_observe(request.user))
    today = timezone.localdate()
    rule = CalibrationRule.objects.of_user(request.user)
    since = today - timedelta(days=rule.period_days)
    observed = observed_by(request.user)
    context = {
        "invitations": PairedObservation.objects.waiting_for(request.user)
        .select_related("visit__teacher", "visit__institution", "invited_by")
        .order_by("visit__visited_on", "pk")[:SHOWN],
        "compared": _compared(request.user)[:SHOWN],
        "instruments": [_personal(figures, rule, today) for figures in figures_by_instrument(observed)],
        "doubts": doubts_of(request.user, since=since)[:SHOWN],
        "rule": rule,
        "least": LEAST_FOR_INTERVAL,
        "cases": PracticeCase.objects.visible_to(request.user)
        .offered()
        .exclude(answers__person=request.user)
        .exclude(written_by=request.user)
        .count(),
        "ugels": Ugel.objects.managed_by(request.user),
    }
    return render(request, "visits/calibration/mine.html", context)


def _may_observe(user: User) -> Allowed | Denied:
    reach = reach_of(user)
    if reach.is_companion or reach.is_specialist:
        return Allowed()
    return Denied(_("La calibración es de quienes observan: acompañantes y especialistas."))


def _compared(user: User) -> QuerySet[PairedObservation]:
    """The visits that the observer and a colleague can compare, or will once both have closed; the latest first."""
    return (
        PairedObservation.objects.visible_to(user)
        .standing()
        .filter(Q(closed_at__isnull=False) | Q(visit__companion__user=user))
        .select_related("visit__teacher", "visit__companion__user", "observer")
        .order_by("-visit__visited_on", "-pk")
    )


def _personal(figures: InstrumentFigures, rule: CalibrationRule, today: date) -> InstrumentView:
    """The observer's figures within the period that counts; drift over all that was ever compared."""
    recent = InstrumentFigures(
        figures.instrument, figures.title, figures.scale, within(figures.rows, days=rule.period_days, today=today)
    )
    quarters = figures.quarters()
    return _view(recent, quarters=quarters, standing=figures.standing(rule.standard, today))


def _view(figures: InstrumentFigures, *, quarters: list[Quarter], standing: Standing | None) -> InstrumentView:
    criteria = [row for row in figures.criteria() if standing is not None or not row.is_hidden]
    return InstrumentView(
        figures=figures,
        criteria=criteria,
        together=figures.together,
        bars=_bars(_differing(criteria)),
        kappas=_drawn([_kappa_estimate(row) for row in criteria], KAPPA_TICKS),
        quarters=quarters,
        drift=_drawn([_drift_estimate(quarter) for quarter in quarters], DRIFT_TICKS),
        standing=standing,
    )


def _drawn(estimates: list[Estimate], ticks: list[tuple[float, str]]) -> Intervals | None:
    """The drawing of these estimates; None while there is too little for any of them."""
    return intervals(estimates, ticks) if any(one.value is not None for one in estimates) else None


def _differing(criteria: list[CriterionAgreement]) -> list[CriterionAgreement]:
    return [row for row in criteria if row.agreement.exact.count < row.agreement.n]


def _bars(criteria: list[CriterionAgreement]) -> Drawing:
    names = [_("a más de un nivel"), _("a un nivel"), _("igual")]
    return stacked_bars([Distribution(row.title, row.agreement.counts[::-1]) for row in criteria], names)


def _kappa_estimate(row: CriterionAgreement) -> Estimate:
    found = row.agreement
    if found.kappa is None or not found.is_enough:
        return Estimate(row.title, "—" if found.is_enough else _("aún no alcanza"))
    span = (found.interval.low, found.interval.high) if found.interval else None
    return Estimate(row.title, decimal(found.kappa), found.kappa, span)


def _drift_estimate(quarter: Quarter) -> Estimate:
    name = _("%(quarter)d.º trimestre de %(year)d") % {"quarter": quarter.quarter, "year": quarter.year}
    if quarter.interval is None:
        return Estimate(name, _("aún no alcanza"))
    text = f"{'+' if quarter.difference > 0 else ''}{decimal(quarter.difference)}"
    return Estimate(name, text, quarter.difference, (quarter.interval.low, quarter.interval.high))


# --- A UGEL's page ---------------------------------------------------------------------------------------------
@login_required
@require_safe
def ugel_calibration(request: AuthedRequest, ugel_id: int) -> HttpResponse:
    """How far the observers of a UGEL agree, criterion by criterion, without a name."""
    ugel = _own_ugel(request, ugel_id)
    rule = CalibrationRule.objects.of(ugel)
    since = timezone.localdate() - timedelta(days=rule.period_days)
    gathered = figures_by_instrument(observed_in(ugel, since=since))
    views = [_view(figures, quarters=[], standing=None) for figures in gathered]
    context = {
        "ugel": ugel,
        "rule": rule,
        "instruments": [view for view in views if view.criteria],
        "hidden": any(len(view.criteria) < len(view.figures.criteria()) for view in views),
        "least": LEAST_OBSERVERS,
        "enough": LEAST_FOR_INTERVAL,
        "since": since,
    }
    return render(request, "visits/calibration/ugel.html", context)


def _own_ugel(request: AuthedRequest, ugel_id: int) -> Ugel:
    ugel = get_visible_or_404(Ugel.objects.visible_to(request.user), pk=ugel_id)
    if not reach_of(request.user).keeps(ugel.pk):
        deny(_("La calibración de una UGEL la ven sus especialistas."))
    return ugel


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calibration_rule(request: AuthedRequest, ugel_id: int) -> HttpResponse:
    ugel = _own_ugel(request, ugel_id)
    form = CalibrationRuleForm(typed(request), row=ugel)
    if request.method == "POST" and form.is_valid() and form.accepted(write_rule, ugel=ugel, rule=form.cleaned_data):
        messages.success(request, _("Guardado. Vale desde las visitas que se cierren ahora."))
        return redirect("visits:ugel_calibration", ugel.pk)
    return render(request, "visits/calibration/rule.html", {"form": form, "ugel": ugel})
