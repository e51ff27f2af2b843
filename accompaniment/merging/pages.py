"""People who may be registered twice: the list, two records side by side, and what is decided about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import AuthedRequest, deny
from accompaniment.access.guards import asks_administrators_again, require_specialist
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.people.models.merged_records import UNDO_WITHIN, MergedRecord
from accompaniment.people.models.posts import Post, Teacher, TeacherQuerySet

from .comparison import compare
from .forms import MergeForm
from .obstacles import Possible
from .services import ChangedMeanwhile, keep_apart, merge_people, still_suspected
from .suspects import Known, suspicions
from .wording import reasons_for

PAGE = 25


@login_required
@require_safe
def duplicate_list(request: AuthedRequest) -> HttpResponse:
    require_specialist(request.user)
    managed = Teacher.objects.joinable_by(request.user).order_by("search_name", "pk")
    compared = managed.values_list("pk", "last_names", "first_names", "document_number", "phone")
    known = map(Known._make, compared.iterator())
    pairs = list(still_suspected(suspicions(known)).items())
    page = page_of(request, pairs, size=PAGE)
    people = _people_with_posts(managed, [pk for pair, _evidence in page for pk in pair], request)
    rows = [([people[pk] for pk in pair], reasons_for(evidence)) for pair, evidence in page if set(pair) <= set(people)]
    recent = MergedRecord.objects.managed_by(request.user).recent().select_related("kept")[:PAGE]
    context = {"page": page, "rows": rows, "recent": recent}
    return render(request, "accompaniment/merging/duplicates.html", context)


def _people_with_posts(managed: TeacherQuerySet, keys: list[UUID], request: AuthedRequest) -> dict[UUID, Teacher]:
    """The people of one page, each with `running`, the posts of today in the specialist's UGELs."""
    people = {teacher.pk: teacher for teacher in managed.filter(pk__in=keys)}
    for teacher in people.values():
        teacher.running = []  # type: ignore[attr-defined]
    for post in Post.objects.managed_by(request.user).in_force().filter(teacher__in=keys).select_related("institution"):
        people[post.teacher_id].running.append(post)  # type: ignore[attr-defined]
    return people


def _both(request: AuthedRequest, *keys: UUID) -> tuple[Teacher, Teacher]:
    """The two records, for a specialist who keeps both: 404 when one is out of sight, 403 when it is only seen."""
    is_joinable = Exists(Teacher.objects.joinable_by(request.user).filter(pk=OuterRef("pk")))
    visible = Teacher.objects.visible_to(request.user).filter(pk__in=keys).annotate(is_joinable=is_joinable)
    found: dict[UUID, Any] = {teacher.pk: teacher for teacher in visible}
    if set(found) != set(keys) or len(found) != 2:
        raise Http404
    if not all(teacher.is_joinable for teacher in found.values()):
        deny(_("Puedes verlo, pero los cambios los hace la especialista de la UGEL."))
    return found[keys[0]], found[keys[1]]


@login_required
@asks_administrators_again
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: AuthedRequest, teacher_id: UUID, other_id: UUID) -> HttpResponse:
    """Two records side by side, and joining them."""
    one, other = _both(request, teacher_id, other_id)
    comparison = compare(one, other, by=request.user)
    if comparison is None:
        raise Http404
    possible = Possible(comparison, request.user)
    form = MergeForm(typed(request), possible=possible)
    if request.method == "POST" and not possible.obstacles and form.is_valid():
        try:
            kept: Any = form.attempt(
                merge_people,
                by=request.user,
                one=one,
                other=other,
                choices=form.choices(),
                seen=form.cleaned_data["seen"],
            )
        except ChangedMeanwhile:
            messages.warning(request, _("Algo cambió desde que viste estas fichas. Revísalas otra vez."))
            are_two = Teacher.objects.filter(pk__in=[one.pk, other.pk]).count() == 2
            return redirect("duplicate", one.pk, other.pk) if are_two else redirect("duplicates")
        if kept:
            messages.success(request, _("Las dos fichas de %(name)s ahora son una.") % {"name": kept.full_name})
            return redirect("joined", one.pk if kept.pk == other.pk else other.pk)
    for teacher in (one, other):
        log_access(by=request.user, what=AccessLogEntry.What.DATA, teacher=teacher)
    context = {
        "comparison": comparison,
        "possible": possible,
        "form": form,
        "reasons": reasons_for(comparison.evidence),
        "undo_days": UNDO_WITHIN.days,
    }
    return render(request, "accompaniment/merging/duplicate.html", context)


@login_required
@require_POST
def duplicate_dismiss(request: AuthedRequest, teacher_id: UUID, other_id: UUID) -> HttpResponse:
    """They are two people, and are not offered again."""
    one, other = _both(request, teacher_id, other_id)
    keep_apart(by=request.user, one=one, other=other)
    messages.success(request, _("Anotado: son dos personas. No volveremos a preguntarte por ellas."))
    return redirect("duplicates")
