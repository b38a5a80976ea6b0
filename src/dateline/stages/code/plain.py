"""What a row tells by itself at its predicate, before any operator makes something of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dateline.ontology.predicates import Predicate
from dateline.records import Status, Token
from dateline.stages.code.acts import Act, any_akin
from dateline.stages.code.clauses import opens_with
from dateline.stages.code.modality import status_of
from dateline.stages.code.parsed import VERB_TAGS, infinitive
from dateline.stages.code.parties import Parties, Party, without
from dateline.stages.code.recipients import Recipients
from dateline.stages.code.roles import in_role
from dateline.text import tree

# Sectors that act for their state: what is their country's is their own.
STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
# Modes of an attack about which a weapon that does it says more.
VAGUE = frozenset({"destroy", "explosives"})


class PlainActs:
    """Makes the acts that single rows of one sentence tell; `rows` are those that its predicates take, by token."""

    def __init__(self, parties: Parties, recipients: Recipients, rows: Mapping[int, Predicate]) -> None:
        self.graph = parties.graph
        self.lexicon = parties.graph.lexicon
        self.parties = parties
        self.recipients = recipients
        self.rows = rows

    def told(self, i: int, row: Predicate) -> Act:
        """Returns the act of `row` at predicate `i` by its words alone: its sides, status and tokens."""
        actor = self.parties.in_roles(i, row.actor, row.pos)
        recipient = others(self.recipients.of(i, row), actor)
        if faced := self.recipients.faced(i, row, actor):
            actor, recipient = [], faced
        words = {
            t.i for t in tree.kids(self.graph.sentence, i) if t.dep == "prt" or (t.lemma in row.words and t.pos in VERB_TAGS)
        }
        nominal = self.graph.is_noun(i)
        purpose = self._bare_purpose(i)
        light = self.graph.light_verb(i) if nominal else None
        status = status_of(self.graph, i)
        if ("not" in row.words and status is Status.NEGATED) or ("no" in row.words and status is Status.FUTURE):
            status = Status.ACTUAL  # the row tells what it is not to be allowed, or that there will be none
        return Act(
            token=i,
            row=row,
            event=row.event,
            modes=row.mode.split("+") if row.mode else [],
            actor=actor,
            recipient=recipient,
            status=status,
            rules=[row.id],
            tokens={i} | words | ({light} if light is not None else set()),
            nominal=nominal,
            light=light is not None and not self.graph.is_noun(light),
            purpose=purpose,
        )

    def _bare_purpose(self, i: int) -> bool:
        """Tells whether `i` is an infinitive of purpose or on a noun: it tells what somebody wanted, not what was done."""
        token = self.graph.tokens[i]
        head = self.graph.tokens[token.head]
        if token.tag == "VBG" and token.dep in ("acl", "advcl") and self._is_protest(head.i):
            return True  # "a march demanding": what a protest is about is no event beside it (plover rule "protest-topic")
        if token.pos not in VERB_TAGS or not infinitive(self.graph.sentence, i):
            return False
        if token.dep == "conj" and head.pos in VERB_TAGS:
            return self._bare_purpose(head.i)
        if self.graph.is_ranked(i):
            return False
        protests = {j for j, row in self.rows.items() if row.event == "PROTEST"}
        if token.dep == "advcl" and i in protests and token.head not in protests:
            return False  # "drove tractors into town to protest" tells the protest by what was done for it
        done = head.lemma in self.lexicon.words("motion") or self._takes_to(head)
        return token.dep in ("advcl", "acl", "relcl") and not done

    def _takes_to(self, verb: Token) -> bool:
        """Tells whether somebody takes to something to do what hangs on `verb`, and does it: not to the streets, which is a
        protest about it."""
        taken = verb.lemma in self.lexicon.words("taking_to") and bool(self.graph.prep(verb.i, "to"))
        return taken and not self._is_protest(verb.i)

    def _is_protest(self, i: int) -> bool:
        """Tells whether token `i` tells a protest: by the row it takes, and where it takes none by all rows that fit it."""
        taken = self.rows.get(i)
        return any(row.event == "PROTEST" for row in ((taken,) if taken is not None else self.graph.matches.get(i, ())))

    def event(self, i: int, row: Predicate) -> Act:
        """Returns the act of `row`, which is no operator, at predicate `i`: its type and mode also by the words around it."""
        act = self.told(i, row)
        suffers = any("subj" in choice for choice in row.recipient)  # "a helicopter came under fire"
        if act.event == "ASSAULT" and set(act.modes) <= VAGUE and not suffers:
            act.modes = self.by_weapon(in_role(self.graph, i, "subj")) or act.modes
        if act.event == "PROTEST" and self._shows(i):
            return replace(act, event="")
        if act.event == "PROTEST":
            act.actor = self.parties.as_people(act.actor)
            if all(p.direct and p.is_kind("state") for p in act.actor):
                act.actor = []  # "Tunisia saw protests": people protest, not states
        if act.event == "PROTEST" and act.nominal and not act.light:
            act.actor = [p for p in act.actor if not p.is_kind("force")]  # "police arrested two during a march"
        return self.tie_broken(act, i)

    def _shows(self, i: int) -> bool:
        """Tells whether verb `i` only says that something shows what its clause tells ("demonstrated that", not "in Lagos")."""
        if self.graph.tokens[i].lemma not in self.lexicon.words("showing"):
            return False
        words = ("that", "how", "why", "what", "whether")
        below = tree.kids(self.graph.sentence, i, ("ccomp",))
        return any(w.text.lower() in words for t in below for w in tree.kids(self.graph.sentence, t.i))

    def by_weapon(self, tokens: list[int]) -> list[str]:
        """Returns the mode of an attack with the first weapon among `tokens`."""
        modes = (self.lexicon.instruments[self.graph.tokens[j].lemma] for j in tokens if self.parties.is_weapon(j))
        return list(filter(None, modes))[:1]

    def tie_broken(self, act: Act, i: int) -> Act:
        """Returns the act as the tie-breakers have it by the words below predicate `i`, and of a noun below its light verb."""
        ties = [tie for tie in self.lexicon.tie_breakers if tie.event == act.event and (not tie.mode or tie.mode in act.modes)]
        if not ties:
            return act
        light = self.graph.light_verb(i) if act.nominal else None
        heads = [i] if light is None else [i, light]
        below = {j for head in heads for j in tree.subtree(self.graph.sentence, head, without=("conj", "relcl", "ccomp"))}
        below -= {j for head in heads for j in self._of_others(head)}
        near = {self.graph.tokens[j].lemma for j in below if act.nominal or j != act.token}  # "flooded the streets with police"
        doers = {self.graph.tokens[p.token].lemma for p in act.actor}
        for tie in ties:
            if tie.told_by(doers if tie.by else near) and (not tie.several or self.parties.several(act.actor)):
                modes = tie.becomes_mode.split("+") if tie.becomes_mode else []
                rules = [*act.rules, f"tie-breaker {tie.rule}"]
                if tie.keeps:
                    act.beside = replace(act, event=tie.becomes, modes=modes, rules=rules)
                    break
                act.event, act.modes, act.rules = tie.becomes, modes, rules
                if act.event == "AID" and not act.recipient:
                    act.recipient = without(self.recipients.below(i, act.actor), act.actor)
                break
        return act

    def _of_others(self, i: int) -> list[int]:
        """The words of the clauses below verb `i` that set others against it ("held drills, while Greece and Italy flew
        jointly")."""
        sentence = self.graph.sentence
        clauses = (t for t in tree.kids(sentence, i, ("advcl",)) if opens_with(self.graph, t.i, "contrasting"))
        return [j for t in clauses for j in tree.subtree(sentence, t.i)]


def of_one_side(one: Iterable[Party], two: Iterable[Party]) -> bool:
    """Tells whether two sides hold people of one country who also act for one: "its ministry", "its army", not "its rebels"."""
    two = list(two)
    pairs = [(_sector(p), _sector(q)) for p in one for q in two if any_akin([p], [q])]
    return any(a == b or not (a and b) or (a in STATE and b in STATE) for a, b in pairs)


def _sector(party: Party) -> str | None:
    """The sector of a party, None of people of whom no more is known than whose they are ("its men")."""
    return None if party.entity.sector == "UNK" else party.entity.sector


def others(recipient: list[Party], actor: list[Party]) -> list[Party]:
    """Returns the recipients that are not the actor itself; "France pledged Paris's support" names no other side, "the White
    House defended Biden's plan" does."""
    own = {p.entity.code for p in actor if p.entity.code and (p.entity.sector is None or p.entity.sector in STATE)}
    return [
        p
        for p in without(recipient, actor)
        if p.direct or p.person or p.entity.code not in own or (p.entity.sector is not None and p.entity.sector not in STATE)
    ]
