"""A noun phrase becomes an actor by its parts: country words, names of the tables, role nouns and what stands before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dateline.ontology.actors import BODIES, OFFICE_SECTORS, ActorRow, ActorTable, CountryForm, CountryWord, Piece, Role
from dateline.records import Entity

# Prepositions whose object says whose the role is (*police in Kenya*); *to* and *on* name somebody else (*envoy to Poland*).
OWNER_PREPOSITIONS = frozenset({"of", "in", "from", "at", "for", "near", "inside", "across", "within", "by", "with"})
# Whose *with* names an employer (*an analyst with the Lund Institute*); a minister's *with* names a partner.
_EMPLOYED = frozenset({"SOC", "EDU", "JRN", "MED", "BUS"})
# What follows a country and a hyphen without making the phrase that country's: *Iran-backed*, *US-led*.
_FOREIGN_LINKS = frozenset(
    {
        "backed",
        "led",
        "funded",
        "allied",
        "supported",
        "sponsored",
        "aligned",
        "trained",
        "armed",
        "brokered",
        "friendly",
        "made",
        "built",
    }
)
_FOREIGN_PREFIXES = frozenset({"pro", "anti", "inter", "non", "trans"})
_FILLERS = frozenset({"the", "a", "an", "'s", "’s", "'", "’", "-", "–", '"', "“", "”", "‘", ".", ",", "and"})
_NAME_PARTICLES = frozenset(
    {
        "al",
        "el",
        "bin",
        "ben",
        "ibn",
        "de",
        "da",
        "di",
        "do",
        "dos",
        "van",
        "von",
        "der",
        "del",
        "la",
        "le",
        "of",
        "ud",
        "ul",
        "-",
        "'",
        ".",
    }
)
# Who is known by the family name alone.
_LEADERS = (
    "president", "prime minister", "supreme leader", "chancellor", "king", "foreign minister", "premier", "emir", "secretary general", "secretary-general",
    "pope", "secretary of state", "crown prince", "vice president", "general secretary",
)  # fmt: skip
_PLURAL_KINDS = ("s", "men", "women", "people", "police", "troops", "forces", "media", "children")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase over the tokens of one text: its core ``[low, high)`` and what hangs on it with a preposition or comma."""

    words: Sequence[str]
    pieces: Sequence[Piece]
    low: int
    high: int
    tails: tuple[tuple[str, int, int], ...] = ()


@dataclass(slots=True)
class Composition:
    """What the parts of a phrase say of whom it names. Never changed once made; not frozen, because thousands are made a story and
    freezing triples the cost of each."""

    lands: tuple[CountryWord, ...] = ()
    sector: str = ""
    others: tuple[str, ...] = ()
    name: str = ""
    wikidata: str = ""
    office: str = ""
    role: Role | None = None
    row: ActorRow | None = None
    person: str = ""
    kind: str = ""
    own_country: bool = False
    titled: bool = False
    weak: bool = False
    span: tuple[int, int] = field(default=(0, 0))

    @property
    def known(self) -> bool:
        """Whether it says anything that an actor needs."""
        return bool(self.lands or self.sector or self.others)

    @property
    def plural(self) -> bool:
        """Whether the phrase names several."""
        if self.role is None or self.person:
            return False
        return self.role.phrase.endswith(_PLURAL_KINDS) and not self.role.phrase.endswith("ss")

    @property
    def animate(self) -> bool:
        """Whether it names a person or persons."""
        return bool(self.person) or self.kind == "person"

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Returns the entities, one for each country (or one without), with `text` as written."""
        return tuple(self._entity(text, land) for land in self.lands or (None,))

    def _entity(self, text: str, land: CountryWord | None) -> Entity:
        others = self.others
        if land is not None and land.status == "entity" and "PRE" not in others:
            others = (*others, "PRE")
        name = self.name or (land.name if land is not None and not self.sector and not self.person else "") or self.person
        return Entity(
            entity_text=text,
            code=(land.code if land is not None else "") or None,
            sector=self.sector or None,
            other_sectors=others,
            identifier_text=name or None,
            identifier_id=self.wikidata or None,
            office=self.office or None,
        )


def phrase_of(words: Sequence[str], pieces: Sequence[Piece]) -> Phrase:
    """Returns the phrase that a whole text is: its core up to the first comma or preposition outside a known name, and tails."""
    covered = {i for piece in pieces for i in range(piece.start, piece.end) if piece.end - piece.start > 1}
    cuts = [
        i
        for i, word in enumerate(words)
        if i not in covered
        and i > 0
        and (word == "," or word.lower() in OWNER_PREPOSITIONS | {"to", "with", "on", "against", "who"})
    ]
    bounds = [*cuts, len(words)]
    tails = tuple((words[at].lower(), at + 1, end) for at, end in zip(cuts, bounds[1:], strict=True) if end > at + 1)
    return Phrase(words, pieces, 0, bounds[0], tails)


def compose(phrase: Phrase, table: ActorTable, date: str | None) -> Composition | None:
    """Returns what the phrase says, or None where its head is no actor."""
    parts = [p for p in phrase.pieces if phrase.low <= p.start < phrase.high]
    high = max([phrase.high, *(p.end for p in parts)])
    head, start = _head(phrase, parts, high)
    if start is not None:
        name = _joined(phrase.words[start:high])
        return _named(phrase, [p for p in parts if p.end <= start], name, table, date) if name else None
    if head is None:
        return None
    before = [p for p in parts if p is not head]
    explicit = _lands(phrase, before)
    if head.rows and not (head.role and explicit and explicit[0].code != head.rows[0].code):
        return _from_row(phrase, before, head, explicit, table, date)
    if head.country is not None and head.role is None:
        body = before[-1] if before else None
        if (
            body is not None
            and body.role is not None
            and body.role.kind == "body"
            and body.end == head.start
            and phrase.words[body.start][:1].isupper()
        ):
            return _from_role(phrase, [*before[:-1], replace(head, end=head.start)], body, body.role, table, date)
        return _from_country(phrase, before, head)
    return _from_role(phrase, before, head, head.role, table, date) if head.role is not None else None


def _head(phrase: Phrase, parts: list[Piece], high: int) -> tuple[Piece | None, int | None]:
    """The last piece, where the phrase ends with it; or where the unknown name starts with which the phrase ends."""
    end = parts[-1].end if parts else phrase.low
    rest = [phrase.words[i] for i in range(end, high)]
    content = [w for w in rest if w.lower() not in _FILLERS]
    if not content:
        if not parts:
            return None, None
        return (None, _name_start(phrase, parts[-1].start)) if _ends_a_name(phrase, parts) else (parts[-1], None)
    if not _all_namelike(rest) or not content[0][:1].isupper():
        return None, None
    start = end
    if parts and rest[0] not in ("'s", "’s", ",") and _starts_a_name(parts[-1]):
        start = _name_start(phrase, parts[-1].start)
    while phrase.words[start].lower() in _FILLERS:
        start += 1
    return None, start


def _starts_a_name(piece: Piece) -> bool:
    """A country or a person known by a short name, before an unknown name, is part of it: *Jordan Lund*, *Juan Carlos Rey*."""
    if piece.rows and piece.rows[0].kind == "person":
        return True
    return (
        piece.country is not None
        and piece.country.form is not CountryForm.ADJECTIVE
        and piece.end - piece.start == 1
        and piece.role is None
    )


def _ends_a_name(phrase: Phrase, parts: list[Piece]) -> bool:
    """Whether the last word, a title or a one-word name to the tables, is a family name: *Mervyn King*, *Nadia Al-Sabah*."""
    last = parts[-1]
    if last.rows and last.role is None and last.country is None and last.end - last.start == 1:
        return _after_unknown(phrase, parts) and last.rows[0].kind != "person"
    if (
        last.role is None
        or last.rows
        or last.role.kind != "person"
        or last.role.weight != "strong"
        or last.end - last.start != 1
    ):
        return False
    before = phrase.words[last.start - 1] if last.start > phrase.low else ""
    covered = any(p.start < last.start <= p.end for p in parts[:-1])
    return (
        not covered
        and phrase.words[last.start][:1].isupper()
        and before[:1].isupper()
        and before.isalpha()
        and not before.isupper()
    )


def _after_unknown(phrase: Phrase, parts: list[Piece]) -> bool:
    at = parts[-1].start - 1
    while at > phrase.low and phrase.words[at].lower() in ("al", "-", "el"):
        at -= 1
    known = any(p.start <= at < p.end for p in parts[:-1])
    return at >= phrase.low and not known and phrase.words[at][:1].isupper() and phrase.words[at].lower() not in _FILLERS


def _name_start(phrase: Phrase, at: int) -> int:
    while (
        at > phrase.low
        and (phrase.words[at - 1][:1].isupper() or phrase.words[at - 1] == "-")
        and phrase.words[at - 1].lower() not in _FILLERS - {"-"}
    ):
        if any(p.end == at and (p.role or p.modifier or p.country or p.rows) for p in phrase.pieces):
            break
        at -= 1
    return at


def _all_namelike(words: Sequence[str]) -> bool:
    """Whether words may all stand in one name: capitalised, a particle, or after a hyphen (*Wan-su*)."""
    return all(
        word[:1].isupper()
        or word.lower() in _NAME_PARTICLES
        or word.lower() in _FILLERS
        or (i > 0 and words[i - 1] in ("-", "–"))
        for i, word in enumerate(words)
    )


def _joined(words: Sequence[str]) -> str:
    text = ""
    kept = [w for w in words if w not in ("'s", "’s", ",", '"', "“", "”")]
    while kept and kept[0].lower() in _FILLERS:
        kept = kept[1:]
    for word in kept:
        glued = not text or word == "-" or text.endswith("-") or word == "."
        text += word if glued else f" {word}"
    return text


def _lands(phrase: Phrase, parts: Sequence[Piece]) -> tuple[CountryWord, ...]:
    """The countries that words before the head give: the last, or several where they are coordinated."""
    found: list[tuple[CountryWord, int, int]] = []
    for part in parts:
        if part.country is None or (part.rows and part.end - part.start > 2) or _is_foreign(phrase.words, part):
            continue
        joined = found and _coordinated(phrase.words, found[-1][2], part.start)
        found = [*(found if joined else ()), (part.country, part.start, part.end)]
    lands = tuple(land for land, _, _ in found if land.code)
    return tuple(dict.fromkeys(lands)) if lands else tuple(land for land, _, _ in found[:1])


def _is_foreign(words: Sequence[str], part: Piece) -> bool:
    after = words[part.end : part.end + 2]
    if len(after) == 2 and after[0] in ("-", "–") and after[1].lower() in _FOREIGN_LINKS:
        return True
    return part.start > 1 and words[part.start - 1] in ("-", "–") and words[part.start - 2].lower() in _FOREIGN_PREFIXES


def _coordinated(words: Sequence[str], end: int, start: int) -> bool:
    between = [w.lower() for w in words[end:start]]
    return between in (["and"], [","], [",", "and"], ["-"], ["–"], ["or"])


def _from_country(phrase: Phrase, before: Sequence[Piece], head: Piece) -> Composition | None:
    land = head.country
    assert land is not None
    if _is_foreign(phrase.words, head):
        return None
    others = tuple(p.modifier.sector for p in before if p.modifier and p.modifier.effect == "former")
    lands = [land]
    for part in reversed(before):
        if part.country is not None and _coordinated(phrase.words, part.end, head.start):
            lands.insert(0, part.country)
    return Composition(
        lands=tuple(lands),
        kind="people" if land.form is CountryForm.PEOPLE else "country",
        name=land.name,
        span=(head.start, head.end),
        own_country=True,
        others=others if land.form is CountryForm.PEOPLE else (),
    )


def _from_row(
    phrase: Phrase, before: Sequence[Piece], head: Piece, explicit: tuple[CountryWord, ...], table: ActorTable, date: str | None
) -> Composition:
    rows = list(head.rows)
    same = [r for r in rows if explicit and r.code == explicit[-1].code]
    found = from_rows(same or rows, table, date)
    titles = [p for p in before if p.role is not None and p.role.kind == "person"]
    if found.person and titles:
        titled = _from_role(phrase, [p for p in before if p is not titles[-1]], titles[-1], titles[-1].role, table, date)
        same_land = titled.lands and found.lands and titled.lands[0].code == found.lands[0].code
        found = replace(found, titled=True, role=titles[-1].role, lands=titled.lands or found.lands)
        if titled.sector and titled.sector != found.sector and not titled.weak:
            kept = (found.sector,) if same_land or not titled.lands else ()
            others = tuple(s for s in (*titled.others, *kept) if s and s not in (titled.sector, "ELI"))
            found = replace(found, sector=titled.sector, others=others)
        if titled.sector and not titled.weak:
            found = replace(found, office=_office(titles[-1]) or found.office)
    return replace(found, span=(head.start, head.end), own_country=bool(explicit))


def _office(piece: Piece) -> str:
    """The office that a role noun names: not a rank, nor a plural."""
    role = piece.role
    named = role is not None and role.weight == "strong" and role.kind == "person" and role.sector in ("GOV", "LEG")
    return role.phrase if role is not None and named and not role.phrase.endswith(_PLURAL_KINDS[:2]) else ""


def from_rows(rows: Sequence[ActorRow], table: ActorTable, date: str | None) -> Composition:
    """Returns what the rows of one name say on an ISO `date`: the office held then, else ELI for who has left one. With no date, the
    last office: news speaks of those in office."""
    rows = sorted(rows, key=lambda r: (r.holds(date) if date else not r.end, _rank(r), r.start), reverse=True)
    first = rows[0]
    same = [r for r in rows if r.name == first.name and r.code == first.code]
    person = first.kind == "person"
    land = _land(first.code, table)
    holds = first.holds(date) if date else True
    sector, others, office = first.sector, first.other_sectors, first.office
    if person and not holds:
        past = [r for r in same if r.end and date and r.end < date]
        office = ""
        if past and sector in OFFICE_SECTORS:
            sector, others = "ELI", (past[0].sector, *past[0].other_sectors)
        elif not past:
            sector, others = "", ()
    elif person:
        held = [s for r in same if (r.holds(date) if date else r is first) for s in (r.sector, *r.other_sectors)]
        others = tuple(dict.fromkeys(s for s in held if s and s != sector))
    return Composition(
        lands=(land,) if land else (), sector=sector, others=others, name=first.name, wikidata=first.wikidata, office=office,
        row=first, person=first.name if person else "", kind="person" if person else "name",
    )  # fmt: skip


def _rank(row: ActorRow) -> int:
    return {"GOV": 3, "MIL": 2, "LEG": 1}.get(row.sector, 0)


def leader(found: Composition, table: ActorTable, date: str | None) -> Composition:
    """Returns, for a bare family name, the one leader who has it and is in office on `date`; else `found` as it is."""
    rows = [r for r in table.by_surname(found.person, date) if r.office.lower().startswith(_LEADERS)]
    held = [r for r in rows if (r.holds(date) if date else not r.end)] or rows
    return from_rows(held, table, date) if held and len({r.name for r in held}) == 1 else found


def _land(code: str, table: ActorTable) -> CountryWord | None:
    return CountryWord(code, table.country_name(code) or "", CountryForm.NAME) if code else None


def _named(phrase: Phrase, parts: list[Piece], name: str, table: ActorTable, date: str | None) -> Composition:
    """An unknown name, with the title and country before it, or the description after it."""
    words = name.split()
    before = parts
    title = next((p for p in reversed(before) if p.role is not None and p.role.kind == "person"), None)
    rows = [r for r in table.find(name, date) if r.kind == "person"]
    if not rows and len(words) == 1 and title is not None:
        rows = _holders(table.by_surname(name, date), title, date)
    found = from_rows(rows, table, date) if rows else Composition(person=name, name="", kind="person")
    if title is not None:
        titled = _from_role(phrase, [p for p in before if p is not title], title, title.role, table, date)
        lands = titled.lands or found.lands
        keep = bool(rows) and titled.weak and found.sector
        found = replace(
            found, titled=True, role=title.role, lands=lands, sector=found.sector if keep else titled.sector, others=found.others if keep else titled.others,
            office=_office(title) or found.office, weak=titled.weak, own_country=titled.own_country,
        )  # fmt: skip
    elif before and not rows:
        lands = _lands(phrase, before)
        sector = next(
            (p.modifier.sector for p in reversed(before) if p.modifier and p.modifier.effect == "sector" and p.role), ""
        )
        body = next((p for p in reversed(before) if p.rows and p.rows[0].kind != "person"), None)
        if body is not None and not lands:
            lands, sector = tuple(filter(None, [_land(body.rows[0].code, table)])), sector or body.rows[0].sector
        found = replace(found, lands=lands, sector=sector)
    if not found.sector:
        found = _described(phrase, found, table, date)
    return replace(found, person=found.person or name)


def _holders(rows: Sequence[ActorRow], title: Piece, date: str | None) -> list[ActorRow]:
    assert title.role is not None
    fit = [r for r in rows if r.sector == title.role.sector or title.role.phrase in r.office]
    held = [r for r in fit if (r.holds(date) if date else True)]
    exact = [r for r in held if title.role.phrase in r.office]
    held = exact or held
    return held if len({r.name for r in held}) == 1 else held[:1] if exact else []


def _described(phrase: Phrase, found: Composition, table: ActorTable, date: str | None) -> Composition:
    """A name followed by a comma and what its bearer is."""
    for mark, low, high in phrase.tails:
        if mark != ",":
            continue
        later = tuple(t for t in phrase.tails if t[1] > high)
        said = compose(Phrase(phrase.words, phrase.pieces, low, high, later), table, date)
        if said is not None and said.role is not None and said.sector:
            return replace(
                found,
                lands=said.lands or found.lands,
                sector=said.sector,
                others=said.others,
                office=said.office,
                role=said.role,
            )
    return found


def _from_role(
    phrase: Phrase, before: Sequence[Piece], head: Piece, role: Role | None, table: ActorTable, date: str | None
) -> Composition:
    assert role is not None
    tails = [
        (mark, [p for p in phrase.pieces if low <= p.start < high], low, high)
        for mark, low, high in phrase.tails
        if mark in OWNER_PREPOSITIONS
    ]
    own = _lands(phrase, before)
    lands = (
        own or _row_lands(before, table) or _tail_lands(phrase, role, tails, table) or _city_lands(phrase, before, head, table)
    )
    sector, others, weak = _sector(phrase, role, before, tails, bool(lands))
    if weak and sector == "GOV" and lands and all(land.code in BODIES - {"EUR"} for land in lands):
        sector = ""
    if (
        any(p.modifier and p.modifier.effect == "former" for p in before)
        and sector in OFFICE_SECTORS | {"PTY"}
        and role.kind == "person"
    ):
        others, sector = (sector, *others), "ELI"
    if any(p.modifier and p.modifier.effect == "opposition" for p in before) and sector != "OPP" and "OPP" not in others:
        others = (*others, "OPP")
    if role.kind == "quantity" and not sector and not lands:
        return Composition(role=role, kind="quantity")
    return Composition(
        lands=lands, sector=sector, others=others, role=role, kind=role.kind, own_country=bool(own), weak=weak,
        office=_office(head) if sector in OFFICE_SECTORS and role.kind == "person" else "", span=(head.start, head.end),
    )  # fmt: skip


def _sector(
    phrase: Phrase, role: Role, before: Sequence[Piece], tails: list[tuple[str, list[Piece], int, int]], has_land: bool
) -> tuple[str, tuple[str, ...], bool]:
    """Sector, other sectors, and whether it is only a guess from a weak noun."""
    if role.weight == "strong":
        return role.sector, role.other_sectors, False
    if role.weight == "presiding":
        return (_presided(before, tails) or role.sector), role.other_sectors, False
    for part in reversed(before):
        if sector := _gives(part):
            return sector[0], sector[1:], False
    for mark, parts, _, _ in tails:
        for part in parts if mark not in ("by", "with") else ():
            if sector := _gives(part):
                return sector[0], sector[1:], False
    if role.weight == "national":
        return (role.sector if has_land else ""), (), True
    return role.sector, role.other_sectors, True


def _presided(before: Sequence[Piece], tails: list[tuple[str, list[Piece], int, int]]) -> str:
    """The sector of the body over which a president who is no head of state presides."""
    near = [*before[-1:], *(parts[0] for mark, parts, _, _ in tails if mark == "of" and parts)]
    for mark, parts, _, _ in tails:
        if mark == "of" and len(parts) > 1 and parts[-1].role is not None and parts[-1].role.kind == "body":
            near += [parts[-1], *reversed([p for p in parts[:-1] if p.country is None])]
    for part in near:
        if part.rows and part.rows[0].kind not in ("person", "office") and part.rows[0].sector:
            return part.rows[0].sector
        if part.role is not None and part.role.sector and (part.role.kind == "body" or part is not near[0]):
            return part.role.sector
    return ""


def _gives(part: Piece) -> tuple[str, ...]:
    if part.rows and part.rows[0].sector:
        return (part.rows[0].sector,)
    if part.role is not None and part.role.sector and part.role.weight != "national":
        return (part.role.sector, *part.role.other_sectors)
    if part.modifier is not None:
        return {"sector": (part.modifier.sector,), "opposition": ("PTY", "OPP")}.get(part.modifier.effect, ())
    return ()


def _row_lands(parts: Sequence[Piece], table: ActorTable) -> tuple[CountryWord, ...]:
    for part in reversed(parts):
        if part.rows and part.rows[0].code and (land := _land(part.rows[0].code, table)):
            return (land,)
    return ()


def _tail_lands(
    phrase: Phrase, role: Role, tails: list[tuple[str, list[Piece], int, int]], table: ActorTable
) -> tuple[CountryWord, ...]:
    for mark, parts, low, high in tails:
        if mark == "for" and role.weight == "strong" or mark == "by" or (mark == "with" and role.sector not in _EMPLOYED):
            continue
        if lands := _lands(phrase, parts) or _row_lands(parts, table):
            return lands
        for start in range(low, high):
            if phrase.words[start][:1].isupper() and (city := _longest_city(phrase.words, start, high, table)):
                return (city,)
    return ()


def _city_lands(phrase: Phrase, before: Sequence[Piece], head: Piece, table: ActorTable) -> tuple[CountryWord, ...]:
    """A city before the role noun: *Odesa police*."""
    covered = {i for p in before for i in range(p.start, p.end)}
    for start in range(phrase.low, head.start):
        if (
            start not in covered
            and len(phrase.words[start]) > 3
            and phrase.words[start][:1].isupper()
            and phrase.words[start].lower() not in _FILLERS
        ):
            if city := _longest_city(phrase.words, start, head.start, table):
                return (city,)
    return ()


def _longest_city(words: Sequence[str], start: int, high: int, table: ActorTable) -> CountryWord | None:
    for end in range(min(high, start + 3), start, -1):
        if city := table.city(" ".join(words[start:end])):
            return city
    return None


__all__ = ["BODIES", "Composition", "Phrase", "compose", "from_rows", "phrase_of"]
