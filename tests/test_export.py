"""The graph as a file: sorted, the same each time, and never half written."""

import csv
import errno
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KGError, StoreMissingError, UsageError
from kg.export import FORMATS, GRAPHS, export, write_export
from kg.output import csv_row, write_whole
from kg.store import open_writer
from kg.terms import AT, DERIVED_GRAPH, GAZETTEER_GRAPH

CASE = Path(__file__).parent / "cases" / "canned.trig"
SCHEMA = Path(__file__).parent / "cases" / "claims.schema.json"
RDF = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def stored(folder: Path, *, backwards: bool = False) -> Path:
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in ox.parse(path=str(CASE), format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs[quad.graph_name.value].append(quad)
    step = -1 if backwards else 1
    with open_writer(folder) as writer:
        for name, quads in list(graphs.items())[::step]:
            writer.replace_graph(name, quads[::step])
        writer.publish()
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("export") / "store")


@pytest.fixture(scope="module")
def other_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the same, written in another order."""
    return stored(tmp_path_factory.mktemp("export") / "store", backwards=True)


def exported(store: Path, form: str, graph: str = "claims") -> bytes:
    return b"".join(export(store, format=form, graph=graph))


def graphs_of(document: bytes) -> dict[str, set[ox.Triple]]:
    graphs: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in ox.parse(document, format=ox.RdfFormat.TRIG):
        graphs[str(quad.graph_name)].add(quad.triple)
    return graphs


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("graph", GRAPHS)
def test_two_stores_of_the_same_give_the_same_bytes(
    form: str, graph: str, store: Path, other_store: Path
) -> None:
    first = exported(store, form, graph)
    assert first == exported(other_store, form, graph)
    assert len(first) > 300


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld"])
@pytest.mark.parametrize("graph", GRAPHS)
def test_a_graph_comes_back_from_every_form(form: str, graph: str, store: Path) -> None:
    wanted = set().union(*graphs_of(exported(store, "trig", graph)).values())
    found = {quad.triple for quad in ox.parse(exported(store, form, graph), format=RDF[form])}
    assert found == wanted


def test_named_graphs_are_kept_where_the_form_has_them(store: Path) -> None:
    given = graphs_of(CASE.read_bytes())
    assert graphs_of(exported(store, "trig", "all")) == given
    quads = ox.parse(exported(store, "nquads", "all"), format=ox.RdfFormat.N_QUADS)
    assert {str(quad.graph_name) for quad in quads} == set(given)


def test_the_parts_are_the_claims_the_gazetteer_and_all(store: Path) -> None:
    claims, gazetteer = (set(graphs_of(exported(store, "trig", part))) for part in GRAPHS[:2])
    assert gazetteer == {f"<{GAZETTEER_GRAPH}>"}
    assert f"<{DERIVED_GRAPH}>" in claims
    assert len(claims) == 4
    assert claims | gazetteer == set(graphs_of(exported(store, "trig", "all")))


def test_turtle_is_sorted_and_has_one_block_for_each_subject(store: Path) -> None:
    text = exported(store, "turtle", "all").decode()
    prologue, *blocks = text.rstrip("\n").split("\n\n")
    assert all(line.startswith("@prefix ") for line in prologue.splitlines())
    subjects = [block.split(" ", 1)[0] for block in blocks]
    assert len(subjects) == len(set(subjects))
    found = dict.fromkeys(quad.subject for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    iris = [subject.value for subject in found if isinstance(subject, ox.NamedNode)]
    assert iris == sorted(iris)
    russia = next(block for block in blocks if block.startswith("id:russia "))
    assert russia.startswith("id:russia a skos:Concept , at:State ;\n    skos:altLabel ")
    assert russia.endswith(" .")


def test_json_ld_is_compact(store: Path) -> None:
    document = json.loads(exported(store, "jsonld", "gazetteer"))
    assert document["@context"]["at"] == AT
    russia = next(node for node in document["@graph"] if node["@id"] == "id:russia")
    assert russia["@type"] == ["skos:Concept", "at:State"]
    assert russia["skos:prefLabel"] == {"@value": "Russia", "@language": "en"}


def test_the_table_has_a_row_for_each_claim_and_opens_in_a_spreadsheet(store: Path) -> None:
    text = exported(store, "csv").decode("utf-8")
    assert text.startswith("\ufeffclaim,type,supplier,recipient,equipment,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    by_end = {row["claim"][-18:]: row for row in rows}
    jets = by_end["11111-000000000001"]
    assert jets["supplier"] == "Rosoboronexport"
    assert (jets["quantity_min"], jets["quantity_max"]) == ("24", "24")
    assert jets["said_by"] == "Vyacheslav Davydenko"
    assert jets["reported_by"] == "Interfax"
    assert jets["sentence"] == "Venezuela got Su-30MK2 jets, he said."
    assert (jets["passages"], jets["article"]) == ("2", "seed.txt")
    assert by_end["33333-000000000001"]["sentence"].startswith("'=cmd|")
    assert by_end["22222-000000000002"]["factuality"] == "Denied", "an export leaves nothing out"


def test_lines_of_claims_keep_to_the_schema(store: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text("utf-8"))
    lines = [json.loads(line) for line in exported(store, "jsonl").splitlines()]
    assert len(lines) == 5
    for line in lines:
        jsonschema.validate(line, schema)
    assert {line["published"] for line in lines} == {"2019-03-30", "2020-04-02", "2021-01-01"}


def test_what_is_not_there_is_refused_before_anything_is_written(
    store: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="turtle, trig"):
        export(store, format="xls")
    with pytest.raises(UsageError, match="claims, gazetteer, all"):
        export(store, format="turtle", graph="everything")
    with pytest.raises(StoreMissingError):
        write_export(tmp_path / "out.ttl", tmp_path / "nothing", format="turtle")
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_written_whole(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "arms.ttl"
    path.write_text("old", "utf-8")
    write_export(path, store, format="turtle")
    assert path.read_bytes() == exported(store, "turtle")
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "arms.ttl"
    path.write_text("old", "utf-8")
    with pytest.raises(KGError, match=re.escape("as it was: No space left on device")):
        write_whole(path, pieces())
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_mistake_on_the_way_leaves_the_old_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise UsageError("no")

    path = tmp_path / "arms.ttl"
    path.write_text("old", "utf-8")
    with pytest.raises(UsageError):
        write_whole(path, pieces())
    assert [file.read_text("utf-8") for file in tmp_path.iterdir()] == ["old"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file can be written here"):
        write_whole(tmp_path / "nowhere" / "arms.ttl", [b"x"])


def test_a_device_is_written_to_and_stays_a_device() -> None:
    device = Path("/dev/null")
    if not device.is_char_device():
        pytest.skip("this system has no /dev/null")
    write_whole(device, [b"x"])
    assert device.is_char_device()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1 234", "'+1 234"),
        ("-dash", "'-dash"),
        ("@here", "'@here"),
        ("\t=1", "' =1"),
        ("\r=1", "' =1"),
        ("-12.5", "-12.5"),
        ("+3e5", "+3e5"),
        (-7, "-7"),
        (None, ""),
        ('a "b", c', '"a ""b"", c"'),
        ("a\nb", "a b"),
        ("“Иран”", "“Иран”"),
    ],
)
def test_a_cell_of_csv_is_no_formula_and_one_line(cell: str | float | None, written: str) -> None:
    assert csv_row([cell, "x"]) == f"{written},x\r\n"
