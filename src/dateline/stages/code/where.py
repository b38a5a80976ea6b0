"""Where an act took place: a place named by the act's own words, else the host country of a visit."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.records import EventLocation, Place
from dateline.stages.code.acts import Act
from dateline.stages.code.graph import VERB_TAGS, Graph
from dateline.text import tree

# Events that happen to somebody somewhere: their objects and directions are places too ("attacked Kyiv", "flew to Cairo").
BODILY = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "CONSULT", "RETREAT", "AID"})


def location(act: Act, graph: Graph, places: Iterable[Place]) -> EventLocation | None:
    """Returns where `act` took place, or None."""
    by_token = {j: place for place in places for j in _tokens(graph, place)}
    if not by_token:
        return None
    hosts = [act.token, *sorted(act.tokens - {act.token})]
    clause = tree.clause_head(graph.sentence, act.token)
    if clause not in hosts:
        hosts.append(clause)
    for strict in (True, False) if act.event in BODILY else (True,):
        for host in hosts:
            if (strict or host in act.tokens) and (place := _below(host, graph, by_token, strict)):
                return as_location(place)
    return None


def _tokens(graph: Graph, place: Place) -> list[int]:
    return [t.i for t in graph.tokens if t.start < place.end and place.start < t.end]


def _below(host: int, graph: Graph, places: dict[int, Place], strict: bool) -> Place | None:
    """The finest place in a locative phrase of `host` or of its objects."""
    hosts = [host]
    if graph.tokens[host].pos in VERB_TAGS:
        hosts += graph.objects(host)
    found: list[Place] = []
    for h in hosts:
        for prep in tree.kids(graph.sentence, h, ("prep", "advmod", "prt")):
            if prep.text.lower() in graph.lexicon.words("place") or (
                not strict and prep.text.lower() in graph.lexicon.words("place_or_side")
            ):
                found += [places[j] for j in tree.subtree(graph.sentence, prep.i, without=tree.CLAUSES) if j in places]
        if not strict and h in places and h != host:
            found.append(places[h])
    return max(found, key=lambda p: p.resolution or 0, default=None)


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
