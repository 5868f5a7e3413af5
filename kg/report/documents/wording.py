"""The words that a document says in every form.

What comes in: a ``Document``.  What goes out: lines of text.
"""

from collections.abc import Sequence

from kg.report.cells import Cell
from kg.report.documents.joining import Document
from kg.report.documents.references import Quotation

__all__ = ["contents", "dated", "empty_parts", "quoted_as", "shown_claim", "stopped_parts"]

_CLAIM_SHOWN = 12  # characters at the end of a claim's IRI, which `kg explain` accepts


def dated(document: Document) -> str:
    """Return of what data a document is: the generation of the graph, and the days of its articles."""
    articles, first, last = document.facts
    days = f", published {first} to {last}" if first and first != last else f", published {first}" if first else ""
    numbers = " and ".join(map(str, document.generations))
    changed = "; the graph changed while this was written" if len(document.generations) > 1 else ""
    which = "generations" if len(document.generations) > 1 else "generation"
    graph = f"{articles:,} article{'' if articles == 1 else 's'}{days}"
    return f"From {which} {numbers} of a graph of {graph}{changed}. What articles say, not what is so."


def contents(document: Document) -> list[tuple[str, str]]:
    """Return the headings of a document with their anchors."""
    parts = [(f"part-{n}", section.heading) for n, section in enumerate(document.sections, start=1)]
    return [*parts, ("sources", f"Sources ({len(document.sources):,})")]


def empty_parts(document: Document) -> str:
    """Return which parts nothing was found for, in one line; ``""`` where there are none."""
    return f"Nothing found: {'; '.join(document.empty)}." if document.empty else ""


def stopped_parts(document: Document) -> list[str]:
    """Return which parts are missing because a limit struck, a sentence each."""
    return [f"Missing: {heading}; {why}." for heading, why in document.stopped]


def quoted_as(quotation: Quotation) -> str:
    """Return who says a sentence, how sure, of what status, and when it was published."""
    voices = [
        f"{', '.join(voice.speakers)}: {sure}{_in_brackets(voice.statuses)}"
        for sure, voice in quotation.voices.items()
    ]
    return "; ".join(filter(None, (*voices, quotation.day)))


def _in_brackets(texts: Sequence[str]) -> str:
    return f" ({', '.join(texts)})" if texts else ""


def shown_claim(cell: Cell) -> str:
    """Return the end of a claim's IRI, which ``kg explain`` takes."""
    return (cell.iri or "")[-_CLAIM_SHOWN:]
