"""Says where a sentence cannot begin, and where one must, so that the parser neither breaks nor joins sentences.

What comes in: a tokenized ``Doc``.  What goes out: the same, with ``is_sent_start`` set to False wherever edited prose
has no sentence boundary: behind a word, a comma, a title or an initial; and to True behind the full stop of a word
where a capital follows.  Where one may be, the parser decides.
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
    """Forbid a sentence to begin where none can, and let one begin where it must."""
    for token in doc[1:]:
        if not _may_begin(doc, token):
            token.is_sent_start = False
        elif _must_begin(doc, token):
            token.is_sent_start = True
    return doc


def _must_begin(doc: "Doc", token: "Token") -> bool:
    """Return whether a full stop right in front ends a sentence: ``he said. U.S. envoys left``, ``in 2026. "We will``.

    An abbreviation keeps its full stop; one that is a token of its own ends a word.
    """
    before = doc[token.i - 1]
    if before.text != "." or token.i < 2 or not before.whitespace_ or doc[token.i - 2].whitespace_:
        return False
    first = doc[token.i + 1] if _opens(token) and token.i + 1 < len(doc) else token
    ended = doc[token.i - 2]
    return first.text[:1].isupper() and (len(ended) > 1 or not ended.is_alpha) and not ended.text.startswith(".")


def _opens(token: "Token") -> bool:
    """Return whether a token opens a quotation or bracket: a straight quote does where no space is behind it."""
    if token.text in {"“", "‘", "«", "(", "["}:
        return True
    return token.text in {'"', "'"} and not token.whitespace_ and (token.i == 0 or bool(token.nbor(-1).whitespace_))


def _closes(token: "Token") -> bool:
    return token.text in _CLOSING and not _opens(token)


def _may_begin(doc: "Doc", token: "Token") -> bool:
    before = token.i - 1
    while before >= 0 and _closes(doc[before]):
        before -= 1
    if before < 0 or _closes(token):
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
