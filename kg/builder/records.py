"""What a build works with and reports: plain records.

What comes in: nothing.  What goes out: the records that builder and its callers share.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from kg.model import Article, ArticleClaims

__all__ = ["BuildSummary", "Finding", "Progress", "Reader", "Removal"]


class Reader(Protocol):
    """What reads articles into claims; ``kg.extraction.Reader`` is one."""

    def read(self, articles: Iterable[Article], /) -> Iterator[ArticleClaims]:
        """Yield what each article says, in the order in which the articles came."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come.

    Attributes:
        done: articles that were stored, refused or found unchanged.
        total: articles that there are; None where nobody knows.
        claims: claims that were stored.
    """

    done: int
    total: int | None
    claims: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What the shapes find wrong with an article.

    Attributes:
        article: its key.
        refused: whether it was not stored because of this; what was stored of it before stays.
        message: what is wrong, in words.
    """

    article: str
    refused: bool
    message: str


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did.

    Attributes:
        read: articles that were read and stored.
        unchanged: articles that were skipped because they and their readers are as before.
        replaced: those of the read ones of which there was an older version.
        claims: claims of the read articles.
        problems: what the shapes found, in order of the articles.
        generation: number of the snapshot that readers see now.
        seconds: how long it took.
    """

    read: int
    unchanged: int
    replaced: int
    claims: int
    problems: tuple[Finding, ...]
    generation: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out.

    Attributes:
        article: IRI of the article.
        claims: how many claims it made.
        generation: number of the snapshot that readers see now.
    """

    article: str
    claims: int
    generation: int
