"""After the visit, for its two sides alone: questions answered over days, comments, her own look at her practice."""

import uuid

import pytest
from django.urls import reverse

from accompaniment.models import User
from visits.models import Comment, Question, SelfAssessment


@pytest.fixture
def visit(cast):
    return cast.closed_visit()


@pytest.fixture
def question(visit):
    return Question.objects.create(visit=visit, text="¿Qué cambió cuando esperaste su respuesta?")


def page(client, who, visit, query=""):
    client.force_login(who)
    return client.get(visit.get_absolute_url() + query)


def say(client, who, visit, **fields):
    client.force_login(who)
    data = {"comment_id": str(uuid.uuid4()), "text": "Esperé y ella contó más", **fields}
    return client.post(reverse("visits:comment", args=[visit.pk]), data)


def test_she_answers_a_question_and_the_companion_reads_it(client, cast, visit, question):
    assert say(client, cast.tania.user, visit, question=question.pk).status_code == 302
    answer = Comment.objects.get()
    assert (answer.question, answer.author, answer.read_at) == (question, cast.tania.user, None)
    shown = page(client, cast.ana, visit).content.decode()
    assert "Esperé y ella contó más" in shown
    assert shown.index(question.text) < shown.index("Esperé y ella contó más")
    answer.refresh_from_db()
    assert answer.read_at is not None


def test_ones_own_message_is_not_read_by_looking_at_it(client, cast, visit):
    say(client, cast.ana, visit)
    page(client, cast.ana, visit)
    assert Comment.objects.get().read_at is None


@pytest.mark.parametrize("who", ["berta", "diana"])
def test_whoever_leads_reads_the_visit_but_not_the_conversation(client, cast, visit, question, who):
    say(client, cast.tania.user, visit)
    shown = page(client, getattr(cast, who), visit)
    assert shown.status_code == 200
    assert "Esperé y ella contó más" not in shown.content.decode()
    assert say(client, getattr(cast, who), visit).status_code == 403
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("who", ["carla", "olga", "elena", "rita", "alma"])
def test_for_outsiders_it_does_not_exist(client, cast, visit, who):
    assert say(client, getattr(cast, who), visit).status_code == 404
    assert not Comment.objects.exists()


def test_signed_out_it_asks_to_sign_in(client, visit):
    assert client.post(reverse("visits:comment", args=[visit.pk])).status_code == 302
    assert not Comment.objects.exists()


def test_the_same_message_twice_is_one(client, cast, visit):
    same = str(uuid.uuid4())
    for _again in range(2):
        assert say(client, cast.ana, visit, comment_id=same).status_code == 302
    assert Comment.objects.count() == 1


def test_somebody_elses_message_id_is_refused(client, cast, visit):
    same = str(uuid.uuid4())
    say(client, cast.ana, visit, comment_id=same)
    answer = say(client, cast.tania.user, visit, comment_id=same, text="Otra cosa")
    assert "no corresponde a esta visita" in answer.content.decode()
    assert "Otra cosa" in answer.content.decode()


@pytest.mark.parametrize(("text", "said"), [("", "obligatorio"), ("x" * 4001, "4000")])
def test_bad_input_is_said_and_kept(client, cast, visit, text, said):
    shown = say(client, cast.ana, visit, text=text).content.decode()
    assert said in shown
    assert text in shown
    assert not Comment.objects.exists()


def test_a_question_of_another_visit_is_refused(client, cast, visit):
    other = Question.objects.create(visit=cast.closed_visit(number=2), text="¿Y antes?")
    assert say(client, cast.ana, visit, question=other.pk).status_code == 200
    assert not Comment.objects.exists()


def test_an_open_visit_has_no_conversation(client, cast):
    answer = say(client, cast.ana, cast.visit())
    assert "empieza cuando se cierra" in answer.content.decode()


def assess(client, who, visit, levels):
    client.force_login(who)
    data = {f"self-{criterion.pk}-value": str(value) for criterion, value in levels.items()}
    data |= {f"self-{criterion.pk}-reason": "Los escuché" for criterion in levels}
    return client.post(reverse("visits:self_assessment", args=[visit.pk]), data)


def test_she_may_look_at_herself_before_she_sees_the_levels(client, cast, visit):
    evidence = "Lo que se vio en el aula."
    assert evidence not in page(client, cast.tania.user, visit).content.decode()
    assert evidence in page(client, cast.tania.user, visit, "?levels=1").content.decode()
    first = cast.version.criteria.first()
    assert assess(client, cast.tania.user, visit, {first: 3}).status_code == 302
    for who in (cast.tania.user, cast.ana):
        shown = page(client, who, visit).content.decode()
        assert evidence in shown
        assert "Los escuché" in shown


def test_her_own_look_is_for_the_two_sides_alone(client, cast, visit):
    assess(client, cast.tania.user, visit, {cast.version.criteria.first(): 3})
    for who in ("berta", "diana"):
        assert "Los escuché" not in page(client, getattr(cast, who), visit).content.decode()


def test_it_is_written_once_and_another_one_is_not_dropped_in_silence(client, cast, visit):
    first = cast.version.criteria.first()
    assess(client, cast.tania.user, visit, {first: 3})
    again = assess(client, cast.tania.user, visit, {first: 1})
    assert again.status_code == 200 and "Esto de ahora no se guardó" in again.content.decode()
    assert SelfAssessment.objects.get().scores.get().value == 3


def test_the_same_sent_twice_is_once(client, cast, visit):
    first = cast.version.criteria.first()
    assert [assess(client, cast.tania.user, visit, {first: 3}).status_code for _n in range(2)] == [302, 302]


def test_nothing_chosen_says_so(client, cast, visit):
    assert "al menos un nivel" in assess(client, cast.tania.user, visit, {}).content.decode()
    assert not SelfAssessment.objects.exists()


def test_a_level_outside_the_scale_is_refused(client, cast, visit):
    shown = assess(client, cast.tania.user, visit, {cast.version.criteria.first(): 9}).content.decode()
    assert "Los escuché" in shown
    assert not SelfAssessment.objects.exists()


def test_only_she_assesses_herself(client, cast, visit):
    for who, status in ((cast.ana, 403), (cast.berta, 403), (cast.olga, 404), (cast.petra.user, 404)):
        assert isinstance(who, User)
        assert assess(client, who, visit, {cast.version.criteria.first(): 3}).status_code == status
    assert not SelfAssessment.objects.exists()
