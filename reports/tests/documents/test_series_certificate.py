"""One certificate of a series of sessions, as the two days of a workshop: hours of all, by the share of the year."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reports.documents.issue import run_job
from reports.documents.kinds import SERIES_CERTIFICATE
from reports.documents.kinds.base import DocumentRefused
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from reports.tests.documents.test_session_minutes import text_of
from visits.models import Attendance
from visits.tests.groups.meetings import meeting


@pytest.fixture
def days(cast):
    """A workshop of two days: Tania came to both, Petra to one."""
    said = {"kind": "workshop", "state": "held", "series": "Taller de julio", "people": [cast.tania, cast.petra]}
    days = [meeting(cast, held_on=cast.today - timedelta(days=n), **said) for n in (1, 0)]
    Attendance.objects.filter(session__in=days, teacher=cast.tania).update(status="attended")
    Attendance.objects.filter(session=days[0], teacher=cast.petra).update(status="attended")
    Attendance.objects.filter(session=days[1], teacher=cast.petra).update(status="absent")
    meeting(cast, state="held", series="Otro", people=[cast.tania], held_on=cast.today - timedelta(days=3))
    return days


def test_hours_of_all_its_sessions_count_and_too_few_are_told(client, cast, days):
    client.force_login(cast.ana)
    assert "las 2 reuniones de la serie" in client.get(reverse("reports:session_certificates", args=[days[0].pk])).text
    url = reverse("reports:series_certificates", args=[days[0].pk])
    found = client.get(url).context["found"]
    assert [row.teacher for row in found.ready] == [cast.tania]
    assert [(row.teacher, "3 h de 6 h" in reason) for row, reason in found.refused] == [(cast.petra, True)]
    client.post(url, {"people": [found.ready[0].pk]})
    run_job(ReportJob.objects.get().pk)
    document = Document.objects.get()
    page = " ".join(text_of(document))
    assert "Taller de julio" in page and "6 horas de 6 horas" in page and "asistió a 2 de sus 2" in page
    assert [row.teacher for row, _document in client.get(url).context["found"].issued] == [cast.tania]


def test_there_is_one_of_a_series_whichever_of_its_sessions_is_named(client, cast, days):
    client.force_login(cast.ana)
    for day in days:
        row = Attendance.objects.get(session=day, teacher=cast.tania)
        client.post(reverse("reports:series_certificate", args=[row.pk]))
    for job in ReportJob.objects.order_by("created_at"):
        run_job(job.pk)
    assert Document.objects.count() == 1
    with pytest.raises(DocumentRefused):
        SERIES_CERTIFICATE.gather(row, campaign=cast.campaign, by=cast.ana)


def test_a_session_of_no_series_has_none(client, cast):
    alone = meeting(cast, state="held", people=[cast.tania])
    client.force_login(cast.ana)
    page = client.get(reverse("reports:series_certificate", args=[alone.attendances.get().pk])).text
    assert "no es de una serie" in page
    client.force_login(cast.tania.user)
    assert client.get(reverse("reports:series_certificates", args=[alone.pk])).status_code == 403
