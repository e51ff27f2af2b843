"""What a page says to a browser: its forms as they would be sent, and the sentences it tells its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Fields = dict[str, list[str]]

TOKEN = "csrfmiddlewaretoken"
NOT_SENT = {"submit", "button", "reset", "file", "image"}
TELLING = re.compile(r"\b(alert-danger|alert-warning|invalid-feedback|errorlist)\b")
EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Form:
    action: str
    fields: Fields = field(default_factory=dict)

    @property
    def content(self) -> Fields:
        """Its fields without the token, which whoever sends it takes from their cookie."""
        return {name: values for name, values in self.fields.items() if name != TOKEN}

    def add(self, name: str | None, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)


class Page(HTMLParser):
    """An HTML page, read once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.alerts: list[str] = []  # why something was not done
        self.lines: list[str] = []  # its paragraphs, without header and footer
        self._open: list[tuple[str, list[str] | None]] = []  # tags, and where the text in them belongs
        self._form: Form | None = None
        self._select: str | None = None
        self._area: tuple[str | None, list[str]] | None = None
        self.feed(text)

    def form_to(self, path: str) -> Form | None:
        return next((form for form in self.forms if form.action == path), None)

    def form_like(self, path: str, fields: Mapping[str, Any]) -> Form | None:
        """The form to this address that these fields were sent from: of several, each speaks of its own question."""
        written = (form for form in self.forms if form.action in (path, "") and "writer" in form.fields)
        return next((form for form in written if form.fields.get("question") == fields.get("question")), None)

    @property
    def reason(self) -> str:
        """Why something was not done: its alert, or the first paragraph of a page that says nothing else."""
        told = [" ".join(text.split()) for text in (self.alerts or self.lines)]
        return next(filter(None, told), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        name, value = of.get("name"), of.get("value") or ""
        if tag == "form":
            self._form = Form(of.get("action") or "")
            self.forms.append(self._form)
        if tag == "input" and self._form and _is_sent(of):
            self._form.add(name, value or ("on" if of.get("type") in ("checkbox", "radio") else ""))
        if tag == "textarea":
            self._area = (name, [])
        if tag == "select":
            self._select = name
        if tag == "option" and self._form and "selected" in of:
            self._form.add(self._select, value)
        if tag not in EMPTY:
            self._open.append((tag, self._text_of(tag, of)))

    def _text_of(self, tag: str, of: dict[str, str | None]) -> list[str] | None:
        if "hidden" in of:
            return None
        if TELLING.search(of.get("class") or ""):
            return []
        return [] if tag == "p" and any(name == "main" for name, _text in self._open) else None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)
        for _tag, text in self._open:
            if text is not None:
                text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            if self._form:
                self._form.add(self._area[0], "".join(self._area[1]).removeprefix("\n"))
            self._area = None
        if tag == "form":
            self._form = None
        while self._open and any(open_tag == tag for open_tag, _text in self._open):
            last, text = self._open.pop()
            if text:
                (self.lines if last == "p" else self.alerts).append("".join(text))
            if last == tag:
                break


def _is_sent(of: dict[str, str | None]) -> bool:
    kind = of.get("type") or "text"
    return kind not in NOT_SENT and (kind not in ("checkbox", "radio") or "checked" in of)


def is_sentence(text: str) -> bool:
    """Whether a person reads a reason in it, and not a code or a word."""
    return len(text.split()) >= 3
