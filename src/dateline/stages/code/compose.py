"""Operators compose: the predicates of one sentence become acts."""

from __future__ import annotations

from dataclasses import replace

from dateline.ontology.predicates import Predicate
from dateline.stages.code.acts import SPOKEN, Act, any_akin
from dateline.stages.code.apart import behind, stretches
from dateline.stages.code.choice import Choice
from dateline.stages.code.clauses import is_condition
from dateline.stages.code.harm import harm_in
from dateline.stages.code.operators import Operators
from dateline.stages.code.parsed import fused
from dateline.stages.code.parties import Parties, unique, without
from dateline.stages.code.plain import PlainActs
from dateline.stages.code.recipients import NOBODY, Recipients
from dateline.stages.code.requirements import Requirements
from dateline.stages.code.roles import in_role
from dateline.stages.code.screen import is_dated
from dateline.stages.code.settle import joined
from dateline.text import tree

# Types by which somebody says what they think of what was done, and those of what may be done.
REACTIONS = frozenset({"SUPPORT", "ACCUSE"})
# Types by which somebody ends a protest, which is told beside it.
QUELLING = frozenset({"COERCE", "ASSAULT"})
DEEDS = frozenset({"RETREAT", "CONCEDE", "AID", "ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})


class Composer:
    """Turns the predicates of one sentence into acts."""

    def __init__(self, parties: Parties) -> None:
        self.graph = parties.graph
        self.parties = parties
        recipients = Recipients(parties)
        choice = Choice(parties, Requirements(parties, recipients))
        self.rows = choice.rows
        self.inside = choice.inside
        self.plain = PlainActs(parties, recipients, choice.rows)
        self.operators = Operators(parties, recipients, choice, self.plain)

    def acts(self) -> list[Act]:
        """The acts of the sentence, each once, in order of their predicates; purposes and conditions are marked `aside`."""
        held = {j for i, inner in self.inside.items() for j in inner if j != i}
        # A gerund fused with its object holds it only where something holds the gerund ("threatening letters" are letters).
        claimed = {
            j for i, inner in self.inside.items() for j in inner if j != i and (i in held or not fused(self.graph.sentence, i))
        }
        claimed |= {i for i in self.rows if fused(self.graph.sentence, i)}  # "visiting officials" tells of no visit
        claimed |= {
            j for i, row in self.rows.items() if not row.operator for j in self._own_words(i, row) if not self._is_apart(j, row)
        }
        found = [
            self.operators.refused(act)
            for i in sorted(self.rows)
            if i not in claimed
            for act in self._interpret(i, frozenset())
        ]
        found = [a for act in found for a in (act, act.beside) if a is not None and a.event]
        found = self._without_preparations([self._aimed(act, found) for act in found])
        found = self._without_topics(self._results_joined(found))
        parted = stretches(self.graph)
        for act in found:
            stretch = behind(self.graph, parted, act.token)
            act.behind = stretch.word if stretch is not None else None
        return [replace(act, aside=act.purpose or self._conditional(act.token)) for act in found]

    def _interpret(self, i: int, above: frozenset[int]) -> list[Act]:
        """The acts of predicate `i` with all that it holds; `above` are the operators that hold it, in case they go round."""
        if i in above:
            return []
        row = self.rows[i]
        if not row.operator:
            act = self.plain.event(i, row)
            for j in self._own_words(i, row):
                if self.rows[j].event == row.event and self.rows[j].pos == "n":
                    act = joined(act, self.plain.event(j, self.rows[j]))
            return [act]
        inner = [a for j in self.inside.get(i, []) for a in self._interpret(j, above | {i})]
        if row.operator == "speech":
            return self.operators.demand(i, row, inner) or self.operators.operate(i, row, inner)
        return self.operators.operate(i, row, inner)

    def _own_words(self, i: int, row: Predicate) -> set[int]:
        """Nouns that the pattern of `row` asked for at predicate `i`: they tell the same event, not one of their own."""
        words = set()
        if row.objects and row.pos != "n":
            words |= {j for j in self.graph.objects(i) if any(self.graph.tokens[j].lemma in allowed for allowed in row.objects)}
        for prep, allowed in row.prep_objects:
            words |= {j for j in self.graph.prep(i, prep) if self.graph.tokens[j].lemma in allowed}
        words |= {t.i for t in tree.kids(self.graph.sentence, i) if t.text.lower() in row.words}
        return words & self.rows.keys() - {i}

    def _is_apart(self, j: int, row: Predicate) -> bool:
        """Tells whether noun `j`, which the pattern of `row` asked for, tells a deed of its own beside what is said of it: one
        with a day or with whoever did it ("welcomed the release of two teachers by Iran last Thursday", "broke up a march by
        nurses")."""
        own = self.rows[j]
        judged = row.event in REACTIONS and own.event in DEEDS
        quelled = row.event in QUELLING and own.event == "PROTEST"
        if own.pos != "n" or own.operator or not (judged or quelled):
            return False
        doers = self.parties.at(in_role(self.graph, j, "by", "n"))
        return any(p.known() for p in doers) or is_dated(j, self.graph)

    def _without_preparations(self, acts: list[Act]) -> list[Act]:
        """The acts without deployments told as part of an attack (plover rule "mobilise-in-attack")."""
        kept = []
        for act in acts:
            attack = next((a for a in acts if self._is_for(a, act)), None) if act.event == "MOBILIZE" else None
            if attack is None:
                kept.append(act)
                continue
            attack.purpose = False
            attack.modes = attack.modes or self.plain.by_weapon(self.graph.objects(act.token))
        return kept

    def _is_for(self, attack: Act, act: Act) -> bool:
        """Tells whether an act is told as part of an attack ("deployed tanks in an attack", "sent troops to attack")."""
        if attack.event != "ASSAULT" or not any_akin(act.actor, attack.actor) or self.rows[attack.token].recipient == NOBODY:
            return False  # "sent police to fight gangs": no fight is told yet
        token = self.graph.tokens[attack.token]
        if attack.nominal:
            return token.dep == "pobj" and self.graph.tokens[token.head].text.lower() in ("in", "during")
        return attack.purpose and token.head in (act.token, *self.graph.objects(act.token))

    def _results_joined(self, acts: list[Act]) -> list[Act]:
        """Attacks without what they did beside: "killed nine, injuring eight" tells one; so does "hurt in a gas attack", but
        "raided the town, abducting nine" two."""
        by_token = {act.token: act for act in acts if act.event == "ASSAULT"}
        joined_on: set[int] = set()
        results = self.graph.lexicon.words("results")
        for act in by_token.values():
            token = self.graph.tokens[act.token]
            follows = token.tag == "VBG" and token.dep in ("advcl", "conj") and token.head in by_token
            if follows and (token.lemma in results or tree.kid(self.graph.sentence, act.token, ("mark", "advmod"))):
                main = by_token[token.head]
                main.recipient, main.tokens = unique([*main.recipient, *act.recipient]), main.tokens | act.tokens
                joined_on.add(act.token)
            elif act.nominal and (harm := harm_in(self.graph, act.token)) is not None and harm in by_token:
                main = by_token[harm]
                main.actor, main.modes = main.actor or act.actor, main.modes or act.modes
                main.recipient, main.tokens = main.recipient or act.recipient, main.tokens | act.tokens
                joined_on.add(act.token)
        return [act for act in acts if act.token not in joined_on or act.event != "ASSAULT"]

    def _without_topics(self, acts: list[Act]) -> list[Act]:
        """The acts without what a protest is in protest at (plover rule "protest-topic")."""
        protests = {act.token for act in acts if act.event == "PROTEST"}

        def is_topic(act: Act) -> bool:
            token = self.graph.tokens[act.token]
            return act.event == "ACCUSE" and token.dep == "pobj" and self.graph.tokens[token.head].head in protests

        return [act for act in acts if not (act.nominal and is_topic(act))]

    def _aimed(self, act: Act, acts: list[Act]) -> Act:
        """A threat, demand or refusal that names no other side is aimed at whom the verb beside it is aimed at
        ("accused Athens and threatened to recall its envoy")."""
        head = self.graph.tokens[act.token]
        if act.recipient or act.event not in SPOKEN or head.dep != "conj":
            return act
        beside = next((a for a in acts if a.token == head.head and a.event in SPOKEN and a.recipient), None)
        same = beside is not None and {p.key for p in beside.actor} == {p.key for p in act.actor}
        return replace(act, recipient=without(beside.recipient, act.actor)) if beside is not None and same else act

    def _conditional(self, i: int) -> bool:
        """Tells whether predicate `i` stands in an if-clause: a condition is no event beside what depends on it."""
        chain = [self.graph.tokens[i], *tree.ancestors(self.graph.sentence, i)]
        return any(t.dep == "advcl" and is_condition(self.graph, t.i) for t in chain)
