"""Compares what people were told with what is there: in the tables, once, and on the pages of who sent it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from accompaniment.models import Assignment, Companion, User
from visits.models import Comment, Confirmation, PairedObservation, PairedRemark, PairedSubmission, Submission, Visit

from .browser import Line
from .cast import Plot
from .rule import Facts, may_be_refused
from .sendings import Kind, Ledger, Sending, State

OF_VISIT = (Kind.DRAFT, Kind.VISIT)
SPOKEN = (Kind.ANSWER, Kind.COMMENT, Kind.REMARK, Kind.AGREEMENT)


@dataclass
class Verdict:
    """What is wrong, a line each; empty lists when all is well."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrongly_refused: list[str] = field(default_factory=list)
    without_a_sentence: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)  # typed when a session had ended, and not brought back

    @property
    def is_clean(self) -> bool:
        return not any(vars(self).values())

    def lines(self) -> Iterator[str]:
        for name, faults in vars(self).items():
            yield from (f"{name.replace('_', ' ')}: {fault}" for fault in faults)


class Oracle:
    """Judges all that was sent, when no line breaks any more."""

    def __init__(self, ledger: Ledger, plots: list[Plot], line: Line) -> None:
        self.sendings, self.closed_pages, self.line = ledger.all, ledger.closed_pages, line
        self.plots = {plot.number: plot for plot in plots}
        self.facts = {plot.number: facts_of(plot) for plot in plots}
        self.verdict = Verdict()
        self.pages: dict[tuple[str, str], str] = {}
        for sending in self.sendings:
            self._find_own(sending)

    def _find_own(self, sending: Sending) -> None:
        """What was made of a planned visit that passed on is a visit of its maker's own, under keys made of both."""
        plot = self._plot_of(sending)
        is_of_it = sending.kind in OF_VISIT and sending.by is plot.companion and plot.visit_id in sending.path
        if is_of_it and self.facts[plot.number].is_passed_on:
            own = uuid5(UUID(plot.visit_id), f"assignment {plot.assignment_id}")
            sending.path = sending.path.replace(plot.visit_id, str(own))
            sending.id = str(uuid5(own, sending.id))

    def judge(self) -> Verdict:
        for sending in self.sendings:
            sending.by.line = self.line
            self._judge_answer(sending)
        for sending in self.closed_pages:
            self._judge_closed_page(sending)
        for sending in filter(self._is_last_word, self.sendings):
            self._judge_content(sending)
        self._judge_doubles()
        return self.verdict

    def _judge_answer(self, sending: Sending) -> None:
        plot, told = self._plot_of(sending), describe(sending)
        if sending.was_forgotten:
            self.verdict.forgotten.append(told)
        if sending.state == State.REFUSED and not sending.tells_why:
            self.verdict.without_a_sentence.append(told)
        is_in = stored(sending)
        if sending.is_received and not is_in:
            self.verdict.lost.append(f"{told}: it is not there")
        elif not sending.is_received and (is_in and sending.id or not self._may_be_refused(sending, plot)):
            self.verdict.wrongly_refused.append(f"{told}{': and yet it is there' if is_in else ''}")

    def _judge_closed_page(self, sending: Sending) -> None:
        told = f"{describe(sending)}: its page does not open"
        if not sending.tells_why:
            self.verdict.without_a_sentence.append(told)
        if not self._may_be_refused(sending, self._plot_of(sending)):
            self.verdict.wrongly_refused.append(told)

    def _may_be_refused(self, sending: Sending, plot: Plot) -> bool:
        return sending.state == State.REFUSED and may_be_refused(sending, plot, self.facts[plot.number])

    def _plot_of(self, sending: Sending) -> Plot:
        return self.plots[int(sending.key.partition("/")[0])]

    def _is_last_word(self, sending: Sending) -> bool:
        """Whether nothing that was received later says it anew."""
        same = OF_VISIT if sending.kind in OF_VISIT else (sending.kind,)
        later = self.sendings[self.sendings.index(sending) + 1 :] if sending.is_received else []
        said_again = (one for one in later if one.is_received and one.kind in same and one.path == sending.path)
        return sending.is_received and (sending.kind in SPOKEN or not any(said_again))

    def _judge_content(self, sending: Sending) -> None:
        for wrong in missing_of(sending):
            self.verdict.lost.append(f"{describe(sending)}: {wrong}")
        if sending.text and sending.text not in self._page(sending):
            self.verdict.lost.append(f"{describe(sending)}: its author does not find it on {page_of(sending)}")

    def _page(self, sending: Sending) -> str:
        """The page of its author, read once whatever it has to show."""
        key = (sending.by.username, page_of(sending))
        if key not in self.pages:
            self.pages[key] = sending.by.open(key[1], "").text
        return self.pages[key]

    def _judge_doubles(self) -> None:
        ids = {sending.id for sending in self.sendings if sending.id}
        for model in (Submission, PairedSubmission):
            for pk in model.objects.values_list("pk", flat=True):
                if str(pk) not in ids:
                    self.verdict.doubled.append(f"{model.__name__} {pk}: nobody sent it under this id")
        for sending in self.sendings:
            if (times := times_there(sending)) > 1:
                self.verdict.doubled.append(f"{describe(sending)}: it is there {times} times")


def facts_of(plot: Plot) -> Facts:
    visit = Visit.objects.filter(pk=plot.visit_id).first()
    assignment = Assignment.objects.select_related("campaign").get(pk=plot.assignment_id)
    leaves = Companion.objects.get(pk=plot.companion_id).ends_on
    return Facts(
        is_handed_on=bool(visit and visit.handed_to_id),
        is_passed_on=bool(visit and visit.companion_id != plot.companion_id),
        is_cancelled=bool(visit and visit.status == Visit.Status.CANCELLED),
        last_day=assignment.ends_on or timezone.localdate(),
        is_closed=assignment.campaign.is_closed,
        has_left=leaves is not None and leaves < timezone.localdate(),
    )


def describe(sending: Sending) -> str:
    reason = f" «{sending.reason}»" if sending.reason else ""
    return f"{sending.kind.value} {sending.key}, {sending.state.value} {sending.status}{reason}"


# --- What is there -----------------------------------------------------------------------------------------------
def stored(sending: Sending) -> bool:
    """Whether its row is there, seen by who sent it."""
    by = User.objects.get(username=sending.by.username)
    match sending.kind:
        case Kind.DRAFT | Kind.VISIT:
            rows: Any = Submission.objects.of_writer(by).filter(pk=sending.id).exclude(outcome="held")
            return bool(rows.filter(visit__in=Visit.objects.visible_to(by)).exists())
        case Kind.SHEET:
            pairs = PairedObservation.objects.visible_to(by)
            return PairedSubmission.objects.filter(pk=sending.id, observation__in=pairs).exists()
        case Kind.ANSWER | Kind.COMMENT:
            seen = Visit.objects.visible_to(by)
            return Comment.objects.filter(text=sending.text, author=by, visit__in=seen).exists()
        case Kind.REMARK:
            return PairedRemark.objects.filter(text=sending.text, author=by).exists()
        case Kind.CLOSING:
            return Visit.objects.visible_to(by).closed().filter(pk=visit_of(sending)).exists()
        case Kind.SHEET_CLOSING:
            return PairedObservation.objects.filter(pk=visit_of(sending), observer=by, closed_at__isnull=False).exists()
        case Kind.AGREEMENT | Kind.SIGNATURE:
            side = Confirmation.Side.ACCOMPANIED
            agreed = Confirmation.objects.filter(visit=visit_of(sending), side=side).exists()
            return agreed and (not sending.text or bool(_times_said(sending)))


def _times_said(sending: Sending) -> int:
    """How often it stands in a conversation or, said with an agreement in time, beside that."""
    return Comment.objects.filter(text=sending.text).count() + Confirmation.objects.filter(remark=sending.text).count()


def times_there(sending: Sending) -> int:
    """How often what it says is there."""
    match sending.kind:
        case Kind.ANSWER | Kind.COMMENT | Kind.AGREEMENT:
            return _times_said(sending)
        case Kind.REMARK:
            return PairedRemark.objects.filter(text=sending.text).count()
        case Kind.DRAFT | Kind.VISIT:
            return Visit.objects.filter(purpose=sending.text).count()
    return 1


def missing_of(sending: Sending) -> Iterable[str]:
    """What the last word of a visit or a sheet says and its rows do not, or not once."""
    if sending.kind in OF_VISIT:
        visit = Visit.objects.with_record().get(pk=visit_of(sending))
        rows = {
            "purpose": [visit.purpose],
            "evidence": [score.evidence for score in visit.scores.all()],
            "notes": [note.text for note in visit.notes.all()],
            "questions": [question.text for question in visit.questions.all()],
            "commitments": [commitment.action for commitment in visit.commitments.all()],
            "verdicts": [review.evidence for review in visit.commitment_reviews.all()],
        }
        return [name for name, there in rows.items() if sorted(there) != sorted(typed(sending, name))]
    if sending.kind == Kind.SHEET:
        pair = PairedObservation.objects.get(pk=visit_of(sending))
        there = sorted(score.evidence for score in pair.scores.all())
        return [] if there == sorted(typed(sending, "evidence")) else ["evidence"]
    return []


NAMES = {
    "purpose": ("visit-purpose", ""),
    "evidence": ("score-", "-evidence"),
    "notes": ("notes-", "-text"),
    "questions": ("questions-", "-text"),
    "commitments": ("commitments-", "-action"),
    "verdicts": ("review-", "-evidence"),
}


def typed(sending: Sending, name: str) -> list[str]:
    """What was typed into the fields of this part; a row left empty is none."""
    begins, ends = NAMES[name]
    found = (value for key, value in sending.fields.items() if key.startswith(begins) and key.endswith(ends))
    flat = [one for value in found for one in (value if isinstance(value, list) else [value])]
    return [text for text in flat if text]


def visit_of(sending: Sending) -> str:
    """The key of the visit or of the observation in its address."""
    return next(part for part in sending.path.split("/") if len(part) == 36)


def page_of(sending: Sending) -> str:
    """Where who sent it reads it."""
    key = visit_of(sending)
    if sending.kind == Kind.REMARK:
        return sending.path
    return f"/visits/pairs/{key}/" if sending.kind == Kind.SHEET else f"/visits/{key}/"
