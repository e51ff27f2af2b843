"""An instrument of one's own in a real browser: from a copy to the visit that is opened with it, on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accompaniment.tests.browser import assert_accessible, open_part
from rubrics.models import InstrumentVersion
from rubrics.tests.instruments.making import copied, published, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_from_a_copy_to_the_visit(phone, cast, sign_in):
    sign_in(phone, cast.berta)
    phone.goto(reverse("rubrics:instrument", args=["aula-ciclo-ii"]))
    phone.get_by_role("link", name="Copiar").click()
    phone.get_by_label("Título").fill("Rúbricas de nuestra UGEL")
    press(phone, "Crear la copia")
    draft = phone.url

    phone.get_by_role("link", name="1. Involucra activamente").click()
    phone.get_by_label("Qué se ve en este nivel").nth(1).fill("Lo que nuestra UGEL pegó aquí.")
    press(phone, "Guardar")

    phone.get_by_role("link", name="Agregar un criterio").click()
    phone.get_by_label("Título*", exact=True).fill("Ordenan juntos los sectores")
    phone.get_by_label("Título corto").fill("Ordenar")
    phone.get_by_label("Escala").select_option("yes_no_sometimes")
    press(phone, "Mostrar los niveles de esta escala")
    assert_accessible(phone)
    press(phone, "Guardar y ver sus preguntas")
    phone.locator("[name=prompts-0-text]").fill("¿Quién propuso guardar?")
    phone.locator("[name=prompts-0-value]").select_option("3")
    press(phone, "Guardar")

    press(phone, "Subir Ordenar")
    assert phone.url.startswith(draft)
    phone.get_by_role("link", name="Probar como en una visita").click()
    expect(phone.get_by_text("¿Quién propuso guardar?")).to_be_visible()
    phone.get_by_role("radio", name="A veces").check()
    press(phone, "Probar lo escrito")
    expect(phone.locator("main")).to_contain_text("Escribe primero la evidencia")

    phone.goto(draft)
    phone.get_by_role("link", name="Publicar…").click()
    assert_accessible(phone)
    press(phone, "Publicar con sus 6 criterios")
    expect(phone.locator("main")).to_contain_text("La versión quedó publicada")

    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:new", args=[cast.assignment.pk]))
    expect(phone.get_by_text("Rúbricas de nuestra UGEL").first).to_be_visible()
    open_part(phone, 4)
    expect(phone.get_by_role("heading", name="Ordenan juntos los sectores")).to_be_visible()
    assert "Lo que nuestra UGEL pegó aquí." in phone.content()


def test_every_page_of_an_instrument_is_accessible(phone, cast, sign_in):
    version, of_ugel = copied(cast), published(cast)
    criterion = version.criteria.first().pk
    sign_in(phone, cast.berta)
    for address in (
        reverse("rubrics:instruments"),
        reverse("rubrics:new"),
        of_ugel.instrument.get_absolute_url(),
        url(cast.version, "copy"),
        url(version),
        url(version, "about"),
        url(version, "criteria/new"),
        url(version, "criteria", criterion),
        url(version, "criteria", criterion, "prompts"),
        url(version, "criteria", criterion, "delete"),
        url(version, "publish"),
        url(version, "delete"),
        url(of_ugel, "next"),
        url(of_ugel, "retire"),
        reverse("visits:try", args=[version.instrument.code, 1]),
    ):
        phone.goto(address)
        assert_accessible(phone)


def test_a_file_is_taken_away_and_brought_back(desktop, cast, sign_in, tmp_path):
    of_ugel = published(cast)
    sign_in(desktop, cast.berta)
    desktop.goto(of_ugel.instrument.get_absolute_url())
    with desktop.expect_download() as download:
        desktop.get_by_role("link", name="Descargar en Excel").click()
    file = tmp_path / "x.xlsx"
    download.value.save_as(file)
    desktop.goto(reverse("rubrics:import"))
    desktop.get_by_label("Archivo").set_input_files(file)
    press(desktop, "Revisar el archivo")
    expect(desktop.locator("main")).to_contain_text("Será el borrador de la versión que sigue a la 1")
    assert_accessible(desktop)
    press(desktop, "Crear el borrador")
    expect(desktop.locator("main")).to_contain_text("El instrumento quedó como borrador")
    assert InstrumentVersion.objects.get(status="draft").number == 2


def test_a_visit_moves_to_the_version_in_use(phone, cast, sign_in):
    visit = cast.visit()
    visit.scores.create(criterion=cast.version.criteria.first(), value=2, evidence="Vi que todas jugaban")
    published(cast)
    InstrumentVersion.objects.filter(pk=cast.version.pk).update(status="retired")
    sign_in(phone, cast.ana)
    phone.goto(reverse("visits:form", args=[visit.pk]))
    phone.get_by_role("link", name="Ver qué pasaría").click()
    expect(phone.locator("main")).to_contain_text("lo escrito queda como nota del cuaderno")
    assert_accessible(phone)
    press(phone, "Pasar la visita")
    expect(phone.locator("main")).to_contain_text("La visita pasó a la versión en uso")
    assert "Vi que todas jugaban" in visit.notes.get().text
