"""Finds facilities: a training centre, repair plant, production plant or base exists, opens or closes.

Example:
    "China has a naval base in Djibouti." → Facility(Base, operator China, host Djibouti)

Needs the UD tree and mentions.  Emits ``Facility``.  Misses, on purpose: a state's bases at home, places that are
merely attacked or visited, and figurative bases.  The words are in ``ontology/lexicon-facilities.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actors, owners_in_front, state_meant, unnamed
from kg.extraction.arguments import Party
from kg.extraction.drafts import Draft, stance_of, written
from kg.extraction.fillers import Filler, fillers
from kg.extraction.firms import is_arms_firm
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import clause_words, found_by, is_word, near_ways, openings, phrase_of, state_behind
from kg.extraction.syntax import case_of, children, conjuncts, is_within
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["facilities"]

_KINDS = {"base": "Base", "training": "TrainingCentre", "repair": "RepairPlant", "production": "ProductionPlant"}
_PLACES = frozenset({"State", "Territory"})
_INNER = frozenset({"in", "of", "near", "outside", ""})
_DOES = frozenset({"obl", "nsubj"})
_CARRIED = 4  # sentences over which "the centre" is the one told of before


@dataclass(frozen=True, slots=True)
class _Site:
    """One facility as its noun tells it."""

    noun: "Token"
    frame: Frame
    name: Party
    operators: tuple[Party, ...]
    host: Party | None
    verb: "Token | None"
    ways: tuple[Filler, ...]
    settled: bool = False  # it stands, whatever is said of it


@extractor(emits=("Facility",))
def facilities(reading: Reading) -> Iterator[Claim]:
    """Yield facilities."""
    told: list[_Site] = []
    taken: set[int] = set()
    for noun, frame in openings(reading, "Facility"):
        if noun.i in taken or _is_firm(reading, noun) or not _is_kind(reading, noun, frame, told):
            continue
        site = _read(reading, noun, frame, told)
        if site is None:
            continue
        taken.add(noun.i)
        site = _unwanted(reading, site)
        if site is None:
            continue
        told.append(site)
        for operator in site.operators or (None,):
            yield _claim(reading, site, operator)


def _unwanted(reading: Reading, site: _Site) -> _Site | None:
    """Return a facility that somebody demands to close as its owner's; one that is only demanded is none."""
    trigger = site.verb or site.noun
    if reading.modality.of(trigger, site.frame.status).factuality != "Demanded":
        return site
    closes = site.verb is not None and is_word(site.verb, reading.lexicon.words["closing"])
    owners = owners_in_front(reading, site.noun) if closes else []
    return replace(site, operators=tuple(owners), verb=None, settled=True) if owners else None


def _is_firm(reading: Reading, noun: "Token") -> bool:
    """Return whether the noun describes a firm that is named beside it: ``the shipyard SIMA``."""
    named = [reading.mentions.headed(child.i) for child in children(noun, "appos", "flat")]
    return any(linked is not None and linked.kind == "Organization" for linked in named)


def _is_kind(reading: Reading, noun: "Token", frame: Frame, told: Sequence[_Site]) -> bool:
    """Return whether a noun is a facility of the frame's kind: by itself, by a word beside it, or told before."""
    words = reading.lexicon.words
    if is_word(noun, words.get(f"{frame.id}-by-itself", ())) or _is_taught_at(reading, noun, frame):
        return True
    beside = [t for t in noun.subtree if t.i != noun.i and t.pos_ in {"NOUN", "VERB", "ADJ", "PROPN"}]
    if any(is_word(t, words[f"{frame.id}-words"]) and _is_near(t, noun) for t in beside):
        return True
    if frame.id == "production" and _is_production(reading, noun):
        return True
    plain = not any(c.dep_ == "compound" and not is_word(c, words["run-by"]) for c in noun.children)
    if frame.id == "base" and plain and noun.lower_ in {"base", "bases"} and _is_run(reading, noun):
        return True
    before = _meant(noun, told)
    return before is not None and before.frame.id == frame.id


def _is_taught_at(reading: Reading, noun: "Token", frame: Frame) -> bool:
    """Return whether people are trained or goods repaired at it: ``pilots are trained at a school in Togo``."""
    told = frame.id in {"training", "repair"} and noun.dep_ in _DOES
    return told and is_word(noun.head, reading.lexicon.words[f"{frame.id}-words"])


def _is_production(reading: Reading, noun: "Token") -> bool:
    """Return whether a clause, equipment or an arms firm makes a plant one that makes arms."""
    clause = [t for t in noun.sent if t.dep_ in {"advcl", "acl", "xcomp"} and t.head.i in {noun.i, noun.head.i}]
    if any(is_word(t, reading.lexicon.words["production-words"]) for t in clause):
        return True
    verb = _verb(reading, noun)
    builders = [way.token for way in fillers(verb) if way.function == "subject"] if verb is not None else []
    firms = [m for m in (reading.mentions.headed(t.i) for t in builders) if m and is_arms_firm(m)]
    made = [m for m in reading.mentions.within(phrase_of(noun)[0], noun.i + 1) if m.is_equipment]
    return (noun.lower_ == "plant" and bool(firms)) or (is_word(noun, {"plant", "line"}) and bool(made))


def _is_run(reading: Reading, noun: "Token") -> bool:
    """Return whether a state or organisation runs a plain ``base``, or has it."""
    verb = _verb(reading, noun)
    owners = [c for c in children(noun, "nmod:poss") if reading.arguments.parties(c)]
    run = verb is not None and is_word(verb, reading.lexicon.words["running"])
    return run or bool(owners or _run_by(reading, noun))


def _run_by(reading: Reading, noun: "Token") -> list[Party]:
    """Return who runs a facility by a participle in front of it: ``the Chinese-run base``."""
    for child in children(noun, "compound", "amod"):
        hyphened = child.i > 1 and child.nbor(-1).text in {"-", "‐"} and is_word(child, reading.lexicon.words["run-by"])
        party = reading.arguments.named_party(noun.doc[child.i - 2]) if hyphened else None
        if party:
            return [party]
    return []


def _is_near(word: "Token", noun: "Token") -> bool:
    """Return whether a word tells what a noun is for: in front of it, or at the head of a phrase or clause on it."""
    return word.i < noun.i or noun.i in {word.head.i, word.head.head.i}


def _meant(noun: "Token", told: Sequence[_Site]) -> _Site | None:
    """Return the facility told of before that ``the centre`` is."""
    if not any(c.lower_ in {"the", "this", "that", "its"} for c in children(noun, "det", "nmod:poss")):
        return None
    same = [s for s in told if s.noun.lemma_.lower()[:4] == noun.lemma_.lower()[:4] and s.noun.i < noun.i]
    near = [s for s in same if is_within(s.noun, noun, _CARRIED)]
    return near[-1] if near else None


def _read(reading: Reading, noun: "Token", frame: Frame, told: Sequence[_Site]) -> _Site | None:
    words = reading.lexicon.words
    ways = near_ways(noun, {name for names in frame.roles.values() for name in names})
    used: list[Filler] = []
    verb = _verb(reading, noun)
    runs = verb is not None and is_word(verb, words["running"] | words["hosting"])
    operators = _operators(reading, noun, frame, ways, (runs, verb), used)
    around = [verb] if verb is not None else _clauses(noun)
    beside = [way for token in around for way in fillers(token) if way.token.i != noun.i]
    host = _host(reading, noun, frame, [*ways, *beside], used)
    if verb is not None and is_word(verb, words["hosting"]) and operators:
        own = [p for p in operators if p.token.dep_ != "nsubj"]
        host = next((p for p in operators if p.token.dep_ == "nsubj" and p.linked.kind in _PLACES), host)
        operators = own
    before = _meant(noun, told)
    if before and not operators and host is None:
        told_of = words["running"] | words["opening"] | words["training-words"] | words["production-words"]
        if not any(is_word(t, told_of) for t in [noun.head, *_clauses(noun)]):
            return None
        operators, host = list(before.operators), before.host
    abroad = [p for p in operators if host is None or state_behind(reading, p.linked).iri != host.linked.iri or
              p.linked.kind == "Organization"]
    event = runs or before is not None or _is_taught_at(reading, noun, frame)
    event = event or any(is_word(t, words["opening"]) for t in [noun.head, *_clauses(noun)])
    if host is None or not (abroad or event):
        return None
    name = unnamed(noun, "Facility")
    if before:  # the same building, under the words that it has now
        name = replace(name, linked=replace(name.linked, label=before.name.linked.label), reason="definiteDescription")
    return _Site(noun, frame, name, tuple(abroad), host, verb if runs else None, tuple(used))


def _clauses(noun: "Token") -> list["Token"]:
    """Return the clauses that hang on a noun, or on a phrase that does."""
    return [t for t in noun.subtree if t.dep_.startswith("acl") and noun.i in {t.head.i, t.head.head.i}]


def _verb(reading: Reading, noun: "Token") -> "Token | None":
    """Return the verb that tells what is done with a facility."""
    above = noun.head if noun.dep_.split(":")[0] in {"obj", "nsubj"} and noun.head.pos_ == "VERB" else None
    running = reading.lexicon.words["running"] | reading.lexicon.words["hosting"]
    clauses = [c for c in _clauses(noun) if is_word(c, running) and (c.head.i == noun.i or children(c, "obl:agent"))]
    done = next((c for c in clauses if children(c, "obl:agent")), None)
    if done is not None and noun.dep_ != "obj":
        return done  # "a hub run by KNDS began work"
    return above if above is not None and (is_word(above, running) or not clauses) else next(iter(clauses), None)


def _operators(
    reading: Reading, noun: "Token", frame: Frame, ways: Sequence[Filler], done: tuple[bool, "Token | None"],
    used: list[Filler],
) -> list[Party]:
    runs, verb = done
    before = _run_by(reading, noun)
    if before:
        return before
    verbal = [way for way in fillers(verb) if way.function == "subject"] if runs and verb is not None else []
    found: list[Party] = []
    for way in [*verbal, *found_by(ways, [f for f in frame.roles["operator"] if not f.startswith("governor")])]:
        if way.token.i == noun.i or (way.function == "of" and way.token.i < noun.i) or way.construction == "P1":
            continue
        parties = [p for p in actors(reading, way.token) if p.linked.kind not in {"Region", "Person"}]
        if parties and not found:
            used.append(way)
            found = parties
        elif parties and is_word(verb or noun, reading.lexicon.words["hosting"]):
            found += parties
    return found


def _host(
    reading: Reading, noun: "Token", frame: Frame, ways: Sequence[Filler], used: list[Filler]
) -> Party | None:
    for way in found_by(ways, frame.roles["host"]):
        for part in conjuncts(way.token):
            host = _state(reading, part)
            if host:
                used.append(way)
                return host
    for way in found_by(ways, frame.roles["host"]):
        place = reading.mentions.headed(way.token.i)
        if place and place.kind == "Place" and place.head == way.token.i:
            return Party(way.token, place, place.reason, place.text)
    for word in noun.sent:
        if word.lower_ == "there" and word.dep_ == "advmod" and word.i > noun.i:
            before = [m for m in reading.mentions.within(noun.sent.start, noun.i) if m.kind in _PLACES]
            named = next((m for m in before if m.reason != "demonym"), None)
            return Party(reading.doc[named.head], named, named.reason, named.text) if named else None
    return None


def _state(reading: Reading, token: "Token", depth: int = 0) -> Party | None:
    """Return the state that a place is, or lies in."""
    linked = reading.mentions.headed(token.i)
    if linked and linked.head == token.i and linked.reason != "demonym":
        land = state_behind(reading, linked) if linked.kind == "Place" else linked
        if land.kind in _PLACES:
            return Party(token, land, linked.reason, linked.text)
    meant = state_meant(reading, token)
    if meant:
        return meant
    for child in children(token, "nmod", "appos", "nmod:poss") if depth < len(_KINDS) else ():
        if case_of(child) in _INNER or child.dep_ == "nmod:poss":
            found = _state(reading, child, depth + 1)
            if found:
                return found
    return None


def _claim(reading: Reading, site: _Site, operator: Party | None) -> Claim:
    trigger = site.verb or site.noun
    stance = _stance(reading, trigger, stance_of(reading, trigger, site.frame))
    stance = Stance("Ongoing", "Asserted", site.noun.text) if site.settled else stance
    words = {}
    for child in children(site.noun, "nmod"):
        if case_of(child) == "for" and site.frame.id == "training" and not reading.arguments.parties(child):
            words["trainees"] = clause_words(child)
    draft = Draft(
        "Facility", trigger, site.frame, stance,
        parties={"facility": [site.name], "operator": [operator] if operator else [],
                 "host": [site.host] if site.host else []},
        words=words, values={"kind": _KINDS[site.frame.id]}, ways=site.ways,
    )
    return written(reading, draft, extractor="facilities")


def _stance(reading: Reading, trigger: "Token", stance: Stance) -> Stance:
    """Return a facility that is closed as ended; one that is not built yet as planned."""
    if is_word(trigger, reading.lexicon.words["closing"]) and stance.factuality == "Asserted":
        return replace(stance, status="Ended")
    return replace(stance, status="Planned") if stance.future and stance.status == "Ongoing" else stance
