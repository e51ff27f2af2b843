"""Signals about records that are joined and parted, for the apps above, whose rows refer to a person too.

`people_merged`: moved
    Two records of one person are one, with `sender=Teacher`: `moved` (a list of Moved) has the rows of every model that
    hung on the other one, or on a post that was joined to another. Sent inside the transaction, when everything is
    written, by `merging.services.merge_people`.
`people_parted`: moved
    They are two again: `moved` has the rows that went back, with what they hung on until then. Sent inside the
    transaction, when everything is written, by `merging.undoing.undo_merge`.
`undo_asked`: changes
    May they be parted? `changes` (a list of RowChange) is what would be put back; a receiver returns the reasons
    against it, a sentence each, of what was written since and would be torn. Sent by `merging.undoing`.
"""

from django.dispatch import Signal

people_merged = Signal()
people_parted = Signal()
undo_asked = Signal()
