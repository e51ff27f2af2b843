"""Signals about a visit, for whoever keeps figures of visits. Nothing else should listen.

Each signal is sent once a visit, with `sender=Visit`, inside the transaction that makes the change and after all that
the change writes. A receiver that writes in this database does so at once: both are kept or neither is. One that
reaches another system does it by `transaction.on_commit`: previews of a hand-over and rehearsals of a purge make the
change, announce it and take everything back. An error in a receiver undoes the change.

Rows made in bulk without a service, as those of the demonstration, are not announced: figures are rebuilt then.

`visit_closed`: visit
    It is finished, its verdicts are given and its levels marked. Its confirmation may follow in the same transaction.
    Sent by `visits.closing.services.close_visit`.
`visit_corrected`: visit, revision
    A closed visit says something else; `revision` (Revision) keeps what it said.
    Sent by `visits.closing.corrections.correct_visit`.
`visit_transferred`: visit, before
    It has changed hands, in whatever state it is; `before` maps each key that changed, as companion_id, to what it was.
    Handed over with its person (`visits.plan.transfers.transfer`): assignment_id and companion_id. Its person joined to
    another record (`visits.receivers.visits_of_joined_people`): teacher_id, post_id or both. Sent by
    `visits.record.transitions.send_transferred`.
`visit_removed`: visit
    Its row is gone with all that hung from it; `visit` holds what it held. The end of retention, or a proposal of the
    calendar taken back. Sent by `visits.record.removal.remove_visits`.
"""

from django.dispatch import Signal

visit_closed = Signal()
visit_corrected = Signal()
visit_transferred = Signal()
visit_removed = Signal()
