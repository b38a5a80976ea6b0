"""The working record of this stage: one statement in one sentence, before its speaker is known."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.records import Sentence, Span, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. `cue` and `source` are token indices of `sentence`; `head` is the source's head token.

    `speech` tells whether quotations may belong to it, `open` whether its words are still to come (after a colon).
    """

    sentence: Sentence
    cue: tuple[int, ...]
    head: int | None
    source: tuple[int, ...]
    content: tuple[Span, ...]
    stance: Stance
    speech: bool = False
    open: bool = False
    anchor: int = 0
    quoted: bool = False

    @property
    def at(self) -> int:
        """Where the cue starts in the page text."""
        return self.sentence.tokens[self.cue[0]].start
