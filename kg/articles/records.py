"""Reads articles from JSON: one object a line, or a list of objects.

What comes in: a source.  What goes out: a draft for each record, or an error that names its line or number.  A list is
read record by record, so that an export of gigabytes takes no more memory than its largest article.
"""

import io
import json
from collections.abc import Iterator
from typing import IO, Any

from kg.articles.columns import draft_of
from kg.articles.encodings import byte_order
from kg.articles.sources import LARGEST_LINE, Found, Source, characters, lines_of
from kg.errors import ArticleError

__all__ = ["read_json", "read_json_lines"]

_PIECE = 1 << 16  # characters that are read at a time
_SPACE = " \t\r\n"
_ESCAPE = 12  # characters of the longest thing that may be cut in two: an emoji as two times \\uXXXX
_ADVICE = "a record is an object with a 'text', and an 'id' or 'url'"
_DECODER = json.JSONDecoder()


def read_json_lines(source: Source) -> Iterator[Found]:
    """Yield the article of each line that is not blank."""
    for number, line in lines_of(source):
        place = f"{source.place}:{number}"
        if isinstance(line, ArticleError):
            yield line
        elif line.strip(_SPACE):
            yield _from_line(line, source, place)


def _from_line(line: str, source: Source, place: str) -> Found:
    try:
        return _from_value(json.loads(line), source, place)
    except json.JSONDecodeError as error:
        return ArticleError(f"is no JSON: {error.msg} at column {error.colno}", place=place, advice=_ADVICE)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a deep nest
        return ArticleError(f"is no JSON that can be read: {error}", place=place, advice=_ADVICE)


def _from_value(value: Any, source: Source, place: str) -> Found:
    if isinstance(value, dict):
        return draft_of(value, source, place)
    return ArticleError(f"is no article but of type {type(value).__name__}", place=place, advice=_ADVICE)


def read_json(source: Source) -> Iterator[Found]:
    """Yield the articles of a list of objects, of objects one behind the other, or of the one list in an object."""
    stream = source.stream
    order = byte_order(stream.peek()) if isinstance(stream, io.BufferedReader) else None
    with characters(stream, order or "utf-8") as text:
        yield from _from_values(_Values(text), source)


def _from_values(text: "_Values", source: Source) -> Iterator[Found]:
    is_list = text.next_is("[")
    number = 0
    try:
        while not text.ends(is_list=is_list):
            number += 1
            records = _records(text.value(), f"{source.place}#{number}", is_list=is_list)
            for place, value in records:
                yield _from_value(value, source, place)
    except ValueError as error:
        yield ArticleError(
            f"is no JSON: {error}; what stands behind it is not read", place=f"{source.place}#{number}", advice=_ADVICE
        )
    except RecursionError as error:
        yield ArticleError(f"is no JSON that can be read: {error}", place=f"{source.place}#{number}", advice=_ADVICE)


def _records(value: Any, place: str, *, is_list: bool) -> Iterator[tuple[str, Any]]:
    """Yield the records of a value: itself, or those of the list that it wraps (``{"articles": [...]}``)."""
    lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)] if _wraps(value) else []
    if is_list or len(lists) != 1:
        yield place, value
    else:
        for number, one in enumerate(lists[0], 1):
            yield f"{place}.{number}", one


def _wraps(value: Any) -> bool:
    return isinstance(value, dict) and not isinstance(value.get("text"), str)


class _Values:
    """The values in a text, taken one by one."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._text, self._at = "", 0

    def _more(self) -> bool:
        piece = self._stream.read(max(_PIECE, len(self._text) - self._at))
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)

    def _skip(self, characters: str) -> None:
        while True:
            while self._at < len(self._text) and self._text[self._at] in characters:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return

    def next_is(self, character: str) -> bool:
        """Step over a character behind white space, if it comes next."""
        self._skip(_SPACE)
        found = self._text.startswith(character, self._at)
        self._at += found
        return found

    def ends(self, *, is_list: bool) -> bool:
        """Return whether no value comes any more.

        Raises:
            ValueError: a list is not closed.
        """
        self._skip(_SPACE + ",")
        if self._at < len(self._text):
            return is_list and self._text[self._at] == "]"
        if is_list:
            raise ValueError("the list is not closed: the file is cut off")
        return True

    def value(self) -> Any:
        """Take the next value.

        Raises:
            ValueError: there is none, or it is larger than an article's record may be.
        """
        while True:
            try:
                value, self._at = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > LARGEST_LINE:
                    raise ValueError(f"a record has more than {LARGEST_LINE:,} characters") from error
                if self._is_wrong(error) or not self._more():
                    raise ValueError(f"{error.msg}, {error.pos - self._at} characters into it") from error
            else:
                return value

    def _is_wrong(self, error: json.JSONDecodeError) -> bool:
        """Return whether a mistake is one, and not the end of what has been read so far."""
        return error.pos + _ESCAPE < len(self._text) and not error.msg.startswith("Unterminated")
