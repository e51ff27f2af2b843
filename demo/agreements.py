"""What came after the visits: questions and answers, both confirmations, and ideas that others may take up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from django.db.models import OuterRef, QuerySet, Subquery

from accompaniment.models import User
from rubrics.models import Prompt
from visits.models import Comment, Commitment, CommitmentIdea, Confirmation, Question, Visit
from visits.record.models.visits import Conformity
from visits.record.snapshot import hash_of, heading_of, snapshot_of

from . import logins
from .ids import new_id
from .people import People

ASKED_LAST = 2  # of each person's visits: the latest ones left a question to think about
IDEAS_OF_A_KIND = 6
OBSERVED = "Ese día faltó la mitad del grupo por la lluvia: por eso hubo poca conversación."
ANSWERED = "Es cierto, gracias por decirlo. Lo tendré en cuenta en la próxima visita."
REFUSED = "No estoy de acuerdo con el nivel de la última rúbrica: la actividad siguió después de que te fuiste."
ANSWER = "Lo probé esta semana: esperé un poco más y contestaron quienes casi nunca hablan."
IDEA_FIELDS = ("action", "evidence_expected", "competency")
Side, Means = Confirmation.Side, Confirmation.Means


def agree(rng: Random, people: People, specialist: User) -> None:
    """Invent how both sides went on after each closed visit, once everything of the visits is written."""
    closed = Visit.objects.closed().filter(teacher__in=people.teachers)
    _ask(rng, closed.select_related("teacher__user").order_by("-visited_on", "pk"))
    written = closed.with_record().select_related("teacher__user").order_by("visited_on", "pk")
    Confirmation.objects.bulk_create((row for visit in written for row in _confirmations(rng, visit)), batch_size=200)
    for side, moment in ((Side.COMPANION, "closed_at"), (Side.ACCOMPANIED, "acknowledged_at")):
        confirmed = Confirmation.objects.filter(visit__in=closed, side=side)
        confirmed.update(confirmed_at=_of_its_visit(moment))  # not the moment in which the demonstration was made
    Comment.objects.filter(visit__in=closed).update(written_at=_of_its_visit("acknowledged_at"))
    _reserve(closed.filter(campaign__closed_at=None))
    _share_ideas(specialist)


def _reserve(visits: QuerySet[Visit]) -> None:
    """Of those who have an account one observed something, and was answered; another does not agree, and waits."""
    acknowledged = visits.exclude(acknowledged_at=None).order_by("-visited_on", "pk")
    observed, refused = (
        acknowledged.filter(teacher__user__username=login)[0] for login in (logins.PROMOTER, logins.TEACHER)
    )
    said = Confirmation.objects.filter(side=Side.ACCOMPANIED)
    answer = {"answer": ANSWERED, "answered_by": str(observed.companion), "answered_at": observed.acknowledged_at}
    said.filter(visit=observed).update(verdict=Conformity.OBSERVES, remark=OBSERVED, **answer)
    said.filter(visit=refused).update(verdict=Conformity.DISAGREES, remark=REFUSED)
    Visit.objects.filter(pk=observed.pk).update(conformity=Conformity.OBSERVES)
    Visit.objects.filter(pk=refused.pk).update(
        conformity=Conformity.DISAGREES, status=Visit.Status.CLOSED, acknowledged_at=None
    )


def _of_its_visit(moment: str) -> Subquery:
    return Subquery(Visit.objects.filter(pk=OuterRef("visit")).values(moment)[:1])


def _ask(rng: Random, visits: Iterable[Visit]) -> None:
    """The latest visits of each person left a question; the acknowledged ones, an answer too."""
    prompts = {
        prompt.criterion.version_id: prompt.text
        for prompt in Prompt.objects.filter(moment="reflection").select_related("criterion").order_by("-pk")
    }
    asked: dict[object, int] = {}
    for visit in visits:
        asked[visit.teacher_id] = asked.get(visit.teacher_id, 0) + 1
        if asked[visit.teacher_id] > ASKED_LAST or visit.version_id not in prompts:
            continue
        question = Question.objects.create(id=new_id(rng), visit=visit, text=prompts[visit.version_id])
        author = visit.teacher.user
        if visit.acknowledged_at and author:
            answer = {"question": question, "author": author, "text": ANSWER, "read_at": visit.acknowledged_at}
            Comment.objects.create(id=new_id(rng), visit=visit, **answer)


def _confirmations(rng: Random, visit: Visit) -> Iterator[Confirmation]:
    """The companion's when the visit was closed; the accompanied person's when it was acknowledged."""
    snapshot = hash_of(snapshot_of(visit))
    common = {"visit": visit, "revision": visit.revision, "heading": heading_of(visit), "sha256": snapshot}
    companion, person = visit.companion.user, visit.teacher
    yield Confirmation(
        id=new_id(rng),
        side=Side.COMPANION,
        means=Means.ACCOUNT,
        name=str(companion),
        document_number=companion.username,
        account=companion,
        **common,
    )
    if visit.acknowledged_at:
        yield Confirmation(
            id=new_id(rng),
            side=Side.ACCOMPANIED,
            means=Means.ACCOUNT if person.user else Means.DRAWN,
            name=person.full_name,
            document_number=person.document_number,
            account=person.user,
            **common,
        )


def _share_ideas(specialist: User) -> None:
    """The specialist offers some of what worked, for each kind of person."""
    worked = Commitment.objects.filter(status=Commitment.Status.FULFILLED, criterion__isnull=False, visit__isnull=False)
    kinds: dict[str, dict[str, CommitmentIdea]] = {}
    for row in worked.order_by("due_on", "pk").values(
        *IDEA_FIELDS, "visit__ugel", "teacher__kind", "criterion__short_title"
    ):
        ideas = kinds.setdefault(row["teacher__kind"], {})
        if len(ideas) < IDEAS_OF_A_KIND:
            ideas[row["action"]] = CommitmentIdea(
                ugel_id=row["visit__ugel"],
                teacher_kind=row["teacher__kind"],
                topic=row["criterion__short_title"],
                published_by=specialist,
                **{name: row[name] for name in IDEA_FIELDS},
            )
    CommitmentIdea.objects.bulk_create(idea for ideas in kinds.values() for idea in ideas.values())
