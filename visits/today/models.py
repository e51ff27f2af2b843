"""The daily e-mails that were sent, so that nobody gets one twice."""

from django.conf import settings
from django.db import models


class DigestSent(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    said = models.CharField(max_length=64, blank=True, db_default="")  # what waited, as a digest

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"
