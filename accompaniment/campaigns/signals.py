"""Signals about what ends, for the apps above, which planned for it.

Each is sent inside the transaction that makes the change, once that is written.

`assignments_ended`: keys
    These assignments, by key, have another last day: their own, or that of their post, companion or campaign.
`endings_taken_back`: last_days, since
    Assignments, by key, have again the last day that they had at that moment; `last_days` are those they had meanwhile.
`campaign_closed`: campaign
    Nothing new is made in this campaign.
`session_kind_named`: kind
    This kind of group session has this name in its campaign.
"""

from django.dispatch import Signal

assignments_ended = Signal()
endings_taken_back = Signal()
campaign_closed = Signal()
session_kind_named = Signal()
