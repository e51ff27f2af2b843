"""What a new campaign begins with, and the loads that deserve a word: data to be edited, never rules of the code.

Once a campaign exists, its own rows count; changing this file changes only the campaigns opened afterwards.
"""

from typing import NamedTuple


class DefaultTarget(NamedTuple):
    teacher_kind: str
    area: str  # empty: every area without a row of its own
    visits: int


# Share of the campaign's days that each phase takes, in their order.
PHASE_SHARES = (("diagnostic", 20), ("process", 60), ("closing", 20))

# Six visits a year is what external accompaniment in the initial level has asked for; promoters, who need not be
# professionals, are visited more often; three rounds a year is what institutions do on their own.
VISIT_TARGETS = (
    DefaultTarget("classroom", "", 6),
    DefaultTarget("promoter", "", 8),
    DefaultTarget("assistant", "", 3),
)

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

# People one companion can attend well; past it the list says so, and nothing is forbidden.
URBAN_LOAD = 12
RURAL_LOAD = 8
COORDINATOR_LOAD = 15

# What the page on personal data cites.
PRIVACY_NORMS = (
    "Ley N.° 29733, Ley de Protección de Datos Personales",
    "DS N.° 016-2024-JUS, Reglamento de la Ley N.° 29733",
)
