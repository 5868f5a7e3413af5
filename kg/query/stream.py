"""An answer that comes in pieces.

What comes in: the frames of a worker.  What goes out: pieces of the answer.  Nothing is said of an
answer before it is certain that it begins: either all of it is there, or so much that it is long.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

import kg.errors
from kg.query.frames import DATA, DONE, FAILED, HEAD, Frame, record_of
from kg.query.request import Request

if TYPE_CHECKING:
    from kg.errors import KGError

__all__ = ["Answer", "Kind", "Stream"]

Kind: TypeAlias = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer.

    Attributes:
        kind: ``solutions`` of a SELECT, the ``boolean`` of an ASK, or the ``graph`` of the others.
        body: the answer.
        format: its format.
        truncated: whether there were more rows or triples than the limit.
        generation: number of the snapshot that was asked.
    """

    kind: Kind
    body: bytes
    format: str
    truncated: bool
    generation: int


class Stream:
    """The pieces of an answer; iterate it once, and close it: that stops what is left of the query.

    Attributes:
        kind: ``solutions`` of a SELECT, the ``boolean`` of an ASK, or the ``graph`` of the others.
        format: the answer's format.
        generation: number of the snapshot that was asked.
        complete: whether all of the answer is there already.
        cut: the limit (``rows`` or ``bytes``) that left some out; None before the answer is complete.
    """

    def __init__(self, request: Request, frames: Iterator[Frame]) -> None:
        """Read until the answer is there, or its first piece is.

        Raises:
            KGError: there is no answer.
        """
        self._request = request
        self._frames = frames
        self.complete = False
        self.cut: str | None = None
        self._begun: list[bytes] = []
        try:
            head = self._begin()
        except BaseException:
            self.close()
            raise
        self.kind: Kind = head["kind"]
        self.generation: int = head["generation"]
        self.format = request.graph_format if self.kind == "graph" else request.solutions_format

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces.

        Raises:
            KGError: it went wrong half way; what was yielded is no answer.
        """
        yield from self._begun
        self._begun.clear()
        for kind, content in self._frames:
            if self._is_piece(kind, content):
                yield content

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.close()

    def whole(self) -> Answer:
        """Return the answer once all of it is there.

        Raises:
            QueryMemoryError: it is larger than what the query may take.
            KGError: it went wrong half way.
        """
        pieces, left = [], self._request.memory << 20
        with self:
            for piece in self:
                left -= len(piece)
                if left < 0:
                    raise self._request.too_large()
                pieces.append(piece)
        return Answer(self.kind, b"".join(pieces), self.format, self.cut is not None, self.generation)

    def close(self) -> None:
        """Stop what is left of the query."""
        close = getattr(self._frames, "close", None)
        if close is not None:
            close()

    def _begin(self) -> Mapping[str, Any]:
        head: Mapping[str, Any] = {}
        for kind, content in self._frames:
            if kind == HEAD:
                head = record_of(content)
            elif self._is_piece(kind, content):
                self._begun.append(content)
                if len(self._begun) == 2:  # the last piece is followed by the end at once
                    break
        return head

    def _is_piece(self, kind: bytes, content: bytes) -> bool:
        if kind == FAILED:
            record = json.loads(content)
            error: type[KGError] = getattr(kg.errors, record["error"])
            raise error(record["message"], **record["place"])
        if kind == DONE:
            self.complete, self.cut = True, record_of(content)["cut"]
        return kind == DATA
