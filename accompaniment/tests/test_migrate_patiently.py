"""Migrating while people work: a table that somebody holds is waited for in turns, not in front of everybody."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import migrate
from django.db import connection, connections, transaction

from accompaniment.management.commands import migrate_patiently
from accompaniment.models import Region

pytestmark = pytest.mark.django_db(transaction=True)


class Step(BaseCommand):
    """What a migration does to a table of ours, in the place of `migrate`, whose steps are all applied here."""

    def add_arguments(self, parser):
        parser.add_argument("--interactive")

    def handle(self, **options):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Region._meta.db_table} IN ACCESS EXCLUSIVE MODE")


@pytest.fixture
def reader():
    """Somebody who reads regions until `let_go` is set."""
    reads, let_go = threading.Event(), threading.Event()

    def read():
        with transaction.atomic():
            list(Region.objects.all())
            reads.set()
            let_go.wait(30)
        connections.close_all()

    thread = threading.Thread(target=read)
    thread.start()
    reads.wait(30)
    yield let_go
    let_go.set()
    thread.join()


@pytest.fixture
def quick(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL locks tables")
    monkeypatch.setattr(migrate, "Command", Step)
    monkeypatch.setattr(migrate_patiently, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(migrate_patiently, "PAUSE", 0.1)
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


class LetsGo(StringIO):
    """Ends the reader's work as soon as it is told that somebody holds a table."""

    def __init__(self, let_go):
        super().__init__()
        self.let_go = let_go

    def write(self, text):
        self.let_go.set()
        return super().write(text)


def test_it_lets_go_and_tries_again_until_the_table_is_free(quick, reader):
    told = LetsGo(reader)
    call_command("migrate_patiently", stdout=told)
    assert "attempt 1 of" in told.getvalue()


def test_a_table_that_is_never_free_is_a_sentence(quick, reader, monkeypatch):
    monkeypatch.setattr(migrate_patiently, "ATTEMPTS", 2)
    with pytest.raises(CommandError, match="A table was never free"):
        call_command("migrate_patiently", stdout=StringIO())
