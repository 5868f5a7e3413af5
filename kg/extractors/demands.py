"""Finds demands: somebody asks or calls on another to do something.

Example:
    "NATO called on Serbia to withdraw its troops." → Demand(NATO → Serbia, "withdraw its troops")

Needs the UD tree and mentions.  Emits ``Demand``.  Misses, on purpose: orders and requests for goods (transfers),
demand in a market, questions, and what things demand.  The words are in ``ontology/lexicon-demands.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actor, unnamed
from kg.extraction.arguments import Party
from kg.extraction.drafts import Draft, stance_of, voices_of, written
from kg.extraction.fillers import Filler
from kg.extraction.modality import Stance
from kg.extraction.obligations import obligation_of
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import clause_words, found_by, is_word, near_ways, openings
from kg.extraction.scope import is_wanted_by_noun
from kg.extraction.speakers import Voice
from kg.extraction.syntax import case_of, children, conjuncts
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["demands"]

_CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl", "acl:relcl"})
_UNCHANGED = frozenset({"shut", "cut", "put", "let", "quit", "set"})  # their past is no other form
_CLOSE = 4  # tokens from a verb of asking to whom it asks
_TELLING = frozenset("will would can could may might has have had is are was were do does did ’ll 'll".split())


@extractor(emits=("Demand",))
def demands(reading: Reading) -> Iterator[Claim]:
    """Yield demands."""
    for trigger, frame in openings(reading, "Demand"):
        if frame.id == "obliged":
            yield from _obliged(reading, trigger, frame)
        elif not _is_order_for_goods(reading, trigger, frame):
            yield from _asked(reading, trigger, frame)


def _asked(reading: Reading, trigger: "Token", frame: Frame) -> Iterator[Claim]:
    """Yield what a verb or noun of asking tells."""
    ways = near_ways(trigger, {name for names in frame.roles.values() for name in names})
    used: list[Filler] = []
    answered = frame.part == "noun" and is_word(trigger.head, reading.lexicon.words["demand-answers"])
    asking = [way for way in ways if not (answered and way.function == "governor-subject")]
    speakers = _people(reading, frame, "speaker", asking, used)
    speaking = {way.token.i for way in used}
    clause, _ = _content(reading, trigger, frame, ways, speaking)
    inside = {token.i for token in clause.subtree} if clause is not None else set()
    addressees = _people(reading, frame, "addressee", [way for way in ways if way.token.i not in inside], used)
    clause, content = _content(reading, trigger, frame, ways, {way.token.i for way in used})
    if clause is not None and not addressees:
        addressees = _for_whom(reading, trigger, clause, speakers) or _between(reading, frame, trigger, clause)
    if clause is not None and not addressees and frame.id in {"demand-that", "demand-noun"}:
        addressees = _doers(reading, clause, speakers) or _answering(reading, trigger, speakers)
    own_wish = clause is not None and not addressees and _is_infinitive(clause) and frame.part == "verb"
    if own_wish and frame.id != "call-on":
        return  # who wants to sell, or asks to be heard, demands nothing of anybody
    missing = {"speaker": not speakers, "addressee": not addressees, "content": content is None}
    ahead = not addressees and stance_of(reading, trigger, frame).future and frame.part == "verb"
    if content is None or ahead or any(missing[need] for need in frame.needs):
        return  # "would demand compensation" demands nothing yet
    for speaker in speakers:
        for addressee in addressees or (None,):
            if addressee is None or addressee.linked.label != speaker.linked.label:
                yield _claim(reading, (trigger, frame), used, (speaker, addressee), content)


def _people(
    reading: Reading, frame: Frame, role: str, ways: Sequence[Filler], used: list[Filler]
) -> list[Party]:
    taken = {way.token.i for way in used}
    for way in found_by(ways, frame.roles.get(role, ())):
        if way.token.i in taken:
            continue
        found = [party for part in conjuncts(way.token) for party in _somebody(reading, part)]
        if found:
            used.append(way)
            return found
    return []


def _somebody(reading: Reading, token: "Token") -> list[Party]:
    named = actor(reading, token)
    if named:
        return named
    linked = reading.mentions.headed(token.i)
    office = linked is not None and linked.kind in {"Office", "Service"}
    animate = token.pos_ in {"NOUN", "PROPN"} and is_word(token, reading.lexicon.words["demand-people"])
    return [unnamed(token, "Person" if office else "Organization")] if office or animate else []


def _content(
    reading: Reading, trigger: "Token", frame: Frame, ways: Sequence[Filler], taken: set[int]
) -> tuple["Token | None", tuple[int, int] | None]:
    """Return the clause that is demanded, if it is one, and its words."""
    above = [trigger] if frame.part == "verb" else [trigger, *_carriers(trigger)]
    for head in [*above, *(reading.doc[i] for i in sorted(taken) if i > trigger.i)]:
        for clause in children(head, *_CLAUSES):
            between = head.i < clause.i or clause.i < head.i == trigger.head.i
            wish = _is_wish(clause, head) or is_wanted_by_noun(clause)
            if clause.i > trigger.i and between and (_is_infinitive(clause) or wish):
                return clause, clause_words(clause)
            if head.i == trigger.i and _is_imperative(clause):
                return clause, clause_words(clause)
    if is_word(trigger, reading.lexicon.words["demand-infinitive"]):
        return None, None
    for way in found_by(ways, frame.roles.get("content", ())):
        wanted = way.token.i > trigger.i and way.token.i not in taken and way.token.pos_ in {"NOUN", "PROPN"}
        goods = reading.arguments.items(way.token) and not (frame.id == "call-on" and taken - {way.token.i})
        if wanted and not goods and not reading.arguments.parties(way.token):
            return None, clause_words(way.token)
    return None, None


def _carriers(noun: "Token") -> list["Token"]:
    """Return the verb that carries a noun: ``issued an ultimatum to Turkey to pull out``."""
    return [noun.head] if noun.dep_ in {"obj", "nsubj"} and noun.head.pos_ == "VERB" else []


def _is_infinitive(clause: "Token") -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "to" for c in clause.children)


def _is_imperative(clause: "Token") -> bool:
    filled = any(c.dep_.split(":")[0] in {"nsubj", "aux", "mark"} for c in clause.children)
    return clause.tag_ == "VB" and clause.dep_ == "ccomp" and not filled and clause_words(clause)[0] == clause.i


def _is_wish(clause: "Token", head: "Token") -> bool:
    """Return whether a clause with *that* is what is demanded, not what is said to be so (``insisted they came``)."""
    wished = {"VB", "VBP"} if head.lemma_.lower() in {"demand", "request"} else {"VB"}
    helpers = {c.lower_ for c in children(clause, "aux", "aux:pass", "cop")}
    base = (clause.tag_ in wished and not helpers & _TELLING) or bool(helpers & {"should", "must"})
    base = base or (clause.lower_ in _UNCHANGED and not helpers) or ("be" in helpers and not helpers & _TELLING)
    return clause.dep_ in {"ccomp", "acl"} and base and clause.i > head.i


def _obliged(reading: Reading, trigger: "Token", frame: Frame) -> Iterator[Claim]:
    """Yield what one party says that another must do."""
    found = obligation_of(reading, trigger)
    if found is None:
        return
    for party in found.obliged:
        yield _claim(reading, (trigger, frame), (), (found.speaker, party), clause_words(found.clause))


def _is_order_for_goods(reading: Reading, trigger: "Token", frame: Frame) -> bool:
    """Return whether an order or request is one that a firm wins or a customer places: nobody is told to do a thing."""
    taken = frame.part == "noun" and is_word(trigger.head, reading.lexicon.words["demand-taken"])
    return taken and trigger.dep_.split(":")[0] in {"obj", "nsubj", "acl"}


def _for_whom(
    reading: Reading, trigger: "Token", clause: "Token", speakers: Sequence[Party]
) -> list[Party]:
    """Return who is to do it by *for*: ``Kyiv's call for India to stop buying``, ``called for Chad to withdraw``."""
    own = {speaker.linked.label for speaker in speakers}
    for token in trigger.doc[trigger.i + 1 : clause.i]:
        held = case_of(token) == "for" or any(c.lower_ == "for" and c.i < token.i for c in clause.children)
        if held and token.dep_ in {"obl", "nmod", "nmod:poss", "nsubj", "obj"}:
            found = [party for part in conjuncts(token) for party in _somebody(reading, part)]
            return [party for party in found if party.linked.label not in own]
    return []


def _between(reading: Reading, frame: Frame, trigger: "Token", clause: "Token") -> list[Party]:
    """Return the name right behind a verb of asking, where the tree ties none: ``asked Mr Chavez to stop``."""
    if frame.id != "urge" or not _is_infinitive(clause):
        return []
    for token in trigger.doc[trigger.i + 1 : min(clause.i, trigger.i + _CLOSE)]:
        linked = reading.mentions.headed(token.i)
        if linked and linked.head == token.i and (linked.is_party or linked.kind == "Person") and not case_of(token):
            return actor(reading, token)
    return []


def _doers(reading: Reading, clause: "Token", speakers: Sequence[Party]) -> list[Party]:
    """Return of whom it is demanded where the clause names them: ``demanded that China remove its ships``."""
    own = {speaker.linked.label for speaker in speakers}
    subjects = [c for c in children(clause, "nsubj") if c.dep_ == "nsubj"]
    found = [party for c in subjects for part in conjuncts(c) for party in _somebody(reading, part)]
    return [party for party in found if party.linked.label not in own]


def _answering(reading: Reading, noun: "Token", speakers: Sequence[Party]) -> list[Party]:
    """Return who answers a demand: it is of them that it was made (``Ankara rejected Washington's demand``)."""
    own = {speaker.linked.label for speaker in speakers}
    verb = noun.head if noun.dep_.split(":")[0] in {"obj", "obl", "nsubj"} else None
    if verb is None or not is_word(verb, reading.lexicon.words["demand-answers"]):
        return []
    subjects = [c for c in children(verb, "nsubj", "obl:agent") if c.i != noun.i]
    found = [party for c in subjects for part in conjuncts(c) for party in _somebody(reading, part)]
    return [party for party in found if party.linked.label not in own]


def _claim(
    reading: Reading, opened: tuple["Token", Frame], used: Sequence[Filler], who: tuple[Party, Party | None],
    content: tuple[int, int],
) -> Claim:
    trigger, frame = opened
    speaker, addressee = who
    voices = voices_of(reading, trigger)
    said = Voice(speaker.token, speaker.linked, speaker.reason, trigger.text)
    if all(voice.linked.label != speaker.linked.label for voice in voices.speakers):
        voices = replace(voices, speakers=(*voices.speakers, said))
    place = [
        Party(reading.doc[m.head], m, m.reason, m.text) for m in reading.mentions.within(*content)
        if m.kind in {"State", "Region"} and m.reason != "demonym"
    ]
    draft = Draft(
        "Demand", trigger, frame, _stance(stance_of(reading, trigger, frame)),
        parties={"speaker": [speaker], "addressee": [addressee] if addressee else [], "place": place[:1]},
        words={"content": content}, ways=used, voices=voices,
    )
    return written(reading, draft, extractor="demands")


def _stance(stance: Stance) -> Stance:
    """Return a demand as demanded, unless it is denied or only intended."""
    kept = stance.factuality if stance.factuality in {"Denied", "Intended"} else "Demanded"
    return replace(stance, status="Unknown", factuality=kept)
