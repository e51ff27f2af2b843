"""The sheet of one visit, equal in content to the official form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accompaniment.access import Allowed, Denied
from reports.documents.parts import SIGNS_AS, campaign_data, companion_data, institution_data, person_data
from reports.documents.targets import DocumentTarget
from visits.models import Attachment, Confirmation, Visit
from visits.record.snapshot import hash_of, snapshot_of

from .base import DocumentRefused, Kind, Snapshot

if TYPE_CHECKING:
    from accompaniment.models import Campaign, User

PEOPLE = (
    "teacher",
    "post",
    "institution__network",
    "institution__ugel__region",
    "ugel__region",
    "companion__user",
    "assignment__companion__user",
    "version__instrument",
    "dialogue",
)


class VisitSheet(Kind[Visit]):
    code = "visit_sheet"
    title = gettext_lazy("ficha de visita")
    template = "pdf/visit_sheet.html"
    target = DocumentTarget.VISIT
    look = "full"  # how its page is called in the address

    def may_issue(self, user: User, target: Visit) -> Allowed | Denied:
        if not target.is_closed:
            return Denied(_("La ficha se imprime cuando la visita está cerrada."))
        return target.levels_shown_to(user)

    def gather(self, target: Visit, *, campaign: Campaign, by: User) -> Snapshot:
        """Private notes and alerts are never read."""
        visit = _printable(target.pk, by)
        recorded = snapshot_of(visit)
        return {
            "campaign": campaign_data(campaign),
            "institution": institution_data(visit.institution, visit.ugel),
            "person": person_data(visit.teacher, visit.post),
            "companion": companion_data(visit.assignment),
            "visit": recorded | _named(visit) | {"scores": _scores(visit)},
            "sides": _sides(visit),
            "is_promoter": visit.institution.is_pronoei,
            "sha256": hash_of(recorded),
        }

    def drawings(self, snapshot: Snapshot) -> dict[str, Any]:
        """The same data, with the drawn signatures as pictures."""
        sides = [side | {"drawing": drawing_svg(side["drawing"])} for side in snapshot["sides"]]
        return {"sheet": snapshot | {"sides": sides}}

    def request_url(self, target_id: Any) -> str:
        return reverse("reports:visit_sheet", args=[target_id, self.look])

    def columns(self, target: Visit) -> dict[str, Any]:
        return {"visit": target, "teacher": target.teacher}


VISIT_SHEET = VisitSheet()


def _printable(visit_id: Any, by: User) -> Visit:
    """The closed visit with all that its sheet names."""
    readable = Visit.objects.visible_to(by).with_levels_shown_to(by).closed()
    visit = readable.with_record().select_related(*PEOPLE).filter(pk=visit_id).first()
    if visit is None:
        raise DocumentRefused(_("La ficha se imprime cuando la visita está cerrada."))
    return visit


def _named(visit: Visit) -> dict[str, Any]:
    """What the snapshot keeps as codes, as it is called."""
    return {
        "which": visit.which,
        "phase": str(visit.get_phase_display()),
        "mode": str(visit.get_mode_display()),
        "instrument": str(visit.version.instrument),
        "attachments": _attached(visit),
        "reviews": [
            {"action": review.commitment.action, "verdict": str(review.get_verdict_display())}
            | {"evidence": review.evidence}
            for review in visit.commitment_reviews.select_related("commitment")
        ],
        "commitments": [
            {
                "performance": c.performance or (c.criterion.title if c.criterion else ""),
                "action": c.action,
                "evidence_expected": c.evidence_expected,
                "responsible": c.responsible_in_words,
                "due_on": c.due_on.isoformat(),
            }
            for c in visit.commitments.select_related("criterion", "teacher").order_by("order")
        ],
    }


def _attached(visit: Visit) -> str:
    """How many photos and audios there are to be seen; empty when there is none."""
    kinds = list(visit.attachments.values_list("kind", flat=True))
    photos, audios = kinds.count(Attachment.Kind.PHOTO), kinds.count(Attachment.Kind.AUDIO)
    said = [
        ngettext("%(n)d foto", "%(n)d fotos", photos) % {"n": photos} if photos else "",
        ngettext("%(n)d audio", "%(n)d audios", audios) % {"n": audios} if audios else "",
    ]
    return _(" y ").join(filter(None, said))


def _scores(visit: Visit) -> list[dict[str, Any]]:
    """Every criterion with the level reached in words, its descriptor, and the evidence."""
    scores = visit.scores.select_related("criterion").prefetch_related("criterion__levels__criterion")
    rows = []
    for score in scores.order_by("criterion__order"):
        level = next((level for level in score.criterion.levels.all() if level.value == score.value), None)
        rows.append(
            {
                "title": score.criterion.title,
                "aspects": score.criterion.aspects,
                "level": str(level) if level else _("no se observó") if score.not_observed else "—",
                "descriptor": level.descriptor if level else score.not_observed_reason,
                "evidence": score.evidence,
            }
        )
    return rows


def _sides(visit: Visit) -> list[dict[str, Any]]:
    """Who signs, the accompanied person first, and how each one confirmed what the visit says now, if at all."""
    confirmed = {one.side: one for one in visit.confirmations.filter(revision=visit.revision)}
    companion = companion_data(visit.assignment)
    people = [
        {
            "side": Confirmation.Side.ACCOMPANIED.value,
            "name": visit.teacher.full_name,
            "role": str(SIGNS_AS[visit.teacher.kind]),
            "document_type": str(visit.teacher.get_document_type_display()),
            "document": visit.teacher.document_number,
        },
        {"side": Confirmation.Side.COMPANION.value, "role": companion["signs_as"], **companion},
    ]
    return [person | _confirmed(confirmed.get(person["side"])) for person in people]


def _confirmed(one: Confirmation | None) -> dict[str, Any]:
    """A simple electronic signature (Ley 27269), never called a digital one."""
    if one is None:
        return {"at": "", "means": "", "drawing": []}
    return {
        "at": date_format(timezone.localtime(one.confirmed_at), "SHORT_DATETIME_FORMAT"),
        "means": str(one.get_means_display()),
        "drawing": one.drawing,
        "verdict": str(one.get_verdict_display()) if one.side == Confirmation.Side.ACCOMPANIED else "",
        "has_reservation": one.has_reservation,
        "remark": one.remark,
        "answer": one.answer,
        "answered_by": one.answered_by,
    }


def drawing_svg(strokes: list[list[list[int]]]) -> str:
    """A drawn signature as inline SVG; empty when nothing was drawn. Numbers alone reach it, so nothing can hide."""
    paths = [" ".join(f"{'L' if n else 'M'}{int(x)} {int(y)}" for n, (x, y) in enumerate(line)) for line in strokes]
    if not paths:
        return ""
    return format_html(
        '<svg class="drawn" viewBox="0 0 1000 1000" width="180" height="60" preserveAspectRatio="none" role="img">'
        '<title>{}</title><path d="{}" fill="none" stroke="#1d2a2a" stroke-width="14"/></svg>',
        _("Firma dibujada"),
        " ".join(paths),
    )
