"""Lays out a report as CSV, JSON or Markdown.

What comes in: a ``Report``.  What goes out: text.
"""

import json
import re
from collections.abc import Iterable

from kg.canned import Column, Report
from kg.output import csv_row
from kg.report.cells import Cell, asked, cells, cut

__all__ = ["to_csv", "to_json", "to_md"]

_THINGS = frozenset({"entity", "code", "article"})
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~#!])")


def to_csv(report: Report) -> str:
    """Return a report as CSV (RFC 4180) that opens cleanly in a spreadsheet.

    It begins with a byte order mark, which tells spreadsheets that it is UTF-8.  Where rows were
    left out, the last line says so.
    """
    lines = ["\ufeff" + csv_row(column.title for column in report.query.columns)]
    lines += [
        csv_row(cell.text if cell.number is None else cell.number for cell in row)
        for row in cells(report)
    ]
    if note := cut(report):
        lines.append(csv_row([note]))
    return "".join(lines)


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
    query = report.query
    document = {
        "report": query.name,
        "title": query.title,
        "summary": report.summary,
        "question": query.question,
        "parameters": {name: list(values) for name, values in report.bound.items()},
        "columns": [{"name": c.name, "title": c.title, "kind": c.kind} for c in query.columns],
        "rows": [
            {c.name: _value(c, cell) for c, cell in zip(query.columns, row, strict=True)}
            for row in cells(report)
        ],
        "truncated": report.solutions.truncated,
        "more": report.more,
        "generation": report.solutions.generation,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


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
    lines = [f"# {_plain(report.query.title)}", "", _plain(report.summary), ""]
    lines += [f"- {_plain(label)}: {_plain(values)}" for label, values in asked(report)]
    lines += ["", _line(_plain(column.title) for column in columns)]
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
    return _plain(cell.text)


def _plain(text: str) -> str:
    """Return a text in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", text)
