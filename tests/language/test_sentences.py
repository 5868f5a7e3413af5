"""Sentences begin where edited prose lets them, and the tokens agree with the treebanks."""

from typing import Any

import pytest
from spacy.language import Language

from kg.language import load
from kg.language.sentences import sentence_bounds
from kg.language.tokenizer import blank
from tests.conftest import cases


def _may_begin(text: str) -> list[str]:
    doc = sentence_bounds(blank()(text))
    return [token.text for token in doc[1:] if token.is_sent_start is not False]


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("Peru bought tanks. Chile bought none.", ["Chile"]),
        ("He met Gen. Marcos and Mr. Diaz in Lima.", []),
        ("The deal covers order No. 5 of 2019.", []),
        ("U.S. envoy John R. Bolton met the U.S. president.", ["envoy"][:0]),
        ("The jets went to the U.S. The tanks did not.", ["The"]),
        ("“We sold them.” She would say no more.", ["She"]),
        ("“We sold them,” she said.", []),
        ("Will it arrive? Nobody knows! So be it.", ["Nobody", "So"]),
        ("KARACHI, Nov. 23 - The army got guns.", []),
    ],
)
def test_a_sentence_cannot_begin_behind_a_title_comma_or_word(text: str, beginnings: list[str]) -> None:
    assert _may_begin(text) == beginnings


_TOKENS = pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("state-run", ["state", "-", "run"]),
        ("S-300", ["S-300"]),
        ("Su-30MK2", ["Su-30MK2"]),
        ("Ka-52K, M1A2T", ["Ka-52K", ",", "M1A2T"]),
        ("two C295s, a Ka-52K.", ["two", "C295s", ",", "a", "Ka-52K", "."]),
        ("“We’d sell,” the U.S. isn't sure", ["“", "We", "’d", "sell", ",", "”", "the", "U.S.", "is", "n't", "sure"]),
        ("Kyiv'd probably've won", ["Kyiv", "'d", "probably", "'ve", "won"]),
        ("they cant, O'Neill's", ["they", "ca", "nt", ",", "O'Neill", "'s"]),
        ("M/s Leonardo S.p.A., Italy", ["M/s", "Leonardo", "S.p.A.", ",", "Italy"]),
        ("ground-to-air", ["ground", "-", "to", "-", "air"]),
        ("the U.S. deal", ["the", "U.S.", "deal"]),
        ("Russia’s “old” tanks", ["Russia", "’s", "“", "old", "”", "tanks"]),
        ("tanks—and guns", ["tanks", "—", "and", "guns"]),
        ("can't", ["ca", "n't"]),
        ("CARACAS, March 30 — The jets", ["CARACAS", ",", "March", "30", "—", "The", "jets"]),
        ("MOSCOW -- Russia", ["MOSCOW", "--", "Russia"]),
        ("LIMA (Reuters) – Peru", ["LIMA", "(", "Reuters", ")", "–", "Peru"]),
        ("“Peru’s ‘old’ tanks”", ["“", "Peru", "’s", "‘", "old", "’", "tanks", "”"]),
    ],
)


@_TOKENS
def test_tokens_agree_with_universal_dependencies(text: str, tokens: list[str]) -> None:
    assert [token.text for token in blank()(text)] == tokens


@pytest.mark.parametrize(
    ("text", "must"),
    [
        ("So he said. U.S. envoys left.", ["U.S."]),
        ("He paid. State-owned firms did not.", ["State"]),
        ('It ends in 2026. "We will see," he said.', ['"']),
        ("It ends in 2026. (The first one came.)", ["("]),
        ("It costs 5 million. what a price", []),
        ("He met Gen. Marcos of the U.S. Army.", []),
        ("“Why?” Smith asked.", []),
    ],
)
def test_a_sentence_must_begin_behind_the_full_stop_of_a_word(text: str, must: list[str]) -> None:
    assert [token.text for token in sentence_bounds(blank()(text)) if token.i and token.is_sent_start] == must


@pytest.fixture(scope="module")
def shipped() -> Language:
    return load()


@pytest.mark.parametrize("case", cases("language/boundaries.jsonl"), ids=lambda case: case["text"][:30])
def test_the_shipped_pipeline_finds_sentences(shipped: Language, case: dict[str, Any]) -> None:
    assert [sent[0].text for sent in shipped(case["text"]).sents] == case["starts"]


@_TOKENS
def test_the_shipped_pipeline_cuts_tokens_alike(shipped: Language, text: str, tokens: list[str]) -> None:
    assert [token.text for token in shipped.tokenizer(text)] == tokens
