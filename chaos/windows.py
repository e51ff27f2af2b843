"""A form that is open in somebody's browser, and what they type into it: a visit, or a second observer's sheet."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from .browser import Browser
from .sendings import Kind, Ledger, Sending, State

EVIDENCE = re.compile(r"score-(\d+)-evidence")
VERDICT = re.compile(r"review-([0-9a-f-]{36})-evidence")


class Window:
    """A form with a submission of its own. What is refused for good is not sent again from it."""

    draft, saved = Kind.DRAFT, Kind.VISIT

    def __init__(self, ledger: Ledger, who: Browser, path: str, key: str, page: str = "") -> None:
        self.ledger, self.who, self.path, self.page, self.key = ledger, who, path, page or path, key
        self.steps = 0
        self.refusal = ""  # why nothing more is sent from here
        opened = who.open(self.page, f"{key}/open")
        form = opened.page.form_to(path)
        self.fields: dict[str, Any] = dict(form.content) if form and opened.status == 200 else {}
        if not self.fields:
            self.refusal = opened.page.reason
            ledger.note_closed_page(Sending(f"{key}/open", self.saved, who, path, self.given), self.refusal)

    @property
    def given(self) -> dict[str, Any]:
        """What it says before anything is typed."""
        return {}

    def type(self, text: str) -> None:
        """Evidence and a level in every criterion."""
        for name in list(self.fields):
            if found := EVIDENCE.fullmatch(name):
                self.fields[name] = f"Se vio, {text}, en {found[1]}"
                self.fields[f"score-{found[1]}-value"] = 1 + self.steps % 3

    def send_draft(self, *, times: int = 1) -> Sending:
        """As the page does by itself, in JSON; the next one has another id and is written on this one."""
        sending = self._sending(self.draft, is_script=True)
        self.ledger.send(sending, times=times)
        if sending.is_received:
            self.fields |= {"submission": sending.answer["next"], "base_revision": sending.answer["revision"]}
        return self._heard(sending)

    def press(self) -> Sending:
        """The button that saves and goes on to closing, touched twice."""
        sending = self._sending(self.saved)
        sending.fields["close"] = "1"
        return self._heard(self.ledger.send(sending, times=2))

    def close(self, path: str, kind: Kind) -> Sending:
        """Confirm on the page that the button led to, touched twice."""
        return self.ledger.send(Sending(f"{self.key}/close", kind, self.who, path, {"means": "later"}), times=2)

    def _sending(self, kind: Kind, *, is_script: bool = False) -> Sending:
        self.steps += 1
        key = f"{self.key}/{self.steps}"
        self.type(key)
        submission = str(_first(self.fields["submission"]))
        return Sending(key, kind, self.who, self.path, dict(self.fields), self.page, self.text, submission, is_script)

    @property
    def text(self) -> str:
        """What a reader of this sending must find."""
        return next(str(value) for name, value in self.fields.items() if EVIDENCE.fullmatch(name))

    def _heard(self, sending: Sending) -> Sending:
        if sending.state == State.REFUSED:
            self.refusal = sending.reason
        return sending


class VisitWindow(Window):
    """The form of a visit, made on a day."""

    def __init__(self, ledger: Ledger, who: Browser, visit_id: str, key: str, *, day: date, query: str = "") -> None:
        self.visit_id, self.day = visit_id, day
        path = f"/visits/{visit_id}/form/"
        super().__init__(ledger, who, path, key, f"{path}{query}")

    def type(self, text: str) -> None:
        super().type(text)
        self.fields |= self.given | {
            "visit-starts_at": "09:00",
            "visit-ends_at": "11:30",
            "visit-purpose": f"Propósito de {text}",
            "notes-0-text": f"Nota de {text}",
            "questions-0-text": f"Pregunta de {self.key}",
            "dialogue-strengths": f"Escucha, dice {text}",
            "commitments-0-action": f"Compromiso de {text}",
            "commitments-0-due_on": (self.day + timedelta(days=20)).isoformat(),
        }
        for name in list(self.fields):
            if found := VERDICT.fullmatch(name):
                self.fields |= {name: f"Se ve, {text}", f"review-{found[1]}-verdict": "partly"}

    @property
    def given(self) -> dict[str, Any]:
        return {"visit-visited_on": self.day.isoformat()}

    @property
    def text(self) -> str:
        return str(self.fields["visit-purpose"])

    def finish(self) -> bool:
        """Save by the button and close; whether the visit is closed."""
        if self.refusal or not self.press().is_received:
            return False
        return self.close(f"/visits/{self.visit_id}/close/", Kind.CLOSING).is_received


class SheetWindow(Window):
    """The second observer's sheet."""

    draft = saved = Kind.SHEET

    def finish(self) -> bool:
        if self.refusal or not self.press().is_received:
            return False
        return self.close(f"{self.path}close/", Kind.SHEET_CLOSING).is_received


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value
