"""Photos and short audios: only where allowed and consented, small, private, without what the camera wrote."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accompaniment.models import Campaign, TrackedChange
from accompaniment.tests.pictures import grey_jpeg
from reports.people_data.retention import purge
from visits.models import Attachment, Visit
from visits.record.attachments.media import SIDE, Media
from visits.record.attachments.services import MOST, attach

from .media_files import AAC, FILM, M4A, MP3, OGG, PLACE, WEBM, photo, wav


@pytest.fixture
def ana(client, cast):
    cast.campaign.photos_allowed = True
    cast.campaign.save()
    client.force_login(cast.ana)
    return client


@pytest.fixture
def visit(cast):
    return cast.visit()


def page(visit):
    return reverse("visits:attachments", args=[visit.pk])


def upload(client, visit, content, name="foto.jpg", **changes):
    data = {"caption": "El sector de construcción", "consent": "La promotora, por escrito", "is_consented": "on"}
    return client.post(page(visit), {**data, **changes, "file": SimpleUploadedFile(name, content)})


def kept():
    with Attachment.objects.get().file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_is_drawn_anew_small_upright_and_without_place(ana, visit, kind):
    assert upload(ana, visit, photo(kind=kind)).url == page(visit)
    content = kept()
    image = Image.open(BytesIO(content))
    assert (image.format, max(image.size)) == ("JPEG", SIDE)
    assert image.height > image.width, "shown as it was held"
    assert not image.getexif()
    assert PLACE.encode() not in content
    assert b"Exif" not in content
    one = Attachment.objects.get()
    assert (one.kind, one.caption, one.consent) == ("photo", "El sector de construcción", "La promotora, por escrito")


def test_the_same_photo_twice_is_there_once_and_the_page_says_so(ana, visit):
    upload(ana, visit, photo())
    again = upload(ana, visit, photo(), consent="El comité de padres")
    said = "Esto ya está en la visita, con el consentimiento de «La promotora, por escrito»: no se guardó otra vez."
    assert said in again.content.decode()
    assert Attachment.objects.get().consent == "La promotora, por escrito"


AUDIOS = {"ogg": OGG, "m4a": M4A, "webm": WEBM, "mp3": MP3, "aac": AAC, "wav": wav()}


@pytest.mark.parametrize("suffix", AUDIOS)
def test_a_short_audio_is_kept_as_it_came_and_served_as_what_it_is(ana, visit, suffix):
    upload(ana, visit, AUDIOS[suffix], "nota.bin")
    assert kept() == AUDIOS[suffix]
    one = Attachment.objects.get()
    assert one.kind == "audio"
    assert one.file.name.endswith(suffix)
    assert ana.get(reverse("visits:attachment_file", args=[one.pk]))["Content-Type"].startswith("audio/")


def test_a_photo_of_200_megapixels_is_drawn_small(ana, visit):
    upload(ana, visit, grey_jpeg(16_320, 12_240))
    assert Image.open(BytesIO(kept())).size == (1600, 1200)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "El archivo está vacío"),
        (b"<svg onload=alert(1)>", "Esto no es una foto"),
        (b"GIF89a" + b"\0" * 100, "Esto no es una foto"),
        (b"<?php system($_GET[0]);", "Esto no es una foto"),
        (b"\xff\xd8\xff" + b"\0" * 500, "La foto está dañada"),
        (photo()[:4000], "La foto está dañada"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "La foto está dañada"),
        (FILM, "Esto no es una foto"),
        (M4A + b"\0" * 2_200_000, "El audio dura demasiado"),
        (photo((100, 100)) + b"\0" * 16_000_000, "El archivo pesa demasiado"),
    ],
    ids=["empty", "svg", "gif", "php", "header", "cut", "png", "video", "long", "heavy"],
)
def test_what_is_no_photo_gets_a_sentence_and_nothing_typed_is_lost(ana, visit, content, sentence):
    answer = upload(ana, visit, content, caption="Esto no se pierde")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert "Esto no se pierde" in text
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"is_consented": ""}, "Sin consentimiento por escrito no se guarda."),
        ({"consent": ""}, "Este campo es obligatorio."),
        ({"caption": "x" * 300}, "200"),
    ],
)
def test_without_consent_nothing_is_kept(ana, visit, changes, sentence):
    assert sentence in upload(ana, visit, photo((50, 50)), **changes).content.decode()
    assert Attachment.objects.count() == 0


def test_where_the_campaign_does_not_allow_them_there_is_no_way_in(client, cast, visit):
    client.force_login(cast.ana)
    assert 'type="file"' not in client.get(page(visit)).content.decode()
    answer = upload(client, visit, photo((50, 50)))
    assert answer.status_code == 403
    assert "Este año tu UGEL no permite fotos" in answer.content.decode()
    form = client.get(reverse("visits:form", args=[visit.pk])).content.decode()
    assert 'name="attach"' not in form


def test_the_form_saves_first_and_then_opens_the_page_of_photos(ana, cast, visit):
    from .payload import payload

    form = reverse("visits:form", args=[visit.pk])
    assert 'name="attach"' in ana.get(form).content.decode()
    data = payload(cast.assignment, cast.version, visit=visit, day=cast.today, attach="1")
    assert ana.post(form, data).url == page(visit)
    assert visit.notes.count() == 1


def test_a_closed_visit_takes_no_more_and_lets_none_go(ana, cast):
    visit = cast.visit()
    upload(ana, visit, photo((50, 50)))
    Visit.objects.filter(pk=visit.pk).update(status=Visit.Status.CLOSED)
    one = Attachment.objects.get()
    assert upload(ana, visit, photo((60, 60))).status_code == 403
    for name in ("attachment_edit", "attachment_remove"):
        assert ana.post(reverse(f"visits:{name}", args=[one.pk]), {"caption": "otra"}).status_code == 403
    assert Attachment.objects.get().caption == "El sector de construcción"


def test_what_it_shows_can_be_told_better(ana, visit):
    upload(ana, visit, photo((50, 50)))
    edit = reverse("visits:attachment_edit", args=[Attachment.objects.get().pk])
    assert ana.post(edit, {"caption": "La biblioteca"}).url == page(visit)
    assert Attachment.objects.get().caption == "La biblioteca"


def test_removing_asks_first_and_takes_the_file_too(ana, visit, django_capture_on_commit_callbacks):
    upload(ana, visit, photo((50, 50)))
    one = Attachment.objects.get()
    remove = reverse("visits:attachment_remove", args=[one.pk])
    assert "Se borra también el archivo" in ana.get(remove).content.decode()
    assert Attachment.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        ana.post(remove)
    assert not Attachment.objects.exists()
    assert not one.file.storage.exists(one.file.name)


@pytest.fixture
def one(cast):
    """A photo of a closed visit."""
    cast.campaign.photos_allowed = True
    cast.campaign.save()
    return attach(
        visit=cast.closed_visit(),
        by=cast.ana,
        media=Media("photo", "jpg", photo((50, 50))),
        caption="El sector de lectura",
        consent="La madre, por escrito",
    )


def withdrawing(one):
    return reverse("visits:attachment_withdraw", args=[one.pk])


@pytest.mark.parametrize("who", ["ana", "berta"])
def test_when_a_consent_is_withdrawn_author_and_specialist_take_the_photo_away(
    client, cast, one, who, django_capture_on_commit_callbacks
):
    client.force_login(getattr(cast, who))
    assert withdrawing(one) in client.get(page(one.visit)).content.decode()
    assert "no se puede recuperar" in client.get(withdrawing(one)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(withdrawing(one), {"reason": "La madre retiró su consentimiento"})
    assert answer.url == page(one.visit)
    assert not Attachment.objects.exists()
    assert not one.file.storage.exists(one.file.name)
    change = TrackedChange.objects.filter(model="visits.attachment").latest("pk")
    assert (change.action, change.by, change.teacher) == ("deleted", getattr(cast, who), cast.tania)
    assert change.fields["motivo"] == [None, "La madre retiró su consentimiento"]
    assert "El sector de lectura" not in str(change.fields) + change.name


def test_without_a_reason_nothing_is_withdrawn(client, cast, one):
    client.force_login(cast.ana)
    assert "Este campo es obligatorio." in client.post(withdrawing(one), {"reason": " "}).content.decode()
    assert Attachment.objects.exists()


def test_who_may_only_read_a_photo_is_told_whom_to_ask(client, cast, one):
    for user in (cast.diana, cast.tania.user):
        client.force_login(user)
        assert withdrawing(one) not in client.get(page(one.visit)).content.decode()
        answer = client.post(withdrawing(one), {"reason": "x"})
        assert answer.status_code == 403
        assert "Pídeselo" in answer.content.decode()
    assert Attachment.objects.exists()


def test_it_is_withdrawn_when_the_campaign_is_over_too(client, cast, one):
    Campaign.objects.update(closed_at=timezone.now())
    client.force_login(cast.berta)
    client.post(withdrawing(one), {"reason": "Lo pidió la familia"})
    assert not Attachment.objects.exists()


def test_the_page_of_a_visit_leads_to_its_photos(client, cast, one):
    client.force_login(cast.berta)
    assert page(one.visit) in client.get(one.visit.get_absolute_url()).content.decode()


def test_every_change_of_one_is_logged_without_what_it_shows(ana, cast, visit):
    upload(ana, visit, photo((50, 50)))
    one = Attachment.objects.get()
    ana.post(reverse("visits:attachment_edit", args=[one.pk]), {"caption": "La biblioteca"})
    ana.post(reverse("visits:attachment_remove", args=[one.pk]))
    changes = TrackedChange.objects.filter(model="visits.attachment").order_by("pk")
    assert [change.action for change in changes] == ["created", "changed", "deleted"]
    assert {(change.by, change.teacher, change.ugel) for change in changes} == {(cast.ana, cast.tania, cast.ugel)}
    assert changes[0].fields["consent"] == [None, "La promotora, por escrito"]
    told = str([(change.name, change.fields) for change in changes])
    assert "construcción" not in told and "biblioteca" not in told


def test_a_visit_is_no_album(ana, visit):
    for n in range(MOST):
        upload(ana, visit, photo((50 + n, 50)))
    answer = upload(ana, visit, photo((200, 50)))
    assert "borra uno para agregar otro" in answer.content.decode()
    assert Attachment.objects.count() == MOST


def test_it_is_served_to_be_looked_at_and_kept_by_nobody(ana, visit):
    upload(ana, visit, photo((50, 50)))
    answer = ana.get(reverse("visits:attachment_file", args=[Attachment.objects.get().pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "script" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("who", ["olga", "elena", "berta", "carla", "diana", "rita", "alma", "tania"])
def test_a_draft_s_photo_is_its_companions_alone(ana, cast, visit, who):
    upload(ana, visit, photo((50, 50)))
    ana.force_login(cast.tania.user if who == "tania" else getattr(cast, who))
    for name in ("attachment_file", "attachment_edit", "attachment_remove"):
        assert ana.get(reverse(f"visits:{name}", args=[Attachment.objects.get().pk])).status_code == 404


def test_it_goes_with_the_visit_when_its_time_is_over(ana, cast, visit, django_capture_on_commit_callbacks):
    upload(ana, visit, photo((50, 50)))
    one = Attachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        purge(ended_before=cast.campaign.ends_on + timedelta(days=1), confirmed=False)
    assert one.file.storage.exists(one.file.name), "a rehearsal removes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        purge(ended_before=cast.campaign.ends_on + timedelta(days=1), confirmed=True)
    assert not Attachment.objects.exists()
    assert not one.file.storage.exists(one.file.name)
