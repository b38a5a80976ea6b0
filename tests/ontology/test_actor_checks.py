"""Tables of actors checked: what is wrong, where, and what to write; and rows added to a user's table."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.ontology.actor_checks import check_actors
from dateline.ontology.actors import COLUMNS, ActorRow, load_actors
from dateline.ontology.own_actors import add_actor
from dateline.ontology.problems import Level, Problem

HEADER = ",".join(COLUMNS)
GOOD = "Free Dockers' League,FDL,PRT,LAB,,,organisation,,,,own"


def own(folder: Path, *rows: str, file: str = "mine.csv", header: str = HEADER) -> Path:
    (folder / "actors").mkdir(exist_ok=True)
    (folder / "actors" / file).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


def told(problems: list[Problem]) -> list[tuple[str, int, str, str]]:
    return [(str(p.level), p.line, p.problem, p.do) for p in problems]


def test_the_package_s_tables_have_no_errors() -> None:
    assert [problem for problem in check_actors() if problem.level is Level.ERROR] == []


def test_a_good_table_has_no_problems(tmp_path: Path) -> None:
    assert check_actors(own(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("row", "problem", "do"),
    [
        ("Nita Sol,,PR,GOV,,mayor,person,,,,own", "unknown code 'PR'", "did you mean"),
        ("Nita Sol,,Portugal,GOV,,mayor,person,,,,own", "unknown code 'Portugal'", "write PRT"),
        ("Nita Sol,,PRT,GVO,,mayor,person,,,,own", "unknown sector 'GVO'", "did you mean GOV?"),
        ("Nita Sol,,PRT,gov,,mayor,person,,,,own", "unknown sector 'gov'", "did you mean GOV?"),
        ("Nita Sol,,PRT,GOV,LEG|XXQ,mayor,person,,,,own", "unknown sector 'XXQ'", "write one of the sectors: AGR, BUS"),
        ("Nita Sol,,PRT,,,mayor,person,,,,own", "a state's actor needs a sector", "write one of AGR"),
        ("Nita Sol,,PRT,GOV,,mayor,people,,,,own", "unknown kind 'people'", "write one of the kinds"),
        ("Nita Sol,,PRT,GOV,,mayor,person,04/03/2024,,,own", "start '04/03/2024' is no day", "write 2024-03-04"),
        ("Nita Sol,,PRT,GOV,,mayor,person,2020,2019,,own", "ends (2019) before it starts (2020)", "change one"),
        ("Nita Sol,,PRT,GOV,,mayor,person,,,1234,own", "'1234' is no Wikidata id", "write Q and a number"),
        ("Nita Sol,N. Sol|Níta Sol,PRT,GOV,,mayor,person,,,,own", "'Níta Sol' is the same name as 'Nita Sol'", "leave 'Níta"),
        ("Nita Sol,Sol,PRT,GOV,,mayor,person,,,,own", "the family name 'Sol' alone is an alias", "leave it out"),
        ("Nita Sol,Portugal,PRT,GOV,,mayor,person,,,,own", "'Portugal' is a word for Portugal", "leave it out"),
        ("Nita  Sol,,PRT,GOV,,mayor,person,,,,own", "'Nita  Sol' has markup or two spaces in it", "write it as a page would"),
        ("Nita Sol,,PRT,GOV", "expected 11 fields, found 4", "put a field that holds a comma in quotes"),
        (",,PRT,GOV,,mayor,person,,,,own", "expected a name", "put a field"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong(tmp_path: Path, row: str, problem: str, do: str) -> None:
    found = check_actors(own(tmp_path, GOOD, row))
    assert [(p.file, p.line) for p in found] == [(str(tmp_path / "actors/mine.csv"), 3)]
    assert found[0].problem.startswith(problem)
    assert found[0].do.startswith(do)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    found = check_actors(
        own(tmp_path, "Nita Sol,,PRT,GVO,,mayor,person,x,,,own", "too,short", "Ana Val,,ZZZ,GOV,,,person,,,,own")
    )
    assert [p.line for p in found] == [2, 2, 3, 4]


TERM = "Nita Sol,,PRT,GOV,,president,person,{},{},,own"


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (("2016-03-09", ""), "overlaps mine.csv:2: Nita Sol, 2010 to 2016-05"),
        (("2010", "2016-05"), "repeats mine.csv:2: Nita Sol, 2010 to 2016-05"),
        (("2016-05", ""), None),
        (("2020", ""), None),
    ],
)
def test_terms_of_one_person(tmp_path: Path, second: tuple[str, str], expected: str | None) -> None:
    rows = [TERM.replace("PRT", "XKX").format("2010", "2016-05"), TERM.replace("PRT", "XKX").format(*second)]
    found = [p for p in check_actors(own(tmp_path, *rows)) if p.level is Level.ERROR and "code" not in p.problem]
    assert [p.problem for p in found] == ([expected] if expected else [])


def test_two_presidents_at_once_are_told(tmp_path: Path) -> None:
    rows = ["Nita Sol,,ATA,GOV,,president,person,2010,2016,,own", "Ana Val,,ATA,GOV,,president,person,2015-02,,,own"]
    assert told(check_actors(own(tmp_path, *rows))) == [
        (
            "warning",
            3,
            "president of ATA at the same time as Nita Sol (2010 to 2016, mine.csv:2)",
            "set start and end so that the terms part",
        )
    ]


def test_names_that_clash(tmp_path: Path) -> None:
    rows = [GOOD, "Fleet Drivers' Lobby,FDL,BRA,BUS,,,organisation,,,,own", "NATO Friends,NATO,IGO,SOC,,,organisation,,,,own"]
    found = told(check_actors(own(tmp_path, *rows)))
    assert found[0][:3] == ("warning", 3, "'fdl' is also Free Dockers' League (PRT LAB, mine.csv:2)")
    assert found[1][1] == 4
    assert "organisations.csv:" in found[1][2]
    assert found[1][3] == "nothing, if you mean it: your row goes first"


def test_what_the_package_says_already(tmp_path: Path) -> None:
    row = load_actors().find("Emmanuel Macron")[0]
    text = ",".join(
        [row.name, "", row.code, row.sector, "|".join(row.other_sectors), row.office, row.kind, row.start, row.end, "", "own"]
    )
    [problem] = check_actors(own(tmp_path, text))
    assert problem.problem.startswith("the package says that already (people.csv:")


def test_files_that_are_not_read(tmp_path: Path) -> None:
    own(tmp_path, "1,2", header="a,b", file="notes.csv")
    own(tmp_path, "Nita Sol,PRT,GOV", header="name,code,secter", file="other.csv")
    (tmp_path / "actors/latin.csv").write_bytes(b"name,code\nNi\xf1a,PRT\n")
    found = {Path(p.file).name: (str(p.level), p.problem) for p in check_actors(tmp_path)}
    assert found["notes.csv"] == ("warning", "is not read: no column is called name")
    assert "unknown column 'secter', did you mean 'sector'" in found["other.csv"][1]
    assert "save it as 'CSV UTF-8'" in found["latin.csv"][1]


def test_roles_and_modifiers(tmp_path: Path) -> None:
    own(tmp_path, "GVO,,person,strong,katib", header="sector,other_sectors,kind,weight,words", file="roles.csv")
    own(tmp_path, "sector,MIL,barracks", "promote,,senior", header="effect,sector,words", file="modifiers.csv")
    assert [(p.line, p.problem) for p in check_actors(tmp_path)] == [
        (3, "unknown effect 'promote'"),
        (2, "unknown sector 'GVO'"),
    ]


def test_own_sectors_are_known(tmp_path: Path) -> None:
    (tmp_path / "plover.toml").write_text('[sectors]\nCLE = "Elders and clans"\n')
    assert check_actors(own(tmp_path, "Council of the Valley Elders,,SOM,CLE,,,group,,,,own")) == []


ROW = ActorRow("Nita Sol", ("N. Sol",), "PRT", "GOV", (), "mayor", "person", "2020", "", "", "own")


def test_an_actor_is_added_and_found(tmp_path: Path) -> None:
    entry, warnings = add_actor(tmp_path, ROW)
    assert (entry.file.name, entry.line, warnings) == ("own.csv", 2, [])
    add_actor(tmp_path, ActorRow("Ana Val", (), "PRT", "LEG", (), "", "person", "", "", "", "own"))
    assert [row.name for row in load_actors(tmp_path).rows[:2]] == ["Nita Sol", "Ana Val"]
    assert load_actors(tmp_path).find("N. Sol")[0] == ROW
    assert check_actors(tmp_path) == []
    assert [path.name for path in (tmp_path / "actors").iterdir()] == ["own.csv"]


def test_a_wrong_actor_is_not_added(tmp_path: Path) -> None:
    own(tmp_path, GOOD, file="own.csv")
    before = (tmp_path / "actors/own.csv").read_bytes()
    for row in (
        ActorRow("Nita Sol", (), "Portugal", "GOV", (), "", "person", "", "", "", "own"),
        ActorRow("Free Dockers' League", (), "PRT", "LAB", (), "", "organisation", "", "", "", "again"),
    ):
        with pytest.raises(InputError, match=r"write PRT|delete one of the rows"):
            add_actor(tmp_path, row)
        assert (tmp_path / "actors/own.csv").read_bytes() == before


def test_a_table_keeps_the_form_that_a_spreadsheet_gave_it(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    path = tmp_path / "actors/own.csv"
    path.write_bytes("\ufeffname;code;sector;aliases;kind;office;start\r\nÑata Río;PER;GOV;;person;;\r\n;;;;;;".encode())
    entry, _ = add_actor(tmp_path, ActorRow("Sol; Nita", (), "PRT", "GOV", (), "mayor", "person", "2020", "", "", ""))
    assert path.read_bytes().decode() == (
        "\ufeffname;code;sector;aliases;kind;office;start\r\nÑata Río;PER;GOV;;person;;\r\n;;;;;;\r\n"
        '"Sol; Nita";PRT;GOV;;person;mayor;2020\r\n'
    )
    assert entry.line == 4
    assert [row.name for row in load_actors(tmp_path).rows[:2]] == ["Ñata Río", "Sol; Nita"]
    with pytest.raises(InputError, match="expected a column 'wikidata'"):
        add_actor(tmp_path, ActorRow("Ana Val", (), "PRT", "LEG", (), "", "person", "", "", "Q5", ""))


@pytest.mark.parametrize("file", ["../own.csv", "own.txt", "roles.csv", "/etc/own.csv"])
def test_a_table_stays_in_its_folder(tmp_path: Path, file: str) -> None:
    with pytest.raises(InputError, match="expected the name of a table"):
        add_actor(tmp_path, ROW, file=file)


HOSTILE = (
    b"",
    b"\xff\xfe\x00n",
    b"name,code\n\x00,\x00\n",
    b'name,code\n"never closed,PRT\n' + b"x,y\n" * 1000,
    b"name,code\n" + b"x" * 2_000_000 + b",PRT\n",
    b"name,name,code\na,b,PRT\n",
    b"name,code\n" + b"," * 10_000 + b"\n",
    "name,code\n\u202e\u200b,PRT\n\u00df,PRT\n".encode(),
    b"name;code\n" + b"Nita Sol;PRT\n" * 3000,
)


@pytest.mark.parametrize("name", ["mine.csv", "roles.csv", "countries.csv"])
@pytest.mark.parametrize("content", HOSTILE)
def test_odd_files_are_told_not_raised(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors" / name).write_bytes(content)
    assert len(check_actors(tmp_path)) < 1_000_000
