"""Every row of the lexicon gives, in its own example, a record of its event and mode; a row of silence gives none."""

from __future__ import annotations

import pytest

from dateline.config import Config
from dateline.context import Context
from dateline.errors import OntologyError
from dateline.ontology.predicates import Predicate, load_lexicon
from dateline.pipeline import STAGES, run_stage
from dateline.records import Event, Line, LineKind, Page, PageKind, Reading, Story
from dateline.run.examples import does_what_it_says

# Rows whose example the small parser misreads; each is worth mending, none may join without a reason.
KNOWN = 15


def read_examples(context: Context, rows: tuple[Predicate, ...]) -> list[list[Event]]:
    """Codes all examples as stories of one line each on one page, so that they are parsed in one batch."""
    text = "\n".join(row.example for row in rows)
    at, lines, stories = 0, [], []
    for n, row in enumerate(rows):
        end = at + len(row.example)
        lines.append(Line(page="x", line=n, start=at, end=end, text=row.example, kind=LineKind.BODY, keep=True))
        stories.append(Story(page="x", story=n, spans=((at, end),)))
        at = end + 1
    page = Page(id="x", text=text, date="2024-03-04", kind=PageKind.SENTENCE)
    reading = Reading(page=page, lines=tuple(lines), stories=tuple(stories))
    for stage in STAGES[2:-1]:
        reading = run_stage(stage, reading, context)
    assert not reading.issues, reading.issues[:3]
    found: list[list[Event]] = [[] for _ in rows]
    for event in reading.events:
        found[event.story].append(event)
    return found


def test_every_example_shows_its_row() -> None:
    context = Context(Config(learned=0.0))
    rows = context.lexicon.rows
    events = read_examples(context, rows)
    failing = [f"{row.id}: {row.example}" for row, found in zip(rows, events, strict=True) if not does_what_it_says(row, found)]
    assert len(rows) >= 1200
    assert len(failing) <= KNOWN, "\n".join(failing)


def test_rows_name_what_the_ontology_knows() -> None:
    context = Context()
    types = context.plover.types
    for row in context.lexicon.rows:
        assert not row.event or row.event in types, row.id
        assert not row.mode or set(row.mode.split("+")) <= set(types[row.event].modes), row.id
        assert row.example.strip(), row.id


def test_no_two_rows_are_the_same() -> None:
    seen: dict[tuple[object, ...], str] = {}
    for row in load_lexicon().rows:
        asked = (row.words, row.objects, row.prep_objects, row.subjects)
        key = (row.pos, row.trigger, asked, row.requires, row.operator, row.content)
        assert key not in seen, f"{row.id} repeats {seen[key]}"
        seen[key] = row.id


def test_a_broken_row_names_its_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "predicates"
    folder.mkdir()
    head = "pattern,pos,event,mode,actor,recipient,operator,content,requires,example\n"
    (folder / "mine.csv").write_text(head + "nudge [@nothing],v,REQUEST,,,,,,,Peru nudged Chile.\n")
    with pytest.raises(OntologyError, match=r"mine\.csv:2: no word class 'nothing'"):
        load_lexicon(tmp_path)


def test_nouns_of_deeds_have_the_rows_of_their_verbs(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "nouns.csv").write_text("noun,verb\nstorming,\nblitzing,storm\n")
    lexicon, with_own = load_lexicon(), load_lexicon(tmp_path)
    assert "assault:storm" in {row.id for row in lexicon.nouns("storming") if row.lent}
    assert "assault:annihilate" in {row.id for row in lexicon.nouns("annihilation")}
    assert not any(row.lent for row in lexicon.nouns("gathering"))  # no deed, says the table
    assert not any(row.lent for row in lexicon.nouns("shelling"))  # a row stands for the bare noun
    assert not any(row.lent for row in with_own.nouns("storming"))
    assert "assault:storm" in {row.id for row in with_own.nouns("blitzing")}


def test_a_noun_of_an_unknown_verb_names_its_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "nouns.csv").write_text("noun,verb\nnuzzling,nuzzle\n")
    with pytest.raises(OntologyError, match=r"nouns\.csv:2: no row has the verb 'nuzzle'"):
        load_lexicon(tmp_path)


def test_users_rows_win(tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "predicates"
    folder.mkdir()
    head = "pattern,pos,event,mode,actor,recipient,operator,content,requires,example\n"
    (folder / "mine.csv").write_text(head + "condemn,v,SUPPORT,,,,,,,Peru condemned Chile.\n")
    lexicon = load_lexicon(tmp_path)
    assert lexicon.candidates("v", "condemn")[-1].id.startswith("accuse:")
    assert any(row.id == "mine:condemn" for row in lexicon.candidates("v", "condemn"))
