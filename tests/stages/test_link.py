from __future__ import annotations

import dataclasses

import pytest

from dateline.records import Entity
from dateline.stages.link import Account, Open, incidents, linked_dates

POLICE, MARCHERS = (
    Entity(entity_text="Peruvian police", code="PER", sector="COP"),
    Entity(entity_text="Peruvian marchers", code="PER", sector="CVL"),
)
BASE = Account(
    id="a",
    page="p",
    story=0,
    type="ASSAULT",
    mode=("firearms",),
    actor=(POLICE,),
    recipient=(MARCHERS,),
    first="2024-03-04",
    last="2024-03-04",
    published="2024-03-05",
    country="PER",
    place="Cusco",
    resolution=4,
    counts=(3, None, None),
    text="Police shot at marchers in Cusco on Monday and killed three.",
    elsewhen=False,
)


def same(**changes: object) -> bool:
    """Whether an account of another page that differs in `changes` is of the same incident."""
    other = dataclasses.replace(BASE, **{"id": "b", "page": "q", **changes})  # type: ignore[arg-type]
    found = incidents([BASE, other])
    assert found == incidents([other, BASE])
    return found["a"] == found["b"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"text": "Three people died when officers opened fire on a march in Cusco.", "first": None, "last": None},
        {"counts": (5, None, None)},
        {"actor": ()},
        {"place": None, "country": None, "resolution": None},
        {"actor": (Entity(entity_text="gunmen", sector="UAF"),)},
        {"actor": (Entity(entity_text="they"),)},
        {"type": "SANCTION", "mode": ()},
    ],
)
def test_one_incident(changes: dict[str, object]) -> None:
    assert same(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"first": "2024-03-05", "last": "2024-03-05"},
        {"place": "Puno"},
        {"type": "PROTEST"},
        {"actor": (Entity(entity_text="Bolivian soldiers", code="BOL", sector="MIL"),), "recipient": ()},
        {"first": None, "last": None, "published": "2024-06-01", "place": None, "counts": ()},
    ],
)
def test_near_misses(changes: dict[str, object]) -> None:
    assert not same(**changes)


@pytest.mark.parametrize(("name", "one"), [("Secer", True), ("Demir", False)])
def test_mayors_whom_no_table_knows_are_known_by_their_family_name(name: str, one: bool) -> None:
    mayor = Entity(entity_text="Vahap Secer", code="PER", sector="GOV", identifier_text="Vahap Secer", office="mayor")
    other = dataclasses.replace(mayor, entity_text=name, identifier_text=name)
    found = incidents(
        [
            dataclasses.replace(BASE, recipient=(mayor,)),
            dataclasses.replace(BASE, id="b", page="q", recipient=(other,)),
        ]
    )
    assert (found["a"] == found["b"]) == one


@pytest.mark.parametrize("sector", ["COP", "MIL"])
def test_accounts_that_share_no_word_of_a_side_are_compared(sector: str) -> None:
    """The local paper says *police* or *the forces*, of no state and in no town: other words than the agency's."""
    police = Entity(entity_text="police", sector=sector)
    assert same(actor=(police,), recipient=(), place=None, country=None, resolution=None)


@pytest.mark.parametrize(("text", "one"), [("the marchers", True), ("Bolivian marchers", False)])
def test_a_state_that_the_story_lent_to_a_side_excludes_no_other(text: str, one: bool) -> None:
    assert same(recipient=(Entity(entity_text=text, code="BOL", sector="CVL"),)) is one


@pytest.mark.parametrize(("type_", "one"), [("SANCTION", True), ("ASSAULT", False)])
def test_whom_a_state_sanctions_is_not_its_own(type_: str, one: bool) -> None:
    state = Entity(entity_text="Peru", code="PER", identifier_text="Peru")
    firms = dataclasses.replace(
        BASE, type=type_, mode=(), actor=(state,), recipient=(Entity(entity_text="Peru's firms", code="PER", sector="BUS"),)
    )
    abroad = dataclasses.replace(
        firms, id="b", page="q", recipient=(Entity(entity_text="Sudanese firms", code="SDN", sector="BUS"),)
    )
    found = incidents([firms, abroad])
    assert (found["a"] == found["b"]) is one


def test_no_two_days_meet_through_an_account_without_one() -> None:
    accounts = [
        BASE,
        dataclasses.replace(BASE, id="b", page="q", first=None, last=None),
        dataclasses.replace(BASE, id="c", page="r", first="2024-03-06", last="2024-03-06"),
    ]
    found = incidents(accounts)
    assert found["a"] != found["c"]


def test_a_side_told_alone_may_stand_at_the_wrong_end() -> None:
    """*Congolese launches swooped*, and *seized a Ugandan crew*: of whom it is told hangs on one word."""
    crew = (Entity(entity_text="a Ugandan crew", code="UGA", sector="CVL"),)
    turned = {"actor": crew, "recipient": (), "text": "A Ugandan crew was held."}
    one = dataclasses.replace(BASE, recipient=crew)
    assert len(set(incidents([one, dataclasses.replace(BASE, id="b", page="q", **turned)]).values())) == 1  # type: ignore[arg-type]
    told = {**turned, "recipient": (POLICE,)}  # who names both has them the right way round
    assert len(set(incidents([one, dataclasses.replace(BASE, id="b", page="q", **told)]).values())) == 2  # type: ignore[arg-type]


def test_people_of_one_state_are_called_by_other_kinds() -> None:
    """*Supporters of the mayor* and *members of his party* are told apart by taste; another state's are others."""
    party = Entity(entity_text="members of the Peruvian party", code="PER", sector="PTY")
    assert same(recipient=(party,))
    assert not same(recipient=(dataclasses.replace(party, code="BOL", entity_text="members of the Bolivian party"),))


def test_near_a_town_may_be_in_another() -> None:
    text = "Police shot at marchers in the Cusco area on Monday."
    changes = {"place": "Pisac", "lat": -13.42, "lon": -71.85, "placed": "Pisac", "text": "Police shot at marchers in Pisac."}
    placed = {"lat": -13.53, "lon": -71.97, "placed": "Cusco"}
    for told, one in ((text, True), (text.replace("the Cusco area", "Cusco"), False)):
        two = [dataclasses.replace(BASE, **placed, text=told), dataclasses.replace(BASE, id="b", page="q", **changes)]  # type: ignore[arg-type]
        found = incidents(two)
        assert (found["a"] == found["b"]) is one


def test_accounts_that_agree_on_other_words_are_of_two_incidents() -> None:
    told = [
        "Peru accused the police of ramming a supply boat.",
        "Lima accused police of ramming one of its boats.",
        "Peru accused the police of drawing false maps.",
        "Officials accused police of false maps in schoolbooks.",
    ]
    base = dataclasses.replace(
        BASE, type="ACCUSE", mode=(), counts=(None, None, None), place=None, resolution=None, country=None
    )
    found = incidents([dataclasses.replace(base, id=str(n), page=str(n), text=text) for n, text in enumerate(told)])
    assert found["0"] == found["1"] != found["2"] == found["3"]


def test_no_chain_of_strangers() -> None:
    """Of four vague reports each may be one with the next; the last is of others than the first two are."""
    vague = {"first": None, "last": None, "country": None, "place": None, "resolution": None, "counts": (), "mode": ()}
    codes = {"Malians": "MLI", "Chadians": "TCD", "Ugandans": "UGA"}
    mali, chad, uganda = ((Entity(entity_text=text, code=code, sector="MIL"),) for text, code in codes.items())
    sides = {"a": (mali, ()), "b": (mali, uganda), "c": ((), uganda), "d": (chad, uganda)}
    found = incidents(
        dataclasses.replace(BASE, id=key, page=key, text=key, actor=actor, recipient=recipient, **vague)  # type: ignore[arg-type]
        for key, (actor, recipient) in sides.items()
    )
    assert found["a"] == found["b"] == found["c"] != found["d"]


@pytest.mark.parametrize("count", [40, 300])
def test_an_event_that_very_many_tell_of_is_one(count: int) -> None:
    """More than are compared with one another (`blocks`)."""
    accounts = [dataclasses.replace(BASE, id=f"{n * 7919 % count:03}", page=str(n)) for n in range(count)]
    accounts = [dataclasses.replace(a, first=None, last=None) if n % 3 else a for n, a in enumerate(accounts)]
    assert len(set(incidents(accounts).values())) == 1


def test_a_side_blamed_by_either_account() -> None:
    army = (Entity(entity_text="the army", code="PER", sector="MIL"),)
    rebels = (Entity(entity_text="rebels", code="PER", sector="REB"),)
    one = dataclasses.replace(BASE, actor=army)
    two = dataclasses.replace(BASE, id="b", page="q", actor=rebels)
    assert len(set(incidents([one, two]).values())) == 1


@pytest.mark.parametrize(
    ("one", "two", "linked"),
    [
        (("AGREE", ()), ("SUPPORT", ()), True),  # agreed on a pact, and signed it
        (("ASSAULT", ()), ("COERCE", ("seize",)), True),  # stormed the embassy, and raided it
        (("ASSAULT", ()), ("COERCE", ("arrest",)), False),  # what goes along with an assault is an event of its own
        (("ASSAULT", ()), ("PROTEST", ()), False),
    ],
)
def test_neighbouring_types(one: tuple[str, tuple[str, ...]], two: tuple[str, tuple[str, ...]], linked: bool) -> None:
    accounts = [
        dataclasses.replace(BASE, id=page, page=page, type=t, mode=m) for page, (t, m) in zip("pq", (one, two), strict=True)
    ]
    assert (len(set(incidents(accounts).values())) == 1) is linked
    beside = [dataclasses.replace(account, page="p") for account in accounts]
    assert len(set(incidents(beside).values())) == 2, "what one story tells under two types is two events"


def test_the_more_it_may_be_the_more_it_takes() -> None:
    """Of reports without a day or a town two are of one shooting, where there are no others that they may be of."""
    vague = dataclasses.replace(
        BASE,
        first=None,
        last=None,
        country=None,
        place=None,
        resolution=None,
        counts=(),
        mode=(),
        actor=(),
    )
    reports = [dataclasses.replace(vague, id=letter, page=letter, text=3 * letter) for letter in "abcdefghijklmnopqrst"]
    assert len(set(incidents(reports[:2]).values())) == 1
    assert len(set(incidents(reports).values())) == len(reports)


def opened(id: str, **more: object) -> Open:
    return Open(**{"id": id, "page": "q", "story": 0, **more})  # type: ignore[arg-type]


def test_an_open_weekday_is_read_within_the_incident() -> None:
    found = linked_dates([opened("b", first="2023-09-01", last="2023-09-30", value="XXXX-WXX-3")])
    assert list(found) == [("b", "2023-09-06", "2023-09-27")]


def test_a_linked_day_dates_the_story_and_so_its_other_records() -> None:
    other = opened("a", value="XXXX-XX-XX", offset="-1D")
    told = opened("b", first="2023-09-13", last="2023-09-13", value="XXXX-WXX-3")
    elsewhere = dataclasses.replace(other, id="c", page="r")
    # Wednesday the 13th was told by the next Tuesday: "yesterday" lies between the day before and that Monday.
    expected = [("b", "2023-09-13", "2023-09-13"), ("a", "2023-09-12", "2023-09-18")]
    assert list(linked_dates([other, told, elsewhere])) == expected


def test_an_incident_of_open_days_stays_open() -> None:
    assert list(linked_dates([opened("a", value="XXXX-09", offset="-1Y"), opened("b")])) == []


# Neither place nor day nor what was counted.
BARE: dict[str, object] = {"country": None, "place": None, "resolution": None, "counts": (None, None, None), "mode": ()}
BARE |= {"first": None, "last": None}


def borne_out(**changes: object) -> bool:
    """Whether what another page only hints at, differing in `changes` from `BASE`, is told."""
    hint = dataclasses.replace(BASE, **{"id": "b", "page": "q", "likely": 0.3, **changes})  # type: ignore[arg-type]
    found = incidents([BASE, hint])
    assert found.get("b", found["a"]) == found["a"]
    return "b" in found


def test_a_hint_counts_beside_what_another_story_tells() -> None:
    assert borne_out()
    assert borne_out(recipient=(), counts=(None, None, None))
    assert not borne_out(page="p")  # its own story
    assert not borne_out(type="PROTEST", mode=())
    assert not borne_out(first="2024-03-06", last="2024-03-06")
    assert borne_out(actor=(), recipient=())  # one town and day
    assert not borne_out(actor=(), recipient=(), place=None, resolution=None)  # nobody and no town that both name
    assert not borne_out(**BARE, text="They were blamed for it.", published=None)  # nothing but sides


def test_a_hint_that_is_less_likely_takes_more() -> None:
    vague = {**BARE, "recipient": (), "text": "Police came to Cusco."}
    assert [borne_out(likely=likely, **vague) for likely in (0.9, 0.01)] == [True, False]
    assert borne_out(likely=0.01)


def test_hints_bear_out_nothing() -> None:
    hints = [dataclasses.replace(BASE, id=name, page=name, likely=0.9) for name in ("b", "c")]
    assert incidents(hints) == {}
    apart = dataclasses.replace(BASE, id="d", page="d", place="Puno", country="PER")
    open_place = dataclasses.replace(hints[0], place=None, country=None, resolution=None)
    found = incidents([BASE, open_place, apart])
    assert found["a"] != found["d"]
