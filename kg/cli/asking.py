"""``kg sparql`` and ``export``: any question, and the whole graph.

What comes in: SPARQL, names of formats.  What goes out: rows, RDF, claims as a table.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import QUERYING, example, output_option, takes_settings
from kg.cli.output import note_cut, rendered, table_of, write
from kg.errors import InputError, NotAcceptableError, UsageError
from kg.resources import Resources
from kg.settings import Settings
from kg.terms import short

if TYPE_CHECKING:
    from rich.table import Table

    from kg.query import Answer

__all__ = ["EXPORTS", "GRAPHS", "export", "sparql"]

EXPORTS = ("turtle", "trig", "nquads", "ntriples", "jsonld", "csv", "jsonl")
"""Forms in which the graph leaves."""
GRAPHS = ("claims", "gazetteer", "all")
"""Parts of the graph that can leave."""
_SPARQL_LAYOUTS = ("table", "csv", "json", "tsv", "turtle")


@click.command(
    epilog=example(
        "kg sparql 'SELECT * { ?claim a at:ArmsTransfer } LIMIT 5'",
        "kg sparql -f question.rq --format csv",
    )
)
@click.argument("query", required=False)
@click.option("-f", "--file", metavar="FILE", help="Read the query from a file, - for standard input.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(_SPARQL_LAYOUTS),
    default="table",
    show_default=True,
    help="How the answer is laid out.",
)
@output_option()
@takes_settings(*QUERYING)
def sparql(query: str | None, file: str | None, layout: str, output: str, settings: Settings) -> None:
    """Ask the graph any SPARQL query, with the limits of the service.

    The prefixes of the vocabulary (at, id, skos, prov, schema, oa ...) need no declaration.
    """
    if (query is None) == (file is None):
        raise UsageError("give a query, or -f FILE, not both")
    asked = query if query is not None else _read(file or "-")
    form = "json" if layout in {"table", "turtle"} else layout
    answer = Resources(settings).endpoint().answer(asked, solutions_format=form, graph_format="turtle")
    write(_laid_out(answer, layout, output), output)
    if answer.truncated:
        note_cut(settings.max_rows)


def _read(file: str) -> str:
    try:
        with click.open_file(file, encoding="utf-8") as stream:
            return str(stream.read())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: the query cannot be read: {error}") from error


def _laid_out(answer: "Answer", layout: str, output: str) -> Iterator[bytes]:
    """Yield an answer in the layout asked for, where its kind has that.

    Raises:
        NotAcceptableError: rows were asked for as Turtle, or a graph as rows.
    """
    if answer.kind == "graph" and layout in {"table", "turtle"}:
        yield answer.body
    elif answer.kind == "graph" or layout == "turtle":
        has = "turtle" if answer.kind == "graph" else "table, csv, json, tsv"
        kind = {"graph": "a graph", "solutions": "rows", "boolean": "yes or no"}[answer.kind]
        raise NotAcceptableError(f"this query answers with {kind}, which --format {layout} cannot hold; it has {has}")
    elif layout == "table":
        found = json.loads(answer.body)
        if answer.kind == "boolean":
            yield b"yes\n" if found["boolean"] else b"no\n"
        else:
            yield from rendered(_table(found), output)
    else:
        yield answer.body


def _table(found: Mapping[str, Any]) -> "Table":
    names = found["head"]["vars"]
    return table_of(names, [[_cell(row.get(name)) for name in names] for row in found["results"]["bindings"]])


def _cell(node: Mapping[str, str] | None) -> str:
    if node is None:
        return ""
    return short(node["value"]) if node["type"] == "uri" else node["value"]


@click.command(epilog=example("kg export -o arms.ttl", "kg export --format csv -o claims.csv"))
@click.option(
    "--format",
    "layout",
    type=click.Choice(EXPORTS),
    default="turtle",
    show_default=True,
    help="The form; csv and jsonl are all claims as a table.",
)
@click.option(
    "--graph",
    type=click.Choice(GRAPHS),
    default="claims",
    show_default=True,
    help="Which part of the graph.",
)
@output_option()
@takes_settings("store")
def export(layout: str, graph: str, output: str, settings: Settings) -> None:
    """Write the graph, or all claims as a table.

    Turtle is sorted, and the same to the byte for the same input.
    """
    from kg.export import export as exported

    write(exported(settings.store, format=layout, graph=graph), output)
