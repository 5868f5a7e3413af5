"""What many tests share: the shipped data, the reader with its pipeline, and a way to build a ``Doc`` by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg.extraction import Reader, open_reader
from kg.gazetteer import Gazetteer, gazetteer_files, read_gazetteer
from kg.settings import shipped
from kg.terms import DEFAULT_BASE, Vocabulary

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """Return the lines of a case file."""
    lines = (CASES / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.read(shipped("ontology") / "arms.ttl")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return read_gazetteer(gazetteer_files(shipped("ontology")))


@pytest.fixture(scope="session")
def reader(gazetteer: Gazetteer, vocabulary: Vocabulary) -> Reader:
    return open_reader(
        pipeline="",
        gazetteer=gazetteer,
        vocabulary=vocabulary,
        lexicons=sorted(shipped("ontology").glob("lexicon-*.yaml")),
        base=DEFAULT_BASE,
    )
