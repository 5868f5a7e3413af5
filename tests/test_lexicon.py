"""Lexicon files: what is wrong with an entry is told with its file and name."""

from pathlib import Path

import pytest

from kg.errors import DataFileError
from kg.lexicon import read_lexicon

FRAME = """
frames:
  spend:
    relation: ArmsTransfer
    verbs: spend
    roles: {{recipient: subject, equipment: {way}}}
    example: Serbia spent much on jets.
"""


def test_a_preposition_that_yaml_reads_as_yes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lexicon-own.yaml"
    path.write_text(FRAME.format(way="on"), "utf-8")
    with pytest.raises(DataFileError, match="frame 'spend': equipment must be words; put quotes around them"):
        read_lexicon([path])


def test_the_same_in_quotes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lexicon-own.yaml"
    path.write_text(FRAME.format(way='"on"'), "utf-8")
    (frame,) = read_lexicon([path]).frames
    assert frame.roles["equipment"] == ("on",)
