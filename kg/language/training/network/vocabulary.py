"""Chooses which of the pretrained encoder's pieces are kept.

What comes in: its list of pieces.  What goes out: the kept pieces with their rows: no unused places, no letters that
English news does not hold.
"""

import unicodedata
from pathlib import Path

from kg.language.network.wordpiece import CLOSE, MASK, OPEN, PADDING, UNKNOWN

__all__ = ["kept_pieces"]

_SPECIAL = (PADDING, UNKNOWN, OPEN, CLOSE, MASK)
_SCRIPTS = ("LATIN", "DIGIT")


def kept_pieces(path: Path) -> tuple[list[str], list[int]]:
    """Return the kept pieces and their rows in the encoder's table."""
    pieces = path.read_text("utf-8").splitlines()
    rows = [pieces.index(special) for special in _SPECIAL]
    rows += [row for row, piece in enumerate(pieces) if row not in rows and _kept(piece)]
    return [pieces[row] for row in rows], rows


def _kept(piece: str) -> bool:
    if piece.startswith("[") and len(piece) > 1:
        return False
    return all(c.isascii() or not c.isalnum() or _latin(c) for c in piece.removeprefix("##"))


def _latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_SCRIPTS)
