"""The one table of settings, and the only reader of the environment and of where shipped data lies.

What comes in: options of the command line, ``KG_*`` variables.  What goes out: a frozen ``Settings``.  An explicit
option beats the environment, which beats the default.  Rooms below take plain values as arguments.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import UsageError
from kg.terms import DEFAULT_BASE

__all__ = ["SETTINGS", "Setting", "Settings", "shipped"]


def shipped(folder: str) -> Path:
    """Return where ``ontology``, ``queries`` or ``seeds`` lies: in the checkout, else in the wheel."""
    package = Path(__file__).resolve().parent
    in_wheel = package / "_shipped" / folder
    return in_wheel if in_wheel.is_dir() else package.parent / folder


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _positive_seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def _switch(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return words[text.lower()]


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def _token(text: str) -> str:
    if not text.isascii() or any(not character.isprintable() or character.isspace() for character in text):
        raise ValueError
    return text


def _base(text: str) -> str:
    if not text.startswith(("http://", "https://")) or not text.endswith(("/", "#")):
        raise ValueError
    return text


def _addresses(text: str) -> frozenset[str]:
    for address in text.split():
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None or parts.fragment:
            raise ValueError
    return frozenset(text.split())


def _origins(text: str) -> frozenset[str]:
    origins = frozenset(address.rstrip("/") for address in text.split())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or f"{parts.scheme}://{parts.netloc}" != origin:
            raise ValueError
        if "@" in parts.netloc or origin != origin.lower():
            raise ValueError
    return origins


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        name: its name on the command line, without dashes in front.
        default: what holds where nothing is said, as one would type it.
        accepts: what it accepts, in words.
        read: turns what was typed into a value; raises ValueError or KeyError for what it does not accept.
        help: one line for ``--help``, the README and ``kg list settings``.
        secret: whether its value is shown nowhere.
    """

    name: str
    default: str
    accepts: str
    read: Callable[[str], Any]
    help: str
    secret: bool = False

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return "KG_" + self.name.upper().replace("-", "_")

    @property
    def field(self) -> str:
        """Its field in ``Settings``."""
        return self.name.replace("-", "_")


SETTINGS: tuple[Setting, ...] = (
    Setting("store", "kg-store", "a folder", Path, "Folder of the graph store."),
    Setting("base", DEFAULT_BASE, "an http(s) IRI that ends in / or #", _base,
            "IRI under which articles, claims and runs are named."),
    Setting("gazetteer", "", f"Turtle files, separated by {os.pathsep!r}", _paths,
            "Your own gazetteer files, loaded after the shipped ones."),
    Setting("pipeline", "", "name or folder of a spaCy pipeline with UD labels", str,
            "Language pipeline to use in place of the shipped one."),
    Setting("processes", "1", "a whole number from 1", _positive, "Processes that read articles."),
    Setting("host", "127.0.0.1", "an address of this machine", str, "Address the service listens on."),
    Setting("port", "8000", "a port, 0 for any free one", _port, "Port the service listens on."),
    Setting("timeout", "10", "seconds, more than 0", _positive_seconds, "Longest time a query may run, in seconds."),
    Setting("query-memory", "1024", "a whole number of MiB from 1", _positive,
            "Most memory a query may take on top of the store, in MiB."),
    Setting("max-rows", "100000", "a whole number from 1", _positive,
            "Most rows that one answer may have; the answer says when it was cut."),
    Setting("max-bytes", "1000000000", "a whole number from 1", _positive,
            "How many bytes end an answer of the service; the answer says when it was cut."),
    Setting("workers", "2", "a whole number from 1", _positive, "Queries that the service runs at once."),
    Setting("waiting", "32", "a whole number from 1", _positive,
            "Queries that may wait for a worker; more are sent away with 503."),
    Setting("cache", "64", "a whole number of MiB, 0 for none", _whole,
            "Memory for answers that are kept until the graph changes, in MiB."),
    Setting("in-memory", "0", "a whole number", _whole,
            "Statements up to which the service holds the graph in memory: faster, and slower to start."),
    Setting("log-queries", "no", "yes or no", _switch,
            "Whether the log has the text of each query beside what became of it."),
    Setting("union-graph", "yes", "yes or no", _switch,
            "Whether SPARQL's default graph is the union of all graphs."),
    Setting("services", "", "addresses of SPARQL endpoints (http or https), separated by spaces", _addresses,
            "SPARQL endpoints elsewhere that queries may ask with SERVICE."),
    Setting("load-from", "", "http or https and a host, as in https://example.org, separated by spaces", _origins,
            "Hosts from which updates may fetch documents with LOAD."),
    Setting("updates", "no", "yes or no", _switch,
            "Whether the service may change the graph (SPARQL Update, Graph Store Protocol); needs a token."),
    Setting("token", "", "a word without spaces that nobody can guess", _token,
            "Token that clients have to send (Bearer) to change the graph or to stop queries.", secret=True),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; one field per row of ``SETTINGS``."""

    store: Path
    base: str
    gazetteer: tuple[Path, ...]
    pipeline: str
    processes: int
    host: str
    port: int
    timeout: float
    query_memory: int
    max_rows: int
    max_bytes: int
    workers: int
    waiting: int
    cache: int
    in_memory: int
    log_queries: bool
    union_graph: bool
    services: frozenset[str]
    load_from: frozenset[str]
    updates: bool
    token: str

    @classmethod
    def read(
        cls,
        options: Mapping[str, str | None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> "Settings":
        """Read options (by name, None or absent where not given), then the environment, then defaults.

        Raises:
            UsageError: a value is not accepted; the message says where it came from and what is.
        """
        options = options or {}
        environment = os.environ if environment is None else environment
        unknown = set(options) - {setting.name for setting in SETTINGS}
        if unknown:
            raise UsageError(f"no such setting: {', '.join(sorted(unknown))}")
        return cls(**{setting.field: _value(setting, options, environment) for setting in SETTINGS})


def _value(setting: Setting, options: Mapping[str, str | None], environment: Mapping[str, str]) -> Any:
    typed, place = options.get(setting.name), f"--{setting.name}"
    if typed is None:
        typed, place = environment.get(setting.variable), setting.variable
    if typed is None:
        typed, place = setting.default, "the default"
    try:
        return setting.read(typed)
    except (ValueError, KeyError) as error:
        shown = "not accepted" if setting.secret else repr(typed)
        raise UsageError(f"{place} is {shown}, but accepts {setting.accepts}") from error


assert [f.name for f in fields(Settings)] == [s.field for s in SETTINGS]  # noqa: S101 - one truth in two forms
