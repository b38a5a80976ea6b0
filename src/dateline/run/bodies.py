"""Bodies of HTTP answers, without what their headers say was done to them on the way. Many archives keep the headers alone, and
some servers pack what they were asked not to: what is not as the headers say is left as it is."""

from __future__ import annotations

import re
import zlib

_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r\n")
# As zlib counts: packed with a header of gzip or its own, and without any, which some servers call deflate.
_PACKINGS = {"gzip": (47,), "x-gzip": (47,), "deflate": (47, -15)}


def without_chunks(data: bytes) -> bytes:
    """Returns the chunks of ``Transfer-Encoding: chunked`` put together; the data as they are if they do not begin with one.

    >>> without_chunks(b"3\\r\\nYes\\r\\n1\\r\\n.\\r\\n0\\r\\n\\r\\n"), without_chunks(b"Yes.")
    (b'Yes.', b'Yes.')
    """
    pieces: list[bytes] = []
    at = 0
    while found := _CHUNK.match(data, at):
        size = int(found[1], 16)
        if not size:
            break
        pieces.append(data[found.end() : found.end() + size])
        at = found.end() + size
        at += 2 * (data[at : at + 2] == b"\r\n")
    return b"".join(pieces) or data


def unpacked(data: bytes, encoding: str, *, most: int) -> bytes:
    """Returns the data unpacked as the header ``Content-Encoding`` says, as they are if that fails; no more than `most` bytes
    and one."""
    for bits in _PACKINGS.get(encoding.strip().lower(), ()):
        try:
            return zlib.decompressobj(bits).decompress(data, most + 1)
        except zlib.error:
            continue
    return data
