"""A UGEL of its own for each part of the run, with a campaign that is open today."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accompaniment.models import Campaign, Phase, PhaseDates, Region, Target, Teacher, Ugel

VISITS_OWED = 8


def make_campaign(code: str) -> Campaign:
    today = timezone.localdate()
    begins = today - timedelta(days=300)
    campaign = Campaign.objects.create(
        ugel=Ugel.objects.create(code=code, name="UGEL de prueba", region=Region.objects.create(name=f"DRE {code}")),
        year=today.year,
        starts_on=begins,
        ends_on=today + timedelta(days=60),
        letterhead="DRE de prueba\nUGEL de prueba",
    )
    for n, phase in enumerate(Phase):
        first = begins + timedelta(days=120 * n)
        PhaseDates.objects.create(campaign=campaign, phase=phase, starts_on=first, ends_on=first + timedelta(days=119))
    Target.objects.create(campaign=campaign, teacher_kind=Teacher.Kind.CLASSROOM, times=VISITS_OWED)
    return campaign
