from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from served import HERE

from dateline.serve.agreement import krippendorff_alpha, percent_agreement
from dateline.serve.api import create_app
from dateline.serve.decisions import Decision, outcome
from dateline.store.store import Store

Token = Callable[[], str]


def decide(client: TestClient, token: str, decision: str, event: str = "e1", **more: str) -> int:
    data = {"csrf": token, "decision": decision, "event": event, **more}
    return client.post("/review", data=data, follow_redirects=False).status_code


def test_a_write_needs_our_own_form(client: TestClient, token: Token) -> None:
    good = token()
    assert decide(client, "wrong", "accept") == 403
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = client.post("/review", data={"csrf": good, "decision": "accept", "event": "e1"}, headers=headers)
        assert answer.status_code == 403
    other = TestClient(client.app, base_url=HERE)
    assert decide(other, good, "accept") == 403
    assert decide(client, good, "accept") == 303


def test_rejected_records_leave_the_views_and_undo_brings_them_back(client: TestClient, token: Token, database: Path) -> None:
    def ids(query: str = "") -> set[str]:
        return {row["id"] for row in client.get(f"/now.json{query}").json()["rows"]}

    assert decide(client, token(), "reject", "e1", new="no event") == 303
    assert ids() == {"e2", "e3"}
    assert ids("?review=rejected") == {"e1"}
    assert {row["id"] for row in Store(database).events()} == {"e1", "e2", "e3"}
    assert decide(client, token(), "undo", "") == 303
    assert ids() == {"e1", "e2", "e3"}


def test_an_edit_changes_what_queries_return_and_the_original_is_kept(client: TestClient, token: Token, database: Path) -> None:
    assert decide(client, token(), "edit", "e1", field="type", new="COERCE") == 303
    assert decide(client, token(), "edit", "e1", field="actor", new="CHL Carabineros; nobody") == 303
    assert decide(client, token(), "edit", "e1", field="date", new="2024-02-01") == 303
    [row] = client.get("/now.json?type=COERCE&actor=CHL").json()["rows"]
    assert (row["event"], row["quad_code"], row["date"], row["review"]) == (["COERCE"], 4, "2024-02-01", "edited")
    [stored] = [row for row in Store(database).events() if row["id"] == "e1"]
    assert (stored["event"], stored["date"]) == (["ASSAULT"], "2024-03-03")
    drawer = client.get("/e/e1").text
    for was in ("ASSAULT / firearms", "Police (PER/COP)", "said to be Sun 3 Mar 2024"):
        assert f'<span class="was">was {was}' in drawer
    assert "said to be Thu 1 Feb 2024 (set in review)" in drawer
    assert decide(client, token(), "undo", "") == decide(client, token(), "undo", "") == 303
    drawer = client.get("/e/e1").text
    assert "was ASSAULT" in drawer
    assert "was Police" not in drawer


@pytest.mark.parametrize(
    ("field", "new"), [("type", "NONSENSE"), ("date", "soon"), ("id", "x"), ("country", "peru"), ("status", "")]
)
def test_edits_that_cannot_be(client: TestClient, token: Token, field: str, new: str) -> None:
    assert decide(client, token(), "edit", "e1", field=field, new=new) == 422


def test_two_coders_are_blind_and_their_agreement_is_told(client: TestClient, token: Token) -> None:
    for event, decision in (("e1", "accept"), ("e2", "reject"), ("e3", "accept")):
        assert decide(client, token(), decision, event, new="other") == 303
    client.post("/review/coder", data={"csrf": token(), "coder": "Second"})
    page = client.get("/review?event=e2").text
    assert "is not shown before you have decided" in page
    for path in ("/review.json", "/review.csv", "/review.atom", "/e/e2", "/e/e2?part=true", "/?e=e2"):
        assert "reviewer" not in client.get(path).text, path
    assert len(client.get("/review/lexicon.csv").text.splitlines()) == 1
    assert decide(client, token(), "accept", "e1") == 303
    assert [(row["event"], row["coder"]) for row in client.get("/review.json").json()["rows"]] == [
        ("e1", "reviewer"),
        ("e1", "Second"),
    ]
    assert "reviewer: accept" in client.get("/?e=e1").text
    assert decide(client, token(), "undo", "") == 303
    for event, decision in (("e1", "accept"), ("e2", "accept"), ("e3", "accept")):
        assert decide(client, token(), decision, event) == 303
    rows = {row["field"]: row for row in client.get("/review.json").json()["agreement"]}
    assert rows["decision"]["records"] == 3
    assert rows["decision"]["percent"] == pytest.approx(2 / 3)
    assert rows["decision"]["alpha"] == pytest.approx(0.0)
    assert "You have decided on every record" in client.get("/review").text


# Wherever a record shows: what another coder decided must be in none of them, and what was coded in all.
SHOWN = [
    "/", "/?e=e1", "/?view=map", "/live?since=0", "/now.json", "/now.json?rows=all", "/now.csv", "/now.atom", "/now.geojson",
    "/now.graphml", "/now.timelinejs.json", "/stories", "/stories.json", "/stories/e1", "/stories/e1.csv", "/claims",
    "/claims.json", "/dyads?a=PER", "/e/e1", "/e/e1?part=true", "/e/e1.json", "/page/p1", "/review?event=e1",
]  # fmt: skip


def test_a_coder_sees_what_was_coded_until_the_own_verdict(client: TestClient, token: Token) -> None:
    as_coded = {path: client.get(path).text for path in SHOWN}
    for field, new in (("type", "COERCE"), ("actor", "CHL Carabineros")):
        assert decide(client, token(), "edit", "e1", field=field, new=new) == 303
    assert decide(client, token(), "reject", "e2", new="no event") == 303
    readers = TestClient(client.app, base_url=HERE, headers={"accept": "text/html"})
    for path in SHOWN:
        if path not in ("/claims.json", "/review?event=e1"):  # the one has no sides in it, on the other all are coders
            assert re.search("arabineros|CHL", readers.get(path).text), path
    assert {row["id"] for row in readers.get("/now.json").json()["rows"]} == {"e1", "e3"}

    client.post("/review/coder", data={"csrf": token(), "coder": "Second"})
    for path in SHOWN:
        text = client.get(path).text
        assert not re.search('arabineros|CHL|reviewer: |edited in review|rejected in review|class="was"', text), path
        assert "<h" in text or text == as_coded[path], path
    assert "You review as Second, blind: 2 records" in client.get("/").text
    assert {row["id"] for row in client.get("/now.json").json()["rows"]} == {"e1", "e2", "e3"}
    assert client.get("/now.json?type=COERCE").json()["rows"] == client.get("/now.json?review=rejected").json()["rows"] == []
    assert client.get("/now.json?actor=PER").json() == json.loads(as_coded["/now.json"]) | {
        "rows": [row for row in json.loads(as_coded["/now.json"])["rows"] if row["id"] != "e3"]
    }
    assert "<span>3 records of 2 events</span>" in client.get("/?review=none").text

    assert decide(client, token(), "edit", "e1", field="date", new="2024-02-01") == 303
    [row] = client.get("/now.json?to=2024-02-02").json()["rows"]
    assert (row["event"], row["actor"][0]["code"], row["review"]) == (["ASSAULT"], "PER", "edited")
    assert decide(client, token(), "accept", "e1") == 303
    [row] = client.get("/now.json?to=2024-02-02").json()["rows"]
    assert (row["event"], row["actor"][0]["code"]) == (["COERCE"], "CHL")
    fields = {row["field"]: (row["records"], row["percent"]) for row in client.get("/review.json").json()["agreement"]}
    assert fields["type"] == fields["date"] == (1, 0.0)
    assert fields["recipient"] == (1, 1.0)

    assert "blind: 1 record that" in client.get("/").text
    client.post("/review/coder", data={"csrf": token(), "stop": "1"}, follow_redirects=False)
    assert {row["id"] for row in client.get("/now.json").json()["rows"]} == {"e1", "e3"}


def test_exports(client: TestClient, token: Token) -> None:
    decide(client, token(), "accept", "e1")
    decide(client, token(), "reject", "e2", new="wrong type")
    [page] = [json.loads(line) for line in client.get("/review/gold.jsonl").text.splitlines()]
    assert (page["id"], [event["id"] for event in page["events"]]) == ("p1", ["e1"])
    assert "wrong type" in client.get("/review/lexicon.csv").text


def test_bound_wide_a_review_needs_the_token(database: Path) -> None:
    app = create_app(database, wide=True, follow=False)
    with TestClient(app, base_url=HERE, headers={"accept": "text/html"}) as client:

        def form() -> str:
            return client.get("/review").text.partition('name="csrf" value="')[2].partition('"')[0]

        assert decide(client, form(), "accept") == 403
        client.post("/review/coder", data={"csrf": form(), "coder": "A", "token": app.state.site.token})
        assert decide(client, form(), "accept") == 303


def test_the_last_standing_decision_counts() -> None:
    def made(id: str, decision: str, **more: str) -> Decision:
        return Decision(id=id, event="e", decision=decision, coder="c", time=id, **more)

    accept, edit, reject = made("1", "accept"), made("2", "edit", field="status", new="alleged"), made("3", "reject")
    assert outcome([accept]) == ("accepted", {})
    assert outcome([accept, edit]) == ("edited", {"status": "alleged"})
    assert outcome([accept, edit, reject])[0] == "rejected"
    assert outcome([accept, edit, reject, made("4", "undo", old="3")])[0] == "edited"
    assert outcome([]) == ("none", {})


def test_krippendorff_alpha_of_the_textbook() -> None:
    # Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", example B: two observers, ten binary units, 0.095.
    one, two = "0100000000", "1110010010"
    units = {str(i): {"a": a, "b": b} for i, (a, b) in enumerate(zip(one, two, strict=True))}
    assert krippendorff_alpha(units) == pytest.approx(0.095, abs=0.001)
    assert percent_agreement(units) == pytest.approx(0.6)
    assert krippendorff_alpha({"1": {"a": "x"}}) is None


def test_the_drawer_has_buttons_for_who_reviews_and_goes_back_to_the_record(client: TestClient, token: Token) -> None:
    assert 'name="decision"' not in client.get("/e/e1").text
    good = token()
    for path in ("/e/e1", "/e/e1?part=true", "/?e=e1"):
        text = client.get(path).text
        assert text.count(f'name="csrf" value="{good}"') == 2, path
    data = {"csrf": good, "decision": "reject", "event": "e1", "new": "no event", "back": "1"}
    answer = client.post("/review", data=data, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/e/e1")
    assert "rejected in review" in client.get("/e/e1").text
    stranger = TestClient(client.app, base_url=HERE, headers={"accept": "text/html"})
    assert 'name="decision"' not in stranger.get("/e/e1").text
