import hashlib
import uuid
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry
from reports.documents.annulment import annul
from reports.documents.models.documents import Document

LIST = "/reports/documents/"


def routes(document):
    return [reverse(f"reports:{name}", args=[document.pk]) for name in ("document", "document_file")]


def test_the_page_tells_number_author_and_hash(client, cast, issued):
    document = issued()
    client.force_login(cast.berta)
    page = client.get(document.get_absolute_url()).content.decode()
    assert document.full_number in page and document.sha256 in page and "Berta Mamani" in page
    assert reverse("reports:verify_code", args=[document.code]) in page


def test_the_file_is_the_one_that_was_hashed(client, cast, issued):
    document = issued()
    client.force_login(cast.berta)
    response = client.get(routes(document)[1])
    assert hashlib.sha256(response.getvalue()).hexdigest() == document.sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff" and "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment")
    assert "41000001" not in response["Content-Disposition"]
    assert client.get(routes(document)[1] + "?inline")["Content-Disposition"].startswith("inline")


def test_a_file_that_changed_is_not_handed_out(client, cast, issued, caplog):
    document = issued()
    client.force_login(cast.berta)
    Path(document.file.path).write_bytes(b"%PDF-1.7 something else")
    answer = client.get(routes(document)[1])
    assert answer.status_code == 500
    assert "cambió desde que se guardó" in answer.content.decode()
    assert "is not what was stored" in caplog.text


def test_a_file_that_is_gone_is_said_so(client, cast, issued):
    document = issued()
    client.force_login(cast.berta)
    Path(document.file.path).unlink()
    answer = client.get(routes(document)[1])
    assert answer.status_code == 410
    assert "ya no está donde se guardó" in answer.content.decode()


def test_insiders_read_it(client, cast, issued):
    document = issued()
    for who in (cast.berta, cast.diana, cast.ana, cast.tania.user):
        client.force_login(who)
        assert [client.get(url).status_code for url in routes(document)] == [200, 200], who
        assert document.full_number in client.get(LIST).content.decode(), who


def test_for_outsiders_it_does_not_exist(client, cast, issued):
    document = issued()
    outsiders = ("carla", "dora", "olga", "elena", "rita", "nora", "alma")
    for who in (*(getattr(cast, name) for name in outsiders), cast.petra.user):
        client.force_login(who)
        assert [client.get(url).status_code for url in routes(document)] == [404, 404], who


@pytest.mark.parametrize("who", ["rita", "nora", "alma", "dora"])
def test_the_list_is_not_for_every_role(client, cast, who):
    client.force_login(getattr(cast, who))
    response = client.get(LIST)
    assert response.status_code == 403 and "documentos son de quienes" in response.content.decode()


def test_a_role_that_ended(client, cast, issued):
    document = issued(by=cast.diana)
    cast.diana.roles.update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.diana)
    assert [client.get(url).status_code for url in routes(document)] == [404, 404]


def test_signed_out(client, issued):
    for url in [LIST, *routes(issued())]:
        assert client.get(url).url.startswith(reverse("account_login"))


def test_filters_fold_accents_and_answer_nonsense_with_nothing(client, cast, issued):
    issued()
    issued(cast.petra)
    client.force_login(cast.berta)

    def found(**query):
        return [document.teacher for document in client.get(LIST, query).context["page"]]

    assert found(q="condores") == [cast.tania]
    assert found(q="9900002") == [cast.petra]
    assert len(found(kind="follow_up_plan")) == 2
    assert found(kind="nada") == []
    assert len(found(page="x")) == 2
    assert found(q="no existe") == []


def test_the_list_has_pages(client, cast, issued, django_assert_max_num_queries):
    document = issued()
    for number in range(2, 32):
        document.pk, document.number, document.code = None, number, f"CODE{number:08d}"
        document._state.adding = True
        document.save()
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        page = client.get(LIST)
    assert len(page.context["page"]) == 25
    assert len(client.get(LIST, {"page": 2}).context["page"]) == 6


def test_anyone_may_verify_and_learns_nothing_personal(client, cast, issued):
    document = issued()
    page = client.get(reverse("reports:verify_code", args=[document.code])).content.decode()
    assert document.full_number in page and document.sha256 in page and "UGEL Prueba" in page
    for personal in ("Tania", "Flores", "41000001", "Berta", "Cóndores", "9900001", str(cast.tania.pk)):
        assert personal not in page


def test_codes_typed_from_paper_find_their_document(client, issued):
    code = issued().code
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    assert client.get("/reports/verify/", {"code": typed}).url == f"/reports/verify/{code}/"


@pytest.mark.parametrize("code", ["ABCDEFGHJKLM", "corto", "ñandúñandúña", "<script>alert"])
def test_an_unknown_code_is_404_in_plain_words(client, db, code):
    response = client.get("/reports/verify/", {"code": code}, follow=True)
    assert response.status_code == 404
    page = response.content.decode()
    assert "Ningún documento" in page or "doce letras" in page
    assert "<script>alert" not in page


def test_the_empty_form_is_a_page(client, db):
    assert client.get("/reports/verify/").status_code == 200


# --- The list --------------------------------------------------------------------------------------------------------
def listed(client, **query):
    return list(client.get(LIST, query).context["page"])


def test_the_list_is_sorted_by_its_heads_and_what_is_missing_comes_last(client, cast, issued):
    of_tania, of_petra = issued(), issued(cast.petra)
    Document.objects.filter(pk=of_petra.pk).update(issued_at=of_petra.issued_at + timedelta(hours=1))
    client.force_login(cast.berta)
    assert listed(client) == [of_petra, of_tania]
    assert listed(client, sort="person") == listed(client, sort="day") == [of_tania, of_petra]
    assert listed(client, sort="-person") == [of_petra, of_tania]


def test_it_is_found_by_the_number_on_the_paper(client, cast, issued):
    document, other = issued(), issued(cast.petra)
    client.force_login(cast.berta)
    assert listed(client, q=document.full_number) == [document]
    assert listed(client, q=f" {other.full_number} ") == [other]
    assert not listed(client, q="9999-2020")


def test_annulled_ones_are_a_filter_and_a_state(client, cast, issued):
    document, other = issued(), issued(cast.petra)
    annul(document=document, by=cast.berta, reason="Otra firma")
    client.force_login(cast.berta)
    assert listed(client, state="annulled") == [document]
    assert listed(client, state="standing") == [other]
    assert "Anulado" in client.get(LIST, {"state": "annulled"}).text.split("<tbody")[1]


def test_what_is_typed_stays_out_of_the_address(client, cast, issued):
    document = issued()
    client.force_login(cast.berta)
    answer = client.post(LIST, "search=1&q=Flores", content_type="application/x-www-form-urlencoded")
    assert "Flores" not in answer.url
    assert list(client.get(answer.url).context["page"]) == [document]


# --- Several in one file -------------------------------------------------------------------------------------------
ARCHIVE = "/reports/documents/archive/"


def test_the_ticked_come_in_one_file_as_they_were_issued_and_are_logged(client, cast, issued):
    documents = [issued(), issued(cast.petra)]
    issued(cast.tania)
    client.force_login(cast.berta)
    assert f'action="{ARCHIVE}"' in client.get(LIST).text
    answer = client.get(ARCHIVE, {"documents": [one.pk for one in documents]})
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    archive = ZipFile(BytesIO(answer.getvalue()))
    digests = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    assert digests == {one.file_name: one.sha256 for one in documents}
    downloads = AccessLogEntry.objects.filter(by=cast.berta, what=AccessLogEntry.What.DOWNLOAD)
    assert {entry.teacher for entry in downloads} == {cast.tania, cast.petra}


def test_one_that_she_may_not_open_spoils_all_of_it(client, cast, issued):
    own, other = issued(), issued(cast.petra)
    client.force_login(cast.tania.user)
    assert client.get(ARCHIVE, {"documents": [own.pk, other.pk]}).status_code == 404
    assert client.get(ARCHIVE, {"documents": [own.pk]}).status_code == 200


def test_one_that_changed_is_named_and_none_is_handed_out(client, cast, issued):
    documents = [issued(), issued(cast.petra)]
    Path(documents[1].file.path).unlink()
    client.force_login(cast.berta)
    answer = client.get(ARCHIVE, {"documents": [one.pk for one in documents]}, follow=True)
    assert documents[1].full_number in answer.text and "no está como se emitió" in answer.text
    assert not AccessLogEntry.objects.filter(what=AccessLogEntry.What.DOWNLOAD).exists()


@pytest.mark.parametrize("keys", [[], ["x"], [uuid.uuid4() for _n in range(26)]])
def test_without_ticks_or_with_too_many_it_leads_back(client, cast, keys):
    client.force_login(cast.berta)
    assert client.get(ARCHIVE, {"documents": keys}).url == LIST
