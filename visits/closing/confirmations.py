"""Both sides agree with what a closed visit says: simple electronic signatures, each over a hash of the content."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import User
from visits.record.models.visits import Conformity, Visit
from visits.record.snapshot import hash_of, heading_of, snapshot_of
from visits.record.transitions import move
from visits.talk.models import Comment

from .models import Confirmation
from .services import close_visit
from .signatures import Strokes

Means, Side = Confirmation.Means, Confirmation.Side


@dataclass(frozen=True)
class Signature:
    """How somebody confirms: by a drawing, or the account behind a PIN or a click; and what the person says."""

    means: str
    drawing: Strokes = field(default_factory=list)
    account: User | None = None
    verdict: str = Conformity.AGREES
    remark: str = ""


@transaction.atomic
def close_and_confirm(*, visit: Visit, by: User, own_drawing: Strokes, accompanied: Signature | None) -> None:
    """Close the visit with the companion's confirmation and, when it was given already, the accompanied person's.

    Raises ValidationError as `close_visit` does. A PIN is checked before: this only writes down whose it was.
    """
    close_visit(visit=visit)
    now = confirm_own(visit=visit, by=by, drawing=own_drawing)
    if accompanied:
        _confirm_accompanied(visit, now, accompanied)


def confirm_own(*, visit: Visit, by: User, drawing: Strokes | None = None) -> Visit:
    """Write down that the companion stands by what was closed or corrected; returns the visit as it is written."""
    now = _as_written(visit)
    means = Means.DRAWN if drawing else Means.ACCOUNT
    _confirm(now, Side.COMPANION, Signature(means, drawing or [], by), name=str(by), document=by.username)
    return now


@transaction.atomic
def confirm_accompanied(*, visit: Visit, signature: Signature, revision: int | None = None) -> bool:
    """Write down that the accompanied person agrees; False when this revision was already confirmed.

    Raises ValidationError while the visit is open, and when it no longer is of the `revision` that they read.
    """
    if not visit.is_closed:
        raise ValidationError(_("Primero se cierra la visita; después se confirma."), code="open")
    now = _as_written(visit)
    if revision not in (None, now.revision):
        raise ValidationError(
            _("La visita se corrigió mientras la leías. Léela otra vez y di si estás conforme."), code="corrected"
        )
    return _confirm_accompanied(visit, now, signature)


def _confirm_accompanied(visit: Visit, now: Visit, signature: Signature) -> bool:
    person = now.teacher
    is_new = _confirm(now, Side.ACCOMPANIED, signature, name=person.full_name, document=person.document_number)
    visit.refresh_from_db(fields=["status", "revision"])  # it may have been confirmed in this very moment
    if not is_new:
        return False
    if signature.verdict != Conformity.AGREES:
        Visit.objects.filter(pk=visit.pk).update(conformity=signature.verdict)
        visit.conformity = signature.verdict
    if signature.verdict != Conformity.DISAGREES and visit.status == Visit.Status.CLOSED:
        move(visit, Visit.Status.ACKNOWLEDGED, acknowledged_at=timezone.now())
    return True


def acknowledge_visit(
    *, visit: Visit, by: User, verdict: str = Conformity.AGREES, remark: str = "", revision: int | None = None
) -> bool:
    """The accompanied person says from their own account whether they agree, with their words; twice is once.

    Words that came too late, for the visit was confirmed or corrected meanwhile, go into the conversation. Raises
    ValidationError as `confirm_accompanied` does.
    """
    signature = Signature(Means.ACCOUNT, account=by, verdict=verdict, remark=remark)
    try:
        is_new = confirm_accompanied(visit=visit, signature=signature, revision=revision)
    except ValidationError:
        _keep_words(visit, by, remark)
        raise
    if not is_new:
        _keep_words(visit, by, remark)
    return is_new


def _keep_words(visit: Visit, by: User, remark: str) -> None:
    """Put into the conversation what stands on no confirmation of the visit; its id comes of what it says."""
    if remark and visit.is_closed and not visit.confirmations.filter(side=Side.ACCOMPANIED, remark=remark).exists():
        said = {"visit": visit, "author": by, "text": remark}
        Comment.objects.get_or_create(id=uuid.uuid5(visit.pk, remark), defaults=said)


def acknowledgeable_by(visit: Visit, user: User) -> Allowed | Denied:
    """Whether the user may say whether they agree with the visit, and if not, why."""
    if not reach_of(user).is_own_record(visit.teacher_id):
        return Denied(_("Solo la persona acompañada puede dar su conformidad."))
    if not visit.is_closed:
        return Denied(_("La visita todavía no está cerrada."))
    return Allowed()


def signable_by(visit: Visit, user: User) -> Allowed | Denied:
    """Whether the accompanied person may still sign on this companion's device, and if not, why."""
    if not visit.is_written_by(user):
        return Denied(_("Solo la acompañante que hizo la visita recoge la firma."))
    if not visit.is_closed:
        return Denied(_("La visita todavía no está cerrada."))
    return Allowed()


def _as_written(visit: Visit) -> Visit:
    return Visit.objects.with_record().get(pk=visit.pk)


def _confirm(now: Visit, side: str, signature: Signature, *, name: str, document: str) -> bool:
    """Insert the confirmation of the visit as it is now; False when this side's is already there."""
    this = {"visit": now, "side": side, "revision": now.revision}
    if Confirmation.objects.filter(**this).exists():
        return False
    try:
        with transaction.atomic():
            Confirmation.objects.create(
                **this,
                means=signature.means,
                name=name,
                document_number=document,
                drawing=signature.drawing,
                account=signature.account,
                verdict=signature.verdict,
                remark=signature.remark,
                heading=heading_of(now),
                sha256=hash_of(snapshot_of(now)),
            )
    except IntegrityError:  # the same click, twice at once
        return False
    return True


def still_matches(visit: Visit, confirmation: Confirmation) -> bool:
    """Whether the visit, read `with_record`, says today what was confirmed."""
    return hash_of({**snapshot_of(visit), **confirmation.heading}) == confirmation.sha256
