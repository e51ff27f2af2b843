"""make bench: measure the site against its floors, print a table, write var/bench.json.

BENCH_VISITS=20000 says how many visits there are: the goals are those of a million, on PostgreSQL. BENCH_ONLY="lists
registry" says which parts are measured; BENCH_DATABASE_URL=postgres://…/…bench… and BENCH_BROKER_URL=redis://… measure
on servers instead of the embedded defaults.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from .figures import Row, print_table
from .make_visits import DEFAULT, make
from .site import ROOT, own_environment, server

if TYPE_CHECKING:
    from .make_visits import Made


def prepare(visits: int) -> Made:
    import django
    from django.core.management import call_command
    from django.db import connection, connections

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_instruments", verbosity=0, stdout=StringIO())
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.monotonic()
    made = make(visits)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    took = time.monotonic() - began
    print(f"{visits:,} visits of three years in 220 UGELs made on {connection.vendor} in {took:.0f} s.", flush=True)
    connections.close_all()  # processes are forked later on
    return made


def measure(made: Made) -> list[Row]:
    from . import certificates, consolidated, lists, pages, plans, registry, visits

    parts = os.environ.get("BENCH_ONLY", "visits pages plans certificates consolidated lists registry").split()
    rows = []
    with server("accompaniment.settings") as ours, server("bench.floor_settings") as floor:
        rows += visits.measure(made, ours, floor) if "visits" in parts else []
        rows += pages.measure(made, ours, floor) if "pages" in parts else []
    rows += plans.measure(made) if "plans" in parts else []
    rows += certificates.measure(made) if "certificates" in parts else []
    rows += consolidated.measure(made) if "consolidated" in parts else []
    if "lists" in parts:
        readers = lists.make()
        with server("accompaniment.settings") as ours, server("bench.floor_settings") as floor:
            rows += lists.measure(readers, ours, floor)
    return rows + (registry.measure() if "registry" in parts else [])


def main() -> None:
    count = int(os.environ.get("BENCH_VISITS", DEFAULT))
    out = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "bench.json"
    if count < 800:
        sys.exit("BENCH_VISITS must be 800 or more: fewer say nothing.")
    with own_environment():
        rows = measure(prepare(count))
        from django.db import connections

        connections.close_all()
    print_table(rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps([asdict(r) for r in rows], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nWritten to {out}.")


if __name__ == "__main__":
    main()
