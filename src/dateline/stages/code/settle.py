"""From what a sentence's predicates tell to what happened: auxiliary rules, and one act for each event told."""

from __future__ import annotations

from dataclasses import replace

from dateline.ontology.predicates import Lexicon
from dateline.records import Status
from dateline.stages.code.acts import Act, any_akin
from dateline.stages.code.parties import Party, unique, without
from dateline.stages.code.roles import RECIPROCAL

HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST"})
# Types that two sides do to each other in turn.
DIRECTED = frozenset({"SUPPORT", "AID", "ACCUSE", "REQUEST", "REJECT"})
# Types of which a sentence tells as many deeds as it tells of people to whom they are done.
PARTED = frozenset({"COERCE", "SANCTION", "RETREAT", "AID"})
COOPERATIVE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})


def settle(acts: list[Act], lexicon: Lexicon) -> list[Act]:
    """Returns the acts of one sentence after PLOVER's auxiliary rules, with one act for each event told."""
    return _merge([_auxiliary(act, lexicon) for act in acts if not _stands(act, lexicon)])


def _stands(act: Act, lexicon: Lexicon) -> bool:
    """Tells whether an act is only named as what goes on all the time ("Mexican exports to the United States are worth"),
    which nobody begins, raises, promises or stops."""
    return act.nominal and not act.light and not act.governed and act.row.trigger in lexicon.words("standing_trade")


def _auxiliary(act: Act, lexicon: Lexicon) -> Act:
    """What is yet to come: cooperation ahead is AGREE, a retreat ahead CONCEDE, conflict announced THREATEN (plover.yaml,
    auxiliary_rules: a type that already means "type and auxiliary" stands alone)."""
    if act.status is not Status.FUTURE:
        return act
    if act.event in COOPERATIVE:
        return _announced(act, "AGREE", [], "future cooperation is AGREE")
    if act.event == "RETREAT":
        return _announced(act, "CONCEDE", [], "future retreat is CONCEDE")
    if act.actor and not act.purpose and act.event in HOSTILE:
        threat = lexicon.compose("threat", act.event, act.modes[0] if act.modes else "")
        if threat is not None and threat.event:
            return _announced(act, threat.event, [threat.mode] if threat.mode else [], "announced conflict is THREATEN")
    return act


def _announced(act: Act, event: str, modes: list[str], rule: str) -> Act:
    """The act as the announcement that it is: its own day is not the day of what is announced."""
    if act.event == "CONSULT" and act.row.actor == (("obj",),):
        act = replace(act, actor=act.recipient, recipient=act.actor)  # "will receive the envoy": the host says so
    return replace(act, event=event, modes=modes, status=Status.ACTUAL, ahead=True, rules=[*act.rules, rule])


def _merge(acts: list[Act]) -> list[Act]:
    merged: list[Act] = []
    for act in acts:
        twin = next((m for m in merged if _same_event(m, act)), None)
        if twin is None:
            merged.append(act)
        else:
            merged[merged.index(twin)] = joined(twin, act)
    return merged


def _same_event(a: Act, b: Act) -> bool:
    if a.event != b.event or a.status != b.status or a.behind != b.behind:
        return False
    if a.event in RECIPROCAL:
        return not a.sides or not b.sides or any(_alike(p, q) for p in a.sides for q in b.sides)
    if a.event in DIRECTED and (any_akin(a.actor, b.recipient) or any_akin(b.actor, a.recipient)):
        return False  # "thanked it for the support": one goes one way, one the other
    if a.event == "ASSAULT" and (_turned(a, b) or _turned(b, a)):
        return False  # "troops who fought and were wounded"
    if a.event == "PROTEST" and (_is_riot(a) != _is_riot(b)):
        return False  # "during the march demonstrators threw stones"
    deeds = all(not act.nominal or act.light for act in (a, b))
    if a.modes and b.modes and a.modes[0] != b.modes[0] and deeds:
        return False  # "recalled its envoy and cut off aid, imposed a curfew and closed the border": two deeds of one type
    if deeds and _takes_others(a, b):
        return False  # "raided the village and abducted five": two deeds
    if deeds and a.event in PARTED and _are_others(a.recipient, b.recipient):
        return False  # "detained three mayors and remanded two officials"
    return _compatible(a.actor, b.actor) and _compatible(a.recipient, b.recipient)


def _is_riot(act: Act) -> bool:
    """Tells whether somebody is told to riot: by a verb, not by a noun for what goes on around him."""
    return act.modes[:1] == ["riot"] and not act.nominal and bool(act.actor)


def _turned(a: Act, b: Act) -> bool:
    """Tells whether all who act in `a` are those to whom `b` is done."""
    return bool(a.actor) and not b.actor and {p.token for p in a.actor} <= {p.token for p in b.recipient}


def _takes_others(a: Act, b: Act) -> bool:
    """Tells whether one of two attacks takes people whom the other did not hit ("captured or killed" are the same)."""
    taken, hit = (a, b) if "abduct" in a.modes else (b, a)
    if "abduct" not in taken.modes or "abduct" in hit.modes:
        return False
    return bool(taken.recipient) and not {p.token for p in taken.recipient} & {p.token for p in hit.recipient}


def _are_others(a: list[Party], b: list[Party]) -> bool:
    """Tells whether two sides are called by other words at other places."""
    words = [{p.entity.entity_text.lower().rpartition(" ")[2] for p in side if p.direct} for side in (a, b)]
    return bool(words[0] and words[1]) and not words[0] & words[1] and not {p.token for p in a} & {p.token for p in b}


def _compatible(a: list[Party], b: list[Party]) -> bool:
    """Tells whether two sides can be one: one is empty, or all of the smaller are in the larger."""
    small, large = sorted((a, b), key=len)
    return all(any(_alike(p, q) for q in large) for p in small)


def _alike(p: Party, q: Party) -> bool:
    a, b = p.entity, q.entity
    if not p.known() or not q.known():
        return p.key == q.key
    return a.code == b.code and (a.sector == b.sector or not a.sector or not b.sector)


def joined(a: Act, b: Act) -> Act:
    """One act of two that tell one event: visitor and host win over "all took part"; the more specific mode comes first."""
    visit = next((x for x in (a, b) if "visit" in x.modes), None)
    if visit is not None:
        other = b if visit is a else a
        actor = visit.actor or other.actor
        hosts = without(unique([*other.actor, *other.recipient, *visit.recipient]), actor)
        named = {p.entity.code for p in hosts if p.entity.sector or p.person}
        recipient = [p for p in hosts if p.entity.sector or p.person or p.entity.code not in named]
    else:
        actor = (
            unique([*a.actor, *b.actor]) if a.event in RECIPROCAL else (a.actor if len(a.actor) >= len(b.actor) else b.actor)
        )
        recipient = max(a.recipient, b.recipient, key=lambda side: (len(side), any(p.entity.sector and p.direct for p in side)))
    modes = list(dict.fromkeys([*a.modes, *b.modes]))[:2]
    if "visit" in modes:
        modes = ["visit", *(m for m in modes if m != "visit")]
    first = b if a.nominal and not b.nominal else a
    return replace(
        first,
        actor=actor,
        recipient=without(recipient, actor),
        modes=modes,
        tokens=a.tokens | b.tokens,
        rules=list(dict.fromkeys([*a.rules, *b.rules])),
        speakers=a.speakers or b.speakers,
        nominal=a.nominal and b.nominal,
        light=a.light or b.light,
        joined=(*(a.joined or (a,)), *(b.joined or (b,))),
    )
