"""code, where: which place an event record has, and what it rests on."""

from __future__ import annotations

import pytest

from dateline.config import Config
from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import Event, Page, PageKind
from dateline.stages.code.where import DATELINE, FOCUS, HOME, HOST, OWN_WORDS, SAME_EVENT, SETTING, THEIRS

# Text, a word of the event's sentence, its type, the country (None: no place), what it rests on.
CASES = [
    ("Police arrested six miners in Lusaka.", "arrested", "COERCE", "ZMB", OWN_WORDS),
    ("Nurses in Alberta went on strike over pay.", "strike", "PROTEST", "CAN", OWN_WORDS),
    ("Teachers held a sit-in outside Ghana's finance ministry.", "sit-in", "PROTEST", "GHA", OWN_WORDS),
    ("Peruvian farmers blocked a road in protest against Ecuador.", "blocked", "PROTEST", "PER", HOME),
    ("Kenya's president visited Rwanda last week.", "visited", "CONSULT", "RWA", OWN_WORDS),
    ("Kenya's president visited the Rwandan premier.", "visited", "CONSULT", "RWA", HOST),
    ("Chile's president received the Danish premier.", "received", "CONSULT", "CHL", HOST),
    ("Kenya's president telephoned Rwanda's president.", "telephoned", "CONSULT", None, ""),
    (
        "Kenya's president met Rwanda's president in Oman. Farmers hoped for rain. The presidents held talks for two hours.",
        "held talks",
        "CONSULT",
        "OMN",
        SAME_EVENT,
    ),
    (
        "Rebels attacked Malian troops near Gao. It rained. The rebel attack on Malian troops began at dawn.",
        "The rebel attack",
        "ASSAULT",
        "MLI",
        SAME_EVENT,
    ),
    (
        "Rebels attacked Malian soldiers near Abidjan. Later rebels attacked Malian soldiers again.",
        "Later",
        "ASSAULT",
        "MLI",
        HOME,
    ),
    ("Farmers near Gao in Mali heard shots. Rebels killed two herders there.", "herders", "ASSAULT", "MLI", OWN_WORDS),
    ("NAIROBI, March 4 (Wire) - Police arrested a Kenyan editor.", "editor", "COERCE", "KEN", DATELINE),
    ("NAIROBI, March 4 (Wire) - Sudanese soldiers killed Chadian herders.", "herders", "ASSAULT", "TCD", THEIRS),
    ("Sudanese police killed Chadian herders.", "herders", "ASSAULT", None, ""),
    ("Sudanese soldiers killed Chadian troops.", "troops", "ASSAULT", None, ""),
    ("Uganda's president bowed to pressure.", "bowed", "CONCEDE", "UGA", HOME),
    ("Mali expelled two French envoys.", "expelled", "SANCTION", "MLI", HOME),
    (
        "Chad's president spoke. Chadians hoped for rain. Chad's lakes are low. Journalists walked off the job.",
        "walked",
        "PROTEST",
        "TCD",
        FOCUS,
    ),
    ("Rwandan soldiers attacked United Nations troops.", "attacked", "ASSAULT", None, ""),
    ("Colombian police beat Colombian students near the Venezuelan border.", "beat", "ASSAULT", "COL", HOME),
    ("French troops pulled out of Burkina Faso in February.", "pulled", "RETREAT", "BFA", OWN_WORDS),
    ("A Moscow court found the reporter guilty of treason.", "guilty", "SANCTION", "RUS", HOME),
    ("A magistrate in Kampala granted bail to twelve students.", "bail", "CONCEDE", "UGA", OWN_WORDS),
    ("In Yerevan, police detained 140 marchers, and officers used stun grenades.", "grenades", "ASSAULT", "ARM", OWN_WORDS),
    (
        "Shops stayed shut in Kaduna and Kano. Nigerian soldiers shot dead two Nigerian farmers.",
        "farmers",
        "ASSAULT",
        "NGA",
        SETTING,
    ),
    ("Shops stayed shut in Kaduna and Kano. Nigerian soldiers freed the pupils.", "pupils", "RETREAT", "NGA", SETTING),
    ("Shops stayed shut in Shiraz and Mashhad. Two French tourists were arrested.", "tourists", "COERCE", None, ""),
]


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(Config(screen=False))


def event(context: Context, text: str, word: str, kind: str) -> Event:
    reading = read_page(Page(id="w", text=text, kind=PageKind.STORY, date="2024-03-04"), context, last="code")
    found = [e for e in reading.events if word in e.text and e.event[0] == kind]
    assert len(found) == 1, [(e.event, e.text) for e in reading.events]
    return found[0]


@pytest.mark.parametrize(("text", "word", "kind", "code", "rests_on"), CASES, ids=[text[:40] for text, *_ in CASES])
def test_place_of_an_event(context: Context, text: str, word: str, kind: str, code: str | None, rests_on: str) -> None:
    found = event(context, text, word, kind)
    assert (found.event_loc.code if found.event_loc is not None else None) == code
    assert [r.rule for r in found.reasons if r.field == "event_loc"] == ([rests_on] if rests_on else [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RIGA, March 4 (Wire) - Gunmen killed two Latvian policemen here on Sunday.", "Riga"),
        ("RIGA, March 4 (Wire) - Gunmen killed two Latvian policemen in the capital on Sunday.", "Riga"),
        ("RIGA, March 4 (Wire) - Gunmen killed two Latvian policemen on Sunday.", None),
        ("RIGA, March 4 (Wire) - Gunmen killed two Latvian policemen in Zorbleau on Sunday.", None),
        ("RIGA, March 4 (Wire) - Latvia sent two infantry companies to the Belarusian border.", None),
    ],
)
def test_dateline_tells_the_country_and_the_town_only_of_what_was_there(context: Context, text: str, name: str | None) -> None:
    found = event(context, text, "two", "MOBILIZE" if "border" in text else "ASSAULT").event_loc
    assert found is not None
    assert (found.code, found.lat is not None) == ("LVA", name is not None)
    assert found.name == (name or "Latvia")
