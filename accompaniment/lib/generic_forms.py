"""Lets a form be written with its model, as in `ModelForm[Visit]`: Django itself takes that for querysets alone.

django-stubs-ext does it for every class of Django, and loads the unused admin site into each process for it.
"""

from django import forms


def take_models() -> None:
    for generic in (forms.ModelForm, forms.BaseFormSet):
        generic.__class_getitem__ = classmethod(lambda form, model: form)  # type: ignore[union-attr]
