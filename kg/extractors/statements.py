"""Finds statements: somebody said something that no other relation holds.

Example:
    "NATO warned that the balance of power in Europe was changing." → Statement(NATO, "the balance of power …")

Needs the UD tree and mentions.  Emits ``Statement``, which gives way (``extraction.held``) wherever another type finds
a relation in what is said.  Misses, on purpose: words too few to say anything, and what nobody is named to have said.
The verbs are in ``ontology/lexicon-statements.yaml``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import actors, unnamed
from kg.extraction.arguments import Party
from kg.extraction.drafts import Draft, stance_of, written
from kg.extraction.fillers import fillers
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import clause_words, found_by, is_word, openings
from kg.extraction.speakers import Voice, Voices
from kg.extraction.syntax import case_of, children, conjuncts
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["statements"]

_FEWEST = 3  # words that say something
_KINDS = frozenset({"State", "Territory", "Organization", "InternationalOrganization", "ArmedGroup", "EquipmentType",
                    "Person", "Service", "Region"})
_PRONOUNS = frozenset({"he", "she", "his", "her", "him", "its", "their"})


@extractor(emits=("Statement",))
def statements(reading: Reading) -> Iterator[Claim]:
    """Yield statements."""
    for trigger, frame, speaker, (start, end) in [*_said(reading), *_according(reading)]:
        if end - start >= _FEWEST and _is_of_the_field(reading, start, end):
            yield _claim(reading, (trigger, frame), speaker, (start, end))


def _is_of_the_field(reading: Reading, start: int, end: int) -> bool:
    """Return whether words name a state, organisation, person or equipment, stand for one, or are military."""
    if any(linked.kind in _KINDS for linked in reading.mentions.within(start, end)):
        return True
    words, matters = reading.lexicon.words["military-matters"], reading.lexicon.words["statement-matters"]
    stand_for = (reading.antecedents.of(token) for token in reading.doc[start:end] if token.lower_ not in _PRONOUNS)
    told = (is_word(t, words) or (t.dep_ != "compound" and is_word(t, matters)) for t in reading.doc[start:end])
    return any(told) or any(stand_for)


def _said(reading: Reading) -> Iterator[tuple["Token", Frame, Party, tuple[int, int]]]:
    """Yield who says what: a clause below a verb of speech, or beside it."""
    for verb, frame in openings(reading, "Statement"):
        content = _content(verb)
        speaker = _speaker(reading, verb, frame) if content else None
        if content and speaker:
            yield verb, frame, speaker, content


def _content(verb: "Token") -> tuple[int, int] | None:
    for clause in children(verb, "ccomp"):
        return clause_words(clause)
    if verb.dep_ == "parataxis" and verb.head.i > verb.i:
        return clause_words(verb.head)
    if verb.dep_ == "parataxis":
        start, _ = clause_words(verb.head)
        end = verb.left_edge.i
        while end - 1 > start and verb.doc[end - 1].is_punct:
            end -= 1
        return start, end
    return None


def _speaker(reading: Reading, verb: "Token", frame: Frame) -> Party | None:
    for way in found_by(fillers(verb), frame.roles["speaker"]):
        for part in conjuncts(way.token):
            party = _somebody(reading, part)
            if party:
                return party
    return None


def _somebody(reading: Reading, token: "Token") -> Party | None:
    named = actors(reading, token)[:1]
    officers = reading.lexicon.words["position-unnamed"]
    if named and not (named[0].reason == "headWord" and is_word(token, officers)):
        return named[0]
    linked = reading.mentions.headed(token.i)
    animate = linked is not None and linked.kind in {"Office", "Service"}
    if animate or token.lemma_.lower() in reading.lexicon.words["demand-people"]:
        return unnamed(token, "Person")
    return None


def _according(reading: Reading) -> Iterator[tuple["Token", Frame, Party, tuple[int, int]]]:
    """Yield what is so *according to* somebody."""
    frame = next(iter(reading.lexicon.frames_of("Statement")), None)
    for token in reading.doc:
        if frame is None or case_of(token) != "according to" or token.head.i == token.i:
            continue
        speaker = _somebody(reading, token)
        start, end = clause_words(token.head)
        if token.left_edge.i <= start:
            start = token.right_edge.i + 1
        elif token.right_edge.i + 1 >= end:
            end = token.left_edge.i
        while start < end and reading.doc[start].is_punct:
            start += 1
        if speaker and token.head.pos_ in {"VERB", "ADJ", "NOUN", "AUX"}:
            yield token.head, frame, speaker, (start, end)


def _claim(reading: Reading, opened: tuple["Token", Frame], speaker: Party, content: tuple[int, int]) -> Claim:
    trigger, frame = opened
    stance = stance_of(reading, trigger, frame)
    denies = is_word(trigger, reading.lexicon.words["statement-denials"])
    kept = "Denied" if denies or stance.factuality == "Denied" else "Asserted"
    said = Voices((Voice(speaker.token, speaker.linked, speaker.reason, trigger.text),))
    places = [m for m in reading.mentions.within(*content) if m.kind == "State" and m.reason != "demonym"]
    country = [Party(reading.doc[m.head], m, m.reason, m.text) for m in places[:1]]
    draft = Draft(
        "Statement", trigger, frame, replace(stance, status="Unknown", factuality=kept),
        parties={"speaker": [speaker], "country": country}, words={"content": content}, voices=said,
    )
    return written(reading, draft, extractor="statements")
