"""Signals about records that were joined, for the apps above, whose rows refer to a person too.

`people_merged`: kept, moved
    Two records of one person are one, with `sender=Teacher`: `kept` is the Teacher that stays, and `moved` (a list of
    Moved) has the rows of every model that hung on the other one or on a post that was joined to another. Sent inside
    the transaction, when everything is written, by `merging.services.merge_people`.
"""

from django.dispatch import Signal

people_merged = Signal()
