"""What a worker keeps from page to page has an end: it meets new words on every page."""

import gc
import importlib
import pkgutil

import dateline
from dateline.config import Config
from dateline.models.parser import SpacyParser
from dateline.records import Page
from dateline.run.work import code_batch, shared_context

# Kept without an end, since they are asked for by the name of a file of the package.
BY_FILE = {"load_words", "_sql"}
MOST_KEPT = 100_000


def test_every_cache_has_an_end() -> None:
    for module in pkgutil.walk_packages(dateline.__path__, "dateline."):
        if not module.name.startswith(("dateline.cluster.", "dateline.__main__")):
            importlib.import_module(module.name)
    assert shared_context(Config()).places
    assert shared_context(Config()).signs
    caches = [
        found
        for found in gc.get_objects()
        if type(found).__name__ == "_lru_cache_wrapper" and found.__module__.startswith("dateline.")
    ]
    assert len(caches) > 20
    for cache in caches:
        most = cache.cache_parameters()["maxsize"]
        asks_nothing = cache.__wrapped__.__code__.co_argcount == 0
        assert asks_nothing or cache.__name__ in BY_FILE or (most and most <= MOST_KEPT), cache.__qualname__


def test_words_of_pages_are_forgotten(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("dateline.models.parser.MAX_NEW_WORDS", 100)
    context = shared_context(Config())
    monkeypatch.setattr(context, "parser", SpacyParser(context.config.model))
    kept = []
    for number in range(100):
        name = "".join("kalomirsentar"[int(digit) :][:3] for digit in str(number)).capitalize()
        text = f"Police in {name}grad arrested nine members of {name}vik, Lo{name} said. Rebels shelled {name}duborne."
        code_batch([Page(id=name, text=text, date="2024-03-04")], config=context.config)
        kept.append(len(context.parser._nlp.vocab.strings))  # type: ignore[attr-defined]
    assert max(kept[50:]) <= max(kept[:50]) + 50
