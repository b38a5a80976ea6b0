"""Object stores (S3, Google Cloud Storage, Azure) and ``file://`` paths, through Daft, which the extra `cluster` brings.

Credentials and end points are those of the environment (``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL`` and the like).
"""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO

from dateline.errors import ClusterError

SCHEMES = ("s3://", "s3a://", "gs://", "gcs://", "az://", "abfs://", "abfss://", "file://")
# Both packages tell their makers of each use unless they are asked not to.
SILENT = {"DAFT_ANALYTICS_ENABLED": "0", "SCARF_NO_ANALYTICS": "1", "RAY_USAGE_STATS_ENABLED": "0", "DAFT_PROGRESS_BAR": "0"}
# What is asked of a store at a time.
BUFFER_BYTES = 1_000_000


def is_object(name: str) -> bool:
    """Tells whether a name is the URL of an object or of a folder in a store.

    >>> is_object("s3://corpus/2024/"), is_object("pages/")
    (True, False)
    """
    return name.startswith(SCHEMES)


def load_daft() -> Any:
    """Returns the package Daft, which asks no other machine when it is loaded this way.

    Raises:
        ClusterError: it is not installed.
    """
    os.environ.update(SILENT)
    try:
        import daft
    except ImportError as error:
        raise ClusterError(
            f"expected the packages of the extra `cluster`, found no {error.name}; type: pip install 'dateline[cluster]'"
        ) from error
    return daft


def find_objects(url: str) -> list[tuple[str, str, int]]:
    """Returns page id, URL and bytes of the objects that `url` names, sorted: all below a folder, those a glob fits, or one.

    Raises:
        OSError: the store cannot be asked, or holds no such object.
        ClusterError: Daft is not installed.
    """
    daft = load_daft()
    is_glob = any(sign in url for sign in "*?[")
    is_folder = not is_glob and "." not in url.rstrip("/").rpartition("/")[2]
    base = url.rstrip("/") + "/"
    try:
        found = daft.from_glob_path(f"{base}**" if is_folder else url).to_pylist()
    except Exception as error:  # Daft's errors are of many kinds, and one input may not stop the others
        raise OSError(f"no such object or folder, or no access: {_first_line(error)}") from error
    paths = [(row["path"], row["size"] or 0) for row in found]
    return sorted((path.removeprefix(base) if is_folder else path.rpartition("/")[2], path, size) for path, size in paths)


def open_object(url: str) -> BinaryIO:
    """Returns the object, opened for reading; it comes piece by piece.

    Raises:
        OSError: it cannot be read.
    """
    return io.BufferedReader(_Object(url), BUFFER_BYTES)


class _Object(io.RawIOBase):
    """Daft's file as the standard library's files are; any of its errors is an `OSError`."""

    def __init__(self, url: str) -> None:
        try:
            self._file = load_daft().File(url).open().__enter__()
        except (ValueError, RuntimeError) as error:
            raise OSError(_first_line(error)) from error

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._file.read(len(buffer))
        except (ValueError, RuntimeError) as error:
            raise OSError(_first_line(error)) from error
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
