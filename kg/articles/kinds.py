"""Knows which kind of file is read by which door, and reads a source through it.

What comes in: a source.  What goes out: drafts and errors.  To add a kind: a module with a function from a source to
drafts, and a line below.  A door is imported when the first file comes to it: most builds read one or two kinds.
"""

import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TypeAlias, cast

from kg.articles.sources import Found, Source
from kg.errors import ArticleError

__all__ = ["KINDS", "kind_by_name", "read_source", "sniffed"]

_Door: TypeAlias = Callable[[Source], Iterator[Found]]
_Archive: TypeAlias = Callable[[Source], Iterator[Source | ArticleError]]

_DOORS: dict[str, str] = {
    ".txt": "texts.read_text",
    ".jsonl": "records.read_json_lines",
    ".ndjson": "records.read_json_lines",
    ".json": "records.read_json",
    ".csv": "tables.read_table",
    ".tsv": "tables.read_table",
    ".html": "pages.read_page",
    ".htm": "pages.read_page",
    ".xhtml": "pages.read_page",
    ".mhtml": "pages.read_saved_page",
    ".mht": "pages.read_saved_page",
    ".rss": "feeds.read_feed",
    ".atom": "feeds.read_feed",
    ".xml": "feeds.read_feed",
    ".pdf": "documents.read_pdf",
    ".docx": "documents.read_docx",
}
_ARCHIVES: dict[str, str] = {
    ".warc": "warcs.kept_pages",
    ".warc.gz": "warcs.kept_pages",
    ".arc": "warcs.kept_pages",
    ".arc.gz": "warcs.kept_pages",
    ".zip": "archives.unzipped",
    ".gz": "archives.gunzipped",
}
KINDS = (*_DOORS, *_ARCHIVES)
"""Endings of the names of files that are read."""

_DEEPEST = 4  # archives inside each other
_BEGINNINGS = (
    (b"PK\x03\x04", ".zip"),
    (b"%PDF-", ".pdf"),
    (b"\x1f\x8b", ".gz"),
    (b"WARC/", ".warc"),
    (b"{", ".jsonl"),
    (b"[", ".json"),
    (b"<!doctype html", ".html"),
    (b"<html", ".html"),
    (b"<rss", ".rss"),
    (b"<feed", ".atom"),
    (b"<rdf:rdf", ".rss"),
    (b"<?xml", ".xml"),
)
_log = logging.getLogger(__name__)


def kind_by_name(name: str) -> str | None:
    """Return the kind of a file by its name; ``x.csv.gz`` and ``x.warc.gz`` are ``.gz`` and ``.warc.gz``."""
    lower = name.lower()
    return next((kind for kind in sorted(KINDS, key=len, reverse=True) if lower.endswith(kind)), None)


def sniffed(head: bytes) -> str:
    """Return the kind of what has no name, by its first bytes; a text where they say nothing."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    return next((kind for beginning, kind in _BEGINNINGS if start.startswith(beginning.lower())), ".txt")


def read_source(source: Source) -> Iterator[Found]:
    """Yield what a source holds; whatever is wrong with its bytes is an error, after what could be read."""
    try:
        yield from _read(source, kind_by_name(source.name))
    except ArticleError as error:
        yield error
    except OSError as error:
        yield ArticleError(f"cannot be read: {error.strerror or error}", place=source.place)
    except Exception as error:  # noqa: BLE001 - libraries raise whatever a broken file makes them stumble over
        _log.info("reading %s failed", source.place, exc_info=True)
        reason = f"is broken: {type(error).__name__}: {error}"
        yield ArticleError(reason, place=source.place, advice="fetch or pack it again")


def _read(source: Source, kind: str | None) -> Iterator[Found]:
    if kind is None:
        yield ArticleError("is of no known kind", place=source.place, advice=f"accepted are {', '.join(KINDS)}")
    elif kind in _DOORS:
        yield from cast("_Door", _named(_DOORS[kind]))(source)
    elif source.depth >= _DEEPEST:
        yield ArticleError(f"lies in {_DEEPEST} archives inside each other", place=source.place, advice="unpack them")
    else:
        yield from _read_members(source, kind)


def _named(name: str) -> object:
    """Return a function of this package by its name and that of its module."""
    module, _, function = name.partition(".")
    return getattr(import_module(f"kg.articles.{module}"), function)


def _read_members(source: Source, kind: str) -> Iterator[Found]:
    """Yield what the members of an archive hold; those of no known kind are left out, as in a folder."""
    known = False
    for member in cast("_Archive", _named(_ARCHIVES[kind]))(source):
        if isinstance(member, ArticleError):
            known = True
            yield member
        elif kind != ".zip" or kind_by_name(member.name):
            known = True
            yield from read_source(member)
    if not known:
        yield ArticleError("holds no articles", place=source.place, advice=f"accepted are {', '.join(KINDS)}")
