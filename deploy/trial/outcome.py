"""What came of all that people sent: asked of the database, and of the mail server, past the site."""

from __future__ import annotations

import re
import time
from collections import Counter

from ground import Ground
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

AS_IF_MINUTES_HAD_PASSED = (
    "UPDATE reports_reportjob SET heartbeat_at = heartbeat_at - interval '5 minutes'"
    " WHERE status IN ('queued', 'running') AND heartbeat_at < now() - interval '15 seconds'",
    "UPDATE accompaniment_letter SET due_at = now() WHERE status = 'waiting'"
    " AND due_at BETWEEN now() AND now() + interval '9 minutes 45 seconds'",
)
LOOK = "from accompaniment.tasks import find_lost_jobs, send_letters; find_lost_jobs.delay(); send_letters.delay()"
ADDRESSES = "[User.objects.filter(pk=u.pk).update(email=f'{u.username}@example.pe') for u in User.objects.all()]"
PATIENCE = 90.0


def give_addresses(ground: Ground) -> None:
    """Everybody of the demonstration gets an e-mail address: user name@example.pe."""
    ground.manage(ground.current, "shell", "--command", ADDRESSES)


class Outcome:
    def __init__(self, servers: Own, asked: list[str]) -> None:
        self.servers, self.asked = servers, asked
        self.visits_before = self._visits()

    def unfinished(self) -> int:
        return sum(self._count(question) for question in UNFINISHED)

    def finish(self, ground: Ground) -> None:
        """Wait until all is done; what is found only after minutes is found as if they had passed."""
        ends = time.monotonic() + PATIENCE
        while self.unfinished():
            assert time.monotonic() < ends, f"{self.unfinished()} jobs and letters stay unfinished"
            for statement in AS_IF_MINUTES_HAD_PASSED:
                self.servers.ask(statement)
            ground.manage(ground.current, "shell", "--command", LOOK)
            time.sleep(1)

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
        jobs = [job for job in self.servers.ask(JOBS, self.asked) if job[0] == "done"]
        assert len(jobs) == len(self.asked), f"{len(self.asked)} plans asked for, {len(jobs)} done"
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
