"""Counted units: three years ago, the past two weeks, four hours, every Monday."""

from __future__ import annotations

import dataclasses
import re

from dateline.records import DateBasis, DateSense
from dateline.stages.date.counts import GRANULARITY, amount
from dateline.stages.date.readings.shared import LAST_WORD, draft_of, stepped_year
from dateline.stages.date.readings.steps import duration_value, from_ref, open_stretch, relative, running, stretch_around
from dateline.stages.date.state import Draft, Site, State, point_of
from dateline.text.calendar import interval_of, nearest_weekday, shift

# Years of a year, a decade and a century: halves are counted in months.
LONG = {"Y": 1, "DE": 10, "CE": 100}
_FROM_NOW = ("ago", "back", "from now", "from today", "in", "hence")
# Words of what is to come: "will resume in two weeks" is a date, "ended in two weeks" a length of time.
_COMING = re.compile(
    r"\b(?:will|'ll|due|scheduled|expected|set|planned|begins?|starts?|opens?|expires?|meets?|resumes?|returns?)\b"
    r"[^.;:\n]*\bin $"
)


def read_counted(site: Site, state: State) -> list[Draft]:
    """Returns units counted from a point: "three years ago", "two days later"."""
    words = site.match.words
    side = words["side"]
    back = side in ("ago", "back", "earlier", "previously", "beforehand", "prior", "before")
    if side == "in":
        back = False
    count = amount(words.get("count", ""), state.words) if "count" in words else None
    if count is not None and "half" in words:
        count += 0.5
    if count is None:
        return [draft_of(site, "DATE", "PAST_REF" if back else "FUTURE_REF", basis=DateBasis.RELATIVE)]
    unit_word = "century" if words["unit"].startswith("centur") else words["unit"]
    unit = state.words.unit[unit_word]
    if unit == "FN":
        unit, count = "W", count * 2
    shown = unit
    if unit in LONG and count % 1:  # half a century ago: a year
        unit, shown, count = "M", "Y", count * LONG[unit] * 12
    steps = round(count) * (-1 if back else 1)
    if unit == "Q":
        return []
    if unit in ("TS", "TM", "TH"):
        return [_hours_off(site, state, steps, unit, now=side in _FROM_NOW)]
    if side in _FROM_NOW and not (state.narrative and state.ref):
        return [_from_publication(site, state, steps, unit, shown=shown)]
    if shown != unit:
        unit, steps = shown, round(steps / 12)
    if state.ref is None:
        return [
            draft_of(
                site, "DATE", "XXXX" if unit == "Y" else "XXXX-XX-XX" if unit == "D" else "XXXX-XX", basis=DateBasis.RELATIVE
            )
        ]
    return [from_ref(site, state.ref, steps, unit)]


def _from_publication(site: Site, state: State, steps: int, unit: str, *, shown: str | None = None) -> Draft:
    """A stretch (`shown`: of this unit, else of that counted in) so many units from the publication."""
    offset, shown = f"{steps:+d}{unit}", shown or unit
    day = shift(state.published, steps, unit) if state.published else None
    if day is None or state.published is None:
        return open_stretch(site, shown, offset)
    return stretch_around(site, day, shown, offset=offset, published=state.published, point=point_of(day, shown))


def read_counted_named(site: Site, state: State) -> list[Draft]:
    """Returns "two nights ago", "three Fridays ago", "two summers ago"."""
    words = site.match.words
    count = amount(words["count"], state.words)
    if count is None:
        return [draft_of(site, "DATE", "PAST_REF", basis=DateBasis.RELATIVE)]
    back, published = round(count), state.published
    if "unit" in words:
        return relative(site, state, "last", "WE", step=-back)
    if "tod" in words:
        draft = _from_publication(site, state, -back, "D")
        return [dataclasses.replace(draft, type="TIME", value=f"{draft.value}T{state.words.part_of_day[words['tod']]}")]
    if "season" in words:
        code = state.words.season[words["season"]]
        year = stepped_year(state, "last", code)
        value = f"{'XXXX' if year is None else f'{year - back + 1:04d}'}-{code}"
        return [draft_of(site, "DATE", value, interval=interval_of(value), granularity="season", basis=DateBasis.RELATIVE)]
    number = state.words.weekday[words["weekday"]]
    yesterday = shift(published, -1, "D") if published else None
    last = nearest_weekday(yesterday, number, coming=False) if yesterday else None
    day = shift(last, 1 - back, "W") if last else None
    if day is None:
        return [draft_of(site, "DATE", f"XXXX-WXX-{number}", granularity="day", basis=DateBasis.RELATIVE)]
    point = point_of(day, "D")
    return [
        draft_of(site, "DATE", day.isoformat(), interval=(day, day), granularity="day", basis=DateBasis.RELATIVE, point=point)
    ]


def _hours_off(site: Site, state: State, steps: int, unit: str, *, now: bool) -> Draft:
    """Some hours from a moment: on the same day, as far as the text tells."""
    day = state.published if now and not state.narrative else state.ref.first if state.ref and state.ref.day else None
    if day is None or abs(steps) > 24 * (1 if unit == "TH" else 60):
        return draft_of(site, "TIME", "XXXX-XX-XXTXX", granularity="time", basis=DateBasis.RELATIVE)
    return draft_of(
        site,
        "TIME",
        f"{day.isoformat()}TXX",
        interval=(day, day),
        granularity="time",
        basis=DateBasis.RELATIVE,
        anchor=day.isoformat(),
    )


def read_running_words(site: Site, state: State) -> list[Draft]:
    """Returns "the past three years", "the next few days", "recent weeks"."""
    words = site.match.words
    rel = words["rel"]
    unit_word = "century" if words["unit"].startswith("centur") else words["unit"]
    unit = state.words.unit[unit_word]
    back = rel in ("the last", "the past", "these past", "these last", "last", "past")
    if rel == "recent":
        return [draft_of(site, "DATE", "PAST_REF", basis=DateBasis.RELATIVE)]
    if "count" not in words and rel in ("last", "past", "next"):
        return []
    count = amount(words["count"], state.words) if "count" in words else None
    if (back or rel in ("the next", "the coming", "next")) and count and not re.match(r" of\b", site.after):
        return [running(site, state, count, unit, back=back)]
    return [draft_of(site, "DURATION", duration_value(count, unit), granularity=GRANULARITY.get(unit, "time"))]


def read_duration(site: Site, state: State) -> list[Draft]:
    """Returns a length of time: "four hours", "a three-day strike", "for weeks"."""
    words = site.match.words
    untold = words.get("vague") or words.get("long")
    if untold:
        singular = "century" if untold.startswith("centur") else untold.rstrip("s")
        unit = state.words.unit[singular]
        value = duration_value(1 if words.get("long") == singular else None, unit)
        return [draft_of(site, "DURATION", value, granularity=GRANULARITY.get(unit, "time"), sense=_sense(site))]
    word, text = words["unit"], words["count"]
    unit = state.words.unit["century" if word.startswith("centur") else word]
    plural = bool(words["many"]) or word.endswith("ie")
    if unit in ("TS", "Q") and not (plural and unit == "TS"):
        return []
    if text in ("a", "an") and not _single_is_duration(site, words["gap"]):
        return []
    if text == "few" or (text in ("some", "many", "several", "various") and not plural):
        return []
    count = amount(text, state.words) if not (text in ("a", "an") and plural) else None
    if count is not None and "half" in words:
        count += 0.5
    if count and unit[0] != "T" and not words.get("age") and words["gap"] == " " and _COMING.search(site.before):
        return [_from_publication(site, state, round(count * (2 if unit == "FN" else 1)), "W" if unit == "FN" else unit)]
    start = site.match.start
    if "period" not in words and (article := re.match(r"(?:over )?an? (?=[\w,.]+-)", site.plain.low[start : site.match.end])):
        start += article.end()  # the article is that of the noun: a three-day strike
    return [
        Draft(
            start=start,
            end=site.match.end,
            type="DURATION",
            value=duration_value(count, unit),
            granularity=GRANULARITY.get(unit, "time"),
            sense=_sense(site),
        )
    ]


def _single_is_duration(site: Site, gap: str) -> bool:
    """ "A year" is a length of time after some words only; elsewhere it is a rate or a point."""
    if site.match.words.get("age") or site.plain.low[site.match.start : site.match.end].split(" ")[0] not in ("a", "an"):
        return True
    before = LAST_WORD.search(site.before)
    return (
        bool(
            before
            and before[1]
            in (
                "for",
                "in",
                "within",
                "after",
                "over",
                "of",
                "than",
                "about",
                "nearly",
                "almost",
                "under",
                "spent",
                "lasted",
                "took",
                "took",
                "by",
                "at",
                "half",
                "least",
                "only",
                "just",
                "last",
                "takes",
            )
        )
        and gap == " "
    )


def _sense(site: Site) -> DateSense:
    before = LAST_WORD.search(site.before)
    return DateSense.THROUGHOUT if before and before[1] in ("for", "throughout", "since", "lasted") else DateSense.WITHIN


def read_set_of(site: Site, state: State) -> list[Draft]:
    """Returns what recurs: "every Monday", "daily", "twice a week"."""
    words = site.match.words
    start, end = site.match.start, site.match.end
    for name in ("single", "single2", "single3"):
        if name in words:
            start, end = site.match.at[name]
            return [
                Draft(
                    start=start, end=end, type="SET", value="P1" + state.words.unit[words[name].split()[1]], granularity="set"
                )
            ]
    if "daily" in words:
        if site.capital("daily") and re.match(r" [A-Z]", site.plain.text[end : end + 2]):
            return []
        value = {
            "h": "XXXX-XX-XXTXX",
            "d": "XXXX-XX-XX",
            "n": "XXXX-XX-XXTNI",
            "w": "XXXX-WXX",
            "b": "XXXX-WXX",
            "f": "XXXX-WXX",
            "m": "XXXX-XX",
            "q": "XXXX-QX",
            "y": "XXXX",
            "a": "XXXX",
        }[words["daily"][0]]
        return [draft_of(site, "SET", value, granularity="set")]
    unit = words.get("unit") or words.get("per")
    if unit is None:
        return [draft_of(site, "SET", "XXXX-XX-XX", granularity="set")]
    if unit in state.words.weekday:
        return [draft_of(site, "SET", f"XXXX-WXX-{state.words.weekday[unit]}", granularity="set")]
    if unit in state.words.season:
        return [draft_of(site, "SET", f"XXXX-{state.words.season[unit]}", granularity="set")]
    if unit in state.words.part_of_day:
        return [draft_of(site, "SET", f"XXXX-XX-XXT{state.words.part_of_day[unit]}", granularity="set")]
    return [draft_of(site, "SET", duration_value(1, state.words.unit[unit]), granularity="set")]
