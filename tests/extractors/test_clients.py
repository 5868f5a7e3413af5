"""Who is a regular customer of whom; ranks in the world and launch customers are none."""

from collections.abc import Mapping
from typing import Any

import pytest

from kg.extraction import Reader
from kg.lexicon import Frame
from tests.conftest import cases
from tests.extractors.told import claims_in, frames_in, marked, stated

CASES = cases("clients.jsonl")
KEYS = ("supplier", "client")


@pytest.mark.parametrize("case", marked(CASES))
def test_a_sentence_yields_its_clients_and_no_others(reader: Reader, case: Mapping[str, Any]) -> None:
    found = claims_in(reader, case["text"], "ClientRelationship")
    assert stated(found, KEYS, case["expect"]) == case["expect"]


@pytest.mark.parametrize("frame", frames_in("clients"), ids=lambda frame: frame.id)
def test_a_trigger_finds_its_example(reader: Reader, frame: Frame) -> None:
    claims = claims_in(reader, frame.example, "ClientRelationship")
    assert {claim.evidence[0].rule.split("+")[0] for claim in claims} == {frame.id}
