"""Claims as quads: one article by hand, against its graph in Turtle."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import graph_diff, to_isomorphic

from kg.errors import DataFileError
from kg.model import Article, ArticleClaims, Claim, Entity, Evidence, Mention
from kg.resolve import claim_iri
from kg.terms import AT, DERIVED_GRAPH, ID, ONTOLOGY_GRAPH, Mint, Vocabulary
from kg.triples import DERIVE_DIGEST, DERIVE_UPDATE, Run, article_quads, class_iri, file_quads, input_digest

CASE = Path(__file__).parent / "cases" / "article-graph.ttl"
MINT = Mint()
VERSIONS = {"pipeline": "1.0", "rules": "2", "vocabulary": "0.1.0", "gazetteer": "5f" * 32}
KNOWN = {
    ID + name
    for name in ("russia", "india", "venezuela", "rosoboronexport", "interfax", "su-30mk2")
}
FIRST = (
    "Rosoboronexport delivered two Su-30MK2 fighters and Orkan launchers to the Indian Navy"
    " in March for $80.5 million, spokesman Ivan Petrov told Interfax."
)
SECOND = "The fighters were second-hand."
THIRD = "“Russia never sold tanks to Venezuela,” Petrov said."
TEXT = f" date 2019-03-30 {FIRST}\n\n{SECOND} {THIRD}\n"
ARTICLE = Article(
    "https://news.example/a b?id=1",
    TEXT,
    body_start=17,
    date=dt.date(2019, 3, 30),
    title="Fighters for the Indian Navy",
    url="https://news.example/a b?id=1",
    date_source="metadata",
    publisher="News Example",
    author="A. Singh",
    language="en",
)


def named(text: str) -> str:
    return MINT.name(ARTICLE.key, text)


SELLER = Entity(
    "Rosoboronexport", "Rosoboronexport", ID + "rosoboronexport", "Organization", (), ID + "russia"
)
NAVY = Entity("the Indian Navy", "Indian Navy", ID + "india-navy", "Organization", (), ID + "india")
RUSSIA = Entity("Russia", "Russia", ID + "russia", "State")
VENEZUELA = Entity("Venezuela", "Venezuela", ID + "venezuela", "State")
PETROV = Entity("Ivan Petrov", "Ivan Petrov", named("Ivan Petrov"), "Person")
FIGHTER = Entity("Su-30MK2 fighters", "Su-30MK2", ID + "su-30mk2", "EquipmentType")
LAUNCHER = Entity("Orkan launchers", "Orkan launchers", named("Orkan launchers"), "EquipmentType")
TANKS = Entity("tanks", "tanks", named("tanks"), "EquipmentType")
INTERFAX = Entity("Interfax", "Interfax", ID + "interfax", "Medium")


def mention(role: str, words: str, sentence: str, iri: str = "", reason: str = "") -> Mention:
    start = TEXT.index(words, TEXT.index(sentence))
    return Mention(role, start, start + len(words), words, iri, reason)


def evidence(sentence: str, *mentions: Mention, rule: str, cue: str | None = None) -> Evidence:
    start = TEXT.index(sentence)
    steps = ("delivered >nsubj", "delivered >obl[to]") if sentence == FIRST else ()
    return Evidence(sentence, start, start + len(sentence), mentions, rule, cue, steps)


def delivery(equipment: Entity, reason: str, **more: tuple[str | int | float, ...]) -> Claim:
    return Claim(
        "ArmsTransfer",
        {"supplier": (SELLER,), "recipient": (NAVY,), "equipment": (equipment,), **more},
        (
            evidence(
                FIRST,
                mention("supplier", "Rosoboronexport", FIRST, SELLER.iri, "exact"),
                mention("recipient", "Indian Navy", FIRST, NAVY.iri, "title"),
                mention("equipment", equipment.text, FIRST, equipment.iri, reason),
                mention("speaker", "Ivan Petrov", FIRST, PETROV.iri, "unknownName"),
                rule="give+A1",
                cue="delivered",
            ),
        ),
        "Delivered",
        "Asserted",
        (PETROV,),
        INTERFAX,
        "2019-03",
        dt.date(2019, 3, 1),
        dt.date(2019, 3, 31),
        "in March",
        0.75,
        "transfers",
    )


FIGHTERS = delivery(
    FIGHTER,
    "designation",
    equipmentText=("Su-30MK2 fighters",),
    quantityMin=(2,),
    quantityMax=(2,),
    quantityText=("two",),
    amount=(80.5e6,),
    currency=("USD",),
    condition=("SecondHand",),
)
FIGHTERS = replace(FIGHTERS, evidence=(*FIGHTERS.evidence, evidence(SECOND, rule="is")))
LAUNCHERS = delivery(LAUNCHER, "designationForm")
DENIED = Claim(
    "ArmsTransfer",
    {"supplier": (RUSSIA,), "recipient": (VENEZUELA,), "equipment": (TANKS,)},
    (
        evidence(
            THIRD, mention("recipient", "Venezuela", THIRD, VENEZUELA.iri, "exact"), rule="sell+A1"
        ),
    ),
    "Ordered",
    "Denied",
    (replace(PETROV, text="Petrov"),),
    extractor="transfers",
)
POSITION = Claim(
    "Position",
    {
        "person": (PETROV,),
        "role": ("spokesman",),
        "organization": (SELLER,),
        "asOf": ("2019-03-30",),
    },
    (evidence(FIRST, mention("role", "spokesman", FIRST), rule="title"),),
    "Ongoing",
    extractor="positions",
)
READ = ArticleClaims(ARTICLE, (FIGHTERS, LAUNCHERS, POSITION, DENIED))


@pytest.fixture
def quads(vocabulary: Vocabulary) -> list[ox.Quad]:
    return article_quads(READ, mint=MINT, vocabulary=vocabulary, versions=VERSIONS, known=KNOWN)


def value_of(node: object) -> str:
    """Return the IRI or the words of a node; there are no others here."""
    assert isinstance(node, ox.NamedNode | ox.Literal)
    return node.value


def objects(quads: list[ox.Quad], subject: str, name: str) -> list[str]:
    return [
        value_of(q.object)
        for q in quads
        if value_of(q.subject) == subject and q.predicate.value == AT + name
    ]


def test_an_article_becomes_exactly_the_graph_of_its_case(quads: list[ox.Quad]) -> None:
    triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    made = Graph().parse(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    _, missing, extra = graph_diff(to_isomorphic(Graph().parse(CASE)), to_isomorphic(made))
    assert sorted(missing) == []
    assert sorted(extra) == []


def test_all_quads_stand_in_the_graph_that_bears_the_articles_iri(quads: list[ox.Quad]) -> None:
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(MINT.article(ARTICLE.key))}


def test_there_is_no_blank_node_and_no_quad_twice(quads: list[ox.Quad]) -> None:
    nodes = [node for quad in quads for node in (quad.subject, quad.object)]
    assert not [node for node in nodes if isinstance(node, ox.BlankNode)]
    assert len(quads) == len(set(quads))


def test_the_same_article_gives_the_same_quads_in_the_same_order(
    quads: list[ox.Quad], vocabulary: Vocabulary
) -> None:
    again = article_quads(READ, mint=MINT, vocabulary=vocabulary, versions=VERSIONS, known=KNOWN)
    assert again == quads


def test_every_passage_is_the_slice_of_the_text_that_its_selector_names(
    quads: list[ox.Quad],
) -> None:
    texts = {
        value_of(q.subject): value_of(q.object)
        for q in quads
        if q.predicate.value.endswith("#value")
    }
    assert len(texts) == 3
    for passage, text in texts.items():
        start, end = map(int, passage.rsplit("=", 1)[1].split(","))
        assert TEXT[start:end] == text


def test_a_concept_of_the_gazetteer_is_not_described_again(quads: list[ox.Quad]) -> None:
    assert not [quad for quad in quads if value_of(quad.subject) in KNOWN]


def test_an_organisation_made_by_rule_is_described_but_is_no_unknown_name(
    quads: list[ox.Quad],
) -> None:
    assert objects(quads, NAVY.iri, "country") == [ID + "india"]
    assert objects(quads, NAVY.iri, "unknownName") == []
    assert objects(quads, PETROV.iri, "unknownName") == ["true"]


def test_a_name_in_two_forms_keeps_the_first_as_its_one_label(vocabulary: Vocabulary) -> None:
    other = replace(DENIED, attributed_to=(replace(PETROV, label="Petrov"),))
    read = ArticleClaims(ARTICLE, (FIGHTERS, other))
    quads = article_quads(read, mint=MINT, vocabulary=vocabulary, versions=VERSIONS, known=KNOWN)
    labels = [
        q.object
        for q in quads
        if value_of(q.subject) == PETROV.iri and "prefLabel" in q.predicate.value
    ]
    assert labels == [ox.Literal("Ivan Petrov", language="en")]


def test_the_state_of_a_party_is_itself_or_what_stands_behind_it(vocabulary: Vocabulary) -> None:
    island = Entity("Greenland", "Greenland", ID + "greenland", "Territory")
    group = Entity("Hezbollah", "Hezbollah", ID + "hezbollah", "ArmedGroup")
    claims = [
        replace(DENIED, arguments={"supplier": (supplier,), "recipient": (group,)})
        for supplier in (SELLER, RUSSIA, island)
    ]
    quads = article_quads(
        ArticleClaims(ARTICLE, tuple(claims)), mint=MINT, vocabulary=vocabulary, versions=VERSIONS
    )
    states = [value_of(q.object) for q in quads if q.predicate.value == AT + "supplierState"]
    assert states == [ID + "russia", ID + "russia", ID + "greenland"]
    assert not [quad for quad in quads if quad.predicate.value == AT + "recipientState"]


@pytest.mark.parametrize(
    ("amount", "written"),
    [(80.5e6, "80500000"), (2.5e9, "2500000000"), (0.1, "0.1"), (7, "7"), (1e-7, "0.0000001")],
)
def test_money_is_a_decimal_without_exponent(
    amount: float, written: str, vocabulary: Vocabulary
) -> None:
    read = ArticleClaims(ARTICLE, (replace(DENIED, arguments={"amount": (amount,)}),))
    quads = article_quads(read, mint=MINT, vocabulary=vocabulary, versions=VERSIONS)
    found = next(quad.object for quad in quads if quad.predicate.value == AT + "amount")
    assert isinstance(found, ox.Literal)
    assert (found.value, found.datatype.value.rsplit("#")[-1]) == (written, "decimal")


@pytest.mark.parametrize("url", ["no address", "", None])
def test_what_is_no_address_is_left_out(url: str | None, vocabulary: Vocabulary) -> None:
    read = ArticleClaims(replace(ARTICLE, url=url), ())
    quads = article_quads(read, mint=MINT, vocabulary=vocabulary, versions=VERSIONS)
    assert not [quad for quad in quads if quad.predicate.value == "https://schema.org/url"]


def test_the_digest_changes_with_whatever_the_graph_depends_on() -> None:
    digests = {
        input_digest(ARTICLE, VERSIONS),
        input_digest(replace(ARTICLE, text=TEXT + " "), VERSIONS),
        input_digest(replace(ARTICLE, date=None), VERSIONS),
        input_digest(replace(ARTICLE, title=None), VERSIONS),
        input_digest(replace(ARTICLE, url=None), VERSIONS),
        input_digest(replace(ARTICLE, date_source="header"), VERSIONS),
        input_digest(replace(ARTICLE, publisher=None), VERSIONS),
        input_digest(replace(ARTICLE, author=None), VERSIONS),
        input_digest(replace(ARTICLE, language=None), VERSIONS),
        input_digest(ARTICLE, VERSIONS | {"rules": "3"}),
    }
    assert len(digests) == 10


def test_the_digest_does_not_change_with_the_file_or_the_order_of_versions() -> None:
    moved = replace(ARTICLE, source="elsewhere.txt")
    assert input_digest(moved, dict(reversed(VERSIONS.items()))) == input_digest(ARTICLE, VERSIONS)


def test_a_run_is_known_by_its_versions() -> None:
    assert Run(VERSIONS).iri(MINT) == Run(dict(reversed(VERSIONS.items()))).iri(MINT)
    assert Run(VERSIONS).iri(MINT) != Run(VERSIONS | {"rules": "3"}).iri(MINT)
    assert (
        Run(VERSIONS).label() == "gazetteer 5f5f5f5f5f5f, pipeline 1.0, rules 2, vocabulary 0.1.0"
    )


def test_the_class_of_a_facility_is_no_claim() -> None:
    assert class_iri("Facility") == AT + "Site"
    assert class_iri("State") == AT + "State"
    assert class_iri("Person").startswith("http://xmlns.com/foaf/")


def shortcuts(store: ox.Store) -> set[tuple[str, str, str]]:
    graph = ox.NamedNode(DERIVED_GRAPH)
    return {
        (value_of(q.subject), q.predicate.value, value_of(q.object))
        for q in store.quads_for_pattern(None, None, None, graph)
        if q.subject != graph
    }


def test_only_what_is_said_to_be_delivered_makes_a_shortcut(quads: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(quads)
    store.update(DERIVE_UPDATE)
    assert shortcuts(store) == {
        (SELLER.iri, AT + "reportedlySuppliedTo", NAVY.iri),
        (NAVY.iri, AT + "reportedlyReceived", FIGHTER.iri),
        (NAVY.iri, AT + "reportedlyReceived", LAUNCHER.iri),
    }


@pytest.mark.parametrize(
    ("factuality", "status", "made"),
    [
        ("Asserted", "Delivered", True),
        ("Hedged", "Delivered", True),
        ("Denied", "Delivered", False),
        ("Intended", "Delivered", False),
        ("Demanded", "Delivered", False),
        ("Asserted", "Ordered", False),
        ("Asserted", "Cancelled", False),
    ],
)
def test_what_is_denied_intended_or_demanded_makes_no_shortcut(
    factuality: str, status: str, *, made: bool, vocabulary: Vocabulary
) -> None:
    read = ArticleClaims(ARTICLE, (replace(DENIED, factuality=factuality, status=status),))
    store = ox.Store()
    store.extend(article_quads(read, mint=MINT, vocabulary=vocabulary, versions=VERSIONS))
    store.update(DERIVE_UPDATE)
    assert bool(shortcuts(store)) == made


def test_shortcuts_are_rebuilt_not_added_to(quads: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(quads)
    store.update(DERIVE_UPDATE)
    store.remove_graph(ox.NamedNode(MINT.article(ARTICLE.key)))
    store.update(DERIVE_UPDATE)
    assert shortcuts(store) == set()


def test_the_shortcuts_say_which_update_made_them() -> None:
    store = ox.Store()
    store.update(DERIVE_UPDATE)
    graph = ox.NamedNode(DERIVED_GRAPH)
    (said,) = store.quads_for_pattern(None, None, None, graph)
    assert said.subject == graph
    assert said.object == ox.Literal(DERIVE_DIGEST)


def test_a_turtle_file_becomes_quads_without_blank_nodes(tmp_path: Path) -> None:
    path = tmp_path / "little shapes.ttl"
    path.write_text("<urn:a> <urn:in> ( <urn:b> <urn:c> ) ; <urn:has> [ <urn:is> 1 ] .\n", "utf-8")
    quads = file_quads(path, ONTOLOGY_GRAPH)
    assert quads == file_quads(path, ONTOLOGY_GRAPH)
    assert {value_of(quad.graph_name) for quad in quads} == {ONTOLOGY_GRAPH}
    own = {value_of(q.subject) for q in quads if value_of(q.subject).startswith(AT)}
    assert own == {f"{ONTOLOGY_GRAPH}/little%20shapes/{number}" for number in (1, 2, 3)}
    assert len(quads) == 7


def test_a_file_that_is_no_turtle_is_refused_with_its_name_and_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> oops .\n", "utf-8")
    with pytest.raises(DataFileError, match=r"broken\.ttl cannot be read as Turtle: .*line 2"):
        file_quads(path, ONTOLOGY_GRAPH)
    with pytest.raises(DataFileError, match="missing"):
        file_quads(tmp_path / "missing.ttl", ONTOLOGY_GRAPH)


def test_claims_are_in_order_of_the_newest_article_and_of_their_place_in_it(vocabulary: Vocabulary) -> None:
    """The order is that of numbers; what has no date comes last, and no article says anything of another's."""

    def orders(key: str, date: dt.date | None) -> list[int]:
        read = replace(READ, article=replace(READ.article, key=key, date=date))
        quads = article_quads(read, mint=MINT, vocabulary=vocabulary, versions=VERSIONS, known=KNOWN)
        by_claim = {value_of(q.subject): int(value_of(q.object)) for q in quads if q.predicate.value == AT + "order"}
        claims = [claim_iri(MINT, vocabulary, read.article, claim) for claim in read.claims]
        return [by_claim[claim] for claim in claims]

    newest, older, other = orders("a", dt.date(2020, 1, 1)), orders("a", dt.date(2019, 12, 31)), orders("b", None)
    assert newest + older + other == sorted(newest + older + other)
    same_day = orders("c", dt.date(2020, 1, 1))
    assert len({*newest, *same_day}) == 2 * len(newest)
    assert max(other) < 2**63  # a store keeps such a number in its index, others it has to look up
