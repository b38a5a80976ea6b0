"""The judge weighs features, says what spoke for its answer, and knows more than its training sentences."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.config import Config
from dateline.context import Context
from dateline.models.judge import LinearJudge
from dateline.ontology.senses import Senses
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind


def test_the_likeliest_type_wins_and_says_why() -> None:
    weights = np.array([[2.0, 0.0], [0.0, 1.0], [0.0, 0.5]], np.float32)
    judge = LinearJudge(["verb:hit.v.1", "object:cake.n.1"], ["ASSAULT", "NONE"], weights)
    found = judge.judge({"verb:hit.v.1": 1.0, "never seen": 1.0})
    assert found.event == "ASSAULT"
    assert found.probability == pytest.approx(1 / (1 + np.exp(-1.5)))
    assert found.reasons == ("verb:hit.v.1",)
    assert judge.judge({}).event == "NONE"


def test_senses_of_words() -> None:
    senses = Senses({("v", "oust"): "oust.v.1=1 remove.v.2=0.5"})
    assert senses.of("oust", "v") == {"oust.v.1": 1.0, "remove.v.2": 0.5}
    assert senses.of("oust", "n") == {}


def told(text: str, learned: float) -> tuple[Event, ...]:
    context = Context(Config(learned=learned))
    return read_page(Page(id="x", text=text, date="2024-03-04", kind=PageKind.SENTENCE), context).events


def test_a_verb_that_no_row_knows_is_judged_and_explained() -> None:
    text = "Indonesian soldiers birched Papuan students outside the governor's office in Jayapura on Friday."
    assert told(text, 0.0) == ()
    [event] = told(text, 0.3)
    assert event.event == ("ASSAULT",)
    assert [e.code for e in event.actor] == ["IDN"]
    rules = [reason.rule for reason in event.reasons if reason.field == "event"]
    assert rules[0].startswith("judge:")
    assert rules[-1].startswith("judged ASSAULT at ")


def test_the_lexicon_goes_first() -> None:
    text = "France condemned the coup in Niger on Friday."
    rules = [[reason.rule for reason in event.reasons if reason.field == "event"] for event in told(text, 0.01)]
    assert rules == [["accuse:condemn"]]
