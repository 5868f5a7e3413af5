"""Who recognises, backs or rejects whom in an office; support for plans and merit recognised are none."""

from collections.abc import Mapping
from typing import Any

import pytest

from kg.extraction import Reader
from kg.lexicon import Frame
from tests.conftest import cases
from tests.extractors.told import claims_in, frames_in, marked, told

CASES = cases("recognitions.jsonl")
ROLES = ("recogniser", "recognised", "stance")


@pytest.mark.parametrize("case", marked(CASES))
def test_a_sentence_yields_its_recognitions_and_no_others(reader: Reader, case: Mapping[str, Any]) -> None:
    found = [told(claim, ROLES) for claim in claims_in(reader, case["text"], "Recognition")]
    assert sorted(found, key=str) == sorted(case["expect"], key=str)


@pytest.mark.parametrize("frame", frames_in("recognitions"), ids=lambda frame: frame.id)
def test_a_trigger_finds_its_example(reader: Reader, frame: Frame) -> None:
    claims = claims_in(reader, frame.example, "Recognition")
    assert {claim.evidence[0].rule.split("+")[0] for claim in claims} == {frame.id}
