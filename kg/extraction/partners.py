"""Finds who shares a thing: all parties to a contract or cooperation, and the states for which officers act.

What comes in: a reading, a trigger, the steps to its arguments.  What goes out: ``Party`` records, each once, in the
order of their words.  A name in their list that nobody knows is a partner as well.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actor, actors, differs, person_named
from kg.extraction.arguments import Party
from kg.extraction.fillers import Filler
from kg.extraction.reading import Reading
from kg.extraction.roles import crosses_clause, is_word, phrase_of
from kg.extraction.syntax import case_of, children, conjuncts
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["led_by", "partners", "visited"]

_JOINED = 3  # tokens between two names that one word joins


def led_by(reading: Reading, token: "Token") -> list[Party]:
    """Return the states or organisations that officers stand for: ``the navy chiefs of Greece and Egypt``."""
    if not is_word(token, reading.lexicon.words["led-by"]) or token.pos_ not in {"NOUN", "PROPN"}:
        return []
    below = [c for c in children(token, "nmod", "nmod:poss", "amod") if case_of(c) in {"of", "from", "for", ""}]
    found = [party for child in below for party in reading.arguments.parties(child)]
    return [party for party in found if party.linked.kind in {"State", "Territory", "Organization"}]


def state_of_officer(reading: Reading, token: "Token") -> list[Party]:
    """Return the state for which a titled person acts: ``Turkish President Erdogan``, ``Libya's prime minister``."""
    person = person_named(reading, token)
    titled = is_word(token, reading.lexicon.words["led-by"]) or bool(children(token, "nmod:desc"))
    if person is None or not titled:
        return []
    start, _ = phrase_of(token)
    start = min([start, *(c.left_edge.i for c in children(token, "nmod:desc", "nmod:poss"))])
    states = [m for m in reading.mentions.within(start, token.i + 1) if m.kind == "State"]
    return [Party(reading.doc[m.head], m, m.reason, m.text) for m in states[:1]]


def visited(reading: Reading, trigger: "Token") -> list[Party]:
    """Return where somebody went to sign a thing: ``travelled to Minsk to sign an agreement``."""
    verb = next((t for t in trigger.ancestors if t.pos_ == "VERB"), None)
    above = verb.head if verb is not None and verb.dep_ in {"advcl", "xcomp"} else None
    if above is None or not is_word(above, reading.lexicon.words["visiting"]):
        return []
    goals = [c for c in children(above, "obl", "obj") if case_of(c) in {"to", "in", ""}]
    found = [party for goal in goals for party in reading.arguments.parties(goal)]
    return [party for party in found if party.linked.kind == "State"][:1]


def partners(reading: Reading, trigger: "Token", ways: Iterable[Filler], used: list[Filler]) -> list[Party]:
    """Return all parties to a thing that is shared, in the order of their words; each once."""
    found: list[Party] = []
    for way in ways:
        common = way.function in {"compound", "modifier"} and way.token.text[:1].islower()
        if way.token.i == trigger.i or common or crosses_clause(way.token, trigger):
            continue
        new = [p for p in _all_parties(reading, way.token) if all(differs(p, other) for other in found)]
        if new:
            used.append(way)
            found.extend(new)
    return sorted(found, key=lambda party: party.token.i)


def _all_parties(reading: Reading, token: "Token") -> list[Party]:
    """Return the parties that an argument names, also both of ``Russian-Indian`` and ``Russian and Indian``."""
    found = [party for party in actors(reading, token) if party.linked.kind != "Person"]
    nobody = [part for part in conjuncts(token) if all(p.linked.kind == "Person" for p in actor(reading, part))]
    officers = (p for part in nobody for p in [*led_by(reading, part), *state_of_officer(reading, part)])
    for state in officers:
        found += [state] if all(differs(state, other) for other in found) else []
    found += _unknown_partners(reading, token, found)
    nameless = [reading.mentions.headed(part.i) for part in conjuncts(token)]
    named = [m for m in nameless if m and m.text[:1].isupper() and m.start != token.sent.start]
    services = [m for m in named if m.kind == "Service"]
    taken = {party.token.i for party in found}
    found += [Party(reading.doc[m.head], replace(m, kind="Organization"), m.reason, m.text) for m in services
              if m.head not in taken]
    own = reading.mentions.headed(token.i)
    beside = children(token, "compound", "amod", "nmod", "conj") if own and own.reason == "demonym" else []
    for child in beside:
        joined = reading.arguments.named_party(child)
        if joined and joined.reason == "demonym" and abs(child.i - token.i) <= _JOINED:
            found.append(joined)
    return found


def _unknown_partners(reading: Reading, token: "Token", known: Iterable[Party]) -> list[Party]:
    """Return the names of a list that nobody knows, beside partners that are known: ``Hanwha, PGZ and Frankenburg``."""
    if not list(known):
        return []
    names = [part for part in conjuncts(token) if part.pos_ == "PROPN" and part.text[0].isupper()]
    return [_under_capitals(part) for part in names if _is_guess(reading.mentions.at(part.i))]


def _is_guess(linked: Linked | None) -> bool:
    """Return whether a name is known to nobody; whether it is a place or a firm was guessed."""
    return linked is None or (linked.reason == "unknownName" and linked.kind in {"Place", "Organization"}) or (
        linked.reason == "unknownName" and linked.end - linked.start == 1)


def _under_capitals(token: "Token") -> Party:
    """Return an organisation under the capitalised words that a name heads."""
    start = token.i
    while start > token.sent.start and token.doc[start - 1].text[:1].isupper() and (
        token.doc[start - 1].head.i == token.i and token.doc[start - 1].dep_ in {"compound", "amod", "flat"}):
        start -= 1
    end = token.i + 1
    behind = [c for c in children(token, "nmod") if c.pos_ == "PROPN" and case_of(c) in {"of", "for"}]
    end = max([end, *(c.i + 1 for c in behind), *(c.i + 1 for c in children(token, "flat"))])
    text = token.doc[start:end].text
    return Party(token, Linked(start, end, token.i, text, "Organization", "", text), "unknownName", text)
