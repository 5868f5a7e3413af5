"""Finds cooperations: parties work together on military matters, agreed to, or mean to.

Example:
    "Military cooperation between Russia and Venezuela has grown." → Cooperation(Russia, Venezuela)

Needs the UD tree and mentions.  Emits ``Cooperation``.  Misses, on purpose: contracts for goods, civil matters, and
parties that merely stand side by side ("along with China").  The words are in ``ontology/lexicon-cooperations.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actors
from kg.extraction.arguments import Party
from kg.extraction.drafts import Draft, stance_of, voices_of, written
from kg.extraction.fillers import Filler, fillers
from kg.extraction.firms import is_arms_firm
from kg.extraction.modality import Stance
from kg.extraction.partners import partners, visited
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import clause_words, found_by, is_word, near_ways, openings, state_behind
from kg.extraction.syntax import case_of, children
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["cooperations"]

_BINDING = frozenset({"subject", "object", "to", "in", "with"})
_PAIR = 2
_MAKING = frozenset({"build", "develop", "produce", "design", "manufacture"})
_ABOVE = 3  # nouns above a trigger that may carry it
_KINDS = {"agreement": "Agreement", "joint-work": "Programme", "jointly": "Programme"}


@extractor(emits=("Cooperation",))
def cooperations(reading: Reading) -> Iterator[Claim]:
    """Yield cooperations."""
    for trigger, frame in openings(reading, "Cooperation"):
        ways = near_ways(trigger, {name for names in frame.roles.values() for name in names})
        matter = _matter(reading, frame, ways)
        if not _is_shared(reading, trigger, frame) or _is_matter(reading, trigger, frame):
            continue
        used: list[Filler] = []
        parties = partners(reading, trigger, _of_partners(reading, trigger, frame, ways), used)
        parties = [party for party in parties if party.linked.kind not in {"Region", "Person"}]
        if len(parties) == 1:
            parties += [p for p in visited(reading, trigger) if p.linked.iri != parties[0].linked.iri]
        if not parties and frame.part == "noun":
            parties = _bound(reading, trigger)
        if len(parties) > 1 and _is_military(reading, trigger, frame, matter, parties):
            yield _claim(reading, (trigger, frame), parties, matter, used)


def _of_partners(reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler]) -> list[Filler]:
    """Return the ways to its parties; who merely praises or fears it is none."""
    agreed = any(is_word(token, reading.lexicon.words["agreeing"]) for token in _carriers(trigger))
    return [way for way in found_by(ways, frame.roles["party"])
            if agreed or not way.function.startswith("governor-") or frame.part == "verb"]


def _carriers(noun: "Token") -> list["Token"]:
    """Return the nouns above and the verb that carries them: ``[aims] for [deepening] of cooperation``."""
    above: list[Token] = []
    for token in noun.ancestors:
        above.append(token)
        if token.pos_ != "NOUN" or len(above) > _ABOVE:
            break
    return above


def _matter(reading: Reading, frame: Frame, ways: Sequence[Filler]) -> "Token | None":
    for way in found_by(ways, frame.roles["subject"]):
        named = way.token.pos_ in {"NOUN", "PROPN"} and not reading.arguments.parties(way.token)
        if named and not _is_time(reading, way):
            return way.token
    return None


def _is_time(reading: Reading, way: Filler) -> bool:
    return any(date.start <= way.token.i < date.end for date in reading.dates)


def _is_matter(reading: Reading, trigger: "Token", frame: Frame) -> bool:
    """Return whether cooperation is what an agreement is about: the agreement is the relation then."""
    if frame.id == "agreement" or not trigger.dep_.startswith("nmod"):
        return False
    agreements = (other for other in reading.lexicon.frames_of("Cooperation") if other.id == "agreement")
    return any(is_word(trigger.head, other.lemmas) for other in agreements)


def _bound(reading: Reading, noun: "Token") -> list[Party]:
    """Return between whom an agreement holds under which something is done (G3).

    As in ``Moscow said the troops came to Peru as part of an agreement``: who did it, else who says so, and where.
    """
    verb = next((token for token in noun.ancestors if token.pos_ == "VERB"), None)
    phrase = next((t for t in [noun, *noun.ancestors] if verb is not None and t.head.i == verb.i), None)
    if verb is None or phrase is None or case_of(phrase) not in {"as", "under", "within", "in"}:
        return []
    ways = [way for way in fillers(verb) if way.token.i != phrase.i and way.function in _BINDING]
    found = [p for way in ways for p in actors(reading, way.token) if p.linked.kind == "State"]
    if len(found) == 1:
        voices = voices_of(reading, verb).speakers
        said = [Party(v.token, state_behind(reading, v.linked), v.reason, v.linked.text) for v in voices]
        found = [p for p in said if p.linked.kind == "State" and p.linked.iri != found[0].linked.iri][:1] + found
    return found if len(found) == _PAIR else []


def _is_shared(reading: Reading, trigger: "Token", frame: Frame) -> bool:
    """Return whether work that need not be shared is said to be: *joint* exercises, *jointly* develop."""
    if frame.id not in {"joint-work", "jointly"}:
        return True
    joint = reading.lexicon.words["joint-work"]
    told = any(is_word(c, joint) for c in children(trigger, "amod", "compound", "advmod"))
    if frame.id == "jointly" and trigger.lemma_.lower() in _MAKING and any(
        actors(reading, way.token) for way in fillers(trigger) if way.function == "with"):
        return True  # "will build boats with the United States"
    return told or trigger.lower_.startswith("co-") or (trigger.i > 0 and is_word(trigger.nbor(-1), joint))


def _is_military(reading: Reading, trigger: "Token", frame: Frame, matter: "Token | None",
                 parties: Sequence[Party]) -> bool:
    """Return whether its own words or its matter are military, and no trade in goods."""
    words = reading.lexicon.words
    about = [token for token in trigger.subtree if token.i > trigger.i]
    about += children(trigger.head, "advcl", "xcomp") if trigger.dep_ == "obj" else []
    joint = any(is_word(token, words["joint-work"]) for token in about)
    if frame.id == "agreement" and not joint and any(is_word(token, words["no-cooperation"]) for token in about):
        return False
    near = [trigger, *children(trigger, "amod", "compound", "nmod:desc")]
    near += [below for token in near[1:] for below in children(token, "conj", "compound", "amod")]
    near += list(matter.subtree) if matter is not None else []
    if any(is_word(token, words["military-matters"]) for token in near):
        return True
    if any(m.is_equipment for m in reading.mentions.within(trigger.left_edge.i, trigger.right_edge.i + 1)):
        return True
    if any(m.is_equipment for m in (reading.mentions.headed(c.i) for c in children(trigger, "obj")) if m):
        return True
    return any(is_arms_firm(party.linked) for party in parties) or any(
        is_word(token, words["military-matters"]) for party in parties
        for token in reading.doc[party.linked.start : party.linked.end])


def _claim(
    reading: Reading, opened: tuple["Token", Frame], parties: Sequence[Party], matter: "Token | None",
    used: Sequence[Filler],
) -> Claim:
    trigger, frame = opened
    stance = _stance(stance_of(reading, trigger, frame))
    words = {}
    if matter is not None:
        words["subject"] = clause_words(matter)
    elif trigger.pos_ == "NOUN":
        first = min([trigger.i, *(c.i for c in children(trigger, "amod", "compound") if c.i < trigger.i)])
        words["subject"] = (first, trigger.i + 1)
    kind = "Intention" if stance.factuality == "Intended" else _KINDS.get(frame.id)
    draft = Draft(
        "Cooperation", trigger, frame, stance,
        parties={"party": parties}, words=words, values={"kind": kind} if kind else {}, ways=used,
    )
    return written(reading, draft, extractor="cooperations")


def _stance(stance: Stance) -> Stance:
    """Return cooperation that somebody agreed to as standing, not as an order."""
    return replace(stance, status="Ongoing") if stance.status == "Ordered" else stance
