"""Makes options of the settings table, so that each has one name, default and help everywhere.

What comes in: names of settings.  What goes out: decorators; the command gets them as ``settings``.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeAlias

import click

from kg.settings import SETTINGS, Settings

__all__ = [
    "BUILDING",
    "QUERYING",
    "READING",
    "SERVING",
    "example",
    "map_option",
    "output_option",
    "takes_settings",
]

READING = ("base", "gazetteer", "pipeline", "processes")
"""Settings that decide what is read from an article."""
BUILDING = ("store", *READING)
"""Settings of commands that write to a store."""
QUERYING = ("store", "timeout", "query-memory", "max-rows", "union-graph")
"""Settings of commands that ask a store."""
SERVING = (
    *QUERYING,
    *("max-bytes", "workers", "waiting", "cache", "in-memory", "log-queries"),
    *("services", "load-from", "updates", "token", "host", "port"),
)
"""Settings of commands that serve a store."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_METAVARS = {
    "store": "DIR",
    "gazetteer": "FILES",
    "base": "IRI",
    "pipeline": "NAME",
    "host": "ADDRESS",
    "timeout": "SECONDS",
    "query-memory": "MIB",
    "max-bytes": "BYTES",
    "cache": "MIB",
    "log-queries": "YES|NO",
    "union-graph": "YES|NO",
    "services": "IRIS",
    "load-from": "IRIS",
    "updates": "YES|NO",
    "token": "TOKEN",
}

_Command: TypeAlias = Callable[..., None]


def takes_settings(*names: str) -> Callable[[_Command], _Command]:
    """Give a command the options of these settings; it is called with ``settings``."""

    def decorate(command: _Command) -> _Command:
        @functools.wraps(command)
        def with_settings(**values: Any) -> None:
            typed = {name: values.pop(_BY_NAME[name].field) for name in names}
            command(settings=Settings.read(typed), **values)

        decorated: _Command = with_settings
        for name in reversed(names):
            decorated = _option(name)(decorated)
        return decorated

    return decorate


def _option(name: str) -> Callable[[_Command], _Command]:
    """Return the option of a setting; environment and default are the business of ``Settings``."""
    setting = _BY_NAME[name]
    default = f"default {setting.default}" if setting.default else "none by default"
    return click.option(
        f"--{name}",
        metavar=_METAVARS.get(name, "N"),
        help=f"{setting.help}  [{setting.variable}; {default}]",
    )


def example(*lines: str) -> str:
    """Return the end of a command's help: how it is typed."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def output_option(default: str = "-") -> Callable[[_Command], _Command]:
    """Return ``-o FILE``."""
    told = "standard output" if default == "-" else default
    return click.option(
        "-o",
        "--output",
        default=default,
        metavar="FILE",
        help=f"File to write, - for standard output.  [default {told}]",
    )


def _columns(_context: click.Context, _option: click.Parameter, typed: tuple[str, ...]) -> dict[str, str]:
    from kg.articles import read_columns  # and with it all that opens files

    return read_columns(typed)


def map_option(command: _Command) -> _Command:
    """Add ``--map FIELD=COLUMN,…``; the command is called with ``columns``."""
    return click.option(
        "--map",
        "columns",
        multiple=True,
        metavar="FIELD=COLUMN,…",
        callback=_columns,
        help="Which columns of CSV and TSV, or keys of JSON, hold "
        "text, id, url, title, date, publisher, author and language.",
    )(command)
