"""A box around Peru, in degrees: what falls outside is a typing mistake."""

from decimal import Decimal

LATITUDES = (Decimal("-18.5"), Decimal("0.1"))  # from the least to the most
LONGITUDES = (Decimal("-81.5"), Decimal("-68.5"))
