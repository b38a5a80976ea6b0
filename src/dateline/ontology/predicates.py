"""The lexicon: rows of `predicates/*.csv`, word classes, grammar words and compositions, as docs/lexicon.md defines them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dateline.errors import OntologyError
from dateline.ontology.layers import Cells, Layers, read_csv
from dateline.ontology.plover import Plover, load_plover

COLUMNS = ("pattern", "pos", "event", "mode", "actor", "recipient", "operator", "content", "requires", "example")
COMPOSITION_COLUMNS = ("operator", "inside", "inside_mode", "event", "mode", "keep")
NOUN_COLUMNS = ("noun", "verb")
TIE_BREAKER_COLUMNS = ("rule", "event", "mode", "words", "becomes", "becomes_mode", "keeps", "several", "by")

# Where the content of an operator stands when its row does not say (docs/lexicon.md).
DEFAULT_CONTENT = {
    "speech": "ccomp|obj",
    "accusation": "of|for|over|ccomp|obj|xcomp",
    "commitment": "xcomp|ccomp|on|to|for|obj",
    "request": "xcomp|ccomp|for|obj|to|of",
    "refusal": "xcomp|obj|to|ccomp|of",
    "threat": "xcomp|of|with|ccomp|obj",
    "denial": "xcomp|ccomp|obj",
    "stopping": "obj|xcomp|from|of|to",
    "hedge": "xcomp|ccomp|of",
    "possibility": "xcomp|ccomp|obj|of",
    "plan": "xcomp|for|obj|to|ccomp|of",
    "aspect": "xcomp|obj|ccomp|with|of",
    "failure": "xcomp|from|ccomp|obj",
}
# What a row may ask of a verb's object: see stages/code/requirements.py.
OBJECTS = ("none", "one", "alone", "someone", "thing")
DEFAULT_ACTOR = {"v": "subj", "n": "poss|by|mod|subj|of", "a": "subj"}
DEFAULT_RECIPIENT = {"v": "obj", "n": "obj|on|against|to|with|into|in|of|for", "a": "to|with|of"}
# The trigger of rows for verbs of which no other row fits.
ANY = "*"
# Verbs of one syllable, whose last letter is doubled before -ing, and longer ones, where it may be.
_SHORT_VERB = re.compile(r"[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]")
_LONG_VERB = re.compile(r"[^aeiou][aeiou][^aeiouwxy]$")
_ELEMENT = re.compile(r"(?P<prep>[^\s\[\]]*)\[(?P<words>[^\]]+)\]$")

Roles = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """One row of the lexicon, ready to match. `id` is ``file:pattern``, with ``#2`` and so on for repeats;
    `where` is the path and line it stands in, ``path:line``; `lent` tells the row of a verb as that of the noun of its deed."""

    id: str
    trigger: str
    pos: str
    words: tuple[str, ...] = ()
    objects: tuple[frozenset[str], ...] = ()
    prep_objects: tuple[tuple[str, frozenset[str]], ...] = ()
    subjects: tuple[frozenset[str], ...] = ()
    event: str = ""
    mode: str = ""
    actor: Roles = ()
    recipient: Roles = ()
    operator: str = ""
    content: tuple[str, ...] = ()
    needs_content: bool = False
    requires: tuple[tuple[str, str], ...] = ()
    example: str = ""
    where: str = ""
    lent: bool = False
    asks: frozenset[str] = field(init=False, repr=False, compare=False)
    places: tuple[tuple[str, frozenset[str]], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Notes the words that must be written in a sentence for the row to fit anywhere in it, and of which lemmas there must
        be one at each of which places: its object, its subject, behind a preposition."""
        object.__setattr__(self, "asks", frozenset((*self.words, *(prep for prep, _ in self.prep_objects))))
        objects, subjects = ((("obj", lemmas) for lemmas in self.objects), (("subj", lemmas) for lemmas in self.subjects))
        object.__setattr__(self, "places", (*objects, *self.prep_objects, *subjects))

    @property
    def prepositions(self) -> frozenset[str]:
        """The prepositions in which the row looks for its sides or content."""
        return frozenset(role for side in (self.actor, self.recipient) for choice in side for role in choice) | frozenset(
            self.content
        )

    @property
    def specificity(self) -> int:
        """How many elements the pattern has besides its trigger; the more specific row wins, one for any verb loses."""
        if self.trigger == ANY:
            return -1
        return len(self.words) + len(self.objects) + 2 * len(self.prep_objects) + 2 * len(self.subjects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What an operator makes of an inside event: its own `event` and `mode` (empty: the row's own), and the status
    with which the inside stays a record (empty: it does not)."""

    event: str
    mode: str
    keep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TieBreaker:
    """A rule of the codebook that a word near the predicate decides: an `event` (and `mode`, if given) with one of
    `words` below its predicate becomes another (none: `becomes` empty), or stays and has another beside it (`keeps`); with
    `several` only where people of more than one country do it; with `by` the word must be who does it."""

    rule: str
    event: str
    mode: str
    words: frozenset[str]
    becomes: str
    becomes_mode: str
    keeps: bool
    several: bool
    by: bool

    def told_by(self, near: set[str]) -> bool:
        """Tells whether one of the words is `near`; of two that are joined ("fight+fire") both must be."""
        return any(near.issuperset(word.split("+")) for word in self.words)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rows, by (part of speech, trigger lemma), the most specific first; and the tables that go with them. `kin` says
    of a type that is not PLOVER's which of PLOVER's it is like, `instruments` of a weapon with which mode it is used; `deeds`
    are the rows of verbs by the nouns of the same deed ("storming", "annihilation")."""

    by_trigger: Mapping[tuple[str, str], tuple[Predicate, ...]]
    classes: Mapping[str, frozenset[str]]
    compositions: Mapping[tuple[str, str, str], Composition]
    tie_breakers: tuple[TieBreaker, ...]
    grammar: Mapping[str, frozenset[str]]
    domains: Mapping[str, frozenset[str]]
    rows: tuple[Predicate, ...] = field(repr=False)
    kin: Mapping[str, str] = field(default_factory=dict)
    instruments: Mapping[str, str] = field(default_factory=dict)
    deeds: Mapping[str, tuple[Predicate, ...]] = field(default_factory=dict, repr=False)

    def nouns(self, lemma: str) -> tuple[Predicate, ...]:
        """The rows that this noun can trigger: its own, and where none of them stands for the bare noun, those of the verb
        whose deed it names."""
        own = self.candidates("n", lemma)
        bare = any(set(row.words) <= {"of"} and not row.objects and not row.prep_objects for row in own)
        return own if bare else own + self.deeds.get(lemma, ())

    def candidates(self, pos: str, lemma: str) -> tuple[Predicate, ...]:
        """The rows that this lemma can trigger."""
        return self.by_trigger.get((pos, lemma), ())

    def compose(self, operator: str, event: str, mode: str, trigger: str = "") -> Composition | None:
        """What `operator` makes of an inside `event` and `mode`; a row for the inside's `trigger` (lower case in the
        table) wins over one for the mode, that over one for the type, that over one for the type that it is like."""
        kin = self.kin.get(event, event)
        for inside, its_mode in ((trigger, ""), (event, mode), (event, ""), (kin, ""), ("*", "")):
            if found := self.compositions.get((operator, inside, its_mode)):
                return found
        return None

    def words(self, name: str) -> frozenset[str]:
        """The words of a list of grammar.toml."""
        return self.grammar[name]

    def word_class(self, name: str) -> frozenset[str]:
        """The words of a class, empty if there is no such class."""
        return self.classes.get(name, frozenset())


def load_lexicon(own: Path | None = None) -> Lexicon:
    """Returns the package's lexicon with that of the user's folder `own` layered over it (of equal rows, its own win).

    Raises:
        OntologyError: a row or class is broken; the message names the file, line and what was expected.
    """
    layers, plover = Layers(own), load_plover(own)
    classes = layers.word_lists("classes/*.toml")
    rows = tuple(row for path in layers.files("predicates/*.csv") for row in _rows(path, classes, plover))
    index: dict[tuple[str, str], list[Predicate]] = defaultdict(list)
    for row in rows:
        for key, trigger in found_by(row, classes).items():
            index[key].append(row if trigger == row.trigger else replace(row, trigger=trigger))
    by_trigger = {key: tuple(sorted(found, key=lambda row: -row.specificity)) for key, found in index.items()}
    grammar = layers.word_lists("grammar.toml")
    return Lexicon(
        by_trigger=by_trigger,
        classes=classes,
        compositions=_compositions(layers, plover),
        tie_breakers=tuple(_tie_breakers(layers, plover)),
        grammar=grammar,
        domains=layers.word_lists("domains.toml"),
        rows=rows,
        kin={kind.name: kind.like for kind in plover.types.values() if kind.like},
        instruments=_instruments(layers, classes),
        deeds=_deeds(layers, by_trigger, grammar["intransitive"]),
    )


def found_by(row: Predicate, classes: Mapping[str, frozenset[str]]) -> dict[tuple[str, str], str]:
    """Returns the keys of `Lexicon.by_trigger` under which a row of the tables stands, with the word of each: one a word where
    its trigger is a class. A verb with a hyphen is read as one word (`compounds`)."""
    words = _allowed(row.trigger, classes, row.where)
    return {(row.pos, word.replace("-", "") if row.pos == "v" else word): word for word in sorted(words)}


def _deeds(
    layers: Layers, by_trigger: Mapping[tuple[str, str], tuple[Predicate, ...]], alone: frozenset[str]
) -> dict[str, tuple[Predicate, ...]]:
    """The rows of verbs by the nouns that name the same deed: their own in *-ing*, and those of nouns.csv, which also says
    what is no deed of a verb that it comes from ("a gathering", "the finding of the court")."""
    verbs: dict[str, list[str]] = defaultdict(list)
    for pos, trigger in by_trigger:
        for noun in _gerunds(trigger) if pos == "v" else ():
            verbs[noun].append(trigger)
    for row in reversed([*layers.rows("nouns.csv", NOUN_COLUMNS, needed=NOUN_COLUMNS)]):  # the user's are the first
        if row["verb"] and ("v", row["verb"]) not in by_trigger:
            raise OntologyError(f"{row.where}: no row has the verb {row['verb']!r}; add one to a file in predicates/")
        verbs[row["noun"]] = [row["verb"]] if row["verb"] else []
    turned = {trigger: tuple(_as_noun(row, alone) for row in rows) for (pos, trigger), rows in by_trigger.items() if pos == "v"}
    return {noun: tuple(row for verb in found for row in turned[verb]) for noun, found in verbs.items()}


def _gerunds(verb: str) -> Iterator[str]:
    """The nouns in *-ing* that a verb may make: both where English doubles a letter in some verbs ("sitting", "vetoing").

    >>> [list(_gerunds(verb)) for verb in ("free", "torture", "snub", "feed", "veto", "annul")]
    [['freeing'], ['torturing'], ['snubbing'], ['feeding'], ['vetoing'], ['annuling', 'annulling']]
    """
    if verb.endswith("ie"):
        yield verb[:-2] + "ying"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        yield verb[:-1] + "ing"
    elif _SHORT_VERB.fullmatch(verb):
        yield verb + verb[-1] + "ing"
    else:
        yield verb + "ing"
        if _LONG_VERB.search(verb):
            yield verb + verb[-1] + "ing"


def _as_noun(row: Predicate, alone: frozenset[str]) -> Predicate:
    """The row of a verb as that of the noun of its deed: "stormed the embassy" is "the storming of the embassy by". What
    stands after *of* is its object, and whoever does it where it has none."""
    whom = "obj" in (role for side in (row.actor, row.recipient) for choice in side for role in choice)
    whom = (whom or bool(row.objects)) and row.trigger not in alone
    return replace(
        row,
        pos="n",
        lent=True,
        objects=(),
        prep_objects=(*row.prep_objects, *(("of", allowed) for allowed in row.objects)),
        actor=_noun_roles(row.actor, whom=whom),
        recipient=_noun_roles(row.recipient, whom=whom),
        content=tuple(dict.fromkeys("of" if place == "obj" else place for place in row.content)),
        requires=tuple(condition for condition in row.requires if condition[0] != "object"),
    )


def _noun_roles(roles: Roles, *, whom: bool) -> Roles:
    """The sides of a verb as they stand around its noun; `whom` tells whether *of* says to whom it is done."""
    doer = ("by", "poss", "mod", "subj") if whom else ("by", "poss", "mod", "subj", "of")
    stands = {"subj": doer, "obj": ("of", "obj", "poss") if whom else ("obj", "poss"), "iobj": ("to", "iobj")}
    found: list[tuple[str, ...]] = []
    for choice in roles:
        if len(choice) == 1:
            found += [(place,) for place in stands.get(choice[0], choice)]
        else:
            found.append(tuple(dict.fromkeys(place for role in choice for place in stands.get(role, (role,)))))
    return tuple(dict.fromkeys(found))


def _compositions(layers: Layers, plover: Plover) -> dict[tuple[str, str, str], Composition]:
    table: dict[tuple[str, str, str], Composition] = {}
    for row in layers.rows("compositions.csv", COMPOSITION_COLUMNS, needed=("operator", "inside")):
        _check_operator(row["operator"], row.where)
        _check_event(row["event"], row["mode"], plover, row.where)
        made = Composition(event=row["event"], mode=row["mode"], keep=row["keep"])
        for event in row["inside"].split("|"):
            for mode in row["inside_mode"].split("|"):
                table.setdefault((row["operator"], event, mode), made)
    return table


def _instruments(layers: Layers, classes: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The mode of each weapon, "" where it has none of its own; of a weapon in two classes, that of the first counts."""
    table: dict[str, str] = {}
    for mode, names in layers.word_lists("instruments.toml").items():
        for lemma in sorted(lemma for name in names for lemma in classes.get(name, ())):
            table.setdefault(lemma, "" if mode == "other" else mode)
    return table


def _tie_breakers(layers: Layers, plover: Plover) -> Iterator[TieBreaker]:
    for row in layers.rows("tie_breakers.csv", TIE_BREAKER_COLUMNS, needed=("rule", "event", "words")):
        _check_event(row["event"], row["mode"], plover, row.where)
        _check_event(row["becomes"], row["becomes_mode"], plover, row.where)
        given = {name: row[name] for name in ("rule", "event", "mode", "becomes", "becomes_mode")}
        yield TieBreaker(
            **given,
            words=frozenset(row["words"].split("|")),
            keeps=bool(row["keeps"]),
            several=bool(row["several"]),
            by=bool(row["by"]),
        )


def _rows(path: Path, classes: Mapping[str, frozenset[str]], plover: Plover) -> Iterator[Predicate]:
    seen: dict[str, int] = defaultdict(int)
    for row in read_csv(path, COLUMNS, needed=("pattern", "pos")):
        _check_event(row["event"], row["mode"], plover, row.where)
        name = f"{path.stem}:{row['pattern']}"
        seen[name] += 1
        yield _row(row, name if seen[name] == 1 else f"{name}#{seen[name]}", classes)


def _check_event(event: str, mode: str, plover: Plover, where: str) -> None:
    if not event:
        return
    if event not in plover.types:
        raise OntologyError(
            f"{where}: no event type {event!r}; type: dateline ontology --kind type, or add [types.{event}] to your plover.toml"
        )
    for name in mode.split("+") if mode else ():
        if name not in plover.types[event].modes:
            known = ", ".join(plover.types[event].modes) or "none"
            raise OntologyError(f"{where}: {event} has no mode {name!r}; its modes are {known}")


def _check_operator(operator: str, where: str) -> None:
    if operator not in DEFAULT_CONTENT:
        raise OntologyError(f"{where}: unknown operator {operator!r}; known are {', '.join(DEFAULT_CONTENT)}")


def _row(row: Cells, name: str, classes: Mapping[str, frozenset[str]]) -> Predicate:
    pos, operator, where = row["pos"], row["operator"], row.where
    if pos not in DEFAULT_ACTOR:
        raise OntologyError(f"{where}: pos should be v, n or a, found {pos!r}")
    if operator:
        _check_operator(operator, where)
    trigger, *elements = row["pattern"].split(" ")
    words: list[str] = []
    objects: list[frozenset[str]] = []
    prep_objects: list[tuple[str, frozenset[str]]] = []
    subjects: list[frozenset[str]] = []
    for element in elements:
        if match := _ELEMENT.match(element):
            allowed = _allowed(match["words"], classes, where)
            if match["prep"] == "subj":
                subjects.append(allowed)
            elif match["prep"]:
                prep_objects.append((match["prep"], allowed))
            else:
                objects.append(allowed)
        else:
            words.append(element)
    requires = tuple(_condition(part, where) for part in row["requires"].split(";") if part.strip())
    return Predicate(
        id=name,
        trigger=trigger,
        pos=pos,
        words=tuple(words),
        objects=tuple(objects),
        prep_objects=tuple(prep_objects),
        subjects=tuple(subjects),
        event=row["event"],
        mode=row["mode"],
        actor=_roles(row["actor"] or DEFAULT_ACTOR[pos]),
        recipient=_roles(row["recipient"] or DEFAULT_RECIPIENT[pos]),
        operator=operator,
        content=tuple((row["content"] or DEFAULT_CONTENT[operator]).split("|")) if operator else (),
        needs_content=bool(operator and row["content"]),
        requires=requires,
        example=row["example"],
        where=where,
    )


def _allowed(words: str, classes: Mapping[str, frozenset[str]], where: str) -> frozenset[str]:
    allowed: set[str] = set()
    for word in words.split("|"):
        if word.startswith("@"):
            if word[1:] not in classes:
                raise OntologyError(f"{where}: no word class {word[1:]!r}; add it to a file in classes/")
            allowed |= classes[word[1:]]
        else:
            allowed.add(word)
    return frozenset(allowed)


def _condition(part: str, where: str) -> tuple[str, str]:
    side, _, kind = part.strip().partition(":")
    known = {"object": (*OBJECTS, *(f"!{name}" for name in OBJECTS)), "content": ("event", "none")}.get(side, (kind,))
    if side not in ("actor", "recipient", "object", "content") or not kind or kind not in known:
        kinds = "actor:KIND, recipient:KIND, content:event|none"
        raise OntologyError(f"{where}: a condition is {kinds} or object:{'|'.join(OBJECTS)}, found {part!r}")
    return side, kind


def _roles(text: str) -> Roles:
    return tuple(tuple(role for role in choice.split("+") if role != "none") for choice in text.split("|"))
