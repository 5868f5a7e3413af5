"""Finds maintenances: who repairs, overhauls, services or upgrades which equipment.

Example:
    "The specialists are helping to fix a malfunctioning S-300." → Maintenance(specialists, S-300, "malfunctioning")

Needs the UD tree and mentions.  Emits ``Maintenance``.  Misses, on purpose: upgraded types ("upgraded T-72 tanks"),
what is no equipment (relations, runways), and who keeps a fleet.  The words are in
``ontology/lexicon-maintenances.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.claims import Part, Told, claim_of, item_parts, party_part, unnamed_part, words_part
from kg.extraction.descriptions import firm_party
from kg.extraction.details import deal_date
from kg.extraction.fillers import Filler
from kg.extraction.firms import is_firm
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import found_by, is_word, near_ways, openings, phrase_of, state_behind
from kg.extraction.syntax import case_of, children, governor, lemmas
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["maintenances"]

_BEING = frozenset({"is", "are", "'re", "’re", "was", "were", "been", "be"})
_CONTRACTORS = frozenset({"Organization", "State", "Territory", "ArmedGroup", "InternationalOrganization"})


@extractor(emits=("Maintenance",))
def maintenances(reading: Reading) -> Iterator[Claim]:
    """Yield maintenances."""
    told: set[int] = set()
    for trigger, frame in openings(reading, "Maintenance"):
        if _describes(trigger, frame):
            continue
        ways = near_ways(trigger, ("in", "at"))
        items, way = _items(reading, ways, frame)
        items = [item for item in items if item.token.i not in told]
        servicer = _servicer(reading, ways, frame, items) if items else None
        if way is None or not items or not _is_work(reading, trigger, servicer):
            continue
        told |= {item.token.i for item in items}
        stance = _stance(reading, trigger)
        if stance.status == "None":
            continue
        how = Told(trigger, stance, f"{frame.id}+{way.construction}", way.path, reading.voices(trigger),
                   deal_date(reading, trigger, stance))
        for item in items:
            yield _claim(reading, frame, (servicer, item, ways), how)


def _describes(trigger: "Token", frame: Frame) -> bool:
    """Return whether a participle only says which type it is (``upgraded T-72 tanks``)."""
    return frame.part == "verb" and trigger.dep_ in {"amod", "compound"} and not children(trigger, "obl")


def _items(reading: Reading, ways: Sequence[Filler], frame: Frame) -> tuple[list[Item], Filler | None]:
    for way in found_by(ways, frame.roles["equipment"]):
        if way.function == "governor-object" and not _is_purpose(way):
            continue
        items = [item for item in reading.arguments.items(way.token) if not item.linked.fact("generic")]
        if items:
            return items, way
    return [], None


def _is_purpose(way: Filler) -> bool:
    """Return whether goods are taken somewhere for the work: ``were sent back for repairs``."""
    return way.path[0].endswith("[for]") or "<obl" in way.path[0]


def _servicer(
    reading: Reading, ways: Sequence[Filler], frame: Frame, items: Sequence[Item]
) -> tuple[Part, Filler] | None:
    """Return who does the work: a party, or people without a name (``Chinese technicians``)."""
    taken = {item.token.i for item in items}
    for way in found_by(ways, frame.roles["servicer"]):
        if way.token.i in taken or (way.function.startswith("governor") and not _does(reading, way)):
            continue
        if is_word(way.token, reading.lexicon.words["maintenance-people"]):
            employer = _employer(reading, way.token)
            if employer:
                return party_part(reading, "servicer", employer), way
            start, end = _people_words(reading, way.token)
            return unnamed_part(reading, "servicer", start, end, "Organization"), way
        described = firm_party(reading, way.token)
        if described:
            return party_part(reading, "servicer", described), way
        parties = [p for p in reading.arguments.parties(way.token) if p.linked.kind in _CONTRACTORS]
        if parties:
            return party_part(reading, "servicer", parties[0]), way
    return _at_firm(reading, ways)


def _employer(reading: Reading, people: "Token") -> Party | None:
    """Return the firm whose people do the work: ``mechanics from Sokol``; of a state they are people still."""
    below = [c for c in children(people, "nmod") if case_of(c) in {"from", "of", "at"}]
    found = (party for child in below for party in reading.arguments.parties(child))
    return next((party for party in found if party.linked.kind == "Organization"), None)


def _people_words(reading: Reading, people: "Token") -> tuple[int, int]:
    """Return the words for people, with the name behind that nobody knows: ``mechanics from Sokol``."""
    start, end = phrase_of(people, with_determiner=False)
    for child in children(people, "nmod"):
        linked = reading.mentions.headed(child.i)
        if case_of(child) == "from" and linked is not None and linked.reason == "unknownName":
            return start, linked.end
    return start, end


def _at_firm(reading: Reading, ways: Sequence[Filler]) -> tuple[Part, Filler] | None:
    """Return the firm at whose yard the work is done: ``the overhaul of the submarines at SIMA Callao``."""
    for way in found_by(ways, ["at"]):
        named = [reading.mentions.at(token.i) for token in [way.token, *children(way.token, "compound", "nmod:poss")]]
        firm = next((linked for linked in named if is_firm(linked)), None)
        if firm:
            party = Party(reading.doc[firm.head], firm, firm.reason, firm.text)
            return party_part(reading, "servicer", party), way
    return None


def _does(reading: Reading, way: Filler) -> bool:
    """Return whether a verb says that its subject does the work: ``carried out repairs``, ``won a contract for``."""
    verbs = [token for token in way.token.ancestors if token.pos_ == "VERB"][:1]
    doing = reading.lexicon.words["maintenance-doing"]
    return any(not doing.isdisjoint(lemmas(verb, reading.lexicon.forms)) for verb in verbs)


def _is_work(reading: Reading, trigger: "Token", servicer: tuple[Part, Filler] | None) -> bool:
    """Return whether work is done: who only *maintains* a fleet has one, unless a firm does it."""
    keeps = not reading.lexicon.words["maintenance-keeping"].isdisjoint(lemmas(trigger, reading.lexicon.forms))
    if not keeps or trigger.pos_ != "VERB":
        return True
    kind = getattr(servicer[0].value, "kind", "") if servicer else ""
    return kind == "Organization"


def _stance(reading: Reading, trigger: "Token") -> Stance:
    """Return how far the work has come: under way in the present, ended in the past."""
    verb = trigger
    while verb.dep_ == "xcomp" and is_word(verb.head, reading.lexicon.words["maintenance-helping"]):
        verb = verb.head  # who helps to fix a thing, fixes it
    stance = reading.modality.of(verb, "Delivered")
    if stance.status == "Delivered":
        stance = replace(stance, status="Ongoing" if _goes_on(verb) else "Ended")
    return stance if verb.i == trigger.i else replace(stance, cue=f"{stance.cue} … {trigger.text}")


def _only_told_of(noun: "Token", verb: "Token") -> bool:
    """Return whether a verb tells something of work without ending it: ``the overhaul has slipped by two years``."""
    return noun.pos_ == "NOUN" and noun.dep_ == "nsubj" and noun.head.i == verb.i and (
        verb.lemma_.lower() not in {"end", "finish", "conclude", "finalise", "finalize"})


def _goes_on(trigger: "Token") -> bool:
    verb: Token | None = trigger
    while verb is not None and verb.pos_ not in {"VERB", "AUX"}:
        verb = governor(verb)
    while verb is not None and verb.dep_ == "xcomp":
        verb = governor(verb)
    if verb is None:
        return True
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "aux:pass"}}
    if "being" in helpers or (verb.lower_.endswith("ing") and helpers & _BEING) or _only_told_of(trigger, verb):
        return True
    return verb.tag_ not in {"VBD", "VBN"} and not helpers & _BEING | {"has", "have", "had", "did"}


def _claim(
    reading: Reading, frame: Frame, found: "tuple[tuple[Part, Filler] | None, Item, Sequence[Filler]]", told: Told
) -> Claim:
    servicer, item, ways = found
    parts: list[Part] = []
    if servicer:
        parts.append(servicer[0])
        told = replace(told, path=(*servicer[1].path, *told.path))
    parts.extend(item_parts(reading, item))
    parts.extend(_state_of_equipment(reading, item))
    parts.extend(_country(reading, ways, frame))
    return claim_of(reading, "Maintenance", parts, told, extractor="maintenances")


def _state_of_equipment(reading: Reading, item: Item) -> Iterator[Part]:
    for index in range(max(item.token.sent.start, item.start - 4), item.start + 1):
        if is_word(reading.doc[index], reading.lexicon.words["maintenance-states"]):
            yield words_part(reading, "equipmentState", index, index + 1)
            return


def _country(reading: Reading, ways: Sequence[Filler], frame: Frame) -> Iterator[Part]:
    """Yield the state in which the work is done."""
    for way in found_by(ways, frame.roles["country"]):
        for party in reading.arguments.parties(way.token):
            state = state_behind(reading, party.linked)
            if state.kind in {"State", "Territory"}:
                yield party_part(reading, "country", Party(party.token, state, party.reason, party.words))
                return
