"""The stylesheets say what the pages need: all of it, nothing else, and each thing once."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
import tinycss2
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Field, Fieldset, Layout, Row, Submit
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Template
from tinycss2.ast import AtRule, Node, QualifiedRule

from deploy.subset_bootstrap import (
    ROOT,
    RUN,
    SERVED,
    SOURCE,
    Names,
    classes_of,
    crispy_names,
    flat_rules,
    html_classes,
    inner_rules,
    is_current,
    is_usable,
    own_names,
    own_stylesheets,
    python_classes,
    script_classes,
    selectors,
    subset,
    template_classes,
)

OF_PAGES = ["app.css", "reports.css", "sheet.css"]


@pytest.fixture(scope="module")
def ours() -> Names:
    return own_names()


@pytest.fixture(scope="module")
def used(ours: Names) -> Names:
    return ours | crispy_names()


def rules_of(name: str) -> list[Node]:
    text = (ROOT / "static" / "css" / name).read_text(encoding="utf-8")
    return tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)


def test_served_bootstrap_is_current() -> None:
    assert is_current(), RUN


def test_whole_bootstrap_is_not_served() -> None:
    assert finders.find("css/bootstrap.css")
    assert not [path for path in (ROOT / "static").rglob("*") if path.name == SOURCE.name]


def test_every_class_has_a_rule(ours: Names) -> None:
    bare = ours.classes - classes_of(SERVED.read_text(encoding="utf-8")) - classes_of(own_stylesheets())
    of_bootstrap = bare & classes_of(SOURCE.read_text(encoding="utf-8"))
    assert not of_bootstrap, f"{sorted(of_bootstrap)} are Bootstrap's, and are not served yet. {RUN}"
    assert not bare, (
        f"No stylesheet has a rule for {sorted(bare)}; deploy/subset_bootstrap.py says how classes are found."
    )


def test_every_rule_has_a_use(used: Names) -> None:
    idle = [
        f"{name}: {tinycss2.serialize(one).strip()}"
        for name in OF_PAGES
        for rule in flat_rules(rules_of(name))
        for one in selectors(rule)
        if not is_usable(one, used)
    ]
    assert not idle, "No page has what these ask for."


def placed(rules: Iterable[Node], within: str = "") -> Iterator[tuple[str, str]]:
    """Yield each rule's selectors with the conditions they stand under."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield from ((within, tinycss2.serialize(one).strip()) for one in selectors(rule))
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports"}:
            yield from placed(inner_rules(rule), f"{within} {tinycss2.serialize(rule.prelude).strip()}")


@pytest.mark.parametrize("name", OF_PAGES)
def test_no_selector_is_set_twice(name: str) -> None:
    assert not [where for where, times in Counter(placed(rules_of(name))).items() if times > 1]


class EveryWidget(forms.Form):
    text = forms.CharField(help_text="why")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    secret = forms.CharField(widget=forms.PasswordInput)
    long = forms.CharField(widget=forms.Textarea)
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    radio = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    tick = forms.BooleanField()
    file = forms.FileField()
    image = forms.FileField(widget=forms.ClearableFileInput)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Fieldset("of", Row(Column("text"), Column("day")), HTML("<p>")),
            Div(*list(self.fields)[2:-1]),
            Field("image"),
        )
        helper.add_input(Submit("send", "Send"))
        return helper

    def clean(self) -> None:
        self.add_error(None, "of all")


@pytest.mark.parametrize("data", [None, {}])
def test_what_forms_draw_is_found(used: Names, data: dict[str, str] | None) -> None:
    drawn = Template(
        "{% load crispy_forms_tags fields %}{% crispy form %}{{ form|crispy }}"
        "{% for field in form %}{{ field|as_field }}{% endfor %}"
    ).render(Context({"form": EveryWidget(data)}))
    of_bootstrap = set(html_classes(drawn)) & classes_of(SOURCE.read_text(encoding="utf-8"))
    assert "form-select" in of_bootstrap
    assert ("is-invalid" in of_bootstrap) == (data is not None)
    assert not {name for name in of_bootstrap if name not in used}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('<p class="app-tag{% if a %} app-tag-done{% else %} x{% endif %}">', {"app-tag", "app-tag-done", "x"}),
        ("<p class=\"a {{ look|default:'btn-primary' }}\">", {"a"}),
        ('<p class="btn-{{ kind }}">', {"btn-{{kind}}"}),  # no stylesheet has it, so a test asks for whole names
        ('<p data-class="b">{# class="c" #}<p class="d\n e">', {"d", "e"}),
    ],
)
def test_classes_of_a_template(text: str, names: set[str]) -> None:
    assert set(template_classes(text)) == names


def test_classes_of_a_script() -> None:
    text = """a.classList.add("one", 'two'); b.className = "three four"; log("six");
c.innerHTML = `<p class="five ${x}">`;"""
    assert set(script_classes(text)) == {"one", "two", "three", "four", "five"}


def test_classes_of_python() -> None:
    text = """Row(css_class="a b"); helper.form_class = "c"; attrs = {"class": "d"}; f'<p class="e {x}">'; say("f")
handlers = {"class": "logging.StreamHandler"}"""
    assert set(python_classes(ast.parse(text))) == {"a", "b", "c", "d", "e"}


def test_subset_keeps_what_is_used_and_what_that_needs() -> None:
    whole = """/*! licence */:root{--a:1px;--b:var(--a);--c:2px}p{margin:var(--b)}.x,.y{top:0}.x:not(.z){left:0}
.x.z{right:0}@media print{.y{top:1px}}@media (min-width:1px){.x{top:2px!important}}@keyframes k{to{top:0}}
[data-old] p{top:0}.x{animation:1s k}@keyframes other{to{top:0}}"""
    assert subset(whole, Names(frozenset({"x"})), own_css="").splitlines() == [
        '@charset "UTF-8";',
        "/*! licence */",
        ":root{--a:1px;--b:var(--a)}",
        "p{margin:var(--b)}",
        ".x{top:0}",
        ".x:not(.z){left:0}",
        "@media (min-width:1px){.x{top:2px!important}}",
        "@keyframes k{to{top:0}}",
        ".x{animation:1s k}",
    ]
