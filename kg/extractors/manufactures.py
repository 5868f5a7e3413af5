"""Finds manufactures: which state or firm built, made or designed equipment.

Example:
    "Russian-built Mil helicopters" → Manufacture(Russia, Mil helicopter)

Needs mentions, the order of words and, for verbs and nouns, the UD tree.  Emits ``Manufacture``.  Misses, on purpose:
bare demonyms ("Russian tanks"), eras ("Soviet-era"), who flies or supplies it.  Origin is not supply.  The words are in
``ontology/lexicon-manufactures.yaml``.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.claims import Told, claim_of, item_parts, party_part, standing
from kg.extraction.descriptions import firm_party
from kg.extraction.fillers import Filler
from kg.extraction.firms import is_firm, named_at
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import found_by, is_word, near_ways, openings
from kg.extraction.syntax import case_of, children, conjuncts
from kg.language.mentions import Linked
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["manufactures"]

_MAKERS = frozenset({"State", "Territory", "Organization", "ArmedGroup"})
_HYPHENS = frozenset({"-", "‐", "–"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})


@extractor(emits=("Manufacture",))
def manufactures(reading: Reading) -> Iterator[Claim]:
    """Yield manufactures."""
    for token in reading.doc:
        yield from _compound(reading, token)
        yield from _possessive(reading, token)
        yield from _of_make(reading, token)
        yield from _as_design(reading, token)
    for trigger, frame in openings(reading, "Manufacture"):
        yield from _told(reading, trigger, frame)


def _claim(reading: Reading, maker: Party, item: Item, told: Told) -> Claim:
    parts = [party_part(reading, "maker", maker), *item_parts(reading, item)]
    return claim_of(reading, "Manufacture", parts, told, extractor="manufactures")


def _compound(reading: Reading, token: "Token") -> Iterator[Claim]:
    """``Russian-built helicopters``, ``the Lockheed-made F-16``; the participle goes with every item of a list."""
    doc, index = reading.doc, token.i
    if token.text.count("-") == 1:
        yield from _in_one_word(reading, token)
    if token.lower_ not in reading.lexicon.words["manufacture-participles"] or index < 2:
        return
    linked = reading.mentions.at(index - 2) if doc[index - 1].text in _HYPHENS else None
    if linked is None or not linked.is_party or linked.kind == "Region":
        return
    maker = Party(doc[linked.head], linked, linked.reason, linked.text)
    cue = f"{linked.text}-{token.text}"
    told = Told(token, Stance("Ongoing", "Asserted", cue), "made-compound", (cue,), reading.voices(token))
    for item in _items_behind(reading, token):
        if not _has_own(reading, item, token):
            yield _claim(reading, maker, item, told)


def _in_one_word(reading: Reading, token: "Token") -> Iterator[Claim]:
    """``U.S.-made missiles``: an abbreviation holds its hyphen."""
    name, participle = token.text.split("-")
    if participle not in reading.lexicon.words["manufacture-participles"]:
        return
    state = next((c for c in reading.mentions.concepts.values() if "State" in c.kinds and name in {
        c.label, *(label for labels in c.labels.values() for label in labels)}), None)
    if state:
        linked = Linked(token.i, token.i + 1, token.i, token.text, "State", state.iri, state.label, "alias", state)
        stance = Stance("Ongoing", "Asserted", token.text)
        told = Told(token, stance, "made-compound", (token.text,), reading.voices(token))
        maker = Party(token, linked, linked.reason, token.text)
        yield from (_claim(reading, maker, item, told) for item in _items_behind(reading, token))


def _has_own(reading: Reading, item: Item, token: "Token") -> bool:
    """Return whether an item of a list has a maker of its own: ``Iranian-made drones and Chinese-made radars``."""
    words = reading.lexicon.words["manufacture-participles"]
    return any(other.i > token.i and other.lower_ in words for other in token.doc[token.i + 1 : item.token.i])


def _of_make(reading: Reading, token: "Token") -> Iterator[Claim]:
    """``rifles of Belgian manufacture``, ``tanks of Soviet design``."""
    head = token.head
    if token.lower_ not in reading.lexicon.words["manufacture-makes"] or case_of(token) != "of" or head.i > token.i:
        return
    makers = [reading.arguments.named_party(child) for child in children(token, "amod")]
    for maker in (maker for maker in makers if maker is not None):
        stance = Stance("Ongoing", "Asserted", f"{maker.words} {token.text}")
        told = Told(token, stance, "of-make", (f"{head.text} of {stance.cue}",), reading.voices(token))
        yield from (_claim(reading, maker, item, told) for item in reading.arguments.items(head))


def _as_design(reading: Reading, token: "Token") -> Iterator[Claim]:
    """``the T-129, a Turkish design``, ``the jet is a Swedish product``."""
    if not is_word(token, reading.lexicon.words["manufacture-designs"]) or token.pos_ != "NOUN":
        return
    told_of = [token.head] if token.dep_ == "appos" else children(token, "nsubj") if children(token, "cop") else []
    makers = [reading.arguments.named_party(child) for child in children(token, "amod")]
    for maker in (m for m in makers if m is not None and m.linked.kind in _MAKERS):
        stance = Stance("Ongoing", "Asserted", f"{maker.words} {token.text}")
        for head in told_of:
            told = Told(token, stance, "design", (f"{head.text}, {stance.cue}",), reading.voices(token))
            yield from (_claim(reading, maker, item, told) for item in reading.arguments.items(head))


def _items_behind(reading: Reading, token: "Token") -> list[Item]:
    """Return the equipment that a participle stands in front of, by the tree or as the next thing named."""
    head = token.head
    found = reading.arguments.items(head) if head.i > token.i else []
    subjects = children(token, "nsubj") if children(token, "cop", "aux:pass") else []
    for subject in subjects:  # "the missiles were North Korean-made"
        found = found or reading.arguments.items(subject)
    if found:
        return found
    for word in token.doc[token.i + 1 : token.sent.end]:
        if word.pos_ in {"VERB", "AUX", "ADP", "PUNCT"} and word.text not in _HYPHENS:
            return []
        linked = reading.mentions.at(word.i)
        if linked and linked.is_equipment:
            return reading.arguments.items(token.doc[linked.head])
    return []


def _possessive(reading: Reading, token: "Token") -> Iterator[Claim]:
    """``Boeing's F/A-18``: what a firm calls its own by its designation is of its make."""
    if token.text not in _POSSESSIVES or token.i == 0 or token.i + 1 >= len(reading.doc):
        return
    firm = reading.mentions.at(token.i - 1)
    if firm is None or firm.concept is None or not is_firm(firm) or firm.end != token.i:
        return
    for word in reading.doc[token.i + 1 : token.i + 4]:
        linked = reading.mentions.at(word.i)
        if linked and linked.is_equipment and linked.reason in {"designation", "designationForm"}:
            head = reading.doc[linked.head]
            maker = Party(reading.doc[firm.head], firm, firm.reason, firm.text)
            told = Told(token, Stance("Ongoing", "Asserted", f"{firm.text}{token.text}"), "possessive",
                        (f"{firm.text}{token.text} {linked.text}",), reading.voices(head))
            yield from (_claim(reading, maker, item, told) for item in reading.arguments.items(head)
                        if item.token.i == head.i)
            return
        if linked or word.pos_ not in {"ADJ", "NOUN", "NUM"}:
            return


def _told(reading: Reading, trigger: "Token", frame: Frame) -> Iterator[Claim]:
    """Yield what verbs and nouns tell: ``was built by``, ``the maker of``, ``the production of … by``."""
    ways = near_ways(trigger, ())
    if frame.id == "maker-of":
        ways = [*ways, *_beside(trigger), *_adjoining(reading, trigger)]
    for item_way in found_by(ways, frame.roles["equipment"]):
        items = reading.arguments.items(item_way.token)
        if frame.id == "maker-of":  # "arms maker Denel" says no more than what it is
            items = [item for item in items if not item.linked.fact("generic")]
        makers, maker_way = _makers(reading, ways, frame, item_way) if items else ([], None)
        if not makers or maker_way is None:
            continue
        beside = trigger.dep_ in {"appos", "compound", "nmod:desc"}
        stance = Stance("Ongoing", "Asserted", trigger.text) if beside else standing(reading, trigger)
        if stance.status == "None":
            return
        told = Told(trigger, stance, f"{frame.id}+{item_way.construction}", (*maker_way.path, *item_way.path),
                    reading.voices(trigger))
        yield from (_claim(reading, maker, item, told) for maker in makers for item in items)
        return


def _adjoining(reading: Reading, noun: "Token") -> Iterator[Filler]:
    """Yield equipment right in front of a noun and the firm right behind it, whatever the tree makes of them."""
    before = reading.mentions.at(noun.i - 1) if noun.i else None
    if before and before.is_equipment:
        yield Filler(reading.doc[before.head], "compound", "J3", (f"{before.text} {noun.text}",))
    behind = named_at(reading, noun.i + 1)
    if behind:
        yield Filler(reading.doc[behind.head], "governor", "J3", (f"{noun.text} {behind.text}",))


def _makers(
    reading: Reading, ways: list[Filler], frame: Frame, item_way: Filler
) -> tuple[list[Party], Filler | None]:
    for way in found_by(ways, frame.roles["maker"]):
        described = firm_party(reading, way.token)
        parties = [described] if described else reading.arguments.parties(way.token) or _owners_of_plant(reading, way)
        parties = parties if way.token.i != item_way.token.i else []
        parties = [party for party in parties if party.linked.kind in _MAKERS]
        if parties:
            return parties, way
    return [], None


def _owners_of_plant(reading: Reading, way: Filler) -> list[Party]:
    """Return whose plant or unit builds it: ``Lockheed Martin's Fort Worth plant``."""
    owners = children(way.token, "nmod:poss") if is_word(way.token, reading.lexicon.words["manufacture-plants"]) else []
    return [party for owner in owners for party in reading.arguments.parties(owner) if is_firm(party.linked)]


def _beside(noun: "Token") -> Iterator[Filler]:
    """Yield the name that a noun stands in front of: ``F-35 maker Lockheed Martin``."""
    head = noun.head
    if noun.dep_ in {"compound", "nmod:desc", "amod", "flat"} and head.i > noun.i:
        yield Filler(head, "governor", "J3", (f"{noun.text} <{noun.dep_} {head.text}",))
        for child in children(head, "compound", "nmod:desc"):
            if child.i < noun.i:
                yield Filler(child, "compound", "J3", (f"{noun.text} … {child.text}",))
    for child in children(noun, "flat", "appos", "nmod:desc", "nmod"):
        if child.i == noun.i + 1 or child.dep_ == "appos":
            yield from (Filler(part, "governor", "J3", (f"{noun.text} >{child.dep_} {part.text}",))
                        for part in conjuncts(child))
