"""``kg evaluate --seed`` and ``--cases``: what they print, and what they end with."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.evaluate import Gold, read_seed_gold
from kg.settings import SETTINGS
from tests.evaluate.lines import known, line

SAID = "Russia delivered 12 Su-35 fighters to Egypt."


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)


def evaluate(*words: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *words], catch_exceptions=False)


def test_all_of_the_seed_is_found_and_no_trap_taken() -> None:
    result = evaluate("--seed", "--format", "json")
    told = json.loads(result.stdout)
    assert [one["number"] for one in told["relations"] if one["outcome"] != "found" and not one["optional"]] == []
    assert [one["says"] for one in told["traps"] if one["taken"]] == []
    assert (told["counts"]["found"], len(told["relations"]), len(told["traps"])) == (38, 41, 14)
    assert result.exit_code == 0


def _gold(*numbers: str) -> Gold:
    whole = read_seed_gold()
    return replace(whole, relations=tuple(one for one in whole.relations if one.number in numbers))


@pytest.fixture
def read_badly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the reader say something wrong, something that must not be said, and something that nobody asked for."""
    said: list[dict[str, Any]] = [
        line("Ownership", 385, 642, owner=known("China"), owned=known("Cavim")),
        line("Cooperation", 829, 1015, party=[known("Russia"), known("China")]),
        line("Position", 1152, 1306, person=known("Elliott Abrams"), role="envoy", as_of="2018-01-01"),
    ]
    monkeypatch.setattr("kg.resources.Resources.lines", lambda *_: iter(said))
    monkeypatch.setattr("kg.resources.Resources.reader", NoReader())
    monkeypatch.setattr("kg.evaluate.read_seed_gold", lambda: _gold("1.1", "3.4", "7.2", "7.3"))


class NoReader:
    def read(self, _: object) -> list[object]:
        return []


@pytest.mark.usefixtures("read_badly")
def test_a_table_tells_what_is_found_missed_wrong_and_a_trap() -> None:
    result = evaluate("--seed")
    for row in (
        r"1\.1 +Facility .* missed",
        r"3\.4 +Ownership +Venezuela → Cavim +wrong argument; owner: China +right",
        r"7\.2 +Manufacture +Russia → S-300 +missed \(optional\)",
        r"7\.3 +Position +Elliott Abrams → envoy +found +right +wrong: 2018-01-01",
        r"5 +Cooperation\(Russia, China\) from 'along with' +taken; Cooperation \(party Russia and China, asserted\)",
        r"7 +ArmsTransfer\(Russia, Venezuela, S-300\).* +avoided",
        r"meets no gold relation: Cooperation \(party Russia and China, asserted\)",
        r"3 relations: 1 found, 1 wrong argument, 1 missed; 0 of 1 optional ones found, not counted",
        r"14 traps: 1 taken; 1 claim without a gold relation",
        r"speaker right in 1 of 1 found; dates right in 0 of 1 found",
    ):
        assert re.search(row, result.stdout), row
    assert result.exit_code == 1


@pytest.mark.usefixtures("read_badly")
def test_json_tells_the_same() -> None:
    result = evaluate("--seed", "--format", "json")
    told = json.loads(result.stdout)
    assert told["counts"] == {
        "found": 1, "wrong argument": 1, "missed": 1, "optional found": 0, "traps taken": 1
    }
    assert told["scores"] == {"speaker": {"right": 1, "asked": 1}, "dates": {"right": 0, "asked": 1}}
    by_number = {one["number"]: one for one in told["relations"]}
    assert by_number["3.4"]["wrong"] == ["owner"]
    assert by_number["1.1"]["claim"] is None
    assert told["others"] == ["claim/Cooperation-829"]
    assert result.exit_code == 1


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    right = {"supplier": "Russia", "recipient": "Egypt", "equipment": "Su-35", "status": "Delivered"}
    rows = [
        {"construction": "active", "text": SAID, "expect": [right]},
        {"construction": "active", "text": SAID, "expect": [right | {"recipient": "Algeria"}]},
        {"construction": "none", "text": "It rained in Cairo.", "expect": []},
    ]
    (tmp_path / "transfers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


@pytest.mark.usefixtures("cases")
def test_cases_are_scored_by_relation_with_the_first_mistakes() -> None:
    result = evaluate("--cases", ".", "--errors", "1")
    assert re.search(r"ArmsTransfer +3 +1 +0\.50 +0\.50 +1 +– +–", result.stdout)
    assert f"transfers:2  {SAID}" in result.stdout
    assert re.search(r"missed +ArmsTransfer .*'recipient': 'Algeria'", result.stdout)
    assert "spurious  ArmsTransfer (supplier Russia, recipient Egypt, equipment Su-35, asserted)" in result.stdout
    assert result.exit_code == 0


@pytest.mark.usefixtures("cases")
def test_cases_are_told_as_json_too() -> None:
    told = json.loads(evaluate("--cases", ".", "--format", "json").stdout)["ArmsTransfer"]
    assert (told["all"]["precision"], told["all"]["recall"], told["after"]["recall"]) == (0.5, 0.5, None)
    assert [one["case"] for one in told["all"]["errors"]] == ["transfers:2"]


def test_a_folder_without_cases_is_told(tmp_path: Path) -> None:
    (tmp_path / "weather.jsonl").write_text("{}", "utf-8")
    result = evaluate("--cases", ".")
    assert "there is no case file of an extractor in it" in result.stderr
    assert result.exit_code == 3


@pytest.mark.parametrize(
    "words", [[], ["gold.jsonl", "--seed"], ["--seed", "--cases", "."], ["gold.jsonl", "--cases", "."]]
)
def test_one_thing_is_measured_at_a_time(words: list[str]) -> None:
    result = evaluate(*words)
    accepted = "a gold set GOLD.jsonl, --seed, --cases DIR, --linking FILE, or --roles DIR"
    assert result.stderr.strip() == f"kg: give one of these: {accepted}"
    assert result.exit_code == 2
