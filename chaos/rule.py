"""What must be received: rule 13 of the product, docs/receiving.md, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .cast import Plot
from .sendings import Kind, Sending


@dataclass(frozen=True)
class Facts:
    """What had become, in the end, of what one story stood on."""

    is_handed_on: bool  # its first visit, begun, to be finished by another companion
    is_passed_on: bool  # its first visit, planned, with its person
    is_cancelled: bool  # its first visit
    last_day: date  # of the assignment
    is_closed: bool  # the campaign
    has_left: bool  # the companion works here no more


def may_be_refused(sending: Sending, plot: Plot, facts: Facts) -> bool:
    """Whether a refusal is right.

    What was made on a day inside its assignment is received, whatever ended since, unless it was handed on to another
    companion or its campaign was closed; an accompanied person and a second observer are always heard. Of a planned
    visit that passed on what was made is received as a visit of its maker's own, which the form leads to for closing.
    """
    is_hers = sending.by is plot.companion
    if is_hers and sending.fields.get("visit-visited_on", "") > facts.last_day.isoformat():
        return True
    if sending.kind in (Kind.DRAFT, Kind.VISIT, Kind.CLOSING, Kind.SIGNATURE):
        is_first = is_hers and plot.visit_id in sending.path
        is_closed = facts.is_closed and sending.kind != Kind.SIGNATURE
        return is_closed or (is_first and (facts.is_handed_on or facts.is_passed_on))
    if sending.kind == Kind.COMMENT:
        return facts.has_left and is_hers
    return sending.kind in (Kind.SHEET, Kind.SHEET_CLOSING) and facts.is_cancelled
