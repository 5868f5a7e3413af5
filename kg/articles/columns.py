"""Says which column or key of an export holds what of an article, and makes drafts of its records.

What comes in: ``text=body,date=published``; records with whatever keys they have.  What goes out: ``Draft``, or an
error that names the keys that there are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.articles.sources import Draft, Found, Source
from kg.errors import ArticleError, UsageError

__all__ = ["FIELDS", "draft_of", "read_columns"]

FIELDS = ("text", "id", "url", "title", "date", "publisher", "author", "language")
"""What an export may tell of an article; it is looked for under these names unless the mapping has others."""

_SHOWN = 12  # keys of a record that a message lists
_MANDATORY = "text"


def read_columns(typed: Iterable[str]) -> dict[str, str]:
    """Return a mapping of fields to columns as it is typed: ``("text=body,date=published",)``.

    A key inside another one is named with a dot: ``text=content.body``.

    Raises:
        UsageError: it is no such mapping, or names a field that articles do not have.
    """
    columns: dict[str, str] = {}
    for pair in (pair for one in typed for pair in one.split(",") if pair.strip()):
        name, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or not column or name not in FIELDS:
            raise UsageError(
                f"--map {pair.strip()!r} is no mapping; it takes FIELD=COLUMN,… with the fields {', '.join(FIELDS)}"
            )
        columns[name] = column
    return columns


def draft_of(record: Mapping[str, Any], source: Source, place: str) -> Found:
    """Return what a record tells of an article."""
    try:
        values = {name: _text(record, source.columns.get(name, name), place) for name in FIELDS if name != "text"}
        return Draft(
            text=_prose(record, source.columns.get(_MANDATORY, _MANDATORY), place),
            place=place,
            key=_key(values, source, place),
            url=values["url"],
            title=values["title"],
            date=values["date"],
            publisher=values["publisher"],
            author=values["author"],
            language=values["language"],
        )
    except ArticleError as error:
        return error


def _prose(record: Mapping[str, Any], column: str, place: str) -> str:
    text = _value(record, column)
    if isinstance(text, str):
        return text
    known = ", ".join(map(repr, list(record)[:_SHOWN])) + (", …" if len(record) > _SHOWN else "")
    raise ArticleError(
        f"is no article: it has no text under {column!r}, but {known or 'nothing'}",
        place=place,
        advice="--map text=COLUMN says where the text is",
    )


def _key(values: Mapping[str, str | None], source: Source, place: str) -> str:
    key = values["url"] or values["id"]
    if key is None:
        wanted = " nor ".join(repr(source.columns.get(name, name)) for name in ("id", "url"))
        advice = "an article needs one of them; --map id=COLUMN says which it is"
        raise ArticleError(f"has neither {wanted}", place=place, advice=advice)
    return key


def _value(record: Mapping[str, Any], column: str) -> Any:
    """Return what stands under a key, or under a path of keys such as ``content.body``."""
    if column in record:
        return record[column]
    found: Any = record
    for key in column.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _text(record: Mapping[str, Any], column: str, place: str) -> str | None:
    value = _value(record, column)
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and column != "date":
        return str(value)
    if not isinstance(value, str):
        raise ArticleError(f"{column!r} is of type {type(value).__name__}", place=place, advice="it is a text")
    return value if value.strip() else None
