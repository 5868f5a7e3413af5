"""One article as the extractors see it: its parsed text with everything that may fill a role.

What comes in: an article, its ``Doc`` and what the language rooms found in it.  What goes out: a ``Reading`` that
extractors ask for parties, equipment, stances and speakers, and that turns tokens into offsets and evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Arguments, Item, Party
from kg.extraction.modality import Modality
from kg.extraction.speakers import Speakers, Voices
from kg.language.coreference import Antecedents
from kg.language.dates import DateExpression
from kg.language.layout import Layout
from kg.language.mentions import Linked, Mentions
from kg.language.quantities import Money, Quantity
from kg.lexicon import Lexicon
from kg.model import Article, Entity, Evidence, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from kg.extraction.opinion import SilentReader
    from kg.extraction.opinion.reader import SecondReader

__all__ = ["Reading"]

_TITLES = frozenset({"royal", "imperial"})  # of services: "the Royal Saudi Air Force"


@dataclass(frozen=True, slots=True)
class Reading:
    """One article, parsed and linked.

    Attributes:
        article: the article.
        layout: the way back from the parsed words to the delivered text.
        doc: its paragraphs, parsed.
        mentions: what its words name.
        antecedents: what its pronouns and definite descriptions stand for.
        dates: its time expressions.
        dateline: the date in its head, or None.
        numbers: its numbers of things.
        money: its sums of money.
        lexicon: the trigger words.
        arguments: finds parties and equipment.
        modality: reads status and factuality.
        speakers: finds who says it.
        second: the second reader of transfers.
    """

    article: Article
    layout: Layout
    doc: "Doc"
    mentions: Mentions
    antecedents: Antecedents
    dates: tuple[DateExpression, ...]
    dateline: DateExpression | None
    numbers: tuple[Quantity, ...]
    money: tuple[Money, ...]
    lexicon: Lexicon
    arguments: Arguments
    modality: Modality
    speakers: Speakers
    second: "SecondReader | SilentReader"

    def offset(self, token: "Token", *, end: bool = False) -> int:
        """Return where a token begins (or ends) in the article's text."""
        last = token.idx + len(token) - 1
        return self.layout.offset(last) + 1 if end else self.layout.offset(token.idx)

    def evidence(self, sent: "Span", mentions: Iterable[Mention], **how: object) -> Evidence:
        """Return a sentence as evidence; ``how`` holds rule, cue and path."""
        tokens = [t for t in sent if not t.is_space]
        start, end = self.offset(tokens[0]), self.offset(tokens[-1], end=True)
        return Evidence(self.article.text[start:end], start, end, tuple(mentions), **how)  # type: ignore[arg-type]  # keyword fields of the record

    def mention(self, role: str, start: int, end: int, iri: str = "", reason: str = "") -> Mention:
        """Return the words of tokens ``start`` to ``end`` (exclusive) as what fills a role."""
        first, last = self.offset(self.doc[start]), self.offset(self.doc[end - 1], end=True)
        return Mention(role, first, last, self.article.text[first:last], iri, reason)

    def named(self, role: str, token: "Token", linked: Linked, reason: str) -> Mention:
        """Return the words at a token as what fills a role: the name there, or the pronoun that stands for one."""
        if linked.start <= token.i < linked.end:
            start, end = linked.start, linked.end
        else:
            before = [c.i for c in token.children if c.i < token.i and c.dep_ in {"det", "amod", "nmod:poss"}]
            start, end = min([token.i, *before]), token.i + 1
        return replace(self.mention(role, start, end, linked.iri, reason), label=linked.label or linked.text)

    def party_entity(self, party: Party) -> Entity:
        """Return a party as a plain record under the words used; what a pronoun stands for, under its name."""
        if party.reason in {"pronoun", "definiteDescription"}:
            return party.linked.entity()
        title = self.doc[party.linked.start - 1].text if party.linked.start else ""
        royal = title.lower() in _TITLES and party.words == party.linked.text and party.linked.reason == "title"
        return party.linked.entity(reason_text=f"{title} {party.words}" if royal else party.words)

    def item_entity(self, item: Item) -> Entity:
        """Return an item of equipment as a plain record under the words used."""
        return item.linked.entity(reason_text=item.words)

    def voices(self, trigger: "Token") -> Voices:
        """Return who says what a trigger's clause says."""
        return self.speakers.of(trigger)
