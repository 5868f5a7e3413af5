"""Finds the states, organisations and persons that fill a role.

What comes in: a reading and the head of an argument.  What goes out: ``Party`` records, under a name where there is
one.  Descriptions give way to the name beside them, surnames to the full name, ``the two countries`` to the two.
"""

from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.reading import Reading
from kg.extraction.roles import full_name, is_word, phrase_of, state_behind
from kg.extraction.syntax import case_of, children, conjuncts
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "actor",
    "actors",
    "differs",
    "in_front",
    "owners_in_front",
    "person_named",
    "state_meant",
    "unnamed",
    "unnamed_party",
]

_CLAUSE_OPENERS = frozenset({"while", "whereas", "although", "though", "when", "after", "before"})
_MODIFIERS = frozenset({"amod", "compound", "nmod:poss"})
_PAIRED = frozenset({"country", "government", "side", "nation", "state", "neighbour", "neighbor"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "same"})
_STATES = frozenset({"country", "nation", "state", "government"})


def actors(reading: Reading, token: "Token") -> list[Party]:
    """Return the states, organisations and persons that an argument names, one for each conjunct."""
    found: list[Party] = []
    for part in conjuncts(token):
        for party in actor(reading, part):
            if all(differs(party, other) for other in found):
                found.append(party)
    return found


def differs(one: Party, other: Party) -> bool:
    """Return whether two parties are not the same."""
    return (one.linked.iri or one.linked.label) != (other.linked.iri or other.linked.label)


def actor(reading: Reading, token: "Token") -> list[Party]:
    """Return whom one word names, without what is coordinated with it; two where it stands for both of a pair."""
    person = person_named(reading, token)
    if person:
        return [person]
    stands_for = reading.antecedents.of(token)
    if stands_for and stands_for.linked.kind == "Person":
        return [Party(token, full_name(reading, stands_for.linked), stands_for.reason, token.text)]
    own = reading.mentions.headed(token.i)
    both = _both(reading, token)
    if both:
        return both
    apposed = _apposed(reading, token) if own is None or not own.is_party else []
    others = {part.i for part in conjuncts(token) if part.i != token.i}
    return apposed or [
        party for party in reading.arguments.parties(token)
        if others.isdisjoint({party.token.i, *(above.i for above in party.token.ancestors)})
    ]


def state_meant(reading: Reading, token: "Token") -> Party | None:
    """Return the state that ``the country`` or ``the island nation`` is: the last one told of that does not act here.

    As in ``France and Japan also have bases in the African nation``.
    """
    definite = any(child.lower_ in {"the", "this", "that"} for child in token.children)
    if definite and token.lower_ == "island":
        return _island(reading, token)
    if token.lemma_.lower() not in _PAIRED or token.tag_ != "NN" or not definite:
        return None
    for linked in reversed(list(reading.mentions.within(0, token.i))):
        head = reading.doc[linked.head]
        acts = head.sent.start == token.sent.start and {head.dep_, head.head.dep_} & {"nsubj", "nsubj:pass"}
        if linked.kind == "State" and linked.reason != "demonym" and not acts:
            return Party(token, linked, "definiteDescription", token.text)
    return None


def _island(reading: Reading, token: "Token") -> Party | None:
    """Return the last island state told of: ``the balance on the island``."""
    islands = reading.lexicon.words["island-states"]
    for linked in reversed(list(reading.mentions.within(0, token.i))):
        if linked.kind in {"State", "Territory"} and linked.label.lower() in islands:
            return Party(token, linked, "definiteDescription", token.text)
    return None


def _both(reading: Reading, token: "Token") -> list[Party]:
    """Return the two states last told of where ``the two countries`` stands for them."""
    pair = {child.lower_ for child in token.children}
    told = {"two", "the"} <= pair or ("both" in pair and token.lemma_.lower() != "side")
    if token.lemma_.lower() not in _PAIRED or not told:
        return []
    found: dict[str, Linked] = {}
    for linked in reversed(list(reading.mentions.within(0, token.sent.start))):
        if linked.kind == "State":
            found.setdefault(linked.iri, linked)
    states = list(found.values())[:2]
    return [Party(token, m, "definiteDescription", token.text) for m in reversed(states)] if len(states) > 1 else []


def _apposed(reading: Reading, token: "Token") -> list[Party]:
    """Return the name behind a description: ``state-run company Cavim``, ``the exporter, Rosoboronexport``."""
    for child in children(token, "appos", "flat"):
        linked = reading.mentions.headed(child.i)
        if linked and linked.is_party and linked.head == child.i and linked.reason != "demonym":
            beside = [party for part in conjuncts(child)[1:] for party in reading.arguments.parties(part)]
            return [Party(child, linked, linked.reason, linked.text), *beside]
    return []


def person_named(reading: Reading, token: "Token") -> Party | None:
    """Return the person whom a token names, also behind a title: ``opposition leader Juan Guaido``."""
    general = is_word(token, reading.lexicon.words["party-head"])  # "the Trump administration" is none
    for word in [token, *children(token, "appos", "flat", *(() if general else ("compound", "nmod:desc")))]:
        linked = reading.mentions.headed(word.i)
        if linked and linked.kind == "Person" and linked.head == word.i:
            return Party(word, full_name(reading, linked), linked.reason, linked.text)
    linked = reading.mentions.headed(token.i)
    if linked and linked.kind == "Office":
        behind = reading.mentions.at(linked.end) if linked.end < len(reading.doc) else None
        if behind and behind.kind == "Person" and behind.start == linked.end:
            return Party(reading.doc[behind.head], full_name(reading, behind), behind.reason, behind.text)
    return None


def unnamed(token: "Token", kind: str) -> Party:
    """Return somebody or something without a name, under the words in front of a noun: ``the French ambassador``."""
    start, end = phrase_of(token, with_determiner=False)
    words = token.doc[start:end].text
    return Party(token, Linked(start, end, token.i, words, kind, "", words), "unknownName", words)


def unnamed_party(reading: Reading, token: "Token") -> Party | None:
    """Return a country, customer or armed group that stays without a name: ``a country in Asia``, ``the rebels``.

    What is definite and no group is known from somewhere else, and left to what it stands for.
    """
    words, linked = reading.lexicon.words, reading.mentions.headed(token.i)
    group, general = is_word(token, words["unnamed-group"]), is_word(token, words["unnamed-party"])
    definite = any(c.lower_ in _DEFINITE for c in token.children)
    one = token.tag_ == "NN" or any(c.dep_ == "nummod" for c in token.children)  # "arms for countries at war": nobody
    if linked is not None or token.pos_ != "NOUN" or not (group or (general and one and not definite)):
        return None
    start, _ = phrase_of(token, with_determiner=False)
    places = [c for c in children(token, "nmod") if case_of(c) == "in"]
    end = places[0].right_edge.i + 1 if places else token.i + 1
    text = token.doc[start:end].text
    kind = "ArmedGroup" if group else "State" if is_word(token, _STATES) else "Organization"
    return Party(token, Linked(start, end, token.i, text, kind, "", text), "unknownName", text)


def owners_in_front(reading: Reading, noun: "Token") -> list[Party]:
    """Return the parties named in front of a noun within its phrase (F3).

    As in ``900 British troops``, ``its soldiers`` and ``Russia's military presence``.
    """
    start, _ = phrase_of(noun)
    found: list[Party] = []
    for child in children(noun, "nmod:poss"):
        whose = child.lower_ == "whose" and noun.head.dep_ == "acl:relcl"
        found.extend(reading.arguments.parties(noun.head.head if whose else child)[:1 if whose else None])
    if not found:
        named = [m for m in reading.mentions.within(start, noun.i + 1) if m.is_party and m.head != noun.i]
        found = [Party(reading.doc[m.head], m, m.reason, m.text) for m in named]
    own = reading.mentions.headed(noun.i)
    if not found and own and own.is_party and own.country in reading.mentions.concepts:
        found = [Party(noun, state_behind(reading, own), own.reason, own.text)]
    return found


def in_front(reading: Reading, trigger: "Token") -> list[Party]:
    """Return the nearest actor in front of a trigger that no preposition holds, where the tree ties none (P3)."""
    for token in reversed(trigger.doc[trigger.sent.start : trigger.i]):
        if token.text in {";", "“", "”"}:
            return []
        linked = reading.mentions.at(token.i)
        first = token
        while first.dep_ == "conj":
            first = first.head  # "backed by Peru and [Chile], they reject"
        held = case_of(first) not in {"", *_CLAUSE_OPENERS}
        stands = linked is not None and linked.head == token.i and token.dep_ not in _MODIFIERS and not held
        if stands and linked and (linked.is_party or linked.kind == "Person") and linked.reason != "demonym":
            return actors(reading, token)
        if token.lower_ in _CLAUSE_OPENERS:
            return []
    return []
