"""A second observer: invited, writing apart, closing, and what both say once they have compared."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import in_force
from accompaniment.audit.services import log_change
from accompaniment.lib.locks import lock
from accompaniment.models import Companion, Role, User
from accompaniment.submissions.receiving import Conflict, NewSubmission, Outcome, Received, find_stored, receive
from visits.record.models.contents import Score
from visits.record.models.visits import Visit

from .models import PairedObservation, PairedRemark, PairedScore, PairedSubmission

NOT_OF_THIS_VISIT = gettext_lazy("Este envío no corresponde a esta visita. Vuelve a abrir el formulario.")
INVITABLE = (*Visit.AHEAD, Visit.Status.IN_PROGRESS)  # once the visit is closed its levels may have been read


def possible_observers(visit: Visit) -> QuerySet[User]:
    """Who may observe this visit beside its companion: whoever accompanies or is a specialist in its UGEL today."""
    today = in_force(timezone.localdate())
    companions = Companion.objects.filter(today, ugel=visit.ugel_id).values("user")
    specialists = Role.objects.filter(today, kind=Role.Kind.SPECIALIST, ugel=visit.ugel_id).values("user")
    return (
        User.objects.filter(Q(pk__in=companions) | Q(pk__in=specialists), is_active=True)
        .exclude(pk=visit.companion.user_id)
        .exclude(pk__in=User.objects.filter(teacher=visit.teacher_id).values("pk"))
        .order_by("last_name", "first_name", "pk")
    )


@transaction.atomic
def invite_observer(*, visit: Visit, observer: User, by: User) -> PairedObservation:
    """Ask a colleague to observe the visit too. Raises ValidationError when the visit is past that, or has somebody."""
    lock(visit)
    if visit.status not in INVITABLE:
        raise ValidationError(_("Ya no se puede invitar: la visita está cerrada o cancelada."))
    if not possible_observers(visit).filter(pk=observer.pk).exists():
        raise ValidationError(_("Elige a una acompañante o especialista de la UGEL que no sea la persona visitada."))
    try:
        with transaction.atomic():
            pair = PairedObservation.objects.create(visit=visit, observer=observer, invited_by=by)
    except IntegrityError as twice:
        raise ValidationError(_("Esta visita ya tiene una segunda observadora.")) from twice
    _log(pair, None, observer)
    return pair


@transaction.atomic
def withdraw_invitation(*, pair: PairedObservation) -> None:
    """Take an invitation back; what was closed already stays. Raises ValidationError when the observation is closed."""
    if not _unanswered(pair).update(withdrawn_at=timezone.now()):
        raise ValidationError(_("Ya cerró su observación: la invitación no se puede retirar."))
    _log(pair, pair.observer, None)


@transaction.atomic
def decline_invitation(*, pair: PairedObservation, reason: str) -> None:
    """Say that one will not observe, and why. Raises ValidationError once the observation is closed."""
    if not _unanswered(pair).update(declined_at=timezone.now(), decline_reason=reason):
        raise ValidationError(_("La invitación ya no está pendiente."))
    _log(pair, pair.observer, None)


def _unanswered(pair: PairedObservation) -> QuerySet[PairedObservation]:
    return PairedObservation.objects.standing().filter(pk=pair.pk, closed_at__isnull=True)


def receive_observation(
    *,
    pair: PairedObservation,
    submission: NewSubmission,
    scores: dict[int, dict[str, Any]],
    settles: uuid.UUID | None = None,
) -> Outcome:
    """Save what the second observer saw, by criterion, unless it is already in; an outdated one is kept as a conflict.

    `settles` is the version that the observer had waiting, and decides on by saving this one. Refused when the
    observation is closed or no longer asked for.
    """
    return receive(partial(_record, pair, submission, scores, settles))


def settle_version(*, pair: PairedObservation, version: uuid.UUID) -> None:
    """Let a version wait no longer; what was sent stays in it."""
    pair.submissions.waiting().filter(pk=version).update(outcome=PairedSubmission.Outcome.SETTLED)


def _record(
    pair: PairedObservation,
    submission: NewSubmission,
    scores: dict[int, dict[str, Any]],
    settles: uuid.UUID | None,
) -> Outcome:
    submission, stored = find_stored(submission, partial(_stored, pair), lambda it, new: it.payload == new.payload)
    if stored:
        return _outcome_of(stored)
    saved = _unanswered(pair).filter(revision=submission.base_revision).update(revision=F("revision") + 1)
    if not saved and not _unanswered(pair).exists():
        raise ValidationError(_("Tu observación ya está cerrada o no se espera: no se modifica."), code="closed")
    if saved:
        pair.scores.all().delete()
        PairedScore.objects.bulk_create(
            PairedScore(observation=pair, criterion_id=criterion, **score) for criterion, score in scores.items()
        )
        if settles:
            settle_version(pair=pair, version=settles)
    stored = PairedSubmission.objects.create(
        id=submission.id,
        observation=pair,
        base_revision=submission.base_revision,
        payload=submission.payload,
        outcome=PairedSubmission.Outcome.SAVED if saved else PairedSubmission.Outcome.CONFLICT,
    )
    return _outcome_of(stored)


def _stored(pair: PairedObservation, submission: NewSubmission) -> PairedSubmission | None:
    stored = PairedSubmission.objects.filter(pk=submission.id).first()
    if stored and stored.observation_id != pair.pk:
        raise ValidationError(NOT_OF_THIS_VISIT)
    return stored


def _outcome_of(stored: PairedSubmission) -> Outcome:
    if stored.outcome == PairedSubmission.Outcome.CONFLICT:
        return Conflict(stored.pk, stored.received_at)
    return Received(stored.pk, stored.received_at, revision=stored.base_revision + 1)


def missing_to_close_pair(pair: PairedObservation) -> list[str]:
    """Say, one sentence each, what the second observer still lacks before closing the observation."""
    done = {
        score.criterion_id
        for score in pair.scores.all()
        if (score.value and score.evidence) or (score.not_observed and score.not_observed_reason)
    }
    missing = [
        _("Falta el nivel o la evidencia de «%(title)s».") % {"title": criterion.short_title}
        for criterion in pair.visit.version.criteria.all()
        if criterion.pk not in done
    ]
    if pair.submissions.waiting().exists():
        missing.append(_("Hay otra versión de tu observación: decide antes cuál queda."))
    return missing


@transaction.atomic
def close_observation(*, pair: PairedObservation) -> None:
    """Freeze what was observed; twice is once.

    Raises ValidationError while something is missing or when it is no longer asked for.
    """
    visit = pair.visit
    lock(visit)  # its companion may be closing it in this very moment: whoever comes second completes the pair
    pair.refresh_from_db(fields=["closed_at"])
    if pair.closed_at:
        return
    if missing := missing_to_close_pair(pair):
        raise ValidationError(missing)
    if not _unanswered(pair).filter(revision=pair.revision).update(closed_at=timezone.now()):
        raise ValidationError(_("Tu observación cambió mientras la mirabas. Ábrela otra vez."), code="changed")
    complete_pairs(visit=visit)
    pair.refresh_from_db()


def complete_pairs(*, visit: Visit) -> None:
    """Let the two compare once both have closed: the visit's levels of this moment are kept beside the other ones."""
    if not visit.is_closed:
        return
    ready = PairedObservation.objects.standing().filter(visit=visit, closed_at__isnull=False, completed_at__isnull=True)
    for pair in list(ready):
        levels = Score.objects.filter(visit=visit, criterion=OuterRef("criterion")).values("value")
        pair.scores.update(companion_value=Subquery(levels[:1]))
        PairedObservation.objects.filter(pk=pair.pk).update(completed_at=timezone.now())


def receive_remark(*, pair: PairedObservation, submission: NewSubmission, text: str) -> Outcome:
    """Add what they agreed after comparing; the same one sent twice is there once."""
    return receive(partial(_add_remark, pair, submission, text))


def _add_remark(pair: PairedObservation, submission: NewSubmission, text: str) -> Outcome:
    submission, stored = find_stored(submission, partial(_stored_remark, pair), lambda it, _new: it.text == text)
    if stored is None:
        stored = PairedRemark(id=submission.id, observation=pair, author=submission.by, text=text)
        stored.save(force_insert=True)
    return Received(stored.pk, stored.written_at)


def _stored_remark(pair: PairedObservation, submission: NewSubmission) -> PairedRemark | None:
    stored = PairedRemark.objects.filter(pk=submission.id).first()
    if stored and (stored.observation_id != pair.pk or stored.author_id != submission.by.pk):
        raise ValidationError(NOT_OF_THIS_VISIT)
    return stored


def _log(pair: PairedObservation, before: User | None, after: User | None) -> None:
    names = [str(user) if user else None for user in (before, after)]
    log_change(pair.visit, {"observer": names}, teacher_id=pair.visit.teacher_id, ugel_id=pair.visit.ugel_id)
