"""The site's settings with a var directory, a queue and a cache of this test process alone.

A process that a test starts (a real worker, say) inherits the environment and so shares them.
"""

import atexit
import os
import shutil
import sys
import tempfile

# Compiled code is kept even where the environment says not to: else each process of each test compiles all of it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_me = os.environ.get("PYTEST_XDIST_WORKER", "alone")
if os.environ.get("TEST_PROCESS") != _me:
    os.environ["TEST_PROCESS"] = _me
    os.environ["DEBUG"] = "1"
    os.environ["ENV_FILE"] = os.devnull  # what a developer keeps in .env is no business of a test
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix=f"acompana-{_me}-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from accompaniment.settings import *  # noqa: E402, F403
from accompaniment.settings import CACHES, DATABASES, INSTALLED_APPS, MIDDLEWARE, VAR_DIR  # noqa: E402

INSTALLED_APPS.append("zeal")  # raises when a request asks the database once a row
MIDDLEWARE.append("zeal.middleware.zeal_middleware")
MIDDLEWARE.insert(0, "accompaniment.tests.sent_files.remember_sent")
ZEAL_ALLOWLIST = [{"model": "sessions.Session"}]  # signing in and out renews the session and its key
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a real one costs each sign-in half a second
CELERY_TASK_DEFAULT_QUEUE = CACHES["default"]["KEY_PREFIX"] = VAR_DIR.name  # one Redis serves many test processes
CELERY_TASK_QUEUES = {VAR_DIR.name: {}, f"{VAR_DIR.name}-letters": {}}
CELERY_TASK_ROUTES = {"accompaniment.tasks.send_letters": {"queue": f"{VAR_DIR.name}-letters"}}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # what a browser still keeps open must not hold a database that is let go
if "options" in DATABASES["default"].get("OPTIONS", {}):  # PostgreSQL: no test's rows have to outlive the machine
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
