"""Tells goods that stand beside a word for a transfer, and are none of what it moves.

What comes in: a trigger with its frame, goods in the same sentence, the deals told there.  What goes out: whether the
goods belong to something else: ``sold wine as jets flew past``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item
from kg.extraction.deal import Deal
from kg.extraction.fillers import fillers
from kg.extraction.reading import Reading
from kg.extraction.syntax import children, governor, lemmas
from kg.lexicon import Frame

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_bystander"]

_THEMES = frozenset({"object", "of", "compound"})
_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN"})
_LISTING = frozenset("include comprise be make build produce manufacture develop".split())
"""Verbs that tell of goods whoever gets them."""


def is_bystander(reading: Reading, opened: tuple["Token", Frame], item: Item, beside: Sequence[Deal]) -> bool:
    """Return whether goods near a trigger are none of what it moves.

    Args:
        reading: the article.
        opened: the trigger with its frame.
        item: the goods.
        beside: the deals told in the same part of the sentence.
    """
    trigger, frame = opened
    return (
        _moves_else(reading, trigger, frame, item)
        or _moves(item)
        or _is_told(item, beside)
        or _is_elsewhere(item, trigger)
        or (frame.id == "destined" and _moves_itself(reading, item))
    )


def _moves_else(reading: Reading, trigger: "Token", frame: Frame, item: Item) -> bool:
    """Return whether what a trigger moves is told, and is neither goods nor a word for them: ``sold wine``.

    Behind a colon stand goods whatever the word in front of it: ``has sent the following: 12 tanks``.
    """
    roles = frame.roles.get("equipment", ())
    moved = [way.token for way in fillers(trigger) if way.function in _THEMES and way.function in roles]
    is_listed = any(token.text == ":" for token in reading.doc[trigger.i : item.token.i])
    return bool(moved) and not is_listed and not any(_may_be_goods(reading, token) for token in moved)


def _may_be_goods(reading: Reading, token: "Token") -> bool:
    """Return whether a word names goods, counts them or stands for them: ``tanks``, ``a batch``, ``it``, ``aid``."""
    words, forms = reading.lexicon.words, reading.lexicon.forms
    general = words["measure"] | words["deal"] | words["stands-for-goods"]
    if token.pos_ in {"PRON", "NUM", "SYM", "DET"} or not general.isdisjoint(lemmas(token, forms)):
        return True
    linked = reading.mentions.at(token.i)
    return bool(reading.arguments.items(token)) or bool(linked and linked.is_party)


def _moves(item: Item) -> bool:
    """Return whether goods are who does something, not what is moved: ``as jets flew``, ``a plane brought``."""
    noun = item.token
    while noun.dep_ == "compound" and noun.head.pos_ in _NOMINAL:
        noun = noun.head
    return noun.dep_ == "nsubj" and noun.head.pos_ in _VERBAL


def _is_told(item: Item, beside: Sequence[Deal]) -> bool:
    """Return whether a class of goods is that of goods told of beside it: ``10 Oplots, completing 49 tanks``."""
    others = [other.linked for deal in beside for other in deal.items if other.linked.iri != item.linked.iri]
    return any(item.linked.iri in other.classes for other in others)


def _moves_itself(reading: Reading, item: Item) -> bool:
    """Return whether goods may be on their way without being sold: ships and aircraft."""
    seen = reading.mentions.classes_above(item.linked.iri, *item.linked.classes)
    labels = {reading.mentions.concepts[iri].label for iri in seen if iri in reading.mentions.concepts}
    return not labels.isdisjoint(reading.lexicon.words["moves-itself"])


def _is_elsewhere(item: Item, trigger: "Token") -> bool:
    """Return whether goods are what another clause is about: ``sold food to Peru, whose army [flies jets]``."""
    verb = governor(item.token)
    while verb is not None and verb.pos_ not in {"VERB", "AUX"}:
        verb = governor(verb)
    if verb is None or verb.i == trigger.i or verb in trigger.ancestors:
        return False
    finite = verb.tag_ in {"VBD", "VBZ", "VBP"} or bool(children(verb, "aux"))
    theirs = verb.dep_ == "acl:relcl" and item.token in children(verb, "obj") and verb.lemma_.lower() not in _LISTING
    return finite and bool(children(verb, "nsubj")) and (verb.dep_ == "conj" or theirs)
