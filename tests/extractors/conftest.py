"""Extractors are tested by their rules alone: what the second reader adds to them has tests of its own."""

import pytest

from kg.extraction import Reader


@pytest.fixture(scope="session")
def reader(reader: Reader) -> Reader:
    return reader.by_rules()
