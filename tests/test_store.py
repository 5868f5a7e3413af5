"""The store: one writer, whole graphs, snapshots that stay, plain words where something fails."""

import fcntl
import os
import resource
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError, StoreFormatError, StoreLockedError, StoreMissingError
from kg.store import generation, open_snapshot, open_writer
from kg.store import snapshot as snapshot_room
from kg.terms import AT

GRAPH = "https://example.org/graph"


def quads(*values: str, graph: str = GRAPH) -> list[ox.Quad]:
    node, name = ox.NamedNode("https://example.org/s"), ox.NamedNode(graph)
    return [ox.Quad(node, ox.NamedNode(AT + "says"), ox.Literal(value), name) for value in values]


def seen(folder: Path) -> list[str]:
    with open_snapshot(folder) as snapshot:
        return sorted(str(quad.object)[1:-1] for quad in snapshot.store)


def published(folder: Path) -> set[str]:
    return {path.name for path in (folder / "generations").iterdir()}


def publish(folder: Path, *values: str) -> int:
    with open_writer(folder) as writer:
        writer.replace_graph(GRAPH, quads(*values))
        return writer.publish()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kg-store"


@pytest.fixture
def ordinary_user(tmp_path: Path) -> Iterator[None]:
    """Be someone who may not write to the folder; root, who may do anything, becomes nobody."""
    tmp_path.chmod(0o500)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)
    tmp_path.chmod(0o700)


def test_what_was_published_is_read_back(folder: Path) -> None:
    assert publish(folder, "one", "two") == 1
    assert seen(folder) == ["one", "two"]
    assert generation(folder) == 1


def test_what_was_not_published_is_not_seen(folder: Path) -> None:
    publish(folder, "one")
    with open_writer(folder) as writer:
        writer.replace_graph(GRAPH, quads("two"))
        assert seen(folder) == ["one"]
        assert writer.unpublished
    with open_writer(folder) as writer:
        assert writer.unpublished
        assert writer.publish() == 2
    assert seen(folder) == ["two"]


def test_publishing_nothing_new_keeps_the_generation(folder: Path) -> None:
    publish(folder, "one")
    with open_writer(folder) as writer:
        assert not writer.replace_graph(GRAPH, quads("one"))
        assert not writer.unpublished
        assert writer.publish() == 1


@pytest.mark.parametrize(
    "after",
    [
        ["two"],
        ["one", "two"],
        ["one"],
        [],
        ['a "quoted" \\ word\n<x> ; } DROP ALL', "é\t\U0001f680"],
    ],
)
def test_a_graph_is_replaced_whatever_it_held(folder: Path, after: list[str]) -> None:
    other = "https://example.org/other"
    with open_writer(folder) as writer:
        writer.replace_graph(GRAPH, quads("one", "three"))
        writer.replace_graph(other, quads("kept", graph=other))
        writer.replace_graph(GRAPH, quads(*after))
        writer.publish()
    with open_snapshot(folder) as snapshot:
        assert set(snapshot.store) == {*quads(*after), *quads("kept", graph=other)}


def test_a_graph_with_nameless_nodes_is_replaced(folder: Path) -> None:
    name, a = ox.NamedNode(GRAPH), ox.NamedNode(AT + "a")
    with open_writer(folder) as writer:
        for value in ("one", "two"):
            nameless = ox.BlankNode()
            writer.replace_graph(
                GRAPH,
                [ox.Quad(a, a, nameless, name), ox.Quad(nameless, a, ox.Literal(value), name)],
            )
        writer.publish()
    with open_snapshot(folder) as snapshot:
        rows = snapshot.store.query(f"SELECT ?v {{ GRAPH ?g {{ <{AT}a> ?p [ ?p ?v ] }} }}")
        assert isinstance(rows, ox.QuerySolutions)
        assert [str(row["v"]) for row in rows] == ['"two"']
        assert len(snapshot.store) == 2


def test_a_large_graph_is_written(folder: Path) -> None:
    values = [str(number) for number in range(25_000)]
    publish(folder, *values)
    with open_snapshot(folder) as snapshot:
        assert len(snapshot.store) == len(values)


def test_a_removed_graph_is_gone(folder: Path) -> None:
    publish(folder, "one")
    with open_writer(folder) as writer:
        writer.remove_graph(GRAPH)
        assert writer.graph_names() == set()
        writer.publish()
    assert seen(folder) == []


def test_an_update_counts_as_a_change(folder: Path) -> None:
    publish(folder, "one")
    with open_writer(folder) as writer:
        writer.update(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <{AT}a> <{AT}b> "two" }} }}')
        assert writer.publish() == 2
    assert seen(folder) == ["one", "two"]


def test_digests_are_those_that_graphs_give_of_themselves(folder: Path) -> None:
    graph, other = ox.NamedNode(GRAPH), ox.NamedNode(GRAPH + "-of-another")
    digest = ox.NamedNode(AT + "inputDigest")
    with open_writer(folder) as writer:
        writer.replace_graph(
            GRAPH,
            [
                ox.Quad(graph, digest, ox.Literal("f00"), graph),
                ox.Quad(other, digest, ox.Literal("ba7"), graph),
            ],
        )
        assert writer.digests() == {GRAPH: "f00"}
        assert len(writer.query(f"SELECT ?d {{ ?s <{AT}inputDigest> ?d }}")) == 2


def test_a_second_writer_is_refused_with_its_process_id(folder: Path) -> None:
    with (
        open_writer(folder),
        pytest.raises(StoreLockedError, match=f"process {os.getpid()} is writing to this store"),
    ):
        open_writer(folder)
    with open_writer(folder) as writer:
        assert writer.graph_names() == set()


def test_a_forked_child_that_lives_on_does_not_keep_the_store_locked(folder: Path) -> None:
    script = (
        "import os, sys, time; from pathlib import Path; from kg.store import open_writer\n"
        "writer = open_writer(Path(sys.argv[1]))\n"
        "child = os.fork()\n"
        "if not child: os.close(1); os.close(2); time.sleep(60); os._exit(0)\n"
        "print(child, flush=True); os.kill(os.getpid(), 9)\n"
    )
    path = os.pathsep.join(path for path in sys.path if path)
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    child = int(killed.stdout)
    try:
        with open_writer(folder) as writer:
            assert writer.graph_names() == set()
    finally:
        os.kill(child, 9)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("chapter one")
    with pytest.raises(StoreFormatError, match=r"holds 'thesis.txt' but is no graph store"):
        open_writer(tmp_path)
    with pytest.raises(StoreFormatError, match=r"holds 'thesis.txt'"):
        open_snapshot(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_store_of_another_format_is_refused_and_left_alone(folder: Path) -> None:
    publish(folder, "one")
    (folder / "format").write_text("2\n")
    before = sorted(path for path in folder.rglob("*"))
    for opening in (open_writer, open_snapshot, generation):
        with pytest.raises(StoreFormatError, match=r"format '2', but this kg reads format 1"):
            opening(folder)
    assert sorted(path for path in folder.rglob("*")) == before


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    with pytest.raises(StoreFormatError, match="is a file, but a graph store is a folder"):
        open_writer(tmp_path / "store")


def test_a_store_without_a_graph_says_what_to_do(folder: Path) -> None:
    with pytest.raises(StoreMissingError, match="run 'kg build' first"):
        open_snapshot(folder)
    with open_writer(folder):
        pass
    with pytest.raises(StoreMissingError, match="run 'kg build' first"):
        generation(folder)
    assert not list(folder.glob("current*"))


def test_only_the_newest_two_generations_are_kept(folder: Path) -> None:
    for number in range(1, 5):
        publish(folder, str(number))
    assert published(folder) == {"3", "4"}
    assert (folder / "current").readlink() == Path("generations/4")


def test_a_generation_in_use_is_kept_until_its_reader_is_done(folder: Path) -> None:
    publish(folder, "one")
    with open_snapshot(folder) as snapshot:
        for value in ("two", "three", "four"):
            publish(folder, value)
        assert published(folder) == {"1", "3", "4"}
        assert [quad.object for quad in snapshot.store] == [ox.Literal("one")]
        assert snapshot.generation == 1
    publish(folder, "five")
    assert published(folder) == {"4", "5"}


def test_a_snapshot_that_is_deleted_before_it_is_held_is_looked_for_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, "one")
    publish(folder, "two")
    real, calls = fcntl.flock, list[int]()

    def late(handle: int, operation: int) -> None:
        if operation == fcntl.LOCK_SH and not calls:
            calls.append(operation)
            for value in ("three", "four"):
                publish(folder, value)
        real(handle, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    assert seen(folder) == ["four"]


def test_leftovers_of_a_killed_publication_are_cleared_away(folder: Path) -> None:
    publish(folder, "one")
    for leftover in ("generations/2.tmp/x", "generations/2/x", "live/LOG.old.1", "format.9.tmp"):
        path = folder / leftover
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    (folder / "current.tmp").symlink_to("generations/2")
    assert publish(folder, "two") == 2
    assert seen(folder) == ["two"]
    assert not [*folder.rglob("*.tmp"), *folder.rglob("LOG.old.1"), *folder.rglob("x")]


def test_a_lost_database_is_made_again_from_the_newest_snapshot(folder: Path) -> None:
    publish(folder, "one")
    for path in (folder / "live").iterdir():
        path.unlink()
    with open_writer(folder) as writer:
        assert writer.graph_names() == {GRAPH}
        writer.replace_graph(GRAPH, quads("one", "two"))
        writer.publish()
    assert seen(folder) == ["one", "two"]


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_that_may_not_be_written_to_is_told(folder: Path) -> None:
    with pytest.raises(StoreError, match="this user may not read or write here"):
        open_writer(folder)


def test_a_full_disk_is_told_and_loses_nothing(folder: Path) -> None:
    publish(folder, "one")
    script = (
        "import resource, sys; from pathlib import Path; import pyoxigraph as ox\n"
        "from kg.errors import StoreError; from kg.store import open_writer\n"
        "name = ox.NamedNode('https://example.org/graph')\n"
        "with open_writer(Path(sys.argv[1])) as writer:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "    quads = [ox.Quad(name, name, ox.Literal(str(n)), name) for n in range(10_000)]\n"
        "    try: writer.replace_graph(name.value, quads)\n"
        "    except StoreError as error: print(error)\n"
    )
    path = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=True,
    )
    assert "the graph store cannot be read or written: IO error" in done.stdout
    assert seen(folder) == ["one"]
    assert publish(folder, "two") == 2
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100_000


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("IO error: No space left on device: While appending to file", "the disk is full"),
        ("IO error: x: Permission denied", "this user may not read or write here"),
        ("Corruption: bad block", "cannot be read or written: Corruption: bad block"),
    ],
)
def test_what_oxigraph_complains_about_is_put_in_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch, said: str, words: str
) -> None:
    def broken(_path: str) -> ox.Store:
        raise OSError(said)

    publish(folder, "one")
    oxigraph = types.SimpleNamespace(Store=types.SimpleNamespace(read_only=broken))
    monkeypatch.setattr(snapshot_room, "ox", oxigraph)
    with pytest.raises(StoreError, match=words):
        open_snapshot(folder)
