"""A strength that a colleague may show: asked of her alone, told to whoever leads the session alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from visits.tests.groups.meetings import meeting


@pytest.fixture
def session(client, cast):
    """Ahead, on what Tania's last visit shows and nobody else's."""
    criterion = cast.version.criteria.first()
    cast.closed_visit(levels=[4, 1, 1, 1, 1])
    people = [cast.tania, cast.petra]
    session = meeting(cast, people=people, held_on=cast.today + timedelta(days=5), criterion=criterion)
    client.force_login(cast.ana)
    return session


def page(session):
    return reverse("visits:session_colleague", args=[session.pk])


def test_she_is_asked_and_says_yes_and_only_the_leader_reads_it(client, cast, session):
    assert "Una colega que lo muestre" in client.get(session.get_absolute_url()).text
    assert list(client.get(page(session)).context["form"].people.values()) == [cast.tania]
    client.post(page(session), {"teacher": cast.tania.pk, "show_request": "Cuenta cómo preguntas"})
    client.force_login(cast.tania.user)
    url = reverse("visits:session_show", args=[session.pk])
    assert url in client.get(reverse("home")).text and "Cuenta cómo preguntas" in client.get(url).text
    client.post(url, {"yes": "1"})
    assert client.get(page(session)).status_code == 403
    client.force_login(cast.ana)
    assert "sí, lo muestra" in client.get(page(session)).text
    for who in (cast.petra.user, cast.diana):
        client.force_login(who)
        assert "Cuenta cómo preguntas" not in client.get(session.get_absolute_url()).text
        assert client.get(url).status_code == 403


def test_whose_visit_does_not_show_it_is_not_asked(client, cast, session):
    answer = client.post(page(session), {"teacher": cast.petra.pk, "show_request": "Cuenta"})
    assert "teacher" in answer.context["form"].errors and not session.attendances.exclude(show_request="").exists()


def test_no_needs_no_reason_and_after_it_began_nothing_is_asked(client, cast, session):
    session.attendances.filter(teacher=cast.tania).update(show_request="Cuenta")
    client.force_login(cast.tania.user)
    url = reverse("visits:session_show", args=[session.pk])
    client.post(url)
    row = session.attendances.get(teacher=cast.tania)
    assert row.show_answer == "no"
    session.held_on = cast.today - timedelta(days=1)
    session.save()
    client.post(url, {"yes": "1"})
    row.refresh_from_db()
    assert row.show_answer == "no"
