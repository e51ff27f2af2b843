"""What the people of one plot do, one thing after another, some of it at the same time."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

from django.utils import timezone

from accompaniment.models import Assignment, User
from reports.documents.kinds.visit_sheet import VISIT_SHEET
from reports.documents.requests import request_document
from visits.models import Visit

from .browser import Browser
from .cast import AFTERWARDS, DRAFTS, OPENED, Plot
from .endings import end, persistently
from .fates import dice
from .pages import Form, Page
from .sendings import Enough, Kind, Ledger, Sending
from .windows import SheetWindow, VisitWindow

HANDED_ON, PASSED_ON = "La especialista pasó esta visita a", "Esta visita pasó a"
GOES_BACK = 1 / 3  # of those who wrote something do so on the page of before, and write something else
EACH_DOCUMENT, EACH_SIGNATURE = 4, 3  # of so many stories one asks for the sheet of its visit, or signs it
SIGNATURE = json.dumps([[[n * 10, n * 10] for n in range(12)]])


class Story:
    """One visit and the next to the same person, told by what is sent."""

    def __init__(self, plot: Plot, ledger: Ledger, specialist: User, seed: int) -> None:
        self.plot, self.ledger, self.specialist, self.seed = plot, ledger, specialist, seed

    def play(self) -> None:
        """Until its end, or until enough was sent."""
        try:
            closed = self._first_visit()
            if closed:
                self._talk(closed)
                self._ask_for_sheet(closed)
            self._second_visit()
        except Enough:
            return

    # --- The first visit -------------------------------------------------------------------------------------
    def _first_visit(self) -> str:
        """Write, be interrupted, close; return the visit that is closed, empty when none is."""
        plot = self.plot
        window = self._window(plot.companion, plot.visit_id, "first")
        self._end_at(OPENED)
        with ThreadPoolExecutor(1) as meanwhile:
            for moment in range(DRAFTS):
                ending = meanwhile.submit(self._end_at, moment)
                if not window.refusal:
                    window.send_draft(times=self._windows(f"first/{moment}"))
                ending.result()
        observing: Callable[[], object] = self._observe if plot.observer else lambda: None
        finished, _seen = at_once(lambda: self._finish(window), observing)
        return str(finished)

    def _end_at(self, moment: int) -> None:
        """Let end what ends in this story, if it ends now."""
        if self.plot.ending and self.plot.moment == moment:
            end(self.plot, self.specialist)

    def _window(self, who: Browser, visit_id: str, part: str) -> VisitWindow:
        query = f"?assignment={self.plot.assignment_id}"
        day = self.plot.second_day if part == "second" else self.plot.first_day
        return VisitWindow(self.ledger, who, visit_id, self._key(part), day=day, query=query)

    def _finish(self, window: VisitWindow) -> str:
        """Close it, or do what the refusal says: another companion finishes it, or it is sent as a visit of its own."""
        if window.finish():
            return window.visit_id
        if window.refusal.startswith(HANDED_ON):
            theirs = self._window(self.plot.receiver, window.visit_id, "handed-on")
            return theirs.visit_id if theirs.finish() else ""
        if window.refusal.startswith(PASSED_ON):
            own = self._window(window.who, self._new_id("own"), "own")
            return own.visit_id if own.finish() else ""
        return ""

    def _observe(self) -> None:
        plot = self.plot
        if plot.observer:
            sheet = SheetWindow(self.ledger, plot.observer, f"/visits/pairs/{plot.pair_id}/", self._key("sheet"))
            if not sheet.refusal:
                sheet.send_draft()
            sheet.finish()

    # --- After it --------------------------------------------------------------------------------------------
    def _talk(self, visit_id: str) -> None:
        """Each from a page that was open before anything ended."""
        path, plot = f"/visits/{visit_id}/", self.plot
        of_teacher = plot.teacher.open(f"{path}?levels=1", self._key("teacher/open")).page
        of_companion = plot.companion.open(path, self._key("companion/open")).page
        at_once(
            lambda: self._teacher_talks(path, of_teacher),
            lambda: self._companion_talks(path, of_companion),
            lambda: self._end_at(AFTERWARDS),
            self._compare,
        )

    def _teacher_talks(self, path: str, page: Page) -> None:
        """Answer, say something, agree."""
        comments = [form for form in page.forms if form.action == f"{path}comments/"]
        if not comments:
            self.ledger.note_closed_page(Sending(self._key("talk"), Kind.COMMENT, self.plot.teacher, path), page.reason)
        for kind, form in zip((Kind.ANSWER, Kind.COMMENT), comments, strict=False):
            self._write(kind, self.plot.teacher, form, "text", "comment_id", page=path)
        if agree := page.form_to(f"{path}acknowledge/"):
            self._write(Kind.AGREEMENT, self.plot.teacher, agree, "remark", page=path, verdict="agrees")

    def _companion_talks(self, path: str, page: Page) -> None:
        """Say something, and in some stories take the accompanied person's signature while they agree at home."""
        plot = self.plot
        if form := page.form_to(f"{path}comments/"):
            self._write(Kind.COMMENT, plot.companion, form, "text", "comment_id", page=path)
        if plot.number % EACH_SIGNATURE == 0:
            drawn = {"means": "drawn", "drawing": SIGNATURE}
            key = self._key("signature")
            self.ledger.send(Sending(key, Kind.SIGNATURE, plot.companion, f"{path}sign/", drawn), times=2)

    def _compare(self) -> None:
        """Both observers write down what they agreed, once both have closed."""
        path = f"/visits/pairs/{self.plot.pair_id}/comparison/"
        for who in (self.plot.companion, self.plot.observer):
            if self.plot.pair_id and who:
                page = who.open(path, self._key(f"compare/{who.username}/open")).page
                if form := next((form for form in page.forms if "remark" in form.fields), None):
                    form.action = path
                    self._write(Kind.REMARK, who, form, "text", "remark", page=path)

    def _write(
        self, kind: Kind, who: Browser, form: Form, field: str, named: str = "", *, page: str, **chosen: str
    ) -> None:
        """Send a text, in some stories from two windows, or go back to the page afterwards and send another one."""
        part = f"{kind.name.lower()}/{who.username}"
        goes_back = bool(named) and self._dice(part).random() < GOES_BACK
        for key in [self._key(part), *([self._key(f"{part}/back")] if goes_back else [])]:
            text = f"{kind.value.capitalize()} de {key}."
            own_id = form.fields[named][0] if named else ""
            sending = Sending(key, kind, who, form.action, {**form.content, **chosen, field: text}, page, text, own_id)
            self.ledger.send(sending, times=self._windows(key))

    def _ask_for_sheet(self, visit_id: str) -> None:
        """The worker makes a document of the visit meanwhile."""
        if self.plot.number % EACH_DOCUMENT == 0:
            persistently(lambda: self._request(visit_id))

    def _request(self, visit_id: str) -> None:
        visit = Visit.objects.select_related("campaign", "companion__user").get(pk=visit_id)
        request_document(kind=VISIT_SHEET, target=visit, campaign=visit.campaign, by=visit.companion.user)

    # --- The next visit --------------------------------------------------------------------------------------
    def _second_visit(self) -> None:
        """Its form asks what became of the commitments of the first, and not of what another agreed meanwhile."""
        self._visit_of_who_follows()
        window = self._window(self.plot.companion, self._new_id("second"), "second")
        if not window.refusal:
            window.send_draft()
        window.finish()

    def _visit_of_who_follows(self) -> None:
        """Of a person who was handed over: the receiver's first visit."""
        today = timezone.localdate()
        given = Assignment.objects.filter(post=self.plot.post_id, companion=self.plot.receiver_id)
        if assignment := persistently(given.first):
            query = f"?assignment={assignment.pk}"
            visit_id, key = self._new_id("next"), self._key("next")
            VisitWindow(self.ledger, self.plot.receiver, visit_id, key, day=today, query=query).finish()

    # --- The same in every run of this seed, whoever comes first -----------------------------------------------
    def _dice(self, part: str) -> Random:
        return dice(self.seed, "story", self.plot.number, part)

    def _windows(self, part: str) -> int:
        """From how many windows at once this is sent."""
        return self._dice(f"{part}/windows").choice((1, 1, 2))

    def _new_id(self, part: str) -> str:
        return str(uuid.UUID(int=self._dice(f"{part}/id").getrandbits(128), version=4))

    def _key(self, part: str) -> str:
        return f"{self.plot.number}/{part}"


def at_once(*works: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(len(works)) as threads:
        return [done.result() for done in [threads.submit(work) for work in works]]
