"""Making an instrument, copying one, its next version, and leaving a draft."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.models import TrackedChange
from rubrics.instruments.contents import described
from rubrics.instruments.services.drafts import edit_instrument, next_version
from rubrics.models import Instrument, InstrumentVersion

from .making import copied, draft, hers, published, url

NEW = {"title": "Ficha de juego", "teacher_kind": "promoter", "cycle": "", "source": "", "by_default": "on"}


def test_a_specialist_makes_one_for_her_ugel(cast, client):
    client.force_login(cast.berta)
    page = client.post(reverse("rubrics:new"), NEW, follow=True)
    instrument = Instrument.objects.get(title="Ficha de juego")
    assert (instrument.ugel, instrument.code) == (cast.ugel, "ficha-de-juego")
    assert "Todavía no tiene criterios" in page.text
    assert TrackedChange.objects.filter(
        model="rubrics.instrumentversion", action="created", by=cast.berta, ugel=cast.ugel
    )


def test_an_administrator_makes_one_for_everyone(cast, client):
    client.force_login(cast.alma)
    client.post(reverse("rubrics:new"), NEW)
    assert Instrument.objects.get(title="Ficha de juego").ugel is None


def test_two_of_one_title_get_codes_of_their_own(cast, client):
    client.force_login(cast.berta)
    for _ in range(3):
        client.post(reverse("rubrics:new"), {**NEW, "title": "¡Aula ciclo II!"})
    codes = set(Instrument.objects.filter(title="¡Aula ciclo II!").values_list("code", flat=True))
    assert codes == {"aula-ciclo-ii-2", "aula-ciclo-ii-3", "aula-ciclo-ii-4"}


@pytest.mark.parametrize("path", ["-/new/", "aula-ciclo-ii/1/copy/"])
def test_the_same_form_twice_makes_one_and_with_other_words_another(cast, client, path):
    client.force_login(cast.berta)
    address = f"/instruments/{path}"
    sent = {**NEW, "form_id": client.get(address).context["form"]["form_id"].value()}
    first, again = (client.post(address, sent).url for _ in range(2))
    assert first == again
    assert InstrumentVersion.objects.filter(instrument__ugel=cast.ugel).count() == 1
    client.post(address, {**sent, "title": "Otra ficha"})
    assert InstrumentVersion.objects.filter(instrument__ugel=cast.ugel).count() == 2


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, client):
    client.force_login(cast.berta)
    page = client.post(reverse("rubrics:new"), {**NEW, "title": "<b>Ficha</b>", "source": "Acta de marzo"})
    assert "Trae etiquetas de HTML: escribe solo el texto." in page.text
    assert "Acta de marzo" in page.text
    assert not Instrument.objects.filter(ugel=cast.ugel).exists()


def test_a_copy_says_the_same_and_the_original_stays(cast, client):
    client.force_login(cast.berta)
    address = url(cast.version, "copy")
    assert "Rúbricas de observación de aula, ciclo II (copia)" in client.get(address).text
    client.post(address, {**NEW, "title": "La nuestra", "teacher_kind": "classroom", "cycle": "II"})
    copy = InstrumentVersion.objects.get(instrument__title="La nuestra")
    assert described(copy)["criteria"] == described(cast.version)["criteria"]
    assert copy.status == "draft"


def test_what_comes_with_the_project_is_never_changed(cast, client):
    client.force_login(cast.alma)
    page = client.post(url(cast.version, "next"), follow=True)
    assert "viene con el programa y no se cambia" in page.text
    assert not InstrumentVersion.objects.filter(instrument=cast.version.instrument, status="draft").exists()


def test_the_next_version_begins_as_the_last_one_and_is_one(cast, client):
    version = published(cast)
    client.force_login(cast.berta)
    for _ in range(2):  # twice is once
        client.post(url(version, "next"))
    following = InstrumentVersion.objects.get(instrument=version.instrument, status="draft")
    assert following.number == 2
    assert described(following)["criteria"] == described(version)["criteria"]
    assert next_version(version=version) == following


def test_title_and_people_change_until_something_is_published(cast, client):
    version = draft(cast)
    client.force_login(cast.berta)
    client.post(url(version, "about"), {**NEW, "title": "Otro título"})
    version.instrument.refresh_from_db()
    assert version.instrument.title == "Otro título"
    following = next_version(version=published(cast, title="Publicada"))
    page = client.get(url(following, "about"))
    assert "su título y para quién es no cambian" in page.text
    with pytest.raises(ValidationError, match="Ya tiene una versión publicada"):
        edit_instrument(version=following, data=hers(cast, title="Otro"))


def test_a_draft_is_deleted_after_asking_and_its_instrument_with_it(cast, client):
    version = copied(cast)
    client.force_login(cast.berta)
    page = client.get(url(version, "delete"))
    assert "Se pierden sus 5 criterios" in page.text
    assert "el instrumento desaparece con él" in page.text
    client.post(url(version, "delete"))
    assert not Instrument.objects.filter(ugel=cast.ugel).exists()


def test_deleting_the_next_draft_leaves_what_was_published(cast, client):
    version = published(cast)
    following = next_version(version=version)
    client.force_login(cast.berta)
    client.post(url(following, "delete"))
    assert list(version.instrument.versions.all()) == [version]


@pytest.mark.parametrize("name", ["ana", "diana", "carla", "alma"])
def test_a_draft_is_of_whoever_keeps_it(cast, client, name):
    version = draft(cast)
    client.force_login(getattr(cast, name))
    assert client.get(url(version)).status_code == 404
    assert client.get(version.instrument.get_absolute_url()).status_code == 404
    assert "De la UGEL" not in client.get(reverse("rubrics:instruments")).text


def test_the_instrument_of_a_ugel_is_of_its_people(cast, client):
    version = published(cast)
    seen = {}
    for name in ("ana", "olga", "diana", "berta", "carla", "alma"):
        client.force_login(getattr(cast, name))
        seen[name] = client.get(version.instrument.get_absolute_url()).status_code
    assert seen == {"ana": 200, "olga": 200, "diana": 200, "berta": 200, "carla": 404, "alma": 200}


def test_only_who_keeps_it_is_offered_to_change_it(cast, client):
    version = published(cast)
    offered = {}
    for name in ("ana", "berta", "alma"):
        client.force_login(getattr(cast, name))
        text = client.get(version.instrument.get_absolute_url()).text
        offered[name] = ("Hacer una versión nueva" in text, ">Copiar<" in text, "Retirar…" in text)
    assert offered == {"ana": (False, False, False), "berta": (True, True, True), "alma": (False, True, False)}


def test_few_queries(cast, client, django_assert_max_num_queries):
    version = copied(cast)
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(url(version))
    with django_assert_max_num_queries(12):
        client.get(reverse("rubrics:instruments"))
