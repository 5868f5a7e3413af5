"""Noun phrases of Universal Dependencies trees, as ``doc.noun_chunks``."""

import pytest
from spacy.language import Language

from kg.language import load


@pytest.fixture(scope="module")
def shipped() -> Language:
    return load()


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Russia delivered 12 new Su-35 fighters to the Egyptian air force.",
         ["Russia", "12 new Su-35 fighters", "the Egyptian air force"]),
        ("Peru's defence minister met Gen. John Smith of the U.S. Army in Lima.",
         ["Peru's defence minister", "Gen. John Smith", "the U.S. Army", "Lima"]),
        ("They bought tanks and a radar.", ["They", "tanks", "a radar"]),
        ("The frigate, a gift from Spain, sank.", ["The frigate", "a gift", "Spain"]),
        ("It came.", ["It"]),
    ],
)
def test_noun_phrases_of_a_sentence(shipped: Language, text: str, phrases: list[str]) -> None:
    assert [chunk.text for chunk in shipped(text).noun_chunks] == phrases


def test_a_span_has_its_own_noun_phrases(shipped: Language) -> None:
    doc = shipped("Peru bought tanks. Chile sold two old ships.")
    second = list(doc.sents)[1]
    assert [(chunk.text, chunk.root.text, chunk.label_) for chunk in second.noun_chunks] == [
        ("Chile", "Chile", "NP"), ("two old ships", "ships", "NP"),
    ]


def test_words_that_are_not_parsed_have_no_noun_phrases(shipped: Language) -> None:
    with pytest.raises(ValueError, match="E029"):
        list(shipped.make_doc("Peru bought tanks.").noun_chunks)
