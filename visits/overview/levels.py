"""Which levels a list of visits is narrowed to: those behind a figure, asked for by a link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from rubrics.models import Criterion
from rubrics.scales import achieved_from, short_label, top
from visits.record.models.contents import Score
from visits.record.models.visits import Visit

MARKED = "out"  # how a link asks for the levels of observers out of calibration
ACHIEVED = "achieved"  # how a link asks for those from which a criterion counts as achieved
ASKED = re.compile(rf"([0-9]{{1,9}})(?:-([1-4]|{MARKED}|{ACHIEVED}))?", re.ASCII)


@dataclass(frozen=True)
class Levels:
    """The levels in one criterion: all of them, those of one `value`, those marked as out of calibration, or those
    from which it counts as achieved.
    """

    criterion: Criterion
    value: int | None = None
    are_marked: bool = False
    are_achieved: bool = False

    def __str__(self) -> str:
        if self.value:
            level = short_label(self.criterion.scale, self.value)
            return _("«%(criterion)s»: nivel %(level)s") % {"criterion": self.criterion.short_title, "level": level}
        if self.are_marked:
            return _("«%(criterion)s»: calibración vencida") % {"criterion": self.criterion.short_title}
        if self.are_achieved:
            levels = achieved_name(self.criterion.scale)
            return _("«%(criterion)s»: nivel %(level)s") % {"criterion": self.criterion.short_title, "level": levels}
        return _("«%(criterion)s»: con nivel") % {"criterion": self.criterion.short_title}

    def among(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        scores = Score.objects.filter(visit=OuterRef("pk"), criterion=self.criterion, value__isnull=False)
        if self.value:
            scores = scores.filter(value=self.value)
        if self.are_marked:
            scores = scores.filter(out_of_calibration=True)
        if self.are_achieved:
            scores = scores.filter(value__gte=achieved_from(self.criterion.scale))
        return visits.filter(Exists(scores))


def achieved_name(scale: str) -> str:
    """Return what the levels are called from which a criterion counts as achieved: «III o IV», «3»."""
    names = [short_label(scale, value) for value in range(achieved_from(scale), top(scale) + 1)]
    return _(" o ").join(names)


def asking_for(criterion: int, which: int | str = "") -> str:
    """Return how a link asks for the levels in a criterion: all, those of one value, `MARKED` or `ACHIEVED` ones."""
    return f"{criterion}-{which}" if which else str(criterion)


class LevelsField(forms.CharField):
    widget = forms.HiddenInput

    def clean(self, value: Any) -> Levels | None:
        text = super().clean(value)
        if not text:
            return None
        asked = ASKED.fullmatch(text)
        criterion = Criterion.objects.filter(pk=asked[1]).first() if asked else None
        if asked is None or criterion is None:
            raise forms.ValidationError(_("Esta rúbrica ya no está."))
        if asked[2] in (None, MARKED, ACHIEVED):
            return Levels(criterion, are_marked=asked[2] == MARKED, are_achieved=asked[2] == ACHIEVED)
        if int(asked[2]) > top(criterion.scale):
            raise forms.ValidationError(_("El nivel no existe en esta escala."))
        return Levels(criterion, value=int(asked[2]))


def latest_visits(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """The last of `visits` of each person in which practice was observed, one each."""
    ranked = (
        visits.filter(unobserved_why="")
        .order_by()
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("teacher"),
                order_by=[F("visited_on").desc(), F("number").desc(), F("pk").desc()],
            )
        )
    )
    return ranked.filter(place=1)
