"""What is over does not stay: sessions with what was typed into them, codes, counts of attempts, who wrote a form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accompaniment.accounts.ways_in import give_one_time_codes
from accompaniment.lib.drafts import FIELD, lately_writer_of, writer_of, writer_token
from accompaniment.models import OneTimeCode, SignIn
from accompaniment.tasks import forget_expired


def test_what_was_typed_signed_out_goes_with_its_session(client, cast, time_machine):
    client.post(reverse("teacher_new"), {FIELD: writer_token(cast.berta), "first_names": "Secreta"})
    assert Session.objects.count() == 1
    forget_expired()
    assert Session.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(hours=3))
    forget_expired()
    assert not Session.objects.exists()


def test_who_was_signed_in_where_goes_too(client, cast, time_machine):
    client.force_login(cast.ana)
    client.get(reverse("my_sessions"))
    forget_expired()
    assert SignIn.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=15))
    forget_expired()
    assert not SignIn.objects.exists()


def test_codes_that_serve_no_more_go(cast, time_machine):
    give_one_time_codes(by=cast.berta, accounts=[cast.tania.user])
    forget_expired()
    assert OneTimeCode.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=settings.ONE_TIME_CODE_DAYS, minutes=1))
    forget_expired()
    assert not OneTimeCode.objects.exists()


@pytest.mark.skipif("redis" in settings.CACHES["default"]["BACKEND"], reason="Redis forgets by itself")
def test_counts_of_attempts_go_with_their_addresses(db, time_machine):
    cache.set("mine", 1, 60)
    cache.set("for-longer", 1, 60 * 60)
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    forget_expired()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM accompaniment_cache")
        keys = " ".join(key for (key,) in cursor.fetchall())
    assert "for-longer" in keys and "mine" not in keys


def test_who_wrote_a_form_is_known_for_ever_but_believed_for_a_month(cast, time_machine):
    posted = QueryDict(mutable=True)
    posted[FIELD] = writer_token(cast.ana)
    assert lately_writer_of(posted) == writer_of(posted) == cast.ana.pk
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert lately_writer_of(posted) is None and writer_of(posted) == cast.ana.pk


def test_an_old_form_is_kept_for_nobody(client, cast, time_machine):
    token = writer_token(cast.berta)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    client.post(reverse("teacher_new"), {FIELD: token, "first_names": "Secreta"})
    assert not Session.objects.exists()
