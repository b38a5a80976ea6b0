"""What can be seen of one piece of a page by itself: its words, its shape, and the cue words in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.ontology.page import Cue, CueTable, load_words
from dateline.ontology.page.stamps import read_stamp
from dateline.records import LineKind
from dateline.stages.clean.pieces import Piece

# A line that was cut off in the middle of a sentence has at least so many words.
BROKEN_WORDS = 20

_STRAIGHT = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\u00ad": None, "\u200b": None}
)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_BULLET = re.compile(r"^(?:[•·▪●○◦‣∙►▶■□*»›>→+✓➤-]|[–—](?=\s)|\d{1,2}[.)](?=\s))\s*")
_END = re.compile(r"[.!?…:;][\"')\]*»]*$")
# A sentence that ends inside the piece; initials and most abbreviations have a capital or few letters before the stop.
_INNER_END = re.compile(r"[a-z\d]{3}[)\"']?[.!?][)\"']? [\"'(]?[A-Z]|[.!?][\"')] [\"'(]?[A-Z]")
_CREDIT = re.compile(
    r"^(?:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}\s?(?:[,/|]|via|for)\s?)?(?:AP|AFP|Reuters|REUTERS|EPA|Getty(?: Images)?|Bloomberg|Xinhua|Associated Press|"  # noqa: E501
    r"AP Photo|USA TODAY(?: Sports)?|Shutterstock|Alamy|PA|TASS|EFE|ANP|dpa|DPA|NurPhoto|Anadolu(?: Agency)?)(?:\s?/\s?[A-Z][\w ]+)?$"  # noqa: E501
)
_DATELINE = re.compile(
    r"^[A-Z][A-Z .'’-]{2,}(?:, [A-Z][\w .]+){0,2}(?:, [A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?)?\s?(?:\([^()]{2,40}\))?\s?[—–-]{1,2}\s"  # noqa: E501
)
_PLACE = re.compile(
    r"[A-Z][^\W\d_]+(?:[ '’-][A-Z]?[^\W\d_]+){0,3}(?:, [A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+){0,2})?(?:,| [|–—-]| /)\s+(?=[A-Z\d])"
)
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b|(?<!\w)@\w{3,}")


@dataclass(slots=True)
class Marks:
    """The marks of one piece. `text` is lower case with straight quotes; `cues` are those whose words it holds; `broken`
    tells that it holds whole sentences but was cut off in the last one, `place_date` that it is a dateline and no more."""

    piece: Piece
    text: str
    words: int
    letters: int
    function: float
    titled: float
    ended: bool
    broken: bool
    lower: bool
    bullet: bool
    clauses: int
    cues: tuple[Cue, ...]
    date_only: bool
    place_date: bool
    stamp_only: bool
    clock: bool
    ago: bool
    credit: bool
    dateline: bool
    url: bool
    hint: LineKind | None = None
    kept: bool | None = None

    def cue(self, kind: LineKind) -> bool:
        """Tells whether the piece holds a cue of this kind."""
        return any(c.kind is kind for c in self.cues)

    def heads(self, what: str) -> bool:
        """Tells whether the piece opens such a section (list, comments, foot)."""
        return any(c.heads == what for c in self.cues)


def read_marks(piece: Piece, cues: CueTable) -> Marks:
    """Returns the marks of one piece."""
    straight = " ".join(piece.text.translate(_STRAIGHT).split())
    bullet = _BULLET.match(straight)
    body = straight[bullet.end() :] if bullet else straight
    low = body.lower()
    words = _WORD.findall(body)
    n = len(words)
    little = load_words("function")
    long = [w for w in words if len(w) > 3 or not w.islower()]
    function = sum(w in little for w in low.split()) / n if n else 0.0
    capital = sum(w[0].isupper() or w[0].isdigit() for w in long)
    stamp = read_stamp(low) if n <= 14 else None
    ended = _END.search(low[-6:]) is not None or low.endswith(('"', "”"))
    return Marks(
        piece=piece,
        text=low,
        words=n,
        letters=sum(map(len, words)),
        function=function,
        titled=capital / len(long) if long else 1.0,
        ended=ended,
        broken=not ended and n >= BROKEN_WORDS and _INNER_END.search(body) is not None,
        lower=body[:1].islower() and n >= 2,
        bullet=bullet is not None,
        clauses=low.count(". ") + low.count("? ") + low.count("! ") + low.count(", "),
        cues=cues.find(low, n),
        date_only=stamp is not None and (stamp.minute is None or stamp.day is not None),
        place_date=_is_place_and_day(body, n),
        stamp_only=stamp is not None and stamp.minute is not None and stamp.day is None,
        clock=stamp is not None and stamp.minute is not None,
        ago=stamp is not None and stamp.ago,
        credit=n <= 8 and _CREDIT.match(body) is not None,
        dateline=_DATELINE.match(body) is not None,
        url=n <= 14 and _URL.search(low) is not None,
    )


def _is_place_and_day(body: str, n: int) -> bool:
    """Tells whether a piece is a place and a day with its year: "Tarvik, 3 May 2024", "NORHAVEN, Varland, May 3, 2024"."""
    place = _PLACE.match(body) if n <= 10 else None
    stamp = read_stamp(body[place.end() :].strip(" .:—–-").lower()) if place else None
    return stamp is not None and stamp.day is not None and stamp.year is not None
