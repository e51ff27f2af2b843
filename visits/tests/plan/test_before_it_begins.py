"""The year is planned ahead; whom it is about is told the day on which the assignment begins."""

from datetime import timedelta

from django.urls import reverse

from accompaniment.models import Assignment
from visits.models import Visit


def test_of_whom_she_does_not_accompany_yet_the_place_alone_is_told(client, cast):
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=cast.today + timedelta(days=3))
    calendar, propose = (
        reverse(f"visits:{name}", args=[cast.assignment.companion_id]) for name in ("calendar", "calendar_propose")
    )
    client.force_login(cast.ana)
    proposed = client.get(propose)
    text = proposed.content.decode()
    assert "Flores" not in text and "Jardín Los Cóndores" in text and "Muñoz" in text
    context = proposed.context
    client.post(propose, {"proposal": context["proposal_id"], "digest": context["preview"].digest})
    visit = Visit.objects.planned().filter(teacher=cast.tania).first()
    month = f"{calendar}?month={visit.visited_on:%Y-%m}"
    for url in (month, reverse("visits:list"), "/"):
        assert "Flores" not in client.get(url).content.decode()
    assert client.get(visit.get_absolute_url()).status_code == 404
    Assignment.objects.filter(pk=cast.assignment.pk).update(starts_on=cast.today)
    assert "Flores" in client.get(month).content.decode()
