"""What companion and accompanied person say to each other about a closed visit, and the self-assessment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import User
from accompaniment.submissions.receiving import NewSubmission, Outcome, Received, find_stored, receive
from visits.record.models.visits import Visit

from .models import Comment, Question, SelfAssessment, SelfScore


def waiting_for_own_look(user: User) -> Q:
    """The user's own visits whose levels wait until the user has looked at their own practice, or said of the visit
    whether they agree.
    """
    return Q(teacher=reach_of(user).own_teacher, status=Visit.Status.CLOSED, conformity="", self_assessment=None)


def takes_part(visit: Visit, user: User) -> Allowed | Denied:
    """Whether the person is one of the two sides of the visit's conversation: they read it, whatever has ended."""
    reach = reach_of(user)
    is_companion = reach.wrote_as(visit.companion_id) or reach.wrote_as(visit.handed_to_id)
    if is_companion or reach.is_own_record(visit.teacher_id):
        return Allowed()
    return Denied(_("Esta conversación es solo entre la acompañante y la persona acompañada."))


def writes_back(visit: Visit, user: User) -> Allowed | Denied:
    """Whether the person may still write in the conversation: the accompanied one, and who is its companion today."""
    reach = reach_of(user)
    if reach.works_as(visit.writer_id) or reach.is_own_record(visit.teacher_id):
        return Allowed()
    return Denied(_("Puedes leer esta conversación; en ella escribe quien es su acompañante ahora."))


def receive_comment(*, visit: Visit, submission: NewSubmission, text: str, question: Question | None = None) -> Outcome:
    """Add to the conversation, as an answer when it is to a question; the same comment sent twice is there once.

    Refused while the visit is open, and to a companion who has left.
    """
    return receive(partial(_write, visit, submission, text, question))


def _write(visit: Visit, submission: NewSubmission, text: str, question: Question | None) -> Outcome:
    if not visit.is_closed:
        raise ValidationError(_("La conversación empieza cuando se cierra la visita."))
    says = (text, question)
    submission, stored = find_stored(
        submission, partial(_stored, visit), lambda it, _new: (it.text, it.question) == says
    )
    if stored:
        return Received(stored.pk, stored.written_at)
    if isinstance(verdict := writes_back(visit, submission.by), Denied):
        raise ValidationError(verdict.reason)
    comment = Comment(id=submission.id, visit=visit, author=submission.by, text=text, question=question)
    comment.save(force_insert=True)
    return Received(comment.pk, comment.written_at)


def _stored(visit: Visit, submission: NewSubmission) -> Comment | None:
    stored = Comment.objects.filter(pk=submission.id).first()
    if stored and (stored.visit_id != visit.pk or stored.author_id != submission.by.pk):
        raise ValidationError(_("Este mensaje no corresponde a esta visita. Vuelve a abrir la página."))
    return stored


def mark_read(*, visit: Visit, by: User) -> None:
    """Note that `by` has seen what the other side wrote."""
    Comment.objects.filter(visit=visit, read_at=None).exclude(author=by).update(read_at=timezone.now())


@transaction.atomic
def assess_own_practice(*, visit: Visit, levels: Mapping[Any, tuple[int, str]]) -> SelfAssessment:
    """Keep how the person sees their own practice: criterion -> (level, why). Written once, and the same again is once.

    Raises ValidationError when something else was kept before: nothing of either is lost unsaid.
    """
    if not visit.is_closed:
        raise ValidationError(_("Podrás mirar tu propia práctica cuando se cierre la visita."))
    assessment, is_new = SelfAssessment.objects.get_or_create(visit=visit)
    if is_new:
        SelfScore.objects.bulk_create(
            SelfScore(assessment=assessment, criterion_id=criterion, value=value, reason=reason)
            for criterion, (value, reason) in levels.items()
        )
    elif _said_in(assessment) != dict(levels):
        raise ValidationError(
            _("Ya guardaste antes cómo te viste en esta visita, y eso es lo que queda. Esto de ahora no se guardó.")
        )
    return assessment


def _said_in(assessment: SelfAssessment) -> dict[Any, tuple[int, str]]:
    return {score.criterion_id: (score.value, score.reason) for score in assessment.scores.all()}
