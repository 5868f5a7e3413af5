"""Scores on cases of extractors: what meets an expectation, and which cases came after the rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import DataFileError
from kg.evaluate import Case, late_cases, read_cases, read_keys, score_cases
from tests.conftest import CASES
from tests.evaluate.lines import known, line

KEYS = read_keys()


def case(key: str, *expected: dict[str, Any], construction: str = "active") -> Case:
    return Case(key, "Iran backs Syria.", construction, expected)


def backs(recogniser: str | None, recognised: str, **more: Any) -> dict[str, Any]:
    filled = {"recogniser": recogniser and known(recogniser), "recognised": known(recognised)}
    return line("Recognition", 0, 17, **filled, stance="Backs", **more)


def right(claim: dict[str, Any], expected: dict[str, Any]) -> bool:
    return score_cases([case("a", expected)], {"a": [claim]}, KEYS).right == 1


def test_a_claim_meets_what_names_the_same_in_the_roles_that_it_mentions() -> None:
    claim = backs("Iran", "Syria", status="ongoing")
    assert right(claim, {"recogniser": "Iran", "recognised": "Syria"})
    assert right(claim, {"recogniser": "Iran", "recognised": "Syria", "stance": "Backs", "status": "Ongoing"})
    assert not right(claim, {"recogniser": "Iran", "recognised": "Libya"})
    assert not right(claim, {"recogniser": "Iran", "recognised": "Syria", "stance": "Rejects"})


def test_a_key_argument_that_nobody_expects_is_wrong() -> None:
    assert not right(backs("Iran", "Syria"), {"recognised": "Syria"})
    assert right(backs(None, "Syria"), {"recognised": "Syria"})
    assert right(backs(None, "Syria"), {"recogniser": None, "recognised": "Syria"})


def test_what_says_nothing_of_factuality_is_asserted_where_the_file_speaks_of_it() -> None:
    denied = backs("Iran", "Syria", factuality="denied")
    plain = {"recogniser": "Iran", "recognised": "Syria"}
    assert right(denied, plain)
    assert right(denied, plain | {"factuality": "Denied"})
    cases = [case("a", plain), case("b", plain | {"factuality": "Hedged"})]
    assert score_cases(cases, {"a": [denied]}, KEYS).right == 0


def test_parties_are_compared_in_any_order() -> None:
    claim = line("Contract", 0, 17, party=[known("Rostec"), known("Algeria")])
    assert right(claim, {"party": ["Algeria", "Rostec"]})
    assert not right(claim, {"party": ["Algeria"]})
    assert right(line("Contract", 0, 17, party=known("Algeria")), {"party": ["Algeria"]})


def test_precision_and_recall_are_over_claims_and_mistakes_are_kept() -> None:
    plain = {"recogniser": "Iran", "recognised": "Syria"}
    cases = [case("hit", plain), case("missed", plain), case("look-alike")]
    spurious = backs("Iran", "Libya")
    claims = {"hit": [backs("Iran", "Syria"), spurious], "look-alike": [spurious]}
    score = score_cases(cases, claims, KEYS)
    assert (score.cases, score.negatives, score.expected, score.claimed, score.right) == (3, 1, 2, 3, 1)
    assert score.precision == pytest.approx(1 / 3)
    assert score.recall == pytest.approx(1 / 2)
    assert {m.case.key: (len(m.missed), len(m.spurious)) for m in score.mistakes} == {
        "hit": (0, 1), "missed": (1, 0), "look-alike": (0, 1)
    }


def test_one_claim_meets_one_expectation() -> None:
    plain = {"recogniser": "Iran", "recognised": "Syria"}
    assert score_cases([case("a", plain, plain)], {"a": [backs("Iran", "Syria")]}, KEYS).right == 1


def test_shares_of_nothing_are_none() -> None:
    score = score_cases([case("a")], {}, KEYS)
    assert (score.precision, score.recall, score.mistakes) == (None, None, ())


def test_late_cases_are_those_that_say_so_else_the_last_third() -> None:
    marked = [case("a"), case("b", construction="after"), case("c", construction="after: by"), case("d")]
    assert [one.key for one in late_cases(marked)] == ["b", "c"]
    assert [one.key for one in late_cases([case(str(n)) for n in range(7)])] == ["5", "6"]
    assert late_cases([case("a"), case("b")]) == ()
    assert [one.key for one in late_cases([case("a", construction="aftermath"), case("b"), case("c")])] == ["c"]


def test_a_case_file_is_read_with_the_numbers_of_its_lines(tmp_path: Path) -> None:
    row = {"construction": "active", "text": "Iran backs Syria.", "expect": []}
    (tmp_path / "clients.jsonl").write_text(json.dumps(row) + "\n\n" + json.dumps(row) + "\n", "utf-8")
    assert [one.key for one in read_cases(tmp_path / "clients.jsonl")] == ["clients:1", "clients:3"]


@pytest.mark.parametrize("row", ["{", '{"text": "Iran backs Syria."}', "[1]", "null"])
def test_a_line_that_is_no_case_is_told_with_its_place(tmp_path: Path, row: str) -> None:
    (tmp_path / "clients.jsonl").write_text(row, "utf-8")
    with pytest.raises(DataFileError, match=r"clients\.jsonl:1: a case has construction, text and expect"):
        read_cases(tmp_path / "clients.jsonl")


def test_a_case_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="the cases cannot be read"):
        read_cases(tmp_path / "clients.jsonl")


@pytest.mark.parametrize("path", sorted(CASES.glob("*s.jsonl")), ids=lambda path: path.stem)
def test_the_cases_of_the_project_have_look_alikes_and_a_last_third(path: Path) -> None:
    if path.stem in {"dates", "quantities"}:  # no cases of extractors
        return
    cases = read_cases(path)
    assert sum(not one.expected for one in cases) >= 4
    assert len(late_cases(cases)) >= len(cases) // 4
