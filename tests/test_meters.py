"""What is passed on is what was written, cut at the end of a row, wherever the pieces end."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.query.meters import Csv, Full, Json, Lines, Meter, Room, Tsv, Written, Xml

AWKWARD = st.text(st.sampled_from('ab"\\,{}[]<>&\n\r\t:/é'), max_size=12)
CELLS = st.one_of(
    st.none(),
    AWKWARD.map(ox.Literal),
    st.just(ox.NamedNode("a:b")),
    st.just(ox.Triple(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal('},{"'))),
)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=8)
KINDS: dict[type[Meter], ox.QueryResultsFormat] = {
    Json: ox.QueryResultsFormat.JSON,
    Xml: ox.QueryResultsFormat.XML,
    Csv: ox.QueryResultsFormat.CSV,
    Tsv: ox.QueryResultsFormat.TSV,
}
TOGETHER = st.sampled_from([1, 100, 1 << 16])
PLENTY = Room(10**9, 10**9)


def document(rows: list[Any], form: ox.QueryResultsFormat) -> bytes:
    data = "\n".join(f"({' '.join('UNDEF' if cell is None else written(cell) for cell in row)})" for row in rows)
    found = ox.Store().query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {data} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    return found.serialize(format=form) or b""


def written(cell: Any) -> str:
    return str(cell) if not isinstance(cell, ox.Triple) else f"<<( {cell.subject} {cell.predicate} {cell.object} )>>"


def through(kind: type[Meter], whole: bytes, room: Room, size: int, together: int = 1) -> tuple[bytes, Written]:
    out = bytearray()
    meter = kind(room, out.extend, together)
    try:
        for start in range(0, len(whole), size):
            piece = whole[start : start + size]
            assert meter.write(piece) == len(piece)
    except Full:
        with pytest.raises(Full):
            meter.write(b"more")
    told = meter.done()
    return bytes(out), told


def rows_in(kind: type[Meter], body: bytes) -> list[Any]:
    """Return the rows of a document, read by those who know the format."""
    if kind is Json:
        return list(json.loads(body)["results"]["bindings"])
    if kind is Xml:
        return [ET.tostring(one) for one in ET.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}result")]
    if kind is Csv:
        return list(csv.reader(io.StringIO(body.decode(), newline="")))[1:]
    return body.decode().split("\n")[1:-1]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(rows=ROWS, most=st.integers(1, 9), size=st.integers(1, 90), together=TOGETHER)
@example(rows=[(None, ox.Literal("},{"))], most=1, size=1, together=1)
@example(rows=[(ox.Literal("},{", language="en"), None)] * 2, most=1, size=90, together=1)
@example(rows=[(ox.Literal("\\" * 9), None)] * 2, most=1, size=1, together=5)
@settings(max_examples=150, deadline=None)
def test_an_answer_is_cut_after_so_many_rows_or_passed_on_as_it_is(
    kind: type[Meter], rows: list[Any], most: int, size: int, together: int
) -> None:
    whole = document(rows, KINDS[kind])
    body, told = through(kind, whole, Room(most, 10**9), size, together)
    every = rows_in(kind, whole)
    assert len(every) == len(rows)
    if len(rows) <= most:
        assert (body, told) == (whole, Written(len(rows)))
    else:
        assert rows_in(kind, body) == every[:most]
        assert told == Written(most, "rows")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(rows=ROWS, most=st.integers(1, 900), size=st.integers(1, 90), together=TOGETHER)
@settings(max_examples=150, deadline=None)
def test_an_answer_is_cut_after_the_row_that_fills_the_room(
    kind: type[Meter], rows: list[Any], most: int, size: int, together: int
) -> None:
    whole = document(rows, KINDS[kind])
    body, told = through(kind, whole, Room(10**9, most), size, together)
    kept = rows_in(kind, body)
    assert kept == rows_in(kind, whole)[: told.rows]
    assert (told.cut == "bytes") == (told.rows < len(rows))
    if told.cut:
        assert len(body) - len(kind.tail) >= most
        shorter, _ = through(kind, whole, Room(told.rows - 1, 10**9), size, together) if told.rows > 1 else (b"", None)
        assert len(shorter) - len(kind.tail) < most
    else:
        assert body == whole


@given(lines=st.lists(st.from_regex(r"[a-z]{0,5}", fullmatch=True), max_size=9), most=st.integers(1, 9))
def test_lines_are_counted(lines: list[str], most: int) -> None:
    whole = "".join(f"{line}\n" for line in lines).encode()
    body, told = through(Lines, whole, Room(most, 10**9), 3)
    assert body == b"".join(whole.splitlines(keepends=True)[:most])
    assert told == Written(min(most, len(lines)), "rows" if len(lines) > most else None)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_rows_without_any_variable_are_rows(kind: type[Meter]) -> None:
    found = ox.Store().query("SELECT * { { } UNION { } UNION { } }")
    assert isinstance(found, ox.QuerySolutions)
    whole = found.serialize(format=KINDS[kind]) or b""
    for together in (1, 1 << 16):
        assert through(kind, whole, PLENTY, 5, together) == (whole, Written(3))
        assert through(kind, whole, Room(2, 10**9), 5, together)[1] == Written(2, "rows")
