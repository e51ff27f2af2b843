"""What a proxy says where the site could not answer: static/errors/, a page and JSON for each status, of one source.

    .venv/bin/python deploy/error_pages.py

A proxy serves them as they lie, so they are kept written out; a test finds those that are not current. It knows no
language and no session: they speak Spanish, and name nothing of who asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "errors"
SEND_AGAIN = (
    "Si enviabas un formulario, espera un minuto, vuelve atrás con el botón de tu navegador y envíalo de nuevo."
    " Una visita, además, queda copiada en este equipo."
)


@dataclass(frozen=True)
class Fault:
    title: str
    heading: str
    told: tuple[str, ...]
    state: str = "unavailable"
    reason: str = ""  # for scripts; by default what the page says first


FAULTS = {
    413: Fault(
        "Pesa demasiado",
        "Lo que enviaste pesa demasiado",
        (
            "El sistema recibe fotos de hasta 15 MB y listas de hasta 10 MB. No guardó nada de este envío; lo anterior"
            " sigue guardado.",
            "Vuelve atrás con el botón de tu navegador: lo que escribiste sigue en el formulario. Elige un archivo más"
            " pequeño y envíalo de nuevo.",
        ),
        state="refused",
        reason="Lo que se envió pesa demasiado: elige un archivo más pequeño.",
    ),
    502: Fault(
        "No responde",
        "El sistema no responde en este momento",
        (
            "Puede que lo estén actualizando: suele tomar menos de un minuto. Lo que ya estaba guardado sigue"
            " guardado.",
            SEND_AGAIN,
        ),
    ),
    503: Fault(
        "Muy ocupado",
        "El sistema está muy ocupado",
        (
            "Recibió demasiados pedidos a la vez desde tu conexión. Lo que ya estaba guardado sigue guardado.",
            SEND_AGAIN,
        ),
    ),
    504: Fault(
        "Demora demasiado",
        "La respuesta demora demasiado",
        (
            "No sabemos si llegó a guardarse lo que enviabas: míralo antes de enviarlo otra vez.",
            "Una visita se puede enviar de nuevo sin cuidado: el sistema la reconoce y no la guarda dos veces.",
        ),
    ),
}
PAGE = """<!doctype html>
<html lang="es">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title} · Acompaña</title>
  <link rel="stylesheet" href="/static/css/bootstrap.css">
  <link rel="stylesheet" href="/static/css/app.css">
  <link rel="icon" href="/static/icons/acompana.svg" type="image/svg+xml">
</head>
<body>
  <header class="app-header">
    <div class="container-lg app-header-row">
      <a class="app-brand" href="/"><img src="/static/icons/acompana.svg" alt="" width="28" height="28"> Acompaña</a>
    </div>
  </header>
  <main class="container-lg py-3">
    <section class="app-card">
      <h1>{heading}</h1>
{told}
      <p><a href="/">Ir al inicio</a></p>
    </section>
  </main>
</body>
</html>
"""


def written() -> dict[str, str]:
    """The files by their names."""
    pages = {f"{status}.html": _page(fault) for status, fault in FAULTS.items()}
    return pages | {f"{status}.json": _json(fault) for status, fault in FAULTS.items()}


def _page(fault: Fault) -> str:
    told = "\n".join(f"      <p>{escape(sentence)}</p>" for sentence in fault.told)
    return PAGE.format(title=escape(fault.title), heading=escape(fault.heading), told=told)


def _json(fault: Fault) -> str:
    return json.dumps({"state": fault.state, "reason": fault.reason or f"{fault.heading}."}, ensure_ascii=False) + "\n"


def main() -> None:
    for name, text in written().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
