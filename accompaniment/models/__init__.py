"""Who accompanies whom, where, and under which plan."""

from .assignments import Assignment
from .campaigns import Campaign, CampaignNorm, Phase, PhaseDates, RegionalCampaign, Strategy, Target
from .entry import SignIn, Slip
from .locations import Location
from .logs import Change
from .merges import DistinctPeople, MergedRecord
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
    "DistinctPeople",
    "DocumentType",
    "Institution",
    "Location",
    "MergedRecord",
    "Network",
    "Phase",
    "PhaseDates",
    "Post",
    "Reading",
    "Region",
    "RegionalCampaign",
    "RegistryImport",
    "Role",
    "Strategy",
    "Target",
    "RosterImport",
    "Setting",
    "SignIn",
    "Slip",
    "Teacher",
    "Ugel",
    "User",
]
