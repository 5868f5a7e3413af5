"""Knows which kind of file is read by which door, and reads a source through it.

What comes in: a source.  What goes out: drafts and errors.  To add a kind: a module with a function from a source to
drafts, and a line below.
"""

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

from kg.articles.archives import gunzipped, unzipped
from kg.articles.documents import read_docx, read_pdf
from kg.articles.feeds import read_feed
from kg.articles.pages import read_page, read_saved_page
from kg.articles.records import read_json, read_json_lines
from kg.articles.sources import Found, Source
from kg.articles.tables import read_table
from kg.articles.texts import read_text
from kg.articles.warcs import kept_pages
from kg.errors import ArticleError

__all__ = ["KINDS", "kind_by_name", "read_source", "sniffed"]

_Door: TypeAlias = Callable[[Source], Iterator[Found]]
_Archive: TypeAlias = Callable[[Source], Iterator[Source | ArticleError]]

_DOORS: dict[str, _Door] = {
    ".txt": read_text,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".csv": read_table,
    ".tsv": read_table,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".mhtml": read_saved_page,
    ".mht": read_saved_page,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
_ARCHIVES: dict[str, _Archive] = {
    ".warc": kept_pages,
    ".warc.gz": kept_pages,
    ".arc": kept_pages,
    ".arc.gz": kept_pages,
    ".zip": unzipped,
    ".gz": gunzipped,
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
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RecursionError)


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
    except _BROKEN as error:
        yield ArticleError(f"is broken: {error}", place=source.place, advice="fetch or pack it again")
    except OSError as error:
        yield ArticleError(f"cannot be read: {error.strerror or error}", place=source.place)


def _read(source: Source, kind: str | None) -> Iterator[Found]:
    if kind is None:
        yield ArticleError("is of no known kind", place=source.place, advice=f"accepted are {', '.join(KINDS)}")
    elif kind in _DOORS:
        yield from _DOORS[kind](source)
    elif source.depth >= _DEEPEST:
        yield ArticleError(f"lies in {_DEEPEST} archives inside each other", place=source.place, advice="unpack them")
    else:
        yield from _read_members(source, kind)


def _read_members(source: Source, kind: str) -> Iterator[Found]:
    """Yield what the members of an archive hold; those of no known kind are left out, as in a folder."""
    known = False
    for member in _ARCHIVES[kind](source):
        if isinstance(member, ArticleError):
            known = True
            yield member
        elif kind != ".zip" or kind_by_name(member.name):
            known = True
            yield from read_source(member)
    if not known:
        yield ArticleError("holds no articles", place=source.place, advice=f"accepted are {', '.join(KINDS)}")
