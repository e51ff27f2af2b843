"""Tania left Berta's UGEL for the neighbour's: what happened here is read here, her data of today and every write are
those of whoever has her now.
"""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.accounts.charge import may_hand_link
from accompaniment.logs.queries import changes_about, changes_visible_to
from accompaniment.models import Assignment, Companion, Post, Role, Teacher
from accompaniment.people.assignments.services import AssignmentData, assign, end_assignment
from accompaniment.people.companions.tables import companions_table
from accompaniment.people.forms import TeacherForm
from accompaniment.people.services import PostData, TeacherData, edit_teacher, end_post, open_post

PHONE = "987654321"


@pytest.fixture
def left_on(cast):
    """The last day at the jardín; since the next one she works nowhere."""
    day = cast.today - timedelta(days=30)
    end_post(post=cast.assignment.post, ends_on=day)
    cast.assignment.refresh_from_db()
    return day


@pytest.fixture
def moved(cast, left_on):
    """Her post in the other UGEL, with what was written of her there."""
    post = Post.objects.create(
        teacher=cast.tania, institution=cast.other_jardin, cycle="II", starts_on=left_on + timedelta(days=1)
    )
    person = TeacherForm.initial_of(cast.tania)
    from_there = {**person, "phone": PHONE, "email": "tania@example.pe"}
    edit_teacher(by=cast.carla, teacher=cast.tania, person=TeacherData(**from_there))
    return post


@pytest.fixture
def url(cast):
    return lambda name: reverse(name, args=[cast.tania.pk])


def rows(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))


# --- Reading -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["berta", "diana"])
def test_her_page_says_what_is_left_to_read_and_why(client, cast, moved, who):
    visit = cast.closed_visit(visited_on=cast.today - timedelta(days=40))
    client.force_login(getattr(cast, who))
    page = client.get(cast.tania.get_absolute_url()).content.decode()
    assert "Ya no trabaja en Jardín Los Cóndores" in page
    assert visit.get_absolute_url() in page
    for secret in (PHONE, "tania@example.pe", "otra UGEL", "docente de aula"):
        assert secret not in page
    assert ("ábrele una plaza nueva" in page) is (who == "berta")
    assert reverse("teacher_edit", args=[cast.tania.pk]) not in page


def test_whoever_has_her_now_reads_her_data(client, cast, moved):
    client.force_login(cast.carla)
    page = client.get(cast.tania.get_absolute_url()).content.decode()
    assert PHONE in page and "Ya no trabaja" not in page


@pytest.mark.parametrize(("who", "here"), [("berta", ["Petra"]), ("diana", []), ("carla", ["Tania"])])
def test_lists_give_those_in_force_and_who_left_apart(client, cast, moved, who, here):
    client.force_login(getattr(cast, who))
    listed = client.get(reverse("teachers"))
    assert [person.first_names for person in listed.context["page"]] == here
    left = client.get(reverse("teachers"), {"state": "ended"})
    assert [person.first_names for person in left.context["page"]] == ([] if who == "carla" else ["Tania"])
    assert PHONE not in left.content.decode()
    assert reverse("one_time_codes") not in left.content.decode()


def test_exports_give_of_who_left_name_and_document(client, cast, moved):
    client.force_login(cast.berta)
    assert [row["Nombres"] for row in rows(client.get(reverse("people_export"), {"format": "csv"}))] == ["Petra"]
    [tania] = rows(client.get(reverse("people_export"), {"format": "csv", "state": "ended"}))
    assert set(tania) == {"Tipo de documento", "Número de documento", "Apellidos", "Nombres"}
    assert tania["Número de documento"] == "41000001"


def test_of_a_companion_who_left_no_email_goes_out(cast):
    cast.elena.email = "elena@example.pe"
    cast.elena.save()
    elena = Companion.objects.filter(user=cast.elena).with_workload()
    assert "elena@example.pe" in next(iter(companions_table(elena).rows))
    elena.update(ends_on=cast.today - timedelta(days=1))
    assert "elena@example.pe" not in next(iter(companions_table(elena.all()).rows))


def test_what_changes_in_her_data_is_told_to_whoever_has_her(cast, moved):
    def told(user):
        changes = changes_about(changes_visible_to(user), cast.tania.pk)
        return any("phone" in change.fields for change in changes)

    assert told(cast.carla) and not told(cast.berta)


def test_an_assignment_that_outlasts_the_post_opens_nothing(client, cast, moved):
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=None)
    client.force_login(cast.ana)
    assert client.get(cast.tania.get_absolute_url()).status_code == 404


# --- Writing -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["teacher_edit", "teacher_account", "teacher_history"])
def test_nobody_writes_of_who_left(client, cast, moved, url, name):
    client.force_login(cast.berta)
    for answer in (client.get(url(name)), client.post(url(name), {"phone": "900000000"})):
        assert answer.status_code == 403 or answer.status_code == 405
    assert "Ya no trabaja en tu UGEL" in client.get(url(name)).content.decode()
    cast.tania.refresh_from_db()
    assert cast.tania.phone == PHONE


def test_no_printed_code_and_no_link(client, cast, moved):
    client.force_login(cast.berta)
    sent = client.post(reverse("one_time_codes"), {"people": [str(cast.tania.pk)]})
    assert sent.url == reverse("teachers")
    assert not may_hand_link(cast.berta, cast.tania.user)


def test_she_is_joined_to_nobody(client, cast, moved):
    client.force_login(cast.berta)
    assert client.get(reverse("duplicate", args=[cast.tania.pk, cast.petra.pk])).status_code == 403


def test_a_post_that_is_over_is_not_lengthened_once_she_had_another_elsewhere(client, cast, moved):
    post = cast.assignment.post
    client.force_login(cast.berta)
    end = reverse("post_end", args=[post.pk])
    assert reverse("post_new", args=[cast.tania.pk]) in client.get(end).content.decode()
    for day in (cast.today - timedelta(days=1), cast.today + timedelta(days=100)):
        page = client.post(end, {"ends_on": day.isoformat()})
        assert "en otra UGEL" in " ".join(page.context["form"].errors["ends_on"])
    post.refresh_from_db()
    assert post.ends_on == cast.today - timedelta(days=30)


def test_it_may_have_ended_earlier(cast, moved):
    end_post(post=cast.assignment.post, ends_on=cast.today - timedelta(days=35))
    assert cast.assignment.post.ends_on == cast.today - timedelta(days=35)


def test_a_wrong_last_day_is_mended_while_she_worked_nowhere_else(cast, left_on):
    end_post(post=cast.assignment.post, ends_on=cast.today + timedelta(days=5))
    assert not cast.assignment.post.has_ended


def test_nobody_is_assigned_to_a_post_that_is_over(cast, left_on):
    data = AssignmentData(
        campaign=cast.campaign, companion=Companion.objects.get(user=cast.olga), visits_owed=1,
        starts_on=left_on - timedelta(days=5), ends_on=left_on,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="ya terminó"):
        assign(post=cast.assignment.post, data=data)


def test_an_assignment_is_not_lengthened_past_the_post_or_the_companions_work(cast, left_on):
    with pytest.raises(ValidationError, match="La plaza termina"):
        end_assignment(assignment=cast.assignment, ends_on=cast.today)
    Companion.objects.filter(user=cast.ana).update(ends_on=cast.today)
    cast.promoter_assignment.companion.refresh_from_db()
    Assignment.objects.filter(pk=cast.promoter_assignment.pk).update(ends_on=cast.today)
    with pytest.raises(ValidationError, match="acompañante termina"):
        end_assignment(assignment=cast.promoter_assignment, ends_on=cast.today + timedelta(days=5))


# --- Coming back ---------------------------------------------------------------------------------------------------
def test_a_new_post_brings_her_back(client, cast, left_on, url):
    client.force_login(cast.berta)
    typed = {"institution": "9900001", "starts_on": cast.today.isoformat()}
    assert client.post(url("post_new"), typed).status_code == 302
    assert client.get(url("teacher_edit")).status_code == 200


def test_but_not_while_she_works_elsewhere(client, cast, moved, url):
    client.force_login(cast.berta)
    page = client.post(url("post_new"), {"institution": "9900001", "starts_on": cast.today.isoformat()})
    assert "en otra UGEL" in " ".join(page.context["form"].errors["institution"])
    with pytest.raises(ValidationError):
        open_post(by=cast.berta, teacher=cast.tania, post=PostData(cast.jardin, cast.today))
    assert not Teacher.objects.managed_by(cast.berta).filter(pk=cast.tania.pk).exists()


def test_registered_again_she_keeps_her_record(client, cast, left_on):
    client.force_login(cast.berta)
    typed = {
        "document_type": "dni", "document_number": "41000001", "first_names": "Tania", "last_names": "Flores",
        "kind": "classroom", "institution": "9900001", "starts_on": cast.today.isoformat(),
    }  # fmt: skip
    assert client.post(reverse("teacher_new"), typed).status_code == 302
    assert cast.tania.posts.count() == 2


def test_a_post_still_to_begin_is_prepared_by_whoever_keeps_it(client, cast, url):
    Post.objects.filter(teacher=cast.tania).update(starts_on=cast.today + timedelta(days=20))
    client.force_login(cast.berta)
    assert client.get(url("teacher_edit")).status_code == 200


def test_whoever_directed_the_place_until_yesterday_reads_nothing(client, cast, moved):
    Role.objects.filter(user=cast.diana).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.diana)
    assert client.get(cast.tania.get_absolute_url()).status_code == 404
