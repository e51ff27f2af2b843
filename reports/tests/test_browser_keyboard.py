"""Journeys without a mouse: whatever is done is reached by Tab, and done by Enter or Space."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accompaniment.models import Assignment, Campaign, Role, SavedView, Teacher
from accompaniment.tests.roster import files
from conftest import teacher_at
from reports.documents.models.documents import Document
from visits.models import GroupSession

pytestmark = pytest.mark.browser

MOST = 120  # presses of Tab until something is reached

# Whether the focus is on the target; whether nothing has it and the target stands below the header; and what has it,
# where nobody sees it: outside the window or under a bar.
STOP = """
target => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const over = document.elementFromPoint(x, y);
  const isLabelled = over?.closest("label")?.control === one;
  const isSeen = one === document.body || one.contains(over) || over?.contains(one) || isLabelled;
  const isFirst = one === document.body && target.closest("main") !== null;
  return [one === target, isFirst, isSeen ? "" : one.outerHTML.slice(0, 160)];
}
"""


def reach(target: Locator) -> None:
    """Press Tab until the target has the focus, which is seen at every stop."""
    page = target.page
    expect(target).to_be_visible()
    for _ in range(MOST):
        is_there, is_first, hidden = target.evaluate(STOP)
        assert not hidden, f"the focus is hidden on {page.url}: {hidden}"
        if is_there:
            return
        page.keyboard.press("Tab")
        if is_first:
            page.keyboard.press("Enter")  # over the header, by the link that stands first
    raise AssertionError(f"Tab does not reach {target}")


def go(target: Locator) -> None:
    """Reach a link or a button and press Enter: another page comes."""
    reach(target)
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")


def write(target: Locator, text: str) -> None:
    """Reach a field and type into it, over what stood there."""
    reach(target)
    target.page.keyboard.press("Control+A")
    target.page.keyboard.type(text)


def choose(target: Locator, text: str) -> None:
    """Reach a list to choose from and type the beginning of what is wanted."""
    reach(target)
    target.page.keyboard.type(text)


def tick(target: Locator) -> None:
    reach(target)
    target.page.keyboard.press("Space")
    expect(target).to_be_checked()


def open_menu(page: Page, name: str) -> None:
    menu = page.locator(f'summary[aria-label="{name}"]')
    reach(menu)
    page.keyboard.press("Enter")


def test_a_director_asks_for_a_plan(cast, desktop: Page, sign_in) -> None:
    cast.closed_visit()
    sign_in(desktop, cast.diana)
    desktop.goto("/")
    people = desktop.get_by_role("region", name="Personas y compromisos")
    go(people.get_by_role("link", name="Flores, Tania", exact=True))
    go(desktop.get_by_role("link", name="Emitir el plan"))
    expect(desktop.get_by_role("heading", name="Qué contendrá")).to_be_visible()
    go(desktop.get_by_role("button", name="Emitir el plan"))
    expect(desktop).to_have_title("Tu pedido · Acompaña")


def test_a_companion_convenes_and_holds_a_session(cast, desktop: Page, sign_in) -> None:
    cast.closed_visit(levels=[1, 1, 1, 1, 1])
    sign_in(desktop, cast.ana)
    desktop.goto("/visits/groups/")
    go(desktop.get_by_role("link", name="Temas según las visitas"))
    go(desktop.locator(".app-list .app-whole").first)
    reach(desktop.get_by_label("Fecha"))
    desktop.get_by_label("Fecha").fill(cast.today.isoformat())  # a browser's own calendar is its own affair
    reach(desktop.get_by_label("Lugar"))
    desktop.keyboard.type("Salón comunal")
    go(desktop.get_by_role("button", name="Convocar"))
    reach(desktop.get_by_label("Sí, convocarla de todos modos"))
    desktop.keyboard.press("Space")
    go(desktop.get_by_role("button", name="Convocar"))
    reach(desktop.get_by_label(cast.petra.last_names))
    desktop.keyboard.press("Space")
    go(desktop.get_by_role("button", name="Agregar"))
    go(desktop.get_by_role("link", name="Asistencia y acuerdos"))
    came = desktop.get_by_role("group", name="Flores, Tania")
    reach(came.get_by_label("convocada"))
    desktop.keyboard.press("ArrowDown")
    expect(came.get_by_label("asistió", exact=True)).to_be_checked()
    go(desktop.get_by_role("button", name="Guardar"))
    expect(desktop.get_by_text("quedaron guardados")).to_be_visible()
    session = GroupSession.objects.get()
    assert session.state == "held" and session.attendances.get(status="attended").teacher == cast.tania


def test_a_specialist_brings_people_from_a_file_and_undoes_it(cast, desktop: Page, sign_in) -> None:
    sign_in(desktop, cast.berta)
    desktop.goto("/people/")
    go(desktop.get_by_role("link", name="Traer de un archivo"))
    reach(desktop.locator("input[type=file]"))
    content = files.as_csv([files.row(cast)])  # a browser's own dialog of files is its own affair
    desktop.locator("input[type=file]").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": content})
    go(desktop.get_by_role("button", name="Ver qué cambiaría"))
    go(desktop.get_by_role("button", name="Guardar la fila aceptada"))
    assert Teacher.objects.filter(document_number="43000001").exists()
    go(desktop.get_by_role("link", name="Deshacer esta importación"))
    go(desktop.get_by_role("button", name="Deshacer"))
    assert not Teacher.objects.filter(document_number="43000001").exists()


def test_a_specialist_joins_two_records_and_hands_people_over(cast, desktop: Page, sign_in) -> None:
    twin = teacher_at(cast.jardin, "TANIA", "FLORES", "41000009", "classroom", since=cast.today).teacher
    both = [cast.tania.pk, twin.pk]
    sign_in(desktop, cast.berta)
    desktop.goto("/people/duplicates/")
    go(desktop.get_by_role("link", name="Comparar").first)
    tick(desktop.get_by_label("Es una sola").first)
    tick(desktop.get_by_label("Revisé las dos fichas"))
    go(desktop.get_by_role("button", name="Unir las dos fichas"))
    assert Teacher.objects.filter(pk__in=both).count() == 1
    go(desktop.get_by_role("link", name="Deshacer la unión"))
    go(desktop.get_by_role("button", name="Deshacer la unión"))
    assert Teacher.objects.filter(pk__in=both).count() == 2
    desktop.goto("/companions/")
    open_menu(desktop, f"Qué hacer con {cast.assignment.companion}")
    go(desktop.get_by_role("link", name="Pasar sus personas"))
    choose(desktop.get_by_label("Quién las recibe"), cast.olga.first_name)
    reach(desktop.get_by_role("checkbox", name="Flores").first)  # everybody is ticked
    desktop.keyboard.press("Space")
    go(desktop.get_by_role("button", name="Ver qué cambiaría"))
    go(desktop.get_by_role("button", name="Confirmar"))
    assert Assignment.objects.filter(post__teacher=cast.petra, companion__user=cast.olga).exists()


def test_a_specialist_keeps_roles_years_and_views(cast, desktop: Page, sign_in) -> None:
    sign_in(desktop, cast.berta)
    desktop.goto("/roles/")
    go(desktop.get_by_role("link", name="Dar un rol"))
    write(desktop.get_by_label("Número de documento"), "43000009")
    write(desktop.get_by_label("Nombres"), "Julia")
    write(desktop.get_by_label("Apellidos"), "Ríos")
    choose(desktop.get_by_label("Rol"), "directora")
    write(desktop.get_by_label("Institución que dirige"), cast.jardin.modular_code)
    go(desktop.get_by_role("button", name="Dar el rol"))
    role = Role.objects.get(user__username="43000009")
    desktop.goto("/roles/")
    open_menu(desktop, f"Qué hacer con el rol de {role.user}, {role.get_kind_display()}")
    go(desktop.get_by_role("link", name=f"Terminar el rol de {role.user}"))
    go(desktop.get_by_role("button", name="Terminar rol"))
    role.refresh_from_db()
    assert role.ends_on
    desktop.goto(reverse("campaign", args=[cast.campaign.pk]))
    go(desktop.get_by_role("link", name="Editar", exact=True))
    write(desktop.get_by_label("Nombre del año"), "Año del juego")
    go(desktop.get_by_role("button", name="Guardar"))
    assert Campaign.objects.get().slogan == "Año del juego"
    desktop.goto(reverse("campaign_new"))
    go(desktop.get_by_role("link", name="Copiar el de"))
    go(desktop.get_by_role("main").get_by_role("button", name="Abrir"))
    assert Campaign.objects.filter(year=cast.campaign.year + 1).exists()
    desktop.goto("/people/?kind=promoter")
    reach(desktop.locator("summary", has_text="Guardar esta vista"))
    desktop.keyboard.press("Enter")
    write(desktop.get_by_label("Nombre de la vista"), "Promotoras")
    go(desktop.get_by_role("button", name="Guardar", exact=True))
    go(desktop.get_by_role("link", name="Cambiar nombre o borrar"))
    write(desktop.get_by_label("Nombre"), "Las promotoras")
    go(desktop.get_by_role("button", name="Guardar", exact=True))
    assert SavedView.objects.get().name == "Las promotoras"
    go(desktop.get_by_role("link", name="Cambiar nombre o borrar"))
    go(desktop.get_by_role("button", name="Borrar la vista"))
    expect(desktop.get_by_text("Borraste la vista")).to_be_visible()


def test_a_director_annuls_a_plan_found_by_the_search(cast, issued, desktop: Page, sign_in) -> None:
    document = issued(by=cast.diana)
    sign_in(desktop, cast.diana)
    desktop.goto("/")
    home = desktop.get_by_role("link", name="Inicio")
    reach(home)
    desktop.keyboard.press("/")
    dialog = desktop.get_by_role("dialog", name="Buscar")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(home).to_be_focused()
    desktop.keyboard.press("/")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    desktop.keyboard.type(document.full_number)
    with desktop.expect_navigation():
        desktop.keyboard.press("Enter")
    go(desktop.get_by_role("main").get_by_role("link", name=document.full_number))
    go(desktop.get_by_role("link", name="Anular"))
    write(desktop.get_by_label("Motivo"), "Salió con la fecha equivocada")
    go(desktop.get_by_role("button", name="Anular el documento"))
    assert Document.objects.get().is_annulled
