"""What a story has spoken of so far: the referents in order, and whom a pronoun or a pair takes up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from dateline.ontology.actors import BODIES
from dateline.records import Entity, Sentence, Span
from dateline.text.tree import SUBJECTS, ancestors, clause_head, first_conjunct, kid

MALE = frozenset({"he", "him", "his", "himself"})
FEMALE = frozenset({"she", "her", "hers", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
SPEAKER = frozenset({"we", "us", "our", "ours", "ourselves", "i", "me", "my", "mine", "myself"})
# Who these are nobody knows, so that no pronoun takes them up: *"Anyone who pays will be jailed," he said*.
_NOBODY = frozenset({"anyone", "anybody", "someone", "somebody", "everyone", "everybody", "no one", "nobody"})
_REFLEXIVE_OR_OWNER = frozenset({"his", "its", "their", "himself", "herself", "itself", "themselves", "hers", "theirs"})
# After these stands for what something is done to somebody.
_REASONS = frozenset({"for", "over"})
# Sectors that face their own state.
OPPONENTS = frozenset({"REB", "PRM", "OPP", "LAB", "UAF", "CRM"})
# How much speaks against a body of one name being *they* of its own sentence: more than what speaks for its standing there.
_SINGULAR_BODY = 2.8
# How much speaks for those to whom something was done before being *they* to whom something is done: more than for a subject.
_STILL_UNDERGOING = 1.5
# How much speaks against soldiers and police to whom nothing was done being *they*: "police fired; one of them was shot".
_IN_ARMS = -1.0
# How much speaks for a person known to be a woman being *she*, over one of whom it is not known.
_SAME_GENDER = 0.3
# How many sentences back a pronoun reaches: beyond three the subject has nearly always been named again.
_REACH = 3
# How many sentences back *its ally* looks for whom the story has paired with it.
_PAIRED = 30


@dataclass(slots=True)
class Referent:
    """One resolved mention in the story's order. `at` is the sentence's place in the story; `acting`: it is the subject or part
    of it (*Oman's fleet sailed*); `undergoing`: something is done to it."""

    at: int
    head: int
    span: Span
    entities: tuple[Entity, ...]
    person: bool
    plural: bool
    kind: str
    words: str
    subject: bool
    group: int
    location: bool = False
    acting: bool = False
    undergoing: bool = False
    modifier: bool = False
    gender: str = ""
    name: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its entities."""
        return tuple(e.code for e in self.entities if e.code)


class Discourse:
    """The referents of a story up to the present word."""

    def __init__(self) -> None:
        self.referents: list[Referent] = []
        self._groups: dict[tuple[int, int], list[Referent]] = {}
        self._nouns: dict[str, list[Referent]] = {}
        self.countries: Counter[str] = Counter()

    def add(self, referent: Referent) -> None:
        """Appends a referent and counts its countries; a place where something happens counts double."""
        self.referents.append(referent)
        self._groups.setdefault((referent.at, referent.group), []).append(referent)
        if referent.codes and referent.kind not in ("pronoun", "facility") and not referent.modifier:
            self._nouns.setdefault(referent.words.rpartition(" ")[2], []).append(referent)
        for code in set(referent.codes) - BODIES:
            self.countries[code] += 2 if referent.location else 1

    def latest(self, at: int, reach: int = 100) -> Iterator[Referent]:
        """Yields the referents from the latest back, at most `reach` sentences before sentence `at`."""
        for referent in reversed(self.referents):
            if referent.at < at - reach:
                return
            yield referent

    def called(self, noun: str, at: int, reach: int) -> Referent | None:
        """Returns the latest referent with a code whose phrase ends with `noun`, none beyond `reach` sentences before `at`."""
        named = self._nouns.get(noun)
        return named[-1] if named and named[-1].at >= at - reach else None

    def only_called(self, noun: str, at: int, reach: int) -> str | None:
        """Returns the one state of which all are whose phrases end with `noun`, at most `reach` sentences before `at`."""
        codes = {code for r in self._nouns.get(noun, ()) if at - reach <= r.at < at for code in r.codes}
        return next(iter(codes)) if len(codes) == 1 else None

    def focus(self) -> str | None:
        """Returns the code of the country the story so far is mostly about, or None."""
        total = sum(self.countries.values())
        if not total:
            return None
        code, count = self.countries.most_common(1)[0]
        # Three fifths: with two states named as often, neither is where an unnamed army is from.
        return code if count >= 0.6 * total else None

    def nearby(self, at: int, start: int) -> str | None:
        """Returns the state that the sentence before `at`, not before `start`, is about: its subject's, else its only one."""
        before = [r for r in self.latest(at, 3) if start <= r.at < at and len(r.codes) == 1 and r.codes[0] not in BODIES]
        for near in range(at - 1, max(start, at - 3) - 1, -1):
            said = [r for r in before if r.at == near]
            acting = {r.codes[0] for r in said if r.subject and not r.modifier}
            # Of foreigners to whom something is done nobody else is: *Officers arrested five Afghans. The government ...*.
            named = {r.codes[0] for r in said if r.acting or not (r.person or r.kind == "people")}
            if len(acting) == 1 or len(named) == 1:
                return next(iter(acting if len(acting) == 1 else named))
            if named:
                return None
        return None

    def antecedent(
        self, word: str, sentence: Sentence, at: int, head: int, *, acted_on: Collection[str] = (), others: Collection[int] = ()
    ) -> list[Referent]:
        """Returns the referents a pronoun takes up (several for a coordination), none where it stays open; no state on which
        its verb says that it acts (`acted_on`), and none of its sentence at the tokens `others`."""
        barred = self._barred(word, sentence, at, head)
        near = (
            r
            for r in self.latest(at, _REACH)
            if r.entities and _key(r.entities[0]) not in barred and (r.person or not any(c in acted_on for c in r.codes))
            if r.at != at or r.head not in others
        )
        meant = _held_to_account(sentence, head) or self._spoken_for(word, sentence, at, head)
        scored = [(self._score(r, word, sentence, at, head, meant), r) for r in near]
        best = max(((s, r) for s, r in scored if s > 0), key=lambda pair: pair[0], default=None)
        if best is None:
            return []
        chosen = best[1]
        return self.coordinated(chosen) if word in PLURAL else [chosen]

    def coordinated(self, referent: Referent) -> list[Referent]:
        """Returns the referent with those it is coordinated with, in text order."""
        return sorted(self._groups.get((referent.at, referent.group), [referent]), key=lambda r: r.head)

    def _score(self, referent: Referent, word: str, sentence: Sentence, at: int, head: int, meant: int | None) -> float:
        fit = self._fits(referent, word)
        if not fit or (referent.at == at and referent.head >= head):
            return 0.0
        score = (
            fit + (1.0 if referent.subject else 0.0) - (0.6 if referent.modifier else 0.0) - (0.4 if referent.location else 0.0)
        )
        if word not in NEUTER and _is_done_to(sentence, head):
            score += _STILL_UNDERGOING if referent.undergoing else _IN_ARMS * _is_armed(referent)
        if referent.at != at:
            return score + 0.5 - 0.9 * (at - referent.at) + 0.0005 * referent.head
        if _inside(sentence, head, referent.head):
            return 0.0
        chain = _above(sentence, head)
        if referent.head == meant:
            score += 3.5
        elif sentence.tokens[referent.head].dep in SUBJECTS:
            score += 1.0 if sentence.tokens[referent.head].head in chain else 0.0
        # The owner of a noun is who does what an infinitive after it says: *Oman's plan to sell its fleet*.
        elif sentence.tokens[referent.head].dep == "poss" and sentence.tokens[referent.head].head in chain:
            score += 2.0
        if fit < 1 and _undergoes(sentence, head):  # "the ministry said that they were banned": others, if the story has any
            score -= _SINGULAR_BODY
        return score + 1.0 + 0.01 * (referent.head - head)

    def _spoken_for(self, word: str, sentence: Sentence, at: int, head: int) -> int | None:
        """Whose lawyer or kin says what the subject at token `head` does: *his lawyer said he was ill*; who holds an office
        speaks of himself as well, and so does a body (*Congo's army said it had*)."""
        verb = sentence.tokens[sentence.tokens[head].head]
        speaker = kid(sentence, verb.head, SUBJECTS) if verb.dep == "ccomp" and _is_subject(sentence, head) else None
        owner = kid(sentence, speaker.i, ("poss",)) if speaker is not None else None
        if speaker is None or owner is None:
            return None
        known = next((r for r in self.latest(at, 0) if r.head == speaker.i), None)
        for_himself = known is not None and (any(e.office for e in known.entities) or (word in NEUTER and not known.person))
        return None if for_himself else owner.i

    def _barred(self, word: str, sentence: Sentence, at: int, head: int) -> set[tuple[str | None, str | None]]:
        """Whom an object pronoun cannot mean: the subject of its own clause."""
        if word in _REFLEXIVE_OR_OWNER or sentence.tokens[head].dep == "poss" or _is_subject(sentence, head):
            return set()
        subjects = (
            r for r in self.latest(at, 0) if sentence.tokens[r.head].dep in SUBJECTS and _same_clause(sentence, r.head, head)
        )
        return {_key(e) for r in subjects for e in r.entities}

    def _fits(self, referent: Referent, word: str) -> float:
        if not referent.entities or referent.entities[0].entity_text.lower() in _NOBODY:
            return 0.0
        if word in MALE or word in FEMALE:
            if not referent.person or referent.plural:
                return 0.0
            asked = "m" if word in MALE else "f"
            return (1.0 + _SAME_GENDER if referent.gender == asked else 0.0) if referent.gender else 1.0
        if word in NEUTER:
            return 1.0 if not referent.person and not referent.plural and referent.kind != "people" else 0.0
        if referent.plural or referent.kind == "people" or len(self.coordinated(referent)) > 1 or len(referent.entities) > 1:
            return 1.2
        return 0.4 if not referent.person and referent.kind in ("name", "body") else 0.0

    def pair(self, at: int, *, people: bool | None, barred: frozenset[str] = frozenset()) -> list[Referent]:
        """Returns the last two different persons or parties, none of a `barred` sector: those coordinated or facing each other
        in the latest sentences, those coordinated first."""
        latest: dict[object, Referent] = {}
        groups: dict[tuple[int, int], dict[object, Referent]] = {}
        for referent in self.latest(at, 6):
            if people is False and _is_pair(referent):
                return [referent]
            if not _may_pair(referent, people=people, barred=barred):
                continue
            entity = referent.entities[0]
            key = entity.identifier_text or entity.code if referent.person else (entity.code, _camp(entity))
            latest.setdefault(key, referent)
            group = groups.setdefault((referent.at, referent.group), {})
            group.setdefault(key, referent)
            if people is False and len(group) == 2 and len(self.coordinated(referent)) == 2:
                return sorted(group.values(), key=lambda r: r.head)
        found = (self._foremost(latest.values()) if people is False else []) or list(latest.values())[:2]
        return sorted(found, key=lambda r: (r.at, r.head)) if len(found) == 2 else []

    def _foremost(self, found: Iterable[Referent]) -> list[Referent]:
        """Of more than two parties the two that the story names most, where no third is named as often as either."""
        ranked = sorted(found, key=lambda r: -self.countries[r.codes[0]] if r.codes else 0)
        counts = [self.countries[r.codes[0]] if r.codes else 0 for r in ranked]
        return ranked[:2] if len(ranked) > 2 and counts[1] > counts[2] else []

    def other_than(self, codes: Iterable[str], at: int) -> Referent | None:
        """Returns the country that the story pairs with those of `codes`: the latest coordinated with one of them, else the
        other one named most."""
        own = set(codes)
        for referent in self.latest(at, _PAIRED):
            together = self.coordinated(referent)
            named = {c for r in together for c in r.codes}
            others = [r for r in together if r.codes and not own & set(r.codes)]
            if own & named and others:
                return others[0]
        rest = [r for r in self.latest(at, _PAIRED) if r.codes and not own & set(r.codes) and not set(r.codes) & BODIES]
        return max(rest, key=lambda r: self.countries[r.codes[0]], default=None)


def _is_pair(referent: Referent) -> bool:
    """Whether one phrase names two parties: *Thai and Cambodian troops*."""
    codes = set(referent.codes)
    plain = not (referent.modifier or referent.location or referent.kind == "pronoun" or codes & BODIES)
    return plain and len(referent.entities) == len(codes) == 2


def _may_pair(referent: Referent, *, people: bool | None, barred: frozenset[str]) -> bool:
    """Whether a referent may be one of two persons (`people`) or parties (False), or either (None)."""
    if referent.modifier or referent.location or referent.kind == "pronoun" or len(referent.entities) != 1:
        return False
    entity = referent.entities[0]
    if (referent.plural and not _camp(entity)) or entity.sector in barred:
        return False
    if (people is not None and referent.person != people) or not (referent.codes or referent.person):
        return False
    return not (people is False and set(referent.codes) & BODIES)  # a court or a bloc is seldom one of two sides


def _camp(entity: Entity) -> str:
    """Tells a state's opponents at home from the state: both sides of its talks have its code."""
    return entity.sector if entity.sector and entity.sector in OPPONENTS else ""


def _key(entity: Entity) -> tuple[str | None, str | None]:
    return entity.code, entity.identifier_text or entity.entity_text


def _is_subject(sentence: Sentence, head: int) -> bool:
    return sentence.tokens[head].dep in SUBJECTS


def _undergoes(sentence: Sentence, head: int) -> bool:
    """Whether something is said to be done to a pronoun, or to what is its: *they were banned, their accounts were frozen*."""
    token = sentence.tokens[head]
    return (sentence.tokens[token.head] if token.dep == "poss" else token).dep == "nsubjpass"


def _is_done_to(sentence: Sentence, head: int) -> bool:
    """Whether something is done to a pronoun, to so many of those for whom it stands, or to what is theirs: *they were freed,
    freed four of them, raided his house*."""
    token = sentence.tokens[head]
    token = sentence.tokens[token.head] if token.dep == "poss" else token
    while token.dep == "pobj" and sentence.tokens[token.head].text.lower() == "of":
        token = sentence.tokens[sentence.tokens[token.head].head]
    return token.dep in ("dobj", "nsubjpass")


def _is_armed(referent: Referent) -> bool:
    """Whether a referent is of the army or the police."""
    return any(e.sector in ("COP", "MIL") for e in referent.entities)


def _held_to_account(sentence: Sentence, head: int) -> int | None:
    """Whose a deed is for which something is done to somebody: *Oslo punished Mali for its crackdown*."""
    token = sentence.tokens[head]
    deed = sentence.tokens[first_conjunct(sentence, token.head)]
    mark = sentence.tokens[deed.head]
    if token.dep != "poss" or deed.dep != "pobj" or mark.text.lower() not in _REASONS:
        return None
    above = sentence.tokens[mark.head]
    if above.dep == "dobj":
        return above.i
    whom = kid(sentence, above.i, ("dobj",))
    return whom.i if whom is not None and whom.i < mark.i else None


def _same_clause(sentence: Sentence, a: int, b: int) -> bool:
    return _controlled(sentence, sentence.tokens[a].head) == _controlled(sentence, sentence.tokens[b].head)


def _controlled(sentence: Sentence, i: int) -> int:
    """The verb whose subject is understood at token `i`: that of its clause, or above it where that is an infinitive."""
    at = clause_head(sentence, i)
    for _ in sentence.tokens:
        token = sentence.tokens[at]
        shared = token.dep == "conj" and kid(sentence, at, SUBJECTS) is None
        if token.dep not in ("xcomp", "acomp") and not shared:
            break
        at = clause_head(sentence, sentence.tokens[at].head)
    return at


def _above(sentence: Sentence, head: int) -> set[int]:
    """The words above a pronoun, but not a clause to which its own is joined that has another subject (*Oslo said that Lima had
    fired and that its guns replied*: Oslo's)."""
    found, below = set(), sentence.tokens[head]
    for token in ancestors(sentence, head):
        joined = below.dep == "conj" and below.i != head and kid(sentence, below.i, ("mark",)) is not None
        if not joined:
            found.add(token.i)
        below = token
    return found


def _inside(sentence: Sentence, head: int, outer: int) -> bool:
    """Whether a pronoun stands in the phrase that `outer` heads with no clause between (*the head of its army*)."""
    below = sentence.tokens[head]
    for token in ancestors(sentence, head):
        if below.dep in ("conj", "appos"):
            return False
        if token.i == outer:
            return True
        if token.pos in ("VERB", "AUX") or (token.pos == "ADP" and token.text.lower() != "of"):
            return False
        below = token
    return False


def partner_with(sentence: Sentence, verb: int) -> int | None:
    """Returns the head of what a verb's *with* governs, or None."""
    prep = next((c for c in sentence.children[verb] if sentence.tokens[c].text.lower() == "with"), None)
    found = kid(sentence, prep, ("pobj",)) if prep is not None else None
    return found.i if found is not None else None
