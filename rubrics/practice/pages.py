"""Pages of practice: the cases, one to answer or to read, and writing them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import Allowed, Denied, deny, get_visible_or_404, reach_of, require
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.lib.text import whole_number
from accompaniment.models import Ugel, User
from accompaniment.submissions.answers import answered, to_mend
from accompaniment.submissions.receiving import UNREADABLE, Outcome, Refused, read_posted
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.scales import short_label

from .forms import AnswerEnvelope, CaseEnvelope, CaseForm, LevelForms, answer_forms, reference_forms
from .models import CalibrationRule, PracticeAnswer, PracticeCase, PracticeReference
from .services import publish_case, receive_answer, retire_case, write_case

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

PER_PAGE = 25


@dataclass(frozen=True)
class Compared:
    """A criterion of a case: the level given, the reference and why."""

    reference: PracticeReference
    value: int | None
    reason: str

    @property
    def given(self) -> str:
        return short_label(self.reference.criterion.scale, self.value) if self.value else "—"

    @property
    def expected(self) -> str:
        return short_label(self.reference.criterion.scale, self.reference.value)

    @property
    def distance(self) -> int | None:
        return None if self.value is None else abs(self.value - self.reference.value)


# --- Practising ------------------------------------------------------------------------------------------------
@login_required
@require_safe
def practice_list(request: AuthedRequest) -> HttpResponse:
    """The cases that the user may answer, has answered, and writes."""
    require(PracticeCase.readable_by(request.user))
    answered = PracticeAnswer.objects.filter(person=request.user, case=OuterRef("pk"))
    cases = (
        PracticeCase.objects.visible_to(request.user)
        .select_related("version__instrument", "ugel")
        .annotate(is_answered=Exists(answered))
        .order_by("is_answered", "version__instrument__title", "title", "pk")
    )
    asked = whole_number(request.GET.get("version", ""))
    if asked is not None:
        cases = cases.filter(version__instrument__versions=asked)
    page = page_of(request, cases, size=PER_PAGE)
    context = {"page": page, "may_write": bool(PracticeCase.writable_by(request.user)), "narrowed": asked is not None}
    return render(request, "rubrics/practice/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_case(request: AuthedRequest, case_id: UUID) -> HttpResponse:
    """One case: its form for whoever still has to answer, the reference and its reasons afterwards."""
    case = _visible_case(request, case_id)
    if request.method != "POST":
        return _case_page(request, case)
    require(_practises(request.user))
    level_forms, envelope = answer_forms(request.POST, case), AnswerEnvelope(request.POST)
    return answered(
        request,
        _receive(request, case, level_forms),
        received=partial(redirect, case),
        again=partial(_show_again, request, case, level_forms, envelope),
    )


def _receive(request: AuthedRequest, case: PracticeCase, level_forms: LevelForms) -> Outcome:
    submission = read_posted(request.POST, by=request.user, named="answer")
    if isinstance(submission, Refused):
        return submission
    if not level_forms.is_valid():
        return to_mend([form[name] for form in level_forms.forms for name in form.errors], str(UNREADABLE))
    days = CalibrationRule.objects.of_user(request.user).retake_days
    return receive_answer(case=case, submission=submission, levels=level_forms.levels(), retake_days=days)


def _show_again(
    request: AuthedRequest, case: PracticeCase, level_forms: LevelForms, envelope: AnswerEnvelope, outcome: Outcome
) -> HttpResponse:
    """The page with what was answered, and why it was not taken."""
    if level_forms.is_valid() and envelope.is_valid() and isinstance(outcome, Refused):
        envelope.add_error(None, outcome.reason)
    return _case_page(request, case, level_forms, envelope)


def _case_page(
    request: AuthedRequest,
    case: PracticeCase,
    level_forms: LevelForms | None = None,
    envelope: AnswerEnvelope | None = None,
) -> HttpResponse:
    attempts = list(PracticeAnswer.objects.filter(case=case, person=request.user).prefetch_related("levels"))
    days = CalibrationRule.objects.of_user(request.user).retake_days
    may_answer = _may_answer(request, case, attempts, days)
    if level_forms is None and may_answer and (not attempts or "again" in request.GET):
        kept = typed(request)
        level_forms, envelope = answer_forms(kept, case), AnswerEnvelope(kept)
    knows = bool(attempts) or _knows(request, case)
    context = {
        "case": case,
        "level_forms": level_forms,
        "envelope": envelope,
        "attempts": attempts,
        "rows": _compare(case, attempts[0] if attempts else None) if knows and level_forms is None else [],
        "may_repeat": may_answer and bool(attempts),
        "again_on": attempts[0].again_on(days) if attempts and case.is_offered else None,
        "manages": PracticeCase.objects.managed_by(request.user).filter(pk=case.pk).exists(),
        "knows": knows,
    }
    return render(request, "rubrics/practice/case.html", context)


def _visible_case(request: AuthedRequest, case_id: UUID) -> PracticeCase:
    cases = PracticeCase.objects.visible_to(request.user).select_related("version__instrument", "ugel")
    case = get_visible_or_404(cases, pk=case_id)
    require(PracticeCase.readable_by(request.user))
    return case


def _practises(user: User) -> Allowed | Denied:
    reach = reach_of(user)
    if reach.is_companion or reach.is_specialist:
        return Allowed()
    return Denied(_("Los casos los responden quienes observan: acompañantes y especialistas."))


def _may_answer(request: AuthedRequest, case: PracticeCase, attempts: list[PracticeAnswer], days: int) -> bool:
    is_due = not attempts or attempts[0].again_on(days) <= timezone.localdate()
    is_own = case.written_by_id == request.user.pk
    return bool(_practises(request.user)) and case.is_offered and is_due and not is_own


def _knows(request: AuthedRequest, case: PracticeCase) -> bool:
    """Whether the user may read the reference without answering: who writes it, and who only keeps the cases."""
    if case.is_draft or case.written_by_id == request.user.pk:
        return True
    return not _practises(request.user)


def _compare(case: PracticeCase, answer: PracticeAnswer | None) -> list[Compared]:
    given = {level.criterion_id: level for level in answer.levels.all()} if answer else {}
    references = case.references.select_related("criterion").order_by("criterion__order")
    return [
        Compared(r, given[r.criterion_id].value, given[r.criterion_id].reason)
        if r.criterion_id in given
        else Compared(r, None, "")
        for r in references
    ]


# --- Writing ---------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_new(request: AuthedRequest) -> HttpResponse:
    """A new case: first the instrument (`?version=`), then what happened and its levels.

    Sent again, the form writes the draft that it made before.
    """
    require(PracticeCase.writable_by(request.user))
    versions = (
        InstrumentVersion.objects.visible_to(request.user)
        .in_force_on(timezone.localdate())
        .select_related("instrument")
    )
    asked = request.GET.get("version", "")
    if not asked:
        return render(request, "rubrics/practice/new.html", {"versions": versions})
    version = get_visible_or_404(versions, pk=whole_number(asked))
    envelope = CaseEnvelope(request.POST)
    case_id = envelope.cleaned_data["case_id"] if envelope.is_valid() else uuid4()
    made = PracticeCase.objects.managed_by(request.user).filter(pk=case_id, version=version, published_at=None).first()
    return _edit(request, made or PracticeCase(pk=case_id, version=version))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_edit(request: AuthedRequest, case_id: UUID) -> HttpResponse:
    return _edit(request, _managed_case(request, case_id, draft=True))


def _managed_case(request: AuthedRequest, case_id: UUID, *, draft: bool) -> PracticeCase:
    case = _visible_case(request, case_id)
    if not PracticeCase.objects.managed_by(request.user).filter(pk=case.pk).exists():
        deny(_("Este caso lo cambia quien lo administra: la especialista de su UGEL o la administradora."))
    if draft and not case.is_draft:
        deny(_("Un caso publicado no se modifica: retíralo y escribe otro."))
    return case


def _edit(request: AuthedRequest, case: PracticeCase) -> HttpResponse:
    reach = reach_of(request.user)
    data = typed(request)
    ugels = Ugel.objects.managed_by(request.user)
    is_new = case._state.adding
    form = CaseForm(
        data,
        row=None if is_new else case,
        initial={"is_invented": case.is_invented, "ugel": None if reach.is_administrator else ugels.first()}
        if is_new
        else None,
        criteria=case.version.criteria.all(),
        ugels=ugels,
        for_everyone=reach.is_administrator,
    )
    level_forms = reference_forms(data, case.version, None if is_new else case)
    if request.method == "POST" and all([form.is_valid(), level_forms.is_valid()]):
        levels = level_forms.levels()
        if form.accepted(write_case, case=case, by=request.user, fields=form.case(), references=levels):
            messages.success(request, _("Borrador guardado. Revísalo y publícalo cuando esté listo."))
            return redirect(case)
        level_forms.show(form.data)
    context: dict[str, Any] = {"form": form, "level_forms": level_forms, "case": case, "is_new": is_new}
    return render(request, "rubrics/practice/edit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_publish(request: AuthedRequest, case_id: UUID) -> HttpResponse:
    case = _managed_case(request, case_id, draft=True)
    if request.method == "POST":
        try:
            publish_case(case=case)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("Publicado: ya se puede responder."))
        return redirect(case)
    return render(request, "rubrics/practice/publish.html", {"case": case})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_retire(request: AuthedRequest, case_id: UUID) -> HttpResponse:
    case = _managed_case(request, case_id, draft=False)
    if request.method == "POST":
        retire_case(case=case)
        messages.success(request, _("Retirado: ya no se ofrece; las respuestas se conservan."))
        return redirect("rubrics:practice")
    return render(request, "rubrics/practice/retire.html", {"case": case})
