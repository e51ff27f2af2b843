"""People, their posts, roles and ways in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from accompaniment.merging.comparison import compare
from accompaniment.models import (
    Assignment,
    Companion,
    OneTimeCode,
    Post,
    Role,
    RosterImport,
    Teacher,
    TrackedChange,
    User,
)
from accompaniment.people.forms import TeacherEditForm
from accompaniment.people.models.merged_records import DistinctPeople
from accompaniment.roster.services import confirm_import
from accompaniment.tests.at_once import Sending
from accompaniment.tests.roster.files import preview, row
from conftest import teacher_at

from .ground import Case, place, someone


def new_person(cast: Any) -> Case:
    typed = {**someone(1), "kind": "classroom", "institution": place(cast, 1).code, "ages": ["4"],
             "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Post.objects.filter(teacher__document_number="46000001")
    return Case([Sending(cast.berta, reverse("teacher_new"), typed)], rows.count)


def person_from_elsewhere(cast: Any) -> Case:
    known = teacher_at(cast.other_jardin, "Rosa", "Prueba AAA", "46000010", "classroom", since=date(2020, 1, 1))
    Post.objects.filter(pk=known.pk).update(ends_on=date(2021, 1, 1))
    typed = {**someone(10), "kind": "classroom", "institution": place(cast, 2).code, "ages": ["4"],
             "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Post.objects.filter(teacher=known.teacher, ends_on=None)
    return Case([Sending(cast.berta, reverse("teacher_new"), typed)], rows.count)


def new_post(cast: Any) -> Case:
    where = place(cast, 3)
    typed = {"institution": where.code, "ages": ["4"], "starts_on": cast.today.isoformat()}
    sending = Sending(cast.berta, reverse("post_new", args=[cast.tania.pk]), typed)
    return Case([sending], Post.objects.filter(institution=where).count)


def new_assignment(cast: Any) -> Case:
    olga = Companion.objects.get(user=cast.olga)
    post = teacher_at(place(cast, 4), "Luz", "Soto", "46000020", "classroom", since=cast.campaign.starts_on)
    typed = {"companion": olga.pk, "campaign": cast.campaign.pk, "visits_owed": 6}
    paths = [reverse("assignment_new", args=[post.pk])] * 4
    days = [(cast.today + timedelta(days=n)).isoformat() for n in range(4)]
    sendings = [Sending(cast.berta, path, {**typed, "starts_on": day}) for path, day in zip(paths, days, strict=True)]
    return Case(sendings, Assignment.objects.filter(post=post).count)


def assignment_while_the_post_ends(cast: Any) -> Case:
    olga = Companion.objects.get(user=cast.olga)
    post = teacher_at(place(cast, 5), "Luz", "Rojas", "46000021", "classroom", since=cast.campaign.starts_on)
    typed = {"companion": olga.pk, "campaign": cast.campaign.pk, "visits_owed": 6, "starts_on": cast.today.isoformat()}
    ends = {"ends_on": cast.today.isoformat()}
    sendings = [
        Sending(cast.berta, reverse("assignment_new", args=[post.pk]), typed),
        Sending(cast.berta, reverse("post_end", args=[post.pk]), ends),
    ]
    outlasting = Assignment.objects.filter(post=post, post__ends_on__isnull=False).exclude(ends_on__lte=cast.today)
    return Case(sendings, outlasting.count, 0)


def new_companion(cast: Any) -> Case:
    typed = {**someone(2), "ugel": cast.ugel.pk, "kind": "external", "starts_on": cast.today.isoformat()}
    rows = Companion.objects.filter(user__username="46000002")
    return Case([Sending(cast.berta, reverse("companion_new"), typed)], rows.count)


def companion_with_an_account(cast: Any) -> Case:
    typed = {**someone(2), "document_number": cast.diana.username, "last_names": cast.diana.last_name,
             "ugel": cast.ugel.pk, "kind": "internal", "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Companion.objects.filter(user=cast.diana)
    return Case([Sending(cast.berta, reverse("companion_new"), typed)], rows.count)


def new_role(cast: Any) -> Case:
    typed = {**someone(3), "document_number": cast.olga.username, "last_names": cast.olga.last_name,
             "kind": "national_reader", "starts_on": cast.today.isoformat()}  # fmt: skip
    rows = Role.objects.filter(user=cast.olga, kind="national_reader")
    return Case([Sending(cast.alma, reverse("role_new"), typed)], rows.count)


def the_last_administrators(cast: Any) -> Case:
    other = Role.objects.create(user=cast.nora, kind="administrator", starts_on=cast.campaign.starts_on)
    own = Role.objects.get(user=cast.alma)
    ends = {"ends_on": cast.today.isoformat()}
    sendings = [
        Sending(cast.alma, reverse("role_end", args=[other.pk]), ends),
        Sending(cast.nora, reverse("role_end", args=[own.pk]), ends),
    ]
    return Case(sendings, Role.objects.filter(kind="administrator", ends_on=None).count)


def two_rosters(cast: Any) -> Case:
    rows = [row(cast, document_number=f"4600030{n}", last_names=f"Lista {n}") for n in range(3)]
    imports = [preview(cast.berta, given) for given in (rows, rows[::-1])]
    sendings = [Sending(cast.berta, reverse("roster_confirm", args=[one.pk])) for one in imports]
    return Case(sendings, RosterImport.objects.applied().count)


def one_roster_stored(cast: Any) -> Case:
    one = preview(cast.berta, [row(cast, document_number="46000310", last_names="Una Vez")])
    sending = Sending(cast.berta, reverse("roster_confirm", args=[one.pk]))
    return Case([sending], Teacher.objects.filter(document_number="46000310").count)


def one_roster_undone(cast: Any) -> Case:
    one = preview(cast.berta, [row(cast, document_number="46000320", last_names="De Vuelta")])
    confirm_import(record=one)
    gone = TrackedChange.objects.filter(action="deleted", model="accompaniment.teacher", name__contains="De Vuelta")
    return Case([Sending(cast.berta, reverse("roster_undo", args=[one.pk]))], gone.count)


def corrected_by_two(cast: Any) -> Case:
    form = TeacherEditForm(row=cast.petra)
    typed = {**form.initial_of(cast.petra), "opened": form["opened"].value()}
    path = reverse("teacher_edit", args=[cast.petra.pk])
    sendings = [Sending(cast.berta, path, {**typed, "phone": f"98700000{n}"}) for n in range(4)]
    told = TrackedChange.objects.filter(object_id=str(cast.petra.pk), fields__has_key="phone")
    return Case(sendings, told.count)


def one_time_codes(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("one_time_codes"), {"people": [str(cast.tania.pk), str(cast.petra.pk)]})
    return Case([sending], OneTimeCode.objects.filter(user=cast.tania.user).count)


def first_account(cast: Any) -> Case:
    post = teacher_at(place(cast, 6), "Luz", "Vargas", "46000030", "classroom", since=cast.campaign.starts_on)
    Teacher.objects.filter(pk=post.teacher_id).update(user=None)
    User.objects.filter(username="46000030").delete()
    sending = Sending(cast.berta, reverse("teacher_account", args=[post.teacher_id]))
    return Case([sending], User.objects.filter(username="46000030", teacher=post.teacher_id).count)


def joining_two_records(cast: Any) -> Case:
    one = teacher_at(place(cast, 7), "Luz", "Doble", "46000040", "classroom", since=cast.campaign.starts_on).teacher
    two = teacher_at(place(cast, 8), "Luz", "Doble", "46000041", "classroom", since=cast.campaign.starts_on).teacher
    Teacher.objects.filter(pk=two.pk).update(user=None)
    comparison = compare(one, two, by=cast.berta)
    typed = {"seen": comparison.fingerprint, "is_same": "on", "sure": "on", "document": "kept"}
    sending = Sending(cast.berta, reverse("duplicate", args=[one.pk, two.pk]), typed)
    return Case([sending], Teacher.objects.filter(pk__in=[one.pk, two.pk]).count)


def keeping_two_apart(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("duplicate_dismiss", args=[cast.tania.pk, cast.petra.pk]))
    return Case([sending], DistinctPeople.objects.count)


FORMS = [
    new_person,
    person_from_elsewhere,
    new_post,
    new_assignment,
    assignment_while_the_post_ends,
    new_companion,
    companion_with_an_account,
    new_role,
    two_rosters,
    one_roster_stored,
    one_roster_undone,
    corrected_by_two,
    one_time_codes,
    first_account,
    joining_two_records,
    keeping_two_apart,
    the_last_administrators,
]
