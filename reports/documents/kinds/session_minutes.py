"""The minutes of a group session: who came, what the group agreed, and what each committed herself to."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accompaniment.access import Allowed, Denied
from accompaniment.letters.models import Letter
from accompaniment.letters.services import post
from reports.documents.parts import campaign_data
from reports.documents.targets import DocumentTarget
from visits.groups.calls.letters import REACHED
from visits.groups.earlier.services import how_many_blank
from visits.groups.models.agendas import timed
from visits.groups.themes import evidence_in_words
from visits.models import Attendance, Commitment, GroupSession

from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Campaign, User
    from reports.documents.models.documents import Document

LETTER = "minutes"
NOT_HELD = gettext_lazy("El acta se emite cuando la reunión ya se realizó: anota primero quiénes asistieron.")


class SessionMinutes(Kind[GroupSession]):
    code = "session_minutes"
    title = gettext_lazy("acta")
    template = "pdf/session_minutes.html"
    target = DocumentTarget.SESSION

    def may_issue(self, user: User, target: GroupSession) -> Allowed | Denied:
        if target.state != GroupSession.State.HELD:
            return Denied(NOT_HELD)
        return target.writable_by(user)

    def gather(self, target: GroupSession, *, campaign: Campaign, by: User) -> Snapshot:
        if target.state != GroupSession.State.HELD:
            raise DocumentRefused(str(NOT_HELD))
        if n := how_many_blank(target, by=by):
            raise DocumentRefused(not_reviewed(n))
        people = _people(target)
        return {
            "campaign": campaign_data(campaign),
            "institution": {"ugel": campaign.ugel.name, "region": campaign.ugel.region.name},
            "session": _session(target),
            "agenda": _agenda(target),
            "people": people,
            "came": sum(row["came"] for row in people),
            "ways": _ways(target),
            "earlier": _earlier(target),
            "commitments": _commitments(target),
        }

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:session_minutes", args=[target_id])

    def announce(self, document: Document) -> None:
        """Write to those who came that there are minutes; the e-mail says nothing of what stands in them."""
        came = Attendance.objects.filter(REACHED, session=document.session_id, status=Attendance.Status.ATTENDED)
        post(
            Letter(
                kind=LETTER,
                user_id=user,
                about=str(document.pk),
                good_until=timezone.now() + timedelta(days=2),
                language=settings.LANGUAGE_CODE,
            )
            for user in came.values_list("teacher__user", flat=True)
        )

    def missing_from(self, snapshot: Snapshot) -> list[str]:
        """What a reader should know the minutes will show empty, in plain words."""
        session = snapshot["session"]
        gaps = [
            (not session["agreements"], _("El grupo no anotó acuerdos.")),
            (not snapshot["commitments"], _("Nadie anotó un compromiso.")),
            (not session["starts_at"] or not session["ends_at"], _("Falta a qué hora empezó o terminó.")),
        ]
        return [text for is_missing, text in gaps if is_missing]


SESSION_MINUTES = SessionMinutes()


def not_reviewed(n: int) -> str:
    said = ngettext(
        "Falta revisar %(n)d compromiso de antes: dale su veredicto, o di por qué no se revisó.",
        "Falta revisar %(n)d compromisos de antes: dales su veredicto, o di por qué no se revisaron.",
        n,
    )
    return said % {"n": n}


def _earlier(session: GroupSession) -> dict[str, Any]:
    """How what was agreed in sessions before was found, each once and counted: everybody who took part reads it, so it
    names nobody. What came of visits is between two people: of that it says how many were looked at.
    """
    rows = list(session.commitment_reviews.select_related("commitment").order_by("commitment__due_on", "pk"))
    of_groups: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.commitment.session_id:
            of_groups[row.commitment.action][str(row.get_verdict_display())] += 1
    skipped = [row for row in rows if not row.verdict]
    return {
        "of_groups": [{"action": action, "found": list(found.items())} for action, found in of_groups.items()],
        "of_visits": sum(row.commitment.session_id is None and bool(row.verdict) for row in rows),
        "skipped": len(skipped),
        "why": list(dict.fromkeys(row.evidence for row in skipped if row.commitment.session_id)),
    }


def _session(session: GroupSession) -> dict[str, Any]:
    return {
        "kind": str(session.get_kind_display()),
        "title": session.title,
        "purpose": session.purpose,
        "criterion": session.criterion.title if session.criterion else "",
        "serves": session.serves,
        "evidence": " ".join(evidence_in_words(session.evidence)),
        "place": session.place or session.link,
        "held_on": session.held_on.isoformat(),
        "starts_at": f"{session.starts_at:%H:%M}" if session.starts_at else "",
        "ends_at": f"{session.ends_at:%H:%M}" if session.ends_at else "",
        "facilitator": session.facilitator,
        "agreements": session.agreements,
        "warnings": session.warnings or [],
    }


def _agenda(session: GroupSession) -> list[dict[str, Any]]:
    return [
        {
            "at": f"{one.begins_at:%H:%M}" if one.begins_at else "",
            "title": one.moment.title,
            "minutes": one.moment.minutes,
            "notes": one.moment.notes,
        }
        for one in timed(session.agenda.all(), session.starts_at)
    ]


def _people(session: GroupSession) -> list[dict[str, Any]]:
    """Everybody who is on the list, by name; who came has a line to sign on."""
    rows = session.attendances.select_related("teacher").order_by("teacher__search_name", "pk")
    return [
        {
            "name": str(row.teacher),
            "document": row.teacher.document_number,
            "kind": str(row.teacher.get_kind_display()),
            "status": str(row.get_status_display()),
            "came": row.status == Attendance.Status.ATTENDED,
            "minutes_missed": row.minutes_missed,
        }
        for row in rows
    ]


def _ways(session: GroupSession) -> list[dict[str, Any]]:
    """How many of those who came were marked by what means; those of whom nobody knows are not counted."""
    came = session.attendances.filter(status=Attendance.Status.ATTENDED).exclude(marked_how="")
    counts = dict(came.order_by().values_list("marked_how").annotate(n=Count("pk")))
    return [{"how": str(how.label), "n": counts[how]} for how in Attendance.Means if how in counts]


def _commitments(session: GroupSession) -> list[dict[str, Any]]:
    """What was agreed, each once, with those who committed themselves to it."""
    found: dict[str, dict[str, Any]] = {}
    rows = Commitment.objects.filter(session=session).select_related("teacher", "criterion")
    for row in rows.order_by("order", "teacher__search_name"):
        agreed = found.setdefault(
            row.action,
            {
                "action": row.action,
                "evidence": row.evidence_expected,
                "criterion": row.criterion.short_title if row.criterion else "",
                "due_on": (row.agreed_due_on or row.due_on).isoformat(),
                "who": [],
            },
        )
        agreed["who"].append(str(row.teacher))
    return list(found.values())
