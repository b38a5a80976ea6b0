"""From a role's tokens to the entities that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dateline.ontology.predicates import Predicate, Roles
from dateline.records import Entity, Mention, MentionKind, Place, Token
from dateline.stages.code.graph import Graph
from dateline.stages.code.nouns import makers, modifiers, on_board
from dateline.stages.code.roles import in_role
from dateline.text import tree

ARMED = frozenset({"MIL", "REB", "UAF", "PRM", "COP", "CRM", "SPY", "IMG"})
CIVILIAN = frozenset({"CVL", "AGR", "BUS", "EDU", "JRN", "LAB", "MED", "REF", "REL", "SOC", "ELI", "OPP", "UNK", "PTY"})
OFFICIAL = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY", "OPP"})
# Of which sector those are who attack other states.
FORCES = frozenset({None, "GOV", "MIL"})
# Sectors of those who hold or seek office, and fight with words.
POLITICIANS = frozenset({"GOV", "LEG", "PTY", "OPP", "ELI"})
ORGANISATIONS = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
# From how many on a bare number that does something is a crowd: "5,000 marched", but "two fired".
CROWD = 50
# The resolution of a place that is a country (`records.Place`).
WHOLE_COUNTRY = 1
# Types whose noun says before it where it was ("the Kharkiv offensive, the Lagos protests"), not who did it.
PLACED_BY_NAME = frozenset({"ASSAULT", "PROTEST"})
# How far inside a phrase it may be said whose it is.
MOST_INSIDE = 2
# The prepositions after a noun that say whose it is.
OWNING = ("by", "of", "from", "against", "in")


@dataclass(frozen=True, slots=True)
class Party:
    """One entity at one token; `direct` is false where it was found inside a phrase that names no actor itself."""

    entity: Entity
    token: int
    person: bool = False
    direct: bool = True

    @property
    def key(self) -> tuple[str | None, str | None, str]:
        """What tells two parties apart: code, sector and name (the words where it has neither)."""
        e = self.entity
        name = e.identifier_text or ("" if e.code and not e.sector else e.entity_text.lower())
        return e.code, e.sector, name

    def known(self) -> bool:
        """Tells whether the entity has a code or sector."""
        return bool(self.entity.code or self.entity.sector)

    def is_official(self) -> bool:
        """Tells whether the party is a body or holder of public power."""
        return self.entity.sector in OFFICIAL - {"PTY", "OPP"}

    def is_kind(self, kind: str) -> bool:
        """Tells whether the party is of a KIND of docs/lexicon.md, Conditions."""
        e = self.entity
        sectors = {e.sector, *e.other_sectors} - {None}
        if not self.direct and not sectors and kind in ("political", "armed"):
            return False  # "the Spanish bank", "shares in Tokyo": the state is not who acts
        match kind:
            case "any":
                return self.known() or bool(e.identifier_text)
            case "political":
                return bool(sectors & (OFFICIAL | {"REB", "PRM", "IMG", "REL", "ELI"})) or (
                    bool(e.code) and e.code not in ("MNC",) and not sectors
                )
            case "force":
                return bool(sectors & ARMED) or e.code == "IMG"
            case "armed":
                return bool(sectors & ARMED) or e.code == "IMG" or (bool(e.code) and not sectors)
            case "official":
                return self.is_official() or self.is_kind("state")
            case "police":
                return "COP" in sectors
            case "media":
                return "JRN" in sectors and not self.person
            case "court":
                return "JUD" in sectors
            case "state":
                return bool(e.code) and not sectors and e.code not in ORGANISATIONS
            case "international":
                return e.code in ORGANISATIONS
            case "civilian":
                return bool(sectors & CIVILIAN)
            case "person":
                return self.person
            case "politician":
                return self.person and self.direct and e.sector in POLITICIANS
            case "itself":
                return self.direct and (self.known() or bool(e.identifier_text))
        return False


class Parties:
    """Finds the parties of one sentence; `mentions` are its mentions by head token."""

    def __init__(self, graph: Graph, mentions: Mapping[int, Mention], places: Iterable[Place] = ()) -> None:
        self.graph = graph
        self.mentions = mentions
        named = [(t.i, p) for p in places for t in graph.tokens if t.start < p.end and p.start < t.end]
        self._countries = {i: p.code for i, p in named if p.code}
        self._inland = {i for i, p in named if p.resolution is not None and p.resolution > WHOLE_COUNTRY}
        # Asked for again and again, for each row and role; what a noun's phrase names hangs on the rows that fit.
        self._phrases: dict[tuple[int, str], list[Party]] = {}
        self._sides: dict[tuple[int, Roles, str], list[Party]] = {}
        self._matches = graph.matches

    def in_roles(self, i: int, roles: Roles, pos: str = "") -> list[Party]:
        """The parties in the first choice of `roles` of predicate `i` that holds any; those with a code or sector go first."""
        self._forget()
        key = (i, roles, pos)
        if key not in self._sides:
            self._sides[key] = self._in_roles(i, roles, pos)
        return self._sides[key]

    def _forget(self) -> None:
        """Forgets what was found while other rows fitted."""
        if self._matches is not self.graph.matches:
            self._phrases, self._sides, self._matches = {}, {}, self.graph.matches

    def _in_roles(self, i: int, roles: Roles, pos: str) -> list[Party]:
        unknown: list[Party] = []
        for choice in roles:
            found = self._one_each(unique(p for role in choice for p in self.at(self._standing(i, role, pos), role)))
            if known := [p for p in found if p.known()]:
                return known
            unknown = unknown or found
        return unknown

    def _standing(self, i: int, role: str, pos: str) -> list[int]:
        """The tokens in `role` of predicate `i` that can be a side there: not where an attack or protest was, and not the
        "their" of what somebody launches ("France fought on, and the Soviets launched their own invasion")."""
        tokens = in_role(self.graph, i, role, pos)
        if pos == "n" and role == "mod" and self._is_placed_by_name(i):
            return without_tokens(tokens, self.scenes(i))
        if pos == "n" and role == "subj" and self.witnesses(i):
            return []
        if pos == "n" and role == "poss" and any(self.graph.tokens[j].tag == "PRP$" for j in tokens):
            done = self.graph.tokens[i].dep == "dobj" and self.graph.light_verb(i) == self.graph.tokens[i].head
            return [] if done and in_role(self.graph, i, "subj", pos) else tokens
        return tokens

    def witnesses(self, i: int) -> list[int]:
        """The subjects of a verb that only says where the fight or protest of noun `i` was ("Chad saw heavy fighting")."""
        light = self.graph.light_verb(i) if self._is_placed_by_name(i) else None
        if light is None or self.graph.tokens[light].lemma not in self.graph.lexicon.words("witnessing"):
            return []
        return [] if self.graph.prep(light, "as") else self.graph.subjects(light)  # not of "saw the war as a chance"

    def _is_placed_by_name(self, i: int) -> bool:
        return any(row.event in PLACED_BY_NAME for row in self._events(i))

    def scenes(self, i: int) -> list[int]:
        """The names of places below a country before event noun `i`, which say where it was; a capital stands for its state
        where the noun says against whom ("Moscow strikes on Odesa", but "the Moscow attack")."""
        aimed = any(self.graph.prep(i, word) for word in ("on", "against"))
        inland = (j for j in modifiers(self.graph, i) if j in self._inland and self.graph.tokens[j].pos == "PROPN")
        return [j for j in inland if not (aimed and self._stands_for_state(j))]

    def _stands_for_state(self, i: int) -> bool:
        """Tells whether place name `i` is taken for the government that sits there."""
        mention = self.mentions.get(i)
        return mention is not None and any(e.code and e.identifier_text not in (None, e.entity_text) for e in mention.entities)

    def _one_each(self, parties: list[Party]) -> list[Party]:
        """Parties without those that only title another: "Foreign Minister Choe" is one person."""
        return [p for p in parties if not any(self._titles(p, q) for q in parties)]

    def _titles(self, title: Party, person: Party) -> bool:
        if title is person or not person.person or title.entity.code != person.entity.code:
            return False
        if title.person and title.entity.identifier_text:
            return False
        sentence = self.graph.sentence
        beside = ("conj",)  # "Malian ministers and rebel chiefs" are two parties
        return title.token in tree.subtree(sentence, person.token, without=beside) or person.token in tree.subtree(
            sentence, title.token, without=beside
        )

    def at(self, tokens: Iterable[int], role: str = "") -> list[Party]:
        """The parties that the phrases headed by `tokens` name; in role ``mod`` a place or adjective counts itself."""
        heads = list(tokens)
        if role == "between":
            heads = sorted({j for i in heads for j in (i, *self._strung(i))})
        self._forget()
        return [p for i in heads for p in self._named_at(i, role)]

    def _named_at(self, i: int, role: str) -> list[Party]:
        if (i, role) not in self._phrases:
            self._phrases[i, role] = self._phrase(i, role, 0)
        return self._phrases[i, role]

    def as_people(self, parties: Iterable[Party]) -> list[Party]:
        """The parties, with those named by the people of a country as its people, not its government ("Georgians")."""
        plural = {t.i for t in self.graph.tokens if t.tag == "NNPS" and t.ent in ("NORP", "")}
        return [replace(p, entity=_people(p.entity)) if p.token in plural and p.direct else p for p in parties]

    def _strung(self, i: int) -> list[int]:
        """Names that the parser hung below token `i` though they stand beside it ("between Premier A and President B")."""
        below = (
            self.graph.tokens[j]
            for j in tree.subtree(self.graph.sentence, i, without=("prep", "poss", "relcl", "acl"))
            if j != i
        )
        return [
            t.i
            for t in below
            if t.i in self.mentions and self.mentions[t.i].person and t.ent == "PERSON" and t.dep != "compound"
        ]

    def _placed(self, entity: Entity, i: int) -> Entity:
        """The entity; one that is only a place name, with the country that the place is in."""
        if entity.code or entity.sector or i not in self._countries:
            return entity
        return replace(entity, code=self._countries[i])

    def is_weapon(self, i: int) -> bool:
        """Tells whether token `i` is a weapon, which whoever owns it fires; fighters who are people are none."""
        mention = self.mentions.get(i)
        return self.graph.tokens[i].lemma in self.graph.lexicon.instruments and not (mention is not None and mention.person)

    def several(self, parties: Iterable[Party]) -> bool:
        """Tells whether parties are of more than one country or organisation, by their codes or as so many of one kind ("the
        two navies", "both countries")."""
        parties = list(parties)
        named = {p.entity.code or (None if p.entity.sector or p.person else p.key[2]) for p in parties}
        if len(named - {None}) > 1:
            return True
        beside = (self.graph.tokens[j] for p in parties for j in tree.conjuncts(self.graph.sentence, p.token) if j != p.token)
        if any(t.ent == "GPE" for t in beside):
            return True  # "Turkey and Korea", whichever Korea it is
        plural = [self.graph.tokens[p.token] for p in parties if self.graph.tokens[p.token].tag in ("NNS", "NNPS")]
        return any(self._counted(t.i) for t in plural if t.lemma in self.graph.lexicon.words("public_bodies"))

    def _counted(self, i: int) -> bool:
        """Tells whether noun `i` stands for two or more that were named or numbered: "both navies", "the three states"."""
        before = tree.kids(self.graph.sentence, i, ("nummod", "det", "predet", "amod"))
        return any(t.pos == "NUM" or t.lemma in self.graph.lexicon.words("each") for t in before)

    def _events(self, i: int) -> list[Predicate]:
        """The rows by which noun `i` is an event."""
        return [row for row in self.graph.matches.get(i, ()) if row.pos == "n" and row.event and not row.operator]

    def _owning(self, i: int) -> list[str]:
        """The prepositions that say whose noun `i` is: not *of* where it says whom the event was done to ("the arrest of")."""
        rows = self._events(i)
        done_to = rows and all("of" in row.words or not any("of" in choice for choice in row.actor) for row in rows)
        return [word for word in OWNING if word != "of" or not done_to]

    def _is_signed_in(self, i: int) -> bool:
        """Tells whether noun `i` is a treaty that goes by the city it was signed in ("the Paris accord, the Ottawa Treaty")."""
        if self.graph.tokens[i].lemma.lower() not in self.graph.lexicon.word_class("agreement"):
            return False
        capitals = self.graph.lexicon.word_class("capital")
        return any(j in self._inland or self.graph.tokens[j].lemma.lower() in capitals for j in modifiers(self.graph, i))

    @staticmethod
    def _is_state(mention: Mention) -> bool:
        """Tells whether a mention is of one state: "the former colonial power, France"."""
        return len(mention.entities) == 1 and bool(mention.entities[0].code) and not mention.entities[0].sector

    def _in_full(self, i: int) -> Mention | None:
        """The country that a noun without a mention is the last word of: "the State of Palestine"."""
        token = self.graph.tokens[i]
        above = self.graph.tokens[token.head]
        mention = self.mentions.get(above.head) if (token.dep, above.text) == ("pobj", "of") else None
        whole = mention is not None and mention.end >= token.end and all(e.code and not e.sector for e in mention.entities)
        return mention if whole else None

    def _phrase(self, i: int, role: str, depth: int) -> list[Party]:
        sentence = self.graph.sentence
        token = sentence.tokens[i]
        mention = self.mentions.get(i) or self._in_full(i)
        if self._is_signed_in(i):
            return []
        if mention is not None and (mention.entities or mention.kind is MentionKind.PRONOUN):
            if not any(e.code for e in mention.entities) and (cargo := self._cargo(i, role, depth)):
                return cargo
            many = token.lemma in self.graph.lexicon.words("crowds")
            entities = [_people(e) if many else self._placed(e, i) for e in mention.entities]
            return [Party(e, i, mention.person, depth == 0) for e in entities]
        if depth > MOST_INSIDE:
            return []
        if token.lemma in self.graph.lexicon.words("quantities") or token.pos == "NUM":
            inner = [p for j in self.graph.prep(i, "of") for p in self._phrase(j, role, depth + 1)]
            if inner:
                return inner
            if role == "subj" and self._are_people(i):
                return [Party(Entity(entity_text=self._words(i), sector="CVL"), i)]
        if i in self.graph.matches and role in ("mod", "poss"):
            return []
        named = [
            t.i for t in tree.kids(sentence, i, ("appos",)) if (m := self.mentions.get(t.i)) and (m.person or self._is_state(m))
        ]
        inside = [*named, *(t.i for t in tree.kids(sentence, i, ("poss",))), *modifiers(self.graph, i)]
        inside += [j for word in self._owning(i) for j in self.graph.prep(i, word)]
        inside += makers(self.graph, i)
        if role in ("subj", "by") and self._is_placed_by_name(i):  # "a bombing in Kabul killed" is not Kabul's
            inside = without_tokens(inside, [*self.graph.prep(i, "in"), *self.scenes(i)])
        for j in inside:
            # "rangers from Kenya and Chad", "Finnish and Swedish minesweepers": all that stand there.
            if found := [p for k in tree.conjuncts(sentence, j) for p in self._phrase(k, role, depth + 1)]:
                # Whoever stands inside an event noun or owns a weapon acts: "a Turkish airstrike, a Russian missile killed".
                acts = bool(self._events(i)) or self.is_weapon(i)
                return [Party(p.entity, p.token, p.person, acts) for p in found]
        if cargo := self._cargo(i, role, depth):
            return cargo
        if depth == 0 and role != "mod" and self._is_name(token):
            return [Party(Entity(entity_text=self._words(i)), i, token.ent == "PERSON")]
        return []

    def _cargo(self, i: int, role: str, depth: int) -> list[Party]:
        """Whose the goods are that a vehicle, ship or plane brings which is nobody's ("two planes with blankets from Oslo")."""
        brought = on_board(self.graph, i) if depth <= MOST_INSIDE else []
        found = (self._phrase(j, role, depth + 1) for j in brought)
        return [replace(p, direct=False) for p in next(filter(None, found), []) if p.known()]

    def _are_people(self, i: int) -> bool:
        """Tells whether number `i`, of nothing that is named, is people who act ("thousands fled, 5,000 marched")."""
        token = self.graph.tokens[i]
        crowd = token.lemma in self.graph.lexicon.words("crowds")
        if crowd and token.tag == "NNS":
            return True
        digits = token.text.replace(",", "")
        many = crowd or (digits.isdecimal() and int(digits) >= CROWD)
        protests = any(row.event == "PROTEST" for row in self.graph.matches.get(token.head, ()))
        return token.pos == "NUM" and token.ent in ("", "CARDINAL") and many and protests

    @staticmethod
    def _is_name(token: Token) -> bool:
        """Tells whether a token heads a name of which nothing is known; a lone surname is often tagged as nobody's."""
        if token.pos != "PROPN" or not token.text[:1].isupper():
            return False
        return token.ent in ("PERSON", "ORG", "NORP", "GPE") or (
            not token.ent and token.dep in ("nsubj", "nsubjpass", "dobj", "pobj")
        )

    def _words(self, i: int) -> str:
        sentence = self.graph.sentence
        start, end = tree.phrase(sentence, i)
        return sentence.text[start - sentence.start : end - sentence.start]


def without_tokens(tokens: Iterable[int], others: Iterable[int]) -> list[int]:
    """Returns `tokens` less those that are also in `others`."""
    barred = set(others)
    return [i for i in tokens if i not in barred]


def _people(entity: Entity) -> Entity:
    """So many of a nation are its people, not its government: "thousands of Georgians"."""
    return replace(entity, sector="CVL") if entity.code and not entity.sector else entity


def unique(parties: Iterable[Party]) -> list[Party]:
    """Returns the parties with repeats (by `Party.key`) left out."""
    found: dict[tuple[str | None, str | None, str], Party] = {}
    for party in parties:
        found.setdefault(party.key, party)
    return list(found.values())


def without(parties: Iterable[Party], others: Iterable[Party]) -> list[Party]:
    """Returns `parties` less those that are also in `others`."""
    barred = {p.key for p in others}
    return [p for p in parties if p.key not in barred]
