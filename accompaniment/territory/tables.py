"""The list of institutions as a table to take away.

It takes a queryset that is already narrowed to what the user may see and to the filters of the list.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accompaniment.exports.listing import Listing, listing_of, values_of
from accompaniment.lib.tables.columns import Choice, Column, Identifier
from accompaniment.lib.tables.download import vocabulary_of
from accompaniment.territory.networks.columns import ANNEX, MODULAR_CODE, NETWORK

from .models import Area, Cycle, Institution, Setting


def institutions_table(institutions: QuerySet[Institution]) -> Listing:
    """Institutions; the import of networks reads its own columns back, in any language of the page."""
    columns = [
        MODULAR_CODE,
        ANNEX,
        Identifier("local_code", _("Código de local"), 6, width=14),
        Column("name", _("Nombre"), width=36),
        Choice("kind", _("Tipo"), vocabulary_of(Institution.Kind), width=14),
        Choice("cycle", _("Ciclo"), {cycle: [cycle.value] for cycle in Cycle}, width=8),
        Choice("setting", _("Entorno"), vocabulary_of(Setting), width=20),
        Column("management", _("Gestión"), width=28),
        Choice("area", _("Área"), vocabulary_of(Area), width=10),
        NETWORK,
        Column("ugel__name", _("UGEL"), width=24),
        Column("address", _("Dirección"), width=32),
        Column("place", _("Centro poblado"), width=24),
        Column("district", _("Distrito"), width=20),
        Column("province", _("Provincia"), width=20),
        Identifier("ubigeo", _("Ubigeo"), 6, width=10),
        Choice("state", _("Estado"), vocabulary_of(Institution.State), width=10),
    ]
    stored = ["network__name" if column is NETWORK else column.key for column in columns]
    return listing_of("instituciones", columns, institutions, values_of(stored))
