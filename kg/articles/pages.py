"""Reads articles from saved web pages: HTML, and the single files that browsers write (MHTML).

What comes in: a source.  What goes out: one draft: the main text without menus and captions, and what the page says of
itself.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, cast

from kg.articles.days import known_day
from kg.articles.encodings import decoded
from kg.articles.sources import Draft, Found, Source, whole
from kg.errors import ArticleError

if TYPE_CHECKING:
    from configparser import ConfigParser

    from trafilatura.settings import Document

__all__ = ["LARGEST_PAGE", "page_draft", "read_page", "read_saved_page"]

LARGEST_PAGE = 5_000_000
"""Bytes of one page, at most."""
_LARGEST_SAVED = 50_000_000  # bytes of a page with its pictures
_MOST_ATTRIBUTES = 2000
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{4000,}")
_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html[^>]{0,500}?\slang\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_BRIEF = "60"  # characters of an article that is taken for one; the default leaves agency briefs with their menus
_NO_PROSE = [
    "//nav", "//footer", "//aside", "//form", "//button", "//figcaption",
    "//*[contains(concat(' ', @class, ' '), ' caption ')]", "//*[contains(@class, 'wp-caption-text')]",
]
_LATEST = "2100-01-01"  # of a date; the default is today, and the same page would be read otherwise tomorrow


def read_page(source: Source) -> Iterator[Found]:
    """Yield the article of a page."""
    raw = whole(source, LARGEST_PAGE)
    named = _CHARSET.search(raw[:_HEAD]) or _XML.search(raw[:_HEAD])
    declared = source.charset or (named[1].decode("ascii") if named else None)
    yield page_draft(decoded(raw, source.place, declared=declared), source)


def read_saved_page(source: Source) -> Iterator[Found]:
    """Yield the article of a page that a browser saved as one file."""
    import email
    import email.policy

    message = email.message_from_bytes(whole(source, _LARGEST_SAVED), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            raw = part.get_payload(decode=True)
            text = decoded(cast("bytes", raw)[:LARGEST_PAGE], source.place, declared=part.get_content_charset())
            address = part.get("Content-Location") or message.get("Snapshot-Content-Location")
            yield page_draft(text, source, address=str(address) if address else None)
            return
    yield ArticleError("holds no page", place=source.place, advice="a saved page is a message with a text/html part")


def page_draft(html: str, source: Source, address: str | None = None) -> Found:
    """Return the article of a page, or say that there is none."""
    if _is_monstrous(html):
        return ArticleError("has an element with thousands of attributes; this is no page", place=source.place)
    found = _extracted(html)
    text = (found.text or "").strip().replace("\n", "\n\n") if found else ""
    if not found or not text:
        return ArticleError("is a page without an article", place=source.place, advice="its main text is what is read")
    saved = _SAVED_FROM.search(html[:_HEAD])
    url = _address(found.url) or _address(address or source.url or (saved[1] if saved else None))
    language = _LANGUAGE.search(html[:_HEAD])
    return Draft(
        text=text,
        place=source.place,
        key=url or source.key,
        named_by_file=url is None,
        url=url,
        title=found.title,
        date=known_day(found.date),
        publisher=found.sitename or found.hostname,
        author=found.author,
        language=language[1] if language else None,
    )


def _address(url: str | None) -> str | None:
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


def _extracted(html: str) -> "Document | None":
    from trafilatura import bare_extraction

    found = bare_extraction(
        html,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        prune_xpath=_NO_PROSE,
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": _LATEST},
        config=_configuration(),
    )
    return cast("Document | None", found)  # a dictionary only where one is asked for


@cache
def _configuration() -> "ConfigParser":
    from trafilatura.settings import use_config

    configuration = use_config()
    configuration.set("DEFAULT", "MIN_EXTRACTED_SIZE", _BRIEF)
    return configuration


def _is_monstrous(html: str) -> bool:
    """Return whether an element has thousands of attributes: the parser compares each with each."""
    return any(len(tag[0].split()) > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(html))
