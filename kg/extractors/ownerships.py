"""Finds ownerships: which state or organisation an organisation belongs to.

Example:
    "state-run Venezuelan military industrial company Cavim" → Ownership(Venezuela, Cavim, StateRun)

Needs mentions, the order of words and, for predicates, the UD tree.  Emits ``Ownership``.  Misses, on purpose: merely
national firms ("the French company Thales"), ministries and services, and who possesses equipment.  The words are in
``ontology/lexicon-ownerships.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.claims import Part, Told, claim_of, party_part, standing, unnamed_part
from kg.extraction.descriptions import firm_of, firm_party, own_words
from kg.extraction.fillers import Filler
from kg.extraction.firms import Firm, find_firms, is_arms_firm, is_firm, named_at, named_before
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import found_by, is_word, near_ways, openings, state_behind
from kg.extraction.syntax import children
from kg.extraction.titles import capitals
from kg.language.mentions import Linked
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["ownerships"]

_KINDS = {"ownership-state-owned": "StateOwned", "ownership-state-run": "StateRun", "ownership-national": "National",
          "": "National"}
_GAPS = frozenset("majority wholly partly fully jointly now still partially largely completely - ‐ "
                  "percent per cent which that is was are were".split())
_HYPHENS = frozenset({"-", "‐"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})


@extractor(emits=("Ownership",))
def ownerships(reading: Reading) -> Iterator[Claim]:
    """Yield ownerships."""
    yield from _described(reading)
    yield from _compounds(reading)
    for trigger, frame in openings(reading, "Ownership"):
        if frame.id == "part-of":
            yield from _parts(reading, trigger, frame)
        else:
            yield from _told(reading, trigger, frame)


def _described(reading: Reading) -> Iterator[Claim]:
    """Yield what descriptions say: ``state-run``, ``national``, ``Russia's arms export company``."""
    firms = list(find_firms(reading))
    known = {_name(firm) for firm in firms if firm.named and _KINDS[firm.marker] != "National"}
    for firm in firms:
        if firm.named and _name(firm) in known and _KINDS[firm.marker] == "National":
            continue  # "Poland's PGZ, a state-owned group" says more than that it is Poland's
        owner = _owner_part(reading, firm)
        if owner:
            told = Told(firm.head, Stance("Ongoing", "Asserted", firm.cue), firm.marker or "possessive")
            parts = [owner, _firm_part(reading, "owned", firm), Part("kind", _KINDS[firm.marker])]
            yield claim_of(reading, "Ownership", parts, told, extractor="ownerships")


def _name(firm: Firm) -> str:
    return (firm.named.iri or firm.named.label) if firm.named else ""


def _owner_part(reading: Reading, firm: Firm) -> Part | None:
    """Return the owner that a description names, else the state of the firm that it names."""
    if firm.owner:
        return party_part(reading, "owner", firm.owner)
    if firm.named is None or not firm.named.country:
        return None
    return Part("owner", state_behind(reading, firm.named).entity())


def _firm_part(reading: Reading, role: str, firm: Firm) -> Part:
    if firm.named is None:
        return unnamed_part(reading, role, *own_words(reading, firm), "Organization")
    return _named_part(reading, role, firm.named, firm.head)


def _named_part(reading: Reading, role: str, linked: Linked, trigger: "Token") -> Part:
    """Return a firm by its name, with the words where they stand in the trigger's sentence."""
    if not trigger.sent.start <= linked.start < trigger.sent.end:
        return Part(role, linked.entity())
    mention = reading.mention(role, linked.start, linked.end, linked.iri, linked.reason)
    return Part(role, linked.entity(), replace(mention, label=linked.label or linked.text))


def _compounds(reading: Reading) -> Iterator[Claim]:
    """``Saudi-owned SAMI``, ``the Airbus-controlled firm``."""
    doc = reading.doc
    for token in doc:
        if token.lower_ not in reading.lexicon.words["ownership-owned-by"] or token.i < 2 or (
            doc[token.i - 1].text not in _HYPHENS):
            continue
        owner, owned = reading.mentions.at(token.i - 2), named_at(reading, token.i + 1)
        if owner and owner.is_party and owned and owned.iri != owner.iri:
            party = Party(doc[owner.head], owner, owner.reason, owner.text)
            told = Told(token, Stance("Ongoing", "Asserted", f"{owner.text}-{token.text}"), "owned-compound")
            yield _claim(reading, party, _named_part(reading, "owned", owned, token), told)


def _claim(reading: Reading, owner: Party, owned: Part, told: Told, kind: str = "") -> Claim:
    of_state = owner.linked.kind in {"State", "Territory"}
    kind = kind or ("StateOwned" if of_state else "Subsidiary")
    parts = [party_part(reading, "owner", owner), owned, Part("kind", kind)]
    return claim_of(reading, "Ownership", parts, told, extractor="ownerships")


def _told(reading: Reading, trigger: "Token", frame: Frame) -> Iterator[Claim]:
    """Yield what verbs and nouns tell: ``is owned by``, ``holds a stake in``, ``the parent of``."""
    ways = near_ways(trigger, frame.roles["owner"] if frame.part == "verb" else ())
    owners, owner_ways = _owners(reading, ways, frame)
    firms = [(firm, way) for way in found_by(ways, frame.roles["owned"]) for firm in _firms(reading, way.token)]
    if not firms and frame.id == "owns":
        before = _before_participle(reading, trigger)
        firms = [(before, Filler(reading.doc[before.head], "object", "C1", (f"{before.text}, {trigger.text}",)))
                 ] if before else []
    for owner in owners:
        for firm, way in firms:
            if (firm.iri == owner.linked.iri and firm.label == owner.linked.label) or not _is_of_the_trade(
                reading, trigger, (owner.linked, firm)):
                continue
            told = Told(trigger, standing(reading, trigger), f"{frame.id}+{way.construction}",
                        tuple(step for w in (*owner_ways, way) for step in w.path), reading.voices(trigger))
            if told.stance.status != "None":
                yield _claim(reading, owner, _named_part(reading, "owned", firm, trigger), told)


def _is_of_the_trade(reading: Reading, trigger: "Token", firms: Sequence[Linked]) -> bool:
    """Return whether one of two is known, or their sentence is about arms: who owns a bank matters to nobody here."""
    if any(is_arms_firm(linked) or (linked.concept and linked.country) for linked in firms):
        return True
    words = reading.lexicon.words["military-matters"] | reading.lexicon.words["ownership-trade"]
    equipment = any(m.is_equipment for m in reading.mentions.within(trigger.sent.start, trigger.sent.end))
    state = any(linked.kind in {"State", "Territory"} for linked in firms)
    return state or equipment or any(is_word(token, words) for token in trigger.sent)


def _owner(reading: Reading, token: "Token") -> list[Party]:
    """Return whom an owner's words name, also a firm described: ``Emirati conglomerate Edge``."""
    described = firm_party(reading, token)
    return _states_named(reading, token) or ([described] if described else reading.arguments.parties(token))


def _owners(reading: Reading, ways: Sequence[Filler], frame: Frame) -> tuple[list[Party], list[Filler]]:
    for way in found_by(ways, frame.roles["owner"]):
        parties = _owner(reading, way.token)
        if parties:
            return parties, [way]
    return [], []


def _states_named(reading: Reading, token: "Token") -> list[Party]:
    """Return the state in front of ``state`` or ``government``: ``the French state`` is none told of before."""
    if token.lower_ not in {"state", "government"}:
        return []
    found = (reading.arguments.named_party(child) for child in children(token, "amod", "compound", "nmod:poss"))
    return [party for party in found if party is not None]


def _firms(reading: Reading, token: "Token") -> list[Linked]:
    described = firm_party(reading, token)
    parties = [described] if described else reading.arguments.parties(token)
    return [party.linked for party in parties if is_firm(party.linked)]


def _before_participle(reading: Reading, verb: "Token") -> Linked | None:
    """``Cavim, majority-owned by``: the firm in front of the comma, whatever the tree makes of it."""
    doc, index = reading.doc, verb.i
    earlier = next((t for t in verb.sent if t.i < verb.i and t.lower_ == verb.lower_), None)
    if earlier is not None and any(t.lower_ == "and" for t in doc[earlier.i : verb.i]):
        return _before_participle(reading, earlier)  # "62 percent owned by Peru and 35 percent owned by Fincantieri"
    while index > 0 and (doc[index - 1].lower_ in _GAPS or doc[index - 1].like_num or doc[index - 1].text == "%"):
        index -= 1
    return named_before(reading, index - 1) if index > 1 and doc[index - 1].text in ",(" else None


def _parts(reading: Reading, trigger: "Token", frame: Frame) -> Iterator[Claim]:
    """Yield daughters of organisations: ``Sikorsky, a unit of Lockheed Martin``, ``Thales subsidiary TDA``."""
    owned = _part_named(reading, trigger)
    owner = _whole(reading, trigger) if owned else None
    if owned is None or owner is None:
        return
    predicate = bool(children(trigger, "cop"))
    stance = standing(reading, trigger) if predicate else Stance("Ongoing", "Asserted", trigger.text)
    told = Told(trigger, stance, frame.id, (f"{owned.text} … {trigger.text}",))
    if predicate:
        told = replace(told, voices=reading.voices(trigger))
    parts = [owner, _named_part(reading, "owned", owned, trigger), Part("kind", "Subsidiary")]
    yield claim_of(reading, "Ownership", parts, told, extractor="ownerships")


def _part_named(reading: Reading, trigger: "Token") -> Linked | None:
    """Return the firm that is said to be a part: behind the noun, in front of it, or its subject."""
    doc = reading.doc
    behind = named_at(reading, trigger.i + 1) or _by_capitals(reading, trigger)
    if behind is None and trigger.i + 2 < len(doc) and doc[trigger.i + 1].text == ",":
        behind = named_at(reading, trigger.i + 2)
    if behind:
        return behind
    in_front = named_before(reading, trigger.i)
    if in_front and in_front.start > 0 and doc[in_front.start - 1].text in _POSSESSIVES:
        return in_front  # "Textron's Bell unit"
    for subject in children(trigger, "nsubj") if children(trigger, "cop") else ():
        for firm in _firms(reading, subject):
            return firm
    left = trigger.i
    while left > trigger.sent.start and (doc[left - 1].pos_ in {"DET", "ADJ", "NOUN", "ADV", "PROPN"}
                                         or doc[left - 1].text in _HYPHENS) and named_before(reading, left) is None:
        left -= 1
    if left > 1 and doc[left - 1].text in ",(":
        before = named_before(reading, left - 1)
        if before:
            return before
    head = trigger.head if trigger.dep_ == "appos" else None
    linked = reading.mentions.headed(head.i) if head is not None else None
    return linked if is_firm(linked) else None


def _by_capitals(reading: Reading, trigger: "Token") -> Linked | None:
    """Return a name that nobody knows, by its capitals behind the noun: ``Northrop's unit Scaled Composites``."""
    name = capitals(reading, trigger.i + 1, 1) if trigger.i + 1 < trigger.sent.end else None
    span = reading.doc[name[0] : name[1]] if name else None
    if span is None or trigger.text[0].isupper():
        return None
    return Linked(span.start, span.end, span.root.i, span.text, "Organization", "", span.text)


def _whole(reading: Reading, trigger: "Token") -> Part | None:
    """Return the organisation of which something is a part, under its name or its description."""
    doc = reading.doc
    heads = [c for c in children(trigger, "nmod") if any(w.lower_ == "of" for w in c.children)]
    if not heads and trigger.i + 2 < len(doc) and doc[trigger.i + 1].lower_ == "of":
        following = doc[trigger.i + 2 : trigger.i + 8]
        heads = [t for t in following if t.pos_ in {"NOUN", "PROPN"} and t.head.i not in range(t.i + 1, t.i + 5)][:1]
    heads += [c for deps in ("nmod:poss", "compound") for c in children(trigger, deps) if c.i < trigger.i]
    for head in heads:
        parties = [p for p in reading.arguments.parties(head) if p.linked.kind == "Organization"]
        if parties:
            return party_part(reading, "owner", parties[0])
        firm = firm_of(reading, head)
        if firm:
            return _firm_part(reading, "owner", firm)
    place = trigger.i - 1
    while place > trigger.sent.start and (doc[place].text in _POSSESSIVES or doc[place].pos_ == "ADJ"):
        place -= 1  # "Lockheed Martin's Polish subsidiary PZL Mielec"
    linked = reading.mentions.at(place) if place >= 0 else None
    if linked and linked.kind == "Organization" and linked.end <= trigger.i:
        return party_part(reading, "owner", Party(doc[linked.head], linked, linked.reason, linked.text))
    return None
