"""``kg build``, ``run``, ``remove`` and ``check``: graph in, graph out, looked over.

What comes in: articles, and the names of those to take out.  What goes out: a store, and what was
wrong on the way.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.options import BUILDING, SERVING, example, output_option, takes_settings
from kg.cli.output import counted, note, show, write
from kg.resources import Resources
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.builder import BuildSummary

__all__ = ["build", "check", "remove", "run"]

_PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
_FOUND_PROBLEMS = 1


@click.command(epilog=example("kg build seeds", "kg build articles.jsonl --errors left-out.jsonl"))
@_PATHS
@click.option("--errors", metavar="FILE",
              help="Also write what was left out to FILE, one JSON object a line.")
@takes_settings(*BUILDING)
def build(paths: tuple[str, ...], errors: str | None, settings: Settings) -> None:
    """Read articles into the graph.

    PATH is a .txt or .jsonl file, a folder of them, or - for standard input.  An article that is
    in the graph already is replaced; one that has not changed is not read again.  What cannot be
    read or breaks the shapes is left out and told, with exit code 1; all else is kept.
    """
    summary = _build(paths, Resources(settings))
    if errors:
        write(_error_lines(summary), errors)
    _end(summary)


@click.command(epilog=example("kg run seeds", "kg run articles.jsonl --no-serve -o arms.ttl"))
@_PATHS
@output_option("arms-kg.ttl")
@click.option("--no-serve", is_flag=True, help="End when the Turtle file is written.")
@takes_settings(*dict.fromkeys((*BUILDING, *SERVING)))
def run(paths: tuple[str, ...], output: str, no_serve: bool, settings: Settings) -> None:  # noqa: FBT001 - Click's form
    """Build, print who supplied what to whom, write Turtle, and serve the graph.

    The first command for a newcomer: everything else is a part of it.
    """
    from kg.canned import run as ask
    from kg.cli.serving import serve_forever
    from kg.report import export, to_table

    resources = Resources(settings)
    summary = _build(paths, resources)
    show(to_table(ask(resources.query("transfers"), {}, resources.endpoint())))
    write(export(settings.store, format="turtle", graph="claims"), output)
    note(f"the graph is in {output}")
    if not no_serve:
        serve_forever(settings)
    _end(summary)
