"""Finds arms transfers: who supplies which military equipment to whom.

Example:
    "Russia delivered 12 Su-35 fighters to Egypt." → ArmsTransfer(Russia → Egypt, Su-35, 12, Delivered)

Needs the UD tree, mentions, dates and numbers.  Emits ``ArmsTransfer``.  Misses, on purpose: bare origin
("Russian-made"), possession, troops that bring their own equipment (Arms Trade Treaty, art. 2(3)), repairs and
training.  The words that open a transfer are in ``ontology/lexicon-transfers.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.deal import Deal, state_of
from kg.extraction.deals import find_deal, parties_of
from kg.extraction.details import number_of
from kg.extraction.fillers import clauses_about
from kg.extraction.nearby import gapped_deals, nearby_deals
from kg.extraction.opinion import Opinion
from kg.extraction.opinion.deals import agreement, seconded, supplied
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import is_word
from kg.extraction.scope import is_supposed
from kg.extraction.syntax import case_of, children, goes_back, is_verbal, is_within, lemmas
from kg.extraction.transfer_claims import seconded_claims, transfer_claim
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["transfers"]

_OPEN = frozenset({"Ordered", "Delivered"})
_HYPHENS = frozenset({"-", "‐"})
_NEAR = 2  # sentences between two that tell of one deal
_CONTRACTS = frozenset({"contract", "modification", "order", "award"})


@extractor(emits=("ArmsTransfer",))
def transfers(reading: Reading) -> Iterator[Claim]:
    """Yield arms transfers."""
    frames = reading.lexicon.frames_of("ArmsTransfer")
    told: list[Deal] = []
    for token in reading.doc:
        words = lemmas(token, reading.lexicon.forms)
        deals = [find_deal(reading, token, frame, told) for frame in frames if _opens(token, words, frame)]
        found = [deal for deal in deals if deal is not None and (deal.is_complete or _is_worth_keeping(deal))]
        if found:
            told.append(max(found, key=lambda deal: (deal.is_complete, deal.filled, bool(deal.frame.under))))
    complete = [deal for deal in told if deal.is_complete]
    complete.extend(gapped_deals(reading, complete))
    complete.extend(nearby_deals(reading, frames, complete))
    opinions = reading.second.opinions(reading)
    for deal in complete:
        if not any(_mirrors(deal, other) or _repeats(reading, deal, other) or _is_vaguer(deal, other)
                   or _is_told_in_full(reading, deal, other) for other in complete):
            yield from _claims(reading, deal, _gone_further(reading, _whose(deal, told)), opinions)
    for other in seconded(reading, frames, opinions, complete):
        yield from seconded_claims(reading, other)


def _is_worth_keeping(deal: Deal) -> bool:
    """Return whether a later sentence may tell what is missing: a deal by its noun, or who supplies which goods."""
    return deal.frame.part == "noun" or bool(deal.suppliers and deal.items)


def _mirrors(deal: Deal, other: Deal) -> bool:
    """Return whether another trigger tells of the same goods with the parties exchanged, by a word that knows better.

    A contract does not say which party sells; the supply or purchase that it is for does.
    """
    same_goods = {i.token.i for i in deal.items} & {i.token.i for i in other.items}
    exchanged = {p.token.i for p in deal.suppliers} & {p.token.i for p in other.recipients}
    return bool(same_goods and exchanged) and deal.frame.id == "contract" != other.frame.id


def _repeats(reading: Reading, deal: Deal, other: Deal) -> bool:
    """Return whether a clause on goods says no more of them than the clause that it stands in.

    ``Ukraine has received the first tanks promised by Spain`` is one transfer, and a delivered one.
    """
    if deal is other or deal.trigger.dep_ not in {"acl", "acl:relcl", "amod"}:
        return False
    return any(
        _names(deal.suppliers) <= _names(parties_of(reading, other, "supplier", item))
        and _names(deal.recipients) <= _names(parties_of(reading, other, "recipient", item))
        for item in other.items if deal.trigger.head.i in {head.i for head in item.counted}
    )


def _is_vaguer(deal: Deal, other: Deal) -> bool:
    """Return whether a sentence tells of weapons in general, and of the goods themselves by another word.

    As in ``bought 66 fighters in its biggest [arms deal]``.
    """
    specific = any(not item.linked.fact("generic") for item in other.items)
    same = deal.trigger.sent.start == other.trigger.sent.start and deal is not other
    return same and _is_general(deal) and specific and _names(deal.recipients) <= _names(other.recipients) and (
        _names(deal.suppliers) <= _names(other.suppliers)
    )


def _whose(deal: Deal, told: Sequence[Deal]) -> Deal:
    """Return the deal that says how far a list has come: that which a sentence behind it spells out (N2)."""
    listed = any(way.construction == "N2" for way in deal.ways)
    before = [other for other in told if listed and other.trigger.i < deal.trigger.i]
    same = [other for other in before if _names(other.suppliers) == _names(deal.suppliers)
            and _names(other.recipients) == _names(deal.recipients)]
    return same[-1] if same else deal


def _gone_further(reading: Reading, deal: Deal) -> Deal:
    """Return a deal with the word that says more of its goods than the clause on them (C8).

    As in ``The first jets that Peru [bought] from Spain [arrived] on Monday``: they are there.
    """
    arrives = next(frame for frame in reading.lexicon.frames_of("ArmsTransfer") if frame.id == "arrive")
    heads = [head for item in deal.items for head in item.counted]
    ended = _called_off(reading, deal)
    if ended:
        return replace(deal, trigger=ended)
    handed = _handed_over(reading, deal, heads)
    if handed:
        return replace(deal, frame=arrives, trigger=handed)
    if deal.trigger.dep_ not in {"acl", "acl:relcl"} or deal.trigger.head.i not in {head.i for head in heads}:
        return deal
    for head in reversed(heads):
        above = head.head
        had = not reading.lexicon.words["having"].isdisjoint(lemmas(above, reading.lexicon.forms))
        if had and is_verbal(above) and head.dep_ in {"nsubj", "nsubj:pass", "obj", "obl"}:
            return replace(deal, frame=arrives, trigger=above)
    return deal


def _called_off(reading: Reading, deal: Deal) -> "Token | None":
    """Return the word for the deal that the clause behind it, or the next sentence, says was stopped (L4).

    As in ``Peru ordered eight jets from Spain, but [the contract] was cancelled``.
    """
    doc, last = deal.trigger.doc, max([deal.trigger.i, *(item.token.i for item in deal.items)])
    end = doc[deal.trigger.sent.end].sent.end if deal.trigger.sent.end < len(doc) else len(doc)
    for noun in doc[last + 1 : end]:
        definite = any(child.lower_ in {"the", "this", "that"} for child in noun.children)
        if noun.pos_ == "NOUN" and definite and noun.lemma_.lower() in reading.lexicon.words["deal"] and not (
                children(noun, "nmod")):
            stance = reading.modality.of(noun, "Ordered")
            return noun if (stance.status, stance.factuality) == ("Cancelled", "Asserted") else None
    return None


def _handed_over(reading: Reading, deal: Deal, heads: Sequence["Token"]) -> "Token | None":
    """Return the verb of a clause on goods ordered that says that they have come: ``jets, which [arrived] in May``."""
    coming = {word for frame in reading.lexicon.frames_of("ArmsTransfer") if frame.id in {"give", "arrive"}
              for word in frame.lemmas}
    for clause in (c for head in heads for c in children(head, "acl:relcl") if deal.frame.status == "Ordered"):
        for verb in (clause, *children(clause, "xcomp")):
            if verb.i > deal.trigger.i and not coming.isdisjoint(lemmas(verb, reading.lexicon.forms)) and (
                    reading.modality.of(verb, "Delivered").status == "Delivered"):
                return verb
    return None


def _is_told_in_full(reading: Reading, deal: Deal, other: Deal) -> bool:
    """Return whether a sentence nearby gives designs of the goods that another one names by their class (L3).

    As in ``Peru buys tanks from Spain.  It signed a contract with Spain for 40 Leopard 2s``.
    """
    plain = not any(number_of(reading, item) for item in deal.items)
    first, last = sorted((deal.trigger, other.trigger), key=lambda token: token.i)
    if not plain or deal is other or not is_within(first, last, _NEAR):
        return False
    same = _states(deal.suppliers) == _states(other.suppliers) and _states(deal.recipients) == _states(other.recipients)
    return same and all(
        item.reason == "classNoun" and any(_is_kind_of(reading, design, item) for design in other.items)
        for item in deal.items
    )


def _states(parties: Sequence[Party]) -> set[str]:
    return {state_of(party) or party.linked.label for party in parties}


def _is_kind_of(reading: Reading, design: Item, item: Item) -> bool:
    """Return whether a design is of a class of goods, or of one that it takes in."""
    above = reading.mentions.classes_above(*design.linked.classes)
    return design.reason != "classNoun" and item.linked.iri in above


def _is_general(deal: Deal) -> bool:
    """Return whether the goods are only weapons, and nobody knows which."""
    return all(item.linked.fact("generic") for item in deal.items)


def _is_own_deployment(reading: Reading, deal: Deal) -> bool:
    """Return whether goods go along with the troops of who sends them (Arms Trade Treaty, art. 2(3))."""
    if not lemmas(deal.trigger, reading.lexicon.forms).isdisjoint(reading.lexicon.words["sends-own"]) and (
            _is_mission(reading, deal)):
        return True
    heads = [head for item in deal.items for head in item.counted]
    beside = [head.head for head in heads if head.dep_ == "conj"]
    beside += [child for head in heads for child in children(head, "conj")]
    return any(is_word(part, reading.lexicon.words["troops"]) for part in beside)


def _is_mission(reading: Reading, deal: Deal) -> bool:
    """Return whether forces send what is theirs: ``the navy sent a frigate``, ``sent jets to the Gulf to patrol``."""
    aims = [c for c in children(deal.trigger, "advcl", "xcomp") for c in (c, *children(c, "obj"))]
    purposes = reading.lexicon.words["mission-aims"]
    meant = any(not lemmas(aim, reading.lexicon.forms).isdisjoint(purposes) for aim in aims)
    phrases = [c for c in children(deal.trigger, "obl") if case_of(c) in {"for", "on"}]
    meant = meant or any(is_word(phrase, purposes) for phrase in phrases)
    forces = [party for party in deal.suppliers if party.linked.country and not party.linked.is_firm]
    own = any(is_word(party.token, reading.lexicon.words["troops"]) for party in forces)
    return meant or own or any(party.linked.kind == "Region" for party in deal.recipients)


def _names(parties: Sequence[Party]) -> set[str]:
    return {party.linked.iri or party.linked.label for party in parties}


def _opens(token: "Token", words: set[str], frame: Frame) -> bool:
    right = is_verbal(token) if frame.part == "verb" else token.pos_ in {"NOUN", "PROPN"}
    if not right or frame.lemmas.isdisjoint(words) or (frame.bare and children(token, "obj")):
        return False
    if frame.part == "verb" and (goes_back(token) or (token.i and token.nbor(-1).text in _HYPHENS)):
        return False  # "Swiss-made ammunition" is a description
    subjects = {word for c in children(token, "nsubj", "nsubj:outer") for word in (c.lemma_.lower(), c.lower_)}
    if frame.about and (frame.about.isdisjoint(subjects) or _tells_for_whom(token)):
        return False
    above = _around(token, frame)
    return frame.not_under.isdisjoint(above) and (not frame.under or not frame.under.isdisjoint(above))


def _tells_for_whom(verb: "Token") -> bool:
    """Return whether a subject names parties, and so goes back to no other deal: ``deliveries to Peru included``."""
    return any(case_of(child) in {"to", "for", "from"} or child.dep_ == "nmod:poss"
               for subject in children(verb, "nsubj") for child in children(subject, "nmod"))


def _around(token: "Token", frame: Frame) -> set[str]:
    """Return the words that a frame may ask for: over a noun its verb; beside a verb its phrases, and its carrier."""
    if frame.part == "verb":
        return {c.lemma_.lower() for c in children(token, "obl")} | ({token.head.lemma_.lower()} & _CONTRACTS)
    if token.dep_ == "nmod" and token.head.lemma_.lower() in _CONTRACTS:
        token = token.head  # "a modification for the [production] of jets"
    told = {clause.lemma_.lower() for clause in clauses_about(token)}  # "the order that Saab [won]"
    if case_of(token) == "on" and token.dep_ == "nmod":
        token = token.head  # "[has] six frigates on order"
    return told | ({token.head.lemma_.lower()} if token.dep_ in {"obj", "nsubj:pass", "obl"} else set())


def _claims(reading: Reading, deal: Deal, told: Deal, opinions: Sequence[Opinion]) -> Iterator[Claim]:
    ordered = any(way.construction == "N6" for way in deal.ways)  # the sales are those of a contract
    stance = reading.modality.of(told.trigger, "Ordered" if ordered else told.frame.status)
    if stance.status == "None" or (stance.status == "Cancelled" and stance.factuality == "Demanded"):
        return  # nobody is asked to deliver who is told not to
    if stance.status != "Requested" and is_supposed(deal.trigger):
        return
    vague = not deal.suppliers or any(party.linked.kind == "Region" for party in deal.recipients)
    if _is_own_deployment(reading, deal) or (vague and _is_general(deal)):
        return
    voices = reading.voices(deal.trigger)
    if any(c.lower_ == "no" for item in deal.items for c in children(item.token, "det")):  # "no arms were delivered"
        stance = replace(stance, factuality="Denied", cue=f"no … {stance.cue}")
    for item in deal.items:
        suppliers = parties_of(reading, deal, "supplier", item)
        whole = (None if suppliers else supplied(opinions, deal, item)) or deal
        for supplier in suppliers or (whole.suppliers if whole is not deal else (None,)):
            for recipient in parties_of(reading, deal, "recipient", item) or (None,):
                if supplier and recipient and state_of(supplier) == state_of(recipient) != "":
                    continue  # domestic procurement
                second = agreement(opinions, item, supplier, recipient)
                if second is None or second.believed:
                    claim = transfer_claim(reading, whole, (stance, voices, told.trigger), (supplier, recipient, item))
                    yield replace(claim, score=second.score if second else None)
