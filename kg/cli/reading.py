"""``kg extract``: what is read from articles, without a store.

What comes in: articles.  What goes out: claims as lines, tables or Turtle.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.options import READING, example, map_option, output_option, takes_settings
from kg.cli.output import note, rendered, table_of, write
from kg.terms import words

if TYPE_CHECKING:
    from rich.table import Table

    from kg.errors import ArticleError
    from kg.model import ArticleClaims
    from kg.resources import Resources
    from kg.settings import Settings

__all__ = ["extract"]

_TOLD = ("status", "factuality", "said_by", "date", "article", "sentence")
_LEFT_OUT = frozenset(
    "type reported_by earliest latest score passages start end equipmentText quantityMin quantityMax".split()
)


@click.command(epilog=example("kg extract seeds --format table", "kg extract articles.jsonl -o claims.jsonl"))
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["jsonl", "table", "turtle"]),
    default="jsonl",
    show_default=True,
    help="How claims are laid out.",
)
@output_option()
@map_option
@takes_settings(*READING)
def extract(
    paths: tuple[str, ...], layout: str, output: str, columns: dict[str, str], settings: "Settings"
) -> None:
    """Read claims from articles, without a store.

    PATH is a file (text, HTML, JSON, CSV, feed, PDF, DOCX, WARC, zip or gz of these), a folder of
    them, or - for standard input.
    """
    from kg.articles import read_articles
    from kg.resources import Resources

    resources = Resources(settings)
    failures: list[ArticleError] = []
    read = resources.reader.read(read_articles(paths, columns=columns, on_error=failures.append))
    if layout == "table":
        write(_tables(read, output), output)
    else:
        write((_lines if layout == "jsonl" else _turtle)(resources, read), output)
    for failure in failures:
        note(str(failure))
    if failures:
        click.get_current_context().exit(1)


def _lines(resources: "Resources", read: "Iterable[ArticleClaims]") -> Iterator[bytes]:
    for line in resources.lines(read):
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _turtle(resources: "Resources", read: "Iterable[ArticleClaims]") -> Iterator[bytes]:
    from kg.output import statement_order, turtle

    quads = resources.quads(read)
    yield from turtle(sorted({quad.triple for quad in quads}, key=statement_order))


def _tables(read: "Iterable[ArticleClaims]", output: str) -> Iterator[bytes]:
    """Yield one table for each type of claim, with a column for each role that is filled."""
    from kg.api import row_of

    by_type: dict[str, list[dict[str, object]]] = {}
    for one in read:
        for claim in one.claims:
            row = row_of(claim) | {"article": one.article.key}
            by_type.setdefault(claim.type, []).append(row)
    for kind, rows in sorted(by_type.items()):
        yield from rendered(_table(kind, rows), output)


def _table(kind: str, rows: Sequence[Mapping[str, object]]) -> "Table":
    keys = [key for key in dict.fromkeys(key for row in rows for key in row) if key not in _LEFT_OUT]
    columns = [*(key for key in keys if key not in _TOLD), *_TOLD]
    headings = [words(key).capitalize() for key in columns]
    return table_of(headings, [[row.get(key) for key in columns] for row in rows], words(kind).capitalize())
