"""The files of a storage, folder by folder, by its own verbs alone: it may be a disk or an object store."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import FileField, Model


def contents(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    """The folders in a folder and its files, by their whole names; none when there is no such folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    inside = f"{folder}/" if folder else ""
    return sorted(inside + name for name in folders), sorted(inside + name for name in files)


def listed(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file in a folder and in what it holds, by name."""
    folders, files = contents(storage, folder)
    yield from files
    for inner in folders:
        yield from listed(storage, inner)


def remove(storage: Storage, folder: str, *, but: frozenset[str] = frozenset()) -> None:
    """Remove a folder with all that is in it, `but` for these files and the folders that hold them."""
    folders, files = contents(storage, folder)
    for inner in folders:
        remove(storage, inner, but=but)
    for name in files:
        if name not in but:
            storage.delete(name)
    if not any(contents(storage, folder)):
        storage.delete(folder)  # an object store has none


def file_fields() -> list[tuple[type[Model], FileField]]:
    """Where rows name stored files."""
    models = (model for model in apps.get_models() if not model._meta.proxy)
    return [(model, field) for model in models for field in model._meta.concrete_fields if isinstance(field, FileField)]
