"""Fields of long forms: the markup that crispy gives them, written directly.

Crispy renders some nine templates a field, and a form of a hundred fields spends most of its time there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

register = template.Library()

NOT_CHOSEN = ("", gettext_lazy("Sin elegir"))  # seen once something is chosen (app.css): a radio has no way back


@register.filter
def as_field(bound: BoundField) -> SafeString:
    """Return the field with its label, help and errors, in Bootstrap's markup."""
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_widget()
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _group(bound, widget)
    if isinstance(widget, forms.CheckboxInput):
        return _tick(bound)
    look = "form-select" if isinstance(widget, forms.Select) else "form-control"
    control = bound.as_widget(attrs={"class": _invalid(bound, look)}) if _is_unusual(widget) else _control(bound, look)
    return format_html(
        '<div class="mb-3"><label for="{}" class="form-label{}">{}</label>{}{}{}</div>',
        bound.id_for_label,
        " requiredField" if _is_needed(bound) else "",
        _label(bound),
        control,
        _errors(bound),
        _help(bound),
    )


def _is_unusual(widget: forms.Widget) -> bool:
    return not isinstance(widget, forms.Textarea | forms.Select | forms.TextInput | forms.NumberInput)


def _is_needed(bound: BoundField) -> bool:
    """Whether the field must be filled in: one of a row that may stay empty is needed only once the row is begun."""
    is_optional_row = bound.form.empty_permitted and not bound.form.has_changed()
    return bound.field.required and not is_optional_row


def _label(bound: BoundField) -> SafeString:
    star = mark_safe('<span class="asteriskField">*</span>') if _is_needed(bound) else ""
    return format_html("{}{}", bound.label, star)


def _errors(bound: BoundField) -> SafeString:
    if not bound.errors:
        return mark_safe("")
    sentences = format_html_join(mark_safe("<br>"), "<strong>{}</strong>", ((error,) for error in bound.errors))
    return format_html('<div id="{}_error" class="invalid-feedback">{}</div>', bound.auto_id, sentences)


def _help(bound: BoundField) -> SafeString:
    if not bound.help_text:
        return mark_safe("")
    return format_html('<div id="{}_helptext" class="form-text">{}</div>', bound.auto_id, bound.help_text)


def _invalid(bound: BoundField, look: str) -> str:
    return f"{look} is-invalid" if bound.errors else look


def _attributes(bound: BoundField, look: str) -> dict[str, Any]:
    given: dict[str, Any] = {"id": bound.auto_id, "class": _invalid(bound, look)}
    attributes: dict[str, Any] = {**bound.field.widget.attrs, **bound.build_widget_attrs(given)}
    return attributes | given


def _control(bound: BoundField, look: str) -> SafeString:
    widget: Any = bound.field.widget
    value, attributes = widget.format_value(bound.value()), flatatt(_attributes(bound, look))
    if isinstance(widget, forms.Textarea):
        return format_html('<textarea name="{}"{}>\n{}</textarea>', bound.html_name, attributes, value or "")
    if isinstance(widget, forms.Select):
        return format_html('<select name="{}"{}>{}</select>', bound.html_name, attributes, _options(bound, value))
    value_attribute = "" if value in (None, "") else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget.input_type, bound.html_name, value_attribute, attributes
    )


def _options(bound: BoundField, chosen: Iterable[str]) -> SafeString:
    return mark_safe(  # noqa: S308 - each part is escaped
        "".join(
            f'<option value="{conditional_escape("" if value is None else value)}"'
            f"{' selected' if str(value) in chosen else ''}>{conditional_escape(label)}</option>"
            for value, label in bound.field.widget.choices
        )
    )


def _group(bound: BoundField, widget: forms.RadioSelect | forms.CheckboxSelectMultiple) -> SafeString:
    chosen = widget.format_value(bound.value())
    kind = widget.input_type
    look = _invalid(bound, "form-check-input")
    choices = format_html_join(
        "",
        '<div class="form-check"><input type="{}" class="{}" name="{}" value="{}" id="{}"{}>'
        '<label class="form-check-label" for="{}">{}</label></div>',
        (
            (kind, look, bound.html_name, value, own, _checked(value != "" and str(value) in chosen), own, label)
            for n, (value, label) in enumerate(_choices(bound, widget))
            for own in [f"{bound.auto_id}_{n}"]
        ),
    )
    described = format_html(' aria-describedby="{}"', bound.aria_describedby) if bound.aria_describedby else ""
    return format_html(
        '<div class="mb-3"><fieldset id="{}"{}><legend class="form-label{} fs-6">{}</legend>'
        "<div>{}{}{}</div></fieldset></div>",
        bound.auto_id,
        described,
        " requiredField" if bound.field.required else "",
        _label(bound),
        choices,
        _errors(bound),
        _help(bound),
    )


def _choices(bound: BoundField, widget: forms.RadioSelect | forms.CheckboxSelectMultiple) -> Iterator[Any]:
    """What is offered; where one of several may be chosen and none need be, also to take the choice back."""
    yield from widget.choices
    if not widget.allow_multiple_selected and not bound.field.required:
        yield NOT_CHOSEN


def _tick(bound: BoundField) -> SafeString:
    return format_html(
        '<div class="mb-3"><div class="form-check"><input type="checkbox" name="{}"{}{}>'
        '<label for="{}" class="form-check-label">{}</label>{}{}</div></div>',
        bound.html_name,
        _checked(bool(bound.value())),
        flatatt(_attributes(bound, "form-check-input")),
        bound.id_for_label,
        _label(bound),
        _errors(bound),
        _help(bound),
    )


def _checked(is_chosen: bool) -> SafeString:
    return mark_safe(" checked") if is_chosen else mark_safe("")
