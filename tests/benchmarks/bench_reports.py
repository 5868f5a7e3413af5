"""What every report costs: its first page and the whole of it, on small graphs and on large ones.

Run it with ``python -m tests.benchmarks.bench_reports [--claims N …] [--store DIR …]`` (package installed).  Each
report is asked with nothing but what it needs, and with all the examples of its header, by a worker as the
service has them, with nothing kept of earlier answers: names are looked up each time.  It prints for each graph and
report: rows, median and 95th percentile in milliseconds, the median of the worker's processor time (which tells on a
busy machine what the others would be on an idle one), and the most memory that the worker had.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.canned import CannedQuery, Page, read_queries, run
from kg.canned.values import read_values
from kg.errors import KGError
from kg.query import Endpoint, Limits, Pool
from kg.resources import Resources
from kg.settings import Settings, shipped
from tests.benchmarks.graph import make_store

_FIRST = Page(50)
_WHOLE = Page()
_SLOW = 20.0  # seconds after which a report is not asked again
_TIMES = f"{'rows':>7} {'median':>8} {'p95':>8} {'cpu':>8}"
_HEAD = f"{'report':26} {'asked':9} {_TIMES} {_TIMES} {'MiB':>6}\n"


@dataclass(slots=True)
class Times:
    """How long one question took, again and again."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    rows: int = 0
    failed: str = ""

    def told(self) -> str:
        """Return rows, median and 95th percentile in milliseconds, or what went wrong."""
        if self.failed:
            return f"{self.failed:>34}"
        middle, late = statistics.median(self.seconds), percentile(self.seconds)
        work = statistics.median(self.processor)
        return f"{self.rows:7,} {middle * 1000:8.1f} {late * 1000:8.1f} {work * 1000:8.1f}"


def percentile(seconds: Sequence[float], part: float = 0.95) -> float:
    """Return the value under which a part of all values lies: the largest where there are few."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * part))]


def main() -> None:
    """Print a table for each graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, nargs="*", default=[], help="sizes of the synthetic graphs")
    parser.add_argument("--store", type=Path, nargs="*", default=[], help="stores that are there already")
    parser.add_argument("--built", action="store_true", help="also the graphs of the seed and of dev.jsonl")
    parser.add_argument("--only", nargs="*", default=[], help="names of reports")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds after which a report is given up")
    parser.add_argument("--no-whole", action="store_true", help="only the first pages")
    asked = parser.parse_args()
    queries = read_queries(shipped("queries"))
    with tempfile.TemporaryDirectory() as folder:
        for name, store in _stores(asked, Path(folder)):
            sys.stdout.write(f"\n{name}; milliseconds; first page of {_FIRST.limit} rows, whole answer\n{_HEAD}")
            for query_name in asked.only or queries:
                for line in _lines(queries[query_name], store, asked):
                    sys.stdout.write(line)
                    sys.stdout.flush()


def _stores(asked: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the graphs to ask, the small ones first."""
    if asked.built or not (asked.claims or asked.store):
        for name in ("seeds", "tests/cases/dev.jsonl"):
            store = folder / Path(name).stem
            Resources(Settings.read({"store": str(store)})).build([name])
            yield name, store
    yield from ((str(store), store) for store in asked.store)
    for claims in asked.claims:
        make_store(folder / str(claims), claims)
        yield f"{claims:,} claims", folder / str(claims)


def _lines(query: CannedQuery, store: Path, asked: argparse.Namespace) -> Iterator[str]:
    needed = {p.name: [p.example] for p in query.parameters if p.required}
    examples = {p.name: [p.example] for p in query.parameters if p.example}
    for name, typed in (("needed", needed), ("examples", examples)):
        pool = Pool(1, 0)
        endpoint = Endpoint(store, Limits(asked.timeout, 8192, 10_000_000), pool=pool)
        values = {key: value for key, value in typed.items() if _is_known(query, key, value, endpoint)}
        first = _ask(query, values, (endpoint, pool), _FIRST, asked.repeats)
        rest = Times(failed="-")
        if not asked.no_whole:
            rest = _ask(query, values, (endpoint, pool), _WHOLE, min(3, asked.repeats))
        yield f"{query.name:26} {name:9} {first.told()} {rest.told()} {_memory(pool):6.0f}\n"
        pool.close()


def _is_known(query: CannedQuery, name: str, value: Sequence[str], endpoint: Endpoint) -> bool:
    """Return whether a graph has what a parameter is asked with: small ones lack much of what examples name."""
    alone = replace(query, parameters=tuple(p for p in query.parameters if p.name == name))
    try:
        read_values(alone, {name: value}, endpoint)
    except KGError:
        return False
    return True


def _ask(
    query: CannedQuery, values: Mapping[str, Sequence[str]], asked: tuple[Endpoint, Pool], page: Page, repeats: int
) -> Times:
    times, (endpoint, pool) = Times(), asked
    try:
        endpoint.select("SELECT * {}")  # opens the store
        for _ in range(repeats):
            started, before = time.perf_counter(), _processor(pool)
            times.rows = len(run(query, values, endpoint, page=page).solutions.rows)
            times.seconds.append(time.perf_counter() - started)
            times.processor.append(_processor(pool) - before)
            if times.seconds[-1] > _SLOW:
                break
    except KGError as error:
        times.failed = type(error).__name__
    return times


def _processor(pool: Pool) -> float:
    """Return the seconds of processor time that the worker has taken."""
    (worker,) = pool._workers
    fields = Path(f"/proc/{worker._process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pool: Pool) -> float:
    """Return the most memory that the worker had, in MiB."""
    (worker,) = pool._workers
    status = Path(f"/proc/{worker._process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
