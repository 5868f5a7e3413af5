"""Reads the trigger words: which verbs and nouns open a relation, who fills which role, and what moves a status.

What comes in: ``ontology/lexicon-*.yaml``, kept by analysts.  What goes out: frozen records.  It must not know spaCy
or RDF.  Every frame and cue carries an example sentence, which is its test.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kg.errors import DataFileError

__all__ = ["Cue", "Frame", "Lexicon", "forms_of", "read_lexicon"]

_PARTS = ("verb", "noun", "adjective")


@dataclass(frozen=True, slots=True)
class Frame:
    """One class of words that open the same relation in the same way.

    Attributes:
        id: its name, unique within a file; goes into the evidence as the rule.
        relation: local name of the relation type.
        part: ``verb``, ``noun`` or ``adjective``.
        lemmas: the words, particles joined by a space (``hand over``).
        roles: role → deep functions that may fill it, best first (``subject``, ``object``, ``indirect``,
            a preposition, ``poss``, ``compound``, ``governor-subject`` …).
        status: what has come about where the word stands in the past tense.
        needs: roles without which the frame says nothing.
        example: a sentence that it must find.
        origin: whether a demonym on the goods may name a supplier that nothing else names.
        bare: whether the verb opens it only where it has no object of its own.
        under: verbs of which one must govern the noun ("receive an order"); empty is any.
        not_under: verbs of which none may govern it.
        about: words of which one must be the verb's subject ("it covers …", "the second is for …"); empty is any.
        mutual: whether either side may be its subject, so that the kinds of parties and goods tell who sells.
        foreign: whether goods of no stated supplier must be of foreign design: who buys or gets may do so at home.
    """

    id: str
    relation: str
    part: str
    lemmas: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    status: str
    needs: frozenset[str]
    example: str
    origin: bool
    foreign: bool
    mutual: bool
    bare: bool
    under: frozenset[str]
    not_under: frozenset[str]
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """One class of words that move the status or the factuality of what they govern.

    Attributes:
        id: its name.
        where: ``governor`` (a verb or noun above the trigger), ``modifier`` (an adverb or adjective on it),
            ``auxiliary`` or ``phrase``.
        lemmas: the words.
        status: the status they give, or "".
        factuality: the factuality they give, or "".
        example: a sentence in which they do.
    """

    id: str
    where: str
    lemmas: frozenset[str]
    status: str
    factuality: str
    example: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that the lexicon files say.

    Attributes:
        frames: all frames.
        cues: all cues.
        words: named word lists (``measure``, ``party-head`` …).
        forms: inflected form → lemma, for every lemma of a frame or cue: a lemmatiser's mistake must not lose an event.
        version: sha256 of the files.
    """

    frames: tuple[Frame, ...]
    cues: tuple[Cue, ...]
    words: Mapping[str, frozenset[str]]
    forms: Mapping[str, str]
    version: str

    def frames_of(self, relation: str) -> tuple[Frame, ...]:
        """Return the frames that open a relation of this type."""
        return tuple(frame for frame in self.frames if frame.relation == relation)


def read_lexicon(paths: Iterable[Path]) -> Lexicon:
    """Read and join lexicon files.

    Raises:
        DataFileError: a file is missing, is no YAML, or an entry lacks what it needs.
    """
    frames: list[Frame] = []
    cues: list[Cue] = []
    words: dict[str, frozenset[str]] = {}
    irregular: dict[str, str] = {}
    digest = hashlib.sha256()
    for path in paths:
        raw, tree = _load(path)
        digest.update(raw)
        frames.extend(_frame(path, name, entry) for name, entry in tree.get("frames", {}).items())
        cues.extend(_cue(path, name, entry) for name, entry in tree.get("cues", {}).items())
        words.update({name: _lemmas(entry) for name, entry in tree.get("words", {}).items()})
        irregular.update(tree.get("irregular", {}))
    lemmas = set(words.get("speech", frozenset()))
    lemmas.update(*(frame.lemmas for frame in frames), *(cue.lemmas for cue in cues))
    forms = {form: word for word in sorted(lemmas) for form in _regular_forms(word)} | irregular
    return Lexicon(tuple(frames), tuple(cues), words, forms, digest.hexdigest())


def forms_of(words: Iterable[str]) -> set[str]:
    """Return the regular inflections of words, and they themselves."""
    return {form for word in words for form in (word, *_regular_forms(word))}


def _regular_forms(word: str) -> set[str]:
    """Return the regular inflections of a one-word verb or noun (``ship`` → ``ships shipped shipping``)."""
    if " " in word:
        return set()
    stem = word.removesuffix("e")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return {word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    doubled = word + word[-1] if _doubles(word) else stem
    plural = word + ("es" if word.endswith(("s", "x", "ch", "sh", "z")) else "s")
    return {word, plural, stem + "ed", stem + "ing", doubled + "ed", doubled + "ing"}


def _doubles(word: str) -> bool:
    """Return whether the last consonant may double: ship, transfer, cancel; not deliver."""
    return len(word) > 2 and word[-1] in "bdglmnprt" and word[-2] in "aeiou" and word[-3] not in "aeiou"


def _load(path: Path) -> tuple[bytes, Mapping[str, Any]]:
    try:
        raw = path.read_bytes()
        tree = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except (OSError, yaml.YAMLError) as error:
        raise DataFileError(f"{path}: the lexicon cannot be read: {error}") from error
    if not isinstance(tree, Mapping):
        raise DataFileError(f"{path}: a lexicon holds the keys frames, cues and words, this holds none")
    return raw, tree


def _lemmas(entry: str | Sequence[str]) -> frozenset[str]:
    """Return words given as a list, or as one text in which ``_`` joins the words of a phrase."""
    listed = entry.split() if isinstance(entry, str) else entry
    return frozenset(word.replace("_", " ") for word in listed)


def _frame(path: Path, name: str, entry: Mapping[str, Any]) -> Frame:
    part = next((part for part in _PARTS if part + "s" in entry), None)
    missing = [key for key in ("relation", "roles", "example") if key not in entry]
    if part is None or missing:
        wanted = ", ".join(missing) or "one of verbs, nouns, adjectives"
        raise DataFileError(f"{path}: frame {name!r} lacks {wanted}")
    plain = [role for role, ways in entry["roles"].items() if not isinstance(ways, str)]
    if plain:  # YAML reads a bare "on" as yes
        raise DataFileError(f"{path}: frame {name!r}: {', '.join(plain)} must be words; put quotes around them")
    return Frame(
        id=name,
        relation=entry["relation"],
        part=part,
        lemmas=_lemmas(entry[part + "s"]),
        roles={role: tuple(ways.split()) for role, ways in entry["roles"].items()},
        status=entry.get("status", "Unknown"),
        needs=frozenset(entry.get("needs", "").split()),
        example=entry["example"],
        origin=bool(entry.get("origin", True)),
        foreign=bool(entry.get("foreign", False)),
        mutual=bool(entry.get("mutual", False)),
        bare=bool(entry.get("bare", False)),
        under=_lemmas(entry.get("under", "")),
        not_under=_lemmas(entry.get("not-under", "")),
        about=_lemmas(entry.get("about", "")),
    )


def _cue(path: Path, name: str, entry: Mapping[str, Any]) -> Cue:
    missing = [key for key in ("where", "lemmas", "example") if key not in entry]
    if missing:
        raise DataFileError(f"{path}: cue {name!r} lacks {', '.join(missing)}")
    return Cue(
        id=name,
        where=entry["where"],
        lemmas=_lemmas(entry["lemmas"]),
        status=entry.get("status", ""),
        factuality=entry.get("factuality", ""),
        example=entry["example"],
    )
