"""Reads stamps that share their line with other words: before text or a headline, beside a name, at the end of a headline."""

from __future__ import annotations

import itertools
import re

from dateline.ontology.page.stamps import LONGEST, Stamp, collapse, read_stamp, take_stamp, zone_names

# So much of a line is looked at for the stamp with which it opens.
_HEAD = 80
_BULLETS = "•·▪●■*–-"
_LABELS = ("update", "updated", "breaking", "new", "latest", "just in")
# What such a line begins with, and where its figures begin at the latest; asked of every line of every page.
_FIRST = frozenset(f"0123456789[({_BULLETS}" + "".join(label[0] + label[0].upper() for label in _LABELS))
_FIRST_CHARS = 14
_SIGN = re.compile(r"\d|(?i:now|noon|ago)")
_LABEL = rf"(?:[{_BULLETS}] ?)?(?:(?:{'|'.join(_LABELS)})(?:,|:| -)? ?)?"
_OPENING = re.compile(
    _LABEL
    + r"(?P<stamp>[\[(]?(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?|(?:1[0-2]|[1-9])\s?[ap]\.?m\b\.?)"
    + r"(?:\s(?:"
    + "|".join(sorted(zone_names(), key=len, reverse=True))
    + r"|local time|hours|hrs|uhr)\b)?)"
)
_MARK = re.compile(r"\s*[:|—–]\s*\S|\s*-\s+\S")
# Where a stamp behind a name may begin, how many such places are tried, and what a name is made of.
_BEHIND_NAME = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=[ ,|•·–—-])(?=\d|[A-Z][a-z]{2}|an? )")
_MOST_BEGINNINGS = 6
_NAME_WORDS = 10
_NAME_JOINTS = frozenset({"by", "and", "for", "in", "from", "with", "at", "on", "|", "·", "•", "-", "–", "—", "/", "&"})
# A name behind a clock time has so many words: a headline may open with capitals, too.
_BYLINE_WORDS = (2, 4)
_BEFORE_NAME = re.compile(r"(?P<stamp>(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\b\.?)?)(?P<mark> ?[,|•·/–—-]? ?)(?=[A-Z])")
_CAPITAL_WORD = re.compile(r"[A-Z][\w'’.-]*")
_AT_END = re.compile(r"(?:\((?P<a>[^()]{3,24})\)|\s[–—|-]\s(?P<b>[^–—|()]{4,24}))$")


def may_hold_stamp(text: str) -> bool:
    """Tells whether any reader of stamps may find one in a line; asked of every line of every page.

    >>> may_hold_stamp("Envoys have left the hall."), may_hold_stamp("an hour ago")
    (False, True)
    """
    return _SIGN.search(text if len(text) <= 2 * LONGEST else text[:_FIRST_CHARS]) is not None


def read_opening_stamp(text: str) -> Stamp | None:
    """Returns the clock stamp with which a line of text opens, None where it opens otherwise.

    The stamp is set off by a mark, or it names half of the day or zone and a capital follows.

    >>> read_opening_stamp("14:20 GMT - The envoys have left.").minute
    860
    >>> read_opening_stamp("14:20 trains were late") is None
    True
    """
    found, rest = _opening(text)
    if found is None:
        return None
    written = found["stamp"]
    bracketed = written[0] in "[(" and rest[:1] in (")", "]")
    rest = rest[1:] if bracketed else rest
    named = any(char.isalpha() for char in written)
    marked = _MARK.match(rest) is not None
    if not (bracketed or marked or (named and rest[:1] == " " and rest.lstrip()[:1].isupper())):
        return None
    return _clock(written)


def read_bare_opening_stamp(text: str) -> Stamp | None:
    """Returns the clock time with which a line opens, followed by nothing but a space and a capital, None for other lines.

    So do entries on some pages and timetables on others: only a page that calls itself live and has several is believed.

    >>> read_bare_opening_stamp("14:20 Ferries sail again").minute
    860
    """
    found, rest = _opening(text)
    if found is None or not (rest[:1] == " " and rest.lstrip()[:1].isupper()):
        return None
    return _clock(found["stamp"])


def _opening(text: str) -> tuple[re.Match[str] | None, str]:
    if text[:1] not in _FIRST or not any("0" <= char <= "9" for char in text[:_FIRST_CHARS]):
        return None, ""
    head = collapse(text[:_HEAD])
    found = _OPENING.match(head.lower())
    return found, head[found.end() :] if found else ""


def _clock(written: str) -> Stamp | None:
    stamp, _ = take_stamp(written.strip("[("))
    return stamp if stamp is not None and stamp.minute is not None else None


def read_named_stamp(text: str) -> Stamp | None:
    """Returns the stamp that a name follows, None where a line holds more or less than that.

    >>> read_named_stamp("18:05 , Ana Petrova").minute
    1085
    >>> read_named_stamp("18:05 Ferries sail again") is None
    True
    """
    if len(text) > LONGEST or not text[:1].isdigit():
        return None
    line = collapse(text)
    found = _BEFORE_NAME.match(line)
    if found is None or (not found["mark"].strip() and found["mark"]):
        return None
    words = line[found.end() :].replace(",", " ").split()
    low, high = _BYLINE_WORDS
    if not low <= len(words) <= high or not all(_CAPITAL_WORD.fullmatch(word) for word in words):
        return None
    return _clock(found["stamp"].lower())


def read_closing_stamp(text: str) -> Stamp | None:
    """Returns the stamp, day and time of day or how long ago, that stands behind a name, None where a line holds more or less.

    >>> read_closing_stamp("Ana Petrova7 May 2024 18:20").minute
    1100
    >>> read_closing_stamp("The talks began on 7 May 2024 18:20") is None
    True
    """
    if len(text) > LONGEST or not text[-1:].isalnum():
        return None
    ago = text.endswith((" ago", " AGO"))
    if not ago and not any("0" <= char <= "9" for char in text[-12:]):
        return None
    for found in itertools.islice(_BEHIND_NAME.finditer(text), _MOST_BEGINNINGS):
        name = text[: found.start()].split()
        if (
            not name
            or len(name) > _NAME_WORDS
            or not all(word[0].isupper() or word.strip(",") in _NAME_JOINTS for word in name)
        ):
            continue
        stamp = read_stamp(text[found.start() :])
        if stamp is not None and (stamp.ago if ago else stamp.minute is not None and stamp.day is not None):
            return stamp
    return None


def read_ending_stamp(text: str) -> Stamp | None:
    """Returns the clock time that ends a headline, in brackets or behind a dash and with its zone, None for other lines.

    >>> read_ending_stamp("Ferries sail again (18:05)").minute
    1085
    """
    found = _AT_END.search(text) if len(text) <= 2 * LONGEST else None
    if found is None or text[: found.start()].rstrip()[-1:] in (".", ""):
        return None
    stamp = read_stamp(found["a"] or found["b"])
    zoned = stamp is not None and (found["a"] is not None or stamp.zone is not None)
    return stamp if zoned and stamp is not None and stamp.minute is not None and stamp.day is None else None
