"""An e-mail is one whatever its capitals, by whichever door its account was made."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accompaniment.letters.sending import send_due
from accompaniment.models import TrackedChange, User
from conftest import PASSWORD, person

TYPED, KEPT = "Jefa.Ugel@Example.pe", "jefa.ugel@example.pe"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def by_command():
    call_command("createsuperuser", interactive=False, username="8000-0001", email=TYPED)


def by_manager():
    User.objects.create_user("80000001", TYPED)


def by_hand():
    User(username="80000001", email=TYPED).save()


def in_bulk():
    User.objects.bulk_create([User(username="80000001", email=TYPED)])


def by_update():
    person("80000001", "Rosa", "Paz")
    User.objects.update(email=TYPED)


@pytest.mark.parametrize("make", [by_command, by_manager, by_hand, in_bulk, by_update])
def test_by_every_door_she_enters_and_recovers_with_either_spelling(client, make):
    make()
    user = User.objects.get(email=TYPED)
    assert (user.email, user.username) == (KEPT, "80000001")
    user.set_password(PASSWORD)
    user.save()
    for n, email in enumerate((TYPED, KEPT, KEPT.upper()), start=1):
        client.logout()
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert (answer.status_code, email) == (302, email)
        client.logout()
        client.post(reverse("account_reset_password"), {"email": email})
        send_due()
        assert len(mail.outbox) == n


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_no_email_is_none_so_that_many_have_none(empty):
    person("80000001", "Rosa", "Paz", email=empty)
    person("80000002", "Ana", "Paz", email=empty)
    assert set(User.objects.values_list("email", flat=True)) == {None}


def test_one_email_is_not_for_two():
    person("80000001", "Rosa", "Paz", email=KEPT)
    with pytest.raises(IntegrityError), transaction.atomic():
        person("80000002", "Ana", "Paz", email=TYPED)


def test_the_same_object_knows_what_is_kept():
    assert person("80000001", "Rosa", "Paz", email=TYPED).email == KEPT


def test_emails_of_before_are_folded_and_one_that_two_have_stays_with_the_one_it_let_in():
    people = [person(f"8000000{n}", "Rosa", "Paz") for n in range(4)]
    before = ["Ana@Example.pe", "JEFA.Ugel@Example.pe", KEPT, None]
    with connection.cursor() as cursor:
        for user, email in zip(people, before, strict=True):
            cursor.execute("UPDATE accompaniment_user SET email = %s WHERE id = %s", [email, user.pk])
    TrackedChange.objects.all().purge()
    import_module("accompaniment.migrations.0029_fold_emails_of_accounts").fold_emails(apps, None)
    assert list(User.objects.order_by("username").values_list("email", flat=True)) == [
        "ana@example.pe",
        None,
        KEPT,
        None,
    ]
    [told] = TrackedChange.objects.all()
    assert (told.object_id, told.fields) == (str(people[1].pk), {"email": ["JEFA.Ugel@Example.pe", None]})
