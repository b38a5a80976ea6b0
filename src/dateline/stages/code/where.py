"""Where an event took place, from the strongest evidence down: the act's own words, a place whose owner is known, the host of a
visit, what another sentence says of the same event, the dateline, the country in which a court or the story's towns are, the
one country of its sides, that of those whom others attack, and the one that the story is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from dateline.records import Entity, Event, EventLocation, Mention, MentionKind, Place, Reason, Status
from dateline.stages.code.acts import Act
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import VERB_TAGS, infinitive, is_time
from dateline.stages.code.parties import FORCES, ORGANISATIONS
from dateline.text import tree

# Events that happen to somebody somewhere: their objects and directions are places too ("attacked Kyiv", "flew to Cairo").
DIRECTED = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "CONSULT", "RETREAT", "AID"})
# Events that happen somewhere, in the body: where the story was filed, and where who does it lives, is worth something.
BODILY = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE"})
# What is done where whoever does it is: a court frees, a clerk fines, teachers go back to work.
SEATED = frozenset({"SANCTION", "CONCEDE"})
# How clauses hang together that a sentence tells in a row.
IN_A_ROW = frozenset({"ROOT", "conj", "ccomp", "parataxis"})
# What happens on the spot, where the rest of its story does.
ON_THE_SCENE = BODILY | {"RETREAT"}
# Events of which two sentences with the same sides nearly always tell the same one.
MEETINGS = frozenset({"CONSULT"})
# Modes of events that happen in no one place.
NOWHERE = frozenset({"phone"})
# With which a protest names its opponent, not its place.
AIMED = frozenset({"against", "of", "over"})
# What is said or decided of something that is or happens elsewhere: "denounced the plans in the West Bank".
SAID_OF = frozenset({"ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN", "AGREE"})
# Of which types a preposition says whom it was aimed at, or where it came from ("help from Wellington landed on Tanna").
NOT_THERE = {"PROTEST": AIMED, "AID": frozenset({"from"})}
# How many records of its story apart two may tell one event.
REACH = 30
# Classes of the things that stand somewhere, and of which their owner's country says where.
STANDING = ("building", "settlement", "streets", "campus", "border", "political_body")
OWN_WORDS = "the event's own words"
HOST = "the host of the visit"
SAME_EVENT = "another sentence on the same event"
DATELINE = "the dateline"
HOME = "the one country of its sides"
SETTING = "the country of the towns that its story names"
THEIRS = "the country of those to whom it was done"
FOCUS = "the country that its story is about"

_DEFINITE = re.compile(r"\b(?:the|this|that|these|those)(?: [\w-]+){0,2} $", re.IGNORECASE)


def location(
    act: Act,
    graph: Graph,
    places: Iterable[Place],
    mentions: Mapping[int, Mention],
    dateline: Place | None,
    setting: Place | None = None,
    focus: Entity | None = None,
) -> tuple[EventLocation | None, str]:
    """Returns where `act` took place, or None, and what that rests on; `dateline` is where its story was filed, `setting` a
    place in the country in which nearly all the towns lie that the story names, `focus` the state that it is about."""
    named = {t.i: place for place in places for t in graph.tokens if t.start < place.end and place.start < t.end}
    own = (
        _own_words(act, graph, named) or _seat(act, graph, named) or _owned(act, graph, mentions) or _opening(act, graph, named)
    )
    if own is not None:
        return own, OWN_WORDS
    if (host := _host(act)) is not None:
        return host, HOST
    # A story is filed from where its reporter is: that tells the state, and the town only if the act was *here*.
    if dateline is not None and act.status not in (Status.HISTORICAL, Status.HYPOTHETICAL):
        if _on_the_spot(act, graph):
            return as_location(dateline), DATELINE
        if _at_home(act, dateline):
            return _state_of(dateline), DATELINE
    if (bench := _bench(act)) is not None:
        return bench, HOME
    if setting is not None and _on_the_scene(act, setting.code):
        return _state_of(setting), SETTING
    if (home := _home(act, setting, focus)) is not None:
        return home, HOME
    if (theirs := _theirs(act, focus)) is not None:
        return theirs, THEIRS
    strangers = {p.entity.code for p in act.sides} - {None, focus.code if focus is not None else None}
    if setting is None and focus is not None and not strangers and _on_the_scene(act, focus.code):
        return _country(focus), FOCUS
    return None, HOME


def lend_places(events: Sequence[Event]) -> Iterator[Event]:
    """Yields the records of one story; one whose own words name no place has that of the nearest on the same event."""
    for at, event in enumerate(events):
        if _has_own_place(event) or NOWHERE & set(event.mode):
            yield event
            continue
        near = [*reversed(events[max(0, at - REACH) : at]), *events[at + 1 : at + 1 + REACH]]
        said = next((other for other in near if _has_own_place(other) and _same(event, other)), None)
        if said is None:
            yield event
            continue
        reasons = (*(r for r in event.reasons if r.field != "event_loc"), Reason(field="event_loc", rule=SAME_EVENT))
        yield replace(event, event_loc=said.event_loc, reasons=reasons)


def as_location(place: Place) -> EventLocation:
    """Returns the place as an event's location."""
    return EventLocation(
        text=place.text,
        name=place.name,
        code=place.code,
        lat=place.lat,
        lon=place.lon,
        geonameid=place.geonameid,
        resolution=place.resolution,
    )


def _state_of(place: Place) -> EventLocation:
    return replace(as_location(place), name=None, lat=None, lon=None, geonameid=None, resolution=1)


def _own_words(act: Act, graph: Graph, places: Mapping[int, Place]) -> EventLocation | None:
    if not places:
        return None
    hosts = _hosts(act, graph)
    if (told := _antecedent(tree.first_conjunct(graph.sentence, hosts[-1]), graph, places)) is not None:
        return as_location(told)
    sided = frozenset(graph.lexicon.words("place_or_side")) - NOT_THERE.get(act.event, frozenset())
    near = {*act.tokens, _done_for(act, graph)}
    for loose in (None, sided) if act.event in DIRECTED else (None,):
        for host in hosts:
            held = (
                host in near or not act.nominal
            ) and act.event not in SAID_OF  # "talks caused alarm in Lima": there was alarm
            if (loose is None or host in near) and (place := _below(host, graph, places, loose, objects=held)):
                return as_location(place)
    if act.event not in BODILY:
        return None
    named = [place for p in act.sides if (place := _below(p.token, graph, places, None))]
    return as_location(named[0]) if named else None


def _seat(act: Act, graph: Graph, places: Mapping[int, Place]) -> EventLocation | None:
    """Where whoever does what is done at home sits or works ("teachers in Basra went back to work"); so of courts."""
    at_home = (p for p in act.actor if act.event in SEATED or p.entity.sector == "JUD")
    hosts = (p.token for p in at_home if p.entity.sector != "GOV")  # "the government in Lima" is Peru's, wherever it acts
    found = next((place for host in hosts if (place := _below(host, graph, places, None))), None)
    return None if found is None else as_location(found)


def _opening(act: Act, graph: Graph, places: Mapping[int, Place]) -> EventLocation | None:
    """The place that opens the sentence, of all that it tells in a row: "In Yerevan, some threw bottles; officers used gas"."""
    first = graph.tokens[0]
    if not places or first.dep != "prep" or first.text.lower() not in graph.lexicon.words("place") or act.event not in DIRECTED:
        return None
    phrase = tree.subtree(graph.sentence, first.i, without=tree.CLAUSES)
    after = graph.tokens[phrase[-1] + 1 : phrase[-1] + 2]
    above = [*tree.ancestors(graph.sentence, tree.clause_head(graph.sentence, act.token))]
    clauses = (graph.tokens[tree.clause_head(graph.sentence, act.token)], *above)
    in_a_row = all(t.dep in IN_A_ROW for t in clauses)
    told = any(row.operator == "speech" for t in above for row in graph.matches.get(t.i, ()))
    found = [places[i] for i in phrase if i in places]
    if not found or told or not in_a_row or not after or after[0].text != ",":
        return None
    return as_location(max(found, key=lambda p: p.resolution or 0))


def _bench(act: Act) -> EventLocation | None:
    """The country of the court that does something: courts sit at home."""
    courts = [p.entity for p in act.actor if p.entity.sector == "JUD" and _state(p.entity)]
    return _country(courts[0]) if len({e.code for e in courts}) == 1 and len(courts) == len(act.actor) else None


def _on_the_scene(act: Act, country: str | None) -> bool:
    """Whether an act was one in the body among people of the country that its story is set in, or of nobody knows which."""
    away = {"withdraw", "visit"} & set(act.modes)  # from abroad, as a rule
    if act.event not in ON_THE_SCENE or away or act.status in (Status.HISTORICAL, Status.HYPOTHETICAL):
        return False
    sides = (act.actor,) if _faces(act) else (act.recipient, act.actor)
    codes = [{p.entity.code for p in side if p.entity.code} for side in sides]
    return next((found for found in codes if found), {country}) == {country}


def _on_the_spot(act: Act, graph: Graph) -> bool:
    """Whether an act's own words say that it was where the story was filed: *here, in the capital*."""
    below = (t for host in _hosts(act, graph) for t in tree.kids(graph.sentence, host, ("advmod", "prep")))
    told = (t if t.dep == "advmod" else tree.kid(graph.sentence, t.i, ("pobj", "pcomp")) for t in below)
    return any(t is not None and t.text.lower() in graph.lexicon.words("on_the_spot") for t in told)


def _antecedent(clause: int, graph: Graph, places: Mapping[int, Place]) -> Place | None:
    """The place that a clause tells of: *Sfax, where police stormed the rooms*."""
    token = graph.tokens[clause]
    where = any(t.text.lower() == "where" for t in tree.kids(graph.sentence, clause, ("advmod",)))
    if not where or token.dep != "relcl":
        return None
    # "marched in Lima on Saturday, where": parsers hang the clause on the day
    day = token.head if is_time(graph.tokens[token.head]) else None
    verb = None if day is None else tree.clause_head(graph.sentence, day)
    return places.get(token.head) if verb is None else _below(verb, graph, places, None)


def _hosts(act: Act, graph: Graph) -> list[int]:
    hosts = [act.token, *sorted(act.tokens - {act.token})]
    if act.behind is not None and graph.tokens[act.behind].dep == "prep":
        return hosts  # "met him in Male a week after the trip": the verb is of the other event
    found = (*hosts, tree.clause_head(graph.sentence, act.token), _done_for(act, graph))
    return list(dict.fromkeys(i for i in found if i is not None))


def _done_for(act: Act, graph: Graph) -> int | None:
    """The verb of what was done to do an act: "drove tractors into Zaragoza to protest"."""
    token = graph.tokens[act.token]
    return token.head if token.dep == "advcl" and not act.purpose and infinitive(graph.sentence, token.i) else None


def _below(
    host: int, graph: Graph, places: Mapping[int, Place], loose: frozenset[str] | None, *, objects: bool = True
) -> Place | None:
    """The finest place in a locative phrase of `host` or, if asked for, of its objects; where `loose` is given, also with its
    words, and among the objects."""
    hosts = [host]
    if objects and graph.tokens[host].pos in VERB_TAGS:
        hosts += graph.objects(host)
    found: list[Place] = []
    for h in hosts:
        for prep in tree.kids(graph.sentence, h, ("prep", "advmod", "prt")):
            if loose is not None and prep.text.lower() == "out":  # "pulled out of Chad"
                found += [
                    places[j]
                    for p in tree.kids(graph.sentence, prep.i, ("prep",))
                    for j in graph.prep(prep.i, p.text.lower())
                    if j in places
                ]
            if prep.dep == "advmod" and prep.i in places:  # "killed nine villagers there"
                found.append(places[prep.i])
            if prep.text.lower() in (graph.lexicon.words("place") if loose is None else loose):
                below = (j for j in tree.subtree(graph.sentence, prep.i, without=tree.CLAUSES) if j in places)
                found += [places[j] for j in below if not _aimed_at(graph, j, prep.i) and _directly(graph, j, prep.i)]
        if loose is not None and h != host:
            owners = [t.i for t in tree.kids(graph.sentence, h, ("poss",)) if t.i in places]
            if owners and graph.tokens[h].lemma not in _standing(graph):
                owners = []  # "struck Kharkiv's power station", not "attacked Kyiv's envoy"
            found += [places[j] for j in (h, *owners) if j in places]
    return max(found, key=lambda p: p.resolution or 0, default=None)


def _directly(graph: Graph, i: int, prep: int) -> bool:
    """Whether place `i` is that of a locative phrase, or around it, and of nothing that it only speaks of: *in a reference to
    the war in Chad*."""
    above = takewhile(lambda t: t.i != prep, tree.ancestors(graph.sentence, i))
    words = [t.text.lower() for t in above if t.pos == "ADP"]
    known = (graph.lexicon.words("place"), graph.lexicon.words("place_or_side"), ("of",))
    return all(word != "to" and any(word in some for some in known) for word in words)


def _aimed_at(graph: Graph, i: int, prep: int) -> bool:
    """Whether a place is what an act below a locative phrase is aimed at: *in protest against the pact with Ecuador*."""
    above = takewhile(lambda t: t.i != prep, tree.ancestors(graph.sentence, i))
    return any(t.text.lower() == "against" for t in above)


def _standing(graph: Graph) -> frozenset[str]:
    """The words for what stands somewhere."""
    return frozenset().union(*(graph.lexicon.word_class(name) for name in STANDING)) - graph.lexicon.words("abroad")


def _owned(act: Act, graph: Graph, mentions: Mapping[int, Mention]) -> EventLocation | None:
    """The country of a building or body in a locative phrase: *outside the finance ministry, in the Chilean capital*."""
    standing = _standing(graph)
    for host in _hosts(act, graph):
        for prep in tree.kids(graph.sentence, host, ("prep",)):
            if prep.text.lower() not in graph.lexicon.words("place"):
                continue
            for noun in tree.kids(graph.sentence, prep.i, ("pobj",)):
                near = (noun.i, *(t.i for t in tree.kids(graph.sentence, noun.i, ("poss", "amod", "compound"))))
                said = [mentions[i] for i in near if i in mentions and mentions[i].kind is not MentionKind.PRONOUN]
                found = next((e for m in said for e in m.entities if _state(e)), None)
                beside = prep.text.lower() == "near" and noun.lemma in graph.lexicon.word_class("border")
                if (
                    found is not None and noun.lemma in standing and not beside
                ):  # "near the Venezuelan border" is on either side
                    return _country(found)
    return None


def _host(act: Act) -> EventLocation | None:
    """The one state that is visited."""
    if "visit" not in act.modes or len({p.entity.code for p in act.recipient}) != 1:
        return None
    host = act.recipient[0].entity
    return _country(host) if _state(host) and host.code not in {p.entity.code for p in act.actor} else None


def _faces(act: Act) -> bool:
    """Whether who does it faces another state from home: troops, and who closes a border."""
    return act.event == "MOBILIZE" or ("restrict" in act.modes and all(p.is_kind("state") for p in act.recipient))


def _at_home(act: Act, dateline: Place) -> bool:
    """Whether an act may have happened where the story was filed: in the country of whom it was done to, else of who did it."""
    if act.event not in BODILY:
        return False
    sides = (act.actor,) if _faces(act) else (act.recipient, act.actor)
    codes = [{p.entity.code for p in side if p.entity.code} for side in sides]
    known = next((found for found in codes if found), None)
    return known is None or dateline.code in known


def _home(act: Act, setting: Place | None, focus: Entity | None) -> EventLocation | None:
    """The country of who protests, yields or punishes at home, or of an arrest or attack between people of one, where nothing
    says it was elsewhere."""
    sides = act.actor if act.actor and (act.event in ("PROTEST", "SANCTION") or _faces(act)) else act.sides
    codes = {p.entity.code for p in sides if p.entity.code}
    if len(codes) != 1 or not _is_local(act, codes, focus):
        return None
    if setting is not None and setting.code not in codes and not act.actor:
        return None  # "two French tourists were arrested", in a story set in Iran
    return next((_country(p.entity) for p in sides if _state(p.entity)), None)


def _is_local(act: Act, codes: set[str], focus: Entity | None) -> bool:
    """Whether what people of one country do among themselves happens in it."""
    among = bool(act.actor and act.recipient) and all(p.entity.code for p in act.sides)
    if act.event in ("PROTEST", "COERCE") or (act.event == "ASSAULT" and among):
        return True
    if act.event in SEATED:
        return (
            bool(act.actor)
            and all(p.is_official() or not p.entity.sector for p in act.actor)
            and not {"withdraw", "discontinue"} & set(act.modes)
        )
    told = act.event in ON_THE_SCENE and act.status is not Status.HYPOTHETICAL
    return told and focus is not None and focus.code in codes


def _theirs(act: Act, focus: Entity | None) -> EventLocation | None:
    """The country of those whom the forces of another state or nobody knows who attacks, unless they may well be abroad, as
    soldiers and migrants."""
    codes = {p.entity.code for p in act.recipient}
    if act.event != "ASSAULT" or len(codes) != 1 or codes & {p.entity.code for p in act.actor}:
        return None
    whom = act.recipient[0].entity
    at_home = whom.sector not in ("MIL", "GOV", "REF") or (focus is not None and focus.code == whom.code)
    forces = bool(act.actor) and all(p.entity.sector in FORCES or not p.entity.code for p in act.actor)
    return _country(whom) if _state(whom) and at_home and forces else None


def _state(entity: Entity) -> bool:
    return entity.code is not None and entity.code not in ORGANISATIONS


def _country(entity: Entity) -> EventLocation:
    return EventLocation(text=entity.entity_text, code=entity.code, resolution=1)


def _has_own_place(event: Event) -> bool:
    rules = [r.rule for r in event.reasons if r.field == "event_loc"]
    return event.event_loc is not None and not {DATELINE, HOME, SETTING, THEIRS, FOCUS} & set(rules)


def _same(event: Event, other: Event) -> bool:
    """Whether two records seem to tell one event: type, sides, status and day agree, and, unless it is a meeting, the words of
    `event` take up what was told (*the attack*)."""
    if event.event != other.event or event.status is not other.status or not _sides(event) or _sides(event) != _sides(other):
        return False
    if event.date and other.date and (event.date > (other.enddate or other.date) or (event.enddate or event.date) < other.date):
        return False
    before = event.text[: event.predicate[0] - event.text_info.start]
    return event.event[0] in MEETINGS or bool(_DEFINITE.search(before))


def _sides(event: Event) -> frozenset[str]:
    sides = (*event.actor, *event.recipient)
    return frozenset(e.code for e in sides if e.code) or frozenset(e.entity_text.lower() for e in sides)
