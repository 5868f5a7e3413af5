"""Reports whose rows come one by one: the same bytes as of those that are held, the same promises."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.canned import CannedQuery, Page, read_queries, run, stream
from kg.cli import cli
from kg.derivation import publish
from kg.errors import QueryTimeoutError, StoreFormatError
from kg.query import Cache, Endpoint, Limits, Pool
from kg.query.frames import DATA, DONE, FAILED, HEAD, Frame
from kg.query.process import Gone
from kg.query.request import Request
from kg.report import FLOWING, chunks
from kg.settings import shipped
from kg.store import open_writer
from kg.terms import ONTOLOGY_GRAPH
from kg.triples import file_quads

QUERIES = read_queries(shipped("queries"))
LIMITS = Limits(timeout=60, memory=1024, max_rows=1000)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example graph, on which every report has rows."""
    folder = tmp_path_factory.mktemp("flow") / "store"
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in ox.parse(path=str(shipped("queries") / "example.trig"), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs[quad.graph_name.value].append(quad)
    with open_writer(folder) as writer:
        writer.replace_graph(ONTOLOGY_GRAPH, file_quads(shipped("ontology") / "arms.ttl", ONTOLOGY_GRAPH))
        for name, quads in graphs.items():
            writer.replace_graph(name, quads)
        publish(writer)
    return folder


@pytest.fixture(scope="module")
def pool() -> Iterator[Cache]:
    """Return what answers; twice the same, for the names in a cell come in another order each time."""
    pool = Pool(1, 1)
    yield Cache(pool, 1 << 26)
    pool.close()


def examples(query: CannedQuery) -> dict[str, list[str]]:
    """Return what a report needs, from its examples."""
    return {one.name: [one.example] for one in query.parameters if one.required}


def laid_out(query: CannedQuery, endpoint: Endpoint, page: Page, form: str) -> tuple[bytes, bytes]:
    """Return a report whose rows came one by one, and the same whose rows were held."""
    flow = stream(query, examples(query), endpoint, page=page)
    flowing = b"".join(chunks(flow.report, form, endpoint, flow))
    held = run(query, examples(query), endpoint, page=page)
    assert flow.ending == held.ending
    return flowing, b"".join(chunks(held, form, endpoint))


@pytest.mark.parametrize("name", QUERIES)
def test_every_report_has_the_same_bytes_one_by_one(name: str, store: Path, pool: Cache) -> None:
    query = QUERIES[name]
    endpoint = Endpoint(store, LIMITS, pool=pool)
    for form in FLOWING:
        flowing, held = laid_out(query, endpoint, Page(), form)
        assert flowing == held
    assert flowing.count(b"\n") > 1
    cut = Endpoint(store, Limits(timeout=60, memory=1024, max_rows=1), pool=pool)
    first = query.columns[0].name
    pages = (Page(1), Page(2, 1, sort=((first, True),)), Page(9, where=((first, "a"),)))
    for asked, page in ((cut, Page()), *((endpoint, page) for page in pages)):
        flowing, held = laid_out(query, asked, page, "csv")
        assert flowing == held


def test_rows_behind_a_page_or_a_limit_are_announced_at_the_end(store: Path, pool: Cache) -> None:
    query = QUERIES["transfers"]
    cut = Endpoint(store, Limits(timeout=60, memory=1024, max_rows=1), pool=pool)
    text, _ = laid_out(query, cut, Page(), "csv")
    assert "Cut short after 1 rows; there are more." in text.decode().splitlines()[-1]
    said, _ = laid_out(query, cut, Page(), "json")
    assert json.loads(said)["truncated"] is True
    paged, _ = laid_out(query, Endpoint(store, LIMITS, pool=pool), Page(1), "csv")
    assert "Rows 1 to 1; there are more behind them." in paged.decode().splitlines()[-1]


class Failing:
    """Answers so many rows, and then runs out of time; tells whether it was stopped."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self.stopped = False

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        del request, gone
        try:
            yield HEAD, json.dumps({"kind": "solutions", "generation": 3}).encode()
            if self._rows:
                yield DATA, b'{"head":{"vars":["claim"]},"results":{"bindings":['
            row = b'{"claim":{"type":"uri","value":"http://x/c"}}'
            for number in range(self._rows):
                yield DATA, b"," * bool(number) + row
            told = {"error": "QueryTimeoutError", "message": "it took longer than 9 seconds", "place": {}}
            yield FAILED, json.dumps(told).encode()
            yield DONE, b"{}"
        finally:
            self.stopped = True


def test_what_fails_before_the_first_row_fails_at_once_and_what_fails_later_with_the_rows(store: Path) -> None:
    with pytest.raises(QueryTimeoutError, match="9 seconds"):
        stream(QUERIES["transfers"], {}, Endpoint(store, LIMITS, pool=Failing(0)))
    flow = stream(QUERIES["transfers"], {}, Endpoint(store, LIMITS, pool=Failing(5)))
    assert not flow.complete
    with pytest.raises(QueryTimeoutError, match="9 seconds"):
        list(flow)


def test_who_stops_early_stops_the_query(store: Path) -> None:
    failing = Failing(5000)
    flow = stream(QUERIES["transfers"], {}, Endpoint(store, LIMITS, pool=failing))
    assert next(iter(flow))
    flow.close()
    assert failing.stopped


@pytest.mark.parametrize("form", sorted(FLOWING))
def test_a_late_failure_leaves_no_half_file_and_has_its_exit_code(
    form: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Endpoint(store, LIMITS, pool=Failing(5))
    monkeypatch.setattr("kg.resources.Resources.endpoint", lambda _: failing)
    file = tmp_path / f"transfers.{form}"
    file.write_text("as before", "utf-8")
    for output in (str(file), "-"):
        told = CliRunner().invoke(cli, ["report", "transfers", "--store", str(store), "--format", form, "-o", output])
        assert told.exit_code == QueryTimeoutError.exit_code
        assert "it took longer than 9 seconds" in told.stderr
    assert file.read_text("utf-8") == "as before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_graph_without_a_summary_is_refused_before_the_first_byte(tmp_path: Path, pool: Cache) -> None:
    with open_writer(tmp_path / "store") as writer:
        writer.replace_graph(ONTOLOGY_GRAPH, file_quads(shipped("ontology") / "arms.ttl", ONTOLOGY_GRAPH))
        writer.publish()
    with pytest.raises(StoreFormatError, match="no summary"):
        stream(QUERIES["transfers"], {}, Endpoint(tmp_path / "store", LIMITS, pool=pool))
