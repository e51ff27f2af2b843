"""A UGEL of 350 services and 450 people, loaded through the pages in a morning: registry, networks, companions, roster.

Names are drawn from short lists: nobody in them exists.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accompaniment.models import (
    Assignment,
    Institution,
    Network,
    NetworkImport,
    Post,
    Region,
    RegistryImport,
    Role,
    RosterImport,
    Teacher,
    Ugel,
    User,
)
from accompaniment.registry.work import run_import as run_registry
from accompaniment.roster.work import run_import as run_roster
from accompaniment.territory.networks.imports import run_import as run_networks
from accompaniment.tests.browser import assert_accessible
from accompaniment.tests.registry import files
from conftest import person

from . import files as roster_files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

JARDINES, PRONOEI, TEACHERS, TWICE = 230, 120, 330, 10
FIRST = ["Rosa", "Lucía", "Marleny", "Yaneth", "Flor", "Nélida", "Soledad", "Edith", "Gladys", "Ruth"]
LAST = ["Quispe", "Mamani", "Muñoz", "Ñahui", "Huamán", "Ccori", "Páucar", "Salas", "Vega", "Apaza"]
MOTHERS = ["Ríos", "Luna", "Soto", "Ñaupari", "Paz", "Condori", "Choque", "León", "Díaz", "Núñez"]


@pytest.fixture
def specialist(transactional_db: None) -> User:
    """Julia keeps a UGEL of which only the name is known."""
    ugel = Ugel.objects.create(code="080013", name="UGEL URUBAMBA", region=Region.objects.create(name="DRE CUSCO"))
    julia = person("42000001", "Julia", "Quispe")
    Role.objects.create(user=julia, kind=Role.Kind.SPECIALIST, ugel=ugel)
    return julia


def registry() -> str:
    """The ministry's columns: jardines with one teacher or two, and programmes with a promoter each."""
    jardines = files.rows(JARDINES, DAREACENSO="Urbana")
    programmes = [
        files.row(COD_MOD=f"06{n:05}", CEN_EDU=f"SEMILLITAS {n}", NIV_MOD="A5", DAREACENSO="Rural", CODLOCAL="")
        for n in range(1, PRONOEI + 1)
    ]
    return files.as_csv([*jardines, *programmes], separator=";")


def networks() -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Código modular", "Anexo", "Red"])
    writer.writerows([f"06{n:05}", "0", f"Red {n % 8 + 1}"] for n in range(1, PRONOEI + 1))
    return out.getvalue()


def names(n: int) -> dict[str, str]:
    """Every `n` below 1000 has a name of its own."""
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    return {"last_names": f"{LAST[ones]} {MOTHERS[tens]}", "first_names": f"{FIRST[hundreds]} del Carmen"}


def roster(starts_on: date) -> bytes:
    """450 people: 330 teachers, ten of them at two jardines, and 120 promoters; 30 with a companion."""
    day = f"{starts_on:%d/%m/%Y}"
    common = {"document_type": "DNI", "starts_on": day, "annex": "0", "ages": "3 y 4"}
    rows = []
    for n in range(TEACHERS + TWICE):
        who, place = n % TEACHERS, n % JARDINES + 1
        rows.append(
            {
                **common,
                **names(who),
                "document_number": f"43{who:06}",
                "kind": "docente",
                "modular_code": f"05{place:05}",
            }
        )
    for n in range(PRONOEI):
        cells = {"document_number": f"44{n:06}", "kind": "PEC", "modular_code": f"06{n + 1:05}"}
        rows.append({**common, **names(500 + n), **cells})
    for companion, some in (("42000002", rows[:14]), ("42000003", rows[-16:])):
        for row in some:
            row |= {"companion": companion, "visits_owed": "6"}
    return roster_files.as_xlsx(rows)


def submit(page: Page) -> None:
    page.locator("main form .btn-primary").last.click()


def upload_registry(page: Page, file: Path) -> None:
    """The only step that knows how the registry's upload goes on."""
    page.goto("/registry/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Ver qué cambiaría").click()
    page.get_by_role("heading", name="Leyendo el padrón").wait_for()
    run_registry(RegistryImport.objects.get().pk)  # what a worker would do next
    page.get_by_role("heading", name="Qué cambiaría el padrón").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Confirmar e importar").click()
    page.get_by_role("heading", name="Guardando el padrón").wait_for()
    run_registry(RegistryImport.objects.get().pk)
    page.get_by_role("heading", name="Padrón importado").wait_for()
    expect(page.locator("main")).to_contain_text("350")


def upload_networks(page: Page, file: Path) -> None:
    page.goto("/institutions/networks/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Ver qué cambiaría").click()
    expect(page.locator("main")).to_contain_text(f"{PRONOEI} servicios cambian de red")
    assert_accessible(page)
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_role("heading", name="Guardando lo que trajo el archivo").wait_for()
    assert_accessible(page)
    run_networks(NetworkImport.objects.get().pk)
    expect(page.locator("main")).to_contain_text(f"{PRONOEI} servicios cambiaron de red")


def open_campaign(page: Page, starts_on: date) -> None:
    page.goto("/campaigns/new/")
    page.locator("[name=starts_on]").fill(starts_on.isoformat())
    page.locator("[name=ends_on]").fill((starts_on + timedelta(days=200)).isoformat())
    page.locator("[name=letterhead]").fill("Gobierno Regional Cusco\nDRE CUSCO\nUGEL URUBAMBA")
    submit(page)
    expect(page.locator(".alert")).to_be_visible()


def register_companion(page: Page, *, document: str, names: str, kind: str, starts_on: date) -> None:
    page.goto("/companions/new/")
    page.locator("[name=document_number]").fill(document)
    page.locator("[name=first_names]").fill(names)
    page.locator("[name=last_names]").fill("Palomino Vega")
    page.locator("[name=kind]").select_option(kind)
    page.locator("[name=starts_on]").fill(starts_on.isoformat())
    submit(page)
    page.get_by_text("Ya lo entregué, seguir").click()


def upload_roster(page: Page, file: Path) -> None:
    page.goto("/people/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Ver qué cambiaría").click()
    page.get_by_role("heading", name="Leyendo el archivo").wait_for()
    assert_accessible(page)
    run_roster(RosterImport.objects.get().pk)
    expect(page.locator("main")).to_contain_text("460 nuevas")
    assert_accessible(page)
    page.get_by_role("button", name="Guardar las 460 filas aceptadas").click()
    page.get_by_role("heading", name="Guardando lo que trajo el archivo").wait_for()
    run_roster(RosterImport.objects.get().pk)
    page.get_by_role("heading", name="Archivo importado").wait_for()


def look_for_people(page: Page) -> None:
    page.goto("/people/")
    expect(page.locator("main")).to_contain_text("450 personas")
    expect(page.locator("main")).to_contain_text("Página 1 de 18")
    assert_accessible(page)
    page.locator("[name=q]").fill("munoz naupari rosa")  # stored with its tilde and its Ñ
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("main")).to_contain_text("1 persona")
    page.get_by_role("link", name="Muñoz Ñaupari, Rosa").first.click()
    expect(page.locator("h1")).to_contain_text("Muñoz Ñaupari")
    assert_accessible(page)


def look_for_places(page: Page) -> None:
    page.goto("/institutions/")
    expect(page.locator("main")).to_contain_text("350 servicios")
    assert_accessible(page)
    page.locator("[name=q]").fill("semillitas 120")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("main")).to_contain_text("1 servicio")
    page.get_by_role("link", name="SEMILLITAS 120").click()
    expect(page.locator("main")).to_contain_text("Red 1")
    expect(page.locator("main")).to_contain_text("promotora educativa comunitaria")
    assert_accessible(page)


def look_at_loads(page: Page) -> None:
    page.goto("/companions/")
    expect(page.locator("main")).to_contain_text("14 aulas urbanas, y se recomiendan hasta 12")
    expect(page.locator("main")).to_contain_text("16 programas, y se recomiendan hasta 15")
    assert_accessible(page)


def test_a_whole_ugel_in_a_morning(
    desktop: Page, specialist: User, sign_in: Callable[[Page, User], None], tmp_path: Path
) -> None:
    starts_on = timezone.localdate() - timedelta(days=100)
    files = {
        "padron.csv": registry().encode("cp1252"),
        "redes.csv": networks().encode(),
        "lista.xlsx": roster(starts_on),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    sign_in(desktop, specialist)
    upload_registry(desktop, tmp_path / "padron.csv")
    upload_networks(desktop, tmp_path / "redes.csv")
    open_campaign(desktop, starts_on)
    register_companion(desktop, document="42000002", names="Ana", kind="external", starts_on=starts_on)
    register_companion(desktop, document="42000003", names="Elsa", kind="coordinator", starts_on=starts_on)
    upload_roster(desktop, tmp_path / "lista.xlsx")

    assert (Institution.objects.count(), Network.objects.count()) == (350, 8)
    assert (Teacher.objects.count(), Post.objects.count(), Assignment.objects.count()) == (450, 460, 30)
    look_for_people(desktop)
    look_for_places(desktop)
    look_at_loads(desktop)
    desktop.goto("/people/duplicates/")
    expect(desktop.locator("main")).to_contain_text("No vemos fichas repetidas")
