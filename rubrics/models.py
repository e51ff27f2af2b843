"""How practice is judged, and how observers practise judging it. All of it is data."""

from rubrics.instruments.models.criteria import Criterion, Level, PartQuerySet, Prompt
from rubrics.instruments.models.imports import InstrumentImport
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.models.versions import FROZEN, InstrumentVersion, InstrumentVersionQuerySet, chosen_key
from rubrics.practice.models import CalibrationRule, PracticeAnswer, PracticeCase, PracticeLevel, PracticeReference

__all__ = [
    "FROZEN",
    "CalibrationRule",
    "Criterion",
    "Instrument",
    "InstrumentImport",
    "InstrumentVersion",
    "InstrumentVersionQuerySet",
    "Level",
    "PartQuerySet",
    "PracticeAnswer",
    "PracticeCase",
    "PracticeLevel",
    "PracticeReference",
    "Prompt",
    "chosen_key",
]
