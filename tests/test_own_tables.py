"""Tables of a user's own: the worked example of docs/lexicon.md word for word, and each form of table layered by its rule."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.cli import main
from dateline.config import Config
from dateline.context import Context
from dateline.errors import ConfigError, OntologyError
from dateline.ontology.actors import load_actors
from dateline.ontology.cues import load_cues
from dateline.ontology.layers import PACKAGE, TABLES, Layers, show, unread
from dateline.ontology.phrases import phrase
from dateline.ontology.places import Gazetteer
from dateline.ontology.plover import load_plover
from dateline.ontology.predicates import load_lexicon
from dateline.records import Page, PageKind
from dateline.run.examples import check_tables
from dateline.run.work import code_batch

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "docs/examples"
DOCS = (ROOT / "docs/lexicon.md").read_text(encoding="utf-8").partition("### A worked example")[2]


@pytest.fixture(autouse=True)
def nothing_shown() -> Iterator[None]:
    yield
    show(None)


@pytest.fixture
def courts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "courts", tmp_path / "courts"))


def configured(folder: Path) -> Config:
    return replace(Config(), ontology_dir=str(folder))


def test_the_example_s_files_are_those_of_the_docs() -> None:
    blocks = [text for language, text in re.findall(r"```(\w+)\n(.*?)```", DOCS, re.DOTALL) if language != "console"]
    files = [path for path in EXAMPLES.glob("courts*/**/*") if path.is_file()] + [EXAMPLES / "courts.txt"]
    assert sorted(blocks) == sorted(path.read_text(encoding="utf-8") for path in files)
    for path in files:
        assert f"`{path.relative_to(EXAMPLES).as_posix()}`" in DOCS


def commands() -> list[tuple[str, str]]:
    """The commands of the example, each with the lines that it shows."""
    [console] = re.findall(r"```console\n(.*?)```", DOCS, re.DOTALL)
    return [(command, shown) for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", console, re.MULTILINE)]


def test_the_example_runs_word_for_word(
    tmp_path: Path, courts: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(EXAMPLES / "courts.txt", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_CONFIG", str(tmp_path / "none.toml"))
    assert len(commands()) == 7
    for command, shown in commands():
        monkeypatch.setattr(sys, "argv", shlex.split(command))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        assert ended.value.code in (0, None), err
        said = "".join(line for line in shown.splitlines(keepends=True) if line.startswith("dateline: "))
        assert out == shown.replace(said, ""), command
        assert said in err
    assert "Chile sued Bolivia" in (tmp_path / "courts.json").read_text(encoding="utf-8")


def test_own_types_on_the_web_page(courts: Path, tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    from dateline.run.ingest import ingest
    from dateline.serve.api import create_app

    ingest(tmp_path / "c.duckdb", [str(EXAMPLES / "courts.txt")], date="2024-03-04", config=configured(courts))
    for own, told, listed in (
        (None, "Chile litigated Bolivia", "other types"),
        (courts, "Chile sued Bolivia", "verbal conflict"),
    ):
        show(own)
        app = create_app(tmp_path / "c.duckdb", follow=False)
        with TestClient(app, base_url="http://localhost", headers={"accept": "text/html"}) as client:
            texts = {at: client.get(at) for at in ("/", "/?type=LITIGATE", "/claims", "/stories", "/dyads", "/about")}
        assert {answer.status_code for answer in texts.values()} == {200}
        assert told in texts["/?type=LITIGATE"].text
        assert listed in texts["/"].text
        assert ("bringing, winning or losing a case" in texts["/about"].text) == (own is not None)


FUTURE = {"Chile will sue Bolivia in The Hague.": "LITIGATE future", "Chile vowed to sue Bolivia.": "THREATEN actual"}


@pytest.mark.parametrize("sentence", FUTURE)
def test_operators_over_own_types(courts: Path, sentence: str) -> None:
    page = Page(id="x", text=sentence, kind=PageKind.SENTENCE)
    [reading] = code_batch([page], config=configured(courts), last="code")
    assert [f"{event.event[0]} {event.status}" for event in reading.events] == [FUTURE[sentence]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[types.SUE]\nquad = 5\nscore = 1\ndefinition = 'x'", r"types\.SUE: expected quad = 1, 2, 3 or 4"),
        ("[types.SUE]\nquad = 1\nscore = 'high'\ndefinition = 'x'", r"types\.SUE: expected score = a number"),
        ("[types.SUE]\nlike = 'ACUSE'\ndefinition = 'x'", "like should be one of PLOVER's types, found 'ACUSE'"),
        ("[types.SUE]\nlike = 'ACCUSE'", r"types\.SUE: expected definition"),
        ("[types.sue]\nlike = 'ACCUSE'\ndefinition = 'x'", "a type's name in capitals"),
        ("[types.SUE]\nlike = 'ACCUSE'\ndefinition = 'x'\nscores = 1", "found 'scores'"),
        ("[types.AID.modes.Loan]\ndefinition = 'x'", r"types\.AID\.modes\.Loan: expected a mode's name in lower case"),
        ("[types.AID.modes.loan]\ndefinition = 'x'\nimplies_context = 'lending'", "implies_context"),
        ("[types.SUE\nquad = 5", "no valid TOML"),
    ],
)
def test_a_wrong_codebook_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "plover.toml").write_text(text)
    with pytest.raises(OntologyError, match=message) as told:
        load_plover(tmp_path)
    assert str(tmp_path / "plover.toml") in str(told.value)


HEAD = "pattern,pos,event,mode,example\n"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("sue,v,LITIGATE,,X.", "no event type 'LITIGATE'; type: dateline ontology --kind type, or add"),
        ("sue,v,ACCUSE,alege,X.", "ACCUSE has no mode 'alege'; its modes are disapprove"),
        ("sue,x,ACCUSE,,X.", "pos should be v, n or a"),
        ("sue,v,ACCUSE", "expected 5 fields, found 3"),
    ],
)
def test_a_wrong_row_is_told(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "predicates").mkdir()
    (tmp_path / "predicates/a.csv").write_text(HEAD + row + "\n")
    with pytest.raises(OntologyError, match=message) as told:
        load_lexicon(tmp_path)
    assert "a.csv:2: " in str(told.value)


def test_rows_that_do_not_do_what_they_say(courts: Path) -> None:
    with (courts / "predicates/courts.csv").open("a") as file:
        file.write("sue [goat],v,LITIGATE,file,,,,,,Chile sued Bolivia.\nlitigate,v,LITIGATE,,,,,,,\n")
    with (courts / "phrases.toml").open("a") as file:
        file.write('"LITIGATE/fiel" = { past = "sued", base = "sue" }\n')
    found = [(Path(p.file).name, p.line, p.name, p.problem) for p in check_tables(configured(courts))]
    assert found == [
        ("phrases.toml", 0, "LITIGATE/fiel", "no such type or mode"),
        ("courts.csv", 7, "litigate", "has no example"),
        (
            "courts.csv",
            6,
            "sue [goat]",
            "the example should give LITIGATE/file, and gives LITIGATE/file by courts:sue: Chile sued Bolivia.",
        ),
    ]


def test_lists_of_words_are_replaced_extended_and_cut(tmp_path: Path) -> None:
    package = Layers().word_lists("contexts.toml")
    (tmp_path / "contexts.toml").write_text('asylum = ["sanctuary"]\n"+legal" = ["plaintiff"]\n"-legal" = ["law"]\n')
    lists = Context(configured(tmp_path)).contexts
    assert lists["asylum"] == {"sanctuary"}
    assert lists["legal"] == (package["legal"] | {"plaintiff"}) - {"law"}
    assert lists["health"] == package["health"]
    (tmp_path / "contexts.toml").write_text('lawfare = ["plaintiff"]\n')
    with pytest.raises(OntologyError, match="no context 'lawfare'"):
        _ = Context(configured(tmp_path)).contexts


def test_cue_words(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues/verbs.csv").write_text("stance;verb;content\nasserts;opine;that\ndenies;say;that\n;vow;\n")
    (tmp_path / "cues/speakers.txt").write_text("# ours\nharbourmaster -witness\n")
    package, mine = load_cues(), load_cues(tmp_path)
    assert (mine.verbs["opine"].stance, mine.verbs["say"].stance) == ("asserts", "denies")
    assert "vow" not in mine.verbs
    assert mine.speakers == (package.speakers | {"harbourmaster"}) - {"witness"}
    assert mine.nouns == package.nouns


def test_words_that_tell_whom_a_phrase_means(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    file = tmp_path / "actors/references.toml"
    file.write_text('[group]\n"+words" = ["league"]\n"-words" = ["gang"]\n')
    package, mine = load_actors().references, load_actors(tmp_path).references
    assert mine.group == (package.group | {"league"}) - {"gang"}
    assert mine.country == package.country
    file.write_text('[group]\nwords = "league"\n')
    with pytest.raises(OntologyError, match=r"references\.toml: \[group\] should hold a list of words"):
        load_actors(tmp_path)


def test_given_names(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors/given_names.toml").write_text('[women]\nours = ["Xilonen"]\n"-english" = ["alice"]\n')
    package, mine = load_actors().references.genders, load_actors(tmp_path).references.genders
    assert (package.get("xilonen"), mine["xilonen"], package["alice"], mine.get("alice")) == (None, "f", "f", None)
    assert mine["mr"] == package["mr"] == "m"


def test_places(tmp_path: Path) -> None:
    head = "name,kind,code,lat,lon,population,written\n"
    (tmp_path / "places.csv").write_text(
        head + "Lima,city,USA,40.7,-84.1,37000,\nPort Calm,city,CHL,-46.6,-72.7,,Puerto Calmo|Port Calm\n"
    )
    mine = Gazetteer(tmp_path)
    assert [row.code for row in mine.find("lima")] == ["USA"]
    assert mine.find("Puerto Calmo") == mine.find("port calm") != ()
    assert mine.find("Quito") == Gazetteer().find("Quito")
    (tmp_path / "places.csv").write_text(head + "Lima,city,USA,40.7,north,37000,\n")
    with pytest.raises(OntologyError, match=r"places\.csv:2: lat, lon, population"):
        Gazetteer(tmp_path)


def test_a_type_without_a_phrase_is_told_by_its_name(courts: Path) -> None:
    sides = {"actors": ["Lima"], "recipients": ["Quito"]}
    assert phrase("LITIGATE", ["file"], **sides, status="future") == "Lima will litigate Quito"
    show(courts)
    assert phrase("LITIGATE", ["file"], **sides, status="future") == "Lima will sue Quito"


def test_the_hash_is_that_of_what_the_folder_holds(courts: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(courts, tmp_path / "copy"))
    changed = Path(shutil.copytree(courts, tmp_path / "changed"))
    (changed / "actors/ours.csv").write_text("name,code,sector\nWater Board,BOL,GOV\n")
    assert configured(courts).hash == configured(copy).hash
    assert len({Config().hash, configured(courts).hash, configured(changed).hash}) == 3


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="expected a folder at"):
        _ = Context(configured(tmp_path / "none")).lexicon


def test_files_in_the_wrong_place_are_named(courts: Path) -> None:
    assert unread(courts) == []
    (courts / "predicate").mkdir()
    (courts / "predicate/a.csv").write_text(HEAD)
    (courts / "README.md").write_text("Ours.")
    assert unread(courts) == [courts / "predicate/a.csv"]


def test_every_table_that_can_be_layered_is_there() -> None:
    assert [pattern for pattern in TABLES if not list(PACKAGE.glob(pattern))] == []


def test_records_name_the_codebook(courts: Path) -> None:
    page = Page(id="x", text="Chile sued Bolivia in The Hague.", kind=PageKind.SENTENCE)
    [reading] = code_batch([page], config=configured(courts), last="code")
    [event] = reading.events
    assert event.cite_info.codebook == "PLOVER 2.0-draft, with our courts 1"
    assert event.cite_info.config == configured(courts).hash
    assert json.dumps(event.event) == '["LITIGATE"]'
