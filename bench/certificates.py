"""The certificates of a session of 200 people in one batch, against WeasyPrint alone on the same HTML."""

from __future__ import annotations

import os
from datetime import time
from typing import TYPE_CHECKING

from .figures import Row, row
from .plans import GOAL, ROUNDS, render_alone, seconds_until_made
from .site import worker

if TYPE_CHECKING:
    from visits.models import GroupSession

    from .make_visits import Made

PEOPLE = 200


def measure(made: Made) -> list[Row]:
    """Both in turn, each at its best of three: a machine shared with others only ever slows one down."""
    cores = os.cpu_count() or 1
    with worker(cores):
        through_worker(made, session_of(made, 2 * cores))  # each process has made one: what is measured is warm
        ours, alone = [], []
        for _ in range(ROUNDS):
            session = session_of(made, PEOPLE)
            ours.append(PEOPLE / through_worker(made, session) / cores)
            alone.append(PEOPLE / render_alone(sheets(session), cores) / cores)
    return [row(f"{PEOPLE} certificates", max(ours), "/s a core", floor=max(alone), goal=GOAL)]


def session_of(made: Made, people: int) -> GroupSession:
    """A session of three hours to which so many people came who have no other."""
    from accompaniment.models import Teacher
    from visits.models import Attendance, GroupSession

    session = GroupSession.objects.create(
        campaign=made.campaign,
        kind="gia",
        title="Preguntas que hacen pensar",
        facilitator="Ana Quispe",
        place="Auditorio",
        held_on=made.campaign.starts_on,
        starts_at=time(15),
        ends_at=time(18),
        state="held",
    )
    already = Teacher.objects.count()
    came = Teacher.objects.bulk_create(
        Teacher(
            document_number=f"9{already + n:07}",
            first_names="Persona",
            last_names=f"De Prueba {n}",
            search_name=f"de prueba {n:04} persona",
            kind="promoter",
        )
        for n in range(people)
    )
    Attendance.objects.bulk_create(Attendance(session=session, teacher=one, status="attended") for one in came)
    return session


def through_worker(made: Made, session: GroupSession) -> float:
    """Ask for the certificates of all who came; return the seconds until the last one."""
    from django.utils import timezone

    from reports.documents.kinds import ATTENDANCE_CERTIFICATE
    from reports.documents.requests import request_batch

    began = timezone.now()
    batch = request_batch(
        kind=ATTENDANCE_CERTIFICATE,
        targets=session.attendances.select_related("teacher", "session"),
        campaign=made.campaign,
        by=made.specialist,
        session=session,
    )
    return seconds_until_made(batch.jobs.all(), began)


def sheets(session: GroupSession) -> list[str]:
    """The HTML that the worker printed."""
    from reports.documents.pdf import document_html

    return [document_html(document.of_kind, document.snapshot) for document in session.documents.all()]
