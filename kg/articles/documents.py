"""Reads articles from documents: PDF and DOCX with text (extra ``documents``).

What comes in: a source.  What goes out: one draft.  The day on which the file was made says nothing of the day of
publication, so only the text tells the date.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.articles.article import LARGEST
from kg.articles.sources import Draft, Found, Source, whole
from kg.errors import ArticleError

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["read_docx", "read_pdf"]

_LARGEST_FILE = 100_000_000  # bytes
_LARGEST_UNPACKED = 200_000_000  # bytes of the parts of a DOCX
_MOST_PAGES = 2_000
_HYPHENATED = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_PAGE_NUMBER = re.compile(r"\s*(?:page )?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?\s*", re.IGNORECASE)
_EXTRA = "pip install 'arms-kg[documents]' adds what reads it"


def read_pdf(source: Source) -> Iterator[Found]:
    """Yield the article of a PDF."""
    try:
        from pypdf import PdfReader
    except ImportError:
        yield ArticleError("is a PDF, and pypdf is missing", place=source.place, advice=_EXTRA)
        return
    raw = whole(source, _LARGEST_FILE)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            yield ArticleError("is a PDF with a password", place=source.place, advice="save it without one")
            return
        yield _document(_pdf_text(reader, source.place), _pdf_title(reader), source, "PDF")
    except ArticleError as error:
        yield error
    except Exception as error:  # noqa: BLE001 - the library raises whatever a broken file makes it stumble over
        yield ArticleError(f"is a PDF that cannot be read: {type(error).__name__}: {error}", place=source.place)


def _pdf_title(reader: "PdfReader") -> str | None:
    title = reader.metadata.title if reader.metadata else None
    return str(title) if title else None


def _pdf_text(reader: "PdfReader", place: str) -> str:
    """Return the text of all pages; a word that is broken at a line's end is whole again."""
    if len(reader.pages) > _MOST_PAGES:
        raise ArticleError(f"has {len(reader.pages):,} pages", place=place, advice=f"a PDF has at most {_MOST_PAGES:,}")
    pages, length = list[str](), 0
    for page in reader.pages:
        lines = page.extract_text().splitlines()
        pages.append("\n".join(line.rstrip() for line in _without_numbers(lines)))
        length += len(pages[-1])
        if length > LARGEST:
            raise ArticleError(
                f"more than {LARGEST:,} characters", place=place, advice=f"an article has at most {LARGEST:,}"
            )
    return _HYPHENATED.sub("", _BLANK.sub("\n\n", "\n".join(pages)))


def _without_numbers(lines: list[str]) -> Iterable[str]:
    """Leave out the number of a page, above or below it."""
    ends = {0, len(lines) - 1}
    return (line for n, line in enumerate(lines) if not (n in ends and _PAGE_NUMBER.fullmatch(line)))


def read_docx(source: Source) -> Iterator[Found]:
    """Yield the article of a Word document."""
    try:
        from docx import Document
    except ImportError:
        yield ArticleError("is a DOCX, and python-docx is missing", place=source.place, advice=_EXTRA)
        return
    raw = whole(source, _LARGEST_FILE)
    try:
        _check_unpacked(raw, source.place)
        document = Document(io.BytesIO(raw))
        text = "\n\n".join(paragraph.text for paragraph in document.paragraphs if paragraph.text.strip())
        yield _document(text, document.core_properties.title, source, "DOCX")
    except ArticleError as error:
        yield error
    except Exception as error:  # noqa: BLE001 - the library raises whatever a broken file makes it stumble over
        yield ArticleError(f"is a DOCX that cannot be read: {type(error).__name__}: {error}", place=source.place)


def _check_unpacked(raw: bytes, place: str) -> None:
    """Refuse a bomb; the parts cannot become larger than they say."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > _LARGEST_UNPACKED:
        raise ArticleError(
            f"unpacks to {size:,} bytes", place=place, advice=f"a DOCX unpacks to at most {_LARGEST_UNPACKED:,}"
        )


def _document(text: str, title: str | None, source: Source, kind: str) -> Found:
    if not text.strip():
        return ArticleError(
            f"is a {kind} without text", place=source.place, advice="pictures of pages have to be recognised first"
        )
    return Draft(text=text, place=source.place, key=source.key, named_by_file=True, title=title or None)
