"""Who accompanies whom, where, and under which plan."""

from .assignments import Assignment
from .campaigns import Campaign, CampaignNorm, Phase, PhaseDates, VisitTarget
from .people import Companion, DocumentType, Post, Role, Teacher, User
from .registry import RegistryImport
from .roster import RosterImport
from .territory import Area, Cycle, Institution, Network, Region, Setting, Ugel

__all__ = [
    "Area",
    "Assignment",
    "Campaign",
    "CampaignNorm",
    "Companion",
    "Cycle",
    "DocumentType",
    "Institution",
    "Network",
    "Phase",
    "PhaseDates",
    "Post",
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
