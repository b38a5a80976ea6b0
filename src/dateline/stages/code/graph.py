"""Predicates and their arguments: who stands in which role of a verb or noun, whatever the syntax around it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping

from dateline.ontology.predicates import ANY, Lexicon, Predicate
from dateline.records import Sentence, Token
from dateline.text import tree

# A stem of one syllable that would double its last letter: "sparred" is of spar, "spared" is not.
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_DOUBLED = re.compile(r"([bdglmnprt])\1$")
WEEKDAYS = frozenset(day.lower() for day in calendar.day_name)
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
NOUN_TAGS = frozenset({"NOUN", "PROPN"})
VERB_TAGS = frozenset({"VERB", "AUX"})
# Clauses below a verb that a preposition may open ("called for Hungary to free the editor").
CLAUSES = frozenset({"advcl", "xcomp", "ccomp"})
# Types whose parties all act.
RECIPROCAL = frozenset({"CONSULT", "COOPERATE"})


class Graph:
    """One sentence's predicates and arguments. Token indices in and out; conjuncts always included."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.sentence = sentence
        self.lexicon = lexicon
        self.tokens = sentence.tokens
        self._quantities = lexicon.words("quantities")
        self.passing = self._quantities | lexicon.words("carriers")
        self._delegations = lexicon.word_class("delegation")
        self._form = self._quantities | lexicon.words("units")
        self._harm = lexicon.words("dying") | lexicon.words("hurting")
        self._carrying = frozenset().union(*(lexicon.word_class(name) for name in ("vehicles", "vessels", "aircraft", "loads")))
        self._stretches = lexicon.words("stretches")
        self._with_s = lexicon.words("with_s")
        self._written = {form for token in self.tokens for form in self._spelled(token)}
        # Asked for again and again, for each row that may fit and each of its sides.
        self._objects: dict[int, list[int]] = {}
        self._lemmas_held: dict[tuple[int, str], set[str]] = {}
        self.matches: Mapping[int, tuple[Predicate, ...]] = {}
        self.matches = self._match_all()

    # --- which rows fit ---------------------------------------------------------------------------------------

    def _match_all(self) -> Mapping[int, tuple[Predicate, ...]]:
        found: dict[int, tuple[Predicate, ...]] = {}
        for token in self.tokens:
            if self.misread(token.i) or self.about_to(token.i) is not None:
                continue
            by_phrase = any(t.text.lower() == "by" for t in tree.kids(self.sentence, token.i, ("prep", "agent")))
            forms = _forms(token)
            if self.is_deed(token.i):
                rows = list(self.lexicon.nouns(token.text.lower()))
            else:
                rows = [row for pos in _pos(token, by_phrase=by_phrase) for form in forms for row in self._rows(pos, form)]
            if token.tag == "VBN":
                rows += self.lexicon.candidates("a", token.text.lower())  # "was deeply concerned", parsed as a passive
            fitting = tuple(row for row in rows if self._fits(token, row))
            if not fitting and token.pos == "VERB":
                fitting = tuple(row for row in self.lexicon.candidates("v", ANY) if self._fits(token, row))
            if fitting:
                found[token.i] = fitting
        return found

    def _rows(self, pos: str, form: str) -> tuple[Predicate, ...]:
        """The rows that a word of this form can trigger as a `pos`; one in -ing that is no deed only its own."""
        if pos != "n" or form.endswith("ing"):
            return self.lexicon.candidates(pos, form)
        return self.lexicon.nouns(form)

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

    def is_noun(self, i: int) -> bool:
        """Tells whether token `i` is a noun, or stands as one."""
        return self.tokens[i].pos in NOUN_TAGS or self.is_deed(i)

    def _fits(self, token: Token, row: Predicate) -> bool:
        if not row.asks <= self._written:
            return False  # most rows ask for a word that the sentence does not have
        if row.words and not all(self._has_word(token.i, word, row) for word in row.words):
            return False
        if row.objects:
            key = (token.i, row.pos)
            lemmas = self._lemmas_held.get(key)
            if lemmas is None:
                lemmas = self._lemmas_held[key] = self._object_lemmas(token, row.pos)
            if not all(lemmas & allowed for allowed in row.objects):
                return False
        for prep, allowed in row.prep_objects:
            if not (allowed & self._lemmas(self.prep_near(token.i, prep)) or allowed & self._adjectives(token.i, prep)):
                return False
        return all(self._subject_lemmas(token.i) & allowed for allowed in row.subjects)

    def _subject_lemmas(self, i: int) -> set[str]:
        """What acts in verb `i`, in one word: who or what does it, and what that brings ("a ship carrying flour docked")."""
        subjects = self.role(i, "subj")
        return self._lemmas([*subjects, *(k for j in subjects for k in self.brought(j))])

    def _has_word(self, i: int, word: str, row: Predicate) -> bool:
        """Tells whether particle or preposition `word` hangs on `i`; one with an object must be a side of the row."""
        for child in tree.kids(self.sentence, i):
            if child.text.lower() == word and child.dep in ("intj", "ccomp") and child.i < i:
                continue  # "No," said the premier
            if word in self._spelled(child) and child.dep != "det":
                if self._of_time(child):
                    continue  # "called the emir on Saturday" calls on nobody
                return (
                    child.dep != "prep"
                    or word in row.prepositions
                    or tree.kid(self.sentence, child.i, ("pobj", "pcomp")) is None
                )
            if child.dep in ("prep", "prt", "advmod", "dobj") and any(
                word in self._spelled(t) and not self._of_time(t)
                for t in tree.kids(self.sentence, child.i, ("prep", "prt", "advmod", "pcomp", "intj"))
            ):
                return True
            aims = tree.kids(self.sentence, child.i, ("relcl", "acl")) if child.lemma in self._stretches else ()
            if any(t.text.lower() == word and self.infinitive(t.i) for t in aims):
                return True  # "had two days to leave"
            if child.dep in CLAUSES and any(m.text.lower() == word for m in tree.kids(self.sentence, child.i, ("mark",))):
                return word in row.content  # "called for Hungary to free the editor"
        return False

    def _spelled(self, token: Token) -> tuple[str, ...]:
        """A word as it is written and as rows ask for it: "towards" is toward too, "n't" is not."""
        word = token.text.lower()
        if word in self._with_s:
            return word, word[:-1]
        return (word, token.lemma) if token.dep == "neg" else (word,)

    def is_time(self, token: Token) -> bool:
        """Tells whether a noun is a day or hour, by the tagger or by its own word ("set a deadline on Friday")."""
        return token.ent in ("DATE", "TIME") or token.text.lower() in WEEKDAYS

    def _of_time(self, preposition: Token) -> bool:
        held = tree.kid(self.sentence, preposition.i, ("pobj",))
        return held is not None and self.is_time(held)

    def _object_lemmas(self, token: Token, pos: str) -> set[str]:
        if pos == "n":
            return {t.lemma for t in tree.kids(self.sentence, token.i, ("compound", "amod", "nmod", "poss", "nummod"))} | {
                t.text.lower() for t in tree.kids(self.sentence, token.i, ("compound", "amod", "nmod"))
            }
        objects = self.objects(token.i)
        called = {t.lemma for o in objects for t in tree.kids(self.sentence, o, ("appos",)) if self._unbroken(o, t.i)}
        called |= {
            t.lemma for t in (*tree.kids(self.sentence, token.i, ("oprd", "acomp", "attr")), *self._small_clauses(token.i))
        }
        # "labelled the move illegal", parsed as one noun phrase.
        called |= {t.lemma for o in objects for t in tree.kids(self.sentence, o, ("amod",)) if t.i > o and t.pos == "ADJ"}
        return self._lemmas(objects) | called

    def _adjectives(self, i: int, word: str) -> set[str]:
        """The adjectives after preposition `word` of verb `i` ("described the law as reckless"), however they are parsed."""
        if self.tokens[i].pos not in VERB_TAGS:
            return set()
        hosts = (i, *self.objects(i))
        below = [t for p in hosts for t in tree.kids(self.sentence, p, ("prep",)) if t.text.lower() == word]
        found = [t for p in below for t in tree.kids(self.sentence, p.i, ("amod", "acomp", "pcomp", "advmod"))]
        for t in (t for h in hosts for t in tree.kids(self.sentence, h, (*CLAUSES, "acl", "oprd"))):
            if any(m.text.lower() == word for m in tree.kids(self.sentence, t.i, ("advmod", "mark"))):
                found.append(t)
        words = (self.tokens[j] for t in found for j in tree.conjuncts(self.sentence, t.i))
        kinds = [t for t in words if t.pos == "ADJ" or t.tag in ("VBN", "VBG")]  # "biased", "destabilising"
        return {t.text.lower() for t in kinds} | {t.lemma for t in kinds if t.pos == "ADJ"}

    def _small_clauses(self, i: int) -> list[Token]:
        """The clauses below verb `i` without a verb or mark of their own ("found the driver guilty", "let the captives go",
        "allowed the captives to go")."""
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
        times = [t for t in tree.kids(self.sentence, i, ("npadvmod",)) if t.lemma in self._stretches]
        aims = [c for j in (i, *(t.i for t in times)) for c in tree.kids(self.sentence, j, ("advcl", "xcomp", "acl", "relcl"))]
        return [t.i for t in times] if any(self.infinitive(c.i) for c in aims) else []

    def _unbroken(self, i: int, j: int) -> bool:
        """Tells whether no comma or bracket parts token `i` from token `j` after it ("called him a traitor")."""
        return not any(t.tag in (",", "-LRB-", ":") for t in self.tokens[i:j])

    def _lemmas(self, heads: list[int]) -> set[str]:
        lemmas = set()
        for i in heads:
            lemmas.add(self.tokens[i].lemma)
            before = tree.kids(self.sentence, i, ("compound", "amod"))
            lemmas |= {f"{t.lemma}-{self.tokens[i].lemma}" for t in before if t.i == i - 1}  # "armoured cars" are armoured-car
            if self.tokens[i].lemma in self._quantities or self.tokens[i].pos == "NUM":
                lemmas |= {self.tokens[j].lemma for j in self.prep(i, "of")}
            if self.tokens[i].lemma in self._form:
                lemmas |= {t.lemma for t in tree.kids(self.sentence, i, ("compound",))}
        return lemmas

    def brought(self, i: int, depth: int = 0) -> list[int]:
        """What vehicle, ship or plane `i` has on board: "lorries with tents", "a convoy of lorries loaded with flour"."""
        if self.tokens[i].lemma not in self._carrying or depth > 2:
            return []
        clauses = [t.i for t in tree.kids(self.sentence, i, ("acl", "relcl")) if t.lemma in self.lexicon.words("loading")]
        held = [j for host in (i, *clauses) for word in ("with", "of") for j in self.prep(host, word)]
        held += [j for clause in clauses if not self.passive(clause) for j in self.objects(clause)]
        return held + [k for j in held for k in self.brought(j, depth + 1)]

    def makers(self, i: int) -> list[int]:
        """Who made, sent, fired or paid for noun `i`, or is blamed for it, by a participle on it: "a plan proposed by the
        envoy", "rice sent from Doha", "a raid blamed on Tehran"."""
        told = list(tree.kids(self.sentence, i, ("acl",)))
        made = [t.i for t in told if t.lemma in self.lexicon.words("making")]
        sent = [j for i in made if self.tokens[i].lemma in self.lexicon.words("sending") for j in self._sources(i)]
        return [j for i in made for j in self.agents(i)] + sent + [j for t in told for j in self.blamed(t.i)]

    def blamed(self, i: int) -> list[int]:
        """On whom participle `i` lays its noun: "a raid blamed on Tehran", "an attack attributed to Kyiv"."""
        if self.tokens[i].lemma not in self.lexicon.words("blaming"):
            return []
        return [j for word in ("on", "to") for j in self.prep(i, word)]

    def _sources(self, i: int) -> list[int]:
        return [j for word in ("from", "through") for j in self.prep(i, word)]

    # --- grammatical relations --------------------------------------------------------------------------------

    def passive(self, i: int) -> bool:
        """Tells whether verb `i` is passive: by its auxiliary, or as a bare participle on a noun."""
        token = self.tokens[i]
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
        return noun.i if held is None and self._unbroken(noun.i, subject.i) else None

    def _needs_object(self, token: Token) -> bool:
        """Tells whether a verb that is always done to somebody has nobody behind it."""
        if token.lemma not in self.lexicon.words("transitive"):
            return False
        behind = (token, *tree.kids(self.sentence, token.i, ("conj",)))  # "arrested and charged the editor"
        held = (o for t in behind for o in tree.kids(self.sentence, t.i, ("dobj", "dative", "ccomp", "xcomp")))
        return all(o.i < token.i for o in held)

    def _grammatical_subjects(self, i: int, depth: int = 0) -> list[int]:
        """Subject tokens of verb `i` as it stands: those of a passive are what it is done to."""
        if depth > 8:
            return []
        own = [t.i for t in tree.kids(self.sentence, i, ("nsubj", "nsubjpass"))]
        token = self.tokens[i]
        if own:
            spread = [j for s in own for j in tree.conjuncts(self.sentence, s)]
            if len(own) == 1 and self.tokens[own[0]].lemma in RELATIVE | {"that"} and token.dep == "relcl":
                return self._author(token.head, depth)
            return spread
        head = token.head
        match token.dep:
            case "conj" if self.tokens[head].pos in VERB_TAGS:
                unfinished = self.infinitive(head) or self.tokens[head].tag == "VBG"
                if self._finite(i) and unfinished and self.tokens[head].dep in ("xcomp", "advcl", "ccomp", "acl"):
                    # "welcomes the president to visit and is ready", "denied losing men and accused the army": a finite verb
                    # goes with the finite verb above
                    above = self.tokens[head].head
                    return self._grammatical_subjects(above, depth + 1) if self.tokens[above].pos in VERB_TAGS else []
                return self._grammatical_subjects(head, depth + 1)
            case "relcl" | "acl" if self.tokens[head].pos not in VERB_TAGS:
                return self._noun_clause_subject(token, head, depth)
            case "xcomp" | "ccomp" | "advcl" | "oprd":
                if token.dep == "ccomp" and token.tag in ("VBZ", "VBP", "VBD"):
                    return []
                return self._controller(token, head, depth)
            case "pcomp":
                return self._prep_controller(token, head, depth)
            case "compound" | "amod" if self.fused(i) and self.tokens[self.tokens[head].head].pos in VERB_TAGS:
                return self._grammatical_subjects(self.tokens[head].head, depth + 1)
        return []

    def _noun_clause_subject(self, token: Token, noun: int, depth: int) -> list[int]:
        """ "The men who attacked", "troops massing", "a decision to withdraw"."""
        infinitive = any(t.tag == "TO" for t in tree.kids(self.sentence, token.i, ("aux",)))
        if not infinitive or (token.dep == "relcl" and self.tokens[noun].pos in NOUN_TAGS and not self._operates(noun)):
            return self._author(noun, depth)
        holders = [t.i for t in tree.kids(self.sentence, noun, ("poss",))] or self.prep(noun, "by")
        if holders:
            return holders
        verb = self.tokens[noun].head
        if self.tokens[verb].pos in VERB_TAGS:
            return self.subjects(verb, depth + 1)
        return []

    def _author(self, noun: int, depth: int) -> list[int]:
        """Who does what a clause on `noun` tells: the noun, or of a document whoever issues it ("signed a decree banning")."""
        token = self.tokens[noun]
        if token.lemma not in self.lexicon.words("documents"):
            return [noun]
        holders = [t.i for t in tree.kids(self.sentence, noun, ("poss",))] or self.prep(noun, "by")
        if not holders and self.tokens[token.head].pos in VERB_TAGS and token.dep in ("dobj", "nsubjpass"):
            holders = self.subjects(token.head, depth + 1)
        return holders or [noun]

    def _controller(self, token: Token, head: int, depth: int) -> list[int]:
        """Subject of an infinitive or adverbial clause: the object of its governor where it moves that, else its subject."""
        governor = self.tokens[head]
        if governor.pos not in VERB_TAGS:
            if governor.pos == "ADJ":
                holders = [t.i for t in tree.kids(self.sentence, head, ("nsubj",))]
                if not holders and self.tokens[governor.head].pos in VERB_TAGS:
                    return self._grammatical_subjects(governor.head, depth + 1)
                return holders
            return []
        if token.dep in ("xcomp", "ccomp", "oprd") and governor.lemma not in self.lexicon.words("subject_control"):
            objects = [t.i for t in tree.kids(self.sentence, head, ("dobj", "dative"))]
            if objects and not self.passive(head):
                return [j for o in objects for j in tree.conjuncts(self.sentence, o)]
        if token.dep in ("xcomp", "oprd") and self.passive(head):
            return self.objects(head)
        if token.dep == "xcomp" and governor.lemma not in self.lexicon.words("motion") and self.infinitive(token.i):
            # "called on the junta to", "appealed to the army to"
            asked = [j for word in ("on", "upon", "to", "with") for j in self.prep(head, word) if head < j < token.i]
            if asked and not self.is_time(self.tokens[asked[0]]):
                return asked
        return self._grammatical_subjects(head, depth + 1)

    def _prep_controller(self, token: Token, prep: int, depth: int) -> list[int]:
        """ "accused Athens of arming", "after meeting", "thanked Seoul for sending"."""
        word, governor = self.tokens[prep].text.lower(), self.tokens[prep].head
        if self.tokens[governor].pos in VERB_TAGS:
            if word in ("of", "for", "from", "into", "over"):
                objects = self.objects(governor)
                if objects:
                    return objects
            return self._grammatical_subjects(governor, depth + 1)
        if self.tokens[governor].pos in NOUN_TAGS:
            holders = [t.i for t in tree.kids(self.sentence, governor, ("poss",))]
            light = self.light_verb(governor) if self._operates(governor) and not holders else None
            return holders or ([governor] if light is None else self.subjects(light, depth + 1))
        return []

    def _operates(self, noun: int) -> bool:
        """Tells whether what hangs on a noun is done by whose it is ("a reason to apologise", "no intention of leaving")."""
        return any(row.operator for row in self.lexicon.candidates("n", self.tokens[noun].lemma))

    def subjects(self, i: int, depth: int = 0) -> list[int]:
        """Logical subjects of verb `i`: who does it."""
        if self.passive(i):
            return self.agents(i)
        return self._grammatical_subjects(i, depth)

    def agents(self, i: int) -> list[int]:
        """The *by* phrase of verb or noun `i`."""
        preps = [t for t in tree.kids(self.sentence, i, ("agent", "prep")) if t.text.lower() == "by"]
        return [j for p in preps for t in tree.kids(self.sentence, p.i, ("pobj",)) for j in tree.conjuncts(self.sentence, t.i)]

    def objects(self, i: int) -> list[int]:
        """Logical objects of verb `i`: whom or what it is done to."""
        found = self._objects.get(i)
        if found is None:
            found = self._objects[i] = self._find_objects(i)
        return found

    def _find_objects(self, i: int) -> list[int]:
        if self.passive(i):
            kept = [t.i for t in tree.kids(self.sentence, i, ("dobj",))]  # "refugees were given shelter"
            return kept or self._grammatical_subjects(i)
        if allotted := self._allotted(i):
            return allotted
        direct = [t.i for t in tree.kids(self.sentence, i, ("dobj", "oprd", "attr"))]
        direct = [d for d in direct if self.tokens[d].lemma not in RELATIVE or self.tokens[i].dep != "relcl"]
        if self._given_to(i):
            return [self.tokens[i].head]
        direct = direct or [
            t.i
            for c in tree.kids(self.sentence, i, CLAUSES)
            if self.misread(c.i)
            for t in tree.kids(self.sentence, c.i, ("dobj",))
        ]
        if direct:
            return [j for d in direct for j in tree.conjuncts(self.sentence, d)]
        if small := self._small_clauses(i):  # the subject inside is the object
            return [
                j for s in small for t in tree.kids(self.sentence, s.i, ("nsubj",)) for j in tree.conjuncts(self.sentence, t.i)
            ]
        token = self.tokens[i]
        if self.fused(i):
            return [token.head]
        if token.dep == "relcl" and self._is_object_gap(i):
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

    def _given_to(self, i: int) -> list[int]:
        """Whom the clause at verb `i` says that its noun was given to ("the warning Pyongyang gave Seoul")."""
        token = self.tokens[i]
        if token.dep != "relcl" or token.lemma not in self.lexicon.words("giving") or not self._is_object_gap(i):
            return []
        given = [t.i for t in tree.kids(self.sentence, i, ("dobj",)) if t.lemma not in RELATIVE]
        people = (t for t in tree.kids(self.sentence, i, ("dative", "prep")) if t.lemma not in RELATIVE)
        bare = any(t.dep == "dative" or tree.kid(self.sentence, t.i, ("pobj", "pcomp")) is None for t in people)
        return [] if bare or len(given) > 1 or self.is_time(self.tokens[token.head]) else given

    def _run_together(self, i: int) -> list[int]:
        """Whom something is given to where the parser read them as part of its name ("gave the Pentagon permission")."""
        if self.tokens[i].lemma not in self.lexicon.words("giving") or self.passive(i):
            return []
        given = tree.kids(self.sentence, i, ("dobj",))
        return [c.i for o in given for c in tree.kids(self.sentence, o.i, ("compound",)) if c.i + 1 == o.i]

    def object_is(self, i: int, kind: str) -> bool:
        """Tells whether the object of verb `i` is of a kind: ``none`` there is none, ``one`` it is a single one, ``alone``
        nothing says what it is called ("called him a fool")."""
        objects = self.objects(i)
        match kind:
            case "none":
                return not objects
            case "one":
                return len(objects) == 1 and self.tokens[objects[0]].tag not in ("NNS", "NNPS")
            case "alone":
                apart = (t for o in objects for t in tree.kids(self.sentence, o, ("appos",)))
                direct = list(tree.kids(self.sentence, i, ("dobj", "oprd", "attr", "ccomp")))
                named = any(self._names_after(o) for o in objects)
                return len(direct) < 2 and not named and not any(self._unbroken(t.head, t.i) for t in apart)
        raise ValueError(kind)

    def _names_after(self, i: int) -> bool:
        """Tells whether right behind noun `i` stands what it is called ("called the senator “nasty”", "a fool"), which parsers
        read as part of its name."""
        behind = next((t for t in self.tokens[i + 1 : i + 2]), None)
        return behind is not None and (behind.tag == "``" or behind.text in "\"'“‘" or behind.text.lower() in ("a", "an"))

    def misread(self, i: int) -> bool:
        """Tells whether a participle on a noun was read as a clause ("fired at striking workers", "returned looted art")."""
        token = self.tokens[i]
        if token.tag in ("VBN", "VBD") and token.dep in CLAUSES and token.head == i - 1:
            held = {t.dep for t in tree.kids(self.sentence, i)}
            return "dobj" in held and not held & {"aux", "auxpass", "nsubj", "mark", "neg"}
        return token.tag == "VBG" and token.dep == "pcomp" and self.tokens[token.head].text.lower() in ("at", "against")

    def about_to(self, i: int) -> int | None:
        """The verb that *be going* only says is to come ("is going to sign")."""
        token = self.tokens[i]
        if token.tag != "VBG" or token.lemma not in self.lexicon.words("going") or not tree.kid(self.sentence, i, ("aux",)):
            return None
        near = (t for t in tree.kids(self.sentence, i, ("xcomp", "advcl")) if self.infinitive(t.i))
        return next((t.i for t in near if self.tokens[i + 1].tag == "TO" and self.tokens[i + 1].head == t.i), None)

    def is_condition(self, i: int) -> bool:
        """Tells whether clause `i` is a condition: "if it buys", "unless it pays", "should it buy"."""
        known = self.lexicon.words
        if any(m.text.lower() in known("condition") for m in tree.kids(self.sentence, i, ("mark", "advmod"))):
            return True
        subject = tree.kid(self.sentence, i, tree.SUBJECTS)
        first = next(tree.kids(self.sentence, i, ("aux", "auxpass")), None)
        return subject is not None and first is not None and first.i < subject.i and first.text.lower() in known("inverted")

    def conditions(self, i: int) -> list[Token]:
        """The clauses that say on what condition verb `i` is done."""
        return [t for t in tree.kids(self.sentence, i, ("advcl",)) if self.is_condition(t.i)]

    def fused(self, i: int) -> bool:
        """Tells whether a gerund hangs on its own object ("denied opening fire", parsed as one noun)."""
        token = self.tokens[i]
        return token.tag == "VBG" and token.dep in ("compound", "amod") and token.head == i + 1

    def _is_object_gap(self, i: int) -> bool:
        subjects = list(tree.kids(self.sentence, i, ("nsubj", "nsubjpass")))
        return bool(subjects) and subjects[0].lemma not in RELATIVE and not self._gap_in_phrase(i)

    def _gap_in_phrase(self, i: int) -> bool:
        """Tells whether clause `i` says where, when or in what its verb is done ("an attack in which gunmen fired")."""
        near = tree.kids(self.sentence, i, ("advmod", "prep"))
        words = [t.text.lower() for p in near for t in (p, *tree.kids(self.sentence, p.i, ("pobj",))) if p.i < i]
        return any(word in ("which", "whom", "where", "when") for word in words)

    def prep_near(self, i: int, word: str) -> list[int]:
        """Objects of the prepositions `word` of token `i`, of its objects, or of its verb: parsers hang them anywhere."""
        own = self.prep(i, word)
        if any(not self.is_time(self.tokens[j]) for j in own):
            return own
        if not self.is_noun(i) and self.tokens[i].pos in VERB_TAGS:
            return [j for o in self.objects(i) for j in self.prep(o, word)] or own
        light = self.light_verb(i)
        found = [j for j in self.prep(light, word) if j != i] if light is not None else self._prep_above(i, word)
        below = (k for j in self._told_of(i) for k in self.prep(j, word)) if word != "of" else ()
        return own or found or list(below) or (self._settled(i, light) if word == "between" else [])

    def _settled(self, i: int, light: int | None) -> list[int]:
        """Between whom the dispute is that noun `i`, done by verb `light`, is to settle ("efforts to end the rift between")."""
        hosts = [i, *([] if light is None else [light])]
        aims = (t for host in hosts for t in tree.kids(self.sentence, host, ("acl", "advcl")) if self.infinitive(t.i))
        return [k for t in aims for j in self.objects(t.i) for k in self.prep(j, "between")]

    def _told_of(self, i: int) -> list[int]:
        """What stands after *of* behind event noun `i`: parsers hang on it what else is said of the noun ("the rescue of the
        hostages by Nigerian troops")."""
        return self.prep(i, "of") if i in self.matches and self.is_noun(i) else []

    def _prep_above(self, i: int, word: str) -> list[int]:
        """Objects of the prepositions `word` that the parser hung above noun `i` though they say more of it: "clashes erupted
        between", "halted aid to", "a suspension of aid to"."""
        token = self.tokens[tree.first_conjunct(self.sentence, i)]
        above = self.tokens[token.head]
        if above.pos in VERB_TAGS and token.dep in ("nsubj", "nsubjpass"):
            return self.prep(above.i, word) if above.lemma in self.lexicon.words("happening") else []
        if token.dep == "pobj" and above.text.lower() == "of" and self.tokens[above.head].pos in NOUN_TAGS:
            above = self.tokens[above.head]
        elif above.pos not in VERB_TAGS or token.dep != "dobj":
            return []
        asks = any(word in row.prepositions for row in self.matches.get(above.i, ()) if not row.operator)
        return [] if asks else [j for j in self.prep(above.i, word) if j > i]

    def prep(self, i: int, word: str) -> list[int]:
        """Objects of the prepositions `word` that hang on token `i`."""
        found = []
        for p in tree.kids(self.sentence, i, ("prep", "agent", "dative", "prt", "advmod")):
            if word in self._spelled(p):
                heads = list(tree.kids(self.sentence, p.i, ("pobj",)))
                clauses = (t for t in tree.kids(self.sentence, p.i, ("pcomp",)) if self.misread(t.i))
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
                    if p.i and t.lemma == self.tokens[p.i - 1].lemma:  # "side by side with"
                        below += tree.kids(self.sentence, t.i, ("prep",))
                for q in below:
                    if word in self._spelled(q):
                        found += [
                            j for t in tree.kids(self.sentence, q.i, ("pobj",)) for j in tree.conjuncts(self.sentence, t.i)
                        ]
        return found

    # --- roles ------------------------------------------------------------------------------------------------

    def role(self, i: int, role: str, pos: str = "") -> list[int]:
        """Tokens in `role` (docs/lexicon.md, Sides) of the predicate at token `i`; `pos` is what its row takes it for."""
        if self.tokens[i].pos in VERB_TAGS and not self.is_deed(i):
            if pos == "a" and role == "subj":
                return self._grammatical_subjects(i)
            return self._verb_role(i, role)
        if self.tokens[i].pos == "ADJ":
            return self._adjective_role(i, role)
        return self._noun_role(i, role)

    def _verb_role(self, i: int, role: str) -> list[int]:
        match role:
            case "subj":
                return self.subjects(i)
            case "obj":
                return self.objects(i)
            case "iobj":
                if self.passive(i) and tree.kid(self.sentence, i, ("dobj",)):
                    return self._grammatical_subjects(i)
                held = ("dative", "dobj") if self._allotted(i) else ("dative",)
                bare = (t for t in tree.kids(self.sentence, i, held) if t.pos not in ("ADP", "PART"))
                people = [t.i for t in bare if t.lemma not in RELATIVE] or self._given_to(i) or self._run_together(i)
                return [j for p in people for j in tree.conjuncts(self.sentence, p)]
            case "by":  # "refused a request by the president"
                return self.agents(i) or ([] if self.passive(i) else [j for o in self.objects(i) for j in self.agents(o)])
            case "doer":  # "died in an Israeli raid"
                return [k for j in self.prep(i, "in") for own in ("by", "poss", "mod") for k in self._noun_role(j, own)]
            case "host":  # "barred from entering Kenya", "not allowed to land in Pristina"
                kept = self._kept_from(i)  # "prevented from docking by Egypt": parsers hang the doer on what is not done
                return [j for k in kept for j in self.agents(k)] or [
                    j for k in kept for j in (*self.objects(k), *self._grounds(k))
                ]
            case "poss" | "mod":
                return []
        return self.prep_near(i, role)

    def _kept_from(self, i: int) -> list[int]:
        """What verb `i` says that somebody may or may not do."""
        below = [p.i for p in tree.kids(self.sentence, i, ("prep",)) if p.text.lower() == "from"]
        gerunds = [t.i for p in below for t in tree.kids(self.sentence, p, ("pcomp", "pobj")) if t.tag == "VBG"]
        return gerunds + [t.i for t in tree.kids(self.sentence, i, CLAUSES) if self.infinitive(t.i)]

    def _grounds(self, i: int) -> list[int]:
        """Where verb `i` of moving goes."""
        return [j for word in ("in", "at", "into", "to", "on") for j in self.prep(i, word)]

    def _adjective_role(self, i: int, role: str) -> list[int]:
        if role == "subj":
            verb = self.tokens[i].head
            if self.tokens[i].dep in ("acomp", "oprd", "conj") and self.tokens[verb].pos in VERB_TAGS:
                return self._grammatical_subjects(verb)
            return (
                [verb]
                if self.tokens[i].dep in ("amod", "acl", "relcl")
                else [t.i for t in tree.kids(self.sentence, i, ("nsubj",))]
            )
        return self.prep(i, role)

    def _noun_role(self, i: int, role: str) -> list[int]:
        match role:
            case "poss":
                return [j for t in tree.kids(self.sentence, i, ("poss",)) for j in tree.conjuncts(self.sentence, t.i)]
            case "is":  # "Japan is a donor to Chad"
                token = self.tokens[tree.first_conjunct(self.sentence, i)]
                said = token.dep == "attr" and self.tokens[token.head].lemma in ("be", "become", "remain")
                return self.subjects(token.head) if said else []
            case "mod":
                return self.modifiers(i)
            case "subj":
                return self._noun_subjects(i)
            case "by":
                done = (t for t in tree.kids(self.sentence, i, ("acl",)) if t.lemma not in self.lexicon.words("getting_hold"))
                own = self.agents(i) + [j for t in done for j in self.agents(t.i)]
                own = own or [k for j in self._told_of(i) for k in self.agents(j)]
                light = None if own else self.light_verb(i)
                own = own if light is None else self.agents(light)
                # "its arrest of a reporter": where *of* says who was arrested, the owner is who arrested
                return own or (self._noun_role(i, "poss") if self.prep(i, "of") else [])
            case "obj":
                light = self.light_verb(i)
                if light is not None and self._receives(i, light):
                    return self.subjects(light) or self.objects(light)
                return self._met(i)
            case "iobj":  # "gave Niger an ultimatum"
                light = self.light_verb(i)
                return self._verb_role(light, "iobj") if light is not None else []
        return self.prep_near(i, role)

    def harm_in(self, i: int) -> int | None:
        """The word of death or injury that event noun `i` hangs on: "killed in a raid", "hurt during the raid"."""
        token = self.tokens[i]
        harm = self.tokens[self.tokens[token.head].head]
        return harm.i if token.dep == "pobj" and harm.lemma in self._harm else None

    def opens_with(self, i: int, words: str) -> bool:
        """Tells whether the clause of verb `i` is opened by a word of this list of the grammar, as by *when* or *after*."""
        openers = tree.kids(self.sentence, i, ("mark", "advmod"))
        return any(t.text.lower() in self.lexicon.words(words) for t in openers)

    def harmed(self, i: int) -> list[int]:
        """Whom the verb of death or injury was done to that the clause at verb `i` explains: "three died when police fired",
        "hurt in an attack in which gunmen fired"."""
        token = self.tokens[i]
        harm: int | None = None
        if token.dep in ("advcl", "relcl") and self.opens_with(i, "meanwhile"):
            harm = next((t.i for t in tree.ancestors(self.sentence, i) if t.pos in VERB_TAGS), None)
        elif token.dep == "relcl" and self.prep(i, "in") and self.is_noun(token.head):
            harm = self.harm_in(token.head)
        if harm is None or self.agents(harm):
            return []
        if self._loses_life(harm):
            return self.subjects(harm)
        if self.tokens[harm].lemma not in self._harm:
            return []
        return self.objects(harm) if self.passive(harm) else [] if self.objects(harm) else self.subjects(harm)

    def _loses_life(self, i: int) -> bool:
        """Tells whether verb `i` says that somebody lost their life or part of their body ("lost their lives, a leg")."""
        lost = {self.tokens[j].lemma for j in self.objects(i)} if self.tokens[i].lemma == "lose" else set()
        return bool(lost & (self.lexicon.word_class("limbs") | {"life"}))

    def _met(self, i: int) -> list[int]:
        """Whom noun `i` is said to have met: "the raid in which two died", "killed in a raid", "sanctions hit two banks"."""
        for clause in tree.kids(self.sentence, i, ("relcl",)):
            inside = any(
                self.tokens[j].text.lower() in ("which", "where") and self.tokens[j].dep in ("pobj", "advmod")
                for j in tree.subtree(self.sentence, clause.i)
            )
            if clause.lemma in self._harm and inside:
                return self.objects(clause.i) or self.subjects(clause.i)
        token = self.tokens[tree.first_conjunct(self.sentence, i)]
        if (harm := self.harm_in(token.i)) is not None:
            return self.objects(harm) or self.subjects(harm)
        verb = self.tokens[token.head]
        return self.objects(verb.i) if token.dep == "nsubj" and verb.lemma in self.lexicon.words("meeting") else []

    def modifiers(self, i: int) -> list[int]:
        """What stands before noun `i` and says whose or what kind it is; of a participle, who does it ("rebel-held")."""
        found = []
        for t in tree.kids(self.sentence, i, ("compound", "amod", "nmod")):
            found += tree.conjuncts(self.sentence, t.i)
            if t.lemma in self.lexicon.words("doing"):
                found += [held.i for held in tree.kids(self.sentence, t.i, ("npadvmod", "nmod"))]
        return found

    def light_verb(self, i: int) -> int | None:
        """The light verb that hands over to noun `i`, if there is one."""
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
            handed = head.text.lower() not in self.lexicon.words("temporal")  # "met after talks" tells of both
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

    def _receives(self, i: int, light: int) -> bool:
        """Tells whether the subject of light verb `light` is the one to whom noun `i` is done."""
        if self.tokens[light].lemma in self.lexicon.words("receiving"):
            return True
        token = self.tokens[i]
        return token.dep == "pobj" and self.tokens[token.head].text.lower() in self.lexicon.words("receiving_preposition")

    def _noun_subjects(self, i: int) -> list[int]:
        light = self.light_verb(i)
        if light is not None:
            return [] if self._receives(i, light) else self._doers(light, i)
        token = self.tokens[tree.first_conjunct(self.sentence, i)]
        prep = self.tokens[token.head]
        word = prep.text.lower()
        takes_part = word in self.lexicon.words("taking_part") or (
            word in self.lexicon.words("meeting_before") and self._is_mutual(i)
        )
        if token.dep == "pobj" and takes_part:
            verb = self.tokens[prep.head]
            blamed = word == "for" and not self._is_mutual(i) and tree.kid(self.sentence, verb.i, ("dobj",)) is not None
            if verb.pos in VERB_TAGS and verb.lemma not in self._harm and not blamed:
                return self.subjects(verb.i)  # not of "punished Mali for its crackdown"
        return []

    def _doers(self, light: int, i: int) -> list[int]:
        """The subjects of a light verb; where a noun hands over to noun `i`, whoever does either or owns it ("its launch of
        an attack")."""
        if not self.is_noun(light):
            return self.subjects(light)
        return self.agents(light) or self.agents(i) or [t.i for t in tree.kids(self.sentence, light, ("poss",))]

    def _is_mutual(self, i: int) -> bool:
        """Tells whether noun `i` names what sides do together: talks, an exercise."""
        return any(row.event in RECIPROCAL for row in self.lexicon.candidates("n", self.tokens[i].lemma))

    # --- the words inside ---------------------------------------------------------------------------------------

    def content_heads(self, i: int, places: tuple[str, ...]) -> Iterator[int]:
        """Tokens that head the content of the operator at token `i`, in the order of `places`."""
        noun = self.is_noun(i)
        for place in places:
            match place:
                case "xcomp":
                    deps = ("acl", "relcl") if noun else ("xcomp", "oprd", "advcl")
                    light = self.light_verb(i) if noun and not tree.kid(self.sentence, i, deps) else None
                    if light is not None:  # "is in no mood to sign": parsers hang it on the verb
                        aims = (t for t in tree.kids(self.sentence, light, ("advcl", "xcomp")) if self.infinitive(t.i))
                        yield from (j for t in aims if t.i > i for j in tree.conjuncts(self.sentence, t.i))
                    for t in tree.kids(self.sentence, i, deps):
                        close = t.tag == "VBG" and t.dep == "advcl" and i < t.i <= i + 3 and self.tokens[t.i - 1].text != ","
                        if t.dep in ("xcomp", "oprd") or self.infinitive(t.i) or close:
                            yield from tree.conjuncts(self.sentence, t.i)
                case "ccomp":
                    for t in tree.kids(self.sentence, i, ("ccomp", "acl") if noun else ("ccomp", "parataxis")):
                        yield from tree.conjuncts(self.sentence, t.i)
                case "obj":
                    if not noun:
                        objects = self.objects(i)
                        yield from (
                            t.i for o in objects for t in tree.kids(self.sentence, o, ("compound", "amod")) if self.fused(t.i)
                        )
                        yield from objects
                case "subj":
                    yield from self.role(i, "subj")
                case _:
                    yield from self._prep_content(i, place)

    def _prep_content(self, i: int, word: str) -> Iterator[int]:
        hosts = [i, *(self.objects(i) if self.tokens[i].pos in VERB_TAGS else [])]
        for host in hosts:
            for p in tree.kids(self.sentence, host, ("prep", "mark")):
                if p.text.lower() == word:
                    for t in tree.kids(self.sentence, p.i, ("pobj", "pcomp")):
                        yield from tree.conjuncts(self.sentence, t.i)
            for t in tree.kids(self.sentence, host, CLAUSES):
                if any(m.text.lower() == word for m in tree.kids(self.sentence, t.i, ("mark",))):
                    yield from tree.conjuncts(self.sentence, t.i)

    def is_question(self, i: int, j: int) -> bool:
        """Tells whether clause `j` is a question that verb `i` puts: "asked whether", "asked why", ' "Why?" asked'."""
        if self.tokens[j].dep not in ("ccomp", "pcomp"):
            return False
        if any(t.text == "?" for t in self.tokens[j:i]):
            return True
        opening = (t for t in tree.kids(self.sentence, j, ("mark", "advmod", "nsubj", "nsubjpass", "dobj", "attr", "pobj")))
        return any(t.text.lower() in ("whether", "if") or t.tag in ("WRB", "WP", "WP$") for t in opening if i < t.i <= j)

    def is_ahead(self, j: int) -> bool:
        """Tells whether clause `j` says what will or would be."""
        ahead = self.lexicon.words("future") | self.lexicon.words("future_in_past")
        return any(t.text.lower() in ahead for t in tree.kids(self.sentence, j, ("aux",)))

    def states(self, j: int) -> bool:
        """Tells whether clause `j` says what is, was or will be ("that it was"), not what is to be ("that it leave")."""
        if self.tokens[j].dep != "ccomp":
            return False
        helping = list(tree.kids(self.sentence, j, ("aux", "auxpass")))
        if any(t.text.lower() in self.lexicon.words("necessary") for t in helping):
            return False
        return any(t.tag in ("VBZ", "VBD", "MD") for t in (self.tokens[j], *helping))

    def _finite(self, i: int) -> bool:
        return self.tokens[i].tag in ("VBZ", "VBP", "VBD", "MD")

    def infinitive(self, i: int) -> bool:
        """Tells whether verb `i` is an infinitive with *to*."""
        return any(t.tag == "TO" for t in tree.kids(self.sentence, i, ("aux",)))


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
