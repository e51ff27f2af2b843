"""The group sessions to which people of the demonstration are called next, on what their visits show today."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random

from django.db.models import F

from accompaniment.campaigns.session_kinds.data import fitted
from accompaniment.campaigns.session_kinds.defaults import SESSION_KINDS
from accompaniment.models import Campaign, Companion, Post, Teacher
from visits.groups.materials.models import SessionMaterial
from visits.groups.themes import Theme, themes_for
from visits.models import AgendaMoment, Attendance, GroupSession

from .calendar import CampaignYear
from .ids import new_id
from .people import People
from .texts import bank, focus_of

AHEAD = timedelta(days=8)
READING = ("Currículo Nacional: la evaluación formativa en el nivel inicial", "https://www.minedu.gob.pe/curriculo/")
CALLED = 8  # people of one companion
Answer = Attendance.Answer


def convene_next(rng: Random, people: People, year: CampaignYear, today: date) -> None:
    """An external companion and a coordinator each call people of theirs to a GIA, some of whom have answered."""
    campaign = people.assignments[0].campaign
    days = [day for day in year.days_with_children(year.whole) if day >= today + AHEAD]
    for key, day in zip(("external-1", "coordinator-1"), days, strict=False):
        _convene(rng, people.companions[key], campaign, day, today)


def _convene(rng: Random, companion: Companion, campaign: Campaign, day: date, today: date) -> None:
    posts = Post.objects.filter(assignments__companion=companion, assignments__campaign=campaign).in_force()
    themes = themes_for(companion.user, posts, campaign)
    if not themes:
        return
    most = max(themes, key=lambda theme: theme.below)
    session = _session(rng, companion, most, day, today)
    session.campaign = campaign
    session.save()
    moments = fitted(SESSION_KINDS[session.kind].agenda, session.minutes)
    AgendaMoment.objects.bulk_create(
        AgendaMoment(session=session, order=n, title=moment.title, minutes=moment.minutes)
        for n, moment in enumerate(moments, 1)
    )
    title, link = READING
    SessionMaterial.objects.create(id=new_id(rng), session=session, title=title, link=link, added_by=companion.user)
    mine = Teacher.objects.filter(posts__in=posts).distinct()
    called = mine.order_by(F("user").asc(nulls_last=True), "search_name", "pk")[:CALLED]
    Attendance.objects.bulk_create(_called(session, teacher, n) for n, teacher in enumerate(called))


def _session(rng: Random, companion: Companion, theme: Theme, day: date, today: date) -> GroupSession:
    name = companion.user.get_full_name()
    title = rng.choice(bank("common")["session_titles"]["gia"])
    return GroupSession(
        id=new_id(rng),
        kind="gia",
        kind_name=SESSION_KINDS["gia"].name,
        convened_on=today,
        warnings=[],
        title=title.format(focus=focus_of(theme.criterion)),
        criterion=theme.criterion,
        evidence=theme.as_stored(),
        leader=companion.user,
        facilitator=name,
        place="Salón comunal",
        to_bring="Tu cuaderno y un ejemplo de tu grupo",
        held_on=day,
        starts_at=time(15, 0),
        ends_at=time(18, 0),
    )


def _called(session: GroupSession, teacher: Teacher, n: int) -> Attendance:
    """Those with an account stand first: the first has not answered yet, so that whoever enters as her can."""
    answer = Answer.NONE if n % 3 == 0 else Answer.CANNOT if n == 4 else Answer.COMES
    reason = "Ese día acompaño a mi hija al médico." if answer == Answer.CANNOT else ""
    return Attendance(session=session, teacher=teacher, answer=answer, answer_reason=reason)
