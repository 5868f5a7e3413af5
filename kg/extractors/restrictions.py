"""Finds restrictions: embargoes, sanctions, and licences that were refused or revoked.

Example:
    "The European Union imposed an arms embargo on Zimbabwe." → Restriction(European Union → Zimbabwe, Embargo)

Needs the UD tree and mentions.  Emits ``Restriction``.  Misses, on purpose: bans of anything but arms and trade with a
party, approval that is called sanction, and embargoes in general.  The words are in
``ontology/lexicon-restrictions.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actor, owners_in_front, unnamed
from kg.extraction.arguments import Party
from kg.extraction.drafts import Draft, stance_of, written
from kg.extraction.fillers import Filler, fillers
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import clause_words, found_by, is_word, near_ways, openings
from kg.extraction.syntax import case_of, children, conjuncts
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["restrictions"]

_DIRECTIONS = frozenset({"to", "against", "from", "with", "for", "of"})


@extractor(emits=("Restriction",))
def restrictions(reading: Reading) -> Iterator[Claim]:
    """Yield restrictions."""
    for trigger, frame in openings(reading, "Restriction"):
        ways = near_ways(trigger, {name for names in frame.roles.values() for name in names})
        if trigger.dep_ == "conj" and frame.part == "noun":
            ways += fillers(trigger.head)  # "threatened an embargo and sanctions on Cuba"
        used: list[Filler] = []
        trade = _trade(reading, trigger, frame, ways)
        imposers = _imposers(reading, trigger, frame, ways, used)
        targets = _targets(reading, trigger, frame, ways, used)
        if not targets and trade is not None:
            targets = _behind_trade(reading, trade) or _whose_trade(reading, trade)
        targets = [t for t in targets if all(t.linked.label != i.linked.label for i in imposers)]
        missing = {"imposer": not imposers, "target": not targets, "trade": trade is None}
        if any(missing[need] for need in frame.needs) or not _is_arms(reading, trigger, frame, trade):
            continue
        beside = {way.token.i for way in used if not way.function.startswith("governor")}
        own = any(imposer.token.i in beside for imposer in imposers)
        if _is_demanded(reading, trigger, frame) and not (own and _stands(trigger, frame)):
            continue
        if frame.id == "to-license" and not _is_refused(reading, trigger):
            continue
        for imposer in imposers or (None,):
            for target in targets or (None,):
                yield _claim(reading, (trigger, frame), (imposer, target), trade, used)


def _is_demanded(reading: Reading, trigger: "Token", frame: Frame) -> bool:
    return reading.modality.of(trigger, frame.status).factuality == "Demanded"


def _stands(noun: "Token", frame: Frame) -> bool:
    """Return whether a restriction is there, whatever is asked of it: ``asked the EU to enforce the arms embargo``."""
    return frame.part == "noun" and (any(c.lower_ == "the" for c in children(noun, "det")) or bool(
        children(noun, "nmod:poss")))


def _is_refused(reading: Reading, verb: "Token") -> bool:
    """Return whether somebody will not license what he is asked to: ``refused to license the sale``."""
    refused = verb.dep_ == "xcomp" and is_word(verb.head, reading.lexicon.words["refusing"])
    helpers = {c.lower_ for c in verb.children}
    return refused or bool(helpers & {"not", "n't", "n’t", "never"})


def _whose_trade(reading: Reading, trade: "Token") -> list[Party]:
    """Return whose trade somebody else stops: ``blocked a Spanish sale of planes``."""
    found = [reading.arguments.named_party(child) for child in children(trade, "amod", "nmod:poss", "compound")]
    return [party for party in found if party is not None and party.linked.kind in {"State", "Organization"}]


def _trade(
    reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler]
) -> "Token | None":
    for way in found_by(ways, frame.roles.get("trade", ())):
        if is_word(way.token, reading.lexicon.words["restricted-trade"]) or reading.arguments.items(way.token):
            return way.token
    for clause in children(trigger, "xcomp") if frame.id == "ban-trade" else ():
        if is_word(clause, reading.lexicon.words["trading"]):
            goods = reading.lexicon.words["restricted-trade"]
            return next((c for c in children(clause, "obj") if is_word(c, goods) or reading.arguments.items(c)), None)
    return None


def _is_arms(reading: Reading, trigger: "Token", frame: Frame, trade: "Token | None") -> bool:
    """Return whether it restricts arms or trade with a party; a ban or licence must say so, sanctions need not."""
    if any(is_word(c, reading.lexicon.words["other-bans"]) for c in children(trigger, "compound", "amod")):
        return False
    if frame.id == "licence" and any(m.is_equipment for m in reading.mentions.within(trigger.i, trigger.sent.end)):
        return True
    return frame.id in {"sanction", "sanctions"} or trade is not None or is_word(trigger, {"embargo"})


def _imposers(
    reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler], used: list[Filler]
) -> list[Party]:
    suffers = is_word(trigger.head, reading.lexicon.words["suffering"]) and frame.part == "noun"
    for way in found_by(ways, frame.roles["imposer"]):
        if way.function == "governor-subject" and (suffers or way.token.dep_ == "nsubj:pass"):
            continue
        found = [p for part in conjuncts(way.token) for p in _party(reading, part, "restricting-bodies")]
        found = [p for p in found if p.linked.kind != "Region"]
        if found:
            used.append(way)
            return found
    return []


def _party(reading: Reading, token: "Token", bodies: str) -> list[Party]:
    named = actor(reading, token)
    general = bool(named) and named[0].reason == "headWord" and bodies == "restricted-targets" and token.tag_ == "NNS"
    if named and not general:
        return named
    linked = reading.mentions.headed(token.i)
    if linked and linked.kind == "Service" and linked.head == token.i:
        return [unnamed(token, "Organization")]
    unit = bodies == "restricted-targets" and any(c.text[:1].isupper() for c in children(token, "compound", "amod"))
    told = bodies == "restricting-bodies" or unit or owners_in_front(reading, token)
    if told and is_word(token, reading.lexicon.words[bodies]):
        return [unnamed(token, "Organization")]
    return []


def _targets(
    reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler], used: list[Filler]
) -> list[Party]:
    taken = {way.token.i for way in used}
    for way in found_by(ways, frame.roles["target"]):
        if way.token.i in taken or (way.function == "copula-subject" and case_of(trigger) != "under"):
            continue
        found = [party for part in conjuncts(way.token) for party in _party(reading, part, "restricted-targets")]
        if found:
            used.append(way)
            return found
    if frame.part == "noun" and is_word(trigger.head, reading.lexicon.words["suffering"] | {"place", "put"}):
        return _under(reading, trigger, used)
    return []


def _under(reading: Reading, noun: "Token", used: list[Filler]) -> list[Party]:
    """Return who is placed under a restriction, or faces one."""
    for way in fillers(noun.head):
        if way.function in {"subject", "object"} and way.token.i != noun.i and way.token.dep_ != "obl:agent":
            found = [party for part in conjuncts(way.token) for party in _party(reading, part, "restricted-targets")]
            if found:
                used.append(way)
                return found
    return []


def _behind_trade(reading: Reading, trade: "Token") -> list[Party]:
    """Return with whom the restricted trade is: ``a ban on sales to Vietnam``."""
    for token in trade.doc[trade.i + 1 : trade.sent.end]:
        if token.pos_ == "VERB":
            return []
        if case_of(token) in _DIRECTIONS:
            found = [party for part in conjuncts(token) for party in _party(reading, part, "restricted-targets")]
            if found:
                return found
    return []


def _claim(
    reading: Reading, opened: tuple["Token", Frame], who: tuple[Party | None, Party | None], trade: "Token | None",
    used: Sequence[Filler],
) -> Claim:
    trigger, frame = opened
    imposer, target = who
    words = {}
    if trade is not None:
        words["scope"] = clause_words(trade)
        items = reading.arguments.items(trade) or [i for c in children(trade, "nmod", "compound")
                                                   for i in reading.arguments.items(c)]
        if items:
            words["equipmentText"] = (items[0].start, items[0].end)
    draft = Draft(
        "Restriction", trigger, frame, _standing(_stance(reading, trigger, frame)),
        parties={"imposer": [imposer] if imposer else [], "target": [target] if target else []},
        words=words, values={"kind": _kind(reading, trigger, frame)}, ways=used,
    )
    return written(reading, draft, extractor="restrictions")


def _kind(reading: Reading, trigger: "Token", frame: Frame) -> str:
    if frame.id == "to-license":
        return "LicenceRefused"
    if frame.id == "licence":
        return "LicenceRevoked" if is_word(trigger.head, reading.lexicon.words["revoking"]) else "LicenceRefused"
    sanction = frame.id in {"sanction", "sanctions"} and not is_word(trigger, {"embargo"})
    return "Sanction" if sanction else "Embargo"


def _stance(reading: Reading, trigger: "Token", frame: Frame) -> Stance:
    """Return the stance of a restriction: who lifts it ends it, who refuses a licence has restricted."""
    stance = stance_of(reading, trigger, frame)
    words = reading.lexicon.words
    above = trigger.head if frame.part == "noun" else trigger
    above = above.head if trigger.dep_ == "conj" and above.pos_ == "NOUN" else above
    if is_word(above, words["lifting"]) and stance.factuality in {"Asserted", "Hedged"}:
        return replace(stance, status="Ended")
    if is_word(above, words["threatening"]):
        return replace(stance, status="Planned", factuality="Intended")
    past = above.tag_ in {"VBD", "VBN"} and not stance.future
    if past and is_word(above, words["deciding"]) and stance.factuality == "Intended":
        return replace(stance, status="Ongoing", factuality="Asserted")
    refusal = frame.id == "to-license" and not (stance.future and trigger.dep_ != "xcomp")
    if refusal or (frame.id == "licence" and is_word(above, {"deny"}) and stance.factuality == "Denied"):
        return replace(stance, status="Ongoing", factuality="Asserted", future=False)
    refused = stance.status == "Cancelled" and stance.factuality == "Asserted" and frame.id in {"licence", "ban-trade"}
    return replace(stance, status="Ongoing") if refused else stance


def _standing(stance: Stance) -> Stance:
    """Return a restriction of which something is demanded as one that stands."""
    return Stance("Ongoing", "Asserted", stance.cue) if stance.factuality == "Demanded" else stance
