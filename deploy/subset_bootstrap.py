"""Makes the Bootstrap that is served: of the vendored stylesheet, only the rules that some page can use.

    .venv/bin/python deploy/subset_bootstrap.py            writes static/css/bootstrap.css
    .venv/bin/python deploy/subset_bootstrap.py --check    changes nothing, says whether it is current

A class counts as used when a class attribute names it (in a template, a script, or a text or `css_class` of Python), or
when its name has a hyphen and stands anywhere in those files. So a class is written whole: `{% if %}` chooses between
whole names, and what a variable brings is listed in COMPOSED.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import crispy_bootstrap5
import crispy_forms.layout
import tinycss2
from tinycss2.ast import AtRule, Declaration, FunctionBlock, IdentToken, Node, QualifiedRule, SquareBracketsBlock

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "deploy" / "vendor" / "bootstrap" / "bootstrap.min.css"
SERVED = ROOT / "static" / "css" / "bootstrap.css"
RUN = "Run .venv/bin/python deploy/subset_bootstrap.py and commit static/css/bootstrap.css."

# What a variable brings into a class attribute of a template: the names that nothing else writes whole.
COMPOSED = {
    "alert-{{message.level_tag|default:'info'}}": ["alert-success", "alert-info", "alert-warning", "alert-danger"],
    "{{look|default:'btn-primary'}}": [],  # whoever includes the form writes its look whole
}
# Templates that crispy's tags and filters begin with; those of layout objects are found where they are imported.
CRISPY_TEMPLATES = {"whole_uni_form.html", "uni_form.html", "field.html"}
# What browsers before 2022 called what all have a common name for; Bootstrap says both.
OLD_NAMES = {f"-webkit-{name}" for name in ("file-upload-button", "appearance", "transition", "margin-end")}
SIZED_BY_US = {"h1", "h2", "h3"}  # app.css gives these their size on every screen
NOT_PAGES = {"bench", "chaos", "deploy", "migrations", "tests", "var"}


@dataclass(frozen=True)
class Names:
    """Names found in files: those of class attributes, and every word with a hyphen."""

    classes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __or__(self, other: Names) -> Names:
        return Names(self.classes | other.classes, self.words | other.words)

    def __contains__(self, name: str) -> bool:
        return name in self.classes or name in self.words


# --- What is used ------------------------------------------------------------------------------------------------
EXAMPLES = ROOT / "templates" / "demo" / "design.html"  # what only it shows, no page needs


def own_names() -> Names:
    """Return what our templates, scripts and Python name."""
    found = Names()
    for path in sorted({*(ROOT / "templates").rglob("*.*")} - {EXAMPLES}):
        found |= names_of(path, template_classes(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        found |= names_of(path, script_classes(path.read_text(encoding="utf-8")))
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        speaks_of_classes = re.search(r"""class["']?[=:]|_class\b""", text)
        found |= names_of(path, python_classes(ast.parse(text)) if speaks_of_classes else ())
    return found


def crispy_names() -> Names:
    """Return what crispy's markup names: the templates it draws our forms with, and its buttons."""
    found = Names()
    folder = Path(crispy_bootstrap5.__file__).parent / "templates" / "bootstrap5"
    objects = [getattr(crispy_forms.layout, name) for name in sorted(crispy_objects())]
    waiting = CRISPY_TEMPLATES | {o.template.removeprefix("%s/") for o in objects if hasattr(o, "template")}
    drawn: set[str] = set()
    while waiting:
        drawn |= waiting
        texts = [(folder / name).read_text(encoding="utf-8") for name in sorted(waiting)]
        waiting = {name for text in texts for name in re.findall(r"""include ['"]bootstrap5/([^'"]+)""", text)} - drawn
    for name in drawn:
        text = (folder / name).read_text(encoding="utf-8")
        found |= names_of(folder / name, html_classes(without_tags(text)))
    buttons = " ".join(getattr(o, "field_classes", "") for o in objects)
    return found | Names(classes=frozenset(buttons.split()))


def names_of(path: Path, classes: Iterable[str]) -> Names:
    words = re.findall(r"(?<![\w-])-{0,2}[A-Za-z]\w*(?:-\w+)+(?![\w-])", path.read_text(encoding="utf-8"))
    return Names(frozenset(classes), frozenset(words))


def python_files() -> Iterator[Path]:
    """Yield our own code that may draw something."""
    own = sorted(ROOT.glob("[!.]*/**/*.py"))
    return (path for path in own if not NOT_PAGES & set(path.relative_to(ROOT).parts))


def crispy_objects() -> set[str]:
    """Return the names of the layout objects that our forms import."""
    texts = (path.read_text(encoding="utf-8") for path in python_files())
    trees = (ast.parse(text) for text in texts if "crispy_forms.layout" in text)
    imports = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {name.name for node in imports if node.module == "crispy_forms.layout" for name in node.names}


def template_classes(text: str) -> Iterator[str]:
    """Yield the classes of a template's attributes; what a variable composes must be in COMPOSED."""
    kept = re.sub(r"\{\{.*?\}\}", lambda match: re.sub(r"\s", "", match[0]).replace('"', "'"), text)
    for name in html_classes(re.sub(r"\{[%#].*?[%#]\}", " ", kept)):
        yield from COMPOSED.get(name, [name])


def script_classes(text: str) -> Iterator[str]:
    plain = re.sub(r"\$\{.*?\}", " ", text)
    yield from html_classes(plain)
    for match in re.finditer(r"""classList\.\w+\(([^)]*)\)|className\s*\+?=\s*(["'`][^"'`]*)""", plain):
        yield from re.findall(r"[\w-]+", " ".join(re.findall(r"""["'`]([^"'`]*)""", match[0])))


def python_classes(tree: ast.AST) -> Iterator[str]:
    """Yield the classes of the HTML in texts, of `…_class=` arguments and of `"class": …` in dictionaries."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                yield from html_classes(re.sub(r"\{[^}]*\}", " ", text))
            case ast.JoinedStr(values=parts):
                yield from html_classes(
                    "".join(str(part.value) if isinstance(part, ast.Constant) else " " for part in parts)
                )
            case ast.keyword(arg=str(name), value=ast.Constant(value=str(text))) if name.endswith("_class"):
                yield from text.split()
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Constant(value=str(text))):
                yield from text.split() if name.endswith("_class") else ()
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "class" and isinstance(value, ast.Constant):
                        yield from (name for name in str(value.value).split() if "." not in name)  # else a Python path


def html_classes(text: str) -> Iterator[str]:
    for match in re.finditer(r"""(?<![\w-])class=(["'])(.*?)\1""", text, re.DOTALL):
        yield from match[2].split()


def without_tags(text: str) -> str:
    return re.sub(r"\{[%{#].*?[%}#]\}", " ", text)


# --- What a stylesheet says --------------------------------------------------------------------------------------
def selectors(rule: QualifiedRule) -> list[list[Node]]:
    """Return the selectors of a rule, each as its parts."""
    found: list[list[Node]] = [[]]
    for part in rule.prelude:
        if part == ",":
            found.append([])
        else:
            found[-1].append(part)
    return found


def is_usable(selector: list[Node], names: Names) -> bool:
    """Whether some page may have what the selector asks for: its classes and its `data-` attributes.

    What stands in a `:not()` or in a list of alternatives is not asked for.
    """
    return all(is_met(part, before, names) for before, part in pairwise([None, *selector]))


def is_met(part: Node, before: Node | None, names: Names) -> bool:
    if isinstance(part, IdentToken):
        return part.value in names if before == "." else part.value not in OLD_NAMES
    if isinstance(part, SquareBracketsBlock):
        return is_known(part, names)
    if isinstance(part, FunctionBlock) and part.lower_name != "not" and "," not in part.arguments:
        return is_usable(part.arguments, names)
    return True


def is_known(attribute: SquareBracketsBlock, names: Names) -> bool:
    name = next(token.value for token in attribute.content if isinstance(token, IdentToken))
    return not name.startswith("data-") or name in names


def classes_of(css: str) -> set[str]:
    """Return every class that a stylesheet has a rule for."""
    rules = flat_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))
    pairs = (pair for rule in rules for pair in pairwise(deep(rule.prelude)))
    return {after.value for before, after in pairs if before == "." and isinstance(after, IdentToken)}


def flat_rules(rules: Iterable[Node]) -> Iterator[QualifiedRule]:
    """Yield the rules with those inside of @media and @supports."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield rule
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports"}:
            yield from flat_rules(inner_rules(rule))


def inner_rules(rule: AtRule) -> list[Node]:
    return tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)


def deep(tokens: Iterable[Node]) -> Iterator[Node]:
    for token in tokens:
        yield token
        yield from deep(token.arguments if isinstance(token, FunctionBlock) else ())


def declarations(rule: QualifiedRule) -> list[Declaration]:
    return [
        part
        for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        if isinstance(part, Declaration)
    ]


# --- The subset --------------------------------------------------------------------------------------------------
def subset(css: str, names: Names, own_css: str) -> str:
    """Return of `css` what pages with these names, styled by `own_css` too, can use: one rule a line."""
    rules = tinycss2.parse_stylesheet(css, skip_whitespace=True)
    usable = [rule for rule in flat_rules(rules) if any(is_usable(one, names) for one in selectors(rule))]
    variables = used_variables([part for rule in usable for part in declarations(rule)], names, own_css)
    animated = " ".join(part.serialize() for rule in usable for part in declarations(rule))
    lines = ['@charset "UTF-8";', next(rule.serialize() for rule in rules if rule.type == "comment")]
    for rule in rules:
        if isinstance(rule, AtRule) and rule.lower_at_keyword == "keyframes":
            is_used = re.search(rf"(?<![\w-]){re.escape(tinycss2.serialize(rule.prelude).strip())}(?![\w-])", animated)
            lines += [rule.serialize()] if is_used else []
        else:
            lines += written(rule, names, variables)
    return "\n".join(lines) + "\n"


def written(rule: Node, names: Names, variables: set[str]) -> list[str]:
    """Return what is kept of a rule as lines; none when nothing of it is used."""
    if isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports"}:
        inside = [line for inner in inner_rules(rule) for line in written(inner, names, variables)]
        head = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}"
        return [head + "{" + "".join(inside) + "}"] if inside else []
    if not isinstance(rule, QualifiedRule):
        return []
    kept = [tinycss2.serialize(one).strip() for one in selectors(rule) if is_usable(one, names)]
    declared = [
        part.serialize().replace(" !important", "!important")
        for part in declarations(rule)
        if part.name not in OLD_NAMES and (not part.name.startswith("--") or part.name in variables)
    ]
    is_ours = SIZED_BY_US.issuperset(kept) and all(one.startswith("font-size:") for one in declared)
    return [] if is_ours or not kept or not declared else [",".join(kept) + "{" + ";".join(declared) + "}"]


def used_variables(parts: list[Declaration], names: Names, own_css: str) -> set[str]:
    """Return the custom properties that some declaration reads, directly or through another one."""
    texts = {part: tinycss2.serialize(part.value) for part in parts}
    used = set(references(own_css)) | {word for word in names.words if word.startswith("--")}
    reading = {name for part, text in texts.items() if not part.name.startswith("--") for name in references(text)}
    while reading:
        used |= reading
        reading = {n for part, text in texts.items() if part.name in used for n in references(text)} - used
    return used


def references(text: str) -> list[str]:
    return re.findall(r"var\(\s*(--[\w-]+)", text)


def own_stylesheets() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "static").rglob("*.css")) if path != SERVED
    )


def wanted() -> str:
    """Return the stylesheet as it must be served."""
    return subset(SOURCE.read_text(encoding="utf-8"), own_names() | crispy_names(), own_stylesheets())


def is_current() -> bool:
    return SERVED.exists() and SERVED.read_text(encoding="utf-8") == wanted()


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        current = is_current()
        print("static/css/bootstrap.css is current." if current else f"static/css/bootstrap.css is not current. {RUN}")
        return 0 if current else 1
    SERVED.write_text(wanted(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
