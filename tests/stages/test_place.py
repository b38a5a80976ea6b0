"""place: which words are place names, and which of the places of one name is meant."""

from __future__ import annotations

import pytest

from dateline.config import Config
from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Page, PageKind, Place

# What, text, wanted: place words to "code/name" or to a code alone (None: a region has none), empty for what is no place.
CASES = [
    ("a direction inside a name", "Envoys flew to North Korea and South Sudan.", {"North Korea": "PRK", "South Sudan": "SSD"}),
    ("a direction before a name", "Fighting went on in northern Mali.", {"Mali": "MLI"}),
    ("a last word that is a kind", "Floods hit Mexico City and the Dominican Republic.", {"Dominican Republic": "DOM"}),
    ("what the comma adds", "The court sat in Athens, Georgia.", {"Athens": "USA", "Georgia": "USA"}),
    ("the country of that name", "Police searched a house in Tbilisi, Georgia.", {"Georgia": "GEO"}),
    ("states in a list", "Farmers in Alabama, Georgia and Tennessee lost crops.", {"Georgia": "USA"}),
    ("countries in a list", "Ships from Greece, Jordan and Egypt arrived.", {"Jordan": "JOR"}),
    ("a name goes with the story's country", "Brazil sent police to Boa Vista. Brazil closed a bridge.", {"Boa Vista": "BRA"}),
    ("a capital", "Envoys met in Washington.", {"Washington": "USA/Washington"}),
    (
        "a short name of a place named in full",
        "Talks opened in Rio de Janeiro on Monday. On Tuesday envoys left Rio for a dinner in Rio.",
        {"Rio": "BRA/Rio de Janeiro"},
    ),
    ("territories are their state's", "Storms hit Nuuk and Mitrovica.", {"Nuuk": "DNK", "Mitrovica": "KOS"}),
    ("a court is no village", "Judges at the International Court of Justice heard Gambia.", {"Justice": "", "Gambia": "GMB"}),
    ("nor a chamber a city", "The Chamber of Commerce of Lima closed.", {"Commerce": "", "Lima": "PER"}),
    ("nor a university a town", "She taught at the University of Tartu.", {"University": ""}),
    ("nor an army a province", "Fighters of the Free Syrian Army left Aleppo.", {"Free": "", "Aleppo": "SYR"}),
    ("a newspaper is no city", "An editor of the Los Angeles Times arrived in Quito.", {"Los Angeles": "", "Quito": "ECU"}),
    ("the village of that name", "Police in Justice, Illinois, arrested a man.", {"Justice": "USA"}),
    ("a bay is itself", "Ships crossed the Bay of Bengal.", {"Bay": "", "Bay of Bengal": "None"}),
    ("a capital of a state with a code of its own", "Envoys met in Pristina.", {"Pristina": "KOS/Pristina"}),
    ("a people tells the country", "Spanish police closed a market in Cartagena.", {"Cartagena": "ESP"}),
    ("first names of places come first", "Tractors blocked streets in Zaragoza.", {"Zaragoza": "ESP/Zaragoza"}),
    ("small, but called a port", "Police found it in the port of Gioia Tauro.", {"Gioia Tauro": "ITA"}),
    ("Gaza alone is the strip", "Trucks brought flour to Gaza.", {"Gaza": "PSE/Gaza Strip"}),
    ("its city is a city", "Trucks brought flour to Gaza City.", {"Gaza City": "PSE/Gaza"}),
    ("nor a building a town", "Marchers threw stones at the Congress building in Lima.", {"Congress": "", "Lima": "PER"}),
    (
        "nor a reporter",
        "A court jailed reporter Daniel Muro. Prosecutors said that Muro, 41, was seized in Yekaterinburg.",
        {"Muro": "", "Yekaterinburg": "RUS"},
    ),
    (
        "a last name of a place is not a country",
        "A bomb went off in Puerto Jordan, north of Lima.",
        {"Jordan": "", "Lima": "PER"},
    ),
    ("a city that is hit, whatever its name is taken for", "Gunmen attacked Jos on Monday.", {"Jos": "NGA"}),
    ("no county for who has its name", "The senator attacked Harris in Lima.", {"Harris": "", "Lima": "PER"}),
    ("where there is no place", "Mr Lund praised the work of his sister.", {}),
]


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(Config(screen=False))


def places(context: Context, text: str) -> list[Place]:
    return list(read_page(Page(id="p", text=text, kind=PageKind.STORY), context, last="place").places)


@pytest.mark.parametrize(("what", "text", "wanted"), CASES, ids=[what for what, _, _ in CASES])
def test_places(context: Context, what: str, text: str, wanted: dict[str, str]) -> None:
    found = places(context, text)
    for word, said in wanted.items():
        name = "/" in said
        read = {f"{p.code}/{p.name}" if name else str(p.code) for p in found if p.text == word}
        assert read == ({said} if said else set()), word
    assert found or not wanted
    assert wanted or not found


def test_offsets_are_those_of_the_page(context: Context) -> None:
    text = "PARIS, March 4 (Wire) - Workers marched in Lyon, France.\n\nThey went on to Marseille."
    for place in places(context, text):
        assert text[place.start : place.end] == place.text


@pytest.mark.parametrize("text", ["", "In ,", "North South East West Union Republic.", "A, " * 400, "In " + "Ab" * 5000 + "."])
def test_nothing_crashes_it(context: Context, text: str) -> None:
    assert isinstance(places(context, text), list)
