"""What an operator makes of the acts that it holds: a request, a threat or a denial, and what is left of them."""

from __future__ import annotations

from dataclasses import replace

from dateline.ontology.predicates import Predicate
from dateline.records import Speaker, Stance, Status
from dateline.stages.code.acts import SPOKEN, Act, any_akin
from dateline.stages.code.choice import Choice
from dateline.stages.code.clauses import conditions
from dateline.stages.code.content import content_heads
from dateline.stages.code.modality import combine, may, will_not
from dateline.stages.code.nouns import modifiers
from dateline.stages.code.parties import Parties, Party, unique, without
from dateline.stages.code.plain import PlainActs, of_one_side, others
from dateline.stages.code.recipients import NOBODY, Recipients
from dateline.stages.code.roles import RECIPROCAL, in_role
from dateline.text import tree

# Types that somebody may refuse by saying that they will not do it.
REFUSABLE = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
# Types that may be threatened with a condition: "may expel envoys if".
THREATENED = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST"})
# Types that the other side's troops stop by fighting.
FOUGHT_OFF = frozenset({"ASSAULT", "MOBILIZE"})
# Types that whoever says something does by that, where nobody else is told to do it.
SAID = frozenset({"ACCUSE", "REJECT"})


class Operators:
    """Composes the operators of one sentence with the acts that they hold."""

    def __init__(self, parties: Parties, recipients: Recipients, choice: Choice, plain: PlainActs) -> None:
        self.graph = parties.graph
        self.lexicon = parties.graph.lexicon
        self.parties = parties
        self.recipients = recipients
        self.choice = choice
        self.plain = plain

    def operate(self, i: int, row: Predicate, inner: list[Act]) -> list[Act]:
        """Returns what operator `row` at predicate `i` makes of the acts `inner` that it holds: its own, and which stay."""
        own = self.plain.told(i, row)
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
            event = "" if i in self.choice.muted else named or composition.event or row.event
            if row.operator == "request" and "ceasefire" in act.modes and any_akin(own.actor, self._owners(act)):
                # plover rule "end-war-call": a party to the fight asks for its end
                event, composition = "AGREE", replace(composition, mode="")
            if row.operator == "stopping" and self._told_apart(act):
                results.append(replace(act, actor=act.actor or own.actor, apart=True))
                act = replace(act, tokens={act.token})
            if row.operator == "threat" and self._of_another(own, act) and not self._warns_off(row):
                event = event if self._spokesman(own) else ""
                results += [] if event else [self._kept(act, own, row, "hypothetical")]
            if event and not produced:
                inside = unwilling or (row.operator == "refusal" and composition.mode != "")
                mode = composition.mode if inside else row.mode or composition.mode
                made = self._repelled(own, act, row) or self._composed(own, act, event, mode, row)
                results.insert(0, self._as_refusal(made) if unwilling else made)
                produced = True
        if not results and row.event and i not in self.choice.muted:
            own.recipient = own.recipient or self._addressed(own)
            results.append(own)
        return results

    def _addressed(self, own: Act) -> list[Party]:
        """To whom an operator is said that holds no event, by the clause in its place."""
        asked = content_heads(self.graph, own.token, ("ccomp", "xcomp"))
        if own.row.event == "THREATEN":
            warned = [p for p in self.recipients.asked(own.token) if not any_akin([p], own.actor)]
            return warned or unique(p for j in asked for p in self._threatened_below(j, own))
        if own.row.event in SPOKEN:
            return without(self.recipients.asked(own.token), own.actor) or without(
                (p for j in asked for p in self.recipients.answered(j) if p.known()), own.actor
            )
        if own.row.operator == "commitment":
            return unique(p for j in asked for p in self.recipients.below(j, own.actor))
        return []

    def _threatened_below(self, j: int, own: Act) -> list[Party]:
        """Whom clause `j` of a threat names: who is to do what its condition says, wherever that hangs, else the one other
        country below it."""
        held = [*self.recipients.on_condition(j), *self.recipients.on_condition(own.token)]
        return [p for p in held if not any_akin([p], own.actor)] or self.recipients.below(j, own.actor)

    def demand(self, i: int, row: Predicate, inner: list[Act]) -> list[Act]:
        """Returns the demand that speech of what another must do is: REQUEST, with the mode of what is asked; and what else was
        said. Empty where nobody is told to do anything."""
        said = self.choice.demanded(i, row)
        speakers = self.parties.at(in_role(self.graph, i, "subj"))
        addressed = without((p for j in said for p in self.parties.at(self.graph.subjects(j))), speakers)
        if not said or not any(p.known() for p in speakers) or not any(p.known() for p in addressed):
            return []
        own = self.plain.told(i, row)
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

    def refused(self, act: Act) -> Act:
        """Returns what an actor says it will not do as what it refuses: REJECT, with its mode; any other act as it is."""
        light = self.graph.light_verb(act.token) if act.nominal else act.token
        if light is None or act.status is not Status.NEGATED or not act.actor or not will_not(self.graph, light):
            return act
        composition = self.lexicon.compose("refusal", act.event, act.modes[0] if act.modes else "")
        if composition is None or act.event not in REFUSABLE:
            return act
        modes = [composition.mode] if composition.mode else []
        refusing = self.parties.at(in_role(self.graph, light, "subj")) if act.event in RECIPROCAL else []
        actor = refusing or act.actor
        return replace(
            act,
            event=composition.event,
            modes=modes,
            actor=actor,
            recipient=without(act.sides, actor) or without(self.recipients.on_condition(light), actor),
            status=Status.ACTUAL,
            rules=[*act.rules, "what one will not do one refuses"],
        )

    def _composed(self, own: Act, act: Act, event: str, mode: str, row: Predicate) -> Act:
        """The operator's own event, with its other side taken from the inside where its row names none."""
        actor = own.actor or ([] if row.operator == "request" else act.actor)
        recipient = own.recipient
        speakers = list(own.speakers)
        if row.operator == "threat":
            recipient = without(recipient, act.actor) or self.recipients.on_condition(act.token)
            if self._warns_off(row):
                recipient = recipient or without(act.actor, actor)
            elif self._of_another(own, act):
                cue = self.graph.tokens[own.token].text
                actor = act.actor
                speakers = [Speaker.of(p.entity, cue=cue, stance=Stance.THREATENS) for p in own.actor]
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
                case "accusation" if act.actor:  # "alleged that miners pelted the police" accuses the miners
                    sides = act.actor
                case _:
                    sides = [*act.recipient, *act.actor]
            recipient = without(others(unique(sides), actor), actor) or recipient
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
        return self.plain.tie_broken(composed, act.token) if event == "THREATEN" else composed

    def _repelled(self, own: Act, act: Act, row: Predicate) -> Act | None:
        """An attack or advance that troops of another side stopped, which is a fight, no retreat of theirs ("the Ukrainian army
        halted the Russian advance")."""
        soldiers = bool(own.actor) and all(p.is_kind("force") and not p.is_kind("police") for p in own.actor)
        if row.operator != "stopping" or act.event not in FOUGHT_OFF or act.row.recipient == NOBODY or not soldiers:
            return None
        fended = own.row.trigger in self.lexicon.words("fending_off")
        if not fended or not self._of_another(own, act) or not any(p.known() for p in act.actor):
            return None
        rules = [*own.rules, f"stopped by the other side: {act.row.id}"]
        return replace(own, event="ASSAULT", modes=[], recipient=act.actor, rules=rules, tokens=own.tokens | act.tokens)

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
        if row.operator == "speech" and status is Status.FUTURE and act.event in THREATENED and any_akin(actor, own.actor):
            recipient = self._threatened_by_telling(own, actor, recipient)
        if act.nominal and row.operator == "accusation":
            accused = {p.token for p in own.recipient}
            recipient = [p for p in recipient if p.token not in accused]  # "a raid blamed on Tehran" is not done to Tehran
        if act.nominal and row.operator == "accusation" and any_akin(actor, own.actor):
            actor = []  # "blamed the rebels for the bombing": a noun after "for" is not the accuser's deed
        if not actor and row.operator == "accusation":
            actor = without(own.recipient, recipient)
        if row.operator == "speech" and act.event in SAID and act.row.actor == NOBODY:
            # "said Moscow was behind it, there would be no talks": who says so does it
            actor = without(own.actor, act.recipient)
        rules = [*act.rules, f"{row.operator} ({row.id})"]
        governed = row.operator != "speech"
        return replace(act, status=status, speakers=speakers, actor=actor, recipient=recipient, rules=rules, governed=governed)

    def _threatened_by_telling(self, own: Act, actor: list[Party], recipient: list[Party]) -> list[Party]:
        """Whom speakers say they will harm, else whom they say it to ("told Niger that it would close the border")."""
        if any(not any_akin([p], actor) for p in recipient):
            return recipient
        told = self.parties.at(self.graph.objects(own.token))
        return [p for p in told if p.known() and not p.is_kind("media") and not any_akin([p], actor)] or recipient

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

    def _told_apart(self, act: Act) -> bool:
        """Tells whether a clause of its own tells of the noun that stops ("the curfew imposed last year")."""
        light = self.graph.light_verb(act.token) if act.nominal else None
        return light is not None and self.graph.tokens[light].dep in ("acl", "relcl")

    @staticmethod
    def _of_another(own: Act, act: Act) -> bool:
        """Tells whether a warning is of what others may do, be it at home ("doctors warned that rebels would block it")."""
        return bool(own.actor and act.actor) and not of_one_side(own.actor, act.actor)

    @staticmethod
    def _warns_off(row: Predicate) -> bool:
        """Tells whether a row warns those who might do something ("warned against an invasion by Japan")."""
        return "against" in row.words

    @staticmethod
    def _spokesman(own: Act) -> bool:
        """Tells whether who warns is somebody unnamed who speaks for the side that will act ("a diplomat warned")."""
        return all(p.entity.code is None and (p.entity.sector is None or p.is_official()) for p in own.actor)

    def _threatens(self, own: Act, act: Act) -> bool:
        """Tells whether whoever speaks says what its own side may do on a condition ("said it could close the border if")."""
        verb = self.graph.light_verb(act.token) if act.nominal else act.token
        if act.status is not Status.HYPOTHETICAL or act.event not in THREATENED or verb is None:
            return False
        own_side = any_akin(own.actor, act.actor) or any(self._unnamed_official(p) for p in own.actor)
        joined = tree.conjuncts(self.graph.sentence, tree.first_conjunct(self.graph.sentence, verb))  # "may pull out and shut"
        return own_side and may(self.graph, joined[0]) and any(conditions(self.graph, j) for j in joined)

    def _unnamed_official(self, party: Party) -> bool:
        """Tells whether a party is an official by title alone ("the minister"), who speaks for the side that a sentence names,
        whichever country the title was taken to be of."""
        token = self.graph.tokens[party.token]
        whose = [*in_role(self.graph, token.i, "poss", "n"), *modifiers(self.graph, token.i), *self.graph.prep(token.i, "of")]
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

    def _owners(self, act: Act) -> list[Party]:
        """Whose the fight is that an act would end: "its war with Ethiopia"."""
        held = [t.i for i in act.tokens | act.content for t in tree.kids(self.graph.sentence, i, ("poss",))]
        return self.parties.at(held)
