"""Letters go once, in a worker; what a mail server does to them costs no web request and no other letter."""

from __future__ import annotations

import email
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.letters.sending import claim, send_due
from accompaniment.letters.services import forget_old, post, send_again
from accompaniment.models import Letter


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


@pytest.fixture
def ana(cast):
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    return cast.ana


@pytest.fixture
def berta(cast):
    cast.berta.email = "berta@example.pe"
    cast.berta.save()
    return cast.berta


def link_for(address, **fields):
    letter = Letter(kind="password", address=address, good_until=timezone.now() + timedelta(hours=6), **fields)
    post([letter])
    return letter


def states():
    return sorted(Letter.objects.values_list("status", "reason"))


def make_due():
    Letter.objects.waiting().update(due_at=timezone.now())


def test_it_says_what_made_it_and_is_one_by_its_id(ana, mail_server, settings):
    letter = link_for(ana.email)
    assert send_due() == 1
    [sent] = [email.message_from_string(text) for text in mail_server.letters]
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Message-ID"].startswith(f"<{letter.pk}@")
    assert sent["To"] == ana.email
    assert send_due() == 0
    assert states() == [("sent", "")]


def test_what_was_sent_or_given_up_keeps_no_address(ana, mail_server):
    link_for(ana.email)
    link_for("nadie@example.pe")
    link_for("tarde@example.pe")
    Letter.objects.filter(address="tarde@example.pe").update(good_until=timezone.now())
    send_due()
    assert states() == [("failed", ""), ("needless", ""), ("sent", "")]
    assert set(Letter.objects.values_list("address", flat=True)) == {""}


def test_many_go_over_one_connection(ana, berta, mail_server):
    for user in (ana, berta):
        link_for(user.email)
    assert send_due() == 2
    assert mail_server.connections == 1


def test_a_server_that_is_away_is_asked_once_and_again_later(ana, berta, mail_server):
    mail_server.refusing = {"mail": "421 too busy", "MAIL": "421 too busy", "ehlo": "421 no", "helo": "421 no"}
    for user in (ana, berta):
        link_for(user.email)
    assert send_due() == 0
    assert mail_server.connections == 1
    assert sorted(Letter.objects.values_list("attempts", flat=True)) == [0, 1]
    mail_server.refusing = {}
    assert send_due() == 1  # the other one waits a minute
    make_due()
    assert send_due() == 1
    assert states() == [("sent", ""), ("sent", "")]


def test_each_attempt_waits_longer_and_none_goes_on_for_ever(ana, mail_server):
    mail_server.refusing = {"data": "451 not now", "DATA": "451 not now"}
    letter = link_for(ana.email)
    waits = []
    for _attempt in range(9):
        send_due()
        letter.refresh_from_db()
        waits.append(round((letter.due_at - timezone.now()).total_seconds() / 60))
        make_due()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    Letter.objects.update(good_until=timezone.now())
    send_due()
    assert states() == [("failed", "refused")]


def test_an_address_that_does_not_exist_fails_at_once_and_holds_up_nobody(ana, berta, mail_server):
    mail_server.refusing = {"rcpt TO:<ana": "550 no such mailbox"}
    for user in (ana, berta):
        link_for(user.email)
    assert send_due() == 1
    assert states() == [("failed", "address"), ("sent", "")]


def test_two_workers_send_it_once(ana):
    letter = link_for(ana.email)
    assert claim(letter.pk)
    assert claim(letter.pk) is None


def test_what_a_killed_worker_had_in_hand_goes_later(ana, mail_server, time_machine):
    letter = link_for(ana.email)
    assert claim(letter.pk)
    assert send_due() == 0
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    assert send_due() == 1


def test_a_moment_that_a_wrong_clock_wrote_holds_nothing_back(ana, mail_server):
    link_for(ana.email)
    Letter.objects.update(due_at=timezone.now() + timedelta(days=1))
    assert send_due() == 1


def test_what_failed_goes_when_it_is_asked_again(ana, mail_server):
    post([Letter(kind="digest", user=ana, about="2026-03-02", good_until=timezone.now())])
    link_for(ana.email, status=Letter.Status.FAILED, reason=Letter.Reason.NO_ANSWER)
    send_due()
    assert send_again() == 1  # a link that nobody waits for any more is not sent
    send_due()
    assert states() == [("failed", "silence"), ("needless", "")]


def test_the_same_is_posted_once(ana):
    for _again in range(2):
        post([Letter(kind="alert", user=ana, about="1", good_until=timezone.now())])
    assert Letter.objects.count() == 1


def test_nothing_goes_of_what_was_undone(ana):
    with pytest.raises(RuntimeError), transaction.atomic():
        link_for(ana.email)
        raise RuntimeError
    assert not Letter.objects.exists()


def test_they_are_forgotten_after_a_month(ana, mail_server, time_machine):
    link_for(ana.email)
    send_due()
    forget_old()
    assert Letter.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=31))
    forget_old()
    assert not Letter.objects.exists()


def test_a_silent_mail_server_keeps_no_page_waiting_and_a_worker_not_for_long(ana, client, mail_server, settings):
    mail_server.is_silent = True
    settings.EMAIL_TIMEOUT = 0.5
    began = time.monotonic()
    for address in (ana.email, "nadie@example.pe"):
        answer = client.post(reverse("account_reset_password"), {"email": address})
        assert answer.status_code == 302
    assert mail_server.connections == 0
    for _one in range(20):
        link_for(ana.email)
    assert send_due() == 0
    assert mail_server.connections == 1
    assert time.monotonic() - began < 5


def test_known_and_unknown_addresses_cost_the_page_the_same(ana, client):
    client.post(reverse("account_reset_password"), {"email": "otra@example.pe"})
    asked = []
    for address in (ana.email, "nadie@example.pe"):
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("account_reset_password"), {"email": address})
        asked.append([query["sql"].split()[0] for query in queries.captured_queries])
    assert asked[0] == asked[1]
