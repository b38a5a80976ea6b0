"""Whom a pronoun means."""

from __future__ import annotations

from dateline.records import Sentence, Token
from dateline.stages.resolve.complete import complete
from dateline.stages.resolve.discourse import NEUTER, PLURAL, SPEAKER, Referent, partner_with
from dateline.stages.resolve.state import StoryState
from dateline.text.tree import SUBJECTS, ancestors, kid, kids

RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
_SPEECH = frozenset(
    {
        "say",
        "tell",
        "add",
        "state",
        "declare",
        "write",
        "note",
        "announce",
        "warn",
        "insist",
        "claim",
        "stress",
        "argue",
        "reply",
    }
)
_ANSWERS = frozenset({"deny", "confirm", "say", "know", "believe", "do", "make", "doubt", "mean", "regret"})
_JUDGEMENTS = frozenset({"call", "consider", "find", "describe", "dismiss", "reject"})
# What only somebody can be: *it was willing to ...* speaks of a state or a body.
_PERSONAL = frozenset(
    {
        "able",
        "aware",
        "committed",
        "concerned",
        "confident",
        "determined",
        "eager",
        "guilty",
        "innocent",
        "keen",
        "opposed",
        "prepared",
        "proud",
        "ready",
        "reluctant",
        "responsible",
        "sorry",
        "unable",
        "unwilling",
        "willing",
    }
)
_IMPERSONAL = frozenset({"be", "seem", "appear", "remain", "take", "turn"})


def taken_up(state: StoryState, word: str, token: Token, speaker: Referent | None) -> list[Referent]:
    """Returns the referents that the pronoun `token` (lower case: `word`) takes up; `speaker` is who spoke last."""
    if word in RELATIVE:
        return _relative(state, token)
    if word in SPEAKER:
        own = _own_speaker(state, token) or speaker
        return [own] if own is not None else []
    if word in NEUTER and (_expletive(state.here, token) or _statement(state.here, token)):
        return []
    if word in PLURAL and token.dep in SUBJECTS and (pair := _met(state, token)):
        return pair
    found = state.discourse.antecedent(word, state.here, state.at, token.i)
    if found or word not in PLURAL:
        return found
    # a chairman says what "they" will do: he and his
    own = _own_speaker(state, token)
    return state.discourse.pair(state.at, people=True) or ([own] if own is not None else [])


def speaks(sentence: Sentence, head: int) -> bool:
    """Tells whether token `head` is the subject of a verb of speech."""
    token = sentence.tokens[head]
    return token.dep in SUBJECTS and sentence.tokens[token.head].lemma in _SPEECH


def _relative(state: StoryState, token: Token) -> list[Referent]:
    for above in ancestors(state.here, token.i):
        if above.dep == "relcl":
            noun = state.heads.get(above.head)
            return [noun] if noun is not None else []
    return []


def _met(state: StoryState, token: Token) -> list[Referent]:
    """*X spoke with Y and said that they ...*: both."""
    for above in ancestors(state.here, token.i):
        earlier = (c.i for c in kids(state.here, above.i, ("ccomp", "conj", "advcl")) if c.i < token.i)
        for verb in (above.i, *earlier):
            subject, other = kid(state.here, verb, SUBJECTS), partner_with(state.here, verb)
            if subject is None or other is None or other >= token.i:
                continue
            first, second = state.heads.get(subject.i), state.heads.get(other)
            if first is not None and second is not None and not first.plural:
                return [first, second]
    return []


def _own_speaker(state: StoryState, token: Token) -> Referent | None:
    """Who says what the pronoun stands in; *our* in the object of speech is the writer's (*he accused our government*)."""
    below = token
    for above in ancestors(state.here, token.i):
        subject = kid(state.here, above.i, SUBJECTS) if above.lemma in _SPEECH and below.dep != "dobj" else None
        if subject is not None and subject.i != token.i:
            return state.heads.get(subject.i) or _ahead(state, subject.i)
        below = above
    return None


def _ahead(state: StoryState, head: int) -> Referent | None:
    """The speaker named after the words: *"We agree," said Ana Lund*."""
    for candidate, found in state.read:
        said = complete(state, candidate, found) if candidate.head == head and not candidate.pronoun else None
        if said is not None:
            token = state.tokens[head]
            span, text = (token.start, token.end), state.written(candidate)
            return Referent(
                state.at, head, span, said.entities(text), said.animate, said.plural, said.kind, text.lower(), True, head
            )
    return None


def _statement(sentence: Sentence, token: Token) -> bool:
    """What is denied or confirmed is what was said: *Oslo denied it*."""
    above = sentence.tokens[token.head]
    if token.text.lower() != "it":
        return False
    judged = above.pos == "ADJ" and sentence.tokens[above.head].lemma in _JUDGEMENTS
    return judged if token.dep in SUBJECTS else token.dep == "dobj" and above.lemma in _ANSWERS | _JUDGEMENTS


def _expletive(sentence: Sentence, token: Token) -> bool:
    """*It was the first time that ..., it is clear that ...*."""
    verb = sentence.tokens[token.head]
    if token.dep not in SUBJECTS or verb.lemma not in _IMPERSONAL:
        return False
    judged = kid(sentence, verb.i, ("acomp",))
    if judged is not None and judged.text.lower() in _PERSONAL:
        return False
    return kid(sentence, verb.i, ("ccomp", "xcomp", "advcl", "attr", "acomp", "relcl")) is not None
