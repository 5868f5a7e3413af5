"""Reads ``lexicon-quantities.yaml``: the words of numbers, measures and money.

What comes in: the file.  What goes out: ``CountWords``.  It must not know how numbers are found.
"""

from collections.abc import Mapping
from pathlib import Path

from kg.language.numerals import Numerals
from kg.language.surroundings import Surroundings
from kg.language.wordlists import Kind, read_groups

__all__ = ["CountWords"]

_KINDS: Mapping[str, Kind] = {
    "numbers": "numbers",
    "multipliers": "numbers",
    "scales": "numbers",
    "short-scales": "numbers",
    "pairs": "numbers",
    "vague": "words",
    "at-least": "words",
    "at-most": "words",
    "about": "words",
    "odd": ("about", "at-least"),
    "measures": "words",
    "fractions": "words",
    "labels": "words",
    "year-leads": "words",
    "heads": "words",
    "symbols": "texts",
    "codes": "texts",
    "currencies": "texts",
    "needs-scale": "words",
    "unit-prices": "words",
}
_CONTEXTS = ("scales", "measures", "fractions", "labels", "year-leads", "heads", "unit-prices")


class CountWords:
    """The words of numbers, measures and money.

    Attributes:
        groups: the word groups of the file.
        numerals: reads numbers.
        around: tells which words stand around a place.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            DataFileError: it cannot be read, or something in it is malformed.
        """
        self.groups, _ = read_groups(path, _KINDS)
        self.numerals = Numerals(self.groups)
        self.around = Surroundings(self.groups, _CONTEXTS)
