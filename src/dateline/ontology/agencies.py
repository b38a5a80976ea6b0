"""Which news agency a story says it is from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from dateline.records import Span

# A credit stands in the dateline or byline at the head, or on a line at the end; in between, an agency is a source.
_HEAD_CHARS, _TAIL_CHARS, _AROUND_CHARS = 300, 200, 160


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    text = resources.files("dateline.ontology").joinpath("agencies.toml").read_text(encoding="utf-8")
    return {form.casefold(): name for name, forms in tomllib.loads(text).items() for form in forms}


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    names = "|".join(sorted((re.escape(form) for form in _forms()), key=len, reverse=True))
    return (
        re.compile(rf"\(({names})\)", re.I),  # ARICA, Chile (AP) -
        re.compile(rf"^(?:[-–—©\s]|source:|copyright|\d{{4}})*({names})[.\s]*$", re.I | re.M),
        re.compile(rf"^by\b[^\n.]{{0,80}}?[,|/(]\s*(?:the\s+)?({names})\b", re.I | re.M),
        re.compile(rf"^by (?:the )?({names})\s*$", re.I | re.M),
    )


def credit(text: str, spans: Sequence[Span]) -> str | None:
    """Returns the agency that the story in these spans of `text` credits, or None.

    >>> page = "ARICA, Chile (AP) - Crews put out a fire at the harbour on Monday."
    >>> credit(page, [(0, len(page))])
    'AP'
    """
    if not spans:
        return None
    start, end = spans[0][0], spans[-1][1]
    head = text[max(0, start - _AROUND_CHARS) : min(end, start + _HEAD_CHARS)]
    tail = text[max(start, end - _TAIL_CHARS) : end + _AROUND_CHARS]
    for part in (head, tail):
        for pattern in _patterns():
            if found := pattern.search(part):
                return _forms()[found[1].casefold()]
    return None
