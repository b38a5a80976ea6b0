"""The working record of this stage: one statement in one sentence, before its speaker is known."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.records import Sentence, Span, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. `cue` and `source` are token indices of `sentence`; `head` is the source's head token.

    `anchor` is the cue's main token. `speech` tells whether quotations may belong to it, `told` whether its content is
    given as a clause or a quotation, `open` whether its words are still to come (after a colon), `quoted` whether it
    stands itself in a quotation. `cut` is where a frame starts that is set off from what is said: what others say before
    it ends there. `reported` is that of `Attribution`; `paragraph` counts within the story.
    """

    sentence: Sentence
    cue: tuple[int, ...]
    head: int | None
    source: tuple[int, ...]
    content: tuple[Span, ...]
    stance: Stance
    speech: bool = False
    told: bool = False
    open: bool = False
    anchor: int = 0
    quoted: bool = False
    cut: int | None = None
    reported: bool = False
    paragraph: int = 0

    @property
    def at(self) -> int:
        """Where the cue starts in the page text."""
        return self.sentence.tokens[self.cue[0]].start

    @property
    def place(self) -> int:
        """Where the cue's main token starts in the page text."""
        return self.sentence.tokens[self.anchor].start

    @property
    def cue_span(self) -> Span:
        """The cue's main token as a span of the page text."""
        token = self.sentence.tokens[self.anchor]
        return token.start, token.end
