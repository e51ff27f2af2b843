"""What the visit form brings along on the road, counted from the files that its page links."""

import re
import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from whitenoise.compress import Compressor

from accompaniment.lib.static_files import lighter

MOST = 20_500  # bytes of styles and scripts together, compressed as they are served


def linked(page: str) -> set[Path]:
    """Return the stylesheets and scripts of a page, with the modules that those import."""
    addresses = re.findall(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"', page)
    waiting = {Path(str(finders.find("".join(one).removeprefix(settings.STATIC_URL)))) for one in addresses}
    found: set[Path] = set()
    while waiting:
        found |= waiting
        waiting = {file.parent / name for file in waiting if file.suffix == ".js" for name in imports(file)} - found
    return found


def imports(script: Path) -> list[str]:
    return re.findall(r"""\b(?:import|from)\s*\(?\s*["'](\.{1,2}/[^"']+)""", script.read_text(encoding="utf-8"))


def test_styles_and_scripts_of_the_visit_form_are_light(client, cast) -> None:
    client.force_login(cast.ana)
    url = reverse("visits:form", args=[uuid.uuid4()])
    page = client.get(f"{url}?assignment={cast.assignment.pk}").content.decode()
    files = linked(page)
    assert {"bootstrap.css", "app.css", "draft.js"} <= {file.name for file in files}
    weights = {file.name: len(Compressor.compress_brotli(lighter(file.name, file.read_bytes()))) for file in files}
    assert sum(weights.values()) <= MOST, weights
