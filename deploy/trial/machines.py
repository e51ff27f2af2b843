"""Two machines, each with the kit in folders of its own, beside one database, one queue and one folder of private
files; each of their processes is killed at work. `make machines` says what was sent meanwhile and what came of it.

People are beside both: whoever gets no answer from one sends the same to the other. What is found only after minutes
(the job of a killed worker after 90 seconds, a letter that died in somebody's hand after ten minutes) is found as if
they had passed.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from ground import Clock, Ground, free_ports, own_folder, require_programs
from outcome import Outcome, give_addresses
from people import COMPANION, COORDINATOR, INTERNAL, SPECIALIST, Anywhere, Doing, Sender
from servers import Own, end_on_signals
from services import Services

DOWN = 1.0  # seconds until systemd would start it again
PATIENCE = 30.0
LONGEST = 420  # of all, in seconds
BEAT = "acompana-beat.service"
ASK_FOR_LINKS = (
    "from accompaniment.entry.reset_letter import ask_for_link;"
    "[ask_for_link(address=a) for a in User.objects.exclude(email='').values_list('email', flat=True)[:60]]"
)


@dataclass
class Machine:
    name: str
    ground: Ground
    services: Services

    def kill(self, unit: str) -> None:
        name = f"acompana-{unit}.service"
        self.services.kill(name)
        time.sleep(DOWN)
        self.services.start(name)


def main() -> None:
    require_programs("redis-server", "nginx", "openssl", "curl")
    end_on_signals(after=LONGEST)
    folders = [own_folder("machine"), own_folder("machine")]
    servers = Own(folders[0], free_ports(2))
    machines = [
        Machine("the first", Ground(folders[0], servers), Services(folders[0])),
        Machine("the second", Ground(folders[1], servers), Services(folders[1], masked=(BEAT,))),
    ]
    try:
        Trial(servers, machines).run()
    except BaseException:
        print(*(machine.ground.logs() for machine in machines), file=sys.stderr, flush=True)
        raise
    finally:
        for machine in machines:
            machine.services.stop_all()
        servers.end()
        for machine in machines:
            machine.ground.leave()


@dataclass
class Trial:
    servers: Own
    machines: list[Machine]
    clock: Clock = field(default_factory=Clock)

    def run(self) -> None:
        self.install()
        sites = [machine.ground.site for machine in self.machines]
        certificate = self.machines[0].ground.certificate
        specialist = Anywhere(sites, certificate).sign_in(SPECIALIST)
        senders = [Sender(Anywhere(sites, certificate).sign_in(who)) for who in (COMPANION, COORDINATOR, INTERNAL)]
        people = specialist.those_with_a_plan(most=24)
        outcome = Outcome(self.servers, people)
        self.clock.tell(f"people sign in on one machine and go on at the other; {len(people)} plans can be issued")
        with ExitStack() as at_work:
            for sender in senders:
                at_work.enter_context(sender)
            wait(lambda: all(sender.sent for sender in senders), "nobody can log a visit")
            with Doing(lambda: specialist.ask_for_plans(people)):
                self.kill("web", when=lambda: self.running() > 0)
                self.kill("worker", when=lambda: self.running() > 2)
            with Doing(lambda: self.command(ASK_FOR_LINKS)):
                self.kill("letters", when=self.more_letters())
        self.clock.tell("web, worker and letters of each were killed at work")
        outcome.finish(self.machines[0].ground)
        sent = {text: visit for sender in senders for text, visit in sender.sent.items()}
        print(outcome.judge(sent, killed_letters=len(self.machines)))
        self.clock.tell("nothing is lost, nothing is double, nothing is left unfinished")

    # --- The ground
    def install(self) -> None:
        first, second = (machine.ground for machine in self.machines)
        release = first.checkout("HEAD")
        assert release, "this is no git checkout"
        first.servers.make_database()
        first.run("install.sh", release)
        first.manage(first.current, "seed_demo", "--force")
        give_addresses(first)
        self.clock.tell("the first machine installed, the demonstration loaded")
        share(first, second)
        second.run("install.sh", release)
        self.clock.tell("the second installed, with the settings and the private files of the first")

    def command(self, line: str) -> None:
        ground = self.machines[0].ground
        ground.manage(ground.current, "shell", "--command", line)

    # --- What dies
    def kill(self, unit: str, *, when: Callable[[], bool]) -> None:
        for machine in self.machines:
            wait(when, f"{unit} of {machine.name} found no work to be killed in")
            machine.kill(unit)

    def running(self) -> int:
        [[number]] = self.servers.ask("SELECT count(*) FROM reports_reportjob WHERE status = 'running'")
        return int(number)

    def more_letters(self) -> Callable[[], bool]:
        """Whether some more letters went since this was asked last and was true."""
        letters, seen = self.servers.mail.letters, [len(self.servers.mail.letters)]

        def have_gone() -> bool:
            if len(letters) < seen[0] + 5:
                return False
            seen[0] = len(letters)
            return True

        return have_gone


def share(first: Ground, second: Ground) -> None:
    """What docs/operations.md says of a second machine: the settings, but for its folders and ports, the certificate,
    and the private files.
    """
    settings = (first.root / "etc/acompana/env").read_text().replace(str(first.root), str(second.root))
    for one, other in ((f"PORT={first.app}", f"PORT={second.app}"), (f":{first.https}", f":{second.https}")):
        settings = settings.replace(one, other)
    (second.root / "etc/acompana").mkdir(parents=True)
    (second.root / "etc/acompana/env").write_text(settings)
    shutil.copytree(first.root / "etc/acompana/tls", second.root / "etc/acompana/tls")
    (second.root / "var/lib/acompana").mkdir(parents=True)
    (second.root / "var/lib/acompana/private").symlink_to(first.root / "var/lib/acompana/private")


def wait(until: Callable[[], bool], otherwise: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < ends, otherwise
        time.sleep(0.02)


if __name__ == "__main__":
    main()
