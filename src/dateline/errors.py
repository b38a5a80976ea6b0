"""The errors that dateline raises; everything else becomes an `Issue` of the run.

    DatelineError
    ├── ConfigError      the configuration file cannot be read or holds an unknown setting
    ├── OntologyError    a data file (ontology, lexicon, actors, places) is broken
    ├── InputError       an input is not there, or an argument is wrong
    ├── StoreError       the database cannot be opened, migrated or written
    │   └── StoreBusy    somebody else has it open: try again
    ├── ClusterError     the extra `cluster` is not installed, or the cluster cannot be used
    └── TooSlow          a query took longer than it may

Every message says what was expected, what was found, and what to type next.
"""


class DatelineError(Exception):
    """Base class of all errors that dateline raises."""


class ConfigError(DatelineError):
    """The configuration cannot be used."""


class OntologyError(DatelineError):
    """A data file cannot be used."""


class InputError(DatelineError):
    """An input or argument cannot be used."""


class StoreError(DatelineError):
    """The database cannot be used."""


class StoreBusy(StoreError):
    """Somebody else has the database open."""


class ClusterError(DatelineError):
    """The cluster cannot be used."""


class TooSlow(DatelineError):
    """A query took longer than it may."""
