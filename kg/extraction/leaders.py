"""Says for whom an argument of a deal stands: ``Peru's President Garcia has bought tanks``, ``We have sold tanks``.

What comes in: a reading and a token.  What goes out: parties.  Only who heads a state, a government or a ministry acts
for it, and only where the article says of which.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.reading import Reading
from kg.extraction.roles import state_behind
from kg.extraction.syntax import children
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["acting"]

_LEADING = frozenset({"HeadOfState", "HeadOfGovernment", "Minister"})
_BESIDE = 4  # tokens between a title and the state whose it is


def acting(reading: Reading, token: "Token") -> list[Party]:
    """Return the parties that an argument names: for who leads a state, and for its parliament, the state."""
    if token.lower_ in {"we", "us", "our"}:
        return _speaking(reading, token)
    led = _state_led(reading, token) if token.lower_ == "administration" else []
    parties = led or reading.arguments.parties(token) or _state_led(reading, token)
    parties = parties or _speaker_meant(reading, token)
    return [_body_as_state(reading, party) for party in parties]


def _speaking(reading: Reading, token: "Token") -> list[Party]:
    """Return for whom a speaker says *we* (K5): ``We have sold Peru tanks, the Spanish minister said``."""
    voices = reading.voices(token.head).speakers
    if len(voices) != 1:
        return []
    linked = voices[0].linked
    own = [Party(token, linked, "pronoun", linked.text)] if linked.is_party else []
    return own or [replace(party, token=token) for party in _state_led(reading, voices[0].token)]


def _speaker_meant(reading: Reading, token: "Token") -> list[Party]:
    """Return the government that says of itself what it does: ``The Reagan administration said [it] would sell``."""
    said = token.head.head if token.lower_ == "it" and token.head.dep_ == "ccomp" else token
    return [party for subject in children(said, "nsubj") if subject.lower_ == "administration"
            for party in _state_led(reading, subject)]


def _body_as_state(reading: Reading, party: Party) -> Party:
    linked = party.linked
    head = linked.text.split()[-1].lower() if linked.text else ""
    decides = head in reading.lexicon.words["state-body"] and linked.country in reading.mentions.concepts
    return replace(party, linked=state_behind(reading, linked), reason="metonymy") if decides else party


def _state_led(reading: Reading, token: "Token") -> list[Party]:
    """Return the state for which a leader acts, by his title beside his name or alone."""
    own = reading.mentions.headed(token.i)
    if token.lower_ == "administration":
        return _administration(reading, token)
    if token.lower_ in {"he", "she"}:
        meant = reading.antecedents.of(token)
        own = meant.linked if meant else None
    elif own is not None and not own.start <= token.i < own.end:
        own = None
    if own is None or own.kind not in {"Person", "Office"}:
        return []
    last = own.text.split()[-1]
    named = [m for m in reading.mentions.all if m.kind == "Person" and m.text.split()[-1] == last]
    offices = [own] if own.kind == "Office" else [office for m in named for office in _offices_of(reading, m)]
    states = [state for office in offices if _leads(office) for state in _states_of(reading, office)]
    if states:
        return [Party(token, states[0], "metonymy", own.text)]
    presides = any("president" in office.text.lower() for office in offices)
    known = presides and last.lower() in reading.lexicon.words["american-presidents"]
    return _american(reading, token, own.start, own.end) if known else []


def _administration(reading: Reading, token: "Token") -> list[Party]:
    """Return the one state whose governments are named so after their head: ``the Reagan administration``."""
    named = [c for c in children(token, "compound", "nmod:poss") if c.text[0].isupper()]
    return _american(reading, token, named[0].i, token.i + 1) if named else []


def _american(reading: Reading, token: "Token", start: int, end: int) -> list[Party]:
    """Return the state of the presidents whom English news names without it."""
    states = reading.lexicon.words["administrations"]
    concepts = (c for c in reading.mentions.concepts.values() if "State" in c.kinds and c.label.lower() in states)
    state = next(concepts, None)
    if state is None:
        return []
    words = reading.doc[start:end].text
    linked = Linked(start, end, token.i, words, "State", state.iri, state.label, "metonymy", state)
    return [Party(token, linked, "metonymy", words)]


def _leads(office: Linked) -> bool:
    kinds = office.concept.facts.get("officeKind", ()) if office.concept else ()
    return not _LEADING.isdisjoint(kinds)


def _offices_of(reading: Reading, person: Linked) -> list[Linked]:
    """Return the title right in front of a name, or behind it and a comma."""
    before = reading.mentions.at(person.start - 1) if person.start else None
    behind = reading.mentions.within(person.end, min(person.end + _BESIDE, len(reading.doc)))
    comma = person.end < len(reading.doc) and reading.doc[person.end].text == ","
    beside = [m for m in behind if m.kind == "Office"][:1] if comma else []
    return [m for m in (before, *beside) if m is not None and m.kind == "Office"]


def _states_of(reading: Reading, office: Linked) -> list[Linked]:
    """Return the state in front of a title or behind its *of*, over the name that it may carry."""
    doc = reading.doc
    place = office.start - 1
    while place >= 0 and office.start - place <= _BESIDE and reading.mentions.at(place) is None:
        if doc[place].pos_ in {"VERB", "AUX", "PUNCT", "ADP"} or doc[place].is_sent_start:
            break
        place -= 1
    found = [reading.mentions.at(place)] if place >= 0 else []
    for index in range(office.end, min(office.end + _BESIDE, len(doc) - 1)):
        if doc[index].lower_ == "of":
            found.append(reading.mentions.at(index + 1))
            break
    return [m for m in found if m is not None and m.kind == "State"]
