"""What the story adds to what a phrase says by itself: its owner, its person's introduction, the country the story is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.ontology.actors import BODIES, CountryForm, CountryWord
from dateline.ontology.names import fold
from dateline.ontology.references import References
from dateline.records import Entity, Sentence, Token
from dateline.stages.resolve.compose import former, from_rows, leader
from dateline.stages.resolve.composition import Composition
from dateline.stages.resolve.descriptions import stays_open
from dateline.stages.resolve.lent import lent, setting
from dateline.stages.resolve.people import Person
from dateline.stages.resolve.phrases import Candidate, apposed, first_of, is_subject, preposition
from dateline.stages.resolve.state import PLACE_PREPOSITIONS, Read, StoryState
from dateline.text.tree import SUBJECTS, kid, kids, undergoes

# Entity labels of what does not act.
_NO_ACTOR = frozenset("DATE TIME MONEY PERCENT QUANTITY ORDINAL CARDINAL EVENT WORK_OF_ART LAW LANGUAGE PRODUCT".split())  # noqa: SIM905
# Sectors that, with no country of their own, belong to the country the story is about.
_DOMESTIC = frozenset("UNK UAF GOV MIL COP LEG JUD SPY CVL REB PTY OPP MED EDU LAB AGR PRM CRM REL ELI BUS".split())  # noqa: SIM905
_ARMED_GROUPS = frozenset({"REB", "PRM", "CRM", "UAF"})


def complete(state: StoryState, candidate: Candidate, found: Composition | None) -> Composition | None:
    """Returns all that is known of whom a phrase names, None where it is no actor."""
    if found is None:
        return _open(state, candidate) or _unknown(state, candidate)
    if found.person:
        return _person(state, candidate, found)
    if found.kind == "quantity":
        return _measured(state, candidate)
    if found.kind in ("country", "people"):
        return _country(state, candidate, found)
    if found.kind == "facility" and state.tokens[candidate.head].dep not in ("dobj", "nsubjpass"):
        return None
    if found.rivals:
        found = _of_story(state, found)
    if found.role is not None:
        found = _named(state, candidate, _placed(state, candidate, found))
        if found.kind == "body" and not found.sector and (group := _armed_group(state, state.tokens[candidate.head])).sector:
            found = replace(found, sector=group.sector, lands=found.lands or group.lands)
    if found.kind == "equipment" and not found.lands:
        return replace(found, sector="UAF") if _acts(state, candidate) else None
    if found.known or found.name:
        return found
    if state.tokens[candidate.low].text.lower() == "no":
        return None
    return replace(found, kind="name") if stays_open(state, fold(state.written(candidate))) else None


def _of_story(state: StoryState, found: Composition) -> Composition:
    """A name that bodies of several states share: that of the state which the story names most, else of none."""
    codes = {row.code for row in found.rivals}
    code = max((c for c in codes if state.tally[c]), key=lambda c: state.tally[c], default=min(codes & BODIES, default=""))
    rows = [row for row in found.rivals if row.code == code]
    return replace(from_rows(rows, state.table, state.date), span=found.span) if rows else found


def _placed(state: StoryState, candidate: Candidate, found: Composition) -> Composition:
    """A role noun with its country: the owner's, the noun's before it, or the story's."""
    if not found.own_country:
        found = _owned(state, candidate, found)
    if not found.lands and (lands := _shared(state, candidate)):
        found = replace(found, lands=lands)
    domestic = (
        found.role is not None
        and (found.sector in _DOMESTIC or (found.sector == "JRN" and _suffers(state, candidate)))
        and found.role.weight != "national"
        and found.role.phrase not in state.references.envoys
        # Nobody's where nobody says whose: drones that hit a town are not the town's, *neighbouring countries* are no one's.
        and found.kind not in ("equipment", "states")
    )
    if not found.lands and found.role is not None and found.role.phrase in state.references.speaking_for:
        found = replace(found, lands=_spoken_for(state, candidate))
    if not found.lands and found.role is not None and found.role.phrase in state.references.envoys:
        found = replace(found, lands=_sent_by(state, candidate))
    if not found.lands and found.sector == "MIL" and (sender := _sender(state, candidate)):
        found = replace(found, lands=(state.land(sender),))
    if not found.lands and domestic and (code := lent(state, candidate, found)):
        found = replace(found, lands=(state.land(code),))
    if state.tokens[candidate.head].lemma == "settler":  # Israelis, where they settle the West Bank
        found = replace(
            found, lands=tuple(state.land(state.references.settlers.get(land.code, land.code)) for land in found.lands)
        )
    return found


def _sent_by(state: StoryState, candidate: Candidate) -> tuple[CountryWord, ...]:
    """Whose an envoy is whom a state summons or expels: that of the other state of the story."""
    verb = state.tokens[state.tokens[candidate.head].head]
    if not undergoes(state.here, candidate.head, state.references.hosting):
        return ()
    doer = kid(state.here, verb.i, ("nsubj",))
    host = state.heads.get(doer.i) if doer is not None else None
    other = state.discourse.other_than(host.codes, state.at) if host is not None and host.codes else None
    return (state.land(other.codes[0]),) if other is not None else ()


def _sender(state: StoryState, candidate: Candidate) -> str | None:
    """The state that sends or withdraws the forces which are the object of its verb."""
    token = state.tokens[candidate.head]
    verb = state.tokens[token.head]
    if token.dep != "dobj" or verb.lemma not in state.references.sending:
        return None
    subject = kid(state.here, verb.i, SUBJECTS)
    sender = state.heads.get(subject.i) if subject is not None else None
    return sender.codes[0] if sender is not None and len(sender.codes) == 1 and sender.codes[0] not in BODIES else None


def _spoken_for(state: StoryState, candidate: Candidate) -> tuple[CountryWord, ...]:
    """Of whom an unnamed spokesman speaks: the state or organisation that does what he says (*the union will pay, a spokesman
    said*)."""
    speech = state.tokens[candidate.head].head
    for verb in kids(state.here, speech, ("ccomp",)):
        subject = kid(state.here, verb.i, SUBJECTS)
        said = state.heads.get(subject.i) if subject is not None and verb.i < speech else None
        if said is not None and len(said.codes) == 1:
            return (state.land(said.codes[0]),)
    return ()


def _named(state: StoryState, candidate: Candidate, found: Composition) -> Composition:
    """A role noun with the name of its bearer beside it: *his sister, Ana Lund*."""
    near = {c.i for c in kids(state.here, candidate.head, ("appos",))}
    if not near:
        return found
    if found.kind != "person":
        return _named_body(state, candidate, found, near)
    for other, said in state.read:
        person = state.people.match(said.person) if other.head in near and said is not None and said.person else None
        if person is None:
            continue
        who, vague = person.who, found.weak or found.sector in ("CVL", "UNK", "")
        return replace(
            found,
            lands=found.lands or who.lands,
            sector=who.sector or found.sector if vague else found.sector,
            others=who.others if vague and who.sector else found.others,
            name=who.name or person.name,
            wikidata=who.wikidata,
            office=found.office or who.office,
        )
    return found


def _named_body(state: StoryState, candidate: Candidate, found: Composition, near: set[int]) -> Composition:
    """A noun such as *group* or *agency* with its name right after it, with no comma: it is whom the name names."""
    for other, said in state.read:
        if other.head in near and other.low == candidate.high and said is not None and said.row is not None:
            stated = found.lands if said.row.code == "MNC" and found.own_country else ()
            return replace(
                found,
                lands=stated or said.lands or found.lands,
                sector=said.sector or found.sector,
                others=said.others or found.others,
                name=said.name or found.name,
                wikidata=said.wikidata or found.wikidata,
            )
    return found


def _owned(state: StoryState, candidate: Candidate, found: Composition) -> Composition:
    """A role noun takes the country of whom it belongs to: *its army*, *Silva's government*."""
    owner, role = state.owner(candidate.head), found.role
    if owner is None or not owner.entities or role is None:
        return found
    lands = tuple(state.land(e.code) for e in owner.entities[:2] if e.code)
    sector = found.sector
    if role.weight == "national" and not sector and lands:
        sector = role.sector
    if (found.weak or not sector) and not owner.person:
        sector = owner.entities[0].sector or sector
    others = _side(owner.entities[0]) if sector == "PTY" and owner.person and not found.others else found.others
    return replace(found, lands=lands or found.lands, sector=sector, others=others, own_country=bool(lands))


def _side(leader: Entity) -> tuple[str, ...]:
    """Whether somebody's party governs or opposes."""
    sectors = (leader.sector, *leader.other_sectors)
    return next(((side,) for side in ("OPP", "GOV") if side in sectors and "ELI" not in sectors), ())


def _shared(state: StoryState, candidate: Candidate) -> tuple[CountryWord, ...]:
    """The country of the noun before, where one adjective stands for both: *the Omani army and police*."""
    token = state.tokens[candidate.head]
    if token.dep != "conj" or any(state.tokens[i].pos == "DET" for i in range(candidate.low, candidate.head)):
        return ()
    before = next((found for other, found in state.read if other.head == token.head), None)
    return before.lands if before is not None and before.own_country and before.role is not None else ()


def _measured(state: StoryState, candidate: Candidate) -> Composition | None:
    """*Dozens of soldiers* are soldiers."""
    for prep in kids(state.here, candidate.head, ("prep",)):
        inner = {t.i for t in kids(state.here, prep.i, ("pobj",))} if prep.text.lower() == "of" else set()
        for other, found in state.read:
            if other.head in inner and found is not None and found.kind != "quantity":
                return complete(state, other, found)
    return None


def _acts(state: StoryState, candidate: Candidate) -> bool:
    """Whether a thing does something: it is a subject, not of a passive, or an agent."""
    above = state.tokens[state.tokens[candidate.head].head]
    return first_of(state.here, candidate.head).dep in SUBJECTS - {"nsubjpass"} or above.dep == "agent"


def _suffers(state: StoryState, candidate: Candidate) -> bool:
    """Whether something is done to somebody: *took two stations off the air* speaks of stations at home."""
    return first_of(state.here, candidate.head).dep in ("dobj", "nsubjpass")


def _country(state: StoryState, candidate: Candidate, found: Composition) -> Composition:
    """A capital is its government where it acts or something is its own, and a place after *in*."""
    if found.lands[0].form is not CountryForm.CAPITAL:
        return found
    if preposition(state.here, candidate.head) in PLACE_PREPOSITIONS:
        return replace(found, kind="place")
    acts = is_subject(state.here, candidate.head) or state.tokens[candidate.head].dep == "poss"
    return replace(found, sector="GOV") if acts else found


def _open(state: StoryState, candidate: Candidate) -> Composition | None:
    """A description that the story does not resolve, kept by its words."""
    if candidate.modifier or state.tokens[candidate.low].text.lower() not in ("the", "both"):
        return None
    return Composition(kind="name") if stays_open(state, fold(state.written(candidate))) else None


def _unknown(state: StoryState, candidate: Candidate) -> Composition | None:
    """A name that no table has: of a city its country, of a person or organisation the name alone."""
    token = state.tokens[candidate.head]
    if token.pos not in ("PROPN", "NOUN") or candidate.phrase is None or not token.text[:1].isupper():
        return None
    name = " ".join(t.text for t in state.tokens[candidate.low : candidate.high] if t.pos == "PROPN" or t.i == token.i)
    if (person := state.people.match(name)) is not None:
        return _known(person, Composition(person=person.name, kind="person"))
    if token.pos == "PROPN" and (city := _struck(state, candidate, name)) is not None:
        return Composition(lands=(city,), kind="country", name=name)
    if token.ent in _NO_ACTOR or token.pos != "PROPN":
        return None
    placed = preposition(state.here, candidate.head) in PLACE_PREPOSITIONS
    if (placed or token.ent in ("GPE", "LOC", "FAC")) and (city := state.table.city(name, state.codes)):
        return Composition(lands=(city,), kind="place" if placed else "country", name=name)
    if candidate.modifier:
        return None
    said = apposed(state.here, candidate.head, state.read)
    if said is not None and said.kind == "body":
        return replace(said, kind="name", name=name)
    if token.ent not in ("ORG", "NORP"):
        return None
    found = replace(_armed_group(state, token), kind="name", name=name)
    # a body of a state is not the state
    lands = () if found.lands else _stated(state, candidate)
    return replace(found, lands=lands, sector=found.sector or "UNK", own_country=True) if lands else found


def _struck(state: StoryState, candidate: Candidate, name: str) -> CountryWord | None:
    """The country of a city that something is done to which is done to places (*shelled Quetta*), whatever the parser takes its
    name for; of what may be somebody's name only one in a country that the story names."""
    if not undergoes(state.here, candidate.head, state.references.moving):
        return None
    city = state.table.city(name, state.codes)
    return city if city is not None and (state.tokens[candidate.head].ent != "PERSON" or city.code in state.codes) else None


def _stated(state: StoryState, candidate: Candidate) -> tuple[CountryWord, ...]:
    """The country that stands before a name: *Oman's Lund Group, the Omani Lund Group*."""
    first = candidate.low + (state.tokens[candidate.low].pos == "DET")
    before = (said for other, said in state.read if other.low == first and other.head < candidate.head)
    return next((said.lands[:1] for said in before if said is not None and said.kind in ("country", "people")), ())


def _armed_group(state: StoryState, token: Token) -> Composition:
    """What its rebels or fighters say of an unknown group: *rebels of the Lund Front*."""
    above = state.tokens[token.head]
    members = state.heads.get(above.head) if token.dep == "pobj" and above.text.lower() in ("of", "from") else None
    entity = members.entities[0] if members is not None and members.entities else None
    if entity is None or entity.sector not in _ARMED_GROUPS:
        return Composition()
    return Composition(lands=(state.land(entity.code),) if entity.code else (), sector=entity.sector)


def _person(state: StoryState, candidate: Candidate, found: Composition) -> Composition:
    """A person, with what the story says first, the table second."""
    known = state.people.match(found.person)
    if known is not None and not (found.titled and found.lands and found.sector):
        found = _known(known, found)
        # Nobody's namesake whom the story calls by another first name.
        if not found.lands and found.sector == "GOV" and len(known.words) == 1:
            found = leader(found, state.table, state.date)  # *the two presidents, Biden and Lula*
        if found.lands or not found.sector:
            return found
        found = _homed(state, candidate, found)
        known.who = replace(known.who, lands=found.lands)
        return found
    if not found.known and " " not in found.person and not _honoured(state, candidate):
        found = leader(found, state.table, state.date)
    if found.titled and not found.lands:
        found = _homed(state, candidate, found)
    if found.own_country and not found.sector:
        found = replace(found, sector="UNK")  # somebody of a state is not the state
    return found if found.name else replace(found, name=found.person)


def _homed(state: StoryState, candidate: Candidate, found: Composition) -> Composition:
    """A person in office with the country of whom the office belongs to, else of the story."""
    if (owner := state.owner(candidate.head)) is not None:
        return replace(found, lands=tuple(state.land(code) for code in owner.codes[:1]))
    code = setting(state, found) if found.sector in _DOMESTIC else None
    return replace(found, lands=(state.land(code),)) if code and code not in _counterparts(state) else found


def _counterparts(state: StoryState) -> set[str]:
    """The countries of counterparts in the sentence, of which the other one is not (*met his Tajik counterpart*)."""
    words = state.references.counterpart | state.references.comrades
    found = (said for other, said in state.read if said is not None and state.tokens[other.head].lemma in words)
    return {land.code for said in found for land in said.lands}


def _honoured(state: StoryState, candidate: Candidate) -> bool:
    """*Mr Brown* is somebody of the story, not the leader of that name."""
    before = state.tokens[candidate.head - 1] if candidate.head else None
    role = state.table.role(before.text) if before is not None else None
    return role is not None and role.kind == "honorific"


def _known(person: Person, found: Composition) -> Composition:
    """A mention of somebody the story knows; what the mention itself says comes first."""
    who = person.who
    person.count += 1
    own = found.titled and not found.weak and bool(found.sector)
    return replace(
        found,
        lands=found.lands or who.lands,
        sector=found.sector if own else who.sector or found.sector,
        others=found.others if own else who.others,
        office=found.office or who.office,
        role=found.role or who.role,
        name=who.name or found.name or person.name,
        wikidata=found.wikidata or who.wikidata,
    )


def introduce(state: StoryState, sentence: Sentence, read: Read) -> None:
    """Adds the persons that a sentence introduces: by full name, with title, apposition and alias."""
    for candidate, found in read:
        if found is None or not found.person:
            continue
        said = described(state, sentence, candidate.head, read)
        if " " not in found.person and not found.titled and (said is None or said.kind != "person"):
            continue
        if said is not None and not (found.sector and found.lands):
            found = _with(found, said)
        person = state.people.introduce(found.person, found, gender_of(sentence, candidate, found, state.references))
        if (alias := _alias(sentence, candidate.high, state.references.aliases)) is not None:
            state.people.also_known_as(alias, person)


def gender_of(sentence: Sentence, candidate: Candidate, found: Composition, words: References) -> str:
    """Returns f or m by the title or the given name of a person, else by the noun that says what he or she is; else nothing."""
    titles = [t.text.lower().rstrip(".") for t in sentence.tokens[candidate.low : candidate.high] if t.text not in found.person]
    name = fold(found.name or found.person).split()
    given = [" ".join(name[:2]), name[0]] if len(name) > 1 and found.animate else []
    phrase = found.role.phrase if found.role is not None else ""
    noun = "f" if phrase.endswith(words.women) else "m" if phrase.endswith(words.men) else ""
    return next((words.genders[word] for word in (*titles, *given) if word in words.genders), noun)


def described(state: StoryState, sentence: Sentence, head: int, read: Read) -> Composition | None:
    """Returns what an apposition to the name at token `head`, or a clause about it, says of its bearer."""
    return apposed(sentence, head, read) or _predicated(state, sentence, head, read)


def _predicated(state: StoryState, sentence: Sentence, head: int, read: Read) -> Composition | None:
    """What a clause says that the person at token `head` is or was: *who was Peru's envoy until 2019, Lund is a judge*."""
    verbs = [t for t in kids(sentence, head, ("relcl",)) if (kid(sentence, t.i, SUBJECTS) or t).tag == "WP"]
    if sentence.tokens[head].dep in SUBJECTS:
        verbs.append(sentence.tokens[sentence.tokens[head].head])
    for verb in verbs:
        noun = _complement(state, sentence, verb)
        if noun is None or kid(sentence, verb.i, ("neg",)) is not None:
            continue
        said = next((said for other, said in read if other.head == noun and said is not None), None)
        if said is not None and said.kind == "person" and said.role is not None and said.sector and not said.person:
            over = verb.tag == "VBD" or any(t.text.lower() == "had" for t in kids(sentence, verb.i, ("aux",)))
            return former(said) if over else said
    return None


def _complement(state: StoryState, sentence: Sentence, verb: Token) -> int | None:
    """The noun that says what the subject of a verb is: of *is a judge, served as a judge*."""
    if verb.lemma == "be":
        noun = kid(sentence, verb.i, ("attr",))
    else:
        as_ = next((t for t in kids(sentence, verb.i, ("prep",)) if t.text.lower() == "as"), None)
        noun = kid(sentence, as_.i, ("pobj",)) if as_ is not None and verb.lemma in state.references.serving else None
    return noun.i if noun is not None else None


def introduce_apposed(state: StoryState, candidate: Candidate, found: Composition | None) -> None:
    """Adds what is known of a person only now that the noun beside the name has its country: *its envoy, Ana Lund*."""
    if found is None or found.person or not found.known:
        return
    token = state.tokens[candidate.head]
    near = {c.i for c in kids(state.here, candidate.head, ("appos",))} | ({token.head} if token.dep == "appos" else set())
    for other, said in state.read:
        if other.head in near and said is not None and " " in said.person and not (said.sector and said.lands):
            state.people.introduce(said.person, _with(said, found))


def _with(person: Composition, said: Composition) -> Composition:
    return replace(
        person,
        lands=person.lands or said.lands,
        sector=person.sector or said.sector,
        others=person.others or said.others,
        office=person.office or said.office,
        role=person.role or said.role,
    )


def _alias(sentence: Sentence, at: int, cues: Sequence[tuple[str, ...]]) -> str | None:
    """The name after *alias*, *nicknamed*, *known as* that follows a person's name at once."""
    words = [t.text for t in sentence.tokens[at : at + 8]]
    lower = tuple(w.lower() for w in words)
    for cue in cues:
        for skip in (0, 1):
            if lower[skip : skip + len(cue)] == cue and (not skip or lower[0] in (",", "(", "also")):
                rest = [w for w in words[skip + len(cue) :] if w not in ('"', "'", "“", "``")]
                return rest[0] if rest and rest[0][:1].isupper() else None
    return None
