"""Stands where systemd and nginx's own service stand on a real machine: runs the very lines of the units.

It holds the socket of the web server across its restarts, as systemd does, and answers the few words of systemctl that
the kit says.
"""

from __future__ import annotations

import configparser
import ctypes
import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from multiprocessing.connection import Listener
from pathlib import Path

HOLD_SOCKET = 'exec 3<&"$1"; shift; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'  # as systemd hands it over


def end_with_the_trial() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Services:
    """The units and the proxy of the installation below `root`, but for the `masked` ones, which never start."""

    def __init__(self, root: Path, *, masked: tuple[str, ...] = ()) -> None:
        self.root, self.masked = root, masked
        self.units = root / "etc/systemd/system"
        self.log = root / "services.log"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.socket: socket.socket | None = None
        self.said: list[str] = []
        self.listener = Listener(str(root / "systemctl.sock"))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller = self.listener.accept()
            except OSError:  # the trial is over
                return
            with caller:
                words = caller.recv()
                try:
                    self.do(words)
                    caller.send(0)
                except Exception as error:  # the caller hears it, as systemctl would say it
                    caller.send(f"{' '.join(words)}: {error!r}")

    def do(self, words: list[str]) -> None:
        self.said.append(" ".join(words))
        match words:
            case ["daemon-reload"]:
                pass
            case ["reload-or-restart", "nginx.service"]:
                self.reload_proxy()
            case ["enable", "--now", "acompana.target", "acompana-web.socket"]:
                self.start_all()
            case ["restart", *units]:
                for unit in units:
                    self.restart(unit)
            case _:
                raise ValueError("no word of the kit's")

    # --- Units
    def unit(self, name: str) -> configparser.ConfigParser:
        read = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
        read.optionxform = str  # type: ignore[assignment,method-assign]
        read.read([self.units / "acompana-.service.d/common.conf", self.units / name])
        return read

    def start_all(self) -> None:
        self.open_socket()
        wanted = self.unit("acompana.target")["Unit"]["Wants"].split()
        for name in wanted:
            if name.endswith(".service") and name not in (*self.running, *self.masked):
                self.start(name)

    def open_socket(self) -> None:
        if self.socket is None:
            host, port = self.unit("acompana-web.socket")["Socket"]["ListenStream"].split(":")
            self.socket = socket.create_server((host, int(port)), backlog=1024)

    def close_socket(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def start(self, name: str) -> None:
        service = self.unit(name)["Service"]
        command = shlex.split(service["ExecStart"].replace("%%", "%"))
        held = ()
        if name == "acompana-web.service" and self.socket is not None:
            held = (self.socket.fileno(),)
            command = ["bash", "-c", HOLD_SOCKET, "bash", str(held[0]), *command]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.root)}
        environment |= dict(pair.split("=", 1) for pair in service["Environment"].split())
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=service["WorkingDirectory"],
                env=environment,
                umask=int(service["UMask"], 8),
                stdout=log,
                stderr=log,
                pass_fds=held,
                start_new_session=True,
                preexec_fn=end_with_the_trial,
            )

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        try:
            process.wait(timeout=int(self.unit(name)["Service"]["TimeoutStopSec"]))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def kill(self, name: str) -> None:
        """End it and its children at once and without a word, as when memory runs out."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self, name: str) -> None:
        self.stop(name)
        self.start(name)

    def web_processes(self) -> list[int]:
        """The web server's own process and the children that answer."""
        master = self.running["acompana-web.service"].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text()
        return [master, *map(int, children.split())]

    # --- Proxy
    def proxy(self, *arguments: str) -> None:
        configuration = self.root / "etc/nginx/nginx.conf"
        command = ["nginx", "-e", str(self.root / "nginx.log"), "-c", str(configuration), *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)

    def reload_proxy(self) -> None:
        pid = self.root / "nginx.pid"
        if not pid.exists():
            self.proxy()
            return
        self.proxy("-t")
        self.proxy("-s", "reload")
        time.sleep(0.5)  # its old workers let go of the port by themselves

    def stop_all(self) -> None:
        if (self.root / "nginx.pid").exists():
            self.proxy("-s", "stop")
        for process in self.running.values():
            process.terminate()
        for name in list(self.running):
            self.stop(name)
        self.close_socket()
        self.listener.close()
