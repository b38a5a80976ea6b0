"""A noun phrase becomes an actor by its parts: country words, names of the tables, role nouns and what stands before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from dateline.ontology.actors import (
    BODIES,
    OFFICE_SECTORS,
    PLURAL_ENDINGS,
    ActorRow,
    ActorTable,
    CountryForm,
    CountryWord,
    Piece,
    Role,
)
from dateline.stages.resolve.composition import OWNER_PREPOSITIONS, Composition, Phrase
from dateline.stages.resolve.ending import head_of, joined
from dateline.stages.resolve.lands import city_lands, coordinated, is_foreign, is_led, land_of, lands_of, row_lands, tail_lands


def compose(phrase: Phrase, table: ActorTable, date: str | None) -> Composition | None:
    """Returns what the phrase says, or None where its head is no actor."""
    parts = [p for p in takewhile(lambda p: p.start < phrase.high, phrase.pieces) if p.start >= phrase.low]
    high = max(phrase.high, parts[-1].end) if parts else phrase.high
    head, start = head_of(phrase, parts, high)
    if start is not None:
        name = joined(phrase.words[start:high])
        return _named(phrase, [p for p in parts if p.end <= start], name, table, date) if name else None
    if head is None:
        return None
    before = [p for p in parts if p is not head]
    explicit = lands_of(phrase, before, table)
    if any(p.role is not None and _is_namesake(head.rows, p, date) for p in before):
        return _named(phrase, before, joined(phrase.words[head.start : head.end]), table, date)
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
        return _from_country(phrase, before, head, table)
    return _from_role(phrase, before, head, head.role, table, date) if head.role is not None else None


def _from_country(phrase: Phrase, before: Sequence[Piece], head: Piece, table: ActorTable) -> Composition | None:
    land = head.country
    assert land is not None
    if is_foreign(phrase.words, head, table) and not is_led(phrase.words, head):
        return None
    others = tuple(p.modifier.sector for p in before if p.modifier and p.modifier.effect == "former")
    lands = [land]
    for part in reversed(before):
        if part.country is not None and coordinated(phrase.words, part.end, head.start):
            lands.insert(0, part.country)
    people = land.form is CountryForm.PEOPLE
    # *ten Americans, an American, angry Georgians* are persons; *the Americans* may be their state
    persons = people and any(w.islower() and w != "the" for w in phrase.words[phrase.low : head.start])
    return Composition(
        lands=tuple(lands),
        sector="CVL" if persons else "",
        kind="person" if persons else "people" if people else "country",
        name=land.name if len(lands) == 1 else "",
        span=(head.start, head.end),
        own_country=True,
        others=others if people else (),
    )


def _from_row(
    phrase: Phrase, before: Sequence[Piece], head: Piece, explicit: tuple[CountryWord, ...], table: ActorTable, date: str | None
) -> Composition:
    rows = list(head.rows)
    lands = explicit or (_party_lands(phrase, table) if rows[0].kind == "party" else ())
    same = [r for r in rows if lands and r.code == lands[-1].code]
    found = from_rows(same or rows, table, date)
    if lands and not same and (rows[0].kind == "party" or rows[0].code == "MNC"):
        # Another party of that name; a company that the text counts to one state.
        found = replace(found, lands=lands, others=(), wikidata="", name="" if rows[0].kind == "party" else found.name)
    titles = [p for p in before if p.role is not None and p.role.kind == "person"]
    if found.person and titles:
        titled = _from_role(phrase, [p for p in before if p is not titles[-1]], titles[-1], titles[-1].role, table, date)
        same_land = titled.lands and found.lands and titled.lands[0].code == found.lands[0].code
        found = replace(found, titled=True, role=titles[-1].role, lands=titled.lands or found.lands)
        plain = found.role is not None and found.role.weight in ("weak", "national") and found.sector
        if titled.sector and titled.sector != found.sector and not titled.weak and not plain:
            kept = (found.sector,) if same_land or not titled.lands else ()
            others = tuple(dict.fromkeys(s for s in (*titled.others, *kept) if s and s not in (titled.sector, "ELI")))
            found = replace(found, sector=titled.sector, others=others)
        if titled.sector and not titled.weak:
            found = replace(found, office=_office(titles[-1]) or found.office)
    shared = not same and not found.person and len({r.code for r in rows}) > 1
    return replace(found, span=(head.start, head.end), own_country=bool(explicit), rivals=head.rows if shared else ())


def _party_lands(phrase: Phrase, table: ActorTable) -> tuple[CountryWord, ...]:
    """The state in which a party is: *the Social Democrats in Denmark*."""
    for mark, low, high in phrase.tails:
        lands = lands_of(phrase, [p for p in phrase.pieces if low <= p.start < high], table) if mark in ("in", "of") else ()
        if lands:
            return lands
    return ()


def _office(piece: Piece) -> str:
    """The office that a role noun names: not a rank, nor a plural."""
    role = piece.role
    named = role is not None and role.weight == "strong" and role.kind == "person" and role.sector in ("GOV", "LEG")
    return role.phrase if role is not None and named and not role.phrase.endswith(PLURAL_ENDINGS) else ""


def from_rows(rows: Sequence[ActorRow], table: ActorTable, date: str | None) -> Composition:
    """Returns what the rows of one name say on an ISO `date`: the office held then, else ELI for who has left one. With no
    date, the last office: news speaks of those in office."""
    rows = sorted(rows, key=lambda r: _weight(r, date), reverse=True)
    first = rows[0]
    same = [r for r in rows if r.name == first.name and r.code == first.code and r.own >= first.own]
    person = first.kind == "person"
    land = land_of(first.code, table)
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
        left = (
            any(r.end and date and r.end < date and r.sector in OFFICE_SECTORS for r in same) and sector not in OFFICE_SECTORS
        )
        others = tuple(dict.fromkeys(s for s in (*(("ELI",) if left else ()), *held) if s and s != sector))
    return Composition(
        lands=(land,) if land else (), sector=sector, others=others, name=first.name, wikidata=first.wikidata, office=office,
        row=first, person=first.name if person else "", kind="person" if person else "name",
    )  # fmt: skip


def _weight(row: ActorRow, date: str | None) -> tuple[bool, bool, int, bool, str]:
    """Terms that hold first, of these the user's, high offices before others; of past ones, a state's before an
    organisation's, then the latest."""
    holds = row.holds(date) if date else not row.end
    return holds, row.own, {"GOV": 3, "MIL": 2, "LEG": 1}.get(row.sector, 0), holds or row.code not in BODIES, row.start


def leads(name: str, table: ActorTable, date: str | None) -> bool:
    """Tells whether a bare family name is that of one leader in office on `date`, so that it needs no introduction."""
    return len({r.name for r in _foremost(_in_office(_leaders(table.by_surname(name, date), table), date))}) == 1


def leader(found: Composition, table: ActorTable, date: str | None) -> Composition:
    """Returns, for a bare family name, the one leader who has it and is in office on `date`; else `found` as it is."""
    rows = _leaders(table.by_surname(found.person, date) or table.by_sound(found.person), table)
    held = _foremost(_in_office(rows, date) or [r for r in rows if r.office.lower().startswith(table.references.chief_offices)])
    return from_rows(held, table, date) if held and len({r.name for r in held}) == 1 else found


def _foremost(rows: Sequence[ActorRow]) -> Sequence[ActorRow]:
    """Of a president and a premier of one state and name the first is meant."""
    heads = [r for r in rows if r.office.lower().startswith("president")] if len({r.code for r in rows}) == 1 else []
    return heads if len({r.name for r in heads}) == 1 else rows


def _leaders(rows: Sequence[ActorRow], table: ActorTable) -> list[ActorRow]:
    return [r for r in rows if r.office.lower().startswith(table.references.high_offices)]


def _in_office(rows: Sequence[ActorRow], date: str | None) -> list[ActorRow]:
    return [r for r in rows if (r.holds(date) if date else not r.end)]


def _named(phrase: Phrase, parts: list[Piece], name: str, table: ActorTable, date: str | None) -> Composition:
    """An unknown name, with the title and country before it, or the description after it."""
    words = name.split()
    before = parts
    title = next((p for p in reversed(before) if p.role is not None and p.role.kind == "person"), None)
    rows = [r for r in table.find(name, date) if r.kind == "person"]
    if title is not None and _is_namesake(rows, title, date):
        rows = []
    if not rows and len(words) == 1 and title is not None:
        rows = _holders(table.by_surname(name, date), title, date)
    found = from_rows(rows, table, date) if rows else Composition(person=name, name="", kind="person")
    if title is not None:
        titled = _from_role(phrase, [p for p in before if p is not title], title, title.role, table, date)
        lands = titled.lands or found.lands
        keep = bool(rows) and titled.weak and found.sector
        found = replace(
            found,
            titled=True,
            role=title.role,
            lands=lands,
            sector=found.sector if keep else titled.sector,
            others=found.others if keep else titled.others,
            office=_office(title) or found.office,
            weak=titled.weak,
            own_country=titled.own_country,
        )
    elif before and not rows:
        lands = lands_of(phrase, before, table)
        sector = next(
            (p.modifier.sector for p in reversed(before) if p.modifier and p.modifier.effect == "sector" and p.role), ""
        )
        body = next((p for p in reversed(before) if p.rows and p.rows[0].kind != "person"), None)
        if body is not None and not lands:
            lands, sector = tuple(filter(None, [land_of(body.rows[0].code, table)])), sector or body.rows[0].sector
        found = replace(found, lands=lands, sector=sector, own_country=bool(lands))
    if not found.sector:
        found = _described(phrase, found, table, date)
    return replace(found, person=found.person or name)


def _is_namesake(rows: Sequence[ActorRow], title: Piece, date: str | None) -> bool:
    """Whether the one whom the tables know by a name holds another office than the ministry in the title, and never had that
    (*Defence Minister Pedro Sanchez* of Colombia)."""
    assert title.role is not None
    office = title.role.phrase
    if office == "prime minister" or not office.endswith(" minister"):
        return False
    held = any(r.kind == "person" and r.office and (r.holds(date) if date else not r.end) for r in rows)
    return held and not any(office in r.office.lower() for r in rows)


def _holders(rows: Sequence[ActorRow], title: Piece, date: str | None) -> list[ActorRow]:
    assert title.role is not None
    title_of_one = title.role.phrase.removesuffix("s")  # presidents Macron and Lula
    fit = [r for r in rows if r.sector == title.role.sector or title_of_one in r.office]
    held = [r for r in fit if (r.holds(date) if date else True)]
    exact = [r for r in held if title_of_one in r.office]
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
        if mark in OWNER_PREPOSITIONS and phrase.words[high - 1].lower() not in table.references.dress
    ]
    own = lands_of(phrase, before, table)
    lands = own or row_lands(before, table) or tail_lands(phrase, role, tails, table) or city_lands(phrase, before, head, table)
    sector, others, weak = _sector(phrase, role, before, tails, bool(lands))
    if not sector and lands and role.kind == "person":  # *Hong Kong's chief executive*
        sector = table.offices.get((lands[0].code, role.phrase), "")
    if weak and sector == "GOV" and lands and all(land.code in BODIES - {"EUR"} for land in lands):
        sector = ""
    if any(p.modifier and p.modifier.effect == "opposition" for p in before) and sector != "OPP" and "OPP" not in others:
        others = (*others, "OPP")
    if role.kind == "quantity" and not sector and not lands:
        return Composition(role=role, kind="quantity")
    found = Composition(
        lands=lands, sector=sector, others=others, role=role, kind=role.kind, own_country=bool(own), weak=weak,
        office=_office(head) if sector in OFFICE_SECTORS and role.kind == "person" else "", span=(head.start, head.end),
    )  # fmt: skip
    left = role.kind == "person" and any(p.modifier and p.modifier.effect == "former" for p in before)
    return former(found) if left else found


def former(found: Composition) -> Composition:
    """Returns who held an office and has left it: of the elite, with the office's sector second."""
    if found.sector not in OFFICE_SECTORS | {"PTY"}:
        return found
    return replace(found, sector="ELI", others=(found.sector, *found.others), office="")


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
        # Who works at a company is labour, at a hospital medical.
        if role.sector == "LAB" and any("BUS" in _gives(part) for part in parts):
            continue
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
