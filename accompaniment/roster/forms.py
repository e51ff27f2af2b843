"""The form that uploads a roster. What the file holds is judged by the service that reads it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import PlainForm
from accompaniment.lib.tables.fields import TableField


class RosterUploadForm(PlainForm):
    file = TableField(
        help_text=gettext_lazy(
            "Excel (.xlsx) o CSV, de hasta 10 MB y 1000 filas. Sirve también un corte de NEXUS: de él entran las filas"
            " de inicial."
        )
    )
