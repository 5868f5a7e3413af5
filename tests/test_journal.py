"""Every query is known while it runs, can be stopped, and is reported when it has ended."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import BusyError, QueryError, QueryStoppedError, QueryTimeoutError, UnknownNameError
from kg.query import Cache, Endpoint, Entry, Journal, Limits, Pool
from kg.store import open_writer
from kg.terms import AT

FORTY = " ".join(map(str, range(40)))
HUGE = " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(9))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {HUGE} }}"
LONG = f"SELECT * {{ {HUGE} }}"
LIMITS = Limits(timeout=30, memory=300, max_rows=10**7)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journal") / "kg-store"
    with open_writer(folder) as writer:
        writer.replace_graph(AT + "g", [ox.Quad(*[ox.NamedNode(AT + "x")] * 3)])
        writer.publish()
    return folder


@pytest.fixture
def ended() -> list[Entry]:
    return []


@pytest.fixture
def journal(ended: list[Entry]) -> Iterator[Journal]:
    pool = Pool(size=1, waiting=1)
    yield Journal(Cache(pool, 10**6), ended.append)
    pool.close()


def test_what_became_of_a_query_is_reported(store: Path, journal: Journal, ended: list[Entry]) -> None:
    endpoint = Endpoint(store, LIMITS, pool=journal)
    for _ in range(2):
        body = endpoint.answer("SELECT * { VALUES ?x { 1 2 3 } }").body
    endpoint.answer("CONSTRUCT WHERE { ?s ?p ?o }")
    Endpoint(store, Limits(30, 300, 2), pool=journal).answer("SELECT * { VALUES ?x { 1 2 3 } }")
    told = [(e.number, e.outcome, e.generation, e.rows, e.cut, e.cached) for e in ended]
    assert told == [
        (1, "ok", 1, 3, None, False),
        (2, "ok", 1, 3, None, True),
        (3, "ok", 1, 1, None, False),
        (4, "ok", 1, 2, "rows", False),
    ]
    assert ended[0].size == ended[1].size == len(body)
    assert all(0 < e.seconds < 20 for e in ended)
    assert ended[0].query == "SELECT * { VALUES ?x { 1 2 3 } }"


def test_what_went_wrong_is_reported_by_name(store: Path, journal: Journal, ended: list[Entry]) -> None:
    endpoint = Endpoint(store, LIMITS, pool=journal)
    with pytest.raises(QueryError):
        endpoint.answer("SELECT")
    with pytest.raises(QueryTimeoutError):
        endpoint.answer(ENDLESS, timeout=0.2)
    with endpoint.stream(LONG), pytest.raises(BusyError):
        endpoint.answer("ASK {}", timeout=0.1)
    names = ["QueryError", "QueryTimeoutError", "BusyError", "QueryCancelledError"]
    assert [e.outcome for e in ended] == names
    assert ended[3].size > 0
    assert journal.running() == []


def when_running(journal: Journal, ask: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=ask)
    thread.start()
    deadline = time.monotonic() + 20
    while not journal.running() and time.monotonic() < deadline:
        time.sleep(0.01)
    return thread


def test_a_query_that_runs_can_be_stopped_by_its_number(store: Path, journal: Journal, ended: list[Entry]) -> None:
    endpoint = Endpoint(store, LIMITS, pool=journal)
    raised: list[Exception] = []

    def ask() -> None:
        try:
            endpoint.answer(ENDLESS)
        except QueryStoppedError as error:
            raised.append(error)

    thread = when_running(journal, ask)
    (entry,) = journal.running()
    assert (entry.query, entry.outcome) == (ENDLESS, "running")
    started = time.perf_counter()
    journal.stop(entry.number)
    thread.join(20)
    assert time.perf_counter() - started < 5
    assert "stopped the query" in str(raised[0])
    assert [e.outcome for e in ended] == ["QueryStoppedError"]
    with pytest.raises(UnknownNameError, match="no query of number 1 is running"):
        journal.stop(entry.number)
    assert endpoint.answer("ASK {}").kind == "boolean"
