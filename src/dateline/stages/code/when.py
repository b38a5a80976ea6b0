"""When an act happened: the time expression that hangs on it, read by tense, bounded by the story's date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dateline.records import DateInfo, DateReading, DateSense, Sentence, Status, StoryDate, TimeExpression, Token
from dateline.stages.code.acts import SPOKEN, Act, any_akin
from dateline.stages.code.alongside import at_once, clause_of, is_opened_by
from dateline.stages.code.apart import Stretch, moved, reckoned, stretches
from dateline.stages.code.graph import Graph
from dateline.stages.code.parsed import VERB_TAGS, head_of, infinitive, misread
from dateline.stages.code.parties import Parties
from dateline.text import tree
from dateline.text.calendar import parse_day

ONE_YEAR_DAYS = 366
# What goes on for some time, and so was still done when it ended: "talked until Friday".
LASTING = frozenset({"ASSAULT", "CONSULT", "PROTEST"})
# As what that hangs on a verb which somebody is asked to do, or is accused of.
SAID_IN = frozenset({"prep", "pobj", "pcomp", "xcomp", "dobj"})


@dataclass(frozen=True, slots=True)
class When:
    """First and last day (None: open), how it is known, its sense, and whether it is history (over a year old)."""

    first: str | None
    last: str | None
    info: DateInfo
    sense: DateSense | None
    past: bool = False


def times_of(
    acts: list[Act], graph: Graph, parties: Parties, times: Iterable[TimeExpression], story: StoryDate | None
) -> dict[int, TimeExpression]:
    """Returns, by predicate token, the time expression that dates each act of the sentence; `story` tells the day from which
    it looks back ("has not paid, a week after")."""
    times = _from_what_was_said(graph, list(times))
    owners: dict[int, TimeExpression] = {}
    shared: dict[int, TimeExpression] = {}
    spoken: dict[int, TimeExpression] = {}
    late: dict[int, TimeExpression] = {}
    by_token = {act.token: act for act in acts}
    tokens_of = {token: act.token for act in acts for token in act.tokens - act.content}
    inside = {token for act in acts for token in act.content} - tokens_of.keys()
    for expression in times:
        if expression.type in ("DURATION", "SET") and not expression.first:
            continue
        head = head_of(graph.sentence, expression)
        if head is None or _is_compared(graph, head):
            continue
        over = next((t.i for t in tree.ancestors(graph.sentence, head) if t.i in inside or t.i in tokens_of), None)
        above = _above(head, graph)
        if over in inside:  # "offered to meet on Thursday": the day is of what is offered
            late |= _told_last(above, expression, acts, tokens_of, story)
            continue
        owned = _owners(above, expression, graph, acts, tokens_of)
        if _ends(graph, head):
            owned = [i for i in owned if i in by_token and by_token[i].event in LASTING]
        decided = _is_of_deciding(above, graph)
        for n, owner in enumerate(owned):
            meant = None
            if owner in by_token:
                act = by_token[owner]
                meant = _of_what_is_decided(act, expression) if decided else _of_what_is_ahead(act, expression, story)
            table = owners if n == 0 else shared
            if meant is not None and (owner not in table or _finer(meant, table[owner])):
                table[owner] = meant
        if not owned:
            late |= _told_last(above, expression, acts, tokens_of, story)
        if not owned or _is_of_saying(above, graph):
            spoken |= dict.fromkeys(_said_by_itself(above, graph, parties, acts), expression)
    # What is announced for a day is dated by the day on which it was said, where that is told.
    announced = {i: day for i, day in spoken.items() if by_token[i].ahead}
    dated = shared | late | spoken | owners | announced
    dated |= at_once(acts, graph, times, dated, story)
    return dated | _so_long_apart(acts, graph, times, dated, story)


def _from_what_was_said(graph: Graph, times: list[TimeExpression]) -> list[TimeExpression]:
    """The times, with those counted from the one day on which somebody spoke: "fled the day before, he said on Friday"."""
    heads = [(e, head) for e in times if _is_day(e) and e.first and (head := head_of(graph.sentence, e)) is not None]
    said = [e for e, head in heads if _is_of_saying(_above(head, graph), graph)]
    if len({e.first for e in said}) != 1:
        return times
    return [e if e.first else reckoned(graph, e, said[0]) or e for e in times]


def _told_last(
    above: list[Token],
    expression: TimeExpression,
    acts: list[Act],
    tokens_of: Mapping[int, int],
    story: StoryDate | None,
) -> dict[int, TimeExpression]:
    """The act of speech that the day before the story was published is of, behind what was said: what is news told last
    ("urged Lima to free the crew on Tuesday": to free them is yet to come)."""
    day, published = parse_day(expression.first), parse_day(story.published) if story is not None else None
    if day is None or published is None or (published - day).days != 1 or not _is_day(expression):
        return {}
    spoken = {act.token for act in acts if act.event in SPOKEN}
    for token in above:
        if token.i in tokens_of and tokens_of[token.i] in spoken:
            return {tokens_of[token.i]: expression}
        if token.dep not in SAID_IN and token is not above[0]:
            break
    return {}


def _so_long_apart(
    acts: list[Act],
    graph: Graph,
    times: Iterable[TimeExpression],
    dated: Mapping[int, TimeExpression],
    story: StoryDate | None,
) -> dict[int, TimeExpression]:
    """The days of acts that are told only as so long after or before the day of something else, or it after them."""
    found: dict[int, TimeExpression] = {}
    for stretch in stretches(graph):
        if stretch.days is None:
            continue
        behind = [act.token for act in acts if act.behind == stretch.word]
        above = {t.i for t in tree.ancestors(graph.sentence, stretch.top)}
        beside = [act.token for act in acts if act.behind != stretch.word and _is_told_in(act, graph, above, stretch)]
        for told, open_ones, days in ((beside, behind, stretch.days), (behind, beside, -stretch.days)):
            day = next((dated[i] for i in told if i in dated), None) or _day_told(graph, times, stretch, behind=told is behind)
            if day is None and told is beside and _is_now(graph, stretch.top):
                day = _published(story, graph, stretch)
            if day is not None and _is_day(day) and (meant := moved(day, days)) is not None:
                # "a week before the summit": it may yet come to nothing, unlike "hours before the sides exchanged captives".
                coming = stretch.ahead and open_ones is behind and graph.tokens[stretch.top].tag != "VBD"
                found |= {i: meant for i in open_ones if i not in dated and not coming}
    return found


def _is_told_in(act: Act, graph: Graph, above: set[int], stretch: Stretch) -> bool:
    """Tells whether an act is told beside a stretch of time, also within what is said ("it hit Kherson on Friday, officials
    said, hours before")."""
    clause = clause_of(graph, act)
    said = clause.dep == "ccomp" and clause.head in above and act.token < stretch.word
    return act.token in above or said


def _is_day(expression: TimeExpression) -> bool:
    """Tells whether an expression names one day, or an hour or part of one."""
    return expression.granularity == "day" or (
        expression.type == "TIME" and expression.first is not None and expression.first == expression.last
    )


def _is_now(graph: Graph, i: int) -> bool:
    """Tells whether the verb above token `i` is of the day on which the story was written: "has not paid, a week after"."""
    verb = next((t for t in tree.ancestors(graph.sentence, i) if t.pos in VERB_TAGS), None)
    if verb is None:
        return False
    return any(t.tag in ("VBP", "VBZ", "MD") for t in (verb, *tree.kids(graph.sentence, verb.i, ("aux", "auxpass"))))


def _published(story: StoryDate | None, graph: Graph, stretch: Stretch) -> TimeExpression | None:
    """The day on which a story was published, as the words of the stretch name it."""
    if story is None or not story.published:
        return None
    day, sentence = story.published[:10], graph.sentence
    words = [graph.tokens[i] for i in tree.subtree(sentence, stretch.word - 1) if i < stretch.word] + [
        graph.tokens[stretch.word]
    ]
    start, end = min(t.start for t in words), max(t.end for t in words)
    return TimeExpression(
        page=story.page,
        story=story.story,
        start=start,
        end=end,
        text=sentence.text[start - sentence.start : end - sentence.start],
        type="DATE",
        value=day,
        first=day,
        last=day,
        granularity="day",
    )


def _day_told(graph: Graph, times: Iterable[TimeExpression], stretch: Stretch, *, behind: bool) -> TimeExpression | None:
    """The one day that stands behind the word of a stretch of time, or else beside it."""
    days = [e for e in times if _is_day(e) and e.type in ("DATE", "TIME")]
    heads = [(e, head) for e in days if (head := head_of(graph.sentence, e)) is not None]
    there = [e for e, head in heads if stretch.holds(head, graph) == behind]
    return there[0] if len({e.first for e in there}) == 1 else None


def _above(head: int, graph: Graph) -> list[Token]:
    """The head of a time expression and what governs it, from below; a day before the subject of what is said is of the verb
    that says it ("said on Monday it would leave")."""
    found = [graph.sentence.tokens[head], *tree.ancestors(graph.sentence, head)]
    for n, token in enumerate(found):
        if token.dep == "ccomp" and token.head < head:
            subject = tree.kid(graph.sentence, token.i, tree.SUBJECTS)
            if subject is not None and head < subject.i:
                return [*found[:n], *found[n + 1 :]]
    return found


def _owners(
    above: list[Token], expression: TimeExpression, graph: Graph, acts: list[Act], tokens_of: dict[int, int]
) -> list[int]:
    """Climbs from the expression to the nearest act; at a verb that names no act, to the acts whose clause it heads."""
    sentence = graph.sentence
    if _is_age_of_noun(above, expression, graph, tokens_of):
        return []
    for token in above:
        if expression.granularity == "day" and token.dep == "relcl" and token.tag in ("VBP", "VBZ"):
            continue  # "froze the assets of firms that pay for the war on Monday"
        if token.i in tokens_of:
            owner = tokens_of[token.i]
            joined = (*_coordinated(owner, graph, tokens_of), *_of_one_doer(token.i, owner, graph, tokens_of))
            return list(dict.fromkeys((owner, *joined)))
        if token.pos == "NOUN" and token.lemma in graph.lexicon.words("deciding"):
            held = {t.i for t in tree.kids(sentence, token.i, ("acl", "relcl", "xcomp"))}
            if found := [a.token for a in acts if a.token in held]:
                return found
        if token.pos in VERB_TAGS and not misread(graph.sentence, token.i) and not _is_thing(token, graph):
            below = [a.token for a in acts if a.nominal and a.behind is None and tree.clause_head(sentence, a.token) == token.i]
            controlled = [a.token for a in acts if _is_of(sentence, a, token.i)]
            clauses = {a.token: clause_of(graph, a) for a in acts}
            meanwhile = [i for i, c in clauses.items() if c.head == token.i and is_opened_by(graph, c, "meanwhile")]
            if found := list(dict.fromkeys([*below, *controlled, *meanwhile])):
                return found
            if token.dep == "conj" and _is_strung(graph, token):
                return []
            if beside := _coordinated(token.i, graph, tokens_of):
                return [token.i, *beside]  # "In 2021 Minsk forced down a plane and (in 2022) arrested a journalist"
            if (
                _of_its_noun(graph, token, tokens_of)
                or _of_its_paper(graph, token)
                or _kept_from(graph, token, tokens_of)
                or _describes(graph, token, above, tokens_of)
            ):
                continue
            if token.dep not in ("conj", "xcomp") and not (
                token.dep in ("acl", "relcl") and infinitive(graph.sentence, token.i)
            ):
                return []  # of "approved a bid to join on Tuesday" the day is more often of the approval
    return []


def _is_thing(token: Token, graph: Graph) -> bool:
    """Tells whether a participle is the name of a thing: "through the Torkham crossing on Sunday"."""
    named = token.tag == "VBG" and token.dep in ("pobj", "dobj")
    return named and tree.kid(graph.sentence, token.i, ("det", "poss")) is not None


def _is_age_of_noun(above: list[Token], expression: TimeExpression, graph: Graph, tokens_of: Mapping[int, int]) -> bool:
    """Tells whether a year only says from when a thing is that is no act itself: "dropped its inquiry into a 2010 letter"."""
    head = above[0]
    before = head.dep in ("nummod", "compound", "amod", "nmod") and head.i < head.head
    before = before and (head.i == 0 or graph.tokens[head.i - 1].pos != "ADP")  # "In 2012 soldiers seized the post"
    return expression.granularity == "year" and before and head.head not in tokens_of and graph.is_noun(head.head)


def _of_its_noun(graph: Graph, verb: Token, tokens_of: Mapping[int, int]) -> bool:
    """Tells whether a clause tells of the noun that names an act what it did: "the blasts that shook Bannu on Tuesday"."""
    told = verb.dep == "relcl" and verb.tag == "VBD" and verb.head in graph.subjects(verb.i)
    made = verb.dep == "acl" and verb.tag == "VBN" and verb.lemma in graph.lexicon.words("making")  # "decreed on Thursday"
    return (told or made) and verb.head in tokens_of and graph.is_noun(verb.head)


def _of_its_paper(graph: Graph, verb: Token) -> bool:
    """Tells whether a participle says when that came out in which an act was done: "rejected it in a ruling issued on
    Thursday"."""
    above = graph.tokens[graph.tokens[verb.head].head]
    return verb.dep == "acl" and above.dep == "prep" and verb.lemma in graph.lexicon.words("come_out")


def _describes(graph: Graph, verb: Token, above: list[Token], tokens_of: Mapping[int, int]) -> bool:
    """Tells whether a participle only describes what an act before it is done to or with: "fired on a lorry carrying flour on
    Sunday"."""
    if verb.dep != "acl" or verb.tag != "VBG" or graph.tokens[verb.head].dep in tree.SUBJECTS:
        return False
    host = next((t for t in above if t.i < verb.i and t.i in tokens_of), None)
    return host is not None and not graph.is_noun(host.i)


def _kept_from(graph: Graph, verb: Token, tokens_of: Mapping[int, int]) -> bool:
    """Tells whether a verb is what an act keeps somebody from: "barred from entering Chad on Sunday"."""
    above = graph.tokens[verb.head]
    return verb.dep == "pcomp" and above.text.lower() == "from" and above.head in tokens_of


def _is_of(sentence: Sentence, act: Act, verb: int) -> bool:
    """Tells whether an act's verb goes on from another: "began to shell on Monday", "fired on Monday, wounding two", "came on
    Monday to protest", "replied on Monday by closing"."""
    told = tree.clause_head(sentence, act.token)  # "began on Monday to hold a rally": its verb is part of the act
    token = sentence.tokens[tree.first_conjunct(sentence, told if told in act.tokens else act.token)]
    above = sentence.tokens[token.head]
    # "was on Tuesday accused": parsers hang the participle on *was*
    passive = token.tag == "VBN" and above.lemma == "be" and tree.kid(sentence, above.i, ("attr", "acomp")) is None
    goes_on = token.tag == "VBG" or (token.tag == "VB" and not act.purpose) or passive
    if token.dep == "pcomp" and above.text.lower() in ("by", "in"):
        return above.head == verb
    if above.dep == "attr" and infinitive(sentence, token.i) and not act.purpose:  # "became on Monday the first to sign"
        return above.head == verb
    return token.head == verb and (token.dep == "xcomp" or (token.dep == "advcl" and goes_on))


def _is_strung(graph: Graph, verb: Token) -> bool:
    """Tells whether no conjunction joins a verb to the one it hangs on: "fined the channel, whose owner jumped bail in 2018",
    misread as two deeds."""
    return len(tree.conjuncts(graph.sentence, tree.first_conjunct(graph.sentence, verb.i))) == 1


def _is_compared(graph: Graph, head: int) -> bool:
    """Tells whether a time only says since when the like had not been: "the first raid since March, the worst since May"."""
    since = graph.tokens[graph.tokens[head].head]
    if since.text.lower() not in graph.lexicon.words("from_then"):
        return False
    noun = graph.tokens[since.head]
    ranks = tree.kids(graph.sentence, noun.i, ("amod", "nummod", "det", "advmod"))
    return any(t.tag in ("JJS", "RBS") or t.lemma in graph.lexicon.words("ranks") for t in (noun, *ranks))


def _ends(graph: Graph, head: int) -> bool:
    """Tells whether a time is until when something goes on: "suspended the talks until 2028"."""
    token = graph.tokens[head]
    return token.dep == "pobj" and graph.tokens[token.head].text.lower() in graph.lexicon.words("ends")


def _of_what_is_ahead(act: Act, expression: TimeExpression, story: StoryDate | None) -> TimeExpression | None:
    """The day told of an act as one of it; of what is ahead only a meeting has one ("will discuss it on Wednesday"), which is
    still to come: whatever else is announced is dated by when it was."""
    if not act.ahead:
        return expression
    if act.row.event != "CONSULT":
        return None
    later = _later(expression, story)
    return (
        expression if later is None else replace(expression, value=later.value, first=later.first, last=later.last, later=None)
    )


def _of_what_is_decided(act: Act, expression: TimeExpression) -> TimeExpression | None:
    """The day of a decision as that of the act which it announces; of what is done on another day it tells none."""
    return expression if act.ahead or act.status is Status.ACTUAL else None


def _is_of_deciding(above: list[Token], graph: Graph) -> bool:
    """Tells whether a time hangs right on a word that says what somebody made up their mind to: "decided on Monday to"."""
    word = next((t for t in above if t.dep != "prep" and t is not above[0]), None)
    return word is not None and word.lemma in graph.lexicon.words("deciding")


def _later(expression: TimeExpression, story: StoryDate | None) -> DateReading | None:
    """What a time means of what is to come; the weekday on which the story was published is that day."""
    today = story is not None and story.published is not None and story.published[:10] == expression.first
    return None if today else expression.later


def _is_of_saying(above: list[Token], graph: Graph) -> bool:
    """Tells whether a time hangs right on a verb of speech: "said on Monday after talks"."""
    verb = next((t for t in above if t.dep != "prep" and t is not above[0]), None)
    return verb is not None and _speaks(verb, graph)


def _speaks(verb: Token, graph: Graph) -> bool:
    return verb.pos in VERB_TAGS and any(row.operator == "speech" for row in graph.matches.get(verb.i, ()))


def _said_by_itself(above: list[Token], graph: Graph, parties: Parties, acts: list[Act]) -> list[int]:
    """The acts of speech that whoever does them tells of: "Mali condemned the raid, its spokesman said on Monday"."""
    for token in above:
        if _speaks(token, graph):
            told = {t.i for t in tree.kids(graph.sentence, token.i, ("ccomp",))}
            speakers = parties.at(graph.subjects(token.i))
            inside = (a for a in acts if a.token in told or (a.row.pos == "a" and graph.tokens[a.token].head in told))
            spoken = (a for a in inside if a.event in SPOKEN or a.ahead or a.row.pos == "a")
            return [a.token for a in spoken if any_akin(a.actor, speakers)]
    return []


def _coordinated(owner: int, graph: Graph, tokens_of: dict[int, int]) -> list[int]:
    """Acts coordinated with the owner share its time ("Police raided the paper and arrested its editor on Monday")."""
    first = tree.first_conjunct(graph.sentence, owner)
    return [tokens_of[j] for j in tree.conjuncts(graph.sentence, first) if j != owner and j in tokens_of]


def _of_one_doer(verb: int, owner: int, graph: Graph, tokens_of: dict[int, int]) -> list[int]:
    """Acts that whoever does an act told by a noun does besides: "declared an emergency on Monday and sent soldiers"."""
    if verb == owner:
        return []
    joined = (j for j in tree.conjuncts(graph.sentence, verb) if j > verb and j in tokens_of)
    return [tokens_of[j] for j in joined if not tree.kid(graph.sentence, j, tree.SUBJECTS)]


def _finer(new: TimeExpression, old: TimeExpression) -> bool:
    order = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "year": 4, "decade": 5, "century": 6}
    return order.get(new.granularity or "", 9) < order.get(old.granularity or "", 9)


def when(act: Act, expression: TimeExpression | None, story: StoryDate | None) -> When:
    """Returns when `act` happened, as far as its time expression and the story's date tell."""
    if expression is None:
        return When(None, None, DateInfo(), None)
    first, last, value = expression.first, expression.last, expression.value
    if act.status is Status.FUTURE and (later := _later(expression, story)) is not None:
        first, last, value = later.first, later.last, later.value
    if value.endswith("_REF") and not first:
        return When(None, None, DateInfo(), None)
    info = DateInfo(
        text=expression.text,
        value=value,
        granularity=expression.granularity,
        basis=expression.basis,
        offset=expression.offset if not first else None,
    )
    return When(first, last or first, info, expression.sense, _is_past(last or first, story))


def _is_past(last: str | None, story: StoryDate | None) -> bool:
    """Tells whether a day lies more than a year before the story was, or can have been, published."""
    floor = story and (story.published or story.first)
    if not last or not floor:
        return False
    try:
        gap = datetime.date.fromisoformat(floor[:10]) - datetime.date.fromisoformat(last[:10])
    except ValueError:
        return False
    return gap.days > ONE_YEAR_DAYS
