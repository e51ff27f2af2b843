"""A serious conduct that is told, and what is said of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse

from accompaniment.tests.at_once import Sending
from visits.models import AlertNotice, AlertProtocol, AlertStep
from visits.tests.alerts.said import inputs, raised

from .ground import Case


def an_alert(cast: Any) -> Case:
    """The same one, and the same again as a copy that a phone brought back: each reader is told once."""
    visit = cast.visit()
    path, day = reverse("visits:alert_new_of_visit", args=[visit.pk]), cast.today.isoformat()
    sendings = [Sending(cast.ana, path, inputs("", happened_on=day, description="A la vez")) for _n in range(4)]
    return Case(sendings, AlertNotice.objects.filter(alert__visit=visit, user=cast.berta).count)


def a_step(cast: Any) -> Case:
    step = raised(cast).steps.first()
    typed = {"unneeded_because": "Ya se hizo"}
    sendings = [Sending(who, reverse("visits:alert_step", args=[step.pk]), typed) for who in (cast.berta, cast.diana)]
    return Case(sendings, AlertStep.objects.filter(pk=step.pk, unneeded_because="Ya se hizo").count)


def a_note(cast: Any) -> Case:
    alert = raised(cast)
    typed = {"note_id": str(uuid.uuid4()), "text": "Llamé a la UGEL."}
    return Case([Sending(cast.ana, reverse("visits:alert_note", args=[alert.pk]), typed)], alert.notes.count)


def a_protocol(cast: Any) -> Case:
    typed = {"text_0": "Llamar", "limit_0": "1", "checked": "on"}
    path = reverse("visits:alert_protocol", args=[cast.ugel.pk, "other"])
    return Case([Sending(cast.berta, path, typed)], AlertProtocol.objects.filter(ugel=cast.ugel, kind="other").count)


FORMS = [an_alert, a_step, a_note, a_protocol]
