from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from served import add, make_event, make_reading

from dateline.config import Config, Ranking, load_config
from dateline.errors import ConfigError
from dateline.store.database import Access, connect


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_ranking_is_a_table_of_the_configuration_and_no_part_of_its_hash(tmp_path: Path) -> None:
    found = load_config(written(tmp_path, "[ranking]\nfresh = 9\nwindow_days = 30\n"))
    assert (found.ranking.fresh, found.ranking.window_days, found.ranking.rising) == (9, 30, Ranking().rising)
    assert found.hash == Config().hash


@pytest.mark.parametrize(
    "text", ["ranking = 3", "[ranking]\nclicks = 1.0", "[ranking]\nfresh = 'much'", "[ranking]\nhalf_life_days = 0.0"]
)
def test_what_is_no_ranking_is_said_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="ranking"):
        load_config(written(tmp_path, text))


def test_weights_change_which_story_leads(app: FastAPI, client: TestClient) -> None:
    first = client.get("/stories.json").json()
    assert first["ranking"]["fresh"] == Ranking().fresh
    assert [row["story"] for row in first["rows"]] == ["e3", "e1"]
    app.state.site.ranking = Ranking(independent=30.0)  # e1 is told by two texts, e3 by one
    app.state.site.queries.cache = type(app.state.site.queries.cache)()
    assert [row["story"] for row in client.get("/stories.json").json()["rows"]] == ["e1", "e3"]


def test_a_story_has_an_address_with_its_records_in_every_form(reader: TestClient) -> None:
    page = reader.get("/stories/e1").text
    assert "What is reported, by day" in page
    assert "Police shot at marchers, a nurse said." in page
    assert {row["id"] for row in reader.get("/stories/e2.json").json()["rows"]} == {"e1", "e2"}
    for form in ("csv", "parquet", "atom", "geojson", "graphml", "timelinejs.json"):
        assert reader.get(f"/stories/e1.{form}").status_code == 200
    assert reader.get("/stories/none.json").status_code == 404


def test_copies_of_one_text_are_one_event_of_a_dyad(database: Path, app: FastAPI, client: TestClient) -> None:
    before = client.get("/dyads.json?a=PER&b=PER").json()["rows"]
    text = "Police shot at marchers, a nurse said."
    add(database, make_reading(5, text, make_event("e5", "p5", text), outlet="Copy Post"), run="r5")
    app.state.site.snapshot.refresh()
    assert client.get("/dyads.json?a=PER&b=PER").json()["rows"] == before
    assert sum(row["events"] for row in client.get("/dyads.json?a=PER").json()["rows"]) == 1


def test_a_day_set_in_the_store_shows(database: Path, app: FastAPI, client: TestClient) -> None:
    with connect(database, Access.WRITE) as connection:
        connection.execute("UPDATE event SET date = DATE '2024-02-01', enddate = DATE '2024-02-01' WHERE id = 'e1'")
    assert app.state.site.snapshot.refresh()
    assert client.get("/e/e1.json").json()["date"] == "2024-02-01"


def test_about_tells_scores_and_reasons(reader: TestClient) -> None:
    text = reader.get("/about").text
    assert "no-story: no story on the page" in text
    assert "of the records it makes, how many are right" in text
    assert "4 pages" in text
    assert "3 records" in text
    assert all(
        len(value) == 5 for value in re.findall(r'<td class="number">(0\.\d+)</td></tr>', text.partition("confidence")[0])
    )


def test_the_lead_of_a_story_is_one_line_of_its_records(reader: TestClient) -> None:
    rows = {row["story"]: row for row in reader.get("/stories.json").json()["rows"]}
    text = reader.get("/stories").text
    for id, row in rows.items():
        block = text.partition(f'id="s-{id}"')[2].partition("</article>")[0]
        lead = block.partition('<p class="lead">')[2].partition("</p>")[0]
        told = re.findall(r"data-drawer>([^<]+)</a>", lead)
        assert "; ".join(html.unescape(words) for words in told) == row["summary"]
        assert 0 < len(told) <= 3
    assert '<ul class="points">' in reader.get("/stories/e1").text
