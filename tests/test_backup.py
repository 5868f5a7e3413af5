"""A backup holds the whole graph, is whole or not there, and what is damaged is never restored."""

import io
import json
import tarfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError, StoreError, StoreLockedError, StoreMissingError
from kg.query import Endpoint, Limits, Pool
from kg.store import generation, open_snapshot, open_writer
from kg.store.backup import back_up, restore

GRAPH = "https://example.org/graph"


def publish(folder: Path, *values: str) -> int:
    node = ox.NamedNode("https://example.org/s")
    with open_writer(folder) as writer:
        writer.replace_graph(GRAPH, [ox.Quad(node, node, ox.Literal(value)) for value in values])
        return writer.publish()


def seen(folder: Path) -> list[str]:
    with open_snapshot(folder) as snapshot:
        return sorted(str(quad.object)[1:-1] for quad in snapshot.store)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    publish(tmp_path / "kg-store", "a", "b")
    return tmp_path / "kg-store"


@pytest.fixture
def file(tmp_path: Path, store: Path) -> Path:
    assert back_up(store, tmp_path / "backup.tar") == 1
    return tmp_path / "backup.tar"


def test_a_new_store_holds_what_was_backed_up_and_can_be_written_to(tmp_path: Path, file: Path) -> None:
    new = tmp_path / "new"
    assert restore(new, file) == 1
    assert seen(new) == ["a", "b"]
    assert publish(new, "c") == 2
    assert seen(new) == ["c"]


def test_a_store_goes_back_to_what_was_backed_up(store: Path, file: Path) -> None:
    publish(store, "c")
    assert restore(store, file) == 3
    assert seen(store) == ["a", "b"]
    with open_writer(store) as writer:
        assert not writer.unpublished
        assert len(writer.query("SELECT * { ?s ?p ?o }")) == 2


def test_readers_see_the_old_graph_until_they_see_the_restored_one(store: Path, file: Path) -> None:
    publish(store, "c")
    pool = Pool(size=1, waiting=1)
    endpoint = Endpoint(store, Limits(30, 300, 10), pool=pool)
    rows = "SELECT ?o { ?s ?p ?o }"
    with open_snapshot(store) as held:
        assert endpoint.select(rows).generation == 2
        restore(store, file)
        assert [str(quad.object) for quad in held.store] == ['"c"']
        found = endpoint.select(rows)
    assert (found.generation, len(found.rows)) == (3, 2)
    pool.close()


def test_a_backup_is_made_while_another_process_writes(tmp_path: Path, store: Path) -> None:
    with open_writer(store) as writer:
        writer.replace_graph(GRAPH, [])
        assert back_up(store, tmp_path / "b.tar") == 1
        with pytest.raises(StoreLockedError):
            restore(store, tmp_path / "b.tar")
    assert restore(tmp_path / "new", tmp_path / "b.tar") == 1
    assert seen(tmp_path / "new") == ["a", "b"]


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, store: Path) -> None:
    with pytest.raises(StoreError):
        back_up(store, tmp_path / "nowhere" / "b.tar")
    with pytest.raises(StoreMissingError):
        back_up(tmp_path / "none", tmp_path / "b.tar")
    assert not list(tmp_path.glob("*.tar*"))


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_backup_changes_nothing(tmp_path: Path, store: Path, file: Path, data: st.DataObject) -> None:
    whole = file.read_bytes()
    if data.draw(st.booleans()):
        damaged = whole[: data.draw(st.integers(0, len(whole) - 2 * tarfile.RECORDSIZE))]
    else:
        place = data.draw(st.integers(0, len(whole) - 1))
        damaged = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
    copy = tmp_path / "copy.tar"
    copy.write_bytes(damaged)
    before = generation(store)
    try:
        restore(store, copy)
    except (InputError, StoreError):
        assert generation(store) == before
        assert publish(store, "a", "b") == before
    assert seen(store) == ["a", "b"]  # damage to what is not read, such as padding, does no harm
    assert not list((store / "generations").glob("*.tmp"))


@pytest.mark.parametrize(
    "contents",
    [
        {"format": "1", "files": {"../../x": ""}},
        {"format": "1", "files": {"/x": ""}},
        {"format": "1", "files": {"..": ""}},
        {"format": "0", "files": {}},
        {"format": "1", "files": []},
        {"files": {}},
        [],
    ],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, contents: object) -> None:
    text = json.dumps(contents).encode()
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        member = tarfile.TarInfo("contents.json")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    for name in ("x.tar", "none.tar"):
        with pytest.raises((InputError, StoreError)):
            restore(tmp_path / "kg-store", tmp_path / name)
    with pytest.raises(StoreMissingError):
        generation(tmp_path / "kg-store")
