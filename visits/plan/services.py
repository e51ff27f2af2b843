"""A companion's year on the calendar: proposed, confirmed and taken back whole, and the address it is read from."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock, lock_all
from accompaniment.models import Area, Assignment, Campaign, Companion, Institution, Phase, Post, User
from rubrics.models import InstrumentVersion
from visits.record.models.visits import Visit
from visits.record.phases import begun_or_to_come

from .models import CalendarFeed, Proposal, ProposedVisit, token_hash
from .moves import plan_visit, take_off_calendar
from .planner import propose
from .year import Person, Place, Proposed, Taken, Unplaced, Year


def _named(assignment: Assignment) -> str:
    """The person, or the classroom alone until the assignment begins."""
    return str(assignment.post.teacher) if assignment.has_begun else assignment.post.section


@dataclass(frozen=True)
class PreviewRow:
    """A proposed visit with its assignment."""

    assignment: Assignment
    day: date
    phase: str

    @property
    def who(self) -> str:
        return _named(self.assignment)

    @property
    def month(self) -> date:
        return self.day.replace(day=1)

    @property
    def phase_name(self) -> str:
        return str(Phase(self.phase).label)


@dataclass(frozen=True)
class Missing:
    """A visit without a day, and why."""

    assignment: Assignment
    phase: str
    reason: str

    @property
    def who(self) -> str:
        return _named(self.assignment)


@dataclass(frozen=True)
class Preview:
    """A year as it is proposed now; `digest` shows whether it is still the one that somebody saw."""

    rows: Sequence[PreviewRow]
    missing: Sequence[Missing]

    @property
    def has_later(self) -> bool:
        """Whether somebody is among them whom the companion does not accompany yet."""
        assignments = [*(row.assignment for row in self.rows), *(one.assignment for one in self.missing)]
        return not all(assignment.has_begun for assignment in assignments)

    @property
    def digest(self) -> str:
        listed = ";".join(f"{row.assignment.pk} {row.day} {row.phase}" for row in self.rows)
        return hashlib.sha256(listed.encode()).hexdigest()


def preview_year(*, companion: Companion, campaign: Campaign) -> Preview:
    """Return the days proposed for the visits that a companion still owes in a campaign, from tomorrow on."""
    assignments = _assignments(companion, campaign)
    visits = list(
        Visit.objects.filter(companion=companion, campaign=campaign)
        .exclude(status=Visit.Status.CANCELLED)
        .values_list("assignment_id", "visited_on", "phase")
    )
    before = _phases_of_others(companion, campaign, assignments.values())
    people = [_person(row, visits, frozenset(before[row.post.teacher_id])) for row in assignments.values()]
    placed, unplaced = propose(people, _year(campaign, Counter(day for pk, day, _ in visits if pk not in assignments)))
    return Preview(
        rows=[_row(found, assignments) for found in placed],
        missing=[_missing(found, assignments) for found in unplaced],
    )


def _assignments(companion: Companion, campaign: Campaign) -> dict[Hashable, Assignment]:
    rows = (
        Assignment.objects.filter(companion=companion, campaign=campaign)
        .not_ended()
        .select_related("campaign", "companion__user", "post__teacher", "post__institution__ugel")
    )
    return {row.pk: row for row in rows}


def _phases_of_others(
    companion: Companion, campaign: Campaign, assignments: Iterable[Assignment]
) -> dict[uuid.UUID, set[str]]:
    """The phases of the visits that other companions made in the campaign to each of these people, or still will."""
    teachers = [assignment.post.teacher_id for assignment in assignments]
    others = Visit.objects.filter(begun_or_to_come(), campaign=campaign, teacher__in=teachers)
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for teacher, phase in others.exclude(companion=companion).order_by().values_list("teacher", "phase"):
        found[teacher].add(phase)
    return found


def _person(assignment: Assignment, visits: Sequence[tuple[int, date, str]], before: frozenset[str]) -> Person:
    post, campaign = assignment.post, assignment.campaign
    ends = [assignment.ends_on, post.ends_on, assignment.companion.ends_on, campaign.ends_on]
    return Person(
        key=assignment.pk,
        starts_on=max(assignment.starts_on, post.starts_on, campaign.starts_on),
        ends_on=min(day for day in ends if day),
        owed=assignment.visits_owed,
        taken=tuple(Taken(day, phase) for pk, day, phase in visits if pk == assignment.pk),
        place=_place(post.institution),
        before=before,
    )


def _place(institution: Institution) -> Place:
    return Place(
        is_remote=institution.area == Area.RURAL,
        district=institution.ubigeo or institution.district,
        name=institution.place,
        latitude=None if institution.latitude is None else float(institution.latitude),
        longitude=None if institution.longitude is None else float(institution.longitude),
    )


def _year(campaign: Campaign, busy: Counter[date]) -> Year:
    return Year(
        starts_on=max(campaign.starts_on, timezone.localdate() + timedelta(days=1)),
        ends_on=campaign.ends_on,
        phases=campaign.phase_spans,
        days_off=frozenset(campaign.school_year.without_children(campaign.starts_on, campaign.ends_on)),
        busy=busy,
    )


def _row(found: Proposed, assignments: dict[Hashable, Assignment]) -> PreviewRow:
    return PreviewRow(assignments[found.key], found.day, found.phase)


def _missing(found: Unplaced, assignments: dict[Hashable, Assignment]) -> Missing:
    reasons = {
        "no_days": _("no quedan días con clases en las fechas de su asignación"),
        "full": _("no queda un día libre a cinco días o más de otra visita suya"),
    }
    return Missing(assignments[found.key], found.phase, reasons[found.reason.value])


# --- Confirming and taking back -----------------------------------------------------------------------------------
def confirm_year(*, proposal_id: uuid.UUID, companion: Companion, campaign: Campaign, digest: str, by: User) -> int:
    """Put on the calendar the year that was seen; return how many visits. The same confirmation twice is once.

    Raises ValidationError when it is no longer the one that was seen.
    """
    if done := Proposal.objects.filter(pk=proposal_id, companion=companion).first():
        return done.rows.count()
    try:
        with transaction.atomic():
            return _confirm(proposal_id, companion, campaign, digest, by)
    except IntegrityError as clash:  # the same click twice, or a visit written on a phone in this very moment
        raise _changed() from clash


def _confirm(proposal_id: uuid.UUID, companion: Companion, campaign: Campaign, digest: str, by: User) -> int:
    lock(companion)
    lock_all(Post.objects.filter(assignments__companion=companion, assignments__campaign=campaign))
    if campaign.is_closed:
        raise ValidationError(_("El año ya está cerrado: no admite visitas nuevas."))
    proposal = Proposal(id=proposal_id, companion=companion, campaign=campaign, confirmed_by=by)
    proposal.save(force_insert=True)
    preview = preview_year(companion=companion, campaign=campaign)
    if preview.digest != digest:
        raise _changed()
    versions = _versions(preview.rows, campaign)
    visits = [
        plan_visit(
            visit_id=uuid.uuid5(proposal_id, f"{row.assignment.pk} {row.day}"),
            assignment=row.assignment,
            version=versions[_kind_and_cycle(row.assignment.post)],
            planned_on=row.day,
            phase=row.phase,
        )
        for row in preview.rows
    ]
    ProposedVisit.objects.bulk_create(ProposedVisit(proposal=proposal, visit=visit) for visit in visits)
    return len(visits)


def _changed() -> ValidationError:
    return ValidationError(_("Algo cambió mientras la mirabas. Revisa la propuesta otra vez."), code="changed")


def _kind_and_cycle(post: Post) -> tuple[str, str]:
    return post.teacher.kind, post.cycle


def _versions(rows: Sequence[PreviewRow], campaign: Campaign) -> dict[tuple[str, str], InstrumentVersion]:
    """Return the instrument's version for each kind of person and cycle; refuse while one has none."""
    found: dict[tuple[str, str], InstrumentVersion] = {}
    for row in rows:
        key = _kind_and_cycle(row.assignment.post)
        if key in found:
            continue
        version = InstrumentVersion.objects.for_post(row.assignment.post, timezone.localdate(), campaign)
        if version is None:
            raise ValidationError(
                _("Todavía no hay un instrumento publicado para %(who)s. Pídelo a tu especialista.")
                % {"who": row.assignment.post.teacher}
            )
        found[key] = version
    return found


def undoable(proposal: Proposal) -> list[Visit]:
    """Return the visits that taking the proposal back would remove; ValidationError when one is already under way."""
    visits = list(Visit.objects.filter(proposed__proposal=proposal).select_related("teacher", "institution"))
    if any(visit.status != Visit.Status.PLANNED or visit.companion_id != proposal.companion_id for visit in visits):
        raise ValidationError(
            _("Ya hay visitas de esta propuesta preparadas, hechas, canceladas o entregadas: muévelas una por una.")
        )
    return visits


@transaction.atomic
def undo_proposal(*, proposal: Proposal) -> int:
    """Take a confirmed proposal off the calendar, whole, while none of its visits was prepared or made."""
    visits = undoable(proposal)
    take_off_calendar(visits)
    proposal.delete()
    return len(visits)


# --- The address that a phone's calendar reads ---------------------------------------------------------------------
@transaction.atomic
def renew_feed(*, companion: Companion) -> str:
    """Give the companion a new secret address, which ends the former one; return its token, shown this once."""
    lock(companion)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(companion=companion, defaults={"token_sha256": token_hash(token)})
    return token


def revoke_feed(*, companion: Companion) -> None:
    """End the companion's secret address: what reads it finds nothing any more."""
    CalendarFeed.objects.filter(companion=companion).delete()
