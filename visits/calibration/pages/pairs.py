"""A second observer: the invitation, a form apart, and the comparison once both have closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of, require
from accompaniment.lib.drafts import as_posted, login_required, typed, wants_json
from accompaniment.lib.refusals import is_done
from accompaniment.submissions.answers import answered, to_mend
from accompaniment.submissions.receiving import UNREADABLE, Conflict, Outcome, Refused, read_posted
from rubrics.models import Criterion
from visits.calibration.forms import DeclineForm, InviteForm, KeepForm, PairForm, RemarkForm
from visits.calibration.models import PairedObservation, PairedScore
from visits.calibration.pairs import (
    INVITABLE,
    close_observation,
    decline_invitation,
    invite_observer,
    missing_to_close_pair,
    possible_observers,
    receive_observation,
    receive_remark,
    settle_version,
    withdraw_invitation,
)
from visits.record.access_log import log_visit_access
from visits.record.models.contents import Score
from visits.record.models.visits import Visit

WITH_VISIT = (
    "observer",
    "visit__teacher",
    "visit__institution",
    "visit__version__instrument",
    "visit__companion__user",
)


# --- The companion invites -------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair_invite(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """The second observer of a visit: who it is and how far they are, or whom to invite."""
    visible = Visit.objects.visible_to(request.user).select_related("campaign", "teacher", "institution", "companion")
    visit = get_visible_or_404(visible, pk=visit_id)
    if not reach_of(request.user).works_as(visit.companion_id):
        deny(_("A la segunda observadora la invita la acompañante que hace la visita."))
    pair = visit.paired_observations.standing().select_related("observer").first()
    form = InviteForm(typed(request), people=possible_observers(visit))
    if request.method == "POST" and pair is None and form.is_valid():
        try:
            invite_observer(visit=visit, observer=form.cleaned_data["observer"], by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Invitada. Verá esta visita en su página de calibración."))
            return redirect("visits:pair_invite", visit.pk)
    declined = visit.paired_observations.filter(declined_at__isnull=False).select_related("observer")
    context = {"visit": visit, "pair": pair, "form": form, "declined": declined, "may": visit.status in INVITABLE}
    return render(request, "visits/calibration/pairs/invite.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair_withdraw(request: AuthedRequest, pair_id: UUID) -> HttpResponse:
    pair = _pair(request, pair_id)
    if not reach_of(request.user).wrote_as(pair.visit.companion_id):
        deny(_("La invitación la retira quien la hizo."))
    if request.method == "POST":
        if is_done(request, withdraw_invitation, pair=pair):
            messages.success(request, _("Invitación retirada."))
        return redirect("visits:pair_invite", pair.visit_id)
    return render(request, "visits/calibration/pairs/withdraw.html", {"pair": pair})


# --- The second observer writes --------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair_form(request: AuthedRequest, pair_id: UUID) -> HttpResponse:
    """The second observer's form. What is sent after the invitation was withdrawn comes back refused, whole."""
    sent = request.method == "POST" and PairedObservation.objects.addressed_to(request.user).filter(pk=pair_id)
    pair = _pair(request, pair_id, sent or None)
    if not sent:
        if pair.closed_at and pair.observer_id == request.user.pk:
            return redirect("visits:pair_comparison", pair.pk)
        require(pair.writable_by(request.user))
    pair_form = PairForm(typed(request), pair=pair)
    if request.method != "POST":
        return _form_page(request, pair, pair_form)
    if "keep" in request.POST:
        return _keep_saved(request, pair)
    return answered(
        request,
        _receive(request, pair, pair_form),
        received=partial(_after_saving, request, pair),
        again=partial(_form_page, request, pair, pair_form),
        compare_at=pair.get_absolute_url(),
    )


def _receive(request: AuthedRequest, pair: PairedObservation, pair_form: PairForm) -> Outcome:
    submission = read_posted(request.POST, by=request.user, is_automatic=wants_json(request))
    if isinstance(submission, Refused):
        return submission
    if not pair_form.is_valid():
        return to_mend(pair_form.error_fields, str(UNREADABLE))
    return receive_observation(
        pair=pair, submission=submission, scores=pair_form.record(), settles=pair_form.envelope.cleaned_data["settles"]
    )


def _keep_saved(request: AuthedRequest, pair: PairedObservation) -> HttpResponse:
    """Stay with what is saved: the version that the page shows waits no longer."""
    form = KeepForm(request.POST)
    if form.is_valid():
        settle_version(pair=pair, version=form.cleaned_data["keep"])
        messages.success(request, _("Queda lo que ya estaba guardado."))
    return redirect(pair)


def _form_page(
    request: AuthedRequest, pair: PairedObservation, pair_form: PairForm, outcome: Outcome | None = None
) -> HttpResponse:
    """The second observer's form: as it is saved or as it was sent, with why it was refused; or a version that waits to
    be decided on, with what is saved beside it.
    """
    is_final = isinstance(outcome, Refused) and not outcome.may_be_mended
    refusal = outcome.reason if isinstance(outcome, Refused) and is_final else ""
    context = {"pair": pair, "visit": pair.visit, "pair_form": pair_form, "refusal": refusal}
    if isinstance(outcome, Conflict) or not pair_form.is_bound:
        context |= _waiting(pair, outcome)
    return render(request, "visits/calibration/pairs/form.html", context, status=403 if refusal else 200)


def _after_saving(request: AuthedRequest, pair: PairedObservation) -> HttpResponse:
    if "close" in request.POST:
        return redirect("visits:pair_close", pair.pk)
    messages.success(request, _("Guardado. Puedes seguir cuando quieras."))
    return redirect(pair)


def _waiting(pair: PairedObservation, outcome: Outcome | None) -> dict[str, object]:
    """Both sides of an edit made on an older revision, the one just sent or else the first: what was sent is in the
    form, what is saved beside it. Empty when none waits.

    The form has the revision of today and an id of its own: sending it again is the observer's decision.
    """
    waiting = pair.submissions.waiting()
    version = (waiting.filter(pk=outcome.id) if isinstance(outcome, Conflict) else waiting).first()
    if version is None:
        return {}
    pair.refresh_from_db()
    fresh = {"submission": uuid4(), "base_revision": pair.revision, "settles": version.pk}
    pair_form = PairForm(as_posted(version.payload | {name: [str(fresh[name])] for name in fresh}), pair=pair)
    pair_form.is_valid()
    saved = pair.scores.select_related("criterion").order_by("criterion__order")
    return {"pair_form": pair_form, "version": version, "saved": saved}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair_close(request: AuthedRequest, pair_id: UUID) -> HttpResponse:
    pair = _pair(request, pair_id)
    if pair.closed_at and pair.observer_id == request.user.pk:
        return redirect("visits:pair_comparison", pair.pk)
    require(pair.writable_by(request.user))
    refusals: list[str] = []
    if request.method == "POST":
        try:
            close_observation(pair=pair)
        except ValidationError as refused:
            refusals = refused.messages
        else:
            messages.success(request, _("Tu observación quedó cerrada."))
            return redirect("visits:pair_comparison", pair.pk)
    context = {"pair": pair, "visit": pair.visit, "missing": refusals or missing_to_close_pair(pair)}
    return render(request, "visits/calibration/pairs/close.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair_decline(request: AuthedRequest, pair_id: UUID) -> HttpResponse:
    pair = _pair(request, pair_id)
    require(pair.writable_by(request.user))
    form = DeclineForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            decline_invitation(pair=pair, reason=form.cleaned_data["reason"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Gracias por avisar. Se lo decimos a tu colega."))
            return redirect("visits:calibration")
    return render(request, "visits/calibration/pairs/decline.html", {"pair": pair, "visit": pair.visit, "form": form})


# --- Both compare ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ComparisonRow:
    """One criterion as both saw it; either may have left it out."""

    criterion: Criterion
    companion: Score | None
    observer: PairedScore | None

    @property
    def distance(self) -> int | None:
        first, second = (row.value if row else None for row in (self.companion, self.observer))
        return None if first is None or second is None else abs(first - second)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair_comparison(request: AuthedRequest, pair_id: UUID) -> HttpResponse:
    pair = _pair(request, pair_id)
    if not pair.is_complete and pair.closed_at and pair.observer_id == request.user.pk:
        context = {"pair": pair, "visit": pair.visit, "rows": _side_by_side(pair, alone=True)}
        return render(request, "visits/calibration/pairs/waiting.html", context)
    require(pair.comparable_by(request.user))
    form = RemarkForm(typed(request))
    if request.method != "POST":
        return _comparison_page(request, pair, form)
    return answered(
        request,
        _receive_remark(request, pair, form),
        received=partial(_after_remark, request, pair),
        again=partial(_comparison_page, request, pair, form),
    )


def _receive_remark(request: AuthedRequest, pair: PairedObservation, form: RemarkForm) -> Outcome:
    submission = read_posted(request.POST, by=request.user, named="remark")
    if isinstance(submission, Refused):
        return submission
    if not form.is_valid():
        return to_mend([form[name] for name in form.errors], str(UNREADABLE))
    return receive_remark(pair=pair, submission=submission, text=form.cleaned_data["text"])


def _after_remark(request: AuthedRequest, pair: PairedObservation) -> HttpResponse:
    messages.success(request, _("Anotado para las dos."))
    return redirect("visits:pair_comparison", pair.pk)


def _comparison_page(
    request: AuthedRequest, pair: PairedObservation, form: RemarkForm, outcome: Outcome | None = None
) -> HttpResponse:
    """Both side by side, with what they agreed; and why what was sent was not taken."""
    if isinstance(outcome, Refused) and form.is_valid():
        form.add_error(None, outcome.reason)
    log_visit_access(by=request.user, visit=pair.visit)
    context = {
        "pair": pair,
        "visit": pair.visit,
        "rows": _side_by_side(pair),
        "remarks": pair.remarks.select_related("author"),
        "form": form,
    }
    return render(request, "visits/calibration/pairs/comparison.html", context)


def _side_by_side(pair: PairedObservation, *, alone: bool = False) -> list[ComparisonRow]:
    """Each criterion that either judged; `alone` leaves out what the companion saw."""
    judged = Score.objects.none() if alone else Score.objects.filter(visit=pair.visit_id)
    of_visit = {score.criterion_id: score for score in judged}
    of_pair = {score.criterion_id: score for score in pair.scores.all()}
    criteria = pair.visit.version.criteria.prefetch_related("levels")
    rows = [ComparisonRow(c, of_visit.get(c.pk), of_pair.get(c.pk)) for c in criteria]
    for row in rows:
        for score in (row.companion, row.observer):
            if score:
                score.criterion = row.criterion
        if row.companion and row.observer and row.observer.companion_value:
            row.companion.value = row.observer.companion_value  # as it was before they talked
    return [row for row in rows if row.companion or row.observer]


def _pair(request: AuthedRequest, pair_id: UUID, among: QuerySet[PairedObservation] | None = None) -> PairedObservation:
    visible = PairedObservation.objects.visible_to(request.user) if among is None else among
    return get_visible_or_404(visible.select_related(*WITH_VISIT), pk=pair_id)
