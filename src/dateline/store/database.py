"""Opening the store: its version checked, older ones migrated, and no more access than asked for."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib import resources
from pathlib import Path

import duckdb

from dateline.errors import StoreBusy, StoreError

VERSION = 5
# How long a command waits for another that is writing: longer than any single load takes.
PATIENCE_SECONDS = 15.0
_SQL = resources.files("dateline.store")
# What DuckDB says of a file that another process has open (on Windows, the system says it), or this one in another way, or that
# this one is just opening or closing.
_BUSY = ("Could not set lock", "used by another process", "different configuration", "is already attached")
# DuckDB would fetch an extension from its maker for what it cannot read by itself.
_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
# A stored query must not reach any file, network or setting, whatever the SQL says.
_SEALED = {**_OFFLINE, "enable_external_access": "false", "lock_configuration": "true"}
# What a DuckDB file begins with, after a checksum of eight bytes.
_MAGIC = b"DUCK"


class Access(StrEnum):
    """What a connection may do: read only, with no way out of the database, or write."""

    READ = "read"
    WRITE = "write"


def sql(name: str) -> str:
    """Returns the text of a file of the store's SQL, such as ``queries/pages_to_recode.sql``."""
    return _SQL.joinpath(*name.split("/")).read_text(encoding="utf-8")


@contextmanager
def connect(path: Path, access: Access) -> Iterator[duckdb.DuckDBPyConnection]:
    """Gives a connection to the store at `path`, made by the first that writes, migrated if it is of an older version.

    Raises:
        StoreBusy: another process, or another thread of this one, keeps it open.
        StoreError: there is no store at `path` (reading), it is no dateline store, or it was made by a newer dateline.
    """
    if access is Access.READ:
        expect(path)
        if _version_at(path) < VERSION:
            with connect(path, Access.WRITE):
                pass
    else:
        _no_folder(path)
        if not path.parent.is_dir():
            raise StoreError(f"expected a folder {path.parent} for the store {path.name}; make the folder or give another DB")
    connection = _open(path, access)
    try:
        if access is Access.WRITE:
            _bring_up_to_date(connection, path)
        yield connection
    except duckdb.Error as error:
        raise StoreError(f"{path} could not be {'read' if access is Access.READ else 'written'}: {error}") from error
    finally:
        connection.close()


def expect(path: Path) -> None:
    """Makes sure that there is a store at `path`, for what writes but must not make one.

    Raises:
        StoreError: there is none.
    """
    _no_folder(path)
    if not path.is_file():
        raise StoreError(f"expected a store at {path}, found none; make one with: dateline ingest {path} INPUT...")


def _no_folder(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"expected a DuckDB file at {path}, found a folder; give a file, such as {path / 'news.duckdb'}")


def _no_other_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(8 + len(_MAGIC))
    except OSError:  # not there yet, or DuckDB says what is wrong with it
        return
    if head[8:] != _MAGIC:
        found = "a file of another kind" if head else "an empty file"
        raise StoreError(f"expected a DuckDB file at {path}, found {found}; give another DB")


def _open(path: Path, access: Access) -> duckdb.DuckDBPyConnection:
    _no_other_file(path)
    until = time.monotonic() + PATIENCE_SECONDS
    file = str(path.absolute())  # to DuckDB `:memory:` is no file, nor are `md:news` and `s3://news`
    while True:
        try:
            if access is Access.READ:
                return duckdb.connect(file, read_only=True, config=_SEALED)
            # DuckDB keeps out other processes, and connections of this one that are set up in another way. With a name of its
            # own each writer is: threads take turns as processes do.
            return duckdb.connect(file, config={**_OFFLINE, "custom_user_agent": uuid.uuid4().hex})
        except duckdb.Error as error:
            said = str(error).replace(file, "")
            if not any(sign in said for sign in _BUSY):
                raise StoreError(f"expected a DuckDB file at {path}: {_first_line(error)}; give another DB") from error
            if time.monotonic() > until:
                other = "writing to" if access is Access.READ else "reading or writing to"
                raise StoreBusy(
                    f"another process or thread is {other} {path}; try again when it is done ({_first_line(error)})"
                ) from error
        time.sleep(0.05)


def _version_at(path: Path) -> int:
    connection = _open(path, Access.READ)
    try:
        return _version(connection, path)
    finally:
        connection.close()


def _version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The schema version of a store; 0 for a file with no tables."""
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        return 0
    if "schema_version" not in tables:
        raise StoreError(f"{path} is a DuckDB file, but no dateline store (it has no table schema_version); give another DB")
    [(version,)] = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchall()
    if version > VERSION:
        raise StoreError(
            f"{path} has schema version {version}, this dateline knows {VERSION}; upgrade: pip install -U dateline"
        )
    return int(version)


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    version = _version(connection, path)
    if version == VERSION:
        return
    steps = [sql("schema.sql")] if version == 0 else [migration(n) for n in range(version + 1, VERSION + 1)]
    connection.begin()
    try:
        for step in steps:
            connection.execute(step)
        connection.execute("INSERT INTO schema_version VALUES (?, now()::TIMESTAMP)", [VERSION])
        connection.commit()
    except duckdb.Error as error:
        connection.rollback()
        raise StoreError(f"{path} could not be brought to schema version {VERSION}: {_first_line(error)}") from error


def migration(version: int) -> str:
    """Returns the SQL that brings a store from the version before to `version`."""
    folder = _SQL.joinpath("migrations")
    files = sorted(file.name for file in folder.iterdir() if file.name.startswith(f"{version:03}_"))
    if len(files) != 1:
        raise StoreError(f"expected one migration to schema version {version}, found {len(files)}; install dateline again")
    return folder.joinpath(files[0]).read_text(encoding="utf-8")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
