"""``kg build``, ``run`` and ``remove``: articles into the graph, and out of it.

What comes in: articles, and the names of those to take out.  What goes out: a store, and what was
wrong on the way.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from kg.cli.options import BUILDING, SERVING, example, map_option, output_option, takes_settings
from kg.cli.output import counted, note, show, write
from kg.cli.progress import progress_bar
from kg.errors import ArticleError
from kg.resources import Resources
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.builder import BuildSummary

__all__ = ["build", "remove", "run"]

_SHAPES = "this is a mistake in the program or in a gazetteer of yours; kg check looks over the files"
_log = logging.getLogger(__name__)
_PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


@dataclass(frozen=True, slots=True)
class _Built:
    """What a build did, with what could not even be read."""

    summary: "BuildSummary"
    unreadable: list[ArticleError]

    @property
    def left_out(self) -> bool:
        return bool(self.unreadable) or any(one.refused for one in self.summary.problems)

    def lines(self) -> Iterator[bytes]:
        """Yield what was left out and what was noted as lines of JSON, all with the same keys."""
        for error in self.unreadable:
            told = {"reason": error.reason, "advice": error.advice, "message": str(error)}
            yield _line(file=error.place, article=None, refused=True, **told)
        for one in self.summary.problems:
            told = {"reason": one.message, "advice": _SHAPES if one.refused else "", "message": one.message}
            yield _line(file=None, article=one.article, refused=one.refused, **told)


def _line(**told: object) -> bytes:
    # the name of a file may be no Unicode
    return json.dumps(told, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"


@click.command(
    epilog=example("kg build seeds", "kg build export.csv --map text=body,date=published --errors left-out.jsonl")
)
@_PATHS
@click.option(
    "--errors",
    metavar="FILE",
    help="Also write what was left out, and warnings, to FILE, one JSON object a line: file, reason, advice.",
)
@map_option
@takes_settings(*BUILDING)
def build(paths: tuple[str, ...], errors: str | None, columns: dict[str, str], settings: Settings) -> None:
    """Read articles into the graph.

    PATH is a file (text, HTML, JSON, CSV, feed, PDF, DOCX, WARC, zip or gz of these), a folder of
    them, or - for standard input.  An article that is in the graph already is replaced; one that
    has not changed is not read again.  What cannot be read, is not English or breaks the shapes is
    left out and told, with exit code 1; all else is kept.  Warnings (names that no gazetteer has)
    are counted; --errors and kg --verbose build show them.
    """
    built = _build(paths, columns, Resources(settings))
    if errors:
        write(built.lines(), errors)
    _end(built)


@click.command(epilog=example("kg run seeds", "kg run articles.jsonl --no-serve -o arms.ttl"))
@_PATHS
@output_option("arms-kg.ttl")
@click.option("--no-serve", is_flag=True, help="End when the Turtle file is written.")
@map_option
@takes_settings(*dict.fromkeys((*BUILDING, *SERVING)))
def run(
    paths: tuple[str, ...],
    output: str,
    no_serve: bool,  # noqa: FBT001 - Click's form
    columns: dict[str, str],
    settings: Settings,
) -> None:
    """Build, print who supplied what to whom, write Turtle, and serve the graph.

    The first command for a newcomer: everything else is a part of it.
    """
    from kg.canned import run as ask
    from kg.cli.serving import serve_forever
    from kg.export import export
    from kg.report import to_table

    resources = Resources(settings)
    built = _build(paths, columns, resources)
    show(to_table(ask(resources.query("transfers"), {}, resources.endpoint())))
    write(export(settings.store, format="turtle", graph="claims"), output)
    note(f"the graph is in {output}")
    if not no_serve:
        serve_forever(settings)
    _end(built)


def _build(paths: tuple[str, ...], columns: dict[str, str], resources: Resources) -> _Built:
    from kg.articles import count_files

    unreadable: list[ArticleError] = []
    with progress_bar(lambda: count_files(paths)) as (progress, on_file):
        summary = resources.build(
            paths, columns=columns, on_error=unreadable.append, progress=progress, on_file=on_file
        )
    built = _Built(summary, unreadable)
    for error in unreadable:
        note(f"left out: {error}")
    for one in summary.problems:
        if one.refused:
            note(f"left out: {one.article}: {one.message}")
        else:
            _log.info("stored: %s: %s", one.article, one.message)  # shown by --verbose
    _tell(built, resources.settings)
    return built


def _tell(built: _Built, settings: Settings) -> None:
    summary = built.summary
    left_out = len(built.unreadable) + len({p.article for p in summary.problems if p.refused})
    warnings = sum(not one.refused for one in summary.problems)
    note(
        f"read {counted(summary.read, 'article')} ({summary.replaced} replaced), "
        f"{summary.unchanged} unchanged, {left_out} left out, {counted(warnings, 'warning')}; "
        f"{counted(summary.claims, 'claim')} in {summary.seconds:.1f} s; "
        f"{settings.store} is at generation {summary.generation}"
    )


def _end(built: _Built) -> None:
    if built.left_out:
        click.get_current_context().exit(1)


@click.command(epilog=example("kg remove 000_4ff5dbc356dcc663.txt"))
@click.argument("article")
@takes_settings("store")
def remove(article: str, settings: Settings) -> None:
    """Take an article out of the graph, with everything that was read from it.

    ARTICLE is its key (its url, else its id, else its file name) or its IRI.
    """
    from kg.builder import remove as take_out

    removed = take_out(settings.store, article)
    note(f"took out {removed.article} with {counted(removed.claims, 'claim')}")
