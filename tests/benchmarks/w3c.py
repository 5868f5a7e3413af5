"""Replays the W3C's SPARQL test suites against a service over HTTP, ours or any other.

Run it with ``python tests/benchmarks/w3c.py --suites DIR`` (package installed).  DIR is a checkout of
https://github.com/w3c/rdf-tests, or its ``sparql`` folder.  Without ``--endpoint`` a service of our own
is started on an empty store, with updates on.  Everything in the store of the endpoint is deleted.

Evaluation tests are run in this process as well, by the engine alone: what counts is whether the
service passes what the engine passes.  Tests that need SERVICE or LOAD are left out, as both are
refused by design; entailment regimes are, as the engine has none.
"""

import argparse
import contextlib
import csv
import http.client
import io
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import click
import pyoxigraph as ox
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
SD = "http://www.w3.org/ns/sparql-service-description#"
BASE = "http://suite.example/"
SUITES = ("sparql10", "sparql11")
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
JSON = "application/sparql-results+json"
RDF_TYPES = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
}
RESULT_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": JSON,
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
REFUSED = re.compile(r"\bservice\b\s*(silent\s*)?[<?$:\w]|^\s*load\b", re.IGNORECASE | re.MULTILINE)
DUMP = "SELECT ?s ?p ?o ?g WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
STATUS = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
SD_PROPERTIES = set(
    "endpoint feature defaultEntailmentRegime entailmentRegime defaultSupportedEntailmentProfile"
    " supportedEntailmentProfile extensionFunction extensionAggregate languageExtension supportedLanguage"
    " propertyFeature defaultDataset availableGraphs resultFormat inputFormat defaultGraph namedGraph name"
    " graph".split()
)
Quads = list[ox.Quad]


@dataclass(frozen=True)
class Reply:
    """What was answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Target(Protocol):
    """What can be tested: a service, or the engine alone."""

    def ask(self, query: str, accept: str) -> Reply: ...

    def update(self, text: str) -> bool: ...


class Engine:
    """The engine in this process."""

    def __init__(self) -> None:
        self.store = ox.Store()

    def ask(self, query: str, accept: str) -> Reply:
        try:
            found = self.store.query(query, base_iri=BASE)
            if isinstance(found, ox.QueryTriples):
                name = ox.RdfFormat.from_media_type(accept) or ox.RdfFormat.N_TRIPLES
                return Reply(200, {"content-type": name.media_type}, found.serialize(format=name) or b"")
            results = ox.QueryResultsFormat.from_media_type(accept) or ox.QueryResultsFormat.JSON
            return Reply(200, {"content-type": results.media_type}, found.serialize(format=results) or b"")
        except (SyntaxError, ValueError, OSError, RuntimeError):
            return Reply(400, {}, b"")

    def update(self, text: str) -> bool:
        try:
            self.store.update(text, base_iri=BASE)
        except (SyntaxError, ValueError, OSError, RuntimeError):
            return False
        return True


@dataclass
class Service:
    """A service over HTTP."""

    endpoint: str
    update_endpoint: str
    graphs: str
    token: str
    connections: dict[str, http.client.HTTPConnection] = field(default_factory=dict)

    def send(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Reply:
        parts = urlsplit(url)
        path = url.partition(parts.netloc)[2] or "/"
        if self.token:
            headers = {**headers, "Authorization": f"Bearer {self.token}"}
        for attempt in range(2):
            if parts.netloc not in self.connections:
                self.connections[parts.netloc] = http.client.HTTPConnection(parts.netloc, timeout=60)
            try:
                self.connections[parts.netloc].request(method, path, body, headers)
                reply = self.connections[parts.netloc].getresponse()
                named = {name.lower(): value for name, value in reply.getheaders()}
                return Reply(reply.status, named, reply.read())
            except (http.client.HTTPException, ConnectionError):
                self.connections.pop(parts.netloc).close()
                if attempt:
                    raise
        raise AssertionError

    def ask(self, query: str, accept: str) -> Reply:
        return self.send("POST", self.endpoint, {"Content-Type": QUERY, "Accept": accept}, query.encode())

    def update(self, text: str) -> bool:
        return self.send("POST", self.update_endpoint, {"Content-Type": UPDATE}, text.encode()).status < 300


@dataclass(frozen=True)
class Test:
    """One test of a suite, with the graph of its manifest."""

    manifest: Graph
    node: Node
    folder: Path
    suite: str

    @property
    def name(self) -> str:
        return f"{self.suite}/{self.folder.name}/{str(self.node).rpartition('#')[2]}"

    @property
    def kind(self) -> str:
        return str(self.manifest.value(self.node, RDF.type)).rpartition("#")[2]

    def one(self, subject: Node | None, *path: URIRef) -> Node | None:
        for step in path:
            subject = self.manifest.value(subject, step) if subject is not None else None
        return subject

    def text(self, node: Node | None) -> str:
        return self.file(node).read_text("utf-8")

    def file(self, node: Node | None) -> Path:
        return self.folder / str(node).rpartition("/")[2]


def tests_in(folder: Path, suite: str) -> Iterator[Test]:
    """Yield the tests of all manifests below a folder, each once."""
    seen = set()
    for path in sorted(folder.rglob("manifest*.ttl")):
        base = f"{BASE}{path.relative_to(folder.parent).as_posix()}"
        graph = Graph().parse(path, format="turtle", publicID=base)
        for entries in graph.objects(None, MF.entries):
            for node in Collection(graph, entries):
                if node not in seen and (node, RDF.type, None) in graph:
                    seen.add(node)
                    yield Test(graph, node, path.parent, suite)


def read_quads(path: Path, base: str, graph: str | None) -> Quads:
    """Return the triples of a file in a graph of that name."""
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    form = ox.RdfFormat.from_extension(path.suffix[1:])
    parsed = ox.parse(path=str(path), format=form, base_iri=base, rename_blank_nodes=True)
    return [ox.Quad(q.subject, q.predicate, q.object, name) for q in parsed]


def data_of(test: Test, node: Node | None, vocabulary: Namespace) -> Quads:
    """Return the data set that a test describes."""
    quads: Quads = []
    for one in test.manifest.objects(node, vocabulary.data):
        quads += read_quads(test.file(one), str(one), None)
    for one in test.manifest.objects(node, vocabulary.graphData):
        file = test.manifest.value(one, vocabulary.graph) or one
        label = test.manifest.value(one, RDFS.label) or file
        quads += read_quads(test.file(file), str(file), str(label))
    return quads


def reset(target: Target, quads: Quads, names: Iterable[object] = ()) -> None:
    """Make a target hold these quads and no others; graphs of these names are there, be they empty."""
    lines = []
    for quad in quads:
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        in_default = isinstance(quad.graph_name, ox.DefaultGraph)
        lines.append(triple if in_default else f"GRAPH {quad.graph_name} {{ {triple} }}")
    steps = ["DROP ALL", *(f"CREATE SILENT GRAPH <{name}>" for name in names)]
    steps.append("INSERT DATA { " + "\n".join(lines) + " }")
    assert target.update(" ; ".join(steps)), "the endpoint takes no updates"


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """Return quads whose numbers and nodes without names are written alike in equal graphs."""
    store = ox.Store()
    store.extend(quads)  # writes 01 as 1
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def row_quads(variables: Sequence[str], rows: Iterable[Sequence[Any]], *, lax: bool) -> Quads:
    """Return rows as a graph: equal graphs are equal bags of rows, or sets of them where that is enough."""
    counted = Counter(tuple(row) for row in rows)
    quads = [ox.Quad(ox.NamedNode("v:head"), ox.NamedNode("v:variable"), ox.Literal(name)) for name in variables]
    for row, number in counted.items():
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode("v:number"), ox.Literal(1 if lax else number)))
        for name, value in zip(variables, row, strict=True):
            if value is not None:
                quads.append(ox.Quad(node, ox.NamedNode(f"v:var-{name}"), value))
    return quads


def outcome(body: bytes, media_type: str, *, lax: bool = False) -> object:
    """Return what an answer says, in a form that is equal where answers mean the same."""
    if media_type == "text/csv":
        rows = csv.DictReader(io.StringIO(body.decode()))
        return Counter(frozenset((name, re.sub(r"^_:.*", "_:", cell)) for name, cell in row.items()) for row in rows)
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form is None:
        return canonical(ox.Quad(q.subject, q.predicate, q.object) for q in _parsed(body, media_type))
    parsed = ox.parse_query_results(body, format=form)
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    variables = sorted(variable.value for variable in parsed.variables)
    rows_ = [[solution[name] for name in variables] for solution in parsed]
    return canonical(row_quads(variables, rows_, lax=lax))


def _parsed(body: bytes, media_type: str, base: str | None = None) -> Quads:
    form = ox.RdfFormat.from_media_type(media_type)
    return [ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(body, format=form, base_iri=base)]


def expected_rows(path: Path, base: str, *, lax: bool) -> object:
    """Return what a result set written in RDF says."""
    graph = Graph().parse(path, format={".ttl": "turtle", ".rdf": "xml"}[path.suffix], publicID=base)
    (whole,) = graph.subjects(RDF.type, RS.ResultSet)
    truth = graph.value(whole, RS.boolean)
    if truth is not None:
        return str(truth).lower() == "true"
    variables = sorted(str(name) for name in graph.objects(whole, RS.resultVariable))
    rows = []
    for solution in graph.objects(whole, RS.solution):
        bound = {
            str(graph.value(one, RS.variable)): _term(graph.value(one, RS.value))
            for one in graph.objects(solution, RS.binding)
        }
        rows.append([bound.get(name) for name in variables])
    return canonical(row_quads(variables, rows, lax=lax))


def _term(node: Any) -> Any:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    assert isinstance(node, Literal)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)


def query_passes(test: Test, target: Target) -> bool:
    """Run a query evaluation test, or one of a result format."""
    action = test.one(test.node, MF.action)
    file, result = test.one(action, QT.query), test.one(test.node, MF.result)
    query, path = test.text(file), test.file(result)
    lax = test.one(test.node, MF.resultCardinality) == MF.LaxCardinality
    quads = data_of(test, action, QT)
    for name in re.findall(r"\bFROM\s+(?:NAMED\s+)?<([^<>]*)>", query, re.IGNORECASE):
        iri = urljoin(str(file), name)
        if (test.folder / name).is_file() and not any(str(q.graph_name) == f"<{iri}>" for q in quads):
            quads += read_quads(test.folder / name, iri, iri)
    named = [one for one in test.manifest.objects(action, QT.graphData) if isinstance(one, URIRef)]
    reset(target, quads, named)
    accept = RESULT_TYPES.get(path.suffix, JSON)
    is_graph = accept == JSON and path.suffix != ".srj" and "result-set#" not in path.read_text("utf-8")
    reply = target.ask(f"BASE <{file}>\n{query}", "application/n-triples" if is_graph else accept)
    if reply.status != 200:
        return False
    found = outcome(reply.body, reply.type, lax=lax)
    if path.suffix in RESULT_TYPES:
        return found == outcome(path.read_bytes(), RESULT_TYPES[path.suffix], lax=lax)
    if is_graph:
        return found == canonical(read_quads(path, str(result), None))
    return found == expected_rows(path, str(result), lax=lax)


def update_passes(test: Test, target: Target) -> bool:
    """Run an update evaluation test."""
    action, result = test.one(test.node, MF.action), test.one(test.node, MF.result)
    request = test.one(action, UT.request)
    reset(target, data_of(test, action, UT))
    target.update(f"BASE <{request}>\n{test.text(request)}")
    reply = target.ask(DUMP, JSON)
    parsed = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    held = [ox.Quad(r["s"], r["p"], r["o"], r["g"] or ox.DefaultGraph()) for r in parsed]
    return canonical(held) == canonical(data_of(test, result, UT))


def syntax_passes(test: Test, target: Target) -> bool:
    """Run a syntax test of a query or an update."""
    action = test.one(test.node, MF.action)
    text = test.text(action)
    try:
        if "Update" in test.kind:
            reset(target, [])  # CLEAR of a graph that is not there is refused, and no matter of syntax
            accepted = target.update(text)
        else:
            accepted = target.ask(text, "*/*").status == 200
    except UnicodeDecodeError:
        return False
    return accepted == test.kind.startswith("Positive")


def requests_of(test: Test) -> Iterator[Node]:
    listed = test.one(test.node, MF.action, HT.requests)
    yield from Collection(test.manifest, listed) if listed is not None else ()


def replay_passes(test: Test, service: Service) -> bool:
    """Send the requests of a protocol or graph store test, and look at each answer."""
    reset(service, data_of(test, test.node, UT))
    location = ""
    for request in requests_of(test):
        headers, body = _headers(test, request), _body(test, request)
        path = str(test.one(request, HT.absolutePath)).replace("$LOCATION$", location)
        url = _url(path, headers, body or b"", service)
        reply = service.send(str(test.one(request, HT.methodName)), url, headers, body)
        location = reply.headers.get("location", location)
        if not _is_expected(test, test.one(request, HT.resp), reply, url):
            return False
    return True


def _headers(test: Test, message: Node | None) -> dict[str, str]:
    listed = test.one(message, HT.headers)
    found = Collection(test.manifest, listed) if listed is not None else ()
    return {str(test.one(one, HT.fieldName)): str(test.one(one, HT.fieldValue)) for one in found}


def _body(test: Test, message: Node | None) -> bytes | None:
    node = test.one(message, HT.body)
    if node is None:
        return None
    return str(test.one(node, CNT.chars)).encode(str(test.one(node, CNT.characterEncoding) or "utf-8"))


def _url(path: str, headers: dict[str, str], body: bytes, service: Service) -> str:
    if path.startswith("/gsp"):
        return service.graphs + path.removeprefix("/gsp")
    is_update = UPDATE in headers.values() or body.startswith(b"update=") or "update=" in path
    return (service.update_endpoint if is_update else service.endpoint) + path.removeprefix("/sparql/")


def _is_expected(test: Test, response: Node | None, reply: Reply, url: str) -> bool:
    wanted = [str(one).rpartition("#")[2] for one in test.manifest.objects(response, MF.expectedStatus)]
    codes = [STATUS.get(one, one.removeprefix("StatusCode").replace("xx", "")) for one in wanted]
    if not any(str(reply.status).startswith(code) for code in codes):
        return False
    truth = test.one(response, MF.expectedBoolean)
    if truth is not None and outcome(reply.body, reply.type) is not (str(truth).lower() == "true"):
        return False
    kind = test.one(response, MF.expectedFormat)
    if kind is not None and (ox.RdfFormat.from_media_type(reply.type) is not None) != (str(kind) == "RDF"):
        return False
    body = _body(test, response)
    if body is None:
        return True
    return canonical(_parsed(reply.body, reply.type, url)) == canonical(_parsed(body, "text/turtle", url))


def description_passes(test: Test, service: Service) -> bool:
    """Look at the service description."""
    reply = service.send("GET", service.endpoint, {"Accept": "text/turtle"})
    if reply.status != 200 or ox.RdfFormat.from_media_type(reply.type) is None:
        return False
    triples = _parsed(reply.body, reply.type, service.endpoint)
    services = {q.subject for q in triples if q.object == ox.NamedNode(SD + "Service")}
    endpoints = {q.object for q in triples if q.subject in services and q.predicate.value == SD + "endpoint"}
    used = {q.predicate.value.removeprefix(SD) for q in triples if q.predicate.value.startswith(SD)}
    return {
        "returns-rdf": bool(triples),
        "has-endpoint-triple": ox.NamedNode(service.endpoint) in endpoints,
        "conforms-to-schema": bool(services) and bool(endpoints) and used <= SD_PROPERTIES,
    }[str(test.node).rpartition("#")[2]]


EVALUATIONS: dict[str, Callable[[Test, Target], bool]] = {
    "QueryEvaluationTest": query_passes,
    "CSVResultFormatTest": query_passes,
    "UpdateEvaluationTest": update_passes,
    **{
        f"{sign}{of}SyntaxTest{version}": syntax_passes
        for sign in ("Positive", "Negative")
        for of in ("", "Update")
        for version in ("", "11")
    },
}
REPLAYS: dict[str, Callable[[Test, Service], bool]] = {
    "ProtocolTest": replay_passes,
    "GraphStoreProtocolTest": replay_passes,
    "ServiceDescriptionTest": description_passes,
}


def is_left_out(test: Test) -> bool:
    """Tell whether a test needs SERVICE, LOAD or an entailment regime, or is prose that nobody can run."""
    if test.kind in REPLAYS:
        return test.folder.name == "http-rdf-update"
    if test.folder.name in {"entailment", "service", "syntax-fed"}:
        return True
    action = test.one(test.node, MF.action)
    files = [test.one(action, QT.query), test.one(action, UT.request), action]
    paths = [test.file(one) for one in files if isinstance(one, URIRef)]
    return any(REFUSED.search(path.read_text("utf-8", "replace")) for path in paths if path.is_file())


def passes(run: Callable[[Test, Any], bool], test: Test, target: Any) -> bool:
    """Run a test; a mistake of the target's answer is a failure."""
    try:
        return run(test, target)
    except (ValueError, SyntaxError, KeyError, OSError) as error:
        click.echo(f"  {test.name}: {type(error).__name__}: {error}", err=True)
        return False


def run_all(folder: Path, service: Service) -> bool:
    """Run all tests, print what failed and the scores; return whether nothing failed that should not."""
    engine, scores, left_out = Engine(), Counter[str](), Counter[str]()
    fine = True
    for suite in SUITES:
        for test in tests_in(folder / suite, suite):
            kind = f"{suite} {test.kind}"
            if test.kind not in {*EVALUATIONS, *REPLAYS} or is_left_out(test):
                left_out[kind] += 1
                continue
            if test.kind in REPLAYS:
                wanted, passed = True, passes(REPLAYS[test.kind], test, service)
            else:
                wanted = passes(EVALUATIONS[test.kind], test, engine)
                passed = passes(EVALUATIONS[test.kind], test, service)
            scores.update({f"{kind}|all": 1, f"{kind}|wanted": wanted, f"{kind}|passed": passed and wanted})
            if passed != wanted:
                fine = False
                click.echo(f"{'FAILED' if wanted else 'passed beyond the engine:'} {test.name}")
    for kind in sorted({name.partition("|")[0] for name in scores} | set(left_out)):
        score, most, whole = (scores[f"{kind}|{what}"] for what in ("passed", "wanted", "all"))
        click.echo(f"{kind:40} {score:4} of {most:4} (of {whole} tests; {left_out[kind]} more left out)")
    return fine


@contextlib.contextmanager
def our_service() -> Iterator[Service]:
    """Start a service on an empty store, with updates on."""
    from kg.store import open_writer

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "kg-store"
        with open_writer(store) as writer:
            writer.publish()
        options = ["--store", str(store), "--port", "0", "--updates", "yes", "--union-graph", "no", "--timeout", "60"]
        environment = {**os.environ, "KG_TOKEN": "w3c"}
        command = [sys.executable, "-m", "kg", "serve", *options]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        with subprocess.Popen(command, stdout=pipe, stderr=nowhere, text=True, env=environment) as process:
            try:
                assert process.stdout is not None
                address = next(word for word in process.stdout.readline().split() if word.startswith("http://"))
                yield Service(f"{address}sparql", f"{address}sparql", f"{address}graphs", "w3c")
            finally:
                process.terminate()


def main() -> None:
    """Read the options, run the tests, and end with 1 where something failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--suites", type=Path, required=True, help="folder that holds sparql10 and sparql11")
    parser.add_argument("--endpoint", help="address of the endpoint; ours is started where none is given")
    parser.add_argument("--update-endpoint", help="address for updates, where it is another one")
    parser.add_argument("--graphs", default="", help="address of the Graph Store Protocol")
    parser.add_argument("--token", default="", help="bearer token of the endpoint")
    given = parser.parse_args()
    folder = given.suites / "sparql" if (given.suites / "sparql").is_dir() else given.suites
    missing = [suite for suite in SUITES if not (folder / suite).is_dir()]
    if missing:
        parser.error(f"{folder}: holds no {' and no '.join(missing)}; unpack the test suites there")
    with contextlib.ExitStack() as stack:
        if given.endpoint:
            update = given.update_endpoint or given.endpoint
            service = Service(given.endpoint, update, given.graphs, given.token)
        else:
            service = stack.enter_context(our_service())
        raise SystemExit(0 if run_all(folder, service) else 1)


if __name__ == "__main__":
    main()
