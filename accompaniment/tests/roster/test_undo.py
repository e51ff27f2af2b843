"""Undoing an import: exact while nothing hangs on it, refused with its reasons afterwards."""

from datetime import timedelta

import pytest

from accompaniment.models import Assignment, Institution, Post, Teacher
from accompaniment.people.services import TeacherData, correct_post, end_post
from accompaniment.people.services import edit_teacher as edit
from accompaniment.roster.services import reasons_against_undoing, undo_import
from conftest import Cast, person

from .files import applied, everything, held, row


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }
    return tmp_path / "private"


def test_undo_is_exact(cast: Cast):
    cast.tania.user.email = cast.tania.email = "tania@example.pe"
    cast.tania.user.save()
    cast.tania.save()
    before = everything()
    record = applied(
        cast,
        [row(cast, companion=cast.olga.username), held(cast, email="otra@example.pe", phone="999888777", ages="5")],
    )
    assert everything() != before
    cast.tania.user.refresh_from_db()
    assert cast.tania.user.email == "otra@example.pe"
    assert undo_import(record=record)
    assert everything() == before
    cast.tania.user.refresh_from_db()
    assert cast.tania.user.email == "tania@example.pe"
    record.refresh_from_db()
    assert record.is_undone
    assert not undo_import(record=record)


def with_a_visit(cast, teacher):
    cast.visit(assignment=teacher.posts.get().assignments.get())


def with_an_account(cast, teacher):
    teacher.user = person("43000001", "Lucía", "Ccori")
    teacher.save()


def with_another_post(cast, teacher):
    Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="I", starts_on=cast.today + timedelta(days=90))


def with_corrected_data(cast, teacher):
    known = {name: getattr(teacher, name) for name in TeacherData.__dataclass_fields__}
    edit(by=cast.berta, teacher=teacher, person=TeacherData(**{**known, "phone": "911222333"}))


def with_a_corrected_post(cast, teacher):
    correct_post(post=teacher.posts.get(), section="Otra", ages=[5])


def with_an_end(cast, teacher):
    end_post(post=teacher.posts.get(), ends_on=cast.today + timedelta(days=1))


def gone(cast, teacher):
    Assignment.objects.filter(post__teacher=teacher).delete()


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (with_a_visit, "ya tiene visitas"),
        (with_an_account, "cambiaron después"),
        (with_another_post, "otros registros"),
        (with_corrected_data, "cambiaron después"),
        (with_a_corrected_post, "cambiaron después"),
        (with_an_end, "cambiaron después"),
        (gone, "ya no está"),
    ],
)
def test_nothing_is_undone_once_something_hangs_on_it(cast: Cast, later, said):
    record = applied(cast, [row(cast, companion=cast.olga.username), held(cast, phone="999888777")])
    later(cast, Teacher.objects.get(document_number="43000001"))
    before = everything()
    assert said in " ".join(reasons_against_undoing(record))
    assert undo_import(record=record)
    assert everything() == before
    assert record.is_applied
    assert "algo ya depende" in record.error


def test_a_visit_to_somebody_else_does_not_prevent_undoing(cast: Cast):
    record = applied(cast, [row(cast, companion=cast.ana.username)])
    cast.visit()
    assert reasons_against_undoing(record) == []


def test_an_import_of_a_former_ugel_stays(cast: Cast):
    record = applied(cast, [row(cast)])
    Institution.objects.filter(pk=cast.jardin.pk).update(ugel=cast.other_ugel)
    assert "ya no está a tu cargo" in reasons_against_undoing(record)[0]
