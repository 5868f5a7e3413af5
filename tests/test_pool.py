"""Workers that stay: they are killed and replaced, never in the way, and see what is published."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import (
    BusyError,
    QueryCancelledError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
    StoreMissingError,
)
from kg.query import Dataset, Endpoint, Limits, Pool
from kg.store import open_writer
from kg.terms import AT

LIMITS = Limits(timeout=30, memory=300, max_rows=10**7)
NODE = ox.NamedNode(AT + "x")
FORTY = " ".join(map(str, range(40)))
HUGE = " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(9))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {HUGE} }}"
HUNGRY = f"SELECT * {{ {HUGE} }} ORDER BY ?v0"
LONG = f"SELECT * {{ {HUGE} }}"  # rows without end, from the first moment on
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells this of a process")


def publish(folder: Path, value: int) -> None:
    with open_writer(folder) as writer:
        writer.replace_graph(AT + "g", [ox.Quad(NODE, NODE, ox.Literal(value))])
        writer.publish()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pool") / "kg-store"
    publish(folder, 1)
    return folder


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(size=1, waiting=1)
    yield pool
    pool.close()


def pid(pool: Pool) -> int:
    (worker,) = pool._workers
    return worker._process.pid


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_answers_one_query_after_the_other(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    pids = set()
    for number in range(5):
        assert endpoint.select(f"SELECT * {{ BIND({number} AS ?n) }}").rows == [{"n": ox.Literal(number)}]
        pids.add(pid(pool))
    with pytest.raises(QueryError, match="line 1, column 13"):
        endpoint.answer("SELECT WHERE")
    assert pids == {pid(pool)}


def test_a_query_that_takes_too_long_costs_its_own_worker_only(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    endpoint.answer("ASK {}")
    before, started = pid(pool), time.perf_counter()
    with pytest.raises(QueryTimeoutError, match=r"after 0\.3 seconds"):
        endpoint.answer(ENDLESS, timeout=0.3)
    assert time.perf_counter() - started < 3
    assert not is_running(before)
    assert endpoint.answer("ASK {}").kind == "boolean"


@LINUX
def test_a_query_that_needs_too_much_memory_costs_its_own_worker_only(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, Limits(60, 50, 10), pool=pool)
    for _ in range(2):
        with pytest.raises(QueryMemoryError, match="more than 50 MiB"):
            endpoint.answer(HUNGRY)
        assert endpoint.answer("ASK {}").kind == "boolean"


@LINUX
def test_a_worker_that_kept_much_memory_makes_way_for_a_fresh_one(folder: Path, pool: Pool) -> None:
    Endpoint(folder, LIMITS, pool=pool).answer("ASK {}")
    before = pid(pool)
    tight = Endpoint(folder, Limits(30, 1, 10), pool=pool)
    filler = " ".join(f'"{number:0999}"' for number in range(300))
    query = f"ASK {{ VALUES ?x {{ {filler} }} }}"
    for _ in range(20):
        try:
            tight.answer(query)
        except QueryMemoryError:
            break
        if pid(pool) != before:
            break
    assert pid(pool) != before
    assert tight.answer("ASK {}").kind == "boolean"


def test_each_query_sees_what_was_published_last_and_no_worker_is_replaced_for_it(tmp_path: Path, pool: Pool) -> None:
    store = tmp_path / "kg-store"
    endpoint = Endpoint(store, LIMITS, pool=pool)
    with pytest.raises(StoreMissingError):
        endpoint.answer("ASK {}")
    before = pid(pool)
    for value in (1, 2, 3):
        publish(store, value)
        found = endpoint.select("SELECT ?o { ?s ?p ?o }")
        assert (found.generation, found.rows) == (value, [{"o": ox.Literal(value)}])
    assert pid(pool) == before
    assert len(list((store / "generations").iterdir())) == 2  # the older ones are held by nobody


@pytest.mark.parametrize("most", [1, 100])
def test_a_graph_that_is_held_in_memory_is_the_newest_as_well(tmp_path: Path, pool: Pool, most: int) -> None:
    store = tmp_path / "kg-store"
    endpoint = Endpoint(store, Limits(30, 300, 10**7, in_memory=most), pool=pool)
    for value in (1, 2, 3):
        with open_writer(store) as writer:
            writer.replace_graph(AT + "g", [ox.Quad(NODE, NODE, ox.Literal(n)) for n in range(value)])
            writer.publish()
        found = endpoint.select("SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }")
        assert (found.generation, len(found.rows)) == (value, value)
        assert found.rows[0]["g"] == ox.NamedNode(AT + "g")


def test_queries_are_answered_while_a_new_graph_is_published(tmp_path: Path) -> None:
    store, pool = tmp_path / "kg-store", Pool(size=2, waiting=8)
    publish(store, 1)
    endpoint = Endpoint(store, LIMITS, pool=pool)
    seen: list[int] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            found = endpoint.select("SELECT ?o { ?s ?p ?o }")
            assert found.rows == [{"o": ox.Literal(found.generation)}]
            seen.append(found.generation)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for value in range(2, 8):
        publish(store, value)
    deadline = time.monotonic() + 20
    while 7 not in seen and time.monotonic() < deadline:
        time.sleep(0.01)
    done.set()
    for thread in threads:
        thread.join()
    pool.close()
    assert seen[-1] == 7


def waits(pool: Pool, number: int) -> None:
    deadline = time.monotonic() + 20
    while pool.waiting != number and time.monotonic() < deadline:
        time.sleep(0.01)
    assert pool.waiting == number


def in_thread(call: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=call)
    thread.start()
    return thread


def test_who_comes_when_the_queue_is_full_is_sent_away_at_once(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    with endpoint.stream(LONG) as stream:  # the only worker is busy with it
        assert not stream.complete
        waiting = in_thread(lambda: endpoint.answer("ASK {}"))
        waits(pool, 1)
        started = time.perf_counter()
        with pytest.raises(BusyError, match="1 queries run and 1 wait; try again"):
            endpoint.answer("ASK {}")
        assert time.perf_counter() - started < 1
    waiting.join(20)  # its turn came when the stream was closed
    assert not waiting.is_alive()


def test_nobody_waits_for_a_worker_longer_than_a_query_may_run(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    with endpoint.stream(LONG), pytest.raises(BusyError, match=r"no worker was free for 0\.2 seconds"):
        endpoint.answer("ASK {}", timeout=0.2)


def test_a_query_is_stopped_when_its_client_goes_away(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    endpoint.answer("ASK {}")
    before, gone = pid(pool), threading.Event()
    timer = threading.Timer(0.3, gone.set)
    timer.start()
    started = time.perf_counter()
    with pytest.raises(QueryCancelledError):
        endpoint.stream(ENDLESS, gone=gone.is_set)
    timer.join()
    assert time.perf_counter() - started < 5
    assert not is_running(before)
    with endpoint.stream(LONG), pytest.raises(QueryCancelledError, match="never ran"):
        endpoint.stream("ASK {}", gone=gone.is_set)


def test_an_answer_that_is_not_read_to_its_end_is_stopped(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    with endpoint.stream(LONG) as stream:
        before = pid(pool)
        assert next(iter(stream)).startswith(b'{"head"')
    assert not is_running(before)
    assert endpoint.answer("ASK {}").kind == "boolean"


def test_what_goes_wrong_half_way_is_raised_and_never_looks_like_an_end(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    with endpoint.stream(LONG, timeout=1) as stream:
        with pytest.raises(QueryTimeoutError, match="after 1 seconds"):
            for _ in stream:
                pass
        assert not stream.complete


@LINUX
def test_a_long_answer_needs_no_more_memory_than_a_short_one(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    endpoint.answer("ASK {}")
    peaks: list[int] = []
    size = 0
    with endpoint.stream(LONG) as stream:
        for piece in stream:
            size += len(piece)
            if size > 10**6:
                status = Path(f"/proc/{pid(pool)}/status").read_text("ascii")
                peaks.append(int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))))
            if size > 3 * 10**7:
                break
    assert max(peaks) - peaks[0] < 20_000  # KiB, in an answer of 30 MB


@pytest.mark.parametrize(("limits", "cut"), [(Limits(30, 300, 1000), "rows"), (Limits(30, 300, 10**6, 10**5), "bytes")])
@pytest.mark.parametrize("formats", [("json", "turtle"), ("csv", "ntriples")])
def test_the_limit_that_cut_an_answer_is_named(
    folder: Path, pool: Pool, limits: Limits, cut: str, formats: tuple[str, str]
) -> None:
    endpoint = Endpoint(folder, limits, pool=pool)
    triples = "CONSTRUCT { ?s <a:b> ?v0, ?v1 } { " + HUGE + " BIND(IRI(CONCAT('a:', STR(?v8), '-', STR(?v7))) AS ?s) }"
    for query in (LONG, triples):
        stream = endpoint.stream(query, formats=formats)
        assert stream.whole().truncated
        assert stream.cut == cut


def test_the_graphs_of_the_request_beat_those_of_the_query(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)

    def count(query: str, dataset: Dataset) -> int:
        body = endpoint.stream(query, formats=("csv", "turtle"), dataset=dataset).whole().body
        return len(body.splitlines()) - 1

    default, graphs = "SELECT * { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    ours, other = (AT + "g",), (AT + "other",)
    assert (count(default, Dataset(ours)), count(graphs, Dataset(ours))) == (1, 0)
    assert (count(default, Dataset((), ours)), count(graphs, Dataset((), ours))) == (0, 1)
    assert (count(default, Dataset(other)), count(graphs, Dataset((), other))) == (0, 0)
    assert count("SELECT * FROM at:g { ?s ?p ?o }", Dataset(other)) == 0
    with pytest.raises(QueryError, match="cannot be answered"):
        count(default, Dataset(("no IRI",)))


def test_relative_names_are_relative_to_the_base(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    query = "SELECT (STR(<b>) AS ?x) {}"
    assert b"http://a.example/b" in endpoint.stream(query, base="http://a.example/").whole().body
    with pytest.raises(QueryError):
        endpoint.stream(query)


def test_a_worker_that_was_killed_from_outside_is_replaced(folder: Path, pool: Pool) -> None:
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    endpoint.answer("ASK {}")
    (worker,) = pool._workers
    worker._process.send_signal(signal.SIGKILL)
    worker._process.wait()
    assert endpoint.answer("ASK {}").kind == "boolean"


def test_no_worker_outlives_its_pool(folder: Path) -> None:
    pool = Pool(size=2, waiting=1)
    pool.start()
    endpoint = Endpoint(folder, LIMITS, pool=pool)
    endpoint.answer("ASK {}")
    pids = [worker._process.pid for worker in pool._workers]
    assert len(pids) == 2
    del pool, endpoint
    assert not any(map(is_running, pids))
