"""The plain frozen records that all rooms share.

What comes in: nothing.  What goes out: records of strings, numbers and dates that any room may hold, pickle and
compare.  It must not know spaCy, RDF, Flask or Click.  Offsets are Unicode code points from the start of the
article's text *as its record holds it* (header included), end exclusive.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = [
    "Argument",
    "Article",
    "ArticleClaims",
    "Claim",
    "Concept",
    "Entity",
    "Evidence",
    "Mention",
    "UnknownName",
]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    Attributes:
        key: what identifies it: its url, else its own id, else its file name.
        text: the whole text, decoded and mended; offsets count its code points.
        body_start: offset at which the prose begins (behind a ``date YYYY-MM-DD`` header).
        date: publication date, or None where nothing tells it.
        title: headline, or None.
        url: address, or None.
        source: the file it came from, for messages; not part of the graph.
        date_source: where the date came from, a code of ``at:DateSource``: ``header``, ``metadata``, ``dateline``;
            ``""`` where there is none.
        publisher: who published it, or None.
        author: who wrote it, or None.
        language: its language as a code of ISO 639 (``en``), or None where it is too short to tell.
    """

    key: str
    text: str
    body_start: int = 0
    date: dt.date | None = None
    title: str | None = None
    url: str | None = None
    source: str = ""
    date_source: str = ""
    publisher: str | None = None
    author: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a gazetteer.

    Attributes:
        iri: its IRI.
        label: its preferred label.
        kinds: local names of its classes but ``Concept``, e.g. ``("State",)``, ``("EquipmentType",)``.
        scheme: local name of its concept scheme, e.g. ``"states"``.
        labels: label property (``altLabel``, ``demonym``, ``metonym``, ``capital``, ``hiddenLabel``) → labels.
        links: property → IRIs of other concepts (``broader``, ``country``, ``equipmentClass``, ``parent`` …).
        facts: property → literal values as strings (``notation``, ``ambiguous`` → ``true``, ``from`` …).
    """

    iri: str
    label: str
    kinds: tuple[str, ...]
    scheme: str
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that fills a role: a state, organisation, person, equipment or place.

    Attributes:
        text: the words in the article.
        label: preferred label of what they name; the text itself where nothing is known.
        iri: gazetteer IRI; ``""`` while no gazetteer knows it (``resolve`` mints one).
        kind: local name of its class: ``State``, ``Organization``, ``Person``, ``EquipmentType``, ``Place`` …
        aliases: altLabels, demonyms and metonyms of that one concept, nothing else.
        state: IRI of the state behind an organisation, derived from the gazetteer; ``""`` if none.
    """

    text: str
    label: str
    iri: str = ""
    kind: str = "Thing"
    aliases: tuple[str, ...] = ()
    state: str = ""


Argument: TypeAlias = Entity | str | int | float
"""What may fill a role: a thing, words, or a number."""


@dataclass(frozen=True, slots=True)
class Mention:
    """The words of one passage that fill one role of one claim.

    Attributes:
        role: the role's name (``supplier``, ``equipment``, ``speaker`` …).
        start: offset of the first code point.
        end: offset behind the last code point.
        text: the words.
        iri: what they name (as in ``Entity.iri``), or ``""`` for literals.
        link_reason: how words and thing were tied: a code of ``at:LinkReason``
            (``exact``, ``demonym``, ``metonymy``, ``designation``, ``classNoun``, ``pronoun`` …), ``""`` for literals.
        label: label of what they name (as in ``Entity.label``), ``""`` for literals.
    """

    role: str
    start: int
    end: int
    text: str
    iri: str = ""
    link_reason: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that says the claim, and how it was read.

    Attributes:
        sentence: its words, exactly ``article.text[start:end]``.
        start: offset of its first code point.
        end: offset behind its last code point.
        mentions: who fills which role in it.
        rule: id of the construction that was recognised (``A1`` … ``M4``).
        cue: the words behind status and factuality, or None.
        path: the steps from the trigger to its arguments, in words.
    """

    sentence: str
    start: int
    end: int
    mentions: tuple[Mention, ...] = ()
    rule: str = ""
    cue: str | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article says of one relation: one line of an arms register as this article states it.

    Attributes:
        type: local name of its class (``ArmsTransfer``, ``Contract`` …).
        arguments: role (camelCase, as in the vocabulary) → what fills it; roles without a filler are absent.
        status: code of ``at:Status``, capitalised (``Delivered``).
        factuality: code of ``at:Factuality``, capitalised (``Asserted``).
        attributed_to: who says so, outermost first; empty is the article's own voice.
        reported_by: the medium that reports what they say, or None.
        date: when the status came about, as precisely as stated (``2019``, ``2019-03``, ``2019-03-30``), or None.
        earliest: first day of the interval behind ``date``, or None.
        latest: last day of it; alone when it has happened by the publication date and nothing more is said.
        date_text: the words used, or None.
        evidence: the passages that say it, in order of their offsets; never empty.
        score: how sure the extractor is, 0 to 1, or None.
        extractor: name of the extractor that found it.
    """

    type: str
    arguments: Mapping[str, tuple[Argument, ...]]
    evidence: tuple[Evidence, ...]
    status: str = "Unknown"
    factuality: str = "Asserted"
    attributed_to: tuple[Entity, ...] = ()
    reported_by: Entity | None = None
    date: str | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    date_text: str | None = None
    score: float | None = None
    extractor: str = ""

    def entities(self, role: str) -> tuple[Entity, ...]:
        """Return the things (not the literals) that fill a role."""
        return tuple(value for value in self.arguments.get(role, ()) if isinstance(value, Entity))


@dataclass(frozen=True, slots=True)
class UnknownName:
    """Words that name something which no gazetteer has.

    Attributes:
        kind: a guess of its class (``Place``, ``Organization``, ``EquipmentType``, ``Person``).
        start: offset of the first code point.
        end: offset behind the last code point.
        text: the words.
        equipment_class: IRI of the class noun that stands with it, ``""`` if none.
        country: IRI of the state behind it, ``""`` if unknown.
    """

    kind: str
    start: int
    end: int
    text: str
    equipment_class: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class ArticleClaims:
    """An article with everything that was read from it.

    Attributes:
        article: the article.
        claims: its claims, in order of their first evidence.
        unknown_names: what words name that no gazetteer has.
    """

    article: Article
    claims: tuple[Claim, ...]
    unknown_names: tuple[UnknownName, ...] = ()
