"""The one access mechanism: what a user reaches today, and whether an action is allowed, with the reason why not.

It imports nothing of the app, so that models and everything above them can ask it.
"""

from .dates import in_force, is_in_force
from .reach import AuthedRequest, Reach, get_visible_or_404, reach_of
from .verdicts import Allowed, Denied, deny, require

__all__ = [
    "Allowed",
    "AuthedRequest",
    "Denied",
    "Reach",
    "deny",
    "get_visible_or_404",
    "in_force",
    "is_in_force",
    "reach_of",
    "require",
]
