"""What those who came think of a session. Answers are added up and not kept: nothing leads from one to a person."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from .sessions import GroupSession

if TYPE_CHECKING:
    from accompaniment.models import User


class RatingTallyQuerySet(models.QuerySet["RatingTally"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(session__in=GroupSession.objects.visible_to(user).values("pk"))


class RatingTally(models.Model):
    """How many gave one value to one question of a session."""

    session = models.ForeignKey(GroupSession, models.CASCADE, related_name="tallies")
    question = models.CharField(max_length=24)
    value = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(default=0)

    objects = RatingTallyQuerySet.as_manager()

    class Meta:
        ordering = ["session", "question", "value"]
        constraints = [
            models.UniqueConstraint(fields=["session", "question", "value"], name="rating_tally_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=4), name="rating_tally_on_its_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.value}: {self.n}"
