"""Mends what goes wrong with a text on its way: wrong decoding, soft hyphens, marks that steer a terminal.

What comes in: a text.  What goes out: the text that the article's record holds, so that offsets count what is shown.
Typography stays as it is: curly quotes, dashes, accents.
"""

import re

__all__ = ["mended", "mended_line"]

_CONTINUED = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_MOJIBAKE = re.compile(
    f"[\u00c2-\u00df][{_CONTINUED}]|[\u00e0-\u00ef][{_CONTINUED}]{{2}}|[\u00f0-\u00f4][{_CONTINUED}]{{3}}"
    "|\u0432\u0402|\u201a\u00c4"  # the same, read as Windows Cyrillic and as Mac Roman
)
"""UTF-8 that was read as a one-byte encoding: a leading byte with as many others as it announces."""

_C1 = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""Windows punctuation that was read as Latin-1."""
_ESCAPED = {0xDC00 + code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0x100)}
"""Bytes that are no UTF-8, as Python's ``surrogateescape`` keeps them."""
_DROPPED = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)]
)
"""What nobody sees: soft hyphens, zero-width spaces, marks of writing direction."""
_SPACED = dict.fromkeys([*range(1, 9), 11, *range(14, 32), 127, 129, 141, 143, 144, 157], " ")
_TABLE = _C1 | _ESCAPED | _DROPPED | _SPACED | {0x0C: "\n"}
"""NUL is not mended: a text with it is no text."""


def mended(text: str) -> str:
    """Return a text with its characters put right."""
    if _MOJIBAKE.search(text):
        import ftfy

        text = ftfy.fix_encoding(text)
    return text.translate(_TABLE)


def mended_line(text: str | None) -> str | None:
    """Return a headline or a name on one line, or None where nothing is left of it."""
    return " ".join(mended(text).split()) or None if text else None
