"""The reader takes whatever text there is, and what it yields points at the text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.articles import article_of
from kg.extraction import Reader

WORDS = (
    "Russia Peru Moscow the The army has will delivered sold bought ordered asked signed contract deal order sale "
    "of to from for with by and , . - ( ) “ ” 12 two Su-30MK2 T-72 tanks jets frigates Kilo-class submarine it they "
    "which who said Monday 2019 $2 billion Boeing not may reportedly Foreign Military Sale including is be exporting"
).split()


ODD = ["Nothing here.", "?", "a", "Peru", "$", "12", "“", "- - -", "TANKS\n\n\nPERU", "Ünïcödé 中文."]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_read(reader: Reader, text: str) -> None:
    (read,) = reader.read([article_of(text, key="odd")])
    assert read.claims == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
def test_any_order_of_words_is_read_and_offsets_point_at_the_sentence(reader: Reader, words: list[str]) -> None:
    text = " ".join(words)
    (read,) = reader.read([article_of(text, key="random", date="2019-03-30")])
    for claim in read.claims:
        for evidence in claim.evidence:
            assert text[evidence.start : evidence.end] == evidence.sentence
            assert all(text[m.start : m.end] == m.text for m in evidence.mentions)


def test_no_extractor_fails_on_any_order_of_words(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    for start in range(0, len(WORDS), 3):
        text = " ".join(WORDS[start:] + WORDS[:start])
        list(reader.read([article_of(text, key="rotated", date="2019-03-30")]))
    assert caplog.records == []
