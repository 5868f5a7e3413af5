"""Answers are kept as long as the graph stays as it is, and never longer; the room for them is bounded."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.query import Answer, Cache, Endpoint, Limits, Pool
from kg.query.frames import Frame
from kg.query.process import Gone
from kg.query.request import Request
from kg.store import open_writer
from kg.terms import AT

LIMITS = Limits(timeout=30, memory=300, max_rows=10**7)
NODE = ox.NamedNode(AT + "x")


class Counting:
    """Counts what is not answered from the cache."""

    def __init__(self, pool: Pool) -> None:
        self.asked = 0
        self._pool = pool

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        self.asked += 1
        return self._pool.converse(request, gone)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    publish(tmp_path / "kg-store", 1)
    return tmp_path / "kg-store"


@pytest.fixture
def source() -> Iterator[Counting]:
    pool = Pool(size=1, waiting=1)
    yield Counting(pool)
    pool.close()


def publish(folder: Path, value: int) -> None:
    with open_writer(folder) as writer:
        writer.replace_graph(AT + "g", [ox.Quad(NODE, NODE, ox.Literal(value))])
        writer.publish()


def test_the_same_question_is_asked_once_for_each_generation(store: Path, source: Counting) -> None:
    endpoint = Endpoint(store, LIMITS, pool=Cache(source, 10**6))
    for value in (1, 2):
        publish(store, value)
        for _ in range(3):
            found = endpoint.select("SELECT ?o { ?s ?p ?o }")
            assert (found.generation, found.rows) == (value, [{"o": ox.Literal(value)}])
        assert source.asked == value


def test_what_differs_in_anything_that_matters_is_asked_again(store: Path, source: Counting) -> None:
    cache = Cache(source, 10**6)
    endpoint = Endpoint(store, LIMITS, pool=cache)
    query = "SELECT * { ?s ?p ?o }"
    asked: list[Callable[[], Answer]] = [
        lambda: endpoint.answer(query),
        lambda: endpoint.answer(query, solutions_format="csv"),
        lambda: endpoint.answer(query + " "),
        lambda: endpoint.stream(query, base="http://a.example/").whole(),
        lambda: Endpoint(store, LIMITS, union=False, pool=cache).answer(query),
        lambda: Endpoint(store, Limits(30, 300, 1), pool=cache).answer(query),
    ]
    bodies = [(ask().body, ask().body) for ask in asked]
    assert source.asked == len(asked)
    assert all(first == second for first, second in bodies)
    endpoint.answer(query, timeout=5)  # how long it may take does not change what it says
    assert source.asked == len(asked)


@pytest.mark.parametrize("call", ["NOW()", "rand ()", "STRUUID()", "UUID()"])
def test_what_is_different_each_time_is_asked_each_time(store: Path, source: Counting, call: str) -> None:
    endpoint = Endpoint(store, LIMITS, pool=Cache(source, 10**6))
    for _ in range(2):
        endpoint.answer(f"SELECT ({call} AS ?x) {{}}")
    assert source.asked == 2


def test_mistakes_are_not_kept(store: Path, source: Counting) -> None:
    endpoint = Endpoint(store, LIMITS, pool=Cache(source, 10**6))
    for _ in range(2):
        with pytest.raises(QueryError):
            endpoint.answer("SELECT")
    assert source.asked == 2


def test_the_room_is_bounded_and_who_was_asked_last_stays(store: Path, source: Counting) -> None:
    cache = Cache(source, 20_000)
    endpoint = Endpoint(store, LIMITS, pool=cache)
    for number in range(40):
        endpoint.answer(f"SELECT ({number} AS ?x) {{}}")
        endpoint.answer("ASK {}")
        assert cache.size <= 20_000
    assert cache.size > 10_000
    assert source.asked == 41
    endpoint.answer("SELECT (0 AS ?x) {}")
    assert source.asked == 42


def test_long_answers_are_not_kept(store: Path, source: Counting) -> None:
    cache = Cache(source, 20_000)
    endpoint = Endpoint(store, LIMITS, pool=cache)
    numbers = " ".join(map(str, range(100)))
    query = f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    first, second = endpoint.answer(query), endpoint.answer(query)
    assert first.body == second.body
    assert (source.asked, cache.size) == (2, 0)


def test_no_room_keeps_nothing(store: Path, source: Counting) -> None:
    endpoint = Endpoint(store, LIMITS, pool=Cache(source, 0))
    for _ in range(2):
        endpoint.answer("ASK {}")
    assert source.asked == 2
