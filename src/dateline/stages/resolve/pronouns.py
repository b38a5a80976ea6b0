"""Whom a pronoun means."""

from __future__ import annotations

from dateline.records import Token
from dateline.stages.resolve.complete import complete
from dateline.stages.resolve.discourse import NEUTER, PLURAL, SPEAKER, Referent, partner_with
from dateline.stages.resolve.state import StoryState
from dateline.text.tree import SUBJECTS, ancestors, conjuncts, kid, kids

# Tags of opening and closing quotation marks.
QUOTES = frozenset({"``", "''"})
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})


def taken_up(state: StoryState, word: str, token: Token, speaker: Referent | None) -> list[Referent]:
    """Returns the referents that the pronoun `token` (lower case: `word`) takes up; `speaker` is who spoke last."""
    if word in RELATIVE:
        return _relative(state, token)
    if word in SPEAKER:
        own = _own_speaker(state, token) or (speaker if word != "i" or _quoted(state) else None)
        return [own] if own is not None else []
    if word in NEUTER and (_expletive(state, token) or _statement(state, token)):
        return []
    if word in PLURAL and token.dep in SUBJECTS and (pair := _met(state, token)):
        return pair
    found = state.discourse.antecedent(
        word, state.here, state.at, token.i, acted_on=_acted_on(state, token), others=_harming(state, token)
    )
    if found or word not in PLURAL:
        return found
    # a chairman says what "they" will do: he and his
    own = _own_speaker(state, token)
    return state.discourse.pair(state.at, people=True) or ([own] if own is not None else [])


def speaks(state: StoryState, head: int) -> bool:
    """Tells whether token `head` is the subject of a verb of speech."""
    token = state.tokens[head]
    return token.dep in SUBJECTS and state.tokens[token.head].lemma in state.references.speech


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


def _acted_on(state: StoryState, token: Token) -> set[str]:
    """The states and bodies that a verb names as what its subject, the pronoun `token`, acts on, which it cannot mean (*it
    struck Colombia off its list*)."""
    if token.dep != "nsubj":
        return set()
    objects = {t.i for t in kids(state.here, token.head, ("dobj", "dative"))}
    said = (found for candidate, found in state.read if candidate.head in objects and found is not None)
    return {land.code for found in said if found.kind in ("country", "people") for land in found.lands}


def _harming(state: StoryState, token: Token) -> list[int]:
    """Who does something to those whose the possessive `token` says they are, and so not to his own: to comrades (*after police
    shot two of their colleagues*), or by blaming them (*Congo blames it on its troops*)."""
    noun = state.tokens[token.head]
    if token.dep != "poss":
        return []
    while noun.dep == "pobj" and state.tokens[noun.head].text.lower() in ("of", "on"):  # *two of their colleagues*
        noun = state.tokens[state.tokens[noun.head].head]
    comrades = noun.dep == "dobj" and state.tokens[token.head].lemma in state.references.comrades
    verb = noun if noun.lemma == "blame" else state.tokens[noun.head]
    doer = kid(state.here, verb.i, SUBJECTS) if comrades or verb.lemma == "blame" else None
    return conjuncts(state.here, doer.i) if doer is not None else []


def _own_speaker(state: StoryState, token: Token) -> Referent | None:
    """Who says what the pronoun stands in; *our* in the object of speech is the writer's (*he accused our government*)."""
    below = token
    for above in ancestors(state.here, token.i):
        spoken = above.lemma in state.references.speech and below.dep != "dobj"
        subject = kid(state.here, above.i, SUBJECTS) if spoken else None
        if subject is not None and subject.i != token.i:
            return state.heads.get(subject.i) or _ahead(state, subject.i) or _taken_up_ahead(state, subject)
        below = above
    return None


def _quoted(state: StoryState) -> bool:
    """Tells whether the sentence has a quote; *I* without one is as a rule whoever writes."""
    return any(token.tag in QUOTES for token in state.tokens)


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


def _taken_up_ahead(state: StoryState, subject: Token) -> Referent | None:
    """The speaker whom a pronoun after the words takes up: *"I apologise," she said*."""
    word = subject.text.lower()
    if subject.pos != "PRON" or word in RELATIVE | SPEAKER:
        return None
    return next(iter(state.discourse.antecedent(word, state.here, state.at, subject.i)), None)


def _statement(state: StoryState, token: Token) -> bool:
    """What is denied or confirmed is what was said: *Oslo denied it*."""
    above, judgements = state.tokens[token.head], state.references.judgements
    if token.text.lower() != "it":
        return False
    judged = above.pos == "ADJ" and state.tokens[above.head].lemma in judgements
    return judged if token.dep in SUBJECTS else token.dep == "dobj" and above.lemma in state.references.answers | judgements


def _expletive(state: StoryState, token: Token) -> bool:
    """*It was the first time that ..., it is clear that ...*."""
    verb = state.tokens[token.head]
    if token.dep not in SUBJECTS or verb.lemma not in state.references.impersonal:
        return False
    judged = kid(state.here, verb.i, ("acomp",))
    if judged is not None and judged.text.lower() in state.references.personal:
        return False
    return kid(state.here, verb.i, ("ccomp", "xcomp", "advcl", "attr", "acomp", "relcl")) is not None
