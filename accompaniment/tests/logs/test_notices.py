"""What a UGEL says of the data it keeps: who writes it, who reads it, and who is told what it lacks."""

import pytest
from django.urls import reverse

from accompaniment.logs.notices.services import PARTS, missing_of, notices_of, parts_of, write_notice
from accompaniment.models import PrivacyNotice, TrackedChange, Ugel

pytestmark = pytest.mark.django_db

PRIVACY = "/privacy/"
MISSING = "Falta escribir:"


def page_of(client, user):
    client.force_login(user)
    return client.get(PRIVACY).content.decode()


def save(client, cast, **typed):
    url = reverse("privacy_edit", args=[cast.ugel.pk])
    form = client.get(url).context["form"]
    return client.post(url, {**{name: form[name].value() or "" for name in form.fields}, **typed})


def test_what_the_specialist_writes_is_read_by_her_people_alone(client, cast):
    client.force_login(cast.berta)
    said = {"holder": "Unidad de Gestión Educativa Local Prueba", "ruc": "20-131312955", "officer": "Rosa Luz"}
    assert save(client, cast, **said).status_code == 302
    for user in (cast.tania.user, cast.ana, cast.diana):
        page = page_of(client, user)
        assert "20131312955" in page
        assert "Ley N.° 28044" in page
        assert MISSING not in page
    assert said["holder"] not in page_of(client, cast.carla)
    client.logout()
    assert said["holder"] not in client.get(PRIVACY).content.decode()
    [change] = TrackedChange.objects.filter(model="accompaniment.privacynotice")
    assert (change.by, change.ugel_id) == (cast.berta, cast.ugel.pk)


def test_what_is_missing_is_told_to_who_may_write_it(client, cast):
    assert MISSING in page_of(client, cast.berta)
    [notice] = notices_of([cast.ugel])
    assert len(missing_of(notice)) == 7
    assert not notice.pk
    full = dict.fromkeys(PARTS, "Algo") | {"ruc": "20131312955", "officer_email": "odp@ugel.example.pe"}
    notice = write_notice(ugel=cast.ugel, parts=full)
    assert (len(parts_of(notice)), missing_of(notice)) == (len(PARTS), [])
    assert MISSING not in page_of(client, cast.berta)


def test_a_ruc_that_cannot_be_is_refused(client, cast):
    client.force_login(cast.alma)
    assert save(client, cast, ruc="20131312950").status_code == 200
    assert not PrivacyNotice.objects.exists()


def test_who_saves_second_is_shown_what_changed(client, cast):
    client.force_login(cast.berta)
    url = reverse("privacy_edit", args=[cast.ugel.pk])
    form = client.get(url).context["form"]
    opened = {name: form[name].value() or "" for name in form.fields}
    write_notice(ugel=cast.ugel, parts={"holder": "Otra"})
    answer = client.post(url, {**opened, "holder": "Mía"})
    assert "ahora dice «Otra»" in answer.content.decode()
    assert PrivacyNotice.objects.get().holder == "Otra"


def test_whose_data_a_ugel_keeps(cast):
    def kept(user):
        return set(Ugel.objects.keeping_data_of(user))

    for user in (cast.berta, cast.ana, cast.diana, cast.tania.user, cast.petra.user):
        assert kept(user) == {cast.ugel}
    assert kept(cast.carla) == {cast.other_ugel}
    assert kept(cast.rita) == kept(cast.alma) == set()
