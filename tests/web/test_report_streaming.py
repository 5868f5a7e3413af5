"""Long reports over a real connection: they flow, say at their end what was left out, and break when they fail."""

import http.client
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.derivation import publish
from kg.errors import QueryTimeoutError
from kg.query import Rows
from kg.settings import shipped
from kg.store import open_writer
from kg.terms import PREFIXES
from tests.web.conftest import served

Serve = Callable[..., tuple[str, int]]
LONG = "long " * 100_000


@pytest.fixture(scope="module")
def long_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example graph, with sentences so long that few rows make a long answer."""
    folder = tmp_path_factory.mktemp("long") / "store"
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in ox.parse(path=str(shipped("queries") / "example.trig"), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        said = quad.object
        if quad.predicate.value == PREFIXES["prov"] + "value" and isinstance(said, ox.Literal):
            said = ox.Literal(f"{said.value} {LONG}")
        graphs[quad.graph_name.value].append(ox.Quad(quad.subject, quad.predicate, said, quad.graph_name))
    with open_writer(folder) as writer:
        for name, quads in graphs.items():
            writer.replace_graph(name, quads)
        publish(writer)
    return folder


@pytest.fixture
def serve_long(long_store: Path) -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(served(long_store, **options))


@contextmanager
def got(
    address: tuple[str, int], path: str, method: str = "GET", **headers: str
) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request(method, path, headers=headers)
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def test_a_long_report_flows_and_a_short_one_has_a_length(serve: Serve, serve_long: Serve) -> None:
    with got(serve(), "/reports/transfers.csv") as short:
        assert short.getheader("Content-Length") == str(len(short.read()))
    address = serve_long()
    with got(address, "/reports/transfers.csv") as answer:
        assert answer.getheader("Transfer-Encoding") == "chunked"
        assert answer.getheader("Arms-KG-Limits") == "rows=100000, bytes=1000000000"
        assert answer.getheader("Arms-KG-Truncated") is None
        whole = answer.read().decode()
    assert "there are more" not in whole
    with got(address, "/reports/transfers.json") as answer:
        said = json.loads(answer.read())
    assert len(said["rows"]) == whole.count("\r\n") - 1 > 3
    assert said["truncated"] is said["more"] is False
    assert said["generation"] == int(answer.getheader("Arms-KG-Generation") or 0)


def test_a_long_report_that_was_cut_says_so_at_its_end(serve_long: Serve) -> None:
    address = serve_long(max_rows="3")
    with got(address, "/reports/transfers.csv") as answer:
        assert answer.getheader("Arms-KG-Limits", "").startswith("rows=3,")
        assert "Cut short after 3 rows; there are more." in answer.read().decode().splitlines()[-1]
    with got(address, "/reports/transfers.json") as answer:
        assert json.loads(answer.read())["truncated"] is True


def test_a_long_page_leads_to_the_next_one_where_there_is_one(
    serve_long: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.web.report_answers._SHORT", 0)
    address = serve_long()
    with got(address, "/reports/transfers.json") as answer:
        number = len(json.loads(answer.read())["rows"])
    for limit, more in ((number - 1, True), (number, False)):
        with got(address, f"/reports/transfers.json?limit={limit}") as answer:
            assert answer.getheader("Transfer-Encoding") == "chunked"
            assert ('rel="next"' in (answer.getheader("Link") or "")) is more
            said = json.loads(answer.read())
            assert (len(said["rows"]), said["more"], said["truncated"]) == (limit, more, False)


def test_a_long_report_is_kept_by_its_tag_and_its_head_is_had_alone(serve_long: Serve) -> None:
    address = serve_long()
    with got(address, "/reports/transfers.csv", "HEAD") as head:
        assert (head.status, head.read()) == (200, b"")
        tag = head.getheader("ETag") or ""
    with got(address, "/reports/transfers.csv", **{"If-None-Match": tag}) as answer:
        assert (answer.status, answer.read()) == (304, b"")


def test_a_long_report_that_fails_late_breaks_the_connection(
    serve_long: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Rows.__iter__

    def failing(rows: Rows) -> Iterator[object]:
        for number, row in enumerate(taken(rows)):
            if number == 2:
                raise QueryTimeoutError("it took too long")
            yield row

    address = serve_long()
    monkeypatch.setattr(Rows, "__iter__", failing)
    with got(address, "/reports/transfers.csv") as answer:
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()


def test_what_is_wrong_with_a_long_report_has_its_status(serve_long: Serve) -> None:
    with got(serve_long(), "/reports/transfers.csv?recipient=Nowhereland") as answer:
        assert answer.status == 422
        assert "Nowhereland" in json.loads(answer.read())["detail"]
