"""Which lines of a page stamp the entries of a live blog, told from the lines alone."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from dateline.ontology.page import Told
from dateline.ontology.page.inline import (
    may_hold_stamp,
    read_bare_opening_stamp,
    read_closing_stamp,
    read_ending_stamp,
    read_named_stamp,
    read_opening_stamp,
)
from dateline.ontology.page.stamps import LONGEST, Stamp, read_stamp, stated_stamp

# Stamps that make a live blog of a page that calls itself one plainly, by a label, and of a page that does not.
FEWEST_STAMPS = 2
FEWEST = {Told.SURELY: FEWEST_STAMPS, Told.PLAINLY: FEWEST_STAMPS, Told.LABEL: 3, Told.NOT: 4}
# Lines in an unusual place ("18:05 Ferries sail", "Ferries sail (18:05)") are stamps where there are so many of them and
# no others.
FEWEST_ODD = {Told.SURELY: 3, Told.PLAINLY: 3, Told.LABEL: 4}
# Share of the stamps that must have text with them, and share that must run one way through the day.
WITH_TEXT = 0.6
ONE_WAY = 0.7
# A line of more words is text, one of fewer may be a headline or a byline.
TEXT_WORDS = 8
# One of fewer that ends like a sentence is text, too, from so many words on.
SENTENCE_WORDS = 3
_ENDS = re.compile(r"[.!?…][\"')\]”’]*$")
# Of an entry that markup tells of, the stamp stands at most so many lines above or below the line that was recognised.
WITNESS_REACH = 3
# Text stands so soon below a stamp: headline, byline and place of the reporter come between.
TEXT_REACH = 4
HALF_DAY = 720
# A line whose markup states a moment is a stamp up to so many words, whatever they are: "05h", "vor 3 Stunden".
STATED_WORDS = 3
# Of a line that opens with a stamp, so much is the stamp's.
OPENING_CHARS = 16
# Share of the clock times from which on their notation is the page's own.
USUAL = 0.6
# Over the stamp of a post of a network stands, so near, the handle of who wrote it.
HANDLE_REACH = 5
# A headline of more words than this comes again only where it is listed.
COPY_WORDS = 1
_HALVED = re.compile(r"\d\s?[ap]\.?m\b|noon|midnight")


class Place(Enum):
    """How a stamp stands in its line: alone or before a name, before text, behind a name, at the end of a headline."""

    ALONE = auto()
    OPENING = auto()
    CLOSING = auto()
    ENDING = auto()


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


def find_posts(
    texts: Sequence[str],
    *,
    told: Told,
    moments: Sequence[str | None] = (),
    witnesses: Sequence[str | None] = (),
) -> Posts | None:
    """Returns the stamps of the entries among the lines of a page, None for a page that is no live blog.

    A page that is `told` to be one by its title or address needs fewer of them, and days without a clock time are enough.
    `moments` are those that the markup of the lines states (ISO 8601), where there is markup; `witnesses` those of the
    entries that it says start in the lines.
    """
    if sum(witness is not None for witness in witnesses) >= FEWEST_STAMPS:
        told = Told.SURELY
    stamps = _joined(_without_notes(_read(texts, moments, told), texts))
    stamps = _with_witnesses(stamps, witnesses)
    if len(stamps) < FEWEST_STAMPS:
        return None
    posts = _without_page_stamp(_without_embeds(_headed(stamps), texts), texts)
    posts = _without_index(_without_copies(posts, texts), texts)
    if not any(post.stamp.minute is not None or post.stamp.ago for post in posts):
        posts = _days(stamps) if told >= Told.PLAINLY else []
    if told is Told.NOT:
        posts = [post for post in posts if not post.stamp.ago]
    return Posts(tuple(posts), _stand_below(posts, texts)) if _are_entries(posts, texts, told) else None


def stated_moments(declared: Iterable[tuple[str, str]], kind: str) -> dict[int, str]:
    """Returns by the offset of their line the moments that a page's markup states, of lines or of entries.

    >>> stated_moments([("published", "2024-05-07"), ("line 40", "2024-05-07T18:05Z")], "line")
    {40: '2024-05-07T18:05Z'}
    """
    pairs = ((name.partition(" "), moment) for name, moment in declared)
    return {int(at): moment for (name, _, at), moment in pairs if name == kind and at.isdigit()}


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


def is_sentence(line: str) -> bool:
    """Tells whether a line is text or a short sentence that ends like one."""
    return is_text(line) or (len(line.split(None, SENTENCE_WORDS)) > SENTENCE_WORDS and _ENDS.search(line[-4:]) is not None)


def _read(texts: Sequence[str], moments: Sequence[str | None], told: Told) -> list[Post]:
    found = _read_by(_READERS, texts, moments)
    if told is not Told.NOT and sum(post.stamp.minute is not None for post in found) < FEWEST_STAMPS:
        for reader in _ODD_READERS:
            odd = _read_by((reader,), texts, ())
            if len(odd) >= FEWEST_ODD[told]:
                return sorted([*(post for post in found if post.stamp.is_day), *odd], key=lambda post: post.first)
    return found


_Reader = tuple[Callable[[str], Stamp | None], Place]
_READERS: tuple[_Reader, ...] = (
    (read_stamp, Place.ALONE),
    (read_opening_stamp, Place.OPENING),
    (read_named_stamp, Place.ALONE),
    (read_closing_stamp, Place.CLOSING),
)
_ODD_READERS: tuple[_Reader, ...] = ((read_bare_opening_stamp, Place.OPENING), (read_ending_stamp, Place.ENDING))


def _read_by(readers: Sequence[_Reader], texts: Sequence[str], moments: Sequence[str | None]) -> list[Post]:
    found: list[Post] = []
    for i, text in enumerate(texts):
        moment = moments[i] if moments else None
        stated = stated_stamp(moment) if moment else None
        told = ((stamp, place) for read, place in readers if (stamp := read(text)) is not None)
        if may_hold_stamp(text) and (first := next(told, None)) is not None:
            found.append(Post(i, i, first[0].shown_at(stated), first[1]))
        elif stated is not None and 0 < len(text.split(None, STATED_WORDS)) <= STATED_WORDS:
            found.append(Post(i, i, stated, Place.ALONE))
    return found


def _with_witnesses(stamps: list[Post], witnesses: Sequence[str | None]) -> list[Post]:
    """Gives the entries that markup tells of their moments: each to the stamp next to its line, else to the line itself."""
    if not any(witnesses):
        return stamps
    posts = {post.first: post for post in stamps}
    marked = [(i, stamp) for i, moment in enumerate(witnesses) if moment and (stamp := stated_stamp(moment)) is not None]
    taken: set[int] = set()
    for i, stated in marked:
        reach = range(i - WITNESS_REACH, i + WITNESS_REACH + 1)
        near = [n for n in reach if n in posts and n not in taken and not posts[n].stamp.is_day]
        at = min(near, key=lambda n: (n > i, abs(n - i)), default=None)
        if at is None:
            at, posts[i] = i, Post(i, i, stated, Place.OPENING)
        else:
            posts[at] = dataclasses.replace(posts[at], stamp=posts[at].stamp.shown_at(stated))
        taken.add(at)
    return [posts[n] for n in sorted(posts)]


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
        if post.place is Place.OPENING or not (
            _UPDATED.search(head) and (of_page or second or not with_text or _PUBLISHED.search(head))
        ):
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
    head = text[:LONGEST].lower()
    return post.place, not _is_halved(post, text), "·" in head, _PUBLISHED.search(head) is None, *told


def _is_halved(post: Post, text: str) -> bool:
    """Tells whether a stamp counts the hours of half a day."""
    return _HALVED.search((text[:OPENING_CHARS] if post.place is Place.OPENING else text).lower()) is not None


def _without_embeds(posts: Sequence[Post], texts: Sequence[str]) -> list[Post]:
    """Drops the stamps of what is embedded on the page, lists of other news and posts of networks: a page writes its own clock
    times in one way, and a handle stands over those of a network."""
    clocks = [post for post in posts if post.stamp.minute is not None]
    halves = {post.first: _is_halved(post, texts[post.first]) for post in clocks}
    halved = 2 * sum(halves.values()) > len(clocks)
    own = sum(half is halved for half in halves.values())
    one_way = len(clocks) >= FEWEST[Told.NOT] and own >= USUAL * len(clocks)
    usual = max(Counter(_form(post, texts[post.first]) for post in posts).items(), key=lambda item: item[1], default=None)
    found: list[Post] = []
    for post in posts:
        other = one_way and halves.get(post.first, halved) is not halved
        low = max(post.first - HANDLE_REACH, found[-1].last + 1 if found else 0)
        handled = any(_HANDLE.search(text) for text in texts[low : post.first] if len(text) <= LONGEST)
        if not other and not (handled and usual and _form(post, texts[post.first]) != usual[0]):
            found.append(post)
    return found


_HANDLE = re.compile(r"^@\w{2,30}$|\(@\w{2,30}\)")


def _without_copies(posts: Sequence[Post], texts: Sequence[str]) -> list[Post]:
    """Drops what lists entries that stand on the page: stamps over a headline without text that comes again with text."""
    ends = [*(post.first for post in posts[1:]), len(texts)] if posts else []
    heads = [_head(post, texts) for post in posts]
    # Text stands below the headline or, where there is a byline, below that.
    full = [
        any(is_sentence(text) for text in texts[post.last + 2 : min(end, post.last + 4)])
        for post, end in zip(posts, ends, strict=True)
    ]
    told = {head for head, has in zip(heads, full, strict=True) if has}
    return [post for post, head, has in zip(posts, heads, full, strict=True) if has or not head or head not in told]


def _head(post: Post, texts: Sequence[str]) -> str:
    """Returns the headline below a stamp, in small letters; nothing where text follows at once."""
    below = texts[post.last + 1].strip() if post.last + 1 < len(texts) and post.place is Place.ALONE else ""
    few = len(below.split(None, COPY_WORDS)) <= COPY_WORDS
    return "" if few or _ENDS.search(below[-4:]) is not None else below.lower()


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
    return [any(is_sentence(texts[i]) for i in range(low, end)) for low, end in zip(lows, ends, strict=True)]


def _days(stamps: Sequence[Post]) -> list[Post]:
    """Returns the days that stamp entries: some day stands over more than one."""
    days = [post for post in stamps if post.stamp.is_day]
    kinds = Counter((post.stamp.month, post.stamp.day) for post in days)
    return days if kinds and max(kinds.values()) > 1 else []


def _are_entries(posts: Sequence[Post], texts: Sequence[str], told: Told) -> bool:
    """Tells whether stamps head entries: enough of them, with text, running one way through the day."""
    if len(posts) < FEWEST[told]:
        return False
    if sum(_have_text(posts, texts)) < WITH_TEXT * len(posts):
        return False
    if told < Told.SURELY and not _are_told(posts, texts, told):
        return False
    ways = steps([post.stamp.minute for post in posts])
    return told >= Told.PLAINLY or not ways or max(sum(s >= 0 for s in ways), sum(s <= 0 for s in ways)) >= ONE_WAY * len(ways)


def _are_told(posts: Sequence[Post], texts: Sequence[str], told: Told) -> bool:
    """Tells whether stamps stand over what is told in whole sentences, as lists of other news do not; and over most of it,
    where the page does not plainly say that it is a live blog."""
    ends = [*(post.first for post in posts[1:]), len(texts)]
    whole = [0] * len(posts)
    for n, (post, end) in enumerate(zip(posts, ends, strict=True)):
        low = post.first if post.place is Place.OPENING else post.last + 1
        whole[n] = sum(_ENDS.search(text[-4:]) is not None and is_sentence(text) for text in texts[low:end])
    if sum(count > 0 for count in whole) < WITH_TEXT * len(posts):
        return False
    above = sum(_ENDS.search(text[-4:]) is not None and is_text(text) for text in texts[: posts[0].first])
    return told is Told.PLAINLY or above <= sum(whole) - max(whole) + 1


def _stand_below(posts: Sequence[Post], texts: Sequence[str]) -> bool:
    """Tells whether the stamps, with or without a name, end their entries: text right above them, none below the last."""
    if not posts or posts[-1].place in (Place.ENDING, Place.OPENING) or posts[-1].stamp.minute is None:
        return False
    under_text = sum(post.first > 0 and is_sentence(texts[post.first - 1]) for post in posts)
    last = posts[-1].last
    ends = [text for text in texts[last + 1 : last + 1 + TEXT_REACH] if is_sentence(text)]
    return under_text >= WITH_TEXT * len(posts) and is_sentence(texts[max(0, posts[0].first - 1)]) and not ends
