"""A photo is made small on the phone, where that can draw it, and becomes what the system takes."""

import io

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from accompaniment.tests.browser import wait_until
from visits.models import Attachment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOSEN = "document.querySelector('[type=file]').files[0]?.type"


def test_a_picture_that_the_system_would_refuse_travels_as_jpg(phone, cast, sign_in):
    cast.campaign.photos_allowed = True
    cast.campaign.save()
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:attachments", args=[cast.visit().pk]))
    gif = io.BytesIO()
    Image.new("P", (40, 30)).save(gif, "GIF")  # a few bytes: any JPEG weighs more
    chosen = {"name": "foto.gif", "mimeType": "image/gif", "buffer": gif.getvalue()}
    phone.locator("[type=file]").set_input_files(files=[chosen])
    wait_until(phone, f"{CHOSEN} === 'image/jpeg'")
    phone.get_by_label("Quién dio el consentimiento").fill("La docente, por escrito")
    phone.get_by_label("Tengo el consentimiento").check()
    phone.get_by_role("button", name="Guardar").click()
    expect(phone.locator("main")).to_contain_text("Guardado.")
    assert Attachment.objects.get().kind == "photo"
