"""Putting institutions in networks: those ticked on the list, or those of a file."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from accompaniment.jobs import runs, uploads
from accompaniment.models import Institution, Network, NetworkImport, Role
from accompaniment.territory.networks.columns import NETWORKS
from accompaniment.territory.networks.imports import run_import
from accompaniment.tests.browser import assert_accessible

LIST, ASSIGN, IMPORT = map(reverse, ("institutions", "network_assign", "networks_import"))


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    return tmp_path / "private"


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
    assert response.text.count('<td role="cell">Red Ñusta</td>') == 2
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
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client, page):
    """Confirm what a page previews."""
    return client.post(reverse("networks_confirm", args=[page.context["record"].pk]), follow=True)


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
    response = confirm(client, page)
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
    confirm(client, page)
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
    confirm(client, page)
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


def test_a_list_whose_services_are_no_longer_hers(client, cast):
    client.force_login(cast.berta)
    page = send(client, "Código modular,Red\n9900001,Red Uno\n")
    Institution.objects.filter(pk=cast.jardin.pk).update(ugel=cast.other_ugel)
    assert "Algo cambió" in confirm(client, page).text
    assert set(networks().values()) == {None}


def test_a_list_without_rows(client, cast):
    client.force_login(cast.berta)
    assert "pero ninguna fila" in send(client, "Código modular,Red\n").text
    assert not NetworkImport.objects.exists()


def test_many_are_stored_by_a_worker_once(client, cast, monkeypatch):
    """However often the button is pressed; the page shows how far it is, and the list of imports leads there."""
    sent = []
    monkeypatch.setattr(runs, "send", lambda job: sent.append(job.pk))
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    client.force_login(cast.berta)
    page = send(client, "Código modular,Red\n9900001,Red Uno\n9900002,Red Uno\n")
    for _press in range(3):
        assert "Guardando lo que trajo el archivo" in confirm(client, page).text
    record = NetworkImport.objects.get()
    assert sent == [record.pk]
    assert set(networks().values()) == {None}
    assert client.get(reverse("networks_progress", args=[record.pk])).json()["text"] == "en cola"
    assert record.get_absolute_url() in client.get(IMPORT).text
    run_import(record.pk)
    assert "Archivo importado" in client.get(record.get_absolute_url()).text
    assert networks() == {"9900001": "Red Uno", "9900002": "Red Uno", "9900003": None}


def test_what_takes_long_to_read_is_read_by_a_worker(client, cast, monkeypatch, private_folder):
    sent = []
    monkeypatch.setattr(runs, "send", lambda job: sent.append(job.pk))
    client.force_login(cast.berta)
    with monkeypatch.context() as hurried:
        hurried.setattr("accompaniment.lib.tables.limits.AT_ONCE", 0.0001)
        assert "Leyendo el archivo" in send(client, "Código modular,Red\n9900001,Red Uno\n").text
    [key] = sent
    run_import(key)
    assert "Red Uno" in client.get(reverse("networks_preview", args=[key])).text
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []


def test_a_list_is_its_authors(client, cast):
    client.force_login(cast.berta)
    page = send(client, "Código modular,Red\n9900001,Red Uno\n", name="de-berta.csv")
    Role.objects.create(user=cast.dora, kind=Role.Kind.SPECIALIST, ugel=cast.ugel)
    client.force_login(cast.dora)
    assert "de-berta.csv" not in client.get(IMPORT).text
    assert confirm(client, page).status_code == 404


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
    all_of_them, bar = page.get_by_label("Marcar todas las de esta página"), page.locator(".app-bulk")
    assert not bar.is_visible()
    for box in page.query_selector_all("input[name=institutions]"):
        box.check()
    assert all_of_them.is_checked() and "2 / 2" in bar.inner_text()
    all_of_them.uncheck()
    assert not bar.is_visible()
    all_of_them.check()
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
    page = send(client, out.getvalue(), "redes.xlsx").text
    assert "Se leyó la hoja «RED 01»; no se leyeron otras: «RED 02»." in page
    assert "fórmula sin resultado" in page
    assert "RED 01" in page
