"""Where the kit is tried: a folder, free ports and servers of its own, all gone at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from servers import OfThisMachine, Own

ROOT = Path(__file__).resolve().parents[2]
PROXY = """
{user}
pid {root}/nginx.pid;
error_log {root}/nginx.log;
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {root}/nginx-body;
    proxy_temp_path {root}/nginx-proxy;
    fastcgi_temp_path {root}/nginx-fastcgi;
    uwsgi_temp_path {root}/nginx-uwsgi;
    scgi_temp_path {root}/nginx-scgi;
    include {root}/etc/nginx/sites-enabled/*;
}}
"""


def require_programs(*names: str) -> None:
    os.environ["PATH"] += ":/usr/sbin"  # where nginx is, which only root looks for there
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        sys.exit(f"Missing to try the kit: {', '.join(missing)}")


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def own_folder(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"acompana-{name}-"))
    folder.chmod(0o755)  # the proxy and PostgreSQL run as somebody else
    return folder


class Ground:
    """A machine to which the kit is put: everything below `root`, beside the servers that it shares with others."""

    def __init__(self, root: Path, servers: OfThisMachine | Own) -> None:
        self.root, self.servers = root, servers
        self.app, self.http, self.https = free_ports(3)
        self.site = f"https://localhost:{self.https}"
        self.environment = servers.settings | {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "PREFIX": str(self.root),
            "SYSTEMCTL": str(ROOT / "deploy/trial/systemctl"),
            "SYSTEMCTL_SOCKET": str(self.root / "systemctl.sock"),
            "VENV": str(Path(sys.prefix).resolve()),
            "HOST": "localhost",
            "PORT": str(self.app),
            "HTTP_PORT": str(self.http),
            "HTTPS_PORT": str(self.https),
            "DEFAULT_FROM_EMAIL": "Acompaña <no-responder@example.pe>",
        }
        (self.root / "etc/nginx").mkdir(parents=True)
        user = "user www-data;" if os.geteuid() == 0 else ""
        (self.root / "etc/nginx/nginx.conf").write_text(PROXY.format(root=self.root, user=user))

    @property
    def current(self) -> Path:
        return self.root / "opt/acompana/current"

    @property
    def certificate(self) -> str:
        return str(self.root / "etc/acompana/tls/fullchain.pem")

    def checkout(self, commit: str) -> Path | None:
        """A checkout of `commit`; None where the history does not reach that far."""
        folder = self.root / f"source-{commit}"
        made = subprocess.run(
            ["git", "-C", str(ROOT), "worktree", "add", "--quiet", "--detach", str(folder), commit],
            capture_output=True,
        )
        return folder if made.returncode == 0 else None

    def run(self, script: str, source: Path, *, code: int = 0, **more: str) -> str:
        """Run one of the kit's scripts for the release in `source`; returns what it printed."""
        done = subprocess.run(
            [str(ROOT / "deploy" / script)],
            env=self.environment | {"SOURCE": str(source)} | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == code, f"{script} ended with {done.returncode}:\n{done.stdout}{self.logs()}"
        return done.stdout

    def manage(self, release: Path, *command: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=release,
            env={"PATH": os.environ["PATH"], "ENV_FILE": str(self.root / "etc/acompana/env")},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def logs(self) -> str:
        files = [self.root / "services.log", self.root / "nginx.log", *self.root.glob("var/log/nginx/*error.log")]
        return "".join(f"\n--- {file.name}\n{file.read_text()[-4000:]}" for file in files if file.exists())

    def leave(self) -> None:
        for folder in self.root.glob("source-*"):
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(folder)], check=True)
        shutil.rmtree(self.root, ignore_errors=self.root.is_mount())  # the mount itself goes with its disk


class Clock:
    """Prints each step with the seconds it took."""

    def __init__(self) -> None:
        self.began = self.last = time.monotonic()

    def tell(self, step: str) -> None:
        now = time.monotonic()
        print(f"{now - self.last:6.1f} s  {step}", flush=True)
        self.last = now
