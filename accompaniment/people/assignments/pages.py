"""Who accompanies whom: assigning a companion to a post, and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.access.guards import managed_or_refused, require_specialist
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.edit_forms import EndForm
from accompaniment.people.marked import marked_people
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post

from .forms import AssignmentForm, SeveralForm
from .models import Assignment
from .services import assign, end_assignment
from .several import Several, assign_several, plan_several


@login_required
@require_http_methods(["GET", "POST"])
def assignment_new(request: AuthedRequest, post_id: int) -> HttpResponse:
    posts = Post.objects.select_related("teacher", "institution__ugel")
    post = managed_or_refused(posts.visible_to(request.user), Post.objects.managed_by(request.user), pk=post_id)
    form = AssignmentForm(typed(request), post=post)
    if request.method == "POST" and form.is_valid():
        assignment = form.attempt(assign, post=post, data=form.assignment())
        if assignment:
            text = _("%(companion)s acompaña desde ahora a %(teacher)s.")
            names = {"companion": assignment.companion, "teacher": post.teacher.full_name}
            messages.success(request, text % names)
            return redirect(post.teacher)
    context = {
        "post": post,
        "form": form,
        "running": post.assignments.in_force().select_related("companion__user"),
    }
    return render(request, "accompaniment/people/assignment_new.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def assignment_end(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    rows = Assignment.objects.select_related("post__teacher", "post__institution", "companion__user", "campaign")
    managed = Assignment.objects.managed_by(request.user)
    assignment = managed_or_refused(rows.visible_to(request.user), managed, pk=assignment_id)
    form = EndForm(typed(request), row=assignment, under=assignment.post)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(end_assignment, assignment=assignment, **form.cleaned_data)
    ):
        messages.success(request, _("Quedó registrado el último día de la asignación."))
        return redirect("teacher_edit", assignment.post.teacher_id)
    context = {"assignment": assignment, "form": form, "ending": [assignment]}
    return render(request, "accompaniment/people/assignment_end.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def assignment_several(request: AuthedRequest) -> HttpResponse:
    """Give the people ticked on the list (`?people=`) one companion: choose, look at what would happen, confirm."""
    require_specialist(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    marked = [*request.GET.getlist("people"), *sent.getlist("people")]
    people = marked_people(request.user, marked)
    if not people:
        messages.info(request, _("Primero marca en la lista a quiénes vas a asignar."))
        return redirect("teachers")
    companions = Companion.objects.managed_by(request.user).not_ended().select_related("user").with_workload()
    form = SeveralForm(
        typed(request), people=people, companions=companions, marked=[str(teacher.pk) for teacher in people]
    )
    plan: Several | None = None
    if request.method == "POST" and form.is_valid():
        chosen = {**form.cleaned_data, "people": list(form.cleaned_data["people"]), "by": request.user}
        if "confirm" not in request.POST:
            plan = form.attempt(plan_several, **chosen)
        elif done := form.attempt(assign_several, **chosen):
            _tell(request, done, chosen["companion"])
            return redirect("teachers")
    context = {"form": form, "plan": plan, "back": reverse("teachers")}
    return render(request, "accompaniment/people/assignment_several.html", context)


def _tell(request: AuthedRequest, done: Several, companion: Companion) -> None:
    n = len(done.given)
    if n:
        text = ngettext("%(who)s acompaña a %(n)d persona más.", "%(who)s acompaña a %(n)d personas más.", n)
        messages.success(request, text % {"who": companion, "n": n})
    for teacher, reason in done.refused:
        messages.warning(request, f"{teacher}: {reason}")
