"""What a page says of itself in JSON-LD: when it was published, and when each entry of a live blog was posted.

Such blocks are written by machines and often broken, huge or not what they claim to be: every value is taken for what it is,
what does not fit is passed over, and nothing is walked by recursion.
"""

from __future__ import annotations

import html as html_entities
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# Blocks together are read up to so many characters, and so many of their values are looked at.
MOST_CHARS = 4_000_000
MOST_VALUES = 200_000
# A live blog of a long day has some hundred entries.
MOST_UPDATES = 2000
# So many letters and figures of a text tell it from the others of a page; fewer than the least do not.
KEY_LETTERS = 32
FEWEST_LETTERS = 12
# The headline of an entry stands at most so many lines above its text.
HEADLINE_REACH = 6
_TAG = re.compile(r"<[^<>]{0,500}>")
_OPENING_CHARS = 400
_BLOG = "liveblogposting"
_ARTICLES = ("article", "posting", "reportage", "webpage")
# What stands under these names belongs to other pages, or to parts of this one.
_OTHERS = frozenset({"liveBlogUpdate", "itemListElement", "mentions", "citation", "comment", "isBasedOn", "hasPart", "review"})
_DATES = (("datePublished", "published"), ("dateModified", "updated"))


@dataclass(frozen=True, slots=True)
class Update:
    """An entry of a live blog as its page states it: when it was posted, its headline and how its text opens."""

    posted: str
    headline: str
    body: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What the JSON-LD blocks of a page state: dates of the page as ``(kind, ISO 8601)``, and the entries of a live blog."""

    dates: tuple[tuple[str, str], ...] = ()
    updates: tuple[Update, ...] = ()


def read_linked(blocks: Iterable[str]) -> Linked:
    """Returns what the JSON-LD blocks of a page state.

    >>> update = '{"headline": "Talks end", "datePublished": "2024-05-07T18:05Z"}'
    >>> read_linked(['{"@type": "LiveBlogPosting", "liveBlogUpdate": [' + update + "]}"]).updates
    (Update(posted='2024-05-07T18:05Z', headline='Talks end', body=''),)
    """
    dates: dict[str, str] = {}
    updates: list[Update] = []
    left = MOST_CHARS
    for block in blocks:
        if len(block) > left:
            continue
        left -= len(block)
        for item in _objects(_parsed(block)):
            types = _types(item)
            if _BLOG in types and len(updates) < MOST_UPDATES:
                updates.extend(_updates(item))
            if any(name.endswith(_ARTICLES) for name in types):
                for name, kind in _DATES:
                    if text := _text(item.get(name)):
                        dates.setdefault(kind, text)
    return Linked(tuple(dates.items()), tuple(updates[:MOST_UPDATES]))


def _parsed(block: str) -> object:
    try:
        parsed: object = json.loads(block.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None
    return parsed


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    """Yields the objects of a parsed block, outer ones first, without what belongs to other pages or to parts."""
    todo: deque[object] = deque([value])
    seen = 0
    while todo and seen < MOST_VALUES:
        value = todo.popleft()
        seen += 1
        if isinstance(value, dict):
            yield value
            todo.extend(inner for name, inner in value.items() if name not in _OTHERS and isinstance(inner, (dict, list)))
        elif isinstance(value, list):
            todo.extend(inner for inner in value[:MOST_VALUES] if isinstance(inner, (dict, list)))


def _types(item: Mapping[str, object]) -> list[str]:
    value = item.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name.rpartition("/")[2].lower() for name in names[:20] if isinstance(name, str)]


def _updates(blog: Mapping[str, object]) -> Iterator[Update]:
    given = blog.get("liveBlogUpdate")
    for item in (given if isinstance(given, list) else [given])[:MOST_UPDATES]:
        if isinstance(item, dict) and (posted := _text(item.get("datePublished")) or _text(item.get("dateCreated"))):
            headline = _text(item.get("headline")) or _text(item.get("name")) or _text(item.get("alternativeHeadline"))
            body = _text(item.get("articleBody")) or _text(item.get("text")) or _text(item.get("description"))
            if headline or body:
                yield Update(posted, headline, body)


def _text(value: object) -> str:
    """Returns a string, of a list the first one, as plain text; nothing for other things."""
    if isinstance(value, list):
        value = next((item for item in value[:20] if isinstance(item, str) and item.strip()), None)
    if not isinstance(value, str):
        return ""
    bare = _TAG.sub(" ", html_entities.unescape(value[: 4 * _OPENING_CHARS])).replace("\x00", " ")
    return " ".join(bare.split())[:_OPENING_CHARS]


def place_updates(updates: Sequence[Update], lines: Sequence[str]) -> dict[int, str]:
    """Returns by the number of a line when the entry was posted that starts there, for the entries found among `lines`.

    An entry is recognised by the opening words of its text, else by its headline; it starts at its headline where that stands
    above. Of several lines with one headline the last is taken: lists of entries stand at the top.

    >>> place_updates([Update("2024-05-07T18:05Z", "", "Envoys have left the hall.")], ["Live", "Envoys have left the hall."])
    {1: '2024-05-07T18:05Z'}
    """
    keys = [_key(line) for line in lines]
    where: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if len(key) >= FEWEST_LETTERS:
            where.setdefault(key, []).append(i)
    found: dict[int, str] = {}
    for update in updates:
        head, body = _key(update.headline), _key(update.body)
        at = next((i for i in reversed(where.get(body, ())) if i not in found), None)
        if at is not None:
            above = range(at - 1, max(-1, at - 1 - HEADLINE_REACH), -1)
            at = next((i for i in above if head and keys[i] == head), at)
        else:
            at = next((i for i in reversed(where.get(head, ())) if i not in found), None)
        if at is not None and at not in found:
            found[at] = update.posted
    return found


def _key(text: str) -> str:
    letters = [char for char in text[:_OPENING_CHARS].casefold() if char.isalnum()]
    return "".join(letters[:KEY_LETTERS])
