"""Who accompanies whom, where, and under which plan."""

from .assignments import Assignment
from .campaigns import Campaign, CampaignNorm, Phase, PhaseDates, VisitTarget
from .logs import Change
from .people import Companion, DocumentType, Post, Role, Teacher, User
from .readings import Reading
from .registry import RegistryImport
from .roster import RosterImport
from .territory import Area, Cycle, Institution, Network, Region, Setting, Ugel

__all__ = [
    "Area",
    "Assignment",
    "Campaign",
    "CampaignNorm",
    "Change",
    "Companion",
    "Cycle",
    "DocumentType",
    "Institution",
    "Network",
    "Phase",
    "PhaseDates",
    "Post",
    "Reading",
    "Region",
    "RegistryImport",
    "Role",
    "RosterImport",
    "Setting",
    "Teacher",
    "Ugel",
    "User",
    "VisitTarget",
]
