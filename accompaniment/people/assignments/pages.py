"""Who accompanies whom: assigning a companion to a post, and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.access.guards import managed_or_refused
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.edit_forms import EndForm
from accompaniment.people.models.posts import Post

from .forms import AssignmentForm
from .models import Assignment
from .services import assign, end_assignment


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
