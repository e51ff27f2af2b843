"""Materials of a session: added, opened, and taken away with their files."""

from __future__ import annotations

import hashlib
import uuid

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.models import Teacher, User
from visits.groups.models import GroupSession
from visits.record.attachments.media import Media
from visits.record.attachments.services import delete_files

from .models import MaterialOpening, SessionMaterial

MOST = 12  # for one session: a few that are read, not a library


@transaction.atomic
def add_material(*, session: GroupSession, by: User, title: str, link: str, media: Media | None) -> SessionMaterial:
    """Give those who are called something to read, watch or hear: a link, or a file where there is none.

    Raises ValidationError when the session has this one, or as many as it may.
    """
    lock(session)
    digest = hashlib.sha256(media.content).hexdigest() if media else ""
    same = session.materials.filter(sha256=digest) if media else session.materials.filter(link=link)
    if already := same.first():
        raise ValidationError(
            {"file" if media else "link": _("Ya está en esta reunión, como «%(title)s».") % {"title": already}}
        )
    if session.materials.count() >= MOST:
        raise ValidationError(_("Esta reunión ya tiene %(n)d materiales: quita uno para agregar otro.") % {"n": MOST})
    file = ContentFile(media.content, f"{uuid.uuid4()}.{media.suffix}") if media else ""
    return SessionMaterial.objects.create(
        session=session, title=title, link=link, file=file, sha256=digest, added_by=by
    )


@transaction.atomic
def remove_material(*, material: SessionMaterial) -> None:
    """Take it away, row and file."""
    material.delete()
    if material.file:
        delete_files([str(material.file.name)])


def note_opening(*, material: SessionMaterial, teacher: Teacher) -> None:
    """Somebody who is called has opened it; again changes nothing."""
    MaterialOpening.objects.bulk_create([MaterialOpening(material=material, teacher=teacher)], ignore_conflicts=True)
