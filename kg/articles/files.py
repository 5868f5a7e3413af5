"""Reads articles from files, folders and standard input.

What comes in: paths.  What goes out: ``Article`` records, each key once.
"""

import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TypeAlias

from kg.articles.admission import admitted
from kg.articles.kinds import KINDS, kind_by_name, read_source, sniffed
from kg.articles.parts import without_parts
from kg.articles.sources import Budget, Found, Source
from kg.errors import ArticleError
from kg.model import Article

__all__ = ["OnError", "count_files", "read_articles"]

OnError: TypeAlias = Callable[[ArticleError], None]
"""What is called with an article that cannot be read; reading goes on."""

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read.

    Attributes:
        path: where it is.
        key: its name below the folder that was given; just its name where it was given itself.
    """

    path: str
    key: str


def read_articles(
    paths: Iterable[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError | None = None,
    on_file: Callable[[], None] | None = None,
) -> Iterator[Article]:
    """Yield the articles of files, folders (sorted, with sub-folders) and ``-`` (standard input).

    An article that comes twice, word for word, is yielded once.  One that is not English is an error that names its
    language.

    Args:
        paths: what to read; the ending of a file's name says how (``KINDS``).
        columns: field of an article (``text``, ``date`` …) → the column or key of an export that holds it.
        on_error: called with what cannot be read, and reading goes on; None raises it.
        on_file: called after each file.

    Raises:
        ArticleError: something cannot be read, and ``on_error`` is None.
    """
    tell = on_error or _raise
    seen = _Seen()
    for file in _files(paths):
        for found in _found(file, columns or {}):
            try:
                article = seen.new(found)
            except ArticleError as error:
                tell(error)
            else:
                if article:
                    yield article
        if on_file:
            on_file()


def count_files(paths: Iterable[str | Path]) -> int:
    """Return how many files there are to read; none is opened."""
    return sum(1 for _ in _files(paths))


def _raise(error: ArticleError) -> None:
    raise error


class _Seen:
    """The articles that came before, by their keys."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, str]] = {}

    def new(self, found: Found) -> Article | None:
        """Return the article that was found, or None where it came before.

        Raises:
            ArticleError: it cannot be read, or its key stands for another one.
        """
        if isinstance(found, ArticleError):
            raise found
        article = admitted(found)
        known = self._known.get(article.key)
        if known and known[0] != _digest(article) and found.named_by_file:
            # a file of the same name in another folder
            article = replace(article, key=Path(found.place).as_posix())
            known = self._known.get(article.key)
        if known is None:
            self._known[article.key] = (_digest(article), article.source)
            return article
        if known[0] == _digest(article):
            return None
        raise ArticleError(
            f"the key {article.key!r} already stands for another article, in {known[1]}",
            place=article.source,
            advice="give one an id of its own",
        )


def _digest(article: Article) -> bytes:
    told = (article.text, str(article.date), str(article.title), str(article.url))
    return hashlib.sha256("\x1f".join(told).encode()).digest()


def _files(paths: Iterable[str | Path]) -> Iterator[_File | ArticleError]:
    for path in map(str, paths):
        try:
            if path != _STDIN and Path(path).is_dir():
                yield from _in_folder(path)
            else:
                yield _File(path, Path(path).name)
        except OSError as error:
            yield _unreadable(error, path)


def _in_folder(folder: str) -> Iterator[_File | ArticleError]:
    """Yield the files of a folder that may be articles, sorted, or say that there are none."""
    names = [
        (Path(place, name).relative_to(folder)).as_posix()
        for place, _, names in os.walk(folder, onerror=_fail)
        for name in names
        if kind_by_name(name)
    ]
    found = sorted(without_parts(names), key=lambda name: Path(name).parts)
    for name in found:
        if Path(folder, name).is_file():  # a pipe would never end
            yield _File(str(Path(folder, name)), name)
    if not found:
        yield ArticleError("holds no articles", place=folder, advice=f"accepted are {', '.join(KINDS)}")


def _fail(error: OSError) -> None:
    raise error


def _unreadable(error: OSError, path: str) -> ArticleError:
    return ArticleError(f"cannot be read: {error.strerror or error}", place=str(error.filename or path))


def _found(file: _File | ArticleError, columns: Mapping[str, str]) -> Iterator[Found]:
    if isinstance(file, ArticleError):
        yield file
        return
    try:
        if file.path == _STDIN:
            yield from _read_stdin(columns)
            return
        size = Path(file.path).stat().st_size
        with Path(file.path).open("rb") as stream:
            yield from read_source(Source(file.key, stream, file.path, file.key, Budget.of(size), columns))
    except OSError as error:
        yield _unreadable(error, file.path)


def _read_stdin(columns: Mapping[str, str]) -> Iterator[Found]:
    """Read standard input: its first bytes say what it is."""
    stream: IO[bytes] = sys.stdin.buffer
    head = stream.peek(512) if isinstance(stream, io.BufferedReader) else b""
    budget = Budget.of(0)
    yield from read_source(Source("stdin" + sniffed(head), stream, _STDIN, "", budget, columns))
