"""Builds that are killed (kill -9) at random moments: readers see no harm, no work is lost."""

import contextlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreLockedError, StoreMissingError
from kg.store import open_snapshot, open_writer
from kg.terms import AT, DERIVED_GRAPH, PREFIXES
from kg.triples import DERIVE_UPDATE

SCRIPT = Path(__file__).parent / "cases" / "killed_build.py"
COUNT = 40
PAUSE = 0.004
LONGEST = 60  # seconds that a build may take on a busy machine

ONTOLOGY = f"""
@prefix at: <{AT}> . @prefix owl: <{PREFIXES["owl"]}> .
at:ArmsTransfer a owl:Class ; at:keyArgument at:supplier, at:recipient, at:equipment .
"""
NAMES = f"""
@prefix at: <{AT}> . @prefix id: <{PREFIXES["id"]}> . @prefix skos: <{PREFIXES["skos"]}> .
id:state1 a skos:Concept, at:State ; skos:prefLabel "State1"@en .
"""


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    folder = tmp_path / "ontology"
    folder.mkdir()
    (folder / "arms.ttl").write_text(ONTOLOGY)
    (folder / "shapes.ttl").write_text("")
    (folder / "names.ttl").write_text(NAMES)
    return folder


def start(store: Path, edition: str, pause: float = PAUSE) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(store), str(COUNT), edition, str(pause)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )


def finish(store: Path, edition: str) -> dict[str, int]:
    with start(store, edition, pause=0) as process:
        out, _ = process.communicate(timeout=LONGEST)
    assert process.returncode == 0
    summary: dict[str, int] = json.loads(out.splitlines()[-1])
    return summary


def kill_midway(store: Path, edition: str, chance: random.Random) -> int:
    """Kill a build at a random moment; return how many articles it said were done."""
    with start(store, edition) as process:
        assert process.stdout is not None
        if chance.random() < 0.75:  # else it may die while the store is being made
            done = chance.randrange(1, COUNT)
            while int(process.stdout.readline()) < done:
                pass
        time.sleep(chance.uniform(0, 0.3) if chance.random() < 0.3 else chance.uniform(0, PAUSE))
        process.kill()
        lines = [line for line in process.stdout.read().splitlines() if line.isdigit()]
    return int(lines[-1]) if lines else 0


def dump(store: Path) -> list[str]:
    with open_snapshot(store) as snapshot:
        return sorted(str(quad) for quad in snapshot.store)


def articles_of(lines: list[str]) -> dict[str, list[str]]:
    graphs: dict[str, list[str]] = {}
    for line in lines:
        graphs.setdefault(line.rsplit(" ", 1)[-1], []).append(line)
    return {graph: lines for graph, lines in graphs.items() if "/article/" in graph}


def assert_consistent(store: Path, *editions: list[str]) -> None:
    """What readers see: whole articles of one edition or the other, and what follows from them."""
    whole = [articles_of(edition) for edition in editions]
    with open_snapshot(store) as snapshot:
        quads = list(snapshot.store)
    for graph, lines in articles_of(sorted(map(str, quads))).items():
        assert lines in [edition[graph] for edition in whole], f"{graph} is neither old nor new"
    again = ox.Store()
    again.extend(quads)
    again.update(DERIVE_UPDATE)
    derived = ox.NamedNode(DERIVED_GRAPH)
    rebuilt = set(again.quads_for_pattern(None, None, None, derived))
    assert rebuilt == {quad for quad in quads if quad.graph_name == derived}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_killed_build_leaves_a_readable_graph_and_the_next_one_finishes_it(
    tmp_path: Path, ontology: Path, seed: int
) -> None:
    assert ontology.exists()
    for edition in ("old", "new"):
        finish(tmp_path / edition, edition)
    old, new = dump(tmp_path / "old"), dump(tmp_path / "new")
    assert old != new
    store, chance = tmp_path / "kg-store", random.Random(seed)

    kill_midway(store, "old", chance)
    with contextlib.suppress(StoreMissingError):  # it may die before its first publication
        assert_consistent(store, old)
    with open_writer(store) as writer:
        stored = len([graph for graph in writer.digests() if "/article/" in graph])
    assert finish(store, "old") == {"read": COUNT - stored, "unchanged": stored}
    assert dump(store) == old

    for _ in range(2):
        kill_midway(store, "new", chance)
        assert_consistent(store, old, new)
    finish(store, "new")
    assert dump(store) == new
    left = {path.name for path in (store / "generations").iterdir()}
    assert len(left) <= 2
    assert not list(store.glob("**/*.tmp"))


def test_a_killed_build_frees_the_store_and_says_meanwhile_who_holds_it(
    tmp_path: Path, ontology: Path
) -> None:
    assert ontology.exists()
    store = tmp_path / "kg-store"
    with start(store, "old", pause=0.05) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(StoreLockedError, match=rf"process {process.pid} is writing"):
            open_writer(store)
        process.kill()
    with open_writer(store) as writer:
        assert writer.unpublished
