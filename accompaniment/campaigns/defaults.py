"""What a new campaign begins with, and the loads that deserve a warning: data to be edited, never rules of the code.

Once a campaign exists, its own rows count; changing this file changes only the campaigns opened afterwards.
"""

from typing import NamedTuple

from django.utils.translation import gettext_noop


class DefaultTarget(NamedTuple):
    strategy: str
    teacher_kind: str
    area: str  # empty: every area without a row of its own
    times: int


# Share of the campaign's days that each phase takes, in their order.
PHASE_SHARES = (("diagnostic", 20), ("process", 60), ("closing", 20))

# Six visits, four GIA, two RTC and two rounds of workshops (eight days each) a year is what external accompaniment in
# the initial level has asked for. Promoters, who need not be professionals, are visited and met in microworkshops more
# often, and have no director to lead an RTC; three rounds a year is what institutions do on their own.
TARGETS = (
    DefaultTarget("visits", "classroom", "", 6),
    DefaultTarget("visits", "promoter", "", 8),
    DefaultTarget("visits", "assistant", "", 3),
    DefaultTarget("internal", "classroom", "", 3),
    DefaultTarget("internal", "promoter", "", 3),
    DefaultTarget("internal", "assistant", "", 3),
    DefaultTarget("gia", "classroom", "", 4),
    DefaultTarget("gia", "promoter", "", 6),
    DefaultTarget("rtc", "classroom", "", 2),
    DefaultTarget("rtc", "assistant", "", 2),
    DefaultTarget("workshops", "classroom", "", 2),
    DefaultTarget("workshops", "promoter", "", 2),
)

# Days without classes in the whole country: month and day, then days from Easter Sunday.
HOLIDAYS = (
    (1, 1, "Año Nuevo"),
    (5, 1, "Día del Trabajo"),
    (6, 7, "Batalla de Arica y Día de la Bandera"),
    (6, 29, "San Pedro y San Pablo"),
    (7, 23, "Día de la Fuerza Aérea del Perú"),
    (7, 28, "Fiestas Patrias"),
    (7, 29, "Fiestas Patrias"),
    (8, 6, "Batalla de Junín"),
    (8, 30, "Santa Rosa de Lima"),
    (10, 8, "Combate de Angamos"),
    (11, 1, "Todos los Santos"),
    (12, 8, "Inmaculada Concepción"),
    (12, 9, "Batalla de Ayacucho"),
    (12, 25, "Navidad"),
)
HOLIDAYS_OF_EASTER = ((-3, "Jueves Santo"), (-2, "Viernes Santo"))

# The weeks of each school year as the norm that `NORMS_OF_YEAR` cites orders them: management, then children, in turns.
# 2025: RM N.° 556-2024-MINEDU; 2026: RM N.° 501-2025-MINEDU. A DRE or UGEL that moves them does so in its own year.
BLOCKS_OF_YEAR = {
    2025: (
        ("management", "2025-03-03", "2025-03-14"),
        ("teaching", "2025-03-17", "2025-05-16"),
        ("management", "2025-05-19", "2025-05-23"),
        ("teaching", "2025-05-26", "2025-07-25"),
        ("management", "2025-07-28", "2025-08-08"),
        ("teaching", "2025-08-11", "2025-10-10"),
        ("management", "2025-10-13", "2025-10-17"),
        ("teaching", "2025-10-20", "2025-12-19"),
        ("management", "2025-12-22", "2025-12-31"),
    ),
    2026: (
        ("management", "2026-03-02", "2026-03-13"),
        ("teaching", "2026-03-16", "2026-05-15"),
        ("management", "2026-05-18", "2026-05-22"),
        ("teaching", "2026-05-25", "2026-07-24"),
        ("management", "2026-07-27", "2026-08-07"),
        ("teaching", "2026-08-10", "2026-10-09"),
        ("management", "2026-10-12", "2026-10-16"),
        ("teaching", "2026-10-19", "2026-12-18"),
        ("management", "2026-12-21", "2026-12-31"),
    ),
}

# Moments of the day in the initial level, and what a teacher or promoter usually shows of the planning. Campaigns
# keep their own Spanish words; those of this list have an English for whoever reads in it.
MOMENTS = (
    gettext_noop("recibimiento"),
    gettext_noop("asamblea"),
    gettext_noop("juego libre en los sectores"),
    gettext_noop("actividad de aprendizaje"),
    gettext_noop("taller"),
    gettext_noop("higiene"),
    gettext_noop("refrigerio o lonchera"),
    gettext_noop("juego al aire libre"),
    gettext_noop("descanso"),
    gettext_noop("salida"),
)
DOCUMENTS_ASKED = (
    gettext_noop("planificación anual"),
    gettext_noop("unidad o proyecto"),
    gettext_noop("actividad del día"),
    gettext_noop("registro de avances de los niños"),
)


# What a new year asks of a visit before it closes: what makes it accompaniment. Moments and attendance are asked where
# a UGEL wants them; see `closing_needs`.
CLOSING_NEEDS = ("dialogue", "commitment")


def closing_needs() -> list[str]:
    return list(CLOSING_NEEDS)


def moments() -> list[str]:
    return list(MOMENTS)


def documents_asked() -> list[str]:
    return list(DOCUMENTS_ASKED)


# Norms cited every year, then those of one school year.
NORMS = (
    "Ley N.° 28044, Ley General de Educación",
    "Ley N.° 29944, Ley de Reforma Magisterial",
    "RVM N.° 028-2019-MINEDU, acompañamiento pedagógico en la Educación Básica",
    "RVM N.° 036-2015-MINEDU, programas no escolarizados de educación inicial",
)
NORMS_OF_YEAR = {
    2025: ("RM N.° 556-2024-MINEDU, normas para el año escolar 2025",),
    2026: ("RM N.° 501-2025-MINEDU, normas para el año escolar 2026",),
}

# People one companion can attend well; past it, or for a coordinator under it, the list says so; nothing is forbidden.
URBAN_LOAD = 12
RURAL_LOAD = 8
COORDINATOR_LEAST = 8
COORDINATOR_LOAD = 15
ATTENDANCE_SHARE = 80  # of a session, or of a year's, in per cent: who was there less gets no certificate of it

# What the page on personal data cites.
PRIVACY_NORMS = (
    "Ley N.° 29733, Ley de Protección de Datos Personales",
    "DS N.° 016-2024-JUS, Reglamento de la Ley N.° 29733",
)
