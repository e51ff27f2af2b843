"""Parts 2 and 5 of the form: earlier commitments judged first; prompts, questions, commitments and ideas."""

import uuid
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from accompaniment.models import Teacher
from rubrics.models import Prompt
from visits.models import Commitment, CommitmentIdea, CommitmentReview, GroupSession, Question, Visit

from .payload import payload


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def send(ana, cast):
    def send(visit=None, **changes):
        data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, **changes)
        return ana.post(reverse("visits:form", args=[visit.pk if visit else uuid.uuid4()]), data)

    return send


def open_form(ana, cast):
    return ana.get(reverse("visits:form", args=[uuid.uuid4()]) + f"?assignment={cast.assignment.pk}")


@pytest.fixture
def earlier(cast):
    """One commitment of an earlier visit and one of a GIA."""
    cast.closed_visit()
    gia = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntas abiertas", facilitator="Ana", held_on=cast.today
    )
    Commitment.objects.create(session=gia, teacher=cast.tania, action="Probar con títeres", due_on=cast.today)
    return Commitment.objects.get(visit__isnull=False), Commitment.objects.get(session=gia)


def test_both_visits_and_groups_ask_first_and_say_where_it_was_agreed(ana, cast, earlier):
    page = open_form(ana, cast).content.decode()
    for text in ("Probar con títeres", "GIA · Preguntas abiertas", "Hacer dos preguntas abiertas", "Visita del"):
        assert text in page[: page.index('id="part-3"')]


@pytest.mark.parametrize("verdict", ["fulfilled", "partly"])
def test_a_verdict_of_something_done_needs_its_evidence(earlier, send, verdict):
    prefix = f"review__{earlier[1].pk}__"
    assert "Di cómo lo vieron" in send(**{f"{prefix}verdict": verdict}).content.decode()
    assert send(**{f"{prefix}verdict": verdict, f"{prefix}evidence": "Los usó"}).status_code == 302
    assert CommitmentReview.objects.get().evidence == "Los usó"


def test_not_fulfilled_needs_no_evidence_and_evidence_alone_needs_its_verdict(earlier, send):
    prefix = f"review__{earlier[0].pk}__"
    assert send(**{f"{prefix}verdict": "not"}).status_code == 302
    assert "Elige si se cumplió" in send(**{f"{prefix}evidence": "Los usó"}).content.decode()


def test_a_new_date_comes_after_the_visit_and_a_fulfilled_one_has_none(cast, earlier, send):
    prefix = f"review__{earlier[0].pk}__"
    past = {f"{prefix}verdict": "rescheduled", f"{prefix}new_due_on": "2001-01-01"}
    assert "anterior a la visita" in send(**past).content.decode()
    new_day = (cast.today + timedelta(days=9)).isoformat()
    send(**{f"{prefix}verdict": "fulfilled", f"{prefix}evidence": "Sí", f"{prefix}new_due_on": new_day})
    assert CommitmentReview.objects.get().new_due_on is None


def test_the_whole_dialogue_is_kept_and_shown(ana, send):
    send(
        dialogue__opening="Llegó contenta",
        dialogue__reflection="Pregunta y se responde sola",
        questions__TOTAL_FORMS="3",
        questions__0__text="¿Qué pasa si esperas cinco segundos?",
        questions__1__text=" ",
        questions__2__text="¿Quién habló menos?",
    )
    visit = Visit.objects.get()
    assert (visit.dialogue.opening, visit.dialogue.reflection) == ("Llegó contenta", "Pregunta y se responde sola")
    assert [q.text for q in visit.questions.all()] == ["¿Qué pasa si esperas cinco segundos?", "¿Quién habló menos?"]
    for page in (ana.get(visit.get_absolute_url()), ana.get(reverse("visits:form", args=[visit.pk]))):
        for text in ("Llegó contenta", "Pregunta y se responde sola", "¿Quién habló menos?"):
            assert text in page.content.decode()


def test_at_most_five_questions_and_none_is_lost(send):
    rows = {f"questions__{n}__text": f"Pregunta número {n}" for n in range(6)}
    page = send(questions__TOTAL_FORMS="6", **rows).content.decode()
    assert "5" in page
    assert "Pregunta número 5" in page
    assert not Question.objects.exists()


def test_a_commitment_takes_its_competency_and_performance_from_its_criterion(cast, send):
    criterion = cast.version.criteria.all()[1]
    send(commitments__0__criterion=str(criterion.pk), commitments__1__performance="Esperar la respuesta")
    first, second = Visit.objects.get().commitments.order_by("order")
    assert (first.criterion, first.competency) == (criterion, criterion.competency)
    assert first.performance == criterion.title[:240]
    assert (second.criterion, second.competency, second.performance) == (None, "", "Esperar la respuesta")


def test_a_performance_alone_is_a_row_half_filled(send):
    answer = send(commitments__1__action="", commitments__1__due_on="", commitments__1__performance="Esperar")
    assert answer.status_code == 200
    assert "obligatorio" in answer.content.decode()


def test_the_next_visit_comes_after_this_one(cast, send):
    assert "después de esta" in send(dialogue__next_visit_on=cast.today.isoformat()).content.decode()


@pytest.fixture
def prompts(cast):
    Prompt.objects.all()._raw_delete("default")  # those that the instruments bring
    first, second, *_ = cast.version.criteria.all()
    QuerySet(Prompt).bulk_create(  # over the guard of published versions, as these are help for a test alone
        Prompt(criterion=criterion, moment=moment, value=value, text=text)
        for criterion, moment, value, text in (
            (first, "opening", None, "¿Cómo te sentiste hoy?"),
            (first, "reflection", 1, "¿Qué hizo el grupo mientras hablabas?"),
            (first, "reflection", 3, "¿Qué podrías llevar a otra aula?"),
            (second, "commitment", 2, "¿Por dónde empezarías mañana?"),
        )
    )
    return first, second


def test_prompts_stand_by_their_moment_and_criterion_all_of_them_without_scripts(ana, cast, prompts):
    answer = open_form(ana, cast)
    page = answer.content.decode()
    order = [page.index(text) for text in ("¿Cómo te sentiste", "¿Qué hizo el grupo", "¿Qué podrías", "¿Por dónde")]
    assert order == sorted(order)
    assert [group.criterion for group in answer.context["visit_form"].prompts["reflection"]] == [prompts[0]]
    assert page.index('name="dialogue-opening"') < order[0] < page.index('name="dialogue-reflection"')


def test_without_prompts_there_is_no_empty_box(ana, cast):
    Prompt.objects.all()._raw_delete("default")
    assert "Preguntas que ayudan" not in open_form(ana, cast).content.decode()


def test_ideas_are_those_of_the_ugel_for_her_kind_those_of_the_rubric_first(ana, cast):
    first, second, *_ = cast.version.criteria.all()
    common = {"published_by": cast.berta, "teacher_kind": Teacher.Kind.CLASSROOM}
    for ugel, topic, competency, action in (
        (cast.ugel, "Otra cosa", "", "Pintar el patio"),
        (cast.ugel, second.short_title, "", "Contar hasta cinco"),
        (cast.ugel, "Como se llamaba antes", first.competency, "Recibir en la puerta"),
        (cast.other_ugel, first.short_title, "", "De la otra UGEL"),
    ):
        CommitmentIdea.objects.create(ugel=ugel, topic=topic, competency=competency, action=action, **common)
    CommitmentIdea.objects.create(
        ugel=cast.ugel, topic="x", action="Para promotoras", published_by=cast.berta, teacher_kind="promoter"
    )
    answer = open_form(ana, cast)
    ideas = {topic: [idea.action for idea in found] for topic, found in answer.context["visit_form"].ideas.items()}
    assert ideas == {
        first.short_title: ["Recibir en la puerta"],
        second.short_title: ["Contar hasta cinco"],
        "Otra cosa": ["Pintar el patio"],
    }
    assert list(ideas)[-1] == "Otra cosa"
    assert "Contar hasta cinco" in answer.content.decode()
