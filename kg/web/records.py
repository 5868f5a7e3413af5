"""What the pages show of a claim and of its article.

What comes in and goes out: records in plain words.  They must not know Flask or RDF.
"""

from dataclasses import dataclass

from kg.model import Evidence, Mention
from kg.web.highlights import Part

__all__ = ["ArticleRecord", "ClaimRecord", "MentionRecord", "ReadingRecord", "Thing"]


@dataclass(frozen=True, slots=True)
class Thing:
    """What fills a role: a thing with an IRI, or mere words.

    Attributes:
        label: what to call it.
        iri: its IRI, or ``""`` for words and numbers.
    """

    label: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class MentionRecord:
    """Words of a sentence that play a role.

    Attributes:
        told: the words, their role and their place in the article.
        denotes: what they name, or None.
    """

    told: Mention
    denotes: Thing | None


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """How one sentence was read for a claim.

    Attributes:
        anchor: the fragment of its IRI.
        passage: the IRI of the sentence.
        told: the sentence, and the rule, cue and steps by which it was read.
        parts: its words with the roles marked.
        mentions: who plays which role in it, in order of their places.
    """

    anchor: str
    passage: str
    told: Evidence
    parts: tuple[Part, ...]
    mentions: tuple[MentionRecord, ...]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """The article that a claim was read from."""

    iri: str
    key: str
    headline: str
    published: str
    url: str = ""
    sha256: str = ""
    publisher: str = ""
    author: str = ""
    language: str = ""

    @property
    def name(self) -> str:
        """What to call it: its headline, else its key."""
        return self.headline or self.key or self.iri


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim, as the pages show it; codes (type, status …) are local names of the vocabulary."""

    iri: str
    type: str
    title: str
    arguments: dict[str, tuple[Thing, ...]]
    details: dict[str, str]
    status: str
    factuality: str
    speakers: tuple[Thing, ...]
    medium: Thing | None
    date: str
    article: ArticleRecord
    readings: tuple[ReadingRecord, ...]
    run: tuple[tuple[str, str], ...]
