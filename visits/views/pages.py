"""Reading visits: the list and one visit."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, Denied, get_visible_or_404, reach_of, require
from accompaniment.models import Reading
from accompaniment.services.readings import log_reading

from ..filters import VisitFilter
from ..models import Commitment, CommitmentReview, Score, Visit

PAGE_SIZE = 25


@login_required
@require_safe
def visit_list(request: AuthedRequest) -> HttpResponse:
    reach = reach_of(request.user)
    if not (reach.is_companion or reach.is_specialist or reach.is_director or reach.is_accompanied):
        require(Denied(_("Tu rol ve resúmenes, no visitas de una persona.")))
    visits = VisitFilter(request.GET, queryset=Visit.objects.visible_to(request.user).for_list())
    page = Paginator(visits.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "visits/list.html", {"filter": visits, "page": page})


@login_required
@require_safe
def visit_detail(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visible = Visit.objects.visible_to(request.user).select_related(
        "teacher",
        "institution__network",
        "ugel",
        "companion__user",
        "campaign",
        "version__instrument",
        "dialogue",
        "post",
    )
    visit = get_visible_or_404(
        visible.prefetch_related(
            Prefetch("scores", Score.objects.select_related("criterion").order_by("criterion__order")),
            Prefetch("commitments", Commitment.objects.select_related("criterion").order_by("order")),
            Prefetch("commitment_reviews", CommitmentReview.objects.select_related("commitment")),
            "scores__criterion__levels",
            "notes__criterion",
        ),
        pk=visit_id,
    )
    log_reading(
        by=request.user,
        what=Reading.What.VISIT,
        teacher=visit.teacher,
        institution=visit.institution,
        object_id=visit.pk,
        about=date_format(visit.visited_on, "SHORT_DATE_FORMAT"),
    )
    context = {
        "visit": visit,
        "may_edit": bool(visit.editable_by(request.user)),
        "is_author": visit.companion_id in reach_of(request.user).companion_ids,
        "dialogue": getattr(visit, "dialogue", None),
    }
    return render(request, "visits/detail.html", context)
