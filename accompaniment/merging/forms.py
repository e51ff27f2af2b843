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

from .accounts import proposed_account
from .answers import ACCOUNT, BOTH, DOCUMENT, KEPT, KIND, MERGED, Choices, Forced
from .comparison import DOCUMENT_FIELDS, VALUES, Clash, Side, once_said, once_title
from .foreign_keys import Collision
from .obstacles import Possible


class MergeForm(PlainForm):
    sure = forms.BooleanField(
        label=gettext_lazy("Revisé las dos fichas: son la misma persona."),
        error_messages={"required": gettext_lazy("Marca que revisaste las dos fichas.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, possible: Possible, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comparison = possible.comparison
        self.forced = possible.forced
        self.forced_posts = possible.forced_posts
        self.fields["seen"].initial = self.comparison.fingerprint
        self._ask(DOCUMENT, _("Documento"), [_document(side.teacher) for side in self.comparison.sides])
        for name in VALUES:
            self._ask(name, _label(name), [_display(side.teacher, name) for side in self.comparison.sides])
        if self.comparison.has_two_accounts:
            self._ask_about_account()
        for clash in self.comparison.clashes:
            if clash.merged.pk not in self.forced_posts:
                self._ask_about_posts(clash)
        for collision in self.comparison.doubled:
            if collision.is_contradiction:
                self._ask_which(collision)

    def _ask(self, name: str, label: str, values: list[str]) -> None:
        """Ask which of two values stays, unless both records say the same; what one leaves empty is never proposed."""
        if values[0] != values[1] and name not in self.forced:
            choices = [(KEPT, values[0] or _("sin dato")), (MERGED, values[1] or _("sin dato"))]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect, initial=KEPT if values[0] else MERGED
            )

    def _ask_about_account(self) -> None:
        values = [str(side.entering) for side in self.comparison.sides if side.entering]
        self._ask(ACCOUNT, _("Con qué cuenta entra"), values)
        if ACCOUNT in self.fields:
            self.fields[ACCOUNT].initial = proposed_account(self.comparison)
            self.fields[ACCOUNT].help_text = _("Proponemos la que se usa. La que se queda sigue con su clave.")

    def _ask_which(self, collision: Collision) -> None:
        """Ask which of two rows says what happened: neither is proposed."""
        self.fields[f"once_{collision.merged.pk}"] = forms.ChoiceField(
            label=once_title(collision.merged),
            choices=[(KEPT, once_said(collision.kept)), (MERGED, once_said(collision.merged))],
            widget=forms.RadioSelect,
            help_text=_("Las dos fichas dicen cosas distintas. Queda lo que elijas; lo otro queda en el historial."),
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
        return (self[name] for name in (DOCUMENT, *VALUES, ACCOUNT) if name in self.fields)

    def about_rows(self) -> Iterator[forms.BoundField]:
        """The questions about posts, and about what a person has one of."""
        return (self[name] for name in self.fields if name.startswith(("post_", "once_")))

    def same(self) -> list[tuple[str, str]]:
        """What both records say alike, with its label."""
        teacher = self.comparison.kept.teacher
        rows = [(DOCUMENT, _("Documento"), _document(teacher))]
        rows += [(name, _label(name), _display(teacher, name)) for name in VALUES]
        return [(label, value) for name, label, value in rows if name not in {*self.fields, *self.forced} and value]

    def not_asked(self) -> Iterator[tuple[str, str, str]]:
        """What has one answer: its label, the answer and why."""
        for name, forced in self.forced.items():
            side = self._chosen_side(forced.answer)
            if name == ACCOUNT and side.entering:
                yield _("Con qué cuenta entra"), str(side.entering), forced.reason
            elif name == DOCUMENT:
                yield _("Documento"), _document(side.teacher), forced.reason
            elif name == KIND:
                yield _label(KIND), _display(side.teacher, KIND), forced.reason
        for clash in self.comparison.clashes:
            if clash.merged.pk in self.forced_posts:
                yield _("Plazas en %(place)s") % {"place": clash.kept.institution}, "", self._post_reason(clash)

    def _post_reason(self, clash: Clash) -> str:
        return self.forced_posts[clash.merged.pk].reason

    def choices(self) -> Choices:
        chosen = {name: self._chosen_side(self._answer(name)).teacher for name in VALUES}
        chosen |= dict.fromkeys(DOCUMENT_FIELDS, self._chosen_side(self._answer(DOCUMENT)).teacher)
        of_rows = {name.partition("_")[2]: value for name, value in self.cleaned_data.items()}
        return Choices(
            person=TeacherData(**{name: getattr(teacher, name) for name, teacher in chosen.items()}),
            account=self._answer(ACCOUNT),
            posts={clash.merged.pk: of_rows.get(str(clash.merged.pk), BOTH) for clash in self.comparison.clashes},
            once={key: of_rows[key] for one in self.comparison.doubled if (key := str(one.merged.pk)) in of_rows},
        )

    def _answer(self, name: str) -> str:
        """What was chosen, or else the one answer that there is."""
        return str(self.cleaned_data.get(name) or self.forced.get(name, Forced(KEPT, "")).answer)

    def _chosen_side(self, answer: str) -> Side:
        return self.comparison.merged if answer == MERGED else self.comparison.kept


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
