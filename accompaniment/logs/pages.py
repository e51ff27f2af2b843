"""The logs: who opened my record, what changed in a person's data, and both for whoever watches over them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, deny, reach_of
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.models.changes import TrackedChange
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.people.guards import follows_joined_records, managed_teacher
from accompaniment.people.models.merged_records import MergedRecord

from .forms import AccessFilter, ChangeFilter, OwnAccessFilter
from .queries import changes_about, changes_visible_to
from .wording import describe_fields, describe_for_administrator, describe_for_subject, kind_of

PAGE = 25


def _page(request: HttpRequest, rows: Any) -> Page[Any]:
    return page_of(request, rows, size=PAGE)


def _described_changes(page: Page[TrackedChange]) -> list[tuple[TrackedChange, str, list[tuple[str, str, str]]]]:
    return [(change, kind_of(change), describe_fields(change)) for change in page]


@login_required
@require_safe
def my_access_log(request: AuthedRequest) -> HttpResponse:
    """Who opened the record of the person who signed in."""
    reach = reach_of(request.user)
    if not reach.is_accompanied:
        deny(_("Esta página es de cada docente o promotora: aquí ve quién abrió su ficha."))
    about = AccessLogEntry.objects.about(reach.own_teacher).select_related("by", "seen_as")
    narrowed = OwnAccessFilter(request.GET, queryset=about)
    page = _page(request, narrowed.qs)
    context = {"filter": narrowed, "page": page, "sentences": [describe_for_subject(entry) for entry in page]}
    return render(request, "accompaniment/logs/my_access_log.html", context)


@login_required
@require_safe
def access_log(request: AuthedRequest) -> HttpResponse:
    """Every opening, for the administrator."""
    if not reach_of(request.user).is_administrator:
        deny(_("El registro de lecturas lo revisa la administradora."))
    # Not by a join: a filter on the person would leave out entries about records that were joined to theirs.
    rows = AccessLogEntry.objects.visible_to(request.user).select_related("by", "institution", "ugel", "seen_as")
    rows = rows.prefetch_related("teacher")
    narrowed = AccessFilter(request.GET, queryset=rows)
    page = _page(request, narrowed.qs)
    _name_kept_records(page)
    context = {"filter": narrowed, "page": page, "rows": [(entry, describe_for_administrator(entry)) for entry in page]}
    return render(request, "accompaniment/logs/access_log.html", context)


def _name_kept_records(page: Page[AccessLogEntry]) -> None:
    """Let entries about a record that was joined to another name the one that was kept."""
    lost = [entry for entry in page if entry.teacher_id and not entry.teacher]
    kept = MergedRecord.objects.by_former_key([entry.teacher_id for entry in lost if entry.teacher_id]) if lost else {}
    for entry in lost:
        if entry.teacher_id in kept:
            entry.teacher = kept[entry.teacher_id]


@login_required
@require_safe
def change_list(request: AuthedRequest) -> HttpResponse:
    """Every change for the administrator; those of the rosters they keep for a specialist."""
    reach = reach_of(request.user)
    if not (reach.is_administrator or reach.is_specialist):
        deny(_("El registro de cambios lo revisan la especialista de la UGEL y la administradora."))
    rows = changes_visible_to(request.user).select_related("by")
    narrowed = ChangeFilter(request.GET, queryset=rows)
    page = _page(request, narrowed.qs)
    context = {"filter": narrowed, "page": page, "rows": _described_changes(page)}
    return render(request, "accompaniment/logs/changes.html", context)


@login_required
@follows_joined_records
@require_safe
def teacher_history(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    """What changed in one person's data, for the specialist who keeps them."""
    teacher = managed_teacher(request.user, teacher_id)
    log_access(by=request.user, what=AccessLogEntry.What.HISTORY, teacher=teacher)
    changes = changes_about(changes_visible_to(request.user), teacher.pk).select_related("by")
    page = _page(request, changes)
    context = {"teacher": teacher, "page": page, "rows": _described_changes(page)}
    return render(request, "accompaniment/logs/teacher_history.html", context)
