"""Reads articles from files, folders and standard input, and gives each its key.

What comes in: paths.  What goes out: ``Article`` records; their text is exactly what the file holds, so that offsets are
code points of the file.  One unreadable article costs nothing but itself where the caller says so.
"""

import datetime as dt
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.errors import ArticleError
from kg.model import Article

__all__ = ["SUFFIXES", "article_of", "read_articles"]

SUFFIXES = (".txt", ".jsonl")
"""Kinds of files that are read from folders."""
_HEADER = re.compile(r"^\s*date (\d{4}-\d\d-\d\d)\s+")
_LARGEST = 20_000_000  # characters of one article; a book has a million
_LARGEST_FILE = 4_000_000_000  # bytes

OnError = Callable[[ArticleError], None]


def read_articles(paths: Iterable[str | Path], *, on_error: OnError | None = None) -> Iterator[Article]:
    """Yield the articles of files, folders (sorted, with their sub-folders) and ``-`` (standard input).

    Args:
        paths: what to read; ``.txt`` is one article, ``.jsonl`` one a line.
        on_error: called with what cannot be read, and reading goes on; None raises it.

    Raises:
        ArticleError: something cannot be read, and ``on_error`` is None.
    """
    seen: dict[str, str] = {}
    for source in _sources(paths, on_error):
        for article in _read(source, on_error):
            if article.key in seen and seen[article.key] != article.text:
                _report(on_error, f"{article.source}: the key {article.key!r} was already used by another article")
            elif article.key not in seen:
                seen[article.key] = article.text
                yield article


def article_of(text: str, *, key: str, date: str | dt.date | None = None, source: str = "", **more: Any) -> Article:  # noqa: ANN401 - title and url
    """Return a text as an article; a ``date YYYY-MM-DD`` header is used where no date is given.

    Raises:
        ArticleError: the text is empty or too long, or a date is none.
    """
    place = source or key
    if "\x00" in text:
        raise ArticleError(f"{place}: holds a NUL character at offset {text.index(chr(0))}; this is no text")
    if len(text) > _LARGEST:
        raise ArticleError(f"{place}: {len(text):,} characters; an article has at most {_LARGEST:,}")
    header = _HEADER.match(text)
    start = header.end() if header else 0
    if not text[start:].strip():
        raise ArticleError(f"{place}: is empty")
    day = _day(date, place) or (_day(header.group(1), place) if header else None)
    return Article(key=key, text=text, body_start=start, date=day, source=source, **more)


def _day(value: str | dt.date | None, place: str) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value[:10])
    except (ValueError, TypeError) as error:
        raise ArticleError(f"{place}: {value!r} is no date; a date is YYYY-MM-DD") from error


def _report(on_error: OnError | None, message: str) -> None:
    error = ArticleError(message)
    if on_error is None:
        raise error
    on_error(error)


def _sources(paths: Iterable[str | Path], on_error: OnError | None) -> Iterator[Path | None]:
    """Yield files; None is standard input."""
    for path in map(str, paths):
        if path == "-":
            yield None
        elif Path(path).is_dir():
            found = sorted(p for p in Path(path).rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            if not found:
                _report(on_error, f"{path}: holds no articles ({', '.join(SUFFIXES)})")
            yield from found
        elif not Path(path).exists():
            _report(on_error, f"{path}: no such file or folder")
        elif Path(path).suffix.lower() not in SUFFIXES:
            _report(on_error, f"{path}: is of no known kind; accepted are {', '.join(SUFFIXES)}")
        else:
            yield Path(path)


def _read(path: Path | None, on_error: OnError | None) -> Iterator[Article]:
    try:
        if path is None:
            yield from _read_stdin(on_error)
        elif path.suffix.lower() == ".jsonl":
            with path.open("rb") as lines:
                yield from _read_lines(lines, str(path), on_error)
        else:
            yield _read_text(path)
    except ArticleError as error:
        if on_error is None:
            raise
        on_error(error)
    except OSError as error:
        _report(on_error, f"{path}: cannot be read: {error.strerror}")


def _read_text(path: Path) -> Article:
    if path.stat().st_size > _LARGEST_FILE:
        raise ArticleError(f"{path}: {path.stat().st_size:,} bytes; a file has at most {_LARGEST_FILE:,}")
    text = _decoded(path.read_bytes(), str(path))
    return article_of(text, key=path.name, source=str(path))


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(f"{place}: byte {error.start} is no UTF-8; articles are UTF-8 text") from error


def _read_stdin(on_error: OnError | None) -> Iterator[Article]:
    """Read standard input: lines of JSON where the first character says so, else one text."""
    stream = sys.stdin.buffer
    if stream.peek(1)[:1] == b"{" if hasattr(stream, "peek") else False:
        yield from _read_lines(stream, "-", on_error)
    else:
        yield article_of(_decoded(stream.read(), "-"), key="-", source="-")


def _read_lines(lines: Iterable[bytes], place: str, on_error: OnError | None) -> Iterator[Article]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _from_record(line, f"{place}:{number}")
        except ArticleError as error:
            if on_error is None:
                raise
            on_error(error)


def _from_record(line: bytes, place: str) -> Article:
    try:
        record = json.loads(_decoded(line, place))
    except json.JSONDecodeError as error:
        raise ArticleError(f"{place}: is no JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ArticleError(f"{place}: is no article; a line is an object with a 'text', and an 'id' or 'url'")
    values = {key: _text_or_none(record, key, place) for key in ("id", "url", "title", "date")}
    key = values["url"] or values["id"]
    if key is None:
        raise ArticleError(f"{place}: has neither 'id' nor 'url'; an article needs one to be told apart")
    return article_of(
        record["text"], key=key, date=values["date"], source=place, title=values["title"], url=values["url"]
    )


def _text_or_none(record: dict[str, Any], key: str, place: str) -> str | None:
    value = record.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, int) and key == "id":
        return str(value)
    if not isinstance(value, str):
        raise ArticleError(f"{place}: {key!r} is {type(value).__name__}; it is a text")
    return value
