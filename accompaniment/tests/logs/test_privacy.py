import pytest

URL = "/privacy/"


def test_anyone_may_read_it(client, db, settings):
    settings.PRIVACY_CONTACT = "datos@ugel.example.pe"
    page = client.get(URL).content.decode()
    assert "hasta 5 años después" in page
    assert "Ley N.° 29733" in page
    assert "datos@ugel.example.pe" in page
    assert "Descargar mis datos" not in page


def test_it_says_the_years_that_are_set(client, db, settings):
    settings.RETENTION_YEARS = 1
    assert "hasta un año después de que termina" in client.get(URL).content.decode()


@pytest.mark.parametrize("who", ["ana", "berta", "diana", "rita", "alma", "dora"])
def test_who_signed_in_may_take_hers(client, cast, who):
    client.force_login(getattr(cast, who))
    page = client.get(URL).content.decode()
    assert "Descargar mis datos" in page
    assert "/logs/mine/" not in page


def test_the_accompanied_person_finds_who_opened_hers(client, cast):
    client.force_login(cast.tania.user)
    assert "/logs/mine/" in client.get(URL).content.decode()


def test_every_page_leads_there(client, db):
    assert 'href="/privacy/"' in client.get("/accounts/login/").content.decode()
