"""The actor mentions of one story, in text order: compositions, then what the story itself says of whom they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from dateline.ontology.actors import BODIES, ActorTable, CountryForm, CountryWord
from dateline.ontology.names import fold
from dateline.ontology.references import References, load_references
from dateline.records import Entity, Mention, MentionKind, Sentence, Token
from dateline.stages.resolve.compose import Composition, compose, leader
from dateline.stages.resolve.discourse import FEMALE, MALE, NEUTER, PLURAL, SPEAKER, Discourse, Referent, partner_with
from dateline.stages.resolve.people import People
from dateline.stages.resolve.phrases import Candidate, candidates, pieces_of
from dateline.text.tree import SUBJECTS, ancestors, kid, kids

_RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
# A capital after these is a place, not a government.
_PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "outside", "around", "across", "inside", "through", "over", "throughout", "into"}
)
# Entity labels of what does not act.
_NO_ACTOR = frozenset(
    {
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "QUANTITY",
        "ORDINAL",
        "CARDINAL",
        "EVENT",
        "WORK_OF_ART",
        "LAW",
        "LANGUAGE",
        "PRODUCT",
    }
)
# Sectors that, with no country of their own, belong to the country the story is about.
_DOMESTIC = frozenset(
    {"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "CVL", "REB", "PTY", "OPP", "MED", "EDU", "LAB", "AGR", "PRM", "CRM", "REL"}
)
_DEFINITE = frozenset({"the", "this", "that", "both", "these", "those", "two"})
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr"})
# How many sentences back a definite description reaches: news names its parties anew within a dozen.
_MEMORY = 12
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


def resolve_story(sentences: Sequence[Sentence], table: ActorTable, *, date: str | None, text: str) -> Iterator[Mention]:
    """Yields the mentions of one story. `date` is the day (or the last possible day) of the story, `text` the page's."""
    resolver = _Resolver(table, _references(), date, text)
    resolver.collect(sentences)
    for at, sentence in enumerate(sentences):
        yield from resolver.mentions(at, sentence)


@lru_cache(maxsize=1)
def _references() -> References:
    return load_references()


class _Resolver:
    def __init__(self, table: ActorTable, references: References, date: str | None, text: str) -> None:
        self._table, self._words, self._date, self._text = table, references, date, text
        self._people, self._discourse = People(), Discourse()
        self._read: list[list[tuple[Candidate, Composition | None]]] = []
        self._now: list[tuple[Candidate, Composition | None]] = []
        self._speaker: Referent | None = None

    def collect(self, sentences: Sequence[Sentence]) -> None:
        """First pass: what each phrase says by itself, and who the story's persons are."""
        for at, sentence in enumerate(sentences):
            read = []
            for candidate in candidates(sentence, pieces_of(sentence, self._table), self._words.never_before_noun):
                found = compose(candidate.phrase, self._table, self._date) if candidate.phrase else None
                if found is not None and found.person and _not_a_person(sentence, candidate, found):
                    found = None
                read.append((candidate, found))
            read = _titles_joined(read)
            self._read.append(read)
            self._introduce(sentence, read, at)

    def _introduce(self, sentence: Sentence, read: list[tuple[Candidate, Composition | None]], at: int) -> None:
        known = {c.head: found for c, found in read}
        for candidate, found in read:
            if found is None or not found.person:
                continue
            if len(found.person.split()) == 1 and not found.titled:
                continue
            said = _apposed(sentence, candidate.head, known)
            if said is not None and not (found.sector and found.lands):
                found = replace(
                    found,
                    lands=found.lands or said.lands,
                    sector=found.sector or said.sector,
                    others=found.others or said.others,
                    office=found.office or said.office,
                    role=found.role or said.role,
                )
            person = self._people.introduce(found.person, found)
            if (alias := _alias(sentence, candidate.high)) is not None:
                self._people.also_known_as(alias, person)

    def mentions(self, at: int, sentence: Sentence) -> Iterator[Mention]:
        """Second pass over one sentence."""
        heads: dict[int, Referent] = {}
        self._now = self._read[at]
        for candidate, found in self._now:
            if candidate.pronoun:
                mention, referent = self._pronoun(candidate, sentence, at, heads)
            else:
                mention, referent = self._phrase(candidate, found, sentence, at, heads)
            if mention is not None:
                yield mention
            if referent is not None:
                heads[candidate.head] = referent
                self._discourse.add(referent)
                self._note_speaker(sentence, candidate.head, referent)

    # Phrases

    def _phrase(
        self, candidate: Candidate, found: Composition | None, sentence: Sentence, at: int, heads: dict[int, Referent]
    ) -> tuple[Mention | None, Referent | None]:
        token = sentence.tokens[candidate.head]
        start, end = sentence.tokens[candidate.low].start, sentence.tokens[candidate.high - 1].end
        text = self._written(sentence, candidate)
        entities = self._referred(candidate, found, sentence, at, heads, text)
        if entities is None:
            found = self._completed(candidate, found, sentence, at, heads)
            if found is None:
                return None, None
            entities = found.entities(text)
        person = found.animate if found is not None else any(e.office for e in entities)
        plural = len(entities) > 1 or (found is not None and found.plural)
        if not any(e.code or e.sector or e.other_sectors or e.identifier_text for e in entities) and not self._open(
            candidate, token, text
        ):
            return None, None
        kind = self._kind(candidate, found, token)
        mention = self._mention(sentence, candidate, start, end, kind, entities, person)
        referent = Referent(
            at, candidate.head, (start, end), entities, person, plural, _kind_of(found, entities), text.lower(),
            _subjectlike(sentence, candidate.head), self._group(sentence, candidate.head), location=self._is_location(sentence, candidate.head),
            modifier=candidate.modifier, gender=_gender(found), name=found.person if found is not None else "",
        )  # fmt: skip
        self._learn(sentence, candidate, found, at)
        return mention, referent

    def _open(self, candidate: Candidate, token: Token, text: str) -> bool:
        """Whether the words alone are worth keeping: a name, or a description that the story leaves open (*the bloc*)."""
        return token.pos == "PROPN" or self._open_phrase(fold(text))

    def _open_phrase(self, phrase: str) -> bool:
        words = self._words
        return phrase in words.organisation or phrase in words.sides or phrase in words.any_pair or phrase in words.group

    def _written(self, sentence: Sentence, candidate: Candidate) -> str:
        low = candidate.low
        while low < candidate.high - 1 and (
            sentence.tokens[low].pos in ("DET", "PUNCT", "CCONJ") and sentence.tokens[low].dep != "poss"
        ):
            low += 1
        high = candidate.high
        while high - 1 > low and sentence.tokens[high - 1].text in ("'s", "’s", "'", "’"):
            high -= 1
        return self._text[sentence.tokens[low].start : sentence.tokens[high - 1].end]

    def _completed(
        self, candidate: Candidate, found: Composition | None, sentence: Sentence, at: int, heads: dict[int, Referent]
    ) -> Composition | None:
        """What the phrase says, with what its owner, the story's persons and the story's country add; None: no actor."""
        if found is None:
            phrase = fold(self._written(sentence, candidate))
            if (
                not candidate.modifier
                and sentence.tokens[candidate.low].text.lower() in ("the", "both")
                and self._open_phrase(phrase)
            ):
                return Composition(kind="name")
            return self._unknown(candidate, sentence)
        if found.kind == "quantity":
            return self._measured(candidate, sentence, at, heads)
        if found.kind == "facility" and sentence.tokens[candidate.head].dep not in ("dobj", "nsubjpass"):
            return None
        if found.person:
            return self._person(candidate, found, sentence, heads)
        if found.kind in ("country", "people"):
            return self._country(candidate, found, sentence)
        if found.role is not None and not found.own_country:
            found = self._owned(candidate, found, sentence, heads)
        if found.kind == "equipment" and not found.lands and not self._acts(candidate, sentence):
            return None
        if not found.lands and found.role is not None and (lands := self._shared(candidate, sentence)):
            found = replace(found, lands=lands)
        if not found.lands and found.role is not None and found.sector in _DOMESTIC and found.role.weight != "national":
            found = self._domestic(found)
        if not found.known and not found.name and self._open_phrase(fold(self._written(sentence, candidate))):
            return replace(found, kind="name")
        return found if found.known or found.name else None

    def _measured(self, candidate: Candidate, sentence: Sentence, at: int, heads: dict[int, Referent]) -> Composition | None:
        """*Dozens of soldiers* are soldiers."""
        inner = {
            t.i
            for prep in kids(sentence, candidate.head, ("prep",))
            if prep.text.lower() == "of"
            for t in kids(sentence, prep.i, ("pobj",))
        }
        for other, found in self._now:
            if other.head in inner and found is not None and found.kind != "quantity":
                return self._completed(other, found, sentence, at, heads)
        return None

    def _acts(self, candidate: Candidate, sentence: Sentence) -> bool:
        """Whether a thing does something: it is a subject, an agent, or somebody's."""
        token = sentence.tokens[candidate.head]
        return (
            _subjectlike(sentence, candidate.head)
            or sentence.tokens[token.head].dep == "agent"
            or candidate.high - candidate.low > 1
        )

    def _country(self, candidate: Candidate, found: Composition, sentence: Sentence) -> Composition | None:
        land = found.lands[0]
        token = sentence.tokens[candidate.head]
        if land.form is CountryForm.CAPITAL:
            if _preposition(sentence, candidate.head) in _PLACE_PREPOSITIONS:
                return replace(found, kind="place")
            if token.dep in SUBJECTS:
                return replace(found, sector="GOV")
        return found

    def _unknown(self, candidate: Candidate, sentence: Sentence) -> Composition | None:
        """A name that no table has: of a city its country, of a person or organisation the name alone."""
        token = sentence.tokens[candidate.head]
        if token.pos not in ("PROPN", "NOUN") or candidate.phrase is None or not token.text[:1].isupper():
            return None
        words = [t.text for t in sentence.tokens[candidate.low : candidate.high] if t.pos == "PROPN" or t.i == token.i]
        name = " ".join(words)
        if (person := self._people.match(name)) is not None:
            person.count += 1
            return replace(person.who, name=person.who.name or person.name, person=person.name, kind="person")
        if token.ent in _NO_ACTOR or token.pos != "PROPN":
            return None
        if token.ent in ("GPE", "LOC", "FAC") and (city := self._table.city(name)):
            placed = _preposition(sentence, candidate.head) in _PLACE_PREPOSITIONS
            return Composition(lands=(city,), kind="place" if placed else "country", name=name)
        if candidate.modifier:
            return None
        said = _apposed(sentence, candidate.head, {c.head: f for c, f in self._now})
        if said is not None and said.kind == "body":
            return replace(said, kind="name", name=name)
        return Composition(kind="name", name=name) if token.ent in ("ORG", "NORP") else None

    def _owned(self, candidate: Candidate, found: Composition, sentence: Sentence, heads: dict[int, Referent]) -> Composition:
        """A role noun takes the country of whom it belongs to: *its army*, *Noboa's government*."""
        owner = self._owner(candidate, sentence, heads)
        if owner is None or not owner.entities:
            return found
        lands = tuple(land for e in owner.entities[:2] if e.code and (land := self._land(e.code)))
        sector = found.sector
        if found.role is not None and found.role.weight == "national" and not sector:
            sector = found.role.sector if lands else ""
        if found.role is not None and found.role.weight == "weak" and not found.sector or found.weak:
            sector = sector if owner.person else owner.entities[0].sector or sector
        return replace(found, lands=lands or found.lands, sector=sector, own_country=bool(lands))

    def _owner(self, candidate: Candidate, sentence: Sentence, heads: dict[int, Referent]) -> Referent | None:
        for child in kids(sentence, candidate.head, ("poss",)):
            if child.i in heads:
                return heads[child.i]
        for prep in kids(sentence, candidate.head, ("prep",)):
            if prep.text.lower() == "of":
                for child in kids(sentence, prep.i, ("pobj",)):
                    if child.i in heads:
                        return heads[child.i]
        return None

    def _shared(self, candidate: Candidate, sentence: Sentence) -> tuple[CountryWord, ...]:
        """The country of the noun before, where one adjective stands for both: *the Omani army and police*."""
        token = sentence.tokens[candidate.head]
        if token.dep != "conj" or any(sentence.tokens[i].pos == "DET" for i in range(candidate.low, candidate.head)):
            return ()
        before = next((found for other, found in self._now if other.head == token.head), None)
        return before.lands if before is not None and before.own_country and before.role is not None else ()

    def _land(self, code: str) -> CountryWord | None:
        return CountryWord(code, self._table.country_name(code) or "", CountryForm.NAME)

    def _domestic(self, found: Composition) -> Composition:
        code = self._discourse.focus()
        land = self._land(code) if code else None
        return replace(found, lands=(land,)) if land else found

    def _person(self, candidate: Candidate, found: Composition, sentence: Sentence, heads: dict[int, Referent]) -> Composition:
        known = self._people.match(found.person)
        if known is not None and (not found.titled or not found.lands or not found.sector):
            who = known.who
            office = found.office or who.office
            own_sector = found.sector if found.titled and not found.weak else ""
            found = replace(
                found,
                lands=found.lands or who.lands,
                sector=own_sector or who.sector or found.sector,
                office=office,
                role=found.role or who.role,
                others=found.others if own_sector else who.others,
                name=who.name or found.name or known.name,
                wikidata=found.wikidata or who.wikidata,
            )
            known.count += 1
            return found
        if (
            not found.known
            and " " not in found.person
            and sentence.tokens[candidate.head - 1].text.lower().rstrip(".") not in _HONORIFICS
        ):
            found = leader(found, self._table, self._date)
        owner = self._owner(candidate, sentence, heads) if found.titled and not found.lands else None
        if owner is not None:
            lands = tuple(land for code in owner.codes[:1] if (land := self._land(code)))
            found = replace(found, lands=lands)
        return found if found.name or not found.person else replace(found, name=found.person)

    def _learn(self, sentence: Sentence, candidate: Candidate, found: Composition | None, at: int) -> None:
        """An apposition with an owner tells the country only now: *its envoy, Ana Lund*."""
        if found is None or found.person or not found.known:
            return
        near = [c.i for c in kids(sentence, candidate.head, ("appos",))]
        token = sentence.tokens[candidate.head]
        near += [token.head] if token.dep == "appos" else []
        for other, said in self._read[at]:
            if (
                other.head in near
                and said is not None
                and said.person
                and " " in said.person
                and not (said.sector and said.lands)
            ):
                self._people.introduce(
                    said.person,
                    replace(
                        said, lands=found.lands, sector=found.sector, others=found.others, office=found.office, role=found.role
                    ),
                )

    # Descriptions

    def _referred(
        self,
        candidate: Candidate,
        found: Composition | None,
        sentence: Sentence,
        at: int,
        heads: dict[int, Referent],
        text: str,
    ) -> tuple[Entity, ...] | None:
        """The entities that a definite description takes up from the story; None where it is none."""
        if candidate.modifier or (found is not None and (found.own_country or found.person)):
            return None
        token, words = sentence.tokens[candidate.head], self._words
        word = token.text.lower()
        owner = self._owner(candidate, sentence, heads)
        if owner is not None and word in words.relation:
            other = self._discourse.other_than(owner.codes, at)
            return _rewritten(other.entities, text) if other is not None else None
        if owner is not None and word in words.counterpart and found is not None:
            return self._counterpart(found, owner, text)
        if owner is not None and owner.person and word in words.country and owner.codes:
            state = _state(owner.entities[0], text)
            return (replace(state, sector="GOV") if owner.entities[0].sector == "GOV" else state,)
        if found is not None and found.lands:
            return None
        first = sentence.tokens[candidate.low].text.lower()
        if first not in _DEFINITE and not (owner is not None and word == "countries"):
            return None
        return self._definite(fold(text), token, owner, at, text, first == "both")

    def _definite(
        self, phrase: str, token: Token, owner: Referent | None, at: int, text: str, both: bool
    ) -> tuple[Entity, ...] | None:
        words, discourse = self._words, self._discourse
        if owner is not None and token.text.lower() in words.sides:
            return tuple(_state(e, text) for e in owner.entities if e.code) or None
        phrase = f"both {phrase}" if both and not phrase.startswith("both") else phrase
        if phrase in words.people:
            return _joined(discourse.pair(at, people=True) or discourse.pair(at, people=None), text)
        if phrase in words.sides:
            pair = _joined(discourse.pair(at, people=False) or discourse.pair(at, people=None), text)
            return tuple(_state(e, text) for e in pair) if pair else None
        if phrase in words.any_pair:
            return _joined(discourse.pair(at, people=None), text)
        if phrase in words.directions and token.text[:1].isupper():
            code = next((c for c in words.directions[phrase] if discourse.countries[c] or len(discourse.countries) > 0), None)
            return (Entity(entity_text=text, code=code, identifier_text=self._table.country_name(code)),) if code else None
        return self._latest_kind(phrase, at, text)

    def _latest_kind(self, phrase: str, at: int, text: str) -> tuple[Entity, ...] | None:
        words = self._words
        if phrase in words.country:
            fits = _is_state
        elif phrase in words.organisation:
            fits = self._is_organisation
        else:
            fits = None
        group = phrase in words.group
        office = self._table.role(phrase) if fits is None and not group else None
        if fits is None and not group and (office is None or office.kind != "person"):
            return None
        for referent in self._discourse.latest(at, _MEMORY):
            if len(referent.entities) != 1 or referent.plural:
                continue
            entity = referent.entities[0]
            if fits is not None and fits(referent, entity):
                return (_state(entity, text) if phrase in words.country else replace(entity, entity_text=text),)
            if group and _is_group(phrase, referent, entity):
                return (replace(entity, entity_text=text),)
            if (
                office is not None
                and referent.person
                and entity.office
                and phrase in (entity.office, entity.office.split()[-1])
            ):
                return (replace(entity, entity_text=text),)
        return None

    def _is_organisation(self, referent: Referent, entity: Entity) -> bool:
        return entity.code in self._words.codes and not referent.person

    def _counterpart(self, found: Composition, owner: Referent, text: str) -> tuple[Entity, ...] | None:
        first = owner.entities[0] if owner.entities else None
        if first is None or not found.lands:
            return None
        entities = replace(found, sector=first.sector or "GOV", others=()).entities(text)
        return tuple(replace(e, office=first.office) for e in entities)

    # Pronouns

    def _pronoun(
        self, candidate: Candidate, sentence: Sentence, at: int, heads: dict[int, Referent]
    ) -> tuple[Mention | None, Referent | None]:
        word, token = candidate.pronoun, sentence.tokens[candidate.head]
        found = self._taken_up(word, token, sentence, at, heads)
        if word in ("which", "that", "who", "whom", "whose") and not found:
            return None, None
        entities = tuple(dict.fromkeys(e for r in found for e in r.entities))
        person = any(r.person for r in found) if found else word in MALE | FEMALE
        antecedent = found[0].span if found else None
        mention = self._mention(sentence, candidate, token.start, token.end, MentionKind.PRONOUN, entities, person)
        mention = replace(mention, antecedent=antecedent)
        if not found:
            return mention, None
        gender = "m" if word in MALE else "f" if word in FEMALE else found[0].gender
        for referent in found:
            referent.gender = referent.gender or gender
            if referent.name and gender and (who := self._people.match(referent.name)):
                who.gender = gender
        return mention, Referent(
            at, candidate.head, (token.start, token.end), entities, person, len(entities) > 1 or found[0].plural, found[0].kind, word,
            token.dep in SUBJECTS, self._group(sentence, candidate.head), modifier=token.dep == "poss", gender=gender, name=found[0].name,
        )  # fmt: skip

    def _taken_up(self, word: str, token: Token, sentence: Sentence, at: int, heads: dict[int, Referent]) -> list[Referent]:
        if word in _RELATIVE:
            return self._relative(token, sentence, heads)
        if word in SPEAKER:
            speaker = self._own_speaker(sentence, token, heads) or self._speaker
            return [speaker] if speaker is not None else []
        if word in NEUTER and _expletive(sentence, token):
            return []
        if word in PLURAL and token.dep in SUBJECTS and (pair := self._met(token, sentence, heads)):
            return pair
        found = self._discourse.antecedent(word, sentence, at, token.i)
        return found or (self._discourse.pair(at, people=True) if word in PLURAL else [])

    def _relative(self, token: Token, sentence: Sentence, heads: dict[int, Referent]) -> list[Referent]:
        for above in ancestors(sentence, token.i):
            if above.dep == "relcl":
                noun = heads.get(above.head)
                return [noun] if noun is not None else []
        return []

    def _met(self, token: Token, sentence: Sentence, heads: dict[int, Referent]) -> list[Referent]:
        """*X spoke with Y and said that they ...*: both."""
        for above in ancestors(sentence, token.i):
            for verb in (above.i, *(c.i for c in kids(sentence, above.i, ("ccomp", "conj", "advcl")) if c.i < token.i)):
                other = partner_with(sentence, verb)
                subject = kid(sentence, verb, SUBJECTS)
                if other is not None and subject is not None and other < token.i and subject.i in heads and other in heads:
                    if not heads[subject.i].plural:
                        return [heads[subject.i], heads[other]]
        return []

    def _own_speaker(self, sentence: Sentence, token: Token, heads: dict[int, Referent]) -> Referent | None:
        for above in ancestors(sentence, token.i):
            if above.lemma in _SPEECH and (subject := kid(sentence, above.i, SUBJECTS)) is not None and subject.i != token.i:
                return heads.get(subject.i)
        return None

    def _note_speaker(self, sentence: Sentence, head: int, referent: Referent) -> None:
        token = sentence.tokens[head]
        if token.dep in SUBJECTS and sentence.tokens[token.head].lemma in _SPEECH:
            self._speaker = referent

    # Records

    def _mention(
        self,
        sentence: Sentence,
        candidate: Candidate,
        start: int,
        end: int,
        kind: MentionKind,
        entities: tuple[Entity, ...],
        person: bool,
    ) -> Mention:
        return Mention(
            page=sentence.page, story=sentence.story, sentence=sentence.index, head=candidate.head, start=start, end=end, text=self._text[start:end],
            kind=kind, entities=entities, person=person,
        )  # fmt: skip

    def _kind(self, candidate: Candidate, found: Composition | None, token: Token) -> MentionKind:
        if candidate.modifier and found is not None and found.kind in ("country", "people") and token.pos in ("ADJ", "PROPN"):
            land = found.lands[0]
            return MentionKind.ADJECTIVE if land.form is CountryForm.ADJECTIVE else MentionKind.NAME
        return MentionKind.NAME if token.pos == "PROPN" or (found is not None and found.person) else MentionKind.NOUN

    def _group(self, sentence: Sentence, head: int) -> int:
        at = head
        for _ in sentence.tokens:
            if sentence.tokens[at].dep != "conj" or sentence.tokens[sentence.tokens[at].head].pos in ("VERB", "AUX"):
                break
            at = sentence.tokens[at].head
        return at

    def _is_location(self, sentence: Sentence, head: int) -> bool:
        return _preposition(sentence, head) in _PLACE_PREPOSITIONS


def _titles_joined(read: list[tuple[Candidate, Composition | None]]) -> list[tuple[Candidate, Composition | None]]:
    """Where the parser cut a title from its name (*Prime Minister | Ana Lund*), the title is the person too."""
    persons = [(c, found) for c, found in read if found is not None and found.person]
    joined = []
    for candidate, found in read:
        if found is not None and not found.person and found.role is not None and found.kind == "person":
            owner = next(
                (said for c, said in persons if c.low <= candidate.low and candidate.high <= c.head and c is not candidate),
                None,
            )
            found = owner or found
        joined.append((candidate, found))
    return joined


def _apposed(sentence: Sentence, head: int, known: dict[int, Composition | None]) -> Composition | None:
    """What an apposition to a person's name says of the person."""
    token = sentence.tokens[head]
    near = [c.i for c in kids(sentence, head, ("appos",))] + ([token.head] if token.dep == "appos" else [])
    for i in near:
        said = known.get(i)
        if said is not None and not said.person and said.role is not None and said.known:
            return said
    return None


def _alias(sentence: Sentence, at: int) -> str | None:
    """The name after *alias*, *nicknamed*, *known as* that follows a person's name at once."""
    words = [t.text for t in sentence.tokens[at : at + 8]]
    lower = [w.lower() for w in words]
    for cue in (["alias"], ["aka"], ["nicknamed"], ["known", "as"], ["dubbed"]):
        for skip in (0, 1):
            if lower[skip : skip + len(cue)] == cue and (not skip or words[0] in (",", "(", "also")):
                rest = words[skip + len(cue) :]
                rest = rest[1:] if rest and rest[0] in ('"', "'", "“", "``") else rest
                return rest[0] if rest and rest[0][:1].isupper() else None
    return None


def _not_a_person(sentence: Sentence, candidate: Candidate, found: Composition) -> bool:
    """Whether the name of an unknown is, to the tagger, no person's."""
    if found.titled or found.row is not None:
        return False
    labels = {t.ent for t in sentence.tokens[candidate.low : candidate.high] if t.text in found.person}
    return "PERSON" not in labels


def _preposition(sentence: Sentence, head: int) -> str:
    token = sentence.tokens[head]
    for _ in sentence.tokens:
        if token.dep != "conj":
            break
        token = sentence.tokens[token.head]
    above = sentence.tokens[token.head]
    return above.text.lower() if token.dep == "pobj" and above.pos in ("ADP", "SCONJ") else ""


def _subjectlike(sentence: Sentence, head: int) -> bool:
    token = sentence.tokens[head]
    for _ in sentence.tokens:
        if token.dep != "conj":
            break
        token = sentence.tokens[token.head]
    return token.dep in SUBJECTS


def _expletive(sentence: Sentence, token: Token) -> bool:
    """*It was the first time that ..., it is clear that ...*."""
    verb = sentence.tokens[token.head]
    if token.dep not in SUBJECTS or verb.lemma not in ("be", "seem", "appear", "remain", "take", "turn"):
        return False
    return any(True for t in kids(sentence, verb.i, ("ccomp", "xcomp", "advcl", "attr", "acomp", "relcl")))


def _gender(found: Composition | None) -> str:
    phrase = found.role.phrase if found is not None and found.role is not None else ""
    if phrase.endswith(
        ("woman", "women", "queen", "princess", "mother", "wife", "widow", "nun", "actress", "lady", "daughter", "sister")
    ):
        return "f"
    return "m" if phrase.endswith(("man", "king", "prince", "father", "husband", "monk", "pope", "son", "brother")) else ""


def _is_state(referent: Referent, entity: Entity) -> bool:
    return bool(entity.code) and entity.code not in BODIES and not entity.sector


def _is_group(phrase: str, referent: Referent, entity: Entity) -> bool:
    if referent.kind in ("name", "body") and phrase in referent.words.split():
        return True
    return referent.kind == "name" and bool(entity.identifier_text and entity.sector) and not referent.person


def _kind_of(found: Composition | None, entities: tuple[Entity, ...]) -> str:
    if found is not None:
        return found.kind
    return "person" if any(e.office for e in entities) else "name" if any(e.sector for e in entities) else "country"


def _rewritten(entities: tuple[Entity, ...], text: str) -> tuple[Entity, ...]:
    return tuple(replace(e, entity_text=text) for e in entities)


def _joined(referents: Sequence[Referent], text: str) -> tuple[Entity, ...] | None:
    return tuple(e for r in referents for e in r.entities) or None


def _state(entity: Entity, text: str) -> Entity:
    """The country of an entity."""
    return Entity(entity_text=text, code=entity.code, identifier_text=entity.identifier_text if not entity.sector else None)
