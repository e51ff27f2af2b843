"""What may go wrong with a whole roster."""

from __future__ import annotations

from accompaniment.jobs.runs import JobRefused


class RosterError(JobRefused):
    """The import as a whole was refused and nothing has changed; its text says why."""
