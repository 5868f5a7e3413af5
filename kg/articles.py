"""Reads articles from files, folders and standard input, and gives each its key.

What comes in: paths.  What goes out: ``Article`` records; their text is exactly what the file
holds, so that offsets are code points of the file.  One unreadable article costs nothing but itself
where the caller says so.
"""

import datetime as dt
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias
from urllib.parse import quote

from kg.errors import ArticleError
from kg.model import Article

__all__ = ["SUFFIXES", "OnError", "article_of", "read_articles"]

SUFFIXES = (".txt", ".jsonl")
"""Kinds of files that are read from folders."""
OnError: TypeAlias = Callable[[ArticleError], None]
"""What is called with an article that cannot be read; reading goes on."""

_HEADER = re.compile(r"\ufeff?\s*date (\d{4}-\d\d-\d\d)(?:\s+|\Z)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?=[T ]|\Z)")
_HOST = r"(https?://)([^\s/?#@:\[\]]+(?::\d*)?)"
_URL = re.compile(_HOST + r"([/?][^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
_IRI_SAFE = "!$&'()*+,/:;=?@~"  # what a URL may hold beside letters, digits, "_", "." and "-"
_PERCENT = re.compile(r"(%[0-9A-Fa-f]{2})")
_LARGEST = 20_000_000  # characters of one article; a book has a million
_LARGEST_FILE = 4 * _LARGEST  # bytes of one text: UTF-8 has at most four a character
_LARGEST_LINE = 12 * _LARGEST  # bytes of one record: JSON writes an emoji as two times \uXXXX


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
                _report(on_error, f"{article.source}: the key {article.key!r} already stands for "
                                  f"another article, in {known[1]}; give one an id of its own")


def article_of(
    text: str,
    *,
    key: str | None = None,
    date: str | dt.date | None = None,
    title: str | None = None,
    url: str | None = None,
    source: str = "",
) -> Article:
    """Return a text as an article; its ``date YYYY-MM-DD`` header counts where no date is given.

    Args:
        text: the whole text.
        key: what identifies it; where it has no key it is known by the digest of its text.
        date: publication date.
        title: headline.
        url: address; what an IRI may not hold is percent-encoded.
        source: where it came from, for messages.

    Raises:
        ArticleError: the text is empty, too long or no text, the date is none, or the URL is none.
    """
    key = key or "text-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    place = source or key
    for name, value in (("key", key), ("text", text), ("title", title or ""), ("url", url or "")):
        _check_characters(value, name, place)
    if len(text) > _LARGEST:
        raise ArticleError(
            f"{place}: {len(text):,} characters; an article has at most {_LARGEST:,}"
        )
    header = _HEADER.match(text)
    start = header.end() if header else text.startswith("\ufeff")
    if not text[start:].strip():
        raise ArticleError(f"{place}: is empty; an article has some text")
    if date is None and header:
        date = header.group(1)
    return Article(
        key=key, text=text, body_start=int(start), date=_day(date, place), title=title,
        url=_url(url, place) if url else None, source=source,
    )


def _check_characters(value: str, name: str, place: str) -> None:
    """Refuse what is no Unicode text: it could be neither written nor shown."""
    if "\x00" in value:
        offset = value.index("\x00")
        raise ArticleError(f"{place}: a NUL character in its {name} at {offset}; this is no text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"{place}: half a surrogate pair in its {name} at {error.start}; this is no Unicode"
        ) from error


def _day(value: str | dt.date | None, place: str) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(_DATE.match(value).group())  # type: ignore[union-attr]  # no match: caught below
    except (AttributeError, ValueError) as error:
        raise ArticleError(f"{place}: {value!r} is no date; a date is YYYY-MM-DD") from error


def _url(value: str, place: str) -> str:
    """Return an address as an IRI: letters of any script stay, what it may not hold is encoded."""
    parts = _URL.fullmatch(value.strip())
    if not parts:
        raise ArticleError(f"{place}: {value!r} is no URL; a URL is http(s)://host/path")
    scheme, host, path, fragment = parts.groups(default="")
    return scheme + _encoded(host) + _encoded(path) + fragment[:1] + _encoded(fragment[1:])


def _encoded(part: str) -> str:
    """Percent-encode what is neither letter, digit, allowed sign nor already encoded."""
    pieces = _PERCENT.split(part)  # at odd places stands what is already encoded
    for place in range(0, len(pieces), 2):
        pieces[place] = "".join(
            c if c.isalnum() else quote(c, safe=_IRI_SAFE) for c in pieces[place]
        )
    return "".join(pieces)


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
        record["text"], key=key, date=values["date"], title=values["title"], url=values["url"],
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
