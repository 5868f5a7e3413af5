"""Tells who has no part in a deal though he stands beside it: who condemns, welcomes or watches it.

What comes in: a trigger and what the tree ties to it.  What goes out: yes or no.  The words are in the lexicon.
"""

from typing import TYPE_CHECKING

from kg.extraction.fillers import Filler, clauses_about
from kg.extraction.reading import Reading
from kg.extraction.syntax import lemmas

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_comment", "is_outsider"]


def is_outsider(reading: Reading, trigger: "Token", way: Filler) -> bool:
    """Return whether somebody only says what he thinks of a deal: ``[Israel] condemned the sale of tanks to Syria``."""
    if way.function == "by":
        return is_comment(reading, way.token.head)
    if way.function not in {"governor-subject", "governor-by"}:
        return False
    if way.token.head in clauses_about(trigger):
        return is_comment(reading, way.token.head)
    carrier = next((token for token in trigger.ancestors if token.pos_ == "VERB"), None)
    return carrier is not None and is_comment(reading, carrier)


def is_comment(reading: Reading, verb: "Token") -> bool:
    """Return whether a verb tells what somebody thinks of a deal who has no part in it."""
    return not reading.lexicon.words["comments-on"].isdisjoint(lemmas(verb, reading.lexicon.forms))
