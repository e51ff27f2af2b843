"""Putting institutions in networks: those ticked on the list, or those of a file."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from accompaniment.models import Institution, Network, Role
from accompaniment.territory.networks.services import NETWORKS
from accompaniment.tests.browser import assert_accessible

LIST, ASSIGN, IMPORT = map(reverse, ("institutions", "network_assign", "networks_import"))


@pytest.fixture
def both(cast):
    return [cast.jardin.pk, cast.pronoei.pk]


def networks():
    return dict(Institution.objects.values_list("modular_code", "network__name"))


def test_the_list_lets_tick_and_leads_to_the_form(client, cast, both):
    client.force_login(cast.berta)
    assert client.get(LIST).text.count('name="institutions"') == 2
    page = client.get(ASSIGN, {"institutions": both})
    assert page.text.count("checked") == 2
    client.force_login(cast.alma)  # she lists them all and keeps no network
    assert 'name="institutions"' not in client.get(LIST).text


def test_makes_a_network_and_assigns_it(client, cast, both):
    client.force_login(cast.berta)
    response = client.post(ASSIGN, {"institutions": both, "name": "Red Ñusta"}, follow=True)
    assert "2 servicios cambiaron de red." in response.text
    assert "9900001 · urbana · Red Ñusta" in response.text
    assert networks() == {"9900001": "Red Ñusta", "9900002": "Red Ñusta", "9900003": None}
    assert Network.objects.get().ugel == cast.ugel


def test_a_known_name_in_other_letters_is_the_same_network(client, cast, both):
    Network.objects.create(ugel=cast.ugel, name="Red Ñusta")
    Network.objects.create(ugel=cast.other_ugel, name="RED NUSTA")
    client.force_login(cast.berta)
    assert '<option value="Red Ñusta">' in client.get(ASSIGN, {"institutions": both}).text
    assert "RED NUSTA" not in client.get(ASSIGN, {"institutions": both}).text
    client.post(ASSIGN, {"institutions": both, "name": "red nusta"})
    assert networks()["9900001"] == "Red Ñusta"
    assert Network.objects.count() == 2


def test_takes_them_out(client, cast, both):
    client.force_login(cast.berta)
    client.post(ASSIGN, {"institutions": both, "name": "Red 1"})
    client.post(ASSIGN, {"institutions": both[:1], "leaves": "on"})
    assert networks() == {"9900001": None, "9900002": "Red 1", "9900003": None}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Red 1", "leaves": "on"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Red 1", "institutions": []}, "institutions"),
        ({"name": "Red 1", "institutions": ["x"]}, "institutions"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(client, cast, both, sent, field):
    client.force_login(cast.berta)
    query = "&".join(f"institutions={pk}" for pk in both)
    response = client.post(f"{ASSIGN}?{query}", {"institutions": both, **sent})
    assert field in response.context["form"].errors
    assert f'value="{sent["name"]}"' in response.text or not sent["name"]
    assert set(networks().values()) == {None}
    assert not Network.objects.exists()


@pytest.mark.parametrize("ticked", ["", "x", "99999999999999999999", "²"])
def test_nothing_ticked(client, cast, ticked):
    client.force_login(cast.berta)
    assert "Primero marca en la lista" in client.get(ASSIGN, {"institutions": ticked}).text


def test_only_services_of_her_ugel_and_of_one(client, cast, both):
    client.force_login(cast.berta)
    response = client.post(ASSIGN, {"institutions": [cast.other_jardin.pk], "name": "Red 1"})
    assert "institutions" in response.context["form"].errors
    Role.objects.create(user=cast.berta, kind=Role.Kind.SPECIALIST, ugel=cast.other_ugel)
    response = client.post(ASSIGN, {"institutions": [*both, cast.other_jardin.pk], "name": "Red 1"})
    assert "de una sola UGEL" in response.text
    assert not Network.objects.exists()


# --- From a file -----------------------------------------------------------------------------------------------------
def send(client, text, name="redes.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def test_previews_and_confirms(client, cast):
    cast.pronoei.network = Network.objects.create(ugel=cast.ugel, name="Red Dos")
    cast.pronoei.save()
    client.force_login(cast.berta)
    page = send(client, "Cod_Mod;Anexo;Red\n9900001;0;Red Uno\n9900002;;RED DOS\n9900003;0;Red Uno\n")
    assert "Jardín Los Cóndores · 9900001: sin red → Red Uno" in page.text
    assert "1 servicio cambia de red" in page.text
    assert "1 ya está en la suya" in page.text
    assert "Línea 4 · 99000030 · Red Uno: No encontramos este servicio en tu UGEL." in page.text
    assert networks()["9900001"] is None
    response = client.post(IMPORT, {"plan": page.context["plan"]}, follow=True)
    assert "1 servicio cambió de red." in response.text
    assert networks() == {"9900001": "Red Uno", "9900002": "Red Dos", "9900003": None}


def test_the_list_that_was_taken_away_comes_back(client, cast):
    client.force_login(cast.berta)
    text = b"".join(client.get(reverse("institutions_export"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    head, *rows = text.splitlines()
    at = head.split(";").index("Red")
    filled = [";".join([*row.split(";")[:at], "Red Única", *row.split(";")[at + 1 :]]) for row in rows]
    page = send(client, "\n".join([head, *filled]))
    assert page.context["refused"] == []
    client.post(IMPORT, {"plan": page.context["plan"]})
    assert networks() == {"9900001": "Red Única", "9900002": "Red Única", "9900003": None}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_that_begins_like_a_formula_comes_back_as_it_is(client, cast, form):
    cast.jardin.network = Network.objects.create(ugel=cast.ugel, name="-Red Uno")
    cast.jardin.save()
    client.force_login(cast.berta)
    content = b"".join(client.get(reverse("institutions_export"), {"format": form}).streaming_content)
    page = send(client, content, f"redes.{form}")
    assert (page.context["same"], page.context["changing"]) == (1, [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X,0,Red", "El código modular tiene 7 dígitos."),
        (",0,Red", "Falta el código modular."),
        ("9900001,B,Red", "sin letras"),
        ("9900001-1,,Red", "No encontramos este servicio"),
        ("9900001,0,", "Falta el nombre de la red."),
        ("9900001,0," + "x" * 81, "demasiado largo"),
        ("9900002,0,Otra", "La línea 2 le da otra red."),
    ],
)
def test_lines_that_are_refused(client, cast, row, said):
    client.force_login(cast.berta)
    page = send(client, f"Código modular,Anexo,Red\n9900002.0,0.0,Red Dos\n{row}\n")
    assert [said in line.reason for line in page.context["refused"]] == [True]
    client.post(IMPORT, {"plan": page.context["plan"]})
    assert networks() == {"9900001": None, "9900002": "Red Dos", "9900003": None}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("redes.csv", b"A,B\n1,2\n", "faltan columnas: Código modular, Red"),
        ("redes.csv", b"\0\0", "no es una tabla"),
        ("redes.xls", b"x", "no se leen"),
        ("redes.xlsx", b"PK\x03\x04", "dañado"),
    ],
)
def test_a_wrong_file(client, cast, name, content, said):
    client.force_login(cast.berta)
    assert said in str(send(client, content, name).context["form"].errors["file"])


def test_a_list_that_was_touched_or_is_no_longer_hers(client, cast):
    client.force_login(cast.berta)
    plan = send(client, "Código modular,Red\n9900001,Red Uno\n").context["plan"]
    assert "ya no sirve" in client.post(IMPORT, {"plan": plan[:-2] + "xx"}, follow=True).text
    Institution.objects.filter(pk=cast.jardin.pk).update(ugel=cast.other_ugel)
    assert "Algo cambió" in client.post(IMPORT, {"plan": plan}, follow=True).text
    assert set(networks().values()) == {None}


@pytest.mark.parametrize("url", [ASSIGN, IMPORT])
@pytest.mark.parametrize("who", ["ana", "diana", "dora", "rita", "nora", "alma"])
def test_only_specialists(client, cast, url, who):
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == 403
    assert client.post(url, {"institutions": [cast.jardin.pk], "name": "Red 1"}).status_code == 403
    assert not Network.objects.exists()


@pytest.mark.parametrize("url", [ASSIGN, IMPORT])
def test_expired_and_signed_out(client, cast, url):
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.get(url).status_code == 403
    client.logout()
    assert client.get(url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("url", [LIST, ASSIGN + "?institutions=1&institutions=2", IMPORT])
def test_query_budget(client, cast, url, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(url)


@pytest.mark.browser
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_in_a_browser(request, transactional_db, cast, sign_in, device):
    page = request.getfixturevalue(device)
    sign_in(page, cast.berta)
    page.goto(LIST)
    assert_accessible(page)
    for box in page.query_selector_all("input[name=institutions]"):
        box.check()
    page.click("text=Poner los marcados en una red")
    assert_accessible(page)
    page.fill("input[name=name]", "Red Uno")
    page.click("main button:has-text('Guardar')")
    assert "2 servicios cambiaron de red." in page.inner_text("main")
    page.goto(IMPORT)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_list_of_institutions_comes_back_in_any_language(client, cast, language):
    client.force_login(cast.berta)
    client.cookies["django_language"] = language
    answer = client.get(reverse("institutions_export"), {"format": "csv"})
    header = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0].split(";")
    assert [name for name in header if NETWORKS.knows(name)] == ["Código modular", "Anexo", "Red"]


def test_sheets_that_were_not_read_and_cells_that_nobody_can_read_are_said(client, cast):
    book = Workbook()
    for title in ("RED 01", "RED 02"):
        sheet = book.create_sheet(title)
        sheet.append(["Código modular", "Red"])
        sheet.append([cast.jardin.modular_code, title])
        sheet.append([cast.pronoei.modular_code, "=1+1"])
    out = io.BytesIO()
    book.save(out)
    client.force_login(cast.berta)
    page = client.post(IMPORT, {"file": SimpleUploadedFile("redes.xlsx", out.getvalue())}).text
    assert "Se leyó la hoja «RED 01»; no se leyeron otras: «RED 02»." in page
    assert "fórmula sin resultado" in page
    assert "RED 01" in page
