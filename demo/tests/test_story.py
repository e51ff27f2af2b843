"""What happens in the demonstration keeps the rules that the product itself keeps."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accompaniment.models import Assignment, Campaign, Phase
from demo import logins
from demo.calendar import year_of
from rubrics.models import InstrumentVersion
from rubrics.scales import top
from visits.closing.confirmations import still_matches
from visits.commitments.models import status_left_by
from visits.groups.warnings import warnings_of
from visits.models import (
    Commitment,
    CommitmentIdea,
    CommitmentReview,
    Dialogue,
    FieldNote,
    GroupSession,
    Question,
    Score,
    Visit,
)

pytestmark = pytest.mark.django_db

# The school year, and two days on which the year has to roll: summer holidays, and a leap day.
DAYS = [date(2026, 11, 23), date(2027, 1, 15), date(2028, 2, 29)]
on_several_days = pytest.mark.parametrize("story", DAYS, ids=str, indirect=True)


@on_several_days
def test_the_year_holds_the_day_in_its_closing_phase(story):
    campaign = Campaign.objects.get(closed_at=None)
    assert campaign.starts_on <= story <= campaign.ends_on
    assert campaign.year == story.year
    assert campaign.phase_on(story) == Phase.CLOSING
    phases = list(campaign.phases.all())
    assert [phase.phase for phase in phases] == list(Phase)
    assert phases[0].starts_on == campaign.starts_on
    assert phases[-1].ends_on == campaign.ends_on
    assert all(b.starts_on - a.ends_on == timedelta(days=1) for a, b in zip(phases, phases[1:], strict=False))
    last = Campaign.objects.exclude(closed_at=None).get()
    assert last.ends_on < campaign.starts_on


@on_several_days
def test_visits_keep_to_their_dates(story):
    visits = Visit.objects.select_related("campaign", "assignment__post", "companion", "version")
    assert {(v.status, v.phase) for v in visits} >= {(Visit.Status.CLOSED, phase) for phase in Phase}
    assert {v.status for v in visits} == set(Visit.Status.values)
    for visit in visits:
        assert visit.campaign.starts_on <= visit.visited_on <= visit.campaign.ends_on
        for dated in (visit.assignment, visit.assignment.post, visit.companion):
            assert dated.starts_on <= visit.visited_on
            assert dated.ends_on is None or visit.visited_on <= dated.ends_on
        assert visit.campaign.school_year.has_children(visit.visited_on)
        assert visit.planned_on
        assert visit.revision >= 1
        assert (visit.closed_at is not None) == visit.is_closed
        if visit.is_closed:
            assert visit.visited_on < story
            assert timezone.localdate(visit.closed_at) == visit.visited_on
            assert visit.created_at == visit.closed_at
        if visit.status == Visit.Status.IN_PROGRESS:
            assert visit.visited_on <= story
        assert visit.version == InstrumentVersion.objects.for_post(visit.post, visit.visited_on, visit.campaign)


@on_several_days
def test_visits_are_numbered_in_the_order_of_their_days(story):
    of_assignment = defaultdict(list)
    for visit in Visit.objects.order_by("number"):
        of_assignment[visit.assignment_id].append(visit)
    for visits in of_assignment.values():
        assert [visit.number for visit in visits] == list(range(1, len(visits) + 1))
        days = [visit.visited_on for visit in visits]
        assert days == sorted(set(days))
        assert visits[0].phase == Phase.DIAGNOSTIC
        assert len(visits) == visits[0].assignment.visits_owed
    assert set(of_assignment) == set(Assignment.objects.values_list("pk", flat=True))


@on_several_days
def test_later_visits_review_what_was_agreed_before(story):
    """Rule 7: each closed visit gives a verdict on everything that was pending that day, and on nothing else."""
    verdicts = defaultdict(dict)
    for review in CommitmentReview.objects.exclude(visit=None).select_related("commitment", "visit"):
        assert review.visit.is_closed
        assert review.visit.teacher_id == review.commitment.teacher_id
        verdicts[review.visit_id][review.commitment_id] = review.verdict
    of_teacher = defaultdict(list)
    for commitment in Commitment.objects.select_related("visit", "session"):
        of_teacher[commitment.teacher_id].append(commitment)
    for teacher, commitments in of_teacher.items():
        state = dict.fromkeys((c.pk for c in commitments), "open")
        for visit in Visit.objects.closed().filter(teacher=teacher).order_by("visited_on"):
            known = {
                c.pk for c in commitments if (c.visit.visited_on if c.visit else c.session.held_on) < visit.visited_on
            }
            pending = {pk for pk in known if state[pk] in Commitment.PENDING}
            assert set(verdicts[visit.pk]) == pending
            state.update({pk: status_left_by(verdict) for pk, verdict in verdicts[visit.pk].items()})
        assert state == {c.pk: c.status for c in commitments}


@on_several_days
def test_commitments_of_every_kind(story):
    assert set(Commitment.objects.values_list("status", flat=True)) == set(Commitment.Status.values)
    assert set(Commitment.objects.values_list("responsible", flat=True)) == set(Commitment.Responsible.values)
    assert Commitment.objects.filter(session__isnull=False, reviews__isnull=False).exists()
    for commitment in Commitment.objects.select_related("visit", "session", "criterion"):
        agreed_on = commitment.visit.visited_on if commitment.visit else commitment.session.held_on
        assert commitment.due_on > agreed_on
        if commitment.visit:
            assert commitment.visit.is_closed
            assert commitment.visit.teacher_id == commitment.teacher_id
            assert commitment.criterion is None or commitment.criterion.version_id == commitment.visit.version_id
    for review in CommitmentReview.objects.select_related("visit", "contact"):
        assert (review.new_due_on is not None) == (review.verdict == "rescheduled")
        assert review.new_due_on is None or review.new_due_on > review.told_on
        assert review.evidence


@on_several_days
def test_sessions_were_held_and_attended(story):
    assert set(GroupSession.objects.values_list("kind", flat=True)) == set(GroupSession.Kind.values)
    for session in GroupSession.objects.filter(state="held").prefetch_related("attendances"):
        assert session.campaign.starts_on <= session.held_on < story
        assert session.attendances.filter(status="attended").exists()
        assert session.agreements
        session.full_clean()
    for commitment in Commitment.objects.filter(session__isnull=False):
        assert commitment.session.attendances.filter(teacher=commitment.teacher, status="attended").exists()


def test_whoever_is_called_next_is_called_to_what_her_visits_show(story):
    convened = GroupSession.objects.filter(state="convened")
    assert convened.count() == 2
    for session in convened:
        assert session.writable_by(session.leader)
        assert session.campaign.starts_on <= story < session.held_on <= session.campaign.ends_on
        assert session.evidence["below"] and session.criterion and session.materials.exists()
        assert sum(moment.minutes for moment in session.agenda.all()) <= session.minutes
        assert {"", "comes"} <= set(session.attendances.values_list("answer", flat=True))
        assert not warnings_of(session)
        session.full_clean()
    for login in (logins.TEACHER, logins.PROMOTER):
        assert convened.filter(attendances__teacher__user__username=login).exists(), login


def test_closed_visits_are_complete(story):
    visits = (
        Visit.objects.closed()
        .select_related("dialogue", "version")
        .prefetch_related("scores__criterion", "notes", "commitments", "version__criteria")
    )
    for visit in visits:
        visit.full_clean()
        scored = {score.criterion_id for score in visit.scores.all()}
        assert scored == {criterion.pk for criterion in visit.version.criteria.all()}
        assert all(1 <= score.value <= top(score.criterion.scale) for score in visit.scores.all())
        assert all(score.evidence for score in visit.scores.all())
        assert visit.notes.all()
        assert all(visit.starts_at <= note.noted_at <= visit.ends_at for note in visit.notes.all())
        assert visit.dialogue.strengths and visit.dialogue.teacher_words and visit.purpose
        assert visit.commitments.all()
        assert set(visit.moments) <= set(visit.campaign.moments) and visit.moments
        assert 0 < visit.present_boys <= visit.enrolled_boys
        assert 0 < visit.present_girls <= visit.enrolled_girls
        assert visit.with_disability <= visit.enrolled_boys + visit.enrolled_girls


def test_other_visits_hold_no_more_than_they_can(story):
    unwritten = Visit.objects.filter(status__in=["planned", "prepared", "cancelled"])
    assert not Score.objects.filter(visit__in=unwritten).exists()
    assert not FieldNote.objects.filter(visit__in=unwritten).exists()
    assert not Dialogue.objects.exclude(visit__status__in=Visit.DONE).exists()
    for draft in Visit.objects.drafts():
        assert 0 < draft.scores.count() < draft.version.criteria.count()
        assert draft.notes.exists()
    for cancelled in Visit.objects.filter(status="cancelled"):
        assert "Se suspendió" in cancelled.private_notes


def test_practice_grows_along_the_year(story):
    """Of the criteria seen in a first and a last visit, more rose than fell, and some did fall."""
    rose = fell = 0
    for assignment in Assignment.objects.filter(campaign__closed_at=None):
        closed = list(assignment.visits.closed().order_by("number"))
        first, last = (dict(v.scores.values_list("criterion", "value")) for v in (closed[0], closed[-1]))
        rose += sum(last[key] > first[key] for key in first)
        fell += sum(last[key] < first[key] for key in first)
    assert rose > 4 * fell > 0
    assert set(Score.objects.values_list("value", flat=True)) == {1, 2, 3, 4}


def test_texts_are_filled_in_and_varied(story):
    texts = [
        *FieldNote.objects.values_list("text", flat=True),
        *Score.objects.values_list("evidence", flat=True),
        *Commitment.objects.values_list("action", flat=True),
        *CommitmentReview.objects.values_list("evidence", flat=True),
        *GroupSession.objects.values_list("title", flat=True),
        *Visit.objects.values_list("purpose", flat=True),
    ]
    assert not [text for text in texts if "{" in text or "}" in text]
    assert len(set(texts)) > 600


@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_of_a_year_has_its_year(month):
    for day in range(1, 29):
        today = date(2027, month, day)
        year = year_of(today)
        assert today in year.closing
        assert year.before().whole.ends_on < year.whole.starts_on


def test_what_both_agreed_still_says_what_was_confirmed(story):
    for visit in Visit.objects.closed().with_record().prefetch_related("confirmations"):
        sides = {confirmation.side for confirmation in visit.confirmations.all()}
        has_spoken = visit.acknowledged_at or visit.conformity
        assert sides == ({"companion", "accompanied"} if has_spoken else {"companion"})
        assert all(still_matches(visit, confirmation) for confirmation in visit.confirmations.all())


def test_questions_wait_or_are_answered_and_ideas_are_shared(story):
    assert Question.objects.filter(answers=None).exists()
    assert Question.objects.exclude(answers=None).exists()
    assert {idea.teacher_kind for idea in CommitmentIdea.objects.all()} >= {"classroom", "promoter"}
