"""Finds out how bytes are to be read as text.

What comes in: bytes, and what somebody says of them.  What goes out: text.  UTF-8 where that is possible; what an
English newsroom's programs write otherwise; anything else as its letters tell.
"""

import codecs
import re

from kg.errors import ArticleError

__all__ = ["byte_order", "decoded"]

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # in Windows-1252
_MAC_APOSTROPHE = re.compile(rb"[a-z]\xd5[a-z]")
_SAMPLE = 4096  # bytes that show whether each second one is NUL
_MOSTLY = 0.6  # share of these places with NUL in English in UTF-16
_FEW = 0.1  # share of bytes beyond ASCII in an English text, at most
_LATIN = {"iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii", "iso8859-1"}  # on the Web these mean Windows-1252


def byte_order(head: bytes) -> str | None:
    """Return the encoding that the first bytes show: by a mark, or by NULs at each second place."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    head = head[:_SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > _MOSTLY * len(head) / 2 and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def decoded(raw: bytes, place: str, *, declared: str | None = None) -> str:
    """Return bytes as text, without a byte order mark.

    Args:
        raw: the bytes.
        place: where they come from, for messages.
        declared: the encoding that a header or a page names; believed where it fits.

    Raises:
        ArticleError: they are no text.
    """
    marked = byte_order(raw)
    for encoding in filter(None, (marked, "utf-8", _known(declared))):
        text = _tried(raw, encoding)
        if text is not None:
            return text
    if b"\x00" in raw:
        raise ArticleError(
            f"a NUL byte at {raw.index(0)}; this is no text", place=place, advice="an article is text in any encoding"
        )
    return _guessed(raw, place)


def _known(declared: str | None) -> str | None:
    if declared is None or declared.strip().lower() in _LATIN:
        return None
    try:
        info = codecs.lookup(declared.strip())
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None  # noqa: SLF001 - codecs has no public name for it


def _tried(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def _guessed(raw: bytes, place: str) -> str:
    """Return the text of bytes that are no UTF-8 and whose encoding nobody names."""
    mixed = _mixed(raw)
    if mixed is not None:
        return mixed
    if len(_HIGH.findall(raw)) <= max(_FEW * len(raw), 2) and not _UNDEFINED.search(raw):
        roman = _MAC_APOSTROPHE.search(raw) is not None
        return raw.decode("mac_roman" if roman else "cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise ArticleError(
            "its bytes are text in no encoding that is known", place=place, advice="save it as UTF-8"
        )
    return str(best)


def _mixed(raw: bytes) -> str | None:
    """Return UTF-8 with a few stray Windows characters, or None where it is not mostly UTF-8."""
    text = raw.decode("utf-8", "surrogateescape")
    stray = [character for character in text if "\udc80" <= character <= "\udcff"]
    right = sum(character > "\x7f" for character in text) - len(stray)
    if right <= len(stray):
        return None
    return text.translate({ord(c): bytes([ord(c) - 0xDC00]).decode("cp1252", "replace") for c in set(stray)})
