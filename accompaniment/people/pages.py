"""Teachers and promoters: the list, their registration, their data and posts, and their way in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.access.guards import (
    asks_administrators_again,
    managed_or_refused,
    require_people_section,
    require_specialist,
)
from accompaniment.accounts.handover.pages import confirm_or_hand_over
from accompaniment.accounts.models import User
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.edit_forms import EndForm
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of
from accompaniment.lib.text import whole_number
from accompaniment.people.assignments.models import with_companions
from accompaniment.people.models.posts import Post, Teacher, TeacherQuerySet
from accompaniment.territory.models import Institution

from .accounts import ensure_teacher_account
from .forms import NewTeacherForm, PostFields, TeacherEditForm, TeacherFilter
from .guards import follows_joined_records, managed_teacher
from .services import edit_teacher, end_post, open_post, other_posts_meanwhile, register_teacher

PAGE = 25


@login_required
@require_GET
def teacher_list(request: AuthedRequest) -> HttpResponse:
    require_people_section(request.user)
    people, shows_ended = narrowed_people(request.user, request.GET)
    sorting = sorting_of(request, name="search_name", kind="kind")
    rows = sorting.rows(people.qs)
    page = page_of(request, rows, size=PAGE, annotate=lambda some: with_running_posts(some, request.user))
    context = {"filter": people, "page": page, "sorting": sorting, "shows_ended": shows_ended}
    return render(request, "accompaniment/people/teachers.html", context)


def narrowed_people(user: User, query: QueryDict) -> tuple[TeacherFilter, bool]:
    """The people that the list's tab and filters show, and whether these are the ones who left."""
    people, shows_ended = Teacher.objects.all(), query.get("state") == "ended"
    listed = people.formerly_known_to(user) if shows_ended else people.known_to(user)
    return TeacherFilter(query, queryset=listed, user=user), shows_ended


def with_running_posts(people: TeacherQuerySet, user: User) -> TeacherQuerySet:
    """Prefetch `running`: the posts in force that `user` may see, with their institutions and companions."""
    posts = with_companions(Post.objects.visible_to(user).in_force().select_related("institution"))
    return people.prefetch_related(Prefetch("posts", queryset=posts, to_attr="running"))


def _managed_teacher(request: AuthedRequest, teacher_id: UUID) -> Teacher:
    return managed_teacher(request.user, teacher_id)


def _managed_post(request: AuthedRequest, post_id: int) -> Post:
    posts = Post.objects.select_related("teacher", "institution")
    return managed_or_refused(posts.visible_to(request.user), Post.objects.managed_by(request.user), pk=post_id)


def _chosen_institution(request: AuthedRequest) -> dict[str, Institution]:
    """The institution that ?institution= names, when the user keeps its registry."""
    chosen = whole_number(request.GET.get("institution", ""))
    managed = Institution.objects.managed_by(request.user)
    found = managed.filter(pk=chosen).first() if chosen is not None else None
    return {"institution": found} if found else {}


@login_required
@require_http_methods(["GET", "POST"])
def teacher_new(request: AuthedRequest) -> HttpResponse:
    require_specialist(request.user)
    form = NewTeacherForm(
        typed(request),
        people=Teacher.objects.once_managed_by(request.user),
        institutions=Institution.objects.managed_by(request.user),
        initial=_chosen_institution(request),
    )
    if request.method == "POST" and form.is_valid():
        post = form.attempt(register_teacher, by=request.user, person=form.teacher(), post=form.post())
        if post:
            messages.success(
                request,
                _("%(name)s quedó registrada. Ahora elige quién la acompaña.") % {"name": post.teacher.full_name},
            )
            _warn_of_other_posts(request, post)
            return redirect("assignment_new", post.pk)
    return render(request, "accompaniment/people/teacher_new.html", {"form": form})


def _warn_of_other_posts(request: AuthedRequest, post: Post) -> None:
    others = other_posts_meanwhile(post)
    here = others.managed_by(request.user).select_related("institution")
    names = [str(other.institution) for other in here]
    if others.count() > len(names):
        names.append(_("otra UGEL"))
    if names:
        text = _("En esas fechas también tiene una plaza en %(places)s. Si la dejó, ponle fin.")
        messages.warning(request, text % {"places": ", ".join(names)})


@login_required
@follows_joined_records
@require_http_methods(["GET", "POST"])
def teacher_edit(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    teacher = _managed_teacher(request, teacher_id)
    form = TeacherEditForm(typed(request), row=teacher)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(edit_teacher, by=request.user, teacher=teacher, person=form.teacher())
    ):
        messages.success(request, _("Los datos quedaron guardados."))
        return redirect(teacher)
    if request.method == "POST":
        teacher = Teacher.objects.filter(pk=teacher.pk).first() or teacher  # what was refused is not what it is called
    posts = with_companions(
        teacher.posts.visible_to(request.user).select_related("institution").order_by("-starts_on", "-pk")
    )
    log_access(
        by=request.user,
        what=AccessLogEntry.What.DATA,
        teacher=teacher,
        institution=next((p.institution for p in posts), None),
    )
    return render(request, "accompaniment/people/teacher_edit.html", {"teacher": teacher, "form": form, "posts": posts})


@login_required
@asks_administrators_again
@follows_joined_records
@require_http_methods(["GET", "POST"])
def teacher_account(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    """Give a person a way in; whoever has no account gets one."""
    teacher = _managed_teacher(request, teacher_id)
    if request.method == "POST" and not teacher.user:
        try:
            ensure_teacher_account(by=request.user, teacher=teacher)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("teacher_edit", teacher.pk)
    return confirm_or_hand_over(request, account=teacher.user, name=teacher.full_name, back=teacher.get_absolute_url())


@login_required
@follows_joined_records
@require_http_methods(["GET", "POST"])
def post_new(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    people = Teacher.objects.all()
    teacher = managed_or_refused(people.visible_to(request.user), people.once_managed_by(request.user), pk=teacher_id)
    form = PostFields(
        typed(request),
        institutions=Institution.objects.managed_by(request.user),
        initial=_chosen_institution(request),
    )
    if request.method == "POST" and form.is_valid():
        post = form.attempt(open_post, by=request.user, teacher=teacher, post=form.post())
        if post:
            messages.success(request, _("La plaza quedó abierta. Ahora elige quién la acompaña."))
            _warn_of_other_posts(request, post)
            return redirect("assignment_new", post.pk)
    return render(request, "accompaniment/people/post_new.html", {"form": form, "teacher": teacher})


@login_required
@require_http_methods(["GET", "POST"])
def post_end(request: AuthedRequest, post_id: int) -> HttpResponse:
    post = _managed_post(request, post_id)
    form = EndForm(typed(request), row=post, under=post.teacher)
    back = reverse("teacher_edit", args=[post.teacher_id])
    if request.method == "POST" and form.is_valid() and form.accepted(end_post, post=post, **form.cleaned_data):
        messages.success(request, _("La plaza tiene fecha de fin. La historia de la persona queda."))
        return redirect(back)
    context = {"post": post, "form": form, "back": back, "ending": post.assignments.all()}
    return render(request, "accompaniment/people/post_end.html", context)
