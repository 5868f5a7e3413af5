"""``kg evaluate --linking``: what it counts as right, and that the names of the cases are read so."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.articles import article_of
from kg.cli import cli
from kg.errors import DataFileError
from kg.evaluate import LinkPassage, LinkScores, read_links, score_links
from kg.model import Mention
from kg.resources import Resources
from kg.settings import SETTINGS, Settings
from kg.terms import ID

CASES = Path(__file__).parents[1] / "cases" / "linking.jsonl"
KNOWN_MISSES = {("own-29", "shells"), ("own-39", "Ostrava 3A radars")}
"""A class noun that is a word for much else; a designation behind the name of a town."""
TEXT = "Moscow sold Su-30s to Peru. Moscow is cold."


def passage(*mentions: Mapping[str, object], text: str = TEXT) -> str:
    return json.dumps({"id": "x-1", "text": text, "mentions": mentions})


def gold(tmp_path: Path, *mentions: Mapping[str, object]) -> tuple[LinkPassage, ...]:
    path = tmp_path / "gold.jsonl"
    path.write_text(passage(*mentions))
    return read_links(path)


def link(start: int, words: str, iri: str, reason: str = "exact", kind: str = "State") -> Mention:
    return Mention(kind, start, start + len(words), words, ID + iri if iri else "", reason)


def scored(passages: Sequence[LinkPassage], *links: Mention) -> LinkScores:
    return score_links(passages, {"x-1": links})


def test_a_link_is_right_where_overlapping_words_have_the_same_iri(tmp_path: Path) -> None:
    passages = gold(
        tmp_path,
        {"text": "Moscow", "iri": "russia", "reason": "capital"},
        {"text": "Su-30s", "iri": "su-30", "reason": "designation", "equipment": True},
        {"text": "Moscow", "nth": 2, "iri": None, "reason": "unknownName"},
        {"text": "Peru", "iri": "peru", "reason": "exact"},
    )
    scores = scored(
        passages,
        link(0, "Moscow", "russia", "capital"),
        link(7, "sold Su-30s", "su-30", "alias", "EquipmentType"),
        link(28, "Moscow", "russia", "capital"),
        link(22, "Peru", "", "unknownName"),
    )
    assert scores.all == (2, 4)
    assert scores.by_group == {"x": (2, 4)}
    assert scores.by_reason == {"capital": (1, 1), "designation": (1, 1), "unknownName": (0, 1), "exact": (0, 1)}
    assert scores.reasons == (1, 2)
    assert scores.equipment == (1, 1)
    assert scores.tied == (2, 3)
    assert [(one.gold.start, one.found) for one in scores.wrong] == [(28, ID + "russia"), (22, "")]


def test_a_link_that_nobody_asked_for_counts_against_precision(tmp_path: Path) -> None:
    scores = scored(gold(tmp_path), link(0, "Moscow", "russia"))
    assert (scores.all, scores.tied) == ((0, 0), (0, 1))


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"id": "x", "text": "a"}',
        '{"id": "x", "text": "a", "mentions": [{"text": "a"}]}',
        passage({"text": "Lima", "iri": "peru", "reason": "capital"}),
        passage({"text": "Peru", "nth": 2, "iri": "peru", "reason": "exact"}),
    ],
)
def test_what_is_no_passage_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(passage() + "\n" + line)
    with pytest.raises(DataFileError, match=r"gold\.jsonl:2: a passage has id, text and mentions"):
        read_links(path)


def test_names_look_alikes_and_descriptions_are_tied_as_the_cases_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    passages = [one for one in read_links(CASES) if one.group == "own"]
    articles = [article_of(one.text, key=one.key, date=None) for one in passages]
    links = {article.key: found for article, found in Resources(Settings.read({})).linking().links(articles)}
    scores = score_links(passages, links)
    assert len(passages) >= 60
    assert {(one.passage, one.gold.text) for one in scores.wrong} == KNOWN_MISSES


def test_the_command_tells_shares_and_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    path = tmp_path / "gold.jsonl"
    path.write_text(
        passage(
            {"text": "Moscow", "iri": "russia", "reason": "capital"},
            {"text": "Su-30s", "iri": "su-30", "reason": "designation", "equipment": True},
        )
    )
    result = CliRunner().invoke(
        cli, ["evaluate", "--linking", str(path), "--format", "json"], catch_exceptions=False
    )
    told = json.loads(result.stdout)
    assert told["scores"]["mentions"] == {"right": 2, "of": 2}
    assert told["scores"]["equipment"] == {"right": 1, "of": 1}
    assert 0 < told["start_seconds"] < 30
