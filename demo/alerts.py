"""A serious conduct in the demonstration: invented, told on the day of a visit, and answered but for its last step."""

from __future__ import annotations

from datetime import datetime, time
from random import Random

from django.utils import timezone

from accompaniment.models import Role, User
from visits.alerts.recipients import recipients_of
from visits.alerts.services import lay_out_steps
from visits.models import Alert, AlertNotice, Visit

from . import logins
from .ids import new_id
from .people import People

LEFT = 1  # steps of which nobody has said what was done
SEEN = "A las 9:40, cuando se cayó la torre, lo tomó del brazo con fuerza y le dijo: «nunca haces nada bien»."


def tell(rng: Random, people: People) -> None:
    """Tell of what the external companion saw in her latest visit; the specialist has answered most steps."""
    ugel = people.territory.ugel
    lead = User.objects.create(
        username=logins.SAFEGUARDING, first_name="Rosa", last_name="Ccori Tito", password=people.usable
    )
    Role.objects.create(user=lead, kind=Role.Kind.SAFEGUARDING, ugel=ugel, starts_on=people.since)
    visits = Visit.objects.closed().filter(companion=people.companions["external-1"], campaign__closed_at=None)
    visit = visits.select_related("institution", "teacher", "campaign").order_by("-visited_on", "pk").first()
    if visit is None:  # early in the year
        return
    alert = Alert.objects.create(
        id=new_id(rng),
        visit=visit,
        assignment_id=visit.assignment_id,
        campaign=visit.campaign,
        teacher=visit.teacher,
        institution=visit.institution,
        ugel=ugel,
        kind=Alert.Kind.PHYSICAL,
        concerns=Alert.Concerns.STAFF,
        description=SEEN,
        happened_on=visit.visited_on,
        happened_at=time(9, 40),
        child="un niño de 4 años",
        danger=Alert.Danger.NO,
        raised_by=people.companions["external-1"].user,
        raised_at=timezone.make_aware(datetime.combine(visit.visited_on, time(11, 5))),
    )
    lay_out_steps(alert)
    told = recipients_of(alert).items()
    AlertNotice.objects.bulk_create(
        AlertNotice(alert=alert, user=user, told_as=role, sent_at=alert.raised_at) for user, role in told
    )
    specialist = User.objects.get(username=logins.SPECIALIST)
    for step in list(alert.steps.all())[:-LEFT]:
        step.done_on, step.number = visit.visited_on, f"{step.order + 1:02}-{visit.visited_on.year}"
        step.answered_by, step.answered_at = specialist, alert.raised_at
        step.save()
