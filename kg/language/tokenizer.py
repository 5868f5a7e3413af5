"""Builds the blank English pipeline whose tokens agree with Universal Dependencies.

What comes in: nothing. What goes out: a spaCy ``Language`` with a tokenizer and no components. spaCy's English
rules come near the treebanks already (``state-run`` is three words, ``S-300`` and ``U.S.`` are one); what differs
is mended here.
"""

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from spacy.symbols import ORTH  # type: ignore[import-not-found]  # it comes compiled, without a stub
from spacy.util import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.language import Language

__all__ = ["TOKENIZER", "blank", "without_rules"]

TOKENIZER = "arms_tokenizer"

Rules: TypeAlias = "dict[str, list[dict[int, str]]]"

_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,6}-?\d+[A-Za-z]?[A-Za-z0-9-]*\Z")
"""Ka-52K, M1A2T: spaCy takes their last letter for a unit of measure.  The end stands in the pattern, for a pipeline
that was stored is loaded with ``match``, whichever method was given."""

_ENDINGS = (
    r"(?<=\d[A-Z])\.",  # "the Ka-52K." ends a sentence, "John F." does not
    r"(?<=[A-Za-z])['’](?:[sS]|[rR][eE]|[vV][eE]|[lL][lL]|[dD]|[mM])",
    r"(?<=[A-Za-z])[nN]['’][tT]",
)
"""What is cut off: contractions, which spaCy lists word by word, so that it leaves "probably've" whole."""

_WHOLE = ("S.p.A.", "S.A.", "S.r.l.", "N.V.", "A.S.", "Pty.", "M/s", "M/S", "Messrs.", "Rs.")
"""Forms of firms and sums that no rule of English would leave whole."""


def without_rules() -> "Callable[[Language], Any]":
    """Return what makes a tokenizer that gets its rules from the folder of a pipeline.

    spaCy's own would first learn those of English, which a stored pipeline then throws away: a third of the start.
    """
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # it comes compiled, without a stub

    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register(TOKENIZER, func=without_rules)


def blank() -> "Language":
    """Return an English pipeline that only tokenizes."""
    import spacy
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    defaults = nlp.Defaults
    infixes = [*(defaults.infixes or ()), r"(?<=[A-Za-z])/(?=[A-Za-z])", r"(?<=[a-z])(?:--|—|–)(?=[A-Za-z])"]
    tokenizer: Any = nlp.tokenizer  # spaCy types it as any function of a text
    tokenizer.prefix_search = compile_prefix_regex(defaults.prefixes or ()).search
    tokenizer.suffix_search = compile_suffix_regex(_latin([*(defaults.suffixes or ()), *_ENDINGS])).search
    tokenizer.infix_finditer = compile_infix_regex(_latin(infixes)).finditer
    tokenizer.url_match = defaults.url_match
    tokenizer.token_match = _DESIGNATION.match
    tokenizer.rules = _needed(tokenizer, defaults.tokenizer_exceptions or {}) | {w: [{ORTH: w}] for w in _WHOLE}
    return nlp


def _latin(patterns: "Iterable[str | re.Pattern[str]]") -> list[str]:
    """Put Latin letters in the place of those of all scripts: a third of the time that patterns take at every start."""
    from spacy.lang import char_classes as of

    shorter = ((of.ALPHA, of.LATIN), (of.ALPHA_LOWER, of.LATIN_LOWER), (of.ALPHA_UPPER, of.LATIN_UPPER))
    texts = [pattern if isinstance(pattern, str) else pattern.pattern for pattern in patterns]
    for letters, latin in shorter:
        texts = [text.replace(letters, latin) for text in texts]
    return texts


def _needed(tokenizer: Any, rules: Rules) -> Rules:
    """Return the rules for single words without which a word would be cut otherwise; each costs time at every start."""
    return {
        word: parts for word, parts in rules.items() if [t.text for t in tokenizer(word)] != [p[ORTH] for p in parts]
    }
