"""The actor mentions of one story: what each phrase says by itself, then what the story says of whom it means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from dateline.ontology.actors import BODIES, ActorTable, CountryForm
from dateline.ontology.names import fold
from dateline.records import Entity, Mention, MentionKind, Sentence, Token
from dateline.stages.resolve.complete import complete, described, gender_of, introduce, introduce_apposed
from dateline.stages.resolve.compose import compose, leads
from dateline.stages.resolve.composition import Composition
from dateline.stages.resolve.descriptions import is_pair, referred, stays_open
from dateline.stages.resolve.discourse import FEMALE, MALE, Referent
from dateline.stages.resolve.lent import STATE_ORGANS
from dateline.stages.resolve.phrases import (
    Candidate,
    acronyms_of,
    candidates,
    first_of,
    is_subject,
    noun_above,
    pieces_of,
    preposition,
)
from dateline.stages.resolve.pronouns import RELATIVE, speaks, taken_up
from dateline.stages.resolve.state import PLACE_PREPOSITIONS, Read, StoryState
from dateline.text.tree import SUBJECTS


def resolve_story(
    sentences: Sequence[Sentence], table: ActorTable, *, date: str | None, text: str, filed: Collection[tuple[str, str]] = ()
) -> Iterator[Mention]:
    """Yields the mentions of one story. `date` is the day (or the last possible day) of the story, `text` the page's, `filed`
    the places that its datelines name, each with the state that it adds."""
    state = StoryState(table, date, text, acronyms=acronyms_of(sentences))
    state.file_from(filed)
    resolver = _Resolver(state)
    reads = [resolver.read(sentence, at) for at, sentence in enumerate(sentences)]
    for at, (sentence, read) in enumerate(zip(sentences, reads, strict=True)):
        yield from resolver.mentions(at, sentence, read)


class _Resolver:
    def __init__(self, state: StoryState) -> None:
        self._state = state
        self._speaker: Referent | None = None

    def read(self, sentence: Sentence, at: int) -> Read:
        """First pass: what each phrase says by itself, and who the story's persons are."""
        state = self._state
        read: Read = []
        words = state.references
        pieces = pieces_of(sentence, state.table, acronyms=state.acronyms)
        for candidate in candidates(sentence, pieces, words.never_before_noun):
            found = compose(candidate.phrase, state.table, state.date) if candidate.phrase else None
            read.append((candidate, found))
            if found is not None:
                state.official = state.official or (found.role is not None and found.sector in STATE_ORGANS)
                state.codes.update(land.code for land in found.lands)
                for land in found.lands if not found.rivals else ():
                    if land.code not in BODIES:
                        state.count(land.code, sentence, candidate.head, at=at)
        read = [(c, None if said is not None and self._no_person(sentence, c, said, read) else said) for c, said in read]
        read = _titles_joined(read)
        introduce(state, sentence, read)
        return read

    def _no_person(self, sentence: Sentence, candidate: Candidate, found: Composition, read: Read) -> bool:
        """Whether an unknown name is no person's: neither tagger, title, description nor office says so, or it is a city's."""
        if not found.person or found.titled or found.row is not None:
            return False
        said = described(self._state, sentence, candidate.head, read)
        if said is not None and said.kind == "person":
            return False
        if preposition(sentence, candidate.head) in PLACE_PREPOSITIONS and self._state.table.city(found.person):
            return True
        head = sentence.tokens[candidate.head]
        named = head.pos == "PROPN" and head.ent != "DATE" and (not candidate.modifier or _hyphened(sentence, head.i))
        if named and leads(found.person, self._state.table, self._state.date):
            return False
        tokens = sentence.tokens[candidate.low : candidate.high]
        return not any(t.ent == "PERSON" for t in tokens if t.text in found.person)

    def mentions(self, at: int, sentence: Sentence, read: Read) -> Iterator[Mention]:
        """Second pass over one sentence."""
        state = self._state
        state.turn_to(sentence, read, at=at)
        made: list[tuple[int, Mention]] = []
        for candidate, found in self._owners_first(read):
            mention, referent = self._pronoun(candidate) if candidate.pronoun else self._phrase(candidate, found)
            if referent is not None:
                state.heads[candidate.head] = referent
                state.discourse.add(referent)
                if speaks(state, candidate.head):
                    self._speaker = referent
            if mention is not None:
                made.append((candidate.head, mention))
        for _, mention in sorted(made, key=lambda pair: pair[0]):
            yield mention

    def _owners_first(self, read: Read) -> Read:
        """The candidates by their heads, but a pair that others are of comes before them: *ministers of both states*."""
        state = self._state
        pairs = {c.head for c, _ in read if c.phrase is not None and is_pair(state, c)}
        if not pairs:
            return read
        return sorted(read, key=lambda pair: (0 if pair[0].head in pairs and self._hangs(pair[0].head) else 1, pair[0].head))

    def _hangs(self, head: int) -> bool:
        tokens = self._state.tokens
        above = tokens[tokens[head].head]
        return above.text.lower() in ("of", "from") and tokens[above.head].pos in ("NOUN", "PROPN")

    def _phrase(self, candidate: Candidate, found: Composition | None) -> tuple[Mention | None, Referent | None]:
        state = self._state
        text = state.written(candidate)
        entities = referred(state, candidate, found, text)
        if entities is None or (not entities and found is not None and found.role is not None):
            found = complete(state, candidate, found)
            if found is None:
                return None, None
            entities = found.entities(text)
        token = state.tokens[candidate.head]
        if not (any(map(_identified, entities)) or token.pos == "PROPN" or stays_open(state, fold(text))):
            return None, None
        person = found.animate if found is not None else any(e.office for e in entities)
        if (whole := state.written_whole(candidate)) != text:
            entities = tuple(replace(e, entity_text=whole) if e.entity_text == text else e for e in entities)
        mention = self._mention(candidate, _form(candidate, found, token), entities, person=person)
        introduce_apposed(state, candidate, found)
        return mention, Referent(
            at=state.at,
            head=candidate.head,
            span=(mention.start, mention.end),
            entities=entities,
            person=person,
            plural=len(entities) > 1 or (found is not None and found.plural),
            kind=_kind(found, entities),
            words=text.lower(),
            subject=is_subject(state.here, candidate.head),
            group=first_of(state.here, candidate.head).i,
            acting=is_subject(state.here, noun_above(state.here, candidate.head)),
            location=preposition(state.here, candidate.head) in PLACE_PREPOSITIONS,
            undergoing=token.dep in ("dobj", "nsubjpass") or self._arrested(token),
            modifier=candidate.modifier,
            gender=self._gender(candidate, found),
            name=found.person if found is not None else "",
        )

    def _arrested(self, token: Token) -> bool:
        """Whether a noun says what was done to a person: *the arrest of a minister*."""
        tokens, above = self._state.tokens, self._state.tokens[token.head]
        return token.dep == "pobj" and above.text == "of" and tokens[above.head].lemma in self._state.references.undergone

    def _gender(self, candidate: Candidate, found: Composition | None) -> str:
        if found is None:
            return ""
        said = gender_of(self._state.here, candidate, found, self._state.references)
        known = self._state.people.match(found.person) if found.person and not said else None
        return said if known is None else known.gender

    def _pronoun(self, candidate: Candidate) -> tuple[Mention | None, Referent | None]:
        state, word = self._state, candidate.pronoun
        token = state.tokens[candidate.head]
        found = taken_up(state, word, token, self._speaker)
        if not found:
            open_ = self._mention(candidate, MentionKind.PRONOUN, (), person=word in MALE | FEMALE)
            return (None if word in RELATIVE else open_), None
        entities = tuple(dict.fromkeys(e for r in found for e in r.entities))
        person = any(r.person for r in found)
        gender = "m" if word in MALE else "f" if word in FEMALE else found[0].gender
        for referent in found:
            referent.gender = referent.gender or gender
            known = state.people.match(referent.name) if referent.name and word in MALE | FEMALE else None
            if known is not None:
                known.gender = known.gender or gender
        mention = replace(self._mention(candidate, MentionKind.PRONOUN, entities, person=person), antecedent=found[0].span)
        return mention, Referent(
            at=state.at,
            head=candidate.head,
            span=(token.start, token.end),
            entities=entities,
            person=person,
            plural=len(entities) > 1 or found[0].plural,
            kind=found[0].kind,
            words=word,
            subject=token.dep in SUBJECTS,
            group=first_of(state.here, candidate.head).i,
            modifier=token.dep == "poss",
            gender=gender,
            name=found[0].name,
        )

    def _mention(self, candidate: Candidate, kind: MentionKind, entities: tuple[Entity, ...], *, person: bool) -> Mention:
        state, sentence = self._state, self._state.here
        start, end = sentence.tokens[candidate.low].start, sentence.tokens[candidate.high - 1].end
        return Mention(
            page=sentence.page,
            story=sentence.story,
            sentence=sentence.index,
            head=candidate.head,
            start=start,
            end=end,
            text=state.text[start:end],
            kind=kind,
            entities=entities,
            person=person,
        )


def _hyphened(sentence: Sentence, head: int) -> bool:
    """Whether a hyphen joins a name to another: *the Lula-Macron talks*."""
    tokens = sentence.tokens
    near = [(head + 1, head + 2), (head - 1, head - 2)]
    inside = [(tokens[dash], tokens[other]) for dash, other in near if 0 <= other < len(tokens)]
    return any(dash.text in ("-", "–") and other.pos == "PROPN" for dash, other in inside)


def _titles_joined(read: Read) -> Read:
    """Where the parser cut a title from its name (*Prime Minister | Ana Lund*), the title is the person too."""
    persons = [(c, found) for c, found in read if found is not None and found.person]
    joined: Read = []
    for candidate, found in read:
        if found is not None and not found.person and found.role is not None and found.kind == "person":
            near = (said for c, said in persons if c.low <= candidate.low and candidate.high <= c.head)
            found = next(near, found)
        if candidate.modifier and found is not None and any(_in_name(candidate, found, c, said) for c, said in persons):
            continue
        joined.append((candidate, found))
    return joined


def _in_name(candidate: Candidate, found: Composition, person: Candidate, said: Composition) -> bool:
    """Whether a country or a short name is only part of a person's name: *Jordan Lund*."""
    inside = person.low <= candidate.low and candidate.high <= person.head and person.phrase is not None
    if not inside or found is said or person.phrase is None:
        return False
    words = [w for w in person.phrase.words[candidate.low : candidate.high] if w[:1].isupper()]
    return bool(words) and set(words) <= set(said.person.replace("-", " ").split())


def _identified(entity: Entity) -> bool:
    return bool(entity.code or entity.sector or entity.other_sectors or entity.identifier_text)


def _form(candidate: Candidate, found: Composition | None, token: Token) -> MentionKind:
    if found is not None and found.lands and found.kind in ("country", "people") and candidate.modifier:
        return MentionKind.ADJECTIVE if found.lands[0].form is CountryForm.ADJECTIVE else MentionKind.NAME
    return MentionKind.NAME if token.pos == "PROPN" or (found is not None and found.person) else MentionKind.NOUN


def _kind(found: Composition | None, entities: tuple[Entity, ...]) -> str:
    if found is not None:
        return found.kind
    return "person" if any(e.office for e in entities) else "name" if any(e.sector for e in entities) else "country"
