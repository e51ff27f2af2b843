"""The floor: the same inserts and the same sign-in as ours, by plain Django forms and views."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import path

from accompaniment.lib.drafts import login_required
from accompaniment.models import Assignment
from visits.models import Commitment, Dialogue, Score, Submission, Visit


class VisitForm(forms.ModelForm[Visit]):
    class Meta:
        model = Visit
        fields = ["phase", "mode", "number", "visited_on", "starts_at", "ends_at", "moments", "purpose"]


class ScoreForm(forms.Form):
    criterion = forms.IntegerField()
    value = forms.IntegerField(min_value=1, max_value=4)
    evidence = forms.CharField()


class CommitmentForm(forms.Form):
    action = forms.CharField()
    evidence_expected = forms.CharField()
    due_on = forms.DateField()


Scores = forms.formset_factory(ScoreForm)
Commitments = forms.formset_factory(CommitmentForm)


@login_required
def ping(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.get_username())


@login_required
def log_visit(request: HttpRequest, assignment_id: int) -> HttpResponse:
    assignment = Assignment.objects.select_related("post__institution", "companion").get(pk=assignment_id)
    form = VisitForm(request.POST)
    scores, commitments = Scores(request.POST, prefix="score"), Commitments(request.POST, prefix="commitment")
    if not (form.is_valid() and scores.is_valid() and commitments.is_valid()):
        return HttpResponseBadRequest(str([form.errors, scores.errors, commitments.errors]))
    save(form, scores.cleaned_data, commitments.cleaned_data, assignment, request)
    return redirect("ping")


@transaction.atomic
def save(form: VisitForm, scores: Any, commitments: Any, assignment: Assignment, request: HttpRequest) -> None:
    post, visit = assignment.post, form.save(commit=False)
    visit.id = uuid.uuid4()
    visit.assignment, visit.campaign_id, visit.companion = assignment, assignment.campaign_id, assignment.companion
    visit.post, visit.teacher_id, visit.institution = post, post.teacher_id, post.institution
    visit.ugel_id, visit.version_id = post.institution.ugel_id, int(request.POST["version"])
    visit.save(force_insert=True)
    Dialogue.objects.create(visit=visit, strengths=form.data["strengths"], needs=form.data["needs"])
    Score.objects.bulk_create(
        Score(visit=visit, criterion_id=row["criterion"], value=row["value"], evidence=row["evidence"])
        for row in scores
    )
    Commitment.objects.bulk_create(
        Commitment(visit=visit, teacher_id=post.teacher_id, order=order, **row) for order, row in enumerate(commitments)
    )
    Submission.objects.create(
        visit=visit,
        author_id=request.user.pk,
        base_revision=0,
        payload=dict(request.POST.lists()),
        outcome=Submission.Outcome.SAVED,
    )


@login_required
def bare_form(request: HttpRequest, fields: int) -> HttpResponse:
    """A form of so many fields, as Django draws it, and nothing else."""
    form = type("BareForm", (forms.Form,), {f"field_{n}": forms.CharField() for n in range(fields)})
    return HttpResponse(
        f"<!doctype html><title>form</title><form method=post>{form().as_p()}<button>ok</button></form>"
    )


urlpatterns = [
    path("form/<int:fields>/", bare_form),
    path("ping/", ping, name="ping"),
    path("visits/<int:assignment_id>/", log_visit),
]
