"""Operators compose: the predicates of one sentence become acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dateline.ontology.predicates import Lexicon, Predicate
from dateline.records import Speaker, Stance, Status
from dateline.stages.code.acts import SPOKEN, Act, any_akin
from dateline.stages.code.apart import behind, stretches
from dateline.stages.code.graph import NOUN_TAGS, RECIPROCAL, VERB_TAGS, Graph
from dateline.stages.code.modality import combine, is_necessary, may, status_of, will_not
from dateline.stages.code.parties import Parties, Party, unique, without
from dateline.stages.code.recipients import NOBODY, Recipients
from dateline.stages.code.screen import is_dated
from dateline.stages.code.settle import joined
from dateline.stages.code.taken_up import takes_up
from dateline.text import tree

# Sectors that act for their state: what is their country's is their own.
STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
# Types that citizens, too, address to those who govern.
ADDRESSED = frozenset({"SUPPORT", "AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
# Operators whose content may stand before them: "Aid may stop, a diplomat warned".
FRONTED = frozenset({"speech", "threat", "hedge"})
# Modes of an attack about which a weapon that does it says more.
VAGUE = frozenset({"destroy", "explosives"})
# The kinds that a side is as a whole: see `Composer._are`.
TOGETHER = frozenset({"several", "foreign", "alone", "thing"})
# Types by which somebody says what they think of what was done, and those of what may be done.
REACTIONS = frozenset({"SUPPORT", "ACCUSE"})
DEEDS = frozenset({"RETREAT", "CONCEDE", "AID", "ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})
REFUSABLE = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
# Types that may be threatened with a condition: "may expel envoys if".
THREATENED = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST"})


class Composer:
    """Turns the predicates of one sentence into acts."""

    def __init__(self, graph: Graph, parties: Parties, lexicon: Lexicon) -> None:
        self.graph = graph
        self.parties = parties
        self.lexicon = lexicon
        self.recipients = Recipients(graph, parties, lexicon)
        self.muted: set[int] = set()
        self._passing = graph.passing | lexicon.words("light_noun")
        self.rows = self._choose_rows()
        self.inside = {i: self._inner(i, row, self.rows) for i, row in self.rows.items() if row.operator}

    def acts(self) -> list[Act]:
        """The acts of the sentence, each once, in order of their predicates; purposes and conditions are marked `aside`."""
        held = {j for i, inner in self.inside.items() for j in inner if j != i}
        # A gerund fused with its object holds it only where something holds the gerund ("threatening letters" are letters).
        claimed = {j for i, inner in self.inside.items() for j in inner if j != i and (i in held or not self.graph.fused(i))}
        claimed |= {i for i in self.rows if self.graph.fused(i)}  # "visiting officials" tells of no visit
        claimed |= {
            j for i, row in self.rows.items() if not row.operator for j in self._own_words(i, row) if not self._is_apart(j, row)
        }
        found = [self._refused(act) for i in sorted(self.rows) if i not in claimed for act in self._interpret(i, frozenset())]
        found = [a for act in found for a in (act, act.beside) if a is not None and a.event]
        found = self._without_preparations([self._aimed(act, found) for act in found])
        found = self._without_topics(self._results_joined(found))
        parted = stretches(self.graph)
        for act in found:
            stretch = behind(self.graph, parted, act.token)
            act.behind = stretch.word if stretch is not None else None
        return [replace(act, aside=act.purpose or self._conditional(act.token)) for act in found]

    def _owners(self, act: Act) -> list[Party]:
        """Whose the fight is that an act would end: "its war with Ethiopia"."""
        held = [t.i for i in act.tokens | act.content for t in tree.kids(self.graph.sentence, i, ("poss",))]
        return self.parties.at(held)

    def _without_preparations(self, acts: list[Act]) -> list[Act]:
        """The acts without deployments told as part of an attack (plover rule "mobilise-in-attack")."""
        kept = []
        for act in acts:
            attack = next((a for a in acts if self._is_for(a, act)), None) if act.event == "MOBILIZE" else None
            if attack is None:
                kept.append(act)
                continue
            attack.purpose = False
            attack.modes = attack.modes or self._by_weapon(self.graph.objects(act.token))
        return kept

    def _is_for(self, attack: Act, act: Act) -> bool:
        """Tells whether an act is told as part of an attack ("deployed tanks in an attack", "sent troops to attack")."""
        if attack.event != "ASSAULT" or not any_akin(act.actor, attack.actor) or self.rows[attack.token].recipient == NOBODY:
            return False  # "sent police to fight gangs": no fight is told yet
        token = self.graph.tokens[attack.token]
        if attack.nominal:
            return token.dep == "pobj" and self.graph.tokens[token.head].text.lower() in ("in", "during")
        return attack.purpose and token.head in (act.token, *self.graph.objects(act.token))

    def _by_weapon(self, tokens: list[int]) -> list[str]:
        """The mode of an attack with the first weapon among `tokens`."""
        modes = (self.lexicon.instruments[self.graph.tokens[j].lemma] for j in tokens if self.parties.is_weapon(j))
        return list(filter(None, modes))[:1]

    def _results_joined(self, acts: list[Act]) -> list[Act]:
        """Attacks without what they did beside: "killed nine, injuring eight" tells one; so does "hurt in a gas attack"."""
        by_token = {act.token: act for act in acts if act.event == "ASSAULT"}
        joined_on: set[int] = set()
        for act in by_token.values():
            token = self.graph.tokens[act.token]
            if token.tag == "VBG" and token.dep in ("advcl", "conj") and token.head in by_token:
                main = by_token[token.head]
                main.recipient, main.tokens = unique([*main.recipient, *act.recipient]), main.tokens | act.tokens
                joined_on.add(act.token)
            elif act.nominal and (harm := self.graph.harm_in(act.token)) is not None and harm in by_token:
                main = by_token[harm]
                main.actor, main.modes = main.actor or act.actor, main.modes or act.modes
                main.recipient, main.tokens = main.recipient or act.recipient, main.tokens | act.tokens
                joined_on.add(act.token)
        return [act for act in acts if act.token not in joined_on or act.event != "ASSAULT"]

    def _without_topics(self, acts: list[Act]) -> list[Act]:
        """The acts without what a protest is in protest at (plover rule "protest-topic")."""
        protests = {act.token for act in acts if act.event == "PROTEST"}

        def is_topic(act: Act) -> bool:
            token = self.graph.tokens[act.token]
            return act.event == "ACCUSE" and token.dep == "pobj" and self.graph.tokens[token.head].head in protests

        return [act for act in acts if not (act.nominal and is_topic(act))]

    def _aimed(self, act: Act, acts: list[Act]) -> Act:
        """A threat, demand or refusal that names no other side is aimed at whom the verb beside it is aimed at
        ("accused Athens and threatened to recall its envoy")."""
        head = self.graph.tokens[act.token]
        if act.recipient or act.event not in SPOKEN or head.dep != "conj":
            return act
        beside = next((a for a in acts if a.token == head.head and a.event in SPOKEN and a.recipient), None)
        same = beside is not None and {p.key for p in beside.actor} == {p.key for p in act.actor}
        return replace(act, recipient=without(beside.recipient, act.actor)) if beside is not None and same else act

    def _conditional(self, i: int) -> bool:
        """Tells whether predicate `i` stands in an if-clause: a condition is no event beside what depends on it."""
        chain = [self.graph.tokens[i], *tree.ancestors(self.graph.sentence, i)]
        return any(t.dep == "advcl" and self.graph.is_condition(t.i) for t in chain)

    def _own_words(self, i: int, row: Predicate) -> set[int]:
        """Nouns that the pattern of `row` asked for at predicate `i`: they tell the same event, not one of their own."""
        words = set()
        if row.objects and row.pos != "n":
            words |= {j for j in self.graph.objects(i) if any(self.graph.tokens[j].lemma in allowed for allowed in row.objects)}
        for prep, allowed in row.prep_objects:
            words |= {j for j in self.graph.prep(i, prep) if self.graph.tokens[j].lemma in allowed}
        words |= {t.i for t in tree.kids(self.graph.sentence, i) if t.text.lower() in row.words}
        return words & self.rows.keys() - {i}

    def _is_apart(self, j: int, row: Predicate) -> bool:
        """Tells whether noun `j`, which the pattern of `row` asked for, tells a deed of its own beside what is said of it: one
        with a day or with whoever did it ("welcomed the release of two teachers by Iran last Thursday")."""
        own = self.rows[j]
        if own.pos != "n" or own.operator or row.event not in REACTIONS or own.event not in DEEDS:
            return False
        doers = self.parties.at(self.graph.role(j, "by", "n"))
        return any(p.known() for p in doers) or is_dated(j, self.graph)

    # --- which row a predicate takes ----------------------------------------------------------------------------

    def _choose_rows(self) -> dict[int, Predicate]:
        chosen: dict[int, Predicate] = {}
        # Operators need to know which tokens below them are predicates, so rows are chosen from the leaves up.
        for i in sorted(self.graph.matches, key=self._depth, reverse=True):
            rows = [(row, self._inner(i, row, chosen) if row.operator else []) for row in self.graph.matches[i]]
            # An operator that holds an event says more than its bare pattern ("welcomed the president to visit"), the rows of a
            # noun more than those of its verb.
            rows.sort(key=lambda pair: (pair[0].lent, -(pair[0].specificity + bool(pair[1]))))
            told = [
                (row, inner)
                for row, inner in rows
                if not (
                    row.operator and not inner and (not row.event or not self._has_content(i, row)) and not self._asked(i, row)
                )
                and not (row.specificity <= 0 and self._hands_over(i, chosen))
            ]
            fitting = (
                row for public in (False, True) for row, inner in told if self._meets(i, row, chosen, inner, public=public)
            )
            if row := next(fitting, None):
                chosen[i] = row
            elif row := next((row for row, inner in rows if any(self.graph.light_verb(j) != i for j in inner)), None):
                chosen[i] = row  # whoever demands or promises it, what stands inside has not happened by that
                self.muted.add(i)
        return chosen

    def _hands_over(self, i: int, chosen: dict[int, Predicate]) -> bool:
        """Tells whether verb `i` is only the light verb of an event noun ("received help")."""
        token = self.graph.tokens[i]
        return (
            token.pos in VERB_TAGS
            and token.lemma in self.lexicon.words("light")
            and any(j in chosen and not chosen[j].operator for j in self.graph.objects(i))
        )

    def _depth(self, i: int) -> float:
        """How deep token `i` stands; a noun under a light verb above what else hangs on the verb, which may be its content."""
        light = self.graph.light_verb(i) if self.graph.tokens[i].pos in NOUN_TAGS else None
        depth = sum(1 for _ in tree.ancestors(self.graph.sentence, i if light is None else light))
        return depth if light is None else depth + 0.5

    def _meets(self, i: int, row: Predicate, chosen: dict[int, Predicate], inner: list[int], *, public: bool) -> bool:
        """Tells whether the sides of `row` at predicate `i` are of the kinds it asks for; an operator's may be those inside.
        With `public`, what is done in public affairs counts as political."""
        for side, kind in row.requires:
            if side == "actor" and not kind.startswith("!") and self._told_by_noun(i, row, chosen):
                continue
            wanted, kind = not kind.startswith("!"), kind.lstrip("!")
            if side == "object":
                if self._object_is(i, kind) != wanted:
                    return False
                continue
            if side == "content":
                if not inner if kind == "event" else self._holds_something(i):
                    return False
                continue
            if side == "recipient" and kind == "any" and any(takes_up(self.graph, j) for j in self.graph.objects(i)):
                continue  # "praised the exchange": the other side was told before
            found = self.parties.in_roles(i, row.actor, row.pos) if side == "actor" else self.recipients.of(i, row)
            if kind in TOGETHER:
                if self._are(kind, i, row, found) != wanted:
                    return False
                continue
            if public and kind == "political" and wanted and self._is_public(i, row, side):
                continue
            if any(self._is_kind(p, kind) for p in found) == wanted:
                continue
            if side == "actor" and wanted and any(p.is_kind(kind) for p in self._above(i)):
                continue
            if not wanted or not any(p.is_kind(kind) for j in inner for p in self._sides(j, chosen[j])):
                return False
        return not self._unhuman(i, row) and not (row.event == "ASSAULT" and self._done_by_words(i, chosen))

    def _holds_something(self, i: int) -> bool:
        """Tells whether anything stands where the content of predicate `i` could ("agreed that", not "and Kyiv agreed")."""
        return any(True for _ in self.graph.content_heads(i, ("xcomp", "ccomp", "obj", "on", "to", "for", "with")))

    def _is_kind(self, party: Party, kind: str) -> bool:
        """Tells whether a party is of a KIND; those who only follow a politician are none."""
        follows = kind == "politician" and self.graph.tokens[party.token].lemma in self.lexicon.words("followers")
        return party.is_kind(kind) and not follows

    def _object_is(self, i: int, kind: str) -> bool:
        """Tells whether the object of verb `i` is of a kind: ``someone`` it names people or a body, ``thing`` it names nobody
        ("met the threshold"); the others are those of `Graph.object_is`."""
        if kind not in ("someone", "thing"):
            return self.graph.object_is(i, kind)
        objects = self.graph.objects(i)
        return bool(objects) and any(self._names_people(j) for j in objects) == (kind == "someone")

    def _names_people(self, i: int) -> bool:
        """Tells whether noun `i` stands for people or a body itself, not for a thing or deed of theirs; a pronoun, a number and
        a name may."""
        token = self.graph.tokens[i]
        counted = token.pos in ("NUM", "PRON") or token.lemma in self.lexicon.words("quantities")
        return counted or any(p.direct for p in self.parties.at([i]))

    def _are(self, kind: str, i: int, row: Predicate, found: list[Party]) -> bool:
        """Tells whether the parties found on one side of `row` at predicate `i` are together of a kind: ``several`` of more
        than one country, ``foreign`` of another than the other side, ``alone`` one person, ``thing`` nobody though something
        stands there."""
        match kind:
            case "several":
                return self._several(found)
            case "foreign":
                return self._is_abroad(i, row)
            case "thing":
                return not found and any(self.graph.role(i, role, row.pos) for choice in row.recipient for role in choice)
        tags = [self.graph.tokens[p.token].tag for p in found]
        return len(found) == 1 and found[0].person and tags[0] in ("NN", "NNP")

    def _several(self, parties: Iterable[Party]) -> bool:
        """Tells whether parties are of more than one country or organisation, by their codes or as so many of one kind ("the
        two navies", "both countries")."""
        parties = list(parties)
        named = {p.entity.code or (None if p.entity.sector or p.person else p.key[2]) for p in parties}
        if len(named - {None}) > 1:
            return True
        beside = (self.graph.tokens[j] for p in parties for j in tree.conjuncts(self.graph.sentence, p.token) if j != p.token)
        if any(t.ent == "GPE" for t in beside):
            return True  # "Turkey and Korea", whichever Korea it is
        plural = [self.graph.tokens[p.token] for p in parties if self.graph.tokens[p.token].tag in ("NNS", "NNPS")]
        return any(self._counted(t.i) for t in plural if t.lemma in self.lexicon.words("public_bodies"))

    def _counted(self, i: int) -> bool:
        """Tells whether noun `i` stands for two or more that were named or numbered: "both navies", "the three states"."""
        before = tree.kids(self.graph.sentence, i, ("nummod", "det", "predet", "amod"))
        return any(t.pos == "NUM" or t.lemma in self.lexicon.words("each") for t in before)

    def _done_by_words(self, i: int, chosen: dict[int, Predicate]) -> bool:
        """Tells whether what did it is itself an event, and no attack: "sanctions hit two banks"."""
        if self.graph.tokens[i].lemma not in self.lexicon.words("meeting"):
            return False
        told = [chosen[j] for j in self.graph.role(i, "subj") if j in chosen]
        return any(row.pos == "n" and row.event not in ("ASSAULT", "") for row in told)

    def _above(self, i: int) -> list[Party]:
        """Who does something with event noun `i` by an operator that holds it ("ended mediation efforts")."""
        token = self.graph.tokens[tree.first_conjunct(self.graph.sentence, i)]
        rows = self.graph.matches.get(token.head, ()) if token.pos in NOUN_TAGS and token.dep == "dobj" else ()
        return self.parties.at(self.graph.subjects(token.head)) if any(row.operator for row in rows) else []

    def _sides(self, i: int, row: Predicate) -> list[Party]:
        """Who stands on either side of `row` at predicate `i`."""
        return [*self.parties.in_roles(i, row.actor, row.pos), *self.recipients.of(i, row)]

    def _is_public(self, i: int, row: Predicate, side: str) -> bool:
        """Tells whether `row` at predicate `i` is politics whoever does it: it passes between people of two countries, or is
        said to an official body."""
        if side == "actor" and row.event in ADDRESSED:
            asked = self.recipients.asked(i) if row.operator == "request" else []
            if any(p.is_official() for p in (*self.recipients.of(i, row), *asked)):
                return True
        one = {p.entity.code for p in self.parties.in_roles(i, row.actor, row.pos) if p.direct} - {None}
        two = {p.entity.code for p in self.recipients.of(i, row) if p.direct} - {None}
        return len(one) > 1 or bool(two and one and two - one)

    def _is_abroad(self, i: int, row: Predicate) -> bool:
        """Tells whether `row` at predicate `i` passes from one country to another ("Dutch tents reached Chad")."""
        one = {p.entity.code for p in self.parties.in_roles(i, row.actor, row.pos)} - {None}
        two = {p.entity.code for p in self.recipients.of(i, row)} - {None}
        return bool(one and two - one)

    def _told_by_noun(self, i: int, row: Predicate, chosen: dict[int, Predicate]) -> bool:
        """Tells whether a noun of the same event is the subject or setting of verb `i` ("killed in an air strike"): it has
        its own conditions. A weapon tells an attack, whoever fired it."""
        if row.event == "ASSAULT" and any(self.parties.is_weapon(j) for j in self.graph.role(i, "subj")):
            return True
        nouns = [*self.graph.role(i, "subj"), *(j for word in ("in", "by", "during") for j in self.graph.prep(i, word))]
        return any(j in chosen and chosen[j].event == row.event and chosen[j].pos == "n" for j in nouns)

    def _unhuman(self, i: int, row: Predicate) -> bool:
        """Storms, crashes and the like are no actors; a body whose name is such a word ("ICE") is."""
        barred = self.lexicon.word_class("natural_force") | self.lexicon.word_class("accident_cause")
        subjects = self.graph.role(i, "subj") + self.graph.role(i, "by")
        if self.graph.tokens[i].pos in NOUN_TAGS:
            asked = frozenset().union(*row.objects)
            return any(self.graph.tokens[j].lemma in barred - asked for j in self.graph.role(i, "mod"))
        nouns = [self.graph.tokens[j] for j in subjects + self.graph.prep(i, "in")]
        return any(t.lemma in barred and not any(p.known() for p in self.parties.at([t.i])) for t in nouns)

    # --- what an operator holds -----------------------------------------------------------------------------------

    def _inner(self, i: int, row: Predicate, chosen: dict[int, Predicate]) -> list[int]:
        for place in row.content:
            heads: Iterable[int] = (j for j in self.graph.content_heads(i, (place,)) if not self._only_said(i, j, row))
            if place == "ccomp" and row.operator not in FRONTED:
                heads = (head for head in heads if head > i)
            found = [c for head in heads for c in self._core(head, chosen, 0) if c != i]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _core(self, i: int, chosen: dict[int, Predicate], depth: int) -> Iterator[int]:
        """The predicates that token `i` is or hands over to."""
        if i in chosen:
            yield i
            return
        token = self.graph.tokens[i]
        if depth > 3:
            return
        if token.pos in VERB_TAGS:
            inner = self.graph.objects(i) if token.lemma in self.lexicon.words("light") else []
            if token.lemma in self.lexicon.words("light_preposition") or token.lemma == "be":
                preps = tree.kids(self.graph.sentence, i, ("prep",))
                inner = inner + [t.i for p in preps for t in tree.kids(self.graph.sentence, p.i, ("pobj",))]
            inner = inner + [t.i for t in tree.kids(self.graph.sentence, i, ("xcomp", "acomp"))]
        elif token.lemma in self._passing or token.pos == "NUM":
            inner = self.graph.prep(i, "of") + self.graph.prep(i, "in")
            inner = inner + [t.i for t in tree.kids(self.graph.sentence, i, ("acl", "ccomp"))]
        elif token.lemma in self.lexicon.words("stretches"):  # "two days to leave"
            inner = [t.i for t in tree.kids(self.graph.sentence, i, ("acl", "relcl")) if self.graph.infinitive(t.i)]
        else:  # "ready to help", "curfew hours"
            deps = ("xcomp",) if token.pos == "ADJ" else ("compound",)
            inner = [t.i for t in tree.kids(self.graph.sentence, i, deps)]
        for j in inner:
            yield from self._core(j, chosen, depth + 1)

    # --- acts -------------------------------------------------------------------------------------------------------

    def _interpret(self, i: int, above: frozenset[int]) -> list[Act]:
        if i in above:
            return []
        row = self.rows[i]
        if not row.operator:
            act = self._event(i, row)
            for j in self._own_words(i, row):
                if self.rows[j].event == row.event and self.rows[j].pos == "n":
                    act = joined(act, self._event(j, self.rows[j]))
            return [act]
        inner = [a for j in self.inside.get(i, []) for a in self._interpret(j, above | {i})[:]]
        if row.operator == "speech":
            return self._demand(i, row, inner) or self._operate(i, row, inner)
        return self._operate(i, row, inner)

    def _asked(self, i: int, row: Predicate) -> list[int]:
        """What speech at predicate `i` says must or should be done."""
        said = self.graph.content_heads(i, ("ccomp",)) if row.operator == "speech" else ()
        return [j for j in said if is_necessary(self.graph, j)]

    def _demand(self, i: int, row: Predicate, inner: list[Act]) -> list[Act]:
        """Saying that another must do something asks for it: REQUEST, with the mode of what is asked."""
        said = self._asked(i, row)
        speakers = self.parties.at(self.graph.role(i, "subj"))
        addressed = without((p for j in said for p in self.parties.at(self.graph.subjects(j))), speakers)
        if not said or not any(p.known() for p in speakers) or not any(p.known() for p in addressed):
            return []
        own = self._base(i, row)
        asked = [a for a in inner if a.token in {t for j in said for t in tree.subtree(self.graph.sentence, j)}]
        composition = (
            self.lexicon.compose("request", asked[0].event, asked[0].modes[0] if asked[0].modes else "") if asked else None
        )
        mode = composition.mode if composition is not None else "change"
        rest = [a for a in inner if a not in asked]
        demand = replace(
            own,
            event="REQUEST",
            modes=[mode] if mode else [],
            actor=speakers,
            recipient=addressed,
            rules=[*own.rules, "must or should, said of another"],
        )
        return [demand, *rest]

    def _base(self, i: int, row: Predicate) -> Act:
        actor = self.parties.in_roles(i, row.actor, row.pos)
        recipient = self._others(self.recipients.of(i, row), actor)
        words = {
            t.i for t in tree.kids(self.graph.sentence, i) if t.dep == "prt" or (t.lemma in row.words and t.pos in VERB_TAGS)
        }
        nominal = self.graph.is_noun(i)
        purpose = self._bare_purpose(i)
        light = self.graph.light_verb(i) if nominal else None
        status = status_of(self.graph, i)
        if "not" in row.words and status is Status.NEGATED:
            status = Status.ACTUAL  # the row tells what it is not to be allowed
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

    @staticmethod
    def _others(recipient: list[Party], actor: list[Party]) -> list[Party]:
        """The recipients that are not the actor itself; "France pledged Paris's support" names no other side, "the White House
        defended Biden's plan" does."""
        own = {p.entity.code for p in actor if p.entity.code and (p.entity.sector is None or p.entity.sector in STATE)}
        return [
            p
            for p in without(recipient, actor)
            if p.direct
            or p.person
            or p.entity.code not in own
            or (p.entity.sector is not None and p.entity.sector not in STATE)
        ]

    def _event(self, i: int, row: Predicate) -> Act:
        act = self._base(i, row)
        if act.event == "ASSAULT" and set(act.modes) <= VAGUE:
            act.modes = self._by_weapon(self.graph.role(i, "subj")) or act.modes
        if act.event == "PROTEST" and all(p.direct and p.is_kind("state") for p in act.actor):
            act.actor = []  # "Tunisia saw protests": people protest, not states
        return self._tie_broken(act, i)

    def _tie_broken(self, act: Act, i: int) -> Act:
        """The act as the tie-breakers have it by the words below predicate `i`, and of a noun below its light verb."""
        light = self.graph.light_verb(i) if act.nominal else None
        heads = [i] if light is None else [i, light]
        below = (j for head in heads for j in tree.subtree(self.graph.sentence, head, without=("conj", "relcl", "ccomp")))
        near = {self.graph.tokens[j].lemma for j in below if act.nominal or j != act.token}  # "flooded the streets with police"
        for tie in self.lexicon.tie_breakers:
            alone = tie.several and not self._several(act.actor)
            if tie.event == act.event and (not tie.mode or tie.mode in act.modes) and tie.told_by(near) and not alone:
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

    def _refused(self, act: Act) -> Act:
        """What an actor says it will not do it refuses: REJECT, with the mode of what is refused."""
        light = self.graph.light_verb(act.token) if act.nominal else act.token
        if light is None or act.status is not Status.NEGATED or not act.actor or not will_not(self.graph, light):
            return act
        composition = self.lexicon.compose("refusal", act.event, act.modes[0] if act.modes else "")
        if composition is None or act.event not in REFUSABLE:
            return act
        modes = [composition.mode] if composition.mode else []
        return replace(
            act,
            event=composition.event,
            modes=modes,
            recipient=act.recipient or without(self.recipients.on_condition(light), act.actor),
            status=Status.ACTUAL,
            rules=[*act.rules, "what one will not do one refuses"],
        )

    def _bare_purpose(self, i: int) -> bool:
        """An infinitive of purpose or on a noun tells what somebody wanted, not what was done."""
        token = self.graph.tokens[i]
        head = self.graph.tokens[token.head]
        if (
            token.tag == "VBG"
            and token.dep in ("acl", "advcl")
            and any(r.event == "PROTEST" for r in self.graph.matches.get(head.i, ()))
        ):
            return True  # "a march demanding": what a protest is about is no event beside it (plover rule "protest-topic")
        if token.pos not in VERB_TAGS or not self.graph.infinitive(i):
            return False
        if token.dep == "conj" and head.pos in VERB_TAGS:
            return self._bare_purpose(head.i)
        protests = {j for j, row in self.rows.items() if row.event == "PROTEST"}
        if token.dep == "advcl" and i in protests and token.head not in protests:
            return False  # "drove tractors into town to protest" tells the protest by what was done for it
        return token.dep in ("advcl", "acl", "relcl") and head.lemma not in self.lexicon.words("motion")

    def _operate(self, i: int, row: Predicate, inner: list[Act]) -> list[Act]:
        own = self._base(i, row)
        if not inner:
            asked = self.graph.content_heads(i, ("ccomp", "xcomp"))
            if not own.recipient and row.event in SPOKEN:
                own.recipient = without(self.recipients.asked(i), own.actor) or without(
                    (p for j in asked for p in self.recipients.answered(j) if p.known()), own.actor
                )
            elif not own.recipient and row.operator == "commitment":
                own.recipient = unique(p for j in asked for p in self.recipients.below(j, own.actor))
            return [own] if row.event else []
        results: list[Act] = []
        produced = False
        for act in inner:
            if act.apart:
                results.append(act)
                continue
            unwilling = act.event in REFUSABLE and self._unwilling(own)
            operator = "refusal" if unwilling else row.operator
            composition = self.lexicon.compose(operator, act.event, act.modes[0] if act.modes else "", act.row.trigger)
            if composition is None:
                continue
            if composition.keep:
                results.append(self._kept(act, own, row, composition.keep))
            # A row that names what it holds knows best.
            named = row.event if (row.objects or row.prep_objects) and not unwilling else ""
            event = "" if i in self.muted else named or composition.event or row.event
            if row.operator == "request" and "ceasefire" in act.modes and any_akin(own.actor, self._owners(act)):
                event, composition = (
                    "AGREE",
                    replace(composition, mode=""),
                )  # plover rule "end-war-call": a party to the fight asks for its end
            if row.operator == "stopping" and self._told_apart(act):
                results.append(replace(act, actor=act.actor or own.actor, apart=True))
                act = replace(act, tokens={act.token})
            if row.operator == "threat" and self._of_another(own, act):
                event = event if self._spokesman(own) else ""
                results += [] if event else [self._kept(act, own, row, "hypothetical")]
            if event and not produced:
                made = self._composed(own, act, event, composition.mode if unwilling else row.mode or composition.mode, row)
                results.insert(0, self._as_refusal(made) if unwilling else made)
                produced = True
        if not results and row.event and i not in self.muted:
            results.append(own)
        return results

    def _unwilling(self, own: Act) -> bool:
        """Tells whether an operator says that somebody does not want to or would not think of it ("is not ready to", "would not
        consider")."""
        if own.status is not Status.NEGATED or not own.actor or own.row.operator not in ("commitment", "possibility", "plan"):
            return False
        return own.row.trigger in self.lexicon.words("wanting") or will_not(self.graph, own.token)

    @staticmethod
    def _as_refusal(act: Act) -> Act:
        """What somebody does not want to do, as the refusal that it is."""
        return replace(act, status=Status.ACTUAL, rules=[*act.rules, "what one does not want to do one refuses"])

    def _has_content(self, i: int, row: Predicate) -> bool:
        """Tells whether there is something where a row says its content stands ("told X to pay", not "told X")."""
        return not row.needs_content or any(not self._only_said(i, j, row) for j in self.graph.content_heads(i, row.content))

    def _only_said(self, i: int, j: int, row: Predicate) -> bool:
        """Tells whether clause `j` of commitment `i` only says what somebody thinks too ("agreed that it was"), or clause `j`
        of request `i` asks for nothing: it is a question ("asked whether"), states what is so ("insisted that it was"), or
        stands before it by the way ("you see, he wants to"), or of threat `i` what may come of itself ("warned that prices may
        rise")."""
        lemma = self.graph.tokens[i].lemma
        if row.operator == "commitment":
            return lemma in self.lexicon.words("sharing") and self.graph.states(j) and not self.graph.is_ahead(j)
        if row.operator == "threat":
            return lemma in self.lexicon.words("foretelling") and self._foretells(j)
        if row.operator != "request":
            return False
        stated = lemma in self.lexicon.words("stating") and self.graph.states(j)
        aside = j < i and self.graph.tokens[j].dep == "parataxis"
        return stated or aside or self.graph.is_question(i, j)

    def _foretells(self, j: int) -> bool:
        """Tells whether clause `j` says what may come without anybody doing it: its subject is a thing that is no deed, threat
        or property of anybody ("growth may fall", not "the raids will go on", "consequences will follow")."""
        subjects = self.graph.subjects(j)
        nouns = [self.graph.tokens[s] for s in subjects]
        if j in self.graph.matches or self.graph.tokens[j].pos not in VERB_TAGS or self.graph.passive(j) or not nouns:
            return False
        deeds = self.lexicon.word_class("harsh_steps") | self.lexicon.word_class("use_of_force")
        things = all(t.pos == "NOUN" and t.i not in self.graph.matches and t.lemma not in deeds for t in nouns)
        return things and not self.parties.at(subjects)

    def _told_apart(self, act: Act) -> bool:
        """Tells whether a clause of its own tells of the noun that stops ("the curfew imposed last year")."""
        light = self.graph.light_verb(act.token) if act.nominal else None
        return light is not None and self.graph.tokens[light].dep in ("acl", "relcl")

    @staticmethod
    def _of_another(own: Act, act: Act) -> bool:
        """Tells whether a warning is of what others may do."""
        return bool(own.actor and act.actor) and not any_akin(own.actor, act.actor)

    @staticmethod
    def _spokesman(own: Act) -> bool:
        """Tells whether who warns is somebody unnamed who speaks for the side that will act ("a diplomat warned")."""
        return all(p.entity.code is None for p in own.actor)

    def _kept(self, act: Act, own: Act, row: Predicate, keep: str) -> Act:
        """The inside as a record of its own, under the operator's status, with the operator's subject as source or actor."""
        outer = Status.ACTUAL if keep == "same" else Status(keep)
        status = combine(act.status, outer)
        if row.operator in ("hedge", "possibility", "plan", "aspect", "failure", "commitment"):
            status = combine(status, own.status)
        if row.operator == "speech" and self._threatens(own, act):
            status = Status.FUTURE  # announced conflict is THREATEN, whatever it hangs on
        speakers = list(act.speakers)
        if row.operator in ("accusation", "denial"):
            stance = Stance.ACCUSES if row.operator == "accusation" else Stance.DENIES
            cue = self.graph.tokens[own.token].text
            speakers += [Speaker.of(p.entity, cue=cue, stance=stance) for p in own.actor]
        actor = act.actor
        if not actor and row.operator in ("aspect", "plan", "possibility", "failure", "denial"):
            actor = without(own.actor, act.recipient)
        if act.event in RECIPROCAL and row.operator in ("aspect", "plan", "possibility"):
            actor = unique([*own.actor, *act.actor])
        recipient = act.recipient
        if act.nominal and row.operator == "accusation":
            accused = {p.token for p in own.recipient}
            recipient = [p for p in recipient if p.token not in accused]  # "a raid blamed on Tehran" is not done to Tehran
        if act.nominal and row.operator == "accusation" and any_akin(actor, own.actor):
            actor = []  # "blamed the rebels for the bombing": a noun after "for" is not the accuser's deed
        if not actor and row.operator == "accusation":
            actor = without(own.recipient, recipient)
        if row.operator == "speech" and act.event == "ACCUSE" and act.row.actor == NOBODY:
            actor = without(own.actor, act.recipient)  # "said Moscow was behind it": whoever says so blames
        rules = [*act.rules, f"{row.operator} ({row.id})"]
        governed = row.operator != "speech"
        return replace(act, status=status, speakers=speakers, actor=actor, recipient=recipient, rules=rules, governed=governed)

    def _threatens(self, own: Act, act: Act) -> bool:
        """Tells whether whoever speaks says what its own side may do on a condition ("said it could close the border if")."""
        verb = self.graph.light_verb(act.token) if act.nominal else act.token
        if act.status is not Status.HYPOTHETICAL or act.event not in THREATENED or verb is None:
            return False
        own_side = any_akin(own.actor, act.actor) or any(self._unnamed_official(p) for p in own.actor)
        joined = tree.conjuncts(self.graph.sentence, tree.first_conjunct(self.graph.sentence, verb))  # "may pull out and shut"
        return own_side and may(self.graph, joined[0]) and any(self.graph.conditions(j) for j in joined)

    def _unnamed_official(self, party: Party) -> bool:
        """Tells whether a party is an official by title alone ("the minister"), who speaks for the side that a sentence names,
        whichever country the title was taken to be of."""
        token = self.graph.tokens[party.token]
        whose = [*self.graph.role(token.i, "poss", "n"), *self.graph.modifiers(token.i), *self.graph.prep(token.i, "of")]
        bare = token.pos == "NOUN" and not self.parties.at(whose)
        onlooker = token.lemma in self.lexicon.words("onlookers")
        return party.is_official() and not onlooker and (party.entity.code is None or bare)

    def _committed_to(self, act: Act, actor: list[Party]) -> list[Party]:
        """Whom a promise of `act` is made to: who gets what is promised, else the one other country below it ("offered to send
        troops to Uganda"); what two promise together they promise each other."""
        if len({p.entity.code for p in actor} - {None}) > 1:
            return []
        sides = [*act.recipient, *act.actor]
        return sides if without(sides, actor) or act.event == "CONSULT" else self.recipients.below(act.token, actor)

    def _composed(self, own: Act, act: Act, event: str, mode: str, row: Predicate) -> Act:
        """The operator's own event, with its other side taken from the inside where its row names none."""
        actor = own.actor or ([] if row.operator == "request" else act.actor)
        recipient = own.recipient
        speakers = list(own.speakers)
        if row.operator == "threat":
            recipient = without(recipient, act.actor) or self.recipients.on_condition(act.token)
            if self._of_another(own, act):
                actor, speakers = (
                    act.actor,
                    [Speaker.of(p.entity, cue=self.graph.tokens[own.token].text, stance=Stance.THREATENS) for p in own.actor],
                )
        if row.operator in ("stopping",):
            actor = own.actor or act.actor
            recipient = without(act.recipient or act.sides, actor)
        elif not [p for p in recipient if p.direct and (p.known() or row.operator == "accusation")]:
            match row.operator:
                case "request":
                    sides = [*act.actor, *act.recipient]
                case "threat":  # who will do it is no side that is warned
                    told = any(p.entity.code for p in recipient)
                    sides = [p for p in act.recipient if not (told and any_akin([p], actor))]
                case "commitment":
                    sides = self._committed_to(act, actor)
                case _:
                    sides = [*act.recipient, *act.actor]
            recipient = without(self._others(unique(sides), actor), actor) or recipient
            if row.operator == "request" and without(act.actor, actor):
                recipient = without(act.actor, actor)
        composed = replace(
            own,
            event=event,
            modes=[mode] if mode else [],
            actor=actor,
            recipient=without(recipient, actor),
            speakers=speakers,
            rules=[*own.rules, f"{row.operator} over {act.row.id}"],
            tokens=own.tokens | act.tokens,
            content=(act.tokens | act.content) - own.tokens,
        )
        return self._tie_broken(composed, act.token) if event == "THREATEN" else composed
