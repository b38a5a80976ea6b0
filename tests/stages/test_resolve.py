"""resolve: who each actor mention is; the cases stand in tests/scenarios/actors.toml."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Entity, Mention, MentionKind, Page, PageKind, Reading
from dateline.stages.resolve import resolve

SCENARIOS = tomllib.loads((Path(__file__).parents[1] / "scenarios" / "actors.toml").read_text(encoding="utf-8"))
MENTIONS = [(case["what"], mention, wanted) for case in SCENARIOS["mentions"] for mention, wanted in case["cases"].items()]


@pytest.fixture(scope="module")
def context() -> Context:
    return Context()


def lone(context: Context, mention: str, *, date: str | None = None, around: str | None = None) -> Entity:
    page = Page(id="m", text="", kind=PageKind.MENTION, mention=mention, context=around, date=date)
    (found,) = resolve(Reading(page=page), context)
    assert isinstance(found, Mention)
    assert len(found.entities) == 1
    return found.entities[0]


def story(context: Context, text: str, *, date: str | None = "2024-03-04") -> Reading:
    return read_page(Page(id="s", text=text, kind=PageKind.STORY, date=date), context, last="resolve")


def shape(entity: Entity) -> str:
    sectors = "+".join(s for s in (entity.sector, *entity.other_sectors) if s)
    return f"{entity.code or '-'}/{sectors or '-'}"


def at(reading: Reading, word: str) -> list[Mention]:
    heads = {(m.sentence, m.head): m for m in reading.mentions}
    return [heads[s.index, t.i] for s in reading.sentences for t in s.tokens if t.text == word and (s.index, t.i) in heads]


@pytest.mark.parametrize(("what", "mention", "wanted"), MENTIONS, ids=[f"{w}: {m}" for w, m, _ in MENTIONS])
def test_lone_mention(context: Context, what: str, mention: str, wanted: str) -> None:
    assert shape(lone(context, mention)) == wanted


@pytest.mark.parametrize("case", SCENARIOS["stories"], ids=[c["what"] for c in SCENARIOS["stories"]])
def test_story(context: Context, case: dict[str, object]) -> None:
    reading = story(context, str(case["text"]))
    who = case.get("who", {})
    assert isinstance(who, dict)
    for key, wanted in who.items():
        word = key.removesuffix(" (last)")
        found = at(reading, word)[-1 if key != word else 0 :]
        assert found, f"no mention at {word}"
        for mention in found:
            said = " & ".join(map(shape, mention.entities))
            assert said in (("-/-", "") if wanted == "open" else (wanted,)), word
    for word in case.get("none", []):  # type: ignore[attr-defined]  # a list of words in the table
        assert not [m for m in at(reading, word) if any(e.code or e.sector for e in m.entities)], word


def test_context_gives_the_country(context: Context) -> None:
    assert lone(context, "Interior Minister", around="a report on Uruguayan politics").code == "URY"


def test_office_is_that_of_the_date(context: Context) -> None:
    assert lone(context, "Angela Merkel", date="2010-06-01").sector == "GOV"
    late = lone(context, "Angela Merkel", date="2023-06-01")
    assert (late.code, late.sector, late.other_sectors[:1], late.office) == ("DEU", "ELI", ("GOV",), None)


def test_text_is_believed_before_the_table(context: Context) -> None:
    reading = story(context, "Former Brazilian President Luiz Inacio Lula da Silva spoke.", date="2024-03-04")
    assert [shape(e) for e in at(reading, "Silva")[0].entities] == ["BRA/ELI+GOV"]


def test_pronoun_tells_its_antecedent(context: Context) -> None:
    reading = story(context, "Lima protested and recalled its envoy.")
    (its,) = at(reading, "its")
    assert its.kind is MentionKind.PRONOUN
    assert its.antecedent is not None
    assert reading.page.text[slice(*its.antecedent)] == "Lima"


def test_mentions_point_at_tokens(context: Context) -> None:
    reading = story(context, "Peru\u2019s army and Chile\u2019s navy met. It rained.")
    assert len(reading.mentions) >= 4
    for mention in reading.mentions:
        head = reading.sentences[mention.sentence].tokens[mention.head]
        assert mention.start <= head.start < head.end <= mention.end
        assert reading.page.text[mention.start : mention.end] == mention.text


def test_stories_of_a_page_are_apart(context: Context) -> None:
    reading = story(context, "He resigned.")
    assert [m.entities for m in reading.mentions] == [()]


@pytest.mark.parametrize(
    "mention", ["", " ", "\x00", "'s", ",,,", "of of of", "the " * 5000, "A" * 100_000, "(" * 500, "\u202e\u0301"]
)
def test_nothing_crashes_it(context: Context, mention: str) -> None:
    assert lone(context, mention).code is None


def test_long_stories_stay_linear(context: Context) -> None:
    text = "Peru's army met Chile's navy. They agreed that its ally would help the two countries. He said the group left. "
    short, long = story(context, text * 20), story(context, text * 160)

    def seconds(reading: Reading) -> float:
        before = time.process_time()
        assert list(resolve(reading, context))
        return time.process_time() - before

    seconds(short)
    # Eight times the text: far under the 64 times that a quadratic search would take.
    assert min(seconds(long) for _ in range(3)) < 25 * min(seconds(short) for _ in range(3)) + 0.05
