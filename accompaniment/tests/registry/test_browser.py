"""An import in a browser, on a phone: the bar moves by itself, the preview is confirmed, the refused rows are read."""

import pytest
from django.urls import reverse

from accompaniment.models import Institution, RegistryImport
from accompaniment.registry.work import run_import
from accompaniment.tests.browser import assert_accessible

from .files import as_csv, row, rows, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }


def work():
    """Do what a worker would do next."""
    run_import(RegistryImport.objects.get().pk)


def test_from_upload_to_confirmation(phone, cast, sign_in, tmp_path):
    held = [
        row(COD_MOD=i.modular_code, CEN_EDU=i.name, NIV_MOD=i.level_code, CODOOII=cast.ugel.code)
        for i in (cast.jardin, cast.pronoei)
    ]
    table = [*held, *rows(2, CODOOII=cast.ugel.code), *rows(30), row(COD_MOD="=1+1", CODOOII=cast.ugel.code)]
    sign_in(phone, cast.berta)
    phone.goto(reverse("registry"))
    phone.set_input_files("input[type=file]", write(tmp_path, "padron.csv", as_csv(table)))
    phone.get_by_role("button", name="Ver qué cambiaría").click()
    phone.get_by_role("heading", name="Leyendo el padrón").wait_for()
    assert_accessible(phone)
    work()
    phone.get_by_role("heading", name="Qué cambiaría el padrón").wait_for()  # the page found out by itself
    assert_accessible(phone)
    phone.get_by_role("link", name="Ver todas las rechazadas").click()
    phone.get_by_role("link", name="debe tener 7 dígitos").click()
    assert phone.get_by_role("cell", name="=1+1").is_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="padron.csv").click()
    phone.get_by_role("button", name="Confirmar e importar").click()
    phone.get_by_role("heading", name="Guardando el padrón").wait_for()
    work()
    phone.get_by_role("heading", name="Padrón importado").wait_for()
    assert_accessible(phone)
    assert Institution.objects.filter(ugel=cast.ugel).count() == 4


def test_calling_it_off_from_the_preview(desktop, cast, sign_in, tmp_path):
    sign_in(desktop, cast.berta)
    desktop.goto(reverse("registry"))
    desktop.set_input_files("input[type=file]", write(tmp_path, "padron.csv", as_csv(rows(2, CODOOII="990001"))))
    desktop.get_by_role("button", name="Ver qué cambiaría").click()
    work()
    desktop.get_by_role("heading", name="¿El archivo está completo?").wait_for()
    desktop.get_by_role("button", name="No importar nada").click()
    desktop.get_by_text("No se importó nada").wait_for()
    assert not RegistryImport.objects.exists()
    assert_accessible(desktop)
