"""The notice of a group session that hangs on the wall: what, when and where, and a QR to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied
from reports.documents.parts import campaign_data
from reports.documents.targets import DocumentTarget
from visits.models import GroupSession

from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Campaign, User

FITS_LARGE = 400  # letters of theme, purpose and what to bring, written so large that one reads them from afar
NOT_AHEAD = gettext_lazy("El aviso se emite mientras la reunión está convocada y todavía no empieza.")


class SessionNotice(Kind[GroupSession]):
    """It names whoever conducts the session and nobody who is called."""

    code = "session_notice"
    title = gettext_lazy("aviso de reunión")
    template = "pdf/session_notice.html"
    target = DocumentTarget.SESSION
    qr_scale = 5.5

    def may_issue(self, user: User, target: GroupSession) -> Allowed | Denied:
        return target.writable_by(user) if target.is_ahead else Denied(NOT_AHEAD)

    def gather(self, target: GroupSession, *, campaign: Campaign, by: User) -> Snapshot:
        if not target.is_ahead:
            raise DocumentRefused(str(NOT_AHEAD))
        written = len(target.title) + len(target.purpose) + len(target.to_bring)
        return {
            "is_long": written > FITS_LARGE,
            "campaign": campaign_data(campaign),
            "institution": {"ugel": campaign.ugel.name, "region": campaign.ugel.region.name},
            "session": {
                "kind": str(target.get_kind_display()),
                "title": target.title,
                "purpose": target.purpose,
                "place": target.place,
                "link": target.link,
                "held_on": target.held_on.isoformat(),
                "starts_at": f"{target.starts_at:%H:%M}" if target.starts_at else "",
                "ends_at": f"{target.ends_at:%H:%M}" if target.ends_at else "",
                "facilitator": target.facilitator,
                "to_bring": target.to_bring,
                "url": f"{settings.SITE_URL}{target.get_absolute_url()}",
            },
        }

    def qr_address(self, snapshot: Snapshot) -> str:
        address: str = snapshot["session"]["url"]
        return address

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:session_notice", args=[target_id])


SESSION_NOTICE = SessionNotice()
