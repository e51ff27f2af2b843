"""The site's settings without migrations: tables come from the models at once, as in the tests.

deploy/check_migrations.py proves that the migrations end in the same tables, which takes most of a minute.
"""

from accompaniment.settings import *  # noqa: F403
from accompaniment.settings import INSTALLED_APPS

MIGRATION_MODULES = dict.fromkeys(app.rpartition(".")[2] for app in INSTALLED_APPS)
