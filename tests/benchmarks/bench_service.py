"""How fast the service is beside others, on the same graph, in turns, in one run.

Run it with ``python tests/benchmarks/bench_service.py --oxigraph PATH [--rdflib-endpoint PATH] [--virtuoso PATH]``
(package installed; ``wrk`` and ``virtuoso-t`` are in Debian; ``oxigraph`` and ``rdflib-endpoint`` are programs from
PyPI).  It prints requests a
second of point queries that are all different, with our cache off and deadlines in force, and megabytes a
second of one long answer; each as the median of the rounds, and as a ratio to ``oxigraph serve``.
"""

import argparse
import contextlib
import http.client
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import click
import pyoxigraph as ox

from kg.store import open_writer
from kg.terms import AT, ID

_CLAIMS = 11_000
_CLAIM = "https://example.org/arms/claim/"
_CLIENTS = (1, 8, 32)
_LONG = "SELECT ?s ?p ?o { ?s ?p ?o }"
_WRK = """
math.randomseed(os.time())
local path
function init(args) path = args[1] end
request = function()
  return wrk.format("GET", path .. "?query=BEFORE" .. math.random(0, MOST) .. "AFTER", {["Accept"] = "JSON"})
end
"""
_VIRTUOSO = """
[Database]
DatabaseFile = FOLDER/virtuoso.db
ErrorLogFile = FOLDER/virtuoso.log
LockFile = FOLDER/virtuoso.lck
TransactionFile = FOLDER/virtuoso.trx
xa_persistent_file = FOLDER/virtuoso.pxa
[TempDatabase]
DatabaseFile = FOLDER/virtuoso-temp.db
TransactionFile = FOLDER/virtuoso-temp.trx
[Parameters]
ServerPort = SQL
DirsAllowed = FOLDER
NumberOfBuffers = 20000
[HTTPServer]
ServerPort = HTTP
ServerRoot = FOLDER
ServerThreads = 40
[SPARQL]
ResultSetMaxRows = 1000000
"""
Services = dict[str, tuple[int, str]]


def quads() -> Iterator[ox.Quad]:
    """Yield a graph of claims that are like ours."""
    chance, graph = random.Random(1), ox.NamedNode(AT + "many")
    for number in range(_CLAIMS):
        claim = ox.NamedNode(f"{_CLAIM}{number}")

        def said(name: str, value: ox.NamedNode | ox.Literal, claim: ox.NamedNode = claim) -> ox.Quad:
            return ox.Quad(claim, ox.NamedNode(AT + name), value, graph)

        for role in ("supplier", "recipient", "equipment"):
            yield said(role, ox.NamedNode(f"{ID}{role}-{chance.randrange(200)}"))
        for name in ("status", "factuality"):
            yield said(name, ox.NamedNode(f"{AT}{name}{chance.randrange(4)}"))
        yield said("quantityMin", ox.Literal(chance.randrange(1000)))
        yield said("confidence", ox.Literal(str(chance.random())))
        yield said("equipmentText", ox.Literal(f'the text, "as it stands", of equipment {number}'))


@contextlib.contextmanager
def started(command: Sequence[object], port: int, log: Path) -> Iterator[None]:
    """Run a service until its port answers, and end it in the end."""
    with log.open("w") as out, subprocess.Popen([str(w) for w in command], stdout=out, stderr=out) as process:
        try:
            ends = time.monotonic() + 60
            while time.monotonic() < ends and process.poll() is None:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


@contextlib.contextmanager
def virtuoso(program: Path, port: int, folder: Path, dump: Path) -> Iterator[None]:
    """Run Virtuoso over what a file of N-Triples holds, with settings as it comes but for threads and rows."""
    sql, settings = free_port(), folder / "virtuoso.ini"
    text = _VIRTUOSO.replace("FOLDER", str(folder)).replace("= SQL", f"= {sql}").replace("= HTTP", f"= {port}")
    settings.write_text(text, "utf-8")
    load = f"DB.DBA.TTLP_MT(file_to_string_output('{dump}'), '', '{AT}many', 0, 1); checkpoint;"
    with started([program, "+foreground", "+configfile", settings], port, folder / "virtuoso.out"):
        isql = [str(program.with_name("isql-vt")), str(sql), "dba", "dba", f"exec={load}"]
        subprocess.run(isql, check=True, capture_output=True)
        yield


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


def filled() -> str:
    """Return what makes wrk ask about a claim by chance."""
    before, after = quote(f"SELECT ?p ?o {{ <{_CLAIM}"), quote("> ?p ?o }")
    text = _WRK.replace("BEFORE", before).replace("AFTER", after).replace("MOST", str(_CLAIMS - 1))
    return text.replace("JSON", "application/sparql-results+json")


def rate(script: Path, service: tuple[int, str], clients: int, seconds: int) -> float:
    """Return requests a second of point queries."""
    port, path = service
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}", "--", path]
    told = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        click.echo(told, err=True)
    found = re.search(r"Requests/sec:\s*([\d.]+)", told)
    return float(found[1]) if found else 0.0


def throughput(service: tuple[int, str], accept: str) -> tuple[float, int]:
    """Return megabytes a second of a long answer, and its size in bytes."""
    port, path = service
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", f"{path}?query={quote(_LONG)}", headers={"Accept": accept})
    answer, size = connection.getresponse(), 0
    while piece := answer.read(1 << 18):
        size += len(piece)
    took = time.perf_counter() - began
    connection.close()
    return size / took / 1e6, size


def measure(services: Services, script: Path, rounds: int, seconds: int) -> None:
    """Ask all services in turns, and print the medians."""
    for clients in _CLIENTS:
        rates: dict[str, list[float]] = {name: [] for name in services}
        for _ in range(rounds):
            for name, service in services.items():
                rates[name].append(rate(script, service, clients, seconds))
        show(f"point queries a second, {clients} clients", rates)
    for accept in ("application/sparql-results+json", "text/tab-separated-values"):
        speeds: dict[str, list[float]] = {name: [] for name in services}
        for _ in range(rounds):
            for name, service in services.items():
                speed, size = throughput(service, accept)
                speeds[name].append(speed)
        show(f"MB a second, {accept}, {size / 1e6:.0f} MB", speeds)


def show(what: str, values: dict[str, list[float]]) -> None:
    """Print the median of each, and how it compares with Oxigraph's."""
    medians = {name: statistics.median(found) for name, found in values.items()}
    for name, median in medians.items():
        click.echo(f"{what:60} {name:16} {median:10.1f}  {median / medians['oxigraph']:6.2f} x oxigraph")


def main() -> None:
    """Make the graph, start the services, and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--oxigraph", required=True, help="the program oxigraph")
    parser.add_argument("--rdflib-endpoint", help="the program rdflib-endpoint, with oxrdflib")
    parser.add_argument("--virtuoso", type=Path, help="the program virtuoso-t")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        script, dump = folder / "point.lua", folder / "graph.nt"
        script.write_text(filled(), "utf-8")
        with open_writer(folder / "kg-store") as writer:
            writer.replace_graph(AT + "many", quads())
            writer.publish()
        ox.serialize((q.triple for q in quads()), dump, format=ox.RdfFormat.N_TRIPLES)
        subprocess.run([given.oxigraph, "load", "-l", folder / "oxigraph", "-f", dump], check=True, capture_output=True)
        ports = [free_port() for _ in range(4)]
        ours = [sys.executable, "-m", "kg", "serve", "--store", folder / "kg-store", "--port", ports[0], "--cache", 0]
        stack.enter_context(started([*ours, "--max-rows", 10**7], ports[0], folder / "kg.log"))
        theirs = [given.oxigraph, "serve-read-only", "-l", folder / "oxigraph", "-b", f"127.0.0.1:{ports[1]}"]
        stack.enter_context(started(theirs, ports[1], folder / "oxigraph.log"))
        services: Services = {"oxigraph": (ports[1], "/query"), "kg": (ports[0], "/sparql")}
        if given.rdflib_endpoint:
            third = [given.rdflib_endpoint, "serve", "--store", "Oxigraph", "--port", ports[2], dump]
            stack.enter_context(started(third, ports[2], folder / "rdflib.log"))
            services["rdflib-endpoint"] = (ports[2], "/")
        if given.virtuoso:
            stack.enter_context(virtuoso(given.virtuoso, ports[3], folder, dump))
            services["virtuoso"] = (ports[3], "/sparql")
        measure(services, script, given.rounds, given.seconds)


if __name__ == "__main__":
    main()
