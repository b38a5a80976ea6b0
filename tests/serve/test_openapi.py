"""The API is as its own description says: schemathesis makes questions from the description, and compares the answers."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from served import HERE, HOSTILE, small_store

from dateline.serve.api import create_app
from dateline.serve.openapi import MEDIA, document


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(small_store(tmp_path_factory.mktemp("store") / "news.duckdb"), follow=False)


@pytest.fixture(scope="module")
def plain(described: FastAPI) -> Iterator[TestClient]:
    with TestClient(described, base_url=HERE) as client:
        yield client


@pytest.fixture(scope="module")
def served(described: FastAPI) -> Iterator[str]:
    """The address of the application, served as it is to users."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(described, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def api(described: FastAPI) -> Any:
    return schemathesis.openapi.from_dict(document(described))


def test_schemathesis_finds_no_failure(served: str, tmp_path: Path) -> None:
    ask = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "run",
        f"{served}/openapi.json",
        "--no-color",
        "--no-shrink",
        "--seed",
        "1",
    ]
    limits = [
        "--max-examples",
        "5",
        "--max-time",
        "25",
        "--phases",
        "examples,coverage,fuzzing",
        "--generation-database",
        "none",
    ]
    done = subprocess.run([*ask, *limits], capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6000:]
    assert int(re.findall(r"(\d+) generated", done.stdout)[0]) > 200


def test_every_ending_of_every_view_is_described(plain: TestClient) -> None:
    paths = plain.get("/openapi.json").json()["paths"]
    for view in ("now", "claims", "stories", "dyads", "review"):
        for form in ("json", "csv", "parquet", "atom"):
            assert f"/{view}.{form}" in paths
    assert {"/live", "/e/{id}.json", "/now.geojson", "/now.graphml", "/now.timelinejs.json", "/dyads/chart.svg"} <= set(paths)
    assert not [path for path in paths if "{form}" in path]
    names = [operations["get"]["operationId"] for operations in paths.values()]
    assert len(names) == len(set(names))


def test_the_media_type_is_the_one_described(plain: TestClient) -> None:
    for path, operations in plain.get("/openapi.json").json()["paths"].items():
        answer = plain.get(path.replace("{id}", "e1"), params={"a": "PER"})
        assert answer.status_code == 200, path
        [kind] = operations["get"]["responses"]["200"]["content"]
        assert answer.headers["content-type"].partition(";")[0] == kind
        ending = path.rpartition("/")[2].partition(".")[2]
        assert ending not in MEDIA or MEDIA[ending].startswith(kind)


ROWS = [
    "/e/e1.json", "/e/e3.json", "/now.json?limit=2", "/now.json?q=zzz", "/claims.json", "/stories.json", "/stories/e1.json",
    "/dyads.json", "/dyads.json?a=PER", "/review.json", "/live?since=0",
]  # fmt: skip


@pytest.mark.parametrize("path", ROWS)
def test_rows_are_as_described(api: Any, plain: TestClient, path: str) -> None:
    answer = plain.get(path)
    operation = api[path.partition("?")[0].replace("e1", "{id}").replace("e3", "{id}")]["GET"]
    operation.validate_response(answer)


def test_a_row_that_is_not_as_described_is_found(described: FastAPI, api: Any, plain: TestClient) -> None:
    event = document(described)["components"]["schemas"]["Event"]
    row = plain.get("/now.json").json()["rows"][0]
    assert set(event["required"]) <= set(row) <= set(event["properties"])
    assert event["additionalProperties"] is False
    assert "null" not in str(event["properties"]["actor"])
    assert row["actor"][0]["entity_text"] == HOSTILE


def test_errors_are_as_described(plain: TestClient) -> None:
    for path, status in (("/e/nothing.json", 404), ("/now.json?limit=0", 422), ("/now.json?to=0", 422), ("/now.docx", 422)):
        answer = plain.get(path)
        assert answer.status_code == status
        assert set(answer.json()) == {"detail"}
    assert plain.post("/now.json").status_code == 405
    assert plain.post("/now.json").headers["allow"] == "GET"
