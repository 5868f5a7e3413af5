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

_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,6}-?\d+[A-Za-z]?[A-Za-z0-9-]*\Z")
"""Ka-52K, M1A2T: spaCy takes their last letter for a unit of measure.  The end stands in the pattern, for a pipeline
that was stored is loaded with ``match``, whichever method was given."""

_WHOLE = ("S.p.A.", "S.A.", "S.r.l.", "N.V.", "A.S.", "Pty.", "M/s", "M/S", "Messrs.", "Rs.")
"""Forms of firms and sums that no rule of English would leave whole."""


def blank() -> "Language":
    """Return an English pipeline that only tokenizes."""
    import spacy
    from spacy.util import compile_infix_regex, compile_suffix_regex

    nlp = spacy.blank("en")
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[A-Za-z])/(?=[A-Za-z])", r"(?<=[a-z])(?:--|—|–)(?=[A-Za-z])"]
    tokenizer: Any = nlp.tokenizer  # spaCy types it as any function of a text
    suffixes = [*(nlp.Defaults.suffixes or ()), r"(?<=\d[A-Z])\."]  # "the Ka-52K." ends a sentence, "John F." does not
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    for word in _WHOLE:
        tokenizer.add_special_case(word, [{"ORTH": word}])
    tokenizer.token_match = _DESIGNATION.match
    return nlp
