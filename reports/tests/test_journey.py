"""The main job, end to end, in a real browser on a 360 px phone: from the registry to a signed plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect

from accompaniment.celery import app
from accompaniment.models import Institution, Region, Role, Teacher, Ugel, User
from accompaniment.tests.browser import assert_accessible, open_part
from conftest import INSTRUMENTS, person
from rubrics.instruments.services.loading import load_instrument
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]

PASSWORD = "valle sagrado 2026"
REGISTRY = """COD_MOD;ANEXO;CODLOCAL;CEN_EDU;NIV_MOD;D_GESTION;GESTION;DAREACENSO;CODOOII;D_DREUGEL;D_REGION;ESTADO
990101;0;725808.0;217 NIÑO DE PRAGA;A2;Pública de gestión directa;1;Urbana;990009;UGEL VALLE;DRE VALLE;1
990102;0;;SEMILLITAS;A5;Pública de gestión directa;1;Rural;990009;UGEL VALLE;DRE VALLE;1
99010X;0;;CÓDIGO ROTO;A2;Pública de gestión directa;1;Rural;990009;UGEL VALLE;DRE VALLE;1
990104;0;;ESCUELA 50600;B0;Pública de gestión directa;1;Rural;990009;UGEL VALLE;DRE VALLE;1
"""


@pytest.fixture
def specialist(transactional_db: None) -> User:
    """Julia keeps an UGEL where nothing is loaded yet but the instruments."""
    import json

    for path in sorted(INSTRUMENTS.glob("*.json")):
        load_instrument(json.loads(path.read_text(encoding="utf-8")))
    ugel = Ugel.objects.create(code="990009", name="UGEL VALLE", region=Region.objects.create(name="DRE VALLE"))
    julia = person("42000001", "Julia", "Quispe")
    Role.objects.create(user=julia, kind=Role.Kind.SPECIALIST, ugel=ugel)
    return julia


@pytest.fixture
def worker() -> Iterator[None]:
    """A worker of this process, on whatever broker the settings name."""
    with start_worker(app, perform_ping_check=False, pool="solo", shutdown_timeout=20):
        yield
    connections.close_all()


def submit(page: Page) -> None:
    page.locator("main form .btn-primary").last.click()


def give_link(page: Page) -> str:
    """Read the single-use link on the page that shows it, and go on."""
    link = page.get_by_label("Enlace", exact=True).input_value()
    page.get_by_text("Ya lo entregué, seguir").click()
    return link


def set_password_and_sign_in(page: Page, link: str, document: str) -> None:
    page.context.clear_cookies()
    page.goto(link)
    page.locator("input[type=password]").nth(0).fill(PASSWORD)
    page.locator("input[type=password]").nth(1).fill(PASSWORD)
    submit(page)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(document)
    page.locator("[name=password]").fill(PASSWORD)
    submit(page)


def import_registry(page: Page, folder: Path) -> None:
    file = folder / "padron.csv"
    file.write_text(REGISTRY, encoding="cp1252")
    page.goto("/registry/")
    page.locator("input[type=file]").set_input_files(file)
    submit(page)
    page.get_by_role("heading", name="Qué cambiaría el padrón").wait_for()
    expect(page.locator("main")).to_contain_text("COD_MOD")  # the broken row is named, and why
    assert_accessible(page)
    page.get_by_role("button", name="Confirmar e importar").click()
    page.get_by_role("heading", name="Padrón importado").wait_for()
    assert set(Institution.objects.values_list("modular_code", "local_code")) == {
        ("0990101", "725808"),
        ("0990102", ""),
    }


def open_campaign(page: Page) -> None:
    today = timezone.localdate()
    page.goto("/campaigns/new/")
    page.locator("[name=starts_on]").fill((today - timedelta(days=120)).isoformat())
    page.locator("[name=ends_on]").fill((today + timedelta(days=20)).isoformat())
    page.locator("[name=letterhead]").fill("Gobierno Regional Valle\nDRE VALLE\nUGEL VALLE")
    submit(page)


def register_companion(page: Page) -> str:
    page.goto("/companions/new/")
    page.locator("[name=document_number]").fill("42000002")
    page.locator("[name=first_names]").fill("Rosa")
    page.locator("[name=last_names]").fill("Muñoz Ccori")
    page.locator("[name=kind]").select_option("external")
    page.locator("[name=starts_on]").fill((timezone.localdate() - timedelta(days=100)).isoformat())
    submit(page)
    return give_link(page)


def register_director(page: Page, place: Institution) -> str:
    page.goto("/roles/new/")
    page.locator("[name=document_number]").fill("42000003")
    page.locator("[name=first_names]").fill("Diana")
    page.locator("[name=last_names]").fill("Paz Luna")
    page.locator("[name=institution]").fill(place.modular_code)
    submit(page)
    return give_link(page)


def register_and_assign(page: Page, *, kind: str, document: str, names: str, place: Institution) -> None:
    start = (timezone.localdate() - timedelta(days=90)).isoformat()
    page.goto("/people/new/")
    page.locator("[name=document_number]").fill(document)
    page.locator("[name=first_names]").fill(names)
    page.locator("[name=last_names]").fill("Huamán Soto")
    page.locator("[name=kind]").select_option(kind)
    page.locator("[name=institution]").fill(place.modular_code)
    page.locator("[name=ages][value='4']").check()
    page.locator("[name=ages][value='5']").check()
    page.locator("[name=starts_on]").fill(start)
    submit(page)
    expect(page.locator("[name=companion]")).to_be_visible()
    page.locator("[name=companion]").select_option(index=1)
    page.locator("[name=starts_on]").fill(start)
    submit(page)


def log_visit(page: Page, who: Teacher) -> None:
    """The whole diagnostic visit, as the companion fills it standing in the classroom."""
    page.goto("/")
    row = page.locator("li", has_text=str(who)).filter(has_text="Registrar")
    row.get_by_role("link", name="Registrar una visita").click()
    page.locator("[name=visit-phase]").select_option("diagnostic")
    page.locator("[name=visit-starts_at]").fill("09:00")
    page.locator("[name=visit-ends_at]").fill("11:30")
    page.get_by_label("asamblea").check()
    for name, number in {"enrolled_boys": 9, "enrolled_girls": 8, "present_boys": 7, "present_girls": 8}.items():
        page.locator(f"[name=visit-{name}]").fill(str(number))
    open_part(page, 3)
    page.locator("[name=notes-0-text]").fill("Las niñas y los niños eligen su sector y planifican a qué jugar.")
    open_part(page, 4)
    for field in page.locator("textarea[name^=score-][name$=-evidence]").all():
        field.fill("Pregunta y espera la respuesta.")
    for level in page.locator("input[name^=score-][value='2']").all():
        level.check()
    open_part(page, 5)
    page.locator("[name=dialogue-strengths]").fill("Escucha con calma")
    page.locator("[name=dialogue-needs]").fill("Preguntas más abiertas")
    page.locator("[name=commitments-0-action]").fill("Hacer dos preguntas abiertas en cada actividad")
    page.locator("[name=commitments-0-due_on]").fill((timezone.localdate() + timedelta(days=15)).isoformat())
    page.get_by_role("button", name="Revisar y cerrar").click()
    page.get_by_role("button", name="Cerrar la visita").click()
    expect(page.locator("main")).to_contain_text("Visita cerrada")


def test_from_the_registry_to_the_plan(
    phone: Page, specialist: User, sign_in: Callable[[Page, User], None], worker: None, tmp_path: Path
) -> None:
    sign_in(phone, specialist)
    import_registry(phone, tmp_path)
    jardin, pronoei = (Institution.objects.get(modular_code=code) for code in ("0990101", "0990102"))
    open_campaign(phone)
    companion_link = register_companion(phone)
    director_link = register_director(phone, jardin)
    register_and_assign(phone, kind="classroom", document="42000011", names="Tania", place=jardin)
    register_and_assign(phone, kind="promoter", document="42000012", names="Petra", place=pronoei)

    set_password_and_sign_in(phone, companion_link, "42000002")
    for name in ("Tania", "Petra"):
        log_visit(phone, Teacher.objects.get(first_names=name))
    assert Visit.objects.closed().count() == 2

    set_password_and_sign_in(phone, director_link, "42000003")
    expect(phone.locator("main")).to_contain_text("217 NIÑO DE PRAGA")
    expect(phone.locator("main")).to_contain_text(re.compile(r"1\s*visita hecha de \d"))
    expect(phone.locator("main")).to_contain_text("Hacer dos preguntas abiertas")
    assert_accessible(phone)

    phone.context.clear_cookies()
    sign_in(phone, specialist)
    phone.goto(f"/reports/people/{Teacher.objects.get(first_names='Tania').pk}/plan/")
    submit(phone)
    link = phone.get_by_role("link", name=re.compile("plan|documento", re.IGNORECASE)).last
    expect(phone.locator("main")).to_contain_text(re.compile("[Ll]isto"), timeout=30_000)
    link.click()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Descargar el PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    assert_accessible(phone)


def test_everything_is_there_without_scripts(
    browser: Any, live_server: Any, specialist: User, sign_in: Callable[[Page, User], None]
) -> None:
    """The form of a visit is a plain form: what the scripts add is comfort."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, specialist)
    page.goto("/registry/")
    expect(page.get_by_role("button", name="Ver qué cambiaría")).to_be_visible()
    context.close()
