"""What an article is read from, and what a door makes of it, before it is an article.

What comes in: streams of bytes with their names.  What goes out: ``Source``, read no further than its limits, and
``Draft``.  It must not know kinds of files.
"""

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, AnyStr, TypeAlias

from kg.articles.encodings import byte_order, decoded
from kg.errors import ArticleError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "LARGEST_LINE",
    "LARGEST_TEXT",
    "Budget",
    "Draft",
    "Found",
    "Line",
    "Source",
    "characters",
    "lines_of",
    "metered",
    "whole",
]

LARGEST_TEXT = 8_000_000
"""Bytes of one text, at most, that are looked at."""
LARGEST_LINE = 24_000_000
"""Bytes of one record, at most; it may hold more than its text."""

_FREE = 100_000_000  # bytes that any file may unpack to
_RATIO = 100  # how many times its size it may unpack to beyond that; text shrinks to a tenth, a bomb to a thousandth


@dataclass(slots=True)
class Budget:
    """How many bytes may still be unpacked from one file, its members and their members together."""

    left: int

    @classmethod
    def of(cls, size: int) -> "Budget":
        """Return what a file of a size in bytes may unpack to."""
        return cls(max(_FREE, _RATIO * size))

    def spend(self, size: int, place: str) -> None:
        """Note that so many bytes more were unpacked.

        Raises:
            ArticleError: that is more than the file may unpack to.
        """
        self.left -= size
        if self.left < 0:
            raise ArticleError(
                f"unpacks to more than {_FREE:,} bytes and {_RATIO} times its size",
                place=place,
                advice="this is no archive of texts; unpack it yourself if it is",
            )


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: a file, a member of an archive, a page of a web archive.

    Attributes:
        name: its name; what stands behind the last dot says what kind it is.
        stream: its bytes.
        place: where it is, for messages.
        key: what identifies its article if it has no address of its own.
        budget: how much may be unpacked from it.
        columns: field of an article → the column or key of an export that holds it.
        depth: how many archives it lies in.
        url: the address at which it was found, if it was kept.
        charset: the encoding that its server named.
    """

    name: str
    stream: IO[bytes]
    place: str
    key: str
    budget: Budget
    columns: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a door found, as it is told there; empty where it is not.

    Attributes:
        text: the article's text.
        place: where it was found, for messages.
        key: what identifies it if it has no address.
        named_by_file: whether that is the name of a file, of which there may be several in other folders.
        url: its address.
        title: headline.
        date: publication date.
        publisher: who published it.
        author: who wrote it.
        language: the language that it is said to be in.
    """

    text: str
    place: str
    key: str = ""
    named_by_file: bool = False
    url: str | None = None
    title: str | None = None
    date: str | dt.date | None = None
    publisher: str | None = None
    author: str | None = None
    language: str | None = None


Found: TypeAlias = Draft | ArticleError
"""What a door yields: one article's draft, or why there is none; reading goes on behind both."""
Line: TypeAlias = str | ArticleError
"""A line of a text, or why there is none."""


class _Metered(io.RawIOBase):
    """An unpacked stream that ends with an error where the budget ends."""

    def __init__(self, stream: IO[bytes], budget: Budget, place: str) -> None:
        self._stream, self._budget, self._place = stream, budget, place

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        piece = self._stream.read(len(view))
        self._budget.spend(len(piece), self._place)
        view[: len(piece)] = piece
        return len(piece)


def metered(stream: IO[bytes], budget: Budget, place: str) -> IO[bytes]:
    """Return a stream that reads another one and counts what it unpacks."""
    return io.BufferedReader(_Metered(stream, budget, place))


def whole(source: Source, most: int = LARGEST_TEXT) -> bytes:
    """Return all bytes of a source.

    Raises:
        ArticleError: there are more than ``most``; no more than that were read.
    """
    raw = source.stream.read(most + 1)
    if len(raw) > most:
        raise ArticleError(f"has more than {most:,} bytes", place=source.place, advice="a file of this kind has fewer")
    return raw


@contextmanager
def characters(stream: IO[bytes], encoding: str, newline: str | None = None) -> Iterator[IO[str]]:
    """Give a stream as characters; it stays open, and bytes that are no UTF-8 stay as surrogates."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"  # the first is for single bytes
    text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=newline)
    try:
        yield text
    finally:
        text.detach()


def lines_of(source: Source) -> Iterator[tuple[int, Line]]:
    """Yield the lines of a source, decoded, with their numbers; an error in place of one that is none."""
    stream = source.stream
    order = byte_order(stream.peek()) if isinstance(stream, io.BufferedReader) else None
    if order and "utf-8" not in order:
        with characters(stream, order, "\n") as text:
            yield from enumerate(_cut(text, "\n", source), 1)
        return
    for number, raw in enumerate(_cut(stream, b"\n", source), 1):
        yield number, raw if isinstance(raw, ArticleError) else _line(raw, f"{source.place}:{number}")


def _line(raw: bytes, place: str) -> Line:
    try:
        return decoded(raw, place)
    except ArticleError as error:
        return error


def _cut(stream: IO[AnyStr], end: AnyStr, source: Source) -> Iterator[AnyStr | ArticleError]:
    """Yield lines; an error in place of one that is too long, so that memory cannot fill up."""
    number = 0
    while line := stream.readline(LARGEST_LINE):
        number += 1
        if len(line) < LARGEST_LINE or line.endswith(end):
            yield line
            continue
        while len(line) == LARGEST_LINE and not line.endswith(end):
            line = stream.readline(LARGEST_LINE)
        yield ArticleError(
            f"the line is longer than {LARGEST_LINE:,} bytes",
            place=f"{source.place}:{number}",
            advice="a line is one article",
        )
