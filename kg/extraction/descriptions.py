"""Says which firm a description means: by its name, by the one firm that fits, or under its own words.

What comes in: a reading and a token.  What goes out: mentions and parties.  It must not know what a description makes
of an ownership.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.firms import POSSESSIVES, Firm, find_firms, firm_at
from kg.extraction.reading import Reading
from kg.extraction.roles import is_word
from kg.extraction.titles import capitals
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["described", "firm_of", "firm_party", "own_words"]


def described(reading: Reading) -> Iterator[Linked]:
    """Yield what the descriptions of an article mean that are no names themselves: ``Russia's arms export company``."""
    for firm in find_firms(reading):
        if reading.mentions.at(firm.head.i) is None and (firm.named or firm.owner):
            start, end = own_words(reading, firm)
            meant = firm.named or _under_its_words(reading, firm)
            yield replace(meant, start=start, end=end, head=firm.head.i, text=reading.doc[start:end].text)


def firm_of(reading: Reading, token: "Token") -> Firm | None:
    """Return the description of a firm that a token heads, or None."""
    return next((firm for firm in find_firms(reading, token.sent) if firm.start <= token.i < firm.end), None)


def firm_party(reading: Reading, token: "Token") -> Party | None:
    """Return the firm that a description means, as a party: ``state arms company Denel``."""
    linked = reading.mentions.headed(token.i)
    if linked and linked.is_party and linked.head == token.i:
        return None
    firm = firm_of(reading, token)
    named = firm.named or _under_its_words(reading, firm) if firm else _name_behind(reading, token)
    return Party(token, named, named.reason, named.text) if named else None


def _name_behind(reading: Reading, noun: "Token") -> Linked | None:
    """Return the name right behind a noun for a firm: ``the Czech company Excalibur Army``."""
    if not is_word(noun, reading.lexicon.words["ownership-firms"]) or noun.i + 1 >= noun.sent.end:
        return None
    return firm_at(reading, noun.i + 1) or _by_capitals(reading, noun)


def _by_capitals(reading: Reading, noun: "Token") -> Linked | None:
    """Return a name that nothing names yet, by its capitals: ``the robot maker Milrem``."""
    name = capitals(reading, noun.i + 1, 1) if noun.text[0].islower() else None
    if name is None:
        return None
    span = reading.doc[name[0] : name[1]]
    return Linked(span.start, span.end, span.root.i, span.text, "Organization", "", span.text)


def _under_its_words(reading: Reading, firm: Firm) -> Linked:
    start, end = own_words(reading, firm)
    words = reading.doc[start:end].text
    return Linked(start, end, firm.head.i, words, "Organization", "", words)


def own_words(reading: Reading, firm: Firm) -> tuple[int, int]:
    """Return the first and last (exclusive) token of what an unnamed firm is called.

    ``Russia's arms corporation`` is nobody without its owner, ``Ukraine's Malyshev plant`` is the Malyshev plant.
    """
    for index in range(firm.start + 1, firm.end):
        if reading.doc[index - 1].text in POSSESSIVES and reading.doc[index].pos_ == "PROPN":
            return index, firm.end
    return firm.start, firm.end
