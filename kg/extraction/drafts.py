"""Collects what fills the roles of a claim that a frame of the lexicon opens, and writes it down.

What comes in: a reading, a trigger with its frame, parties, ranges of words and codes by role.  What goes out: a
``Claim`` with status, factuality, speakers and date, each read the same way for every type.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kg.extraction.arguments import Party
from kg.extraction.claims import Part, Told, claim_of, party_part, within, words_part
from kg.extraction.details import deal_date
from kg.extraction.fillers import Filler
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.roles import crosses_clause
from kg.extraction.speakers import Voices
from kg.extraction.syntax import children
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Draft", "stance_of", "voices_of", "written"]

_PROSPECTS = frozenset("question talk plan intention possibility way chance prospect".split())
_COMING_ABOUT = frozenset("exist take happen occur begin start go materialise materialize come resume follow open be "
                          "end continue emerge lead include remain stay stop".split())
_NO = frozenset({"not", "n't", "n’t", "never", "no"})
_NOT = ("not ", "n't ", "n’t ", "never ")
_DOUBTS = frozenset("no neither alleged suspected possible planned proposed reported supposed potential future".split())
_FINITE = frozenset({"do", "does", "did", "will", "has", "have", "had", "is", "are", "was", "were"})
_ABOVE = 3  # governors above a trigger that may rule it out
Words = tuple[int, int]
"""First token of some words, and the one behind the last."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a claim before it is written down.

    Attributes:
        type: local name of the relation type.
        trigger: the word that opens it.
        frame: the frame that it opens.
        stance: status and factuality.
        parties: role → things that fill it.
        words: role → words that fill it, as they stand.
        values: role → codes of the vocabulary, and numbers.
        ways: the steps that led to them.
        voices: who says so; None asks the tree.
        dated: fields of the claim's date; None asks the tree.
    """

    type: str
    trigger: "Token"
    frame: Frame
    stance: Stance
    parties: Mapping[str, Sequence[Party]] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    ways: Sequence[Filler] = ()
    voices: Voices | None = None
    dated: Mapping[str, Any] | None = None


def stance_of(reading: Reading, trigger: "Token", frame: Frame) -> Stance:
    """Return status and factuality of a trigger; what rules out a transfer rules out nothing else."""
    stance = reading.modality.of(trigger, frame.status)
    if _is_aside(trigger):
        stance = Stance(frame.status, "Asserted", trigger.text)
    if _shares_helper(trigger) and stance.factuality == "Asserted":
        stance = replace(stance, factuality="Intended", future=True)
    if stance.factuality == "Asserted" and _is_ahead(trigger):
        stance = replace(stance, status="Planned", factuality="Intended", future=True)
    if stance.status == "None":
        stance = replace(stance, status=frame.status)
    announced = stance.factuality == "Intended" and stance.cue.lower().startswith("announc") and not stance.future
    if (stance.factuality == "Demanded" or announced) and _is_told(reading, trigger):
        denied = any(c.lower_ in _NO for c in trigger.children)
        said = "Denied" if denied else "Intended" if stance.future else "Asserted"
        stance = replace(stance, status=frame.status, factuality=said)
    return _denied(trigger, frame, stance)


def _denied(trigger: "Token", frame: Frame, stance: Stance) -> Stance:
    """Let what is ruled out or has *no* thing be denied; what a noun presupposes is not."""
    if stance.status == "Cancelled" and stance.future and stance.cue.lower().startswith(_NOT):
        stance = replace(stance, status=frame.status, factuality="Denied")  # who will not do it denies it
    if stance.factuality == "Asserted" and trigger.pos_ == "NOUN" and any(c.lower_ == "no" for c in trigger.children):
        stance = replace(stance, factuality="Denied", cue=f"no {stance.cue}")
    if stance.factuality == "Asserted" and trigger.pos_ == "VERB" and _has_none(trigger):
        stance = replace(stance, factuality="Denied", cue=f"{trigger.text} no")
    if stance.factuality in {"Denied", "Hedged"} and _is_presupposed(trigger):
        stance = Stance(frame.status, "Asserted", trigger.text)
    ruled_out = _ruled_out(trigger)
    if ruled_out:
        stance = replace(stance, status=frame.status, factuality="Denied", cue=f"{ruled_out} {trigger.text}")
    return stance


def _is_ahead(noun: "Token") -> bool:
    """Return whether a verb will bring about what a noun names: ``will hold joint exercises``."""
    told = noun.pos_ == "NOUN" and noun.dep_ in {"obj", "nsubj:pass"} and not children(noun, "nmod:poss")
    definite = any(c.lower_ in {"the", "this", "that"} for c in children(noun, "det"))
    helpers = {c.lower_ for c in children(noun.head, "aux")}
    return told and not definite and not helpers.isdisjoint({"will", "shall", "’ll", "'ll"})


def _has_none(verb: "Token") -> bool:
    """Return whether a verb has nothing for its object: ``sent no troops``."""
    return any(c.lower_ == "no" for thing in children(verb, "obj") for c in children(thing, "det"))


def _is_presupposed(noun: "Token") -> bool:
    """Return whether a noun is there, whatever its verb denies of it: ``EU sanctions do not cover potash``."""
    active = noun.dep_ == "nsubj" and noun.pos_ == "NOUN" and noun.head.pos_ == "VERB"
    doubted = any(c.lower_ in _DOUBTS for c in noun.children)
    return active and not doubted and noun.head.lemma_.lower() not in _COMING_ABOUT


def _shares_helper(verb: "Token") -> bool:
    """Return whether a bare verb stands under the *will* of the verb it is joined to: ``will pull out and send``."""
    joined = verb.dep_ == "conj" and verb.tag_ == "VB" and not children(verb, "aux", "mark")
    return joined and any(c.lower_ in {"will", "shall", "’ll", "'ll"} for c in children(verb.head, "aux"))


def _is_aside(verb: "Token") -> bool:
    """Return whether a participle stands beside its clause, out of reach of its cues: ``[backed by Peru], he won``."""
    participle = verb.tag_ in {"VBN", "VBG"} and verb.dep_ == "advcl"
    return participle and not any(c.dep_ in {"mark", "aux", "advmod"} for c in verb.children)


def _is_told(reading: Reading, trigger: "Token") -> bool:
    """Return whether a trigger's clause tells what is or will be: nobody demands it (``insisted the troops came``)."""
    verb = next((token for token in [trigger, *trigger.ancestors] if token.pos_ in {"VERB", "AUX"}), None)
    ahead = [cue.lemmas for cue in reading.lexicon.cues if cue.factuality in {"Demanded", "Intended"}]
    if verb is None or any(verb.lemma_.lower() in words for words in ahead):
        return False
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "aux:pass"}}
    return verb.tag_ in {"VBD", "VBZ", "VBP"} or bool(helpers & _FINITE)


def _ruled_out(trigger: "Token") -> str:
    """Return the words that rule a thing out by a noun above it: ``no question of them taking part``, or ""."""
    for above in list(trigger.ancestors)[:_ABOVE]:
        for word in above.children if above.lemma_.lower() in _PROSPECTS else ():
            if word.lower_ == "no" and above.i < trigger.i:
                return f"{word.text} {above.text}"
    return ""


def voices_of(reading: Reading, trigger: "Token") -> Voices:
    """Return who says what a trigger's clause says; who says a main clause need not say its *while* and *after*."""
    voices = reading.voices(trigger)
    kept = tuple(voice for voice in voices.speakers if not crosses_clause(voice.token, trigger, marks=True))
    return replace(voices, speakers=kept)


def written(reading: Reading, draft: Draft, *, extractor: str) -> Claim:
    """Return a draft as a claim."""
    voices = voices_of(reading, draft.trigger) if draft.voices is None else draft.voices
    dated = deal_date(reading, draft.trigger, draft.stance) if draft.dated is None else draft.dated
    rule = "+".join([draft.frame.id, *dict.fromkeys(way.construction for way in draft.ways)])
    path = tuple(dict.fromkeys(step for way in draft.ways for step in way.path))
    told = Told(draft.trigger, draft.stance, rule, path, voices, dated)
    return claim_of(reading, draft.type, _parts(reading, draft), told, extractor=extractor)


def _parts(reading: Reading, draft: Draft) -> Iterator[Part]:
    """Yield the arguments; what an earlier sentence names has no words in this one."""
    sent = draft.trigger.sent
    for role, parties in draft.parties.items():
        for party in parties:
            yield within(party_part(reading, role, party), party.token, sent)
    for role, (start, end) in draft.words.items():
        yield words_part(reading, role, start, end)
    for role, value in draft.values.items():
        yield Part(role, value)
