"""The demonstration accounts that a visitor may sign in with; only `seed_demo` creates them."""

from typing import NamedTuple

from django.utils.translation import gettext as _

PASSWORD = "jardin-demo"  # noqa: S105  (printed on purpose: it opens invented data only)

EXTERNAL = "90000001"
COORDINATOR = "90000002"
DIRECTOR = "90000003"
SPECIALIST = "90000004"
REGIONAL_READER = "90000005"
NATIONAL_READER = "90000006"
ADMINISTRATOR = "90000007"
TEACHER = "90000008"
PROMOTER = "90000009"
INTERNAL = "90000010"
SAFEGUARDING = "90000011"


class DemoLogin(NamedTuple):
    role: str
    username: str
    password: str
    to_try: list[str]


def demo_logins() -> list[DemoLogin]:
    """Return one login for each role: its name in the reader's language, the user name, the password, what to try."""
    return [DemoLogin(role, username, PASSWORD, to_try) for role, username, *to_try in _roles()]


def _roles() -> list[tuple[str, ...]]:
    return [
        (
            _("acompañante pedagógica (externa)"),
            EXTERNAL,
            _("Sigue la visita que quedó sin terminar y ciérrala."),
            _("Prepara la visita de mañana: los compromisos abiertos van primero."),
            _("Programa desde el calendario las visitas que faltan."),
        ),
        (
            _("profesora coordinadora de PRONOEI"),
            COORDINATOR,
            _("Registra una visita a una promotora con su guía."),
            _("Mira cómo cambió una promotora, visita por visita."),
            _("Compara tus niveles con los de una colega."),
        ),
        (
            _("directora"),
            DIRECTOR,
            _("Mira los niveles de tu institución y abre las visitas que hay detrás."),
            _("Pide el plan de seguimiento de una docente en PDF."),
            _("Revisa qué compromisos están vencidos."),
        ),
        (
            _("directora que acompaña a sus docentes (interna)"),
            INTERNAL,
            _("Pasa de «Mi día» a «Mi institución» en el encabezado."),
            _("Registra una visita a una docente de tu jardín."),
        ),
        (
            _("especialista de UGEL"),
            SPECIALIST,
            _("Mira la cobertura por red y quién tiene compromisos vencidos."),
            _("Trae una lista de docentes desde un Excel y deshazla."),
            _("Asigna acompañantes e imprime hojas de acceso."),
        ),
        (
            _("responsable de convivencia de la UGEL"),
            SAFEGUARDING,
            _("Abre la marca que espera y di qué se hizo."),
        ),
        (
            _("lectora de la DRE"),
            REGIONAL_READER,
            _("Compara la cobertura de las UGEL: solo sumas, nunca personas."),
        ),
        (
            _("lectora nacional"),
            NATIONAL_READER,
            _("Busca una región o una UGEL y abre su tablero."),
        ),
        (
            _("administradora"),
            ADMINISTRATOR,
            _("Da un rol y mira qué abre con «Ver como»."),
            _("Revisa «Sistema»: cola, correos, disco, archivos."),
        ),
        (
            _("docente"),
            TEACHER,
            _("Lee tu última visita y da tu conformidad."),
            _("Responde las preguntas que te dejaron."),
            _("Mira quién abrió tu ficha."),
        ),
        (
            _("promotora educativa comunitaria"),
            PROMOTER,
            _("Entra desde un celular: lo que te espera está primero."),
            _("Mira qué cambió en tu práctica este año."),
        ),
    ]


def as_lines(logins: list[DemoLogin]) -> list[str]:
    """Return the logins as aligned lines for a terminal."""
    width = max(len(login.role) for login in logins)
    return [f"  {login.role:<{width}}  {login.username}  {login.password}" for login in logins]
