"""Undoes the layout of a text, and keeps the way back: paragraphs without line breaks, and where each character stood.

What comes in: an article's text as delivered. What goes out: ``Layout``; and, parsed paragraph by paragraph, one
``Doc`` for the whole. A parser learns from running text: line breaks and double spaces inside a sentence mislead
it, and a sentence never runs over the end of a paragraph.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from kg.language.repairs import mend

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Layout", "lay_out", "parse"]

_SENTENCE_END = re.compile(r"[.!?:;][\"'”’»)\]]*$")
_DATELINE = re.compile(
    r"\s*[A-Z][A-Z.'’ -]{2,30}"  # PORT-AU-PRINCE
    r"(?:, [A-Z][\w. ]{1,20})?"  # , Haiti
    r"(?:,? \(?[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?\)?)?"  # , Jan. 5
    r"(?: \([A-Za-z/ .]{2,25}\))?"  # (Agency)
    r"(?: ?(?:--|[–—]) ?|:? - |: )"
)
_BATCH = 64  # paragraphs parsed together
_SHORT = 0.6  # a line shorter than this share of the longest one was not wrapped but ended


@dataclass(frozen=True, slots=True)
class Layout:
    """A text as running paragraphs.

    Attributes:
        paragraphs: their texts; every run of white space is one space.
        origin: for each character of the paragraphs joined by one space, its offset in the delivered text.
    """

    paragraphs: tuple[str, ...]
    origin: "array[int]"

    def offset(self, position: int) -> int:
        """Return where a character of the joined paragraphs stood in the delivered text."""
        return self.origin[position]

    def only(self, numbers: Sequence[int]) -> "Layout":
        """Return some of the paragraphs, numbered from 0, in their order."""
        lengths = [len(text) + 1 for text in self.paragraphs]  # each with the space behind it
        ends = list(accumulate(lengths))
        origin = array("L")
        for number in numbers:
            origin.extend(self.origin[ends[number] - lengths[number] : ends[number]])
        return Layout(tuple(self.paragraphs[number] for number in numbers), origin)


def lay_out(text: str, start: int = 0) -> Layout:
    """Return the paragraphs of a text from an offset on."""
    paragraphs: list[str] = []
    origin = array("L")
    bounds = (part for whole in _paragraph_bounds(text, start) for part in _without_dateline(text, *whole))
    for first, last in bounds:
        words = [(m.start(), m.group()) for m in re.finditer(r"\S+", text[first:last])]
        if paragraphs:
            origin.append(origin[-1] + 1)
        for number, (place, word) in enumerate(words):
            if number:
                origin.append(origin[-1] + 1)
            origin.extend(range(first + place, first + place + len(word)))
        paragraphs.append(" ".join(word for _, word in words))
    return Layout(tuple(paragraphs), origin)


def _paragraph_bounds(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where each paragraph begins and ends."""
    lines = [(m.start(), m.end()) for m in re.compile(r"[^\r\n\u2028\u2029]+").finditer(text, start)]
    lines = [(a, b) for a, b in lines if text[a:b].strip()]
    longest = max((b - a for a, b in lines), default=0)
    first: int | None = None
    for number, (a, b) in enumerate(lines):
        first = a if first is None else first
        behind = lines[number + 1] if number + 1 < len(lines) else None
        if behind is None or _breaks(text, (a, b), behind, longest):
            yield first, b
            first = None


def _without_dateline(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the dateline of a wire story and its prose as two paragraphs: no tree spans them."""
    dateline = _DATELINE.match(text, first, last)
    if dateline and dateline.end() < last:
        yield first, dateline.end()
        first = dateline.end()
    yield first, last


def _breaks(text: str, line: tuple[int, int], behind: tuple[int, int], longest: int) -> bool:
    """Return whether a paragraph ends between two lines: at a blank line, a sentence's end or an unfilled line."""
    gap = text[line[1] : behind[0]]
    if len(re.findall(r"\r\n|[\r\n]", gap)) > 1 or "\u2029" in gap:
        return True
    words = text[line[0] : line[1]].rstrip()
    if _SENTENCE_END.search(words):
        return True
    return len(words) < _SHORT * longest and text[behind[0] : behind[1]].lstrip()[:1].isupper()


def parse(nlp: "Language", layouts: Iterable[Layout]) -> "Iterator[Doc]":
    """Yield one parsed ``Doc`` for each layout; its text is the paragraphs joined by one space."""
    from spacy.tokens import Doc

    paragraphs = ((text, number) for number, layout in enumerate(layouts) for text in layout.paragraphs)
    for _, parsed in groupby(nlp.pipe(paragraphs, as_tuples=True, batch_size=_BATCH), key=lambda pair: pair[1]):
        docs = [doc for doc, _ in parsed]
        joined = Doc.from_docs(docs, ensure_whitespace=True) if len(docs) > 1 else docs[0]
        if joined is None:
            raise AssertionError  # from_docs returns None for no documents, and there is at least one
        yield mend(joined)
