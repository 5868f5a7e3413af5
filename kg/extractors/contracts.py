"""Finds contracts: parties signed, or are bound by, a contract for goods or works.

Example:
    "India signed a contract with Russia for five S-400 systems." → Contract(India, Russia, "five S-400 systems")

Needs the UD tree and mentions.  Emits ``Contract``.  Misses, on purpose: contracts of which fewer than two parties are
named, and agreements on working together (they are cooperations).  The words are in
``ontology/lexicon-contracts.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import unnamed
from kg.extraction.arguments import Party
from kg.extraction.details import money_of
from kg.extraction.drafts import Draft, stance_of, written
from kg.extraction.fillers import Filler
from kg.extraction.partners import partners
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import clause_words, found_by, is_word, near_ways, openings, phrase_of
from kg.extraction.syntax import case_of, children
from kg.language.mentions import Linked
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["contracts"]

_PAIR = 2


@extractor(emits=("Contract",))
def contracts(reading: Reading) -> Iterator[Claim]:
    """Yield contracts."""
    for trigger, frame in openings(reading, "Contract"):
        if any(is_word(c, reading.lexicon.words["other-deals"]) for c in children(trigger, "compound", "amod")):
            continue
        ways = near_ways(trigger, {name for names in frame.roles.values() for name in names})
        used: list[Filler] = []
        thing = _object(reading, trigger, frame, ways)
        if "object" in frame.needs and not _is_goods(reading, thing):
            continue
        parties = partners(reading, trigger, _of_contract(reading, trigger, frame, ways), used)
        if len(parties) == 1 and not is_word(trigger.head, {"award"}):
            goals = [way for way in near_ways(trigger, {"to"}) if _is_goal(way)]
            parties = partners(reading, trigger, [*used, *goals], used)
        if len(parties) < _PAIR and case_of(trigger) in {"under", "as", "through"}:
            parties = partners(reading, trigger, [*used, *_bound(ways, parties)], used)
        parties = [p for p in parties if p.linked.kind not in {"Region", "Person"}]
        if len(parties) > 1:
            yield _claim(reading, (trigger, frame), parties, thing, used)


def _bound(ways: Sequence[Filler], parties: Sequence[Party]) -> list[Filler]:
    """Return who does something under a contract, and for whom: ``Under a deal with Saab, Embraer builds jets``."""
    return [*found_by(ways, ["governor-subject"] if parties else ["governor-subject", "governor-for"])]


def _is_goal(way: Filler) -> bool:
    """Return whether a phrase says to whom goods go under a contract: ``clinched a deal to supply tanks to Poland``."""
    return way.function == "to" and way.construction == "P1"


def _of_contract(reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler]) -> list[Filler]:
    """Return the ways to its parties; who merely praises or builds under a contract is none."""
    asked = reading.modality.of(trigger, frame.status).factuality == "Demanded"  # who asks for its end is no party
    signed = is_word(trigger.head, reading.lexicon.words["signing"]) and not asked
    return [way for way in found_by(ways, frame.roles["party"])
            if signed or not way.function.startswith("governor-") or frame.part == "verb"]


def _object(reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler]) -> "Token | None":
    for way in found_by(ways, frame.roles["object"]):
        timed = any(date.start <= way.token.i < date.end for date in reading.dates)
        if way.token.pos_ in {"NOUN", "PROPN", "VERB"} and not timed and not reading.arguments.parties(way.token):
            return way.token
    beside = children(trigger.head, "advcl", "xcomp") if trigger.dep_ == "obj" else []
    for clause in [*children(trigger, "acl"), *(c for c in beside if c.i > trigger.i)]:
        if is_word(clause, reading.lexicon.words["contract-doing"]):
            return clause
    verb = next((t for t in trigger.ancestors if t.pos_ == "VERB"), None)
    if verb is not None and is_word(verb, reading.lexicon.words["making"]) and trigger.dep_ != "obj":
        return next(iter(children(verb, "nsubj:pass")), None)  # "the centre was built on the basis of a contract"
    return None


def _is_goods(reading: Reading, thing: "Token | None") -> bool:
    if thing is None:
        return False
    if any(is_word(token, reading.lexicon.words["joint-work"]) for token in thing.subtree):
        return False  # what is made together is cooperation
    words = reading.lexicon.words["contract-goods"] | reading.lexicon.words["contract-doing"]
    return is_word(thing, words) or bool(reading.arguments.items(thing))


def _claim(
    reading: Reading, opened: tuple["Token", Frame], parties: Sequence[Party], thing: "Token | None",
    used: Sequence[Filler],
) -> Claim:
    trigger, frame = opened
    about = []
    if thing is not None:
        made = thing.dep_.startswith("nsubj")
        start, end = phrase_of(thing, with_determiner=False) if made else clause_words(thing)
        words = reading.doc[start:end].text
        plain = unnamed(thing, "Thing")
        about = [replace(plain, linked=Linked(start, end, thing.i, words, "Thing", "", words), words=words)]
    money = {role: values[0] for role, values in money_of(reading, trigger).items()}
    draft = Draft(
        "Contract", trigger, frame, stance_of(reading, trigger, frame),
        parties={"party": parties, "object": about}, ways=used,
        values={role: value for role, value in money.items() if isinstance(value, str | int | float)},
    )
    return written(reading, draft, extractor="contracts")
