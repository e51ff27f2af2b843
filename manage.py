#!/usr/bin/env python
"""Django's command line for Acompaña."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accompaniment.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:  # a sentence is enough: the fault is in the environment, not in the code
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
