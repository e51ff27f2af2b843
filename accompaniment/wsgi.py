"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from accompaniment.engines import answer_in_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accompaniment.settings")

application = get_wsgi_application()
answer_in_time(connections.settings["default"])
