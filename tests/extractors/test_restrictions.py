"""Embargoes, sanctions and licences withheld; other bans, blocked roads and approval are none."""

from collections.abc import Mapping
from typing import Any

import pytest

from kg.extraction import Reader
from kg.lexicon import Frame
from tests.conftest import cases
from tests.extractors.told import claims_in, frames_in, marked, told

CASES = cases("restrictions.jsonl")
ROLES = ("imposer", "target", "kind")


@pytest.mark.parametrize("case", marked(CASES))
def test_a_sentence_yields_its_restrictions_and_no_others(reader: Reader, case: Mapping[str, Any]) -> None:
    found = [told(claim, ROLES) for claim in claims_in(reader, case["text"], "Restriction")]
    assert sorted(found, key=str) == sorted(case["expect"], key=str)


@pytest.mark.parametrize("frame", frames_in("restrictions"), ids=lambda frame: frame.id)
def test_a_trigger_finds_its_example(reader: Reader, frame: Frame) -> None:
    claims = claims_in(reader, frame.example, "Restriction")
    assert {claim.evidence[0].rule.split("+")[0] for claim in claims} == {frame.id}
