"""Every route and what it answers to whom, in words; a route that is in no room's table fails the build."""

from . import entry, ground, reports, rubrics, visits
from .entry import PROVIDER_TABLE
from .words import FORBIDDEN, HIDDEN, LEADS_ON, ONLY_POST, Row

ROOMS = (entry, ground, rubrics, visits, reports)
TABLE = {route: row for room in ROOMS for route, row in room.TABLE.items()}
POSTS = {route: answers for room in ROOMS for route, answers in getattr(room, "POSTS", {}).items()}
PUBLIC_POSTS = {"set_language"}

__all__ = ["FORBIDDEN", "HIDDEN", "LEADS_ON", "ONLY_POST", "POSTS", "PROVIDER_TABLE", "PUBLIC_POSTS", "TABLE", "Row"]
