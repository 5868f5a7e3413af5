"""Tells which words stand right before or behind a place in a text.

What comes in: word groups.  What goes out: yes or no.  It must not know what the groups are for.
"""

import re
from collections.abc import Iterable, Mapping

from kg.language.patterns import alternatives, compiled
from kg.language.wordlists import WordGroup

__all__ = ["Surroundings"]

_REACH = 40  # characters looked at on either side of a place
_PLURAL = re.compile(
    r"\s{1,2}([a-z]{2,}[a-rtv-z]s)(?![A-Za-z0-9])"
)  # tanks, pieces; not campus, press


def _source(words: Iterable[str]) -> str:
    """Return a pattern for the words; a single letter keeps its case (12 m, but twelve M guns)."""
    listed = list(words)
    letters = "".join(re.escape(word) for word in listed if len(word) == 1)
    longer = alternatives(word for word in listed if len(word) > 1)
    return rf"{longer}|(?-i:[{letters}])" if letters else longer


class Surroundings:
    """The words around places."""

    def __init__(self, groups: Mapping[str, WordGroup], names: Iterable[str]) -> None:
        """Compile the groups that are asked for later."""
        words = {name: _source(groups[name].words) for name in names}
        self._before = {
            name: compiled(rf"(?:{source})\s{{0,2}}\Z") for name, source in words.items()
        }
        self._behind = {
            name: re.compile(rf"\s{{0,2}}(?:{source})(?![A-Za-z0-9-])", re.ASCII | re.IGNORECASE)
            for name, source in words.items()
        }

    def before(self, group: str, text: str, end: int) -> bool:
        """Return whether a word of a group stands right before an offset."""
        return self._before[group].search(text[max(0, end - _REACH) : end]) is not None

    def behind(self, group: str, text: str, start: int) -> bool:
        """Return whether a word of a group stands right behind an offset."""
        return self._behind[group].match(text[start : start + _REACH]) is not None

    def counted(self, text: str, start: int, irregular: str) -> bool:
        """Return whether a lower-case plural or a word of the group ``irregular`` follows."""
        plural = _PLURAL.match(text[start : start + _REACH])
        return plural is not None or self.behind(irregular, text, start)
