"""Writes the rows of a SELECT in the four formats of SPARQL 1.1, as far as there is room.

What comes in: solutions of Oxigraph.  What goes out: bytes.  Oxigraph's own writer knows no limit,
and rows have to be counted to say truthfully that some were left out.
"""

import csv
import html
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import pyoxigraph as ox

__all__ = ["SOLUTIONS_FORMATS", "Room", "write_solutions", "write_truth"]

Cell: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
Row: TypeAlias = Sequence[Cell]
_BATCH = 500  # rows written together
_PLAIN = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Room:
    """How large an answer may be.

    Attributes:
        rows: most rows, or triples.
        bytes: how many bytes end it; the rows that are written together with the last are kept.
    """

    rows: int
    bytes: int


def write_solutions(
    solutions: ox.QuerySolutions, name: str, room: Room, write: Callable[[bytes], None]
) -> str | None:
    """Write rows as far as there is room; return what there was too little of, if more were left."""
    writer = _WRITERS[name]([variable.value for variable in solutions.variables])
    write(writer.head().encode())
    rows = (tuple(solution) for solution in solutions)
    written = size = 0
    while size < room.bytes and (batch := list(islice(rows, min(_BATCH, room.rows - written)))):
        text = writer.rows(batch, first=written == 0).encode()
        write(text)
        written += len(batch)
        size += len(text)
    write(writer.tail.encode())
    if next(rows, None) is None:
        return None
    return "rows" if written == room.rows else "bytes"


def write_truth(truth: ox.QueryBoolean, name: str, write: Callable[[bytes], None]) -> None:
    """Write the answer of an ASK."""
    write(truth.serialize(format=_TRUTHS[name]) or b"")


class _Writer(ABC):
    tail = ""

    def __init__(self, variables: list[str]) -> None:
        self.variables = variables

    @abstractmethod
    def head(self) -> str: ...

    @abstractmethod
    def rows(self, rows: Iterable[Row], *, first: bool) -> str: ...

    def bound(self, row: Row) -> Iterable[tuple[str, Any]]:
        return ((name, cell) for name, cell in zip(self.variables, row, strict=True) if cell)


class _Json(_Writer):
    tail = "]}}"

    def head(self) -> str:
        return f'{{"head":{{"vars":{_json(self.variables)}}},"results":{{"bindings":['

    def rows(self, rows: Iterable[Row], *, first: bool) -> str:
        records = [{name: _json_term(cell) for name, cell in self.bound(row)} for row in rows]
        return ("" if first else ",") + _json(records)[1:-1]


class _Xml(_Writer):
    tail = "</results></sparql>"

    def head(self) -> str:
        variables = "".join(f"<variable name={_attribute(name)}/>" for name in self.variables)
        return (
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            f"<head>{variables}</head><results>"
        )

    def rows(self, rows: Iterable[Row], *, first: bool) -> str:  # noqa: ARG002 - all rows alike
        return "".join(f"<result>{self._row(row)}</result>" for row in rows)

    def _row(self, row: Row) -> str:
        return "".join(
            f"<binding name={_attribute(name)}>{_xml_term(cell)}</binding>"
            for name, cell in self.bound(row)
        )


class _Csv(_Writer):
    def head(self) -> str:
        return _csv([self.variables])

    def rows(self, rows: Iterable[Row], *, first: bool) -> str:  # noqa: ARG002 - all rows alike
        return _csv([[_csv_term(cell) for cell in row] for row in rows])


class _Tsv(_Writer):
    def head(self) -> str:
        return "\t".join(f"?{name}" for name in self.variables) + "\n"

    def rows(self, rows: Iterable[Row], *, first: bool) -> str:  # noqa: ARG002 - all rows alike
        lines = ("\t".join("" if cell is None else str(cell) for cell in row) for row in rows)
        return "".join(f"{line}\n" for line in lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {role: _json_term(part) for role, part in parts.items()}}
    record = {"type": "literal", "value": term.value}
    if term.language:
        record["xml:lang"] = term.language
        if term.direction:
            record["its:dir"] = term.direction.value
    elif term.datatype.value != _PLAIN:
        record["datatype"] = term.datatype.value
    return record


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_text(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{_text(term.value)}</bnode>"
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        inside = "".join(f"<{role}>{_xml_term(part)}</{role}>" for role, part in parts.items())
        return f"<triple>{inside}</triple>"
    kind = ""
    if term.language:
        kind = f" xml:lang={_attribute(term.language)}"
    elif term.datatype.value != _PLAIN:
        kind = f" datatype={_attribute(term.datatype.value)}"
    return f"<literal{kind}>{_text(term.value)}</literal>"


def _text(value: str) -> str:
    return html.escape(value).replace("\r", "&#13;")  # XML reads a bare one as a line feed


def _attribute(value: str) -> str:
    return f'"{_text(value)}"'


def _csv_term(term: Cell) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


_WRITERS: dict[str, type[_Writer]] = {"json": _Json, "xml": _Xml, "csv": _Csv, "tsv": _Tsv}
_TRUTHS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
SOLUTIONS_FORMATS = tuple(_WRITERS)
"""Formats of SELECT and ASK."""
