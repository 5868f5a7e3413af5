"""Finds recognitions: a state or organisation recognises, backs or rejects somebody in an office.

Example:
    "Canada recognised Juan Guaido as interim president." → Recognition(Canada, Juan Guaido, Recognises)

Needs the UD tree and mentions.  Emits ``Recognition``, one claim for each recogniser.  Misses, on purpose: support for
plans, programmes and armed forces, and merit that is recognised.  The words are in
``ontology/lexicon-recognitions.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actor, actors, in_front, unnamed
from kg.extraction.arguments import LISTERS, Party
from kg.extraction.drafts import Draft, stance_of, written
from kg.extraction.fillers import Filler
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import clause_words, crosses_clause, found_by, is_word, near_ways, openings, phrase_of
from kg.extraction.syntax import case_of, children, conjuncts
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["recognitions"]

_STANCES = {"recognise": "Recognises", "back": "Backs", "reject": "Rejects"}
_NOT = ("not ", "n't ", "n’t ", "never ", "no ", "neither ", "nor ", "none ")
_STATES = frozenset({"State", "Territory", "ArmedGroup", "Organization"})
_TITLE = 4  # words of a title in front of a name
_BEHIND = 8  # tokens from a verb to whom it recognises, where the tree ties nobody


@extractor(emits=("Recognition",))
def recognitions(reading: Reading) -> Iterator[Claim]:
    """Yield recognitions."""
    for trigger, frame in openings(reading, "Recognition"):
        ways = near_ways(trigger, {name for names in frame.roles.values() for name in names})
        used: list[Filler] = []
        recognised = _recognised(reading, trigger, frame, ways, used)
        recognisers = _recognisers(reading, trigger, frame, ways, used) if recognised else []
        for party in recognised:
            for recogniser in recognisers:
                if recogniser.linked.label != party.linked.label:
                    yield _claim(reading, (trigger, frame), ways, used, (recogniser, party))


def _recognised(
    reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler], used: list[Filler]
) -> list[Party]:
    for way in found_by(ways, frame.roles["recognised"]):
        found = [party for part in conjuncts(way.token) for party in _ruler(reading, part, frame)]
        if found and not (frame.part == "verb" and crosses_clause(way.token, trigger)):
            used.append(way)
            return found
    if _hyphenated(trigger) and trigger.head.i > trigger.i:
        return _ruler(reading, trigger.head, frame)
    if frame.part == "verb" and not any(way.function == "object" and way.token.i > trigger.i for way in ways):
        for token in trigger.doc[trigger.i + 1 : min(trigger.i + _BEHIND, trigger.sent.end)]:
            linked = reading.mentions.at(token.i)
            if token.pos_ in {"VERB", "SCONJ", "ADP"}:
                break
            if linked and linked.kind == "Person" and linked.head == token.i:
                used.append(Filler(token, "object", "P1", (f"{trigger.text} … {token.text}",)))
                return actors(reading, token)
    return []


def _ruler(reading: Reading, token: "Token", frame: Frame) -> list[Party]:
    """Return who may be recognised: a person, a government; by *recognise* also a state or group."""
    found = [party for party in actors(reading, token) if party.linked.kind == "Person"]
    if found:
        return found[:1]
    if is_word(token, reading.lexicon.words["rulers"]):
        return _led(reading, token)
    parties = reading.arguments.parties(token)
    if frame.id.startswith("recognise") and is_word(token, reading.lexicon.words["recognised-states"]):
        return _by_name(reading, token) or parties[:1]
    named = [p for p in parties if p.linked.kind in _STATES and p.token.i == token.i and p.reason != "pronoun"]
    return named[:1] if frame.id.startswith("recognise") else []


def _by_name(reading: Reading, token: "Token") -> list[Party]:
    """Return what is called a state by the name in front: ``the Sahrawi republic``, ``the Turkish Cypriot state``."""
    names = [c for c in children(token, "compound", "amod", "nmod") if c.text[:1].isupper()]
    for child in names:
        linked = reading.mentions.at(child.i)
        if linked and linked.kind in _STATES and linked.end <= token.i:
            return [Party(token, linked, "headWord", linked.text)]
    return [unnamed(token, "State")] if names else []


def _led(reading: Reading, noun: "Token") -> list[Party]:
    """Return whose government it is, or the government under its own words."""
    for child in children(noun, "nmod", "nmod:poss", "compound", "amod", "appos"):
        linked = reading.mentions.headed(child.i)
        if linked and linked.kind in {"Person", "ArmedGroup"} and linked.head == child.i:
            return actors(reading, child)[:1]
    start, end = phrase_of(noun, with_determiner=False)
    if end - start == 1 and not children(noun, "nmod") and not is_word(noun, reading.lexicon.words["usurpers"]):
        return [p for p in reading.arguments.parties(noun) if p.linked.kind == "State"]
    return [unnamed(noun, "Organization")]


def _recognisers(
    reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler], used: list[Filler]
) -> list[Party]:
    taken = {way.token.i for way in used}
    if _hyphenated(trigger):
        party = reading.arguments.named_party(trigger.doc[trigger.i - 2])
        return [party] if party else []
    found: list[Party] = []
    for way in found_by(ways, frame.roles["recogniser"]):
        if way.token.i in taken or crosses_clause(way.token, trigger):
            continue
        found = [party for part in conjuncts(way.token) for party in _recogniser(reading, part)]
        if found:
            used.append(way)
            break
    if not found and frame.part == "verb":
        found = [party for party in in_front(reading, trigger) if party.linked.kind != "Region"]
    return [*found, *_listed(reading, found), *_joined(reading, trigger, found)]


def _recogniser(reading: Reading, token: "Token") -> list[Party]:
    named = [p for p in actor(reading, token) if p.linked.kind != "Region"]
    counted = children(token, "nummod", "amod") and token.tag_ == "NNS"
    if not named and counted and is_word(token, reading.lexicon.words["recognising-groups"]):
        return [unnamed(token, "Thing")]
    return named


def _listed(reading: Reading, found: Sequence[Party]) -> list[Party]:
    """Return whom a group of recognisers includes: ``50 countries, including Britain``."""
    groups = [party.token for party in found if party.linked.kind == "Thing"]
    lists = [child for noun in groups for child in children(noun, "nmod") if case_of(child) in LISTERS]
    return [party for child in lists for party in reading.arguments.parties(child)]


def _joined(reading: Reading, trigger: "Token", found: Sequence[Party]) -> list[Party]:
    """Return who is joined to a recogniser by a preposition: ``Russia, along with China, backs``."""
    first = min((party.token.i for party in found), default=trigger.i)
    phrases = [t for t in trigger.doc[first : trigger.i] if case_of(t) in reading.lexicon.words["joined-by"]]
    return [p for c in phrases for p in reading.arguments.parties(c) if all(p.token.i != f.token.i for f in found)]


def _hyphenated(trigger: "Token") -> bool:
    return trigger.i > 1 and trigger.nbor(-1).text in {"-", "‐"} and trigger.dep_ == "amod"


def _claim(
    reading: Reading, opened: tuple["Token", Frame], ways: Sequence[Filler], used: Sequence[Filler],
    who: tuple[Party, Party],
) -> Claim:
    trigger, frame = opened
    recogniser, recognised = who
    withdrawn = is_word(trigger.head, reading.lexicon.words["withdrawing"]) if frame.part == "noun" else any(
        child.lower_ == "longer" for child in trigger.children)
    stance, code = _stance(stance_of(reading, trigger, frame), frame, withdrawn=withdrawn)
    words = {}
    role = next((way.token for way in found_by(ways, frame.roles.get("asRole", ())) if way.token.i > trigger.i), None)
    if role is not None:
        words["asRole"] = _until_clause(reading, clause_words(role))
    country = _country(reading, trigger, words.get("asRole"), who)
    values: dict[str, str | int | float] = {"stance": code}
    count = next((n.low for n in reading.numbers if n.low is not None and recogniser.linked.kind == "Thing"
                  and recogniser.linked.start <= n.start < recogniser.linked.end), None)
    if count is not None:
        values["recogniserCountMin"] = count
    if reading.article.date and not stance.future:
        values["asOf"] = reading.article.date.isoformat()
    draft = Draft(
        "Recognition", trigger, frame, stance,
        parties={"recogniser": [recogniser], "recognised": [recognised], "country": country},
        words=words, values=values, ways=used,
    )
    return written(reading, draft, extractor="recognitions")


def _stance(stance: Stance, frame: Frame, *, withdrawn: bool) -> tuple[Stance, str]:
    """Return a refusal to recognise as a rejection that the article asserts; a denial of the tie stays one."""
    code = _STANCES[frame.id.split("-")[0]]
    denied = stance.factuality == "Denied" and stance.cue.lower().startswith(_NOT)
    refused = stance.status == "Cancelled" or denied or withdrawn
    if refused and code != "Rejects":
        return replace(stance, status="Ongoing", factuality="Asserted"), "Rejects"
    return stance, code


def _until_clause(reading: Reading, words: tuple[int, int]) -> tuple[int, int]:
    """Return words up to where another clause begins."""
    start, end = words
    stops = [t.i for t in reading.doc[start:end] if t.pos_ == "SCONJ" or t.lower_ in {"while", "unless", ","}]
    return start, min([end, *(stop for stop in stops if stop > start)])


def _country(
    reading: Reading, trigger: "Token", role: tuple[int, int] | None, who: tuple[Party, Party]
) -> list[Party]:
    """Return the state whose office it is: that of the role, of the title in front of a name, or the state itself."""
    recogniser, recognised = who
    spans = [role] if role else []
    first = max(recognised.token.i - _TITLE, trigger.i + 1) if recognised.token.i > trigger.i else recognised.token.i
    spans.append((first, recognised.token.i + 1))
    for linked in (linked for start, end in spans for linked in reading.mentions.within(start, end)):
        if linked.kind == "State" and linked.iri != recogniser.linked.iri:
            return [Party(reading.doc[linked.head], linked, linked.reason, linked.text)]
    return []
