"""Finds what one party says that another must do: ``Azerbaijan said Armenia must withdraw from four villages``.

What comes in: a reading and the word that obliges (*must*, *should*, *has to*).  What goes out: an ``Obligation``: the
clause, who is obliged and who says so.  Nobody obliges himself: ``Kyiv said Ukraine must prepare`` is none.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.actors import actor, owners_in_front, unnamed
from kg.extraction.arguments import Party
from kg.extraction.drafts import voices_of
from kg.extraction.reading import Reading
from kg.extraction.roles import is_word, state_behind
from kg.extraction.speakers import Voice
from kg.extraction.syntax import children, conjuncts

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Obligation", "obligation_of"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """What somebody is said to have to do.

    Attributes:
        clause: the verb of what is to be done.
        speaker: who says so.
        obliged: who is to do it.
    """

    clause: "Token"
    speaker: Party
    obliged: tuple[Party, ...]


def obligation_of(reading: Reading, word: "Token") -> Obligation | None:
    """Return what a word obliges whom to do, if somebody else says so."""
    clause = _clause(word)
    voices = voices_of(reading, clause).speakers if clause is not None else ()
    if clause is None or not voices or _watches(reading, voices[-1].token):
        return None
    speaker = voices[-1]
    obliged = tuple(party for party in _obliged(reading, clause) if not _is_own(reading, speaker, party))
    said = Party(speaker.token, speaker.linked, speaker.reason, speaker.linked.text)
    return Obligation(clause, said, obliged) if obliged else None


def _watches(reading: Reading, token: "Token") -> bool:
    """Return whether a speaker has no say in it, by his title: ``coach Roberto Mancini``, ``analysts``."""
    told = [token, *children(token, "nmod:desc", "appos", "compound")]
    return any(is_word(word, reading.lexicon.words["demand-watchers"]) for word in told)


def _clause(word: "Token") -> "Token | None":
    """Return the verb of what is to be done: above *must*, below *has to*."""
    if word.dep_ == "aux":
        return word.head if word.lower_ in {"must", "should"} else None
    below = [c for c in children(word, "xcomp") if any(m.lower_ == "to" for m in c.children)]
    helped = any(c.lower_ not in {"do", "does", "also"} for c in children(word, "aux"))
    return word if below and word.pos_ == "VERB" and not helped else None


def _obliged(reading: Reading, clause: "Token") -> list[Party]:
    verb = clause
    while verb.dep_ == "conj" and not children(verb, "nsubj"):
        verb = verb.head
    subjects = [c for c in children(verb, "nsubj") if c.dep_ == "nsubj" and c.pos_ in {"PROPN", "NOUN"}]
    parts = [part for c in subjects for part in conjuncts(c)]
    return [party for part in parts for party in actor(reading, part) or _people(reading, part)]


def _people(reading: Reading, token: "Token") -> list[Party]:
    """Return who is obliged without a name: ``foreign forces must leave Libya``."""
    told = token.pos_ == "NOUN" and is_word(token, reading.lexicon.words["demand-people"])
    return [unnamed(token, "Organization")] if told else []


def _is_own(reading: Reading, speaker: Voice, party: Party) -> bool:
    """Return whether somebody speaks of himself, or of the state whose officer he is."""
    states = [state_behind(reading, speaker.linked), *(p.linked for p in owners_in_front(reading, speaker.token))]
    one = state_behind(reading, party.linked)
    return any((one.iri or one.label) == (other.iri or other.label) for other in states)
