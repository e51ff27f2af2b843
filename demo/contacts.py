"""Contacts in the demonstration: a call or a message some days after a visit, on what was agreed in it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from visits.models import Commitment, CommitmentReview, Contact, Visit

from .ids import new_id
from .people import People

AFTER = 6  # days after a visit
BEGUN = "Ya empezó; sigue hasta la fecha."
FRIDAY = 4
EVERY = 5  # one visit of so many is followed up
SAID = [
    (
        "message",
        8,
        "Mandó por WhatsApp dos fotos del sector y preguntó cómo presentar los materiales nuevos.",
        "Los presenta de a uno, en la asamblea, y me cuenta el viernes.",
    ),
    (
        "telephone",
        12,
        "Conversamos de cómo le fue con las preguntas abiertas. Dice que le cuesta esperar la respuesta.",
        "Esta semana cuenta hasta cinco antes de repetir la pregunta.",
    ),
    (
        "telephone",
        7,
        "Llamé para saber si las familias ya trajeron los materiales. Falta la mitad.",
        "Lo recuerda en la reunión del lunes; yo llevo lo que falte.",
    ),
    (
        "video",
        20,
        "Vimos juntas la planificación de la semana.",
        "Suma juego libre después de la merienda.",
    ),
]


def follow_up(rng: Random, people: People, today: date) -> None:
    """Follow some closed visits of this year up from afar; what was agreed in them is still in time."""
    companions = list(people.companions.values())
    closed = Visit.objects.closed().filter(companion__in=companions, campaign__closed_at=None)
    visits = closed.filter(visited_on__lte=today - timedelta(days=AFTER)).order_by("-visited_on", "pk")
    contacts, verdicts = [], []
    for n, visit in enumerate(visits.select_related("assignment")[::EVERY]):
        contact = _contact(rng, visit, n)
        contacts.append(contact)
        verdicts += _verdicts(rng, visit, contact)
    Contact.objects.bulk_create(contacts)
    CommitmentReview.objects.bulk_create(verdicts)


def _contact(rng: Random, visit: Any, n: int) -> Contact:
    medium, minutes, talked, agreed = SAID[n % len(SAID)]
    day = visit.visited_on + timedelta(days=AFTER)
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    at = timezone.make_aware(datetime.combine(day, time(16, 30)))
    return Contact(
        id=new_id(rng),
        assignment=visit.assignment,
        campaign_id=visit.campaign_id,
        companion_id=visit.companion_id,
        teacher_id=visit.teacher_id,
        institution_id=visit.institution_id,
        ugel_id=visit.ugel_id,
        contacted_on=day,
        starts_at=time(16, 10),
        minutes=minutes,
        medium=medium,
        talked=talked,
        agreed=agreed,
        closed_at=at,
        acknowledged_at=at + timedelta(hours=3) if n % 3 else None,
        comment="Gracias por llamar." if n % 3 == 1 else "",
    )


def _verdicts(rng: Random, visit: Visit, contact: Contact) -> list[CommitmentReview]:
    """On the first one agreed in that visit, where nobody has judged it yet and its date had not come."""
    agreed = Commitment.objects.filter(visit=visit, status=Commitment.Status.OPEN, due_on__gte=contact.contacted_on)
    return [
        CommitmentReview(
            id=new_id(rng),
            commitment=one,
            contact=contact,
            verdict=CommitmentReview.IN_TIME,
            evidence=BEGUN,
        )
        for one in agreed.order_by("order")[:1]
    ]
