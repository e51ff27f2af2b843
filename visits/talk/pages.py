"""The conversation after a visit, between its companion and the accompanied person alone."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accompaniment.access import Allowed, AuthedRequest, Denied, get_visible_or_404, reach_of, require
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.refusals import is_done
from accompaniment.models import User
from accompaniment.submissions.answers import answered, to_mend
from accompaniment.submissions.receiving import UNREADABLE, Outcome, Refused, read_posted
from visits.record.models.visits import Visit

from .forms import CommentForm, SelfScoreForm
from .models import Comment, Question, SelfAssessment, SelfScore
from .services import assess_own_practice, mark_read, receive_comment, takes_part, writes_back


def conversation(visit: Any, user: User, written: QueryDict | None = None) -> dict[str, Any]:
    """What the visit's page shows of the conversation; nothing to whoever takes no part in it.

    `written` is a message of the user's that could not be sent yet: it waits in the form it was typed into.
    """
    if not (visit.is_closed and takes_part(visit, user)):
        return {}
    comments = list(visit.comments.select_related("author").order_by("written_at", "pk")) if visit.has_comments else []
    if any(comment.read_at is None and comment.author_id != user.pk for comment in comments):
        mark_read(visit=visit, by=user)
    answers: dict[Any, list[Comment]] = {}
    for comment in comments:
        answers.setdefault(comment.question_id, []).append(comment)
    threads: list[tuple[Question | None, list[Comment], CommentForm]] = [
        (question, answers.get(question.pk, []), _comment_form(visit, str(question.pk), written))
        for question in (visit.questions.all() if visit.has_questions else [])
    ]
    threads.append((None, answers.get(None, []), _comment_form(visit, "", written)))
    return {"threads": threads, "may_write_back": bool(writes_back(visit, user))}


def _comment_form(visit: Visit, question: str, written: QueryDict | None) -> CommentForm:
    if written and written.get("question", "") == question:
        return CommentForm(written, visit=visit)
    return CommentForm(visit=visit, initial={"question": question})


@login_required
@require_POST
def visit_comment(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visit = _visit_of_both(request, visit_id)
    form = CommentForm(request.POST, visit=visit)
    return answered(
        request,
        _receive(request, visit, form),
        received=partial(_back_to_the_conversation, request, visit),
        again=partial(_write_again, request, visit, form),
    )


def _receive(request: AuthedRequest, visit: Visit, form: CommentForm) -> Outcome:
    submission = read_posted(request.POST, by=request.user, named="comment_id")
    if isinstance(submission, Refused):
        return submission
    if not form.is_valid():
        return to_mend([form[name] for name in form.errors], str(UNREADABLE))
    values = form.cleaned_data
    return receive_comment(visit=visit, submission=submission, text=values["text"], question=values["question"])


def _back_to_the_conversation(request: AuthedRequest, visit: Visit) -> HttpResponse:
    messages.success(request, _("Mensaje enviado."))
    return redirect(f"{visit.get_absolute_url()}#conversation")


def _write_again(request: AuthedRequest, visit: Visit, form: CommentForm, outcome: Outcome) -> HttpResponse:
    """The message as it was sent, and why it was not taken."""
    is_final = isinstance(outcome, Refused) and not outcome.may_be_mended
    if form.is_valid() and isinstance(outcome, Refused):
        form.add_error(None, outcome.reason)
    context = {"form": form, "visit": visit}
    return render(request, "visits/talk/comment.html", context, status=403 if is_final else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_self_assessment(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visit = _visit_of_both(request, visit_id)
    require(_may_assess(visit, request.user))
    if request.method != "POST" and SelfAssessment.objects.filter(visit=visit).exists():
        return redirect(visit)
    data = typed(request)
    criteria = visit.version.criteria.prefetch_related("levels__criterion")
    forms = [SelfScoreForm(data, criterion=criterion) for criterion in criteria]
    are_valid = [form.is_valid() for form in forms]  # every form, so that every error shows at once
    if request.method == "POST" and all(are_valid):
        levels = {f.criterion.pk: (f.cleaned_data["value"], f.cleaned_data["reason"]) for f in forms}
        chosen = {key: pair for key, pair in levels.items() if pair[0]}
        if chosen and _assessed(request, visit, chosen):
            return redirect(visit)
        if not chosen:
            messages.error(request, _("Elige al menos un nivel, o vuelve y mira los niveles directamente."))
    return render(request, "visits/talk/self_assessment.html", {"visit": visit, "forms": forms})


def _assessed(request: AuthedRequest, visit: Visit, levels: dict[Any, tuple[int, str]]) -> bool:
    """Keep it, or say why not: then the page still shows what was sent."""
    if not is_done(request, assess_own_practice, visit=visit, levels=levels):
        return False
    messages.success(request, _("Guardamos tu mirada. Ahora puedes compararla con la de tu acompañante."))
    return True


def _may_assess(visit: Visit, user: User) -> Allowed | Denied:
    if not reach_of(user).is_own_record(visit.teacher_id):
        return Denied(_("La autoevaluación la hace la propia docente o promotora."))
    if not visit.is_closed:
        return Denied(_("Podrás mirar tu propia práctica cuando se cierre la visita."))
    return Allowed()


def _visit_of_both(request: AuthedRequest, visit_id: UUID) -> Visit:
    visible = Visit.objects.visible_to(request.user).select_related("teacher", "institution", "version__instrument")
    visit = get_visible_or_404(visible, pk=visit_id)
    require(takes_part(visit, request.user))
    return visit


def self_levels(visit: Visit) -> dict[int, tuple[str, str]]:
    """The accompanied person's own levels: criterion -> (how the level is called, why)."""
    scores = SelfScore.objects.filter(assessment=visit.pk).prefetch_related("criterion__levels__criterion")
    names = {score.criterion_id: {lv.value: str(lv) for lv in score.criterion.levels.all()} for score in scores}
    return {score.criterion_id: (names[score.criterion_id].get(score.value, ""), score.reason) for score in scores}
