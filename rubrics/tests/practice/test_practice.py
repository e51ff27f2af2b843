"""Practice cases: shipped, answered, compared; written, published, retired."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accompaniment.submissions.receiving import NewSubmission, Refused
from rubrics.instruments.contents import described
from rubrics.instruments.services.drafts import InstrumentData, make_instrument
from rubrics.instruments.services.publishing import publish_draft
from rubrics.models import PracticeAnswer, PracticeCase, PracticeReference
from rubrics.practice.services import SHIPPED, load_shipped_cases, publish_case, receive_answer, write_case

LIST = reverse("rubrics:practice")
REASON = "Porque pregunta y espera."


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(who)
        return client

    return enter


def make_case(cast, *, references=2, **fields):
    defaults = {"version": cast.version, "ugel": cast.ugel, "title": "La siembra", "vignette": "Siembran maíz."}
    case = PracticeCase.objects.create(**{**defaults, "published_at": timezone.now(), **fields})
    for criterion in cast.version.criteria.all()[:references]:
        PracticeReference.objects.create(case=case, criterion=criterion, value=3, reason=REASON)
    return case


def answer(case, *levels, **changes):
    criteria = case.references.order_by("criterion__order").values_list("criterion", flat=True)
    given = {f"c{pk}-value": level for pk, level in zip(criteria, levels, strict=False)}
    return {"answer": str(uuid.uuid4()), **given, **changes}


# --- Shipped ---------------------------------------------------------------------------------------------------
def test_cases_are_loaded_once_with_the_instruments(db, capsys):
    call_command("load_instruments")
    assert "Casos de práctica nuevos: 8." in capsys.readouterr().out
    call_command("load_instruments")
    assert "Casos" not in capsys.readouterr().out
    assert PracticeCase.objects.count() == 8


def test_every_shipped_case_fits_its_instrument_and_explains_itself(shipped):
    assert load_shipped_cases() == 8
    for case in PracticeCase.objects.prefetch_related("references__criterion__levels"):
        assert case.is_invented and case.is_offered and case.ugel is None and len(case.vignette) > 400
        for reference in case.references.all():
            assert reference.criterion.version_id == case.version_id
            assert reference.value in {level.value for level in reference.criterion.levels.all()}
            assert len(reference.reason) > 20
    files = [json.loads(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*.json")]
    assert {len(file["cases"]) for file in files} <= {2, 3}


def test_shipped_cases_use_the_whole_scale(cast):
    load_shipped_cases()
    for version, highest in ((cast.version, 4), (cast.promoter_version, 3)):
        used = set(PracticeReference.objects.filter(case__version=version).values_list("value", flat=True))
        assert used == set(range(1, highest + 1))


# --- Answering -------------------------------------------------------------------------------------------------
def test_the_reference_is_told_only_after_answering(sign_in, cast):
    case = make_case(cast)
    client = sign_in(cast.ana)
    assert REASON not in client.get(case.get_absolute_url()).text
    page = client.post(case.get_absolute_url(), answer(case, 3, 1), follow=True).text
    assert REASON in page and "coincides" in page and "a más de un nivel" in page
    assert REASON not in sign_in(cast.olga).get(case.get_absolute_url()).text


def test_a_level_missing_is_said_and_what_was_chosen_stays(sign_in, cast):
    case = make_case(cast)
    first = case.references.order_by("criterion__order").first().criterion_id
    page = (
        sign_in(cast.ana).post(case.get_absolute_url(), answer(case, 3, **{f"c{first}-reason": "Vi que esperó"})).text
    )
    assert "Elige un nivel." in page and "Vi que esperó" in page
    assert REASON not in page
    assert not PracticeAnswer.objects.exists()


def test_the_same_answer_twice_is_one(sign_in, cast):
    case = make_case(cast)
    client, data = sign_in(cast.ana), answer(case, 3, 2)
    for _ in range(2):
        assert client.post(case.get_absolute_url(), data).status_code == 302
    assert PracticeAnswer.objects.get().attempt == 1


def test_an_answer_of_somebody_else_is_refused(sign_in, cast):
    case = make_case(cast)
    data = answer(case, 3, 2)
    sign_in(cast.ana).post(case.get_absolute_url(), data)
    page = sign_in(cast.olga).post(case.get_absolute_url(), data).text
    assert "no corresponde a este caso" in page and REASON not in page


def test_a_case_is_repeated_after_a_while_and_the_first_attempt_counts(sign_in, cast):
    case = make_case(cast)
    client = sign_in(cast.ana)
    client.post(case.get_absolute_url(), answer(case, 1, 1))
    page = client.post(case.get_absolute_url(), answer(case, 3, 3)).text
    assert "Ya lo respondiste" in page
    with time_machine.travel(timezone.now() + timedelta(days=90), tick=False):
        client.force_login(cast.ana)
        assert "Responder otra vez" in client.get(case.get_absolute_url()).text
        page = client.post(case.get_absolute_url(), answer(case, 3, 3), follow=True).text
    assert "Intento 2" in page and "cuenta el primero" in page
    assert PracticeAnswer.objects.count() == 2
    assert PracticeAnswer.objects.get(attempt=1).levels.first().value == 1


def test_whoever_wrote_it_does_not_answer_it(sign_in, cast):
    case = make_case(cast, written_by=cast.berta)
    page = sign_in(cast.berta).get(case.get_absolute_url()).text
    assert REASON in page and "Responder y comparar" not in page
    sent = NewSubmission(uuid.uuid4(), cast.berta)
    outcome = receive_answer(case=case, submission=sent, levels={}, retake_days=90)
    assert outcome == Refused("Este caso lo escribiste tú: ya conoces sus niveles.")


def test_an_administrator_keeps_cases_and_answers_none(sign_in, cast):
    case = make_case(cast, ugel=None)
    client = sign_in(cast.alma)
    assert REASON in client.get(case.get_absolute_url()).text
    assert client.post(case.get_absolute_url(), answer(case, 3, 3)).status_code == 403


def test_a_retired_case_stays_readable_for_who_answered(sign_in, cast):
    case = make_case(cast)
    sign_in(cast.ana).post(case.get_absolute_url(), answer(case, 3, 2))
    client = sign_in(cast.berta)
    client.post(reverse("rubrics:practice_retire", args=[case.pk]))
    assert REASON in sign_in(cast.ana).get(case.get_absolute_url()).text
    assert sign_in(cast.olga).get(case.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("who", "sees"), [("ana", True), ("carla", False), ("alma", False)])
def test_a_case_of_a_ugel_is_that_ugels(sign_in, cast, who, sees):
    case = make_case(cast)
    client = sign_in(getattr(cast, who))
    assert (case.title in client.get(LIST).text) == sees
    assert (client.get(case.get_absolute_url()).status_code == 200) == sees


def test_the_list_is_narrowed_to_an_instrument(sign_in, cast):
    make_case(cast)
    client = sign_in(cast.ana)
    assert "La siembra" in client.get(LIST, {"version": cast.version.pk}).text
    assert "La siembra" not in client.get(LIST, {"version": cast.promoter_version.pk}).text
    assert client.get(LIST, {"version": "x" * 40}).status_code == 200


# --- Writing ---------------------------------------------------------------------------------------------------
def written(cast, **changes):
    first, second = cast.version.criteria.all()[:2]
    return {
        "title": "El puente",
        "ugel": cast.ugel.pk,
        "vignette": "Arman un puente y se cae.",
        "is_invented": "on",
        f"c{first.pk}-value": "3",
        f"c{first.pk}-reason": REASON,
        f"c{second.pk}-value": "",
        **changes,
    }


def test_a_specialist_writes_publishes_and_it_is_frozen(sign_in, cast):
    client = sign_in(cast.berta)
    url = reverse("rubrics:practice_new")
    assert "Rúbricas de observación de aula, ciclo II" in client.get(url).text
    answer = client.post(f"{url}?version={cast.version.pk}", written(cast), follow=True)
    assert "Borrador guardado" in answer.text
    case = PracticeCase.objects.get()
    assert (case.is_draft, case.references.count(), case.written_by) == (True, 1, cast.berta)
    assert sign_in(cast.ana).get(case.get_absolute_url()).status_code == 404
    client = sign_in(cast.berta)
    edit = reverse("rubrics:practice_edit", args=[case.pk])
    client.post(edit, written(cast, title="El puente largo"))
    client.post(reverse("rubrics:practice_publish", args=[case.pk]))
    case.refresh_from_db()
    assert case.title == "El puente largo" and case.is_offered
    assert client.get(edit).status_code == 403
    with pytest.raises(ValidationError, match="no se modifica"):
        write_case(case=case, by=cast.berta, references={})
    assert sign_in(cast.ana).get(case.get_absolute_url()).status_code == 200


def test_the_form_of_a_new_case_sent_again_writes_the_same_draft(sign_in, cast):
    client, url = sign_in(cast.berta), f"{reverse('rubrics:practice_new')}?version={cast.version.pk}"
    sent = written(cast, case_id=str(client.get(url).context["case"].pk))
    first, again = (client.post(url, sent).url for _ in range(2))
    assert first == again
    wrong = client.post(url, {**sent, "title": ""})
    client.post(url, {**sent, "case_id": str(wrong.context["case"].pk), "title": "Otro título"})
    assert PracticeCase.objects.get().title == "Otro título"


def test_what_is_missing_is_said_and_nothing_is_lost(sign_in, cast):
    first = cast.version.criteria.first()
    bad = written(cast, vignette="", title="Sin nada", **{f"c{first.pk}-reason": ""})
    page = sign_in(cast.berta).post(f"{reverse('rubrics:practice_new')}?version={cast.version.pk}", bad).text
    assert "Escribe qué ocurrió o da el enlace a un video." in page
    assert "Explica por qué es ese nivel" in page and "Sin nada" in page
    assert not PracticeCase.objects.exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "no es un enlace"])
def test_a_link_is_a_link(sign_in, cast, link):
    url = f"{reverse('rubrics:practice_new')}?version={cast.version.pk}"
    assert sign_in(cast.berta).post(url, written(cast, video=link)).status_code == 200
    assert not PracticeCase.objects.exists()


def test_a_specialist_writes_for_her_ugel_and_an_administrator_for_all(sign_in, cast):
    url = f"{reverse('rubrics:practice_new')}?version={cast.version.pk}"
    for ugel in (cast.other_ugel.pk, ""):
        sign_in(cast.berta).post(url, written(cast, ugel=ugel))
    assert not PracticeCase.objects.exists()
    sign_in(cast.alma).post(url, written(cast, ugel=""))
    assert PracticeCase.objects.get().ugel is None


def test_nothing_to_compare_with_is_not_published(sign_in, cast):
    case = make_case(cast, references=0, published_at=None)
    with pytest.raises(ValidationError, match="nivel de referencia"):
        publish_case(case=case)
    page = sign_in(cast.berta).post(reverse("rubrics:practice_publish", args=[case.pk]), follow=True).text
    assert "nivel de referencia" in page
    case.refresh_from_db()
    assert case.is_draft


@pytest.mark.parametrize("version", ["0", "99999999999", "abc"])
def test_an_instrument_that_does_not_exist(sign_in, cast, version):
    assert sign_in(cast.berta).get(reverse("rubrics:practice_new"), {"version": version}).status_code == 404


def test_an_instrument_of_another_ugel_is_not_offered(sign_in, cast):
    about = InstrumentData(title="La de al lado", teacher_kind="classroom", cycle="II", ugel=cast.other_ugel)
    theirs = make_instrument(data=about, criteria=described(cast.version)["criteria"])
    publish_draft(version=theirs, valid_from=cast.today, valid_to=None)
    url = reverse("rubrics:practice_new")
    assert "La de al lado" not in sign_in(cast.berta).get(url).text
    assert sign_in(cast.berta).get(url, {"version": theirs.pk}).status_code == 404
    assert "La de al lado" in sign_in(cast.carla).get(url).text
