"""One word is one thing on every screen: docs/glossary.md says which, and no text says another."""

import re
from collections.abc import Iterator
from pathlib import Path

from . import catalogue

ROOT = Path(__file__).parents[2]
APPS = ("accompaniment", "rubrics", "visits", "reports", "demo")
OTHER_WORDS = re.compile(r"campaña|papeleta|contraseña|nadie responde", re.IGNORECASE)
OTHER_ENGLISH = re.compile(r"(?<!%\()campaign", re.IGNORECASE)
OTHER_ACTS = re.compile(
    r"dej(?:ar|ád)?l[oa]\b|no corregir|más tarde|ahora no$|descartar|eliminar|suprimir|regresar|aceptar$|cancelar$"
    r"|(?:sí|no), |volver sin (?!guardar$)|volver al? (?!inicio$|entrar$|abrir)",
    re.IGNORECASE,
)
WHAT_IS_TOUCHED = re.compile(
    r"<(?P<tag>a|button)\b[^>]*>(?P<inside>.*?)</(?P=tag)>|translate \"(?P<named>[^\"]+)\" as (?:action|leave)", re.S
)
TEXT = re.compile(r'translate "([^"]+)"')


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))
    for app in APPS:
        paths = sorted((ROOT / app).rglob("*.py"))
        yield from (path for path in paths if not {"tests", "migrations"} & set(path.parts))


def acts_of(template: str) -> Iterator[str]:
    """What stands on the links and buttons of a template."""
    for found in WHAT_IS_TOUCHED.finditer(template):
        yield from [found["named"]] if found["named"] else TEXT.findall(found["inside"])


def test_no_screen_letter_or_paper_says_another_word():
    said = {str(path.relative_to(ROOT)): OTHER_WORDS.findall(path.read_text(encoding="utf-8")) for path in sources()}
    assert not {path: words for path, words in said.items() if words}


def test_nor_does_their_english():
    assert not [text for entry in catalogue.listed() for text in entry.english if OTHER_ENGLISH.search(text)]


def test_each_act_has_one_word():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    acts = {(path.name, act) for path in templates for act in acts_of(path.read_text(encoding="utf-8"))}
    assert len(acts) > 300
    assert not sorted(one for one in acts if OTHER_ACTS.match(one[1]))
