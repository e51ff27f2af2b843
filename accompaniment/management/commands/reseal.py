"""manage.py reseal: after another SECRET_KEY, so that the one of before can be forgotten."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accompaniment.entry.second_factor import reseal


class Command(BaseCommand):
    help = "Seal the secrets of second steps under SECRET_KEY, so that SECRET_KEY_FALLBACKS can be emptied."

    def handle(self, *args: Any, **options: Any) -> None:
        done, unreadable = reseal()
        self.stdout.write(f"{done} secrets are sealed under SECRET_KEY.")
        if unreadable:
            self.stderr.write(f"{unreadable} can be read by no key: their owners set the second step up anew.")
