"""The lexicon: rows of `predicates/*.csv`, word classes, grammar words and compositions, as docs/lexicon.md defines them."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dateline.errors import OntologyError

COLUMNS = ("pattern", "pos", "event", "mode", "actor", "recipient", "operator", "content", "requires", "example")
FOLDER = Path(__file__).parent

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
DEFAULT_ACTOR = {"v": "subj", "n": "poss|by|mod|subj|of", "a": "subj"}
DEFAULT_RECIPIENT = {"v": "obj", "n": "obj|on|against|to|with|into|in|of|for", "a": "to|with|of"}
_ELEMENT = re.compile(r"(?P<prep>[^\s\[\]]*)\[(?P<words>[^\]]+)\]$")

Roles = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """One row of the lexicon, ready to match. `id` is ``file:pattern``, with ``#2`` and so on for repeats."""

    id: str
    trigger: str
    pos: str
    words: tuple[str, ...] = ()
    objects: tuple[frozenset[str], ...] = ()
    prep_objects: tuple[tuple[str, frozenset[str]], ...] = ()
    event: str = ""
    mode: str = ""
    actor: Roles = ()
    recipient: Roles = ()
    operator: str = ""
    content: tuple[str, ...] = ()
    needs_content: bool = False
    requires: tuple[tuple[str, str], ...] = ()
    example: str = ""

    @property
    def prepositions(self) -> frozenset[str]:
        """The prepositions in which the row looks for its sides or content."""
        return frozenset(role for side in (self.actor, self.recipient) for choice in side for role in choice) | frozenset(
            self.content
        )

    @property
    def specificity(self) -> int:
        """How many elements the pattern has besides its trigger; the more specific row wins."""
        return len(self.words) + len(self.objects) + 2 * len(self.prep_objects)


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
    `words` below its predicate becomes another (none: `becomes` empty), or stays and has another beside it (`keeps`)."""

    rule: str
    event: str
    mode: str
    words: frozenset[str]
    becomes: str
    becomes_mode: str
    keeps: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rows, by (part of speech, trigger lemma), the most specific first; and the tables that go with them."""

    by_trigger: Mapping[tuple[str, str], tuple[Predicate, ...]]
    classes: Mapping[str, frozenset[str]]
    compositions: Mapping[tuple[str, str, str], Composition]
    tie_breakers: tuple[TieBreaker, ...]
    grammar: Mapping[str, frozenset[str]]
    domains: Mapping[str, frozenset[str]]
    rows: tuple[Predicate, ...] = field(repr=False)

    def candidates(self, pos: str, lemma: str) -> tuple[Predicate, ...]:
        """The rows that this lemma can trigger."""
        return self.by_trigger.get((pos, lemma), ())

    def compose(self, operator: str, event: str, mode: str, trigger: str = "") -> Composition | None:
        """What `operator` makes of an inside `event` and `mode`; a row for the inside's `trigger` (lower case in the
        table) wins over one for the mode, that over one for the type."""
        for key in ((operator, trigger, ""), (operator, event, mode), (operator, event, ""), (operator, "*", "")):
            if key in self.compositions:
                return self.compositions[key]
        return None

    def words(self, name: str) -> frozenset[str]:
        """The words of a list of grammar.toml."""
        return self.grammar[name]

    def word_class(self, name: str) -> frozenset[str]:
        """The words of a class, empty if there is no such class."""
        return self.classes.get(name, frozenset())


def load_lexicon(extra: Path | None = None) -> Lexicon:
    """Returns the package's lexicon with the rows of the folder `extra` layered over it (its rows win).

    Raises:
        OntologyError: a row or class is broken; the message names the file, line and what was expected.
    """
    folders = [folder for folder in (extra, FOLDER) if folder is not None]
    classes = _classes(folders)
    rows = tuple(
        row for folder in folders for path in sorted((folder / "predicates").glob("*.csv")) for row in _rows(path, classes)
    )
    index: dict[tuple[str, str], list[Predicate]] = defaultdict(list)
    for row in rows:
        index[(row.pos, row.trigger)].append(row)
    by_trigger = {key: tuple(sorted(found, key=lambda row: -row.specificity)) for key, found in index.items()}
    domains = _toml(folders, "domains.toml")
    return Lexicon(
        by_trigger, classes, _compositions(folders), _tie_breakers(folders), _toml(folders, "grammar.toml"), domains, rows
    )


def _classes(folders: list[Path]) -> dict[str, frozenset[str]]:
    classes: dict[str, frozenset[str]] = {}
    for folder in reversed(folders):
        for path in sorted((folder / "classes").glob("*.toml")):
            classes.update({name: frozenset(words) for name, words in _read_toml(path).items()})
    return classes


def _toml(folders: list[Path], name: str) -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for folder in reversed(folders):
        if (folder / name).is_file():
            merged.update({key: frozenset(words) for key, words in _read_toml(folder / name).items()})
    return merged


def _read_toml(path: Path) -> dict[str, list[str]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path} is no valid TOML: {error}") from error


def _compositions(folders: list[Path]) -> dict[tuple[str, str, str], Composition]:
    table: dict[tuple[str, str, str], Composition] = {}
    for folder in reversed(folders):
        path = folder / "compositions.csv"
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for event in row["inside"].split("|"):
                    for mode in (row["inside_mode"] or "").split("|"):
                        table[(row["operator"], event, mode)] = Composition(
                            event=row["event"], mode=row["mode"], keep=row["keep"]
                        )
    return table


def _tie_breakers(folders: list[Path]) -> tuple[TieBreaker, ...]:
    found: list[TieBreaker] = []
    for path in (folder / "tie_breakers.csv" for folder in folders):
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    given = {name: row[name] for name in ("rule", "event", "mode", "becomes", "becomes_mode")}
                    found.append(TieBreaker(**given, words=frozenset(row["words"].split("|")), keeps=bool(row["keeps"])))
    return tuple(found)


def _rows(path: Path, classes: Mapping[str, frozenset[str]]) -> Iterator[Predicate]:
    seen: dict[str, int] = defaultdict(int)
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise OntologyError(f"{path}: expected the columns {','.join(COLUMNS)}, found {','.join(reader.fieldnames or ())}")
        for row in reader:
            where = f"{path.name} line {reader.line_num}"
            if None in row or None in row.values():
                raise OntologyError(f"{where}: expected {len(COLUMNS)} columns; quote a field that holds a comma")
            name = f"{path.stem}:{row['pattern']}"
            seen[name] += 1
            yield _row(row, name if seen[name] == 1 else f"{name}#{seen[name]}", classes, where)


def _row(row: Mapping[str, str], name: str, classes: Mapping[str, frozenset[str]], where: str) -> Predicate:
    pos, operator = row["pos"], row["operator"]
    if pos not in DEFAULT_ACTOR:
        raise OntologyError(f"{where}: pos should be v, n or a, found {pos!r}")
    if operator and operator not in DEFAULT_CONTENT:
        raise OntologyError(f"{where}: unknown operator {operator!r}; known are {', '.join(DEFAULT_CONTENT)}")
    trigger, *elements = row["pattern"].split(" ")
    words: list[str] = []
    objects: list[frozenset[str]] = []
    prep_objects: list[tuple[str, frozenset[str]]] = []
    for element in elements:
        if match := _ELEMENT.match(element):
            allowed = _allowed(match["words"], classes, where)
            if match["prep"]:
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
        event=row["event"],
        mode=row["mode"],
        actor=_roles(row["actor"] or DEFAULT_ACTOR[pos]),
        recipient=_roles(row["recipient"] or DEFAULT_RECIPIENT[pos]),
        operator=operator,
        content=tuple((row["content"] or DEFAULT_CONTENT[operator]).split("|")) if operator else (),
        needs_content=bool(operator and row["content"]),
        requires=requires,
        example=row["example"],
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
    if side not in ("actor", "recipient", "object") or not kind:
        raise OntologyError(f"{where}: a condition is actor:KIND, recipient:KIND or object:none, found {part!r}")
    return side, kind


def _roles(text: str) -> Roles:
    return tuple(tuple(role for role in choice.split("+") if role != "none") for choice in text.split("|"))
