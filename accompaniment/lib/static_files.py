"""Static files as they are served: by a name that says their content, the modules that a script imports too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from rcssmin import cssmin  # type: ignore[import-untyped]
from rjsmin import jsmin  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


def lighter(name: str, content: bytes) -> bytes:
    """A style or a script as it goes over the road: without what only its readers need, notices of licences kept."""
    if name.endswith(".css"):
        return cssmin(content, keep_bang_comments=True)
    return jsmin(content, keep_bang_comments=True) if name.endswith(".js") else content


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's; an import asks for the named file as well, which a browser keeps and never asks about again."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, tuple[Storage, str]], **options: Any) -> Iterator[Any]:
        light = {name: (Lighter(storage), path) for name, (storage, path) in paths.items()}
        return super().post_process(light, **options)


class Lighter:
    """A storage whose styles and scripts are read in their lighter form."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> File:
        file = self.storage.open(path)
        if not path.endswith((".css", ".js")):
            return file
        with file:
            return ContentFile(lighter(path, file.read()))
