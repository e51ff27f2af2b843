"""Forms that share the fields of their class."""

from django import forms

from accompaniment.lib.shared_fields import sharing_fields


@sharing_fields(but=("level",))
class Sharing(forms.Form):
    text = forms.CharField()
    level = forms.ChoiceField(choices=[("1", "one")])


class Extended(Sharing):
    more = forms.CharField()


def test_forms_share_what_they_do_not_name():
    first, second = Sharing(), Sharing()
    assert first.fields["text"] is second.fields["text"] is Sharing.base_fields["text"]


def test_what_a_form_changes_is_its_own():
    first, second = Sharing({"text": "a", "level": "2"}), Sharing({"text": "a", "level": "2"})
    first.fields["level"].choices = [("2", "two")]
    assert first.is_valid()
    assert not second.is_valid()


def test_a_form_without_a_field_takes_it_from_nobody_else():
    without = Sharing()
    del without.fields["text"]
    assert list(Sharing().fields) == ["text", "level"]


def test_a_subclass_copies_unless_it_says_that_it_shares():
    assert Extended().fields["text"] is not Extended().fields["text"]
