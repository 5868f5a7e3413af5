"""Lays out a report as CSV, JSON or Markdown.

What comes in: a ``Report``.  What goes out: text.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from kg.canned import Column, Flow, Report
from kg.output import csv_row
from kg.report.cells import Cell, asked, cells, cells_of, cut

__all__ = ["csv_lines", "json_parts", "plain", "to_csv", "to_json", "to_md"]

_THINGS = frozenset({"entity", "code", "article"})
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~#!])")


def to_csv(report: Report) -> str:
    """Return a report as CSV (RFC 4180) that opens cleanly in a spreadsheet.

    It begins with a byte order mark, which tells spreadsheets that it is UTF-8.  Where rows were
    left out, the last line says so.
    """
    return "".join(csv_lines(report))


def csv_lines(report: Report, flow: Flow | None = None) -> Iterator[str]:
    """Yield a report as CSV, a row at a time.

    Args:
        report: the report.
        flow: its rows where they are not in it, because there are too many to hold.
    """
    columns = report.query.columns
    yield "\ufeff" + csv_row(column.title for column in columns)
    for row in cells_of(columns, report.solutions.rows if flow is None else flow):
        yield csv_row(cell.text if cell.number is None else cell.number for cell in row)
    if note := cut(report, flow.ending if flow else None):
        yield csv_row([note])


def to_json(report: Report) -> str:
    """Return a report as JSON.

    Its shape::

        {"report": "transfers", "title": "…", "summary": "…", "question": "…",
         "parameters": {"recipient": ["Venezuela"], "supplier": []},
         "columns": [{"name": "supplier", "title": "Supplier", "kind": "entity"}],
         "rows": [{"supplier": {"iri": "https://…", "label": "Russia"},   entity, code, article
                   "passages": 1,                                       integer, number
                   "claim": "https://…",                                claim: its IRI
                   "sentence": "…", "latest": null}],                   all other kinds
         "truncated": false, "more": false, "generation": 3}     more: there are rows behind this page

    A thing that has no IRI (equipment known only by its words) has ``"iri": null``; what is not
    known at all is null.
    """
    return "".join(json_parts(report))


def json_parts(report: Report, flow: Flow | None = None) -> Iterator[str]:
    """Yield a report as JSON, a row at a time.

    Args:
        report: the report.
        flow: its rows where they are not in it, because there are too many to hold.
    """
    query = report.query
    head = {
        "report": query.name,
        "title": query.title,
        "summary": report.summary,
        "question": query.question,
        "parameters": {name: list(values) for name, values in report.bound.items()},
        "columns": [{"name": c.name, "title": c.title, "kind": c.kind} for c in query.columns],
    }
    yield _json(head).removesuffix("\n}") + ',\n  "rows": ['
    between = "\n    "
    for row in cells_of(query.columns, report.solutions.rows if flow is None else flow):
        said = {c.name: _value(c, cell) for c, cell in zip(query.columns, row, strict=True)}
        yield between + _json(said).replace("\n", "\n    ")
        between = ",\n    "
    ending = (flow or report).ending
    tail = {"truncated": ending.truncated, "more": ending.more, "generation": report.solutions.generation}
    yield ("]" if between == "\n    " else "\n  ]") + ",\n" + _json(tail).removeprefix("{\n") + "\n"


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _value(column: Column, cell: Cell) -> dict[str, str | None] | str | float | None:
    if not cell.raw and cell.iri is None:
        return None
    if column.kind in _THINGS:
        return {"iri": cell.iri, "label": cell.raw}
    if cell.number is not None:
        return cell.number
    return cell.iri or cell.raw


def to_md(report: Report) -> str:
    """Return a report as Markdown: a heading, what was asked, and a table."""
    columns = report.query.columns
    lines = [f"# {plain(report.query.title)}", "", plain(report.summary), ""]
    lines += [f"- {plain(label)}: {plain(values)}" for label, values in asked(report)]
    if report.query.chart and report.solutions.rows:
        lines.append("- Picture: --format svg or png")
    lines += ["", _line(plain(column.title) for column in columns)]
    lines += [_line("---:" if c.kind in {"integer", "number"} else "---" for c in columns)]
    lines += [
        _line(_shown(c, cell) for c, cell in zip(columns, row, strict=True))
        for row in cells(report)
    ]
    number = len(report.solutions.rows)
    found = f"{number:,} row{'' if number == 1 else 's'}, generation {report.solutions.generation}."
    return "\n".join([*lines, "", " ".join(filter(None, (found, cut(report)))), ""])


def _line(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _shown(column: Column, cell: Cell) -> str:
    """Return a cell in Markdown; a claim is a link, so that its IRI does not fill the page."""
    if column.kind == "claim" and cell.iri:
        return f"[claim](<{cell.iri}>)"
    return plain(cell.text)


def plain(text: str) -> str:
    """Return a text in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", text)
