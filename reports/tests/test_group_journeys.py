"""Learning together from end to end: visits show what to work on, and what was agreed is looked for afterwards."""

from copy import copy
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.models import Post, Teacher, User
from reports.documents import pdf
from reports.documents.issue import run_next_jobs
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from visits.commitments.settling import settle
from visits.models import Commitment, CommitmentReview, GroupSession
from visits.tests.groups.meetings import typed
from visits.tests.groups.test_effects import person


def step(client, name, *keys, **sent):
    """Send a page of the journey, as the session's page leads to it."""
    answer = client.post(reverse(name, args=keys), sent)
    assert answer.status_code == 302, getattr(answer, "context", None) and answer.context.get("form").errors
    return answer


def convened(client, cast, people, **said):
    step(client, "visits:session_new", **typed(cast, **said))
    session = GroupSession.objects.order_by("convened_on", "held_on").last()
    step(client, "visits:session_invite", session.pk, people=[one.pk for one in people])
    return session


def sign_all(client, session):
    step(client, "visits:session_paper", session.pk, signed=[row.pk for row in session.attendances.all()])


def another_school(cast):
    school = copy(cast.jardin)
    school.pk, school.modular_code = None, "7654321"
    school.save(force_insert=True)
    return school


def test_a_gia_of_three_schools_from_its_theme_to_whether_it_helped(client, cast):
    people = [person(cast, n, before=1, after=3) for n in range(6)]
    for n in range(20, 25):
        person(cast, n, before=2, after=2)
    for one, school in zip(people, [cast.pronoei, another_school(cast)], strict=False):
        Post.objects.filter(teacher=one).update(institution=school)
    client.force_login(cast.ana)
    theme = client.get(reverse("visits:themes")).context["themes"][0]
    day = cast.today - timedelta(days=10)
    session = convened(client, cast, people, criterion=theme.criterion.pk, held_on=day.isoformat())
    sign_all(client, session)
    criterion = cast.version.criteria.order_by("order").first()
    GroupSession.objects.filter(pk=session.pk).update(criterion=criterion)
    agreed = {"action": "Preguntar", "due_on": cast.today, "teachers": [one.pk for one in people]}
    step(client, "visits:session_agree", session.pk, **agreed)
    for one in people[:4]:
        visit = one.visits.latest("visited_on")
        commitment = Commitment.objects.get(session=session, teacher=one)
        CommitmentReview.objects.create(commitment=commitment, visit=visit, verdict="fulfilled", evidence="Lo vimos")
        settle([commitment.pk])
    assert "4 de 6 cumplidos" in client.get(session.get_absolute_url()).text
    effect = client.get(reverse("visits:session_effect", args=[session.pk]))
    assert (effect.context["effect"].came.rose, effect.context["effect"].others.rose) == (6, 0)
    assert "no prueba" in effect.text


def test_a_collegiate_meeting_of_a_director_ends_with_the_five_c(client, cast):
    people = [person(cast, n, before=None, after=None) for n in range(5)]
    users = [User.objects.create_user(f"4310009{n}") for n in range(5)]
    for one, user in zip(people, users, strict=True):
        Teacher.objects.filter(pk=one.pk).update(user=user)
    client.force_login(cast.diana)
    session = convened(client, cast, people, kind="rtc")
    sign_all(client, session)
    for user in users:
        client.force_login(user)
        url = reverse("visits:session_rate", args=[session.pk])
        fields = client.get(url).context["form"].fields
        client.post(url, dict.fromkeys(fields, "4"))
    client.force_login(cast.diana)
    page = client.get(session.get_absolute_url()).text
    assert "Complementariedad" in page and "5 mucho" in page


@pytest.fixture
def batch(client, cast):
    """A workshop of two days of the UGEL, held, whose certificates are asked for."""
    people = [person(cast, n, before=None, after=None) for n in range(4)]
    client.force_login(cast.berta)
    for n in (1, 0):
        said = {"kind": "workshop", "series": "Taller", "held_on": (cast.today - timedelta(days=n)).isoformat()}
        session = convened(client, cast, people, **said)
        sign_all(client, session)
    found = client.get(reverse("reports:series_certificates", args=[session.pk])).context["found"]
    step(client, "reports:series_certificates", session.pk, people=[row.pk for row in found.ready])
    return Batch.objects.get()


def test_a_worker_killed_in_the_middle_of_certificates_doubles_none(batch, monkeypatch):
    drawn, render = [], pdf.render_pdf

    def killed_at_the_third(html):
        if len(drawn) == 2:
            raise KeyboardInterrupt
        drawn.append(html)
        return render(html)

    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(pdf, "render_pdf", killed_at_the_third)
        for _n in range(4):
            run_next_jobs()
    long_ago = timezone.now() - runs.RUNNING_LOST_AFTER - timedelta(seconds=1)
    ReportJob.objects.filter(status="running").update(heartbeat_at=long_ago)
    runs.requeue_lost()
    for _n in range(4):
        run_next_jobs()
    numbers = sorted(Document.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4] and Document.objects.values("teacher").distinct().count() == 4
    assert set(batch.jobs.values_list("status", flat=True)) == {"done"}
