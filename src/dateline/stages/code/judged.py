"""What the lexicon does not say: each word of a sentence that may tell an event is put to the judge, whatever rows fit it.

Where no row tells an event the judge may name one; where one does, it may find that the words tell none.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dateline.models.judge import NO_EVENT, Clue, Judge, Judgement
from dateline.ontology.predicates import DEFAULT_ACTOR, Predicate, Roles
from dateline.ontology.senses import Senses
from dateline.records import Status, Token
from dateline.stages.code.acts import Act
from dateline.stages.code.domain import Domain
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import NOUN_TAGS, is_time, misread
from dateline.stages.code.parties import Parties, Party
from dateline.text import tree

# How much of a word's weight its classes have in a slot that is a step further away than the predicate's own.
NEAR = 0.7
JUDGED = "judge:"
# How probable a mode must be among those of its type: then five in six are right (scripts/build_judge.py, verbs left out).
SURE_MODE = 0.6
# Of so many types at most words are a hint, and so probable is one that the judge was not asked about.
MOST_TYPES = 3
UNASKED = 0.3
# How probable a type must be in a story that may be of sport, mishaps and the like (evaluation/silence, half a), and of a
# noun that stands where it may be the name of a topic.
SURE = 0.8
# A word that by itself is so probably none is not looked at further: most verbs are, and what stands around costs the most.
HOPELESS = 0.95
CLAUSES = ("xcomp", "ccomp", "advcl", "acl", "pcomp")
HELD = ("poss", "det", "mark", "nummod", "npadvmod", "nsubj", "nsubjpass", "agent", "dobj", *CLAUSES)
# Steps of the shares of a story's domains.
DOMAINS = {"apart": (0.05, 0.15, 0.3, 0.6), "mishap": (0.05, 0.15, 0.3, 0.6), "politics": (0.01, 0.023, 0.05, 0.1)}
QUOTES = frozenset('"“”')


class Weighing:
    """Puts the words of one sentence to the judge, with the acts that the lexicon found in it."""

    def __init__(self, graph: Graph, parties: Parties, senses: Senses, acts: list[Act], domain: Domain) -> None:
        self.graph = graph
        self.sentence = graph.sentence
        self.parties = parties
        self.senses = senses
        self.domain = domain
        self.acts: Mapping[int, Act] = {act.token: act for act in reversed(acts)}
        self._asked: dict[int, list[Clue]] = {}
        self._settings = graph.lexicon.words("place") | graph.lexicon.words("temporal") | {"by"}

    def judgements(self, judge: Judge) -> Iterator[tuple[int, Judgement]]:
        """Yields the words that may tell an event and what the judge makes of each; where nobody stands beside one whom
        politics knows, or the word is hardly ever an event, it is not asked unless the lexicon found an act there."""
        for i in self.candidates():
            own = (*self._own(i), *self._fitting(i))
            if i not in self.acts and judge.silent(own) > HOPELESS:
                continue
            actor, recipient = self.sides(i)
            if i in self.acts or any(p.known() for p in (*actor, *recipient)):
                self._asked[i] = [*own, *self._around(i, actor, recipient)]
                yield i, judge.judge(self._asked[i])

    def proposals(self, judgements: Mapping[int, Judgement], *, least: float) -> dict[int, Predicate]:
        """Returns, for the words at which the lexicon found no act, a row where a type is at least so probable."""
        return {
            i: self.proposed(i, found.event)
            for i, found in judgements.items()
            if i not in self.acts and found.probability >= least and not self._silenced(i)
        }

    def _silenced(self, i: int) -> bool:
        """Tells whether a row that fits says that the words tell nothing."""
        return any(not row.event and not row.operator for row in self.graph.matches.get(i, ()))

    @staticmethod
    def silences(act: Act, found: Judgement, judge: Judge, *, least: float) -> bool:
        """Tells whether the words of an act are so probably none that it is left out; rows that the judge has not met, such as
        those of a user's own lexicon, are taken at their word."""
        if act.status is Status.NEGATED or found.silent < least:
            return False  # who denies something has a record of the denial, however little the words tell of a deed
        return judge.knows(Clue(f"id:{act.row.id}"))

    def rule(self, i: int, found: Judgement, judge: Judge) -> str:
        """Returns what `explain` shows of a word that was judged: the type, how probable it is, and what spoke for it."""
        reasons = judge.reasons(self._asked[i], found.event)
        return f"judged {found.event} at {found.probability:.2f} by {', '.join(reasons)}"

    def mode(self, i: int, event: str, modes: Judge) -> str:
        """Returns the mode of which an event at a token that was judged is, "" where it is of none or of any."""
        found = modes.judge(self._asked[i]).likelihoods
        own = {name.partition(" ")[2]: likely for name, likely in found.items() if name.partition(" ")[0] == event}
        best = max(own, key=own.__getitem__, default="")
        return best if own and own[best] >= SURE_MODE * sum(own.values()) else ""

    @staticmethod
    def types(act: Act, found: Judgement | None, *, least: float) -> dict[str, float]:
        """Returns the types that the words of an act may tell, each at least so probable, the likeliest first; of words that
        the judge was not asked about, and of an act that an operator made, its own."""
        if found is None:
            return {act.event: UNASKED}
        ranked = sorted(found.likelihoods, key=found.likelihoods.__getitem__, reverse=True)
        types = {name: found.likelihoods[name] for name in ranked if name != NO_EVENT and found.likelihoods[name] >= least}
        named = types if act.event in types or not act.row.operator else {act.event: found.probability}
        return dict(itertools.islice(named.items(), MOST_TYPES))

    def candidates(self) -> Iterator[int]:
        """Yields the tokens that may tell an event: verbs that are no auxiliaries, nouns that name a deed, and the words by
        which the lexicon found one, but for the second parts of words with a hyphen."""
        for token in self.graph.tokens:
            if token.i and self.graph.tokens[token.i - 1].text == "-":
                continue  # "a sit-in": marks stand at a word's first part
            if token.i in self.acts or token.i in self.graph.matches:
                yield token.i
            elif token.pos == "VERB":
                if token.dep not in ("amod", "compound") and not misread(self.sentence, token.i):
                    yield token.i
            elif token.pos == "NOUN" and self.senses.is_deed(token.lemma):
                yield token.i

    def sides(self, i: int) -> tuple[list[Party], list[Party]]:
        """Returns who stands before and behind the predicate at token `i`, whatever hangs them there."""
        pos, actor, recipient = self._roles(i)
        return self.parties.in_roles(i, actor, pos), self.parties.in_roles(i, recipient, pos)

    def _roles(self, i: int) -> tuple[str, Roles, Roles]:
        """What the lexicon takes token `i` for, and where the sides of a row stand that asks for no other words."""
        pos = "n" if self.graph.tokens[i].pos in NOUN_TAGS else "v"
        near = (word for j in (i, *self.graph.objects(i)) for word, _ in self._prepositional(j))
        prepositions = [word for word in near if word not in self._settings]
        actor = tuple((role,) for role in DEFAULT_ACTOR[pos].split("|"))
        return pos, actor, tuple((role,) for role in dict.fromkeys(("obj", "iobj", *prepositions)))

    def proposed(self, i: int, event: str) -> Predicate:
        """Returns a row that gives token `i` this type: the one of the lexicon whose words fit, whatever sides it asks for
        (whom it rules out stays out), or else one as the lexicon would hold it."""
        known = next((row for row in self.graph.matches.get(i, ()) if event and row.event == event), None)
        if known is not None:
            return replace(known, requires=tuple(asked for asked in known.requires if asked[1].startswith("!")))
        lemma = self.graph.tokens[i].lemma
        pos, actor, recipient = self._roles(i)
        return Predicate(id=f"{JUDGED}{lemma}", trigger=lemma, pos=pos, event=event, actor=actor, recipient=recipient)

    def clues(self, i: int, *, lexicon: bool = True) -> Iterator[Clue]:
        """Yields what speaks for or against an event at token `i`: its words by their slot, its form, the sides, and with
        `lexicon` the rows that fit it and the act that they made."""
        yield from self._own(i)
        if lexicon:
            yield from self._fitting(i)
        yield from self._around(i, *self.sides(i))

    def _own(self, i: int) -> Iterator[Clue]:
        """What the word itself says."""
        token = self.graph.tokens[i]
        own = "noun" if token.pos in ("NOUN", "PROPN") else "verb"
        yield Clue(own, own[0], token.lemma)
        yield Clue("gloss", own[0].upper(), token.lemma)
        yield Clue(f"lemma:{token.lemma}")
        yield from (Clue(flag) for flag in (f"pos:{token.pos}", f"dep:{token.dep}", f"tag:{token.tag}"))

    def _fitting(self, i: int) -> Iterator[Clue]:
        """What the lexicon says of the word: the rows that fit it, and the act that they made."""
        rows = self.graph.matches.get(i, ())
        if not rows:
            yield Clue("no row")
        for name in dict.fromkeys(row.event or f"operator {row.operator}" for row in rows):
            yield Clue(f"row:{name}")
        yield from (Clue(f"id:{row.id}") for row in rows)
        act = self.acts.get(i)
        if act is not None:
            yield from (Clue(flag) for flag in ("acted", f"act:{act.event}", f"status:{act.status}"))
            if act.aside:
                yield Clue("aside")

    def _around(self, i: int, actor: list[Party], recipient: list[Party]) -> Iterator[Clue]:
        """What stands around the word: other words by their slot, and what their slots alone say, of any word and of this."""
        token = self.graph.tokens[i]
        for clue in itertools.chain(self._words(i), self._above(token), self._below(i), self._passing(actor, recipient)):
            yield clue
            if not clue.pos:
                yield Clue(f"{token.lemma} {clue.slot}")
        yield from (Clue(f"{token.lemma} {flag}") for flag in (f"dep:{token.dep}", f"tag:{token.tag}"))
        for name, bounds in DOMAINS.items():
            yield Clue(f"{name}:{bisect.bisect(bounds, getattr(self.domain, name))}")

    def _words(self, i: int) -> Iterator[Clue]:
        """What the word takes."""
        for j in self.graph.objects(i):
            yield from self._word("object", j)
            for part in tree.kids(self.sentence, j, ("amod", "compound", "acl", "relcl")):
                yield from self._word("of object", part.i, NEAR)
            for word, k in self._prepositional(j):
                yield from self._word(f"object {word}", k, NEAR)
        for j in self.graph.subjects(i):
            yield from self._word("subject", j)
        for word, j in self._prepositional(i):
            yield Clue(f"with:{word}")
            yield from self._word(word, j)

    def _above(self, token: Token) -> Iterator[Clue]:
        """What the word hangs on, and whether it is quoted or told with an empty verb."""
        above, slot = self.graph.tokens[token.head], token.dep
        if above.pos == "ADP":
            yield Clue(f"in:{above.text.lower()}")
            above, slot = self.graph.tokens[above.head], above.text.lower()
        if above.i != token.i:
            yield from self._word(f"under {slot}", above.i)
        if sum(t.text in QUOTES for t in self.graph.tokens[: token.i]) % 2:
            yield Clue("quoted")
        if token.pos == "NOUN" and self.graph.light_verb(token.i) is not None:
            yield Clue("light")

    def _below(self, i: int) -> Iterator[Clue]:
        for kid in tree.kids(self.sentence, i):
            if kid.dep in CLAUSES:
                yield from self._word(kid.dep, kid.i)
            elif kid.dep == "prt":
                yield Clue(f"with:{kid.text.lower()}")
            elif kid.dep in ("neg", "auxpass"):
                yield Clue(kid.dep)
            elif kid.dep in ("aux", "det"):
                yield Clue(f"{kid.dep}:{kid.text.lower()}")
            if kid.dep in HELD:
                yield Clue(f"has:{kid.dep}")
            if kid.dep == "conj":
                yield from self._word("beside", kid.i)
        if any(is_time(t) for t in tree.kids(self.sentence, i)):
            yield Clue("dated")

    @staticmethod
    def _passing(actor: list[Party], recipient: list[Party]) -> Iterator[Clue]:
        """Who stands on which side, and whether it passes between countries."""
        for side, held in (("actor", actor), ("recipient", recipient)):
            for party in held:
                yield Clue(f"{side}={party.entity.sector or ('state' if party.entity.code else 'unknown')}")
        codes = [{p.entity.code for p in held} - {None} for held in (actor, recipient)]
        if codes[0] and codes[1]:
            yield Clue("same country" if codes[0] & codes[1] else "two countries")

    def _word(self, slot: str, j: int, weight: float = 1.0) -> Iterator[Clue]:
        token = self.graph.tokens[j]
        if pos := _part_of_speech(token):
            yield Clue(slot, pos, token.lemma, weight)

    def _prepositional(self, i: int) -> Iterator[tuple[str, int]]:
        for p in tree.kids(self.sentence, i, ("prep", "agent", "dative")):
            for j in tree.kids(self.sentence, p.i, ("pobj", "pcomp")):
                yield p.text.lower(), j.i


def _part_of_speech(token: Token) -> str:
    if token.pos == "VERB":
        return "v"
    return "n" if token.pos in ("NOUN", "ADJ") else ""
