"""What a year may ask of a visit before it closes, besides the hours and the levels that every visit has."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClosingNeed(models.TextChoices):
    DIALOGUE = "dialogue", _("el diálogo con la persona acompañada")
    COMMITMENT = "commitment", _("al menos un compromiso, o por qué no hubo")
    MOMENTS = "moments", _("los momentos del día que se observaron")
    ATTENDANCE = "attendance", _("cuántas niñas y niños estuvieron")
