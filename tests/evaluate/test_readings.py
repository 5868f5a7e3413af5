"""Gold readings: the shipped one fits the shipped article, and one with a mistake is told."""

import json
from pathlib import Path

import pytest

from kg.errors import DataFileError
from kg.evaluate import read_seed_gold
from kg.settings import shipped
from kg.terms import Vocabulary

GOLD = read_seed_gold()
FILE = Path(__file__).parents[2] / "kg" / "evaluate" / "gold" / "seed.json"


def test_its_offsets_are_those_of_the_article() -> None:
    text = (shipped("seeds") / GOLD.article).read_text("utf-8")
    for one in json.loads(FILE.read_text("utf-8"))["sentences"]:
        assert text[one["start"] : one["end"]] == one["sentence"]
        for entity in one["entities"]:
            assert entity["surface"].casefold() in one["sentence"].casefold()


def test_its_types_and_key_arguments_are_those_of_the_vocabulary(vocabulary: Vocabulary) -> None:
    assert set(GOLD.keys) == set(vocabulary.key_arguments)
    for keys in GOLD.keys.values():
        assert {role for key in keys for role in key.split("|")} <= vocabulary.terms


def test_who_says_it_is_kept_and_the_articles_voice_is_nobody() -> None:
    by_number = {one.number: one for one in GOLD.relations}
    assert by_number["8.1"].speakers == ("Kremlin", "Ministry of Foreign Affairs of Russia")
    assert by_number["1.2"].speakers == ()
    assert [one.number for one in GOLD.relations if one.speaker_optional] == ["10.9"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no JSON"),
        ("{}", "a reading without 'sentences'"),
        ('{"sentences": [{"index": 1}]}', "a reading without 'start'"),
    ],
)
def test_a_reading_with_a_mistake_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "seed.json").write_text(text, "utf-8")
    with pytest.raises(DataFileError, match=f"seed.json: .*{told}"):
        read_seed_gold(tmp_path / "seed.json")


def test_a_reading_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="the reading cannot be read"):
        read_seed_gold(tmp_path / "seed.json")
