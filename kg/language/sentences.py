"""Says where a sentence cannot begin, so that the parser does not break one in the middle.

What comes in: a tokenized ``Doc``.  What goes out: the same, with ``is_sent_start`` set to False wherever edited prose
has no sentence boundary: behind a word, a comma, a title or an initial.  Where one may be, the parser decides.
"""

import re
from typing import TYPE_CHECKING

from spacy.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["COMPONENT", "sentence_bounds"]

COMPONENT = "sentence_bounds"

_ENDS = frozenset({".", "!", "?", "…", "...", "?!", "!!", ";", ":"})
_CLOSING = frozenset("\"'”’»)]") | {"''"}
_TITLES = frozenset(
    "mr. mrs. ms. dr. gen. lt. col. maj. capt. sgt. adm. cmdr. brig. rear. sen. rep. gov. pres. prof. rev. hon. st. "
    "no. nos. vs. cf. e.g. i.e. approx. est. jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.".split()
)
_INITIAL = re.compile(r"[A-Z]\.$")


@Language.component(COMPONENT)
def sentence_bounds(doc: "Doc") -> "Doc":
    """Forbid a sentence to begin where none can."""
    for token in doc[1:]:
        if not _may_begin(doc, token):
            token.is_sent_start = False
    return doc


def _may_begin(doc: "Doc", token: "Token") -> bool:
    before = token.i - 1
    while before >= 0 and doc[before].text in _CLOSING:
        before -= 1
    if before < 0 or token.text in _CLOSING:
        return False
    word = doc[before].text
    if word in _ENDS:
        return not _follows_title(doc, before)
    abbreviated = word.endswith(".") and len(word) > 1
    titled = word.lower() in _TITLES or _INITIAL.match(word) is not None
    return abbreviated and not titled and token.text[:1].isupper()


def _follows_title(doc: "Doc", stop: int) -> bool:
    """Return whether a full stop belongs to an abbreviation that the tokenizer took apart (``No`` ``.``)."""
    if doc[stop].text != "." or stop == 0 or doc[stop - 1].whitespace_:
        return False
    number_behind = stop + 1 < len(doc) and doc[stop + 1].text[:1].isdigit()
    word = doc[stop - 1].lower_ + "."
    return word in _TITLES and (word not in {"no.", "mar.", "est."} or number_behind)
