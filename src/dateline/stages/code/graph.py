"""The verbs of one sentence and their arguments: who does what to whom, whatever the syntax around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import TypeVarTuple

from dateline.ontology.predicates import Lexicon, Predicate
from dateline.records import Sentence, Token
from dateline.stages.code.parsed import (
    CLAUSES,
    FINITE,
    NOUN_TAGS,
    RELATIVE,
    VERB_TAGS,
    fused,
    infinitive,
    is_object_gap,
    is_time,
    misread,
    unbroken,
)
from dateline.text import tree

Asked = TypeVarTuple("Asked")


def remembered(asked: Callable[[Graph, *Asked], list[int]]) -> Callable[[Graph, *Asked], list[int]]:
    """Keeps what a graph answers for as long as the same rows fit: it is asked again and again, for each row that may fit and
    each of its sides. Who asks must not change the lists."""

    @wraps(asked)
    def answered(graph: Graph, *args: *Asked) -> list[int]:
        key = (asked, *args)
        found = graph.answers.get(key)
        if found is None:
            found = graph.answers[key] = asked(graph, *args)
        return found

    return answered


class Graph:
    """One sentence's predicates and arguments. Token indices in and out; conjuncts always included.

    `matches` are the lexicon's rows that fit its words, by token: none until `fitting.graph_of` has found them; `passing` are
    the words that only pass on to what stands behind them ("dozens of"); `answers` is what was asked before (`remembered`).
    """

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.sentence = sentence
        self.lexicon = lexicon
        self.tokens = sentence.tokens
        self.fit({})
        self.passing = lexicon.words("quantities") | lexicon.words("carriers")
        self._delegations = lexicon.word_class("delegation")
        self._about = lexicon.words("about_so_many")
        self._with_s = lexicon.words("with_s")

    def fit(self, rows: Mapping[int, tuple[Predicate, ...]]) -> None:
        """Takes these as the rows that fit the words of the sentence, by token."""
        self.matches = rows
        self.answers: dict[tuple[object, ...], list[int]] = {}

    def is_noun(self, i: int) -> bool:
        """Tells whether token `i` is a noun, or stands as one."""
        return self.tokens[i].pos in NOUN_TAGS or self.is_deed(i)

    def is_deed(self, i: int) -> bool:
        """Tells whether token `i` names a deed by its verb in -ing: "the storming of the consulate", "its rounding up of"."""
        token = self.tokens[i]
        if not token.text.lower().endswith("ing") or token.tag not in ("NN", "VBG"):
            return False
        if token.tag == "VBG" and not (
            tree.kid(self.sentence, i, ("det", "poss")) and not tree.kid(self.sentence, i, ("dobj", "aux"))
        ):
            return False
        return bool(self.prep(i, "of"))

    def spelled(self, token: Token) -> tuple[str, ...]:
        """Returns a word as it is written and as rows ask for it: "towards" is toward too, "n't" is not."""
        word = token.text.lower()
        if word in self._with_s:
            return word, word[:-1]
        return (word, token.lemma) if token.dep == "neg" else (word,)

    @remembered
    def prep(self, i: int, word: str) -> list[int]:
        """Returns the objects of the prepositions `word` that hang on token `i`."""
        found = []
        for p in self._with_joined(tree.kids(self.sentence, i, ("prep", "agent", "dative", "prt", "advmod"))):
            if word in self.spelled(p):
                heads = list(tree.kids(self.sentence, p.i, ("pobj",)))
                clauses = (t for t in tree.kids(self.sentence, p.i, ("pcomp",)) if misread(self.sentence, t.i))
                heads += [t for clause in clauses for t in tree.kids(self.sentence, clause.i, ("dobj",))]
                if not heads:
                    heads = [
                        t for q in tree.kids(self.sentence, p.i, ("prep",)) for t in tree.kids(self.sentence, q.i, ("pobj",))
                    ]
                found += [j for t in heads for j in tree.conjuncts(self.sentence, t.i)]
            elif p.text.lower() not in self.lexicon.words("citing"):
                # "out of Syria", "away from the border"; "on Monday in Cairo" where one hangs on the other
                below = list(tree.kids(self.sentence, p.i, ("prep",)))
                for t in tree.kids(self.sentence, p.i, ("pobj",)):
                    # "side by side with"; a deed "by Cairo against Khartoum", which parsers hang on one another
                    if (p.i and t.lemma == self.tokens[p.i - 1].lemma) or (t.pos == "PROPN" and self.tokens[i].pos == "NOUN"):
                        below += tree.kids(self.sentence, t.i, ("prep",))
                for q in below:
                    if word in self.spelled(q):
                        found += [
                            j for t in tree.kids(self.sentence, q.i, ("pobj",)) for j in tree.conjuncts(self.sentence, t.i)
                        ]
        return found

    def _with_joined(self, preps: Iterable[Token]) -> Iterator[Token]:
        """The prepositions, each with those joined to it: "by Chad and by Niger"."""
        for p in preps:
            yield p
            yield from (t for t in tree.kids(self.sentence, p.i, ("conj",)) if t.pos == "ADP")

    # --- who does it ------------------------------------------------------------------------------------------

    @remembered
    def subjects(self, i: int) -> list[int]:
        """Returns the logical subjects of verb `i`: who does it."""
        return self._subjects(i, 0)

    def _subjects(self, i: int, depth: int) -> list[int]:
        return self.agents(i) if self.passive(i) else self.grammatical_subjects(i, depth)

    def agents(self, i: int) -> list[int]:
        """Returns the *by* phrase of verb or noun `i`."""
        own = self._with_joined(tree.kids(self.sentence, i, ("agent", "prep")))
        preps = [t for t in own if t.text.lower() == "by"] or self._far_by(i)
        return [j for p in preps for t in tree.kids(self.sentence, p.i, ("pobj",)) for j in tree.conjuncts(self.sentence, t.i)]

    def _far_by(self, i: int) -> list[Token]:
        """The *by* behind noun `i` that parsers hang on the name between them, or on an active verb above: "marched against the
        bombing of Tripoli by NATO"."""
        if self.tokens[i].pos != "NOUN":
            return []
        of = (t for p in tree.kids(self.sentence, i, ("prep",)) for t in tree.kids(self.sentence, p.i, ("pobj",)))
        above = next((t for t in tree.ancestors(self.sentence, i) if t.pos in VERB_TAGS), None)
        active = [] if above is None or above.i > i or self.passive(above.i) else [above]
        hosts = (*(t for t in of if t.pos == "PROPN"), *active)
        found = (p for t in hosts for p in tree.kids(self.sentence, t.i, ("prep", "agent")) if p.text.lower() == "by")
        return [p for p in found if p.i > i][:1]

    def grammatical_subjects(self, i: int, depth: int = 0) -> list[int]:
        """Returns the subject tokens of verb `i` as it stands: those of a passive are what it is done to."""
        if depth > 8:
            return []
        own = [t.i for t in tree.kids(self.sentence, i, ("nsubj", "nsubjpass"))]
        token = self.tokens[i]
        if own:
            spread = [j for s in own for j in tree.conjuncts(self.sentence, s)]
            if len(own) == 1 and self.tokens[own[0]].lemma in RELATIVE | {"that"}:
                if token.dep == "relcl":
                    return self._author(self._antecedent(token, self.tokens[own[0]].lemma), depth)
                return self._picked_out(token) or spread
            return spread
        head = token.head
        match token.dep:
            case "conj" if self.tokens[head].pos in VERB_TAGS:
                unfinished = infinitive(self.sentence, head) or self.tokens[head].tag == "VBG"
                if self.tokens[i].tag in FINITE and unfinished and self.tokens[head].dep in ("xcomp", "advcl", "ccomp", "acl"):
                    # "welcomes the president to visit and is ready", "denied losing men and accused the army": a finite verb
                    # goes with the finite verb above
                    above = self.tokens[head].head
                    return self.grammatical_subjects(above, depth + 1) if self.tokens[above].pos in VERB_TAGS else []
                return self.grammatical_subjects(head, depth + 1)
            case "relcl" | "acl" if self.tokens[head].pos not in VERB_TAGS:
                return self._noun_clause_subject(token, head, depth)
            case "xcomp" | "ccomp" | "advcl" | "oprd":
                if token.dep == "ccomp" and token.tag in ("VBZ", "VBP", "VBD"):
                    return []
                return self._controller(token, head, depth)
            case "pcomp":
                return self._prep_controller(token, head, depth)
            case "compound" | "amod" if fused(self.sentence, i) and self.tokens[self.tokens[head].head].pos in VERB_TAGS:
                return self.grammatical_subjects(self.tokens[head].head, depth + 1)
        return []

    def _antecedent(self, clause: Token, word: str) -> int:
        """What a relative clause is of; one that parsers hang on a day is of who or what stands before that ("was condemned by
        Lima on Sunday, which blamed"), but of *which* after a verb nobody can tell whether it is of the deed."""
        day = self.tokens[clause.head]
        if not is_time(day) or self.tokens[day.head].dep != "prep":
            return clause.head
        host = self.tokens[day.head].head
        if self.tokens[host].pos in NOUN_TAGS:
            return host
        before = self.agents(host) if self.passive(host) else self.objects(host) if word == "who" else []
        return before[-1] if before else clause.head

    def _picked_out(self, token: Token) -> list[int]:
        """Whom *it is* says to have done what clause `token` tells ("it was Lima that closed the border")."""
        being = self.tokens[token.head]
        if (
            token.dep != "ccomp"
            or being.lemma != "be"
            or not any(t.lemma == "it" for t in tree.kids(self.sentence, being.i, ("nsubj",)))
        ):
            return []
        named = tree.kids(self.sentence, being.i, ("attr",))
        return [j for t in named if t.i < token.i for j in tree.conjuncts(self.sentence, t.i)]

    def _noun_clause_subject(self, token: Token, noun: int, depth: int) -> list[int]:
        """ "The men who attacked", "troops massing", "a decision to withdraw", "was the first to recognise"."""
        to_do = infinitive(self.sentence, token.i)
        if self.is_ranked(token.i):
            return self._subjects(self.tokens[noun].head, depth + 1)
        if not to_do or (token.dep == "relcl" and self.tokens[noun].pos in NOUN_TAGS and not self._operates(noun)):
            return self._author(noun, depth)
        holders = [t.i for t in tree.kids(self.sentence, noun, ("poss",))] or self.prep(noun, "by")
        if holders:
            return holders
        verb = self.tokens[noun].head
        if self.tokens[verb].pos in VERB_TAGS:
            return self._subjects(verb, depth + 1)
        return []

    def _author(self, noun: int, depth: int) -> list[int]:
        """Who does what a clause on `noun` tells: the noun, or of a document whoever issues it ("signed a decree banning")."""
        token = self.tokens[noun]
        if token.lemma not in self.lexicon.words("documents"):
            return [noun]
        holders = [t.i for t in tree.kids(self.sentence, noun, ("poss",))] or self.prep(noun, "by")
        if not holders and self.tokens[token.head].pos in VERB_TAGS and token.dep in ("dobj", "nsubjpass"):
            holders = self._subjects(token.head, depth + 1)
        return holders or [noun]

    def _controller(self, token: Token, head: int, depth: int) -> list[int]:
        """Subject of an infinitive or adverbial clause: the object of its governor where it moves that, else its subject."""
        governor = self.tokens[head]
        if governor.pos not in VERB_TAGS:
            if governor.pos == "ADJ":
                holders = [t.i for t in tree.kids(self.sentence, head, ("nsubj",))]
                if not holders and self.tokens[governor.head].pos in VERB_TAGS:
                    return self.grammatical_subjects(governor.head, depth + 1)
                return holders
            return []
        if token.dep in ("xcomp", "ccomp", "oprd") and governor.lemma not in self.lexicon.words("subject_control"):
            objects = [t.i for t in tree.kids(self.sentence, head, ("dobj", "dative"))]
            if objects and not self.passive(head):
                return [j for o in objects for j in tree.conjuncts(self.sentence, o)]
        if token.dep in ("xcomp", "oprd") and self.passive(head):
            return self.objects(head)
        if (
            token.dep == "xcomp"
            and governor.lemma in self.lexicon.words("asking_behind")
            and infinitive(self.sentence, token.i)
        ):
            asked = [j for word in ("on", "upon", "to", "with") for j in self.prep(head, word) if head < j < token.i]
            if asked and not is_time(self.tokens[asked[0]]):
                return asked
        return self.grammatical_subjects(head, depth + 1)

    def _prep_controller(self, token: Token, prep: int, depth: int) -> list[int]:
        """ "accused Athens of arming", "after meeting", "thanked Seoul for sending"."""
        word, governor = self.tokens[prep].text.lower(), self.tokens[tree.first_conjunct(self.sentence, prep)].head
        if self.tokens[governor].pos in VERB_TAGS:
            if word in ("of", "for", "from", "into", "over"):
                objects = self.objects(governor)
                if objects:
                    return objects
            return self.grammatical_subjects(governor, depth + 1)
        if self.tokens[governor].pos in NOUN_TAGS:
            holders = [t.i for t in tree.kids(self.sentence, governor, ("poss",))]
            light = self.light_verb(governor) if self._operates(governor) and not holders else None
            return holders or ([governor] if light is None else self._subjects(light, depth + 1))
        return []

    def _operates(self, noun: int) -> bool:
        """Tells whether what hangs on a noun is done by whose it is ("a reason to apologise", "no intention of leaving")."""
        return any(row.operator for row in self.lexicon.candidates("n", self.tokens[noun].lemma))

    def is_ranked(self, i: int) -> bool:
        """Tells whether clause `i` says what somebody was the first, or the only one, to do: "became the third to sign"."""
        noun = self.tokens[self.tokens[i].head]
        if noun.dep != "attr" or self.tokens[i].dep not in ("relcl", "acl") or not infinitive(self.sentence, i):
            return False
        return any(t.lemma in self.lexicon.words("ranks") for t in (noun, *tree.kids(self.sentence, noun.i, ("amod",))))

    # --- to whom it is done -----------------------------------------------------------------------------------

    def passive(self, i: int) -> bool:
        """Tells whether verb `i` is passive: by its auxiliary, or as a bare participle on a noun."""
        token = self.tokens[i]
        if self._left_so(token):
            return True
        if token.tag == "VBD" and self._needs_object(token):
            subject = tree.kid(self.sentence, i, tree.SUBJECTS)
            if token.dep == "conj":  # "ten were killed and dozens wounded"
                return self.passive(token.head)
            # "Mwila, the journalist detained in Ndola"
            return subject is None if token.dep in ("appos", "acl", "relcl") else subject is not None and subject.i == i - 1
        if token.tag != "VBN":
            return False
        if tree.kid(self.sentence, i, ("auxpass", "nsubjpass")):
            return True
        if token.dep == "acl":
            return self._told_between(i) is None
        if token.dep in ("conj", "advcl", "xcomp", "ccomp", "oprd", "ROOT", "pcomp", "relcl"):
            if tree.kid(self.sentence, i, ("agent",)) and not tree.kid(self.sentence, i, ("aux", "dobj")):
                return True
            if tree.kid(self.sentence, i, ("aux", "nsubj")):
                return token.dep == "conj" and self._needs_object(token) and self.passive(token.head)
            if token.dep == "conj":
                return self.tokens[token.head].tag == "VBN" and self.passive(token.head)
            return True
        return False

    def _left_so(self, token: Token) -> bool:
        """Tells whether a participle after *with* says what was done to its subject ("with his army destroyed")."""
        participle = token.tag in ("VBN", "VBD") and token.dep in ("advcl", "pcomp")
        if not participle or token.lemma in self.lexicon.words("motion"):
            return False
        head = self.tokens[token.head]
        before = [head, *tree.kids(self.sentence, token.i, ("mark", "prep"))]
        after_with = any(t.text.lower() == "with" and t.i < token.i for t in before)
        held = tree.kid(self.sentence, token.i, ("aux", "auxpass", "dobj", "ccomp", "xcomp"))
        return after_with and held is None and tree.kid(self.sentence, token.i, ("nsubj",)) is not None

    def _told_between(self, i: int) -> int | None:
        """The noun that clause `i` is about where the parser hung it on its own subject ("the call ECOWAS made on the junta",
        read as a name of the call)."""
        token = self.tokens[i]
        subject = self.tokens[token.head]
        noun = self.tokens[subject.head]
        light = token.dep == "acl" and token.tag in ("VBD", "VBN") and token.lemma in self.lexicon.words("light")
        if not light or subject.dep != "appos" or subject.i != i - 1 or noun.pos != "NOUN":
            return None
        held = tree.kid(self.sentence, i, ("agent", "dobj", "auxpass"))
        return noun.i if held is None and unbroken(self.sentence, noun.i, subject.i) else None

    def _needs_object(self, token: Token) -> bool:
        """Tells whether a verb that is always done to somebody has nobody behind it."""
        dead = any(t.lemma == "dead" for t in tree.kids(self.sentence, token.i, ("acomp", "oprd")))
        if token.lemma not in self.lexicon.words("transitive") and not dead:  # "dragged away and shot dead"
            return False
        behind = (token, *tree.kids(self.sentence, token.i, ("conj",)))  # "arrested and charged the editor"
        held = (o for t in behind for o in tree.kids(self.sentence, t.i, ("dobj", "dative", "ccomp", "xcomp")))
        return all(o.i < token.i for o in held)

    @remembered
    def objects(self, i: int) -> list[int]:
        """Returns the logical objects of verb `i`: whom or what it is done to."""
        if self.passive(i):
            kept = [t.i for t in tree.kids(self.sentence, i, ("dobj",))]  # "refugees were given shelter"
            return kept or self.grammatical_subjects(i)
        if allotted := self._allotted(i):
            return allotted
        direct = [t.i for t in tree.kids(self.sentence, i, ("dobj", "oprd", "attr"))] or self._so_many(i)
        direct = [d for d in direct if self.tokens[d].lemma not in RELATIVE or self.tokens[i].dep != "relcl"]
        if self._given_to(i):
            return [self.tokens[i].head]
        direct = direct or [
            t.i
            for c in tree.kids(self.sentence, i, CLAUSES)
            if misread(self.sentence, c.i)
            for t in tree.kids(self.sentence, c.i, ("dobj",))
        ]
        if direct:
            return [j for d in direct for j in tree.conjuncts(self.sentence, d)]
        if small := self.small_clauses(i):  # the subject inside is the object
            return [
                j for s in small for t in tree.kids(self.sentence, s.i, ("nsubj",)) for j in tree.conjuncts(self.sentence, t.i)
            ]
        token = self.tokens[i]
        if fused(self.sentence, i):
            return [token.head]
        if token.dep == "relcl" and is_object_gap(self.sentence, i):
            return [token.head]
        if (noun := self._told_between(i)) is not None:
            return [noun]
        if (
            token.dep == "conj"
            and self.tokens[token.head].pos in VERB_TAGS
            and not list(tree.kids(self.sentence, i, ("prep", "ccomp", "xcomp")))
        ):
            later = [t.i for t in tree.kids(self.sentence, token.head, ("dobj",)) if t.i > i]
            return [j for d in later for j in tree.conjuncts(self.sentence, d)]
        shared = [c for c in tree.kids(self.sentence, i, ("conj",)) if c.pos == "VERB" and c.tag == token.tag]
        if shared and not list(tree.kids(self.sentence, i, ("prep", "ccomp", "xcomp", "prt"))):
            # "attacked and looted the village": the object hangs on the second verb
            return [
                j
                for c in shared[:1]
                for d in tree.kids(self.sentence, c.i, ("dobj",))
                for j in tree.conjuncts(self.sentence, d.i)
            ]
        return []

    def _so_many(self, i: int) -> list[int]:
        """So many of somebody, which parsers take for a place ("evacuated over 4,500 of its students", "hit around 20 of")."""
        behind = (p for p in tree.kids(self.sentence, i, ("prep",)) if p.i == i + 1 and p.text.lower() in self._about)
        numbers = (t for p in behind for t in tree.kids(self.sentence, p.i, ("pobj",)))
        return [t.i for t in numbers if t.pos == "NUM" and t.i == i + 2 and self.prep(t.i, "of")]

    def small_clauses(self, i: int) -> list[Token]:
        """Returns the clauses below verb `i` without a verb or mark of their own ("found the driver guilty", "let the captives
        go", "allowed the captives to go")."""
        letting = self.tokens[i].lemma in self.lexicon.words("letting")
        return [
            t
            for t in tree.kids(self.sentence, i, ("ccomp",))
            if (t.pos == "ADJ" or letting)
            and all(a.tag == "TO" and letting for a in tree.kids(self.sentence, t.i, ("aux", "cop", "mark")))
        ]

    def _allotted(self, i: int) -> list[int]:
        """The time that verb `i` gives somebody, which parsers take for when it was ("gave the envoy two days to leave")."""
        if self.tokens[i].lemma not in self.lexicon.words("allotting") or not tree.kid(self.sentence, i, ("dative", "dobj")):
            return []
        times = [t for t in tree.kids(self.sentence, i, ("npadvmod",)) if t.lemma in self.lexicon.words("stretches")]
        aims = [c for j in (i, *(t.i for t in times)) for c in tree.kids(self.sentence, j, ("advcl", "xcomp", "acl", "relcl"))]
        return [t.i for t in times] if any(infinitive(self.sentence, c.i) for c in aims) else []

    def indirect_objects(self, i: int) -> list[int]:
        """Returns to whom verb `i` gives something."""
        if self.passive(i) and tree.kid(self.sentence, i, ("dobj",)):
            return self.grammatical_subjects(i)
        held = ("dative", "dobj") if self._allotted(i) else ("dative",)
        bare = (t for t in tree.kids(self.sentence, i, held) if t.pos not in ("ADP", "PART"))
        people = [t.i for t in bare if t.lemma not in RELATIVE] or self._given_to(i) or self._run_together(i)
        return [j for p in people for j in tree.conjuncts(self.sentence, p)]

    def _given_to(self, i: int) -> list[int]:
        """Whom the clause at verb `i` says that its noun was given to ("the warning Pyongyang gave Seoul")."""
        token = self.tokens[i]
        if token.dep != "relcl" or token.lemma not in self.lexicon.words("giving") or not is_object_gap(self.sentence, i):
            return []
        given = [t.i for t in tree.kids(self.sentence, i, ("dobj",)) if t.lemma not in RELATIVE]
        people = (t for t in tree.kids(self.sentence, i, ("dative", "prep")) if t.lemma not in RELATIVE)
        bare = any(t.dep == "dative" or tree.kid(self.sentence, t.i, ("pobj", "pcomp")) is None for t in people)
        return [] if bare or len(given) > 1 or is_time(self.tokens[token.head]) else given

    def _run_together(self, i: int) -> list[int]:
        """Whom something is given to where the parser read them as part of its name ("gave the Pentagon permission")."""
        if self.tokens[i].lemma not in self.lexicon.words("giving") or self.passive(i):
            return []
        given = tree.kids(self.sentence, i, ("dobj",))
        return [c.i for o in given for c in tree.kids(self.sentence, o.i, ("compound",)) if c.i + 1 == o.i]

    # --- verbs that only hand over ----------------------------------------------------------------------------

    def light_verb(self, i: int) -> int | None:
        """Returns the light verb, or light noun, that hands over to noun `i`, if there is one."""
        first = tree.first_conjunct(self.sentence, i)
        token = self.tokens[first]
        head = self.tokens[token.head]
        if (
            token.dep in ("dobj", "nsubjpass", "attr", "oprd")
            and head.pos in VERB_TAGS
            and head.lemma in self.lexicon.words("light")
        ):
            return head.i
        if token.dep == "pobj":
            verb = self.tokens[head.head]
            # "met after talks" tells of both, "was against the deployment" of none
            handed = head.text.lower() not in self.lexicon.words("temporal") | self.lexicon.words("opposing")
            if handed and verb.pos in VERB_TAGS and verb.lemma in self.lexicon.words("light_preposition"):
                return verb.i
            if (
                verb.lemma in self._delegations
                and verb.dep == "dobj"
                and self.tokens[verb.head].lemma in self.lexicon.words("light")
            ):
                return verb.head  # "lead a delegation on a visit"
        if token.dep == "pobj" and head.text.lower() == "in" and token.lemma in self.lexicon.words("done_in"):
            verb = self.tokens[tree.clause_head(self.sentence, i)]
            told = {row.event for row in self.matches.get(verb.i, ()) if row.event}
            if verb.pos in VERB_TAGS and told <= {"PROTEST"}:  # "parked their lorries across the road in protest"
                return verb.i
        of_it = token.dep == "pobj" and head.text.lower() == "of"
        if of_it and self.tokens[head.head].lemma in self.lexicon.words("light_noun"):
            return head.head
        if token.dep == "pobj" and head.text.lower() in ("of", "in") and self.tokens[head.head].lemma in self.passing:
            return self.light_verb(head.head)
        named = (c for t in tree.kids(self.sentence, i, ("appos",)) for c in tree.kids(self.sentence, t.i, ("acl",)))
        for relative in (*tree.kids(self.sentence, i, ("acl", "relcl")), *named):
            got = relative.dep == "acl" and relative.lemma in self.lexicon.words("getting_hold")
            if relative.lemma in self.lexicon.words("light") and not got and i in self.objects(relative.i):
                return relative.i
        return None
