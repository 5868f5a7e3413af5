"""Reads, last of all, goods that no word took by the tree: by the words around them, where these leave no choice.

What comes in: a reading, the frames of transfers, the deals told by the tree.  What goes out: more deals.  A parser
errs most in long sentences, and there prepositions still say who is who: ``from``, ``to``, ``for``, ``by`` and the
possessive.  Nothing is read where two parties could fill one role, or where one of the two is not told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.bystanders import is_bystander
from kg.extraction.completion import approver
from kg.extraction.deal import Deal, state_of
from kg.extraction.designers import designer_named
from kg.extraction.fillers import Filler, fillers
from kg.extraction.reading import Reading
from kg.extraction.roles import is_word
from kg.extraction.syntax import case_of, children, goes_back, is_verbal, lemmas
from kg.language.mentions import Linked
from kg.lexicon import Frame

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["gapped_deals", "nearby_deals", "transfer_words"]

_REACH = 25  # tokens between goods and the word that moves them
_CLOSE = 4  # tokens between a name and the goods that it stands on
_NO_PARTIES = frozenset({"Region", "InternationalOrganization"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_ELSEWHERE = frozenset("by against than like aboard despite into near over without except replacing".split())
"""Words in front of goods that something else is done with."""
_JOINED = frozenset({"compound", "flat"})
_THEMES = frozenset({"object", "of", "compound"})
_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN"})
_MOST_WORDS = 8  # tokens between "in exchange for" and the goods
_SKIPPED = frozenset({"DET", "ADJ"})


def nearby_deals(reading: Reading, frames: Sequence[Frame], told: Sequence[Deal]) -> Iterator[Deal]:
    """Yield the deals of goods that no complete deal holds."""
    taken = {index for deal in told for item in deal.items for index in range(item.linked.start, item.linked.end)}
    taken |= {item.token.i for deal in told for item in deal.items}
    for part in (part for sent in reading.doc.sents for part in _parts(sent)):
        triggers = [(deal.trigger, deal.frame) for deal in told if _holds(part, deal.trigger)]
        triggers += transfer_words(reading, frames, part)
        for item in _free_items(reading, part, taken) if triggers else ():
            trigger, frame = min(triggers, key=lambda pair: abs(pair[0].i - item.token.i))
            beside = [deal for deal in told if _holds(part, deal.trigger)]
            is_other = is_bystander(reading, (trigger, frame), item, beside)
            deal = None if is_other else _deal(reading, part, (trigger, frame), item, beside)
            if deal and abs(trigger.i - item.token.i) <= _REACH:
                yield deal


def _parts(sent: "Span") -> Iterator["Span"]:
    """Yield the parts of a sentence between semicolons, where each has a verb; else the sentence."""
    joints = [token.i for token in sent if token.text == ";"]
    starts, ends = [sent.start, *(joint + 1 for joint in joints)], [*joints, sent.end]
    parts = [sent.doc[start:end] for start, end in zip(starts, ends, strict=True)]
    whole = all(any(token.pos_ in _VERBAL for token in part) for part in parts)
    yield from parts if whole else (sent,)


def _holds(part: "Span", token: "Token") -> bool:
    return part.start <= token.i < part.end


def gapped_deals(reading: Reading, told: Sequence[Deal]) -> list[Deal]:
    """Return the deals whose verb is left out (E4): ``Spain sold 25 jets to Peru, and [Chile six]``."""
    found = []
    for deal in (deal for deal in told if len(deal.items) == 1 and is_verbal(deal.trigger)):
        last = max(deal.trigger.i, deal.items[0].token.i)
        agents = {way.token.i for way in deal.ways if way.function == "subject"}
        sells = any(party.token.i in agents for party in deal.suppliers)
        for linked in reading.mentions.within(last, deal.trigger.sent.end):
            number = reading.doc[min(linked.end, len(reading.doc) - 1)]
            if linked.is_party and number.like_num and _stands_alone(reading, linked, number):
                party = (Party(reading.doc[linked.head], linked, linked.reason, linked.text),)
                item = replace(deal.items[0], counted=(number,))
                other = replace(deal, suppliers=party) if sells else replace(deal, recipients=party)
                found.append(replace(other, items=(item,)))
    return found


def _stands_alone(reading: Reading, linked: Linked, number: "Token") -> bool:
    """Return whether nothing but a number stands behind a name, and nothing but a joint in front of it."""
    behind = reading.doc[number.i + 1] if number.i + 1 < len(reading.doc) else None
    start = linked.start - 1
    while start > number.sent.start and reading.doc[start].pos_ == "DET":
        start -= 1
    joint = reading.doc[start].lower_ in {",", ";", "and", "while", "but"}
    return joint and (behind is None or behind.is_punct or behind.lower_ in {"and", "in", "more", "others"})


def transfer_words(reading: Reading, frames: Iterable[Frame], sent: "Span") -> Iterator[tuple["Token", Frame]]:
    """Yield the words of a sentence that may move goods, whatever the tree ties to them, with their frames."""
    plain = [f for f in frames if not (f.under or f.not_under or f.about or f.bare or f.mutual) and f.origin]
    weak, troops = reading.lexicon.words["weak-triggers"], reading.lexicon.words["troops"]
    transit, pledge = (next(frame for frame in frames if frame.id == name) for name in ("destined", "pledging"))
    for token in sent:
        words = lemmas(token, reading.lexicon.forms)
        if token.lower_ in reading.lexicon.words["in-transit"]:
            yield token, transit
        if is_word(token, reading.lexicon.words["aid"]) and any(
                is_word(c, reading.lexicon.words["aid-of-arms"]) for c in children(token, "amod", "compound")):
            yield token, pledge
        led = any(is_word(c, troops) for c in children(token, "nsubj")) or goes_back(token)
        for frame in plain if words.isdisjoint(weak) and not led else ():
            right = is_verbal(token) if frame.part == "verb" else token.pos_ in {"NOUN", "PROPN"}
            if right and not frame.lemmas.isdisjoint(words):
                yield token, frame
                break


def _free_items(reading: Reading, sent: "Span", taken: set[int]) -> Iterator[Item]:
    """Yield the goods of a sentence that are free, and neither somebody's own nor what something is done with."""
    for linked in reading.mentions.within(sent.start, sent.end):
        head = reading.doc[linked.head]
        carried = head.dep_ == "compound" and is_word(head.head, reading.lexicon.words["not-equipment"])
        owned = any(child.tag_ == "PRP$" or (case_of(child) == "of" and reading.arguments.parties(child))
                    for child in head.children)
        named = head.pos_ in _NOMINAL or linked.reason != "classNoun"
        vague = linked.fact("generic") and _is_one_of_several(reading, sent)
        free = linked.is_equipment and linked.head not in taken and case_of(head) not in _ELSEWHERE
        if free and named and not (carried or owned or vague):
            yield from (i for i in reading.arguments.items(head) if i.linked.start <= linked.head < i.linked.end)


def _is_one_of_several(reading: Reading, sent: "Span") -> bool:
    return sum(linked.is_equipment for linked in reading.mentions.within(sent.start, sent.end)) > 1


def _deal(
    reading: Reading, part: "Span", opened: tuple["Token", Frame], item: Item, told: Sequence[Deal]
) -> Deal | None:
    trigger, frame = opened
    named = [m for m in reading.mentions.within(part.start, part.end)
             if m.is_party and m.kind not in _NO_PARTIES and not _is_inside_name(reading, m)]
    roles = [(_role(reading, linked, opened, item), linked) for linked in named]
    beside = [deal for deal in told if deal.is_complete]
    suppliers = _filled(reading, "supplier", roles)
    recipients = _filled(reading, "recipient", roles)
    if suppliers and not any(role == "recipient" for (role, _), _ in roles):
        recipients = _shared(deal.recipients for deal in beside)
    if recipients and not any(role == "supplier" for (role, _), _ in roles):
        suppliers = tuple(approver(reading, trigger, recipients)[0])
        if not suppliers and all(role for (role, _), _ in roles):
            suppliers = tuple(designer_named(reading, trigger, recipients, [item])[0])
    if _is_in_exchange(item):
        payers = [linked for (role, close), linked in roles if role == "supplier" and not close]
        suppliers, recipients = suppliers or recipients, _of(reading, payers)
    told_there = any(role == "supplier" and close for (role, close), _ in roles)
    if frame.id == "destined" and not told_there:
        return None
    if not (suppliers and recipients) or state_of(suppliers[0]) == state_of(recipients[0]):
        return None
    path = (f"{trigger.text} … {suppliers[0].words} … {recipients[0].words} … {item.words}",)
    return Deal(frame, trigger, suppliers, recipients, (item,), (Filler(item.token, "nearby", "Q1", path),))


def _is_inside_name(reading: Reading, linked: Linked) -> bool:
    """Return whether a name is a part of one that nobody knows: the state in ``Qatar Airways``."""
    token = reading.doc[linked.head]
    return token.dep_ in _JOINED and token.head.pos_ == "PROPN" and reading.mentions.at(token.head.i) is None


def _filled(
    reading: Reading, role: str, roles: Sequence[tuple[tuple[str, bool], Linked]]
) -> tuple[Party, ...]:
    """Return the one party with a role; what stands right beside the goods goes before what stands elsewhere."""
    own = [linked for (name, close), linked in roles if name == role and close]
    found = own or [linked for (name, _), linked in roles if name == role]
    return _of(reading, found)


def _of(reading: Reading, found: Sequence[Linked]) -> tuple[Party, ...]:
    return _only([Party(reading.doc[linked.head], linked, linked.reason, linked.text) for linked in found])


def _is_in_exchange(item: Item) -> bool:
    """Return whether goods are what is given for others: ``sent tanks to Mali in exchange for [rifles from Chad]``."""
    before = item.token.doc[max(item.start - _MOST_WORDS, item.token.sent.start) : item.start]
    for place in range(len(before) - 1, 0, -1):
        if before[place].pos_ in {"VERB", "PUNCT"}:
            return False
        if before[place].lower_ == "for" and before[place - 1].lower_ in {"exchange", "return"}:
            return True
    return False


def _only(parties: Sequence[Party]) -> tuple[Party, ...]:
    """Return the one party, if all are of one state."""
    states = {state_of(party) or party.linked.label for party in parties}
    return (parties[0],) if len(states) == 1 else ()


def _shared(sides: Iterable[Sequence[Party]]) -> tuple[Party, ...]:
    """Return the party that the other deals of the sentence have in this role."""
    return _only([party for side in sides for party in side])


def _role(reading: Reading, linked: Linked, opened: tuple["Token", Frame], item: Item) -> tuple[str, bool]:
    """Return which role the words beside a party give it, "" if none, and whether it stands right beside the goods."""
    trigger, frame = opened
    gives = not {"subject", "by"}.isdisjoint(frame.roles.get("supplier", ()))
    before = linked.start - 1
    while before > trigger.sent.start and reading.doc[before].pos_ in _SKIPPED:
        before -= 1
    word = reading.doc[before].lower_ if before >= trigger.sent.start else ""
    if word in {"from", "to", "for"} and linked.end != item.start:
        return ("supplier" if word == "from" else "recipient"), before == item.end
    if word == "by" and _is_agent_of(reading, trigger, before):
        return ("supplier" if gives else "recipient"), False
    if _is_on_goods(reading, linked, item):
        return "supplier", True
    if before == trigger.i and gives and is_verbal(trigger):  # "sell [Taiwan] arms"
        return "recipient", False
    for way in fillers(trigger):
        for role in ("supplier", "recipient"):
            if way.function in {"subject", "poss"} & set(frame.roles.get(role, ())) and any(
                    party.linked.start == linked.start for party in reading.arguments.parties(way.token)):
                return role, False
    return "", False


def _is_agent_of(reading: Reading, trigger: "Token", index: int) -> bool:
    """Return whether no other verb stands between a trigger and a *by*."""
    between = reading.doc[trigger.i + 1 : index]
    return trigger.i < index and not any(token.pos_ == "VERB" for token in between)


def _is_on_goods(reading: Reading, linked: Linked, item: Item) -> bool:
    """Return whether a name stands right in front of goods: ``Russian T-90 tanks``, ``Saab's Gripen``."""
    between = reading.doc[linked.end : item.linked.start]
    close = 0 <= item.linked.start - linked.end <= _CLOSE and all(
        t.text in _POSSESSIVES or t.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"} for t in between)
    return close and (linked.reason == "demonym" or any(t.text in _POSSESSIVES for t in between))

