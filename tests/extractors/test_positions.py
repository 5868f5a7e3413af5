"""Who holds which office, by title, apposition and verb; what somebody is recognised as is none."""

from collections.abc import Mapping
from typing import Any

import pytest

from kg.extraction import Reader
from kg.lexicon import Frame
from tests.conftest import cases
from tests.extractors.told import claims_in, frames_in, marked, stated

CASES = cases("positions.jsonl")
KEYS = ("person", "role")


@pytest.mark.parametrize("case", marked(CASES))
def test_a_sentence_yields_its_positions_and_no_others(reader: Reader, case: Mapping[str, Any]) -> None:
    found = claims_in(reader, case["text"], "Position")
    assert stated(found, KEYS, case["expect"]) == case["expect"]


@pytest.mark.parametrize("frame", frames_in("positions"), ids=lambda frame: frame.id)
def test_a_trigger_finds_its_example(reader: Reader, frame: Frame) -> None:
    claims = claims_in(reader, frame.example, "Position")
    assert {claim.evidence[0].rule.split("+")[0] for claim in claims} == {frame.id}
