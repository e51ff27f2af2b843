"""The visit form as a browser would send it."""

import uuid
from datetime import date, timedelta
from typing import Any

from accompaniment.models import Assignment
from rubrics.models import InstrumentVersion
from visits.models import Visit


def payload(
    assignment: Assignment, version: InstrumentVersion, *, visit: Visit | None = None, day: date, **changes: Any
) -> dict[str, Any]:
    """A complete visit of `day`: every level with evidence, a note, a dialogue and two commitments.

    `changes` replace inputs by name, with __ for the dash; None takes an input away.
    """
    data: dict[str, Any] = {
        "submission": str(uuid.uuid4()),
        "base_revision": visit.revision if visit else 0,
        "assignment": assignment.pk,
        "visit-phase": "diagnostic",
        "visit-mode": "in_person",
        "visit-visited_on": day.isoformat(),
        "visit-starts_at": "09:00",
        "visit-ends_at": "11:30",
        "visit-moments": ["asamblea", "juego libre en los sectores"],
        "visit-enrolled_boys": "10",
        "visit-enrolled_girls": "9",
        "visit-present_boys": "8",
        "visit-present_girls": "9",
        "visit-with_disability": "1",
        "visit-purpose": "Conocer cómo inicia el día",
        "visit-private_notes": "Conversar con calma sobre su carga",
        "days-TOTAL_FORMS": "1",
        "days-INITIAL_FORMS": "0",
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "0",
        "notes-TOTAL_FORMS": "2",
        "notes-INITIAL_FORMS": "0",
        "notes-0-noted_at": "09:20",
        "notes-0-text": "Las niñas eligen los bloques",
        "notes-0-criterion": "",
        "notes-1-text": "",
        "dialogue-strengths": "Escucha a cada niña",
        "dialogue-needs": "Preguntas más abiertas",
        "dialogue-teacher_words": "Quiero probar con cuentos",
        "dialogue-next_visit_on": (day + timedelta(days=30)).isoformat(),
        "commitments-TOTAL_FORMS": "2",
        "commitments-INITIAL_FORMS": "0",
        "commitments-0-action": "Hacer dos preguntas abiertas por actividad",
        "commitments-0-evidence_expected": "Planificador",
        "commitments-0-responsible": "teacher",
        "commitments-0-due_on": (day + timedelta(days=15)).isoformat(),
        "commitments-0-criterion": "",
        "commitments-1-action": "Traer cuentos de la biblioteca",
        "commitments-1-responsible": "companion",
        "commitments-1-due_on": (day + timedelta(days=20)).isoformat(),
        "commitments-1-criterion": "",
    }
    for criterion in version.criteria.all():
        data[f"score-{criterion.pk}-value"] = "2"
        data[f"score-{criterion.pk}-evidence"] = f"Se vio: {criterion.short_title}"
    data.update({name.replace("__", "-"): value for name, value in changes.items()})
    return {name: value for name, value in data.items() if value is not None}
