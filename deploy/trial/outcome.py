"""What came of all that people sent: asked of the database, and of the mail server, past the site."""

from __future__ import annotations

import re
from collections import Counter

from servers import Own

NOTES = "SELECT text, visit_id::text FROM visits_fieldnote WHERE text = ANY(%s)"
VISITS = "SELECT id::text FROM visits_visit"
UNFINISHED = (
    "SELECT count(*) FROM reports_reportjob WHERE status IN ('queued', 'running')",
    "SELECT count(*) FROM accompaniment_letter WHERE status = 'waiting'",
)
JOBS = "SELECT status, document_id::text, attempts FROM reports_reportjob WHERE teacher_id = ANY(%s::uuid[])"
PLANS = "SELECT id::text, number FROM reports_document WHERE kind = 'follow_up_plan' ORDER BY number"
LETTERS = "SELECT status, count(*) FROM accompaniment_letter GROUP BY status"


class Outcome:
    def __init__(self, servers: Own, asked: list[str]) -> None:
        self.servers, self.asked = servers, asked
        self.visits_before = self._visits()

    def unfinished(self) -> int:
        return sum(self._count(question) for question in UNFINISHED)

    def judge(self, sent: dict[str, str], *, killed_letters: int) -> str:
        """What was sent and what came of it, in a few lines. Raises AssertionError for whatever was lost or doubled.

        `sent` says in which visit each text was received.
        """
        return "\n".join((self._judge_visits(sent), self._judge_plans(), self._judge_letters(killed_letters)))

    def _judge_visits(self, sent: dict[str, str]) -> str:
        found = Counter(self.servers.ask(NOTES, [*sent]))
        assert found == Counter(sent.items()), f"sent {sent}, found {found}"
        strays = self._visits() - self.visits_before - {*sent.values()}
        assert not strays, f"visits that nobody sent: {strays}"
        return f"          visits: {len(sent)} sent, each there once"

    def _judge_plans(self) -> str:
        """The demonstration has none: theirs are all there are, from number 1 on."""
        jobs = self.servers.ask(JOBS, self.asked)
        assert len(jobs) == len(self.asked), f"{len(self.asked)} plans asked for, {len(jobs)} jobs"
        assert {status for status, *_rest in jobs} == {"done"}, Counter(status for status, *_rest in jobs)
        documents = dict(self.servers.ask(PLANS))
        assert [*documents.values()] == [*range(1, len(jobs) + 1)], documents
        assert {*documents} == {document for _status, document, _attempts in jobs}
        again = sum(attempts > 1 for *_rest, attempts in jobs)
        return f"          plans: {len(jobs)} asked for, numbers 1 to {len(documents)}, {again} begun anew"

    def _judge_letters(self, killed: int) -> str:
        told = dict(self.servers.ask(LETTERS))
        assert set(told) <= {"sent", "needless"}, told
        arrived = Counter(re.findall(r"^Message-ID: (\S+)", "\n".join(self.servers.mail.letters), re.MULTILINE))
        assert len(arrived) == told["sent"], f"{told['sent']} letters sent, {len(arrived)} arrived"
        twice = sum(arrived.values()) - len(arrived)
        assert twice <= killed, f"{twice} letters came again where {killed} senders were killed"
        return f"          letters: {told['sent']} asked for, each arrived; {twice} twice, under the same id"

    def _visits(self) -> set[str]:
        return {key for (key,) in self.servers.ask(VISITS)}

    def _count(self, question: str, *values: str) -> int:
        [[number]] = self.servers.ask(question, *values)
        return int(number)
