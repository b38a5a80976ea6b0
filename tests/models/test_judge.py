"""The judge weighs clues, says what spoke for its answer, and knows more than its training sentences."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.config import Config
from dateline.context import Context
from dateline.models.judge import Clue, LinearJudge
from dateline.ontology.senses import Senses
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind

SENSES = Senses({("v", "hit"): "hit.v.1=1", ("n", "cake"): "cake.n.1=1 food.n.2=0.5"})


def judge_of_cakes() -> LinearJudge:
    weights = np.array([[2.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 0.5]], np.float32)
    return LinearJudge(["verb:hit.v.1", "object:cake.n.1", "quoted"], ["ASSAULT", "NONE"], weights, SENSES)


def test_the_likeliest_type_wins_and_says_why() -> None:
    judge = judge_of_cakes()
    clues = [Clue("verb", "v", "hit"), Clue("never seen")]
    found = judge.judge(clues)
    assert found.event == "ASSAULT"
    assert found.probability == pytest.approx(1 / (1 + np.exp(-1.5)))
    assert found.silent == pytest.approx(1 - found.probability)
    assert judge.reasons(clues, "ASSAULT") == ("verb:hit",)


def test_clues_add_up() -> None:
    judge = judge_of_cakes()
    clues = [Clue("verb", "v", "hit"), Clue("object", "n", "cake", 0.5), Clue("quoted")]
    assert judge.judge(clues).likelihoods["ASSAULT"] == pytest.approx(0.5)
    assert judge.silent(tuple(clues)) == pytest.approx(0.5)
    assert judge.silent(()) == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_only_what_was_met_is_known() -> None:
    judge = judge_of_cakes()
    assert judge.knows(Clue("quoted"))
    assert judge.knows(Clue("object", "n", "cake"))
    assert not judge.knows(Clue("id:assault:hit"))


def test_senses_of_words() -> None:
    senses = Senses({("v", "oust"): "oust.v.1=1 remove.v.2=0.5", ("n", "ouster"): "oust.v.1=0.7", ("n", "cake"): "food.n.2=1"})
    assert senses.of("oust", "v") == {"oust.v.1": 1.0, "remove.v.2": 0.5}
    assert senses.of("oust", "n") == {}
    assert [senses.is_deed(word) for word in ("ouster", "cake", "unknown")] == [True, False, False]


def told(text: str, **settings: object) -> tuple[Event, ...]:
    context = Context(Config(**settings))  # type: ignore[arg-type]
    return read_page(Page(id="x", text=text, date="2024-03-04", kind=PageKind.SENTENCE), context).events


def test_a_verb_that_no_row_knows_is_judged_and_explained() -> None:
    text = "Indonesian soldiers birched Papuan students outside the governor's office in Jayapura on Friday."
    assert told(text, learned=0.0) == ()
    [event] = told(text, learned=0.3)
    assert event.event == ("ASSAULT",)
    assert [e.code for e in event.actor] == ["IDN"]
    rules = [reason.rule for reason in event.reasons if reason.field == "event"]
    assert rules[0].startswith("judge:")
    assert rules[-1].startswith("judged ASSAULT at ")


def test_the_lexicon_goes_first() -> None:
    text = "France condemned the coup in Niger on Friday."
    rules = [[reason.rule for reason in event.reasons if reason.field == "event"] for event in told(text, learned=0.3)]
    assert ["accuse:condemn"] in rules


def test_the_judge_silences_words_that_tell_nothing() -> None:
    text = "Peru's new parliament meets for the first time on 3 December."
    assert told(text, silenced=1.0)
    assert not told(text)


def test_a_row_that_the_judge_never_met_is_taken_at_its_word(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "predicates").mkdir()
    head = "pattern,pos,event,mode,actor,recipient,operator,content,requires,example\n"
    row = "outfox,v,ACCUSE,,subj,obj,,,,Peru outfoxed Chile.\n"
    (tmp_path / "predicates" / "mine.csv").write_text(head + row)
    [event] = told("Peru outfoxed Chile on Friday.", ontology_dir=str(tmp_path), silenced=0.01)
    assert event.event == ("ACCUSE",)


def test_where_a_row_says_that_words_tell_nothing_the_judge_names_no_event(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = "Indonesian soldiers birched Papuan students outside the governor's office in Jayapura on Friday."
    assert told(text, learned=0.1)
    (tmp_path / "predicates").mkdir()
    head = "pattern,pos,event,mode,actor,recipient,operator,content,requires,example\n"
    (tmp_path / "predicates" / "mine.csv").write_text(head + "birch,v,,,,,,,,A Finn birched a Swede in the sauna.\n")
    assert told(text, learned=0.1, ontology_dir=str(tmp_path)) == ()


def test_a_noun_that_the_judge_is_sure_of_tells_an_event_wherever_it_stands() -> None:
    text = "Peru's minister faced questions about the killing of two Chilean fishermen."
    assert told(text, learned=0.0) == ()
    assert [event.event for event in told(text)] == [("ASSAULT",)]
