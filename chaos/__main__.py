"""make chaos: CHAOS_SENDINGS=2000 says how many, CHAOS_SEED=… repeats a run, CHAOS_SECONDS=… ends one that hangs.

On a PostgreSQL of its own, which is killed too; CHAOS_DATABASE=sqlite, or a machine without one, takes SQLite.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from pathlib import Path

from .environment import ROOT, OutOfTime, end_on_signals, free_port, own_folder, set_environment
from .services import Cluster, has_postgres

LOG = "site.log"


def main() -> int:
    sendings = int(os.environ.get("CHAOS_SENDINGS") or 2000)
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10**6))
    seconds = int(os.environ.get("CHAOS_SECONDS") or 60 + sendings)
    print(f"{sendings} sendings, CHAOS_SEED={seed}", flush=True)
    end_on_signals(after=seconds)
    with own_folder() as folder:
        own = has_postgres() and os.environ.get("CHAOS_DATABASE") != "sqlite"
        cluster = Cluster(folder, free_port()) if own else None
        try:
            if _run(folder, cluster, sendings, seed):
                return 0
            (ROOT / "var").mkdir(exist_ok=True)
            shutil.copy(folder / LOG, ROOT / "var" / "chaos.log")
            print("What the server said: var/chaos.log", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("Stopped.", file=sys.stderr)
            return 130
        except OutOfTime:
            print(f"Not done in {seconds} seconds: something hangs, or CHAOS_SECONDS is too little.", file=sys.stderr)
            return 1
        finally:
            if cluster:
                cluster.end()


def _run(folder: Path, cluster: Cluster | None, sendings: int, seed: int) -> bool:
    """Nothing of the site is imported before its environment is set."""
    port = free_port()
    set_environment(folder, port=port, database_url=cluster.url if cluster else "")
    if cluster:
        cluster.make()
        cluster.start()
        cluster.wait_until_it_answers()
    import django

    django.setup()
    from .run import prepare, run

    prepare()
    return run(sendings=sendings, seed=seed, port=port, log=folder / LOG, cluster=cluster)


if __name__ == "__main__":
    sys.exit(main())
