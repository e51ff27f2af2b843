"""Photos and audios of a visit: added, described, and taken away with their files."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.audit.actor import unrecorded
from accompaniment.audit.services import log_change
from accompaniment.models import TrackedChange, User
from visits.record.models.attachments import Attachment
from visits.record.models.visits import Visit

from .media import Media

MOST = 12  # a visit needs a few telling ones, not an album


def attach(*, visit: Visit, by: User, media: Media, caption: str, consent: str) -> Attachment:
    """Keep a photo or an audio of the visit.

    Raises ValidationError where the campaign allows none, when the visit holds this one, or as many as it may.
    """
    if not visit.campaign.photos_allowed:
        raise ValidationError(_("Este año tu UGEL no permite fotos ni audios."), code="campaign")
    digest = hashlib.sha256(media.content).hexdigest()
    file = ContentFile(media.content, f"{uuid.uuid4()}.{media.suffix}")
    with transaction.atomic():
        Visit.objects.select_for_update().get(pk=visit.pk)  # two at once are counted one after the other
        if already := visit.attachments.filter(sha256=digest).first():
            raise ValidationError(
                {
                    "file": _(
                        "Esto ya está en la visita, con el consentimiento de «%(who)s»: no se guardó otra vez. Si el"
                        " consentimiento es otro, bórralo y agrégalo de nuevo."
                    )
                    % {"who": already.consent}
                }
            )
        if visit.attachments.count() >= MOST:
            raise ValidationError(_("Esta visita ya tiene %(n)d archivos: borra uno para agregar otro.") % {"n": MOST})
        return Attachment.objects.create(
            visit=visit, kind=media.kind, file=file, sha256=digest, caption=caption, consent=consent, added_by=by
        )


def describe(*, attachment: Attachment, caption: str) -> Attachment:
    """Say anew what it shows."""
    attachment.caption = caption
    attachment.save(update_fields=["caption"])
    return attachment


@transaction.atomic
def detach(*, attachment: Attachment) -> None:
    """Take it away, row and file."""
    attachment.delete()
    delete_files([str(attachment.file.name)])


@transaction.atomic
def withdraw(*, attachment: Attachment, reason: str) -> None:
    """Take it away, row and file, because somebody no longer consents; the log keeps who did it and why."""
    gone = {"kind": [attachment.kind, None], "consent": [attachment.consent, None], "motivo": [None, reason]}
    log_change(attachment, gone, action=TrackedChange.Action.DELETED)
    with unrecorded():  # that entry says it all
        detach(attachment=attachment)


def delete_files(names: Iterable[str]) -> None:
    """Delete these files once the rows that named them are gone for good."""
    storage = Attachment._meta.get_field("file").storage
    for name in names:
        transaction.on_commit(partial(storage.delete, name))
