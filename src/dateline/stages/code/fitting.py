"""Which rows of the lexicon fit the words of one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dateline.ontology.predicates import ANY, Lexicon, Predicate
from dateline.records import Sentence, Token
from dateline.stages.code.clauses import about_to
from dateline.stages.code.graph import Graph
from dateline.stages.code.nouns import on_board
from dateline.stages.code.parsed import CLAUSES, NOUN_TAGS, VERB_TAGS, infinitive, is_money, is_time, misread, unbroken
from dateline.stages.code.roles import in_role, prep_near
from dateline.text import tree

# What words that trigger a row are.
TRIGGERS = VERB_TAGS | NOUN_TAGS | {"ADJ"}
# A stem of one syllable that would double its last letter: "sparred" is of spar, "spared" is not.
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
# By which words rows know a sum of money that is written in signs: "$500,000, €40m".
AS_MONEY = frozenset({"money", "dollar"})
_DOUBLED = re.compile(r"([bdglmnprt])\1$")


def graph_of(sentence: Sentence, lexicon: Lexicon) -> Graph:
    """Returns the graph of a sentence with the rows that fit its words."""
    graph = Graph(sentence, lexicon)
    graph.fit(Fitting(graph).rows())
    return graph


class Fitting:
    """Finds the rows that fit the words of one sentence."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.sentence = graph.sentence
        self.tokens = graph.tokens
        self.lexicon = graph.lexicon
        self._quantities = self.lexicon.words("quantities")
        self._form = self._quantities | self.lexicon.words("units")
        self._stretches = self.lexicon.words("stretches")
        self._written = {form for token in self.tokens for form in graph.spelled(token)}
        # Asked for again and again, for each row that may fit.
        self._lemmas_held: dict[tuple[int, str, str], set[str]] = {}

    def rows(self) -> Mapping[int, tuple[Predicate, ...]]:
        """Returns the rows that fit the words of the sentence, by token."""
        found: dict[int, tuple[Predicate, ...]] = {}
        for token in self.tokens:
            if token.pos not in TRIGGERS or misread(self.sentence, token.i) or about_to(self.graph, token.i) is not None:
                continue
            by_phrase = token.tag == "VBG" and (self._has_by(token) or self._is_what_by(token))
            forms = _forms(token)
            if self.graph.is_deed(token.i):
                rows = list(self.lexicon.nouns(token.text.lower()))
            else:
                rows = [row for pos in _pos(token, by_phrase=by_phrase) for form in forms for row in self._triggered(pos, form)]
            if token.tag == "VBN":
                rows += self.lexicon.candidates("a", token.text.lower())  # "was deeply concerned", parsed as a passive
            fitting = self._fitting(token, rows)
            if not fitting and token.pos == "VERB":
                fitting = self._fitting(token, self.lexicon.candidates("v", ANY))
            if fitting:
                found[token.i] = fitting
        return found

    def _triggered(self, pos: str, form: str) -> tuple[Predicate, ...]:
        """The rows that a word of this form can trigger as a `pos`; one in -ing that is no deed only its own."""
        if pos != "n" or form.endswith("ing"):
            return self.lexicon.candidates(pos, form)
        return self.lexicon.nouns(form)

    def _has_by(self, token: Token) -> bool:
        """Tells whether *by* behind a word in -ing says who did it, not until when: "by May they had been fighting"."""
        behind = any(t.text.lower() == "by" for t in tree.kids(self.sentence, token.i, ("prep", "agent")))
        return behind and not tree.kid(self.sentence, token.i, ("aux", "dobj"))

    def _is_what_by(self, token: Token) -> bool:
        """Tells whether a word in -ing names what something was done by ("driven out by fighting between two clans"), not by
        doing what ("replied by shelling the town", "won by fighting on")."""
        by = self.tokens[token.head].text.lower() == "by"
        sided = any(t.text.lower() in ("between", "from", "of") for t in tree.kids(self.sentence, token.i, ("prep",)))
        return by and sided and token.dep == "pcomp" and not tree.kid(self.sentence, token.i, ("dobj", "prt"))

    def _fitting(self, token: Token, rows: Iterable[Predicate]) -> tuple[Predicate, ...]:
        """Those of the rows that fit a token; most ask for a word that the sentence does not have."""
        return tuple(row for row in rows if row.asks <= self._written and self._fits(token, row))

    def _fits(self, token: Token, row: Predicate) -> bool:
        if row.words and not all(self._has_word(token.i, word, row) for word in row.words):
            return False
        return not any(self._held(token.i, place, row.pos).isdisjoint(allowed) for place, allowed in row.places)

    def _held(self, i: int, place: str, pos: str) -> set[str]:
        """The lemmas at a place of token `i`, taken for a `pos`: its object, its subject or behind a preposition."""
        key = (i, place, pos)
        if key not in self._lemmas_held:
            self._lemmas_held[key] = self._find_held(i, place, pos)
        return self._lemmas_held[key]

    def _find_held(self, i: int, place: str, pos: str) -> set[str]:
        if place == "obj":
            return self._object_lemmas(i, pos)
        if place == "subj":
            return self._subject_lemmas(i)
        return self._lemmas(prep_near(self.graph, i, place)) | self._adjectives(i, place)

    def _subject_lemmas(self, i: int) -> set[str]:
        """What acts in verb `i`, in one word: who or what does it, and what that brings ("a ship carrying flour docked")."""
        subjects = in_role(self.graph, i, "subj")
        return self._lemmas([*subjects, *(k for j in subjects for k in on_board(self.graph, j))])

    def _has_word(self, i: int, word: str, row: Predicate) -> bool:
        """Tells whether particle or preposition `word` hangs on `i`; one with an object must be a side of the row."""
        behind = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if behind is not None and behind.text.lower() == word and behind.pos == "ADJ" and self._opens_object(i, behind):
            return True  # "set free five workers", parsed as free workers
        if any(t.text.lower() == word for t in self._said_of(self.graph.objects(i))):
            return True  # "held the hackers responsible", parsed as one noun phrase
        for child in tree.kids(self.sentence, i):
            if child.text.lower() == word and child.dep in ("intj", "ccomp") and child.i < i:
                continue  # "No," said the premier
            if child.tag == "TO" and child.dep == "aux":
                continue  # "failed to speak out" speaks to nobody
            if word == "no" and self._is_denied(child):
                return True  # "there will be no talks"
            if word in self.graph.spelled(child) and child.dep != "det":
                if self._of_time(child):
                    continue  # "called the emir on Saturday" calls on nobody
                return (
                    child.dep != "prep"
                    or word in row.prepositions
                    or tree.kid(self.sentence, child.i, ("pobj", "pcomp")) is None
                )
            if child.dep in ("prep", "prt", "advmod", "dobj") and any(
                word in self.graph.spelled(t) and not self._of_time(t)
                for t in tree.kids(self.sentence, child.i, ("prep", "prt", "advmod", "pcomp", "intj"))
            ):
                return True
            aims = tree.kids(self.sentence, child.i, ("relcl", "acl")) if child.lemma in self._stretches else ()
            if any(t.text.lower() == word and infinitive(self.sentence, t.i) for t in aims):
                return True  # "had two days to leave"
            if child.dep in CLAUSES and any(m.text.lower() == word for m in tree.kids(self.sentence, child.i, ("mark",))):
                return word in row.content  # "called for Hungary to free the editor"
        return False

    def _is_denied(self, child: Token) -> bool:
        """Tells whether the object `child` of a verb is said not to be: *no talks*."""
        article = tree.kid(self.sentence, child.i, ("det",)) if child.dep in ("dobj", "attr", "nsubjpass") else None
        return article is not None and article.text.lower() == "no"

    def _opens_object(self, i: int, adjective: Token) -> bool:
        """Tells whether an adjective before a number or article is what verb `i` makes of its object."""
        open_ = self.tokens[adjective.i + 1 : adjective.i + 2]
        held = adjective.dep == "amod" and self.tokens[adjective.head].dep == "dobj" and self.tokens[adjective.head].head == i
        return held and any(t.pos == "NUM" or t.dep in ("det", "poss") or t.ent in ("NORP", "GPE") for t in open_)

    def _of_time(self, preposition: Token) -> bool:
        held = tree.kid(self.sentence, preposition.i, ("pobj",))
        return held is not None and is_time(held)

    def _object_lemmas(self, i: int, pos: str) -> set[str]:
        if pos == "n":
            return {t.lemma for t in tree.kids(self.sentence, i, ("compound", "amod", "nmod", "poss", "nummod"))} | {
                t.text.lower() for t in tree.kids(self.sentence, i, ("compound", "amod", "nmod"))
            }
        objects = self.graph.objects(i)
        called = {t.lemma for o in objects for t in tree.kids(self.sentence, o, ("appos",)) if unbroken(self.sentence, o, t.i)}
        called |= {t.lemma for t in (*tree.kids(self.sentence, i, ("oprd", "acomp", "attr")), *self.graph.small_clauses(i))}
        called |= {t.lemma for t in self._said_of(objects)}  # "labelled the move illegal", parsed as one noun phrase
        return self._lemmas(objects) | called

    def _said_of(self, objects: list[int]) -> list[Token]:
        """The adjectives that stand behind the objects of a verb."""
        return [t for o in objects for t in tree.kids(self.sentence, o, ("amod",)) if t.i > o and t.pos == "ADJ"]

    def _adjectives(self, i: int, word: str) -> set[str]:
        """The adjectives after preposition `word` of verb `i` ("described the law as reckless"), however they are parsed."""
        if self.tokens[i].pos not in VERB_TAGS:
            return set()
        hosts = (i, *self.graph.objects(i))
        below = [t for p in hosts for t in tree.kids(self.sentence, p, ("prep",)) if t.text.lower() == word]
        found = [t for p in below for t in tree.kids(self.sentence, p.i, ("amod", "acomp", "pcomp", "advmod"))]
        for t in (t for h in hosts for t in tree.kids(self.sentence, h, (*CLAUSES, "acl", "oprd"))):
            if any(m.text.lower() == word for m in tree.kids(self.sentence, t.i, ("advmod", "mark"))):
                found.append(t)
        words = (self.tokens[j] for t in found for j in tree.conjuncts(self.sentence, t.i))
        kinds = [t for t in words if t.pos == "ADJ" or t.tag in ("VBN", "VBG")]  # "biased", "destabilising"
        return {t.text.lower() for t in kinds} | {t.lemma for t in kinds if t.pos == "ADJ"}

    def _lemmas(self, heads: list[int]) -> set[str]:
        lemmas = set()
        for i in heads:
            lemmas.add(self.tokens[i].lemma)
            before = tree.kids(self.sentence, i, ("compound", "amod"))
            lemmas |= {f"{t.lemma}-{self.tokens[i].lemma}" for t in before if t.i == i - 1}  # "armoured cars" are armoured-car
            if self.tokens[i].lemma in self._quantities or self.tokens[i].pos == "NUM":
                lemmas |= {self.tokens[j].lemma for j in self.graph.prep(i, "of")}
            if self.tokens[i].lemma in self._form:
                lemmas |= {t.lemma for t in tree.kids(self.sentence, i, ("compound",))}
            if is_money(self.sentence, i):
                lemmas |= AS_MONEY
        return lemmas


def _forms(token: Token) -> tuple[str, ...]:
    """The lemmas under which a token is looked up. Of verbs that it does not know the lemmatizer cuts or leaves too much: a
    gerund is looked up by its own form too, "cordoned" is no "cordone", "unbanned" no "unbann", and "spared" is of spare."""
    if token.pos != "VERB" or token.tag not in ("VBD", "VBN", "VBG"):
        return (token.lemma,)
    word = token.text.lower()
    stem = word[:-2] if word.endswith("ed") else word[:-3]
    if token.lemma == stem and _SHORT.fullmatch(stem):
        return stem + "e", word
    bare = token.lemma.removesuffix("e")
    single = bare[:-1] if _DOUBLED.search(bare) else bare
    return tuple(dict.fromkeys([token.lemma, *([word] if token.tag == "VBG" else []), bare, single]))


def _pos(token: Token, *, by_phrase: bool) -> tuple[str, ...]:
    if token.pos in VERB_TAGS:
        if token.tag == "VBG" and (token.dep in ("nsubj", "nsubjpass", "dobj", "pobj") or by_phrase):
            return ("n", "v")  # "fighting between", "looting by", read as verbs
        return ("v",) if token.dep != "amod" or token.tag == "VBG" else ()
    if token.pos in NOUN_TAGS:
        return ("n",) if token.ent != "DATE" else ()  # "in March"
    if token.pos == "ADJ":
        return ("a", "v") if token.tag in ("VBN", "VBG") else ("a",)
    return ()
