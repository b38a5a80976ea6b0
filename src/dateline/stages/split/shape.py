"""How a paragraph looks by itself: like the first of a story, like one that goes on, like one that was cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence

# How much each sign weighs, in log odds against "goes on".
DATELINE = 2.5
KICKER = 3.0
BRIEF = 6.0
GOES_ON = 2.0
QUOTE = 1.2
LONG = 0.3
CUT_START = 2.2
SHORT = 3.0

_END = re.compile(r"[.!?…:;][\"'”’)\]*»]*$")
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.'’-]+(?:[ ,/]+[A-Z][A-Z.'’-]+){0,3})(?:, [A-Z][\w. ]{1,20})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?\s?(?:\([^()]{2,30}\))?\s?[—–-]{1,2}\s"  # noqa: E501
    r"|^\([A-Z][\w .]{1,25}\)\s?[—–-]{1,2}\s"
)
_KICKER = re.compile(r"^[A-Z][A-Z’' -]{3,30}: [A-Z“\"]")
_GOES_ON = re.compile(
    r"^[\"“'‘(]?(?:he|she|it|they|his|her|its|their|them|this|that|these|those|but|and|or|so|yet|however|meanwhile|moreover|"
    r"furthermore|additionally|also|still|nevertheless|nonetheless|instead|indeed|then|there|here|such|both|neither|either|another|other|others|"
    r"later|earlier|afterwards?|besides|likewise|similarly|finally|overall|asked|according to him|according to her|for example|for instance|in addition|"  # noqa: E501
    r"in fact|as a result|of course|on the other hand|that said|the (?:two|pair|couple|duo|statement|report|spokes\w+|incident|move|decision|latter|former|same|other|rest|three))\b",  # noqa: E501
    re.I,
)
_QUOTE = re.compile(r"^[\"“‘]")
_FRESH = re.compile(
    r"\b(?:(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|announced|this week|last week|has been|have been|is set to|are set to)\b",  # noqa: E501
    re.I,
)
_FULL_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z]\.)? (?:[A-Z]|[a-z]{2,3} [A-Z])[\w’'-]+")


# "• Ostland: The parliament voted ..."
_BRIEF = re.compile(r"[•·*●▪■►–—-]\s?([A-Z][\w’'. -]{1,30}): [A-Z“\"]")
FEWEST_BRIEFS = 3
BRIEFS_SHARE = 0.6


def briefs(texts: Sequence[str]) -> set[int]:
    """Returns which paragraphs are briefs that each open with a name and a colon, none where they do not fill the page.

    Without bullets such names are as often those of speakers or of the parts of one subject.
    """
    names = {i: found[1] for i, text in enumerate(texts) if (found := _BRIEF.match(text)) and len(text.split(None, 8)) > 8}
    many = len(names) >= FEWEST_BRIEFS and len(names) >= BRIEFS_SHARE * len(texts)
    return set(names) if many and len(set(names.values())) == len(names) else set()


def cut_off(text: str) -> bool:
    """Tells whether a paragraph of some length ends in the middle of a sentence."""
    bare = text.rstrip()
    if bare.endswith(("...", "…", "[…]", "[...]")):
        return len(bare.split(None, 12)) > 12
    return _END.search(bare[-6:]) is None and not bare.endswith(('"', "”", "’", "'", ")")) and len(bare.split(None, 18)) > 18


def start_score(text: str, *, dialogue: bool = False) -> float:
    """Returns how much a paragraph looks like the first one of a story (above zero) or like one that goes on.

    In a `dialogue` a name in capitals before a colon is a speaker, elsewhere the kicker of a teaser.
    """
    head = text[:240]
    words = len(text.split(None, 60))
    total = 0.0
    if _DATELINE.match(head):
        total += DATELINE
    elif not dialogue and _KICKER.match(head):
        total += KICKER
    if _GOES_ON.match(head):
        total -= GOES_ON
    elif _QUOTE.match(head):
        total -= QUOTE
    if words < 12:
        total -= SHORT
    elif words < 20:
        total -= 1.0
    elif words >= 25:
        total += LONG
    if cut_off(text):
        total += CUT_START
    if _FRESH.search(head):
        total += 0.3
    if _FULL_NAME.search(head):
        total += 0.3
    return total


def speaks_in_turns(texts: Sequence[str]) -> bool:
    """Tells whether the same word in capitals opens several paragraphs: an interview or letters, not kickers of teasers."""
    openings = [text.split(None, 1)[0] for text in texts if _KICKER.match(text[:60])]
    return len(openings) > len(set(openings))
