"""Finds who says a thing: the speaker chain above a trigger (M1), and the medium that reports it.

What comes in: a trigger's token.  What goes out: ``Voices``, the speakers from the outermost in, and the reporting
medium.  Quotations that go on over several sentences keep their speaker.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.names import whole_name
from kg.extraction.syntax import case_of, children, conjuncts, governor, lemmas
from kg.language.coreference import Antecedents
from kg.language.mentions import Linked, Mentions
from kg.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["Speakers", "Voice", "Voices"]

_QUOTES = "“”\"«»"
_BEFORE = frozenset({"det", "amod", "compound", "nmod:poss"})
_SPEAKING_FOR = frozenset({"spokesman", "spokeswoman", "spokesperson"})
_NEAR = 2  # sentences between
_SAID = frozenset({"ccomp", "xcomp", "parataxis", "advcl", "obj"})
_BESIDE = frozenset({"while", "whereas", "after", "before", "although", "though", "since", "because", "when", "until"})
_TELLINGS = frozenset("report claim allegation suggestion rumour rumor accusation assertion speculation notion".split())
_REJECTING = frozenset("reject dismiss refute rebut denounce".split())
_MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker.

    Attributes:
        token: the head of the words.
        linked: who it is.
        reason: code of the link reason.
        cue: the speech verb.
    """

    token: "Token"
    linked: Linked
    reason: str
    cue: str


@dataclass(frozen=True, slots=True)
class Voices:
    """Who says it.

    Attributes:
        speakers: from the outermost in; empty is the article's own voice.
        medium: the agency or paper that reports them, or None.
    """

    speakers: tuple[Voice, ...] = ()
    medium: Voice | None = None


class Speakers:
    """Finds the voices of one document."""

    def __init__(
        self, mentions: Mentions, antecedents: Antecedents, lexicon: Lexicon, times: Container[int] = frozenset()
    ) -> None:
        """Keep what words name, the verbs of speech, and which tokens tell times: *Tuesday* says nothing."""
        self._times = times
        self._mentions = mentions
        self._antecedents = antecedents
        self._speech = lexicon.words["speech"]
        self._forms = lexicon.forms
        self._quotes: list[tuple[int, str]] | None = None

    def of(self, trigger: "Token") -> Voices:
        """Return who says what the trigger's clause says."""
        found = list(self._above(trigger))
        if not found:
            found = self._quoted_before(trigger)
        speakers: list[Voice] = []
        medium: Voice | None = None
        for voice in found:
            if voice.linked.kind == "Medium":
                medium = medium or voice
            elif all(voice.linked.head != other.linked.head for other in speakers):
                speakers.append(voice)
        return Voices(tuple(reversed(speakers)), medium)

    def _above(self, trigger: "Token") -> Iterator[Voice]:
        """Yield the speakers above a trigger, innermost first."""
        token: Token = trigger
        for _ in range(_MOST_STEPS):
            yield from self._beside(token)
            head = governor(token)
            if head is None:
                return
            said = token.dep_ in _SAID and not _is_beside(token) and (
                self._is_speech(head) or _is_rejected(token, head))
            if said and not any(v.i == token.i for v in self._speech_children(head)):
                yield from self._subjects(head)
            token = head

    def _beside(self, token: "Token") -> Iterator[Voice]:
        """Yield the speakers of clauses that hang beside a quotation, and of *according to*."""
        for verb in self._speech_children(token):
            yield from self._subjects(verb)
        for child in children(token, "obl", "nmod", "advcl"):
            if case_of(child) in {"according to", "per"} or child.lower_ == "according":
                names = children(child, "obl", "nmod") if child.lower_ == "according" else [child]
                yield from (v for name in names for v in self._voices(name, "according to"))

    def _speech_children(self, token: "Token") -> list["Token"]:
        return [c for c in children(token, "parataxis") if self._is_speech(c) and not children(c, "ccomp")]

    def _is_speech(self, verb: "Token") -> bool:
        return not self._speech.isdisjoint(lemmas(verb, self._forms))

    def _subjects(self, verb: "Token") -> Iterator[Voice]:
        """Yield who speaks: the subject, or the one who is quoted as saying it."""
        quoted = children(verb, "obj") if verb.lemma_.lower() in {"quote", "cite"} else []
        for name in quoted:
            yield from self._voices(name, verb.text)
        agents = children(verb, "obl:agent")
        subjects = [c for c in children(verb, "nsubj") if c.dep_ != "nsubj:pass"]
        for name in subjects or agents:
            yield from self._voices(name, verb.text)
        if not subjects and verb.dep_ in {"conj", "xcomp", "advcl"}:
            head = governor(verb)
            if head is not None and self._is_speech(head) and verb.dep_ != "ccomp":
                yield from self._subjects(head)

    def _voices(self, token: "Token", cue: str) -> Iterator[Voice]:
        for part in conjuncts(token):
            voice = None if part.i in self._times else self._voice(part, cue)
            if voice:
                yield voice

    def _voice(self, token: "Token", cue: str) -> Voice | None:
        for child in children(token, "appos", "flat", "compound"):
            linked = self._mentions.headed(child.i)
            if linked and linked.kind in {"Person", "Medium"} and linked.head == child.i:
                return Voice(child, self._full(linked, child), linked.reason, cue)
        linked = self._mentions.headed(token.i)
        if linked and linked.is_equipment:
            return None
        if linked and (linked.is_party or linked.kind in {"Person", "Medium", "Service"}):
            return Voice(token, self._full(linked, token), linked.reason, cue)
        stands_for = self._antecedents.of(token)
        if stands_for:
            return Voice(token, self._full(stands_for.linked, token), stands_for.reason, cue)
        return self._named_later(token, cue) or _unnamed(token, cue)

    def _named_later(self, token: "Token", cue: str) -> Voice | None:
        """Return who an unnamed spokesman is where the next sentences name the spokesman: ``spokesman Davydenko``."""
        if token.lemma_.lower() not in _SPEAKING_FOR:
            return None
        behind = [m for m in self._mentions.all if m.kind == "Person" and m.start > token.sent.end]
        for linked in behind:
            before = token.doc[linked.start - 1]
            between = token.doc[token.sent.end : linked.start].text.count(". ")
            own = self._mentions.at(before.i - 1) is not None  # "Kremlin spokesman Peskov" is another one
            if before.lemma_.lower() == token.lemma_.lower() and between <= _NEAR and not own:
                return Voice(token, self._full(linked, token), "definiteDescription", cue)
        return None

    def _full(self, linked: Linked, token: "Token") -> Linked:
        """Return the fullest earlier form of a person's name (``Davydenko`` → ``Vyacheslav Davydenko``)."""
        if linked.kind != "Person":
            return linked
        linked = whole_name(token.doc, linked)
        last = linked.text.split()[-1]
        fuller = [m for m in self._mentions.all if m.kind == "Person" and m.text.split()[-1] == last]
        return max(fuller, key=lambda m: len(m.text), default=linked)

    def _quoted_before(self, trigger: "Token") -> list[Voice]:
        """Return the speaker of the sentence before, if this one goes on inside the same quotation."""
        sent = trigger.sent
        if sent.start == 0 or not self._is_inside_quotation(sent):
            return []
        before = trigger.doc[sent.start - 1].sent
        return list(self._above(before.root))

    def _is_inside_quotation(self, sent: "Span") -> bool:
        """Return whether a sentence begins inside a quotation that an earlier one opened."""
        if self._quotes is None:
            self._quotes = [(token.i, token.text) for token in sent.doc if token.text in _QUOTES]
        before = [mark for place, mark in self._quotes if place < sent.start]
        opened = sum(mark in "“«" for mark in before) - sum(mark in "”»" for mark in before)
        return opened > 0 or before.count('"') % 2 == 1


def _unnamed(token: "Token", cue: str) -> Voice | None:
    """Return a speaker who has no name, under the words used (``a spokesman``)."""
    if token.pos_ not in {"NOUN", "PROPN"}:
        return None
    left = min([token.i, *(c.i for c in token.children if c.i < token.i and c.dep_ in _BEFORE)])
    words = token.doc[left : token.i + 1].text
    linked = Linked(left, token.i + 1, token.i, words, "Person", "", words)
    return Voice(token, linked, "unknownName", cue)


def _is_beside(clause: "Token") -> bool:
    """Return whether a clause only tells when or why somebody speaks: ``spoke [after Chad sent troops]``."""
    return clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _BESIDE for c in clause.children)


def _is_rejected(noun: "Token", verb: "Token") -> bool:
    """Return whether somebody denies what others say: ``rejected reports that …``."""
    return noun.dep_ == "obj" and noun.lemma_.lower() in _TELLINGS and verb.lemma_.lower() in _REJECTING
