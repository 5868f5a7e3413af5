"""``kg list``: what there is to ask, to read with, and to set.

What comes in: the shipped data.  What goes out: tables.
"""

import click

from kg.cli.options import example
from kg.cli.output import show, table_of
from kg.settings import SETTINGS, Setting, Settings, shipped

__all__ = ["list_"]


@click.group("list", epilog=example("kg list reports"))
def list_() -> None:
    """List reports, extractors or settings."""


@list_.command(epilog=example("kg list reports"))
def reports() -> None:
    """List the canned reports with their parameters."""
    from kg.canned import read_queries

    rows = []
    for name, query in sorted(read_queries(shipped("queries")).items()):
        options = [f"--{p.name.replace('_', '-')}" + ("" if p.required else "?") for p in query.parameters]
        rows.append((name, query.title, " ".join(options)))
    show(table_of(("Report", "Answers", "Parameters (? may be left out)"), rows))


@list_.command(epilog=example("kg list extractors"))
def extractors() -> None:
    """List the extractors with the relation types that they find."""
    from kg.extraction import find_extractors

    rows = [(one.name, one.summary, ", ".join(one.emits)) for one in find_extractors()]
    show(table_of(("Extractor", "Finds", "Emits"), rows))


@list_.command(epilog=example("kg list settings"))
def settings() -> None:
    """List the settings with their environment variables, defaults and values in force."""
    now = Settings.read()
    rows = [(f"--{s.name}", s.variable, s.default, _in_force(s, now), s.accepts, s.help) for s in SETTINGS]
    show(table_of(("Setting", "Variable", "Default", "In force", "Accepts", "Meaning"), rows))


def _in_force(setting: Setting, now: Settings) -> str:
    value = getattr(now, setting.field)
    return "(set)" if setting.secret and value else _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
