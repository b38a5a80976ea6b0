"""Whether a row may be taken at a predicate: what it asks of its sides (docs/lexicon.md, Conditions)."""

from __future__ import annotations

from dateline.ontology.predicates import Predicate
from dateline.stages.code.content import content_heads
from dateline.stages.code.parsed import NOUN_TAGS, unbroken
from dateline.stages.code.parties import Parties, Party, without
from dateline.stages.code.recipients import Recipients
from dateline.stages.code.roles import in_role
from dateline.stages.code.taken_up import takes_up
from dateline.text import tree

# Types that citizens, too, address to those who govern.
ADDRESSED = frozenset({"SUPPORT", "AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
# Types by which somebody says what they think of others: what they say of themselves is neither praise nor blame.
JUDGED = frozenset({"SUPPORT", "ACCUSE"})
# Pronouns of one person.
ONE = frozenset({"he", "her", "his", "i", "my", "she"})
# The kinds that a side is as a whole: see `Requirements._are`.
TOGETHER = frozenset({"several", "foreign", "alone", "thing"})


class Requirements:
    """Tells which rows may be taken at the predicates of one sentence."""

    def __init__(self, parties: Parties, recipients: Recipients) -> None:
        self.graph = parties.graph
        self.lexicon = parties.graph.lexicon
        self.parties = parties
        self.recipients = recipients
        self._nature = self.lexicon.word_class("natural_force") | self.lexicon.word_class("accident_cause")
        self._harming = frozenset().union(*(self.lexicon.words(name) for name in ("results", "dying", "hurting", "beating")))

    def met(self, i: int, row: Predicate, chosen: dict[int, Predicate], inner: list[int], *, public: bool) -> bool:
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
                told = any(chosen[j].event or chosen[j].operator for j in inner)
                if not told if kind == "event" else self._holds_something(i):
                    return False
                continue
            if side == "recipient" and kind == "any" and any(takes_up(self.graph, j) for j in self.graph.objects(i)):
                continue  # "praised the exchange": the other side was told before
            found = self.parties.in_roles(i, row.actor, row.pos) if side == "actor" else self.recipients.of(i, row)
            if public and side == "actor" and wanted and not found and self._fought(i, row):
                continue
            if kind in TOGETHER:
                if self._are(kind, i, row, found) != wanted:
                    return False
                continue
            if public and kind == "political" and wanted and self._is_public(i, row, side):
                continue
            if row.operator == "threat" and wanted and {p.key for p in found} & self._doing(inner, chosen):
                continue  # whoever says what they will do themselves
            if any(self._is_kind(p, kind) for p in found) == wanted:
                continue
            if side == "actor" and wanted and any(p.is_kind(kind) for p in self._above(i)):
                continue
            if not wanted or not any(p.is_kind(kind) for j in inner for p in self._sides(j, chosen[j])):
                return False
        if row.event in JUDGED and not row.operator and self._of_itself(i, row):
            return False
        if row.pos == "n" and (self._of_people(i) or (row.event == "CONSULT" and self._is_body(i))):
            return False
        return not self._of_nature(i, row) and not (row.event == "ASSAULT" and self._done_by_words(i, chosen))

    def _fought(self, i: int, row: Predicate) -> bool:
        """Tells whether an attack that nobody is said to have made was made on an armed side ("the garrison was overrun"):
        whoever did it fought."""
        harm = self.graph.tokens[i].lemma in self._harming
        if row.event != "ASSAULT" or row.operator or not harm or not self.graph.passive(i) or self.graph.agents(i):
            return False
        return any(p.is_kind("force") and p.direct for p in self.recipients.of(i, row))

    def _holds_something(self, i: int) -> bool:
        """Tells whether anything stands where the content of predicate `i` could ("agreed that", not "and Kyiv agreed")."""
        return any(True for _ in content_heads(self.graph, i, ("xcomp", "ccomp", "obj", "on", "to", "for", "with")))

    def _is_kind(self, party: Party, kind: str) -> bool:
        """Tells whether a party is of a KIND; those who only follow a politician are none."""
        follows = kind == "politician" and self.graph.tokens[party.token].lemma in self.lexicon.words("followers")
        return party.is_kind(kind) and not follows

    def _object_is(self, i: int, kind: str) -> bool:
        """Tells whether the object of verb `i` is of a kind: ``someone`` it names people or a body, ``thing`` it names nobody
        ("met the threshold"); the others are those of `_object_counts`."""
        if kind not in ("someone", "thing"):
            return self._object_counts(i, kind)
        objects = self.graph.objects(i)
        return bool(objects) and any(self._names_people(j) for j in objects) == (kind == "someone")

    def _object_counts(self, i: int, kind: str) -> bool:
        """Tells whether the object of verb `i` is of a kind: ``none`` there is none, ``one`` it is a single one, ``alone``
        nothing says what it is called ("called him a fool")."""
        objects = self.graph.objects(i)
        match kind:
            case "none":
                return not objects
            case "one":
                return len(objects) == 1 and self.graph.tokens[objects[0]].tag not in ("NNS", "NNPS")
            case "alone":
                apart = (t for o in objects for t in tree.kids(self.graph.sentence, o, ("appos",)))
                direct = list(tree.kids(self.graph.sentence, i, ("dobj", "oprd", "attr", "ccomp")))
                named = any(self._names_after(o) for o in objects)
                return len(direct) < 2 and not named and not any(unbroken(self.graph.sentence, t.head, t.i) for t in apart)
        raise ValueError(kind)

    def _names_after(self, i: int) -> bool:
        """Tells whether right behind noun `i` stands what it is called ("called the senator “nasty”", "a fool"), which parsers
        read as part of its name."""
        behind = next((t for t in self.graph.tokens[i + 1 : i + 2]), None)
        return behind is not None and (behind.tag == "``" or behind.text in "\"'“‘" or behind.text.lower() in ("a", "an"))

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
                return self.parties.several(found)
            case "foreign":
                return self._is_abroad(i, row)
            case "thing":
                heads = {j for choice in row.recipient for role in choice for j in in_role(self.graph, i, role, row.pos)}
                inside = self.parties.in_roles(i, row.recipient, row.pos)
                return bool(heads) and not self._is_abroad(i, row) and not any(self._answers(p, heads) for p in inside)
        nouns = [self.graph.tokens[p.token] for p in found]
        return len(found) == 1 and found[0].person and (nouns[0].tag in ("NN", "NNP") or nouns[0].text.lower() in ONE)

    @staticmethod
    def _answers(party: Party, heads: set[int]) -> bool:
        """Tells whether a party in a phrase with one of these `heads` answers for what it tells: one that it names itself
        ("worried about the mayor"), whoever did it ("about the attack by fans"), or one that holds public power ("about the
        government's plan", not "about its chances in the south")."""
        if party.token in heads or party.is_official():
            return True
        return not party.is_kind("state") and (party.direct or party.is_kind("armed"))

    def _done_by_words(self, i: int, chosen: dict[int, Predicate]) -> bool:
        """Tells whether what did it is itself an event, and no attack: "sanctions hit two banks"."""
        if self.graph.tokens[i].lemma not in self.lexicon.words("meeting"):
            return False
        told = [chosen[j] for j in in_role(self.graph, i, "subj") if j in chosen]
        return any(row.pos == "n" and row.event not in ("ASSAULT", "") for row in told)

    def _above(self, i: int) -> list[Party]:
        """Who does something with event noun `i` by an operator that holds it ("ended mediation efforts")."""
        token = self.graph.tokens[tree.first_conjunct(self.graph.sentence, i)]
        rows = self.graph.matches.get(token.head, ()) if token.pos in NOUN_TAGS and token.dep == "dobj" else ()
        return self.parties.at(self.graph.subjects(token.head)) if any(row.operator for row in rows) else []

    def _doing(self, inner: list[int], chosen: dict[int, Predicate]) -> set[tuple[str | None, str | None, str]]:
        """The keys of who does what the predicates `inner` tell."""
        return {p.key for j in inner for p in self.parties.in_roles(j, chosen[j].actor, chosen[j].pos)}

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

    def _of_people(self, i: int) -> bool:
        """Tells whether noun `i` only says what people do or are for ("trial lawyers")."""
        token = self.graph.tokens[i]
        whose = self.parties.mentions.get(token.head) if token.dep == "compound" else None
        return whose is not None and whose.person

    def _is_body(self, i: int) -> bool:
        """Tells whether noun `i` is the name of a body that acts, though it sounds like a meeting ("the Conference of Mayors
        urged")."""
        token = self.graph.tokens[i]
        mention = self.parties.mentions.get(i)
        if token.pos != "PROPN" or mention is None or not any(e.code or e.sector for e in mention.entities):
            return False
        head = self.graph.tokens[token.head]
        does = token.dep in ("nsubj", "appos") and head.lemma not in self.lexicon.words("happening")
        return does or (token.dep == "pobj" and head.text.lower() in ("by", "including", "from", "like"))

    def _of_itself(self, i: int, row: Predicate) -> bool:
        """Tells whether somebody speaks of nobody but themselves ("defended his speech", "called her own vote a mistake")."""
        actor = self.parties.in_roles(i, row.actor, row.pos)
        found = self.recipients.of(i, row)
        owned = all(self._owns_thing(p.token) for p in found)
        return len(actor) == 1 and bool(found) and owned and not without(found, actor)

    def _owns_thing(self, i: int) -> bool:
        """Tells whether token `i` says whose a thing is, not whose friend or neighbour somebody is ("his speech", not "his
        sister nation")."""
        token = self.graph.tokens[i]
        return token.dep == "poss" and self.graph.tokens[token.head].lemma not in self.lexicon.words("public_bodies")

    def _is_abroad(self, i: int, row: Predicate) -> bool:
        """Tells whether `row` at predicate `i` passes from one country to another ("Dutch tents reached Chad"); help that a
        country's name or navy stands on may come to a place of which no country is known ("Dutch tents reached Bol")."""
        doing, reached = self.parties.in_roles(i, row.actor, row.pos), self.recipients.of(i, row)
        one, two = {p.entity.code for p in doing} - {None}, {p.entity.code for p in reached} - {None}
        brought = row.event == "AID" and not two and (reached or any(p.is_official() for p in doing))
        return bool(one and (two - one or brought))

    def _told_by_noun(self, i: int, row: Predicate, chosen: dict[int, Predicate]) -> bool:
        """Tells whether a noun of the same event is the subject or setting of verb `i` ("killed in an air strike"): it has
        its own conditions. A weapon tells an attack, whoever fired it."""
        if row.event == "ASSAULT" and any(self.parties.is_weapon(j) for j in in_role(self.graph, i, "subj")):
            return True
        nouns = [*in_role(self.graph, i, "subj"), *(j for word in ("in", "by", "during") for j in self.graph.prep(i, word))]
        return any(j in chosen and chosen[j].event == row.event and chosen[j].pos == "n" for j in nouns)

    def _of_nature(self, i: int, row: Predicate) -> bool:
        """Tells whether storms, crashes and the like do what `row` tells at predicate `i`, unless it asks for such a noun."""
        if self.graph.tokens[i].pos in NOUN_TAGS:
            asked = frozenset().union(*row.objects)
            return any(self.graph.tokens[j].lemma in self._nature - asked for j in in_role(self.graph, i, "mod"))
        return self.unhuman(i)

    def unhuman(self, i: int) -> bool:
        """Tells whether storms, crashes and the like do what verb `i` says; a body called by such a word ("ICE") is none."""
        subjects = in_role(self.graph, i, "subj") + in_role(self.graph, i, "by")
        nouns = [self.graph.tokens[j] for j in subjects + self.graph.prep(i, "in")]
        return any(t.lemma in self._nature and not any(p.known() for p in self.parties.at([t.i])) for t in nouns)
