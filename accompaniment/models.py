"""Who accompanies whom, where, and under which plan."""

from accompaniment.accounts.models import OneTimeCode, Role, SignIn, User
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.models.changes import TrackedChange
from accompaniment.campaigns.models import (
    Campaign,
    CampaignNorm,
    Phase,
    PhaseDates,
    RegionalCampaign,
    Strategy,
    Target,
)
from accompaniment.campaigns.session_kinds.models import SessionKind
from accompaniment.entry.models import SignInFailure
from accompaniment.exports.models import Export
from accompaniment.health.models import FileFault, SiteMark
from accompaniment.jobs.models import Heartbeat
from accompaniment.letters.models import Letter
from accompaniment.lib.identifiers import DocumentType
from accompaniment.logs.notices.models import PrivacyNotice
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.merged_records import DistinctPeople, MergedRecord
from accompaniment.people.models.posts import Post, Teacher
from accompaniment.registry.models import RegistryImport
from accompaniment.roster.models import RosterImport
from accompaniment.saved_views.models import SavedView
from accompaniment.territory.locations.models import Location
from accompaniment.territory.models import Area, Cycle, Institution, Network, Region, Setting, Ugel
from accompaniment.territory.networks.models import NetworkImport

__all__ = [
    "AccessLogEntry",
    "Area",
    "Assignment",
    "Campaign",
    "CampaignNorm",
    "Companion",
    "Cycle",
    "DistinctPeople",
    "DocumentType",
    "Export",
    "FileFault",
    "Heartbeat",
    "Institution",
    "Letter",
    "Location",
    "MergedRecord",
    "Network",
    "NetworkImport",
    "OneTimeCode",
    "Phase",
    "PhaseDates",
    "Post",
    "PrivacyNotice",
    "Region",
    "RegionalCampaign",
    "RegistryImport",
    "Role",
    "RosterImport",
    "SavedView",
    "SessionKind",
    "Setting",
    "SignIn",
    "SignInFailure",
    "SiteMark",
    "Strategy",
    "Target",
    "Teacher",
    "TrackedChange",
    "Ugel",
    "User",
]
