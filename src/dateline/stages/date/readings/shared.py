"""What the readings share: what a month or a year without more stands for, and when a word is no time."""

from __future__ import annotations

import re
from datetime import timedelta

from dateline.stages.date.state import Draft, Site, State
from dateline.text.calendar import interval_of

REL_STEP = {
    "last": -1, "this past": -1, "this": 0, "the current": 0, "this coming": 1, "next": 1, "the coming": 1,
    "before last": -2, "after next": 2,
}  # fmt: skip


REF_STEP = {
    "the previous": -1, "the preceding": -1, "the following": 1, "the next": 1, "the ensuing": 1, "the subsequent": 1,
    "the same": 0, "that same": 0, "that": 0, "that very": 0,
}  # fmt: skip


TEMPORAL = frozenset(
    (
        "in", "by", "of", "since", "until", "till", "from", "to", "and", "or", "between", "during", "late", "early", "mid",
        "this", "last", "next", "on", "through", "before", "after", "for", "around", "about", "circa", "throughout", "year",
    )
)  # fmt: skip
"""Words after which a bare number or a doubtful month is a date."""


SHORT_YEARS_FROM = 40
"""'39 is 2039, '40 is 1940: news has more of the years of the last wars than of plans so far ahead."""


_NAMED_MONTHS = frozenset(("may", "march", "april", "june", "august"))


LAST_WORD = re.compile(r"([\w'$£€]+)[ (\"'-]*$")


NEXT_WORD = re.compile(r" ([A-Z][a-z]+)")


def draft_of(site: Site, kind: str, value: str, **fields: object) -> Draft:
    """Returns a draft that spans the whole match."""
    return Draft(start=site.match.start, end=site.match.end, type=kind, value=value, **fields)  # type: ignore[arg-type]


def month_number(site: Site, state: State) -> int | None:
    """Returns the month named in the match, None where there is none."""
    words = site.match.words
    if "month_number" in words:
        return int(words["month_number"])
    return state.words.month.get(words.get("month", "").rstrip("."))


def month_is_name(site: Site, *, dated: bool) -> bool:
    """Whether the month word is a month: capital, and not a person (Theresa May), a march or a modal verb."""
    if not site.capital("month"):
        return False
    word = site.match.words["month"].rstrip(".")
    if dated or word not in _NAMED_MONTHS or site.match.at["month"][0] > site.match.start:
        return True
    before = LAST_WORD.search(site.before)
    if before and before[1] in TEMPORAL:
        return True
    following = NEXT_WORD.match(site.plain.text, site.match.end)
    if following:
        return False
    start = site.match.start
    if re.search(r"[A-Z][\w'.]* $", site.plain.text[max(0, start - 30) : start]):
        return False
    if word == "march" and before and before[1] in ("a", "the"):  # "a March raid" but "the March on the capital"
        return bool(re.match(r" (?!on\b|of\b|to\b|for\b|by\b|in\b|was\b|and\b)[a-z]+", site.after))
    return not (word in ("may", "march") and re.match(r" [a-z]", site.after))


def year_number(text: str) -> int:
    """Returns a year as a number; of two figures, one of the last hundred years or the next few.

    >>> year_number("1862"), year_number("'23"), year_number("'98")
    (1862, 2023, 1998)
    """
    digits = text.lstrip("'")
    if len(digits) != 2:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= SHORT_YEARS_FROM else 2000)


def told_year(site: Site, state: State) -> tuple[int | None, str | None]:
    """The year told in the match and, where it hangs on the publication, the offset."""
    words = site.match.words
    for name in ("year", "year2", "year3"):
        if name in words:
            year = year_number(words[name])
            return (-year if "era" in words else year), None
    for name in ("rel", "rel2"):
        if words.get(name, "").endswith("year"):
            return _which_year(words[name].removesuffix(" year"), state)
    return None, None


def _which_year(rel: str, state: State) -> tuple[int | None, str | None]:
    if rel in REL_STEP and not (state.narrative and state.ref and rel != "last"):
        step = REL_STEP[rel]
        return (state.published.year + step if state.published else None), f"{step:+d}Y" if step else "0Y"
    step = REL_STEP.get(rel, REF_STEP.get(rel, 0))
    if state.ref:
        return state.ref.year + step, None
    if state.published:
        return state.published.year + step, None
    return None, "0Y" if not step else f"{step:+d}Y"


def partial_year(state: State, partial: str, weekday: int | None = None) -> tuple[int | None, str | None, str | None]:
    """The year for a month, day or season without one; the later reading; and the day or date it rests on."""
    if state.coming_year is not None:
        return state.coming_year, None, None
    if state.local and state.ref:
        return state.ref.year, None, state.ref.value
    if state.published is None:
        return None, None, None
    published = state.published
    years = {year: interval_of(f"{year:04d}-{partial}") for year in range(published.year - 4, published.year + 5)}
    known = {year: days for year, days in years.items() if days}
    if weekday:
        known = {year: days for year, days in known.items() if days[0].isoweekday() == weekday} or known
    past = [year for year, days in known.items() if days[0] <= published + timedelta(days=1)]
    coming = [year for year, days in known.items() if days[1] > published]
    if weekday and past and coming and known[coming[0]][0] - published < published - known[past[-1]][0]:
        return coming[0], None, published.isoformat()  # a weekday leaves few years, the nearest is meant
    year = past[-1] if past else coming[0]
    later = f"{coming[0]:04d}-{partial}" if coming and coming[0] != year else None
    return year, later, published.isoformat()


def stepped_year(state: State, rel: str, partial: str) -> int | None:
    """The year of "last May", "next summer", "the following spring"."""
    if rel in REF_STEP and state.ref:
        start = state.ref.first
        if start is None:
            return state.ref.year + REF_STEP[rel]
        anchor, step = start, REF_STEP[rel]
    elif state.published:
        anchor, step = state.published, REL_STEP.get(rel, REF_STEP.get(rel, 0))
        if state.narrative and state.ref and step >= 0:
            anchor = state.ref.first or anchor
    else:
        return None
    known = {year: interval_of(f"{year:04d}-{partial}") for year in range(anchor.year - 2, anchor.year + 3)}
    if step < 0:
        return max((year for year, days in known.items() if days and days[1] < anchor), default=None)
    if step > 0:
        return min((year for year, days in known.items() if days and days[0] > anchor), default=None)
    # A winter touches two years: this winter is the nearer one.
    touching = {year: days for year, days in known.items() if days and anchor.year in (days[0].year, days[1].year)}
    return min(touching, key=lambda year: max(touching[year][0] - anchor, anchor - touching[year][1]), default=None)
