"""Queries in their own process: right answers, true refusals, limits that hold."""

import csv
import io
import json
import random
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg.errors import (
    NotAcceptableError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
    StoreMissingError,
    UsageError,
)
from kg.query import Endpoint, Limits, Solutions
from kg.query import endpoint as endpoint_room
from kg.query.inspection import check_allowed
from kg.store import open_writer
from kg.terms import AT, ID

LIMITS = Limits(timeout=30, memory=300, max_rows=1000)
STATES, DEALS = AT + "states", AT + "deals"
TURTLE = {
    STATES: 'id:russia at:label "Russia"@en, "Россия"@ru . id:peru at:label "Peru, \\"the\\"\\n<&>" .',
    DEALS: "id:deal at:to id:peru ; at:count 12 ; at:sure true ; at:price 1.50 .",
}
FORTY = " ".join(map(str, range(40)))
HUGE = " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(9))
MANY = f"SELECT * {{ VALUES ?a {{ {FORTY} }} VALUES ?b {{ {FORTY} }} }}"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {HUGE} }}"
HUNGRY = f"SELECT * {{ {HUGE} }} ORDER BY ?v0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("query") / "kg-store"
    prefixes = f"@prefix at: <{AT}> . @prefix id: <{ID}> . "
    with open_writer(folder) as writer:
        for graph, text in TURTLE.items():
            triples = ox.parse(prefixes + text, format=ox.RdfFormat.TURTLE)
            writer.replace_graph(graph, triples)
        writer.publish()
    return folder


@pytest.fixture(scope="module")
def endpoint(folder: Path) -> Endpoint:
    return Endpoint(folder, LIMITS)


@pytest.fixture
def uninspected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything through to the worker."""
    monkeypatch.setattr(endpoint_room, "check_allowed", lambda *_: None)


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[bytes]]]:
    """A service that listens, and what it heard."""
    import socket

    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(1000))
                    connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/sparql", heard
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_rows_come_as_terms_in_the_order_of_the_query(endpoint: Endpoint) -> None:
    found = endpoint.select(
        "SELECT ?to ?count ?none { ?deal at:to ?to ; at:count ?count OPTIONAL { ?deal at:no ?none } }"
    )
    assert found == Solutions(
        ("to", "count", "none"),
        [{"to": ox.NamedNode(ID + "peru"), "count": ox.Literal(12)}],
        truncated=False,
        generation=1,
    )


def test_the_default_graph_is_the_union_of_all_unless_switched_off(
    folder: Path, endpoint: Endpoint
) -> None:
    across = "SELECT * { ?deal at:to ?to . ?to at:label ?label }"
    assert len(endpoint.select(across).rows) == 1
    assert Endpoint(folder, LIMITS, union=False).select(across).rows == []


def test_from_names_the_graph_in_place_of_the_union(endpoint: Endpoint) -> None:
    everything = "SELECT ?p FROM at:deals { ?s ?p ?from }"
    assert len(endpoint.select(everything).rows) == 4
    assert len(endpoint.select("SELECT ?from { ?from ?p ?o }").rows) == 7


def test_a_declared_prefix_beats_the_default_one(endpoint: Endpoint) -> None:
    asked = "SELECT * { ?s at:count ?n }"
    assert len(endpoint.select(asked).rows) == 1
    assert endpoint.select("PREFIX at: <https://example.org/other#> " + asked).rows == []


def test_ask_answers_yes_or_no(endpoint: Endpoint) -> None:
    answer = endpoint.answer("ASK { ?s at:count 12 }")
    assert (answer.kind, answer.format, answer.generation) == ("boolean", "json", 1)
    assert json.loads(answer.body) == {"head": {}, "boolean": True}
    assert b"false" in endpoint.answer("ASK { ?s at:count 13 }", solutions_format="xml").body


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_are_written_as_oxigraph_writes_them(folder: Path, name: str) -> None:
    query = (
        "SELECT ?s ?p ?o ?none { VALUES ?none { UNDEF } ?s ?p ?o } ORDER BY ?s ?p STR(?o)"
    )
    from kg.store import open_snapshot
    from kg.terms import PREFIXES

    with open_snapshot(folder) as snapshot:
        native = snapshot.store.query(
            query, prefixes=dict(PREFIXES), use_default_graph_as_union=True
        )
        assert isinstance(native, ox.QuerySolutions)
        expected = native.serialize(format=getattr(ox.QueryResultsFormat, name.upper())) or b""
    body = Endpoint(folder, LIMITS).answer(query, solutions_format=name).body
    readers: dict[str, Callable[[bytes], object]] = {
        "json": json.loads,
        "xml": lambda text: ET.canonicalize(text.decode()),
        "csv": lambda text: list(csv.reader(io.StringIO(text.decode()))),
        "tsv": lambda text: [str(row) for row in _tsv(text)],
    }
    assert readers[name](body) == readers[name](expected)
    assert len(body.splitlines()) > 0


def _tsv(text: bytes) -> ox.QuerySolutions:
    parsed = ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV)
    assert isinstance(parsed, ox.QuerySolutions)
    return parsed


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_terms_of_every_kind_are_read_back(endpoint: Endpoint, name: str) -> None:
    answer = endpoint.answer(
        'SELECT * { VALUES ?x { <a:b> "x" "x"@en "1"^^xsd:integer "a\\t\\n\\r&<>b" } }',
        solutions_format=name,
    )
    formats = ox.QueryResultsFormat
    parsed = ox.parse_query_results(answer.body, format=getattr(formats, name.upper()))
    assert isinstance(parsed, ox.QuerySolutions)
    assert [row["x"] for row in parsed] == [
        ox.NamedNode("a:b"),
        ox.Literal("x"),
        ox.Literal("x", language="en"),
        ox.Literal(1),
        ox.Literal("a\t\n\r&<>b"),
    ]


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("rdfxml", ox.RdfFormat.RDF_XML),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("trig", ox.RdfFormat.TRIG),
        ("nquads", ox.RdfFormat.N_QUADS),
    ],
)
def test_graphs_are_written_in_every_format(
    endpoint: Endpoint, name: str, format: ox.RdfFormat  # noqa: A002 - Oxigraph's word
) -> None:
    answer = endpoint.answer("CONSTRUCT WHERE { ?s at:label ?o }", graph_format=name)
    assert (answer.kind, answer.format, answer.truncated) == ("graph", name, False)
    triples = {quad.triple for quad in ox.parse(answer.body, format=format)}
    assert {triple.object for triple in triples} == {
        ox.Literal("Russia", language="en"),
        ox.Literal("Россия", language="ru"),
        ox.Literal('Peru, "the"\n<&>'),
    }


def test_turtle_is_sorted_and_has_the_prefixes_that_it_uses(endpoint: Endpoint) -> None:
    body = endpoint.answer("CONSTRUCT WHERE { ?s at:to ?o }").body.decode()
    assert body.endswith("id:deal at:to id:peru .\n")
    assert "foaf" not in body


@pytest.mark.parametrize(("limit", "truncated"), [(6, True), (7, False), (8, False)])
def test_rows_and_triples_above_the_limit_are_left_out_and_that_is_said(
    folder: Path, limit: int, *, truncated: bool
) -> None:
    endpoint = Endpoint(folder, Limits(30, 300, limit))
    rows = endpoint.select("SELECT * { ?s ?p ?o }")
    assert (len(rows.rows), rows.truncated) == (min(limit, 7), truncated)
    graph = endpoint.answer("CONSTRUCT WHERE { ?s ?p ?o }", graph_format="ntriples")
    assert (len(graph.body.splitlines()), graph.truncated) == (min(limit, 7), truncated)


def test_more_rows_than_are_written_at_once_are_all_there(folder: Path) -> None:
    for limit, expected in ((5000, 1600), (1234, 1234)):
        found = Endpoint(folder, Limits(30, 300, limit)).select(MANY)
        assert len({tuple(row.items()) for row in found.rows}) == expected
        assert found.truncated == (limit < 1600)


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("SELECT * {\n ?s ?p }", (2, 9), "ends too early|was not expected"),
        ("SELECT * {\n ?s nope:x ?o }", (2, 11), "the prefix 'nope' is not declared; known .* at,"),
        ("", (1, 1), "ends too early"),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", (1, 40), "variable that is unbound"),
    ],
)
def test_a_mistake_is_told_with_line_and_column(
    endpoint: Endpoint, query: str, place: tuple[int, int], words: str
) -> None:
    with pytest.raises(QueryError, match=f"at line {place[0]}, column {place[1]}: .*{words}") as e:
        endpoint.answer(query)
    assert (e.value.line, e.value.column) == place


def test_default_prefixes_do_not_shift_the_place_of_a_mistake(endpoint: Endpoint) -> None:
    with pytest.raises(QueryError) as error:
        endpoint.answer("# one\nPREFIX x: <a:>\nSELECT * { ?s x:y }")
    assert error.value.line == 3


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "prefix x: <http://x/#>\n# SELECT\nbase <http://b/>\ndelete where { ?s ?p ?o }",
        "DROP ALL",
        "LOAD <http://127.0.0.1/x.ttl>",
        "WITH at:deals DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(QueryError, match=r"is refused: queries cannot change the graph"):
        check_allowed(query)


@pytest.mark.usefixtures("uninspected")
def test_an_update_that_is_not_recognised_cannot_be_run_either(endpoint: Endpoint) -> None:
    with pytest.raises(QueryError, match="no valid SPARQL"):
        endpoint.answer("INSERT DATA { <a:a> <a:b> 1 }")
    assert len(endpoint.select("SELECT * { ?s ?p ?o }").rows) == 7


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {\n  SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { service silent<http://x/>{ ?s ?p ?o } }",
        "SELECT * { SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { FILTER EXISTS { SERVICE at:x { ?s ?p ?o } } }",
        "SELECT * { SERVICE#\n<http://x/>{ ?s ?p ?o } }",
        # What follows is accepted by Oxigraph's parser, which knows no tokens:
        "SELECT * { ?s ?p 5SERVICE<http://x/>{ ?a ?b ?c } }",
        "SELECT * { ?s ?p -1.5SERVICE<http://x/>{ ?a ?b ?c } }",
        "SELECT * { ?s ?p trueSERVICEsilent<http://x/>{ ?a ?b ?c } }",
        "SELECT * { SERVICEat:x { ?s ?p ?o } }",
        "PREFIX : <http://x/> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?s<?p)SERVICE#>\n<http://x/>{ ?a ?b ?c } }",
        # Things that look like the beginning of a comment or string:
        "SELECT * { ?s ?p at:a\\#b . SERVICE <http://x/> { ?a ?b ?c } }",
        "SELECT * { ?s ?p at:a\\'b . SERVICE <http://x/'> { ?a ?b ?c } }",
        "SELECT * { ?s ?p <http://x/(#> . SERVICE <http://x/> { ?a ?b ?c } }",
        "SELECT * { ?s ?p '#' . SERVICE <http://x/> { ?a ?b ?c } }",
        "SELECT * { ?s ?p '''it's''' . SERVICE <http://x/> { ?a ?b ?c } }",
        "SELECT * { ?s ?p '\\'' . SERVICE <http://x/> { ?a ?b ?c } } # '",
        "SELECT * { \\u0053ERVICE <http://x/> { ?a ?b ?c } }",
    ],
)
def test_calls_of_other_services_are_refused(query: str) -> None:
    with pytest.raises(QueryError, match=r"SERVICE is refused"):
        check_allowed(query)


def test_a_refused_service_is_told_with_its_place() -> None:
    with pytest.raises(QueryError, match=r"\(line 2, column 3\)") as error:
        check_allowed("SELECT * {\n  SERVICE <http://x/> { ?s ?p ?o } }")
    assert (error.value.line, error.value.column) == (2, 3)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p ?o }",
        "SELECT $theService { ?s ?p $theService }",
        "SELECT * { ?s at:service ?o ; at:navalServiceBranch ?p }",
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}', \"\"\"a \"SERVICE\" b\"\"\" }",
        "SELECT * { ?s <http://x/service> ?o } # SERVICE <http://x/>",
        "PREFIX myservice: <http://x/> SELECT * { ?s myservice:x ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o < 5 && 3 > ?o) }",
        "DESCRIBE <http://x/load>",
    ],
)
def test_harmless_queries_that_hold_the_word_are_allowed(query: str) -> None:
    check_allowed(query)


def test_looking_at_a_long_query_takes_no_longer_than_reading_it() -> None:
    for long in ("<a" * 200_000, "'" * 200_001, '"""' * 100_001, "?service" * 20_000, "\\" * 100_000):
        started = time.perf_counter()
        check_allowed("SELECT * { " + long)
        assert time.perf_counter() - started < 5


@pytest.mark.usefixtures("uninspected")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the kernel does not shut the network")
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_what_gets_past_the_inspection_still_reaches_no_network(
    endpoint: Endpoint, stranger: tuple[str, list[bytes]], silent: str
) -> None:
    address, heard = stranger
    query = f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}"
    if silent:
        assert endpoint.select(query).rows == [{}]
    else:
        with pytest.raises(QueryError, match="SERVICE is refused"):
            endpoint.select(query)
    assert heard == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the kernel does not shut the network")
def test_the_stranger_would_hear_a_process_that_is_not_confined(
    stranger: tuple[str, list[bytes]],
) -> None:
    address, heard = stranger
    with pytest.raises(OSError, match="500"):
        list(ox.Store().query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert len(heard) == 1


def test_a_query_that_takes_too_long_is_stopped_and_says_what_the_limit_is(folder: Path) -> None:
    started = time.perf_counter()
    with pytest.raises(QueryTimeoutError, match=r"after 0.5 seconds; .* 'timeout' \(--timeout"):
        Endpoint(folder, Limits(0.5, 300, 10)).answer(ENDLESS)
    assert time.perf_counter() - started < 3


def test_a_caller_may_lower_the_time_but_not_raise_it(folder: Path) -> None:
    endpoint = Endpoint(folder, Limits(0.6, 300, 10))
    with pytest.raises(QueryTimeoutError, match=r"after 0.2 seconds"):
        endpoint.answer(ENDLESS, timeout=0.2)
    with pytest.raises(QueryTimeoutError, match=r"after 0.6 seconds"):
        endpoint.answer(ENDLESS, timeout=100)
    for wrong in (0, -1, float("nan")):
        with pytest.raises(UsageError, match="accepts seconds, more than 0"):
            endpoint.answer("ASK {}", timeout=wrong)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of one process")
def test_a_query_that_needs_too_much_memory_is_stopped_without_harm(folder: Path) -> None:
    with pytest.raises(QueryMemoryError, match=r"more than 50 MiB .* 'query-memory'"):
        Endpoint(folder, Limits(60, 50, 10)).answer(HUNGRY)


def test_an_answer_larger_than_the_memory_limit_is_not_given(folder: Path) -> None:
    long = "CONCAT(" + ", ".join(["STR(?a)"] * 3000) + ")"
    with pytest.raises(QueryMemoryError):
        Endpoint(folder, Limits(60, 4, 10**6)).answer(MANY.replace("*", f"({long} AS ?x)"))


def test_a_query_nested_too_deeply_costs_only_its_own_process(endpoint: Endpoint) -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        endpoint.answer("SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }")


def test_values_that_cannot_be_put_in_one_order_are_said_to_be(endpoint: Endpoint) -> None:
    kinds = '{0} "{0}" "20{1}-01-01"^^<http://www.w3.org/2001/XMLSchema#date> "{0}"@en "x{0}" true'
    values = [word for n in range(80) for word in kinds.format(n, n + 10).split()]
    random.Random(80).shuffle(values)
    query = f"SELECT ?o {{ VALUES ?o {{ {' '.join(values)} }} }} ORDER BY "
    with pytest.raises(QueryError, match="no common order"):
        endpoint.select(f"{query} ?o")
    assert len(endpoint.select(f"{query} STR(?o)").rows) == len(values)


def test_many_threads_may_ask_at_once(endpoint: Endpoint) -> None:
    with ThreadPoolExecutor(4) as threads:
        wanted = list(range(12))
        queries = [f"SELECT * {{ BIND({number} AS ?n) }}" for number in wanted]
        found = [solutions.rows[0]["n"] for solutions in threads.map(endpoint.select, queries)]
    assert found == [ox.Literal(number) for number in wanted]


def test_formats_that_do_not_exist_are_refused(endpoint: Endpoint) -> None:
    with pytest.raises(NotAcceptableError, match="no format 'html'; there are json, xml, csv, tsv"):
        endpoint.answer("ASK {}", solutions_format="html")
    with pytest.raises(NotAcceptableError, match="no format 'json'; there are turtle, ntriples"):
        endpoint.answer("ASK {}", graph_format="json")


def test_only_select_gives_rows(endpoint: Endpoint) -> None:
    for query in ("ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"):
        with pytest.raises(QueryError, match="only SELECT does"):
            endpoint.select(query)


def test_nodes_that_a_query_makes_up_come_as_iris(endpoint: Endpoint) -> None:
    rows = endpoint.select("SELECT * { BIND(BNODE() AS ?n) }").rows
    assert str(rows[0]["n"]).startswith("<urn:blank:")


def test_a_store_without_a_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="run 'kg build' first"):
        Endpoint(tmp_path / "none", LIMITS).answer("ASK {}")


def test_every_question_is_put_to_the_newest_generation(tmp_path: Path) -> None:
    store = tmp_path / "kg-store"
    endpoint = Endpoint(store, LIMITS)
    node = ox.NamedNode(AT + "x")
    for generation in (1, 2):
        with open_writer(store) as writer:
            writer.replace_graph(AT + "g", [ox.Quad(node, node, ox.Literal(generation))])
            writer.publish()
        found = endpoint.select("SELECT ?o { ?s ?p ?o }")
        assert (found.generation, found.rows) == (generation, [{"o": ox.Literal(generation)}])


def test_a_worker_whose_parent_is_gone_ends_by_itself(folder: Path) -> None:
    from kg.query.process import command_of
    from kg.query.request import Request

    request = Request(str(folder), ENDLESS, {}, True, "json", "turtle", 0.2, 300, 10, 1000)  # noqa: FBT003
    done = subprocess.run(
        command_of(), input=request.encoded(), capture_output=True, timeout=20, check=False
    )
    assert done.returncode == -14


# --- rows one by one ------------------------------------------------------------------------------


def test_rows_that_come_one_by_one_are_those_of_the_whole_answer(endpoint: Endpoint) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    rows = endpoint.rows(query)
    assert list(rows) == endpoint.select(query).rows
    assert not rows.truncated


def test_rows_that_come_one_by_one_say_when_some_are_left_out(folder: Path) -> None:
    rows = Endpoint(folder, Limits(timeout=30, memory=1024, max_rows=6)).rows("SELECT ?s { ?s ?p ?o }")
    assert len(list(rows)) == 6
    assert rows.truncated


def test_only_a_select_has_rows_to_come(endpoint: Endpoint) -> None:
    with pytest.raises(QueryError, match="only SELECT"):
        endpoint.rows("ASK { ?s ?p ?o }")


def test_memory_stays_the_same_however_many_rows_come(folder: Path) -> None:
    """200,000 rows are 20 MB of JSON, and would be 150 MB if they were kept."""
    many = "SELECT ?a ?b { VALUES ?a { " + "0 1 2 3 4 5 6 7 8 9 " * 20 + "} VALUES ?b { " + '"x" ' * 1000 + "} }"
    tracemalloc.start()
    try:
        count = sum(1 for _ in Endpoint(folder, Limits(timeout=60, memory=1024, max_rows=10**6)).rows(many))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 200_000
    assert most < 10 << 20
