"""Finds deployments: a state sends, keeps or withdraws its own forces abroad.

Example:
    "Turkey has deployed 300 soldiers to Libya." → Deployment(Turkey → Libya, 300 soldiers, Ongoing)

Needs the UD tree and mentions.  Emits ``Deployment``.  Misses, on purpose: movements within a state's own borders,
goods handed over (they are transfers; forces that bring their own equipment are not, Arms Trade Treaty, art. 2(3)), and
demands that somebody send or withdraw forces.  The words are in ``ontology/lexicon-deployments.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actors, owners_in_front, state_meant, unnamed
from kg.extraction.arguments import Party
from kg.extraction.drafts import Draft, stance_of, written
from kg.extraction.fillers import Filler
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import found_by, is_word, near_ways, openings, phrase_of, state_behind
from kg.extraction.syntax import case_of, children, conjuncts, is_passive, is_within
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["deployments"]

_PLACES = frozenset({"State", "Territory", "Region"})
_INNER = frozenset({"in", "of", "outside", "near", "at", "off", "to", ""})
_PRONOUNS = frozenset({"they", "them"})
_CARRIED = 8  # sentences over which "the troops" are those told of before
_BEHIND = 7  # tokens from a verb to its forces, where the tree ties none


@dataclass(frozen=True, slots=True)
class _Sent:
    """One deployment as its trigger tells it."""

    trigger: "Token"
    frame: Frame
    forces: tuple["Token", ...]
    senders: tuple[Party, ...]
    place: Party | None
    country: Party | None
    ways: tuple[Filler, ...]


@extractor(emits=("Deployment",))
def deployments(reading: Reading) -> Iterator[Claim]:
    """Yield deployments."""
    told: list[_Sent] = []
    taken: set[int] = set()
    for trigger, frame in openings(reading, "Deployment"):
        if trigger.i in taken:
            continue
        sent = _read(reading, trigger, frame, told)
        stance = stance_of(reading, trigger, frame)
        if sent is None or stance.factuality == "Demanded" or _is_wanted(trigger):
            continue
        taken.add(trigger.i)
        told.append(sent)
        for sender in sent.senders:
            yield _claim(reading, sent, sender, _ahead(stance, frame))


def _is_wanted(trigger: "Token") -> bool:
    """Return whether somebody only says that it ought to be: ``Moscow must withdraw its troops``."""
    return any(c.lower_ in {"must", "should", "ought"} for c in children(trigger, "aux"))


def _ahead(stance: Stance, frame: Frame) -> Stance:
    """Return what has not begun yet as planned; what goes on may go on."""
    begins = frame.id not in {"forces-stay", "keep-forces", "presence"}
    return replace(stance, status="Planned") if stance.future and begins and stance.status != "Cancelled" else stance


def _read(reading: Reading, trigger: "Token", frame: Frame, told: Sequence[_Sent]) -> _Sent | None:
    prepositions = {name for names in frame.roles.values() for name in names}
    if frame.id == "forces-work" and is_passive(trigger):
        return None  # who is trained is not who is sent
    ways = near_ways(trigger, prepositions)
    used: list[Filler] = []
    forces = _forces(reading, trigger, frame, ways, used)
    if not forces or ("purpose" in frame.needs and not _has_purpose(reading, ways)):
        return None
    before = _meant(forces[0], told)
    senders = _senders(reading, frame, ways, forces, used) or (list(before.senders) if before else [])
    place, country = _place(reading, frame, [*ways, *_where(trigger, frame)], used)
    if country is None and trigger.dep_ == "conj":
        place, country = _place(reading, frame, near_ways(trigger.head, prepositions), used)
    if country is None:
        country = _elsewhere(reading, trigger, senders) or (before.country if before else None)
    if len(senders) > 1 and any(c.lower_ in {"joint", "combined"} for c in forces[0].children):
        return None  # a joint force is cooperation
    abroad = [s for s in senders if country is None or not _same_state(reading, s, country)]
    if not abroad or (country is None and place is None):
        return None
    return _Sent(trigger, frame, tuple(forces), tuple(abroad), place, country, tuple(used))


def _where(trigger: "Token", frame: Frame) -> list[Filler]:
    """Return the place that a clause with *where* hangs on: ``the island, where Turkey keeps troops``."""
    where = next((c for c in trigger.children if c.lower_ == "where"), None) if trigger.dep_ == "acl:relcl" else None
    nouns = [t for t in trigger.doc[trigger.sent.start : where.i] if t.pos_ in {"NOUN", "PROPN"}] if where else []
    names = frame.roles.get("place", ())[:1] if nouns else ()
    return [Filler(nouns[-1], name, "C4", (f"where = {nouns[-1].text}",)) for name in names]


def _forces(
    reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler], used: list[Filler]
) -> list["Token"]:
    for way in found_by(ways, frame.roles["forces"]):
        heads = [_counted(reading, way.token), *(c for c in children(way.token, "nmod") if case_of(c) in {"of", ""})]
        found = [part for head in heads for part in conjuncts(head) if _is_force(reading, part, trigger)]
        if found:
            used.append(way)
            return found
    if frame.part == "verb" and "object" in frame.roles["forces"]:
        for token in trigger.doc[trigger.i + 1 : min(trigger.i + _BEHIND, trigger.sent.end)]:
            if token.pos_ == "VERB":
                break
            if _is_force(reading, token, trigger) and case_of(token) in {"", "of", "in"}:
                used.append(Filler(token, "object", "P1", (f"{trigger.text} … {token.text}",)))
                return [token]
    return [trigger] if frame.id == "presence" and _is_military(reading, trigger) else []


def _has_purpose(reading: Reading, ways: Sequence[Filler]) -> bool:
    return any(is_word(way.token, reading.lexicon.words["operations"]) for way in ways)


def _is_military(reading: Reading, noun: "Token") -> bool:
    return any(is_word(c, reading.lexicon.words["military-presence"]) for c in children(noun, "amod", "compound"))


def _counted(reading: Reading, token: "Token") -> "Token":
    """Return what a measure counts: ``thousands of soldiers``, ``a battalion of infantry``."""
    below = [c for c in children(token, "nmod") if case_of(c) == "of"]
    measure = token.pos_ in {"NUM", "DET"} or is_word(token, reading.lexicon.words["measure"])
    return below[0] if measure and below else token


def _is_force(reading: Reading, token: "Token", trigger: "Token") -> bool:
    words = reading.lexicon.words
    if token.lower_ in _PRONOUNS:
        return is_word(trigger, words["of-people"])
    if token.dep_ == "amod" or is_word(token, words["no-forces"]):
        return False
    linked = reading.mentions.headed(token.i)
    before = reading.mentions.at(token.i - 1) if token.i else None
    if before and before.kind == "ArmedGroup" and is_word(token, {"fighter"}):
        return True  # they are no aircraft
    if (linked and linked.is_equipment) or (before and before.is_equipment):
        arrives = is_word(trigger, words["own-arrivals"]) and trigger.i > token.i
        return is_word(trigger, words["own-forces"]) or (
            arrives and bool(owners_in_front(reading, token)) and not _has_origin(trigger))
    if linked and linked.kind == "State":
        return False
    return is_word(token, words["forces"])


def _has_origin(verb: "Token") -> bool:
    return any(case_of(child) == "from" for child in children(verb, "obl", "nmod"))


def _meant(force: "Token", told: Sequence[_Sent]) -> _Sent | None:
    """Return the deployment told before that ``the troops`` or ``they`` go back to."""
    pointers = [c for c in force.children if c.lower_ in {"the", "these", "those", "its", "their"}]
    if force.lower_ not in _PRONOUNS and not pointers:
        return None
    near = [sent for sent in told if is_within(sent.trigger, force, _CARRIED)]
    return near[-1] if near else None


def _senders(
    reading: Reading, frame: Frame, ways: Sequence[Filler], forces: Sequence["Token"], used: list[Filler]
) -> list[Party]:
    for way in found_by(ways, frame.roles.get("sender", ())):
        if way.function == "governor-subject" and not is_word(way.token.head, reading.lexicon.words["sending"]):
            continue
        parties = [_sender(reading, party) for party in actors(reading, way.token)]
        found = [party for party in parties if party and party.linked.kind != "Region"]
        if found:
            used.append(way)
            return found
    carriers = [way.token for way in found_by(ways, frame.roles.get("carrier", ()))]
    for noun in [*forces, *carriers]:
        owners = [party for party in owners_in_front(reading, noun) if party.linked.kind != "Region"]
        if owners:
            used.append(Filler(owners[0].token, "modifier", "F3", (f"{noun.text} > {owners[0].words}",)))
            return owners
    return []


def _sender(reading: Reading, party: Party) -> Party | None:
    """Return who sends: a person's state, a service's state, else the party itself."""
    if party.linked.kind == "Person":
        start, _ = phrase_of(party.token)
        states = [m for m in reading.mentions.within(start, party.token.i) if m.kind == "State"]
        return Party(reading.doc[states[-1].head], states[-1], states[-1].reason, states[-1].text) if states else None
    return replace(party, linked=state_behind(reading, party.linked)) if party.linked.country else party


def _place(
    reading: Reading, frame: Frame, ways: Sequence[Filler], used: list[Filler]
) -> tuple[Party | None, Party | None]:
    """Return the place as it is worded, and the state or region in which it lies."""
    for way in found_by(ways, frame.roles.get("place", ())):
        if is_word(way.token, reading.lexicon.words["no-place"]):
            continue
        for part in conjuncts(way.token):
            country = _country(reading, part)
            if country:
                used.append(way)
                named = reading.mentions.headed(part.i)
                if named is not None and named.kind == "Place" and named.head == part.i:
                    return Party(part, named, named.reason, named.text), country
                own = named is not None and named.kind in _PLACES
                return (country if own else unnamed(part, "Place")), country
    return None, None


def _country(reading: Reading, token: "Token", depth: int = 0) -> Party | None:
    """Return the state or region that a place is, or lies in: ``the main airport outside Caracas``."""
    linked = reading.mentions.headed(token.i)
    if linked and linked.head == token.i and linked.reason != "demonym":
        land = state_behind(reading, linked) if linked.kind == "Place" else linked
        if land.kind in _PLACES:
            return Party(token, land, linked.reason, linked.text)
    if linked and linked.reason == "demonym" and token.pos_ != "ADJ":
        return None
    meant = state_meant(reading, token)
    if meant:
        return meant
    for child in children(token, "nmod", "appos", "nmod:poss", "amod", "compound") if depth < 3 else ():
        if case_of(child) in _INNER or child.dep_ == "nmod:poss":
            inner = reading.mentions.headed(child.i)
            modifier = inner and inner.reason == "demonym" and child.dep_ in {"amod", "compound"}
            if modifier and inner and inner.kind in _PLACES:
                return Party(child, inner, inner.reason, inner.text)
            found = _country(reading, child, depth + 1)
            if found:
                return found
    return None


def _elsewhere(reading: Reading, trigger: "Token", senders: Sequence[Party]) -> Party | None:
    """Return the one other state in which the sentence plays (N2): ``a centre in Peru after it flew in troops``."""
    found = []
    for linked in reading.mentions.within(trigger.sent.start, trigger.sent.end):
        token = reading.doc[linked.head]
        before = token.doc[max(linked.start - 1, 0)].lower_
        placed = case_of(token) in {"in", "of", "to", "outside", "into", "from"} or before in {"in", "of", "into"}
        if linked.kind in {"State", "Territory"} and linked.reason != "demonym" and placed:
            party = Party(token, linked, linked.reason, linked.text)
            if not any(_same_state(reading, sender, party) for sender in senders):
                found.append(party)
    return found[0] if len({party.linked.iri for party in found}) == 1 else None


def _same_state(reading: Reading, one: Party, other: Party) -> bool:
    a, b = state_behind(reading, one.linked), state_behind(reading, other.linked)
    return (a.iri or a.label) == (b.iri or b.label)


def _claim(reading: Reading, sent: _Sent, sender: Party, stance: Stance) -> Claim:
    words = {}
    people = [force for force in sent.forces if force.i != sent.trigger.i and not _is_gear(reading, force)]
    gear = [force for force in sent.forces if _is_gear(reading, force)]
    gear += [part for force in sent.forces for part in conjuncts(force) if part not in sent.forces
             and (is_word(part, reading.lexicon.words["gear"]) or _is_gear(reading, part))]
    if people:
        words["personnel"] = phrase_of(people[0], with_determiner=False)
    if gear:
        words["equipmentText"] = phrase_of(gear[0], with_determiner=False)
    country = [sent.country] if sent.country and sent.country.linked.kind in {"State", "Territory"} else []
    place = sent.place or sent.country
    draft = Draft(
        "Deployment", sent.trigger, sent.frame, stance,
        parties={"sender": [sender], "destination": [place] if place else [], "country": country},
        words=words, ways=sent.ways,
    )
    return written(reading, draft, extractor="deployments")


def _is_gear(reading: Reading, token: "Token") -> bool:
    linked = reading.mentions.headed(token.i)
    return is_word(token, reading.lexicon.words["gear"]) or bool(linked and linked.is_equipment)
