"""What the tests of the web service share: a small graph, an app over it, and a client."""

import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.derivation import summary_quads
from kg.settings import Settings, shipped
from kg.store import open_writer
from kg.terms import ONTOLOGY_GRAPH, SUMMARY_GRAPH
from kg.web import Server, create_app

GRAPH = Path(__file__).parent.parent / "cases" / "web.trig"


def settings_of(store: Path, **options: str) -> Settings:
    return Settings.read(
        {"store": str(store), **{name.replace("_", "-"): value for name, value in options.items()}},
        {},
    )


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds ``web.trig`` and the vocabulary."""
    folder = tmp_path_factory.mktemp("web") / "kg-store"
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in ox.parse(path=str(GRAPH), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs[quad.graph_name.value].append(quad)
    for triple in ox.parse(path=str(shipped("ontology") / "arms.ttl"), format=ox.RdfFormat.TURTLE):
        graphs[ONTOLOGY_GRAPH].append(
            ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(ONTOLOGY_GRAPH))
        )
    with open_writer(folder) as writer:
        for name, quads in graphs.items():
            writer.replace_graph(name, quads)
        writer.replace_graph(SUMMARY_GRAPH, summary_quads(writer.rows))
        writer.publish()
    return folder


@pytest.fixture(scope="session")
def app(store: Path) -> Flask:
    return create_app(store=store, settings=settings_of(store))


@pytest.fixture
def client_with(store: Path) -> Callable[..., FlaskClient]:
    """Makes a client of a service with other settings, or over another store."""

    def make(folder: Path = store, **options: str) -> FlaskClient:
        return create_app(store=folder, settings=settings_of(folder, **options)).test_client()

    return make


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@contextmanager
def served(store: Path, **options: str) -> Iterator[tuple[str, int]]:
    listener = socket.create_server(("127.0.0.1", 0))
    address = listener.getsockname()
    server = Server(create_app(store=store, settings=settings_of(store, **options)), listener)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield address
    finally:
        server.stop()
        server.stop()
        thread.join(20)


@pytest.fixture
def serve(store: Path) -> Iterator[Callable[..., tuple[str, int]]]:
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(served(store, **options))
