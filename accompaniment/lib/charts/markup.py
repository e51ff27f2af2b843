"""Boxes and texts of a chart as SVG. A template takes ten times as long over hundreds of them."""

from __future__ import annotations

from html import escape

from .canvas import TEXT, Box, Drawing, Label


def markup(drawing: Drawing) -> str:
    """Return what stands inside the <svg> of `charts/boxes.svg`, escaped."""
    return "".join([*map(_box, drawing.boxes), *map(_label, drawing.labels)])


def _box(box: Box) -> str:
    rect = (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" fill="{box.fill}"'
        ' stroke="#1d2a2a" stroke-width="0.75"/>'
    )
    if not box.url:
        return rect
    return f'<a href="{escape(box.url)}" tabindex="-1"><title>{escape(box.title)}</title>{rect}</a>'


def _label(label: Label) -> str:
    size = f' font-size="{label.size}"' if label.size != TEXT else ""
    turned = f' transform="rotate(-90 {label.x} {label.y})"' if label.is_upright else ""
    return (
        f'<text x="{label.x}" y="{label.y}" fill="{label.fill}" text-anchor="{label.anchor}"{size}{turned}'
        f' pointer-events="none">{escape(label.text)}</text>'
    )
