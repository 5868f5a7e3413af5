"""The passages that the second reader is trained on, and how goods in them become targets.  Training needs torch."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate import read_passages
from kg.extraction import Reader
from kg.language import weights
from kg.language.network.pairs import STATUSES
from kg.language.network.parameters import read
from kg.language.network.wordpiece import WordPieces
from kg.training.examples import UNSURE, Example, examples

FOLDER = Path(__file__).parent.parent / "kg" / "training" / "passages"
FILES = sorted(FOLDER.glob("*.jsonl"))
STATUSES_OF_GOLD = {"delivered", "ordered", "planned", "offered", "requested", "refused", "denied", "unspecified"}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_passages_quote_what_they_say(file: Path) -> None:
    for passage in read_passages(file):
        for gold in (*passage["transfers"], *passage.get("optional", ())):
            assert gold["sentence"] in passage["text"], passage["id"]
            assert gold["equipment"], passage["id"]
            assert gold["status"] in STATUSES_OF_GOLD, passage["id"]
            assert gold["date"] is None or DATE.match(gold["date"]), passage["id"]


def test_no_passage_is_told_twice_and_none_is_one_of_the_development_set() -> None:
    passages = [passage for file in FILES for passage in read_passages(file)]
    assert len({passage["id"] for passage in passages}) == len(passages)
    texts = {passage["text"] for passage in passages}
    assert len(texts) == len(passages)
    development = Path(__file__).parent / "cases" / "dev.jsonl"
    assert texts.isdisjoint(json.loads(line)["text"] for line in development.read_text("utf-8").splitlines())


def _example(reader: Reader, text: str, *transfers: Mapping[str, Any]) -> Example:
    gold = {"id": "x", "date": None, "text": text, "transfers": list(transfers)}
    (made,) = examples([gold], reader, WordPieces(read(weights() / "arms_network").pieces))
    return made


def _gold(sentence: str, **changes: Any) -> dict[str, Any]:
    return {"supplier": ["Poland"], "recipient": ["Chad"], "equipment": ["tanks"], "status": "delivered",
            "sentence": sentence, **changes}  # fmt: skip


def test_goods_are_targets_with_the_columns_of_their_parties(reader: Reader) -> None:
    text = "Poland sent tanks to Chad, and rifles lay about."
    tanks, rifles = _example(reader, text, _gold(text)).targets
    assert (tanks.told, list(tanks.suppliers), list(tanks.recipients)) == (1.0, [0], [1])
    assert STATUSES[tanks.status] == "Delivered"
    assert rifles.told == 0.0


def test_the_same_goods_in_another_sentence_are_left_open(reader: Reader) -> None:
    told = "Poland sent tanks to Chad."
    here, there = _example(reader, f"{told} Peru has tanks.", _gold(told)).targets
    assert (here.told, there.told) == (1.0, UNSURE)


def test_who_is_not_stated_is_nobody_and_a_denial_is_a_status(reader: Reader) -> None:
    text = "Chad denied that it had been sent tanks."
    (tanks,) = _example(reader, text, _gold(text, supplier=[], status="denied")).targets
    assert list(tanks.suppliers) == [len(_example(reader, text).marked.parties)]
    assert STATUSES[tanks.status] == "Denied"


def test_a_passage_without_transfers_is_silent(reader: Reader) -> None:
    made = _example(reader, "Poland showed tanks in Chad.")
    assert made.silent
    assert [target.told for target in made.targets] == [0.0]
