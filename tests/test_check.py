"""The check of an article's graph: a good one passes, each broken copy is told apart in words."""

from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from kg.check import Problem, Shapes, context_of, describe
from kg.errors import DataFileError
from kg.gazetteer import Gazetteer
from kg.model import Concept
from kg.settings import shipped
from kg.terms import AT, ID, PREFIXES
from kg.triples import file_quads

CASE = Path(__file__).parent / "cases" / "article-graph.ttl"
GRAPH = "https://example.org/arms/article/ced325e19db4c32a"
CLAIM = "https://example.org/arms/claim/ced325e19db4c32a-9d0aa0643146"
BROKEN = yaml.safe_load(CASE.with_name("broken-graphs.yaml").read_text("utf-8"))
USED = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
FIGHTERS = f"""
{USED}
WITH <{GRAPH}> DELETE {{ %s }} INSERT {{ %s }} WHERE {{
  ?claim at:equipment id:su-30mk2 ; at:evidence ?passage ; at:reading ?reading .
  ?reading at:mention ?mention ; at:passage ?passage .
  ?mention at:role at:supplier .
  ?passage oa:hasSelector ?selector ; prov:wasQuotedFrom ?article .
  ?article at:readBy ?run .
  %s }}
"""


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes.read(shipped("ontology") / "shapes.ttl")


@pytest.fixture(scope="module")
def names() -> Gazetteer:
    kinds = {
        "india": "State",
        "russia": "State",
        "venezuela": "State",
        "peru": "State",
        "rosoboronexport": "Organization",
        "interfax": "Medium",
        "su-30mk2": "EquipmentType",
        "tank": "EquipmentClass",
    }
    concepts = {
        ID + name: Concept(ID + name, name, (kind,), "names") for name, kind in kinds.items()
    }
    return Gazetteer(concepts, (), "1")


@pytest.fixture
def good() -> list[ox.Quad]:
    return file_quads(CASE, GRAPH)


def broken(quads: list[ox.Quad], delete: str, insert: str, where: str = "") -> list[ox.Quad]:
    """Return a copy in which something about the claim on fighters is taken out or put in."""
    store = ox.Store()
    store.extend(quads)
    store.update(FIGHTERS % (delete, insert, where))
    changed = list(store)
    assert set(changed) != set(quads), "the copy is not broken"
    return changed


def test_a_good_graph_has_no_problem(good: list[ox.Quad], shapes: Shapes, names: Gazetteer) -> None:
    assert shapes.check(good, context_of(good, names)) == []


def test_the_context_is_the_classes_of_what_the_graph_refers_to(
    good: list[ox.Quad], names: Gazetteer
) -> None:
    context = context_of(good, names)
    a = PREFIXES["rdf"] + "type"
    assert {triple.predicate.value for triple in context} == {a}
    assert {(t.subject.value, t.object.value.removeprefix(AT)) for t in context} == {  # type: ignore[union-attr]  # all named
        (ID + "india", "State"),
        (ID + "russia", "State"),
        (ID + "venezuela", "State"),
        (ID + "rosoboronexport", PREFIXES["org"] + "Organization"),
        (ID + "interfax", "Medium"),
        (ID + "su-30mk2", "EquipmentType"),
    }


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_copy_gives_exactly_the_problem_it_has(
    name: str, good: list[ox.Quad], shapes: Shapes, names: Gazetteer
) -> None:
    case = BROKEN[name]
    quads = broken(good, case.get("delete", ""), case.get("insert", ""), case.get("where", ""))
    problems = shapes.check(quads, context_of(quads, names))
    assert sorted({f"{p.severity}: {p.message}" for p in problems}) == case["problems"]


def test_every_rule_of_the_shapes_has_a_broken_copy() -> None:
    triples = ox.parse(path=str(shipped("ontology") / "shapes.ttl"), format=ox.RdfFormat.TURTLE)
    message = PREFIXES["sh"] + "message"
    rules = {t.object.value for t in triples if t.predicate.value == message}
    said = {problem.split(": ", 1)[1] for case in BROKEN.values() for problem in case["problems"]}
    assert rules - said == set()


def test_the_three_mistakes_of_one_claim_are_told_apart(
    good: list[ox.Quad], shapes: Shapes, names: Gazetteer
) -> None:
    quads = broken(
        good,
        "?claim at:factuality ?how ; at:recipient ?to ; at:earliest ?day",
        '?claim at:recipient ?from ; at:earliest "2020-01-01"^^xsd:date',
        "?claim at:factuality ?how ; at:supplier ?from ; at:recipient ?to ; at:earliest ?day",
    )
    problems = shapes.check(quads, context_of(quads, names))
    assert [(p.focus, p.path, p.value) for p in problems] == [
        (CLAIM, "at:factuality", ""),
        (CLAIM, "at:earliest", "“2020-01-01”"),
        (CLAIM, "at:supplier", "id:rosoboronexport"),
    ]


def test_violations_come_before_warnings(
    good: list[ox.Quad], shapes: Shapes, names: Gazetteer
) -> None:
    quads = broken(
        good,
        "?reading at:rule ?rule . ?selector oa:end ?end",
        "",
        "?reading at:rule ?rule . ?selector oa:end ?end",
    )
    problems = shapes.check(quads, context_of(quads, names))
    assert [problem.severity for problem in problems] == ["violation", "warning"]


def test_a_concept_of_the_gazetteer_is_not_checked_itself(shapes: Shapes) -> None:
    a, state = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(AT + "State")
    assert shapes.check([], [ox.Triple(ox.NamedNode(ID + "russia"), a, state)]) == []


def test_a_claim_without_any_evidence_is_found_by_its_class(shapes: Shapes) -> None:
    a, kind = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(AT + "Statement")
    problems = shapes.check(
        [ox.Quad(ox.NamedNode("urn:claim"), a, kind, ox.NamedNode("urn:article"))]
    )
    assert "A claim has evidence: at least one passage of an article." in [
        p.message for p in problems
    ]


def test_a_problem_is_described_with_its_sentence_and_what_stands_there(
    good: list[ox.Quad], shapes: Shapes, names: Gazetteer
) -> None:
    quads = broken(good, "?claim at:score ?score", "?claim at:score 7.5", "?claim at:score ?score")
    (problem,) = shapes.check(quads, context_of(quads, names))
    assert describe(problem) == (
        "violation in ArmsTransfer of “Rosoboronexport delivered two Su-30MK2 fighters and Orkan"
        " launchers to the Indian Navy in March for $80.5 million, spokesman Ivan Petrov told"
        " Interfax.”,"
        f" <{CLAIM}>: The score of a claim is one decimal number from 0 to 1. (at:score is “7.5”)"
    )


def test_a_problem_without_sentence_and_value_is_described_by_its_iri() -> None:
    problem = Problem("warning", "urn:x", "A contract has at least two parties.", "at:party")
    assert describe(problem) == "warning in <urn:x>: A contract has at least two parties."


def test_either_of_two_properties_is_named_as_such(
    good: list[ox.Quad], shapes: Shapes, names: Gazetteer
) -> None:
    delete = "?claim at:supplier ?from ; at:recipient ?to"
    quads = broken(good, delete, "", delete)
    (problem,) = shapes.check(quads, context_of(quads, names))
    assert problem.path == "at:supplier or at:recipient"


def test_shapes_that_are_no_turtle_are_refused_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\noops\n", "utf-8")
    with pytest.raises(DataFileError, match=r"shapes\.ttl: the shapes cannot be read: .*line 2"):
        Shapes.read(path)
