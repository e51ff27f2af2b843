"""Two versions of a visit: all that either says is shown in words, and a choice leaves what it says, part by part."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from visits.closing.services import close_visit
from visits.models import Alert, Commitment, CommitmentReview, Submission, Visit
from visits.record.receive import REMEMBERED
from visits.today.digest import letter, parts_for

from .choosing import choose, compared
from .payload import payload

DAY = timedelta(days=1)


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def visit(ana, cast):
    """A visit that was saved twice: whatever is written on its first revision is another version."""
    visit_id = uuid.uuid4()
    for base in (0, 1):
        write(ana, cast, visit_id, base=base)
    return Visit.objects.get()


def write(client, cast, visit_id, *, base, automatic=False, **changes):
    data = payload(cast.assignment, cast.version, day=cast.today, **changes) | {"base_revision": base}
    headers = {"Accept": "application/json"} if automatic else {}
    return client.post(reverse("visits:form", args=[visit_id]), data, headers=headers)


def comparison(client, visit):
    return client.get(reverse("visits:conflict", args=[visit.pk]))


def notes(visit):
    return list(visit.notes.values_list("text", flat=True))


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


def test_verdicts_on_earlier_commitments_and_alerts_are_compared_too(ana, cast):
    earlier = cast.closed_visit()
    pending = Commitment.objects.create(visit=earlier, teacher=cast.tania, action="Leer", due_on=cast.today)
    visit_id, criterion = uuid.uuid4(), cast.version.criteria.first()
    review, alert = f"review__{pending.pk}", f"score__{criterion.pk}"
    write(ana, cast, visit_id, base=0, **{f"{review}__verdict": "fulfilled", f"{review}__evidence": "Lee"})
    write(ana, cast, visit_id, base=1, **{f"{review}__verdict": "fulfilled", f"{review}__evidence": "Lee"})
    write(ana, cast, visit_id, base=1, **{f"{alert}__is_alert": "on", f"{alert}__alert": "Gritó"})
    choose(ana, comparison(ana, Visit.objects.get(pk=visit_id)))
    assert CommitmentReview.objects.get().evidence == "Lee"
    assert Alert.objects.get().description == "Gritó"


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


# --- Where it is told, and that nothing goes over it -----------------------------------------------------------------


HALF = {"commitments__1__due_on": ""}


@pytest.fixture
def waiting(ana, cast, visit):
    write(ana, cast, visit.pk, base=1, notes__0__text="Otra")
    return Submission.objects.waiting().get()


def test_the_first_page_the_visit_its_form_and_the_closing_page_lead_to_it(ana, visit, waiting):
    address = reverse("visits:conflict", args=[visit.pk])
    for page in ("visits:detail", "visits:form", "visits:close"):
        assert address in ana.get(reverse(page, args=[visit.pk])).text, page
    assert address in ana.get(reverse("home")).text
    choose(ana, ana.get(address))
    for page in ("visits:detail", "visits:form", "visits:close"):
        assert address not in ana.get(reverse(page, args=[visit.pk])).text, page
    assert address not in ana.get(reverse("home")).text


def test_nobody_else_is_told(client, cast, visit, waiting):
    client.force_login(cast.berta)
    assert "conflict" not in client.get(reverse("home")).text


def test_the_daily_letter_tells_it(cast, visit, waiting):
    assert parts_for(cast.ana, cast.today)["companion"].compared == [visit]
    assert "2 versiones por comparar" in letter(cast.ana, parts_for(cast.ana, cast.today)).body


def test_a_visit_does_not_close_over_a_version_that_waits(ana, visit, waiting):
    with pytest.raises(ValidationError, match="otra versión"):
        close_visit(visit=visit)
    ana.post(reverse("visits:close", args=[visit.pk]), {"means": "later"})
    visit.refresh_from_db()
    assert visit.status == Visit.Status.IN_PROGRESS
    choose(ana, comparison(ana, visit), every="saved")
    close_visit(visit=visit)


def test_nor_over_what_was_sent_and_still_lacks_something(ana, cast, visit):
    write(ana, cast, visit.pk, base=2, automatic=True, **HALF)
    with pytest.raises(ValidationError, match="le falta algo"):
        close_visit(visit=visit)
    assert "le falta algo" in ana.get(reverse("visits:close", args=[visit.pk])).text


def test_one_that_lacks_something_opens_filled_on_the_revision_of_now_and_is_saved_there(ana, cast, visit):
    write(ana, cast, visit.pk, base=1, automatic=True, notes__0__text="Lo que iba a escribir", **HALF)
    write(ana, cast, visit.pk, base=2, notes__0__text="Guardada")
    choose(ana, comparison(ana, visit), commitments__2="sent")
    assert not Submission.objects.waiting().exists()
    page = ana.get(reverse("visits:form", args=[visit.pk]))
    form = page.context["visit_form"]
    assert [row["text"].value() for row in form.notes.forms][:2] == ["Guardada", "Lo que iba a escribir"]
    assert str(form.envelope["base_revision"].value()) == "3"
    again = payload(cast.assignment, cast.version, day=cast.today, base_revision=3)
    again["submission"] = form.envelope["submission"].value()
    ana.post(reverse("visits:form", args=[visit.pk]), again)
    visit.refresh_from_db()
    assert visit.revision == 4
    assert not Submission.objects.filter(outcome="held").exists()


def test_a_second_click_settles_nothing_that_was_not_seen(ana, cast, visit, waiting):
    write(ana, cast, visit.pk, base=1, notes__0__text="Una tercera")
    page = comparison(ana, visit)
    for _ in range(2):
        choose(ana, page, every="saved")
    assert Submission.objects.waiting().get().payload["notes-0-text"] == ["Una tercera"]


def test_without_a_choice_nothing_is_settled(ana, visit, waiting):
    for sent in ({}, {"revision": "2"}, {"keep": "saved"}, {"revision": "2", "seen": "otra cosa"}):
        ana.post(reverse("visits:compare", args=[visit.pk, waiting.pk]), sent)
        ana.post(reverse("visits:conflict", args=[visit.pk]), sent)
    assert Submission.objects.waiting().exists()


def test_a_version_that_its_page_went_on_writing_is_shown_again_before_it_is_settled(ana, cast, visit):
    key = str(uuid.uuid4())
    write(ana, cast, visit.pk, base=1, automatic=True, submission=key, notes__0__text="Uno")
    page = comparison(ana, visit)
    write(ana, cast, visit.pk, base=1, automatic=True, submission=key, notes__0__text="Uno y dos")
    assert "Compara de nuevo" in choose(ana, page, every="saved").text
    assert Submission.objects.waiting().exists()


def test_once_the_visit_was_cancelled_it_is_only_read(ana, visit, waiting):
    Visit.objects.update(status=Visit.Status.CANCELLED)
    page = comparison(ana, visit)
    assert "Otra" in page.text
    assert "Guardar lo elegido" not in page.text
    assert choose(ana, page, every="sent").status_code == 403
    assert reverse("visits:conflict", args=[visit.pk]) not in ana.get(reverse("home")).text


# --- The versions of a visit -----------------------------------------------------------------------------------------


def test_each_version_is_listed_with_what_became_of_it_and_opens_in_words(ana, cast, visit, waiting):
    choose(ana, comparison(ana, visit), every="sent")
    page = ana.get(reverse("visits:history", args=[visit.pk]))
    assert [one.outcome for one in page.context["versions"]] == ["saved", "merged", "saved", "saved"]
    assert reverse("visits:history", args=[visit.pk]) in ana.get(reverse("visits:detail", args=[visit.pk])).text
    earlier = reverse("visits:history_entry", args=[visit.pk, page.context["versions"][2].pk])
    assert earlier in page.text
    read = ana.get(earlier)
    assert "Las niñas eligen los bloques" in read.text
    assert "diagnóstico" in read.text


def test_an_earlier_version_is_brought_back_through_the_comparison_as_a_new_revision(ana, cast, visit):
    write(ana, cast, visit.pk, base=2, notes__0__text="Borré todo", notes__0__noted_at="")
    earlier = visit.submissions.earliest("received_at")
    page = ana.get(reverse("visits:compare", args=[visit.pk, earlier.pk]))
    choose(ana, page, every="sent")
    visit.refresh_from_db()
    earlier.refresh_from_db()
    assert (notes(visit), visit.revision) == (["Las niñas eligen los bloques"], 4)
    assert earlier.outcome == "saved"


def test_what_a_choice_wrote_over_stays_among_the_versions(ana, cast):
    visit_id = uuid.uuid4()
    for base in range(2):
        write(ana, cast, visit_id, base=base, automatic=True, notes__0__text=f"Por sí sola {base}")
    visit = Visit.objects.get()
    write(ana, cast, visit_id, base=1, notes__0__text="Otra")
    choose(ana, comparison(ana, visit), every="sent")
    for base in range(3, 4 + REMEMBERED):
        write(ana, cast, visit_id, base=base, automatic=True)
    texts = [one.payload["notes-0-text"] for one in visit.submissions.whole()]
    assert ["Por sí sola 1"] in texts


def test_what_a_page_said_again_later_is_not_listed(ana, cast):
    visit_id = uuid.uuid4()
    for base in range(3):
        write(ana, cast, visit_id, base=base, automatic=True)
    emptied = Submission.objects.filter(payload={}).first()
    assert len(ana.get(reverse("visits:history", args=[visit_id])).context["versions"]) == 1
    for page in ("visits:history_entry", "visits:compare"):
        assert ana.get(reverse(page, args=[visit_id, emptied.pk])).status_code == 404


@pytest.mark.parametrize("page", ["visits:history_entry", "visits:compare"])
def test_a_version_of_another_visit_is_none_of_this_one(ana, cast, visit, page):
    other = uuid.uuid4()
    write(ana, cast, other, base=0)
    strange = Submission.objects.get(visit=other)
    assert ana.get(reverse(page, args=[visit.pk, strange.pk])).status_code == 404


def test_a_closed_visit_lets_its_author_read_its_versions_and_bring_none(ana, visit):
    close_visit(visit=visit)
    version = visit.submissions.first()
    read = ana.get(reverse("visits:history_entry", args=[visit.pk, version.pk]))
    assert read.status_code == 200
    assert reverse("visits:compare", args=[visit.pk, version.pk]) not in read.text
