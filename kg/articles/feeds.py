"""Reads articles from feeds: RSS, RDF and Atom.

What comes in: a source.  What goes out: a draft for each entry: its whole text where the feed has it, else its summary.
"""

from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

from kg.articles.days import known_day
from kg.articles.sources import Draft, Found, Source, whole
from kg.errors import ArticleError

__all__ = ["LARGEST_FEED", "read_feed"]

LARGEST_FEED = 5_000_000
"""Bytes of one feed, at most."""

_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre "
    "section table td th tr ul".split()
)
_NO_PROSE = frozenset("script style figcaption nav form button svg".split())


def read_feed(source: Source) -> Iterator[Found]:
    """Yield the article of each entry."""
    from feedparser import parse

    feed = parse(whole(source, LARGEST_FEED), sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version"):
        yield ArticleError("is no feed", place=source.place, advice="accepted are RSS and Atom")
        return
    about = feed["feed"]
    for number, entry in enumerate(feed["entries"], 1):
        yield _from_entry(entry, about, f"{source.place}#{number}")
    if feed.get("bozo") and not feed["entries"]:
        yield ArticleError(f"is a broken feed: {feed.get('bozo_exception')}", place=source.place)


def _from_entry(entry: Any, about: Any, place: str) -> Found:
    key = entry.get("link") or entry.get("id")
    if not key:
        return ArticleError("has neither link nor id", place=place, advice="an entry of a feed needs one of them")
    return Draft(
        text=_prose_of(_longest_text(entry)),
        place=place,
        key=key,
        url=_address(entry.get("link")),
        title=_prose_of(entry.get("title") or "") or None,
        date=known_day(entry.get("published") or entry.get("updated")),
        publisher=(entry.get("source") or {}).get("title") or about.get("title"),
        author=entry.get("author"),
        language=about.get("language"),
    )


def _longest_text(entry: Any) -> str:
    texts = [content.get("value") or "" for content in entry.get("content") or ()]
    return max([*texts, entry.get("summary") or ""], key=len)


def _address(link: str | None) -> str | None:
    return link if link and link.lower().startswith(("http://", "https://")) else None


def _prose_of(html: str) -> str:
    """Return the text of a piece of HTML, a paragraph for each block; plain text stays as it is."""
    if "<" not in html:
        return unescape(html).strip()
    prose = _Prose()
    prose.feed(html)
    prose.close()
    paragraphs = (" ".join(piece.split()) for piece in "".join(prose.pieces).split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


class _Prose(HTMLParser):
    """Collects the text of HTML; blocks are parted by an empty line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's name
        if tag in _NO_PROSE:
            self._unread.append(tag)
        if tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            del self._unread[self._unread.index(tag) :]
        if tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.pieces.append(" ".join(data.split("\n")))
