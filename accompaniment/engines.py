"""The database and the queue: how each is opened, and how long anybody waits for it.

Nothing here waits without end: a server that is silent, not only one that is away, costs a page seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import environment

SQLITE = "django.db.backends.sqlite3"

# What a session of PostgreSQL holds to. Two cores: a parallel plan for a dashboard of one UGEL takes three times as
# long as a plain one, and compiling it is not worth it. No work of a worker lasts as long as half an hour.
OF_ROLE = {
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "statement_timeout": "30min",
    "idle_in_transaction_session_timeout": "15min",
}
OF_PAGES = {"statement_timeout": "30s", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "60s"}

TASK_MINUTES = 10  # after which a task is asked to stop; a minute later its process is ended
LONG_TASK_MINUTES = 45  # the registry of the nation takes one, on a good day


def database(var: Path, *, debug: bool) -> dict[str, Any]:
    """Return Django's entry for the database of DATABASE_URL; unset while developing, SQLite in `var`."""
    entry = environment.database("DATABASE_URL", debug=debug, default=var / "acompana.sqlite3")
    is_pooled = environment.flag("DATABASE_POOLER", default=False)
    options: dict[str, Any] = entry.setdefault("OPTIONS", {})
    if entry["ENGINE"] == SQLITE:
        entry["TEST"] = {"NAME": str(var / "test.sqlite3")}  # a file: threads and workers share it
        # Reads and writes of many clients without "database is locked": a writer waits from its first statement.
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; "
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
            ),
        }
        return entry
    # What the address itself asks for, such as ?sslmode=require, stays.
    for name, value in {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_count": 3,
        "tcp_user_timeout": 30000,
    }.items():
        options.setdefault(name, value)
    entry["CONN_HEALTH_CHECKS"] = True
    if is_pooled:
        # One of PgBouncer's connections serves many: it takes no options, and keeps nothing from one to the next.
        entry["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        options.setdefault("options", as_options(OF_ROLE))
        entry.setdefault("CONN_MAX_AGE", 60)
    return entry


def as_options(settings: dict[str, str]) -> str:
    """Settings of a session, as PostgreSQL takes them when it begins."""
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def answer_in_time(entry: dict[str, Any]) -> None:
    """Hold the sessions of a web process to what a person waits for. Those of a pooler have its own limits."""
    if "options" in entry.get("OPTIONS", {}):
        entry["OPTIONS"]["options"] += f" {as_options(OF_PAGES)}"


def broker_options(url: str, var: Path) -> dict[str, Any]:
    """Return how the queue is spoken to; that of files has its folders made."""
    if not url.startswith("filesystem"):
        return {
            "visibility_timeout": 60 * 60,
            "socket_connect_timeout": 2,
            "socket_timeout": 5,  # a worker asks for a second at a time
            "health_check_interval": 30,
        }
    folder = environment.private(var / "broker")
    for name in ("queue", "control"):
        environment.private(folder / name)
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.05,  # the default of one second would let most of a batch wait
    }
