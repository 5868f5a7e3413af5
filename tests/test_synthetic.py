"""The synthetic graph of the benchmarks: like a real one, and the same each time."""

from collections import Counter

from kg.check import Shapes, context_of, describe
from kg.gazetteer import Gazetteer
from kg.settings import shipped
from kg.terms import ID, Vocabulary
from kg.triples import article_quads
from tests.benchmarks.articles import MINT, Articles
from tests.benchmarks.forms import HEADS, ROLES


def test_the_claims_of_synthetic_articles_keep_to_the_shapes(gazetteer: Gazetteer, vocabulary: Vocabulary) -> None:
    shapes = Shapes.read(shipped("ontology") / "shapes.ttl")
    for read in Articles(gazetteer, vocabulary).make(400):
        quads = article_quads(read, mint=MINT, vocabulary=vocabulary, versions={}, known=gazetteer.concepts)
        assert [describe(problem) for problem in shapes.check(quads, context_of(quads, gazetteer))] == []


def test_they_are_as_many_as_asked_of_all_types_and_quoted_from_the_text(
    gazetteer: Gazetteer, vocabulary: Vocabulary
) -> None:
    articles = list(Articles(gazetteer, vocabulary).make(2000))
    claims = [claim for read in articles for claim in read.claims]
    assert len(claims) == 2000
    assert {claim.type for claim in claims} == set(ROLES) == set(vocabulary.key_arguments)
    assert all(1 <= len(read.claims) <= 30 for read in articles)
    for read in articles:
        for evidence in (one for claim in read.claims for one in claim.evidence):
            assert read.article.text[evidence.start : evidence.end] == evidence.sentence
            for mention in evidence.mentions:
                assert read.article.text[mention.start : mention.end] == mention.text


def test_few_things_are_named_often_and_those_are_in_the_gazetteer(
    gazetteer: Gazetteer, vocabulary: Vocabulary
) -> None:
    assert {ID + name for names in HEADS.values() for name in names.split()} <= set(gazetteer.concepts)
    articles = Articles(gazetteer, vocabulary).make(2000)
    said = Counter(party.iri for read in articles for claim in read.claims for party in claim.entities("supplier"))
    assert said.most_common(1)[0][0] == ID + "russia"
    assert sum(number for _, number in said.most_common(10)) > sum(said.values()) / 3
    assert len(said) > 100


def test_the_same_number_gives_the_same_graph(gazetteer: Gazetteer, vocabulary: Vocabulary) -> None:
    one, other = (list(Articles(gazetteer, vocabulary).make(100)) for _ in range(2))
    assert one == other
