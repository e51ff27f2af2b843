"""Tries the kit from end to end on this machine, `make trial`: installs the commit before this one, uses it through the
proxy, upgrades it to this one while people work, and stops everything.

What was committed is tried; the kit's own files are taken as they stand. It needs PostgreSQL on 127.0.0.1:5432 that
trusts its user postgres, and redis-server, nginx, openssl and curl installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from ground import Clock, Ground, free_ports, own_folder, require_programs
from people import COMPANION, SPECIALIST, Crowd, Person
from proxy import check_claimed_addresses, check_logs, check_pages, check_silence, check_sizes, check_slow_clients
from servers import OfThisMachine
from services import Services

SEARCHED = "Quispe-41000001"


def main() -> None:
    require_programs("redis-server", "nginx", "openssl", "curl", "psql")
    root = own_folder("trial")
    ground = Ground(root, OfThisMachine(root, free_ports(1)))
    services = Services(ground.root)
    try:
        try_kit(ground, services)
    except BaseException:
        print(ground.logs(), file=sys.stderr)
        raise
    finally:
        services.stop_all()
        ground.servers.end()
        ground.leave()


def try_kit(ground: Ground, services: Services) -> None:
    clock = Clock()
    before, now = ground.checkout("HEAD~1"), ground.checkout("HEAD")
    assert now, "this is no git checkout"
    if before and not (before / "deploy/install.sh").exists():
        before = None  # nobody installed that one by the kit
    ground.servers.make_database()
    clock.tell("database made")
    ground.run("install.sh", before or now)
    clock.tell("installed")
    check_second_run(ground, services, before or now)
    clock.tell("installed again, which changed nothing")
    check_units(ground)
    ground.manage(ground.current, "seed_demo", "--force")
    ground.manage(ground.current, "shell", "--command", "Campaign.objects.update(photos_allowed=True)")
    clock.tell("units verified, demonstration loaded")

    anybody = Person(ground.site, ground.certificate)
    specialist = Person(ground.site, ground.certificate).sign_in(SPECIALIST)
    companion = Person(ground.site, ground.certificate).sign_in(COMPANION)
    visit = companion.log_visit("Eligen su sector.")
    specialist.get(f"/people/?q={SEARCHED}")
    check_pages(ground, anybody)
    check_sizes(companion, visit)
    check_slow_clients(ground, anybody)
    check_silence(ground, services, anybody)
    clock.tell("the proxy keeps its promises")

    if before:
        upgrade(ground, clock, before, now, [specialist, companion])
    else:
        print("        no commit before this one was ever installed by the kit: the upgrade was not tried")
    check_claimed_addresses(anybody)
    check_logs(ground.root, SEARCHED)
    print(f"The kit works. {clock.last - clock.began:.0f} s in all.")


def check_second_run(ground: Ground, services: Services, release: Path) -> None:
    said = len(services.said)
    ground.run("install.sh", release)
    assert services.said[said:] == ["enable --now acompana.target acompana-web.socket"], services.said[said:]


def check_units(ground: Ground) -> None:
    if not shutil.which("systemd-analyze"):
        return
    units = sorted((ground.root / "etc/systemd/system").glob("acompana*.*"))
    names = [str(unit) for unit in units if unit.is_file()]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "acompana" in line]
    assert not complaints, "\n".join(complaints)


def upgrade(ground: Ground, clock: Clock, before: Path, now: Path, people: list[Person]) -> None:
    specialist, companion = people
    ground.manage(now, "migrate_patiently")
    opened = specialist.walk(12) + companion.walk(12)
    companion.log_visit("Escrito en la base de mañana.")
    clock.tell(f"the release of before opens {opened} pages and logs a visit on the database of this one")
    refused = ground.run("upgrade.sh", before)
    assert "is in use already" in refused, refused
    can_back_up = (before / "accompaniment/management/commands/backup.py").exists()
    with Crowd(people) as crowd:
        said = ground.run("upgrade.sh", now, BACKUP="yes" if can_back_up else "no")
    assert any((ground.root / "var/backups/acompana").iterdir()) == can_back_up, "nothing was backed up"
    clock.tell(f"upgraded while people work: {crowd.told()}")
    companion.log_visit("Escrito después de actualizar.")
    specialist.walk(12)
    clock.tell("the new release opens its pages and logs a visit")
    [way_back] = [line.strip() for line in said.splitlines() if line.startswith("    ln ")]
    subprocess.run(["bash", "-c", way_back], env=ground.environment, check=True)
    companion.log_visit("Escrito después de volver atrás.")
    clock.tell("went back as the upgrade said, and logged a visit")


if __name__ == "__main__":
    main()
