"""How gunicorn serves Acompaña: gunicorn --config deploy/gunicorn.conf.py accompaniment.wsgi

Where systemd holds the socket (deploy/systemd/acompana-web.socket), gunicorn takes it over and `bind` is not used.
"""

import gc
import logging
import os
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accompaniment.settings")

from accompaniment.lib.log_lines import OneLine  # noqa: E402 - found only now

try:
    bind = f"{settings.BIND}:{settings.PORT}"
    forwarded_allow_ips = ",".join(map(str, settings.TRUSTED_PROXIES))  # who may say that a request came over HTTPS
except ImproperlyConfigured as wrong:
    sys.exit(str(wrong))

# Measured: processes serve 1.2 to 1.4 times as much as threads, and with SQLite their slowest answers are far quicker.
worker_class = "sync"
workers = 2
timeout = 60  # one answer at most; deploy/nginx/acompana.conf waits a little longer
graceful_timeout = 30  # what is in hand when it is stopped may still end
max_requests = 5000  # a process begins anew now and then, so that nothing it gathers grows for weeks
max_requests_jitter = 1000  # and not all of them at once
chdir = str(ROOT)  # the release itself, also where it was started through a link that leads to the next one meanwhile
loglevel = "warning"
umask = 0o077  # what it writes is for this account alone
control_socket_disable = True  # nobody steers it from outside, and two of them would share one socket
if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn's own heartbeat files, better not on a disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def on_starting(server: object) -> None:
    """Stop where pages would come without their style, or not at all: the files of this release were not collected."""
    log = logging.getLogger("gunicorn.error")
    log.addFilter(without_guesses)
    for handler in log.handlers:  # what it tells of a broken request quotes the request
        handler.setFormatter(OneLine("%(asctime)s %(levelname)s - gunicorn: %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    collected = getattr(staticfiles_storage, "hashed_files", None)
    if settings.DEBUG or collected is None:  # then they are served as they lie
        return
    missing = [name for name in own_static_files() if name not in collected]
    if missing:
        sys.exit(
            f"{len(missing)} of the static files are not in {settings.STATIC_ROOT}, for example {missing[0]}. "
            "Collect them: manage.py collectstatic --no-input"
        )


def without_guesses(record: logging.LogRecord) -> bool:
    """A process that was killed for being slow is not said to have wanted memory, of which gunicorn knows nothing."""
    record.msg = str(record.msg).removesuffix(" Perhaps out of memory?")
    return True


def own_static_files() -> list[str]:
    folder = ROOT / "static"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def post_worker_init(worker: object) -> None:
    """Leave what was loaded out of every collection and collect less often: measured, 3 % of a visit's time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
