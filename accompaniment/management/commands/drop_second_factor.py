"""manage.py drop_second_factor DOCUMENT: for an administrator who lost the phone, when no other one can help."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accompaniment.accounts.models import User
from accompaniment.accounts.services import drop_second_factor
from accompaniment.lib.identifiers import compact


class Command(BaseCommand):
    help = "Take the second factor off the account of a document; its sessions end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("document")

    def handle(self, *args: Any, document: str, **options: Any) -> None:
        account = User.objects.filter(username=compact(document)).first()
        if account is None:
            raise CommandError(f"No account has the document {document}.")
        had_one = drop_second_factor(account=account)
        self.stdout.write(f"{account}: {'the second factor was taken off' if had_one else 'there was none'}.")
