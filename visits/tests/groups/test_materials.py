"""What is read, watched or heard before a session: added by who leads it, opened by who is called."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accompaniment.health.kept_files import PARTS, look_at_files
from reports.people_data.own_export import data_of
from reports.people_data.retention import purge
from visits.groups.materials.services import MOST, add_material
from visits.groups.services import take_off
from visits.models import MaterialOpening, SessionMaterial
from visits.tests.groups.meetings import meeting
from visits.tests.record.media_files import FILM, M4A, PLACE, photo

GUIDE = "https://example.pe/guia"


@pytest.fixture
def session(cast):
    return meeting(cast, people=[cast.tania, cast.petra], held_on=cast.today + timedelta(days=3))


@pytest.fixture
def guide(cast, session):
    return add_material(session=session, by=cast.ana, title="Guía", link=GUIDE, media=None)


def added(client, session, content=None, **fields):
    sent = {"title": "Preguntas abiertas", "link": "", **fields}
    if content is not None:
        sent["file"] = SimpleUploadedFile("algo.jpg", content)
    return client.post(reverse("visits:session_materials", args=[session.pk]), sent)


def opened(client, material):
    return client.get(reverse("visits:material_open", args=[material.pk]))


def test_a_link_is_added_and_opened_by_who_is_called(client, cast, session):
    client.force_login(cast.ana)
    added(client, session, link=GUIDE)
    material = SessionMaterial.objects.get()
    client.force_login(cast.tania.user)
    page = client.get(session.get_absolute_url()).text
    assert "Preguntas abiertas" in page and "enlace · example.pe" in page, "it says where it leads"
    answer = opened(client, material)
    assert (answer.status_code, answer.url, answer["Referrer-Policy"]) == (302, GUIDE, "no-referrer")


def test_a_picture_is_drawn_anew_and_served_alone(client, cast, session):
    client.force_login(cast.ana)
    added(client, session, photo())
    material = SessionMaterial.objects.get()
    assert material.what == "imagen"
    client.force_login(cast.tania.user)
    answer = opened(client, material)
    content = b"".join(answer.streaming_content)
    assert Image.open(BytesIO(content)).format == "JPEG" and PLACE.encode() not in content
    assert answer["Content-Type"] == "image/jpeg" and "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_an_audio_is_one_too(client, cast, session):
    client.force_login(cast.ana)
    added(client, session, M4A)
    material = SessionMaterial.objects.get()
    assert material.what == "audio" and opened(client, material)["Content-Type"] == "audio/mp4"


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        (None, {}, "uno de los dos"),
        (photo(size=(20, 20)), {"link": GUIDE}, "uno de los dos"),
        (None, {"link": GUIDE, "title": " "}, "obligatorio"),
        (None, {"link": "javascript:alert(1)"}, "URL"),
        (b"%PDF-1.7", {}, "no es una foto"),
        (FILM, {}, ""),
        (b"", {}, "vacío"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(client, cast, session, content, fields, said):
    client.force_login(cast.ana)
    page = added(client, session, content, **fields)
    assert page.status_code == 200 and said in page.text and page.context["form"].errors
    assert not SessionMaterial.objects.exists()


def test_the_same_one_is_there_once_and_there_are_not_too_many(client, cast, session, guide):
    client.force_login(cast.ana)
    assert "como «Guía»" in added(client, session, link=GUIDE).text
    added(client, session, photo(size=(30, 30)))
    assert "como «Preguntas abiertas»" in added(client, session, photo(size=(30, 30)), title="Otra").text
    for number in range(MOST - 2):
        added(client, session, link=f"{GUIDE}/{number}")
    assert "quita uno" in added(client, session, link=f"{GUIDE}/more").text
    assert session.materials.count() == MOST


def test_who_opened_counts_once_and_is_told_to_nobody(client, cast, session, guide):
    client.force_login(cast.tania.user)
    assert "lo abrieron" not in client.get(session.get_absolute_url()).text
    opened(client, guide)
    opened(client, guide)
    client.force_login(cast.ana)
    opened(client, guide)
    for url in (session.get_absolute_url(), reverse("visits:session_materials", args=[session.pk])):
        assert "lo abrieron 1 de 2" in client.get(url).text
    fields = {field.name for field in MaterialOpening._meta.fields}
    assert fields == {"id", "material", "teacher"}, "not when"
    told = [data_of(one.user)["materiales de reuniones que abriste"] for one in (cast.tania, cast.petra)]
    assert told == [["Guía"], []]


def test_who_is_taken_off_the_list_does_not_count_any_more(client, cast, session, guide):
    client.force_login(cast.tania.user)
    opened(client, guide)
    take_off(attendance=session.attendances.get(teacher=cast.tania))
    assert not MaterialOpening.objects.exists()


def test_looking_at_the_head_or_in_her_place_opens_nothing(client, cast, guide):
    url = reverse("visits:material_open", args=[guide.pk])
    client.force_login(cast.tania.user)
    client.head(url)
    client.force_login(cast.alma)
    client.post(reverse("see_as_start", args=[cast.tania.user.pk]))
    assert client.get(url).status_code == 302
    assert not MaterialOpening.objects.exists()


def test_who_does_not_lead_adds_and_takes_away_nothing(client, cast, session, guide):
    remove = reverse("visits:material_remove", args=[guide.pk])
    for who, code in ((cast.tania.user, 403), (cast.diana, 403), (cast.carla, 404), (cast.olga, 404)):
        client.force_login(who)
        assert added(client, session, link=f"{GUIDE}/2").status_code == code
        assert client.post(remove).status_code == code
    assert session.materials.get() == guide


def test_it_is_taken_away_with_its_file(client, cast, session, django_capture_on_commit_callbacks):
    client.force_login(cast.ana)
    added(client, session, photo(size=(30, 30)))
    material = SessionMaterial.objects.get()
    url = reverse("visits:material_remove", args=[material.pk])
    assert "no se puede recuperar" in client.get(url).text and default_storage.exists(material.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert not SessionMaterial.objects.exists() and not default_storage.exists(material.file.name)
    assert client.get(url).status_code == 404


def test_with_its_session_goes_its_file(client, cast, session, django_capture_on_commit_callbacks):
    client.force_login(cast.ana)
    added(client, session, photo(size=(30, 30)))
    name = SessionMaterial.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        counts = purge(ended_before=cast.campaign.ends_on + timedelta(days=1), confirmed=True)
    assert counts["reuniones de grupo"] == 1
    assert not SessionMaterial.objects.exists() and not default_storage.exists(name)


def test_links_have_no_file_that_could_be_missing(guide):
    today = timezone.localdate()
    assert [look_at_files(today=today + timedelta(days=day)) for day in range(PARTS)][-1] == 0
    assert guide.nameless().startswith("material de una reunión") and not guide.suffix
