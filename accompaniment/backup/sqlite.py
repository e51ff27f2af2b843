"""A copy of a SQLite file by VACUUM INTO, and back by a rename.

VACUUM INTO reads one instant while others write, and leaves behind what was deleted: the backup API would carry the
free pages along, with people in them whose data was removed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .disk import exclusive_file, settle
from .inventory import LEFT_OUT


class Sqlite:
    name = "sqlite"
    is_packed = False

    def server(self) -> int:
        return 3

    @contextmanager
    def snapshot(self, path: Path) -> Iterator[BaseDatabaseWrapper]:
        exclusive_file(path).close()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        copy = _connection_to(path)
        try:
            _leave_out(copy)
            yield copy
        finally:
            copy.close()

    def load(self, chunks: Iterable[bytes], check: Callable[[BaseDatabaseWrapper], None]) -> None:
        target = Path(connection.settings_dict["NAME"])
        draft = target.with_name(f"{target.name}.restoring")
        try:
            with exclusive_file(draft) as file:
                file.writelines(chunks)
                settle(file)
            copy = _connection_to(draft)
            try:
                check(copy)
            finally:
                copy.close()
            self._put_in_place(draft, target)
        finally:
            draft.unlink(missing_ok=True)

    def room_for(self, size: int) -> bool:
        return shutil.disk_usage(Path(connection.settings_dict["NAME"]).parent).free > size

    def _put_in_place(self, draft: Path, target: Path) -> None:
        """Asking whether the database is empty has made an empty file; nothing may be left of its journal."""
        connection.close()
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        draft.replace(target)


def _connection_to(path: Path) -> BaseDatabaseWrapper:
    """A connection to a copy, which keeps no journal beside it."""
    copy: BaseDatabaseWrapper = connection.copy()
    copy.settings_dict = {**connection.settings_dict, "NAME": str(path), "OPTIONS": {}}
    return copy


def _leave_out(copy: BaseDatabaseWrapper) -> None:
    with copy.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")  # overwrites what it deletes
        for table in {*copy.introspection.table_names(cursor)} & {*LEFT_OUT}:
            cursor.execute(f"DELETE FROM {copy.ops.quote_name(table)}")  # noqa: S608 : names of our own
