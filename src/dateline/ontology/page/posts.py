"""Which lines of a page stamp the entries of a live blog, told from the lines alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from dateline.ontology.page.stamps import Stamp, read_closing_stamp, read_opening_stamp, read_stamp, stated_stamp

# Stamps that make a live blog of a page that calls itself one, and of a page that does not.
FEWEST_STAMPS = 2
FEWEST_UNTOLD = 4
# Share of the stamps that must have text with them, and share that must run one way through the day.
WITH_TEXT = 0.6
ONE_WAY = 0.7
# A line of more words is text, one of fewer may be a headline or a byline.
TEXT_WORDS = 8
# Text stands so soon below a stamp: headline, byline and place of the reporter come between.
TEXT_REACH = 4
HALF_DAY = 720
# A line whose markup states a moment is a stamp up to so many words, whatever they are: "05h", "vor 3 Stunden".
STATED_WORDS = 3
_HALVED = re.compile(r"\d\s?[ap]\.?m\b|noon|midnight")


class Place(Enum):
    """How a stamp stands in its line: alone, before text, or behind a name."""

    ALONE = auto()
    OPENING = auto()
    CLOSING = auto()


@dataclass(frozen=True, slots=True)
class Post:
    """A stamp of an entry: the numbers of its first and last line, what it says, and the day that heads it (a stamp, too)."""

    first: int
    last: int
    stamp: Stamp
    place: Place
    header: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Posts:
    """The stamps of a page's entries in page order; `below` tells that each stands under its entry."""

    posts: tuple[Post, ...]
    below: bool = False


def find_posts(texts: Sequence[str], *, told: bool, moments: Sequence[str | None] = ()) -> Posts | None:
    """Returns the stamps of the entries among the lines of a page, None for a page that is no live blog.

    A page that is `told` to be one by its title or address needs fewer of them, and days without a clock time are enough.
    `moments` are those that the markup of the lines states (ISO 8601), where there is markup.
    """
    stamps = _joined(_without_notes(_read(texts, moments), texts))
    if len(stamps) < FEWEST_STAMPS:
        return None
    posts = _without_index(_without_page_stamp(_headed(stamps), texts), texts)
    if not any(post.stamp.minute is not None or post.stamp.ago for post in posts):
        posts = _days(stamps) if told else []
    if not told:
        posts = [post for post in posts if not post.stamp.ago]
    return Posts(tuple(posts), _stand_below(posts, texts)) if _are_entries(posts, texts, told) else None


def stated_moments(declared: Iterable[tuple[str, str]]) -> dict[int, str]:
    """Returns by the offset of their line the moments that a page's markup states.

    >>> stated_moments([("published", "2024-05-07"), ("line 40", "2024-05-07T18:05Z")])
    {40: '2024-05-07T18:05Z'}
    """
    return {int(kind.removeprefix("line ")): moment for kind, moment in declared if kind.startswith("line ")}


def steps(minutes: Sequence[int | None]) -> list[int]:
    """Returns the minutes from stamp to stamp; what looks like more than half a day is taken the other way round.

    >>> steps([23 * 60, 30])
    [90]
    """
    found = (b - a for a, b in pairwise(m for m in minutes if m is not None))
    return [s - 2 * HALF_DAY if s > HALF_DAY else s + 2 * HALF_DAY if s < -HALF_DAY else s for s in found]


def is_text(line: str) -> bool:
    """Tells whether a line has the words of a sentence rather than those of a headline."""
    return len(line.split(None, TEXT_WORDS)) > TEXT_WORDS


def _read(texts: Sequence[str], moments: Sequence[str | None]) -> list[Post]:
    found: list[Post] = []
    for i, text in enumerate(texts):
        moment = moments[i] if moments else None
        stated = stated_stamp(moment) if moment else None
        told = ((stamp, place) for read, place in _READERS if (stamp := read(text)) is not None)
        if (first := next(told, None)) is not None:
            found.append(Post(i, i, first[0].shown_at(stated), first[1]))
        elif stated is not None and 0 < len(text.split(None, STATED_WORDS)) <= STATED_WORDS:
            found.append(Post(i, i, stated, Place.ALONE))
    return found


_READERS = ((read_stamp, Place.ALONE), (read_opening_stamp, Place.OPENING), (read_closing_stamp, Place.CLOSING))


def _joined(stamps: Sequence[Post]) -> list[Post]:
    """Joins stamps in neighbouring lines that tell one moment ("2h ago", "(14:30 GMT)"); a day heads what follows it."""
    found: list[Post] = []
    for post in stamps:
        before = found[-1] if found else None
        if (
            before is not None
            and before.last == post.first - 1
            and post.place is before.place is Place.ALONE
            and _agree(before.stamp, post.stamp)
        ):
            found[-1] = Post(before.first, post.last, before.stamp.joined(post.stamp), before.place)
        else:
            found.append(post)
    return found


def _agree(one: Stamp, other: Stamp) -> bool:
    if one.is_day and not other.is_day:
        return False
    same_minute = None in (one.minute, other.minute) or one.minute == other.minute
    return same_minute and (None in (one.day, other.day) or one.day == other.day)


def _without_notes(stamps: Sequence[Post], texts: Sequence[str]) -> list[Post]:
    """Drops the notes of when an entry was updated, which have another stamp or no text with them, and those of the page."""
    found: list[Post] = []
    usual = 2 * sum(bool(_UPDATED.search(texts[post.first].lower())) for post in stamps) > len(stamps)
    for i, post in enumerate(stamps):
        head = texts[post.first].lower()
        end = stamps[i + 1].first if i + 1 < len(stamps) else len(texts)
        with_text = any(is_text(text) for text in texts[post.last + 1 : end])
        second = bool(found) and not any(is_text(text) for text in texts[found[-1].last + 1 : post.first])
        of_page = not found and post.stamp.day is not None and not usual
        if not (_UPDATED.search(head) and (of_page or second or not with_text or _PUBLISHED.search(head))):
            found.append(post)
    return found


_UPDATED = re.compile(r"\b(?:updat|modif|edited)")
_PUBLISHED = re.compile(r"\b(?:publish|posted|issued)")


def _headed(stamps: Sequence[Post]) -> list[Post]:
    """Returns the stamps with a clock time, each with the last day written over it."""
    header: Stamp | None = None
    found: list[Post] = []
    for post in stamps:
        if post.stamp.is_day:
            header = post.stamp
        else:
            found.append(Post(post.first, post.last, post.stamp, post.place, header))
    return found


def _without_page_stamp(posts: Sequence[Post], texts: Sequence[str]) -> list[Post]:
    """Drops the stamp of the page itself: above the others, not of their form, and with its day or placed otherwise."""
    forms = [_form(post, texts[post.first]) for post in posts]
    usual, count = Counter(forms).most_common(1)[0] if forms else (None, 0)
    first = next((i for i, form in enumerate(forms) if form == usual), 0)
    if count < FEWEST_STAMPS:
        return list(posts)
    return [post for i, post in enumerate(posts) if i >= first or (post.stamp.day is None and post.place is posts[first].place)]


def _form(post: Post, text: str) -> tuple[object, ...]:
    stamp = post.stamp
    told = (stamp.day is None, stamp.year is None, stamp.weekday is None, stamp.zone is None, stamp.minute is None)
    return post.place, _HALVED.search(text.lower()) is None, *told


def _without_index(posts: Sequence[Post], texts: Sequence[str]) -> list[Post]:
    """Drops lists of times with headlines: stamps without text that another such one follows, or nothing."""
    bare = [not has for has in _have_text(posts, texts)]
    if sum(bare) > (1 - WITH_TEXT) * len(posts):
        return list(posts)
    return [
        post
        for i, post in enumerate(posts)
        if not bare[i] or not (bare[i + 1] if i + 1 < len(posts) else post.place is not Place.CLOSING)
    ]


def _have_text(posts: Sequence[Post], texts: Sequence[str]) -> list[bool]:
    """Returns for each stamp whether text stands in its line or before the next stamp."""
    ends = [*(post.first for post in posts[1:]), len(texts)] if posts else []
    lows = (post.first if post.place is Place.OPENING else post.last + 1 for post in posts)
    return [any(is_text(texts[i]) for i in range(low, end)) for low, end in zip(lows, ends, strict=True)]


def _days(stamps: Sequence[Post]) -> list[Post]:
    """Returns the days that stamp entries: some day stands over more than one."""
    days = [post for post in stamps if post.stamp.is_day]
    kinds = Counter((post.stamp.month, post.stamp.day) for post in days)
    return days if kinds and max(kinds.values()) > 1 else []


def _are_entries(posts: Sequence[Post], texts: Sequence[str], told: bool) -> bool:
    """Tells whether stamps head entries: enough of them, with text, running one way through the day."""
    if len(posts) < (FEWEST_STAMPS if told else FEWEST_UNTOLD):
        return False
    if sum(_have_text(posts, texts)) < WITH_TEXT * len(posts):
        return False
    ways = steps([post.stamp.minute for post in posts])
    return told or not ways or max(sum(s >= 0 for s in ways), sum(s <= 0 for s in ways)) >= ONE_WAY * len(ways)


def _stand_below(posts: Sequence[Post], texts: Sequence[str]) -> bool:
    """Tells whether the stamps end their entries: names with a time, text right above them, none below the last."""
    if not posts or sum(post.place is Place.CLOSING for post in posts) < WITH_TEXT * len(posts):
        return False
    under_text = sum(post.first > 0 and is_text(texts[post.first - 1]) for post in posts)
    last = posts[-1].last
    return under_text >= WITH_TEXT * len(posts) and not any(is_text(text) for text in texts[last + 1 : last + 1 + TEXT_REACH])
