"""Reads the groups of words in ``lexicon-dates.yaml`` and ``lexicon-quantities.yaml``.

What comes in: a YAML file of groups, each with ``example``, ``finds`` and ``entries``. What goes
out: checked groups. It must not know what the words mean, nor spaCy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

from kg.errors import DataFileError

__all__ = ["Kind", "WordGroup", "read_groups"]

Kind: TypeAlias = Literal["words", "numbers", "pairs", "texts"] | tuple[str, ...]
"""What the words of a group stand for."""


@dataclass(frozen=True, slots=True)
class WordGroup:
    """One list of words of the same use.

    Attributes:
        name: its key in the file.
        path: the file, for messages.
        example: a sentence that shows the group at work, which is its test.
        finds: what must be found in the example; empty where the group keeps something from being
            found.
        entries: word → what the file says of it; None in a plain list.
    """

    name: str
    path: Path
    example: str
    finds: str
    entries: Mapping[str, Any]

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words, in the order of the file."""
        return tuple(self.entries)

    def numbers(self) -> dict[str, int]:
        """Return word → whole number."""
        for word, value in self.entries.items():
            if not isinstance(value, int) or isinstance(value, bool):
                raise self._wrong(word, "a whole number")
        return dict(self.entries)

    def pairs(self) -> dict[str, tuple[int, int]]:
        """Return word → two whole numbers."""
        for word, value in self.entries.items():
            numbers = value if isinstance(value, list) else []
            if [type(number) for number in numbers] != [int, int]:
                raise self._wrong(word, "two whole numbers")
        return {word: (value[0], value[1]) for word, value in self.entries.items()}

    def texts(self, accepted: Iterable[str] = ()) -> dict[str, str]:
        """Return word → text, one of ``accepted`` where any are given."""
        known = tuple(accepted)
        for word, value in self.entries.items():
            if not isinstance(value, str) or (known and value not in known):
                raise self._wrong(word, f"one of {', '.join(known)}" if known else "a text")
        return dict(self.entries)

    def _wrong(self, word: str, accepted: str) -> DataFileError:
        return DataFileError(
            f"{self.path}: {word!r} in group {self.name!r} stands for {self.entries[word]!r}, "
            f"accepted is {accepted}"
        )


def read_groups(
    path: Path, kinds: Mapping[str, Kind], also: Iterable[str] = ()
) -> tuple[dict[str, WordGroup], dict[str, Any]]:
    """Read a file of word groups and return them, and beside them the values of the keys ``also``.

    Args:
        path: the file.
        kinds: group → what its words stand for: ``words`` (nothing), ``numbers``, ``pairs``,
            ``texts`` or the texts that are accepted.
        also: keys that hold something else than words.

    Raises:
        DataFileError: the file cannot be read, or a key is missing, unknown or malformed.
    """
    tree = _load(path)
    others = tuple(also)
    known = (*kinds, *others)
    for name in tree:
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise DataFileError(f"{path}: there is no word group {name!r}; {hint}")
    missing = [name for name in known if name not in tree]
    if missing:
        raise DataFileError(f"{path}: the word groups {', '.join(missing)} are missing")
    groups = {name: _group(path, name, tree[name]) for name in kinds}
    for name, group in groups.items():
        _check(group, kinds[name])
    return groups, {name: tree[name] for name in others}


def _check(group: WordGroup, kind: Kind) -> None:
    if not isinstance(kind, str):
        group.texts(kind)
    elif kind == "numbers":
        group.numbers()
    elif kind == "pairs":
        group.pairs()
    elif kind == "texts":
        group.texts()


def _load(path: Path) -> Mapping[Any, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - both are safe loaders
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise DataFileError(f"{path}: the word lists cannot be read: {error}") from error
    if not isinstance(tree, Mapping):
        raise DataFileError(f"{path}: a file of word lists holds named groups, this holds none")
    return tree


def _group(path: Path, name: str, tree: object) -> WordGroup:
    if not isinstance(tree, Mapping) or {"example", "finds", "entries"} - set(tree):
        raise DataFileError(f"{path}: group {name!r} needs example, finds and entries")
    entries = tree["entries"]
    listed = list(entries) if isinstance(entries, list | Mapping) else []
    if not listed:
        raise DataFileError(f"{path}: group {name!r} needs a list or a mapping of words as entries")
    for word in listed:
        # YAML reads an unquoted on, no or 12 as something else than a word
        if not isinstance(word, str) or not word.strip():
            raise DataFileError(f"{path}: {word!r} in group {name!r} is no word; put it in quotes")
    words = entries if isinstance(entries, Mapping) else dict.fromkeys(listed)
    return WordGroup(name, path, str(tree["example"]), str(tree["finds"] or ""), words)
