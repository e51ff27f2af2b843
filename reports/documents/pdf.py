"""From a document's data to the bytes of its PDF. Nothing is fetched but our own fonts."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import mark_safe
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from accompaniment.campaigns.letterheads import open_image

from .kinds import KINDS

if TYPE_CHECKING:
    from reports.documents.kinds.base import Kind, Snapshot

STATIC = Path(settings.BASE_DIR) / "static"
FONTS = {path.as_uri(): path for path in (STATIC / "fonts").glob("LiberationSans-*.ttf")}
EMOJI = {path.as_uri(): path for path in (STATIC / "fonts").glob("NotoEmoji-*.ttf")}  # of one colour
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines a document say nothing to anyone
logging.getLogger("fontTools").setLevel(logging.WARNING)
IMAGE = "letterhead:"
OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}


class OwnFontsOnly(URLFetcher):
    """Hands out the project's fonts and the letterhead's images, kept under the hash of what they show, and refuses
    everything else: no network, no file, whatever a text contains.
    """

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith(IMAGE):
            return URLFetcherResponse(url, open_image(url.removeprefix(IMAGE)), {"Content-Type": "image/png"})
        path = FONTS.get(url) or EMOJI.get(url)
        if path is None:
            raise ValueError("Documents fetch nothing but their fonts and letterhead.")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})


FETCHER = OwnFontsOnly()


@lru_cache(maxsize=1)
def stylesheet() -> tuple[FontConfiguration, CSS]:
    """The fonts and the parsed stylesheet, once a process: parsing them for each plan would cost half a plan."""
    fonts = FontConfiguration()
    path = STATIC / "css" / "pdf.css"
    return fonts, CSS(
        string=path.read_text(encoding="utf-8"), base_url=path.as_uri(), font_config=fonts, url_fetcher=FETCHER
    )


def render_pdf(html: str) -> bytes:
    """Return the PDF of a document's HTML."""
    fonts, css = stylesheet()
    document = HTML(string=html, url_fetcher=FETCHER)
    return document.write_pdf(stylesheets=[css], font_config=fonts, **OPTIONS)


def document_html(kind: Kind[Any], snapshot: Snapshot) -> str:
    """Return the HTML of a document. Documents speak Spanish, whatever the reader's pages speak."""
    with translation.override("es"):
        context = {"doc": snapshot, "qr": qr(kind.qr_address(snapshot), scale=kind.qr_scale), **kind.drawings(snapshot)}
        return get_template(kind.template).render(context)


def qr(address: str, *, scale: float) -> str:
    """Return the QR of `address` as inline SVG; its mask is fixed, since choosing one costs four times as much."""
    code = segno.make_qr(address, error="m", boost_error=False, mask=3)
    return mark_safe(code.svg_inline(scale=scale, border=2, title=address, svgclass="qr", lineclass=None))  # noqa: S308


def warm_up() -> None:
    """Load what the first document would wait for."""
    stylesheet()
    for kind in KINDS.values():
        get_template(kind.template)
    render_pdf("<!doctype html><html lang=es><title>.</title><p>Ñandú</p></html>")
