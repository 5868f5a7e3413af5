"""Finds what opens a relation and what fills its roles, for relations of any type.

What comes in: a reading, frames of the lexicon, tokens.  What goes out: triggers with their frame, the steps to what
fills a role, and ranges of words.  First the tree is asked, then the words nearby: where a phrase attaches is the
commonest error of every parser, and what can fill a role is settled by preposition and type (``actors``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.fillers import Filler, fillers
from kg.extraction.names import whole_name
from kg.extraction.reading import Reading
from kg.extraction.scope import is_supposed
from kg.extraction.syntax import case_of, children, is_verbal, lemmas
from kg.language.mentions import Linked
from kg.lexicon import Frame

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "clause_words",
    "crosses_clause",
    "found_by",
    "full_name",
    "is_word",
    "near_ways",
    "openings",
    "phrase_of",
    "state_behind",
]

_NOMINALS = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "PART", "DET", "PUNCT", "VERB", "ADV", "PRON"})
_IN_PHRASE = frozenset({"compound", "amod", "nummod", "nmod:poss", "nmod:desc", "flat", "det", "advmod", "nmod"})
_FUNCTION_WORDS = frozenset({"subject", "object", "indirect", "poss", "compound", "modifier"})
_CONTRASTS = frozenset({"while", "whereas"})
_CLAUSE_OPENERS = frozenset({"while", "whereas", "although", "though", "when", "after", "before"})
_REACH = 22  # tokens behind a trigger that may still be its own


def openings(reading: Reading, relation: str) -> Iterator[tuple["Token", Frame]]:
    """Yield every word that may open a relation of a type, with the frame that it opens.

    What a clause only supposes or asks opens nothing.
    """
    frames = reading.lexicon.frames_of(relation)
    for token in reading.doc:
        words = lemmas(token, reading.lexicon.forms) | {token.lower_}
        for frame in frames:
            if not frame.lemmas.isdisjoint(words) and _stands_as(token, frame) and not is_supposed(token):
                yield token, frame


def _stands_as(token: "Token", frame: Frame) -> bool:
    part = {"verb": is_verbal(token), "noun": token.pos_ in {"NOUN", "PROPN"}}.get(frame.part, token.pos_ == "ADJ")
    above = _lemma_set(token.head) if token.dep_ in {"obj", "nsubj:pass", "obl"} else set()
    right = frame.not_under.isdisjoint(above) and (not frame.under or not frame.under.isdisjoint(above))
    return part and right and not (frame.bare and children(token, "obj"))


def _lemma_set(token: "Token") -> set[str]:
    """Return a token's lemma and its form, in lower case."""
    return {token.lemma_.lower(), token.lower_}


def is_word(token: "Token", words: Iterable[str]) -> bool:
    """Return whether a token is a form of one of these words; a lemmatiser's mistake must not lose it."""
    return not frozenset(words).isdisjoint({*_lemma_set(token), *_stems(token)})


def _stems(token: "Token") -> set[str]:
    """Return what a regular form may be a form of, and that with its particle."""
    stems = {token.lower_.removesuffix("s"), token.lemma_.lower()}
    for ending in ("ed", "ing", "es"):
        if token.lower_.endswith(ending):
            stem = token.lower_.removesuffix(ending)
            stems |= {stem, stem + "e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem}
    particles = [c.lower_ for c in token.children if c.dep_ == "compound:prt"]
    return stems | {f"{stem} {particles[0]}" for stem in stems} if particles else stems


def found_by(ways: Sequence[Filler], functions: Iterable[str]) -> Iterator[Filler]:
    """Yield the fillers with these deep functions, best function first."""
    for function in functions:
        yield from (way for way in ways if way.function.replace(" ", "_") == function)


def near_ways(trigger: "Token", functions: Iterable[str]) -> list[Filler]:
    """Return what a trigger's tree ties to it, and behind that the phrases nearby with these prepositions (P1)."""
    own = fillers(trigger)
    seen = {way.token.i for way in own if not way.function.startswith("governor-")}
    wanted = {name for name in functions if name not in _FUNCTION_WORDS}
    return own + [way for way in _phrases_behind(trigger, wanted) if way.token.i not in seen]


def _phrases_behind(trigger: "Token", prepositions: set[str]) -> Iterator[Filler]:
    """Yield the phrases with these prepositions behind a trigger, up to the next clause with a subject of its own."""
    for token in trigger.doc[trigger.i + 1 : min(trigger.sent.end, trigger.i + _REACH)]:
        if token.dep_.startswith("nsubj") and token.head.i > trigger.i:
            return
        case = case_of(token)
        if case.replace(" ", "_") in prepositions:
            yield Filler(token, case, "P1", (f"{trigger.text} … {case} {token.text}",))


def clause_words(clause: "Token") -> tuple[int, int]:
    """Return the first and last (exclusive) token of a clause or phrase without what marks it and ends it."""
    start, end = clause.left_edge.i, clause.right_edge.i + 1
    doc = clause.doc
    while start < clause.i and (doc[start].is_punct or doc[start].dep_ in {"mark", "case"}):
        start += 1
    while end - 1 > clause.i and doc[end - 1].is_punct:
        end -= 1
    return start, end


def phrase_of(token: "Token", *, with_determiner: bool = True) -> tuple[int, int]:
    """Return the first and last (exclusive) token of a noun with what stands in front of it."""
    start = token.i
    while start and token.doc[start - 1].i >= token.sent.start:
        word = token.doc[start - 1]
        joined = word.pos_ in _NOMINALS and word.dep_ in _IN_PHRASE | {"punct", "case"} and word.head.i <= token.i
        held = word.dep_ == "case" and word.pos_ == "ADP"
        if not joined or held or (word.is_punct and word.text not in {"-", "‐"}):
            break
        if word.dep_ == "det" and not with_determiner:
            break
        start -= 1
    return start, token.i + 1


def crosses_clause(token: "Token", trigger: "Token", *, marks: bool = False) -> bool:
    """Return whether another clause begins between two words: no subject reaches over *while*.

    With ``marks`` any subordinating conjunction counts: who says the main clause need not say what happened *after*.
    """
    low, high = sorted((token.i, trigger.i))
    return any(
        word.lower_ in _CONTRASTS or (marks and word.dep_ == "mark" and word.lower_ in _CLAUSE_OPENERS)
        for word in trigger.doc[low + 1 : high]
    )


def full_name(reading: Reading, linked: Linked) -> Linked:
    """Return the fullest form of a person's name in the article: ``Guaido`` → ``Juan Guaido``."""
    linked = whole_name(reading.doc, linked)
    last = linked.text.split()[-1]
    others = [m for m in reading.mentions.all if m.kind == "Person" and m.text.split()[-1] == last]
    fullest = max(others, key=lambda m: len(m.text), default=linked)
    return replace(linked, label=fullest.label, iri=fullest.iri) if len(fullest.text) > len(linked.text) else linked


def state_behind(reading: Reading, linked: Linked) -> Linked:
    """Return the state to which an organisation or service belongs, else itself."""
    concept = reading.mentions.concepts.get(linked.country)
    if concept is None:
        return linked
    return replace(linked, kind="State", iri=concept.iri, label=concept.label, concept=concept, country="")
