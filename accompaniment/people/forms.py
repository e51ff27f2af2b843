"""Forms of teachers and promoters: their data, their posts, and the filter of their list."""

from __future__ import annotations

from typing import Any

import django_filters
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.forms import PersonFields
from accompaniment.accounts.models import User
from accompaniment.lib.edit_forms import EditForm
from accompaniment.lib.filters import ListFilter
from accompaniment.lib.forms import CodeField, DayField, PlainForm
from accompaniment.lib.identifiers import validate_phone
from accompaniment.lib.treatment import Treatment
from accompaniment.people.assignments.models import unaccompanied
from accompaniment.people.models.posts import Post, Teacher, TeacherQuerySet
from accompaniment.territory.fields import PlaceField
from accompaniment.territory.models import Cycle, Institution, InstitutionQuerySet, Ugel

from .services import PostData, TeacherData

AGES = [(0, _("0 años")), (1, _("1 año")), (2, _("2 años")), (3, _("3 años")), (4, _("4 años")), (5, _("5 años"))]


def person_layout() -> Fieldset:
    return Fieldset(
        _("La persona"),
        Row(Column("document_type", css_class="col-sm-5"), Column("document_number", css_class="col-sm-7")),
        Row(Column("first_names", css_class="col-sm-6"), Column("last_names", css_class="col-sm-6")),
        Row(Column("kind", css_class="col-sm-6"), Column("contract", css_class="col-sm-6")),
        Row(Column("phone", css_class="col-sm-4"), Column("email", css_class="col-sm-8")),
        Row(Column("mother_tongue", css_class="col-sm-6"), Column("treatment", css_class="col-sm-6")),
    )


def post_layout() -> Fieldset:
    return Fieldset(
        _("Su plaza"),
        "institution",
        "section",
        Field("ages", wrapper_class="app-checks"),
        "cycle",
        Row(Column("starts_on", css_class="col-sm-6"), Column("ends_on", css_class="col-sm-6")),
    )


class TeacherForm(PersonFields):
    kind = forms.ChoiceField(label=_("Cargo"), choices=[("", _("Elige…")), *Teacher.Kind.choices])
    contract = forms.ChoiceField(
        label=_("Condición"), choices=[("", _("No se sabe")), *Teacher.Contract.choices], required=False
    )
    mother_tongue = forms.CharField(label=_("Lengua materna"), max_length=40, required=False)
    treatment = forms.ChoiceField(
        label=_("Cómo se le nombra"), choices=[("", _("No se sabe")), *Treatment.choices], required=False
    )

    phone = CodeField(
        label=_("Celular"),
        required=False,
        validators=[validate_phone],
        help_text=_("9 dígitos; empieza con 9."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "numeric"}),
    )

    def layout(self) -> Layout:
        return Layout(person_layout())

    def teacher(self) -> TeacherData:
        return TeacherData(**{name: self.cleaned_data[name] for name in TeacherData.__dataclass_fields__})

    @staticmethod
    def initial_of(teacher: Teacher) -> dict[str, Any]:
        return {name: getattr(teacher, name) for name in TeacherData.__dataclass_fields__}


class TeacherEditForm(EditForm, TeacherForm):
    """What is stored of a person, to be corrected."""

    def stored(self) -> dict[str, Any]:
        return self.initial_of(self.row)


class PostFields(PlainForm):
    institution = PlaceField()
    section = forms.CharField(
        label=_("Sección o aula"), max_length=40, required=False, help_text=_("Como la llaman: «Los girasoles», «4 B».")
    )
    ages = forms.TypedMultipleChoiceField(
        label=_("Edades"),
        choices=AGES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Marca todas las que atiende; varias si es multiedad."),
    )
    cycle = forms.ChoiceField(
        label=_("Ciclo"), choices=[("", _("El que dicen las edades")), *Cycle.choices], required=False
    )
    starts_on = DayField(label=_("Desde"))
    ends_on = DayField(label=_("Hasta"), required=False, help_text=_("Vacío si no se sabe todavía."))

    def __init__(self, *args: Any, institutions: InstitutionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate
        place = self.fields["institution"]
        assert isinstance(place, PlaceField)  # noqa: S101 : declared above
        place.offer(institutions)

    def layout(self) -> Layout:
        return Layout(post_layout())

    def post(self) -> PostData:
        return PostData(**{name: self.cleaned_data[name] for name in PostData.__dataclass_fields__})


class NewTeacherForm(PostFields, TeacherForm):
    """A person and the first post, in one go; who has the name of somebody among `people` is asked about first."""

    is_another = forms.BooleanField(label=_("Es otra persona: hay que registrarla"), required=False)

    def __init__(self, *args: Any, people: TeacherQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.namesakes: list[Teacher] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        last_names, first_names = cleaned.get("last_names"), cleaned.get("first_names")
        if last_names and first_names:
            alike = self.people.namesakes(last_names, first_names)
            # The same document is refused by the service, which leads to the person's record.
            self.namesakes = [one for one in alike if one.document_number != cleaned.get("document_number")]
        if self.namesakes and not cleaned.get("is_another"):
            self.add_error("is_another", _("Si no es ella, marca que es otra persona."))
        return cleaned

    def layout(self) -> Layout:
        asked = ["is_another"] if self.namesakes else []
        return Layout(*asked, person_layout(), post_layout())


class TeacherFilter(ListFilter):
    """What the list of people is narrowed by; `user` sees only what the access rule allows."""

    q = django_filters.CharFilter(method="find", label=_("Nombre o documento"))
    kind = django_filters.ChoiceFilter(choices=Teacher.Kind.choices, label=_("Cargo"), empty_label=_("Todos"))
    place_kind = django_filters.ChoiceFilter(
        choices=[choice for choice in Institution.Kind.choices if choice[0] != Institution.Kind.OTHER],
        method="in_kind_of_place",
        label=_("Tipo de institución"),
        empty_label=_("Todos"),
    )
    institution = django_filters.ModelChoiceFilter(
        queryset=Institution.objects.all(), method="in_institution", widget=forms.HiddenInput
    )
    ugel = django_filters.ModelChoiceFilter(queryset=Ugel.objects.all(), method="in_ugel", widget=forms.HiddenInput)
    alone = django_filters.BooleanFilter(
        method="without_companion", label=_("Solo sin acompañante"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Teacher
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = Post.objects.visible_to(user).in_force()

    def find(self, people: TeacherQuerySet, name: str, value: str) -> TeacherQuerySet:
        return people.named_like(value)

    def in_kind_of_place(self, people: TeacherQuerySet, name: str, value: str) -> TeacherQuerySet:
        return people.filter(pk__in=self.posts.filter(institution__kind=value).values("teacher"))

    def in_institution(self, people: TeacherQuerySet, name: str, value: Institution) -> TeacherQuerySet:
        return people.filter(pk__in=self.posts.filter(institution=value).values("teacher"))

    def in_ugel(self, people: TeacherQuerySet, name: str, value: Ugel) -> TeacherQuerySet:
        return people.filter(pk__in=self.posts.filter(institution__ugel=value).values("teacher"))

    def without_companion(self, people: TeacherQuerySet, name: str, value: bool) -> TeacherQuerySet:
        """Who works somewhere without one; in the UGEL asked for, when there is one."""
        if not value:
            return people
        ugel = self.form.cleaned_data["ugel"]
        posts = self.posts.filter(institution__ugel=ugel) if ugel else self.posts
        return people.filter(pk__in=unaccompanied(posts).values("teacher"))
