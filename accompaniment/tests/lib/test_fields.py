"""The fields of long forms, as the page shows them."""

from __future__ import annotations

import pytest
from django import forms

from accompaniment.templatetags.fields import as_field


class Choices(forms.Form):
    level = forms.TypedChoiceField(
        choices=[(1, "I"), (2, "II")], coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=[("a", "A")], required=False, widget=forms.CheckboxSelectMultiple)


def test_what_was_chosen_by_mistake_can_be_taken_back() -> None:
    shown = as_field(Choices(initial={"level": 2})["level"])
    assert shown.count('type="radio"') == 3
    assert 'value=""' in shown
    assert "Sin elegir" in shown
    form = Choices({"level": "", "kind": "a"})
    assert form.is_valid()
    assert form.cleaned_data["level"] is None


@pytest.mark.parametrize("data", [None, {}, {"level": ""}])
def test_nothing_is_chosen_at_first(data: dict[str, str] | None) -> None:
    assert " checked" not in as_field(Choices(data)["level"])


@pytest.mark.parametrize("name", ["kind", "several"])
def test_where_something_must_be_chosen_or_each_can_be_unticked_nothing_is_added(name: str) -> None:
    assert 'value=""' not in as_field(Choices()[name])
