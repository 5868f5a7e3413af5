"""Passes on what Oxigraph writes, counts the rows in it, and ends it properly where there is too much.

What comes in: an answer as Oxigraph serialises it, in pieces that end anywhere.  What goes out: the
same bytes, or those up to the end of a row and the end of the document.  Oxigraph's own writers know
no limit, and rows have to be counted to say truthfully that some were left out; writing them in
Python takes several times as long.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

__all__ = ["Csv", "Full", "Json", "Lines", "Meter", "Room", "Tsv", "Written", "Xml"]


_TOGETHER = 1 << 16  # bytes that are looked at together; Oxigraph writes 8 KiB at a time


@dataclass(frozen=True, slots=True)
class Room:
    """How large an answer may be.

    Attributes:
        rows: most rows, or triples.
        bytes: how many bytes end it; the row that exceeds them is kept.
    """

    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Written:
    """How much of an answer was written.

    Attributes:
        rows: how many rows, or triples.
        cut: what there was too little room of (``rows`` or ``bytes``), if more were left.
    """

    rows: int
    cut: str | None = None


class Full(Exception):  # noqa: N818 - no error: it ends what writes
    """There is no more room."""


class Meter:
    """A file to write an answer to; what a format looks like is said by the classes below.

    Attributes:
        between: what stands between two rows, and nowhere else but in quotes.
        kept: how much of that belongs to the row before.
        tail: what ends a document after its last row.
        heads: how many rows are no rows but a heading.
    """

    between: ClassVar[bytes]
    kept: ClassVar[int]
    tail: ClassVar[bytes] = b""
    heads: ClassVar[int] = 0

    def __init__(self, room: Room, write: Callable[[bytes], None], together: int = _TOGETHER) -> None:
        """Pass on what there is room for, looking at so many bytes at once."""
        self._together = together
        self._room = room
        self._write = write
        self._found = self._size = 0
        self._held = b""
        self._gathered: list[bytes] = []  # pieces to be looked at together
        self._gathered_size = 0
        self._cut: str | None = None

    def write(self, piece: bytes) -> int:
        """Pass on a piece, sooner or later, up to its last bytes, which may turn out to be an end of a row.

        Raises:
            Full: all there was room for is written, and the document is ended.
        """
        if self._cut is not None:
            raise Full  # Oxigraph tries once more to write what it had left
        self._gathered.append(piece)
        self._gathered_size += len(piece)
        if self._gathered_size >= self._together:
            self._measure()
        return len(piece)

    def _measure(self) -> None:
        """Pass on what was gathered, as far as there is room."""
        data = self._held + b"".join(self._gathered)
        self._gathered.clear()
        self._gathered_size = 0
        end = self.end_of_clear(data)
        found = self.count(data, end)
        if self._found + found >= self._room.rows + self.heads or self._size + end + self.kept >= self._room.bytes:
            self._end_early(data, end)
        self._found += found
        self._pass_on(data, end)

    def flush(self) -> None:
        """Do nothing: what is held back is not certain yet."""

    def done(self) -> Written:
        """Pass on what was held back, as nothing follows; return how much was written."""
        if self._cut is None:
            with suppress(Full):
                self._measure_rest()
        if self._cut is None:
            rows = self._found - self.heads + 1 if self.has_rows(self._held) else 0
            self._write(self._held)
            return Written(rows)
        return Written(self._found - self.heads, self._cut)

    def _measure_rest(self) -> None:
        whole = b"".join(self._gathered)
        if self._size or self._held or not whole or len(whole) >= min(self._room.rows, self._room.bytes):
            self._measure()
        else:  # a short answer, as most are: there is room, as no row is without a byte
            self._held, self._found = whole, self.count(whole, self.end_of_clear(whole))

    def end_of_clear(self, data: bytes) -> int:
        """Return how many bytes can be told apart without what follows."""
        return max(0, len(data) - len(self.between))

    def count(self, data: bytes, end: int) -> int:
        """Return how many ends of rows begin before a place."""
        return data.count(self.between, 0, end + len(self.between) - 1)

    def places(self, data: bytes, end: int) -> Iterator[int]:
        """Yield where they begin."""
        place = -1
        while 0 <= (place := data.find(self.between, place + 1)) < end:
            yield place

    def has_rows(self, last: bytes) -> bool:
        """Return whether an answer that ends with these bytes has any row."""
        raise NotImplementedError

    def passed(self, data: bytes, end: int) -> None:
        """Learn what is passed on."""

    def _pass_on(self, data: bytes, end: int) -> None:
        self.passed(data, end)
        self._size += end
        self._held = data[end:]
        self._write(data[:end])

    def _end_early(self, data: bytes, end: int) -> None:
        """End the document at the first end of a row at which there is no more room, if there is one."""
        for number, place in enumerate(self.places(data, end), start=self._found + 1):
            if number >= self._room.rows + self.heads:
                self._cut = "rows"
            elif self._size + place + self.kept >= self._room.bytes and number > self.heads:
                self._cut = "bytes"
            if self._cut:
                self._found = number
                self._write(data[: place + self.kept] + self.tail)
                raise Full


class Xml(Meter):
    """SPARQL results as XML, where text can hold no tag."""

    between, kept, tail = b"</result><result>", len(b"</result>"), b"</results></sparql>"
    _last = b"</result></results></sparql>"

    def end_of_clear(self, data: bytes) -> int:
        """Return how many bytes do not tell whether there were rows."""
        return max(0, len(data) - len(self._last))

    def has_rows(self, last: bytes) -> bool:
        """Return whether a row was ended just before the end."""
        return last.endswith(self._last)


class Lines(Meter):
    """A row, or a triple, a line; line feeds of texts are escaped."""

    between, kept = b"\n", 1

    def has_rows(self, last: bytes) -> bool:
        """Return whether there is anything behind the heading."""
        return bool(last) and self._found >= self.heads


class Tsv(Lines):
    """SPARQL results as TSV."""

    heads = 1


class _Quoted(Meter):
    """A format in which a text in quotes may hold anything."""

    _inside = False

    def quotes(self, data: bytes) -> bytes:
        """Return data, as long as before, in which every quotation mark begins or ends a text."""
        return data

    def count(self, data: bytes, end: int) -> int:
        """Return how many ends of rows begin before a place, outside of quotes."""
        return sum(1 for _ in self.places(data, end))

    def places(self, data: bytes, end: int) -> Iterator[int]:
        """Yield where they begin."""
        inside, start = self._inside, 0
        for part in self.quotes(data).split(b'"'):
            if not inside:
                place = part.find(self.between)
                while place >= 0 and start + place < end:
                    yield start + place
                    place = part.find(self.between, place + 1)
            inside = not inside
            start += len(part) + 1

    def passed(self, data: bytes, end: int) -> None:
        """Learn whether what follows is in quotes."""
        self._inside ^= self.quotes(data[:end]).count(b'"') % 2 == 1


class Csv(_Quoted, Tsv):
    """SPARQL results as CSV: a quotation mark in quotes is written twice."""

    def count(self, data: bytes, end: int) -> int:
        """Return how many lines end before a place."""
        if b'"' in data or self._inside:
            return super().count(data, end)
        return data.count(self.between, 0, end)


class Json(_Quoted):
    """SPARQL results as JSON."""

    between, kept, tail = b"},{", 1, b"]}}"

    def quotes(self, data: bytes) -> bytes:
        """Return data without escapes."""
        return data.replace(rb"\\", b"__").replace(rb"\"", b"__") if b"\\" in data else data

    def count(self, data: bytes, end: int) -> int:
        """Return how many rows end before a place."""
        # A row with nothing in it, or a text that looks like one or ends like the start of one.
        if any(doubt in data for doubt in (b"},{}", b'},{"}', b'},{",')):
            return super().count(data, end)
        return data.count(b'},{"', 0, end + 3)  # in a text there would be a backslash

    def passed(self, data: bytes, end: int) -> None:
        """Learn whether what follows is in quotes."""
        # Looking at all of the data takes long.  Behind the last start of a row it is certain that none are open: where
        # a text ends so, the quotation mark is its last, and what follows is no name of a variable.
        start = data.rfind(b'},{"', 0, end)
        if start >= 0 and data[start + 4 : start + 5] not in {b"", b"}", b","}:
            self._inside, data, end = False, data[start:end], end - start
        super().passed(data, end)

    def end_of_clear(self, data: bytes) -> int:
        """Return how many bytes can be told apart, no escape being torn."""
        end = max(0, len(data) - len(b"}]}}"))
        return end - (len(data[:end]) - len(data[:end].rstrip(b"\\")))

    def has_rows(self, last: bytes) -> bool:
        """Return whether a row was ended just before the end."""
        return last.endswith(b"}]}}")
