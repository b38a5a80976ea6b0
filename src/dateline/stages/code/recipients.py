"""Whom a predicate's act is done to, where its row says so and where the sentence says it in another way."""

from __future__ import annotations

from itertools import takewhile

from dateline.ontology.predicates import Predicate, Roles
from dateline.stages.code.acts import any_akin
from dateline.stages.code.clauses import conditions
from dateline.stages.code.content import content_heads
from dateline.stages.code.harm import harmed
from dateline.stages.code.nouns import modifiers
from dateline.stages.code.parsed import VERB_TAGS, infinitive
from dateline.stages.code.parties import Parties, Party, unique, without
from dateline.stages.code.roles import in_role
from dateline.text import tree

# Types that are done to somebody: the one other country that stands below their predicate is whom.
AIMED = frozenset({"AID", "ASSAULT", "SANCTION", "COERCE", "ACCUSE", "SUPPORT", "THREATEN"})
# Types that are about what others did, whose other side is who did it.
JUDGING = frozenset({"ACCUSE", "SUPPORT"})
# Types of what is done to others; who is arrested or helped is more often of those who did it, or of whom it is judged well.
HARMING = frozenset({"ASSAULT", "SANCTION"})
# Where a fight names the other side.
FOUGHT = ("obj", "with", "against")
# A side of rows that leave it to nobody, or to whoever says so.
NOBODY = ((),)


class Recipients:
    """Finds the other side of the predicates of one sentence."""

    def __init__(self, parties: Parties) -> None:
        self.graph = parties.graph
        self.lexicon = parties.graph.lexicon
        self.parties = parties
        self._found: dict[tuple[int, int], list[Party]] = {}

    def of(self, i: int, row: Predicate) -> list[Party]:
        """Returns the parties in the row's recipient roles at predicate `i`; for help, else whom its purpose names, else the
        one other country below."""
        # Asked for each condition of a row. By the row itself, which its graph holds: to hash one takes longer than to ask.
        key = (i, id(row))
        if key not in self._found:
            self._found[key] = self._of(i, row)
        return self._found[key]

    def _of(self, i: int, row: Predicate) -> list[Party]:
        found = self.parties.in_roles(i, self._roles(i, row), row.pos)
        if row.pos == "n" and not found and row.recipient != NOBODY:
            found = self.parties.at(in_role(self.graph, i, "iobj", "n"))  # "gave Argentina its backing"
        if row.event == "ASSAULT" and row.pos == "v" and (hurt := self._harmed(i, row)):
            return hurt
        if row.event == "ASSAULT" and not any(p.known() for p in found) and (crowd := self._dispersed(i, row)):
            return crowd
        if row.event == "MOBILIZE" and not found:
            found = self.parties.at(self._against(i)) or self._across(i, row)
            if found:
                return found
        if row.event == "ASSAULT" and row.pos == "n" and not found:
            found = self._where_it_was(i, row)
        # Who withdraws leaves a place, who surrenders gives up men or arms of their own.
        if row.event == "RETREAT" and row.mode not in ("withdraw", "disarm") and not found and row.pos == "v":
            return self.parties.at(self.graph.objects(i))
        if row.recipient == NOBODY and self.parties.in_roles(i, row.actor, row.pos):
            return []
        if row.event == "ACCUSE" and row.pos == "v" and not found:
            found = self._complained_of(i, row)
        if row.event == "REQUEST" and row.pos == "n" and not found:
            found = self.parties.at(self._to_do_it(i))
        if row.event == "AGREE" and not found:
            found = self._promised_to(i, row)
        if row.event not in AIMED or any(p.known() and p.direct for p in found) or (found and row.event != "AID"):
            return found
        aimed = self.below(i, self.parties.in_roles(i, row.actor, row.pos))
        if aimed and row.event in JUDGING:
            suffering = self._done_to_below(i)
            aimed = [p for p in aimed if p.token not in suffering]
        return aimed or found

    def _roles(self, i: int, row: Predicate) -> Roles:
        """The recipient roles of a row; *by* after a passive says who did it, so that whose the thing was stands in the thing
        itself ("a request by Lima was refused by Bonn")."""
        by = ("by",)
        done = row.pos == "v" and len(row.recipient) > 1 and self.graph.passive(i) and any("subj" in c for c in row.actor)
        return tuple(("obj",) if choice == by else choice for choice in row.recipient) if done else row.recipient

    def faced(self, i: int, row: Predicate, actor: list[Party]) -> list[Party]:
        """Who of the sides of a fight are only those whom nobody named fights: "a pact to fight the Greeks"."""
        if row.event != "ASSAULT" or row.pos != "v" or row.recipient != NOBODY or ("subj", "obj", "with") not in row.actor:
            return []
        subjects = set(in_role(self.graph, i, "subj", "v"))
        fought = {j for role in FOUGHT for j in in_role(self.graph, i, role, "v")}
        return [] if any(p.token in subjects or p.token not in fought for p in actor) else actor

    def below(self, i: int, actor: list[Party]) -> list[Party]:
        """Whom an act is aimed at where no role says so: whom its purpose helps, else the one other country below it."""
        own = {p.entity.code for p in actor}
        if helped := [p for p in self._meant(i, "help") if p.entity.code not in own]:
            return helped
        below = tree.subtree(self.graph.sentence, i, without=("relcl", "conj", "ccomp", "nsubj", "advcl"))
        seen = (t for t in tree.kids(self.graph.sentence, i, ("acl",)) if t.lemma in self.lexicon.words("getting_hold"))
        onlookers = {j for t in seen for j in tree.subtree(self.graph.sentence, t.i)}
        others = unique(
            p
            for j in below
            if j > i and j not in onlookers and not self._at_edge(j)
            for p in self.parties.at([j])
            if p.entity.code and p.entity.code not in own
        )
        return others if len({p.entity.code for p in others}) == 1 else []

    def on_condition(self, i: int) -> list[Party]:
        """Whom a threat or refusal is for where the condition of clause `i` says so ("unless the junta frees them")."""
        held = conditions(self.graph, tree.clause_head(self.graph.sentence, i))
        return unique(p for t in held for p in self.parties.at(self.graph.subjects(t.i)))

    def asked(self, i: int) -> list[Party]:
        """Who is to do what the clause below predicate `i` says ("demanded that Madrid take over")."""
        asked = content_heads(self.graph, i, ("ccomp", "xcomp"))
        return [p for j in asked for p in self.parties.at(self.graph.subjects(j)) if p.known() or p.person]

    def answered(self, i: int) -> list[Party]:
        """Whose question or request is meant where somebody refuses to do something about it ("to answer MPs")."""
        return self.parties.at(
            [*self.graph.objects(i), *(j for word in ("to", "with", "from") for j in self.graph.prep(i, word))]
        )

    def _done_to_below(self, i: int) -> set[int]:
        """Those to whom is done what predicate `i` is about: who condemns *the attack on Mali* says nothing of Mali."""
        nouns = (j for j in tree.subtree(self.graph.sentence, i) if j != i and self.graph.is_noun(j))
        told = [(j, row) for j in nouns for row in self.graph.matches.get(j, ()) if row.pos == "n" and row.event in HARMING]
        suffering = {k for j, row in told for k in self._named_by(j, row.recipient)}
        return suffering - {k for j, row in told for k in self._named_by(j, row.actor)}

    def _where_it_was(self, i: int, row: Predicate) -> list[Party]:
        """Who is hit by an attack that is only said to have been there ("the Kharkiv offensive", "Chad saw heavy fighting")."""
        if seen := self.parties.at(self.parties.witnesses(i)):
            return seen
        return [] if row.recipient == NOBODY else self.parties.at(self.parties.scenes(i), "mod")

    def _named_by(self, i: int, roles: Roles) -> set[int]:
        """The tokens of the phrases that name noun `i`'s parties in `roles`."""
        heads = {p.token for p in self.parties.in_roles(i, roles, "n")}
        return {k for head in heads for k in tree.subtree(self.graph.sentence, head)}

    def _harmed(self, i: int, row: Predicate) -> list[Party]:
        """Whom an attack without an object hurt where the verb says so that its clause explains ("died when police fired"); of
        weapons, which come from elsewhere, only people of another country than theirs."""
        actor = self.parties.in_roles(i, row.actor, row.pos)
        if any(p.known() for p in without(self.parties.at(self.graph.objects(i)), actor)):
            return []
        own = {p.entity.code for p in actor if self.parties.is_weapon(p.token)}
        return [p for p in self.parties.at(harmed(self.graph, i)) if p.known() and p.entity.code not in own]

    def _complained_of(self, i: int, row: Predicate) -> list[Party]:
        """Who does what the clause of a complaint says ("complained that the rebels had stopped its lorries"), or whose it is
        ("condemned what it called Chad's support for them")."""
        actor = self.parties.in_roles(i, row.actor, row.pos)
        free = [j for j in content_heads(self.graph, i, ("ccomp",)) if self._is_free(j)]
        called = [k for j in free for k in self.graph.objects(j) if self.graph.tokens[k].tag != "WP"]
        found = self.parties.at(called) if free else self.asked(i)
        return [p for p in found if p.known() and not any_akin([p], actor)]

    def _to_do_it(self, i: int) -> list[int]:
        """Who is to do what noun `i` asks for, where parsers hang them on it ("a call for Lima to free them")."""
        asked = [t.i for t in tree.kids(self.graph.sentence, i, ("acl",)) if infinitive(self.graph.sentence, t.i)]
        return [j for j in self.graph.prep(i, "for") if any(j < k for k in asked)]

    def _promised_to(self, i: int, row: Predicate) -> list[Party]:
        """Whom somebody promises to do something for ("pledged to pay the doctors their wages")."""
        actor = self.parties.in_roles(i, row.actor, row.pos)
        done = [j for j in content_heads(self.graph, i, ("xcomp", "acl")) if infinitive(self.graph.sentence, j)]
        given = self.parties.at([k for j in done for k in self.graph.indirect_objects(j)])
        found = given or self.parties.at([k for j in done for k in self.graph.objects(j)])
        return without((p for p in found if p.known() and p.direct and not p.is_kind("force")), actor)  # not "to send troops"

    def _is_free(self, j: int) -> bool:
        """Tells whether clause `j` is what somebody calls something ("what it called an insult")."""
        return any(t.tag == "WP" for t in tree.kids(self.graph.sentence, j, ("dobj", "oprd", "nsubj")))

    def _dispersed(self, i: int, row: Predicate) -> list[Party]:
        """The crowd against which something is fired or used ("used water cannon to clear the square of students")."""
        light = self.graph.light_verb(i) if row.pos == "n" else i
        return [] if light is None else [p for p in self._meant(light, "dispersing") if p.known()]

    def _against(self, i: int) -> list[int]:
        """Against whom something is got ready, however deep its purpose says so ("sent troops for a war against Kuwait")."""
        below = tree.subtree(self.graph.sentence, i, without=("relcl", "conj", "ccomp", "nsubj"))
        return [k for j in below if j > i for k in self.graph.prep(j, "against")]

    def _across(self, i: int, row: Predicate) -> list[Party]:
        """Whom forces face at an edge of a country: "to its border with Rwanda", "along the Kyrgyz frontier"."""
        below = tree.subtree(self.graph.sentence, i, without=("relcl", "conj", "ccomp", "nsubj", "nsubjpass"))
        edges = [j for j in below if j > i and self.graph.tokens[j].lemma in self.lexicon.words("edges")]
        behind = [k for j in edges for k in (*self.graph.prep(j, "with"), *modifiers(self.graph, j), *self.graph.prep(j, "of"))]
        actor = self.parties.in_roles(i, row.actor, row.pos)
        found = [p for p in self.parties.at(behind) if p.is_kind("state") and not any_akin([p], actor)]
        return found[:1] if actor else []

    def _at_edge(self, i: int) -> bool:
        """Tells whether token `i` only says where a border or coast runs ("near the border with Nigeria")."""
        nouns = (self.graph.tokens[i], *tree.ancestors(self.graph.sentence, i))
        return any(t.lemma in self.lexicon.words("edges") for t in takewhile(lambda t: t.pos not in VERB_TAGS, nouns))

    def _meant(self, i: int, words: str) -> list[Party]:
        """Whom a purpose names whose verb is in a list of the grammar ("sent planes to support Mali", "fired gas to disperse
        miners")."""
        hosts = [i, *self.graph.objects(i)]
        clauses = [t for host in hosts for t in tree.kids(self.graph.sentence, host, ("advcl", "xcomp", "acl", "relcl"))]
        purposes = [t for t in clauses if t.lemma in self.lexicon.words(words) and infinitive(self.graph.sentence, t.i)]
        return unique(p for t in purposes for p in self.parties.at(self.graph.objects(t.i)))
