"""Teachers and promoters: registering them, correcting their data, opening and ending their posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accompaniment.access.dates import added_by, overlapping
from accompaniment.accounts.charge import may_hand_link
from accompaniment.accounts.models import User
from accompaniment.accounts.services import (
    change_email,
    is_named,
    name_account,
    rename_account,
    same_family_name,
)
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import check_dates, refuse
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.assignments.services import end_assignments
from accompaniment.people.models.posts import Post, PostQuerySet, Teacher
from accompaniment.territory.models import Cycle, Institution


@dataclass(frozen=True)
class TeacherData:
    document_type: str
    document_number: str
    first_names: str
    last_names: str
    kind: str
    contract: str = ""
    phone: str = ""
    email: str = ""
    mother_tongue: str = ""
    treatment: str = ""


@dataclass(frozen=True)
class PostData:
    institution: Institution
    starts_on: date
    section: str = ""
    ages: list[int] = field(default_factory=list)
    cycle: str = ""  # empty: the one that the ages or the institution say
    ends_on: date | None = None


@transaction.atomic
def register_teacher(*, by: User, person: TeacherData, post: PostData) -> Post:
    """Register a person with the first post; one who left another UGEL keeps the record and gets the new post.

    Raises ValidationError, by field, for a document already registered and for a post that can't be.
    """
    known = Teacher.objects.filter(document_type=person.document_type, document_number=person.document_number).first()
    if known:
        lock(known)
        _require_free_to_move(known, by=by, typed=person)
        teacher = _store(known, person, only_given=True)
    else:
        teacher = _store(Teacher(), person)
    return open_post(by=by, teacher=teacher, post=post)


def _require_free_to_move(teacher: Teacher, *, by: User, typed: TeacherData) -> None:
    if Teacher.objects.managed_by(by).filter(pk=teacher.pk).exists():
        raise refuse(
            "document_number",
            format_html(
                '{} <a href="{}">{}</a>.',
                _("Ya hay una persona registrada con este documento:"),
                teacher.get_absolute_url(),
                teacher.full_name,
            ),
        )
    if not same_family_name(teacher.last_names, typed.last_names):
        raise refuse("document_number", _("Este documento ya está registrado con otro apellido. Revisa el número."))
    if teacher.posts.not_ended().exists():
        raise refuse("document_number", _works_elsewhere())


def _works_elsewhere() -> str:
    return _(
        "Este documento ya está registrado en otra UGEL, con una plaza abierta. Pide a la persona que"
        " solicite allí el fin de su plaza; después podrás registrarla aquí con toda su historia."
    )


def _store(teacher: Teacher, person: TeacherData, *, only_given: bool = False) -> Teacher:
    """Save the typed data; with `only_given`, blanks and names leave what was known."""
    for name, value in vars(person).items():
        if not only_given or (value and name not in ("first_names", "last_names")):
            setattr(teacher, name, value)
    teacher.full_clean()
    teacher.save()
    return teacher


@transaction.atomic
def edit_teacher(*, by: User, teacher: Teacher, person: TeacherData) -> Teacher:
    """Correct a person's data. The account follows the document, when it is `by` who looks after that account, and
    the names.
    """
    lock(teacher)
    former, former_email = teacher.document_number, teacher.email
    for post in teacher.posts.filter(overlapping(timezone.localdate(), None)).select_related("institution"):
        _check_place(person.kind, post.institution, name="kind")
    _store(teacher, person)
    if teacher.user and teacher.document_number != former and teacher.user.username == former:
        rename_account(by=by, account=teacher.user, document_number=teacher.document_number)
    if teacher.user and teacher.email != former_email and may_hand_link(by, teacher.user):
        change_email(account=teacher.user, email=teacher.email)
    if teacher.user and not is_named(teacher.user, teacher) and may_hand_link(by, teacher.user):
        name_account(account=teacher.user, first_names=teacher.first_names, last_names=teacher.last_names)
    return teacher


@transaction.atomic
def open_post(*, by: User, teacher: Teacher, post: PostData) -> Post:
    """Open a post, also for somebody who left `by`'s UGEL and works nowhere else by now.

    Raises ValidationError, by field, when that, the institution, the dates or the cycle don't allow it.
    """
    lock(teacher)
    if not Teacher.objects.managed_by(by).filter(pk=teacher.pk).exists() and teacher.posts.not_ended().exists():
        raise refuse("institution", _works_elsewhere())
    _check_institution_open(post.institution)
    _check_place(teacher.kind, post.institution)
    check_dates(post.starts_on, post.ends_on)
    if _same_days(teacher, post).filter(institution=post.institution).exists():
        raise refuse("starts_on", _("Ya tiene una plaza en esta institución en esas fechas."))
    new = Post(teacher=teacher, **{**vars(post), "cycle": post.cycle or cycle_of(post.ages, post.institution)})
    new.full_clean()
    new.save()
    return new


def _same_days(teacher: Teacher, post: PostData) -> PostQuerySet:
    return Post.objects.filter(overlapping(post.starts_on, post.ends_on), teacher=teacher)


def other_posts_meanwhile(post: Post) -> PostQuerySet:
    """The person's other posts on the same days: allowed, for people work two shifts, yet worth a warning."""
    return Post.objects.filter(overlapping(post.starts_on, post.ends_on), teacher=post.teacher).exclude(pk=post.pk)


def _check_institution_open(institution: Institution) -> None:
    if institution.state == Institution.State.CLOSED:
        raise refuse("institution", _("%(name)s está cerrada: no se abren plazas en ella.") % {"name": institution})
    if institution.kind == Institution.Kind.OTHER:
        raise refuse("institution", _("%(name)s no es de educación inicial.") % {"name": institution})


def _check_place(kind: str, institution: Institution, *, name: str = "institution") -> None:
    if reason := why_not_there(kind, institution):
        raise refuse(name, reason)


def why_not_there(kind: str, institution: Institution) -> str:
    """Return why somebody of this kind does not work at such an institution; empty when they may."""
    if kind == Teacher.Kind.PROMOTER and not institution.is_pronoei:
        return _("Una promotora trabaja en un PRONOEI, y %(name)s no lo es.") % {"name": institution}
    if kind == Teacher.Kind.CLASSROOM and institution.is_pronoei:
        return _("%(name)s es un PRONOEI: ahí trabaja una promotora, no una docente.") % {"name": institution}
    return ""


def cycle_of(ages: list[int], institution: Institution) -> str:
    """Return the cycle that the ages say, or else the institution's. Raises ValidationError when neither does."""
    cycles = {Cycle.FIRST if age < 3 else Cycle.SECOND for age in ages}
    if len(cycles) == 1:
        return cycles.pop()
    if institution.cycle:
        return institution.cycle
    raise refuse("cycle", _("Elige el ciclo: las edades y la institución no alcanzan para saberlo."))


@transaction.atomic
def correct_post(*, post: Post, section: str, ages: list[int], cycle: str = "") -> Post:
    """Correct the section and the ages of a post; an empty cycle is the one that the new ages say."""
    lock(post)
    if not cycle:
        cycle = cycle_of(ages, post.institution) if ages != post.ages else post.cycle
    post.section, post.ages, post.cycle = section, ages, cycle
    post.full_clean()
    post.save(update_fields=["section", "ages", "cycle"])
    return post


@transaction.atomic
def end_post(*, post: Post, ends_on: date) -> Post:
    """End a post on its last day, and with it the assignments that would outlast it; what was done stays."""
    lock(post.teacher)
    lock(post)
    check_dates(post.starts_on, ends_on)
    _check_not_reopened(post, ends_on)
    if post.teacher.posts.filter(added_by(post, ends_on), institution=post.institution_id).exists():
        raise refuse("ends_on", _("Ya tiene una plaza en esta institución en esas fechas."))
    if post.assignments.filter(starts_on__gt=ends_on).exists():
        raise refuse("ends_on", _("Hay una asignación que empieza después de ese día. Termínala primero."))
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    end_assignments(
        Assignment.objects.filter(overlapping(ends_on + timedelta(days=1), None), post=post), ends_on=ends_on
    )
    return post


def _check_not_reopened(post: Post, ends_on: date) -> None:
    """Raise the refusal of a later end for a post that is over, once the person has had one in another UGEL since."""
    if not (post.has_ended and post.ends_on and ends_on > post.ends_on):
        return
    since = post.teacher.posts.filter(overlapping(post.ends_on + timedelta(days=1), None))
    if since.exclude(institution__ugel=post.institution.ugel_id).exists():
        raise refuse(
            "ends_on",
            _("Esta plaza ya terminó, y después tuvo otra en otra UGEL. Si volvió, ábrele una plaza nueva."),
        )
