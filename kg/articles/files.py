"""Reads articles from files, folders and standard input.

What comes in: paths.  What goes out: ``Article`` records, each key once.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias

from kg.articles.article import LARGEST, article_of
from kg.errors import ArticleError
from kg.model import Article

__all__ = ["SUFFIXES", "OnError", "read_articles"]

SUFFIXES = (".txt", ".jsonl")
"""Kinds of files that are read from folders."""
OnError: TypeAlias = Callable[[ArticleError], None]
"""What is called with an article that cannot be read; reading goes on."""

_LARGEST_FILE = 4 * LARGEST  # bytes of one text: UTF-8 has at most four a character
_LARGEST_LINE = 12 * LARGEST  # bytes of one record: JSON writes an emoji as two times \uXXXX


def read_articles(
    paths: Iterable[str | Path], *, on_error: OnError | None = None
) -> Iterator[Article]:
    """Yield the articles of files, folders (sorted, with sub-folders) and ``-`` (standard input).

    An article that comes twice, word for word, is yielded once.

    Args:
        paths: what to read; ``.txt`` is one article, ``.jsonl`` one a line.
        on_error: called with what cannot be read, and reading goes on; None raises it.

    Raises:
        ArticleError: something cannot be read, and ``on_error`` is None.
    """
    seen: dict[str, tuple[bytes, str]] = {}
    for source in _sources(paths, on_error):
        for article in _read(source, on_error):
            known = seen.get(article.key)
            if known is None:
                seen[article.key] = (_digest(article), article.source)
                yield article
            elif known[0] != _digest(article):
                _report(
                    on_error,
                    f"{article.source}: the key {article.key!r} already stands for "
                    f"another article, in {known[1]}; give one an id of its own",
                )


def _digest(article: Article) -> bytes:
    told = (article.text, str(article.date), str(article.title), str(article.url))
    return hashlib.sha256("\x1f".join(told).encode()).digest()


def _report(on_error: OnError | None, message: str) -> None:
    error = ArticleError(message)
    if on_error is None:
        raise error
    on_error(error)


def _sources(paths: Iterable[str | Path], on_error: OnError | None) -> Iterator[Path | None]:
    """Yield files; None is standard input."""
    for path in map(str, paths):
        try:
            if path == "-":
                yield None
            elif Path(path).is_dir():
                yield from _files(path)
            else:
                yield _file(Path(path))
        except ArticleError as error:
            _report(on_error, str(error))
        except OSError as error:
            _report(on_error, f"{error.filename or path}: cannot be read: {error.strerror}")


def _file(path: Path) -> Path:
    path.stat()
    if path.suffix.lower() not in SUFFIXES:
        raise ArticleError(f"{path}: is of no known kind; accepted are {', '.join(SUFFIXES)}")
    return path


def _files(folder: str) -> list[Path]:
    """Return the files of a folder that are articles, sorted, or say why there are none."""
    found: list[Path] = []
    for place, _, names in os.walk(folder, onerror=_fail):
        paths = (Path(place, name) for name in names)
        found.extend(p for p in paths if p.suffix.lower() in SUFFIXES and p.is_file())
    if not found:
        raise ArticleError(f"{folder}: holds no articles ({', '.join(SUFFIXES)})")
    return sorted(found)


def _fail(error: OSError) -> None:
    raise error


def _read(path: Path | None, on_error: OnError | None) -> Iterator[Article]:
    place = "-" if path is None else str(path)
    try:
        if path is None:
            yield from _read_stdin(sys.stdin.buffer, on_error)
        elif path.suffix.lower() == ".jsonl":
            with path.open("rb") as stream:
                yield from _read_lines(stream, place, on_error)
        else:
            with path.open("rb") as stream:
                yield article_of(_text(stream, place), key=path.name, source=place)
    except ArticleError as error:
        _report(on_error, str(error))
    except OSError as error:
        _report(on_error, f"{place}: cannot be read: {error.strerror}")


def _text(stream: IO[bytes], place: str) -> str:
    raw = stream.read(_LARGEST_FILE + 1)
    if len(raw) > _LARGEST_FILE:
        raise ArticleError(f"{place}: a text has at most {_LARGEST_FILE:,} bytes; this has more")
    return _decoded(raw, place)


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{place}: byte {error.start} is no UTF-8; articles are UTF-8 text"
        ) from error


def _read_stdin(stream: IO[bytes], on_error: OnError | None) -> Iterator[Article]:
    """Read standard input: lines of JSON where the first character says so, else one text."""
    first = stream.peek(1) if hasattr(stream, "peek") else b""
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _read_lines(stream, "-", on_error)
    else:
        yield article_of(_text(stream, "-"), source="-")


def _read_lines(stream: IO[bytes], place: str, on_error: OnError | None) -> Iterator[Article]:
    for number, line in enumerate(_lines(stream), 1):
        if not line.strip():
            continue
        try:
            yield _from_record(line.removeprefix(b"\xef\xbb\xbf"), f"{place}:{number}")
        except ArticleError as error:
            _report(on_error, str(error))


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines; of one that is too long only the beginning, so that memory cannot fill up."""
    while line := stream.readline(_LARGEST_LINE):
        yield line
        while len(line) == _LARGEST_LINE and not line.endswith(b"\n"):
            line = stream.readline(_LARGEST_LINE)


def _from_record(line: bytes, place: str) -> Article:
    record = _record(line, place)
    values = {key: _text_or_none(record, key, place) for key in ("id", "url", "title", "date")}
    key = values["url"] or values["id"]
    if key is None:
        raise ArticleError(f"{place}: has neither 'id' nor 'url'; an article needs one of them")
    return article_of(
        record["text"],
        key=key,
        date=values["date"],
        title=values["title"],
        url=values["url"],
        source=place,
    )


def _record(line: bytes, place: str) -> dict[str, Any]:
    try:
        record = json.loads(_decoded(line, place))
    except json.JSONDecodeError as error:
        raise ArticleError(f"{place}: is no JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a deep nest
        raise ArticleError(f"{place}: is no JSON that can be read: {error}") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ArticleError(
            f"{place}: is no article; a line is an object with a 'text', and an 'id' or 'url'"
        )
    return record


def _text_or_none(record: dict[str, Any], key: str, place: str) -> str | None:
    value = record.get(key)
    if value is None or value == "":
        return None
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ArticleError(f"{place}: {key!r} is of type {type(value).__name__}; it is a text")
    return value
