"""Two versions of a visit: all that either says is shown in words, and a choice leaves what it says, part by part."""

import uuid
from datetime import timedelta

from visits.models import Commitment, CommitmentReview, Submission, Visit

from .choosing import choose, compared, comparison, notes, write

DAY = timedelta(days=1)


THREE = {"notes__TOTAL_FORMS": "3", "notes__1__text": "Dos", "notes__1__noted_at": "09:40", "notes__2__text": "Tres"}
NO_COMMITMENT = {"commitments__1__action": "", "commitments__1__due_on": ""}


def test_what_only_is_saved_is_shown_and_stays_unless_it_is_taken_away(ana, cast, visit):
    write(ana, cast, visit.pk, base=2, **THREE)
    write(ana, cast, visit.pk, base=1, **NO_COMMITMENT)
    page = comparison(ana, visit)
    assert compared(page) == {
        "notes-2": ("09:40; Dos", ""),
        "notes-3": ("Tres", ""),
        "commitments-2": (compared(page)["commitments-2"][0], ""),
    }
    assert "Traer cuentos de la biblioteca" in page.text
    choose(ana, page, notes__3="sent")
    assert notes(visit) == ["Las niñas eligen los bloques", "Dos"]
    assert visit.commitments.count() == 2


def test_all_that_was_sent_is_what_was_sent(ana, cast, visit):
    write(ana, cast, visit.pk, base=2, **THREE)
    write(ana, cast, visit.pk, base=1, **NO_COMMITMENT)
    choose(ana, comparison(ana, visit), every="sent")
    assert notes(visit) == ["Las niñas eligen los bloques"]
    assert visit.commitments.get().action == "Hacer dos preguntas abiertas por actividad"


def test_what_is_proposed_keeps_the_texts_of_both(ana, cast, visit):
    write(ana, cast, visit.pk, base=1, notes__0__text="Otra cosa", visit__purpose="Otro propósito")
    choose(ana, comparison(ana, visit))
    visit.refresh_from_db()
    assert notes(visit) == ["Las niñas eligen los bloques", "Otra cosa"]
    assert visit.purpose == "Conocer cómo inicia el día\nOtro propósito"
    assert visit.revision == 3


def test_what_goes_on_from_the_saved_text_is_proposed_alone(ana, cast, visit):
    write(ana, cast, visit.pk, base=1, notes__0__text="Las niñas eligen los bloques y cuentan")
    choose(ana, comparison(ana, visit))
    assert notes(visit) == ["Las niñas eligen los bloques y cuentan"]


def test_where_every_choice_erases_something_one_must_choose(ana, cast, visit):
    criterion = cast.version.criteria.first()
    write(ana, cast, visit.pk, base=1, **{f"score__{criterion.pk}__value": "3", "visit__present_boys": "7"})
    page = comparison(ana, visit)
    assert compared(page)["visit-present_boys"] == ("8", "7")
    answer = choose(ana, page)
    assert "Elige cuál queda." in answer.text
    visit.refresh_from_db()
    assert visit.revision == 2
    level = f"score-{criterion.pk}-value"
    choose(ana, page, **{level: "sent", "visit__present_boys": "saved"})
    visit.refresh_from_db()
    assert (visit.present_boys, visit.scores.get(criterion=criterion).value) == (8, 3)


def test_everything_is_in_words(ana, cast, visit):
    criterion = cast.version.criteria.first()
    write(
        ana,
        cast,
        visit.pk,
        base=1,
        visit__phase="process",
        visit__starts_at="08:05",
        visit__moments=["asamblea"],
        notes__0__criterion=str(criterion.pk),
        dialogue__next_visit_on=(cast.today + 40 * DAY).isoformat(),
        commitments__0__responsible="companion",
        **{f"score__{criterion.pk}__in_doubt": "on", f"score__{criterion.pk}__value": "4"},
    )
    told = compared(comparison(ana, visit))
    assert told["visit-phase"][0] == "diagnóstico"
    assert told["visit-starts_at"] == ("09:00", "08:05")
    assert told["visit-moments"] == ("asamblea, juego libre en los sectores", "asamblea")
    assert told["dialogue-next_visit_on"][1] == f"{cast.today + 40 * DAY:%d/%m/%Y}"
    assert criterion.short_title in told["notes-1"][1]
    assert told[f"score-{criterion.pk}-in_doubt"] == ("", "sí")
    assert told[f"score-{criterion.pk}-value"][1] == str(criterion.levels.get(value=4))
    assert told["commitments-1"][1].count("acompañante") == 1
    for sides in told.values():
        assert not {"diagnostic", "process", "companion", "on", str(criterion.pk)} & set(" ".join(sides).split())


def test_whose_visit_and_who_wrote_each_side_and_when_is_told(ana, cast, visit):
    write(ana, cast, visit.pk, base=1, notes__0__text="Otra")
    page = comparison(ana, visit)
    assert cast.tania.full_name in page.text
    assert page.text.count(str(cast.ana)) >= 2


def test_verdicts_on_earlier_commitments_are_compared_too(ana, cast):
    earlier = cast.closed_visit()
    pending = Commitment.objects.create(visit=earlier, teacher=cast.tania, action="Leer", due_on=cast.today)
    visit_id, review = uuid.uuid4(), f"review__{pending.pk}"
    write(ana, cast, visit_id, base=0, **{f"{review}__verdict": "fulfilled", f"{review}__evidence": "Lee"})
    write(ana, cast, visit_id, base=1, **{f"{review}__verdict": "fulfilled", f"{review}__evidence": "Lee"})
    write(ana, cast, visit_id, base=1)
    choose(ana, comparison(ana, Visit.objects.get(pk=visit_id)))
    assert CommitmentReview.objects.get().evidence == "Lee"


def test_two_versions_that_say_the_same_leave_the_visit_as_it_is(ana, cast, visit):
    write(ana, cast, visit.pk, base=1)
    page = comparison(ana, visit)
    assert "Las dos dicen lo mismo" in page.text
    choose(ana, page)
    visit.refresh_from_db()
    assert visit.revision == 2
    assert not Submission.objects.waiting().exists()


def test_few_questions_are_asked(ana, cast, visit, django_assert_max_num_queries):
    write(ana, cast, visit.pk, base=2, **THREE)
    write(ana, cast, visit.pk, base=1, **NO_COMMITMENT)
    with django_assert_max_num_queries(21):
        comparison(ana, visit)
