"""Marks in a sentence who plays which role.

What comes in: a sentence and the places of its mentions.  What goes out: the sentence in parts,
marks within marks where mentions lie within one another.  It must not know HTML or the graph.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

__all__ = ["Mark", "Place", "highlight", "words_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands.

    Attributes:
        start: offset of its first code point within the sentence.
        end: offset behind its last.
        role: the role it plays.
        opens: whether the mention begins here; False for the second piece of one that was cut.
    """

    start: int
    end: int
    role: str
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that play a role.

    Attributes:
        role: the role.
        parts: the words, with the marks inside them.
        opens: whether the mention begins here; one that crosses another is marked in two pieces.
    """

    role: str
    parts: "tuple[Part, ...]"
    opens: bool = True


Part: TypeAlias = str | Mark


def highlight(sentence: str, places: Iterable[Place]) -> tuple[Part, ...]:
    """Return a sentence in parts; places outside it, or empty, are left out."""
    inside = {place for place in places if 0 <= place.start < place.end <= len(sentence)}
    return tuple(_parts(sentence, 0, len(sentence), inside))


def _parts(sentence: str, start: int, end: int, places: Iterable[Place]) -> list[Part]:
    """Return ``sentence[start:end]``: mark the outermost mention at each place, go on inside."""
    parts: list[Part] = []
    waiting = sorted(places, key=lambda place: (place.start, -place.end, place.role))
    while waiting:
        place, *rest = waiting
        parts += _plain(sentence[start : place.start])
        within = [other for other in rest if other.start < place.end]
        inner = _parts(
            sentence,
            place.start,
            place.end,
            [replace(o, end=min(o.end, place.end)) for o in within],
        )
        parts.append(Mark(place.role, tuple(inner), opens=place.opens))
        # What crosses the end of this mention goes on behind it, as a second piece.
        second = [replace(o, start=place.end, opens=False) for o in within if o.end > place.end]
        waiting = sorted([*rest[len(within) :], *second], key=lambda o: (o.start, -o.end, o.role))
        start = place.end
    return parts + _plain(sentence[start:end])


def _plain(text: str) -> list[Part]:
    return [text] if text else []


def words_of(parts: Iterable[Part]) -> str:
    """Return the words of parts, without the marks."""
    return "".join(part if isinstance(part, str) else words_of(part.parts) for part in parts)
