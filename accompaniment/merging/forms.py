"""The form that joins two records: of each thing in which they differ, which one stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.forms import PlainForm
from accompaniment.people.models.posts import Post, Teacher
from accompaniment.people.services import TeacherData

from .comparison import DOCUMENT, VALUES, Clash, Comparison
from .services import BOTH, KEPT, MERGED, Choices

DOCUMENTS = "document"
ACCOUNT = "account"


class MergeForm(PlainForm):
    sure = forms.BooleanField(
        label=gettext_lazy("Revisé las dos fichas: son la misma persona."),
        error_messages={"required": gettext_lazy("Marca que revisaste las dos fichas.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comparison = comparison
        self.fields["seen"].initial = comparison.fingerprint
        self._ask(DOCUMENTS, _("Documento"), [_document(side.teacher) for side in comparison.sides])
        for name in VALUES:
            self._ask(name, _label(name), [_display(side.teacher, name) for side in comparison.sides])
        if comparison.has_two_accounts:
            accounts = [str(side.teacher.user.username) for side in comparison.sides if side.teacher.user]
            self._ask(ACCOUNT, _("Con qué cuenta entra"), accounts)
        for clash in comparison.clashes:
            self._ask_about_posts(clash)

    def _ask(self, name: str, label: str, values: list[str]) -> None:
        """Ask which of two values stays, unless both records say the same; what one leaves empty is never proposed."""
        if values[0] != values[1]:
            choices = [(KEPT, values[0] or _("sin dato")), (MERGED, values[1] or _("sin dato"))]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect, initial=KEPT if values[0] else MERGED
            )

    def _ask_about_posts(self, clash: Clash) -> None:
        both = _("Son dos aulas distintas: quedan las dos plazas")
        self.fields[f"post_{clash.merged.pk}"] = forms.ChoiceField(
            label=_("En %(place)s tiene dos plazas en los mismos días") % {"place": clash.kept.institution},
            choices=[(KEPT, _post(clash.kept)), (MERGED, _post(clash.merged)), (BOTH, both)],
            widget=forms.RadioSelect,
            help_text=_("Si es una sola, elige la que queda: reúne las visitas y asignaciones de las dos."),
        )

    def about_person(self) -> Iterator[forms.BoundField]:
        """The questions about what the record says."""
        return (self[name] for name in (DOCUMENTS, *VALUES, ACCOUNT) if name in self.fields)

    def about_posts(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("post_"))

    def same(self) -> list[tuple[str, str]]:
        """What both records say alike, with its label."""
        teacher = self.comparison.kept.teacher
        rows = [(DOCUMENTS, _("Documento"), _document(teacher))]
        rows += [(name, _label(name), _display(teacher, name)) for name in VALUES]
        return [(label, value) for name, label, value in rows if name not in self.fields and value]

    def choices(self) -> Choices:
        teachers = {KEPT: self.comparison.kept.teacher, MERGED: self.comparison.merged.teacher}
        cleaned = self.cleaned_data
        chosen = {name: teachers[cleaned.get(name, KEPT)] for name in VALUES}
        chosen |= dict.fromkeys(DOCUMENT, teachers[cleaned.get(DOCUMENTS, KEPT)])
        return Choices(
            person=TeacherData(**{name: getattr(teacher, name) for name, teacher in chosen.items()}),
            account=cleaned.get(ACCOUNT, KEPT),
            posts={clash.merged.pk: cleaned[f"post_{clash.merged.pk}"] for clash in self.comparison.clashes},
        )


def _label(name: str) -> str:
    field: Any = Teacher._meta.get_field(name)
    return str(field.verbose_name).capitalize()


def _display(teacher: Teacher, name: str) -> str:
    words = getattr(teacher, f"get_{name}_display", None)
    return str(words() if words else getattr(teacher, name))


def _document(teacher: Teacher) -> str:
    return f"{teacher.get_document_type_display()} {teacher.document_number}"


def _post(post: Post) -> str:
    days = [f"{day:%d/%m/%Y}" for day in (post.starts_on, post.ends_on) if day]
    return _("Es una sola: queda %(post)s (%(days)s)") % {
        "post": " · ".join(filter(None, [post.section, post.ages_text])) or post.institution.code,
        "days": " – ".join(days) if post.ends_on else _("desde %(day)s") % {"day": days[0]},
    }
