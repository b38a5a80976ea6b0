"""Why a record says what it says: for each field the entry, operator or table that gave it, and the words it read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline.ontology.predicates import Roles
from dateline.records import Mention, Reason, Span, Speaker, Status
from dateline.stages.code.acts import Act
from dateline.stages.code.graph import Graph
from dateline.stages.code.parties import Party
from dateline.stages.code.roles import in_role
from dateline.stages.code.sizes import Counted
from dateline.stages.code.when import When
from dateline.text import tree


def reasons_of(
    act: Act,
    graph: Graph,
    moment: When,
    mentions: Mapping[int, Mention],
    *,
    speakers: tuple[Speaker, ...],
    place: str | None,
    counts: Mapping[str, Counted],
    contexts: tuple[str, ...],
    confidence: str,
) -> tuple[Reason, ...]:
    """Returns the reasons of one record, in the order of its fields; spans are offsets of the page text."""
    return (
        *(Reason(field="event", rule=rule, span=_span(graph, act.token)) for rule in act.rules),
        *_sides("actor", act.actor, act.row.actor, act, graph, mentions),
        *_sides("recipient", act.recipient, act.row.recipient, act, graph, mentions),
        *([Reason(field="mode", rule=", ".join(act.modes) + " from " + act.rules[0])] if act.modes else []),
        Reason(field="status", rule=_status(act, moment)),
        *_date(moment),
        *_size(counts, graph),
        *_sources(act, speakers),
        *([Reason(field="event_loc", rule=place)] if place else []),
        *([Reason(field="context", rule="words of contexts.toml: " + ", ".join(contexts))] if contexts else []),
        Reason(field="confidence", rule=confidence),
    )


def _span(graph: Graph, i: int) -> Span:
    return graph.tokens[i].start, graph.tokens[i].end


def _sides(
    field: str, side: list[Party], roles: Roles, act: Act, graph: Graph, mentions: Mapping[int, Mention]
) -> Iterator[Reason]:
    """How each party came to its side: its role at the predicate, and how its words were resolved."""
    for party in side:
        role = _role(party, roles, act, graph)
        where = f"{role} of {graph.tokens[act.token].text}" if role else "by " + act.rules[-1]
        mention = mentions.get(party.token)
        how = "" if mention is None else f', {mention.kind} "{mention.text}"'
        known = party.entity.identifier_text or party.entity.code
        yield Reason(field=field, rule=where + how + (f" resolved to {known}" if known else ""), span=_span(graph, party.token))


def _role(party: Party, roles: Roles, act: Act, graph: Graph) -> str | None:
    """The role of the lexicon row in which `party` stands, or inside which it was found; None where none of them holds it."""
    for role in (role for choice in roles for role in choice):
        heads = in_role(graph, act.token, role, act.row.pos)
        if party.token in heads:
            return role
        if any(party.token in tree.subtree(graph.sentence, head) for head in heads):
            return f"inside {role}"
    return None


def _status(act: Act, moment: When) -> str:
    if act.status is Status.HISTORICAL and moment.past:
        return "historical: over more than a year before the story"
    if act.governed:
        return f"{act.status}: {act.rules[-1]}"
    return f"{act.status}: " + (
        "nothing qualifies it" if act.status is Status.ACTUAL else "auxiliaries, adverbs or conditions around it"
    )


def _date(moment: When) -> Iterator[Reason]:
    if moment.info.text:
        yield Reason(field="date", rule=f"{moment.info.text}: {moment.info.basis} {moment.info.value}")


def _size(counts: Mapping[str, Counted], graph: Graph) -> Iterator[Reason]:
    for kind, counted in counts.items():
        yield Reason(
            field="size", rule=f"{kind}: number with {graph.tokens[counted.token].text}", span=_span(graph, counted.token)
        )


def _sources(act: Act, speakers: tuple[Speaker, ...]) -> Iterator[Reason]:
    """What gave each link of the chain: an operator of the sentence, or a statement that holds the event."""
    own = {s.entity_text for s in act.speakers}
    for s in speakers:
        kind = "operator" if s.entity_text in own else "statement"
        yield Reason(field="attribution", rule=f"{kind}: {s.entity_text} ({s.cue or 'no cue'})")
