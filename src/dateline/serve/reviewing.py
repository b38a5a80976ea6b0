from __future__ import annotations
from fastapi import FastAPI
from dateline.serve.site import Site
def add_routes(app: FastAPI, site: Site) -> None: ...
