"""Which pieces are story text: a score for each piece by itself, evened out along the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dateline.ontology.page import Told
from dateline.ontology.page.posts import SENTENCE_WORDS, Place, Posts, find_posts
from dateline.records import LineKind
from dateline.stages.clean.marks import Marks
from dateline.stages.clean.net import catch

# What it costs to go into or out of story text between two pieces; a lone subheading is cheaper kept than left out.
SWITCH = 2.0
# Words of story text after which "Comments" and "Privacy" are believed to head the end of a page.
STORY_WORDS = 120
# So many pieces without a sign of furniture between two paragraphs are part of the story.
LONGEST_GAP = 12
PLAIN_SHARE = 0.7
# A paragraph that was cut off, as teasers are, is nearly as good as a whole one.
BROKEN = 1.0
# A run of text this many pieces away from the story, with no paragraph of so many words, and small beside the story, is no story.  # noqa: E501
FAR = 2
ISLAND_WORDS = 35
ISLAND_SHARE = 0.3
# A paragraph that scores so much is kept though furniture stands between it and the story, at most so many lines.
SURE = 2.0
# A line with a cue of furniture that scores so little is dropped inside a story too.
SURELY_NOT = -3.5
NEAR = 3
# Two or more sentences in a row that together score so much may stand farther off: below an inset link and a pull quote.
SURE_RUN = 3.0
FAR_RUN = 5
# A line of furniture starts with a capital; one that does not is rather an item of a list in the story.
LOWER = 0.7
# Share of known little words below which a page is in a language whose little words are not known.
FOREIGN = 0.08
# So many clock stamps with prose below them make a live blog.
FEWEST_STAMPS = 3
WITH_PROSE = 0.6
# What a line in an entry of a live blog is worth at least; so many lines of the last entry are looked at.
IN_ENTRY = 0.5
LAST_ENTRY = 6
HEADLINE_WORDS = 24
NAME_WORDS = (2, 4)
# Points under a heading of key points: how many, how long, how soon prose follows, and what they are worth.
MOST_POINTS = 10
FEWEST_POINT_WORDS = 4
POINTS_REACH = 6
FAR_POINTS_REACH = 12
POINT = 1.0
# Share of prose among the lines from which a page is read leniently, and how much at most.
PROSE_PAGE = 0.4
MOST_LENIENT = 3.5
# Where so few of the lines look like furniture, the text was cleaned before.
CLEAN_PAGE = 0.02
# What a line's tags and classes are worth, in the same coin as its words.
_HINT_SCORES = {
    LineKind.NAVIGATION: -4.0,
    LineKind.LINK_LIST: -4.0,
    LineKind.ADVERT: -4.0,
    LineKind.SHARE: -4.0,
    LineKind.COMMENT: -6.0,
    LineKind.LEGAL: -4.0,
    LineKind.CAPTION: -4.0,
    LineKind.BYLINE: -3.0,
    LineKind.DATE: -3.0,
    LineKind.KEY_POINT: 3.0,
}
_SENTENCE_LIKE = frozenset({LineKind.NAVIGATION, LineKind.LINK_LIST, LineKind.ADVERT, LineKind.BYLINE})
_SECTION_COST = {"": 0.0, "list": 2.5, "foot": 2.5, "comments": 5.0}


def story_text(
    marks: Sequence[Marks],
    *,
    told: Told = Told.NOT,
    moments: Sequence[str | None] = (),
    witnesses: Sequence[str | None] = (),
) -> list[bool]:
    """Returns for each piece whether it is story text.

    `told` is how the page says that it is a live blog; `moments` are those that markup states for the pieces, `witnesses` those
    of the entries that it says start there, where there is any.
    """
    foreign = _is_foreign(marks)
    alone = [score(m, foreign=foreign) for m in marks]
    found = _entries(marks, told, moments, witnesses)
    scores = _under_stamps(marks, _key_points(marks, _lenient(marks, alone), found), found)
    scores = _in_sections(marks, scores, found)
    keep = _fill_gaps(marks, _drop_islands(marks, scores, _viterbi(scores)))
    keep = _rescue(marks, scores, keep)
    entries = range(*_span(marks, found)) if found else range(0)
    asides = _stamp_lines(found) | _signatures(marks, entries)
    asides |= {i + 1 for i, m in enumerate(marks) if m.heads("caption")}
    keep = [
        kept and not _is_inset(m, value) and i not in asides and not (i in entries and _is_aside(m, alone[i]))
        for i, (m, value, kept) in enumerate(zip(marks, scores, keep, strict=True))
    ]
    return catch(marks, keep, foreign=foreign)


def score(m: Marks, *, foreign: bool = False) -> float:
    """Returns how much a piece by itself looks like story text: above zero rather yes.

    On a `foreign` page the little words are not known.
    """
    if not m.words:
        return -0.5
    total = -2.0
    if m.ended and m.words >= 5:
        total += 2.2
    elif m.ended and m.words >= 3:
        total += 1.0
    elif m.broken:
        total += BROKEN
    total += sum(gain for least, gain in ((8, 0.4), (15, 1.0), (30, 1.5), (50, 1.0)) if m.words >= least)
    if m.function >= 0.25 or foreign:
        total += 0.8
    elif m.function < 0.1 and m.words >= 4:
        total -= 0.8
    if m.clauses >= 2 and m.ended:
        total += 0.5
    if m.bullet:
        total -= 1.0
    if m.titled > 0.75 and m.words >= 3 and not m.ended:
        total -= 1.0
    if m.words <= 3:
        total -= 1.0
    if m.lower:
        total += LOWER
    if m.dateline:
        total += 2.5
    return total + _cue_score(m) + _hint_score(m)


def _hint_score(m: Marks) -> float:
    """Returns what HTML adds: its tags and classes, and whether a main-text extractor took the line."""
    total = _HINT_SCORES.get(m.hint, 0.0) if m.hint is not None else 0.0
    if m.kept is not None and total >= 0:
        total += 1.5 if m.kept else -1.0
    return total


def _is_foreign(marks: Sequence[Marks]) -> bool:
    prose = [m for m in marks if m.words >= 10 and m.ended]
    return bool(prose) and sum(m.function for m in prose) < FOREIGN * len(prose)


def _lenient(marks: Sequence[Marks], scores: list[float]) -> list[float]:
    """Raises what nothing marks as furniture where most of the page is prose: there a short line is rather a subheading."""
    lines = sum(m.words > 0 for m in marks)
    prose = sum(value > 0 for value in scores) / lines if lines else 0.0
    gain = min(max(0.0, prose - PROSE_PAGE) * 8, MOST_LENIENT)
    if prose > PROSE_PAGE / 2 and sum(bool(m.cues) for m in marks) <= CLEAN_PAGE * lines:
        gain = MOST_LENIENT
    return [value + gain * _leniency(m) for m, value in zip(marks, scores, strict=True)]


def _leniency(m: Marks) -> float:
    if m.stamp_only:
        return 0.0
    if _neutral(m):
        return 1.0
    return 0.5 if _merely_begins(m) else 0.0


def _merely_begins(m: Marks) -> bool:
    """Tells whether a whole sentence only begins like furniture ("Visit the ..."): such are doubted only half."""
    begins = bool(m.cues) and all(c.where == "start" and c.kind in _SENTENCE_LIKE for c in m.cues)
    return begins and m.ended and m.words >= 8 and m.hint is None


def _entries(
    marks: Sequence[Marks], told: Told, moments: Sequence[str | None], witnesses: Sequence[str | None]
) -> Posts | None:
    """Returns the stamps of a live blog's entries; a page that does not say it is one needs several clock times over prose."""
    end = _comments(marks)
    texts = [m.piece.text for m in marks[:end]]
    found = find_posts(texts, told=told, moments=moments[:end], witnesses=witnesses[:end])
    if found is None or told is not Told.NOT or any(witnesses):
        return found
    clocks = [
        post
        for post in found.posts
        if post.place is Place.ALONE
        and post.stamp.day is None
        and any(_is_sentence(m) for m in marks[post.last + 1 : post.last + 4])
    ]
    return found if len(clocks) >= max(FEWEST_STAMPS, WITH_PROSE * len(found.posts)) else None


def _comments(marks: Sequence[Marks]) -> int:
    """Returns where the comments begin, once something has been told: there, clock times are those of readers."""
    told = 0
    for i, m in enumerate(marks):
        if told >= STORY_WORDS and m.heads("comments"):
            return i
        told += m.words if _is_sentence(m) else 0
    return len(marks)


def _under_stamps(marks: Sequence[Marks], scores: list[float], found: Posts | None) -> list[float]:
    """Raises what stands in the entries of a live blog, so that bylines and share bars between them do not part them."""
    if found is None:
        return scores
    out = list(scores)
    first, last = _span(marks, found)
    for i in range(first, last):
        out[i] = max(out[i], IN_ENTRY if _neutral(marks[i]) or _merely_begins(marks[i]) else 0.0)
    for post in found.posts:
        for i in range(post.first, post.last + 1):
            out[i] = max(out[i], IN_ENTRY)
    return out


def _span(marks: Sequence[Marks], found: Posts) -> tuple[int, int]:
    """Returns the first piece of the entries and the one after their last: of the last entry, the sentences under its stamp."""
    first, last = found.posts[0].first, found.posts[-1].last + 1
    while first > 0 and last < len(marks) and found.below and _is_sentence(marks[first - 1]):
        first -= 1
    if first > 0 and _neutral(marks[first - 1]) and marks[first - 1].words <= HEADLINE_WORDS and not marks[first - 1].ended:
        first -= 1
    for i in range(last, min(len(marks), last + LAST_ENTRY)):
        short = _neutral(marks[i]) and marks[i].ended and marks[i].words > SENTENCE_WORDS
        if (short or _is_sentence(marks[i]) or _merely_begins(marks[i])) and not found.below:
            last = i + 1
        elif marks[i].heads("list") or marks[i].heads("comments") or marks[i].heads("foot"):
            break
    return first, last


def _key_points(marks: Sequence[Marks], scores: list[float], found: Posts | None) -> list[float]:
    """Raises the lines right under a heading of key points, which have no full stop on many pages; prose or entries follow."""
    out = list(scores)
    for i, m in enumerate(marks):
        if not any(c.kind is LineKind.KEY_POINT and c.where == "whole" for c in m.cues):
            continue
        end = next((j for j in range(i + 1, len(marks)) if not _is_point(marks[j])), len(marks))
        told = any(_is_sentence(n) for n in marks[end : end + POINTS_REACH])
        told = told or (found is not None and end <= found.posts[0].first <= end + FAR_POINTS_REACH)
        if 2 <= end - i - 1 <= MOST_POINTS and told:
            out[i:end] = [max(value, POINT) for value in out[i:end]]
    return out


def _is_point(m: Marks) -> bool:
    return _neutral(m) and m.words >= FEWEST_POINT_WORDS and not m.stamp_only and not m.ended


def _is_sentence(m: Marks) -> bool:
    return m.words >= 8 and (m.ended or m.broken) and not m.bullet and not m.cues


def _cue_score(m: Marks) -> float:
    total = 0.0
    for cue in m.cues:
        if cue.kind is LineKind.KEY_POINT:
            total += 2.0
        elif cue.where == "whole":
            total -= 3.0
        elif cue.where == "any":
            total -= 2.5
        elif m.words > 22 and cue.max_words <= 40:
            total -= 1.0
        else:
            total -= 3.0
    if m.date_only or m.credit:
        total -= 3.0
    if m.stamp_only:
        total -= 1.0
    if m.url:
        total -= 1.5
    return max(total, -6.0)


def _in_sections(marks: Sequence[Marks], scores: list[float], found: Posts | None) -> list[float]:
    """Lowers what stands under a heading of links, in the comments, and in the foot of the page.

    Comments and foot count only once a story has been seen: both words also stand in menus at the top.
    """
    out = list(scores)
    section, told = "", 0
    stamped = {post.first for post in found.posts} if found else set()
    for i, m in enumerate(marks):
        if m.heads("comments") and told >= STORY_WORDS:
            section = "comments"
        elif m.heads("foot") and told >= STORY_WORDS and section != "comments":
            section = "foot"
        elif m.heads("list") and section != "comments":
            section = "list"
        elif section in ("list", "foot") and (i in stamped or _is_prose(marks, i)):
            section = ""
        out[i] -= _SECTION_COST[section]
        if not section and scores[i] > 0:
            told += m.words
    return out


def _is_prose(marks: Sequence[Marks], i: int) -> bool:
    """Tells whether the story goes on at piece `i`: a long paragraph, or two sentences in a row that are no list items."""
    m = marks[i]
    if m.bullet or not m.ended or m.cues:
        return False
    if m.words >= 30:
        return True
    following = marks[i + 1] if i + 1 < len(marks) else None
    return (
        m.words >= 12
        and following is not None
        and following.words >= 12
        and following.ended
        and not following.bullet
        and not following.cues
    )


def _viterbi(scores: Sequence[float]) -> list[bool]:
    """Returns the best way through the page with `SWITCH` paid at each change."""
    back: list[tuple[bool, bool]] = []
    outside, inside = 0.0, -SWITCH
    for value in scores:
        from_inside = inside - SWITCH > outside
        to_outside = max(outside, inside - SWITCH)
        from_outside = outside - SWITCH > inside
        to_inside = max(inside, outside - SWITCH) + value
        back.append((from_inside, from_outside))
        outside, inside = to_outside, to_inside
    state = inside - SWITCH > outside
    keep = [False] * len(scores)
    for i in range(len(scores) - 1, -1, -1):
        keep[i] = state
        from_inside, from_outside = back[i]
        state = (not from_outside) if state else from_inside
    return keep


def _fill_gaps(marks: Sequence[Marks], keep: list[bool]) -> list[bool]:
    """Keeps the short pieces between two paragraphs of a story that nothing marks as furniture: subheadings, list items."""
    out = list(keep)
    last = -1
    for i, kept in enumerate(keep):
        if not kept:
            continue
        gap = range(last + 1, i)
        plain = [j for j in gap if _neutral(marks[j])]
        if last >= 0 and len(gap) <= LONGEST_GAP and len(plain) >= PLAIN_SHARE * len(gap):
            for j in plain:
                out[j] = True
        last = i
    return out


def _is_inset(m: Marks, value: float) -> bool:
    """Tells whether a line inside a story is no part of it: a stamp, a row of marks, a line that surely is furniture."""
    if m.words == 0 or m.stamp_only or m.ago:
        return True
    if m.hint is not None and _HINT_SCORES.get(m.hint, 0.0) < 0 and value < 0:
        return True
    return value <= SURELY_NOT and bool(m.cues) and not m.cue(LineKind.KEY_POINT)


def _stamp_lines(found: Posts | None) -> set[int]:
    posts = [post for post in found.posts if post.place not in (Place.OPENING, Place.ENDING)] if found else []
    return {i for post in posts for i in range(post.first, post.last + 1)}


def _signatures(marks: Sequence[Marks], entries: range) -> set[int]:
    """Returns the lines of a live blog's entries that are nothing but a name that comes again: who wrote them."""
    names = [
        i for i in entries if marks[i].titled == 1.0 and NAME_WORDS[0] <= marks[i].words <= NAME_WORDS[1] and not marks[i].ended
    ]
    often = Counter(marks[i].text for i in names)
    return {i for i in names if often[marks[i].text] > 1}


def _is_aside(m: Marks, value: float) -> bool:
    """Tells whether a line in an entry of a live blog is none of its text: a byline, a share bar, a stamp."""
    told = m.cue(LineKind.KEY_POINT) or _merely_begins(m)
    return m.date_only or (value < 0 and bool(m.cues or m.credit) and not told)


def _rescue(marks: Sequence[Marks], scores: Sequence[float], keep: list[bool]) -> list[bool]:
    """Keeps a paragraph that a few lines of furniture part from the story, and those that furniture parts from it in turn."""
    out = list(keep)
    fit = [i for i, m in enumerate(marks) if not out[i] and scores[i] >= SURE and _is_sentence(m)]
    for i in fit:
        out[i] = any(out[max(0, i - NEAR) : i])
    for low, high in _runs(
        [not kept and value > 0 and _is_sentence(m) for m, value, kept in zip(marks, scores, out, strict=True)]
    ):
        if high - low > 1 and sum(scores[low:high]) >= SURE_RUN and any(out[max(0, low - FAR_RUN) : low]):
            out[low:high] = [True] * (high - low)
    for i in reversed(fit):
        out[i] = out[i] or (marks[i].kept is True and any(out[i + 1 : i + 1 + NEAR]))
    return out


def _neutral(m: Marks) -> bool:
    if m.hint is not None and _HINT_SCORES.get(m.hint, 0.0) < 0:
        return False
    return m.words > 0 and not (m.cues or m.date_only or m.credit or m.url)


def _drop_islands(marks: Sequence[Marks], scores: Sequence[float], keep: list[bool]) -> list[bool]:
    """Drops runs of a few short sentences that stand apart from the bulk of the story text: blurbs under links."""
    runs = _runs(keep)
    if len(runs) < 2:
        return keep
    weights = [sum(max(0.0, scores[i]) * marks[i].words for i in range(*run)) for run in runs]
    main = max(range(len(runs)), key=weights.__getitem__)
    out = list(keep)
    for n, (low, high) in enumerate(runs):
        if n == main:
            continue
        gap = range(high, runs[main][0]) if n < main else range(runs[main][1], low)
        longest = max(marks[i].words for i in range(low, high))
        words = sum(marks[i].words for i in range(low, high))
        apart = sum(not keep[i] for i in gap)
        if apart >= FAR and longest < ISLAND_WORDS and words < ISLAND_SHARE * sum(marks[i].words for i in range(*runs[main])):
            for i in range(low, high):
                out[i] = False
    return out


def _runs(keep: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for i, kept in enumerate(keep):
        if kept and runs and runs[-1][1] == i:
            runs[-1] = (runs[-1][0], i + 1)
        elif kept:
            runs.append((i, i + 1))
    return runs
