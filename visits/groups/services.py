"""Every write to group sessions: convened, changed, cancelled, held, and what is agreed in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accompaniment.campaigns.session_kinds.models import kind_of
from accompaniment.lib.locks import lock, lock_all
from accompaniment.models import Campaign, SessionKind, Teacher, Ugel, User
from rubrics.models import Criterion
from visits.commitments.models import Commitment
from visits.commitments.settling import settle

from .agenda.services import fill_agenda, write_notes
from .calls.letters import tell
from .materials.models import MaterialOpening
from .models import Attendance, GroupSession
from .warnings import Warned, as_kept, at_the_same_time, warnings_of

WHEN = ("held_on", "starts_at", "ends_at")
WHERE = ("place", "link")
MARKED = ("status", "marked_how", "marked_by", "marked_at")


@dataclass(frozen=True)
class SessionData:
    """What a session is about, when and where. `facilitator` is who conducts it, in words; empty for its leader."""

    kind: str
    title: str
    held_on: date
    starts_at: time
    ends_at: time
    place: str
    link: str
    purpose: str
    criterion: Criterion | None
    facilitator: str
    to_bring: str = ""
    series: str = ""
    competency: str = ""
    curriculum: str = ""


def campaign_on(ugel: Ugel | int, day: date) -> Campaign:
    """The open year of the UGEL that has this day. Raises ValidationError when there is none."""
    found = Campaign.objects.filter(ugel=ugel, starts_on__lte=day, ends_on__gte=day).open().first()
    if found is None:
        raise ValidationError({"held_on": _("Ese día no es de un año de acompañamiento abierto de tu UGEL.")})
    return found


@transaction.atomic
def convene_session(
    *, session_id: uuid.UUID, ugel: Ugel | int, by: User, data: SessionData, evidence: dict[str, Any] | None = None
) -> GroupSession:
    """Put a session on the calendar, led by who convenes it, with the usual agenda of its kind; the same one sent twice
    is there once.

    `evidence` is the theme that it was convened for, as it stands today.
    """
    _lock_leader(by)
    if already := GroupSession.objects.filter(pk=session_id, leader=by).first():
        return already
    session = GroupSession(id=session_id, leader=by, campaign=campaign_on(ugel, data.held_on), evidence=evidence)
    _store(session, data)
    if kind := kind_of(session.campaign, session.kind):
        fill_agenda(session, kind)
    return session


@transaction.atomic
def change_session(*, session: GroupSession, data: SessionData) -> GroupSession:
    """Store what it is about, when and where anew; it stays in its UGEL.

    Who is called is told of another day, hour or place; of another day or hour they are asked anew whether they come.
    """
    _lock_leader(session.leader)
    lock(session)
    if data.held_on != session.held_on:
        session.campaign = campaign_on(session.campaign.ugel_id, data.held_on)
    changed = {name for name in WHEN + WHERE if getattr(data, name) != getattr(session, name)}
    session.sequence += bool(changed)
    _store(session, data)
    if changed & set(WHEN):
        session.attendances.update(answer=Attendance.Answer.NONE, answer_reason="")
    if changed:
        tell(session, session.attendances.all())
    return session


def name_sessions_of(kind: SessionKind) -> None:
    """Call the sessions of this kind as their year calls it now."""
    GroupSession.objects.filter(campaign=kind.campaign_id, kind=kind.code).update(kind_name=kind.name)


def _lock_leader(leader: User | None) -> None:
    """Of one leader's sessions no two may be at once: who looks for another waits until it is stored."""
    if leader:
        lock_all(User.objects.filter(pk=leader.pk))


def _store(session: GroupSession, data: SessionData) -> GroupSession:
    was_on = session.held_on
    for name, value in asdict(data).items():
        setattr(session, name, value)
    if not session.convened_on or session.held_on != was_on:
        session.convened_on = timezone.localdate()
    session.criterion = data.criterion
    session.competency = data.competency or (data.criterion.competency if data.criterion else "")
    session.facilitator = data.facilitator or (session.leader.get_full_name() if session.leader else "")
    kind = kind_of(session.campaign, data.kind)
    if kind is None:
        raise ValidationError({"kind": _("El año de ese día no tiene este tipo de reunión.")})
    session.kind_name = kind.name
    _refuse_two_at_once(session)
    session.full_clean(exclude=["leader", "campaign", "criterion"], validate_unique=False)
    session.save()
    _keep_warnings(session)
    return session


def _refuse_two_at_once(session: GroupSession) -> None:
    other = at_the_same_time(session).filter(leader=session.leader).first() if session.leader else None
    if other:
        said = {"session": other, "from": f"{other.starts_at:%H:%M}", "to": f"{other.ends_at:%H:%M}"}
        raise ValidationError({"starts_at": _("A esa hora ya conduces «%(session)s» (%(from)s–%(to)s).") % said})


def _keep_warnings(session: GroupSession) -> None:
    """Keep with a session that is to be held what speaks against it now, for its minutes."""
    if session.state == GroupSession.State.CONVENED:
        with translation.override(settings.LANGUAGE_CODE):  # as documents speak, whoever convenes
            session.warnings = as_kept(warnings_of(session))
        session.save(update_fields=["warnings"])


def warnings_before(
    *, ugel: Ugel | int, by: User | None, data: SessionData, session: GroupSession | None = None
) -> list[Warned]:
    """What would speak against a session that says this, before it does; nothing where it can't be."""
    said = {name: value for name, value in vars(data).items() if name != "facilitator"}
    would = GroupSession(leader=by, **said) if session is None else copy(session)
    for name, value in said.items():
        setattr(would, name, value)
    try:
        would.campaign = campaign_on(ugel, data.held_on)
    except ValidationError:
        return []
    if session is None or session.held_on != data.held_on:
        would.convened_on = timezone.localdate()
    return warnings_of(would)


@transaction.atomic
def cancel_session(*, session: GroupSession, cancel_reason: str) -> GroupSession:
    """It is not held, for this reason; who was convened is told and stays written down, and no hours count.

    Raises ValidationError once it was held or cancelled.
    """
    lock(session)
    if session.state != GroupSession.State.CONVENED:
        raise ValidationError(_("Solo se cancela una reunión que todavía no se realizó."))
    session.state, session.cancel_reason = GroupSession.State.CANCELLED, cancel_reason
    session.sequence += 1
    session.save(update_fields=["state", "cancel_reason", "sequence"])
    tell(session, session.attendances.all())
    return session


@transaction.atomic
def invite(*, session: GroupSession, teachers: Iterable[Teacher]) -> int:
    """Write these people down as convened, and write to them while it is ahead; return how many were not yet.

    Whoever comes unannounced is added alike.
    """
    lock(session)
    there = set(session.attendances.values_list("teacher", flat=True))
    in_order = sorted(teachers, key=lambda teacher: teacher.search_name)  # as the sheet to sign numbers them
    new = [Attendance(session=session, teacher=teacher) for teacher in in_order if teacher.pk not in there]
    Attendance.objects.bulk_create(new)
    tell(session, session.attendances.filter(teacher__in=[row.teacher_id for row in new]))
    _keep_warnings(session)
    return len(new)


@transaction.atomic
def take_off(*, attendance: Attendance) -> None:
    """Somebody was written down by mistake. Raises ValidationError once they agreed something in the session, or what
    they had agreed was looked at in it.
    """
    lock(attendance.session)
    if attendance.session.commitments.filter(teacher=attendance.teacher_id).exists():
        raise ValidationError(_("Ya tiene compromisos en esta reunión: quítalos primero."))
    if attendance.session.commitment_reviews.filter(commitment__teacher=attendance.teacher_id).exists():
        raise ValidationError(_("Aquí ya se revisó lo que acordó antes: deja esas líneas en blanco primero."))
    MaterialOpening.objects.filter(material__session=attendance.session, teacher=attendance.teacher_id).delete()
    attendance.delete()
    _keep_warnings(attendance.session)


@transaction.atomic
def record_session(
    *,
    session: GroupSession,
    by: User,
    agreements: str,
    marks: Mapping[int, tuple[str, int]],
    notes: Mapping[int, str],
) -> GroupSession:
    """Write down what was agreed, what is noted of each moment of the agenda, by its key, and by the key of each
    attendance who came and how many minutes they missed.

    The session is held once somebody came. Raises ValidationError before its day, or when nobody came.
    """
    lock(session)
    if session.held_on > timezone.localdate():
        raise ValidationError(_("Todavía no llega el día de la reunión."))
    how = Attendance.Means.CORRECTED if session.state == GroupSession.State.HELD else Attendance.Means.LIST
    rows = list(session.attendances.filter(pk__in=marks))
    for row in rows:
        status, row.minutes_missed = marks[row.pk]
        if status != row.status:
            row.mark(status, how=how, by=by)
        if row.minutes_missed > session.minutes:
            raise ValidationError({f"missed-{row.pk}": _("La reunión duró %(n)d minutos.") % {"n": session.minutes}})
    Attendance.objects.bulk_update(rows, [*MARKED, "minutes_missed"])
    if not session.attendances.filter(status=Attendance.Status.ATTENDED).exists():
        raise ValidationError(_("Marca quién asistió: una reunión sin nadie se cancela, con su motivo."))
    write_notes(session, notes)
    session.agreements, session.state = agreements, GroupSession.State.HELD
    session.save(update_fields=["agreements", "state"])
    settle(session.commitment_reviews.values_list("commitment", flat=True))
    return session


@dataclass(frozen=True)
class Agreement:
    """What people commit themselves to: what, the criterion it serves, how it will be seen and by when."""

    action: str
    evidence_expected: str
    due_on: date
    criterion: Criterion | None


@transaction.atomic
def agree(*, session: GroupSession, teachers: Iterable[Teacher], agreement: Agreement) -> int:
    """Each of these people, who took part, commits herself; her next visit asks about it. Returns how many.

    What somebody has agreed already, in the same words, is not agreed again.
    """
    lock(session)
    came = set(session.attendances.filter(status=Attendance.Status.ATTENDED).values_list("teacher", flat=True))
    same = set(session.commitments.filter(action=agreement.action).values_list("teacher", flat=True))
    order = session.commitments.count()
    competency = agreement.criterion.competency if agreement.criterion else session.competency
    new = [
        Commitment(session=session, teacher=teacher, order=order + n, competency=competency, **vars(agreement))
        for n, teacher in enumerate(one for one in teachers if one.pk in came - same)
    ]
    Commitment.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def take_back(*, commitment: Commitment) -> None:
    """It was written down by mistake. Raises ValidationError once a visit or session has said something of it."""
    lock(commitment)
    if commitment.reviews.exists():
        raise ValidationError(_("Una visita o una reunión ya lo revisó: queda escrito."))
    commitment.delete()
