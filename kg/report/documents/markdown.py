"""Writes a document as Markdown: headings, tables, quotations, sources; no pictures.

What comes in: a ``Document``.  What goes out: text that reads well as it is.
"""

from collections.abc import Iterator, Sequence

from kg.report.cells import Cell, asked, cut
from kg.report.documents.joining import Document, Section
from kg.report.documents.references import Quotation, Source
from kg.report.documents.wording import contents, dated, empty_parts, quoted_as, shown_claim, stopped_parts
from kg.report.texts import plain

__all__ = ["document_md"]


def document_md(document: Document) -> str:
    """Return a document as Markdown."""
    lines = [f"# {plain(document.title)}", "", plain(document.summary), "", plain(dated(document)), ""]
    lines += ["## Contents", ""]
    lines += [f"- [{plain(heading)}](#{anchor})" for anchor, heading in contents(document)]
    lines += ["", *([plain(empty_parts(document)), ""] if document.empty else [])]
    for line in stopped_parts(document):
        lines += [f"**{plain(line)}**", ""]
    for number, section in enumerate(document.sections, start=1):
        lines += _section(number, section)
    lines += [_heading("Sources", "sources"), ""]
    lines += [f"{source.number}. {_source(source)}" for source in document.sources]
    return "\n".join([*lines, ""])


def _heading(text: str, anchor: str) -> str:
    return f'## <a id="{anchor}"></a>{plain(text)}'


def _section(number: int, section: Section) -> Iterator[str]:
    yield from (_heading(section.heading, f"part-{number}"), "")
    if section.summary:
        yield from (plain(section.summary), "")
    yield from (f"- {plain(label)}: {plain(values)}" for label, values in asked(section.report))
    yield ""
    yield from _table(section)
    yield ""
    if note := cut(section.report):
        yield from (plain(note), "")
    for quotation in section.quotations:
        yield from _quotation(quotation)


def _table(section: Section) -> Iterator[str]:
    heads = [plain(column.title) for column in section.columns]
    yield _line([*heads, "Quotation"])
    numbers = {"integer", "number"}
    yield _line([*("---:" if column.kind in numbers else "---" for column in section.columns), "---"])
    for row in section.rows:
        said = [_cell(column.kind, cell) for column, cell in zip(section.columns, row.cells, strict=True)]
        quotes = ", ".join(f"[Q{one.number}](#q{one.number})" for one in row.quotations)
        yield _line([*said, quotes])


def _cell(kind: str, cell: Cell) -> str:
    return f"`{shown_claim(cell)}`" if kind == "claim" and cell.iri else plain(cell.text)


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _quotation(quotation: Quotation) -> Iterator[str]:
    yield f'> <a id="q{quotation.number}"></a>**Q{quotation.number}** “{plain(quotation.text)}”  '
    source = f" [\\[{quotation.source.number}\\]](#sources)" if quotation.source else ""
    yield f"> — {plain(quoted_as(quotation))}{source}"
    yield ""


def _source(source: Source) -> str:
    said = ", ".join(plain(text) for text in (source.title, source.publisher, source.day) if text)
    return f"{said}, <{source.address}>" if source.address else said
