"""dateline: who did what to whom, when, where, and according to whom.

The public functions and classes are loaded when first used, so that ``import dateline`` costs next to nothing:

- `code`: the event records of one text
- `Pipeline`: the same with settings and models kept, for many pages
- `open`: a store (`Database`) to ingest into and to query
- `Config`, `load_config`: settings
- `Page`, `Event`, `Entity`, `Issue`, `to_json`: the records most used; `dateline.records` has them all
- `DatelineError` and the errors below it
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from dateline.config import Config, load_config
    from dateline.errors import ConfigError, DatelineError, InputError, OntologyError, StoreError
    from dateline.records import Entity, Event, Issue, Page, to_json
    from dateline.run.api import Pipeline, code
    from dateline.run.database import Database
    from dateline.run.database import open_database as open

_PUBLIC = {
    "Config": "dateline.config:Config",
    "ConfigError": "dateline.errors:ConfigError",
    "Database": "dateline.run.database:Database",
    "DatelineError": "dateline.errors:DatelineError",
    "Entity": "dateline.records:Entity",
    "Event": "dateline.records:Event",
    "InputError": "dateline.errors:InputError",
    "Issue": "dateline.records:Issue",
    "OntologyError": "dateline.errors:OntologyError",
    "Page": "dateline.records:Page",
    "Pipeline": "dateline.run.api:Pipeline",
    "StoreError": "dateline.errors:StoreError",
    "code": "dateline.run.api:code",
    "load_config": "dateline.config:load_config",
    "open": "dateline.run.database:open_database",
    "to_json": "dateline.records:to_json",
}

__all__ = [
    "Config",
    "ConfigError",
    "Database",
    "DatelineError",
    "Entity",
    "Event",
    "InputError",
    "Issue",
    "OntologyError",
    "Page",
    "Pipeline",
    "StoreError",
    "__version__",
    "code",
    "load_config",
    "open",
    "to_json",
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _PUBLIC[name].partition(":")
    value: object = getattr(importlib.import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
