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
from kg.language.wordlists import Kind, read_groups

__all__ = ["TimeWords"]

_KINDS: Mapping[str, Kind] = {
    "months": "numbers",
    "doubtful-months": "words",
    "weekdays": "numbers",
    "short-weekdays": "words",
    "seasons": "numbers",
    "feasts": "pairs",
    "decades": "numbers",
    "ordinals": "numbers",
    "units": ("day", "week", "month", "year", "decade"),
    "vague-counts": "words",
    "which": "numbers",
    "neighbours": "numbers",
    "distances": "numbers",
    "near-days": "numbers",
    "hours": "words",
    "parts": "pairs",
    "sides": ("before", "after"),
    "bounds": ("latest", "since", "from", "before", "after", "between"),
    "trailing-bounds": ("from",),
    "range-words": "words",
    "dateline-words": "words",
    "firm-leads": "words",
    "weak-leads": "words",
    "determiners": "words",
    "followers": "words",
    "count-nouns": "words",
    "measures": "words",
    "labelled": "words",
}
_CONTEXTS = (
    "firm-leads",
    "weak-leads",
    "determiners",
    "followers",
    "count-nouns",
    "measures",
    "labelled",
)


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
        self.groups, rest = read_groups(path, _KINDS, also=("rules",))
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


def _rules(path: Path, entries: object) -> Sequence[Mapping[str, Any]]:
    keys = ("name", "means", "pattern", "example", "finds")
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise DataFileError(f"{path}: 'rules' must be a list of rules, each with {', '.join(keys)}")
    for entry in entries:
        missing = [key for key in keys if not isinstance(entry.get(key), str)]
        if missing:
            raise DataFileError(
                f"{path}: rule {entry.get('name')!r} lacks the texts {', '.join(missing)}"
            )
    return entries
