"""A national registry through a worker: 180,000 rows of the ministry's own width, read, compared, confirmed and stored.

The floor is the least an import could do: dbfread's own loop over the same file, and one INSERT of as many rows.
BENCH_REGISTRY=180000 says how many rows.
"""

from __future__ import annotations

import contextlib
import os
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .figures import Row, row
from .site import worker

if TYPE_CHECKING:
    from accompaniment.models import RegistryImport

DEFAULT = 180_000
PATIENCE = 900  # seconds for a part of the import
SECONDS, MEGABYTES, WAIT = 60, 250, 10  # goals
WIDE = {  # columns of the ministry's file that are not 30 wide
    "COD_MOD": 7,
    "ANEXO": 1,
    "CODLOCAL": 6,
    "CEN_EDU": 80,
    "NIV_MOD": 2,
    "D_NIV_MOD": 40,
    "DIR_CEN": 100,
    "CEN_POB": 60,
    "CODGEO": 6,
    "D_REGION": 40,
    "D_DREUGEL": 60,
}
LAYOUT = """
COD_MOD ANEXO CODLOCAL CEN_EDU NIV_MOD D_NIV_MOD D_FORMA COD_CAR D_COD_CAR TIPSSEXO D_TIPSSEXO GESTION
D_GESTION GES_DEP D_GES_DEP DIRECTOR TELEFONO EMAIL PAGWEB DIR_CEN REFERENCIA LOCALIDAD CODCP_INEI CODCCPP
CEN_POB AREA_CENSO DAREACENSO CODGEO D_DPTO D_PROV D_DIST D_REGION CODOOII D_DREUGEL NLAT_IE NLONG_IE TIPOPROG
D_TIPOPROG COD_TUR D_COD_TUR ESTADO D_ESTADO D_FTE_DATO TALUM_HOM TALUM_MUJ TALUMNO TDOCENTE TSECCION
"""
WIDTHS = {name: WIDE.get(name, 30) for name in LAYOUT.split()}


def make(path: Path, count: int) -> None:
    """Write the file: the levels and UGELs of a whole country, accented names, one row in a hundred wrong."""
    fields = b"".join(struct.pack("<11scLBB14s", name.encode(), b"C", 0, w, 0, b"") for name, w in WIDTHS.items())
    length = 1 + sum(WIDTHS.values())
    with path.open("wb") as file:
        file.write(struct.pack("<BBBBLHH20s", 3, 126, 8, 28, count, 32 + len(fields) + 1, length, b""))
        file.write(fields + b"\r")
        for n in range(count):
            cells = _cells(n)
            file.write(b" " + b"".join(cells.get(k, "").encode("cp850").ljust(w) for k, w in WIDTHS.items()))
        file.write(b"\x1a")


def _cells(n: int) -> dict[str, str]:
    level, ugel = ("A1", "A2", "A3", "A5", "B0", "F0")[n % 6], n // 800
    return {
        "COD_MOD": f"{n + 1:07}",
        "ANEXO": "X" if n % 100 == 99 else "0",
        "CODLOCAL": f"{n + 1:06}",
        "CEN_EDU": f"{n} NIÑO JESÚS DE PRAGA",
        "NIV_MOD": level,
        "GESTION": "1",
        "D_GESTION": "Pública de gestión directa",
        "DIRECTOR": "PERSONA QUE NO SE LEE",
        "TELEFONO": "984000000",
        "EMAIL": "no.se.lee@example.pe",
        "DIR_CEN": f"JIRÓN SUCRE {n}",
        "CEN_POB": f"CENTRO POBLADO {n % 5000}",
        "DAREACENSO": "Rural" if n % 3 else "Urbana",
        "CODGEO": f"{n % 250_000:06}",
        "D_PROV": f"PROVINCIA {ugel}",
        "D_DIST": f"DISTRITO {n % 1800}",
        "D_REGION": f"DRE DE MEDIDA {ugel % 26}",
        "CODOOII": f"77{ugel:04}",
        "D_DREUGEL": f"UGEL DE MEDIDA {ugel}",
        "NLAT_IE": f"-{13 + n % 1000 / 1000:.4f}",
        "NLONG_IE": f"-{72 + n % 1000 / 1000:.4f}",
        "D_TIPOPROG": "Ciclo II - Entorno Comunitario" if level == "A5" else "",
        "ESTADO": "1",
        "D_ESTADO": "Activa",
    }


def measure() -> list[Row]:
    from django.conf import settings

    count = int(os.environ.get("BENCH_REGISTRY", DEFAULT))
    path = Path(settings.VAR_DIR) / "national.dbf"
    make(path, count)
    size = path.stat().st_size / 1_000_000
    floor = read_alone(path) + insert_alone(count)
    seconds, peak, wait = through_worker(path)
    again, _peak, _wait = through_worker(path)
    name = f"registry, {count:,} rows, {size:.0f} MB"
    return [
        row(f"{name}: read, confirmed, stored", count / seconds, "rows/s", floor=count / floor),
        row(f"{name}: in all", seconds, "s", goal=SECONDS, most=True),
        row(f"{name}: the same again, in all", again, "s", goal=SECONDS, most=True),
        row(f"{name}: peak of the worker", peak, "MB", goal=MEGABYTES, most=True),
        row(f"{name}: longest wait of another writer", wait, "s", goal=WAIT, most=True),
    ]


def read_alone(path: Path) -> float:
    from dbfread import DBF

    began = time.perf_counter()
    for _record in DBF(path, encoding="cp850", ignore_missing_memofile=True):
        pass
    return time.perf_counter() - began


def insert_alone(count: int) -> float:
    """Return the seconds of storing as many rows of as many columns in a table without indexes."""
    from django.db import connection, transaction

    from accompaniment.registry.staged import AT_ONCE, FIELDS

    columns = ", ".join(f"c{n} varchar(160)" for n in range(len(FIELDS)))
    one = f"({', '.join(['%s'] * len(FIELDS))})"
    values = ["0403691 NIÑO JESÚS"] * len(FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_floor ({columns})")
        began = time.perf_counter()
        with transaction.atomic():
            for _start in range(0, count, AT_ONCE):
                if connection.vendor == "sqlite":
                    cursor.executemany(f"INSERT INTO bench_floor VALUES {one}", [values] * AT_ONCE)
                else:
                    cursor.execute(f"INSERT INTO bench_floor VALUES {', '.join([one] * AT_ONCE)}", values * AT_ONCE)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_floor")
    return took


def through_worker(path: Path) -> tuple[float, float, float]:
    """Import the file as the pages do; return the seconds, the worker's peak in MB, another writer's longest wait."""
    from django.core.files import File
    from django.utils import timezone

    from accompaniment.models import RegistryImport, Role, User
    from accompaniment.registry.services import confirm_import, request_preview

    keeper, _is_new = User.objects.get_or_create(username="77777777", defaults={"password": "!"})
    Role.objects.get_or_create(user=keeper, kind=Role.Kind.ADMINISTRATOR, starts_on=timezone.localdate())
    with worker(1) as process, path.open("rb") as file, Writer() as writer:
        began = time.perf_counter()
        record = request_preview(user=keeper, upload=File(file, path.name), all_levels=True)  # type: ignore[arg-type]
        _wait(record, lambda: record.is_pending)
        confirm_import(record=record)
        _wait(record, lambda: record.is_applied)
        took = time.perf_counter() - began
        peak = max(map(_peak, _family(process.pid)))
    assert isinstance(record, RegistryImport)
    return took, peak, writer.longest


def _wait(record: RegistryImport, is_reached: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_reached():
        if time.monotonic() > limit or record.error:
            raise RuntimeError(f"the registry was not imported: {record.status} {record.step} {record.error}")
        time.sleep(0.1)
        record.refresh_from_db()


class Writer(threading.Thread):
    """Somebody else who keeps on writing a row of their own, and how long they wait for it at most."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self.has_ended = threading.Event()

    def __enter__(self) -> Writer:
        self.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self.has_ended.set()
        self.join()

    def run(self) -> None:
        from django.db import OperationalError, connection

        from accompaniment.models import Region

        own = Region.objects.get_or_create(name="DRE que escribe")[0].pk
        while not self.has_ended.wait(0.05):
            began = time.perf_counter()
            with contextlib.suppress(OperationalError):  # the wait was in vain: longer than any goal
                Region.objects.filter(pk=own).update(name=f"DRE que escribe {began}")
            self.longest = max(self.longest, time.perf_counter() - began)
        Region.objects.filter(pk=own).delete()
        connection.close()


def _family(pid: int) -> list[int]:
    """Return a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
