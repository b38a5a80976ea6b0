from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from served import HERE, small_store

from dateline.serve.api import create_app


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store(tmp_path_factory.mktemp("store") / "news.duckdb")


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "news.duckdb"))


@pytest.fixture
def app(database: Path) -> FastAPI:
    return create_app(database, follow=False)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, headers={"accept": "text/html"}) as found:
        yield found


@pytest.fixture(scope="session")
def reader(template: Path) -> Iterator[TestClient]:
    """A client for tests that write nothing."""
    with TestClient(create_app(template, follow=False), base_url=HERE, headers={"accept": "text/html"}) as found:
        yield found


@pytest.fixture
def token(client: TestClient) -> Callable[[], str]:
    """Gives what a form must send."""

    def get() -> str:
        return client.get("/review").text.partition('name="csrf" value="')[2].partition('"')[0]

    return get
