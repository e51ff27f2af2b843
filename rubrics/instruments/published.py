"""Published versions and their criteria, read once a process: they are frozen, so what was read stays true."""

from __future__ import annotations

from functools import lru_cache

from rubrics.instruments.models.criteria import Criterion
from rubrics.instruments.models.versions import InstrumentVersion

VERSIONS_AT_HAND = 64


def criteria_of(version: InstrumentVersion) -> list[Criterion]:
    """Return the version's criteria with their levels and prompts, to be read and never changed."""
    return list(_frozen(version.pk)) if version.is_frozen else _read(version.pk)


def ever_published_version(version_id: int) -> InstrumentVersion | None:
    """Return a version that was published, retired since or not, with its instrument; None when there is none."""
    try:
        return _version(version_id)
    except InstrumentVersion.DoesNotExist:
        return None


@lru_cache(maxsize=VERSIONS_AT_HAND)
def _version(version_id: int) -> InstrumentVersion:
    return InstrumentVersion.objects.ever_published().select_related("instrument").get(pk=version_id)


@lru_cache(maxsize=VERSIONS_AT_HAND)
def _frozen(version_id: int) -> tuple[Criterion, ...]:
    return tuple(_read(version_id))


def _read(version_id: int) -> list[Criterion]:
    return list(Criterion.objects.filter(version=version_id).prefetch_related("levels", "prompts"))


def forget_versions() -> None:
    """Read everything anew."""
    _version.cache_clear()
    _frozen.cache_clear()
