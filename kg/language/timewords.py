"""Reads ``lexicon-dates.yaml``: the words of time.

What comes in: the file, and for its number words ``lexicon-quantities.yaml`` beside it.  What goes
out: ``TimeWords``, which tells what a word stands for and what stands around a place.
It must not know what the rules mean.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import DataFileError
from kg.language.countwords import CountWords
from kg.language.patterns import folded
from kg.language.surroundings import Surroundings
from kg.language.wordlists import WordGroup, read_groups

__all__ = ["TimeWords"]

_GROUPS = (
    "months doubtful-months weekdays short-weekdays seasons feasts decades ordinals units "
    "vague-counts which neighbours distances near-days hours parts sides bounds firm-leads weak-leads determiners "
    "trailing-bounds range-words dateline-words followers count-nouns measures labelled"
).split()
_CONTEXTS = "firm-leads weak-leads determiners followers count-nouns measures labelled".split()
_NUMBERS = ("months", "weekdays", "seasons", "decades", "ordinals", "near-days", "which",
            "neighbours", "distances")  # fmt: skip
_ACCEPTED = {
    "units": ("day", "week", "month", "year", "decade"),
    "sides": ("before", "after"),
    "bounds": ("latest", "since", "from", "before", "after", "between"),
    "trailing-bounds": ("from",),
}


class TimeWords:
    """The words of time.

    Attributes:
        path: the file, for messages.
        groups: its word groups.
        rules: its rules, as they stand there.
        numerals: reads numbers.
        around: tells which words stand around a place.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            DataFileError: it cannot be read, or something in it is malformed.
        """
        self.path = path
        self.groups, rest = read_groups(path, _GROUPS, also=("rules",))
        _check(self.groups)
        self.rules = _rules(path, rest["rules"])
        self.numerals = CountWords(path.with_name("lexicon-quantities.yaml")).numerals
        self.around = Surroundings(self.groups, _CONTEXTS)
        self._entries = {
            name: {word.lower(): value for word, value in group.entries.items()}
            for name, group in self.groups.items()
        }

    def entry(self, group: str, words: str) -> Any:
        """Return what the file says of matched words, or None if the group does not hold them."""
        return self._entries[group].get(folded(words).removesuffix("."))

    def has(self, group: str, words: str) -> bool:
        """Return whether a group holds these words."""
        return folded(words).removesuffix(".") in self._entries[group]


def _check(groups: Mapping[str, WordGroup]) -> None:
    """Refuse entries of the wrong kind while the file can still be named."""
    for name in _NUMBERS:
        groups[name].numbers()
    for name in ("parts", "feasts"):
        groups[name].pairs()
    for name, accepted in _ACCEPTED.items():
        groups[name].texts(accepted)


def _rules(path: Path, entries: object) -> Sequence[Mapping[str, Any]]:
    keys = ("name", "means", "pattern", "example", "finds")
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise DataFileError(f"{path}: 'rules' must be a list of rules, each with {', '.join(keys)}")
    for entry in entries:
        missing = [key for key in keys if not isinstance(entry.get(key), str)]
        if missing:
            raise DataFileError(f"{path}: rule {entry.get('name')!r} lacks the texts {', '.join(missing)}")
    return entries
