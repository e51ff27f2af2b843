"""Pages of contacts: the list, one of them, and its form."""

from __future__ import annotations

import uuid
from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of, require
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.lib.text import whole_number
from accompaniment.models import AccessLogEntry, Assignment, Post, Teacher
from accompaniment.submissions.answers import answered, to_mend
from accompaniment.submissions.receiving import UNREADABLE, Outcome, Refused, read_posted

from .forms import AnnulForm, CommentForm, ContactForm
from .models import Contact, ContactQuerySet
from .narrowing import ContactFilter
from .services import acknowledge_contact, annul_contact, receive_contact

PAGE_SIZE = 25


@login_required
@require_safe
def contact_list(request: AuthedRequest) -> HttpResponse:
    """The contacts of one's reach; each with its state, none among the visits."""
    reach = reach_of(request.user)
    made_any = reach.is_companion or reach.is_former_companion or reach.is_accompanied
    if not (made_any or reach.is_specialist or reach.is_director):
        deny(_("Tu rol ve resúmenes, no contactos con una persona."))
    found = ContactFilter(request.GET, Contact.objects.visible_to(request.user), request=request)
    page = page_of(request, found.qs, size=PAGE_SIZE, annotate=ContactQuerySet.with_people)
    return render(request, "visits/contacts/list.html", {"filter": found, "page": page})


@login_required
@require_safe
def contact_new(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    """Open the form of a contact, which is born here with its own id."""
    assignment = get_visible_or_404(Assignment.objects.visible_to(request.user), pk=assignment_id)
    require(assignment.accompanied_by(request.user))
    form = redirect("visits:contact_edit", uuid.uuid4())
    form["Location"] += f"?assignment={assignment.pk}"
    return form


@login_required
@require_safe
def contact_detail(request: AuthedRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = _visible(request, contact_id)
    log_access(
        by=request.user,
        what=AccessLogEntry.What.CONTACT,
        teacher=contact.teacher,
        institution=contact.institution,
        object_id=contact.pk,
        about=date_format(contact.contacted_on, "SHORT_DATE_FORMAT"),
    )
    sent_to = reverse("visits:contact_acknowledge", args=[contact.pk])
    may_acknowledge = bool(contact.acknowledgeable_by(request.user)) and contact.acknowledged_at is None
    context = {
        "contact": contact,
        "reviews": contact.commitment_reviews.select_related("commitment"),
        "opens_person": Teacher.objects.visible_to(request.user).filter(pk=contact.teacher_id).exists(),
        "may_edit": bool(contact.editable_by(request.user)),
        "may_annul": bool(contact.annullable_by(request.user)) and contact.closed_at,
        "form": CommentForm(typed(request, at=sent_to)) if may_acknowledge else None,
    }
    return render(request, "visits/contacts/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: AuthedRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = Contact.objects.visible_to(request.user).with_people().filter(pk=contact_id).first()
    if contact and not (request.method == "POST" and reach_of(request.user).wrote_as(contact.companion_id)):
        require(contact.editable_by(request.user))  # what its author sends is answered with the page, whatever it is
    form = ContactForm(typed(request), assignment=_assignment(request, contact), contact=contact)
    if request.method != "POST":
        return _form_page(request, contact_id, form)
    return answered(
        request,
        _receive(request, contact_id, form),
        received=partial(_go_on, request, contact_id),
        again=partial(_show_again, request, contact_id, form),
    )


@login_required
@require_POST
def contact_acknowledge(request: AuthedRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = _visible(request, contact_id)
    require(contact.acknowledgeable_by(request.user))
    form = CommentForm(typed(request))
    if form.is_valid():
        acknowledge_contact(contact=contact, comment=form.cleaned_data["comment"])
        messages.success(request, _("Quedó escrito que lo leíste y estás conforme."))
    return redirect(contact)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_annul(request: AuthedRequest, contact_id: uuid.UUID) -> HttpResponse:
    contact = _visible(request, contact_id)
    require(contact.annullable_by(request.user))
    form = AnnulForm(typed(request))
    if request.method == "POST" and form.is_valid():
        annul_contact(contact=contact, why=form.cleaned_data["why"])
        messages.success(request, _("El contacto quedó anulado y ya no cuenta."))
        return redirect(contact)
    return render(request, "visits/contacts/annul.html", {"contact": contact, "form": form})


def _visible(request: AuthedRequest, contact_id: uuid.UUID) -> Contact:
    return get_visible_or_404(Contact.objects.visible_to(request.user).with_people(), pk=contact_id)


def _assignment(request: AuthedRequest, contact: Contact | None) -> Assignment:
    """The assignment of the contact; of a new one the one that is asked for, if it is the user's own."""
    rows = Assignment.objects.select_related("post__teacher", "post__institution", "campaign", "companion__user")
    if contact:
        return rows.get(pk=contact.assignment_id)
    asked = whole_number(request.POST.get("assignment") or request.GET.get("assignment", "")) or 0
    reached = Q(post__in=Post.objects.visible_to(request.user)) | Q(companion__user=request.user)
    assignment = get_visible_or_404(rows.filter(reached), pk=asked)
    require(assignment.recordable_by(request.user))
    return assignment


def _receive(request: AuthedRequest, contact_id: uuid.UUID, form: ContactForm) -> Outcome:
    submission = read_posted(request.POST, by=request.user)
    if isinstance(submission, Refused):
        return submission
    if not form.is_valid():
        return to_mend(list(form.error_fields()), str(UNREADABLE))
    return receive_contact(
        contact_id=contact_id,
        assignment=form.assignment,
        submission=submission,
        record=form.record(),
        closes="close" in request.POST,
    )


def _go_on(request: AuthedRequest, contact_id: uuid.UUID) -> HttpResponse:
    if "close" in request.POST:
        messages.success(request, _("Contacto cerrado. Ya lo puede leer y decir si está conforme."))
        return redirect("visits:contact", contact_id)
    messages.success(request, _("Guardado. Puedes seguir cuando quieras."))
    return redirect("visits:contact_edit", contact_id)


def _show_again(request: AuthedRequest, contact_id: uuid.UUID, form: ContactForm, outcome: Outcome) -> HttpResponse:
    """The form with all that was sent and why it was not saved."""
    if isinstance(outcome, Refused) and form.is_valid():
        form.fields.add_error(None, outcome.reason)
        form.write_on(Contact.objects.filter(pk=contact_id).values_list("revision", flat=True).first() or 0)
    return _form_page(request, contact_id, form)


def _form_page(request: AuthedRequest, contact_id: uuid.UUID, form: ContactForm) -> HttpResponse:
    teacher = form.assignment.post.teacher
    return render(request, "visits/contacts/edit.html", {"form": form, "teacher": teacher, "contact_id": contact_id})
