"""Every construction of the checklist yields its transfers, look-alikes none, and every trigger finds its example."""

from collections.abc import Mapping
from typing import Any

import pytest

from kg.articles import article_of
from kg.extraction import Reader
from kg.lexicon import Frame, Lexicon, read_lexicon
from kg.model import Claim
from kg.settings import shipped
from tests.conftest import cases

CASES = cases("transfers.jsonl")
LEXICON: Lexicon = read_lexicon([shipped("ontology") / f"lexicon-{name}.yaml" for name in ("modality", "transfers")])


def _claims(reader: Reader, text: str) -> list[Claim]:
    (read,) = reader.read([article_of(text, key="case", date="2020-07-01")])
    return [claim for claim in read.claims if claim.type == "ArmsTransfer"]


def _told(claim: Claim) -> Mapping[str, Any]:
    told: dict[str, Any] = {role: _label(claim, role) for role in ("supplier", "recipient", "equipment")}
    return {**told, "status": claim.status}


def _label(claim: Claim, role: str) -> str | None:
    return next((entity.label for entity in claim.entities(role)), None)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['construction']}-{number}" for number, case in enumerate(CASES)])
def test_a_construction_yields_its_transfers_and_no_others(reader: Reader, case: Mapping[str, Any]) -> None:
    found = [_told(claim) for claim in _claims(reader, case["text"])]
    assert sorted(found, key=str) == sorted(case["expect"], key=str)


@pytest.mark.parametrize("frame", LEXICON.frames, ids=lambda frame: frame.id)
def test_a_trigger_finds_its_example(reader: Reader, frame: Frame) -> None:
    claims = _claims(reader, frame.example)
    assert [claim.evidence[0].rule.split("+")[0] for claim in claims] == [frame.id]
    assert all(claim.arguments[role] for claim in claims for role in frame.needs)
