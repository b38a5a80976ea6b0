"""Which row each predicate of one sentence takes, and which other predicates an operator holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dateline.ontology.predicates import Predicate
from dateline.records import Token
from dateline.stages.code.clauses import conditions, is_ahead, is_open, is_question, states
from dateline.stages.code.content import content_heads
from dateline.stages.code.modality import is_necessary
from dateline.stages.code.parsed import NOUN_TAGS, VERB_TAGS, infinitive
from dateline.stages.code.parties import Parties, Party
from dateline.stages.code.plain import STATE, of_one_side
from dateline.stages.code.requirements import Requirements
from dateline.text import tree

# Types whose nouns tell what somebody may threaten with.
HOSTILE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION", "THREATEN", "REQUEST"})
# Operators whose content may stand before them: "Aid may stop, a diplomat warned".
FRONTED = frozenset({"speech", "threat", "hedge"})


class Choice:
    """The rows that the predicates of one sentence take: `rows` by token, of the operators among them the predicates `inside`,
    and as `muted` those whose sides do not fit, which only say that what they hold has not happened."""

    def __init__(self, parties: Parties, requirements: Requirements) -> None:
        self.graph = parties.graph
        self.lexicon = parties.graph.lexicon
        self.parties = parties
        self.requirements = requirements
        self._passing = self.graph.passing | self.lexicon.words("light_noun")
        self.muted: set[int] = set()
        self.rows = self._choose_rows()
        self.inside = {i: self._inner(i, row, self.rows) for i, row in self.rows.items() if row.operator}

    def _choose_rows(self) -> dict[int, Predicate]:
        chosen: dict[int, Predicate] = {}
        # Operators need to know which tokens below them are predicates, so rows are chosen from the leaves up.
        for i in sorted(self.graph.matches, key=self._depth, reverse=True):
            rows = [(row, self._inner(i, row, chosen) if row.operator else []) for row in self.graph.matches[i]]
            # An operator that holds an event says more than its bare pattern ("welcomed the president to visit"), the rows of a
            # noun more than those of its verb.
            rows.sort(key=lambda pair: (pair[0].lent, -(pair[0].specificity + bool(pair[1]))))
            told = [
                (row, inner)
                for row, inner in rows
                if not (
                    row.operator
                    and not inner
                    and (not row.event or not self._has_content(i, row))
                    and not self.demanded(i, row)
                )
                and not (row.specificity <= 0 and self._hands_over(i, chosen))
            ]
            fitting = (
                row
                for public in (False, True)
                for row, inner in told
                if self.requirements.met(i, row, chosen, inner, public=public)
            )
            if row := next(fitting, None):
                chosen[i] = row
            elif row := next((row for row, inner in rows if any(self.graph.light_verb(j) != i for j in inner)), None):
                chosen[i] = row  # whoever demands or promises it, what stands inside has not happened by that
                self.muted.add(i)
        return chosen

    def _hands_over(self, i: int, chosen: dict[int, Predicate]) -> bool:
        """Tells whether verb `i` is only the light verb of an event noun ("received help")."""
        token = self.graph.tokens[i]
        return (
            token.pos in VERB_TAGS
            and token.lemma in self.lexicon.words("light")
            and any(j in chosen and not chosen[j].operator for j in self.graph.objects(i))
        )

    def _depth(self, i: int) -> float:
        """How deep token `i` stands; a noun under a light verb above what else hangs on the verb, which may be its content."""
        light = self.graph.light_verb(i) if self.graph.tokens[i].pos in NOUN_TAGS else None
        depth = sum(1 for _ in tree.ancestors(self.graph.sentence, i if light is None else light))
        return depth if light is None else depth + 0.5

    def demanded(self, i: int, row: Predicate) -> list[int]:
        """Returns what speech at predicate `i` says must or should be done; what so many in a hundred tell a pollster asks
        nobody."""
        if row.operator != "speech" or any(self._is_share(j) for j in self.graph.subjects(i)):
            return []
        return [j for j in content_heads(self.graph, i, ("ccomp",)) if is_necessary(self.graph, j) and not self._is_past(j)]

    def _is_past(self, j: int) -> bool:
        """Tells whether clause `j` says what should have been done, or what should befall nobody: "should have been tougher",
        "should not lose their homes"."""
        helping = {t.text.lower() for t in tree.kids(self.graph.sentence, j, ("aux",))}
        return "have" in helping or self.graph.tokens[j].lemma in self.lexicon.word_class("undergone")

    def _is_share(self, i: int) -> bool:
        """Tells whether noun `i` only counts a share of many ("74 percent of voters", "a majority of Danes")."""
        return self.graph.tokens[i].lemma in self.lexicon.word_class("shares_of_many")

    def _inner(self, i: int, row: Predicate, chosen: dict[int, Predicate]) -> list[int]:
        """The predicates that operator `row` at predicate `i` holds, at the first of its places that has any."""
        for place in row.content:
            heads: Iterable[int] = (j for j in content_heads(self.graph, i, (place,)) if not self._only_said(i, j, row))
            if place == "ccomp" and row.operator not in FRONTED:
                heads = (head for head in heads if head > i)
            found = [c for head in heads for c in self._core(head, chosen, 0) if c != i]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _core(self, i: int, chosen: dict[int, Predicate], depth: int) -> Iterator[int]:
        """The predicates that token `i` is or hands over to."""
        if i in chosen:
            yield i
            return
        token = self.graph.tokens[i]
        if depth > 3:
            return
        if token.pos in VERB_TAGS:
            inner = self.graph.objects(i) if token.lemma in self.lexicon.words("light") else []
            if token.lemma in self.lexicon.words("light_preposition") or token.lemma == "be":
                preps = tree.kids(self.graph.sentence, i, ("prep",))
                inner = inner + [t.i for p in preps for t in tree.kids(self.graph.sentence, p.i, ("pobj",))]
            inner = inner + [t.i for t in tree.kids(self.graph.sentence, i, ("xcomp", "acomp"))]
        elif token.lemma in self._passing or token.pos == "NUM":
            inner = self.graph.prep(i, "of") + self.graph.prep(i, "in")
            inner = inner + [t.i for t in tree.kids(self.graph.sentence, i, ("acl", "ccomp"))]
        elif token.lemma in self.lexicon.words("stretches"):  # "two days to leave"
            inner = [t.i for t in tree.kids(self.graph.sentence, i, ("acl", "relcl")) if infinitive(self.graph.sentence, t.i)]
        else:  # "ready to help", "curfew hours"
            deps = ("xcomp",) if token.pos == "ADJ" else ("compound",)
            inner = [t.i for t in tree.kids(self.graph.sentence, i, deps)]
        for j in inner:
            yield from self._core(j, chosen, depth + 1)

    def _has_content(self, i: int, row: Predicate) -> bool:
        """Tells whether there is something where a row says its content stands ("told X to pay", not "told X")."""
        return not row.needs_content or any(not self._only_said(i, j, row) for j in content_heads(self.graph, i, row.content))

    def _only_said(self, i: int, j: int, row: Predicate) -> bool:
        """Tells whether clause `j` of commitment `i` only says what somebody thinks too ("agreed that it was"), or clause `j`
        of request `i` asks for nothing: it is a question ("asked whether"), states what is so ("insisted that it was"), or
        stands before it by the way ("you see, he wants to"), or of threat `i` what may come of itself ("warned that prices may
        rise")."""
        lemma = self.graph.tokens[i].lemma
        if row.operator == "commitment":
            return lemma in self.lexicon.words("sharing") and states(self.graph, j) and not is_ahead(self.graph, j)
        if row.operator == "threat":
            return lemma in self.lexicon.words("foretelling") and self._foretells(i, j)
        if row.operator != "request":
            return False
        first = tree.first_conjunct(self.graph.sentence, j)
        if self.graph.tokens[first].dep == "xcomp" and self._asks_how(i, first):
            return True
        stated = lemma in self.lexicon.words("stating") and states(self.graph, j)
        before = ("parataxis", "ccomp") if lemma in self.lexicon.words("wanting") else ("parataxis",)
        aside = j < i and self.graph.tokens[j].dep in before
        return stated or aside or is_question(self.graph, i, j)

    def _asks_how(self, i: int, j: int) -> bool:
        """Tells whether infinitive `j` below verb `i` only says how something is done ("told them what to say")."""
        opening = tree.kids(self.graph.sentence, j, ("advmod", "dobj", "attr", "mark", "nsubj"))
        return any(t.tag in ("WRB", "WP") for t in opening if i < t.i < j)

    def _foretells(self, i: int, j: int) -> bool:
        """Tells whether clause `j` of warning `i` says what may come without anybody doing it: its subject is a thing that is
        no hostile deed or threat, and is not of those who warn ("growth may fall", "the vote may slow growth", not "the raids
        will go on", "consequences will follow"), or it is done by a flood or a fever; or what others already do ("the rebels
        are regrouping")."""
        subjects = self.graph.subjects(j)
        nouns = [self.graph.tokens[s] for s in subjects]
        if self.requirements.unhuman(j):
            return True
        if self.graph.tokens[j].pos not in VERB_TAGS or not nouns or any(self._is_harsh(t) for t in nouns):
            return False
        warning, doing = self.parties.at(self.graph.subjects(i)), self.parties.at(subjects)
        if doing and not conditions(self.graph, j) and states(self.graph, j) and not is_open(self.graph, j):
            return not of_one_side(warning, doing)
        if j in self.graph.matches or self.graph.passive(j) or any(t.pos != "NOUN" for t in nouns):
            return False
        return not any(p.token in subjects or self._answers_for(q, p) for p in doing for q in warning)

    def _is_harsh(self, noun: Token) -> bool:
        """Tells whether a noun may be a hostile deed, threat or demand, or names a harsh step."""
        deeds = self.lexicon.word_class("harsh_steps") | self.lexicon.word_class("use_of_force")
        return noun.lemma in deeds or self._is_hostile(noun.i)

    @staticmethod
    def _answers_for(warning: Party, owner: Party) -> bool:
        """Tells whether what comes of a thing of `owner` is up to who warns, or put to the owner: it is the same side, or
        another country than theirs ("warned that American arms sales would wreck the ties"). A bank or body of many states
        only foretells what its members are in for."""
        one, two = warning.entity, owner.entity
        if warning.is_kind("international") or not (one.code and two.code):
            return warning.key == owner.key
        same_state = all(e.sector is None or e.sector in STATE for e in (one, two))
        return one.code != two.code or same_state or warning.key == owner.key

    def _is_hostile(self, i: int) -> bool:
        """Tells whether noun `i` may be a hostile deed, threat or demand."""
        return any(row.event in HOSTILE or not row.event for row in self.graph.matches.get(i, ()))
