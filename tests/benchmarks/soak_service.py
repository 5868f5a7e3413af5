"""Whether the service grows or breaks over very many requests of all kinds.

Run it with ``python tests/benchmarks/soak_service.py --requests 100000`` (package installed, Linux).  It prints
how often each status was answered, and the memory of the service and of its workers as time goes by; it ends
with 1 where a status was not one of those that are declared, or the memory of the service has grown by more
than a tenth since a fifth of the requests was answered.
"""

import argparse
import http.client
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import click
import pyoxigraph as ox

from kg.store import open_writer
from kg.terms import AT

_DECLARED = {200, 204, 304, 400, 401, 403, 404, 405, 406, 413, 415, 503, 504}
_CLIENTS = 4
_LOOKS = 10
_FORTY = " ".join(map(str, range(40)))
_ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {_FORTY} }}" for n in range(9)) + " }"
_TYPES = ("application/sparql-results+json", "text/csv", "text/turtle", "text/html", "application/xml", "x/y", "*/*")


def request(chance: random.Random) -> tuple[str, str, bytes | None, dict[str, str]]:
    """Return method, path, body and headers of a request that nobody could foresee."""
    number = chance.randrange(10**6)
    query = chance.choice(
        [
            f"SELECT * {{ <{AT}s{number % 500}> ?p ?o }}",
            f"SELECT * {{ ?s ?p ?o }} OFFSET {number % 90} LIMIT 20",
            f"CONSTRUCT {{ ?s ?p {number} }} WHERE {{ ?s ?p ?o }}",
            f"ASK {{ FILTER({number} > 5) }}",
            f"SELECT {number}",
            f"SELECT * {{ SERVICE <http://127.0.0.1/{number}> {{ }} }}",
        ]
    )
    headers = {"Accept": chance.choice(_TYPES)}
    if number % 500 == 0:
        return "GET", f"/sparql?timeout=0.05&query={quote(_ENDLESS)}", None, headers
    return chance.choice(
        [
            ("GET", f"/sparql?query={quote(query)}", None, headers),
            ("GET", f"/sparql?query={quote(query)}", None, headers),
            ("POST", "/sparql", query.encode(), headers | {"Content-Type": "application/sparql-query"}),
            ("POST", "/sparql", f"query={quote(query)}".encode(), headers | {"Content-Type": chance.choice(_TYPES)}),
            ("POST", "/sparql", chance.randbytes(40), headers | {"Content-Type": "application/sparql-query"}),
            ("GET", chance.choice(["/", "/reports", "/healthz", "/metrics", "/ns", "/nothing"]), None, headers),
            ("PUT", "/graphs?default", b"", headers),
            ("GET", f"/graphs?graph={quote(AT)}g", None, headers),
        ]
    )


def ask(address: str, number: int, seed: int, told: Counter[int]) -> None:
    """Send so many requests over one connection."""
    chance, connection = random.Random(seed), http.client.HTTPConnection(address, timeout=60)
    for _ in range(number):
        method, path, body, headers = request(chance)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        told[answer.status] += 1
    connection.close()


def memory(process: int) -> int:
    """Return the memory of a process, in KiB."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def children(process: int) -> list[int]:
    """Return the processes that a process started."""
    lists = [path.read_text("ascii") for path in Path(f"/proc/{process}/task").glob("*/children")]  # of each thread
    return [int(word) for text in lists for word in text.split()]


def run(address: str, process: int, requests: int) -> bool:
    """Send all requests; return whether all is well."""
    told, sizes = Counter[int](), []
    for look in range(_LOOKS):
        share = requests // _LOOKS // _CLIENTS
        seeds = range(look * _CLIENTS, (look + 1) * _CLIENTS)
        threads = [threading.Thread(target=ask, args=(address, share, seed, told)) for seed in seeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sizes.append(memory(process))
        workers = ", ".join(f"{memory(one):,}" for one in children(process))
        click.echo(f"{sum(told.values()):8,} requests: {sizes[-1]:,} KiB, workers {workers} KiB")
    click.echo(", ".join(f"{status}: {number:,}" for status, number in sorted(told.items())))
    return set(told) <= _DECLARED and sizes[-1] <= 1.1 * sizes[1]


def main() -> None:
    """Start a service, and send requests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "kg-store"
        with open_writer(store) as writer:
            node, graph = ox.NamedNode(AT + "p"), ox.NamedNode(AT + "g")
            quads = [ox.Quad(ox.NamedNode(f"{AT}s{n}"), node, ox.Literal(n), graph) for n in range(500)]
            writer.replace_graph(AT + "g", quads)
            writer.publish()
        command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", "--cache", "4"]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        with subprocess.Popen(command, stdout=pipe, stderr=nowhere, text=True) as process:
            try:
                assert process.stdout is not None
                address = process.stdout.readline().split("http://")[1].split("/")[0]
                fine = run(address, process.pid, given.requests)
            finally:
                process.terminate()
    raise SystemExit(0 if fine else 1)


if __name__ == "__main__":
    main()
