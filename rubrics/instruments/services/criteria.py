"""Writing the criteria of a draft: each with its levels, its prompts and its place in the instrument."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accompaniment.audit.services import between, log_change
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse
from rubrics.instruments.checks import MOMENTS, MOST_CRITERIA
from rubrics.instruments.contents import criterion_data
from rubrics.instruments.models.criteria import Criterion, Level, Prompt
from rubrics.instruments.models.versions import InstrumentVersion

from .publishing import require_draft


@transaction.atomic
def add_criterion(*, version: InstrumentVersion, fields: dict[str, Any], levels: list[dict[str, str]]) -> Criterion:
    """Add a criterion at the end of a draft, with its levels from low to high."""
    require_draft(version)
    _check_names(version.criteria, fields)
    if version.criteria.count() >= MOST_CRITERIA:
        raise ValidationError(_("Un instrumento lleva hasta %(most)d criterios.") % {"most": MOST_CRITERIA})
    last = version.criteria.aggregate(last=Max("order"))["last"] or 0
    criterion: Criterion = version.criteria.create(order=last + 1, **fields)
    _write_levels(criterion, levels)
    _log(criterion, {})
    return criterion


@transaction.atomic
def edit_criterion(*, criterion: Criterion, fields: dict[str, Any], levels: list[dict[str, str]]) -> Criterion:
    """Write a criterion of a draft anew. Prompts of levels that its scale no longer has become for any level."""
    before = _held(criterion)
    _check_names(criterion.version.criteria.exclude(pk=criterion.pk), fields)
    for name, value in fields.items():
        setattr(criterion, name, value)
    criterion.save()
    criterion.levels.all().delete()
    _write_levels(criterion, levels)
    criterion.prompts.filter(value__gt=len(levels)).update(value=None)
    _log(criterion, before)
    return criterion


@transaction.atomic
def write_prompts(*, criterion: Criterion, prompts: list[dict[str, Any]]) -> Criterion:
    """Write the prompts of a criterion anew: by moment of the dialogue, and within it in the order given."""
    before = _held(criterion)
    criterion.prompts.all().delete()
    ordered = sorted(prompts, key=lambda one: MOMENTS.index(one["moment"]))
    Prompt.objects.bulk_create(
        Prompt(criterion=criterion, order=order, **one) for order, one in enumerate(ordered, start=1)
    )
    _log(criterion, before)
    return criterion


@transaction.atomic
def move_criterion(*, criterion: Criterion, is_up: bool) -> None:
    """Change places with the neighbour above or below; at the end of the list nothing happens."""
    require_draft(criterion.version)
    criterion.refresh_from_db(fields=["order"])
    siblings = criterion.version.criteria
    neighbour = (
        siblings.filter(order__lt=criterion.order).order_by("-order").first()
        if is_up
        else siblings.filter(order__gt=criterion.order).order_by("order").first()
    )
    if neighbour is None:
        return
    places = criterion.order, neighbour.order
    siblings.filter(pk=criterion.pk).update(order=0)  # a place is of one criterion at a time
    siblings.filter(pk=neighbour.pk).update(order=places[0])
    siblings.filter(pk=criterion.pk).update(order=places[1])


@transaction.atomic
def delete_criterion(*, criterion: Criterion) -> None:
    """Take a criterion out of a draft, and close the gap it leaves."""
    version = criterion.version
    require_draft(version)
    criterion.refresh_from_db(fields=["order"])
    _log(criterion, _data(criterion), after={})
    order = criterion.order
    criterion.delete()
    for later in version.criteria.filter(order__gt=order).order_by("order"):
        version.criteria.filter(pk=later.pk).update(order=F("order") - 1)


def _held(criterion: Criterion) -> dict[str, Any]:
    """Return what a criterion of a draft says, and keep it so until this transaction ends."""
    require_draft(criterion.version)
    lock(criterion)
    return criterion_data(criterion)


def _check_names(others: Any, fields: dict[str, Any]) -> None:
    for name in ("title", "short_title"):
        if fields.get(name, "").casefold() in {getattr(other, name).casefold() for other in others.all()}:
            raise refuse(name, _("Otro criterio de este instrumento se llama igual."))


def _write_levels(criterion: Criterion, levels: list[dict[str, str]]) -> None:
    Level.objects.bulk_create(
        Level(criterion=criterion, value=value, **level) for value, level in enumerate(levels, start=1)
    )


def _data(criterion: Criterion) -> dict[str, Any]:
    return criterion_data(Criterion.objects.prefetch_related("levels", "prompts").get(pk=criterion.pk))


def _log(criterion: Criterion, before: dict[str, Any], *, after: dict[str, Any] | None = None) -> None:
    """Log the change on the version, under the title of the criterion."""
    changed = between(_flat(before), _flat(_data(criterion) if after is None else after))
    version = criterion.version
    fields = {f"{criterion.short_title}: {name}": values for name, values in changed.items()}
    log_change(version, fields, ugel_id=version.instrument.ugel_id)


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    """Return a criterion's data with a line of text for each level and prompt, as a log can show them."""
    plain = {name: value for name, value in data.items() if not isinstance(value, list)}
    levels = {
        f"{_('nivel')} {n}": f"{one['label']}. {one['descriptor']}" for n, one in enumerate(data.get("levels", []), 1)
    }
    prompts = {f"{_('pregunta')} {n}": one["text"] for n, one in enumerate(data.get("prompts", []), 1)}
    return {**plain, **levels, **prompts}
