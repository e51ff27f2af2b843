"""Static files as they are served: by a name that says their content, the modules that a script imports too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's; an import asks for the named file as well, which a browser keeps and never asks about again."""

    support_js_module_import_aggregation = True
