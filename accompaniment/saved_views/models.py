"""The filters and the order of a list that somebody keeps under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.contributions import SavedList, saved_lists
from accompaniment.lib.sealed_words import WORDS, opened

if TYPE_CHECKING:
    from accompaniment.accounts.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """A user sees their own."""
        return self.filter(user=user)


class SavedView(models.Model):
    """Of one user and one list; `query` is the part of its address that narrows it, typed words sealed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)  # of the list, among `saved_lists`
    name = models.CharField(_("nombre"), max_length=40)
    query = models.CharField(max_length=2000)

    objects: ClassVar[SavedViewQuerySet] = SavedViewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "code", "name"],
                name="saved_view_name_once",
                violation_error_message=_("Ya tienes una vista con ese nombre en esta lista."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse(self.of_list.route)}?{self.query}"

    @property
    def of_list(self) -> SavedList:
        return saved_lists()[self.code]

    @property
    def asked(self) -> dict[str, list[str]]:
        """What it asks of its list, with the typed words readable."""
        return asked_of(QueryDict(self.query), self.of_list)


def asked_of(query: QueryDict, of: SavedList) -> dict[str, list[str]]:
    """The part of an address that narrows or sorts a list; what the list does not know, or is empty, is no part."""
    readable = opened(query) if WORDS in query else query
    return {name: values for name, values in sorted(readable.lists()) if name in of.parameters and any(values)}
