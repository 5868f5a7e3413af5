"""Builds the blank English pipeline whose tokens agree with Universal Dependencies.

What comes in: nothing. What goes out: a spaCy ``Language`` with a tokenizer and no components. spaCy's English
rules come near the treebanks already (``state-run`` is three words, ``S-300`` and ``U.S.`` are one); what differs
is mended here.
"""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["blank"]

_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,6}-?\d+[A-Za-z]?[A-Za-z0-9-]*")
"""Ka-52K, M1A2T: spaCy takes their last letter for a unit of measure."""


def blank() -> "Language":
    """Return an English pipeline that only tokenizes."""
    import spacy
    from spacy.util import compile_infix_regex

    nlp = spacy.blank("en")
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[A-Za-z])/(?=[A-Za-z])", r"(?<=[a-z])(?:--|—|–)(?=[A-Za-z])"]
    tokenizer: Any = nlp.tokenizer  # spaCy types it as any function of a text
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.token_match = _DESIGNATION.fullmatch
    return nlp
