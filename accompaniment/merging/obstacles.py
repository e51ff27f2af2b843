"""What stands in the way of joining two records, said before anything is chosen, and questions that have one answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Denied
from accompaniment.access.dates import overlapping
from accompaniment.accounts.charge import may_hand_link
from accompaniment.accounts.models import Role, User
from accompaniment.accounts.services import may_retire
from accompaniment.lib.contributions import held_once
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post
from accompaniment.people.services import why_not_there

from .accounts import renames
from .answers import ACCOUNT, BOTH, DOCUMENT, KEPT, KIND, MERGED, Forced
from .comparison import Clash, Comparison, Side
from .foreign_keys import label_of
from .joining import are_two_series


class Way(NamedTuple):
    """A page on which an obstacle is taken out of the way."""

    label: str
    url: str


@dataclass(frozen=True)
class Obstacle:
    """One reason why two records can't be joined now, and the pages that change it."""

    reason: str
    ways: list[Way] = field(default_factory=list)


@dataclass(frozen=True)
class Possible:
    """What a specialist may decide about two records."""

    comparison: Comparison
    by: User

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        return [*self._themselves(), *self._accounts(), *self._kinds(), *self._collisions()]

    @cached_property
    def forced(self) -> dict[str, Forced]:
        """The questions that have one answer, by their name."""
        found = {ACCOUNT: self._forced_account, DOCUMENT: self._forced_document(), KIND: self._forced_kind()}
        return {name: forced for name, forced in found.items() if forced}

    @cached_property
    def forced_posts(self) -> dict[int, Forced]:
        """The pairs of posts that can't become one, by the key of the post of the record that goes."""
        return {clash.merged.pk: _two_posts(clash) for clash in self.comparison.clashes if are_two_series(*clash)}

    @property
    def _sides(self) -> dict[str, Side]:
        return {KEPT: self.comparison.kept, MERGED: self.comparison.merged}

    # --- Accounts ------------------------------------------------------------------------------------------------
    @cached_property
    def _bound(self) -> dict[str, str]:
        """Why an account can't be closed, by the side that has it; asked only where one of two has to go."""
        if not self.comparison.has_two_accounts:
            return {}
        asked = {name: may_retire(self.by, _account_of(side)) for name, side in self._sides.items()}
        return {name: str(verdict.reason) for name, verdict in asked.items() if isinstance(verdict, Denied)}

    @property
    def _forced_account(self) -> Forced | None:
        return Forced(*next(iter(self._bound.items()))) if len(self._bound) == 1 else None

    def _accounts(self) -> Iterator[Obstacle]:
        if len(self._bound) == 2:
            works = list(self._works([_account_of(side) for side in self.comparison.sides]))
            yield Obstacle(_("De las dos cuentas una tendría que cerrarse, y ninguna se puede cerrar."))
            for reason in dict.fromkeys(self._bound.values()):
                yield Obstacle(reason, works)
                works = []

    def _works(self, accounts: Iterable[User]) -> Iterator[Way]:
        """Where the user ends what these accounts do."""
        running, accounts = overlapping(timezone.localdate(), None), list(accounts)
        companions = Companion.objects.managed_by(self.by).filter(running, user__in=accounts)
        for companion in companions.select_related("user"):
            label = _("Terminar su trabajo como acompañante: %(name)s") % {"name": companion}
            yield Way(label, reverse("companion_end", args=[companion.pk]))
        for role in Role.objects.managed_by(self.by).filter(running, user__in=accounts).select_related("institution"):
            yield Way(_("Terminar su rol: %(role)s") % {"role": role}, reverse("role_end", args=[role.pk]))

    # --- The document that the account is called by -----------------------------------------------------------------
    def _forced_document(self) -> Forced | None:
        numbers = {name: side.teacher.document_number for name, side in self._sides.items()}
        if numbers[KEPT] == numbers[MERGED]:
            return None
        for name, other in ((KEPT, MERGED), (MERGED, KEPT)):
            if reason := self._why_not_called(numbers[name]):
                return Forced(other, reason)
        return None

    def _why_not_called(self, number: str) -> str:
        """Why no account that may stay can be called by this document; empty when one can, or need not."""
        held = [_account_of(side) for side in self._staying if side.teacher.user]
        renamed = [account for account in held if renames(account, self.comparison, number)]
        if not renamed:
            return ""
        if any(side.has_stranger for side in self.comparison.sides if side.teacher.document_number == number):
            return _("El documento %(number)s ya es el de otra cuenta.") % {"number": number}
        verdict = may_hand_link(self.by, renamed[0])
        return str(verdict.reason) if isinstance(verdict, Denied) else ""

    @property
    def _staying(self) -> list[Side]:
        """The sides whose account may be the one that stays."""
        forced = self._forced_account
        return [self._sides[forced.answer]] if forced else list(self.comparison.sides)

    # --- What the person is ------------------------------------------------------------------------------------------
    @cached_property
    def _unfit(self) -> dict[str, list[tuple[str, Post]]]:
        """Of two different kinds of person, by side: the posts at which somebody of that kind can't work, and why."""
        kinds = {name: side.teacher.kind for name, side in self._sides.items()}
        if kinds[KEPT] == kinds[MERGED]:
            return {KEPT: [], MERGED: []}
        people = [side.teacher.pk for side in self.comparison.sides]
        running = Post.objects.filter(overlapping(timezone.localdate(), None), teacher__in=people)
        posts = list(running.select_related("institution"))
        return {
            name: [(reason, post) for post in posts if (reason := why_not_there(kind, post.institution))]
            for name, kind in kinds.items()
        }

    def _forced_kind(self) -> Forced | None:
        unfit = self._unfit
        if bool(unfit[KEPT]) == bool(unfit[MERGED]):
            return None
        name, answer = (KEPT, MERGED) if unfit[KEPT] else (MERGED, KEPT)
        return Forced(answer, unfit[name][0][0])

    def _kinds(self) -> Iterator[Obstacle]:
        unfit = self._unfit
        if unfit[KEPT] and unfit[MERGED]:
            posts = [post.pk for _reason, post in [*unfit[KEPT], *unfit[MERGED]]]
            managed = Post.objects.managed_by(self.by).filter(pk__in=posts).select_related("institution")
            label = _("Terminar la plaza en %(place)s")
            ways = [Way(label % {"place": post.institution}, reverse("post_end", args=[post.pk])) for post in managed]
            text = _("Una trabaja hoy en un PRONOEI y la otra en un jardín: una persona tiene un solo cargo. Si es la"
                     " misma, termina la plaza que ya no tiene.")  # fmt: skip
            yield Obstacle(text, ways)

    # --- Who accompanies whom ---------------------------------------------------------------------------------------
    def _themselves(self) -> Iterator[Obstacle]:
        """Nobody accompanies themselves."""
        accounts = [side.teacher.user_id for side in self.comparison.sides if side.accompanies_one]
        if not accounts:
            return
        people = [side.teacher.pk for side in self.comparison.sides]
        own = Assignment.objects.filter(companion__user__in=accounts, post__teacher__in=people).not_ended()
        label = _("Terminar la asignación en %(place)s")
        ways = [
            Way(label % {"place": row.post.institution}, reverse("assignment_end", args=[row.pk]))
            for row in own.select_related("post__institution")
        ]
        text = _("Una de las dos fichas acompaña a la otra: no son la misma persona. Si lo son, termina antes esa"
                 " asignación.")  # fmt: skip
        yield Obstacle(text, ways)

    # --- What a person has one of -----------------------------------------------------------------------------------
    def _collisions(self) -> Iterator[Obstacle]:
        for one in self.comparison.collisions:
            if label_of(one.relation) not in held_once():
                text = _("Las dos fichas tienen «%(row)s», y una persona lo tiene una sola vez. Espera a que termine, o"
                         " quítalo de una, y vuelve a abrir esta página.")  # fmt: skip
                ways = [*_page_of(one.kept, self.by), *_page_of(one.merged, self.by)]
                yield Obstacle(text % {"row": one.merged}, ways)


def _account_of(side: Side) -> User:
    assert side.teacher.user is not None  # noqa: S101 : asked before
    return side.teacher.user


def _page_of(row: Any, by: User) -> Iterator[Way]:
    """The page of a row, when it has one and the user may open it."""
    if hasattr(row, "get_absolute_url") and type(row).objects.visible_to(by).filter(pk=row.pk).exists():
        yield Way(str(row), row.get_absolute_url())


def _two_posts(clash: Clash) -> Forced:
    text = _("La misma acompañante tiene visitas en las dos plazas: quedan las dos.")
    return Forced(BOTH, text)
