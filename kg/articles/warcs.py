"""Opens web archives (WARC and ARC): the pages, feeds and documents that a crawler kept.

What comes in: a source.  What goes out: a source for each answer that was given and may be an article.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any, cast

from kg.articles.sources import Source, metered
from kg.errors import ArticleError

__all__ = ["kept_pages"]

_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""Kinds of content that may hold articles; styles, scripts, pictures and robots.txt do not."""


def kept_pages(source: Source) -> Iterator[Source | ArticleError]:
    """Yield what was kept with a good answer, in the order of the archive."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(source.stream, arc2warc=True):
            source.budget.spend(max(record.length or 0, 0), source.place)  # also what is stepped over is unpacked
            page = _page(record, source)
            if page:
                yield page
    except ArchiveLoadFailed as error:
        yield ArticleError(f"is a broken web archive: {error}; what stands behind it is not read", place=source.place)


def _page(record: Any, source: Source) -> Source | None:
    address = record.rec_headers.get_header("WARC-Target-URI")
    content = _content_type(record)
    kind = _KINDS.get(content.partition(";")[0].strip().lower())
    if not address or not kind or record.rec_type not in {"response", "resource"} or not _is_good(record):
        return None
    address = address.strip("<>")  # as old versions of wget write it
    place = f"{source.place}#{address}"
    _, _, charset = content.partition("charset=")
    return replace(
        source,
        name="page" + kind,
        key=address,
        place=place,
        url=address,
        charset=charset.partition(";")[0].strip("\"' ") or None,
        stream=metered(cast("IO[bytes]", record.content_stream()), source.budget, place),
        depth=source.depth + 1,
    )


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _is_good(record: Any) -> bool:
    return not record.http_headers or str(record.http_headers.get_statuscode()) == "200"
