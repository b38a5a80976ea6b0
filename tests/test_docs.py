"""The documentation says what the program does: everything named, nothing stale, every example of the quickstart running."""

from __future__ import annotations

import dataclasses
import importlib.util
import io
import re
import shlex
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from dateline.cli import app, main
from dateline.cli.pages import STAGE_NAMES
from dateline.config import Config
from dateline.errors import ConfigError, DatelineError
from dateline.ontology.plover import load_plover
from dateline.pipeline import STAGES
from dateline.records import DateBasis, Event, IssueReason, Status
from dateline.store.export import FORMATS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SAMPLES = ROOT / "src/dateline/samples"
PAGES = sorted(path for path in DOCS.rglob("*.md"))
VERBS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "scripts/build_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_parts_are_as_the_code_is(builder: ModuleType) -> None:
    assert builder.stale_pages() == [], "type: python scripts/build_docs.py"


def test_every_generated_part_stands_on_a_page(builder: ModuleType) -> None:
    found = {name for page in PAGES for _, name, _ in builder.REGION.findall(page.read_text(encoding="utf-8"))}
    assert found == set(builder.PARTS)


@pytest.mark.parametrize("verb", VERBS)
def test_verbs(verb: str) -> None:
    command = get_command(app).commands[verb]  # type: ignore[attr-defined]
    section = re.search(rf"^## {verb}\n(.*?)(?=^## |\Z)", read("cli-reference.md"), re.MULTILINE | re.DOTALL)
    assert section is not None, "no section in docs/cli-reference.md"
    for param in command.params:
        for option in param.opts if param.param_type_name == "option" else ():
            if option not in ("--help", "-h"):
                assert option in section[1]
    assert f"dateline {verb}" in section[1], "the help should end with a runnable example"


def test_stages_in_order() -> None:
    names = [stage.name for stage in STAGES]
    assert list(STAGE_NAMES) == names
    flow = read("data-model.md").partition("## The flow")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", flow, re.MULTILINE) == names


@pytest.mark.parametrize("setting", [field.name for field in dataclasses.fields(Config)])
def test_settings(setting: str) -> None:
    assert re.search(rf"^\| `{setting}` \| [^|]+ \| [^|]{{10,}} \|$", read("configuration.md"), re.MULTILINE)


def test_configuration_example_can_be_read(tmp_path: Path) -> None:
    from dateline.config import load_config

    example = re.search(r"```toml\n(.*?)```", read("configuration.md"), re.DOTALL)
    assert example is not None
    path = tmp_path / "config.toml"
    path.write_text(example[1], encoding="utf-8")
    assert load_config(path) != Config()
    path.write_text(example[1] + "nonsense = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="nonsense"):
        load_config(path)


@pytest.mark.parametrize("name", list(FORMATS))
def test_export_formats(name: str) -> None:
    section = re.search(rf"^### {name}\n(.*?)(?=^### |\Z)", read("cli-reference.md"), re.MULTILINE | re.DOTALL)
    assert section is not None
    for column in filter(None, FORMATS[name].columns):
        assert f"`{column}`" in section[1]


@pytest.mark.parametrize("reason", list(IssueReason))
def test_issue_reasons(reason: IssueReason) -> None:
    issues = read("data-model.md").partition("## Issues")[2].partition("\n## ")[0]
    assert f"\n| `{reason}` | " in issues


def test_event_fields() -> None:
    record = read("data-model.md").partition("## The event record")[2].partition("\n### ")[0]
    named = [name for cells in re.findall(r"^\| (`.*?) \|", record, re.MULTILINE) for name in re.findall(r"`(\w+)`", cells)]
    assert named == [field.name for field in dataclasses.fields(Event) if not field.metadata.get("internal")]


@pytest.mark.parametrize("status", list(Status))
def test_status(status: Status) -> None:
    assert f"| `{status}` | " in read("gold.md")


@pytest.mark.parametrize("basis", list(DateBasis))
def test_date_basis(basis: DateBasis) -> None:
    assert f"| `{basis}` | " in read("data-model.md")


def test_codebook_has_every_type_and_mode() -> None:
    codebook = read("codebook.md")
    for event in load_plover().types.values():
        section = codebook.partition(f"\n## {event.name}\n")[2].partition("\n## ")[0]
        assert event.definition in section
        for mode in event.modes:
            assert f"`{mode}`" in section


@pytest.mark.parametrize("error", DatelineError.__subclasses__())
def test_errors_stand_in_the_tree(error: type[DatelineError]) -> None:
    module = sys.modules[DatelineError.__module__]
    assert error.__name__ in (module.__doc__ or "")


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if "://" in file:
            continue
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), target
        if anchor and path.suffix == ".md":
            heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads], target


def test_decisions_are_numbered_and_listed() -> None:
    files = sorted(path.name for path in (DOCS / "decisions").glob("0*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert re.findall(r"\((0[^)]+)\)", read("decisions/README.md")) == files
    for name in files:
        assert re.findall(r"^## (.+)$", read(f"decisions/{name}"), re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_every_sample_is_explained() -> None:
    said = (SAMPLES / "README.md").read_text(encoding="utf-8")
    pages = [path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".html", ".jsonl")]
    assert len(pages) >= 10
    for name in pages:
        assert f"`{name}`" in said


def quickstart_commands() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", read("quickstart.md"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_quickstart_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """All in one test and one folder, since later ones use what earlier ones write."""
    (tmp_path / "page.txt").write_bytes((SAMPLES / "undated.txt").read_bytes())
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/page.txt").write_bytes((SAMPLES / "clash-agency.txt").read_bytes())
    (tmp_path / "rows.jsonl").write_bytes((SAMPLES / "wire.jsonl").read_bytes())
    shutil.copytree(DOCS / "examples", tmp_path / "docs/examples")
    shutil.copytree(SAMPLES, tmp_path / "src/dateline/samples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_CONFIG", str(tmp_path / "none.toml"))
    commands = quickstart_commands()
    assert len(commands) > 15
    for command in commands:
        out = run_command(command, monkeypatch, capfd)
        silent = command.startswith(("dateline ingest", "dateline export")) or "sample:sports" in command
        assert bool(out.strip()) != silent, command


def run_command(command: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    command, _, target = re.fullmatch(r"(.*?)( > ([\w.]+))?", command).group(1, 2, 3)  # type: ignore[union-attr]
    before, _, command = command.rpartition(" | ")
    stdin = Path(before.removeprefix("cat ")).read_bytes() if before else b""
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin))))
    with pytest.raises(SystemExit) as ended:
        main()
    sys.stdout.flush()
    out, err = capfd.readouterr()
    assert ended.value.code in (0, None), f"{command}: {err}"
    if target:
        Path(target).write_text(out, encoding="utf-8")
    return out


def test_the_sports_sample_gives_no_record(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command("dateline code sample:sports", monkeypatch, capfd) == ""
