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


def demo_logins() -> list[DemoLogin]:
    """Return one login for each role: its name in the reader's language, the user name and the password."""
    roles = [
        (_("acompañante pedagógica (externa)"), EXTERNAL),
        (_("profesora coordinadora de PRONOEI"), COORDINATOR),
        (_("directora"), DIRECTOR),
        (_("directora que acompaña a sus docentes (interna)"), INTERNAL),
        (_("especialista de UGEL"), SPECIALIST),
        (_("responsable de convivencia de la UGEL"), SAFEGUARDING),
        (_("lectora de la DRE"), REGIONAL_READER),
        (_("lectora nacional"), NATIONAL_READER),
        (_("administradora"), ADMINISTRATOR),
        (_("docente"), TEACHER),
        (_("promotora educativa comunitaria"), PROMOTER),
    ]
    return [DemoLogin(role, username, PASSWORD) for role, username in roles]


def as_lines(logins: list[DemoLogin]) -> list[str]:
    """Return the logins as aligned lines for a terminal."""
    width = max(len(login.role) for login in logins)
    return [f"  {login.role:<{width}}  {login.username}  {login.password}" for login in logins]
