"""The vocabulary and its shapes: complete, modest, and just what code, data and queries use."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from kg.gazetteer import gazetteer_files
from kg.language.mentions import EQUIPMENT_KINDS, PARTY_KINDS
from kg.resolve import _STAGES
from kg.settings import shipped
from kg.terms import AT, PREFIXES, Vocabulary, expand
from kg.triples import article as article_triples
from kg.triples import class_iri

ONTOLOGY = shipped("ontology")
PACKAGE = Path(article_triples.__file__).parent.parent
NAME = "https://example.org/arms/ns"
USED = re.compile(r"\bat:([A-Za-z][A-Za-z0-9-]*)")
RELATIONS = {
    "ArmsTransfer",
    "ClientRelationship",
    "Contract",
    "Cooperation",
    "Demand",
    "Deployment",
    "Facility",
    "Maintenance",
    "Manufacture",
    "Ownership",
    "Position",
    "Recognition",
    "Restriction",
    "Statement",
}
Triples = list[tuple[str, str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]


def read(path: Path) -> Triples:
    parsed = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    return [(t.subject.value, t.predicate.value, t.object) for t in parsed]


@pytest.fixture(scope="module")
def arms() -> Triples:
    return read(ONTOLOGY / "arms.ttl")


@pytest.fixture(scope="module")
def shapes() -> Triples:
    return read(ONTOLOGY / "shapes.ttl")


def values(triples: Triples, subject: str, name: str) -> list[str]:
    predicate = expand(name)
    return [
        o.value
        for s, p, o in triples
        if (s, p) == (subject, predicate) and not isinstance(o, ox.Triple)
    ]


def subjects(triples: Triples, name: str, value: str) -> set[str]:
    predicate = expand(name)
    return {
        s
        for s, p, o in triples
        if p == predicate and isinstance(o, ox.NamedNode) and o.value == value
    }


def codes(triples: Triples, scheme: str) -> set[str]:
    """Return the local names of the codes of a list."""
    found = subjects(triples, "skos:inScheme", AT + scheme)
    assert found == subjects(triples, "rdf:type", AT + scheme)
    return {iri.removeprefix(AT) for iri in found}


def terms(triples: Triples) -> set[str]:
    """Return the local names of the vocabulary's terms that triples use, but for shapes."""
    own = subjects(triples, "rdf:type", expand("sh:NodeShape"))
    nodes = {
        n for s, p, o in triples for n in (s, p, o.value if isinstance(o, ox.NamedNode) else "")
    }
    return {node.removeprefix(AT) for node in nodes - own if node.startswith(AT)}


def test_the_header_says_what_it_is_under_which_licence_and_version(
    arms: Triples, vocabulary: Vocabulary
) -> None:
    assert values(arms, NAME, "rdf:type") == [expand("owl:Ontology")]
    assert values(arms, NAME, "owl:versionInfo") == [vocabulary.version] == ["0.1.0"]
    assert values(arms, NAME, "owl:versionIRI") == [f"{NAME}/{vocabulary.version}"]
    assert values(arms, NAME, "dcterms:license") == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    vann = {p.rsplit("/")[-1]: o for s, p, o in arms if p.startswith("http://purl.org/vocab/vann/")}
    assert vann == {
        "preferredNamespacePrefix": ox.Literal("at"),
        "preferredNamespaceUri": ox.Literal(AT),
    }


@pytest.mark.parametrize(
    "name", ["rdfs:label", "skos:definition", "skos:example", "rdfs:isDefinedBy"]
)
def test_every_term_has_a_label_a_definition_an_example_and_a_home(
    name: str, arms: Triples, vocabulary: Vocabulary
) -> None:
    found = {term: values(arms, AT + term, name) for term in vocabulary.terms}
    assert {term for term, said in found.items() if len(said) != 1 or not said[0].strip()} == set()


def test_labels_definitions_and_examples_are_said_to_be_english(arms: Triples) -> None:
    names = {
        expand(n)
        for n in (
            "rdfs:label",
            "skos:prefLabel",
            "skos:definition",
            "skos:example",
            "skos:scopeNote",
        )
    }
    words = [o for s, p, o in arms if p in names]
    assert [
        word for word in words if not isinstance(word, ox.Literal) or word.language != "en"
    ] == []


def test_it_stays_in_rdfs_and_the_little_owl_that_was_agreed(arms: Triples) -> None:
    kinds = {o.value for s, p, o in arms if p == expand("rdf:type") and isinstance(o, ox.NamedNode)}
    allowed = {"Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    owl = PREFIXES["owl"]
    assert {kind.removeprefix(owl) for kind in kinds if kind.startswith(owl)} == allowed
    assert {p.removeprefix(owl) for s, p, o in arms if p.startswith(owl)} == {
        "versionInfo",
        "versionIRI",
    }
    assert not [o for s, p, o in arms if isinstance(o, ox.BlankNode)]


def test_no_property_is_of_two_kinds(arms: Triples) -> None:
    kinds = (
        "owl:ObjectProperty",
        "owl:DatatypeProperty",
        "owl:AnnotationProperty",
        "owl:Class",
        "rdf:Property",
    )
    members = [subjects(arms, "rdf:type", expand(kind)) for kind in kinds]
    assert len(set().union(*members)) == sum(map(len, members))


def test_there_are_fourteen_relations_and_each_is_a_claim(arms: Triples) -> None:
    assert subjects(arms, "rdfs:subClassOf", AT + "Relation") == {AT + name for name in RELATIONS}


@pytest.mark.parametrize("relation", sorted(RELATIONS))
def test_the_arguments_of_a_relation_exist_and_its_keys_are_among_them(
    relation: str, arms: Triples, vocabulary: Vocabulary
) -> None:
    arguments = {iri.removeprefix(AT) for iri in values(arms, AT + relation, "at:argument")}
    keys = set(vocabulary.key_arguments[relation])
    assert keys
    assert keys <= arguments <= vocabulary.terms


def test_a_transfer_is_known_by_supplier_recipient_and_equipment(vocabulary: Vocabulary) -> None:
    assert vocabulary.key_arguments["ArmsTransfer"] == ("equipment", "recipient", "supplier")
    assert set(vocabulary.key_arguments) == RELATIONS


def test_every_code_is_a_concept_with_a_preferred_label_in_its_lists(arms: Triples) -> None:
    lists = subjects(arms, "rdf:type", expand("skos:ConceptScheme"))
    assert lists == subjects(arms, "rdfs:subClassOf", expand("skos:Concept")) & lists
    for scheme in lists:
        for name in codes(arms, scheme.removeprefix(AT)):
            assert expand("skos:Concept") in values(arms, AT + name, "rdf:type")
            assert values(arms, AT + name, "skos:prefLabel") == values(
                arms, AT + name, "rdfs:label"
            )


def test_status_and_factuality_are_those_of_the_code_and_the_trigger_words(arms: Triples) -> None:
    assert codes(arms, "Status") == set(_STAGES)
    assert codes(arms, "Factuality") == {"Asserted", "Hedged", "Denied", "Intended", "Demanded"}
    said = {key: set[str]() for key in ("status", "factuality")}
    for path in ONTOLOGY.glob("lexicon-*.yaml"):
        for name, value in entries(yaml.safe_load(path.read_text("utf-8"))):
            if name in said and isinstance(value, str):
                said[name].add(value)
    assert said["status"] - {"None"} <= codes(arms, "Status")
    assert said["factuality"] <= codes(arms, "Factuality")
    assert said["status"]
    assert said["factuality"]


def entries(value: object) -> Iterator[tuple[str, object]]:
    """Yield all keys with their values, however deep they lie."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key), inner
            yield from entries(inner)


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_every_term_in_the_code_exists(path: Path, vocabulary: Vocabulary) -> None:
    constants = [
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    used = {name for constant in constants for name in USED.findall(constant)}
    assert used - vocabulary.terms - {"ClaimShape"} == set()


def test_every_term_that_the_code_joins_to_the_namespace_exists(vocabulary: Vocabulary) -> None:
    joined = re.compile(r'\bAT \+ "([A-Za-z0-9-]+)"')
    used = {
        name for path in PACKAGE.rglob("*.py") for name in joined.findall(path.read_text("utf-8"))
    }
    assert {"keyArgument", "ontology", "derived"} <= used
    assert used - vocabulary.terms == set()


@pytest.mark.parametrize(
    "path",
    [*gazetteer_files(ONTOLOGY), ONTOLOGY / "arms.ttl", ONTOLOGY / "shapes.ttl"],
    ids=lambda p: p.name,
)
def test_every_term_in_a_turtle_file_exists(path: Path, vocabulary: Vocabulary) -> None:
    assert terms(read(path)) - vocabulary.terms == set()


@pytest.mark.parametrize(
    "path", sorted(shipped("queries").glob("*.rq")), ids=lambda path: path.name
)
def test_every_term_in_a_query_exists(path: Path, vocabulary: Vocabulary) -> None:
    assert set(USED.findall(path.read_text("utf-8"))) - vocabulary.terms == set()


def test_every_kind_of_thing_has_a_class(vocabulary: Vocabulary) -> None:
    kinds = {
        *PARTY_KINDS,
        *EQUIPMENT_KINDS,
        "Person",
        "Place",
        "Medium",
        "Service",
        "Office",
        "Facility",
        "Thing",
    }
    own = {class_iri(kind).removeprefix(AT) for kind in kinds if class_iri(kind).startswith(AT)}
    assert own <= vocabulary.terms
    assert not own & RELATIONS


def test_the_code_knows_how_arguments_are_written(arms: Triples) -> None:
    arguments = {
        name for relation in RELATIONS for name in values(arms, AT + relation, "at:argument")
    }
    lists = subjects(arms, "rdf:type", expand("skos:ConceptScheme")) | {expand("skos:Concept")}
    ranges = {name.removeprefix(AT): values(arms, name, "rdfs:range") for name in arguments}
    assert {
        name for name, said in ranges.items() if lists.intersection(said)
    } == article_triples._CODED
    assert {n for n, said in ranges.items() if expand("xsd:date") in said} == article_triples._DAYS
    assert {
        n for n, said in ranges.items() if expand("xsd:decimal") in said
    } == article_triples._DECIMALS


def reasons(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that code gives as link reasons."""
    places = {
        "Linked": 7,
        "Party": 2,
        "StandsFor": 1,
        "Voice": 2,
        "_nearest": 2,
        "_nearest_party": 1,
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = (
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            yield from node.args[places[name] : places[name] + 1] if name in places else ()
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "reason")
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield from [node.value] if node.target.id == "reason" else []
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield from [node.value] if node.targets[0].id in {"reason", "_REASONS"} else []
        elif isinstance(node, ast.Compare) and getattr(node.left, "attr", "") == "reason":
            yield from node.comparators


def spelled(expression: ast.expr) -> set[str]:
    """Return the strings that an expression may come to."""
    if isinstance(expression, ast.IfExp):
        return spelled(expression.body) | spelled(expression.orelse)
    if isinstance(expression, ast.Dict):
        return {string for value in expression.values for string in spelled(value)}
    if isinstance(expression, ast.Set | ast.Tuple):
        return {string for value in expression.elts for string in spelled(value)}
    return (
        {expression.value}
        if isinstance(expression, ast.Constant) and isinstance(expression.value, str)
        else set()
    )


def test_every_link_reason_of_the_code_is_in_the_list(arms: Triples) -> None:
    files = [
        path
        for room in ("language", "extraction", "extractors")
        for path in PACKAGE.glob(f"{room}/*.py")
    ]
    trees = [ast.parse(path.read_text("utf-8")) for path in files]
    known = {
        name for tree in trees for expression in reasons(tree) for name in spelled(expression)
    } - {""}
    assert {
        "exact",
        "alias",
        "demonym",
        "capital",
        "metonymy",
        "classNoun",
        "designation",
        "pronoun",
    } <= known
    assert known - codes(arms, "LinkReason") == set()


def items(triples: Triples, head: str) -> set[str]:
    """Return the members of an RDF list."""
    found, rest = set[str](), head
    while rest != expand("rdf:nil"):
        found.update(values(triples, rest, "rdf:first"))
        rest = values(triples, rest, "rdf:rest")[0]
    return found


def test_the_shape_of_claims_is_held_against_all_fourteen_relations(shapes: Triples) -> None:
    assert set(values(shapes, AT + "ClaimShape", "sh:targetClass")) == {
        AT + name for name in RELATIONS
    }


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("status", "Status"),
        ("factuality", "Factuality"),
        ("stance", "Stance"),
        ("linkReason", "LinkReason"),
        ("condition", "Condition"),
    ],
)
def test_the_lists_in_the_shapes_are_those_of_the_vocabulary(
    path: str, scheme: str, arms: Triples, shapes: Triples
) -> None:
    heads = [h for s in subjects(shapes, "sh:path", AT + path) for h in values(shapes, s, "sh:in")]
    assert len(heads) == 1
    assert {iri.removeprefix(AT) for iri in items(shapes, heads[0])} == codes(arms, scheme)


def test_every_rule_of_a_shape_says_in_one_sentence_what_holds(shapes: Triples) -> None:
    rules = {
        o.value for s, p, o in shapes if p == expand("sh:property") and isinstance(o, ox.BlankNode)
    }
    messages = [values(shapes, rule, "sh:message") for rule in rules]
    assert len(rules) > 40
    assert [m for m in messages if len(m) != 1 or not re.fullmatch(r"[A-Z].+\.", m[0])] == []
