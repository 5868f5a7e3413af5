"""Reads ``lexicon-quantities.yaml``: the words of numbers, measures and money.

What comes in: the file.  What goes out: ``CountWords``.  It must not know how numbers are found.
"""

from pathlib import Path

from kg.language.numerals import Numerals
from kg.language.surroundings import Surroundings
from kg.language.wordlists import read_groups

__all__ = ["CountWords"]

_GROUPS = (
    "numbers multipliers scales short-scales pairs vague at-least at-most about odd measures fractions "
    "labels heads symbols codes currencies needs-scale unit-prices"
).split()
_CONTEXTS = ("scales", "measures", "fractions", "labels", "heads", "unit-prices", "about")


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
        self.groups, _ = read_groups(path, _GROUPS)
        self.numerals = Numerals(self.groups)
        self.around = Surroundings(self.groups, _CONTEXTS)
        self.groups["short-scales"].numbers()
        for name in ("symbols", "codes", "currencies"):
            self.groups[name].texts()
