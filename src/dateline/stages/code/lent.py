"""To whom something is done where only the story says so: "Denmark halted its funding" in news of Uganda."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.ontology.actors import BODIES
from dateline.records import Entity, Mention
from dateline.stages.code.acts import Act
from dateline.stages.code.graph import Graph
from dateline.stages.code.parties import FORCES, Party

# The share of a story's mentions that the state has which the story is about. Of the records without a recipient in our own
# pages (evaluation/gold, dev and wire) and with one actor of another state, 12 of 14 of these types were done to that state.
LEAST_SHARE = 0.4
# How many mentions a story is about a state with: two are of one sentence.
LEAST_MENTIONS = 3
# Types that are done to another, and the modes of those that are so in these modes only.
DONE_TO = {
    "AID": frozenset[str](),
    "SANCTION": frozenset({"withdraw", "discontinue"}),
    "AGREE": frozenset[str](),
    "ASSAULT": frozenset[str](),
}
# What is given to somebody, so that who promises it promises it to somebody.
GIVEN = ("aid_goods", "gifts", "given_arms", "aid_flow", "money")


def focus_of(mentions: Iterable[Mention]) -> Entity | None:
    """Returns the state that most mentions of a story name, as most of them do, None where none is named by enough of them."""
    named = Counter(e for m in mentions for e in m.entities if e.code and e.code not in BODIES)
    codes: Counter[str | None] = Counter()
    for entity, count in named.items():
        codes[entity.code] += count
    code, most = next(iter(codes.most_common(1)), (None, 0))
    plain = (e for e, _ in named.most_common() if e.code == code and not e.sector and not e.office)
    return next(plain, None) if most >= max(LEAST_MENTIONS, LEAST_SHARE * codes.total()) else None


def lend_recipient(
    act: Act, graph: Graph, before: Sequence[Act], focus: Entity | None, mentions: Mapping[int, Mention]
) -> None:
    """Gives `act`, where its sentence names nobody to whom it is done, the state to which others did the like before, else the
    one that the story is about; another state does it."""
    if act.recipient or act.event not in DONE_TO or (act.event == "AGREE" and not _gives(act, graph)):
        return
    if DONE_TO[act.event] and not DONE_TO[act.event] & set(act.modes):
        return
    like = [a for a in reversed(before) if a.event == act.event] if act.event != "ASSAULT" else []
    whom = next((p.entity for a in like for p in a.recipient if p.entity.code), None) or focus
    if whom is None or not _is_foreign(act, whom) or any(p.entity.code == whom.code for a in like for p in a.actor):
        return
    own = {p.entity.code for p in act.actor}
    if {e.code for m in mentions.values() for e in m.entities if e.code} - BODIES - own - {whom.code}:
        return
    act.recipient = [Party(replace(whom, sector=None, other_sectors=()), act.token, False, False)]
    act.rules.append(f"the story, which is about {whom.code}")


def _is_foreign(act: Act, whom: Entity) -> bool:
    codes = {p.entity.code for p in act.actor}
    armed = act.event != "ASSAULT" or all(p.entity.sector in FORCES and p.entity.code not in BODIES for p in act.actor)
    return len(codes) == 1 and None not in codes and whom.code not in codes and armed


def _gives(act: Act, graph: Graph) -> bool:
    objects = [graph.tokens[i].lemma for i in graph.objects(act.token)]
    return any(not graph.lexicon.word_class(name).isdisjoint(objects) for name in GIVEN)
