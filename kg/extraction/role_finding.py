"""Says which words fill the roles of a frame by the tree alone, whatever they name.

What comes in: a token that may open a deal.  What goes out: ``FoundRoles``.  The extractors ask the same fillers what
they name, and take the first that fits; here nothing is asked, so that the trees' part can be measured on any text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.fillers import Filler, fillers
from kg.extraction.syntax import is_verbal, lemmas
from kg.lexicon import Frame, Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["FoundRoles", "find_roles", "opened_frames"]

_RELATION = "ArmsTransfer"
_ORDER = ("equipment", "supplier", "recipient")  # goods first, as the extractor of transfers does


@dataclass(frozen=True, slots=True)
class FoundRoles:
    """Who fills which role of a trigger.

    Attributes:
        chosen: role → the word that comes first, no word in two roles; of the frame that fills most roles.
        candidates: role → every word that a frame lets fill it: those of which the extractors choose by what they name.
    """

    chosen: dict[str, "Token"]
    candidates: dict[str, tuple["Token", ...]]


def opened_frames(token: "Token", lexicon: Lexicon) -> tuple[Frame, ...]:
    """Return the frames of transfers that a word opens wherever it stands."""
    part = "verb" if is_verbal(token) else "noun" if token.pos_ in {"NOUN", "PROPN"} else ""
    words = lemmas(token, lexicon.forms)
    return tuple(frame for frame in lexicon.frames_of(_RELATION)
                 if frame.part == part and not frame.lemmas.isdisjoint(words)
                 and not (frame.under or frame.about or frame.bare))


def find_roles(token: "Token", frames: Sequence[Frame]) -> FoundRoles:
    """Return who fills the roles of the frames that a token opens."""
    ways = fillers(token)
    each = [_chosen(frame, ways) for frame in frames]
    chosen = max(each, key=len, default={})
    candidates = {role: tuple(way.token for frame in frames for way in _ranked(frame, role, ways)) for role in _ORDER}
    return FoundRoles(chosen, candidates)


def _chosen(frame: Frame, ways: Sequence[Filler]) -> dict[str, "Token"]:
    chosen: dict[str, Token] = {}
    for role in _ORDER:
        taken = {token.i for token in chosen.values()}
        first = next((way.token for way in _ranked(frame, role, ways) if way.token.i not in taken), None)
        if first is not None:
            chosen[role] = first
    return chosen


def _ranked(frame: Frame, role: str, ways: Iterable[Filler]) -> list[Filler]:
    """Return the fillers that may fill a role, best function first."""
    functions = frame.roles.get(role, ())
    return sorted((way for way in ways if way.function in functions), key=lambda way: functions.index(way.function))
