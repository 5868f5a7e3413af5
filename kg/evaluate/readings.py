"""Reads a gold reading: the relations of an article, sentence by sentence, and the claims that must not be made of it.

What comes in: ``gold/seed.json`` and ``gold/keys.json``, whose form ``gold/README.md`` tells.  What goes out: ``Gold``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import DataFileError

__all__ = ["Gold", "GoldRelation", "Keys", "Sentence", "Trap", "read_keys", "read_seed_gold"]

_FOLDER = Path(__file__).parent / "gold"
_ARTICLE = "(article)"

Keys: TypeAlias = Mapping[str, tuple[str, ...]]
"""Relation type → its key arguments; ``a|b`` are roles of which any may hold the name."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article.

    Attributes:
        number: counts from 1.
        start: where it begins, in code points of the file.
        end: where it ends, exclusive.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A relation that a sentence states.

    Attributes:
        number: sentence and place in it, ``3.2``.
        sentence: where it is stated.
        type: relation type.
        args: role → names that fill it.
        inferred: roles that may be missing from a claim.
        factuality: as the vocabulary spells it.
        speakers: who says so; empty for the article's own voice.
        speaker_optional: whether the article's own voice is as right.
        optional: whether it counts neither way.
    """

    number: str
    sentence: Sentence
    type: str
    args: Mapping[str, tuple[str, ...]]
    inferred: frozenset[str]
    factuality: str
    speakers: tuple[str, ...]
    speaker_optional: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Trap:
    """What must not be claimed of a sentence.

    Attributes:
        sentence: where it is stated.
        says: what it is, and why not, in words.
        patterns: claims that take it; any of them is enough.
    """

    sentence: Sentence
    says: str
    patterns: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """The reading of one article.

    Attributes:
        article: name of its file among the seeds.
        relations: in order of the text.
        traps: in order of the text.
        surfaces: name → the words that the article uses for it.
        keys: the key arguments of each type.
    """

    article: str
    relations: tuple[GoldRelation, ...]
    traps: tuple[Trap, ...]
    surfaces: Mapping[str, frozenset[str]]
    keys: Keys


def read_keys() -> Keys:
    """Read the key arguments of each relation type."""
    return {name: tuple(keys) for name, keys in _json(_FOLDER / "keys.json").items()}


def read_seed_gold(path: Path = _FOLDER / "seed.json") -> Gold:
    """Read the reading of the seed article.

    Raises:
        DataFileError: the file is missing, is no JSON, or lacks what a reading has.
    """
    told = _json(path)
    try:
        sentences = [(Sentence(one["index"], one["start"], one["end"]), one) for one in told["sentences"]]
        relations = [
            _relation(f"{sentence.number}.{place}", sentence, relation)
            for sentence, one in sentences
            for place, relation in enumerate(one["relations"], 1)
        ]
        traps = [Trap(sentence, t["says"], tuple(t["claims"])) for sentence, one in sentences for t in one["traps"]]
        surfaces = _surfaces(entity for _, one in sentences for entity in one["entities"])
        return Gold(told["article"], tuple(relations), tuple(traps), surfaces, read_keys())
    except KeyError as error:
        raise DataFileError(f"{path}: a reading without {error} cannot be compared with") from error


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise DataFileError(f"{path}: the reading cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise DataFileError(f"{path}: is no JSON: {error}") from error


def _relation(number: str, sentence: Sentence, told: Mapping[str, Any]) -> GoldRelation:
    return GoldRelation(
        number,
        sentence,
        told["type"],
        {role: _several(value) for role, value in told["args"].items() if value is not None},
        frozenset(told.get("inferred_args", ())),
        told["factuality"],
        tuple(name for name in _several(told["attributed_to"]) if name != _ARTICLE),
        told.get("speaker_optional", False),
        told.get("optional", False),
    )


def _several(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _surfaces(entities: Any) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entity in entities:
        found.setdefault(entity["canonical"], set()).add(entity["surface"])
    return {name: frozenset(words) for name, words in found.items()}
