"""Makes articles of texts: their key, their date, their address, and where the prose begins.

What comes in: a text and what is told about it.  What goes out: an ``Article``, or an error that
says what is wrong.  It knows no files.
"""

import datetime as dt
import hashlib
import re

from kg.errors import ArticleError
from kg.model import Article
from kg.terms import escaped

__all__ = ["LARGEST", "article_of"]

LARGEST = 20_000_000
"""Most characters of one article; a book has a million."""

_HEADER = re.compile(r"\ufeff?\s*date (\d{4}-\d\d-\d\d)(?:\s+|\Z)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?=[T ]|\Z)")
_HOST = r"(https?://)([^\s/?#@:\[\]]+(?::\d*)?)"
_URL = re.compile(_HOST + r"([/?][^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)


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
    if len(text) > LARGEST:
        raise ArticleError(f"{place}: {len(text):,} characters; an article has at most {LARGEST:,}")
    header = _HEADER.match(text)
    start = header.end() if header else text.startswith("\ufeff")
    if not text[start:].strip():
        raise ArticleError(f"{place}: is empty; an article has some text")
    if date is None and header:
        date = header.group(1)
    return Article(
        key=key,
        text=text,
        body_start=int(start),
        date=_day(date, place),
        title=title,
        url=_url(url, place) if url else None,
        source=source,
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
    return scheme + escaped(host) + escaped(path) + fragment[:1] + escaped(fragment[1:])
