"""A document that should not count any more: marked for whoever reads it, and never changed."""

import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry, TrackedChange
from accompaniment.tests.at_once import Sending
from reports.documents.issue import run_job
from reports.documents.kinds.visit_sheet import VISIT_SHEET
from reports.documents.models.documents import Document
from reports.documents.requests import request_document

REASON = "Salió con la fecha equivocada"


def annul(client, who, document, reason=REASON):
    client.force_login(who)
    return client.post(reverse("reports:document_annul", args=[document.pk]), {"reason": reason})


def sheet_of(cast, by):
    visit = cast.closed_visit()
    job = request_document(kind=VISIT_SHEET, target=visit, campaign=cast.campaign, by=by)
    run_job(job.pk)
    job.refresh_from_db()
    return job.document


def test_it_stays_readable_and_says_who_when_and_why(client, cast, issued):
    document = issued()
    before = Document.objects.values("sha256", "file", "number", "year", "code", "snapshot").get()
    assert annul(client, cast.diana, document).url == document.get_absolute_url()
    page = client.get(document.get_absolute_url()).content.decode()
    assert REASON in page and "Anulado" in page and str(cast.diana) in page
    assert Document.objects.values(*before).get() == before
    client.force_login(cast.tania.user)
    for url in (document.get_absolute_url(), reverse("reports:documents")):
        assert "Anulado" in client.get(url).content.decode()
    answer = client.get(reverse("reports:document_file", args=[document.pk]))
    assert answer.status_code == 200 and "ANULADO" in answer["Content-Disposition"]
    change = TrackedChange.objects.get(model="reports.document")
    assert (change.teacher_id, change.by, change.fields) == (
        cast.tania.pk,
        cast.diana,
        {"annulment_reason": ["", REASON]},
    )


def test_the_public_page_says_that_it_is_annulled_and_since_when(client, cast, issued):
    document = issued()
    annul(client, cast.berta, document)
    client.logout()
    page = client.get(reverse("reports:verify_code", args=[document.code])).content.decode()
    assert "Anulado" in page and cast.today.strftime("%d/%m/%Y") in page and document.sha256 in page
    assert "Emitido aquí" not in page
    for personal in (REASON, "Tania", "Berta", "Flores"):
        assert personal not in page


def test_a_new_one_replaces_it(client, cast, issued):
    document = issued()
    annul(client, cast.berta, document)
    assert "Lo reemplaza" not in client.get(document.get_absolute_url()).content.decode()
    later = issued()
    assert later.full_number == f"0002-{later.year}"
    page = client.get(document.get_absolute_url()).content.decode()
    assert "Lo reemplaza" in page and later.get_absolute_url() in page


def test_a_reason_is_needed_and_once_is_enough(client, cast, issued):
    document = issued()
    assert annul(client, cast.berta, document, reason=" ").status_code == 200
    document.refresh_from_db()
    assert not document.is_annulled
    annul(client, cast.berta, document)
    again = annul(client, cast.diana, document, reason="Otra vez")
    assert again.status_code == 403 and "ya está anulado" in again.content.decode()
    document.refresh_from_db()
    assert (document.annulled_by, document.annulment_reason) == (cast.berta, REASON)


def test_a_sheet_is_annulled_by_who_issued_it_or_answers_for_the_place(client, cast):
    sheet = sheet_of(cast, cast.ana)
    refused = annul(client, cast.tania.user, sheet)
    assert refused.status_code == 403 and "Lo anula quien lo emitió" in refused.content.decode()
    assert "Anular este documento" not in client.get(sheet.get_absolute_url()).content.decode()
    assert annul(client, cast.ana, sheet).status_code == 302


def test_the_file_is_called_in_spanish_by_its_person_and_no_address_is(client, cast, issued):
    document = issued()
    client.force_login(cast.berta)
    client.cookies["django_language"] = "en"
    url = reverse("reports:document_file", args=[document.pk])
    assert f"plan-de-seguimiento-{document.full_number}-FLORES.pdf" in client.get(url)["Content-Disposition"]
    assert "flores" not in url.lower() + document.file.name.lower()


@pytest.mark.django_db(transaction=True)
def test_two_who_annul_at_once_annul_it_once(at_once, cast, issued):
    document = issued()
    path = reverse("reports:document_annul", args=[document.pk])
    answers = at_once([Sending(who, path, {"reason": who.username}) for who in (cast.berta, cast.diana)])
    assert all(answer.status_code < 500 for answer in answers)
    assert TrackedChange.objects.filter(model="reports.document").count() == 1
    assert AccessLogEntry.objects.count() == 0
