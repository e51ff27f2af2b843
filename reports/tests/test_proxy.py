"""The proxy of the kit lets in what pages take, and tells scripts and people alike what it could not pass on.

What it does with a real nginx in front of a real site is for `make trial` to prove.
"""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from accompaniment.campaigns.letterheads import LARGEST_FILE
from accompaniment.lib.tables.limits import MEGABYTE, Limits
from accompaniment.registry.columns import REGISTRY
from deploy.error_pages import written
from visits.record.attachments.media import LARGEST

ROOT = Path(__file__).resolve().parents[2]
PROXY = (ROOT / "deploy" / "nginx" / "acompana.conf").read_text(encoding="utf-8")
ROOM = MEGABYTE  # for the fields beside a file
TAKEN = [
    ("visits:attachments", [uuid4()], max(LARGEST.values())),
    ("visits:session_materials", [uuid4()], max(LARGEST.values())),
    ("campaign_image", [1], LARGEST_FILE),
    ("roster", [], Limits.size),
    ("networks_import", [], Limits.size),
    ("rubrics:import", [], Limits.size),
    ("registry", [], REGISTRY.limits.size),
    ("home", [], 5 * MEGABYTE),
]


def let_in(path: str) -> int:
    """How many bytes nginx takes for an address: of its exact location, its pattern, or all the rest."""
    found = re.findall(r"location (=|~)? ?(/|\^?/\S+) \{\s+client_max_body_size (\d+)m", PROXY)
    fits = {"=": str.__eq__, "~": lambda path, pattern: bool(re.search(pattern, path)), "": str.startswith}
    sizes = {kind: int(size) for kind, pattern, size in found if fits[kind](path, pattern)}
    return next(sizes[kind] for kind in ("=", "~", "") if kind in sizes) * MEGABYTE


@pytest.mark.parametrize(("name", "args", "size"), TAKEN, ids=[name for name, *_ in TAKEN])
def test_what_a_page_takes_is_let_in(name, args, size):
    assert let_in(reverse(name, args=args)) >= size + ROOM


@pytest.mark.parametrize("status", ["413", "502", "503", "504"])
def test_what_was_not_passed_on_is_told_to_people_and_scripts(status):
    assert f"error_page {status} /static/errors/{status}.$acompana_answer;" in PROXY
    folder = ROOT / "static" / "errors"
    for name in (f"{status}.html", f"{status}.json"):
        assert (folder / name).read_text(encoding="utf-8") == written()[name], "run deploy/error_pages.py"
    page = written()[f"{status}.html"]
    named = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    assert named and all((ROOT / "static" / name).exists() for name in named)
    assert "style=" not in page and "<script" not in page
    told = json.loads((folder / f"{status}.json").read_text(encoding="utf-8"))
    assert told["state"] == ("refused" if status == "413" else "unavailable") and told["reason"]
