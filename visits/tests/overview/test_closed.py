"""After closing: who still has to confirm, the next date, and the sheet to share."""

from datetime import timedelta

from django.urls import reverse

from visits.models import Visit


def page_of(client, user, visit):
    client.force_login(user)
    return client.get(reverse("visits:closed", args=[visit.pk]))


def test_it_says_what_is_left_to_do_and_shares_an_address_alone(client, cast, django_assert_max_num_queries):
    visit = cast.closed_visit()
    visit.dialogue.next_visit_on = cast.today + timedelta(days=9)
    visit.dialogue.save()
    page = page_of(client, cast.ana, visit).content.decode()
    with django_assert_max_num_queries(12):
        client.get(reverse("visits:closed", args=[visit.pk]))
    assert "Falta la conformidad de Tania Flores" in page
    assert "Programar la próxima visita" in page
    shared = page.split("https://wa.me/?text=")[1].split('"')[0]
    assert reverse("reports:visit_sheet", args=[visit.pk, "plain"]).replace("/", "%2F") in shared
    assert "Tania" not in shared and "Flores" not in shared


def test_the_one_that_is_planned_already_is_named(client, cast):
    visit = cast.closed_visit(status=Visit.Status.ACKNOWLEDGED)
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today + timedelta(days=3), revision=0)
    page = page_of(client, cast.ana, visit).content.decode()
    assert "Ya está programada" in page and "confirmada por las dos" in page


def test_others_and_an_open_visit_are_led_to_the_visit(client, cast):
    draft, closed = cast.visit(), cast.closed_visit()
    for user, visit in ((cast.ana, draft), (cast.tania.user, closed), (cast.berta, closed)):
        assert page_of(client, user, visit).url == visit.get_absolute_url()
    assert page_of(client, cast.carla, closed).status_code == 404
