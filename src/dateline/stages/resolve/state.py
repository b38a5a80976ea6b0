"""What the parts of `resolve` share while they read one story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from dateline.ontology.actors import ActorTable, CountryForm, CountryWord
from dateline.ontology.names import fold
from dateline.ontology.references import References
from dateline.records import Sentence, Token
from dateline.stages.resolve.composition import Composition
from dateline.stages.resolve.discourse import Discourse, Referent
from dateline.stages.resolve.people import People
from dateline.stages.resolve.phrases import Candidate, is_subject, noun_above, preposition
from dateline.text.tree import kids

Read = list[tuple[Candidate, Composition | None]]

# A country is a story's setting where it is named so many times as often as the next.
LEAD = 1.3
# And, where it tells of many, only with so much of all that is told.
LEAST_SHARE = 0.4
# What the headline and the first sentence name counts so many times: they say what the story is about.
OPENING = 3
# So does who acts and where it happens against whom it is done to: *Peru expelled three French envoys* tells of Peru.
AT_HOME = 2
# What hangs on a noun with *of* or *for* is part of who it names up to so many tokens; longer ones describe.
LONGEST_TAIL = 9
# So many sentences at the start of a story are its opening.
OPENING_SENTENCES = 2


# A capital or city after these is a place, not a government.
PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "outside", "around", "across", "inside", "through", "over", "throughout", "into"}
)


@dataclass(slots=True)
class StoryState:
    """The tables, what the story has said so far, and the sentence at hand: `here`, its place `at`, what its phrases say by
    themselves (`read`), and the referents of its heads so far (`heads`). `codes` are those of the whole story (`named`: how
    often the states among them are named, `tally`: how much that says of where it takes place), `acronyms` its abbreviations,
    `official` whether it names officials or forces, `places` those where the sentence happens (None: not looked for yet),
    `paragraph` the place of the first sentence of its paragraph, `spot` the state in which a story was filed from a town where
    its reporter must have gone for it, `headed` the state that heads the paragraph of a round-up (*Haiti - Gangs fired on the
    airport*)."""

    table: ActorTable
    date: str | None
    text: str
    acronyms: frozenset[str] = frozenset()
    people: People = field(default_factory=People)
    discourse: Discourse = field(default_factory=Discourse)
    at: int = 0
    here: Sentence = field(init=False)
    tokens: tuple[Token, ...] = field(init=False)
    read: Read = field(default_factory=list)
    heads: dict[int, Referent] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    named: Counter[str] = field(default_factory=Counter)
    tally: Counter[str] = field(default_factory=Counter)
    official: bool = False
    places: set[str] | None = None
    paragraph: int = 0
    spot: str = ""
    headed: str = ""

    def file_from(self, filed: Collection[tuple[str, str]]) -> None:
        """Takes up where the story was filed: a state named by that is in the opening, and a town that is neither a capital nor
        a seat of correspondents is where it takes place."""
        spots = set()
        for name, land in filed:
            seat = self.table.country(name)
            word = self.table.country(land) or seat or self.table.city(name)
            if word is not None and word.code:
                self.named[word.code] += 1
                self.tally[word.code] += OPENING * AT_HOME
                spots.add("" if seat or fold(name) in self.references.hubs else word.code)
        self.spot = next(iter(spots)) if len(spots) == 1 else ""

    @property
    def references(self) -> References:
        """The words by which a story tells whom a phrase means."""
        return self.table.references

    def turn_to(self, sentence: Sentence, read: Read, *, at: int) -> None:
        """Takes up the sentence that stands at place `at` in the story, with what its phrases say by themselves."""
        if at == 0 or sentence.line != self.here.line:
            self.paragraph = at
            self.headed = next((said.lands[0].code for c, said in read if said is not None and _heads(sentence, c, said)), "")
        self.at, self.here, self.tokens, self.read = at, sentence, sentence.tokens, read
        self.heads, self.places = {}, None

    def land(self, code: str) -> CountryWord:
        """Returns the state or organisation of a code."""
        return CountryWord(code, self.table.country_name(code) or "", CountryForm.NAME)

    def setting(self) -> str | None:
        """Returns the country where the story takes place: the one that it names most all through, else the one it has mostly
        named so far, else the one that the sentence before in the same paragraph is about, or None; in a paragraph headed by a
        state, or a story filed on the spot, that one."""
        if self.headed or self.spot:
            return self.headed or self.spot
        first, second = ([*self.tally.most_common(2), ("", 0), ("", 0)])[:2]
        if first[1] > max(LEAD * second[1], LEAST_SHARE * self.tally.total()):
            return first[0]
        return self.discourse.focus() or self.discourse.nearby(self.at, self.paragraph)

    def count(self, code: str, sentence: Sentence, head: int, *, at: int) -> None:
        """Counts a state that the name at token `head` of the sentence at place `at` is of."""
        self.named[code] += 1
        self.tally[code] += (OPENING if at < OPENING_SENTENCES else 1) * (AT_HOME if _at_home(sentence, head) else 1)

    def foremost_but(self, code: str) -> str | None:
        """Returns the state that the story names most but for one, None where two are named as often."""
        first, second = ([*((c, n) for c, n in self.tally.most_common() if c and c != code), ("", 0), ("", 0)])[:2]
        return first[0] if first[1] > LEAD * second[1] else None

    def others(self, codes: Collection[str]) -> list[str]:
        """Returns the two states not of `codes` that the story names more than all others, or nothing where no two are."""
        rest = [(code, count) for code, count in self.tally.most_common() if code and code not in codes]
        third = rest[2][1] if len(rest) > 2 else 0
        return [code for code, _ in rest[:2]] if len(rest) > 1 and rest[1][1] > LEAD * third else []

    def owner(self, head: int) -> Referent | None:
        """Returns whose the noun at token `head` is: *Oman's fleet, its fleet, the fleet of Oman*."""
        for child in kids(self.here, head, ("poss",)):
            if child.i in self.heads:
                return self.heads[child.i]
        for prep in kids(self.here, head, ("prep",)):
            if prep.text.lower() not in ("of", "from"):
                continue
            for child in kids(self.here, prep.i, ("pobj",)):
                if child.i in self.heads:
                    return self.heads[child.i]
        return None

    def written(self, candidate: Candidate) -> str:
        """Returns a candidate's words in the page text, without article and final possessive."""
        tokens, low, high = self.tokens, candidate.low, candidate.high
        while low < high - 1 and tokens[low].pos in ("DET", "PUNCT", "CCONJ", "PART") and tokens[low].dep != "poss":
            low += 1
        while high - 1 > low and tokens[high - 1].text in ("'s", "’s", "'", "’"):
            high -= 1
        return self.text[tokens[low].start : tokens[high - 1].end]

    def written_whole(self, candidate: Candidate) -> str:
        """Returns a candidate's words with the name right after it (*the rights group Lund Watch*) and what *of* or *for* adds
        (*the head of the Lund Agency*)."""
        text, tokens, high = self.written(candidate), self.tokens, candidate.high
        if candidate.modifier or candidate.phrase is None or high >= len(tokens) or tokens[high - 1].text in ("'s", "’s"):
            return text
        end = high
        while end < len(tokens) and tokens[end].pos == "PROPN" and self._named_by(candidate.head, end):
            end += 1
        for mark, low, stop in candidate.phrase.tails:
            if low == high + 1 and mark in ("of", "for") and stop - low <= LONGEST_TAIL:
                end = max(end, stop)
        while end > high and tokens[end - 1].pos == "PUNCT":
            end -= 1
        return text + self.text[tokens[high - 1].end : tokens[end - 1].end] if end > high else text

    def _named_by(self, head: int, name: int) -> bool:
        """Whether the name at token `name` stands beside the noun at `head`, which it names."""
        token = self.tokens[name]
        return (token.dep == "appos" and token.head == head) or (
            token.dep in ("compound", "nmod")
            and token.head > name
            and self.tokens[token.head].dep == "appos"
            and self.tokens[token.head].head == head
        )


def _heads(sentence: Sentence, candidate: Candidate, said: Composition) -> bool:
    """Whether a state's name stands before a paragraph like a heading."""
    after = sentence.tokens[candidate.high : candidate.high + 1]
    return candidate.low == 0 and said.kind == "country" and any(t.text in ("-", "--", "–", "—", ":") for t in after)


def _at_home(sentence: Sentence, head: int) -> bool:
    """Whether what the name at token `head` stands in acts, or is where something happens."""
    noun = noun_above(sentence, head)
    return is_subject(sentence, noun) or preposition(sentence, noun) in PLACE_PREPOSITIONS
