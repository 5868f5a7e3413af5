"""Makes articles of texts: their key, their date, their address, and where the prose begins.

What comes in: a text and what is told about it.  What goes out: an ``Article``, or an error that
says what is wrong.  It knows no files.
"""

import datetime as dt
import hashlib
import re
from itertools import chain, pairwise

from kg.articles.days import day_in_text, day_of
from kg.errors import ArticleError
from kg.model import Article
from kg.terms import escaped

__all__ = ["LARGEST", "LONGEST", "article_of"]

LARGEST = 200_000
"""Most characters of one article; a long feature has 60,000, and reading takes longer the longer an article is."""
LONGEST = 20_000
"""Most characters without the end of a sentence or line; reading one takes longer the longer it is."""

_HEADER = re.compile(r"\ufeff?\s*date (\d{4}-\d\d-\d\d)(?:\s+|\Z)")
_ENDS = re.compile(r"[.!?;:\n\r\u2028\u2029]")
_STEERING = re.compile(r"[\x01-\x1f\x7f-\x9f]")
_HOST = r"(https?://)([^\s/?#@:\[\]]+(?::\d*)?)"
_URL = re.compile(_HOST + r"([/?][^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)


def article_of(  # noqa: PLR0913 - all by name, and each is what is told of an article
    text: str,
    *,
    key: str | None = None,
    date: str | dt.date | None = None,
    title: str | None = None,
    url: str | None = None,
    source: str = "",
    publisher: str | None = None,
    author: str | None = None,
    language: str | None = None,
) -> Article:
    """Return a text as an article.

    Where no date is given, its ``date YYYY-MM-DD`` header counts, then the dateline or the line with a day that the
    text begins with.

    Args:
        text: the whole text.
        key: what identifies it; where it has no key it is known by the digest of its text.
        date: publication date.
        title: headline.
        url: address; what an IRI may not hold is percent-encoded.
        source: where it came from, for messages.
        publisher: who published it.
        author: who wrote it.
        language: its language as a code of ISO 639.

    Raises:
        ArticleError: the text is empty, too long or no text, the date is none, or the URL is none.
    """
    key = key or "text-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    place = source or key
    told = {"key": key, "text": text, "title": title, "url": url, "publisher": publisher, "author": author}
    for name, value in told.items():
        _check_characters(value or "", name, place)
    header = _HEADER.match(text)
    start = header.end() if header else int(text.startswith("\ufeff"))
    _check_length(text, start, place)
    day, day_source = _dated(text, start, day_of(date, place), header[1] if header else None, place)
    return Article(
        key=_STEERING.sub(lambda mark: f"%{ord(mark[0]):02X}", key),
        text=text,
        body_start=start,
        date=day,
        title=title,
        url=_url(url, place) if url else None,
        source=source,
        date_source=day_source,
        publisher=publisher,
        author=author,
        language=language,
    )


def _check_characters(value: str, name: str, place: str) -> None:
    """Refuse what is no Unicode text: it could be neither written nor shown."""
    if "\x00" in value:
        raise ArticleError(f"a NUL character in its {name} at {value.index(chr(0))}; this is no text", place=place)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"half a surrogate pair in its {name} at {error.start}; this is no Unicode", place=place
        ) from error


def _check_length(text: str, start: int, place: str) -> None:
    if len(text) > LARGEST:
        raise ArticleError(f"{len(text):,} characters", place=place, advice=f"an article has at most {LARGEST:,}")
    if not text[start:].strip():
        raise ArticleError("is empty", place=place, advice="an article has some text")
    if len(text) - start > LONGEST and (length := _longest(text, start)) > LONGEST:
        raise ArticleError(
            f"{length:,} characters without the end of a sentence or line; this is no prose",
            place=place,
            advice=f"a sentence has at most {LONGEST:,}",
        )


def _longest(text: str, start: int) -> int:
    """Return the most characters between two ends of sentences or lines."""
    ends = chain([start], (end.end() for end in _ENDS.finditer(text, start)), [len(text)])
    return max(last - first for first, last in pairwise(ends))


def _dated(text: str, start: int, given: dt.date | None, header: str | None, place: str) -> tuple[dt.date | None, str]:
    """Return the day of an article with where it came from."""
    if given:
        return given, "metadata"
    if header:
        return day_of(header, place), "header"
    day = day_in_text(text, start)
    return day, "dateline" if day else ""


def _url(value: str, place: str) -> str:
    """Return an address as an IRI: letters of any script stay, what it may not hold is encoded."""
    parts = _URL.fullmatch(value.strip())
    if not parts:
        raise ArticleError(f"{value!r} is no URL", place=place, advice="a URL is http(s)://host/path")
    scheme, host, path, fragment = parts.groups(default="")
    return scheme + escaped(host) + escaped(path) + fragment[:1] + escaped(fragment[1:])
