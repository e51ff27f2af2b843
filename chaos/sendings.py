"""Sendings, what their senders know of each, and how one is sent until it is answered."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .browser import TRIES, Answer, Browser, Line, Silence, rest
from .pages import is_sentence


class State(StrEnum):
    UNANSWERED = "unanswered"
    RECEIVED = "received"
    REFUSED = "refused"  # with the reason, or without one
    CONFLICT = "conflict"  # kept beside what is saved: nobody here writes one thing in two ways


class Kind(StrEnum):
    DRAFT = "what the page of a visit sends by itself"
    VISIT = "visit form"
    CLOSING = "closing of a visit"
    SHEET = "second observer's sheet"
    SHEET_CLOSING = "closing of a second observer's sheet"
    ANSWER = "answer to a question"
    COMMENT = "comment"
    AGREEMENT = "agreement with a visit"
    SIGNATURE = "signature on the companion's device"
    REMARK = "what a pair agreed"


@dataclass
class Sending:
    """One form of one person. `id` is its own, where it has one; `text` is what its reader must find again."""

    key: str  # story and step: what repeats with the seed
    kind: Kind
    by: Browser
    path: str
    fields: dict[str, Any] = field(default_factory=dict)
    page: str = ""  # where the form stands, if not at the address it is sent to
    text: str = ""
    id: str = ""
    is_script: bool = False
    state: State = State.UNANSWERED
    status: int = 0
    reason: str = ""
    answer: dict[str, Any] = field(default_factory=dict)  # what a script heard
    tries: int = 0
    was_forgotten: bool = False  # signed in again, and the page did not bring back what was typed

    @property
    def is_received(self) -> bool:
        return self.state == State.RECEIVED

    @property
    def tells_why(self) -> bool:
        return is_sentence(self.reason)


class Enough(Exception):
    """As many sendings as were asked for are on their way, or the run is over."""


class Ledger:
    """All sendings of the run, as many as there may be."""

    def __init__(self, most: int, line: Line) -> None:
        self.most, self.line = most, line
        self.all: list[Sending] = []
        self.closed_pages: list[Sending] = []  # what was never sent, for its page did not open
        self._lock = threading.Lock()

    @property
    def answered(self) -> int:
        return sum(one.state != State.UNANSWERED for one in list(self.all))

    def count(self) -> Counter[State]:
        return Counter(one.state for one in self.all)

    def note_closed_page(self, sending: Sending, reason: str) -> None:
        sending.state, sending.reason = State.REFUSED, reason
        self.closed_pages.append(sending)

    def send(self, sending: Sending, *, times: int = 1) -> Sending:
        """Send it until it is answered; `times` windows at once send the very same."""
        with self._lock:
            if self.line.is_over or len(self.all) >= self.most:
                raise Enough
            self.all.append(sending)
        marks = [sending.key, *(f"{sending.key}/window-{n}" for n in range(1, times))]
        with sending.by.hands, ThreadPoolExecutor(times) as windows:
            for answer in list(windows.map(lambda mark: self._send(sending, mark, is_alone=times == 1), marks)):
                self._settle(sending, answer)
        return sending

    def _send(self, sending: Sending, mark: str, *, is_alone: bool) -> Answer | None:
        """Try until something answers: the same again, unchanged. None when nothing ever did."""
        for attempt in range(TRIES):
            if self.line.is_over:
                break
            sending.tries += 1
            try:
                how = {"page": sending.page or sending.path, "is_script": sending.is_script}
                answer = sending.by.post(sending.path, sending.fields, f"{mark}.{attempt}", **how)
                if not answer.is_signed_out:
                    return answer
                sending.by.sign_in(f"{mark}/sign-in.{attempt}")
                if is_alone and not sending.is_script:
                    self._look_again(sending, answer, f"{mark}/again.{attempt}")
            except Silence:
                rest(attempt)
        return None

    def _look_again(self, sending: Sending, answer: Answer, mark: str) -> None:
        """Signed in again, the page where it was typed has what was typed, or it has no such form any more."""
        if not sending.text:
            return
        form = sending.by.get(answer.asks_to_sign_in_for, mark).page.form_like(sending.path, sending.fields)
        if form and not any(sending.text in value for values in form.fields.values() for value in values):
            sending.was_forgotten = True

    def _settle(self, sending: Sending, answer: Answer | None) -> None:
        """Note what was answered. Of two windows the worse answer counts."""
        if answer is None:
            return
        state, reason = outcome_of(answer)
        if sending.state in (State.UNANSWERED, State.RECEIVED):
            sending.state, sending.reason = state, reason
            sending.answer, sending.status = answer.json or {}, answer.status


def outcome_of(answer: Answer) -> tuple[State, str]:
    """What an answer says of what was sent, as docs/receiving.md has it; a page leads on when all is well."""
    if answer.json is not None:
        reason = str(answer.json.get("reason", ""))
        states = {"received": State.RECEIVED, "conflict": State.CONFLICT}
        return states.get(answer.json.get("state", ""), State.REFUSED), reason
    if answer.status == 302:
        is_conflict = answer.location.endswith("/conflict/")
        return (State.CONFLICT if is_conflict else State.RECEIVED), ""
    return State.REFUSED, answer.page.reason
