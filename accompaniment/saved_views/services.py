"""Keeping the filters of a list under a name, under another one, or no longer."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.lib.contributions import saved_lists
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse
from accompaniment.lib.sealed_words import sealed

from .models import SavedView, asked_of

MOST = 20  # of one user on one list


@transaction.atomic
def save_view(*, user: User, code: str, name: str, query: QueryDict) -> SavedView:
    """Keep what narrows and sorts a list, and nothing else of its address. Raises ValidationError, by field."""
    lock(User(pk=user.pk))
    others = SavedView.objects.filter(user_id=user.pk, code=code)
    if others.count() >= MOST:
        raise ValidationError(_("Ya tienes %(n)d vistas en esta lista. Borra una para guardar otra.") % {"n": MOST})
    view = SavedView(user_id=user.pk, code=code, query=_known_part(code, query))
    return _named(view, name)


def _known_part(code: str, query: QueryDict) -> str:
    known = QueryDict(mutable=True)
    for name, values in asked_of(query, saved_lists()[code]).items():
        known.setlist(name, values)
    kept = sealed(known).urlencode()
    if not kept:
        raise ValidationError(_("Primero busca, filtra u ordena la lista: eso es lo que se guarda."))
    return kept


@transaction.atomic
def rename_view(*, view: SavedView, name: str) -> SavedView:
    lock(User(pk=view.user_id))
    lock(view)
    return _named(view, name)


def _named(view: SavedView, name: str) -> SavedView:
    view.name = " ".join(name.split())
    others = SavedView.objects.filter(user_id=view.user_id, code=view.code).exclude(pk=view.pk)
    if view.name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        raise refuse("name", _("Ya tienes una vista con ese nombre en esta lista."))
    view.full_clean()
    view.save()
    return view


def delete_view(*, view: SavedView) -> None:
    SavedView.objects.filter(pk=view.pk).delete()
