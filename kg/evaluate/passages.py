"""Reads gold passages: texts with the transfers that they tell of.

What comes in: a file of JSON lines, each with ``id``, ``text``, ``transfers`` and perhaps ``date``.  What goes out: the
passages as they are, and the articles that are read.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.articles import article_of
from kg.errors import DataFileError
from kg.model import Article

__all__ = ["article_of_passage", "read_passages"]

_NEEDED = ("id", "text", "transfers")


def read_passages(path: Path) -> list[dict[str, Any]]:
    """Read gold passages.

    Raises:
        DataFileError: the file cannot be read, or a line is no passage.
    """
    try:
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: the gold set cannot be read: {error}") from error
    return [_passage(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]


def article_of_passage(passage: Mapping[str, Any], source: str) -> Article:
    """Return a passage as the article that is read."""
    return article_of(passage["text"], key=passage["id"], date=passage.get("date"), source=source)


def _passage(line: str, place: str) -> dict[str, Any]:
    try:
        passage = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataFileError(f"{place}: is no JSON: {error.msg} at column {error.colno}") from error
    missing = [key for key in _NEEDED if key not in passage]
    if missing:
        raise DataFileError(f"{place}: a gold passage has id, text and transfers; this lacks {', '.join(missing)}")
    return dict(passage)
