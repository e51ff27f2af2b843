"""The list of companions as a table to take away.

It takes a queryset that is already narrowed to what the user may see and to the filters of the list.
"""

from __future__ import annotations

from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.exports.listing import Listing, listing_of, values_of
from accompaniment.lib.tables.columns import Choice, Column, Day, Identifier, WholeNumber
from accompaniment.lib.tables.download import vocabulary_of
from accompaniment.people.models.companions import Companion


def companions_table(companions: QuerySet[Companion]) -> Listing:
    """Companions with their workload of today, as `with_workload` counts them; of who left, no e-mail of today."""
    columns = [
        Identifier("user__username", _("Documento"), width=14),
        Column("user__last_name", _("Apellidos"), width=24),
        Column("user__first_name", _("Nombres"), width=22),
        Column("known_email", _("Correo"), width=26),
        Choice("kind", _("Tipo"), vocabulary_of(Companion.Kind), width=34),
        Column("ugel__name", _("UGEL"), width=24),
        Day("starts_on", _("Desde"), width=12),
        Day("ends_on", _("Hasta"), width=12),
        WholeNumber("load", _("Personas que acompaña"), width=12),
        WholeNumber("urban_load", _("Urbanas"), width=10),
        WholeNumber("rural_load", _("Rurales"), width=10),
        WholeNumber("pronoei_load", _("En PRONOEI"), width=12),
    ]
    has_ended = When(ends_on__lt=timezone.localdate(), then=Value(None))
    known = companions.annotate(known_email=Case(has_ended, default=F("user__email")))
    return listing_of("acompanantes", columns, known, values_of([column.key for column in columns]))
