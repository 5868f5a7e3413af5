"""Numbers what a document quotes, and the articles that it quotes from.

What comes in: the rows of its reports.  What goes out: quotations and sources, each with its number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.canned import Column
from kg.report.cells import Cell

__all__ = ["Quotation", "References", "Source", "Voice", "told_in_quotations"]

THE_ARTICLE = "the article"
"""Who says what nobody is named for."""
_ABOUT = ("said_by", "factuality", "status", "published", "article", "claim")
"""What is told of a sentence, by the names that the columns of reports have for it."""
_TOLD = ("sentence", "said_by", "published", "article", "passages")
_NEWEST = {"factuality": "newest_factuality", "status": "newest_status", "claim": "newest"}
"""The same in rows that count, which show the newest of what they count."""


@dataclass(slots=True)
class Source:
    """An article that a document quotes.

    Attributes:
        number: its number in the list of sources.
        iri: its IRI.
        title: its headline, or what it is known by.
        publisher: who published it, or ``""``.
        day: when it was published, or ``""``.
        address: where it can be read, or ``""``.
    """

    number: int
    iri: str
    title: str
    publisher: str = ""
    day: str = ""
    address: str = ""


@dataclass(slots=True)
class Voice:
    """Who says a sentence in one tone, and the statuses of what they claim in it."""

    speakers: list[str]
    statuses: list[str]


@dataclass(slots=True)
class Quotation:
    """A sentence of an article, with what is said of it.

    Attributes:
        number: its number in the document.
        text: the sentence.
        source: the article, or None where a report does not say it.
        day: when it was published, or ``""``.
        voices: how sure → who says it, of which statuses; one sentence may hold several claims.
    """

    number: int
    text: str
    source: Source | None
    day: str = ""
    voices: dict[str, Voice] = field(default_factory=dict)

    def hear(self, about: Mapping[str, Cell]) -> None:
        """Take in what one more row tells of the sentence."""
        said = {kind: cell.text for kind, cell in about.items()}
        self.day = self.day or said.get("published", "")
        voice = self.voices.setdefault(said.get("factuality", ""), Voice([], []))
        # Several names stand in one cell, in another order in the next.
        speakers = [name for name in said.get("said_by", "").split(", ") if name] or [THE_ARTICLE]
        voice.speakers += [name for name in speakers if name not in voice.speakers]
        if (status := said.get("status", "")) and status not in voice.statuses:
            voice.statuses.append(status)


class References:
    """The quotations and sources of a document, in the order in which they are used."""

    def __init__(self) -> None:
        self.quotations: dict[tuple[str, str], Quotation] = {}
        self.sources: dict[str, Source] = {}

    def quote(self, columns: Sequence[Column], row: Sequence[Cell]) -> list[Quotation]:
        """Return the quotations of a row, numbered; those that stand in the document already keep their number."""
        cells = {column.name: cell for column, cell in zip(columns, row, strict=True)}
        found = []
        for column in columns:
            if column.kind == "sentence" and cells[column.name].text:
                about = _about(column.name, cells)
                found.append(self._quotation(cells[column.name].text, about))
        return found

    def _quotation(self, text: str, about: Mapping[str, Cell]) -> Quotation:
        article = about.get("article", Cell())
        source = self.source(article)
        key = (article.iri or "", text)
        quotation = self.quotations.setdefault(key, Quotation(len(self.quotations) + 1, text, source))
        quotation.hear(about)
        return quotation

    def source(self, article: Cell) -> Source | None:
        """Return an article with its number, or None where there is none."""
        if not article.iri:
            return None
        return self.sources.setdefault(article.iri, Source(len(self.sources) + 1, article.iri, article.text))


def _about(sentence: str, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Return what a row tells of the sentence in a column: of ``other_sentence`` in ``other_article``."""
    prefix = sentence.removesuffix("sentence")
    found = {}
    for kind in _ABOUT:
        for name in (prefix + kind, prefix + _NEWEST.get(kind, kind)):
            if name in cells:
                found[kind] = cells[name]
                break
    return found


def told_in_quotations(columns: Iterable[Column]) -> set[str]:
    """Return the columns that a quotation tells, so that a table beside it need not."""
    names = {column.name for column in columns}
    prefixes = [name.removesuffix("sentence") for name in names if name.endswith("sentence")]
    return names & {prefix + kind for prefix in prefixes for kind in _TOLD}
