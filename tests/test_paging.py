"""Pages of reports: which rows are on them, in which order, and what is said of the others."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.canned import CannedQuery, Page, Report, read_queries, read_query, run
from kg.canned.paging import paged
from kg.canned.trial import Examples
from kg.errors import ParameterError
from kg.query import Endpoint
from kg.report import to_csv, to_json, to_md
from kg.settings import shipped
from tests.conftest import InProcess

QUERIES = read_queries(shipped("queries"))
HEADER = """\
#+ title: Test
#+ summary: Things.
#+ columns:
#+   thing: {title: Thing, kind: entity}
#+   size: {title: Size, kind: integer}
#+   note: {title: Note, kind: text}
PREFIX x: <http://x/>
"""
PLAIN = """\
SELECT ?thing ?thingLabel ?size ?note
WHERE { ?thing x:name ?thingLabel . OPTIONAL { ?thing x:size ?size ; x:note ?note } }"""
"""Each size is there twice, so that only the tie-break decides."""
DATA = "".join(
    f'x:t{n} x:name "{"abcdefgh"[n % 8].upper() if n % 2 else "abcdefgh"[n % 8]}{n}"'
    + (f' ; x:size {n // 2} ; x:note "Note {n // 2} \\"{n}\\""' if n < 9 else "")
    + " .\n"
    for n in range(12)
)


@pytest.fixture(scope="module")
def things() -> Endpoint:
    store = ox.Store()
    store.update(f"PREFIX x: <http://x/> INSERT DATA {{ {DATA} }}")
    return InProcess(store)


@pytest.fixture(scope="module")
def examples() -> Endpoint:
    """Return what answers over the example graph, on which every report has rows."""
    return Examples(shipped("queries") / "example.trig", shipped("ontology") / "arms.ttl")


def query_of(folder: Path, body: str) -> CannedQuery:
    path = folder / "test.rq"
    path.write_text(HEADER + body, "utf-8")
    return read_query(path)


def names(report: Report) -> list[str]:
    return [row["thing"].value.removeprefix("http://x/") for row in report.solutions.rows]


def told(rows: Sequence[Mapping[str, ox.NamedNode | ox.Literal]]) -> list[list[str]]:
    """Return what rows say; the parts of a text that joins several are in no order."""
    return [sorted(f"{name}={sorted(re.split(', |; ', term.value))}" for name, term in row.items()) for row in rows]


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("sort", [(), ((0, False),), ((0, True), (1, False)), ((-1, True),)])
def test_the_pages_of_every_report_are_its_rows_each_once(
    name: str, sort: tuple[tuple[int, bool], ...], examples: Endpoint
) -> None:
    query = QUERIES[name]
    values = {p.name: [p.example] for p in query.parameters if p.required}
    by = tuple((query.columns[n].name, down) for n, down in sort)
    whole = run(query, values, examples, page=Page(sort=by))
    size, more = 2, True
    rows: list[Mapping[str, ox.NamedNode | ox.Literal]] = []
    while more:
        page = run(query, values, examples, page=Page(size, len(rows), by))
        assert len(page.solutions.rows) <= size
        rows += page.solutions.rows
        more = page.more
    assert told(rows) == told(whole.solutions.rows)
    assert sorted(told(rows)) == sorted(told(run(query, values, examples).solutions.rows))


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_in_a_reports_own_order_is_a_part_of_it(name: str, examples: Endpoint) -> None:
    query = QUERIES[name]
    values = {p.name: [p.example] for p in query.parameters if p.required}
    whole, page = run(query, values, examples), run(query, values, examples, page=Page(3))
    assert told(page.solutions.rows) == told(whole.solutions.rows[:3])
    assert page.more == (len(whole.solutions.rows) > 3)
    assert not whole.more


@pytest.mark.parametrize("name", QUERIES)
def test_each_column_of_every_report_can_be_sorted_and_sifted_by(name: str, examples: Endpoint) -> None:
    query = QUERIES[name]
    values = {p.name: [p.example] for p in query.parameters if p.required}
    whole = run(query, values, examples)
    for column in query.columns:
        page = Page(sort=((column.name, True),))
        assert len(run(query, values, examples, page=page).solutions.rows) == len(whole.solutions.rows)
        none = run(query, values, examples, page=Page(where=((column.name, "no such thing"),)))
        assert none.solutions.rows == []


def test_numbers_are_sorted_by_value_names_by_letter_and_empty_cells_come_last(
    tmp_path: Path, things: Endpoint
) -> None:
    query = query_of(tmp_path, PLAIN)
    by_size = run(query, {}, things, page=Page(sort=(("size", True), ("thing", False))))
    assert names(by_size) == ["t8", "t6", "t7", "t4", "t5", "t2", "t3", "t0", "t1", "t9", "t10", "t11"]
    by_name = run(query, {}, things, page=Page(sort=(("thing", False),)))
    assert names(by_name) == ["t0", "t8", "t1", "t9", "t10", "t2", "t11", "t3", "t4", "t5", "t6", "t7"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("note 3", ["t6", "t7"]),
        ('"8"', ["t8"]),
        ("t", ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"]),
        ('x") || true || STR("', []),
        ("nothing\\", []),
        ("", [f"t{n}" for n in (0, 1, 10, 11, *range(2, 10))]),
    ],
)
def test_rows_are_sifted_by_a_text_that_is_never_code(
    tmp_path: Path, things: Endpoint, wanted: str, found: list[str]
) -> None:
    report = run(query_of(tmp_path, PLAIN + " ORDER BY ?thing"), {}, things, page=Page(where=(("note", wanted),)))
    assert sorted(names(report)) == sorted(found)


def test_a_sifted_report_keeps_its_own_order(tmp_path: Path, things: Endpoint) -> None:
    for order in ("ORDER BY DESC(?size) ?thing # the greatest first", "ORDER BY DESC(?size) ?thing LIMIT 6"):
        report = run(query_of(tmp_path, f"{PLAIN} {order}"), {}, things, page=Page(where=(("note", "note"),)))
        assert names(report)[:5] == ["t8", "t6", "t7", "t4", "t5"]


def test_a_report_that_is_cut_by_its_query_has_pages_of_what_is_left(tmp_path: Path, things: Endpoint) -> None:
    query = query_of(tmp_path, PLAIN + " ORDER BY DESC(?size) ?thing LIMIT 4")
    second = run(query, {}, things, page=Page(3, 3))
    assert (names(second), second.more) == (["t4"], False)
    assert names(run(query, {}, things, page=Page(3, sort=(("size", False),)))) == ["t4", "t6", "t7"]


def test_rows_that_are_alike_stand_on_one_page_only(tmp_path: Path, things: Endpoint) -> None:
    query = query_of(tmp_path, PLAIN + " ORDER BY ?note_that_is_none")
    pages = [run(query, {}, things, page=Page(5, start)) for start in (0, 5, 10)]
    assert [len(page.solutions.rows) for page in pages] == [5, 5, 2]
    assert [page.more for page in pages] == [True, True, False]
    assert len({name for page in pages for name in names(page)}) == 12


def test_only_the_rows_of_a_page_are_looked_up_where_the_query_says_so(tmp_path: Path, things: Endpoint) -> None:
    body = """\
SELECT ?thing ?thingLabel ?size ?note WHERE {
  { SELECT ?thing WHERE { ?thing x:name [] } ORDER BY DESC(?thing)
    #page
  }
  ?thing x:name ?thingLabel . OPTIONAL { ?thing x:size ?size ; x:note ?note }
} ORDER BY DESC(?thing)
"""
    query = query_of(tmp_path, body)
    page = run(query, {}, things, page=Page(3, 1))
    assert names(page) == ["t8", "t7", "t6"]
    assert page.more
    inner = page.text[page.text.index("{ SELECT") : page.text.index("}\n  ?thing")]
    assert "OFFSET 1 LIMIT 4" in inner
    assert names(run(query, {}, things, page=Page(2, sort=(("size", True),)))) == ["t8", "t6"]
    assert paged(query, query.text, Page()) == query.text


def test_a_comment_or_a_text_that_speaks_of_a_page_is_no_mark(tmp_path: Path, things: Endpoint) -> None:
    body = PLAIN.replace("WHERE {", 'WHERE { # no #page here\n BIND("#page" AS ?word)')
    assert names(run(query_of(tmp_path, body + " ORDER BY ?thing"), {}, things, page=Page(1))) == ["t0"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(0), "parameter limit: it is 0, but accepts 1 or more rows"),
        (Page(-1), "parameter limit"),
        (Page(offset=-1), "parameter offset: it is -1, but accepts 0 or more"),
        (Page(sort=(("suplier", False),)), "sort: report transfers has no column 'suplier'; it has supplier,"),
        (Page(where=(("publishd", "x"),)), "nearest: published"),
        (Page(sort=(("claim } #", True),)), "no column 'claim } #'"),
    ],
)
def test_a_page_that_cannot_be_had_is_refused_with_what_is_accepted(page: Page, words: str, endpoint: Endpoint) -> None:
    with pytest.raises(ParameterError) as caught:
        run(QUERIES["transfers"], {}, endpoint, page=page)
    assert words in str(caught.value)


def test_every_layout_says_that_there_are_rows_behind_a_page(endpoint: Endpoint) -> None:
    first = run(QUERIES["transfers"], {}, endpoint, page=Page(1))
    for text in (to_csv(first), to_md(first)):
        assert "Rows 1 to 1; there are more behind them." in text
    assert "there are more" not in to_csv(run(QUERIES["transfers"], {}, endpoint))
    assert '"more": true' in to_json(first)
