"""What an alarm says: that there is something to look at, and where; it names nobody."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.letters.kinds import Written
from accompaniment.letters.models import Letter

from .services import FAILURES, OWN_READING, READING, SYSTEM

TOLD = {
    READING: gettext_lazy(
        "Una cuenta abrió hoy los registros de muchas más personas que otros días. Puede ser trabajo de verdad, o que"
        " alguien más la usa. Pregúntale a su dueña; si no fue ella, anula sus formas de entrar."
    ),
    OWN_READING: gettext_lazy(
        "Desde tu cuenta se abrieron hoy los registros de muchas más personas que otros días. Si fuiste tú, no hagas"
        " nada. Si no, cambia hoy tu clave, cierra tus otras sesiones y avisa a tu UGEL."
    ),
    FAILURES: gettext_lazy("Hoy hubo muchos más intentos fallidos de entrar de lo común."),
    SYSTEM: gettext_lazy("Algo del sistema no funciona hace más de veinte minutos."),
}
PAGES = {
    READING: "unusual_reading",
    OWN_READING: "my_sessions",
    FAILURES: "sign_in_failures",
    SYSTEM: "system_state",
}


def write(letter: Letter) -> Written:
    what = letter.about.partition(":")[0]
    context = {"told": TOLD[what], "page": settings.SITE_URL + reverse(PAGES[what])}
    body = render_to_string("accompaniment/alarms/email/alarm_message.txt", context)
    return Written(_("Hay algo que mirar en Acompaña"), body)
