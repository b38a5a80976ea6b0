"""From a match to a value: one function for each name that patterns.toml gives under `reads`.

Each takes where the match stands and the state of the story, and returns the drafts of its expressions: none where the
words are no time after all, several for a list of days or a range of years.
"""

from __future__ import annotations

from collections.abc import Callable

from dateline.stages.date.readings.counted import (
    read_counted,
    read_counted_named,
    read_duration,
    read_running_words,
    read_set_of,
)
from dateline.stages.date.readings.days import (
    read_day_list,
    read_full_date,
    read_ordinal_day,
    read_slashed_date,
    read_weekday_of_month,
)
from dateline.stages.date.readings.named import (
    read_clock,
    read_era,
    read_holiday,
    read_reference,
    read_weekday_near_holiday,
)
from dateline.stages.date.readings.near import read_deictic, read_part_of_day, read_stretch, read_weekday
from dateline.stages.date.readings.years import (
    read_century,
    read_decade,
    read_month,
    read_part_of_stretch,
    read_part_of_year,
    read_season,
    read_turn,
    read_year,
    read_year_range,
)
from dateline.stages.date.state import Draft, Site, State

Reading = Callable[[Site, State], list[Draft]]

_READINGS: dict[str, Reading] = {
    "full_date": read_full_date,
    "ordinal_day": read_ordinal_day,
    "weekday_of_month": read_weekday_of_month,
    "slashed_date": read_slashed_date,
    "day_list": read_day_list,
    "weekday_near_holiday": read_weekday_near_holiday,
    "month": read_month,
    "year": read_year,
    "year_range": read_year_range,
    "part_of_year": read_part_of_year,
    "part_of_stretch": read_part_of_stretch,
    "decade": read_decade,
    "century": read_century,
    "turn": read_turn,
    "season": read_season,
    "weekday": read_weekday,
    "deictic": read_deictic,
    "stretch": read_stretch,
    "part_of_day": read_part_of_day,
    "counted": read_counted,
    "counted_named": read_counted_named,
    "running": read_running_words,
    "duration": read_duration,
    "set_of": read_set_of,
    "clock": read_clock,
    "reference": read_reference,
    "holiday": read_holiday,
    "era": read_era,
}


def read(site: Site, state: State) -> list[Draft]:
    """Returns the drafts of one match."""
    return _READINGS[site.match.rule.reads](site, state)
