"""Words without a blank, as people paste them, on a small phone: no page grows wider than it."""

import pytest
from django.urls import reverse

from visits.models import Commitment, Dialogue, FieldNote, Score
from visits.record.attachments.media import Media
from visits.record.attachments.services import attach

from .media_files import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "https://ejemplo.pe/" + "x" * 170


@pytest.fixture
def visit(cast):
    cast.campaign.photos_allowed = True
    cast.campaign.save()
    cast.tania.surnames = "Q" * 60
    cast.tania.save()
    visit = cast.closed_visit(purpose=LONG)
    Dialogue.objects.filter(visit=visit).update(strengths=LONG, needs=LONG, teacher_words=LONG)
    FieldNote.objects.filter(visit=visit).update(text=LONG)
    Score.objects.filter(visit=visit).update(evidence=LONG)
    Commitment.objects.filter(visit=visit).update(action=LONG, evidence_expected=LONG)
    attach(visit=visit, by=cast.ana, media=Media("photo", "jpg", photo((50, 50))), caption=LONG, consent=LONG[:160])
    return visit


def test_no_page_is_wider_than_the_phone(phone, cast, sign_in, visit):
    sign_in(phone, cast.ana)
    urls = [
        visit.get_absolute_url(),
        reverse("visits:attachments", args=[visit.pk]),
        reverse("visits:attachment_withdraw", args=[visit.attachments.get().pk]),
        reverse("visits:correct", args=[visit.pk]),
        reverse("visits:new", args=[cast.assignment.pk]),
        visit.teacher.get_absolute_url(),
        reverse("visits:list"),
        reverse("home"),
    ]
    for url in urls:
        phone.goto(url)
        assert phone.evaluate("document.documentElement.scrollWidth") == 360, url
