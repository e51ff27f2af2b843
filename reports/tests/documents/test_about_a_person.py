"""What was issued about a person is found on the person's page."""

import pytest
from django.urls import reverse

from reports.documents.models.documents import Document


def test_her_page_leads_to_what_was_issued_about_her(client, cast, issued):
    document = issued()
    client.force_login(cast.tania.user)
    page = client.get(reverse("visits:teacher", args=[cast.tania.pk])).text
    assert f'href="{document.get_absolute_url()}"' in page and document.full_number in page


@pytest.mark.parametrize("who", ["ana", "berta", "diana"])
def test_to_others_her_page_leads_to_the_list_of_them(client, cast, issued, who):
    document, of_another = issued(), issued(cast.petra)
    client.force_login(getattr(cast, who))
    listed = f"{reverse('reports:documents')}?teacher={cast.tania.pk}"
    assert f'href="{listed}"' in client.get(reverse("visits:teacher", args=[cast.tania.pk])).text
    page = client.get(listed).text
    assert document.get_absolute_url() in page and of_another.get_absolute_url() not in page


def test_of_others_nothing_is_named(client, cast, issued):
    document = issued()
    client.force_login(cast.petra.user)
    page = client.get(reverse("visits:teacher", args=[cast.petra.pk])).text
    assert document.full_number not in page and "lo leerás aquí" in page


def test_an_accompanied_person_has_documents_in_the_header(client, cast):
    client.force_login(cast.petra.user)
    header = client.get(reverse("visits:teacher", args=[cast.petra.pk])).text.split("<main")[0]
    assert f'href="{reverse("reports:documents")}"' in header


def test_an_annulled_one_says_so(client, cast, issued):
    document = issued()
    Document.objects.filter(pk=document.pk).update(
        annulled_at=document.issued_at, annulled_by=cast.berta, annulment_reason="x"
    )
    client.force_login(cast.tania.user)
    assert "Anulado" in client.get(reverse("visits:teacher", args=[cast.tania.pk])).text


def test_the_administrator_is_led_to_the_campaigns(client, cast):
    client.force_login(cast.alma)
    page = client.get("/").text
    assert page.split("<main")[0].count(f'href="{reverse("campaigns")}"') == 1
    assert "Las propuestas de cada región" in page
