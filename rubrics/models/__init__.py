"""How practice is judged, and how observers practise judging it. All of it is data."""

from .calibration import CalibrationRule
from .criteria import Criterion, Level, PartQuerySet, Prompt
from .instruments import Instrument
from .practice import PracticeAnswer, PracticeCase, PracticeLevel, PracticeReference
from .versions import FROZEN, InstrumentVersion, InstrumentVersionQuerySet, chosen_key

__all__ = [
    "FROZEN",
    "CalibrationRule",
    "Criterion",
    "Instrument",
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
