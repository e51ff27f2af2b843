"""The site's settings, for a site that lives a minute: styles are served as they lie, and signing in is quick."""

from accompaniment.settings import *  # noqa: F403
from accompaniment.settings import DATABASES, INSTALLED_APPS, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "10/m/ip"}  # everybody here has one address
# Tables are made as the models say: migrations have a step of their own in .ci/run.
MIGRATION_MODULES = dict.fromkeys(name.split(".")[-1] for name in INSTALLED_APPS)
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"]["connect_timeout"] = 3
