"""What goes wrong while a backup is made or restored ends in a sentence, and leaves nothing that looks whole."""

from __future__ import annotations

import os
import re
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from accompaniment.backup import making, restoring
from accompaniment.backup.archive import DATABASE, FILES, MANIFEST, SEAL, ArchiveWriter, opened
from accompaniment.backup.manifest import Manifest
from accompaniment.backup.site_settings import CARRIED, OF_THE_MACHINE, SECRETS
from accompaniment.models import RosterImport, SignIn, TrackedChange, User
from accompaniment.tests.installations import ROOT, Install, Installation
from conftest import make_cast

pytestmark = pytest.mark.django_db

LOGIN = {"host", "port", "user", "password"}
PHOTO = b"\x89PNG" + bytes(range(256)) * 40


@pytest.fixture(scope="module")
def site(install: Install, django_db_blocker: DjangoDbBlocker) -> Installation:
    """A site with people, an upload that waits, and a letterhead."""
    site = install(with_tables=True)
    with django_db_blocker.unblock(), site.used():
        cast = make_cast()
        kept = default_storage.save("roster/one/upload", ContentFile(b"[]"))
        RosterImport.objects.create(uploaded_by=cast.berta, file=kept, file_name="x.csv")
        default_storage.save("letterheads/a.png", ContentFile(PHOTO))
    return site


@pytest.fixture(scope="module")
def archive(site: Installation, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "copia.zip"
    with django_db_blocker.unblock(), site.used():
        call_command("backup", file)
    return file


@pytest.fixture(scope="module")
def bare(install: Install) -> Installation:
    return install()


@pytest.fixture
def empty(bare: Installation) -> Iterator[Installation]:
    """This process is a site without anything, as the test leaves it."""
    with bare.used():
        yield bare
    assert not bare.private.exists()


@pytest.fixture
def fresh(install: Install) -> Iterator[Installation]:
    """This process is a site without anything so far."""
    installation = install()
    with installation.used():
        yield installation


def refusal(command: str, file: Path) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(command, file)
    return str(refused.value)


def is_empty(installation: Installation) -> bool:
    return not connection.introspection.table_names() and not list(installation.var.glob("*restoring"))


def rewritten(archive: Path, target: Path, change: Callable[[Manifest], None], *, renamed: str = "") -> Path:
    """The same archive with another manifest, sealed by whoever has the key."""
    with opened(archive) as old, target.open("w+b") as file, ArchiveWriter(file) as new:
        manifest = old.manifest
        new.add(DATABASE, [old.zip.read(DATABASE)])
        for name in list(manifest.files):
            called = renamed if renamed and name.startswith("letterheads") else name
            new.add(FILES + called, [old.zip.read(FILES + name)])
            manifest.files[called] = manifest.files.pop(name)
        change(manifest)
        new.seal(manifest)
    return target


# --- What it is like when all is well -----------------------------------------------------------------------------
def test_only_its_owner_reads_it_and_nothing_is_left_beside(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert list(archive.parent.iterdir()) == [archive]


def test_it_says_what_it_holds_and_no_secret(archive: Path, settings) -> None:
    with opened(archive) as read:
        manifest = read.manifest
        told = read.zip.read(MANIFEST).decode() + read.zip.read(SEAL).decode()
    assert manifest.tables["accompaniment_user"] > 10 and ["accompaniment", "0001_initial"] in manifest.migrations
    assert "letterheads/a.png" in manifest.files and len(manifest.files) == 2
    assert "SECRET_KEY" in manifest.secrets and settings.SECRET_KEY not in told
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}-05:00", manifest.ended_at)


def test_its_making_is_in_the_log_and_in_the_archive(site: Installation, archive: Path, fresh: Installation) -> None:
    call_command("restore", archive)
    restored, made = TrackedChange.objects.filter(model="backup")
    assert made.name == "Copia de seguridad copia.zip" and restored.name.startswith("Restaurada la copia")


def test_nobody_enters_with_it(site: Installation, client, tmp_path: Path) -> None:
    with site.used():
        client.force_login(User.objects.get(first_name="Alma"))
        key = client.session.session_key
        call_command("backup", tmp_path / "a.zip")
    with opened(tmp_path / "a.zip") as archive:
        assert key.encode() not in b"".join(archive.database())
        assert not {"django_session", SignIn._meta.db_table} & {*archive.manifest.tables}


def test_every_setting_is_carried_or_said_to_be_apart() -> None:
    documented = re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted([*CARRIED, *OF_THE_MACHINE, *SECRETS])


def test_leftovers_of_rows_stay_behind_and_what_is_missing_is_told(site: Installation, tmp_path: Path, capsys) -> None:
    with site.used():
        record = RosterImport.objects.get()
        default_storage.save("roster/stray/upload", ContentFile(b"personas"))
        RosterImport.objects.update(file="roster/nowhere.json")
        call_command("backup", tmp_path / "a.zip")
        RosterImport.objects.update(file=record.file.name)
        default_storage.delete("roster/stray/upload")
    with opened(tmp_path / "a.zip") as archive:
        assert [*archive.manifest.files] == ["letterheads/a.png"]
        assert archive.manifest.lost == ["roster/nowhere.json"]
    assert "ya no estaba: roster/nowhere.json" in capsys.readouterr().out


def test_what_goes_with_its_row_meanwhile_is_told(site: Installation, tmp_path: Path, monkeypatch, capsys) -> None:
    """A photo withdrawn between the database's instant and its own turn."""
    copied = making._write_database

    def then_withdrawn(*args):
        named = copied(*args)
        RosterImport.objects.update(file="")
        return named

    with site.used():
        record = RosterImport.objects.get()
        content = record.file.read()
        record.file.close()
        default_storage.delete(record.file.name)
        monkeypatch.setattr(making, "_write_database", then_withdrawn)
        call_command("backup", tmp_path / "a.zip")
        default_storage.save(record.file.name, ContentFile(content))
        RosterImport.objects.update(file=record.file.name)
    assert f"Se quitó mientras se copiaba, con su fila: {record.file.name}" in capsys.readouterr().out


# --- Where a backup may not be written ----------------------------------------------------------------------------
def test_an_existing_file_is_not_touched(site: Installation, archive: Path) -> None:
    before = archive.read_bytes()
    with site.used():
        assert "Ya existe" in refusal("backup", archive)
        assert "No existe la carpeta" in refusal("backup", archive.parent / "none" / "a.zip")
        assert "fuera de la carpeta" in refusal("backup", site.private / "a.zip")
    assert archive.read_bytes() == before


def test_killed_halfway_it_leaves_nothing_that_looks_whole(
    site: Installation, empty: Installation, tmp_path: Path
) -> None:
    """A pipe among the files holds it in the middle for as long as it takes to kill it."""
    pipe, target = site.private / "letterheads" / "pipe", tmp_path / "a.zip"
    os.mkfifo(pipe)
    try:
        backup = site.start("backup", str(target))
        with pipe.open("wb"):  # waits until the backup reads it
            backup.kill()
    finally:
        pipe.unlink()
    assert not target.exists()
    part = tmp_path / "a.zip.part"
    with empty.connected():
        assert "no es una copia de seguridad entera" in refusal("restore", part)
    with site.used():
        call_command("backup", target)  # takes the leftovers away
    assert list(tmp_path.iterdir()) == [target]


# --- What dies in the middle --------------------------------------------------------------------------------------
def test_a_restore_killed_among_the_files_leaves_no_database(archive: Path, install: Install) -> None:
    """A pipe in the place of a file holds it in the middle for as long as it takes to kill it."""
    elsewhere = install()
    pipe = elsewhere.private / "roster/one/upload"
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)
    restore = elsewhere.start("restore", str(archive))
    with pipe.open("wb"):  # waits until the restore reads it
        restore.kill()
    pipe.unlink()
    (elsewhere.var / "acompana.sqlite3.restoring").write_bytes(b"half of a database, of one that died there")
    with elsewhere.used():
        assert not connection.introspection.table_names()
        assert (elsewhere.private / "letterheads/a.png").read_bytes() == PHOTO
        call_command("restore", archive)
        assert User.objects.count() > 10


@contextmanager
def server_gone(of: Installation, *, while_holding: str) -> Iterator[None]:
    """As soon as a tool waits for what another session holds, PostgreSQL ends every session, as when it is stopped."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    login = {k: v for k, v in connection.get_connection_params().items() if k in LOGIN}
    with (
        closing(psycopg2.connect(**login | {"dbname": of.database})) as holder,
        closing(psycopg2.connect(**login | {"dbname": "postgres"})) as other,
    ):
        holder.cursor().execute(while_holding)
        other.autocommit = True
        arguments = (other.cursor(), of.database, holder.info.backend_pid)
        stop = threading.Thread(target=end_sessions_once_one_waits, args=arguments)
        stop.start()
        yield
        stop.join(timeout=60)


def end_sessions_once_one_waits(cursor: Any, database: str, holder: int) -> None:
    waiting = "SELECT 1 FROM pg_stat_activity, pg_sleep(0.02) WHERE datname = %s AND wait_event_type = 'Lock'"
    for _look in range(1000):
        cursor.execute(waiting, [database])
        if cursor.fetchone():
            break
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
    cursor.execute(others, [database, holder])


def test_a_server_gone_while_it_is_copied_is_a_sentence_and_leaves_nothing(site: Installation, tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    with site.used():
        with server_gone(site, while_holding="LOCK TABLE accompaniment_user IN ACCESS EXCLUSIVE MODE"):
            said = refusal("backup", target)
        assert re.fullmatch(
            r"La copia no se pudo hacer y no quedó ninguna: la base de datos dejó el trabajo a medias .*", said
        )
        assert list(tmp_path.iterdir()) == []
        connection.close()
        call_command("backup", target)
    assert list(tmp_path.iterdir()) == [target]


def test_a_server_gone_while_it_takes_a_copy_leaves_no_table(archive: Path, fresh: Installation) -> None:
    with server_gone(fresh, while_holding="CREATE TABLE accompaniment_user (id int)"):
        said = refusal("restore", archive)
    assert re.fullmatch(r"pg_restore no pudo terminar: .*\. Cuando esté resuelto, repite el mismo comando\.", said)
    connection.close()
    assert is_empty(fresh)
    call_command("restore", archive)
    assert User.objects.count() > 10


def with_little_disk(size: int) -> Callable[[], None]:
    """For a process: no file may be longer, as if the disk were full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_is_a_sentence_and_leaves_nothing(site: Installation, tmp_path: Path) -> None:
    code, said = site.start("backup", str(tmp_path / "a.zip"), first=with_little_disk(20_000)).end()
    assert code == 1 and "Traceback" not in said, said
    assert "no se pudo hacer" in said or "no pudo terminar" in said
    assert list(tmp_path.iterdir()) == []


# --- What is not restored -----------------------------------------------------------------------------------------
def test_a_flipped_byte_is_found_in_every_member(archive: Path, empty: Installation, tmp_path: Path) -> None:
    content, damaged = archive.read_bytes(), tmp_path / "a.zip"
    with ZipFile(archive) as read:
        members = read.infolist()
    for info in members:
        header = 30 + 20 + len(info.filename)
        middle = info.header_offset + header + info.compress_size // 2
        flipped = 1 if info.compress_type == ZIP_STORED else 16  # compressed, one may come to mean the same
        wrong = bytes(byte ^ 0xFF for byte in content[middle : middle + flipped])
        damaged.write_bytes(content[:middle] + wrong + content[middle + flipped :])
        assert "no es una copia de seguridad entera" in refusal("restore", damaged)
    assert is_empty(empty)


@pytest.mark.parametrize("share", [0, 0.3, 0.9, 0.999])
def test_a_truncated_one_is_refused(archive: Path, empty: Installation, tmp_path: Path, share: float) -> None:
    content, cut = archive.read_bytes(), tmp_path / "a.zip"
    cut.write_bytes(content[: int(len(content) * share)])
    assert "no es una copia de seguridad entera" in refusal("restore", cut)
    assert is_empty(empty)


def test_one_without_its_seal_is_refused(archive: Path, empty: Installation, tmp_path: Path) -> None:
    bare = tmp_path / "a.zip"
    with ZipFile(archive) as old, ZipFile(bare, "w") as new:
        for name in old.namelist():
            if name != SEAL:
                new.writestr(name, old.read(name))
    assert "no es una copia de seguridad entera" in refusal("restore", bare)


def test_another_secret_key_is_said_before_anything_is_written(archive: Path, empty: Installation, settings) -> None:
    settings.SECRET_KEY = "otra" * 20
    assert "se hizo con otra SECRET_KEY" in refusal("restore", archive)
    assert is_empty(empty)


def test_what_is_newer_is_refused(archive: Path, empty: Installation, tmp_path: Path) -> None:
    newer = rewritten(archive, tmp_path / "a.zip", lambda m: m.migrations.append(["visits", "9999_the_future"]))
    assert "versión más nueva" in refusal("restore", newer)
    newer = rewritten(archive, tmp_path / "b.zip", lambda m: setattr(m, "format", 2))
    assert "versión más nueva" in refusal("restore", newer)
    assert is_empty(empty)


def test_another_engine_is_refused(archive: Path, empty: Installation, tmp_path: Path) -> None:
    other = rewritten(archive, tmp_path / "a.zip", lambda m: setattr(m, "engine", "oracle"))
    assert "cambia DATABASE_URL" in refusal("restore", other)


@pytest.mark.parametrize("name", ["../out.png", "/out.png", "letterheads/../../out.png", "a\\..\\out.png"])
def test_no_name_leads_out_of_the_private_folder(archive: Path, empty: Installation, tmp_path: Path, name: str) -> None:
    wicked = rewritten(archive, tmp_path / "a.zip", lambda m: None, renamed=name)
    assert "no es una copia de seguridad entera" in refusal("restore", wicked)
    assert is_empty(empty) and not list(empty.var.rglob("out*"))


def test_rows_that_did_not_all_come_leave_no_database(archive: Path, fresh: Installation, tmp_path: Path) -> None:
    short = rewritten(archive, tmp_path / "a.zip", lambda m: m.tables.update(accompaniment_user=1))
    assert "no llegaron enteras: accompaniment_user" in refusal("restore", short)
    if connection.vendor == "sqlite":
        assert is_empty(fresh)


def test_nothing_is_written_over(site: Installation, archive: Path, fresh: Installation) -> None:
    with site.used():
        assert "ya tiene tablas" in refusal("restore", archive)
    default_storage.save("documents/otro.pdf", ContentFile(b"%PDF"))
    assert "como documents/otro.pdf" in refusal("restore", archive)
    assert default_storage.exists("documents/otro.pdf") and is_empty(fresh)


def test_a_full_disk_leaves_no_database_and_the_same_command_takes_up_again(archive: Path, install: Install) -> None:
    elsewhere = install()
    code, said = elsewhere.start("restore", str(archive), first=with_little_disk(len(PHOTO) - 1)).end()
    assert code == 1 and "repite el mismo comando" in said and "Traceback" not in said, said
    with elsewhere.used():
        assert is_empty(elsewhere)
        call_command("restore", archive)
        assert User.objects.count() > 10


def test_an_older_one_is_brought_up_to_date(
    archive: Path, fresh: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That `migrate` is asked to: what it does is proved by deploy/check_migrations.py and takes a minute."""
    asked: list[str] = []
    monkeypatch.setattr(restoring, "call_command", lambda name, **_options: asked.append(name))
    restored = restoring.restore_backup(source=archive)
    assert asked == []
    restored.manifest.migrations.pop()
    restoring._finished(restored.manifest)
    assert asked == ["migrate"]
